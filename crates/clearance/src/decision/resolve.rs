//! Derived facts: what follows from base facts by the text of the day, and where each step may be done.

use super::{Allowed, ListedLine};
use policy::fact::{Fact, Facts, From, Value};
use policy::member::Pilot;
use policy::{ListEntry, Listing, Mode, Place, Policy, Rule, Step, StepKind};
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use values::calendar::{Day, Weekday};
use values::code::{HsCode, PlaceCode};
use values::direction::Direction;
use values::id::{EnterpriseId, ModeName, OfficeCode};

/// Where a rule hits: lines, or the case as a whole.
pub(super) type Hits = Rc<Vec<Option<u16>>>;

/// Answers every fact: derived ones from the policy of the day, base ones from the source. What was derived once is
/// kept, since base facts stay as they are while one decision is made.
pub struct Resolved<'a> {
    pub(super) policy: &'a Policy,
    pub(super) day: Day,
    base: &'a dyn Facts,
    direction: OnceCell<Direction>,
    lines: OnceCell<u16>,
    listed: OnceCell<Vec<(u16, &'a ListEntry)>>,
    port: OnceCell<Option<OfficeCode>>,
    treatments: OnceCell<Vec<String>>,
    in_pilot: OnceCell<bool>,
    gates_met: OnceCell<bool>,
    in_scheme: OnceCell<bool>,
    may_choose_place: OnceCell<bool>,
    mode: OnceCell<ModeName>,
    in_force: OnceCell<Vec<&'a Rule>>,
    pub(super) hits: RefCell<Vec<Option<Hits>>>,
}

impl<'a> Resolved<'a> {
    /// Derived facts over `base` on `day`.
    pub fn new(policy: &'a Policy, day: Day, base: &'a dyn Facts) -> Self {
        Resolved {
            policy,
            day,
            base,
            direction: OnceCell::new(),
            lines: OnceCell::new(),
            listed: OnceCell::new(),
            port: OnceCell::new(),
            treatments: OnceCell::new(),
            in_pilot: OnceCell::new(),
            gates_met: OnceCell::new(),
            in_scheme: OnceCell::new(),
            may_choose_place: OnceCell::new(),
            mode: OnceCell::new(),
            in_force: OnceCell::new(),
            hits: RefCell::default(),
        }
    }

    /// The mode is decided: rules may ask for it from now on.
    pub fn goes_by(&self, mode: &ModeName) {
        // A decision has one mode.
        self.mode.get_or_init(|| mode.clone());
    }

    /// The direction of the declaration.
    pub fn direction(&self) -> Direction {
        *self.direction.get_or_init(|| {
            let exit = Value::Word(Direction::Exit.word().into());
            if self.base.read(Fact::Direction, None) == exit { Direction::Exit } else { Direction::Entry }
        })
    }

    /// A flag; absent counts as no.
    pub fn flag(&self, fact: Fact) -> bool {
        self.read(fact, None) == Value::Yes(true)
    }

    fn word(&self, fact: Fact) -> Option<Arc<str>> {
        match self.base.read(fact, None) {
            Value::Word(word) => Some(word),
            Value::Yes(_) | Value::Words(_) | Value::Number(_) | Value::Amounts(_) | Value::Absent => None,
        }
    }

    fn office(&self, fact: Fact) -> Option<OfficeCode> {
        self.word(fact).and_then(|w| OfficeCode::parse(&w).ok()).filter(|o| self.policy.office(o, self.day).is_some())
    }

    pub(super) fn lines(&self) -> u16 {
        *self.lines.get_or_init(|| match self.base.read(Fact::LineCount, None) {
            Value::Number(count) => u16::try_from(count).unwrap_or(u16::MAX),
            Value::Yes(_) | Value::Word(_) | Value::Words(_) | Value::Amounts(_) | Value::Absent => 0,
        })
    }

