//! The only place that says no: case + command + policy of the day -> events, or a refusal that cites its clause.

pub mod certificate;
mod context;
mod cooperate;
mod demands;
mod enterprise;
mod entrance;
pub mod file;
mod lots;
mod measure;
mod office;
mod outcome;
mod plan;
mod reference;
mod work;

use super::refusal::{Instead, NotAllowed, Reason};
use super::steps::StepStatus;
use super::{Case, Stage};
use crate::decision::Planned;
use crate::declaration::Version;
use crate::event::act::{Arrival, Departure, Examination, Paper, Released, Reply, SealSeen, Supervision, Treatment};
use crate::event::body::{Disposition, LotId};
use crate::event::demand::{DemandOf, WaiverAnswer};
use crate::event::file::FileGiven;
use crate::event::share::Share;
use crate::grounds::{Grounds, Lack};
pub use certificate::{CertificateCommand, Drafting, sheet_used};
pub use context::Context;
pub use entrance::{Entrance, Refused, admitted, declare, hindrances, offered, offices, record_history, unknown};
pub use office::{awaits_contact, documents_issued, unmet_checks, unmet_of};
pub use outcome::{Decision, Stamp};
pub use plan::{decided, no_better, split_groups, standing_verdict};
use policy::{Citation, Explained};
pub use reference::{Reference, reference, taken};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use values::calendar::Day;
use values::id::{FileId, OfficeCode, StepName};
use values::text::Text;
use values::text::mark::is_blank;
pub use work::{may_do_at, placed_at, receives};

/// What somebody asks for on a case that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// 审单.
    Review(Review),
    /// A corrected declaration after a return.
    Resubmit(Box<Version>),
    /// Choose the place of a step.
    Choose {
        /// The step.
        step: StepName,
        /// The office.
        office: OfficeCode,
    },
    /// Do a step of the plan.
    Perform {
        /// The step.
        step: StepName,
        /// What was done.
        work: Work,
    },
    /// The goods arrived inland.
    Arrive(Arrival),
    /// Say what becomes of a lot that failed.
    Dispose {
        /// The lot.
        lot: LotId,
        /// What becomes of it.
        disposition: Disposition,
    },
    /// Ask to change the declaration.
    AskAmendment {
        /// The declaration as it would be.
        version: Box<Version>,
        /// Why.
        reason: String,
    },
    /// Grant the amendment that waits.
    GrantAmendment,
    /// Deny the amendment that waits.
    DenyAmendment(Grounds),
    /// Withdraw the declaration.
    Withdraw,
    /// Withdraw it because nobody got in touch in time.
    WithdrawAutomatically,
    /// Get in touch for inspection.
    Contact,
    /// Give a paper that a rule demands.
    GivePaper(Paper),
    /// What is asked for on the papers that offices issue.
    Certificate(CertificateCommand),
    /// Files.
    AddFile(FileGiven),
    /// Destroy the content of files that the text keeps no longer.
    EraseFiles {
        /// Which.
        files: Vec<FileId>,
        /// By which text.
        basis: Citation,
    },
    /// Stand for what was declared and given (R31).
    Confirm {
        /// What the enterprise saw of it: [`Case::contents`].
        digest: String,
    },
    /// The enterprise will not have the goods treated.
    RefuseTreatment {
        /// Why.
        reason: String,
    },
    /// Lift the hold of a rule.
    LiftDemand {
        /// Which.
        of: DemandOf,
        /// Why.
        grounds: Grounds,
    },
    /// Ask that a demand of a rule be waived in this case.
    AskWaiver {
        /// Which.
        of: DemandOf,
        /// Why.
        grounds: Grounds,
    },
    /// Confirm a waiver, or deny it.
    AnswerWaiver {
        /// Its number, from 1.
        waiver: u16,
        /// The answer.
        said: WaiverAnswer,
    },
    /// Hold the goods.
    Hold(Grounds),
    /// Lift a hold.
    LiftHold {
        /// Its number, from 1.
        hold: u16,
        /// Why.
        grounds: Grounds,
    },
    /// Note what a seal looked like, unasked.
    NoteSeal(SealSeen),
    /// Write a note for the other offices.
    Note {
        /// In words.
        note: String,
    },
    /// Ask another office for something.
    AskWork {
        /// The office.
        to: OfficeCode,
        /// What for.
        what: String,
        /// The last day for an answer.
        due: Day,
        /// What of the case is shared for it.
        share: Share,
    },
    /// Take a work item on.
    AcceptWork {
        /// Its number, from 1.
        item: u16,
    },
    /// Answer a work item.
    AnswerWork {
        /// Its number, from 1.
        item: u16,
        /// What is answered.
        said: Reply,
    },
    /// Take the offer to split.
    Split,
    /// Note that a term has passed: a move inland that did not arrive, a contact that was not made, a result that is
    /// void.
    MarkOverdue,
    /// Decide the mode again after a restriction on the owner.
    Redecide,
    /// Decide it again by an edition that counts for open cases too (一并适用).
    ApplyEdition {
        /// The edition.
        version: String,
        /// Its first day.
        from: Day,
        /// The command centre lets it have what is easier, too.
        easier: bool,
    },
}

