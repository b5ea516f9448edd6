//! 规则的要求: how what the rules demand of a case stands. It is derived from the verdict, the papers, what was lifted or waived, the
//! work that was done, and the day; `decide` asks here before a step, and so do pages.

use super::cooperation::{WorkItem, WorkState};
use super::lot::{Lot, LotState};
use super::terms::moment;
use super::{Case, GivenPaper};
use crate::decision::Verdict;
use crate::decision::demands::{Demanded, Needs};
use crate::event::Event;
use crate::event::act::{Finding, Measurement, Outcome};
use crate::event::body::{CaseEvent, LotId};
use crate::event::demand::{DemandOf, Lifted};
use policy::fact::{BINDS_SINCE, HOLDS_SINCE};
use policy::rule::{Lifter, Supplier};
use policy::{Citation, Measure, Moment, Policy, Rule, StepKind};
use values::actor::Role;
use values::calendar::{Day, Timestamp};
use values::id::{OfficeCode, PersonId};

/// How a demand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// What it asks for is there.
    Met,
    /// Two natural persons let the case off it.
    Waived,
    /// Its step is not done without it.
    Lacking,
    /// Its step is not done before a day; none while that from which the days count has not happened.
    NotBefore(Option<Day>),
    /// It is done in its step, or after release, and not done yet.
    ToDo,
    /// It says how work is done, and holds nothing up.
    Said,
}

impl Standing {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Met => "met",
            Standing::Waived => "waived",
            Standing::Lacking => "lacking",
            Standing::NotBefore(_) => "not_before",
            Standing::ToDo => "to_do",
            Standing::Said => "said",
        }
    }

    /// Whether its step waits for it.
    pub fn holds_up(self) -> bool {
        match self {
            Standing::Met | Standing::Waived | Standing::ToDo | Standing::Said => false,
            Standing::Lacking | Standing::NotBefore(_) => true,
        }
    }

    /// Whether it is still to be met, and so could be waived.
    pub fn is_open(self) -> bool {
        self.holds_up() || self == Standing::ToDo
    }
}

/// What became of a demand that binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Became {
    /// Nothing yet.
    Open,
    /// What it asks for is there.
    Met,
    /// It was waived.
    Waived,
    /// The goods failed what it asks for.
    Failed,
}

/// A demand that was freed of what it asks for, for some lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freed {
    /// Which.
    pub of: DemandOf,
    /// For which lines; none for the case as a whole.
    pub lines: Vec<u16>,
}

/// A waiver that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Of what.
    pub freed: Freed,
    /// The office that asked.
    pub office: OfficeCode,
    /// The natural person who asked, and who does not confirm it.
    pub person: PersonId,
    /// Who confirms it, by the text.
    pub confirms: Lifter,
    /// Why.
    pub reason: String,
    /// By which text.
    pub basis: Citation,
    /// When it was asked for.
    pub at: Timestamp,
    /// The answer, once there is one.
    pub granted: Option<bool>,
}

/// A demand that holds its step up, with the rule that makes it.
#[derive(Clone, Copy, Debug)]
pub struct Open<'a> {
    /// The demand.
    pub demand: &'a Demanded,
    /// The rule.
    pub rule: &'a Rule,
    /// The measure of it.
    pub measure: &'a Measure,
    /// How it stands.
    pub standing: Standing,
}

