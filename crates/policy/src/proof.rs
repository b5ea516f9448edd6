//! Proofs at loading: what the text says must hang together, or it does not load.

mod cases;
mod codes;
mod modes;
mod numbers;
mod rules;
mod selection;

use super::demand::prove_refusals;
use super::measure::prove_ratios;
use super::number::NumberKind;
use super::source::Source;
use super::table::Reading;
use super::{Handling, Policy, Selected, StepKind, Word};
use super::{certificate, governance, paperless, waiver};
use values::calendar::Period;
use values::id::{MemberCode, ModeName, OfficeCode};
use values::text::{Language, Text};

pub(super) fn prove(policy: &Policy, reasons: &[&str], reading: &mut Reading) {
    // A row that could not be read is missing below; what follows only from that would hide the fault itself.
    let whole = reading.faults.is_empty();
    prove_single(policy, reading);
    for mode in &policy.modes {
        modes::prove(policy, mode, reading);
    }
    if whole {
        prove_known(policy, reading);
        prove_lists(policy, reading);
        prove_numbers(policy, reading);
        prove_refusals(&policy.refusals, reasons, reading);
        if !reasons.is_empty() {
            rules::prove_complete(policy, reading);
            numbers::prove(policy, reading);
        }
        prove_ratios(&policy.metrics, reading);
        rules::prove(policy, reading);
        waiver::prove(policy, reading);
        certificate::prove(policy, !reasons.is_empty(), reading);
        governance::prove(policy, reading);
        paperless::prove(policy, reading);
        selection::prove(policy, reading);
    }
}

/// Nothing is "last wins": of each key, one row on one day.
fn prove_single(policy: &Policy, r: &mut Reading) {
    let always = Period { from: r.start, until: None };
    let p = policy;
    r.unambiguous(&p.members, |m| m.code.to_string(), |m| m.period, |m| &m.source);
    r.unambiguous(&p.offices, |o| o.code.to_string(), |o| o.period, |o| &o.source);
    for kind in StepKind::all() {
        let of_kind: Vec<_> = p.exceptions.iter().filter(|e| e.kinds.contains(&kind)).cloned().collect();
        let key = |e: &super::member::Exception| format!("{} {}", e.office, kind.called(Language::Zh));
        r.unambiguous(&of_kind, key, |e| e.period, |e| &e.source);
    }
    r.unambiguous(&p.gates, |g| g.name.to_string(), |g| g.period, |g| &g.source);
    r.unambiguous(&p.readiness, |x| format!("{} {}", x.member, x.gate), |x| x.period, |x| &x.source);
    r.unambiguous(&p.pilots, |x| x.name.to_string(), |x| x.period, |x| &x.source);
    r.unambiguous(&p.modes, |m| m.name.to_string(), |_| always, |m| &m.source);
    r.unambiguous(&p.definitions, |d| d.fact.name(Language::Zh).to_owned(), |d| d.period, |d| &d.source);
    r.unambiguous(&p.rules, |x| x.id.to_string(), |x| x.period, |x| &x.source);
    r.unambiguous(&p.groups, |x| x.name.to_string(), |x| x.period, |x| &x.source);
    r.unambiguous(&p.port_kinds, |x| x.port.to_string(), |x| x.period, |x| &x.source);
    r.unambiguous(&p.sampling, |x| format!("{} {}", x.plan, x.lot_from), |x| x.period, |x| &x.source);
    r.unambiguous(&p.on_lists, super::named::OnList::key, |x| x.period, |x| &x.source);
    r.unambiguous(&p.deadlines, |d| d.name.to_string(), |d| d.period, |d| &d.source);
    r.unambiguous(&p.hauls, |h| format!("{} {}", h.port, h.destination), |_| always, |h| &h.source);
    r.unambiguous(&p.numbers, |n| n.kind.called(Language::Zh).to_owned(), |_| always, |n| &n.source);
    r.unambiguous(&p.units, |u| u.unit.to_string(), |u| u.period, |u| &u.source);
    r.unambiguous(&p.packages, |x| x.kind.to_string(), |x| x.period, |x| &x.source);
    r.unambiguous(&p.metrics, |m| m.name.to_string(), |_| always, |m| &m.source);
    r.unambiguous(&p.blanks, |x| x.stock.to_string(), |x| x.period, |x| &x.source);
    r.unambiguous(&p.certificates, |x| x.code.to_string(), |x| x.period, |x| &x.source);
    let decided = |x: &super::ReasonRule| x.decision.called(Language::Zh).to_owned();
    r.unambiguous(&p.reasons, decided, |x| x.period, |x| &x.source);
    r.unambiguous(&p.phrases, |x| x.words.to_string(), |x| x.period, |x| &x.source);
    let kept = |x: &super::KeepRule| x.kept.called(Language::Zh).to_owned();
    r.unambiguous(&p.keeps, kept, |x| x.period, |x| &x.source);
    r.unambiguous(&p.refusals, |x| x.reason.to_string(), |_| always, |x| &x.source);
    r.unambiguous(&p.remarks, |x| x.kind.to_string(), |x| x.period, |x| &x.source);
    r.unambiguous(&p.purposes, |x| x.code.to_string(), |_| always, |x| &x.source);
    let waived = |x: &super::Waivable| x.measure.called(Language::Zh).to_owned();
    r.unambiguous(&p.waivable, waived, |x| x.period, |x| &x.source);
    r.unambiguous(&p.ungraded, |_| "未评级".to_owned(), |u| u.period, |u| &u.source);
    r.unambiguous(p.lists.entries(), |e| e.id.to_string(), |e| e.period, |e| &e.source);
    let approvals: Vec<_> = p.lists.approvals().iter().filter(|a| a.status.counts()).cloned().collect();
    r.unambiguous(&approvals, |a| a.document.to_string(), |a| a.period, |a| &a.source);
}

