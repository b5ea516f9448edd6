//! The one path for what belongs to no case: permit -> checks that say no -> append in the region's partition.
//!
//! Whether the very next append anywhere obeys a restriction is the register's work: it acknowledges one only after
//! every partition's head has the new epoch. What restricts nothing is appended on the very state that it was decided on, so
//! that of two who register the same person, account or enterprise the second sees the first.

use super::{Ask, Denied, Done, TRIES, actor, blank, known_answer, not_appended, permit_act, roles_now};
use crate::desk::Desk;
use crate::field::Known;
use clearance::case::refusal::{NotAllowed, Reason};
use clearance::event::body::Domain;
use clearance::event::region::RegionEvent;
use clearance::intent::Intent;
use clearance::intent::REGION;
use clearance::permission::{Act, Barred};
use clearance::region::RegionState;
use register::cases::Decided;
use register::work::NotAppended;
use values::actor::Role;
use values::fault::Fault;
use values::id::OfficeCode;

/// What somebody asks to have recorded of the region, made anew on what is known at each try.
pub type Making<'a> = dyn Fn(&RegionState) -> Result<Vec<RegionEvent>, Denied> + Send + Sync + 'a;

/// Records what follows from `making` for an asker whose role may do the act.
///
/// # Errors
/// Why nothing was written.
pub async fn record(desk: &Desk, ask: &Ask, act: Act, making: &Making<'_>) -> Result<Done, Denied> {
    let role = permit_act(ask, act)?;
    record_as(desk, ask, role, making).await
}

/// Records what follows from `making` in a role that the caller has made sure of.
///
/// # Errors
/// Why nothing was written.
pub async fn record_as(desk: &Desk, ask: &Ask, role: Role, making: &Making<'_>) -> Result<Done, Denied> {
    let field = &desk.field;
    let partition = OfficeCode::parse(REGION).expect("the region's partition is an office code");
    let mut turn = None;
    for _ in 0..TRIES {
        let known = field.catch_up().await?;
        let denied = match once(desk, &known, ask, role, making).await {
            Ok(Once::Done(done)) => {
                field.catch_up().await?;
                return Ok(done);
            }
            Ok(Once::Restricted) => continue,
            Ok(Once::Overtaken) => {
                // From now on in turn, so that each is overtaken by newcomers at most.
                if turn.is_none() {
                    turn = Some(field.turn.lock().await);
                }
                continue;
            }
            Err(denied) => denied,
        };
        return known_answer(field, &partition, &ask.key).await.unwrap_or(Err(denied));
    }
    Err(Denied::Busy("the region kept changing".into()))
}

/// What became of one try.
enum Once {
    Done(Done),
    /// Somebody was restricted since.
    Restricted,
    /// Something else happened in the region since.
    Overtaken,
}

async fn once(desk: &Desk, known: &Known, ask: &Ask, role: Role, making: &Making<'_>) -> Result<Once, Denied> {
    let today = desk.field.day(ask.now);
    if !roles_now(ask, &known.region, today).contains(&role) {
        return Err(Denied::Forbidden(Barred { act: None, elsewhere: false }));
    }
    let events = making(&known.region)?;
    // Who works for an enterprise records nothing of it for an office (「签证管理办法」第六条).
    let own = |event: &RegionEvent| known.region.of_subject(&ask.person, event, today, ask.now);
    if ask.office.is_some() && events.iter().any(own) {
        let law = desk.field.law_in(known, today).await?;
        return Err(NotAllowed::new(&law.policy, Reason::SamePerson).into());
    }
    // What restricts is kept apart by its epoch; an adoption also by what happened to its proposal, which carries none.
    let adopts = |event: &RegionEvent| matches!(event, RegionEvent::PolicyAdopted { .. });
    let apart = events.iter().any(Domain::restricts) && !events.iter().any(adopts);
    let seen = (!apart).then_some(known.region.seq);
    let intent = Intent::of_region(events, &actor(ask, role), ask.source, ask.now, known.epoch, ask.key.clone());
    let decided = Decided { apart: ask.apart.clone(), seen, ..Decided::new(intent) };
    match desk.field.register.append_decided(decided).await {
        Ok(recorded) => Ok(Once::Done(Done { answer: recorded.answer, repeated: recorded.appended.repeated })),
        Err(NotAppended::StaleEpoch { .. }) => Ok(Once::Restricted),
        Err(NotAppended::StaleVersion { .. }) => Ok(Once::Overtaken),
        Err(NotAppended::SheetUsed { sheet, by }) => Err(blank::used_up(&desk.field, known, ask, &sheet, &by).await?),
        Err(why) => Err(not_appended(why)),
    }
}

/// A denial for one fault.
pub fn fault(at: &str, code: &str, given: &str, wanted: values::text::Text) -> Denied {
    Denied::Faults(vec![Fault::new(at, code, given, wanted)])
}
