//! The ways into a register that is open: append commands, write kept tables, read.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use tokio::sync::{mpsc, oneshot};

use crate::engine::pool::Pool;
use crate::engine::{Failure, Link, Place, Ran, Step, at_once};
use crate::options::Options;
use crate::queue::Queues;
use crate::remembered::{Counted, Names};
use crate::value::{Row, Value};
use crate::work::{NotAppended, Outcome, Work};
use crate::writer::{Alone, Answers, Job};

/// The official record. Clones are the same register.
#[derive(Clone)]
pub struct Register {
    inner: Arc<Inner>,
}

struct Inner {
    place: Place,
    options: Arc<Options>,
    writing: Writing,
    /// For reads of a few pages.
    short: Pool,
    /// For reads that may take a while.
    long: Pool,
    /// Names of goods whose pieces stand in the record.
    names: Names,
    ran: Ran,
}

pub(crate) enum Writing {
    /// The writer thread, and what was counted since it wrote.
    Thread(mpsc::Sender<Job>, Counted),
    /// The queues of the offices, their pool, and the queues that push epochs, which have a pool of their own.
    Queues(Queues, Pool, Box<Queues>),
}

/// Where a writing connection is had.
pub(crate) enum Writer<'a> {
    /// From the writer's thread, by [`Register::alone`].
    Thread,
    /// From a pool.
    Pool(&'a Pool),
}

impl Register {
    /// Of its parts.
    pub(crate) fn of(place: Place, options: Arc<Options>, writing: Writing, pools: [Pool; 2], ran: Ran) -> Register {
        let [short, long] = pools;
        Register { inner: Arc::new(Inner { place, options, writing, short, long, names: Names::default(), ran }) }
    }

    /// How many statements were run since it was opened, on all of its connections, those that failed included.
    pub fn statements(&self) -> u64 {
        self.inner.ran.so_far()
    }

    pub(crate) async fn send(&self, work: Box<Work>) -> Result<oneshot::Receiver<Outcome>, NotAppended> {
        match &self.inner.writing {
            Writing::Queues(queues, ..) => queues.send(work).await,
            Writing::Thread(jobs, _) => {
                let (to, outcome) = oneshot::channel();
                let sent = jobs.send(Job::Append(work, to)).await;
                sent.map_err(|_| NotAppended::Failed("the writer has ended".to_owned()))?;
                Ok(outcome)
            }
        }
    }

    /// Waits for an answer; none when the writer ended without it. A job that is sent while the writer ends may stay in the
    /// channel for as long as we hold an end of it, and would never be answered.
    pub(crate) async fn hear<T>(&self, mut answer: oneshot::Receiver<T>) -> Option<T> {
        let Writing::Thread(jobs, _) = &self.inner.writing else { return answer.await.ok() };
        tokio::select! {
            heard = &mut answer => heard.ok(),
            () = jobs.closed() => answer.try_recv().ok(),
        }
    }

    /// Runs statements on kept tables in one transaction; it is on the disk when this returns.
    pub(crate) async fn write(&self, steps: Vec<Step>) -> Answers {
        match &self.inner.writing {
            Writing::Queues(queues, ..) => queues.steps(&steps).await,
            Writing::Thread(jobs, _) => {
                let (to, answer) = oneshot::channel();
                let ended = || Failure::Lost("the writer has ended".to_owned());
                jobs.send(Job::Steps(steps, to)).await.map_err(|_| ended())?;
                self.hear(answer).await.unwrap_or_else(|| Err(ended()))
            }
        }
    }

    /// Runs one statement in a transaction of its own that may not wait long for others; on a server beside what is appended.
    pub(crate) async fn write_soon(&self, step: Step) -> Result<(), Failure> {
        match &self.inner.writing {
            Writing::Queues(.., pushing) => pushing.steps(&[step]).await.map(drop),
            Writing::Thread(..) => self.write(vec![step]).await.map(drop),
        }
    }

    /// Runs one statement on kept tables and gives its rows.
    pub(crate) async fn write_one(&self, text: &'static str, values: Vec<Value>) -> Result<Vec<Row>> {
        let mut answers = self.write(vec![Step::new(text, values)]).await?;
        Ok(answers.pop().unwrap_or_default())
    }

    /// How a transaction of several steps gets its connection.
    pub(crate) fn writer(&self) -> Writer<'_> {
        match &self.inner.writing {
            Writing::Thread(..) => Writer::Thread,
            Writing::Queues(_, pool, _) => Writer::Pool(pool),
        }
    }

    /// Does something with a writing connection to itself, outside of any transaction.
    pub(crate) async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Link) -> T + Send + 'static,
    ) -> Result<T> {
        let Writing::Thread(jobs, _) = &self.inner.writing else {
            bail!("only an embedded register has a single writer")
        };
        let (to, answer) = oneshot::channel();
        let work: Alone = Box::new(move |link| drop(to.send(work(link))));
        jobs.send(Job::Alone(work)).await.ok().context("the writer has ended")?;
        self.hear(answer).await.context("the writer has ended")
    }

    /// Runs statements that change the schema.
    pub(crate) async fn script(&self, text: &'static str) -> Result<()> {
        if let Writing::Queues(_, pool, _) = &self.inner.writing {
            let mut taken = pool.take().await?;
            taken.link.script(text).await?;
            pool.give(taken);
            return Ok(());
        }
        Ok(self.alone(move |link| at_once(link.script(text))).await??)
    }

    /// A read that visits a few pages.
    pub(crate) async fn point(&self, text: &'static str, values: Vec<Value>) -> Result<Vec<Row>> {
        self.read(&self.inner.short, vec![Step::new(text, values)], false, true).await.map(one)
    }

    /// A read that may take a while.
    pub(crate) async fn scan(&self, text: &'static str, values: Vec<Value>) -> Result<Vec<Row>> {
        self.read(&self.inner.long, vec![Step::new(text, values)], false, false).await.map(one)
    }

    /// Several reads of one state of everything.
    pub(crate) async fn snapshot(&self, steps: Vec<Step>) -> Result<Vec<Vec<Row>>> {
        self.read(&self.inner.long, steps, true, false).await
    }

    async fn read(&self, pool: &Pool, steps: Vec<Step>, whole: bool, short: bool) -> Result<Vec<Vec<Row>>> {
        Ok(pool.read(steps, whole, short, self.inner.options.longest_read).await?)
    }

    /// Where it is kept.
    pub fn place(&self) -> &Place {
        &self.inner.place
    }

    /// What was counted since the last write, where this process is the only one that writes.
    pub(crate) fn tallied(&self) -> Option<&Counted> {
        match &self.inner.writing {
            Writing::Thread(_, counted) => Some(counted),
            Writing::Queues(..) => None,
        }
    }

    pub(crate) fn names(&self) -> &Names {
        &self.inner.names
    }

    pub(crate) fn options(&self) -> &Options {
        &self.inner.options
    }

    /// Finishes what was asked before and closes the file. Other clones get errors from then on.
    pub async fn close(self) {
        if let Writing::Thread(jobs, _) = &self.inner.writing {
            let (to, closed) = oneshot::channel();
            if jobs.send(Job::Close(to)).await.is_ok() {
                // When the writer is gone already there is nothing to wait for.
                let _ = self.hear(closed).await;
            }
        }
    }
}

fn one(mut answers: Vec<Vec<Row>>) -> Vec<Row> {
    answers.pop().unwrap_or_default()
}
