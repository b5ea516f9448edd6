//! Opening a register: its schema is brought up to date, its writer or its pools begin, and what is not whole is refused.

use std::sync::Arc;

use anyhow::{Context, Result, bail};

use crate::engine::pool::{Pool, Source};
use crate::engine::{Link, Place, Ran, at_once, sqlite};
use crate::options::Options;
use crate::queue::Queues;
use crate::rebuild::UNFINISHED;
use crate::register::{Register, Writing};
use crate::remembered::Counted;
use crate::{registry, schema, statement, writer};

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

impl Register {
    /// Opens the register, makes it if there is none, and brings its schema up to date. A schema of a newer program is refused.
    pub async fn open(place: Place, options: Options) -> Result<Register> {
        statement::know(registry::all);
        let options = Arc::new(options);
        let limit = u64::try_from(options.longest_read.as_millis()).context("the time for reads is too long")?;
        let ran = Ran::default();
        let (writing, source) = match &place {
            Place::Sqlite(path) => {
                let mut link = Link::sqlite(sqlite::writer(path, &options.opening)?, ran.clone());
                at_once(schema::upgrade(&mut link))?;
                let counted = Counted::default();
                let jobs = writer::start(link, options.clone(), counted.clone());
                let jobs = jobs.context("cannot start the writer's thread")?;
                (Writing::Thread(jobs, counted), Source::Sqlite(path.clone(), options.opening.clone()))
            }
            Place::Postgres(url) => {
                let pool = Pool::new(Source::Postgres(url.clone(), LONGEST_WRITE_MS), WRITING, &ran);
                let mut taken = pool.take().await.context("cannot reach the database")?;
                schema::upgrade(&mut taken.link).await?;
                pool.give(taken);
                let queues = Queues::new(pool.clone(), options.clone());
                let pushing = Pool::new(Source::Postgres(url.clone(), LONGEST_PUSH_MS), PUSHING, &ran);
                let pushing = Box::new(Queues::new(pushing, options.clone()));
                (Writing::Queues(queues, pool, pushing), Source::Postgres(url.clone(), limit))
            }
        };
        let pools = [Pool::new(source.clone(), READING, &ran), Pool::new(source, READING, &ran)];
        let register = Register::of(place, options, writing, pools, ran);
        if !register.options().unfinished && !register.point(UNFINISHED, Vec::new()).await?.is_empty() {
            bail!(
                "the derived tables of this register are not whole, after an upgrade or an interrupted rebuild: run `santong rebuild`"
            );
        }
        // An empty register is of this program's rules from the beginning.
        register.derivation().await?;
        Ok(register)
    }
}
