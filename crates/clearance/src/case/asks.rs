//! What a case asks of the region's text: numbers, deadlines, clauses.

use super::Case;
use super::certificate::Certificate;
use super::refusal::Reason;
use crate::event::record::Drawn;
use crate::intent::Demand;
use policy::{Citation, Deadline, Effect, Moment, NumberKind, NumberParts, Policy};
use values::calendar::{Day, Timestamp};
use values::code::PlaceCode;
use values::direction::Direction;
use values::id::{CaseNo, CertificateNo, ClearanceNo, Code, Kind, OfficeCode};

/// The next declaration number of an office (报检号).
pub fn declaration_demand(policy: &Policy, office: &OfficeCode, direction: Direction, day: Day) -> Demand {
    let parts =
        NumberParts { office: office.as_str(), direction: Some(direction), year: day.year(), ..NumberParts::default() };
    demand(policy, NumberKind::Declaration, &parts)
}

/// The next transfer number of an office (转单号).
pub fn transfer_demand(
    policy: &Policy,
    office: &OfficeCode,
    declaration: &CaseNo,
    direction: Direction,
    day: Day,
) -> Demand {
    let parts = NumberParts {
        office: office.as_str(),
        direction: Some(direction),
        year: day.year(),
        declaration: declaration.as_str(),
        ..NumberParts::default()
    };
    demand(policy, NumberKind::Transfer, &parts)
}

fn demand(policy: &Policy, kind: NumberKind, parts: &NumberParts) -> Demand {
    let demand = policy.number(kind).demand(parts).expect("loading proves that offices and years fit the formats");
    Demand { series: demand.series, before: demand.before, digits: demand.digits, after: demand.after }
}

/// The next clearance number of a case (通关单号).
pub fn clearance_no(policy: &Policy, of: &Case, day: Day, demands: &mut Vec<Demand>) -> Drawn<ClearanceNo> {
    drawn(policy, (NumberKind::Clearance, ""), (of, of.clearances.len()), day, demands)
}

/// The next number of the papers of a case (证书号).
pub fn certificate_no(
    policy: &Policy,
    (of, paper): (&Case, &Certificate),
    day: Day,
    demands: &mut Vec<Demand>,
) -> Drawn<CertificateNo> {
    let taken = of.certificates.iter().filter(|paper| paper.number.is_some()).count();
    drawn(policy, (NumberKind::Certificate, paper.draft.kind.as_str()), (of, taken), day, demands)
}

/// A number of a document: the n-th of the declaration, from 0, or the next of a series of the office where the case is, which is
/// taken in the append of the case (docs/decisions/0022-numbers-count-where-the-case-is.md).
fn drawn<K: Kind>(
    policy: &Policy,
    (kind, document): (NumberKind, &str),
    (of, n): (&Case, usize),
    day: Day,
    demands: &mut Vec<Demand>,
) -> Drawn<Code<K>> {
    let parts = NumberParts {
        office: of.office.as_str(),
        direction: Some(of.declaration.direction),
        year: day.year(),
        declaration: of.no.as_str(),
        document,
    };
    let demand = demand(policy, kind, &parts);
    if policy.number(kind).counts_in_declaration() {
        let number = demand.render(n as u64).expect("a case has fewer papers than its serial has room for");
        return Drawn::Given(Code::parse(&number).expect("the format renders numbers of its kind"));
    }
    let pending = u16::try_from(demands.len()).expect("a command asks for few numbers");
    demands.push(demand);
    Drawn::Pending { pending }
}

/// 24:00 of the last day on which the enterprise may get in touch, and the clause (30 日无联系自动撤销).
pub fn contact_deadline(policy: &Policy, last_contact: Timestamp, day: Day) -> Option<(Timestamp, Citation)> {
    let withdraws = |d: &&Deadline| d.start == Moment::LastContact && d.effects.contains(&Effect::Withdraw);
    let deadline = policy.deadlines_on(day).find(withdraws)?;
    Some((policy.passes(deadline, last_contact, None), deadline.basis.first()?.clone()))
}

/// By when goods that leave now must arrive (调离后到达; the haul table of port and destination).
pub fn arrival_due(
    policy: &Policy,
    port: &PlaceCode,
    inland: Option<&OfficeCode>,
    left: Timestamp,
    day: Day,
) -> Timestamp {
    let member = |office: &OfficeCode| policy.office(office, day).map(|o| o.member.clone());
    let from = policy.port_offices(port, day).next().map(|o| o.member.clone());
    let to = inland.and_then(member);
    let haul = from.as_ref().zip(to.as_ref());
    let arrives = |d: &&Deadline| d.start == Moment::Moved && d.stop == Moment::Arrived;
    match policy.deadlines_on(day).find(arrives) {
        Some(deadline) => policy.passes(deadline, left, haul),
        // A text without such a deadline lets the goods travel for as long as they need.
        None => Timestamp(i64::MAX),
    }
}

/// The clause by which a reason refuses.
pub fn clause(policy: &Policy, reason: Reason) -> Citation {
    policy.refusal(reason.code()).expect("loading proves that every reason has its clause").basis[0].clone()
}
