//! Connections that are taken, used and given back: for reading on either engine, for writing on a server.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Failure, Link, On, Ran, Step, at_once, postgres, sqlite};
use crate::value::Row;

/// How its connections are made.
#[derive(Clone)]
pub(crate) enum Source {
    /// Readers of a file.
    Sqlite(PathBuf, sqlite::Opening),
    /// Connections to a server; a statement may take so many milliseconds.
    Postgres(String, u64),
}

/// A number of like connections.
#[derive(Clone)]
pub(crate) struct Pool {
    source: Source,
    idle: Arc<Mutex<Vec<Link>>>,
    permits: Arc<Semaphore>,
    ran: Ran,
}

/// A connection taken from a pool. It goes back by [`Pool::give`]; one that is dropped is closed.
pub(crate) struct Taken {
    pub(crate) link: Link,
    _permit: OwnedSemaphorePermit,
}

impl Pool {
    pub(crate) fn new(source: Source, size: usize, ran: &Ran) -> Pool {
        Pool { source, idle: Arc::default(), permits: Arc::new(Semaphore::new(size)), ran: ran.clone() }
    }

    /// Waits for a free connection.
    pub(crate) async fn take(&self) -> Result<Taken, Failure> {
        let permit = self.permits.clone().acquire_owned().await.expect("the pool is never closed");
        let idle = self.idle.lock().expect("no one panics while holding it").pop();
        let link = match (idle, &self.source) {
            (Some(link), _) => link,
            (None, Source::Sqlite(path, opening)) => Link::sqlite(open_reader(path, opening)?, self.ran.clone()),
            (None, Source::Postgres(url, longest)) => {
                Link::postgres(postgres::connect(url, *longest).await?, self.ran.clone())
            }
        };
        Ok(Taken { link, _permit: permit })
    }

    /// Gives a connection back, unless it is gone.
    pub(crate) fn give(&self, taken: Taken) {
        let gone = matches!(&taken.link.on, On::Postgres(link) if link.is_closed());
        if !gone {
            self.idle.lock().expect("no one panics while holding it").push(taken.link);
        }
    }

    /// Runs statements that read. `whole` reads one state of everything with all of them; `short` says that none of them
    /// visits more than a few pages, so that on SQLite it may run where it is and not on a thread of its own.
    pub(crate) async fn read(
        &self,
        steps: Vec<Step>,
        whole: bool,
        short: bool,
        limit: Duration,
    ) -> Result<Vec<Vec<Row>>, Failure> {
        for retried in [false, true] {
            let mut taken = self.take().await?;
            let result = match &taken.link.on {
                On::Sqlite(_) if !short => {
                    let (back, result) = apart(taken, steps.clone(), whole, limit).await?;
                    taken = back;
                    result
                }
                On::Sqlite(_) | On::Postgres(_) => run(&mut taken.link, &steps, whole).await,
            };
            // A connection that broke while it lay idle says nothing about the database: one more try on a new one.
            match result {
                Err(Failure::Lost(_)) if !retried => self.idle.lock().expect("no one panics while holding it").clear(),
                other => {
                    self.give(taken);
                    return other;
                }
            }
        }
        unreachable!("the second try returns")
    }
}

fn open_reader(path: &std::path::Path, opening: &sqlite::Opening) -> Result<sqlite::Connected, Failure> {
    sqlite::reader(path, opening).map_err(|error| Failure::Other(format!("{error:#}")))
}

async fn run(link: &mut Link, steps: &[Step], whole: bool) -> Result<Vec<Vec<Row>>, Failure> {
    if !whole {
        return link.each(steps).await;
    }
    link.begin_reading().await?;
    let result = link.each(steps).await;
    link.rollback().await?;
    result
}

/// Runs on a thread for blocking work, and ends what takes longer than `limit`: a long reader keeps the write-ahead log from
/// being used again from its beginning.
async fn apart(
    mut taken: Taken,
    steps: Vec<Step>,
    whole: bool,
    limit: Duration,
) -> Result<(Taken, Result<Vec<Vec<Row>>, Failure>), Failure> {
    let interrupter = match &taken.link.on {
        On::Sqlite(link) => link.interrupter(),
        On::Postgres(_) => unreachable!("only embedded reads run apart"),
    };
    let mut work = tokio::task::spawn_blocking(move || {
        let result = at_once(run(&mut taken.link, &steps, whole));
        (taken, result)
    });
    let done = match tokio::time::timeout(limit, &mut work).await {
        Ok(done) => done,
        Err(_) => {
            interrupter.interrupt();
            work.await
        }
    };
    done.map_err(|error| Failure::Other(error.to_string()))
}
