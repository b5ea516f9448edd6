//! Rules hang together: what they name exists, none waits for itself, every measure has its step, and both languages say the same.

use super::super::near::offered;
use super::super::table::Reading;
use crate::condition::{Atom, Condition};
use crate::rule::{DOSES, Measure, Rule, Scope};
use crate::{Fact, Mode, Policy, Selected, StepKind, Word};
use std::collections::BTreeSet;
use values::direction::Direction;
use values::text::{Language, Text};

/// Facts that a rule may not ask for: what comes after rules, or only with a result.
const NOT_IN_RULES: [Fact; 2] = [Fact::TreatmentRequired, Fact::GoodsPassed];

pub(super) fn prove(policy: &Policy, reading: &mut Reading) {
    for rule in &policy.rules {
        prove_names(policy, rule, reading);
        prove_facts(rule, reading);
        prove_steps(policy, rule, reading);
        prove_readable(rule, reading);
    }
    prove_circles(policy, reading);
    prove_modes_before(policy, reading);
}

/// A rule whose authors and days are not said does not count among new ones.
pub(super) fn prove_complete(policy: &Policy, reading: &mut Reading) {
    for rule in policy.rules.iter().filter(|rule| rule.author.is_empty()) {
        reading.fault_at(
            &rule.source,
            &rule.id,
            Text::fixed("「起草」栏：谁起草", "its author, in the column 'author'"),
        );
    }
}

/// One of the known names was wanted; the nearest is offered.
fn unknown<'a>(rule: &Rule, written: &str, what: Text, known: impl Iterator<Item = &'a str>, reading: &mut Reading) {
    let known: BTreeSet<&str> = known.collect();
    let wanted = offered(what, written, known);
    reading.fault_at(&rule.source, written, wanted);
}

fn prove_names(policy: &Policy, rule: &Rule, r: &mut Reading) {
    for id in rule.named() {
        if !policy.rules.iter().any(|other| *other.id == *id && other.period.overlaps(&rule.period)) {
            let ids = policy.rules.iter().map(|other| &*other.id);
            unknown(rule, id, Text::fixed("同时有效的一条规则", "a rule that is in force with it"), ids, r);
        }
    }
    match &rule.scope {
        Scope::Region => {}
        Scope::Offices(offices) => {
            for office in offices.iter().filter(|office| !policy.offices.iter().any(|o| o.code == **office)) {
                let codes = policy.offices.iter().map(|o| o.code.as_str());
                unknown(rule, office.as_str(), Text::fixed("一个机构", "an office"), codes, r);
            }
        }
        Scope::Pilots(rows) => {
            for row in rows.iter().filter(|row| !policy.pilots.iter().any(|p| p.name == **row)) {
                let names = policy.pilots.iter().map(|p| &*p.name);
                unknown(rule, row, Text::fixed("「试点」表中的一行", "a row of the pilot"), names, r);
            }
        }
    }
    prove_measures(policy, rule, r);
    for atom in rule.conditions().flat_map(Condition::atoms) {
        match atom {
            Atom::OnList { list, .. } if !policy.on_lists.iter().any(|row| row.list == *list) => {
                let lists = policy.on_lists.iter().map(|row| &*row.list);
                unknown(rule, list, Text::fixed("一份名单", "a named list"), lists, r);
            }
            Atom::Among { fact: Fact::GoodsGroup, items, .. } => {
                for item in items.iter().filter(|item| !policy.groups.iter().any(|g| *g.name == *item.code)) {
                    let groups = policy.groups.iter().map(|g| &*g.name);
                    unknown(rule, &item.code, Text::fixed("一个货物组", "a goods group"), groups, r);
                }
            }
            Atom::Among { fact: Fact::Mode, items, .. } => {
                for item in items.iter().filter(|item| !policy.modes.iter().any(|m| m.name.as_str() == &*item.code)) {
                    let modes = policy.modes.iter().map(|m| m.name.as_str());
                    unknown(rule, &item.code, Text::fixed("一种模式", "a mode"), modes, r);
                }
            }
            Atom::Flag(_)
            | Atom::Among { .. }
            | Atom::Named { .. }
            | Atom::OnList { .. }
            | Atom::Hs { .. }
            | Atom::Number { .. }
            | Atom::Amount { .. }
            | Atom::Grade { .. }
            | Atom::Given { .. } => {}
        }
    }
}

/// Units of doses and sampling plans are such as there are.
fn prove_measures(policy: &Policy, rule: &Rule, r: &mut Reading) {
    for one in &rule.measures {
        if let Measure::Treat(treatment) = &one.measure
            && let Some(dose) =
                treatment.dose.as_ref().filter(|dose| DOSES.iter().all(|(unit, _)| *unit != &*dose.unit))
        {
            let units = DOSES.iter().map(|(unit, _)| *unit);
            unknown(rule, &dose.unit, Text::fixed("剂量的一种单位", "a unit of doses"), units, r);
        }
        if let Measure::Sample(plan) = &one.measure
            && !policy.sampling.iter().any(|row| row.plan == *plan)
        {
            let plans = policy.sampling.iter().map(|row| &*row.plan);
            unknown(rule, plan, Text::fixed("一个抽样方案", "a sampling plan"), plans, r);
        }
    }
}