/// Members, offices and gates that rows name are in their tables.
fn prove_known(policy: &Policy, r: &mut Reading) {
    let wants_member = |r: &mut Reading, code: &MemberCode, source: &Source| {
        if !policy.members.iter().any(|m| m.code == *code) {
            r.fault_at(source, code.as_str(), Text::fixed("「成员」表中的成员", "a member of the members table"));
        }
    };
    let wants_office = |r: &mut Reading, code: &OfficeCode, source: &Source| {
        if !policy.offices.iter().any(|o| o.code == *code) {
            r.fault_at(source, code.as_str(), Text::fixed("「机构」表中的机构", "an office of the offices table"));
        }
    };
    for office in &policy.offices {
        wants_member(r, &office.member, &office.source);
    }
    for exception in &policy.exceptions {
        wants_office(r, &exception.office, &exception.source);
    }
    for row in &policy.readiness {
        wants_member(r, &row.member, &row.source);
        if !policy.gates.iter().any(|g| g.name == row.gate) {
            r.fault_at(&row.source, &row.gate, Text::fixed("「准入条件」表中的一项", "a gate of the gates table"));
        }
    }
    for pilot in &policy.pilots {
        pilot.offices.iter().for_each(|o| wants_office(r, o, &pilot.source));
    }
    for haul in &policy.hauls {
        wants_member(r, &haul.port, &haul.source);
        wants_member(r, &haul.destination, &haul.source);
    }
    if let (Some(lead), Some(first)) = (&policy.region.lead, policy.members.first()) {
        wants_member(r, lead, &first.source);
    }
}

/// Every mode that is named exists, and a handling is of an act that its mode has.
fn prove_lists(policy: &Policy, r: &mut Reading) {
    let wants_mode = |r: &mut Reading, name: &ModeName, source: &Source| {
        let known: Vec<&str> = policy.modes.iter().map(|m| m.name.as_str()).collect();
        if !known.contains(&name.as_str()) {
            let known = known.join("、");
            let wanted = Text::new(format!("一种模式：{known}"), format!("a mode: {known}"));
            r.fault_at(source, name.as_str(), wanted);
        }
    };
    for entry in policy.lists.entries() {
        wants_mode(r, &entry.mode, &entry.source);
        let Some(handling) = entry.handling else { continue };
        let kind = match handling {
            Handling::Verify => StepKind::Verify,
            Handling::WatchLoading => StepKind::WatchLoading,
        };
        if policy.mode(&entry.mode).is_some_and(|m| !m.steps.iter().any(|s| s.kind == kind)) {
            let wanted = Text::fixed("模式中有的作业，或者空白", "an act that the mode has, or nothing");
            r.fault_at(&entry.source, handling.called(Language::Zh), wanted);
        }
    }
    for entry in policy.lists.entries() {
        if policy.mode(&entry.mode).is_some() && policy.severity(&entry.mode, entry.handling) == 0 {
            let wanted = Text::fixed("「轻重」表中有次序的模式", "a mode that the severity table ranks");
            r.fault_at(&entry.source, entry.mode.as_str(), wanted);
        }
    }
    for row in &policy.severity {
        wants_mode(r, &row.mode, &row.source);
    }
    for row in &policy.selection {
        if let Selected::Mode(name) = &row.mode {
            wants_mode(r, name, &row.source);
        }
    }
}

/// Every kind of number has a format, and offices' codes have room in it.
fn prove_numbers(policy: &Policy, r: &mut Reading) {
    for (kind, zh, en) in NumberKind::NAMES {
        let Some(format) = policy.numbers.iter().find(|n| n.kind == *kind) else {
            let source = policy.numbers.first().map_or_else(|| Source::new("numbers.md", 1), |n| n.source.clone());
            let wanted = Text::new(format!("一行「{}」", zh[0]), format!("a row '{}'", en[0]));
            r.fault_at(&source, "", wanted);
            continue;
        };
        let Some(width) = format.office_width() else { continue };
        for office in policy.offices.iter().filter(|o| o.code.as_str().len() != width) {
            let wanted = Text::new(
                format!("{width} 位的代码，因为「{}」如此编号", zh[0]),
                format!("a code of {width} characters, as '{}' numbers so", en[0]),
            );
            r.fault_at(&office.source, office.code.as_str(), wanted);
        }
    }
}
