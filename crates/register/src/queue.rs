//! Writing on a server: one queue per office and process, at most one group per office at a time, and a pool of connections
//! that all offices share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::append;
use crate::claim::{self, Look};
use crate::engine::pool::{Pool, Taken};
use crate::engine::{Failure, Link, Step};
use crate::options::Options;
use crate::work::{NotAppended, Outcome, Work};
use crate::writer::{Answers, GROUP, refused};

/// How often a transaction is tried that others keep getting in the way of.
const TRIES: u32 = 8;

type Waiting = (Box<Work>, oneshot::Sender<Outcome>);

/// The queues of all offices.
#[derive(Clone)]
pub(crate) struct Queues {
    pool: Pool,
    options: Arc<Options>,
    offices: Arc<Mutex<HashMap<String, mpsc::Sender<Waiting>>>>,
}

/// Where a transaction failed. Only at the commit is it unknown whether it happened.
enum Failed {
    Before(Failure),
    AtCommit(Failure),
}

impl Queues {
    pub(crate) fn new(pool: Pool, options: Arc<Options>) -> Queues {
        Queues { pool, options, offices: Arc::default() }
    }

    /// Hands a command to its office's queue.
    pub(crate) async fn send(&self, work: Box<Work>) -> Result<oneshot::Receiver<Outcome>, NotAppended> {
        let (to, outcome) = oneshot::channel();
        let queue = self.queue(&work.office);
        queue.send((work, to)).await.map_err(|_| NotAppended::Failed("the office's queue has ended".to_owned()))?;
        Ok(outcome)
    }

    fn queue(&self, office: &str) -> mpsc::Sender<Waiting> {
        let mut offices = self.offices.lock().expect("no one panics while holding it");
        if let Some(queue) = offices.get(office) {
            return queue.clone();
        }
        let (sender, receiver) = mpsc::channel(4 * GROUP);
        offices.insert(office.to_owned(), sender.clone());
        tokio::spawn(serve(self.pool.clone(), self.options.clone(), receiver));
        sender
    }

    /// Runs statements in one transaction of their own.
    pub(crate) async fn steps(&self, steps: &[Step]) -> Answers {
        let mut tries = 0;
        loop {
            let mut taken = self.pool.take().await?;
            let result = in_transaction(&mut taken.link, steps).await;
            let Err(failed) = result else {
                self.pool.give(taken);
                return result.map_err(Failed::failure);
            };
            back(&self.pool, taken).await;
            tries += 1;
            let again = matches!(
                failed,
                Failed::Before(Failure::Retry(_) | Failure::Lost(_)) | Failed::AtCommit(Failure::Retry(_))
            );
            if !again || TRIES <= tries {
                return Err(failed.failure());
            }
            tokio::time::sleep(pause(&self.options, tries)).await;
        }
    }
}

impl Failed {
    fn failure(self) -> Failure {
        match self {
            Failed::Before(failure) | Failed::AtCommit(failure) => failure,
        }
    }
}

async fn in_transaction(link: &mut Link, steps: &[Step]) -> Result<Vec<Vec<crate::value::Row>>, Failed> {
    link.begin().await.map_err(Failed::Before)?;
    let rows = link.each(steps).await.map_err(Failed::Before)?;
    link.commit().await.map_err(Failed::AtCommit)?;
    Ok(rows)
}

/// Gives a connection back after a failure; one on which even that fails is closed.
async fn back(pool: &Pool, mut taken: Taken) {
    if taken.link.rollback().await.is_ok() {
        pool.give(taken);
    }
}

/// Between 1 and 2 times 2^try milliseconds, so that those who collided do not collide again.
fn pause(options: &Options, tries: u32) -> Duration {
    let mut chance = [0; 2];
    (options.chance)(&mut chance);
    let base = 1_000u64 << tries;
    Duration::from_micros(base + base * u64::from(u16::from_le_bytes(chance)) / u64::from(u16::MAX))
}

async fn serve(pool: Pool, options: Arc<Options>, mut queue: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::new();
    while queue.recv_many(&mut waiting, GROUP).await != 0 {
        let (works, to): (Vec<Box<Work>>, Vec<_>) = waiting.drain(..).unzip();
        let works: Vec<&Work> = works.iter().map(Box::as_ref).collect();
        let outcomes = if options.spread {
            write_after_names(&pool, &options, &works).await
        } else {
            write(&pool, &options, &works).await
        };
        for (to, outcome) in to.into_iter().zip(outcomes) {
            // Who asked may have gone; what was written stays written.
            let _ = to.send(outcome);
        }
    }
}

