//! The timeline of a case, told from its events alone.

use super::receipt::{self, Clause};
use super::teller::{Teller, Told};
use super::work;
use crate::frame::Frame;
use crate::part::Moment;
use crate::words;
use clearance::case::Case;
use clearance::event::act::{Arrival, Reply, SealSeen};
use clearance::event::body::{CaseEvent, Cause, Disposition, ModeConfirmed, ReviewOutcome, StepDone};
use clearance::event::certificate::{CertificateAct, OfCertificate};
use clearance::event::file::{FileAdded, FilesErased};
use clearance::event::share::Share;
use clearance::event::{Event, Source};
use desk::names::Names;
use policy::Word;
use policy::reference::TableName;
use values::actor::Actor;
use values::id::ModeName;
use web::sight::Sight;

/// One event as a reader reads it.
pub struct Happening {
    /// When it happened.
    pub happened: Moment,
    /// When it was recorded, if that was later.
    pub recorded: Option<Moment>,
    /// It is what an office wrote to another: it changes nothing of the case.
    pub letter: bool,
    /// What happened.
    pub what: String,
    /// More of it: label and value.
    pub details: Vec<(String, String)>,
    /// Who did it.
    pub who: String,
    /// By which way it came.
    pub source: &'static str,
    /// By which texts.
    pub clauses: Vec<Clause>,
    /// The mark of the receipt of a decision, among the receipts of the page.
    pub receipt: Option<String>,
}

/// The timeline, the latest first.
pub fn timeline(frame: &Frame, names: &Names, case: &Case, events: &[Event], sight: &Sight) -> Vec<Happening> {
    let mode = case.verdict.as_ref().map(|verdict| verdict.mode.clone());
    let shown = events.iter().filter(|event| sight.tells(case, event));
    let receipts = if sight.whole() { receipt::decisions(events) } else { Vec::new() };
    let one = |event: &Event| {
        let mut told = happening(frame, names, mode.as_ref(), event, sight);
        let verdict = receipt::verdict(event);
        let at = verdict.and_then(|verdict| receipts.iter().position(|(one, _)| *one == verdict));
        told.receipt = at.map(|at| receipt::mark(receipts.len() - at));
        if sight.details(case, event) {
            told.details.extend(on_behalf(names, case, event));
            told.details.extend(taken_back(names, case, event));
        } else {
            told.details.clear();
        }
        told
    };
    let mut told: Vec<Happening> = shown.map(one).collect();
    told.reverse();
    told
}

/// The office for which another one did a step.
pub(super) fn on_behalf(names: &Names, case: &Case, event: &Event) -> Option<(String, String)> {
    let Some(CaseEvent::StepDone(done)) = event.body.of_case() else { return None };
    let chosen = case.chosen_office(case.step(&done.step)?)?;
    let other = done.office.as_ref().is_some_and(|office| office != chosen);
    other.then(|| (words::say(names.language, "case.on_behalf").to_owned(), names.office(chosen.as_str())))
}

/// That what was done or chosen then does not hold any more.
fn taken_back(names: &Names, case: &Case, event: &Event) -> Option<(String, String)> {
    let void = match event.body.of_case() {
        Some(CaseEvent::PlaceChosen { step, office }) => case.void_choice(step, office),
        Some(_) => case.taken_back.events.contains(&event.version),
        None => false,
    };
    void.then(|| {
        (
            words::say(names.language, "case.now_void").to_owned(),
            words::say(names.language, "case.taken_back").to_owned(),
        )
    })
}

fn happening(frame: &Frame, names: &Names, mode: Option<&ModeName>, event: &Event, sight: &Sight) -> Happening {
    let Told { what, details, clauses } = tell(frame, names, mode, event);
    Happening {
        happened: frame.moment(event.happened),
        recorded: (event.happened.plus_us(60_000_000) < event.recorded).then(|| frame.moment(event.recorded)),
        letter: event.body.of_case().is_some_and(CaseEvent::is_cooperation),
        what,
        details,
        who: who(names, &event.by, sight.officer),
        source: words::say_owned(frame.language, &format!("source.{}", source(event.source))),
        clauses,
        receipt: None,
    }
}

