//! Facts for statistics, in two families: one per declaration, one per lot and activity (「本方案」三(三)三; docs/decisions/0004-facts-for-statistics.md).
//!
//! Corrections are facts of the opposite sign, so that a past report can be made again as of its position.

pub use super::axis::{AXES, Axes, Axis};
use super::{Rows, text};
use crate::case::lot::Lot;
use crate::case::{Case, Progress, Stage};
use crate::event::Event;
use crate::event::act::Released;
use crate::event::body::{Body, CaseEvent, LotId, Record, ReviewOutcome, StepDone};
use crate::event::certificate::{CertificateAct, OfCertificate};
use policy::StepKind;
use std::collections::BTreeMap;
use values::calendar::{Day, Timestamp};

/// One fact of a declaration: accept, review, clear, release, withdraw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclarationFact {
    /// Home office and number of the event; `part` counts within the event.
    pub seq: u64,
    /// Counts within the event.
    pub part: u32,
    /// Declaration number.
    pub no: String,
    /// What happened: `accept`, `review`, `clear`, `release`, `withdraw`, `expire`, `record`.
    pub activity: &'static str,
    /// +1, or -1 for a correction.
    pub sign: i64,
    /// Day in days since 1970-01-01 (UTC day of the event; acceptance uses the region's day).
    pub day: i32,
    /// Axes.
    pub axes: Axes,
    /// Lines.
    pub lines: i64,
    /// Value in 0.01 of the accounting currency; `None` where a rate is missing.
    pub accounting: Option<i64>,
    /// Value in 0.01 of the reference currency.
    pub reference: Option<i64>,
    /// Net mass in 0.00001 kg.
    pub net_mass: i64,
    /// TEU in tenths.
    pub teu_tenths: i64,
    /// Documents issued.
    pub documents: i64,
    /// Seconds that the step took from when it could be done.
    pub seconds: Option<i64>,
}

/// One fact of a lot: an examination, a disposition or a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotFact {
    /// Number of the event.
    pub seq: u64,
    /// Counts within the event.
    pub part: u32,
    /// Declaration number.
    pub no: String,
    /// Lot number.
    pub lot: u32,
    /// Word of the step's kind, or `dispose`.
    pub activity: &'static str,
    /// `pass`, `fail`, or the word of the disposition.
    pub outcome: &'static str,
    /// +1, or -1 for a correction.
    pub sign: i64,
    /// Day in days since 1970-01-01.
    pub day: i32,
    /// Axes.
    pub axes: Axes,
    /// Value in the smallest unit of its currency, with scale.
    pub value: i64,
    /// Decimals of `value`.
    pub scale: i64,
    /// Currency of `value`.
    pub currency: String,
    /// Value in 0.01 of the accounting currency.
    pub accounting: Option<i64>,
    /// Value in 0.01 of the reference currency.
    pub reference: Option<i64>,
    /// Net mass in 0.00001 kg.
    pub net_mass: i64,
    /// Quantity in ten-thousandths of its unit.
    pub amount: i64,
    /// Unit of the quantity.
    pub unit: String,
    /// Seconds that the step took from when it could be done.
    pub seconds: Option<i64>,
}