/// Takes the names of a group first, one command after the other, appends what got its names, and gives back those of what
/// was refused.
async fn write_after_names(pool: &Pool, options: &Options, works: &[&Work]) -> Vec<Outcome> {
    let mut taken = Vec::with_capacity(works.len());
    for work in works {
        taken.push(names_of(pool, options, work).await);
    }
    let named = works.iter().zip(&taken).filter(|(_, taken)| taken.is_ok()).map(|(work, _)| *work);
    let named: Vec<&Work> = named.collect();
    let mut written = if named.is_empty() { Vec::new() } else { write(pool, options, &named).await }.into_iter();
    let mut outcomes = Vec::with_capacity(works.len());
    for taken in taken {
        let outcome = match taken {
            Err(why) => Err(why),
            Ok(taken) => {
                let outcome = written.next().expect("each that has its names was written");
                if !matches!(outcome, Ok(_) | Err(NotAppended::Unknown(_))) && !taken.is_empty() {
                    // What cannot be given back now is only a name that the same command may use again.
                    let queues = Queues::new(pool.clone(), Arc::new(options.clone()));
                    drop(queues.steps(&taken).await);
                }
                outcome
            }
        };
        outcomes.push(outcome);
    }
    outcomes
}

async fn names_of(pool: &Pool, options: &Options, work: &Work) -> Result<Vec<Step>, NotAppended> {
    for tries in 1..=TRIES {
        let mut taken = pool.take().await.map_err(|failure| refused(&failure))?;
        match claim::first(&mut taken.link, work, (options.clock)()).await {
            Ok(names) => {
                pool.give(taken);
                return names;
            }
            Err(failure) => {
                back(pool, taken).await;
                if tries == TRIES || !matches!(failure, Failure::Retry(_) | Failure::Lost(_)) {
                    return Err(refused(&failure));
                }
            }
        }
        tokio::time::sleep(pause(options, tries)).await;
    }
    unreachable!("the last try returns")
}

/// Writes a group; if it cannot be written together, each alone.
async fn write(pool: &Pool, options: &Options, works: &[&Work]) -> Vec<Outcome> {
    let failure = match together(pool, options, works).await {
        Ok(outcomes) => return outcomes,
        Err(failure) => failure,
    };
    if works.len() == 1 {
        return vec![Err(refused(&failure))];
    }
    let mut outcomes = Vec::with_capacity(works.len());
    for work in works {
        outcomes.push(match together(pool, options, &[work]).await {
            Ok(mut outcome) => outcome.remove(0),
            Err(failure) => Err(refused(&failure)),
        });
    }
    outcomes
}

/// Tries until nobody is in the way. After a connection lost at the commit the head is locked anew: that waits until the old
/// transaction has ended, and the keys then tell what it wrote. A command without a key cannot be asked for and stays unknown.
async fn together(pool: &Pool, options: &Options, works: &[&Work]) -> Result<Vec<Outcome>, Failure> {
    let mut unknown: Option<String> = None;
    let mut tries = 0;
    loop {
        let asked: Vec<&Work> = works.iter().filter(|work| unknown.is_none() || work.key.is_some()).copied().collect();
        let result = match pool.take().await {
            Err(failure) => Err(Failed::Before(failure)),
            Ok(mut taken) => match in_one(&mut taken.link, options, &asked, look(options, tries)).await {
                Ok(outcomes) => {
                    pool.give(taken);
                    return Ok(with_unknown(works, unknown, outcomes));
                }
                Err(failed) => {
                    back(pool, taken).await;
                    Err(failed)
                }
            },
        };
        tries += 1;
        match result {
            Ok(()) => unreachable!("a written group has returned"),
            Err(Failed::AtCommit(Failure::Lost(text))) => unknown = Some(text),
            Err(Failed::Before(Failure::Retry(_) | Failure::Lost(_)) | Failed::AtCommit(Failure::Retry(_))) => {}
            Err(failed) => return give_up(works, unknown, failed.failure()),
        }
        if TRIES <= tries {
            return give_up(works, unknown, Failure::Lost("tried too often".to_owned()));
        }
        tokio::time::sleep(pause(options, tries)).await;
    }
}

fn look(options: &Options, tries: u32) -> Look {
    match (options.spread, tries) {
        (true, _) => Look::Taken,
        (false, 0) => Look::Never,
        (false, _) => Look::First,
    }
}

/// Who gives up after a commit that nobody saw the end of says so, and does not say that nothing was written.
fn give_up(works: &[&Work], unknown: Option<String>, failure: Failure) -> Result<Vec<Outcome>, Failure> {
    match unknown {
        None => Err(failure),
        Some(text) => Ok(works.iter().map(|_| Err(NotAppended::Unknown(format!("{text}; then {failure}")))).collect()),
    }
}

fn with_unknown(works: &[&Work], unknown: Option<String>, outcomes: Vec<Outcome>) -> Vec<Outcome> {
    let Some(text) = unknown else { return outcomes };
    let mut outcomes = outcomes.into_iter();
    let outcome = |work: &&Work| match work.key {
        Some(_) => outcomes.next().expect("each command with a key was asked for"),
        None => Err(NotAppended::Unknown(text.clone())),
    };
    works.iter().map(outcome).collect()
}

async fn in_one(link: &mut Link, options: &Options, works: &[&Work], look: Look) -> Result<Vec<Outcome>, Failed> {
    let Some(first) = works.first() else { return Ok(Vec::new()) };
    link.begin().await.map_err(Failed::Before)?;
    let outcomes = append::group(link, &first.office, works, (options.clock)(), look).await.map_err(Failed::Before)?;
    link.commit().await.map_err(Failed::AtCommit)?;
    Ok(outcomes)
}
