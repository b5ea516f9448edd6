//! A rule on a page, as its reader sees it.

use crate::{frame, words};
use clearance::example::{self, Example};
use clearance::row::hit::Outcome;
use desk::names::Names;
use desk::rules::Sees;
use policy::rule::{Scope, Unless};
use policy::{Policy, Rule, Word};
use register::cases::hit::Hit;
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
            let path = format!("/clauses?cite={}&{}", frame::in_query(&cited), names.by_text());
            (names.citation(citation), path, names.cited(citation))
        });
        RuleView {
            id: rule.id.to_string(),
            path: format!("/rules/{}?{}", frame::in_query(&rule.id), names.by_text()),
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

/// An example of the text that shows the rule, and what came of it.
pub struct ExampleView {
    /// What it shows.
    pub name: String,
    /// The file in which it stands.
    pub file: String,
    /// The day of acceptance.
    pub day: String,
    /// Whether the rule hits by it.
    pub hits: bool,
    /// What is otherwise than it says; empty if all is as it says.
    pub faults: Vec<String>,
}

impl ExampleView {
    /// The examples that show a rule, each decided now by a text.
    pub fn of(rule: &Rule, examples: &[Example], policy: &Policy, language: Language) -> Vec<ExampleView> {
        let shows = examples.iter().filter(|example| example.shows(&rule.id));
        let views = shows.map(|example| ExampleView {
            name: example.name.clone(),
            file: format!("cases/{}", example.file),
            day: example.day.to_string(),
            hits: example.then.hits.iter().any(|id| **id == *rule.id),
            faults: example::faults_of(policy, example).iter().map(|fault| fault.pick(language).to_owned()).collect(),
        });
        views.collect()
    }
}

/// One of the last cases in which a rule hit.
pub struct CaseView {
    /// Declaration number.
    pub no: String,
    /// The line; empty for the case as a whole.
    pub line: String,
    /// What the rule asked for there.
    pub measures: String,
    /// The day whose text counts.
    pub day: String,
    /// How it came out.
    pub outcome: String,
}

impl CaseView {
    /// A hit of a rule.
    pub fn new(hit: Hit, rule: &Rule, names: &Names) -> CaseView {
        let called = |at: &usize| Some(rule.measures.get(*at)?.measure.words(names.language));
        CaseView {
            line: if hit.line == 0 { String::new() } else { hit.line.to_string() },
            // Nearly always all of them, which the page has said above.
            measures: match hit.measures.len() == rule.measures.len() {
                true => words::say(names.language, "rules.all_measures").to_owned(),
                false => hit.measures.iter().filter_map(called).collect::<Vec<_>>().join(names.comma()),
            },
            day: hit.day.to_string(),
            outcome: super::of(hit.outcome, names.language),
            no: hit.no,
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
