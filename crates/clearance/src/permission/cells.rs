//! The cells of the table: what a role may do in which relation to a case (docs/PARTS.md).

use super::{Act, Allowed, Relation};
use policy::ChainStep;
use values::actor::Role;

/// Whether a role may do an act in a relation (docs/PARTS.md).
pub fn allowed(role: Role, act: Act, relation: Relation) -> Allowed {
    match role {
        Role::Declarant => of_declarant(act, relation),
        Role::System => Allowed::Forbidden,
        Role::Acceptor
        | Role::Reviewer
        | Role::Inspector
        | Role::Releaser
        | Role::Drafter
        | Role::Checker
        | Role::Engrosser
        | Role::Signatory
        | Role::Statistician
        | Role::Auditor
        | Role::Command
        | Role::Operations
        | Role::Voter
        | Role::SystemAdmin
        | Role::SecurityAdmin => {
            if of_officer(role, act, relation) {
                Allowed::Yes
            } else {
                Allowed::Forbidden
            }
        }
    }
}

/// What a declarant may with a case: of one that is not its own nothing is known.
fn of_own(relation: Relation, answer: Allowed) -> Allowed {
    if relation == Relation::Own { answer } else { Allowed::Hidden }
}

fn of_declarant(act: Act, relation: Relation) -> Allowed {
    match act {
        // These touch no case; declaring for another without a mandate is refused by its clause.
        Act::Declare | Act::Advise | Act::ReadRegion | Act::ReadQueue => Allowed::Yes,
        Act::ReadOwn
        | Act::ReadPapers
        | Act::ReadReceipt
        | Act::Resubmit
        | Act::Choose
        | Act::Split
        | Act::AskAmendment
        | Act::Withdraw
        | Act::Contact
        | Act::RefuseTreatment
        | Act::AddFile
        | Act::Confirm
        | Act::FetchAt
        | Act::GivePaper => of_own(relation, Allowed::Yes),
        Act::ReadGoods
        | Act::Review
        | Act::AnswerAmendment
        | Act::AcceptAgain
        | Act::Supervise
        | Act::Examine
        | Act::Treat
        | Act::Dispose
        | Act::Arrive
        | Act::Forward
        | Act::Clear
        | Act::Move
        | Act::Release
        | Act::Hold
        | Act::LiftHold
        | Act::LiftDemand
        | Act::AskWaiver
        | Act::AnswerWaiver
        | Act::NoteSeal
        | Act::DraftPaper
        | Act::CheckPaper
        | Act::EngrossPaper
        | Act::SignPaper
        | Act::IssuePaper
        | Act::EndPaper
        | Act::Cooperate
        | Act::AnswerWork => of_own(relation, Allowed::Forbidden),
        #[rustfmt::skip]
        Act::ReadStatistics | Act::RegisterEnterprise | Act::Restrict | Act::ManageAccounts | Act::ManageSeals
        | Act::KeepSheets | Act::ReadSheets | Act::ReadSignatories | Act::ReadSystem | Act::AdoptEdition | Act::EaseEdition | Act::ReadProposals | Act::Propose | Act::Consult
        | Act::Vote | Act::Settle | Act::Submit => Allowed::Forbidden,
    }
}

