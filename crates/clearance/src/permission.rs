//! Who may give which command in which relation to a case: one table, printed into a committed file and compared.

mod tasks;
mod told;

use crate::case::decide::{Command, Work};
pub use tasks::tasks_of;
pub use told::{Barred, printed};
use values::actor::Role;

/// Something that a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // `word` names each one.
pub enum Act {
    Declare,
    Advise,
    ReadOwn,
    ReadGoods,
    ReadQueue,
    ReadReceipt,
    Review,
    Resubmit,
    Choose,
    Split,
    AskAmendment,
    Withdraw,
    Contact,
    GivePaper,
    AddFile,
    Confirm,
    RefuseTreatment,
    LiftDemand,
    AskWaiver,
    AnswerWaiver,
    AnswerAmendment,
    AcceptAgain,
    Supervise,
    Examine,
    Treat,
    Dispose,
    Arrive,
    Forward,
    Clear,
    Move,
    Certify,
    Release,
    Hold,
    LiftHold,
    NoteSeal,
    Cooperate,
    AnswerWork,
    ReadStatistics,
    ReadRegion,
    RegisterEnterprise,
    Restrict,
    ManageAccounts,
    ReadSystem,
    AdoptEdition,
    EaseEdition,
    ReadProposals,
    Propose,
    Consult,
    Vote,
    Settle,
    Submit,
}

/// A part that the one who asks has in the case ([`crate::part`] says who has which).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The owner of the goods, the declarant, or an agent with a mandate in force.
    Own,
    /// An officer at an office where the act may be done in this case (the step's place, or the home).
    AtPlace,
    /// An officer of an office that holds the goods, while the hold stands.
    Holding,
    /// An officer of an office that was asked for something, while its answer is wanted.
    Asked,
    /// The same, where the one who asked shares the whole of the case.
    Shared,
    /// A reviewer of the centre, while the case waits for the review or for an answer to an amendment.
    Reviewing,
    /// An officer of the command centre, while a hold or a waiver that a rule or the text leaves to it waits.
    Commanding,
    /// An officer elsewhere in the region: no part.
    Elsewhere,
    /// Nobody to this case: another enterprise, an agent without mandate.
    Stranger,
}

/// The answer of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Goes on to `decide`.
    Yes,
    /// 403: it is known that it exists.
    Forbidden,
    /// 404: what is not theirs does not exist for them.
    Hidden,
}

impl Act {
    /// Every act with its stable word, in the order of the table.
    pub const ALL: [(Act, &'static str); 51] = [
        (Act::Declare, "declare"),
        (Act::Advise, "advise"),
        (Act::ReadOwn, "read_own"),
        (Act::ReadGoods, "read_goods"),
        (Act::ReadQueue, "read_queue"),
        (Act::ReadReceipt, "read_receipt"),
        (Act::Review, "review"),
        (Act::Resubmit, "resubmit"),
        (Act::Choose, "choose"),
        (Act::Split, "split"),
        (Act::AskAmendment, "ask_amendment"),
        (Act::Withdraw, "withdraw"),
        (Act::Contact, "contact"),
        (Act::GivePaper, "give_paper"),
        (Act::AddFile, "add_file"),
        (Act::Confirm, "confirm"),
        (Act::RefuseTreatment, "refuse_treatment"),
        (Act::LiftDemand, "lift_demand"),
        (Act::AskWaiver, "ask_waiver"),
        (Act::AnswerWaiver, "answer_waiver"),
        (Act::AnswerAmendment, "answer_amendment"),
        (Act::AcceptAgain, "accept_again"),
        (Act::Supervise, "supervise"),
        (Act::Examine, "examine"),
        (Act::Treat, "treat"),
        (Act::Dispose, "dispose"),
        (Act::Arrive, "arrive"),
        (Act::Forward, "forward"),
        (Act::Clear, "clear"),
        (Act::Move, "move"),
        (Act::Certify, "certify"),
        (Act::Release, "release"),
        (Act::Hold, "hold"),
        (Act::LiftHold, "lift_hold"),
        (Act::NoteSeal, "note_seal"),
        (Act::Cooperate, "cooperate"),
        (Act::AnswerWork, "answer_work"),
        (Act::ReadStatistics, "read_statistics"),
        (Act::ReadRegion, "read_region"),
        (Act::RegisterEnterprise, "register_enterprise"),
        (Act::Restrict, "restrict"),
        (Act::ManageAccounts, "manage_accounts"),
        (Act::ReadSystem, "read_system"),
        (Act::AdoptEdition, "adopt_edition"),
        (Act::EaseEdition, "ease_edition"),
        (Act::ReadProposals, "read_proposals"),
        (Act::Propose, "propose"),
        (Act::Consult, "consult"),
        (Act::Vote, "vote"),
        (Act::Settle, "settle"),
        (Act::Submit, "submit"),
    ];

    /// The stable word of the act.
    pub fn word(self) -> &'static str {
        let found = Act::ALL.iter().find(|(act, _)| *act == self);
        found.map(|(_, word)| *word).expect("a test holds the table complete")
    }

