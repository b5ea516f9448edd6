//! Playing cases through the one path: each act by somebody who holds the role at the office where it may be done.

mod ending;

use super::text::{Goods, Kind, Telling};
use super::{Cast, ask_of, code, key};
use anyhow::{Context, Result, anyhow, bail, ensure};
use clearance::case::decide::{Command, Review, Work};
use clearance::case::steps::StepStatus;
use clearance::case::{Case, Stage};
use clearance::decision::Allowed;
use clearance::declaration::Declaration;
use clearance::event::act::{Arrival, Departure, Examination, Measurement, Released, Supervision, Treatment};
use clearance::event::body::{Finding, Outcome};
use desk::act::{self, Ask, Done};
use desk::clock::Chance;
use desk::edition::Edition;
use desk::import::live::faults;
use exchange::json::Reader;
use policy::StepKind;
use serde_json::{Value, json};
use std::sync::Arc;
use values::actor::Role;
use values::calendar::{Day, Timestamp};
use values::id::{EnterpriseId, OfficeCode, StepName};
use web::app::App;

/// Halves of a day in which at most one thing happens to a case.
const SLOTS_A_DAY: i64 = 2;
/// Slots that the longest case needs.
const LONGEST: i64 = 12;
const MINUTE_US: i64 = 60_000_000;

/// Plays every kind and says how many cases there are.
pub(super) async fn all(app: &App, telling: &Telling, cast: &Cast) -> Result<usize> {
    let mut cases = 0;
    let law = app.field().law(app.field().day(app.desk.clock.now())).await?;
    for kind in &telling.kind {
        let told = |what: &str| format!("kind {}, {what}", kind.name);
        // Each kind draws for itself, so that a change of one does not move the others.
        let own = kind.name.bytes().fold(telling.seed, |seed, byte| seed.wrapping_mul(257).wrapping_add(byte.into()));
        let mut troupe = Troupe { app, law: Arc::clone(&law), telling, cast, kind, chance: Chance::seeded(own), n: 0 };
        let mut stops: Vec<Stop> = (0..kind.copies).map(|_| Stop::End).collect();
        let first = troupe.begin(None, &Stop::End).await.with_context(|| told("first"))?;
        let plan = first.plan().await?;
        let on_arrival = plan.iter().any(|(_, _, arrives)| *arrives);
        stops.extend(plan.into_iter().map(|(step, ..)| Stop::Before(step)));
        stops.extend(on_arrival.then_some(Stop::BeforeArrival));
        first.on(&Stop::End).await.with_context(|| told("first"))?;
        cases += 1 + stops.len() + kind.endings.len();
        for stop in stops {
            let run = troupe.begin(None, &stop).await.with_context(|| told(&format!("{stop:?}")))?;
            run.on(&stop).await.with_context(|| told(&format!("{stop:?}")))?;
            if kind.start.is_some() {
                run.in_touch().await.with_context(|| told("contact"))?;
            }
        }
        for ending in &kind.endings {
            let run = troupe.begin(Some(ending), &Stop::Ending).await.with_context(|| told(ending))?;
            run.end(ending).await.with_context(|| told(ending))?;
        }
    }
    Ok(cases)
}

/// Where a case is left.
#[derive(Debug, PartialEq, Eq)]
enum Stop {
    /// With this step open.
    Before(StepName),
    /// With the goods on their way.
    BeforeArrival,
    /// At the end.
    End,
    /// Elsewhere.
    Ending,
}

/// All that is needed to play cases of a kind.
struct Troupe<'a> {
    app: &'a App,
    law: Arc<Edition>,
    telling: &'a Telling,
    cast: &'a Cast,
    kind: &'a Kind,
    chance: Chance,
    n: usize,
}

/// A case that is being played.
struct Run<'a> {
    app: &'a App,
    law: Arc<Edition>,
    telling: &'a Telling,
    cast: &'a Cast,
    reference: String,
    no: String,
    declarant: Ask,
    declaration: Declaration,
    first: Day,
    slot: std::cell::Cell<i64>,
    minutes: Vec<u64>,
}

