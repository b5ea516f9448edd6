//! A desk at which cases are played: commands by the right actor go through the real decide, and every event passes
//! through its canonical bytes before it is folded.

use crate::given::{Given, Sound, code, measured};
use clearance::case::decide::{Command, Context, Decision, Review, Stamp, Work, decide, declare};
use clearance::case::refusal::{NotAllowed, Reason};
use clearance::case::{Case, fold};
use clearance::decision::Allowed;
use clearance::declaration::Declaration;
use clearance::event::act::{Arrival, Departure, Examination, Released, Supervision, Treatment};
use clearance::event::body::{Finding, LotId, Outcome};
use clearance::event::region::RegionEvent;
use clearance::event::seal::Seal;
use clearance::event::sheet::{OfSheets, SheetAct};
use clearance::event::{Event, Source};
use clearance::permission::{self, Act, Relation};
use clearance::region::RegionState;
use clearance::row::{Rows, project};
use clearance::standing::Standing;
use policy::{Policy, StepKind};
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use values::actor::{Actor, Role};
use values::calendar::{Day, Timestamp};
use values::id::{CaseNo, OfficeCode, QueryCode, StepName};

/// A minute.
pub const MINUTE: i64 = 60_000_000;

/// Cases under way, and the world around them.
#[derive(Clone)]
pub struct Desk<'p> {
    pub policy: &'p Policy,
    pub now: Timestamp,
    pub owner: Standing,
    pub agent_blacklisted: bool,
    pub mandated: bool,
    /// Whether whoever asks works for a party of the case.
    pub of_party: bool,
    /// The skills of whoever asks.
    pub skills: Vec<String>,
    /// Whether whoever asks has shown the password just now.
    pub fresh: bool,
    /// Whether whoever asks reads the whole of the case.
    pub whole: bool,
    pub cases: BTreeMap<CaseNo, Case>,
    pub log: Vec<Event>,
    /// Rows of every command, in order.
    pub rows: Vec<Rows>,
    series: HashMap<String, u64>,
    /// Which office has which preprinted sheets.
    pub region: RegionState,
}