    /// The act that a command is; `None` for what only the platform's jobs do.
    pub fn of(command: &Command) -> Option<Act> {
        Some(match command {
            Command::Review(_) => Act::Review,
            Command::Resubmit(_) => Act::Resubmit,
            Command::Choose { .. } => Act::Choose,
            Command::Perform { work, .. } => Act::of_work(work),
            Command::Arrive(_) => Act::Arrive,
            Command::Dispose { .. } => Act::Dispose,
            Command::AskAmendment { .. } => Act::AskAmendment,
            Command::GrantAmendment | Command::DenyAmendment { .. } => Act::AnswerAmendment,
            Command::Withdraw => Act::Withdraw,
            Command::Contact => Act::Contact,
            Command::GivePaper(_) => Act::GivePaper,
            Command::AddFile(_) => Act::AddFile,
            Command::Confirm { .. } => Act::Confirm,
            Command::RefuseTreatment { .. } => Act::RefuseTreatment,
            Command::LiftDemand { .. } => Act::LiftDemand,
            Command::AskWaiver { .. } => Act::AskWaiver,
            Command::AnswerWaiver { .. } => Act::AnswerWaiver,
            Command::Hold { .. } => Act::Hold,
            Command::LiftHold { .. } => Act::LiftHold,
            Command::NoteSeal(_) => Act::NoteSeal,
            Command::Note { .. } | Command::AskWork { .. } => Act::Cooperate,
            Command::AcceptWork { .. } | Command::AnswerWork { .. } => Act::AnswerWork,
            Command::Split => Act::Split,
            Command::WithdrawAutomatically
            | Command::MarkOverdue
            | Command::Redecide
            | Command::ApplyEdition { .. }
            | Command::EraseFiles { .. } => {
                return None;
            }
        })
    }

    fn of_work(work: &Work) -> Act {
        match work {
            Work::Accept {} => Act::AcceptAgain,
            Work::Supervise(_) => Act::Supervise,
            Work::Examine(_) => Act::Examine,
            Work::Treat(_) => Act::Treat,
            Work::Forward {} => Act::Forward,
            Work::Clear {} => Act::Clear,
            Work::Move(_) => Act::Move,
            Work::Certify(_) => Act::Certify,
            Work::Release(_) => Act::Release,
        }
    }
}

