//! The one path for every change: load -> permit -> decide -> append. Nothing changes but through here.

mod answered;
mod ask;
pub mod blank;
pub mod carry;
mod declare;
pub mod edition;
pub mod effect;
pub mod governance;
mod permit;
mod reference;
pub mod region;
pub mod seal;

use crate::clock::query_code;
use crate::desk::Desk;
use crate::field::{Field, Known};
use answered::{known_answer, not_appended};
use anyhow::anyhow;
pub use ask::Ask;
use clearance::case::certificate::fill::NameOf;
use clearance::case::certificate::record::Record;
use clearance::case::decide::{self, Command, Context, Decision, Refused, Stamp};
use clearance::case::refusal::NotAllowed;
use clearance::case::{Case, fold};
use clearance::declaration::{Declaration, Measures, Version};
use clearance::event::Event;
use clearance::event::seal::Seal;
use clearance::intent::Answer;
use clearance::part;
use clearance::past::Past;
use clearance::permission::{Act, Barred, Relation};
use clearance::standing::Standing;
pub use declare::{declare, with_entrance};
use permit::{asker, moment, permit_now, roles_now};
pub use permit::{may, parts, permit, permit_act};
use policy::Policy;
use register::cases::Decided;
use register::work::NotAppended;
use std::sync::Arc;
use values::actor::{Actor, Role};
use values::calendar::{Day, Timestamp};
use values::id::{CaseNo, EnterpriseId, OfficeCode, QueryCode, SheetNo};

/// Why nothing was written.
#[derive(Debug)]
pub enum Denied {
    /// What was sent has faults.
    Faults(Vec<values::fault::Fault>),
    /// A clause forbids it.
    NotAllowed(Box<NotAllowed>),
    /// The role may not do this: 403.
    Forbidden(Barred),
    /// For this asker it does not exist: 404.
    Hidden,
    /// The case has changed since the version that the asker knows.
    Stale {
        /// Its version now.
        now: u32,
        /// Kinds of the events since.
        since: Vec<&'static str>,
    },
    /// The key was used for another body.
    KeyReused,
    /// Cannot be written now; try again with the same key.
    Busy(String),
    /// The disk has no room; try again with the same key.
    Full,
    /// Ours to mend.
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for Denied {
    fn from(error: anyhow::Error) -> Denied {
        Denied::Broken(error)
    }
}

impl From<NotAllowed> for Denied {
    fn from(why: NotAllowed) -> Denied {
        Denied::NotAllowed(Box::new(why))
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The answer to the sender.
    pub answer: Answer,
    /// A repetition: it had been written before under the same key.
    pub repeated: bool,
}

/// How often a decision is made again because somebody else was first.
const TRIES: usize = 8;

/// The case of a number with its events, as far as this asker may know of it.
///
/// # Errors
/// The record cannot be read.
pub async fn load(field: &Field, ask: &Ask, no: &str) -> Result<Option<(Case, Vec<Event>)>, Denied> {
    let Some(events) = field.register.case_events(&ask.scope(), no).await? else { return Ok(None) };
    let case = fold::fold(&events).ok_or_else(|| anyhow!("the events of {no} do not begin a case"))?;
    let seen = ask.enterprise.is_none() || parts(field, &case, ask) == [Relation::Own];
    Ok(seen.then_some((case, events)))
}

fn actor(ask: &Ask, role: Role) -> Actor {
    Actor {
        account: ask.account.clone(),
        person: ask.person.clone(),
        role,
        office: ask.office.clone(),
        enterprise: ask.enterprise.clone(),
    }
}

/// The owner's standing today, with what the cases know, and the past as the text of a day counts it.
async fn standing(
    field: &Field,
    known: &Known,
    of: &Declaration,
    (policy, day): (&Policy, Day),
    now: Timestamp,
) -> Result<Standing, Denied> {
    let owner = &of.parties.owner;
    let standing = known.region.standing(owner, field.day(now), field.is_overdue(owner));
    Ok(Standing { past: past(field, policy, of, day, now).await?, ..standing })
}

/// The past of a declaration as the text of a day counts it.
///
/// # Errors
/// It cannot be counted, or not yet: somebody may still record on the day before.
pub async fn past(field: &Field, policy: &Policy, of: &Declaration, day: Day, now: Timestamp) -> Result<Past, Denied> {
    let past = field.past(policy, of, day, now).await?;
    past.ok_or_else(|| Denied::Busy("the day before is being closed".into()))
}

/// What seals the record of a paper.
type Sealer<'d> = dyn Fn(&Record) -> Option<Seal> + Send + Sync + 'd;

/// What knows which office has a preprinted sheet.
type Holder<'d> = dyn Fn(&OfficeCode, &SheetNo) -> bool + Send + Sync + 'd;

/// What a decision is made on, besides the case and the policy.
struct Ground<'d> {
    actor: Actor,
    owner: Standing,
    agent_blacklisted: bool,
    mandated: bool,
    of_party: bool,
    skills: Vec<String>,
    whole: bool,
    query_code: Box<dyn Fn() -> QueryCode + Send + Sync + 'd>,
    seal: Box<Sealer<'d>>,
    has_sheet: Box<Holder<'d>>,
}

/// The ground of a declaration that is brought in; everybody whom it names must have the owner's mandate.
async fn ground<'d>(
    desk: &'d Desk,
    known: &Known,
    (ask, role): (&Ask, Role),
    of: &Declaration,
    by: (&Policy, Day),
) -> Result<Ground<'d>, Denied> {
    let field = &desk.field;
    let today = field.day(ask.now);
    let parties = &of.parties;
    let owner = standing(field, known, of, by, ask.now).await?;
    let mandated = |by: &EnterpriseId| known.region.mandated(&parties.owner, by, of.direction, today);
    // The one who declares is named: nobody declares in another's name.
    let honest = ask.enterprise.as_ref().is_none_or(|by| parties.all().any(|party| party == by));
    let blacklisted = |id: &EnterpriseId| known.region.enterprise(id).is_some_and(|e| e.blacklisted(today));
    Ok(Ground {
        actor: actor(ask, role),
        owner,
        agent_blacklisted: parties.declarant != parties.owner && blacklisted(&parties.declarant),
        mandated: honest && parties.of_owner().all(mandated),
        of_party: ask.office.is_some() && known.region.of_party(&ask.person, parties, today, ask.now),
        skills: known
            .region
            .account(&ask.account)
            .map(|account| account.skills_on(ask.office.as_ref(), today))
            .unwrap_or_default(),
        whole: false,
        query_code: Box::new(|| query_code(&desk.chance)),
        seal: Box::new(crate::seal::sealer(field, known, ask.office.as_ref(), today)),
        has_sheet: blank::holder(known),
    })
}

