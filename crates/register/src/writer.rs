//! The one writer of an embedded register: a thread that takes whatever waits, writes it in one transaction and answers after
//! the one sync. When nothing waits behind it, a command goes at once: there is no delay to collect others.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::append;
use crate::claim::Look;
use crate::engine::{Failure, Link, On, Step, at_once};
use crate::options::Options;
use crate::remembered::Counted;
use crate::value::Row;
use crate::work::{NotAppended, Outcome, Work};

/// How many jobs share a transaction at most.
pub(crate) const GROUP: usize = 256;

/// Pages in the write-ahead log from which it is moved into the file (4 MiB of 4 KiB pages).
const CHECKPOINT_PAGES: i64 = 1_000;

/// The rows of each statement.
pub(crate) type Answers = Result<Vec<Vec<Row>>, Failure>;

/// Something to be done with the connection to itself, outside of a transaction.
pub(crate) type Alone = Box<dyn FnOnce(&mut Link) + Send>;

/// What the writer is asked.
pub(crate) enum Job {
    /// To append a command.
    Append(Box<Work>, oneshot::Sender<Outcome>),
    /// To run statements in one transaction.
    Steps(Vec<Step>, oneshot::Sender<Answers>),
    /// To do something else, alone.
    Alone(Alone),
    /// To finish what was asked before, and to end.
    Close(oneshot::Sender<()>),
}

enum Answer {
    Outcome(Outcome),
    Rows(Vec<Vec<Row>>),
}

/// Starts the thread.
pub(crate) fn start(mut link: Link, options: Arc<Options>, counted: Counted) -> std::io::Result<mpsc::Sender<Job>> {
    let (sender, receiver) = mpsc::channel(4 * GROUP);
    std::thread::Builder::new().name("register-writer".to_owned()).spawn(move || {
        let closed = serve(&mut link, receiver, &options, &counted);
        drop(link);
        if let Some(closed) = closed {
            // The one who asked may have gone; then nobody waits.
            let _ = closed.send(());
        }
    })?;
    Ok(sender)
}

fn serve(
    link: &mut Link,
    mut jobs: mpsc::Receiver<Job>,
    options: &Options,
    counted: &Counted,
) -> Option<oneshot::Sender<()>> {
    while let Some(first) = jobs.blocking_recv() {
        let (mut group, mut next) = (Vec::new(), Some(first));
        while let Some(job) = next.take() {
            match job {
                Job::Append(..) | Job::Steps(..) => group.push(job),
                Job::Alone(work) => {
                    finish(link, std::mem::take(&mut group), options, counted)?;
                    work(link);
                    counted.wrote();
                }
                Job::Close(closed) => {
                    finish(link, group, options, counted)?;
                    checkpoint(link, options, 1)?;
                    return Some(closed);
                }
            }
            if group.len() < GROUP {
                next = jobs.try_recv().ok();
            }
        }
        finish(link, group, options, counted)?;
        checkpoint(link, options, CHECKPOINT_PAGES)?;
    }
    None
}

/// Writes a group and answers everyone in it. None when the disk failed: then nothing more is written or answered.
fn finish(link: &mut Link, mut jobs: Vec<Job>, options: &Options, counted: &Counted) -> Option<()> {
    if jobs.is_empty() {
        return Some(());
    }
    match at_once(attempt(link, &jobs, options)) {
        Ok(answers) => {
            // Kept tables hold no tasks. Whoever is answered counts anew.
            if jobs.iter().any(|job| matches!(job, Job::Append(..))) {
                counted.wrote();
            }
            jobs.into_iter().zip(answers).for_each(|(job, answer)| reply(job, Ok(answer)));
        }
        Err(failure) => {
            survives(&failure, options)?;
            survives_rollback(link, options)?;
            if jobs.len() == 1 {
                reply(jobs.remove(0), Err(failure));
            } else {
                // One of them is at fault, and the others must not pay for it.
                for job in jobs {
                    finish(link, vec![job], options, counted)?;
                }
            }
        }
    }
    Some(())
}

/// After a failed sync the system may have dropped the pages and call the next sync good, so going on would acknowledge what
/// is lost (docs/ARCHITECTURE.md, a full disk). The process ends; starting again reads what is really there.
fn survives(failure: &Failure, options: &Options) -> Option<()> {
    let Failure::Broken(text) = failure else { return Some(()) };
    (options.disk_failed)(text);
    None
}

fn survives_rollback(link: &mut Link, options: &Options) -> Option<()> {
    match at_once(link.rollback()) {
        Ok(()) => Some(()),
        Err(failure) => {
            (options.disk_failed)(&format!("taking a transaction back: {failure}"));
            None
        }
    }
}

async fn attempt(link: &mut Link, jobs: &[Job], options: &Options) -> Result<Vec<Answer>, Failure> {
    link.begin().await?;
    let mut answers: Vec<Option<Answer>> = jobs.iter().map(|_| None).collect();
    let mut offices: BTreeMap<&str, Vec<(usize, &Work)>> = BTreeMap::new();
    for (at, job) in jobs.iter().enumerate() {
        match job {
            Job::Append(work, _) => offices.entry(&work.office).or_default().push((at, work)),
            Job::Steps(steps, _) => answers[at] = Some(Answer::Rows(link.each(steps).await?)),
            Job::Alone(_) | Job::Close(_) => unreachable!("only what can share a transaction is grouped"),
        }
    }
    let now = (options.clock)();
    for (office, works) in offices {
        let (places, works): (Vec<usize>, Vec<&Work>) = works.into_iter().unzip();
        for (at, outcome) in places.into_iter().zip(append::group(link, office, &works, now, Look::First).await?) {
            answers[at] = Some(Answer::Outcome(outcome));
        }
    }
    link.commit().await?;
    Ok(answers.into_iter().map(|answer| answer.expect("each job was done above")).collect())
}

/// Those who asked may have gone; what was written stays written.
fn reply(job: Job, answer: Result<Answer, Failure>) {
    match (job, answer) {
        (Job::Append(_, to), Ok(Answer::Outcome(outcome))) => drop(to.send(outcome)),
        (Job::Append(_, to), Err(failure)) => drop(to.send(Err(refused(&failure)))),
        (Job::Steps(_, to), Ok(Answer::Rows(rows))) => drop(to.send(Ok(rows))),
        (Job::Steps(_, to), Err(failure)) => drop(to.send(Err(failure))),
        (Job::Append(..) | Job::Steps(..), Ok(_)) | (Job::Alone(_) | Job::Close(_), _) => {
            unreachable!("answers are of their job's kind")
        }
    }
}

/// What the sender of a command is told of a failure.
pub(crate) fn refused(failure: &Failure) -> NotAppended {
    match failure {
        Failure::Full(_) => NotAppended::Full,
        Failure::Retry(_) | Failure::TooLong | Failure::Lost(_) => NotAppended::Away(failure.to_string()),
        Failure::Taken(_) | Failure::Broken(_) | Failure::Other(_) => NotAppended::Failed(failure.to_string()),
    }
}

fn checkpoint(link: &mut Link, options: &Options, pages: i64) -> Option<()> {
    let On::Sqlite(link) = &mut link.on else { unreachable!("the writer thread is for SQLite") };
    let result = link.waiting_pages().and_then(|waiting| if waiting < pages { Ok(()) } else { link.checkpoint() });
    match result {
        Ok(()) => Some(()),
        // A full disk or a busy reader only puts it off: what waits is safe in the log.
        Err(failure) => survives(&failure, options),
    }
}