/// Applies an event by which a demand is met or let go of.
pub(super) fn apply(case: &mut Case, event: &Event) {
    let at = event.happened;
    let Some(body) = event.body.of_case() else { return };
    if let CaseEvent::PaperGiven { paper, office, again } = body {
        case.papers.push(GivenPaper { paper: paper.clone(), office: office.clone(), at });
        for step in (0..case.plan().len()).filter(|_| *again) {
            if case.plan()[step].kind == StepKind::Review {
                case.progress[step].done = None;
                case.progress[step].opened_at = None;
            }
        }
    } else if let CaseEvent::DemandLifted(Lifted { of, lines, .. }) = body {
        case.lifted.push(Freed { of: of.clone(), lines: lines.clone() });
    } else if let CaseEvent::WaiverAsked(asked) = body {
        case.waivers.push(Waiver {
            freed: Freed { of: asked.of.clone(), lines: asked.lines.clone() },
            office: asked.office.clone(),
            person: event.by.person.clone(),
            confirms: asked.confirms,
            reason: asked.reason.clone(),
            basis: asked.basis.clone(),
            at,
            granted: None,
        });
    } else if let CaseEvent::WaiverAnswered(answered) = body {
        let found = usize::from(answered.waiver).checked_sub(1).and_then(|n| case.waivers.get_mut(n));
        if let Some(waiver) = found {
            waiver.granted = Some(answered.said.granted);
        }
    }
}

/// What was measured of lots now is what counts of them; what a whole was beyond, its parts are.
pub(super) fn measured(case: &mut Case, findings: &[Finding], measured: &[Measurement]) {
    for finding in findings {
        case.beyond.retain(|(_, lot)| *lot != finding.lot);
        let beyond = measured.iter().filter(|one| one.lot == finding.lot && one.beyond);
        let rest = if let Outcome::Part { rest, .. } = finding.outcome { Some(rest) } else { None };
        for of in beyond.filter_map(|one| one.of.as_ref()) {
            case.beyond.extend(std::iter::once(finding.lot).chain(rest).map(|lot| (of.clone(), lot)));
        }
    }
}

impl Demanded {
    /// Whether it asks for a paper of the enterprise, which is told of it.
    pub fn is_of_enterprise(&self) -> bool {
        !self.hidden && matches!(&self.needs, Some(Needs::Papers { from: Supplier::Enterprise, .. }))
    }

    /// Whether it is the one that is meant.
    pub fn is(&self, of: &DemandOf) -> bool {
        *self.rule == *of.rule && self.measure == of.measure
    }
}

impl Case {
    /// How a demand of a verdict stands on a day.
    pub fn standing_of(&self, demand: &Demanded, verdict: &Verdict, policy: &Policy, today: Day) -> Standing {
        self.standing_for(demand, &demand.lines, (verdict, policy), today)
    }

    /// The same for some of its lines.
    pub(super) fn standing_for(
        &self,
        demand: &Demanded,
        lines: &[u16],
        (verdict, policy): (&Verdict, &Policy),
        today: Day,
    ) -> Standing {
        let Some((_, measure)) = demand.content(policy, verdict.receipt.day) else { return Standing::Said };
        // Decisions of before told what rules ask for, and nothing waited for it.
        if verdict.receipt.rules < binds_since(measure) {
            return Standing::Said;
        }
        if self.waived(demand, lines) {
            return Standing::Waived;
        }
        let met = |met: bool, else_: Standing| if met { Standing::Met } else { else_ };
        match measure {
            Measure::Papers { kinds, .. } => {
                met(self.has_paper_of(kinds.iter().map(|item| &*item.code)), Standing::Lacking)
            }
            Measure::ReleaseAfter { days, from } => {
                match self.counts_from(*from, policy).map(|day| day.plus(i32::from(*days))) {
                    Some(day) if day <= today => Standing::Met,
                    day => Standing::NotBefore(day),
                }
            }
            Measure::Hold(_) => met(covered(self.lifted.iter(), demand, lines), Standing::Lacking),
            Measure::Treat(_) => met(self.treated(demand), Standing::ToDo),
            Measure::Examine { .. } | Measure::Sample(_) => met(self.examined(demand, lines), Standing::ToDo),
            Measure::AfterRelease { .. } => met(self.checked_after(demand), Standing::ToDo),
            Measure::Refuse(_) => Standing::Lacking,
            Measure::Return(_)
            | Measure::Review(_)
            | Measure::Inspect { .. }
            | Measure::Note(_)
            | Measure::Escalate { .. }
            | Measure::Turn(_)
            | Measure::Paperless(_) => Standing::Said,
        }
    }

