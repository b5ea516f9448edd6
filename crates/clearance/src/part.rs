//! Who has which part in a case at a moment: the one place that is asked by pages, API and jobs.
//!
//! A part is never kept: it follows from the plan, the holds and the work items as they stand. `docs/PARTS.md` has the table.

use crate::case::cooperation::WorkItem;
use crate::case::decide::{CertificateCommand, Command, may_do_at, placed_at};
use crate::case::demand::{Became, role_of};
use crate::case::{Case, Stage};
use crate::decision::Allowed;
use crate::decision::demands::{Demanded, Needs};
use crate::event::share::Share;
use crate::permission::Relation;
use crate::region::RegionState;
use policy::ChainStep;
use policy::rule::Lifter;
use values::actor::Role;
use values::calendar::{Day, Timestamp};
use values::id::{EnterpriseId, OfficeCode};

/// Who asks, as far as it makes a part: an enterprise's account, or an officer of an office.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The enterprise, for its accounts.
    pub enterprise: Option<&'a EnterpriseId>,
    /// The office, for officers.
    pub office: Option<&'a OfficeCode>,
    /// Is a reviewer of the centre, which the reviewers of all offices are together (「本方案」三(一)).
    pub reviews: bool,
    /// Is of the command centre, whom rules and texts name (「本方案」三(三)三).
    pub commands: bool,
}

/// What the parts of a moment follow from.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Who is who, for mandates.
    pub region: &'a RegionState,
    /// Day in the region's zone.
    pub today: Day,
    /// The moment itself: a work item is wanted until its due moment.
    pub now: Timestamp,
}

/// Every part that the asker has in the case now; exactly one where there is none: `Elsewhere` or `Stranger`.
pub fn in_case(case: &Case, asker: Asker, moment: Moment) -> Vec<Relation> {
    let Some(office) = asker.office.filter(|_| asker.enterprise.is_none()) else {
        let own = asker.enterprise.is_some_and(|enterprise| acts_for(case, enterprise, moment));
        return vec![if own { Relation::Own } else { Relation::Stranger }];
    };
    let parts = [
        (placed(case, office), Relation::AtPlace),
        (case.holds.iter().any(|hold| !hold.lifted && hold.office == *office), Relation::Holding),
        (asked(case, office, moment.now), Relation::Asked),
        (shared(case, office, moment.now), Relation::Shared),
        (asker.reviews && waits_for_the_centre(case), Relation::Reviewing),
        (asker.commands && waits_for(case, Lifter::CommandCentre), Relation::Commanding),
    ];
    let mut found: Vec<Relation> = parts.into_iter().filter(|(has, _)| *has).map(|(_, relation)| relation).collect();
    if found.is_empty() {
        found.push(Relation::Elsewhere);
    }
    found
}

/// The parts that count for a command: a step is done where it may be done, a hold is lifted by the office that holds, a work
/// item answered by the office that was asked, late or not. Being held or asked gives no part in anything else.
pub fn in_command(case: &Case, command: &Command, asker: Asker, moment: Moment) -> Vec<Relation> {
    let Some(office) = asker.office.filter(|_| asker.enterprise.is_none()) else {
        return in_case(case, asker, moment);
    };
    let parts = in_case(case, asker, moment);
    let has = |part: Relation| parts.contains(&part).then_some(part);
    let found = match command {
        Command::Perform { step, .. } => match case.step(step) {
            Some(at) => may_do_at(case, at, office).then_some(Relation::AtPlace),
            None => has(Relation::AtPlace),
        },
        Command::Certificate(command) => at_paper(case, command, office).then_some(Relation::AtPlace),
        Command::LiftHold { hold, .. } => {
            let found = usize::from(*hold).checked_sub(1).and_then(|at| case.holds.get(at));
            let own = found.is_some_and(|hold| !hold.lifted && hold.office == *office);
            if own { Some(Relation::Holding) } else { has(Relation::AtPlace) }
        }
        Command::AcceptWork { item } | Command::AnswerWork { item, .. } => {
            case.work_item(*item).is_some_and(|item| item.to == *office).then_some(Relation::Asked)
        }
        Command::LiftDemand { of, .. } => match case.lifter(of) {
            Some(named) => part_of(named, case, office, asker),
            None => return parts,
        },
        Command::AnswerWaiver { waiver, .. } => match case.waiver_waiting(*waiver) {
            Some(waiting) => part_of(waiting.confirms, case, office, asker),
            None => return parts,
        },
        Command::AskWaiver { .. } => has(Relation::AtPlace).or_else(|| has(Relation::Reviewing)),
        Command::AddFile(_) => {
            has(Relation::AtPlace).or_else(|| has(Relation::Reviewing)).or_else(|| has(Relation::Commanding))
        }
        Command::Review(_) | Command::GrantAmendment | Command::DenyAmendment { .. } => {
            has(Relation::Reviewing).or_else(|| has(Relation::AtPlace))
        }
        Command::Resubmit(_)
        | Command::Choose { .. }
        | Command::Arrive(_)
        | Command::Dispose { .. }
        | Command::AskAmendment { .. }
        | Command::Withdraw
        | Command::WithdrawAutomatically
        | Command::Contact
        | Command::GivePaper(_)
        | Command::EraseFiles { .. }
        | Command::Confirm { .. }
        | Command::RefuseTreatment { .. }
        | Command::Hold { .. }
        | Command::NoteSeal(_)
        | Command::Note { .. }
        | Command::AskWork { .. }
        | Command::Split
        | Command::MarkOverdue
        | Command::ApplyEdition { .. }
        | Command::Redecide => has(Relation::AtPlace),
    };
    vec![found.unwrap_or(Relation::Elsewhere)]
}