/// Rules come after the mode and before results: each stage reads only those before it.
fn prove_facts(rule: &Rule, r: &mut Reading) {
    for fact in rule.facts().into_iter().filter(|fact| NOT_IN_RULES.contains(fact)) {
        let wanted = Text::fixed("规则之前已知的事实", "a fact that is known before rules are asked");
        r.fault_at(&rule.source, fact.name(Language::Zh), wanted);
    }
}

/// What comes before rules, the mode among it, asks neither for the mode nor for the past.
fn prove_modes_before(policy: &Policy, r: &mut Reading) {
    let of_selection = policy.selection.iter().map(|row| (&row.when, &row.source));
    let steps = || policy.modes.iter().flat_map(|mode| &mode.steps);
    let of_steps = steps().map(|step| (&step.when, &step.source));
    let of_places = steps().flat_map(|step| step.place.wider.iter().map(|wider| (&wider.when, &step.source)));
    let of_deadlines = policy.deadlines.iter().map(|deadline| (&deadline.when, &deadline.source));
    let before = of_selection
        .chain(of_steps)
        .chain(of_places)
        .chain(of_deadlines)
        .filter_map(|(when, source)| Some((when.as_ref()?, source)));
    let defined = policy.definitions.iter().map(|definition| (&definition.condition, &definition.source));
    for (when, source) in before.chain(defined) {
        let later = |fact: &Fact| *fact == Fact::Mode || fact.past().is_some();
        for fact in when.facts().into_iter().filter(later) {
            let name = |language| fact.name(language);
            let wanted = Text::new(
                format!("不含「{}」的条件：只有规则可以问及", name(Language::Zh)),
                format!("a condition without '{}': only rules may ask for it", name(Language::En)),
            );
            r.fault_at(source, name(Language::Zh), wanted);
        }
    }
}

/// The modes by which cases of a direction may go.
fn modes_of(policy: &Policy, direction: Direction) -> Vec<&Mode> {
    let mut names: Vec<&values::id::ModeName> = policy
        .selection
        .iter()
        .filter(|row| row.direction == direction)
        .filter_map(|row| match &row.mode {
            Selected::Mode(name) => Some(name),
            Selected::StrictestEntry => None,
        })
        .collect();
    names.extend(policy.lists.entries().iter().filter(|e| e.direction == direction).map(|e| &e.mode));
    policy.modes.iter().filter(|mode| names.contains(&&mode.name)).collect()
}

/// A measure binds to a step of the mode that holds; a mode without it is a fault, unless the rule says that it does not matter.
fn prove_steps(policy: &Policy, rule: &Rule, r: &mut Reading) {
    if rule.lenient {
        return;
    }
    let directions = [Direction::Exit, Direction::Entry].into_iter().filter(|d| rule.applies_to(*d));
    let modes: Vec<&Mode> = directions.flat_map(|direction| modes_of(policy, direction)).collect();
    let steps: BTreeSet<StepKind> = rule.steps().collect();
    for step in steps {
        let lacking: Vec<&str> = modes
            .iter()
            .filter(|mode| !mode.steps.iter().any(|s| s.kind == step))
            .map(|mode| mode.name.as_str())
            .collect();
        if !lacking.is_empty() {
            let modes = lacking.join("、");
            let wanted = Text::new(
                format!("各模式都有的步骤，或者写明「无此步骤的不适用」；没有的模式：{modes}"),
                format!("a step of every mode, or 'not where the step is lacking'; modes without it: {modes}"),
            );
            r.fault_at(&rule.source, step.called(Language::Zh), wanted);
        }
    }
}

/// The sentence in either language reads back as the same rule.
fn prove_readable(rule: &Rule, r: &mut Reading) {
    for language in [Language::Zh, Language::En] {
        let text = rule.to_text(language);
        let vocabulary = crate::Vocabulary { language, grades: r.vocabulary.grades.clone() };
        let read =
            Rule::parse(&text, &vocabulary, r.language()).map(|read| Rule { source: rule.source.clone(), ..read });
        if read.as_ref() != Ok(rule) {
            let why = read.err().map_or_else(String::new, |misread| misread.found);
            let wanted = Text::fixed("两种语言都能读回的文字", "words that can be read back in both languages");
            r.fault_at(&rule.source, &why, wanted);
        }
    }
}

/// No rule is kept from hitting by one that waits for it.
fn prove_circles(policy: &Policy, r: &mut Reading) {
    for rule in &policy.rules {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = rule.named().collect();
        while let Some(id) = open.pop() {
            if *id == *rule.id {
                r.fault_at(&rule.source, &rule.id, Text::fixed("「除非」不成环", "no circle of 'unless'"));
                break;
            }
            if seen.insert(id) {
                let of_id = policy.rules.iter().filter(|other| *other.id == *id);
                open.extend(of_id.flat_map(|rule| rule.named()));
            }
        }
    }
}