    /// Whether a confirmed waiver covers a demand for some lines.
    pub fn waived(&self, demand: &Demanded, lines: &[u16]) -> bool {
        let confirmed = self.waivers.iter().filter(|waiver| waiver.granted == Some(true));
        covered(confirmed.map(|waiver| &waiver.freed), demand, lines)
    }

    /// A waiver that waits for its confirmation, by its number from 1.
    pub fn waiver_waiting(&self, waiver: u16) -> Option<&Waiver> {
        let found = usize::from(waiver).checked_sub(1).and_then(|at| self.waivers.get(at));
        found.filter(|waiver| waiver.granted.is_none())
    }

    /// The waivers that somebody is still to answer, by their numbers: what was met meanwhile, failed or is asked for no more waits for nobody.
    pub fn waivers_waiting(&self) -> impl Iterator<Item = (u16, &Waiver)> {
        let waits = |waiver: &Waiver| {
            let demand = self.demand(&waiver.freed.of);
            waiver.granted.is_none() && demand.is_some_and(|of| matches!(self.became(of), None | Some(Became::Open)))
        };
        (1_u16..).zip(&self.waivers).filter(move |(_, waiver)| waits(waiver))
    }

    /// The demand of the verdict that holds that is meant.
    pub fn demand(&self, of: &DemandOf) -> Option<&Demanded> {
        self.verdict.as_ref()?.demands.iter().find(|demand| demand.is(of))
    }

    /// Who lifts the hold that is meant; none if it is no hold, or of a decision of before.
    pub fn lifter(&self, of: &DemandOf) -> Option<Lifter> {
        if let Needs::Lift(lifter) = self.demand(of)?.needs.as_ref()? { Some(*lifter) } else { None }
    }

    /// What became of a demand, as far as it can be told without the text: of one that binds.
    pub fn became(&self, demand: &Demanded) -> Option<Became> {
        let needs = demand.needs.as_ref()?;
        if self.waived(demand, &demand.lines) {
            return Some(Became::Waived);
        }
        let met = match needs {
            Needs::Lift(_) => covered(self.lifted.iter(), demand, &demand.lines),
            Needs::Papers { kinds, .. } => self.has_paper_of(kinds.iter().map(|kind| &**kind)),
            Needs::Treatment => self.treated(demand),
            Needs::Results if self.failed_results(demand) => return Some(Became::Failed),
            Needs::Results => self.examined(demand, &demand.lines) && self.any_passed(demand),
        };
        Some(if met { Became::Met } else { Became::Open })
    }

    /// Whether a lot failed by what was measured for a demand, and was not mended since.
    fn failed_results(&self, demand: &Demanded) -> bool {
        let failed = |id: &LotId| {
            self.lot(*id).is_some_and(|lot| match lot.state {
                LotState::Failed { .. } | LotState::Returned | LotState::Destroyed | LotState::NotExported => true,
                LotState::Live | LotState::Released => false,
            })
        };
        self.beyond.iter().any(|(of, lot)| demand.is(of) && failed(lot))
    }

    /// Whether a lot of the lines passed the step of a demand: of goods that all went another way nothing was found.
    fn any_passed(&self, demand: &Demanded) -> bool {
        let progress = demand.step.and_then(|at| self.progress.get(usize::from(at)));
        let of = |lot: &&Lot| demand.lines.is_empty() || demand.lines.contains(&lot.line);
        progress.is_some_and(|done| self.lots.iter().filter(of).any(|lot| done.passed.contains(&lot.id)))
    }

    fn treated(&self, demand: &Demanded) -> bool {
        let progress = demand.step.and_then(|at| self.progress.get(usize::from(at)));
        progress.is_some_and(|progress| progress.treated.iter().any(|entry| **entry == *demand.rule))
    }

    /// Whether every lot of the lines passed the step of a demand, or went another way.
    fn examined(&self, demand: &Demanded, lines: &[u16]) -> bool {
        let Some(at) = demand.step.map(usize::from).filter(|at| *at < self.progress.len()) else { return false };
        let mut of_lines = self.lots.iter().filter(|lot| lines.is_empty() || lines.contains(&lot.line));
        of_lines.all(|lot| self.progress[at].passed.contains(&lot.id) || !lot.state.live() && !lot.state.failed())
    }