/// Whether what is asked for on a paper is done at an office: a step where the chain has it, the end where it was drafted or
/// is fetched.
fn at_paper(case: &Case, command: &CertificateCommand, office: &OfficeCode) -> bool {
    let paper = command.certificate().and_then(|number| case.certificate(number));
    let at = |step: ChainStep| case.certificate_at(step, paper, office);
    command.step().map_or_else(|| at(ChainStep::Check) || at(ChainStep::Sign), at)
}

/// The part by which those act whom a rule or the text names: the office where the case has its place, the reviewers of all
/// offices, or the command centre.
fn part_of(named: Lifter, case: &Case, office: &OfficeCode, asker: Asker) -> Option<Relation> {
    match named {
        Lifter::Office => placed(case, office).then_some(Relation::AtPlace),
        Lifter::ReviewCentre => asker.reviews.then_some(Relation::Reviewing),
        Lifter::CommandCentre => asker.commands.then_some(Relation::Commanding),
    }
}

/// The role in which a command is given where a rule or the text names one: who has several acts in that.
pub fn named_role(case: &Case, command: &Command) -> Option<Role> {
    let named = if let Command::LiftDemand { of, .. } = command {
        case.lifter(of)
    } else if let Command::AnswerWaiver { waiver, .. } = command {
        case.waiver_waiting(*waiver).map(|waiting| waiting.confirms)
    } else {
        None
    };
    named.map(role_of)
}

/// Whether an office has its place in the case by the plan, its declaration or its home.
fn placed(case: &Case, office: &OfficeCode) -> bool {
    let at_step = (0..case.plan().len()).any(|step| step_waits_at(case, step, office));
    let named = case.declaration.working_offices().any(|o| o == office);
    let papers = !(case.asked_papers.is_empty() && case.certificates.is_empty());
    at_step || named || case.office == *office || papers && case.documents_office() == office
}

/// Whether a step waits at an office. Of a step that may be done anywhere that is the office chosen, else the usual one: being
/// one of all is no part in the case.
fn step_waits_at(case: &Case, step: usize, office: &OfficeCode) -> bool {
    match case.plan()[step].at {
        Allowed::Any(_) => case.office_of(step) == Some(office),
        Allowed::Centre => false,
        Allowed::Offices(_) | Allowed::Outside(_) => placed_at(case, step, office),
    }
}

/// The owner; the declarant and the agent while their mandates hold.
fn acts_for(case: &Case, enterprise: &EnterpriseId, moment: Moment) -> bool {
    let parties = &case.declaration.parties;
    let (direction, region) = (case.declaration.direction, moment.region);
    let mandated = || region.mandated(&parties.owner, enterprise, direction, moment.today);
    parties.owner == *enterprise || parties.of_owner().any(|party| party == enterprise) && mandated()
}

fn wanted<'a>(case: &'a Case, office: &'a OfficeCode, now: Timestamp) -> impl Iterator<Item = &'a WorkItem> {
    case.work_items.iter().filter(move |item| item.to == *office && item.wanted(now))
}

/// Whether an answer of the office is wanted.
fn asked(case: &Case, office: &OfficeCode, now: Timestamp) -> bool {
    wanted(case, office, now).next().is_some()
}

/// Whether an office that sees the whole of the case itself shares it with this one. What was shared ends with the part of
/// the one who shared it, through whatever offices it went.
fn shared(case: &Case, office: &OfficeCode, now: Timestamp) -> bool {
    let mut see: Vec<&OfficeCode> = Vec::new();
    loop {
        let sees = |from: &OfficeCode| placed(case, from) || waits_for_the_centre(case) || see.contains(&from);
        let whole = case.work_items.iter().filter(|item| item.share == Share::Whole && item.wanted(now));
        let more = whole.into_iter().find(|item| sees(&item.from) && !see.contains(&&item.to));
        let Some(item) = more else { return see.contains(&office) };
        see.push(&item.to);
    }
}

/// Whether the case waits for the reviewers of the centre: for the review, for the answer to an amendment, or for what a rule or
/// the text leaves to them.
fn waits_for_the_centre(case: &Case) -> bool {
    let amends = case.amendment.is_some() && !case.stage.ended();
    case.stage == Stage::UnderReview || amends || waits_for(case, Lifter::ReviewCentre)
}

/// Whether a hold of a rule or a waiver waits for whom the rule or the text names.
fn waits_for(case: &Case, named: Lifter) -> bool {
    let demands = case.verdict.iter().flat_map(|verdict| &verdict.demands);
    let holds = |demand: &Demanded| matches!(demand.needs, Some(Needs::Lift(lifter)) if lifter == named);
    let held = || demands.into_iter().any(|demand| holds(demand) && case.became(demand) == Some(Became::Open));
    !case.stage.ended() && (held() || case.waivers_waiting().any(|(_, waiver)| waiver.confirms == named))
}
