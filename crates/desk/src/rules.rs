//! Which rules of the review a reader may see, what of them, and which are looked for.

mod said;

use crate::account::Account;
use clearance::permission::Act;
use policy::condition::Atom;
use policy::rule::Measured;
use policy::{Condition, Fact, MeasureKind, Policy, Rule, Word};
pub use said::{RuleSaid, in_other_language};
use serde::Deserialize;
use values::calendar::Day;
use values::direction::Direction;
use values::text::Language;
use values::text::fold::fold;

/// What is looked for; what is left out does not limit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// Words that stand in the rule, in either language.
    pub q: String,
    /// A tariff code, or its first digits.
    pub hs: String,
    /// A country by its code.
    pub origin: String,
    /// A kind of measure by its name.
    pub measure: String,
    /// A clause, or a part of its citation.
    pub clause: String,
    /// `entry` or `exit`.
    pub direction: String,
    /// In force on this day; today if it is empty.
    pub day: String,
}

impl Wish {
    /// The day asked about, else today.
    pub fn on(&self, today: Day) -> Day {
        Day::parse(self.day.trim()).unwrap_or(today)
    }

    /// What was said, by the names of the fields.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("q", &self.q),
            ("hs", &self.hs),
            ("origin", &self.origin),
            ("measure", &self.measure),
            ("clause", &self.clause),
            ("direction", &self.direction),
            ("day", &self.day),
        ];
        all.into_iter().map(|(name, value)| (name, value.trim())).filter(|(_, value)| !value.is_empty())
    }
}

/// What a reader may see of rules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    /// Everything: officers.
    All,
    /// What the text makes public.
    Public,
}

impl Sees {
    /// What an account sees; nobody signed in sees what is public.
    pub fn of(account: Option<&Account>) -> Sees {
        let officer = |account: &&Account| {
            account.enterprise.is_none() && crate::act::may(&account.roles, false, Act::ReadRegion)
        };
        if account.filter(officer).is_some() { Sees::All } else { Sees::Public }
    }

    /// Whether anything of the rule.
    pub fn any(self, rule: &Rule) -> bool {
        self == Sees::All || rule.public()
    }

    /// Whether the conditions: never those that tell where a risk is seen.
    pub fn conditions(self, rule: &Rule) -> bool {
        self == Sees::All || !rule.confidential()
    }

    /// Its measures that may be seen.
    pub fn measures(self, rule: &Rule) -> impl Iterator<Item = &Measured> {
        rule.measures.iter().filter(move |one| self == Sees::All || one.public)
    }
}

/// The sentence of a rule for a reader: what is not for the reader is left out.
pub fn sentence(rule: &Rule, sees: Sees, language: Language) -> String {
    let mut seen = rule.clone();
    seen.measures = sees.measures(rule).cloned().collect();
    if !sees.conditions(rule) {
        (seen.when, seen.unless) = (None, Vec::new());
    }
    let text = seen.to_text(language);
    // The fence is for files.
    text.lines()
        .filter(|line| !line.starts_with("```") && !line.starts_with("###"))
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_owned()
}

/// Whether a rule is what is looked for, by what the reader may see of it.
pub fn wanted(rule: &Rule, wish: &Wish, sees: Sees, policy: &Policy, day: Day) -> bool {
    let typed = |text: &str| !text.trim().is_empty();
    let kind = MeasureKind::named(wish.measure.trim());
    let direction = Direction::of_word(wish.direction.trim());
    let cited = |clause: &str| {
        let folded = fold(clause);
        rule.basis.iter().any(|citation| fold(&citation.to_text(Language::Zh)).contains(&folded))
    };
    (!typed(&wish.q) || said(rule, &wish.q, sees))
        && (!typed(&wish.hs) || sees.conditions(rule) && names_goods(rule, wish.hs.trim()))
        && (!typed(&wish.origin) || sees.conditions(rule) && names_country(rule, wish.origin.trim(), policy, day))
        && (!typed(&wish.measure) || kind.is_some_and(|kind| sees.measures(rule).any(|one| one.measure.kind() == kind)))
        && (!typed(&wish.clause) || cited(&wish.clause))
        && (!typed(&wish.direction) || direction.is_some_and(|direction| rule.applies_to(direction)))
}

/// Every word typed stands somewhere in the rule, in either language.
fn said(rule: &Rule, typed: &str, sees: Sees) -> bool {
    let all = Language::ALL.map(|language| format!("{} {}", rule.title.pick(language), sentence(rule, sees, language)));
    let whole = fold(&format!("{} {}", rule.id, all.join(" ")));
    fold(typed).split(' ').all(|word| whole.contains(word))
}

fn atoms(rule: &Rule) -> impl Iterator<Item = &Atom> {
    rule.conditions().flat_map(Condition::atoms)
}

/// Whether a statement of the rule names the tariff code, or a part of it.
fn names_goods(rule: &Rule, code: &str) -> bool {
    atoms(rule).any(|atom| {
        if let Atom::Hs { set, .. } = atom {
            set.contains(code)
                || set.ranges().iter().any(|range| range.low.starts_with(code) || range.high.starts_with(code))
        } else {
            false
        }
    })
}

/// Facts that are countries.
const COUNTRIES: [Fact; 5] =
    [Fact::Origin, Fact::DespatchCountry, Fact::TransitCountry, Fact::DestinationCountry, Fact::TradeCountry];

fn names_country(rule: &Rule, country: &str, policy: &Policy, day: Day) -> bool {
    let code = country.to_uppercase();
    atoms(rule).filter(|atom| COUNTRIES.contains(&atom.fact())).any(|atom| {
        if let Atom::Among { items, .. } = atom {
            items.iter().any(|item| *item.code == *code)
        } else if let Atom::OnList { list, .. } = atom {
            policy.on_list(list, &code, day)
        } else {
            false
        }
    })
}