impl Relation {
    /// Every relation with its stable word.
    pub const ALL: [(Relation, &'static str); 9] = [
        (Relation::Own, "own"),
        (Relation::AtPlace, "at_place"),
        (Relation::Holding, "holding"),
        (Relation::Asked, "asked"),
        (Relation::Shared, "shared"),
        (Relation::Reviewing, "reviewing"),
        (Relation::Commanding, "commanding"),
        (Relation::Elsewhere, "elsewhere"),
        (Relation::Stranger, "stranger"),
    ];

    /// Whether it is a part in the case, so that what is read by it needs no note of what for.
    pub fn is_part(self) -> bool {
        match self {
            Relation::Own
            | Relation::AtPlace
            | Relation::Holding
            | Relation::Asked
            | Relation::Shared
            | Relation::Reviewing
            | Relation::Commanding => true,
            Relation::Elsewhere | Relation::Stranger => false,
        }
    }

    fn of_officer(self) -> bool {
        !matches!(self, Relation::Own | Relation::Stranger)
    }
}

/// Whether a role may do an act in a relation (docs/PARTS.md).
pub fn allowed(role: Role, act: Act, relation: Relation) -> Allowed {
    match role {
        Role::Declarant => of_declarant(act, relation),
        Role::System => Allowed::Forbidden,
        Role::Acceptor
        | Role::Reviewer
        | Role::Inspector
        | Role::Releaser
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

fn of_declarant(act: Act, relation: Relation) -> Allowed {
    let of_own = |answer: Allowed| if relation == Relation::Own { answer } else { Allowed::Hidden };
    match act {
        // These touch no case; declaring for another without a mandate is refused by its clause.
        Act::Declare | Act::Advise | Act::ReadRegion | Act::ReadQueue => Allowed::Yes,
        Act::ReadOwn
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
        | Act::GivePaper => of_own(Allowed::Yes),
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
        | Act::Certify
        | Act::Release
        | Act::Hold
        | Act::LiftHold
        | Act::LiftDemand
        | Act::AskWaiver
        | Act::AnswerWaiver
        | Act::NoteSeal
        | Act::Cooperate
        | Act::AnswerWork => of_own(Allowed::Forbidden),
        Act::ReadStatistics
        | Act::RegisterEnterprise
        | Act::Restrict
        | Act::ManageAccounts
        | Act::ReadSystem
        | Act::AdoptEdition
        | Act::EaseEdition
        | Act::ReadProposals
        | Act::Propose
        | Act::Consult
        | Act::Vote
        | Act::Settle
        | Act::Submit => Allowed::Forbidden,
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
    match act {
        Act::ReadRegion | Act::Advise => officer,
        Act::ReadGoods => officer && !is(&[Role::SystemAdmin, Role::SecurityAdmin]),
        Act::ReadQueue => officer && (is(case_work) || is(&[Role::Command])),
        // Prices and papers, receipts, the ledger and what offices write to each other need a place in the case, a share of
        // it, or to be whom the case waits for; auditors read them anywhere.
        Act::ReadOwn | Act::ReadReceipt => {
            let shared = here || relation == Relation::Shared;
            shared && is(case_work) || waits || officer && is(&[Role::Auditor])
        }
        Act::Review => officer && is(&[Role::Reviewer]),
        Act::AnswerAmendment => officer && is(&[Role::Reviewer]) || here && is(&[Role::Acceptor]),
        Act::GivePaper => here && is(case_work),
        Act::AddFile => here && is(case_work) || waits,
        Act::AcceptAgain => here && is(&[Role::Acceptor]),
        Act::Supervise | Act::Examine | Act::Treat | Act::Dispose | Act::Arrive => here && is(&[Role::Inspector]),
        Act::Forward | Act::Clear | Act::Move | Act::Certify | Act::Release => here && is(&[Role::Releaser]),
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
        Act::Cooperate => officer && (is(case_work) || is(&[Role::Command, Role::Operations])),
        Act::AnswerWork => relation == Relation::Asked && (is(case_work) || is(&[Role::Command, Role::Operations])),
        Act::ReadStatistics => officer && is(&[Role::Statistician, Role::Auditor, Role::Command, Role::Operations]),
        Act::RegisterEnterprise => officer && is(&[Role::Acceptor, Role::Operations]),
        Act::Restrict => officer && is(&[Role::Operations, Role::Command]),
        Act::ManageAccounts => officer && is(&[Role::SecurityAdmin]),
        Act::ReadSystem => officer && is(&[Role::SystemAdmin, Role::Auditor]),
        Act::AdoptEdition => officer && is(&[Role::Operations]),
        Act::EaseEdition => officer && is(&[Role::Command]),
        // What of it, and by whom of these, is said by the region's text for each proposal (`governance.md`).
        Act::ReadProposals => officer && !is(&[Role::SystemAdmin, Role::SecurityAdmin]),
        Act::Propose | Act::Consult => officer && (is(case_work) || is(&[Role::Operations, Role::Voter])),
        Act::Vote => officer && is(&[Role::Voter]),
        Act::Settle => officer && is(&[Role::Command]),
        Act::Submit => officer && is(&[Role::Operations]),
        Act::Declare
        | Act::Resubmit
        | Act::Choose
        | Act::Split
        | Act::AskAmendment
        | Act::Withdraw
        | Act::Contact
        | Act::Confirm
        | Act::RefuseTreatment => false,
    }
}