    /// Whether what is to be done after release was answered as done.
    fn checked_after(&self, demand: &Demanded) -> bool {
        let of = |item: &&WorkItem| item.rule.as_ref().is_some_and(|of| demand.is(of));
        self.work_items.iter().filter(of).any(|item| matches!(item.state, WorkState::Answered { refused: false, .. }))
    }

    /// What holds a step up, by a verdict: for these lots, or whatever it is about if none are named.
    pub fn open_demands<'a>(
        &self,
        at: usize,
        lots: &[LotId],
        (verdict, policy): (&'a Verdict, &'a Policy),
        today: Day,
    ) -> Vec<Open<'a>> {
        let of_step = verdict.demands.iter().filter(|demand| demand.step.map(usize::from) == Some(at));
        let open = of_step.filter_map(|demand| {
            let lines = self.lines_about(demand, lots)?;
            let (rule, measure) = demand.content(policy, verdict.receipt.day)?;
            let standing = self.standing_for(demand, &lines, (verdict, policy), today);
            standing.holds_up().then_some(Open { demand, rule, measure, standing })
        });
        open.collect()
    }

    /// The lines of a demand that are about these lots, if it is about them at all.
    pub fn lines_about(&self, demand: &Demanded, lots: &[LotId]) -> Option<Vec<u16>> {
        if lots.is_empty() || demand.lines.is_empty() {
            return Some(demand.lines.clone());
        }
        let named = |line: &u16| lots.iter().any(|lot| self.lot(*lot).is_some_and(|lot| lot.line == *line));
        let lines: Vec<u16> = demand.lines.iter().copied().filter(named).collect();
        (!lines.is_empty()).then_some(lines)
    }

    /// Whether a demand was lifted or waived, for all of its lines.
    pub fn is_freed(&self, demand: &Demanded) -> bool {
        covered(self.lifted.iter(), demand, &demand.lines) || self.waived(demand, &demand.lines)
    }

    /// The day from which the days of a release count. Where the text counts from a day that nobody declared, they count from when
    /// the goods were shown (报检联系), which cannot be before.
    fn counts_from(&self, from: Moment, policy: &Policy) -> Option<Day> {
        let declared = matches!(from, Moment::ArrivalDay | Moment::DespatchDay);
        let since = moment(self, policy, from).or_else(|| self.contacted.filter(|_| declared));
        since.map(|since| since.day_in(&policy.region.zone))
    }
}

/// The role in which those act whom a text names.
pub fn role_of(named: Lifter) -> Role {
    match named {
        Lifter::Office => Role::Inspector,
        Lifter::ReviewCentre => Role::Reviewer,
        Lifter::CommandCentre => Role::Command,
    }
}

/// Since which rules of the program a measure binds.
fn binds_since(measure: &Measure) -> u16 {
    match measure {
        Measure::Hold(_)
        | Measure::Treat(_)
        | Measure::Examine { .. }
        | Measure::Sample(_)
        | Measure::AfterRelease { .. } => HOLDS_SINCE,
        Measure::Refuse(_)
        | Measure::Return(_)
        | Measure::Review(_)
        | Measure::Papers { .. }
        | Measure::Inspect { .. }
        | Measure::ReleaseAfter { .. }
        | Measure::Note(_)
        | Measure::Escalate { .. }
        | Measure::Turn(_)
        | Measure::Paperless(_) => BINDS_SINCE,
    }
}

/// Whether what was freed covers a demand for all of some lines.
fn covered<'a>(freed: impl Iterator<Item = &'a Freed>, demand: &Demanded, lines: &[u16]) -> bool {
    let of: Vec<&Freed> = freed.filter(|freed| demand.is(&freed.of)).collect();
    !of.is_empty() && lines.iter().all(|line| of.iter().any(|freed| freed.lines.contains(line)))
}
