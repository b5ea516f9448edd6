//! What is done in a step, act by act: the form that asks for it, what is read from it, and how it is told afterwards.

mod examination;
mod paper;
mod treatment;

pub use examination::PHRASES;

use super::form::ActForm;
use super::maker::Maker;
use super::read::Read;
use super::teller::Teller;
use clearance::case::Case;
use clearance::case::decide::Work;
use clearance::event::act::{Departure, Examination, Released, Supervision, Treatment};
use clearance::event::body::Record;
use policy::StepKind;

/// One act of an officer at a step.
trait Act: Sized {
    /// Its fields, and the smallest act that would be done.
    fn asked(maker: &Maker, at: usize, form: ActForm) -> (Self, ActForm);
    /// What a form said; faults are kept by the reader.
    fn read(read: &mut Read, case: &Case, at: usize) -> Option<Self>;
    /// What a reader of the timeline is told.
    fn told(&self, teller: &mut Teller);
}

/// The form of a step by its kind, and the smallest work that would do it; none for review, which has acts of its own, and for
/// the papers, which are done with the last of those that were asked for.
pub(super) fn asked(maker: &Maker, at: usize, kind: StepKind) -> Option<(Work, ActForm)> {
    fn of<A: Act>(maker: &Maker, at: usize, work: impl Fn(A) -> Work) -> (Work, ActForm) {
        let (act, form) = A::asked(maker, at, ActForm::new("step", "", "", "main"));
        (work(act), form)
    }
    let bare = |work| (work, ActForm::new("step", "", "", "main"));
    Some(match kind {
        StepKind::Review | StepKind::Certify => return None,
        StepKind::Accept => bare(Work::Accept {}),
        StepKind::Supervise => of(maker, at, Work::Supervise),
        StepKind::Inspect | StepKind::Verify | StepKind::WatchLoading => of(maker, at, Work::Examine),
        StepKind::Treat => of(maker, at, Work::Treat),
        StepKind::Forward => bare(Work::Forward {}),
        StepKind::Clear => bare(Work::Clear {}),
        StepKind::Move => of(maker, at, Work::Move),
        StepKind::Release => of(maker, at, Work::Release),
    })
}

/// The work that the form of a step said.
pub(super) fn read(read: &mut Read, case: &Case, at: usize) -> Option<Work> {
    Some(match case.plan()[at].kind {
        StepKind::Review | StepKind::Certify => return None,
        StepKind::Accept => Work::Accept {},
        StepKind::Supervise => Work::Supervise(Supervision::read(read, case, at)?),
        StepKind::Inspect | StepKind::Verify | StepKind::WatchLoading => {
            Work::Examine(Examination::read(read, case, at)?)
        }
        StepKind::Treat => Work::Treat(Treatment::read(read, case, at)?),
        StepKind::Forward => Work::Forward {},
        StepKind::Clear => Work::Clear {},
        StepKind::Move => Work::Move(Departure::read(read, case, at)?),
        StepKind::Release => Work::Release(Released::read(read, case, at)?),
    })
}

/// What was done in a step.
pub(super) fn told(record: &Record, teller: &mut Teller) {
    match record {
        Record::Accept { no } => teller.add("case.linked", no.case().map_or("", |no| no.as_str())),
        Record::Supervise(supervision) => supervision.told(teller),
        Record::Examine(examination) => examination.told(teller),
        Record::Treat(treatment) => treatment.told(teller),
        Record::Forward { .. } => {}
        Record::Clear { no } => {
            let no = no.given().map_or("", |no| no.as_str());
            teller.add("case.clearance", teller.names.clearance(no).join(" "));
        }
        Record::Move { due, said } => {
            teller.add("case.due", teller.frame.due(*due).exact);
            said.told(teller);
        }
        Record::Certify(certification) => teller.add("case.note", certification.note.as_str()),
        Record::Release(released) => released.told(teller),
    }
}
