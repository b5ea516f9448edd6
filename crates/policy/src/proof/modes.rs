//! Proof that a mode's table is what its formula says, and that its order can be gone through and leaves nothing out.

use super::cases::{Cases, TooMany};
use crate::condition::Condition;
use crate::fact::Fact;
use crate::formula::Term;
use crate::mode::{Mode, Step};
use crate::source::Source;
use crate::table::Reading;
use crate::{Place, Policy, StepKind, Word};
use values::text::{Language, Text};

pub(super) fn prove(policy: &Policy, mode: &Mode, reading: &mut Reading) {
    for step in &mode.steps {
        wants_case_facts(step.when.as_ref(), &step.source, reading);
        for wider in &step.place.wider {
            wants_case_facts(wider.when.as_ref(), &step.source, reading);
        }
    }
    prove_formula(policy, mode, reading);
    prove_definition(mode, reading);
    if prove_order(mode, reading) {
        prove_guards(mode, reading);
    }
}

/// Where only the case is known, no condition may ask for what each line answers for itself.
pub(super) fn wants_case_facts(condition: Option<&Condition>, source: &Source, reading: &mut Reading) {
    let Some(of_line) = condition.and_then(|c| c.facts().into_iter().find(|f: &Fact| f.of_line())) else { return };
    let wanted = Text::fixed("关于整票货物的事实，不是各项货物的", "a fact about the whole case, not about its lines");
    reading.fault_at(source, of_line.name(Language::Zh), wanted);
}

/// Formula and table name the same acts at the same places.
fn prove_formula(policy: &Policy, mode: &Mode, reading: &mut Reading) {
    let mut named = vec![false; mode.steps.len()];
    for term in &mode.acts.terms {
        let mut by_act: Vec<Vec<usize>> = Vec::new();
        for act in &term.acts {
            let found: Vec<usize> = (0..mode.steps.len()).filter(|i| is_meant(&mode.steps[*i], *act, term)).collect();
            if found.is_empty() {
                let wanted = Text::new(
                    format!("步骤表中有一步：{}（式子「{}」）", said(*act, term, Language::Zh), term.text),
                    format!("a step in the table: {} (formula '{}')", said(*act, term, Language::En), term.text),
                );
                reading.fault_at(&mode.source, mode.name.as_str(), wanted);
            }
            found.iter().for_each(|i| named[*i] = true);
            by_act.push(found);
        }
        if by_act.iter().all(|found| !found.is_empty()) {
            prove_needed(policy, mode, term, &by_act, reading);
        }
    }
    for (step, named) in mode.steps.iter().zip(named) {
        let in_formula = mode.acts.terms.iter().any(|t| t.acts.contains(&step.kind));
        if !named && (in_formula || step.kind.on_goods()) {
            let wanted = Text::new(
                format!("式子「{}」所写的作业和地点", mode.formula),
                format!("an act and a place that the formula '{}' names", mode.formula),
            );
            reading.fault_at(&step.source, step.name.as_str(), wanted);
        }
    }
}

/// Whether the formula's act is this step: of that kind, at those places.
fn is_meant(step: &Step, act: StepKind, term: &Term) -> bool {
    let usual = &step.place.usual;
    let same = usual.len() == term.places.len() && usual.iter().all(|p| term.places.contains(p));
    step.kind == act && (term.places.is_empty() || same)
}

fn said(act: StepKind, term: &Term, language: Language) -> String {
    let places: Vec<&str> = term.places.iter().map(|p| p.called(language)).collect();
    format!("{} {}", places.join("/"), act.called(language)).trim().to_owned()
}

/// 「(必要时)」 has a condition; otherwise exactly one of the acts is needed in every case.
fn prove_needed(policy: &Policy, mode: &Mode, term: &Term, by_act: &[Vec<usize>], reading: &mut Reading) {
    let steps = || by_act.iter().flatten().map(|i| &mode.steps[*i]);
    if term.if_necessary {
        for step in steps().filter(|s| s.when.is_none()) {
            let wanted = Text::fixed(
                "「何时需要」一栏的条件，因为式子写「(必要时)」",
                "a condition when it is needed, as the formula says '(if necessary)'",
            );
            reading.fault_at(&step.source, step.name.as_str(), wanted);
        }
        return;
    }
    let conditions: Vec<&Condition> = steps().filter_map(|s| s.when.as_ref()).collect();
    let Some(first) = steps().next() else { return };
    let Ok(cases) = Cases::of(policy, reading.start, None, &conditions, &[]).map_err(|TooMany| {
        let wanted = Text::fixed(
            "较少的事实：情形太多，无法逐一证明",
            "fewer facts: there are too many cases to prove one by one",
        );
        reading.fault_at(&first.source, first.name.as_str(), wanted);
    }) else {
        return;
    };
    for case in cases.iter() {
        let holds = |i: &usize| mode.steps[*i].when.as_ref().is_none_or(|w| w.holds(&case, None));
        let needed = by_act.iter().filter(|found| found.iter().any(holds)).count();
        if needed != 1 {
            let wanted = Text::new(
                format!("「{}」中恰有一项需要；此情形有 {needed} 项（{}）", term.text, case.to_text(Language::Zh)),
                format!("exactly one act of '{}' needed; here {needed} ({})", term.text, case.to_text(Language::En)),
            );
            reading.fault_at(&first.source, first.name.as_str(), wanted);
            return;
        }
    }
}

