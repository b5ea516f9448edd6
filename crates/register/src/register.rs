//! Opening a register, and the ways in: append commands, write kept tables, read.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::sync::{mpsc, oneshot};

use crate::cases::search::Names;
use crate::engine::pool::{Pool, Source};
use crate::engine::{Failure, Link, Place, Step, at_once, sqlite};
use crate::log::REGION;
use crate::queue::Queues;
use crate::rebuild::UNFINISHED;
use crate::value::{Row, Value};
use crate::work::{NotAppended, Outcome, Work};
use crate::writer::{Alone, Answers, Job};
use crate::{schema, writer};

/// How many connections write on a server.
const WRITING: usize = 8;
/// How many connections serve short reads, and how many long ones.
const READING: usize = 8;
/// A writing statement may wait this long for a head that another process holds, in milliseconds.
const LONGEST_WRITE_MS: u64 = 60_000;
/// How many connections push epochs on a server, and how long one may wait for a head that somebody holds, in milliseconds: an
/// append holds it for a few, and who waits for the acknowledgement of a restriction is told soon that it is not everywhere.
const PUSHING: usize = 4;
const LONGEST_PUSH_MS: u64 = 2_000;

/// Fills bytes by chance.
pub type Chance = dyn Fn(&mut [u8]) + Send + Sync;

/// What a register is given from outside. Time and chance are parameters; the server draws them at its edge.
#[derive(Clone)]
pub struct Options {
    /// The time in microseconds since 1970-01-01 UTC.
    pub clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// Fills bytes by chance, for the pauses between tries and for keys.
    pub chance: Arc<Chance>,
    /// What is done when the disk fails. It should not return: the default ends the process, which reads the truth when it
    /// starts again. If it does return, the register writes nothing more.
    pub disk_failed: Arc<dyn Fn(&str) + Send + Sync>,
    /// How long one read may take.
    pub longest_read: Duration,
    /// Whether a register may be opened whose rebuilding was interrupted: only to rebuild it.
    pub unfinished: bool,
    /// Whether the server spreads its rows by office over several machines: then names are claimed first, each owner's in a
    /// transaction of their own, so that no transaction writes on two.
    pub spread: bool,
    /// How SQLite's file is opened.
    pub opening: sqlite::Opening,
}

impl Options {
    /// The usual options with a clock (microseconds) and a source of chance.
    pub fn new(
        clock: impl Fn() -> i64 + Send + Sync + 'static,
        chance: impl Fn(&mut [u8]) + Send + Sync + 'static,
    ) -> Options {
        Options {
            clock: Arc::new(clock),
            chance: Arc::new(chance),
            disk_failed: Arc::new(|text| {
                eprintln!("the register ends the process: {text}");
                std::process::abort()
            }),
            longest_read: Duration::from_secs(20),
            unfinished: false,
            spread: false,
            opening: sqlite::Opening::default(),
        }
    }
}

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
}

enum Writing {
    /// The writer thread.
    Thread(mpsc::Sender<Job>),
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
    /// Opens the register, makes it if there is none, and brings its schema up to date. A schema of a newer program is refused.
    pub async fn open(place: Place, options: Options) -> Result<Register> {
        let options = Arc::new(options);
        let limit = u64::try_from(options.longest_read.as_millis()).context("the time for reads is too long")?;
        let (writing, source) = match &place {
            Place::Sqlite(path) => {
                let mut link = Link::Sqlite(sqlite::writer(path, &options.opening)?);
                at_once(schema::upgrade(&mut link))?;
                let Link::Sqlite(link) = link else { unreachable!("it was made so above") };
                let jobs = writer::start(link, options.clone()).context("cannot start the writer's thread")?;
                (Writing::Thread(jobs), Source::Sqlite(path.clone(), options.opening.clone()))
            }
            Place::Postgres(url) => {
                let pool = Pool::new(Source::Postgres(url.clone(), LONGEST_WRITE_MS), WRITING);
                let mut taken = pool.take().await.context("cannot reach the database")?;
                schema::upgrade(&mut taken.link).await?;
                pool.give(taken);
                let queues = Queues::new(pool.clone(), options.clone());
                let pushing = Pool::new(Source::Postgres(url.clone(), LONGEST_PUSH_MS), PUSHING);
                let pushing = Box::new(Queues::new(pushing, options.clone()));
                (Writing::Queues(queues, pool, pushing), Source::Postgres(url.clone(), limit))
            }
        };
        let (short, long) = (Pool::new(source.clone(), READING), Pool::new(source, READING));
        let register =
            Register { inner: Arc::new(Inner { place, options, writing, short, long, names: Names::default() }) };
        if !register.options().unfinished && !register.point(UNFINISHED, Vec::new()).await?.is_empty() {
            bail!(
                "the derived tables of this register are not whole, after an upgrade or an interrupted rebuild: run `santong rebuild`"
            );
        }
        // An empty register is of this program's rules from the beginning.
        register.derivation().await?;
        Ok(register)
    }

