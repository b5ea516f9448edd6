//! A case as JSON: the whole of it for those with a part in it, the goods view for other officers.

use crate::api::schema::{self, clauses};
use crate::sight::{Extent, Sight};
use clearance::case::steps::StepStatus;
use clearance::case::{Case, Stage};
use clearance::decision::Allowed;
use clearance::declaration::Declaration;
use clearance::event::Event;
use clearance::event::body::{CaseEvent, ReviewOutcome};
use exchange::json::{Received, write};
use policy::Policy;
use register::cases::line::{CaseLine, TaskLine};
use serde_json::{Value, json};

/// Fields of the declaration that the goods view leaves out.
const PRIVATE: [&str; 2] = ["attachments", "wanted"];
/// Fields of its head that the goods view leaves out.
const PRIVATE_HEAD: [&str; 3] = ["invoice_no", "contract_no", "users"];
/// Fields of a line that the goods view leaves out.
const PRIVATE_LINE: [&str; 2] = ["value", "permits"];

/// A case as it stands.
pub fn case(case: &Case, policy: &Policy, extent: Extent) -> Value {
    let mut view = json!({
        "no": case.no, "office": case.office, "version": case.version, "extent": word(extent),
        "stage": stage(&case.stage, extent), "held": case.held(), "day": case.day, "policy": case.policy,
        "accepted": case.accepted_at.to_rfc3339(), "updated": case.updated_at.to_rfc3339(),
        "last_contact": case.last_contact.to_rfc3339(),
        "declaration_version": case.declaration_version,
        "declaration": declaration(&case.declaration, extent),
        "verdict": verdict(case), "steps": steps(case, policy), "lots": lots(case, extent),
        "holds": holds(case), "transit": transit(case),
        "clearances": holding(case, &case.clearances), "transfers": holding(case, &case.transfers),
        "superseded": case.taken_back.numbers, "linked": case.linked, "choices": choices(case),
        "split_from": case.split_from, "outcomes": case.outcomes,
    });
    if extent == Extent::Whole {
        view["query_code"] = json!(case.query_code.as_ref().map_or("", |code| code.as_str()));
    }
    view["amendment"] = case.amendment.as_ref().map_or(Value::Null, |asked| {
        json!({
            "reason": asked.reason, "at": asked.at.to_rfc3339(),
            "declaration": declaration(&asked.version.declaration, extent),
        })
    });
    view
}

const fn word(extent: Extent) -> &'static str {
    match extent {
        Extent::Whole => "whole",
        Extent::Goods => "goods",
    }
}

/// The declaration in the form in which it is sent in.
pub fn declaration(declaration: &Declaration, extent: Extent) -> Value {
    let received = Received { declaration: declaration.clone(), personal: Vec::new() };
    let mut shown: Value = serde_json::from_slice(&write(&received)).expect("what was written is JSON");
    if extent == Extent::Whole {
        return shown;
    }
    without(&mut shown, &PRIVATE);
    if let Some(head) = shown.get_mut("head") {
        without(head, &PRIVATE_HEAD);
    }
    for line in shown["lines"].as_array_mut().into_iter().flatten() {
        without(line, &PRIVATE_LINE);
    }
    shown
}

fn without(value: &mut Value, names: &[&str]) {
    if let Value::Object(members) = value {
        names.iter().for_each(|name| drop(members.remove(*name)));
    }
}

fn stage(stage: &Stage, extent: Extent) -> Value {
    let mut told = json!({ "word": stage.word(), "ended": stage.ended() });
    match stage {
        // The faults have the reviewer's own words among them.
        Stage::Returned { faults } => {
            if extent == Extent::Whole {
                told["faults"] = json!(faults);
            }
        }
        Stage::Refused { basis, reason } => {
            told["basis"] = clauses(std::slice::from_ref(basis));
            told["reason"] = json!(reason);
        }
        Stage::Withdrawn { automatic } => told["automatic"] = json!(automatic),
        Stage::Expired { term, basis } => {
            told["term"] = json!(term);
            told["basis"] = clauses(std::slice::from_ref(basis));
        }
        Stage::UnderReview | Stage::Working | Stage::SplitUp | Stage::Closed | Stage::Historic => {}
    }
    told
}