/// Adds the facts of one event: `before` is the case without it, `after` with it.
pub fn add(rows: &mut Rows, before: Option<&Case>, event: &Event, after: &Case) {
    let of_case = |case: &Case, activity, sign, day| declaration_fact(case, event, activity, sign, day);
    let today = utc_day(event.happened);
    let Some(body) = event.body.of_case() else { return };
    match body {
        CaseEvent::Accepted(_) => rows.declaration_facts.push(accepted(after, event, 1)),
        CaseEvent::Recorded(recorded) => {
            rows.declaration_facts.push(of_case(after, "record", 1, recorded.day));
            lot_facts_of_history(rows, event, after, recorded.day);
        }
        CaseEvent::Reviewed(reviewed) => {
            let mut fact = of_case(after, "review", 1, today);
            fact.axes.set(Axis::Reviewed, text(event.by.office.as_ref()));
            fact.seconds = before.and_then(review_opened).map(|from| seconds(from, event.happened));
            if reviewed.outcome == ReviewOutcome::Passed {
                rows.declaration_facts.push(fact);
            }
        }
        CaseEvent::Resubmitted { .. } | CaseEvent::AmendmentGranted {} | CaseEvent::ModeConfirmed(_) => {
            recount(rows, before, event, after);
        }
        CaseEvent::Split { .. } => rows.declaration_facts.extend(before.map(|b| accepted(b, event, -1))),
        CaseEvent::Withdrawn { .. } => rows.declaration_facts.push(of_case(after, "withdraw", 1, today)),
        CaseEvent::TermPassed { ends: true, .. } => rows.declaration_facts.push(of_case(after, "expire", 1, today)),
        CaseEvent::StepDone(done) => step_facts(rows, before, event, after, done),
        CaseEvent::Certificate(of) => rows.declaration_facts.extend(issued(before, event, after, of)),
        CaseEvent::Confirmed(_) => confirmed(rows, before, event, after),
        CaseEvent::Disposed { lot, disposition, .. } => {
            disposed(rows, before, event, after, (*lot, disposition.word()))
        }
        CaseEvent::Submitted(_)
        | CaseEvent::PlaceChosen { .. }
        | CaseEvent::Arrived { .. }
        | CaseEvent::AmendmentAsked { .. }
        | CaseEvent::AmendmentDenied { .. }
        | CaseEvent::PaperGiven { .. }
        | CaseEvent::FileAdded(_)
        | CaseEvent::FilesErased(_)
        | CaseEvent::DemandLifted(_)
        | CaseEvent::WaiverAsked(_)
        | CaseEvent::WaiverAnswered(_)
        | CaseEvent::DocumentsAt { .. }
        | CaseEvent::Contacted {}
        | CaseEvent::Held { .. }
        | CaseEvent::HoldLifted { .. }
        | CaseEvent::TransferOverdue { .. }
        | CaseEvent::TermPassed { ends: false, .. }
        | CaseEvent::SealNoted { .. }
        | CaseEvent::Noted { .. }
        | CaseEvent::WorkAsked { .. }
        | CaseEvent::WorkAccepted { .. }
        | CaseEvent::WorkAnswered { .. } => {}
    }
    let of_rule =
        |case: &Case, activity, sign| DeclarationFact { day: today.0, activity, ..accepted(case, event, sign) };
    rows.declaration_facts.extend(super::rules::changed(before, after, of_rule));
    closed(rows, before, event, after);
    number(rows, event.seq);
}

/// The enterprise stood for what it declared for the first time: the declaration that was accepted is one without paper (R34).
fn confirmed(rows: &mut Rows, before: Option<&Case>, event: &Event, after: &Case) {
    if before.is_some_and(|case| case.confirmed.is_none()) {
        rows.declaration_facts.push(DeclarationFact { activity: "confirm", ..accepted(after, event, 1) });
    }
}

/// The case came to its end; filed without paper if all that stands is signed for and every paper is a file (R34).
fn closed(rows: &mut Rows, before: Option<&Case>, event: &Event, after: &Case) {
    let ends = |case: &Case| case.stage == Stage::Closed;
    if before.is_none_or(ends) || !ends(after) {
        return;
    }
    push_declaration(rows, event, after, "close", None);
    if after.is_confirmed() && after.lacking().is_empty() {
        push_declaration(rows, event, after, "file", None);
    }
}

/// The facts of one event, one after another.
fn number(rows: &mut Rows, seq: u64) {
    for (part, fact) in (0..).zip(rows.declaration_facts.iter_mut().filter(|f| f.seq == seq)) {
        fact.part = part;
    }
    for (part, fact) in (0..).zip(rows.lot_facts.iter_mut().filter(|f| f.seq == seq)) {
        fact.part = part;
    }
}