impl<'p> Desk<'p> {
    /// A desk on the morning of a day.
    pub fn new(policy: &'p Policy, day: Day, given: &Given) -> Desk<'p> {
        Desk {
            policy,
            now: policy.region.zone.start_of_day(day).plus_us(8 * 60 * MINUTE),
            owner: given.standing_now(),
            agent_blacklisted: given.agent_blacklisted,
            mandated: true,
            of_party: false,
            skills: policy.skills().into_iter().map(str::to_owned).collect(),
            fresh: true,
            whole: true,
            cases: BTreeMap::new(),
            log: Vec::new(),
            rows: Vec::new(),
            series: HashMap::new(),
            region: RegionState::default(),
        }
    }

    /// The day in the region.
    pub fn today(&self) -> Day {
        self.now.day_in(&self.policy.region.zone)
    }

    /// Asks something with the context of an actor.
    pub fn ask<T>(&self, actor: &Actor, ask: impl FnOnce(&Context) -> T) -> T {
        let (drawn, after) = (Cell::new(0), self.log.len());
        let draw = || -> QueryCode { code(&format!("{:013}", after + drawn.replace(drawn.get() + 1))) };
        ask(&Context {
            policy: self.policy,
            now: self.now,
            today: self.today(),
            actor,
            owner: &self.owner,
            agent_blacklisted: self.agent_blacklisted,
            mandated: self.mandated,
            of_party: self.of_party,
            skills: &self.skills,
            fresh: self.fresh,
            whole: self.whole,
            query_code: &draw,
            seal: &|_| Some(Seal { suite: "ed25519".into(), key: 1, signature: "0".repeat(128) }),
            has_sheet: &|office, sheet| self.region.sheets().holds(office, sheet),
            name_of: &|_, _| None,
            measure: &measured,
        })
    }

    /// An office gets preprinted sheets.
    pub fn stock(&mut self, office: &str, first: &str, last: &str) {
        let act = SheetAct::Received { from: "印制厂".into() };
        let of = OfSheets { office: code(office), first: code(first), last: code(last), act };
        let seq = self.region.seq + 1;
        self.region.apply(seq, self.now, &Actor::system(), &RegionEvent::Sheets(Box::new(of)));
    }

    /// Hands a declaration in and has it accepted.
    pub fn declare(&mut self, declaration: Declaration) -> Result<CaseNo, NotAllowed> {
        let (office, actor) = (declaration.offices.accept.clone(), declarant());
        let decision = self.ask(&actor, |context| declare(declaration, context))?;
        let events = self.append(office, None, decision, actor);
        Ok(events[0].case.clone().unwrap())
    }

    /// Plays a command; a refusal changes nothing.
    pub fn play(&mut self, no: &CaseNo, command: &Command, actor: &Actor) -> Result<Vec<Event>, NotAllowed> {
        let case = &self.cases[no];
        let decision = self.ask(actor, |context| decide(case, command, context))?;
        let (office, version) = (case.office.clone(), case.version);
        Ok(self.append(office, Some((no.clone(), version)), decision, actor.clone()))
    }

    fn append(&mut self, office: OfficeCode, case: Option<(CaseNo, u32)>, decision: Decision, by: Actor) -> Vec<Event> {
        let stamp = Stamp { happened: self.now, by, source: Source::Screen, epoch: 0, key: None };
        let intent = decision.into_intent(office, case, stamp);
        let number = |demand: &clearance::intent::Demand, series: &mut HashMap<String, u64>| {
            let serial = series.entry(demand.series.clone()).or_insert(0);
            *serial += 1;
            demand.render(*serial).unwrap()
        };
        let numbers: Vec<String> = intent.demands.iter().map(|d| number(d, &mut self.series)).collect();
        let events: Vec<Event> = intent
            .finish(self.log.len() as u64 + 1, self.now, &numbers)
            .iter()
            .map(|event| {
                let read = Event::read(&event.bytes()).unwrap();
                assert_eq!(&read, event);
                read
            })
            .collect();
        self.log.extend(events.iter().cloned());
        let mut touched: Vec<CaseNo> = events.iter().filter_map(|e| e.case.clone()).collect();
        touched.dedup();
        for no in touched {
            let own: Vec<Event> = events.iter().filter(|e| e.case.as_ref() == Some(&no)).cloned().collect();
            let before = self.cases.get(&no);
            let version = before.map_or(0, |c| c.version);
            let versions: Vec<u32> = own.iter().map(|e| e.version).collect();
            assert_eq!(versions, (version + 1..=version + own.len() as u32).collect::<Vec<_>>());
            let (rows, after) = project(before, &own);
            self.rows.push(rows);
            self.cases.insert(no, after.unwrap());
        }
        self.now = self.now.plus_us(MINUTE);
        events
    }

    /// The events of a case.
    pub fn events(&self, no: &CaseNo) -> Vec<Event> {
        self.log.iter().filter(|e| e.case.as_ref() == Some(no)).cloned().collect()
    }

    /// A case as it stands; the same whether folded at once or event by event.
    #[track_caller]
    pub fn case(&self, no: &CaseNo) -> &Case {
        let case = &self.cases[no];
        assert_eq!(fold::fold(&self.events(no)).as_ref(), Some(case));
        case
    }

    /// Review passed by somebody else.
    #[track_caller]
    pub fn review(&mut self, no: &CaseNo) {
        let command = Command::Review(Review::Pass { note: String::new() });
        let actor = officer(Role::Reviewer, "370100");
        self.allowed(&command, &actor);
        self.play(no, &command, &actor).unwrap();
    }

    #[track_caller]
    fn allowed(&self, command: &Command, actor: &Actor) {
        let act = Act::of(command).unwrap();
        let allowed = permission::allowed(actor.role, act, Relation::AtPlace);
        assert_eq!(allowed, permission::Allowed::Yes, "{:?} {act:?}", actor.role);
    }

    /// Does a step at an office, as whoever does such steps.
    #[track_caller]
    pub fn perform(&mut self, no: &CaseNo, step: &str, office: &str, work: Work) -> Result<Vec<Event>, NotAllowed> {
        let command = Command::Perform { step: code(step), work };
        let actor = officer(role_of(Act::of(&command).unwrap()), office);
        self.allowed(&command, &actor);
        self.play(no, &command, &actor)
    }

    /// Does a step at its usual office with everything well.
    #[track_caller]
    pub fn pass(&mut self, no: &CaseNo, step: &str) -> Vec<Event> {
        let case = &self.cases[no];
        let at = case.step(&code(step)).unwrap_or_else(|| panic!("no step {step}"));
        let (office, work) = (self.place(no, at), well(case, at, self.policy, self.today()));
        self.perform(no, step, office.as_str(), work).unwrap_or_else(|no| panic!("{step}: {no}"))
    }

    /// Where a step is done: chosen, usual, or any capable office.
    pub fn place(&self, no: &CaseNo, at: usize) -> OfficeCode {
        let case = &self.cases[no];
        let kind = case.plan()[at].kind;
        let fits = |o: &&OfficeCode| self.policy.capable(o, kind, self.today());
        let usual = case.office_of(at).filter(fits).cloned();
        let named = || match &case.plan()[at].at {
            Allowed::Offices(offices) => offices.iter().find(fits).cloned(),
            Allowed::Any(_) | Allowed::Centre | Allowed::Outside(_) => None,
        };
        usual
            .or_else(named)
            .or_else(|| self.policy.offices_on(self.today()).map(|o| &o.code).find(fits).cloned())
            .unwrap()
    }

    /// The goods arrive where they are awaited.
    #[track_caller]
    pub fn arrive(&mut self, no: &CaseNo) {
        let command = Command::Arrive(Arrival { seal_intact: Some(true) });
        let case = &self.cases[no];
        let at = (0..case.plan().len()).find(|s| case.plan()[*s].on_arrival && case.plan()[*s].needed).unwrap();
        let actor = officer(Role::Inspector, self.place(no, at).as_str());
        self.allowed(&command, &actor);
        self.play(no, &command, &actor).unwrap();
    }

    /// Does everything that is open but papers, with everything well, until the case is closed; the steps in the order done.
    #[track_caller]
    pub fn finish(&mut self, no: &CaseNo) -> Vec<StepName> {
        let mut done = Vec::new();
        while !self.case(no).stage.ended() {
            let case = &self.cases[no];
            let open: Vec<usize> = case.open_steps().filter(|s| case.plan()[*s].kind != StepKind::Certify).collect();
            if let Some(review) = open.iter().find(|s| case.plan()[**s].kind == StepKind::Review) {
                done.push(case.plan()[*review].step.clone());
                self.review(no);
            } else if let Some(step) = open.first() {
                let step = case.plan()[*step].step.clone();
                self.pass(no, step.as_str());
                done.push(step);
            } else if case.transit.as_ref().is_some_and(|t| t.arrived_at.is_none()) {
                self.arrive(no);
            } else {
                panic!("stuck: {:?}", case.progress);
            }
        }
        done
    }

    /// The reason why a command is refused.
    #[track_caller]
    pub fn refused(&mut self, no: &CaseNo, command: &Command, actor: &Actor) -> Reason {
        let (case, log) = (self.cases[no].clone(), self.log.len());
        let refusal = self.play(no, command, actor).expect_err("the command was expected to be refused");
        assert!(!refusal.basis.is_empty() && !refusal.text.zh.is_empty());
        assert!(self.cases[no] == case && self.log.len() == log, "a refused command changes nothing");
        refusal.reason
    }

    /// Names of the steps that are open.
    pub fn open(&self, no: &CaseNo) -> Vec<String> {
        let case = self.case(no);
        case.open_steps().map(|s| case.plan()[s].step.to_string()).collect()
    }
}

/// The one who declares.
pub fn declarant() -> Actor {
    Actor {
        account: code("d-1"),
        person: code("p-d"),
        role: Role::Declarant,
        office: None,
        enterprise: Some(code("X-OWNER-1")),
    }
}

/// An officer; one person for each role and office.
pub fn officer(role: Role, office: &str) -> Actor {
    let name = format!("{}-{office}", role.word());
    Actor {
        account: code(&name),
        person: code(&format!("p-{name}")),
        role,
        office: Some(code(office)),
        enterprise: None,
    }
}

/// Who does an act on a case.
pub fn role_of(act: Act) -> Role {
    Role::ALL
        .into_iter()
        .find(|r| *r != Role::Declarant && permission::allowed(*r, act, Relation::AtPlace) == permission::Allowed::Yes)
        .unwrap_or(Role::Declarant)
}

/// What is recorded when everything in a step is well.
pub fn well(case: &Case, at: usize, policy: &Policy, today: Day) -> Work {
    let lots: Vec<LotId> = case.lots.iter().map(|l| l.id).filter(|lot| case.lot_may(at, *lot)).collect();
    match case.plan()[at].kind {
        StepKind::Accept => Work::Accept {},
        StepKind::Supervise => Work::Supervise(Supervision { note: "在册".into() }),
        StepKind::Inspect | StepKind::Verify | StepKind::WatchLoading => {
            let Work::Examine(found) = found(&lots, &Outcome::Pass) else { panic!("an examination") };
            Work::Examine(Examination { measured: case.passing(at, &lots, policy, today), ..found })
        }
        StepKind::Treat => {
            let entry = case.untreated(at).first().copied();
            match entry.and_then(|entry| case.strength(entry, policy)) {
                Some((_, wanted)) => Work::Treat(Treatment {
                    entry: entry.map(Into::into),
                    ..Treatment::strong(wanted, policy.region.language)
                }),
                None => treated_as(entry, true),
            }
        }
        StepKind::Forward => Work::Forward {},
        StepKind::Clear => Work::Clear {},
        StepKind::Move => Work::Move(Departure { seal: "S1".into() }),
        StepKind::Release => Work::Release(Released { lots: Vec::new() }),
        StepKind::Review | StepKind::Certify => panic!("neither a review nor papers are work of a step"),
    }
}

/// The same outcome for all of these lots.
pub fn found(lots: &[LotId], outcome: &Outcome) -> Work {
    let findings = lots.iter().map(|lot| Finding { lot: *lot, outcome: outcome.clone() }).collect();
    Work::Examine(Examination::of(findings))
}

/// The clause of holds, by which they are lifted.
pub const HOLDS: &str = "「本方案」三(三)三";

/// A treatment.
pub fn treated(effective: bool) -> Work {
    treated_as(None, effective)
}

/// The treatment that an entry of the text asks for.
pub fn treated_as(entry: Option<&str>, effective: bool) -> Work {
    let (method, agent, operator) = ("喷洒".into(), "过氧乙酸".into(), "处理单位".into());
    let entry = entry.map(Into::into);
    Work::Treat(Treatment {
        entry,
        method,
        agent,
        dose_mg_m3: 500,
        temperature_tenths: Some(200),
        verification: String::new(),
        minutes: 60,
        operator,
        effective,
    })
}

/// 不合格.
pub fn failed() -> Outcome {
    Outcome::Fail { reason: "货证不符".into() }
}