fn verdict(case: &Case) -> Value {
    let Some(verdict) = &case.verdict else { return Value::Null };
    json!({
        "mode": verdict.mode, "basis": clauses(&verdict.basis), "entry": verdict.entry, "handling": verdict.handling,
        "port": verdict.port, "in_scheme": verdict.in_scheme, "may_choose_place": verdict.may_choose_place,
        "stricter": verdict.stricter, "treatments": verdict.treatments, "listed": verdict.lines, "unsettled": verdict.unsettled,
    })
}

fn steps(case: &Case, policy: &Policy) -> Vec<Value> {
    let name = |n: usize| case.plan()[n].step.clone();
    let told = case.plan().iter().enumerate().map(|(n, planned)| {
        let (status, on) = status(&case.status(n));
        let done = case.progress[n].done.as_ref();
        json!({
            "step": planned.step, "kind": planned.kind.word(), "needed": planned.needed, "status": status,
            "waits_for": on.into_iter().map(name).collect::<Vec<_>>(),
            "needs": planned.needs.iter().map(|n| name(usize::from(*n))).collect::<Vec<_>>(),
            "office": done.and_then(|done| done.office.as_ref()).or_else(|| case.office_of(n)), "at": allowed(&planned.at), "chosen_by_enterprise": planned.chosen,
            "on_arrival": planned.on_arrival,
            "opened": case.progress[n].opened_at.map(|at| at.to_rfc3339()),
            "done": done.map(|done| json!({ "at": done.at.to_rfc3339(), "office": done.office })),
            "passed": case.progress[n].passed,
            "treatments": schema::treatments(policy, case.day, case.treatments(n)),
        })
    });
    told.collect()
}

/// The numbers that still hold; those that were taken back stand under `superseded`.
fn holding<N: AsRef<str>>(case: &Case, numbers: &[N]) -> Vec<String> {
    numbers.iter().map(|no| no.as_ref().to_owned()).filter(|no| !case.superseded(no)).collect()
}

/// The places that were chosen, each with whether the choice does not hold any more.
fn choices(case: &Case) -> Vec<Value> {
    let declared = case.declaration.offices.chosen.iter().filter(|(step, _)| !case.chosen.contains_key(*step));
    let told = declared
        .chain(&case.chosen)
        .map(|(step, office)| json!({ "step": step, "office": office, "void": case.void_choice(step, office) }));
    told.collect()
}

fn status(status: &StepStatus) -> (&'static str, Vec<usize>) {
    match status {
        StepStatus::NotNeeded => ("not_needed", Vec::new()),
        StepStatus::Waiting { on } => ("waiting", on.clone()),
        StepStatus::Open => ("open", Vec::new()),
        StepStatus::Done => ("done", Vec::new()),
        StepStatus::Moot => ("moot", Vec::new()),
    }
}

fn allowed(at: &Allowed) -> Value {
    match at {
        Allowed::Offices(offices) => json!({ "among": offices }),
        Allowed::Any(usual) => json!({ "any": true, "usual": usual }),
        Allowed::Centre => json!({ "centre": true }),
        Allowed::Outside(recorder) => json!({ "outside": true, "recorded_by": recorder }),
    }
}

fn lots(case: &Case, extent: Extent) -> Vec<Value> {
    let told = case.lots.iter().map(|lot| {
        let mut told = json!({
            "lot": lot.id, "line": lot.line, "amount": lot.amount.to_string(), "state": lot.state.word(),
            "reworks": lot.reworks, "purpose": lot.purpose,
        });
        if extent == Extent::Whole {
            told["value_minor"] = json!(lot.value);
        }
        told
    });
    told.collect()
}

fn holds(case: &Case) -> Vec<Value> {
    let holds = (1..).zip(&case.holds);
    let told = holds.map(
        |(n, hold): (u16, _)| json!({ "hold": n, "office": hold.office, "reason": hold.reason, "lifted": hold.lifted }),
    );
    told.collect()
}

fn transit(case: &Case) -> Value {
    case.transit.as_ref().map_or(Value::Null, |transit| {
        json!({
            "left": transit.left_at.to_rfc3339(), "due": transit.due.to_rfc3339(), "seal": transit.seal,
            "arrived": transit.arrived_at.map(|at| at.to_rfc3339()), "overdue": transit.overdue,
        })
    })
}