    fn hs(&self, line: u16) -> Option<HsCode> {
        match self.base.read(Fact::Hs, Some(line)) {
            Value::Word(word) => HsCode::parse(&word).ok(),
            Value::Yes(_) | Value::Words(_) | Value::Number(_) | Value::Amounts(_) | Value::Absent => None,
        }
    }

    /// The office at the port: the declared one if it serves the place, else the first that does; none outside.
    pub fn port(&self) -> Option<OfficeCode> {
        self.port.get_or_init(|| self.find_port()).clone()
    }

    fn find_port(&self) -> Option<OfficeCode> {
        let place = self.word(Fact::PortPlace).and_then(|w| PlaceCode::parse(&w).ok())?;
        let serving: Vec<OfficeCode> = self.policy.port_offices(&place, self.day).map(|o| o.code.clone()).collect();
        match serving.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            [first, ..] => {
                let declared = self.word(Fact::PortOffice).and_then(|w| OfficeCode::parse(&w).ok());
                Some(declared.filter(|o| serving.contains(o)).unwrap_or_else(|| first.clone()))
            }
        }
    }

    /// The offices that work on the goods: they decide about pilot and gates, the accepting office never does.
    pub(super) fn working(&self) -> Vec<OfficeCode> {
        let inland = match self.direction() {
            Direction::Exit => self.office(Fact::OriginOffice),
            Direction::Entry => self.office(Fact::DestinationOffice),
        };
        self.port().into_iter().chain(inland).collect()
    }

    /// The entry of each listed line: the strictest of those that match it.
    fn listed(&self) -> &[(u16, &'a ListEntry)] {
        self.listed.get_or_init(|| {
            let direction = self.direction();
            let Listing::On(day) = self.listing() else { return Vec::new() };
            let of_line = |line: u16| {
                let hs = self.hs(line)?;
                let matching = self.policy.lists.matching(direction, &hs, day).filter(|e| e.matches(self.base, line));
                matching.max_by_key(|e| self.severity(e)).map(|entry| (line, entry))
            };
            (1..=self.lines()).filter_map(of_line).collect()
        })
    }

    fn listing(&self) -> Listing {
        self.policy.listing(self.direction(), self.day, self.base.rules())
    }

    /// Lines of which a person says how they count, each with an entry that names their kind.
    pub fn unsettled(&self) -> Vec<ListedLine> {
        if self.listing() != Listing::Person {
            return Vec::new();
        }
        let of_line = |line: u16| {
            let hs = self.hs(line)?;
            let mut named = self.policy.lists.naming(self.direction(), &hs, self.day);
            let entry = named.find(|entry| entry.matches(self.base, line))?.id.clone();
            Some(ListedLine { line, entry })
        };
        (1..=self.lines()).filter_map(of_line).collect()
    }

    fn severity(&self, entry: &ListEntry) -> u32 {
        self.policy.severity(&entry.mode, entry.handling)
    }

    /// 从严条目: the entry of the strictest line.
    pub fn strictest(&self) -> Option<&'a ListEntry> {
        let all = self.listed().iter().map(|(_, entry)| *entry);
        // Of equally strict entries the first line's counts, so that the answer does not hang on anything unsaid.
        all.reduce(|best, next| if self.severity(best) < self.severity(next) { next } else { best })
    }

    /// The lines that stand on a list.
    pub fn listed_lines(&self) -> Vec<ListedLine> {
        self.listed().iter().map(|(line, entry)| ListedLine { line: *line, entry: entry.id.clone() }).collect()
    }

    /// The rules of the day, by their numbers.
    pub(super) fn in_force(&self) -> &[&'a Rule] {
        self.in_force.get_or_init(|| self.policy.rules_on(self.day).collect())
    }

    /// Ids of the rules that ask for treatment.
    pub fn treatments(&self) -> &[String] {
        self.treatments.get_or_init(|| {
            let treats = self.in_force().iter().enumerate().filter(|(_, rule)| rule.treatment().is_some());
            let hit = treats.filter(|(at, rule)| match self.makes_demands() {
                true => !self.hits(*at).is_empty(),
                // As decisions of before looked: only as far as the first line that asks for it.
                false => {
                    rule.applies_to(self.direction())
                        && (1..=self.lines()).any(|line| rule.holds(self.base, Some(line)))
                }
            });
            hit.map(|(_, rule)| rule.id.to_string()).collect()
        })
    }

    /// One row of the pilot must have all working offices, all lines and the owner (pilot.md).
    fn in_pilot(&self) -> bool {
        self.piloted(|_| true)
    }

    /// Whether one of the rows that are asked about covers the case.
    pub(super) fn piloted(&self, asked: impl Fn(&Pilot) -> bool) -> bool {
        let offices = self.working();
        let owner = self.word(Fact::Owner).and_then(|w| EnterpriseId::parse(&w).ok());
        let direction = self.direction();
        // An answer without lines would be an answer about nothing.
        let lines: Option<Vec<HsCode>> = (1..=self.lines()).map(|line| self.hs(line)).collect();
        let Some(lines) = lines.filter(|l| !l.is_empty()) else { return false };
        let covers = |p: &Pilot| lines.iter().all(|hs| p.covers(direction, &offices, hs, owner.as_ref()));
        self.policy.pilots_on(self.day).any(|p| asked(p) && covers(p))
    }

    fn gates_met(&self) -> bool {
        let working = self.working();
        working.iter().all(|office| {
            self.policy.office(office, self.day).is_some_and(|o| self.policy.gates_met(&o.member, self.day))
        })
    }

    fn port_kind(&self) -> Option<&str> {
        let place = self.word(Fact::PortPlace).and_then(|w| PlaceCode::parse(&w).ok())?;
        self.policy.port_kind(&place, self.day)
    }

    fn goods_groups(&self, line: Option<u16>) -> Value {
        let Some(hs) = line.and_then(|line| self.hs(line)) else { return Value::Absent };
        Value::Words(self.policy.goods_groups(hs.as_str(), self.day).map(Into::into).collect())
    }

    /// Where a step of a mode may be done in this case.
    pub fn allowed(&self, mode: &Mode, step: &Step) -> Allowed {
        let places = step.place.places(self, None);
        let mut offices: Vec<OfficeCode> = Vec::new();
        let mut outside = false;
        let mut any = false;
        for place in &places {
            let office = match place {
                Place::ReviewCentre => return Allowed::Centre,
                Place::Any => {
                    any = true;
                    continue;
                }
                Place::Port => {
                    let port = self.port();
                    outside |= port.is_none();
                    port
                }
                Place::Origin => self.office(Fact::OriginOffice),
                Place::Home => self.home(step.kind),
            };
            offices.extend(office.filter(|o| !offices.contains(o)));
        }
        if any {
            if offices.is_empty() {
                // The port is a usual place only in a mode that has it do something (口岸不再实施验放, 「本方案」三(二)).
                let at_port = mode.steps.iter().any(|s| s.place.named().any(|p| p == Place::Port));
                offices.extend(self.port().filter(|_| at_port));
                offices.extend(self.home(step.kind).filter(|h| !offices.contains(h)));
            }
            Allowed::Any(offices)
        } else if offices.is_empty() && outside {
            Allowed::Outside(self.inland())
        } else {
            Allowed::Offices(offices)
        }
    }

    /// Whether a paper was asked for that offices draft.
    fn papers_asked(&self) -> bool {
        let Value::Words(asked) = self.base.read(Fact::Wanted, None) else { return false };
        asked.iter().any(|code| self.policy.drafts(code, self.direction(), self.day))
    }

    /// 属地: for declaring, where the enterprise is registered; for everything else, where the goods go or come from.
    fn home(&self, kind: StepKind) -> Option<OfficeCode> {
        match kind {
            StepKind::Accept => self.office(Fact::OwnerOffice),
            StepKind::Review
            | StepKind::Supervise
            | StepKind::Inspect
            | StepKind::Verify
            | StepKind::WatchLoading
            | StepKind::Treat
            | StepKind::Forward
            | StepKind::Clear
            | StepKind::Move
            | StepKind::Certify
            | StepKind::Release => self.inland(),
        }
    }

    fn inland(&self) -> Option<OfficeCode> {
        match self.direction() {
            Direction::Exit => self.office(Fact::OriginOffice),
            Direction::Entry => self.office(Fact::DestinationOffice),
        }
    }
}

