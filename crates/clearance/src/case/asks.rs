//! What a case asks of the region's text: numbers, deadlines, clauses.

use super::refusal::Reason;
use crate::calendar::{Day, Timestamp};
use crate::code::PlaceCode;
use crate::declaration::Direction;
use crate::id::{CaseNo, ClearanceNo, OfficeCode};
use crate::intent::Demand;
use crate::policy::{Citation, Effect, Moment, NumberKind, NumberParts, Policy};

impl Policy {
    /// The next declaration number of an office (报检号, domain dossier 2.2).
    pub fn declaration_demand(&self, office: &OfficeCode, direction: Direction, day: Day) -> Demand {
        let parts =
            NumberParts { office: office.as_str(), direction: Some(direction), year: day.year(), declaration: "" };
        self.demand(NumberKind::Declaration, &parts)
    }

    /// The next transfer number of an office (转单号).
    pub fn transfer_demand(&self, office: &OfficeCode, declaration: &CaseNo, direction: Direction, day: Day) -> Demand {
        let parts = NumberParts {
            office: office.as_str(),
            direction: Some(direction),
            year: day.year(),
            declaration: declaration.as_str(),
        };
        self.demand(NumberKind::Transfer, &parts)
    }

    fn demand(&self, kind: NumberKind, parts: &NumberParts) -> Demand {
        let demand = self.number(kind).demand(parts).expect("loading proves that offices and years fit the formats");
        Demand { series: demand.series, before: demand.before, digits: demand.digits, after: demand.after }
    }

    /// The n-th clearance number of a declaration, from 0 (通关单号 = 报检号 + serial).
    pub fn clearance_no(
        &self,
        declaration: &CaseNo,
        office: &OfficeCode,
        direction: Direction,
        day: Day,
        n: usize,
    ) -> ClearanceNo {
        let parts = NumberParts {
            office: office.as_str(),
            direction: Some(direction),
            year: day.year(),
            declaration: declaration.as_str(),
        };
        let number = self.demand(NumberKind::Clearance, &parts).render(n as u64);
        let number = number.expect("a case has fewer clearance forms than its serial has room for");
        ClearanceNo::parse(&number).expect("the format renders clearance numbers")
    }

    /// 24:00 of the last day on which the enterprise may get in touch, and the clause (30 日无联系自动撤销).
    pub fn contact_deadline(&self, last_contact: Timestamp, day: Day) -> Option<(Timestamp, Citation)> {
        let withdraws =
            |d: &&crate::policy::Deadline| d.start == Moment::LastContact && d.effects.contains(&Effect::Withdraw);
        let deadline = self.deadlines_on(day).find(withdraws)?;
        Some((self.passes(deadline, last_contact, None), deadline.basis.first()?.clone()))
    }

    /// By when goods that leave now must arrive (调离后到达; the haul table of port and destination).
    pub fn arrival_due(&self, port: &PlaceCode, inland: Option<&OfficeCode>, left: Timestamp, day: Day) -> Timestamp {
        let member = |office: &OfficeCode| self.office(office, day).map(|o| o.member.clone());
        let from = self.port_offices(port, day).next().map(|o| o.member.clone());
        let to = inland.and_then(member);
        let haul = from.as_ref().zip(to.as_ref());
        let arrives = |d: &&crate::policy::Deadline| d.start == Moment::Moved && d.stop == Moment::Arrived;
        match self.deadlines_on(day).find(arrives) {
            Some(deadline) => self.passes(deadline, left, haul),
            // A text without such a deadline lets the goods travel for as long as they need.
            None => Timestamp(i64::MAX),
        }
    }

    /// The clause by which a reason refuses.
    pub fn clause(&self, reason: Reason) -> Citation {
        self.refusal(reason.code()).expect("loading proves that every reason has its clause").basis[0].clone()
    }
}
