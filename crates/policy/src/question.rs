//! What may be asked of a policy, by the day that counts.

mod rules;

use super::member::{Exception, Gate, Pilot, on};
use super::{
    Condition, Deadline, Definition, Explained, Fact, Handling, KeepRule, Lapse, Listing, Member, Metric, Mode,
    NumberFormat, NumberKind, Office, PackageMaterial, Phrase, Policy, Purpose, Rate, Refusal, Selected, Selection,
    Severity, Span, StepKind, Ungraded, UnitFactor,
};
use values::calendar::{Day, Timestamp};
use values::code::{CurrencyCode, HsCode, PackageCode, PlaceCode, UnitCode};
use values::direction::Direction;
use values::id::{EnterpriseId, MemberCode, ModeName, OfficeCode};
use values::text::Text;

impl Policy {
    /// The credit grades from best to worst.
    pub fn grades(&self) -> &[Box<str>] {
        &self.grades
    }

    /// What the region says of itself on its start page, the headline first, with the number of its members on a day.
    pub fn slogans_on(&self, day: Day) -> Vec<(Text, Text)> {
        let members = self.members_on(day).count().to_string();
        let counted = |text: &Text| text.map(|words| words.replace("{members}", &members));
        self.slogans.iter().map(|slogan| (counted(&slogan.title), counted(&slogan.says))).collect()
    }

    /// The members on a day.
    pub fn members_on(&self, day: Day) -> impl Iterator<Item = &Member> {
        on(&self.members, day, |m| m.period)
    }

    /// The member of that code on a day.
    pub fn member(&self, code: &MemberCode, day: Day) -> Option<&Member> {
        self.members_on(day).find(|m| m.code == *code)
    }

    /// The offices on a day.
    pub fn offices_on(&self, day: Day) -> impl Iterator<Item = &Office> {
        on(&self.offices, day, |o| o.period)
    }

    /// The office of that code on a day.
    pub fn office(&self, code: &OfficeCode, day: Day) -> Option<&Office> {
        self.offices_on(day).find(|o| o.code == *code)
    }

    /// Every office that the text has on any day.
    pub fn offices(&self) -> &[Office] {
        &self.offices
    }

    /// Whether the office exists on the day and does that kind of work then.
    pub fn capable(&self, code: &OfficeCode, kind: StepKind, day: Day) -> bool {
        self.office(code, day).is_some() && self.exception(code, kind, day).is_none()
    }

    /// Why an office does not do a kind of work on a day.
    pub fn exception(&self, code: &OfficeCode, kind: StepKind, day: Day) -> Option<&Exception> {
        on(&self.exceptions, day, |e| e.period).find(|e| e.office == *code && e.kinds.contains(&kind))
    }

    /// The offices that serve a port on a day; none if it lies outside the region.
    pub fn port_offices(&self, place: &PlaceCode, day: Day) -> impl Iterator<Item = &Office> {
        self.offices_on(day).filter(move |o| o.ports.contains(place))
    }

    /// The gates that a member has not passed on a day.
    pub fn gates_missing(&self, member: &MemberCode, day: Day) -> impl Iterator<Item = &Gate> {
        on(&self.gates, day, |g| g.period).filter(move |gate| {
            !on(&self.readiness, day, |r| r.period).any(|r| r.member == *member && r.gate == gate.name)
        })
    }

    /// Whether a member has passed every gate on a day.
    pub fn gates_met(&self, member: &MemberCode, day: Day) -> bool {
        self.gates_missing(member, day).next().is_none()
    }

    /// The pilot scopes in force on a day.
    pub fn pilots_on(&self, day: Day) -> impl Iterator<Item = &Pilot> {
        on(&self.pilots, day, |p| p.period)
    }