    /// Appends one command.
    pub async fn append(&self, work: Work) -> Outcome {
        let mut outcomes = self.append_joined(vec![work]).await;
        outcomes.pop().expect("one command has one outcome")
    }

    /// Appends commands that came together; as far as they are for one office and fit, they share a transaction. Each has its own
    /// outcome. A restriction is acknowledged only after every partition knows of it.
    pub async fn append_joined(&self, works: Vec<Work>) -> Vec<Outcome> {
        let restricts = works.iter().any(|work| work.restricts);
        let mut waiting = Vec::with_capacity(works.len());
        for work in works {
            waiting.push(self.send(Box::new(work)).await);
        }
        let mut outcomes = Vec::with_capacity(waiting.len());
        for waiting in waiting {
            let ended = || Err(NotAppended::Unknown("the writer ended".to_owned()));
            outcomes.push(match waiting {
                Ok(outcome) => self.hear(outcome).await.unwrap_or_else(ended),
                Err(refused) => Err(refused),
            });
        }
        // A known key tells that a restriction is recorded, not that it is everywhere.
        let repeated = |outcome: &Outcome| matches!(outcome, Ok(done) if done.repeated && done.office == REGION);
        if (restricts || outcomes.iter().any(repeated))
            && let Err(error) = self.push_epoch().await
        {
            return outcomes.into_iter().map(|_| Err(not_everywhere(&error))).collect();
        }
        outcomes
    }

    async fn send(&self, work: Box<Work>) -> Result<oneshot::Receiver<Outcome>, NotAppended> {
        match &self.inner.writing {
            Writing::Queues(queues, ..) => queues.send(work).await,
            Writing::Thread(jobs) => {
                let (to, outcome) = oneshot::channel();
                let sent = jobs.send(Job::Append(work, to)).await;
                sent.map_err(|_| NotAppended::Failed("the writer has ended".to_owned()))?;
                Ok(outcome)
            }
        }
    }

    /// Waits for an answer; none when the writer ended without it. A job that is sent while the writer ends may stay in the
    /// channel for as long as we hold an end of it, and would never be answered.
    async fn hear<T>(&self, mut answer: oneshot::Receiver<T>) -> Option<T> {
        let Writing::Thread(jobs) = &self.inner.writing else { return answer.await.ok() };
        tokio::select! {
            heard = &mut answer => heard.ok(),
            () = jobs.closed() => answer.try_recv().ok(),
        }
    }

    /// Runs statements on kept tables in one transaction; it is on the disk when this returns.
    pub(crate) async fn write(&self, steps: Vec<Step>) -> Answers {
        match &self.inner.writing {
            Writing::Queues(queues, ..) => queues.steps(&steps).await,
            Writing::Thread(jobs) => {
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
            Writing::Thread(_) => self.write(vec![step]).await.map(drop),
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
            Writing::Thread(_) => Writer::Thread,
            Writing::Queues(_, pool, _) => Writer::Pool(pool),
        }
    }

    /// Does something with a writing connection to itself, outside of any transaction.
    pub(crate) async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Link) -> T + Send + 'static,
    ) -> Result<T> {
        let Writing::Thread(jobs) = &self.inner.writing else { bail!("only an embedded register has a single writer") };
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

    pub(crate) fn names(&self) -> &Names {
        &self.inner.names
    }

    pub(crate) fn options(&self) -> &Options {
        &self.inner.options
    }

    /// Finishes what was asked before and closes the file. Other clones get errors from then on.
    pub async fn close(self) {
        if let Writing::Thread(jobs) = &self.inner.writing {
            let (to, closed) = oneshot::channel();
            if jobs.send(Job::Close(to)).await.is_ok() {
                // When the writer is gone already there is nothing to wait for.
                let _ = self.hear(closed).await;
            }
        }
    }
}

/// What the sender of a restriction is told while some head does not have its epoch.
pub(crate) fn not_everywhere(error: &anyhow::Error) -> NotAppended {
    NotAppended::Unknown(format!("recorded, but not yet everywhere: {error:#}"))
}

fn one(mut answers: Vec<Vec<Row>>) -> Vec<Row> {
    answers.pop().unwrap_or_default()
}