impl<'a> Troupe<'a> {
    fn draw(&self, below: u64) -> u64 {
        u64::from_be_bytes(self.chance.bytes()) % below.max(1)
    }

    async fn begin(&mut self, ending: Option<&str>, stop: &Stop) -> Result<Run<'a>> {
        let (app, kind) = (self.app, self.kind);
        let split = ending == Some("split");
        self.n += 1;
        let n = self.n;
        let reference = format!("DEMO-{}-{n:03}", kind.name);
        let owner = &kind.owners[n % kind.owners.len()];
        let declarant: EnterpriseId = code(kind.agent.as_ref().unwrap_or(owner))?;
        let account = self.cast.declarants.get(&declarant);
        let account = account.with_context(|| format!("enterprise {declarant} has no account"))?;
        let today = app.field().day(app.desk.clock.now());
        let last = i64::from(self.telling.days) * SLOTS_A_DAY - LONGEST;
        let (first, slot) = match &kind.start {
            Some(day) => (Day::parse(day).map_err(|wanted| anyhow!("start: {} is wanted", wanted.en))?, 0),
            None if ending == Some("overdue") => (today.plus(-self.telling.days), 0),
            None if *stop == Stop::End => {
                (today.plus(-self.telling.days), self.draw(u64::try_from(last.max(1))?) as i64)
            }
            None => (today.plus(-self.telling.days), last - self.draw(6) as i64),
        };
        let minutes = (0..64).map(|_| self.draw(150)).collect();
        let run = Run {
            app,
            law: Arc::clone(&self.law),
            telling: self.telling,
            cast: self.cast,
            declaration: self.declaration(
                &reference,
                owner,
                &declarant,
                first.plus((slot / SLOTS_A_DAY) as i32),
                split,
            )?,
            reference,
            no: String::new(),
            declarant: ask_of(account),
            first,
            slot: slot.into(),
            minutes,
        };
        run.declared(&kind.mode).await
    }

    fn declaration(
        &self,
        reference: &str,
        owner: &str,
        declarant: &EnterpriseId,
        day: Day,
        split: bool,
    ) -> Result<Declaration> {
        let (field, kind) = (self.app.field(), self.kind);
        let mut lines = vec![self.line(&kind.goods[self.n % kind.goods.len()])];
        if split {
            lines.push(self.line(kind.second.as_ref().context("the ending split needs a second line")?));
        }
        let mut told = kind.declaration.clone();
        told["reference"] = json!(reference);
        told["parties"]["owner"] = json!(owner);
        told["parties"]["declarant"] = json!(declarant.as_str());
        if kind.agent.is_some() {
            told["parties"]["agent"] = json!(declarant.as_str());
        }
        told["offices"]["accept"] = json!(kind.accept[self.n % kind.accept.len()]);
        told["journey"]["day"] = json!(day.plus(9).to_string());
        told["journey"]["bill_no"] = json!(format!("DEMO{:08}", self.draw(100_000_000)));
        told["lines"] = Value::Array(lines);
        let check = |declaration: &Declaration| faults(field, &self.law, declaration, day);
        let reader =
            Reader { reference: Some((&self.law.reference, day)), check: Some(&check), zone: None, keeps: false };
        let read = reader.read(told.to_string().as_bytes());
        Ok(read
            .map_err(|faults| anyhow!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?
            .declaration)
    }

    fn line(&self, goods: &Goods) -> Value {
        let mut line = goods.line.clone();
        let mass = goods.mass[0] + self.draw(goods.mass[1] - goods.mass[0]);
        let cents = mass * goods.price;
        line["net_mass"] = json!(format!("{mass} kg"));
        line["quantity"] = json!(format!("{mass} KGM"));
        line["value"] = json!(format!("{}.{:02} {}", cents / 100, cents % 100, goods.currency));
        line
    }
}