/// The stable word of a way by which something came.
fn source(source: Source) -> &'static str {
    match source {
        Source::Screen => "screen",
        Source::Api => "api",
        Source::Message => "message",
        Source::Import => "import",
        Source::Job => "job",
    }
}

/// Office or enterprise and role of whoever acted; the account for officers, and of the reader's own side.
fn who(names: &Names, by: &Actor, officer: bool) -> String {
    let of = by.office.as_ref().map(|office| names.office(office.as_str()));
    let of = of.or_else(|| by.enterprise.as_ref().map(|enterprise| names.enterprise(enterprise.as_str())));
    let role = web::post::role(by.role, names.language);
    match of {
        Some(of) if officer || by.office.is_none() => format!("{of} · {role} · {}", by.account),
        Some(of) => format!("{of} · {role}"),
        None => role.to_owned(),
    }
}

pub(super) fn tell(frame: &Frame, names: &Names, mode: Option<&ModeName>, event: &Event) -> Told {
    let what = words::say_owned(frame.language, &format!("event.{}", event.body.kind())).to_owned();
    let told = Told { what, details: Vec::new(), clauses: Vec::new() };
    let mut teller = Teller { frame, names, mode, told };
    if let Some(happened) = event.body.of_case() {
        teller.body(happened);
    }
    teller.told
}

