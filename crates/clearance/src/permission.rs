//! Who may give which command in which relation to a case: one table, printed into a committed file and compared.

mod cells;
mod tasks;
mod told;

use crate::case::decide::{CertificateCommand, Command, Work};
pub use cells::allowed;
use policy::ChainStep;
pub use tasks::tasks_of;
pub use told::{Barred, printed};

/// Something that a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // `word` names each one.
pub enum Act {
    Declare,
    Advise,
    ReadOwn,
    ReadGoods,
    ReadPapers,
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
    FetchAt,
    DraftPaper,
    CheckPaper,
    EngrossPaper,
    SignPaper,
    IssuePaper,
    EndPaper,
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
    ManageSeals,
    KeepSheets,
    ReadSheets,
    ReadSignatories,
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
    pub const ALL: [(Act, &'static str); 62] = [
        (Act::Declare, "declare"),
        (Act::Advise, "advise"),
        (Act::ReadOwn, "read_own"),
        (Act::ReadGoods, "read_goods"),
        (Act::ReadPapers, "read_papers"),
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
        (Act::FetchAt, "fetch_at"),
        (Act::DraftPaper, "draft_paper"),
        (Act::CheckPaper, "check_paper"),
        (Act::EngrossPaper, "engross_paper"),
        (Act::SignPaper, "sign_paper"),
        (Act::IssuePaper, "issue_paper"),
        (Act::EndPaper, "end_paper"),
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
        (Act::ManageSeals, "manage_seals"),
        (Act::KeepSheets, "keep_sheets"),
        (Act::ReadSheets, "read_sheets"),
        (Act::ReadSignatories, "read_signatories"),
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
            Command::Certificate(command) => Act::of_paper(command),
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

    /// The act that a step of the chain of a paper is.
    fn of_chain(step: ChainStep) -> Act {
        match step {
            ChainStep::Draft => Act::DraftPaper,
            ChainStep::Check => Act::CheckPaper,
            ChainStep::Engross | ChainStep::Proofread => Act::EngrossPaper,
            ChainStep::Sign => Act::SignPaper,
            ChainStep::Issue => Act::IssuePaper,
        }
    }

    fn of_paper(command: &CertificateCommand) -> Act {
        match command.step() {
            Some(step) => Act::of_chain(step),
            None => match command {
                CertificateCommand::FetchAt { .. } => Act::FetchAt,
                CertificateCommand::End { .. }
                | CertificateCommand::Suspend { .. }
                | CertificateCommand::Lift { .. } => Act::EndPaper,
                CertificateCommand::HandOver { .. }
                | CertificateCommand::Use { .. }
                | CertificateCommand::Draft(_)
                | CertificateCommand::Check { .. }
                | CertificateCommand::Engross { .. }
                | CertificateCommand::Proofread { .. }
                | CertificateCommand::Sign { .. }
                | CertificateCommand::Issue { .. }
                | CertificateCommand::SendBack { .. } => Act::IssuePaper,
            },
        }
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
