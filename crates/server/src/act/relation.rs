//! How the one who asks stands to a case: own, at a place of it, elsewhere in the region, a stranger.

use super::Ask;
use clearance::calendar::Day;
use clearance::case::Case;
use clearance::case::decide::{self, Command};
use clearance::id::{EnterpriseId, OfficeCode};
use clearance::permission::Relation;
use clearance::region::RegionState;

/// How the asker stands to a case. An office that is asked for help sees the case as long as its answer is wanted.
pub fn relation(case: &Case, ask: &Ask, region: &RegionState, today: Day) -> Relation {
    if let Some(enterprise) = &ask.enterprise {
        return if acts_for(case, enterprise, region, today) { Relation::Own } else { Relation::Stranger };
    }
    let Some(office) = &ask.office else { return Relation::Stranger };
    let asked = case.work_items.iter().any(|item| item.waits() && item.to == *office);
    if asked || part_in(case, office) { Relation::AtPlace } else { Relation::Elsewhere }
}

/// Whether an office has a part in the case by its plan, its declaration, its home or a hold.
fn part_in(case: &Case, office: &OfficeCode) -> bool {
    let at_step = (0..case.plan().len()).any(|step| decide::placed_at(case, step, office) && !anywhere(case, step));
    let holds = case.holds.iter().any(|hold| hold.office == *office);
    let named = case.declaration.working_offices().any(|o| o == office);
    at_step || holds || named || case.office == *office
}

/// Whether a step may be done at any office, so that being one of them is no part in the case yet.
fn anywhere(case: &Case, step: usize) -> bool {
    use clearance::decision::Allowed::{Any, Centre};
    matches!(case.plan()[step].at, Any(_) | Centre) && case.office_of(step).is_none_or(|_| !chosen(case, step))
}

fn chosen(case: &Case, step: usize) -> bool {
    let name = &case.plan()[step].step;
    case.chosen.contains_key(name) || case.declaration.offices.chosen.contains_key(name)
}

/// The owner, or the declarant while the mandate holds.
fn acts_for(case: &Case, enterprise: &EnterpriseId, region: &RegionState, today: Day) -> bool {
    let parties = &case.declaration.parties;
    let mandate = || region.mandated(&parties.owner, enterprise, case.declaration.direction, today);
    parties.owner == *enterprise || parties.declarant == *enterprise && mandate()
}

/// For a command: a step is done where it may be done, everything else where the case has its places.
pub(super) fn relation_for(case: &Case, command: &Command, ask: &Ask, region: &RegionState, today: Day) -> Relation {
    let Some(office) = ask.office.as_ref().filter(|_| ask.enterprise.is_none()) else {
        return relation(case, ask, region, today);
    };
    let here = match command {
        Command::Perform { step, .. } => match case.step(step) {
            Some(at) => decide::may_do_at(case, at, office),
            None => part_in(case, office),
        },
        // Being asked for help gives no part in anything but the answer.
        Command::AcceptWork { item } | Command::AnswerWork { item, .. } => {
            case.work_item(*item).is_some_and(|item| item.to == *office)
        }
        Command::Review(_)
        | Command::Resubmit(_)
        | Command::Choose { .. }
        | Command::Arrive { .. }
        | Command::Dispose { .. }
        | Command::AskAmendment { .. }
        | Command::GrantAmendment
        | Command::DenyAmendment { .. }
        | Command::Withdraw
        | Command::WithdrawAutomatically
        | Command::Contact
        | Command::Hold { .. }
        | Command::LiftHold { .. }
        | Command::NoteSeal { .. }
        | Command::Note { .. }
        | Command::AskWork { .. }
        | Command::Split
        | Command::MarkOverdue
        | Command::Redecide => part_in(case, office),
    };
    if here { Relation::AtPlace } else { Relation::Elsewhere }
}
