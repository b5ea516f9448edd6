//! Messages that follow from events: to customs and to the offices concerned. They wait in the outbox of the same
//! transaction, so a crash loses none, and a repetition carries the same number (event and part).

use super::port_office;
use crate::case::Case;
use crate::event::Event;
use crate::event::act::{Departure, Examination, Released, SealSeen};
use crate::event::body::{CaseEvent, Outcome, Record, StepDone};
use policy::StepKind;
use serde_json::{Value, json};
use values::id::OfficeCode;

/// A message that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Number of the event.
    pub seq: u64,
    /// Counts within the event.
    pub part: u32,
    /// To whom: `customs`, or `office:` and its code.
    pub peer: String,
    /// What kind of message.
    pub kind: &'static str,
    /// The message as JSON.
    pub body: String,
}

/// The messages of one event; `before` is the case without it, `after` with it.
pub fn of_event(event: &Event, before: &Case, after: &Case) -> Vec<Message> {
    let mut out = Outbox { event, messages: Vec::new() };
    if let Some(body) = event.body.of_case() {
        tell(&mut out, body, before, after);
    }
    out.messages
}

fn tell(out: &mut Outbox, body: &CaseEvent, before: &Case, after: &Case) {
    let (port, inland) = (port_office(after), after.declaration.inland());
    match body {
        CaseEvent::StepDone(done) => of_step(out, after, done, port.as_ref(), inland),
        CaseEvent::Arrived { office, .. } => {
            out.tell_office(port.as_ref(), "arrived", json!({"no": after.no, "office": office}));
        }
        CaseEvent::SealNoted { office, seen: SealSeen { intact: false, note } } => {
            out.tell_office(inland, "seal_abnormal", by_office(after, office, "note", note));
        }
        CaseEvent::Held { office, reason, .. } => {
            out.tell_office(Some(&after.office), "held", by_office(after, office, "reason", reason));
        }
        CaseEvent::WorkAsked { item, from, to, what, due, .. } => {
            let body = json!({"no": after.no, "item": item, "office": from, "what": what, "due": due});
            out.tell_office(Some(to), "work_asked", body);
        }
        CaseEvent::WorkAnswered { item, said } => work_answered(out, after, *item, (said.refused, &said.reply)),
        CaseEvent::TransferOverdue { due, .. } => {
            out.tell_both(port.as_ref(), inland, "transfer_overdue", json!({"no": after.no, "due": due}));
        }
        CaseEvent::TermPassed { term, due, ends, .. } => {
            let body = json!({"no": after.no, "term": term, "due": due, "ends": ends});
            out.tell_both(port.as_ref(), inland, "term_passed", body);
            if *ends && cleared(after) {
                out.withdraw_clearance(after);
            }
        }
        // A clearance form that another plan took back is no longer one to release on.
        CaseEvent::ModeConfirmed(_) if cleared(before) && !cleared(after) => {
            out.withdraw_clearance(after);
        }
        CaseEvent::ModeConfirmed(_)
        | CaseEvent::Submitted(_)
        | CaseEvent::Accepted(_)
        | CaseEvent::Reviewed(_)
        | CaseEvent::Resubmitted { .. }
        | CaseEvent::PlaceChosen { .. }
        | CaseEvent::Disposed { .. }
        | CaseEvent::AmendmentAsked { .. }
        | CaseEvent::AmendmentGranted {}
        | CaseEvent::AmendmentDenied { .. }
        | CaseEvent::Withdrawn { .. }
        | CaseEvent::PaperGiven { .. }
        | CaseEvent::FileAdded(_)
        | CaseEvent::FilesErased(_)
        | CaseEvent::Confirmed(_)
        | CaseEvent::DemandLifted(_)
        | CaseEvent::WaiverAsked(_)
        | CaseEvent::WaiverAnswered(_)
        | CaseEvent::Certificate(_)
        | CaseEvent::DocumentsAt { .. }
        | CaseEvent::Contacted {}
        | CaseEvent::HoldLifted { .. }
        | CaseEvent::SealNoted { seen: SealSeen { intact: true, .. }, .. }
        | CaseEvent::Noted { .. }
        | CaseEvent::WorkAccepted { .. }
        | CaseEvent::Split { .. }
        | CaseEvent::Recorded(_) => {}
    }
}

fn by_office(case: &Case, office: &OfficeCode, what: &str, words: &str) -> Value {
    json!({"no": case.no, "office": office, what: words})
}

fn work_answered(out: &mut Outbox, case: &Case, item: u16, (refused, reply): (bool, &str)) {
    let from = case.work_item(item).map(|item| &item.from);
    let body = json!({"no": case.no, "item": item, "refused": refused, "reply": reply});
    out.tell_office(from, "work_answered", body);
}

fn of_step(out: &mut Outbox, case: &Case, done: &StepDone, port: Option<&OfficeCode>, inland: Option<&OfficeCode>) {
    match &done.record {
        Record::Clear { no } => {
            let lines: Vec<Value> =
                case.declaration.lines.iter().map(|l| json!({"hs": l.hs, "net_mass": l.net_mass})).collect();
            let body = json!({"no": case.no, "clearance": no, "port": case.declaration.journey.port, "lines": lines});
            out.tell("customs", "clearance_issued", body);
        }
        Record::Forward { no } => out.tell_office(port, "transfer", json!({"no": case.no, "transfer": no})),
        Record::Move { due, said: Departure { seal } } => {
            out.tell_office(inland, "moved", json!({"no": case.no, "due": due, "seal": seal}));
        }
        Record::Release(Released { lots }) => out.tell("customs", "released", json!({"no": case.no, "lots": lots})),
        // What fails away from the place of production is told there, always.
        Record::Examine(Examination { findings, .. }) if findings.iter().any(|f| f.outcome != Outcome::Pass) => {
            if done.office.as_ref() != inland {
                out.tell_office(
                    inland,
                    "examination_failed",
                    json!({"no": case.no, "step": done.step, "findings": findings}),
                );
            }
        }
        Record::Examine(_) | Record::Accept { .. } | Record::Supervise(_) | Record::Treat(_) | Record::Certify(_) => {}
    }
}

fn cleared(case: &Case) -> bool {
    case.plan().iter().zip(&case.progress).any(|(p, done)| p.kind == StepKind::Clear && done.done.is_some())
}

struct Outbox<'a> {
    event: &'a Event,
    messages: Vec<Message>,
}

impl Outbox<'_> {
    fn tell(&mut self, peer: &str, kind: &'static str, body: Value) {
        let part = u32::try_from(self.messages.len()).unwrap_or(u32::MAX);
        self.messages.push(Message { seq: self.event.seq, part, peer: peer.to_owned(), kind, body: body.to_string() });
    }

    /// Customs may no longer release on the clearance form.
    fn withdraw_clearance(&mut self, case: &Case) {
        self.tell(
            "customs",
            "clearance_withdrawn",
            json!({"no": case.no, "clearance": case.clearances.last().map(|cleared| &cleared.no)}),
        );
    }

    /// To the office at the port and the one inland.
    fn tell_both(&mut self, port: Option<&OfficeCode>, inland: Option<&OfficeCode>, kind: &'static str, body: Value) {
        self.tell_office(port, kind, body.clone());
        self.tell_office(inland, kind, body);
    }

    /// To an office of the region; ports outside it are told by their own ways.
    fn tell_office(&mut self, office: Option<&OfficeCode>, kind: &'static str, body: Value) {
        if let Some(office) = office {
            self.tell(&format!("office:{office}"), kind, body);
        }
    }
}