    /// Whether one scope of the pilot has all working offices, these goods and the owner.
    pub fn in_pilot(
        &self,
        direction: Direction,
        offices: &[OfficeCode],
        hs: &HsCode,
        owner: Option<&EnterpriseId>,
        day: Day,
    ) -> bool {
        self.pilots_on(day).any(|p| p.covers(direction, offices, hs, owner))
    }

    /// The mode of that name.
    pub fn mode(&self, name: &ModeName) -> Option<&Mode> {
        self.modes.iter().find(|m| m.name == *name)
    }

    /// Every mode, in the order of the text.
    pub fn modes(&self) -> impl Iterator<Item = &Mode> {
        self.modes.iter()
    }

    /// The selection table on a day.
    pub fn selection_on(&self, day: Day) -> impl Iterator<Item = &Selection> {
        on(&self.selection, day, |s| s.period)
    }

    /// By what goods of a direction are listed on a day, as the text says or, where it is silent, the program's rules.
    pub fn listing(&self, direction: Direction, day: Day, rules: u16) -> Listing {
        let silent = if rules < 2 { Lapse::Unlisted } else { Lapse::LastInForce };
        self.lists.listing(direction, day, self.region.lapse.unwrap_or(silent))
    }

    /// Whether the region takes declarations of a direction on a day.
    pub fn offers(&self, direction: Direction, day: Day) -> bool {
        self.selection_on(day).any(|row| row.direction == direction)
    }

    /// The modes by which goods of a direction may go on a day, in the order of the text.
    pub fn modes_of(&self, direction: Direction, day: Day) -> impl Iterator<Item = &Mode> {
        self.modes.iter().filter(move |mode| self.selecting(&mode.name, direction, day).next().is_some())
    }

