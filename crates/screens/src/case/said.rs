//! What the page says after something was sent: what was recorded and whose turn it is, or why nothing was done.

use super::receipt::{self, Clause};
use super::teller::Told;
use super::timeline::Happening;
use super::view::Head;
use crate::frame::Frame;
use crate::words;
use clearance::case::Case;
use clearance::case::decide::Command;
use clearance::case::refusal::NotAllowed;
use desk::act::Denied;
use desk::names::Names;
use values::id::ModeName;
use web::error::Failure;
use web::visit::Visit;

/// What is said above the forms after something was sent.
#[derive(Default)]
pub struct Said {
    /// The kind of its frame.
    pub kind: &'static str,
    /// In a sentence.
    pub words: String,
    /// By which clauses.
    pub clauses: Vec<Clause>,
    /// What comes first, or what changed meanwhile.
    pub changed: Vec<String>,
    /// What else is to be said, a line each.
    pub faults: Vec<String>,
}

impl Said {
    /// All of it in a line.
    pub fn told(&self) -> String {
        let more = self.changed.iter().chain(&self.faults).map(String::as_str);
        std::iter::once(self.words.as_str()).chain(more).collect::<Vec<_>>().join(" · ")
    }

    /// What was recorded last, and whose turn it is now.
    pub fn tell(&mut self, frame: &Frame, timeline: &[Happening], head: &Head) {
        if let Some(last) = timeline.first() {
            self.recorded(&last.what, &last.details);
        }
        self.turns(frame, &head.turn);
    }

    /// What was recorded.
    pub(super) fn record(&mut self, told: &Told) {
        self.recorded(&told.what, &told.details);
    }

    fn recorded(&mut self, what: &str, details: &[(String, String)]) {
        let details = details.iter().map(|(label, value)| format!("{label} {value}"));
        self.faults.push(std::iter::once(what.to_owned()).chain(details).collect::<Vec<_>>().join(" · "));
    }

    /// Whose turn it is now.
    pub fn turns(&mut self, frame: &Frame, turn: &[String]) {
        if !turn.is_empty() {
            self.faults.push(frame.say_with("done.turn", &[("turn", &turn.join(frame.comma()))]));
        }
    }
}

/// The word under which the page says that a command was done.
pub fn done_word(command: &Command) -> &'static str {
    match command {
        Command::Review(_) => "review",
        Command::Perform { .. } | Command::Arrive(_) | Command::Dispose { .. } => "step",
        Command::Withdraw | Command::WithdrawAutomatically => "withdraw",
        Command::Hold { .. } => "hold",
        Command::LiftHold { .. } => "lift",
        Command::Split => "split",
        Command::Choose { .. } => "choose",
        Command::GrantAmendment | Command::DenyAmendment { .. } => "amendment",
        Command::Resubmit(_)
        | Command::AskAmendment { .. }
        | Command::Contact
        | Command::GivePaper(_)
        | Command::AddFile(_)
        | Command::Certificate(_)
        | Command::EraseFiles { .. }
        | Command::Confirm { .. }
        | Command::RefuseTreatment { .. }
        | Command::LiftDemand { .. }
        | Command::AskWaiver { .. }
        | Command::AnswerWaiver { .. }
        | Command::NoteSeal(_)
        | Command::Note { .. }
        | Command::AskWork { .. }
        | Command::AcceptWork { .. }
        | Command::AnswerWork { .. }
        | Command::MarkOverdue
        | Command::ApplyEdition { .. }
        | Command::Redecide => "noted",
    }
}

/// Why nothing was done of what belongs to no case.
///
/// # Errors
/// What is no refusal by a clause.
pub fn refused(visit: &Visit, names: &Names<'_>, denied: Denied) -> Result<Said, Failure> {
    if let Denied::NotAllowed(why) = denied { Ok(not_allowed(visit, names, None, &why)) } else { Err(denied.into()) }
}

/// What a clause says that forbids it, and which steps come first.
fn not_allowed(visit: &Visit, names: &Names<'_>, mode: Option<&ModeName>, why: &NotAllowed) -> Said {
    let changed = why.first.iter().map(|step| names.step_of(mode, step)).collect();
    let clauses = why.basis.iter().map(|citation| receipt::clause(names, citation)).collect();
    let words = why.text.pick(visit.language).to_owned();
    Said { kind: "stop", words, clauses, changed, faults: Vec::new() }
}

/// Why nothing was done, with what comes first and what changed meanwhile.
///
/// # Errors
/// What is no matter of the case.
pub fn refusal(visit: &Visit, names: &Names<'_>, case: &Case, denied: Denied) -> Result<Said, Failure> {
    let say = |key| words::say(visit.language, key).to_owned();
    Ok(match denied {
        Denied::NotAllowed(why) => {
            let mode = case.verdict.as_ref().map(|verdict| &verdict.mode);
            not_allowed(visit, names, mode, &why)
        }
        Denied::Stale { since, .. } => {
            let changed =
                since.iter().map(|kind| words::say_owned(visit.language, &format!("event.{kind}")).to_owned());
            Said { kind: "wait", words: say("case.stale"), changed: changed.collect(), ..Said::default() }
        }
        Denied::Faults(faults) => {
            let faults = faults.iter().map(|fault| fault.wanted.pick(visit.language).to_owned()).collect();
            Said { kind: "stop", words: say("case.faulty"), faults, ..Said::default() }
        }
        Denied::Forbidden(_)
        | Denied::Hidden
        | Denied::KeyReused
        | Denied::Busy(_)
        | Denied::Full
        | Denied::Broken(_) => {
            return Err(denied.into());
        }
    })
}