impl Ground<'_> {
    fn context<'a>(
        &'a self,
        policy: &'a Policy,
        ask: &Ask,
        (measure, name_of): (&'a dyn Fn(&Declaration) -> Measures, NameOf<'a>),
    ) -> Context<'a> {
        Context {
            policy,
            now: ask.now,
            today: ask.now.day_in(&policy.region.zone),
            actor: &self.actor,
            owner: &self.owner,
            agent_blacklisted: self.agent_blacklisted,
            mandated: self.mandated,
            of_party: self.of_party,
            skills: &self.skills,
            fresh: ask.is_fresh(),
            whole: self.whole,
            query_code: &*self.query_code,
            seal: &*self.seal,
            has_sheet: &*self.has_sheet,
            name_of,
            measure,
        }
    }
}

fn stamp(ask: &Ask, by: Actor, epoch: u64) -> Stamp {
    Stamp { happened: ask.now, by, source: ask.source, epoch, key: ask.key.clone() }
}

/// Whether a command would be done if it were given now: screens offer exactly what would. Nothing is written.
///
/// # Errors
/// Why it would not be done.
pub async fn would(desk: &Desk, ask: &Ask, case: &Case, command: &Command) -> Result<(), Denied> {
    decided(desk, &desk.field.known(), ask, case, &[], None, command).await.map(|_| ())
}

/// The case as it would stand if a command were done now, with numbers that nobody has. Nothing is written.
///
/// # Errors
/// Why it would not be done.
pub async fn preview(desk: &Desk, ask: &Ask, case: &Case, command: &Command) -> Result<Case, Denied> {
    let known = desk.field.known();
    let (decision, by) = decided(desk, &known, ask, case, &[], None, command).await?;
    let guard = Some((case.no.clone(), case.version));
    let intent = decision.into_intent(case.office.clone(), guard, stamp(ask, by, known.epoch));
    let numbers: Vec<String> = intent.demands.iter().map(|demand| demand.render(0).unwrap_or_default()).collect();
    let mut after = case.clone();
    let events = intent.finish(0, ask.now, &numbers);
    let own = events.iter().filter(|event| event.case.as_ref() == Some(&case.no));
    own.for_each(|event| fold::apply(&mut after, event));
    Ok(after)
}

/// Does a command on a case. `expected` is the version that the asker knows; a stale one is told what changed.
///
/// # Errors
/// Why nothing was written.
pub async fn act(desk: &Desk, ask: &Ask, no: &str, expected: Option<u32>, command: &Command) -> Result<Done, Denied> {
    let field = &desk.field;
    let mut after = None;
    for _ in 0..TRIES {
        let known = field.known();
        let Some((case, events)) = load(field, ask, no).await? else { return Err(Denied::Hidden) };
        if desk.reserve.is_short() {
            return known_answer(field, &case.office, &ask.key).await.unwrap_or(Err(Denied::Full));
        }
        if let Some(office) = seal::unready(field, ask, command)
            && would(desk, ask, &case, command).await.is_ok()
        {
            seal::ready(desk, office, ask.now).await?;
            field.catch_up().await?;
            continue;
        }
        match attempt(desk, &known, ask, (&case, &events), expected, (command, after.take())).await {
            Attempt::Done(done) => return Ok(done),
            Attempt::Held(holder) => {
                // Another declaration has the reference that this version brings.
                let Some(version) = brought(command) else { return Err(Denied::KeyReused) };
                reference::free(desk, &version.declaration, &holder).await?;
                after = Some(holder);
            }
            Attempt::Again => {
                field.catch_up().await?;
            }
            Attempt::Denied(denied) => {
                let answered = known_answer(field, &case.office, &ask.key).await;
                return answered.unwrap_or(Err(denied));
            }
        }
    }
    Err(Denied::Busy("the case kept changing".into()))
}

