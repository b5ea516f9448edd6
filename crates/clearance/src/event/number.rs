//! The numbers that events of cases ask for and give out.

use super::certificate::CertificateAct;
use super::of_case::CaseEvent;
use super::record::{Drawn, Record, Slot, StepDone};
use values::id::{CaseNo, Code, Kind, TransferNo};

fn give<K: Kind>(drawn: &mut Drawn<Code<K>>, number: &dyn Fn(u16) -> String) {
    if let Drawn::Pending { pending } = drawn {
        *drawn = Drawn::Given(Code::parse(&number(*pending)).expect("number formats render numbers of their kind"));
    }
}

impl CaseEvent {
    /// Fills the pending numbers in, by index.
    pub(super) fn fill(&mut self, number: &dyn Fn(u16) -> String) {
        let give_case = |slot: &mut Slot| {
            if let Slot::Pending(n) = slot {
                *slot = Slot::Case(CaseNo::parse(&number(*n)).expect("number formats render case numbers"));
            }
        };
        if let CaseEvent::Split { into } = self {
            into.iter_mut().for_each(give_case);
        } else if let CaseEvent::StepDone(StepDone { record: Record::Accept { no }, .. }) = self {
            give_case(no);
        } else if let CaseEvent::StepDone(StepDone { record: Record::Clear { no }, .. }) = self {
            give(no, number);
        } else if let CaseEvent::Certificate(of) = self {
            if let CertificateAct::Engrossed { number: no, .. } = &mut of.act {
                give(no, number);
            }
        } else if let CaseEvent::StepDone(StepDone { record: Record::Forward { no }, .. }) = self
            && let Slot::Pending(n) = no
        {
            *no = Slot::Transfer(TransferNo::parse(&number(*n)).expect("number formats render transfer numbers"));
        }
    }

    /// The numbers that this event gives out: clearance form, transfer, linked declaration, issued paper.
    pub(super) fn numbers(&self) -> Vec<String> {
        if let CaseEvent::Certificate(of) = self {
            let CertificateAct::Issued { number, .. } = &of.act else { return Vec::new() };
            return vec![number.to_string()];
        }
        let CaseEvent::StepDone(done) = self else { return Vec::new() };
        match &done.record {
            Record::Accept { no: Slot::Case(no) } => vec![no.to_string()],
            Record::Forward { no: Slot::Transfer(no) } => vec![no.to_string()],
            Record::Clear { no } => no.given().map(ToString::to_string).into_iter().collect(),
            Record::Accept { .. }
            | Record::Forward { .. }
            | Record::Supervise(_)
            | Record::Examine(_)
            | Record::Treat(_)
            | Record::Move { .. }
            | Record::Certify(_)
            | Record::Release(_) => Vec::new(),
        }
    }
}
