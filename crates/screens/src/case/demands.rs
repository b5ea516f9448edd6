//! 规则的要求: what the rules of the day ask of a case, rule by rule, for officers; for the enterprise what is public.

use super::form::{FormField, Input};
use super::maker::{Maker, SOME};
use super::offer::Trial;
use super::receipt::{Clause, clause};
use crate::frame;
use crate::words;
use clearance::case::Case;
use clearance::case::decide::Command;
use clearance::case::demand::Standing;
use clearance::event::act::Paper;
use desk::act::Ask;
use desk::names::Names;
use desk::rules::Sees;
use policy::reference::TableName;
use policy::rule::Supplier;
use values::calendar::Day;
use values::code::TableCode;
use web::sight::Sight;

/// A rule that asks for something.
pub struct DemandView {
    /// Its number.
    pub rule: String,
    /// What it is called.
    pub title: String,
    /// Where its page is.
    pub path: String,
    /// For which lines; the whole if none is named.
    pub lines: String,
    /// What it asks for.
    pub measures: Vec<MeasureView>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
}

/// One thing that a rule asks for.
pub struct MeasureView {
    /// In words.
    pub text: String,
    /// The step that it binds to.
    pub step: String,
    /// The kind of mark that says how it stands, and the words in it; none for what holds nothing up.
    pub standing: Option<(&'static str, String)>,
}

/// How it stands, as a mark.
fn mark(names: &Names, standing: Standing) -> Option<(&'static str, String)> {
    let say = |key| words::say(names.language, key);
    match standing {
        Standing::Said => None,
        Standing::ToDo => Some(("idle", say("demands.to_do").to_owned())),
        Standing::Waived => Some(("pass", say("demands.waived").to_owned())),
        Standing::Met => Some(("pass", say("demands.met").to_owned())),
        Standing::Lacking => Some(("wait", say("demands.lacking").to_owned())),
        Standing::NotBefore(None) => Some(("wait", say("demands.no_day").to_owned())),
        Standing::NotBefore(Some(day)) => {
            Some(("wait", words::fill(say("demands.not_before"), &[("day", &day.to_string())])))
        }
    }
}

fn today(names: &Names, ask: &Ask) -> Day {
    ask.now.day_in(&names.policy.region.zone)
}

impl Maker<'_> {
    /// A paper that a rule asks of this side and that is lacking.
    pub(super) fn papers(&self, trials: &mut Vec<Trial>) {
        let from = if self.ask.enterprise.is_some() { Supplier::Enterprise } else { Supplier::Office };
        let today = today(self.names, self.ask);
        let lacking = self.case.lacking_papers(from, self.names.policy, today);
        let codes: Vec<&str> = lacking.iter().map(|item| &*item.code).collect();
        let Some(first) = codes.first().and_then(|code| TableCode::parse(code).ok()) else { return };
        let named = |code: &&str| ((*code).to_owned(), self.names.code_and_name(TableName::Attachment, code));
        let form = self
            .form("paper", "main")
            .with(self.choice("kind", "case.paper", codes.iter().map(named).collect()))
            .with(self.line("no", "case.paper_no"))
            .with(FormField::new("day", self.say("case.paper_day"), Input::Day));
        let command = Command::GivePaper(Paper { kind: first, no: SOME.into(), day: today });
        trials.push(Trial { form, command, now: true });
    }
}

/// What the rules ask for by the decision that holds, in the order of their numbers.
pub fn demands(names: &Names, case: &Case, sight: &Sight, ask: &Ask) -> Vec<DemandView> {
    let Some(verdict) = case.verdict.as_deref().filter(|_| sight.whole()) else { return Vec::new() };
    let (day, sees) = (verdict.receipt.day, if sight.officer { Sees::All } else { Sees::Public });
    let mut views: Vec<DemandView> = Vec::new();
    for demand in &verdict.demands {
        let Some((rule, measure)) = demand.content(names.policy, day) else { continue };
        if !sees.measures(rule).any(|one| one.measure == *measure) {
            continue;
        }
        if views.last().is_none_or(|last| *last.rule != *rule.id) {
            let lines: Vec<String> = demand.lines.iter().map(ToString::to_string).collect();
            views.push(DemandView {
                rule: rule.id.to_string(),
                title: rule.title.pick(names.language).to_owned(),
                path: format!("/rules/{}?{}", frame::in_query(&rule.id), names.by_text()),
                lines: match lines.is_empty() {
                    true => words::say(names.language, "demands.whole").to_owned(),
                    false => words::fill(
                        words::say(names.language, "demands.lines"),
                        &[("lines", &lines.join(names.comma()))],
                    ),
                },
                measures: Vec::new(),
                clauses: rule.basis.iter().map(|citation| clause(names, citation)).collect(),
            });
        }
        let mut text = measure.words(names.language);
        if !demand.draw.is_empty() {
            let joined = |all: &[u32]| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(names.comma());
            let (units, fail) = (joined(&demand.draw), joined(&verdict.may_fail(demand, names.policy)));
            let drawn = words::say(names.language, "demands.draw");
            text = format!("{text} ({})", words::fill(drawn, &[("units", &units), ("fail", &fail)]));
        }
        let step = demand.step.and_then(|at| verdict.plan.get(usize::from(at)));
        let step = step.map_or_else(
            || words::say(names.language, "demands.no_step").to_owned(),
            |step| names.step_of(Some(&verdict.mode), &step.step),
        );
        if let Some(last) = views.last_mut() {
            let standing = case.standing_of(demand, verdict, names.policy, today(names, ask));
            last.measures.push(MeasureView { text, step, standing: mark(names, standing) });
        }
    }
    views
}