enum Attempt {
    Done(Done),
    Held(String),
    Again,
    Denied(Denied),
}

async fn attempt(
    desk: &Desk,
    known: &Known,
    ask: &Ask,
    (case, events): (&Case, &[Event]),
    expected: Option<u32>,
    (command, after): (&Command, Option<String>),
) -> Attempt {
    let decided = decided(desk, known, ask, case, events, expected, command).await;
    let (decision, by) = match decided {
        Ok(decided) => decided,
        Err(denied) => return Attempt::Denied(denied),
    };
    let guard: Option<(CaseNo, u32)> = Some((case.no.clone(), case.version));
    let intent = decision.into_intent(case.office.clone(), guard, stamp(ask, by, known.epoch));
    let decided = Decided { intent, before: Some(Arc::new(case.clone())), apart: ask.apart.clone(), after, seen: None };
    match desk.field.register.append_decided(decided).await {
        Ok(recorded) => Attempt::Done(Done { answer: recorded.answer, repeated: recorded.appended.repeated }),
        // Decided again on what is there now; with an expected version the next load says what changed.
        Err(NotAppended::StaleEpoch { .. } | NotAppended::StaleVersion { .. }) => Attempt::Again,
        Err(NotAppended::Claimed { holder }) => Attempt::Held(holder),
        Err(NotAppended::SheetUsed { sheet, by }) => match blank::used_up(&desk.field, known, ask, &sheet, &by).await {
            Ok(denied) | Err(denied) => Attempt::Denied(denied),
        },
        Err(why) => Attempt::Denied(not_appended(why)),
    }
}

/// The version of a declaration that a command brings.
fn brought(command: &Command) -> Option<&Version> {
    if let Command::Resubmit(version) | Command::AskAmendment { version, .. } = command { Some(version) } else { None }
}

async fn decided(
    desk: &Desk,
    known: &Known,
    ask: &Ask,
    case: &Case,
    events: &[Event],
    expected: Option<u32>,
    command: &Command,
) -> Result<(Decision, Actor), Denied> {
    let field = &desk.field;
    let today = field.day(ask.now);
    let (asker, moment) = (asker(ask), moment(known, ask, today));
    let named = part::named_role(case, command);
    let role = match Act::of(command) {
        Some(act) => {
            let parts = part::in_command(case, command, asker, moment);
            let mut asks = ask.clone();
            asks.roles.sort_by_key(|role| Some(*role) != named);
            permit_now(&asks, act, &parts, known, today)?
        }
        None if ask.roles.contains(&Role::System) => Role::System,
        None => return Err(Denied::Forbidden(Barred { act: None, elsewhere: false })),
    };
    let parts = part::in_case(case, asker, moment);
    let whole = permit_now(ask, Act::ReadOwn, &parts, known, today).is_ok();
    if let Some(version) = expected
        && version != case.version
    {
        let told = |event: &&Event| {
            version < event.version && (whole && ask.enterprise.is_none() || !event.body.for_officers())
        };
        let since = events.iter().filter(told).map(|event| event.body.kind()).collect();
        return Err(Denied::Stale { now: case.version, since });
    }
    let (version, day) = if let Command::ApplyEdition { version, from, .. } = command {
        (version, *from)
    } else {
        (&case.policy, case.day)
    };
    let law = able(field, known)?.law_of(version, day).await?;
    let of = brought(command).map_or(&*case.declaration, |v| &v.declaration);
    let mut ground = ground(desk, known, (ask, role), of, (&law.policy, day)).await?;
    if brought(command).is_none() {
        // Who was named when it was declared may have lost the mandate since: the owner goes on alone.
        ground.mandated = ask.enterprise.is_none() || parts == [Relation::Own];
    }
    ground.whole = whole;
    let measure = |of: &Declaration| law.measure(of, day);
    let name_of = |table, code: &str| law.name_of(table, code, day);
    let decision = decide::decide(case, command, &ground.context(&law.policy, ask, (&measure, &name_of)))?;
    Ok((decision, ground.actor))
}

/// The field, where it can carry out every edition that was adopted; otherwise nothing is decided here.
fn able<'f>(field: &'f Field, known: &Known) -> Result<&'f Field, Denied> {
    match &known.unable {
        None => Ok(field),
        Some(unable) => Err(Denied::Busy(format!("edition {} cannot be loaded here: {}", unable.version, unable.why))),
    }
}

impl From<Refused> for Denied {
    fn from(refused: Refused) -> Denied {
        match refused {
            Refused::Faulty(faults) => Denied::Faults(faults),
            Refused::NotAllowed(why) => why.into(),
        }
    }
}