/// How a derived word is worked out.
type Derive = fn(&Resolved, Option<u16>) -> Value;

/// Derived words: one row a word.
const DERIVED: &[(Fact, Derive)] = &[
    (Fact::PortInRegion, |r, _| Value::Yes(r.port().is_some())),
    (Fact::InPilot, |r, _| Value::Yes(*r.in_pilot.get_or_init(|| r.in_pilot()))),
    (Fact::GatesMet, |r, _| Value::Yes(*r.gates_met.get_or_init(|| r.gates_met()))),
    (Fact::InScheme, |r, _| {
        let holds = || r.policy.in_scheme(r.day).is_some_and(|c| c.holds(r, None));
        Value::Yes(*r.in_scheme.get_or_init(holds))
    }),
    (Fact::MayChoosePlace, |r, _| {
        let holds = || r.policy.may_choose_place(r.day).is_some_and(|c| c.holds(r, None));
        Value::Yes(*r.may_choose_place.get_or_init(holds))
    }),
    (Fact::Listed, |r, _| Value::Yes(!r.listed().is_empty())),
    (Fact::EntryMode, |r, _| r.strictest().map_or(Value::Absent, |e| Value::Word(e.mode.as_str().into()))),
    (Fact::EntryHandling, |r, _| {
        r.strictest().and_then(|e| e.handling).map_or(Value::Absent, |h| Value::Word(h.word().into()))
    }),
    (Fact::TreatmentRequired, |r, _| Value::Yes(!r.treatments().is_empty())),
    (Fact::PapersAsked, |r, _| Value::Yes(r.papers_asked())),
    (Fact::Mode, |r, _| r.mode.get().map_or(Value::Absent, |mode| Value::Word(mode.as_str().into()))),
    (Fact::PortKind, |r, _| r.port_kind().map_or(Value::Absent, |kind| Value::Word(kind.into()))),
    (Fact::Weekday, |r, _| Value::Word(weekday(r.day.weekday()).into())),
    (Fact::Season, |r, _| Value::Word(season(r.day).into())),
    (Fact::WorkingDay, |r, _| Value::Yes(r.policy.calendar.is_working(r.day))),
    (Fact::GoodsGroup, |r, line| r.goods_groups(line)),
];

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

fn season(day: Day) -> &'static str {
    match day.month() {
        3..=5 => "spring",
        6..=8 => "summer",
        9..=11 => "autumn",
        _ => "winter",
    }
}

impl Facts for Resolved<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        if fact.from() == From::Derived {
            let derive = DERIVED.iter().find(|(of, _)| *of == fact).map(|(_, derive)| derive);
            return derive.map_or(Value::Absent, |derive| derive(self, line));
        }
        let given = self.base.read(fact, line);
        if fact == Fact::OwnerGrade && given.is_absent() {
            return self.policy.ungraded(self.day).map_or(Value::Absent, |as_if| Value::Word((&*as_if.grade).into()));
        }
        given
    }

    fn on_list(&self, list: &str, word: &str) -> bool {
        self.policy.on_list(list, word, self.day)
    }

    fn rules(&self) -> u16 {
        self.base.rules()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_derived_word_is_worked_out_and_no_other() {
        for fact in Fact::all() {
            let derived = DERIVED.iter().filter(|(of, _)| *of == fact).count();
            assert_eq!(derived == 1, fact.from() == From::Derived, "{fact:?}");
        }
    }
}