/// What a reviewer decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Review {
    /// Pass.
    Pass {
        /// In words.
        #[serde(default)]
        note: String,
    },
    /// Back for correction: all faults of the listed checks, and the reviewer's own.
    Return {
        /// In words; may be left out where the listed checks say enough.
        #[serde(default)]
        note: String,
        /// Citation as the region writes it, where one is given.
        #[serde(default)]
        basis: String,
    },
    /// Refuse, with its basis.
    Refuse {
        /// Citation as the region writes it.
        basis: String,
        /// In words.
        reason: String,
    },
}

/// What was done in a step, as the officer says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Work {
    /// A later acceptance (异地施检报检).
    Accept {},
    /// 监管.
    Supervise(Supervision),
    /// 检验检疫, 查验, 监装.
    Examine(Examination),
    /// 处理.
    Treat(Treatment),
    /// 转单.
    Forward {},
    /// 通关.
    Clear {},
    /// 调离.
    Move(Departure),
    /// 放行; all lots that may be released if none are named.
    Release(Released),
}

/// Decides a command on a case.
pub fn decide(case: &Case, command: &Command, context: &Context) -> Result<Decision, NotAllowed> {
    if context.now < case.accepted_at {
        return Err(NotAllowed::new(context.policy, Reason::TimeOrder));
    }
    // Who declared it, or works for one of its parties, does nothing for an office on it (「签证管理办法」第六条).
    let for_office = context.actor.office.is_some();
    if for_office && (context.of_party || case.filed_by.contains(&context.actor.person)) {
        return Err(NotAllowed::new(context.policy, Reason::SamePerson));
    }
    match command {
        Command::Review(review) => office::review(case, review, context),
        Command::Resubmit(version) => enterprise::resubmit(case, version, context),
        Command::Choose { step, office } => enterprise::choose(case, step, office, context),
        Command::Perform { step, work } => work::perform(case, step, work, context),
        Command::Arrive(said) => work::arrive(case, said, context),
        Command::Dispose { lot, disposition } => lots::dispose(case, *lot, disposition, context),
        Command::AskAmendment { version, reason } => enterprise::ask_amendment(case, version, reason, context),
        Command::GrantAmendment => office::grant_amendment(case, context),
        Command::DenyAmendment(grounds) => office::deny_amendment(case, grounds, context),
        Command::Withdraw => enterprise::withdraw(case, context),
        Command::WithdrawAutomatically => office::withdraw_automatically(case, context),
        Command::Contact => enterprise::contact(case, context),
        Command::GivePaper(paper) => demands::give_paper(case, paper, context),
        Command::Certificate(command) => certificate::decide(case, command, context),
        Command::AddFile(given) => file::add(case, given, context),
        Command::EraseFiles { files, basis } => file::erase(case, files, basis, context),
        Command::Confirm { digest } => file::confirm(case, digest, context),
        Command::RefuseTreatment { reason } => enterprise::refuse_treatment(case, reason, context),
        Command::LiftDemand { of, grounds } => demands::lift(case, of, grounds, context),
        Command::AskWaiver { of, grounds } => demands::ask_waiver(case, of, grounds, context),
        Command::AnswerWaiver { waiver, said } => demands::answer_waiver(case, *waiver, said, context),
        Command::Hold(grounds) => office::hold(case, grounds, context),
        Command::LiftHold { hold, grounds } => office::lift_hold(case, *hold, grounds, context),
        Command::NoteSeal(seen) => office::note_seal(case, seen, context),
        Command::Note { note } => cooperate::note(note, context),
        Command::AskWork { to, what, due, share } => cooperate::ask(case, to, what, *due, *share, context),
        Command::AcceptWork { item } => cooperate::accept(case, *item, context),
        Command::AnswerWork { item, said } => cooperate::answer(case, *item, said, context),
        Command::Split => plan::split(case, context),
        Command::MarkOverdue => office::mark_overdue(case, context),
        Command::Redecide => plan::redecide(case, context),
        Command::ApplyEdition { from, easier, .. } => plan::apply_edition(case, *from, *easier, context),
    }
}

/// Why a decision is made: words and, where the text says so, a clause. Gives the clause that was cited.
fn explained(
    decision: Explained,
    grounds: &Grounds,
    case: &Case,
    context: &Context,
) -> Result<Option<Citation>, NotAllowed> {
    let judged = grounds.judged(decision, context.policy, case.day);
    judged.map_err(|lack| lacking(lack, &grounds.basis, context))
}

