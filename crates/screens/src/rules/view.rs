//! A rule on a page, as its reader sees it.

use crate::frame;
use clearance::row::hit::Outcome;
use desk::names::Names;
use desk::rules::Sees;
use policy::rule::{Scope, Unless};
use policy::{Rule, Word};
use values::direction::Direction;
use values::text::Language;

/// A rule on a page.
pub struct RuleView {
    /// Its number.
    pub id: String,
    /// Where its page is.
    pub path: String,
    /// What it is called.
    pub title: String,
    /// Its direction, if it has one.
    pub direction: &'static str,
    /// Where it counts, if not everywhere.
    pub scope: String,
    /// When it hits; empty if always, or if that is not for the reader.
    pub when: String,
    /// What keeps it off.
    pub unless: Vec<String>,
    /// Whether its conditions are kept back.
    pub kept_back: bool,
    /// Its measures, each with whether it is public.
    pub measures: Vec<(String, bool)>,
    /// Its clauses: as cited, where its page is, its words.
    pub clauses: Vec<(String, String, String)>,
    /// Who drafted it.
    pub author: String,
    /// First and last day.
    pub from: String,
    /// Empty if open.
    pub until: String,
    /// Not verified.
    pub provisional: bool,
    /// Where it stands.
    pub place: String,
}

impl RuleView {
    /// A rule for a reader of a language.
    pub fn new(rule: &Rule, sees: Sees, names: &Names) -> RuleView {
        let language = names.language;
        let open = sees.conditions(rule);
        let unless = rule.unless.iter().map(|unless| match unless {
            Unless::Holds(condition) => condition.to_text(language),
            Unless::Rule(id) => id.to_string(),
        });
        let clauses = rule.basis.iter().map(|citation| {
            let cited = citation.to_text(Language::Zh);
            let path = format!("/clauses?cite={}&day={}", frame::in_query(&cited), names.day);
            (names.citation(citation), path, names.cited(citation))
        });
        RuleView {
            id: rule.id.to_string(),
            path: format!("/rules/{}?day={}", frame::in_query(&rule.id), names.day),
            title: rule.title.pick(language).to_owned(),
            direction: rule.direction.map_or("", |direction: Direction| direction.called(language)),
            scope: match &rule.scope {
                Scope::Region => String::new(),
                Scope::Offices(offices) => {
                    offices.iter().map(|office| names.office(office.as_str())).collect::<Vec<_>>().join(names.comma())
                }
                Scope::Pilots(rows) => rows.join(names.comma()),
            },
            when: if open {
                rule.when.as_ref().map_or_else(String::new, |when| when.to_text(language))
            } else {
                String::new()
            },
            unless: if open { unless.collect() } else { Vec::new() },
            kept_back: !open,
            measures: sees.measures(rule).map(|one| (one.measure.words(language), one.public)).collect(),
            clauses: clauses.collect(),
            author: rule.author.to_string(),
            from: rule.period.from.to_string(),
            until: rule.period.until.map_or_else(String::new, |day| day.to_string()),
            provisional: rule.provisional,
            place: format!("{}:{}", rule.source.file, rule.source.line),
        }
    }
}

/// How many hits came out so.
pub struct HitView {
    /// What came out.
    pub called: String,
    /// How many.
    pub count: i64,
}

impl HitView {
    /// A count of one outcome.
    pub fn new(outcome: Outcome, count: i64, language: Language) -> HitView {
        HitView { called: super::of(outcome, language), count }
    }
}