/// 「口岸不再实施…」 forbids steps there.
fn prove_definition(mode: &Mode, reading: &mut Reading) {
    if mode.definition.is_none() && !mode.formula.contains(['+', '＋']) {
        let wanted = Text::new(
            format!("一行定义「{} ＝ …」，因为式子没有「+」", mode.formula),
            format!("a definition '{} = …', as the formula has no '+'", mode.formula),
        );
        reading.fault_at(&mode.source, mode.name.as_str(), wanted);
    }
    let Some(definition) = &mode.definition else { return };
    let lower = definition.to_lowercase();
    for (place, zh, en) in Place::NAMES {
        let ends = zh.iter().any(|w| lower.contains(&format!("{w}不再实施")))
            || en.iter().any(|w| lower.contains(&format!("{w} no longer")));
        for step in mode.steps.iter().filter(|s| ends && s.place.named().any(|p| p == *place)) {
            let wanted = Text::new(
                format!("不在{}的步骤：{definition}", zh[0]),
                format!("a step that is not at the {}: {definition}", en[0]),
            );
            reading.fault_at(&step.source, step.name.as_str(), wanted);
        }
    }
}

/// One act of acceptance begins, and nothing waits for itself.
fn prove_order(mode: &Mode, reading: &mut Reading) -> bool {
    let mut whole = true;
    for (at, step) in mode.steps.iter().enumerate() {
        if mode.before(at).contains(&at) {
            whole = false;
            let round: Vec<&str> = mode.before(at).into_iter().map(|i| mode.steps[i].name.as_str()).collect();
            let round = round.join("、");
            let wanted = Text::new(format!("不成环的「先要」：{round}"), format!("'needs' without a circle: {round}"));
            reading.fault_at(&step.source, step.name.as_str(), wanted);
        }
        if step.needs.is_empty() && step.kind != StepKind::Accept {
            let wanted =
                Text::fixed("「先要」的步骤：只有受理可以开头", "the steps that it needs: only acceptance may begin");
            reading.fault_at(&step.source, step.name.as_str(), wanted);
        }
        let moved = step.needs.iter().any(|n| mode.steps[*n].kind == StepKind::Move);
        if step.on_arrival && !moved {
            let wanted = Text::fixed("先要「调离」，才有到达", "to need the move, for there is no arrival otherwise");
            reading.fault_at(&step.source, step.name.as_str(), wanted);
        }
    }
    let beginnings = mode.steps.iter().filter(|s| s.needs.is_empty() && s.kind == StepKind::Accept);
    if beginnings.count() != 1 {
        let wanted = Text::fixed("恰有一步受理不先要其他步骤", "exactly one acceptance that needs no other step");
        reading.fault_at(&mode.source, mode.name.as_str(), wanted);
    }
    whole
}

/// Release waits for all work on the goods; goods leave the port only after their treatment there.
fn prove_guards(mode: &Mode, reading: &mut Reading) {
    if !mode.steps.iter().any(|s| s.kind == StepKind::Release) {
        let wanted = Text::fixed("一步放行", "a step of release");
        reading.fault_at(&mode.source, mode.name.as_str(), wanted);
    }
    for (at, guard) in mode.steps.iter().enumerate() {
        let before = mode.before(at);
        let awaits = |step: &Step| match guard.kind {
            StepKind::Release => step.kind.on_goods(),
            StepKind::Move => step.kind == StepKind::Treat && step.place.named().any(|p| p == Place::Port),
            StepKind::Accept
            | StepKind::Review
            | StepKind::Supervise
            | StepKind::Inspect
            | StepKind::Verify
            | StepKind::WatchLoading
            | StepKind::Treat
            | StepKind::Forward
            | StepKind::Clear
            | StepKind::Certify => false,
        };
        for (i, step) in mode.steps.iter().enumerate() {
            if awaits(step) && !before.contains(&i) {
                let wanted = Text::new(
                    format!("直接或者间接先要「{}」", step.name),
                    format!("to need '{}', directly or not", step.name),
                );
                reading.fault_at(&guard.source, guard.name.as_str(), wanted);
            }
        }
    }
}