/// The refusal of a decision that lacks its grounds.
fn lacking(lack: Lack, basis: &str, context: &Context) -> NotAllowed {
    let no = |reason| NotAllowed::new(context.policy, reason);
    match lack {
        Lack::Words => no(Reason::WordsMissing),
        Lack::Basis => no(Reason::BasisMissing),
        Lack::Unknown => no(Reason::BasisUnknown).saying(&Text::new(basis.to_owned(), basis.to_owned())),
    }
}

/// What an officer or a declarant must put into words, by whatever way it comes.
fn said(words: &str, context: &Context) -> Result<(), NotAllowed> {
    if is_blank(words) { Err(NotAllowed::new(context.policy, Reason::WordsMissing)) } else { Ok(()) }
}

/// The case must not have ended.
fn open(case: &Case, context: &Context) -> Result<(), NotAllowed> {
    if let Stage::Expired { basis, .. } = &case.stage {
        let refusal = NotAllowed::new(context.policy, Reason::ResultExpired);
        return Err(NotAllowed { basis: vec![basis.clone()], ..refusal });
    }
    if case.stage.ended() { Err(NotAllowed::new(context.policy, Reason::StageClosed)) } else { Ok(()) }
}

/// The case must not wait for the enterprise. Whether the review comes first is for the plan to say.
fn working(case: &Case, context: &Context) -> Result<(), NotAllowed> {
    open(case, context)?;
    match case.stage {
        Stage::UnderReview | Stage::Working => Ok(()),
        Stage::Returned { .. } => Err(NotAllowed::new(context.policy, Reason::Returned)),
        Stage::Refused { .. }
        | Stage::Withdrawn { .. }
        | Stage::SplitUp
        | Stage::Closed
        | Stage::Expired { .. }
        | Stage::Historic => Err(NotAllowed::new(context.policy, Reason::StageClosed)),
    }
}

/// Index of a step that can be done now, or why it cannot.
fn open_step(case: &Case, step: &StepName, context: &Context) -> Result<usize, NotAllowed> {
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    let Some(at) = case.step(step) else { return Err(no_such_step(case, context)) };
    match case.status(at) {
        StepStatus::Open => Ok(at),
        StepStatus::NotNeeded => no(Reason::StepNotNeeded),
        StepStatus::Done => no(Reason::StepDone),
        StepStatus::Moot => no(Reason::StepMoot),
        StepStatus::Waiting { on } => Err(waiting(case, &on, context)),
    }
}

/// That the plan has no such step, with those that it has.
fn no_such_step(case: &Case, context: &Context) -> NotAllowed {
    let all: Vec<usize> = (0..case.plan().len()).collect();
    NotAllowed::new(context.policy, Reason::StepUnknown).saying(&steps_named(case, &all, context))
}

/// Steps of the plan by name.
fn steps_named(case: &Case, steps: &[usize], context: &Context) -> Text {
    let mode = case.verdict.as_ref().and_then(|verdict| context.policy.mode(&verdict.mode));
    let english = |planned: &Planned| mode.and_then(|mode| mode.step(planned.step.as_str())).map(|step| &*step.english);
    let named = |at: &usize| {
        let planned = &case.plan()[*at];
        Text::new(planned.step.to_string(), english(planned).unwrap_or(planned.step.as_str()).to_owned())
    };
    Text::list(steps.iter().map(named))
}

/// Lots that failed and wait for a disposition, by number.
fn undisposed(case: &Case, context: &Context) -> NotAllowed {
    let failed = case.lots.iter().filter(|lot| lot.state.failed()).map(|lot| lot.id.to_string());
    let lots = failed.collect::<Vec<_>>();
    let said = Text::new(format!("第 {} 批", lots.join("、")), format!("lot {}", lots.join(", ")));
    NotAllowed::new(context.policy, Reason::LotsPending).saying(&said)
}

/// That an act is not for this office, with those for which it is.
fn elsewhere<'o>(reason: Reason, offices: impl Iterator<Item = &'o OfficeCode>, context: &Context) -> NotAllowed {
    let instead = Instead { offices: offices.cloned().collect(), ..Instead::default() };
    NotAllowed::new(context.policy, reason).instead(instead, context.policy, context.today)
}

/// Why a step must wait: lots without a disposition, an arrival that is missing, or steps that come first.
fn waiting(case: &Case, on: &[usize], context: &Context) -> NotAllowed {
    let moved = |n: &usize| case.progress[*n].done.is_some();
    let refusal = if case.lots.iter().any(|l| l.state.failed()) {
        undisposed(case, context)
    } else if on.iter().any(moved) {
        NotAllowed::new(context.policy, Reason::NotArrived)
    } else {
        NotAllowed::new(context.policy, Reason::StepNotOpen).saying(&steps_named(case, on, context))
    };
    refusal.after(on.iter().map(|n| case.plan()[*n].step.clone()).collect())
}