/// Events as a timeline: who, when it happened and when it was recorded, and what for those who are told the particulars.
pub fn timeline(case: &Case, events: &[Event], sight: &Sight) -> Vec<Value> {
    let shown = events.iter().filter(|event| sight.tells(case, event));
    let told = shown.map(|event| {
        let mut told = json!({
            "version": event.version, "kind": event.body.kind(), "seq": event.seq,
            "happened": event.happened.to_rfc3339(), "recorded": event.recorded.to_rfc3339(), "source": event.source,
            "by": { "role": event.by.role, "office": event.by.office, "enterprise": event.by.enterprise },
            "numbers": event.body.numbers(),
        });
        if sight.officer {
            told["by"]["account"] = json!(event.by.account);
        }
        if let Some(happened) = event.body.of_case().filter(|_| sight.details(case, event)) {
            told["what"] = what(happened);
            if !sight.officer {
                unnamed(&mut told["what"]);
            }
        }
        if case.taken_back.events.contains(&event.version) {
            told["taken_back"] = json!(true);
        }
        told
    });
    told.collect()
}

/// Of what was measured an enterprise has item, method, result and limit: which rule looks for it is for officers.
fn unnamed(what: &mut Value) {
    let measured = what.pointer_mut("/record/examine/measured").and_then(Value::as_array_mut);
    for one in measured.into_iter().flatten().filter_map(Value::as_object_mut) {
        one.remove("of");
    }
}

/// What happened, without the declaration (the case shows it) and the receipt (it has its own answer).
fn what(happened: &CaseEvent) -> Value {
    match happened {
        CaseEvent::Accepted(accepted) => {
            json!({ "day": accepted.day, "policy": accepted.policy, "mode": accepted.verdict.mode, "split_from": accepted.split_from })
        }
        CaseEvent::ModeConfirmed(confirmed) => json!({ "mode": confirmed.verdict.mode, "cause": confirmed.cause }),
        CaseEvent::Reviewed(reviewed) => {
            let mut told = json!({ "note": reviewed.note, "unmet": reviewed.unmet });
            match &reviewed.outcome {
                ReviewOutcome::Passed => told["outcome"] = json!("passed"),
                ReviewOutcome::Returned { faults, basis } => {
                    told["outcome"] = json!("returned");
                    told["basis"] = clauses(basis.as_slice());
                    told["faults"] = json!(faults);
                }
                ReviewOutcome::Refused { basis, reason } => {
                    told["outcome"] = json!("refused");
                    told["basis"] = clauses(std::slice::from_ref(basis));
                    told["reason"] = json!(reason);
                }
            }
            told
        }
        CaseEvent::AmendmentAsked { reason, .. } => json!({ "reason": reason }),
        CaseEvent::Submitted(_) | CaseEvent::Resubmitted { .. } => json!({}),
        CaseEvent::Recorded(recorded) => json!({ "source": recorded.source, "source_no": recorded.source_no }),
        CaseEvent::PlaceChosen { .. }
        | CaseEvent::StepDone(_)
        | CaseEvent::Arrived { .. }
        | CaseEvent::Disposed { .. }
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
        | CaseEvent::Held { .. }
        | CaseEvent::HoldLifted { .. }
        | CaseEvent::TransferOverdue { .. }
        | CaseEvent::TermPassed { .. }
        | CaseEvent::SealNoted { .. }
        | CaseEvent::Noted { .. }
        | CaseEvent::WorkAsked { .. }
        | CaseEvent::WorkAccepted { .. }
        | CaseEvent::WorkAnswered { .. }
        | CaseEvent::Split { .. } => json!(happened).get("is").cloned().unwrap_or(Value::Null),
    }
}

/// One case in a list.
pub fn line(line: &CaseLine) -> Value {
    json!({
        "no": line.no, "office": line.office, "version": line.version, "direction": line.direction.word(), "mode": line.mode,
        "stage": line.stage.word(), "owner": line.owner, "declarant": line.declarant, "port": line.port,
        "inland": line.inland, "hs": line.hs, "goods": line.goods, "lines": line.lines, "held": line.held,
        "accepted": moment(line.accepted), "updated": moment(line.updated), "due": line.due.map(moment),
    })
}

/// One task in a queue.
pub fn task(task: &TaskLine) -> Value {
    json!({
        "no": task.no, "office": task.office, "version": task.version, "step": task.step, "kind": task.kind,
        "place": task.place.word(), "since": moment(task.since), "due": task.due.map(moment), "direction": task.direction.word(),
        "mode": task.mode, "owner": task.owner, "goods": task.goods, "lines": task.lines, "port": task.port,
        "inland": task.inland, "held": task.held,
    })
}

fn moment(us: i64) -> String {
    values::calendar::Timestamp(us).to_rfc3339()
}