    /// The rows that may select a mode: those that name it, and those that leave it to the entries of a list if one names it.
    pub fn selecting<'p>(
        &'p self,
        mode: &'p ModeName,
        direction: Direction,
        day: Day,
    ) -> impl Iterator<Item = &'p Selection> {
        let listed = move || {
            self.lists.entries().iter().any(|e| e.direction == direction && e.period.contains(day) && e.mode == *mode)
        };
        let selects = move |row: &&Selection| match &row.mode {
            Selected::Mode(name) => name == mode,
            Selected::StrictestEntry => listed(),
        };
        self.selection_on(day).filter(move |row| row.direction == direction).filter(selects)
    }

    /// How strict a mode with a handling is: from 1, higher is stricter; 0 where the text gives no rank.
    /// A handling that is not ranked for itself counts as the mode's heaviest.
    pub fn severity(&self, mode: &ModeName, handling: Option<Handling>) -> u32 {
        let rank = |wanted: &dyn Fn(&Severity) -> bool| {
            self.severity
                .iter()
                .rposition(|s| s.mode == *mode && wanted(s))
                .map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX))
        };
        // Without a handling on the entry it is verification.
        let said = handling.unwrap_or(Handling::Verify);
        rank(&|s| s.handling == Some(said)).or_else(|| rank(&|_| true)).unwrap_or(0)
    }

    /// The definition of a flag on a day.
    pub fn definition(&self, fact: Fact, day: Day) -> Option<&Definition> {
        on(&self.definitions, day, |d| d.period).find(|d| d.fact == fact)
    }

    /// 适用一体化: when a case is in the scheme.
    pub fn in_scheme(&self, day: Day) -> Option<&Condition> {
        self.definition(Fact::InScheme, day).map(|d| &d.condition)
    }

    /// 可选择申报地点: who may choose where to declare.
    pub fn may_choose_place(&self, day: Day) -> Option<&Condition> {
        self.definition(Fact::MayChoosePlace, day).map(|d| &d.condition)
    }

    /// Every deadline that the text has on any day.
    pub fn deadlines(&self) -> impl Iterator<Item = &Deadline> {
        self.deadlines.iter()
    }

    /// The deadlines on a day.
    pub fn deadlines_on(&self, day: Day) -> impl Iterator<Item = &Deadline> {
        on(&self.deadlines, day, |d| d.period)
    }

    /// Days of haulage between the members of two offices; `None` where the table says nothing.
    pub fn haul_days(&self, port: &MemberCode, destination: &MemberCode) -> Option<u16> {
        self.hauls.iter().find(|h| h.port == *port && h.destination == *destination).map(|h| h.days)
    }

    /// The moment at which a deadline has passed: 24:00 of its last day in the region's zone; for 「-30 日」 24:00 of
    /// the last day on which it is kept. `haul`: the members of the port and of the destination.
    pub fn passes(&self, deadline: &Deadline, start: Timestamp, haul: Option<(&MemberCode, &MemberCode)>) -> Timestamp {
        self.region.zone.end_of_day(self.last_day(deadline, start.day_in(&self.region.zone), haul))
    }

    /// The last day of a deadline that starts on a day.
    pub fn last_day(&self, deadline: &Deadline, start: Day, haul: Option<(&MemberCode, &MemberCode)>) -> Day {
        match deadline.length {
            Span::After(length) => self.calendar.due(start, length),
            Span::Before(days) => start.plus(-i32::from(days)),
            Span::Haul { otherwise } => {
                let days = haul.and_then(|(port, destination)| self.haul_days(port, destination));
                start.plus(i32::from(days.unwrap_or(otherwise)))
            }
        }
    }

    /// The format of a kind of number.
    pub fn number(&self, kind: NumberKind) -> &NumberFormat {
        self.numbers.iter().find(|n| n.kind == kind).expect("loading proves that every kind of number has a format")
    }

    /// What one unit of a currency is worth in the accounting currency in the month of the day.
    pub fn rate(&self, currency: &CurrencyCode, day: Day) -> Option<&Rate> {
        self.rates.get(&(currency.as_str().into(), day.year(), day.month()))
    }

    /// What the standard unit of a unit is, and how many of it one is.
    pub fn unit(&self, unit: &UnitCode, day: Day) -> Option<&UnitFactor> {
        on(&self.units, day, |u| u.period).find(|u| u.unit == *unit)
    }

    /// What a kind of package is made of on a day, if the text says so.
    pub fn package_material(&self, kind: &PackageCode, day: Day) -> Option<&PackageMaterial> {
        on(&self.packages, day, |p| p.period).find(|p| p.kind == *kind)
    }

    /// The metrics of the statistics.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// Whether a decision must cite the clause that it rests on, on a day.
    pub fn cites(&self, decision: Explained, day: Day) -> bool {
        let rule = on(&self.reasons, day, |r| r.period).find(|rule| rule.decision == decision);
        rule.map_or(decision.cites_unsaid(), |rule| rule.cites)
    }

    /// The words in which officers often say why goods failed, on a day.
    pub fn phrases_on(&self, day: Day) -> impl Iterator<Item = &Phrase> {
        on(&self.phrases, day, |phrase| phrase.period)
    }

    /// How long each of what is kept beside the log stays, on a day; what has no row stays for good.
    pub fn keeps_on(&self, day: Day) -> impl Iterator<Item = &KeepRule> {
        on(&self.keeps, day, |rule| rule.period)
    }

    /// The clause and the words of a reason by which the program says no.
    pub fn refusal(&self, reason: &str) -> Option<&Refusal> {
        self.refusals.iter().find(|r| &*r.reason == reason)
    }

    /// What an officer without a part in a case may read it for, besides what is put into words.
    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }

    /// Whether the text turns a remark of this kind into a fault on a day.
    pub fn refuses_remark(&self, kind: &str, day: Day) -> bool {
        on(&self.remarks, day, |remark| remark.period).any(|remark| *remark.kind == *kind)
    }

    /// As which grade an enterprise counts that has none, on a day; `None` where the text does not say.
    pub fn ungraded(&self, day: Day) -> Option<&Ungraded> {
        on(&self.ungraded, day, |u| u.period).next()
    }
}