impl Teller<'_> {
    fn confirmed(&mut self, confirmed: &ModeConfirmed) {
        self.add("case.mode", confirmed.verdict.mode.as_str());
        if confirmed.cause == Cause::Edition {
            let edition = &confirmed.verdict.receipt.policy;
            self.add("case.by_edition", edition.get(..12).unwrap_or(edition));
        }
    }

    fn body(&mut self, body: &CaseEvent) {
        match body {
            CaseEvent::Submitted(submitted) => {
                self.add("case.reference", submitted.version.declaration.reference.as_str())
            }
            CaseEvent::Accepted(accepted) => self.add("case.mode", accepted.verdict.mode.as_str()),
            CaseEvent::Reviewed(reviewed) => self.review(&reviewed.outcome, &reviewed.note),
            CaseEvent::ModeConfirmed(confirmed) => self.confirmed(confirmed),
            CaseEvent::StepDone(done) => self.step(done),
            CaseEvent::PlaceChosen { step, office } => {
                self.add("case.step", self.names.step_of(self.mode, step));
                self.office(Some(office));
            }
            CaseEvent::FileAdded(added) => self.file(added),
            CaseEvent::FilesErased(FilesErased { files, basis }) => {
                self.add("file.count", files.len().to_string());
                self.by(basis);
            }
            CaseEvent::Confirmed(confirmed) => self.add("file.version", confirmed.version.to_string()),
            CaseEvent::PaperGiven { .. }
            | CaseEvent::DemandLifted(_)
            | CaseEvent::WaiverAsked(_)
            | CaseEvent::WaiverAnswered(_) => self.settled(body),
            CaseEvent::Arrived { office, said: Arrival { seal_intact }, .. } => {
                self.office(Some(office));
                if let Some(intact) = seal_intact {
                    self.add("case.seal_intact", self.yes(*intact));
                }
            }
            CaseEvent::Disposed { lot, disposition, basis } => {
                self.add("case.lot", lot.to_string());
                self.disposition(disposition);
                self.by(basis);
            }
            CaseEvent::Split { into } => {
                let numbers: Vec<String> = into.iter().filter_map(|slot| Some(slot.case()?.to_string())).collect();
                self.add("case.linked", numbers.join(self.names.comma()));
            }
            CaseEvent::Recorded(recorded) => self.add("case.history_source", recorded.source.as_str()),
            CaseEvent::Certificate(of) => self.certificate(of),
            CaseEvent::DocumentsAt { office } => self.office(Some(office)),
            CaseEvent::Resubmitted { .. } | CaseEvent::AmendmentGranted {} | CaseEvent::Contacted {} => {}
            CaseEvent::AmendmentAsked { .. }
            | CaseEvent::AmendmentDenied { .. }
            | CaseEvent::Withdrawn { .. }
            | CaseEvent::Held { .. }
            | CaseEvent::HoldLifted { .. }
            | CaseEvent::TransferOverdue { .. }
            | CaseEvent::TermPassed { .. }
            | CaseEvent::SealNoted { .. } => self.exception(body),
            CaseEvent::Noted { .. }
            | CaseEvent::WorkAsked { .. }
            | CaseEvent::WorkAccepted { .. }
            | CaseEvent::WorkAnswered { .. } => {
                self.cooperation(body);
            }
        }
    }

    /// What was done to a paper.
    fn certificate(&mut self, of: &OfCertificate) {
        self.what(&format!("event.certificate_{}", of.act.word()));
        self.add("certificate.which_one", of.certificate.to_string());
        self.office(Some(&of.office));
        if let CertificateAct::Drafted(draft) = &of.act {
            self.add("case.paper", self.names.code(TableName::Document, draft.kind.as_str()));
            if !draft.lost.is_empty() {
                self.add("certificate.lost", draft.lost.as_str());
            }
        } else if let CertificateAct::Engrossed { number, .. } = &of.act {
            self.add("certificate.number", number.given().map_or("", |number| number.as_str()));
        } else if let CertificateAct::Issued { number, .. } = &of.act {
            self.add("certificate.number", number.as_str());
        } else if let CertificateAct::SentBack { reason } = &of.act {
            self.add("case.reason", reason.as_str());
        } else if let CertificateAct::HandedOver { to, .. } = &of.act {
            self.add("certificate.to", to.as_str());
        } else if let CertificateAct::Used { note } = &of.act {
            self.add("case.note", note.as_str());
        } else if let CertificateAct::Lifted { reason } = &of.act {
            self.add("case.reason", reason.as_str());
        } else if let CertificateAct::Ended { reason, basis } | CertificateAct::Suspended { reason, basis } = &of.act {
            self.add("case.reason", reason.as_str());
            self.by(basis);
        }
    }

    /// A file that was given.
    fn file(&mut self, added: &FileAdded) {
        self.add("case.file", added.given.name.as_str());
        if let Some(kind) = &added.given.kind {
            self.add("case.paper", self.names.code_and_name(TableName::Attachment, kind.as_str()));
        }
        if let Some(office) = &added.office {
            self.office(Some(office));
        }
    }

    /// What became of a demand of a rule.
    fn settled(&mut self, body: &CaseEvent) {
        if let CaseEvent::PaperGiven { paper, office, .. } = body {
            self.add("case.paper", self.names.code_and_name(TableName::Attachment, paper.kind.as_str()));
            self.add("case.paper_no", paper.no.as_str());
            self.add("case.paper_day", paper.day.to_string());
            office.iter().for_each(|office| self.office(Some(office)));
        } else if let CaseEvent::DemandLifted(lifted) = body {
            self.add("case.rule", lifted.of.rule.as_str());
            self.add("case.reason", lifted.reason.as_str());
            lifted.basis.iter().for_each(|basis| self.by(basis));
        } else if let CaseEvent::WaiverAsked(asked) = body {
            self.add("case.rule", asked.of.rule.as_str());
            self.add("case.reason", asked.reason.as_str());
            self.add("case.waiver_confirms", asked.confirms.called(self.names.language));
            self.by(&asked.basis);
        } else if let CaseEvent::WaiverAnswered(answered) = body {
            self.add("case.waiver_granted", self.yes(answered.said.granted));
            self.add("case.note", answered.said.note.as_str());
        }
    }

    /// What does not happen to every case.
    fn exception(&mut self, body: &CaseEvent) {
        if let CaseEvent::AmendmentAsked { reason, .. } = body {
            self.add("case.reason", reason.as_str());
        } else if let CaseEvent::AmendmentDenied { basis, note } = body {
            self.add("case.note", note.as_str());
            self.by(basis);
        } else if let CaseEvent::Withdrawn { automatic, basis } = body {
            if *automatic {
                self.what("event.withdrawn_automatically");
                self.by(basis);
            }
        } else if let CaseEvent::Held { reason, basis, office, .. } = body {
            self.office(Some(office));
            self.add("case.reason", reason.as_str());
            self.by(basis);
        } else if let CaseEvent::HoldLifted { reason, basis, .. } = body {
            self.add("case.reason", reason.as_str());
            basis.iter().for_each(|basis| self.by(basis));
        } else if let CaseEvent::TransferOverdue { due, .. } = body {
            self.add("case.due", self.frame.due(*due).exact);
        } else if let CaseEvent::TermPassed { term, due, basis, .. } = body {
            self.add("case.term", term.as_str());
            self.add("case.term_until", self.frame.due(*due).exact);
            self.by(basis);
        } else if let CaseEvent::SealNoted { office, seen: SealSeen { intact, note } } = body {
            self.office(Some(office));
            self.add("case.seal_intact", self.yes(*intact));
            self.add("case.note", note.as_str());
        }
    }

    /// What offices write to each other.
    fn cooperation(&mut self, body: &CaseEvent) {
        if let CaseEvent::Noted { note } = body {
            self.add("case.note", note.as_str());
        } else if let CaseEvent::WorkAsked { item, to, what, due, share, .. } = body {
            self.add("case.work_item", item.to_string());
            self.add("case.work_to", self.names.office(to.as_str()));
            self.add("case.work_what", what.as_str());
            self.add("case.due", self.frame.due(*due).exact);
            self.add("case.work_share", words::say(self.names.language, share_key(*share)));
        } else if let CaseEvent::WorkAccepted { item } = body {
            self.add("case.work_item", item.to_string());
        } else if let CaseEvent::WorkAnswered { item, said: Reply { refused, reply } } = body {
            if *refused {
                self.what("event.work_refused");
            }
            self.add("case.work_item", item.to_string());
            self.add("case.work_reply", reply.as_str());
        }
    }

    fn review(&mut self, outcome: &ReviewOutcome, note: &str) {
        match outcome {
            ReviewOutcome::Passed => self.what("event.review_passed"),
            ReviewOutcome::Returned { faults, basis } => {
                self.what("event.review_returned");
                basis.iter().for_each(|basis| self.by(basis));
                for fault in faults {
                    let said = fault.wanted.pick(self.names.language).to_owned();
                    self.add("case.fault", said);
                }
            }
            ReviewOutcome::Refused { basis, reason } => {
                self.what("event.review_refused");
                self.add("case.reason", reason.as_str());
                self.by(basis);
            }
        }
        self.add("case.note", note);
    }

    fn disposition(&mut self, disposition: &Disposition) {
        let word = words::say_owned(self.names.language, &format!("disposition.{}", disposition.word()));
        self.add("case.disposition", word);
        if let Disposition::UseChanged { purpose } = disposition {
            self.add("case.purpose", self.names.code_and_name(TableName::Purpose, purpose.as_str()));
        }
    }

    fn step(&mut self, done: &StepDone) {
        self.told.what = self.names.step_of(self.mode, &done.step);
        self.office(done.office.as_ref());
        work::told(&done.record, self);
    }
}

/// The words for what is shared with an office that is asked.
pub fn share_key(share: Share) -> &'static str {
    match share {
        Share::Goods => "share.goods",
        Share::Whole => "share.whole",
    }
}