/// What became of a lot that failed. With the last lot that was waited for, a release that went lot by lot is complete.
fn disposed(
    rows: &mut Rows,
    before: Option<&Case>,
    event: &Event,
    after: &Case,
    (lot, outcome): (LotId, &'static str),
) {
    if let Some(lot) = after.lot(lot) {
        push_lot(rows, event, after, lot, ("dispose", outcome, None));
    }
    let release =
        |c: &Case| (0..c.plan().len()).any(|s| c.plan()[s].kind == StepKind::Release && c.progress[s].done.is_some());
    if before.is_some_and(|b| !release(b)) && release(after) {
        push_declaration(rows, event, after, "release", None);
    }
}

/// The declaration counts otherwise now: the old fact is taken back and the new one stands.
fn recount(rows: &mut Rows, before: Option<&Case>, event: &Event, after: &Case) {
    let (old, new) = (before.map(|b| accepted(b, event, 1)), accepted(after, event, 1));
    if let (Some(before), true) = (before, old.as_ref() != Some(&new)) {
        rows.declaration_facts.push(accepted(before, event, -1));
        rows.declaration_facts.push(new);
    }
}

fn step_facts(rows: &mut Rows, before: Option<&Case>, event: &Event, after: &Case, done: &StepDone) {
    let Some(step) = after.step(&done.step) else { return };
    let kind = after.plan()[step].kind;
    let took = before.and_then(|b| b.progress.get(step)?.opened_at).map(|from| seconds(from, event.happened));
    match &done.record {
        Record::Examine(examination) => {
            for (id, passed) in examination.results() {
                if let Some(lot) = after.lot(id) {
                    push_lot(rows, event, after, lot, (kind.word(), if passed { "pass" } else { "fail" }, took));
                }
            }
        }
        Record::Release(Released { lots }) => {
            for lot in lots.iter().filter_map(|id| after.lot(*id)) {
                push_lot(rows, event, after, lot, (kind.word(), "released", took));
            }
            if after.progress[step].done.is_some() {
                push_declaration(rows, event, after, "release", took);
            }
        }
        Record::Clear { .. } => push_declaration(rows, event, after, "clear", took),
        // A declaration is treated once, when every treatment that it asks for was effective.
        Record::Treat(_) if after.progress[step].done.is_none() => {}
        Record::Accept { .. }
        | Record::Supervise(_)
        | Record::Treat(_)
        | Record::Forward { .. }
        | Record::Move { .. }
        | Record::Certify(_) => push_declaration(rows, event, after, kind.word(), took),
    }
}

/// A paper that was issued, at the office that issued it; it took from when 签证 could be done.
fn issued(before: Option<&Case>, event: &Event, after: &Case, of: &OfCertificate) -> Option<DeclarationFact> {
    let CertificateAct::Issued { .. } = of.act else { return None };
    let mut fact = declaration_fact(after, event, StepKind::Certify.word(), 1, utc_day(event.happened));
    fact.axes.set(Axis::Certified, of.office.to_string());
    let certify = after.plan().iter().position(|planned| planned.kind == StepKind::Certify);
    let opened = certify.and_then(|step| before?.progress.get(step)?.opened_at);
    fact.seconds = opened.map(|from| seconds(from, event.happened));
    Some(fact)
}

/// The fact that a declaration counts, with the axes that follow from declaration and mode alone: what is taken back
/// later is then exactly what was added.
fn accepted(case: &Case, event: &Event, sign: i64) -> DeclarationFact {
    let planned =
        Case { progress: vec![Progress::default(); case.plan().len()], chosen: BTreeMap::new(), ..case.clone() };
    DeclarationFact { documents: 0, ..declaration_fact(&planned, event, "accept", sign, case.accepted_on) }
}

fn review_opened(case: &Case) -> Option<Timestamp> {
    case.plan().iter().zip(&case.progress).find(|(p, _)| p.kind == StepKind::Review).and_then(|(_, p)| p.opened_at)
}

/// Documents that an event issues: transfer, clearance form, certificate.
fn documents(body: &Body) -> i64 {
    if let Some(CaseEvent::Certificate(of)) = body.of_case() {
        return i64::from(matches!(of.act, CertificateAct::Issued { .. }));
    }
    let Some(CaseEvent::StepDone(done)) = body.of_case() else { return 0 };
    match &done.record {
        Record::Forward { .. } | Record::Clear { .. } | Record::Certify(_) => 1,
        Record::Accept { .. }
        | Record::Supervise(_)
        | Record::Examine(_)
        | Record::Treat(_)
        | Record::Move { .. }
        | Record::Release(_) => 0,
    }
}

fn push_declaration(rows: &mut Rows, event: &Event, case: &Case, activity: &'static str, took: Option<i64>) {
    let mut fact = declaration_fact(case, event, activity, 1, utc_day(event.happened));
    fact.seconds = took;
    rows.declaration_facts.push(fact);
}

fn push_lot(rows: &mut Rows, event: &Event, case: &Case, lot: &Lot, said: (&'static str, &'static str, Option<i64>)) {
    rows.lot_facts.push(lot_fact(case, event, lot, said, utc_day(event.happened)));
}

/// A case of history counts as one lot a line, with the outcome that its source knows.
fn lot_facts_of_history(rows: &mut Rows, event: &Event, case: &Case, day: Day) {
    for lot in &case.lots {
        rows.lot_facts.push(lot_fact(case, event, lot, ("record", "unknown", None), day));
    }
}

fn declaration_fact(case: &Case, event: &Event, activity: &'static str, sign: i64, day: Day) -> DeclarationFact {
    let lines = &case.measures.lines;
    DeclarationFact {
        seq: event.seq,
        part: 0,
        no: case.no.to_string(),
        activity,
        sign,
        day: day.0,
        axes: Axes::of(case, 0),
        lines: case.declaration.lines.len() as i64,
        // One unknown line makes the whole unknown: a sum of the rest would look like an answer.
        accounting: whole(lines.iter().map(|l| l.accounting)),
        reference: whole(lines.iter().map(|l| l.reference)),
        // A record of before masses were bounded may have lines whose sum cannot be held.
        net_mass: case.declaration.lines.iter().fold(0, |sum, l| l.net_mass.0.saturating_add(sum)),
        teu_tenths: i64::from(case.measures.teu_tenths),
        documents: documents(&event.body),
        seconds: None,
    }
}

/// The sum of values that are all known, where it can be held.
fn whole(mut values: impl Iterator<Item = Option<i64>>) -> Option<i64> {
    values.try_fold(0_i64, |sum, value| sum.checked_add(value?))
}

fn lot_fact(
    case: &Case,
    event: &Event,
    lot: &Lot,
    said: (&'static str, &'static str, Option<i64>),
    day: Day,
) -> LotFact {
    let at = usize::from(lot.line) - 1;
    let line = &case.declaration.lines[at];
    let (activity, outcome, took) = said;
    LotFact {
        seq: event.seq,
        part: 0,
        no: case.no.to_string(),
        lot: u32::from(lot.id),
        activity,
        outcome,
        sign: 1,
        day: day.0,
        axes: Axes::of(case, at),
        value: lot.value,
        scale: i64::from(line.value.scale),
        currency: line.value.currency.to_string(),
        accounting: lot.accounting,
        reference: lot.reference,
        net_mass: lot.net_mass,
        amount: lot.amount.units,
        unit: lot.amount.unit.to_string(),
        seconds: took,
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    (to.0 - from.0) / 1_000_000
}

fn utc_day(at: Timestamp) -> Day {
    Day(at.0.div_euclid(86_400_000_000) as i32)
}
