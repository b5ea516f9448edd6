//! How declarations come in: submitted and accepted in one transaction, many together, each with its own outcome.

use super::{
    Ask, Denied, Done, TRIES, able, ground, known_answer, not_appended, permit_act, permit_now, reference, stamp,
};
use crate::desk::Desk;
use crate::field::Known;
use clearance::case::decide::{self, Context, Decision, Stamp};
use clearance::declaration::Declaration;
use clearance::permission::{Act, Relation};
use register::cases::Decided;
use register::work::NotAppended;

/// Does something with the context of a new declaration: advice and acceptance see the same.
///
/// # Errors
/// The asker may not, or the register cannot be read.
pub async fn with_entrance<T>(
    desk: &Desk,
    ask: &Ask,
    act: Act,
    declaration: &Declaration,
    use_it: impl FnOnce(&Context) -> T,
) -> Result<T, Denied> {
    let role = permit_act(ask, act)?;
    let field = &desk.field;
    let known = field.known();
    let day = field.day(ask.now);
    let law = able(field, &known)?.law_in(&known, day).await?;
    let ground = ground(desk, &known, (ask, role), declaration, (&law.policy, day)).await?;
    let measure = |of: &Declaration| law.measure(of, day);
    let name_of = |table, code: &str| law.name_of(table, code, day);
    Ok(use_it(&ground.context(&law.policy, ask, (&measure, &name_of))))
}

/// Submits and accepts declarations that are faultless in form and validity, together; each has its own outcome.
/// Each has its own ask, since the key counts the items of a batch.
pub async fn declare(desk: &Desk, batch: Vec<(Ask, Declaration)>) -> Vec<Result<Done, Denied>> {
    let mut outcomes: Vec<Option<Result<Done, Denied>>> = batch.iter().map(|_| None).collect();
    let mut after = vec![None; batch.len()];
    for _ in 0..TRIES {
        let waiting: Vec<usize> = (0..batch.len()).filter(|n| outcomes[*n].is_none()).collect();
        if waiting.is_empty() {
            break;
        }
        declare_once(desk, &batch, &waiting, &mut after, &mut outcomes).await;
    }
    let busy = || Err(Denied::Busy("restrictions kept changing".into()));
    outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(busy)).collect()
}

async fn declare_once(
    desk: &Desk,
    batch: &[(Ask, Declaration)],
    waiting: &[usize],
    after: &mut [Option<String>],
    outcomes: &mut [Option<Result<Done, Denied>>],
) {
    let field = &desk.field;
    let known = field.known();
    let (mut intents, mut places) = (Vec::new(), Vec::new());
    for n in waiting {
        let (ask, declaration) = &batch[*n];
        match entrance(desk, &known, ask, declaration).await {
            Ok((decision, stamp)) => {
                let home = declaration.offices.accept.clone();
                let intent = decision.into_intent(home, None, stamp);
                intents.push(Decided { apart: ask.apart.clone(), after: after[*n].take(), ..Decided::new(intent) });
                places.push(*n);
            }
            Err(denied) => {
                let answered = known_answer(field, &declaration.offices.accept, &ask.key).await;
                outcomes[*n] = Some(answered.unwrap_or(Err(denied)));
            }
        }
    }
    let mut lagging = false;
    for (n, outcome) in places.into_iter().zip(field.register.append_intents(intents).await) {
        match outcome {
            Ok(recorded) => {
                outcomes[n] = Some(Ok(Done { answer: recorded.answer, repeated: recorded.appended.repeated }));
            }
            Err(NotAppended::StaleEpoch { .. }) => lagging = true,
            Err(NotAppended::Claimed { holder }) => {
                let (ask, declaration) = &batch[n];
                match reference::held(desk, ask, declaration, &holder).await {
                    Ok(Some(done)) => outcomes[n] = Some(Ok(done)),
                    Ok(None) => after[n] = Some(holder),
                    Err(denied) => outcomes[n] = Some(Err(denied)),
                }
            }
            Err(why) => outcomes[n] = Some(Err(not_appended(why))),
        }
    }
    if lagging && let Err(error) = field.catch_up().await {
        tracing::error!("the region's partition cannot be read: {error:#}");
    }
}

async fn entrance(
    desk: &Desk,
    known: &Known,
    ask: &Ask,
    declaration: &Declaration,
) -> Result<(Decision, Stamp), Denied> {
    let field = &desk.field;
    if desk.reserve.is_short() {
        return Err(Denied::Full);
    }
    // The parties of a declaration are its own; only the role is looked at here.
    let role = permit_now(ask, Act::Declare, &[Relation::Own], known, field.day(ask.now))?;
    let day = field.day(ask.now);
    let law = able(field, known)?.law_in(known, day).await?;
    let ground = ground(desk, known, (ask, role), declaration, (&law.policy, day)).await?;
    let measure = |of: &Declaration| law.measure(of, day);
    let name_of = |table, code: &str| law.name_of(table, code, day);
    let decision = decide::declare(declaration.clone(), &ground.context(&law.policy, ask, (&measure, &name_of)))?;
    Ok((decision, stamp(ask, ground.actor, known.epoch)))
}