impl Run<'_> {
    /// The moment of the next thing that happens, in the morning or the afternoon.
    fn next(&self) -> Timestamp {
        let slot = self.slot.get();
        self.slot.set(slot + 1);
        let zone = &self.app.field().home.zone;
        let day = zone.start_of_day(self.first.plus((slot / SLOTS_A_DAY) as i32));
        let hour = if slot % SLOTS_A_DAY == 0 { 9 * 60 } else { 14 * 60 };
        let minute = self.minutes[(slot % 64) as usize] as i64;
        day.plus_us((hour + minute) * MINUTE_US)
    }

    async fn declared(mut self, mode: &str) -> Result<Self> {
        let key = key(&self.declarant.account, &format!("{}/declare", self.reference));
        let ask = Ask { now: self.next(), key: Some(key), ..self.declarant.clone() };
        let outcome = act::declare(&self.app.desk, vec![(ask, self.declaration.clone())]).await.pop();
        let done = outcome.context("a declaration has an outcome")?.map_err(|denied| anyhow!("declare: {denied:?}"))?;
        self.no = done.answer.cases[0].no.to_string();
        let case = self.case().await?;
        let got = case.verdict.as_ref().map(|verdict| verdict.mode.to_string()).unwrap_or_default();
        ensure!(got == mode, "{} goes by {got}, not by {mode}", self.reference);
        Ok(self)
    }

    async fn case(&self) -> Result<Case> {
        let found = act::load(self.app.field(), &Ask::platform(self.app.desk.clock.now()), &self.no).await;
        let found = found.map_err(|denied| anyhow!("{denied:?}"))?;
        Ok(found.with_context(|| format!("there is no case {}", self.no))?.0)
    }

    /// The enterprise got in touch today, so that a case of years ago is not withdrawn at once.
    async fn in_touch(&self) -> Result<()> {
        if self.case().await?.stage.ended() {
            return Ok(());
        }
        let now = self.app.desk.clock.now();
        self.act_at(&self.declarant, "contact", Command::Contact, now).await.map(drop)
    }

    /// The steps that the case needs after its declaration, with kind and whether goods arrive before it.
    async fn plan(&self) -> Result<Vec<(StepName, StepKind, bool)>> {
        let case = self.case().await?;
        let needed =
            case.plan().iter().enumerate().filter(|(at, step)| step.needed && case.status(*at) != StepStatus::Done);
        Ok(needed.map(|(_, step)| (step.step.clone(), step.kind, step.on_arrival)).collect())
    }

    async fn act(&self, who: &Ask, what: &str, command: Command) -> Result<Done> {
        self.act_at(who, what, command, self.next()).await
    }

    async fn act_at(&self, who: &Ask, what: &str, command: Command, now: Timestamp) -> Result<Done> {
        let key = key(&who.account, &format!("{}/{}/{what}", self.reference, self.no));
        let ask = Ask { now, key: Some(key), ..who.clone() };
        let done = act::act(&self.app.desk, &ask, &self.no, None, &command).await;
        done.map_err(|denied| anyhow!("{what} of {} by {}: {denied:?}", self.no, who.account))
    }

    fn officer(&self, role: Role, office: Option<&OfficeCode>) -> Result<Ask> {
        let all = self.cast.officers.get(&role).map(Vec::as_slice).unwrap_or_default();
        let at = |account: &&super::NewAccount| account.roles.iter().any(|(_, at)| at.as_ref() == office);
        let found = match office {
            Some(_) => all.iter().find(at),
            None => all.get(self.minutes[0] as usize % all.len().max(1)),
        };
        found.map(ask_of).with_context(|| format!("nobody is {} at {office:?}", role.word()))
    }

    /// Goes on until the stop.
    async fn on(&self, stop: &Stop) -> Result<()> {
        for _ in 0..LONGEST * 2 {
            if !self.forth(stop).await? {
                return Ok(());
            }
        }
        bail!("{} does not come to its end", self.reference)
    }

    /// Does the next thing; false when there is none before the stop.
    async fn forth(&self, stop: &Stop) -> Result<bool> {
        let case = self.case().await?;
        if case.stage.ended() {
            return Ok(false);
        }
        // Papers have acts of their own.
        let of_papers = |step: &usize| case.plan()[*step].kind == StepKind::Certify;
        let opens: Vec<usize> = case.open_steps().filter(|step| !of_papers(step)).collect();
        let at_stop = |step: &usize| matches!(stop, Stop::Before(name) if case.plan()[*step].step == *name);
        if opens.iter().any(at_stop) {
            return Ok(false);
        }
        if let Some(step) = opens.first() {
            self.step(&case, *step).await?;
            return Ok(true);
        }
        if case.stage == Stage::UnderReview {
            if matches!(stop, Stop::Before(name) if case.plan().iter().any(|p| p.kind == StepKind::Review && p.step == *name))
            {
                return Ok(false);
            }
            let reviewer = self.officer(Role::Reviewer, None)?;
            let what = format!("review/{}", case.version);
            self.act(&reviewer, &what, Command::Review(Review::Pass { note: String::new() })).await?;
            return Ok(true);
        }
        if case.transit.as_ref().is_some_and(|transit| transit.arrived_at.is_none()) {
            if *stop == Stop::BeforeArrival {
                return Ok(false);
            }
            let inland = case.plan().iter().position(|p| p.needed && p.on_arrival);
            let office = inland.and_then(|step| case.office_of(step)).context("goods arrive somewhere")?;
            let inspector = self.officer(Role::Inspector, Some(office))?;
            self.act(&inspector, "arrive", Command::Arrive(Arrival { seal_intact: Some(true) })).await?;
            return Ok(true);
        }
        Ok(false)
    }

    async fn step(&self, case: &Case, step: usize) -> Result<Done> {
        let planned = &case.plan()[step];
        let name = planned.step.clone();
        let Some((role, work)) = self.work(case, step) else {
            let reviewer = self.officer(Role::Reviewer, None)?;
            let what = format!("review/{}", case.version);
            return self.act(&reviewer, &what, Command::Review(Review::Pass { note: String::new() })).await;
        };
        let mut office = case.office_of(step).cloned().context("a step has a usual place")?;
        // 任一: papers are given out at any office, not only at the usual one.
        let elsewhere = matches!(&planned.at, Allowed::Any(_)) && self.minutes[step % 64].is_multiple_of(3);
        if elsewhere && let Some(other) = self.officer(role, None)?.office {
            office = other;
        }
        let who = self.officer(role, Some(&office))?;
        let what = format!("{name}/{}", case.version);
        self.act(&who, &what, Command::Perform { step: name, work }).await
    }

    /// What is done in a step and who does it; none for review, which is no such work.
    fn work(&self, case: &Case, step: usize) -> Option<(Role, Work)> {
        let words = &self.telling.words;
        Some(match case.plan()[step].kind {
            StepKind::Review | StepKind::Certify => return None,
            StepKind::Accept => (Role::Acceptor, Work::Accept {}),
            StepKind::Supervise => (Role::Inspector, Work::Supervise(Supervision { note: words.supervise.clone() })),
            StepKind::Inspect | StepKind::Verify | StepKind::WatchLoading => {
                let lots: Vec<_> = case.lots.iter().map(|lot| lot.id).filter(|lot| case.lot_may(step, *lot)).collect();
                let measured = case.passing(step, &lots, &self.law.policy, case.day);
                let findings = lots.into_iter().map(|lot| Finding { lot, outcome: Outcome::Pass }).collect();
                (Role::Inspector, self.examined(findings, measured))
            }
            StepKind::Treat => {
                let entry = case.untreated(step).first().copied();
                let policy = &self.law.policy;
                let strong = entry.and_then(|entry| case.strength(entry, policy));
                let treatment = match strong {
                    Some((_, wanted)) => Treatment::strong(wanted, policy.region.language),
                    None => Treatment::by(words.treat.clone(), Some(560), 30),
                };
                (Role::Inspector, Work::Treat(Treatment { entry: entry.map(str::to_owned), ..treatment }))
            }
            StepKind::Forward => (Role::Releaser, Work::Forward {}),
            StepKind::Clear => (Role::Releaser, Work::Clear {}),
            StepKind::Move => (Role::Releaser, Work::Move(Departure { seal: format!("S{}", self.no) })),
            StepKind::Release => (Role::Releaser, Work::Release(Released { lots: Vec::new() })),
        })
    }

    fn examined(&self, findings: Vec<Finding>, measured: Vec<Measurement>) -> Work {
        let note = self.telling.words.examine.clone();
        Work::Examine(Examination { note, measured, ..Examination::of(findings) })
    }
}