fn of_officer(role: Role, act: Act, relation: Relation) -> bool {
    let officer = relation.of_officer();
    let here = relation == Relation::AtPlace;
    let is = |roles: &[Role]| roles.contains(&role);
    // Whom the case waits for reads the whole of it, wherever he sits.
    let reviews = relation == Relation::Reviewing && is(&[Role::Reviewer]);
    let waits = reviews || relation == Relation::Commanding && is(&[Role::Command]);
    let case_work = &[Role::Acceptor, Role::Reviewer, Role::Inspector, Role::Releaser];
    // Who works on the papers of a case alone.
    // Who engrosses, and who hands papers over at the counter.
    let keeps_sheets = officer && is(&[Role::Engrosser, Role::Releaser]);
    let on_papers = is(&[Role::Drafter, Role::Checker, Role::Engrosser, Role::Signatory]);
    // Prices and papers, receipts, the ledger and what offices write to each other need a place in the case, a share of
    // it, or to be whom the case waits for; auditors read them anywhere.
    let shared = here || relation == Relation::Shared;
    let reads = shared && (is(case_work) || on_papers) || waits || officer && is(&[Role::Auditor]);
    match act {
        Act::ReadRegion | Act::Advise => officer,
        Act::ReadSignatories => officer && !is(&[Role::SystemAdmin]),
        Act::ReadGoods | Act::ReadProposals => officer && !is(&[Role::SystemAdmin, Role::SecurityAdmin]),
        Act::ReadQueue => officer && (is(case_work) || on_papers || is(&[Role::Command])),
        Act::ReadOwn | Act::ReadReceipt => reads,
        // Whoever issues does so at any office, and reads what there is to issue (「任一检务工作点都能…放行出证」).
        Act::ReadPapers => reads || officer && does(role, Act::IssuePaper),
        Act::Review => officer && is(&[Role::Reviewer]),
        Act::AnswerAmendment => officer && is(&[Role::Reviewer]) || here && is(&[Role::Acceptor]),
        Act::GivePaper => here && is(case_work),
        Act::AddFile => here && is(case_work) || waits,
        Act::AcceptAgain => here && is(&[Role::Acceptor]),
        Act::Supervise | Act::Examine | Act::Treat | Act::Dispose | Act::Arrive => here && is(&[Role::Inspector]),
        Act::Forward | Act::Clear | Act::Move | Act::Release => here && is(&[Role::Releaser]),
        Act::IssuePaper => officer && does(role, act),
        Act::DraftPaper | Act::CheckPaper | Act::EngrossPaper | Act::SignPaper | Act::EndPaper => {
            here && does(role, act)
        }
        Act::Hold => officer && is(&[Role::Inspector, Role::Reviewer, Role::Command, Role::Operations]),
        Act::LiftHold => {
            (here || relation == Relation::Holding)
                && is(&[Role::Inspector, Role::Reviewer, Role::Command, Role::Operations])
        }
        // For whom the rule or the text names: the office, the review centre or the command centre.
        Act::LiftDemand | Act::AnswerWaiver => {
            here && is(&[Role::Inspector]) || reviews || officer && is(&[Role::Command])
        }
        Act::AskWaiver => here && is(case_work) || reviews,
        Act::NoteSeal => officer && is(&[Role::Inspector]),
        Act::Cooperate => officer && (is(case_work) || on_papers || is(&[Role::Command, Role::Operations])),
        Act::AnswerWork => relation == Relation::Asked && (is(case_work) || is(&[Role::Command, Role::Operations])),
        Act::ReadStatistics => officer && is(&[Role::Statistician, Role::Auditor, Role::Command, Role::Operations]),
        Act::RegisterEnterprise => officer && is(&[Role::Acceptor, Role::Operations]),
        Act::Restrict => officer && is(&[Role::Operations, Role::Command]),
        Act::ManageAccounts | Act::ManageSeals => officer && is(&[Role::SecurityAdmin]),
        Act::KeepSheets => keeps_sheets,
        Act::ReadSheets => keeps_sheets || officer && is(&[Role::Auditor, Role::Operations, Role::Command]),
        Act::ReadSystem => officer && is(&[Role::SystemAdmin, Role::Auditor]),
        Act::AdoptEdition | Act::Submit => officer && is(&[Role::Operations]),
        Act::EaseEdition | Act::Settle => officer && is(&[Role::Command]),
        // What of it, and by whom of these, is said by the region's text for each proposal (`governance.md`).
        Act::Propose | Act::Consult => officer && (is(case_work) || is(&[Role::Operations, Role::Voter])),
        Act::Vote => officer && is(&[Role::Voter]),
        #[rustfmt::skip]
        Act::Declare | Act::Resubmit | Act::Choose | Act::Split | Act::AskAmendment | Act::Withdraw | Act::Contact
        | Act::Confirm | Act::FetchAt | Act::RefuseTreatment => false,
    }
}

/// Whether a role does an act on papers, where that is done: that of the step; who checks and who signs also end them.
fn does(role: Role, act: Act) -> bool {
    let ends = act == Act::EndPaper && [ChainStep::Check, ChainStep::Sign].map(ChainStep::role).contains(&role);
    ends || ChainStep::all().any(|step| Act::of_chain(step) == act && step.role() == role)
}
