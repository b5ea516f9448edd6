//! One connection to either engine, and what can go wrong on it. This file and those under `engine/` are the only ones that
//! know which database it is.

pub(crate) mod pool;
pub mod postgres;
pub mod sqlite;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::statement::{self, Many, SIZES, size_for};
use crate::value::{Row, Value};

/// Where the record is kept.
#[derive(Debug, Clone)]
pub enum Place {
    /// A file of the embedded database.
    Sqlite(PathBuf),
    /// A database that speaks PostgreSQL's protocol: `postgres://user@host:port/name`.
    Postgres(String),
}

/// Why a statement did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A row with that key exists, or another constraint says no.
    Taken(String),
    /// Others were in the way; the whole transaction may be tried again (SQLSTATE 40001, 40P01; SQLITE_BUSY).
    Retry(String),
    /// The disk is full. Nothing was written.
    Full(String),
    /// A read took longer than it may.
    TooLong,
    /// The connection is gone. At a commit nobody knows whether it happened.
    Lost(String),
    /// The disk failed, or the file is not sound. Nothing that was not yet synced can be trusted.
    Broken(String),
    /// Anything else: a mistake of ours.
    Other(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Taken(text) => write!(f, "constraint: {text}"),
            Failure::Retry(text) => write!(f, "conflict with another transaction: {text}"),
            Failure::Full(text) => write!(f, "the disk is full: {text}"),
            Failure::TooLong => write!(f, "the read took longer than it may"),
            Failure::Lost(text) => write!(f, "connection lost: {text}"),
            Failure::Broken(text) => write!(f, "the disk failed: {text}"),
            Failure::Other(text) => write!(f, "database: {text}"),
        }
    }
}

impl std::error::Error for Failure {}

/// One statement with its values.
#[derive(Debug, Clone)]
pub struct Step {
    /// The SQL, a constant of the registry.
    pub text: &'static str,
    /// `$1` and on.
    pub values: Vec<Value>,
}

impl Step {
    /// The steps that look up a list of names; a list shorter than a prepared length repeats its last name.
    pub(crate) fn listed(many: &'static Many, office: &str, names: &[&str]) -> Vec<Step> {
        let longest = SIZES[SIZES.len() - 1];
        let chunks = names.chunks(longest).map(|names| {
            let size = size_for(names.len());
            let last = names.last().expect("a chunk is not empty");
            let padded = names.iter().chain(std::iter::repeat(last)).take(SIZES[size]);
            let values = std::iter::once(office.into()).chain(padded.map(|name| Value::from(*name)));
            Step::new(many.text(size), values.collect())
        });
        chunks.collect()
    }

    /// A statement with its values.
    pub fn new(text: &'static str, values: Vec<Value>) -> Step {
        Step { text, values }
    }
}

/// How many statements of the registry a register has run since it was opened, on all of its connections.
#[derive(Debug, Clone, Default)]
pub struct Ran(Arc<AtomicU64>);

impl Ran {
    /// The number so far.
    pub fn so_far(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self, count: usize) {
        self.0.fetch_add(count as u64, Ordering::Relaxed);
    }
}

/// A connection that one task or thread has to itself.
pub struct Link {
    pub(crate) on: On,
    ran: Ran,
}

/// Which engine a connection is to.
pub(crate) enum On {
    /// The embedded database; nothing ever waits.
    Sqlite(sqlite::Connected),
    /// A server.
    Postgres(postgres::Connected),
}

impl Link {
    pub(crate) fn sqlite(connected: sqlite::Connected, ran: Ran) -> Link {
        Link { on: On::Sqlite(connected), ran }
    }

    pub(crate) fn postgres(connected: postgres::Connected, ran: Ran) -> Link {
        Link { on: On::Postgres(connected), ran }
    }

    /// Runs one statement and gives its rows.
    pub async fn rows(&mut self, text: &'static str, values: &[Value]) -> Result<Vec<Row>, Failure> {
        debug_assert!(statement::known(text), "not in the registry: {text}");
        self.ran.add(1);
        match &mut self.on {
            On::Sqlite(link) => link.rows(text, values),
            On::Postgres(link) => link.rows(text, values).await,
        }
    }

    /// Runs statements in order (on a server in one trip) and gives the rows of each.
    pub async fn each(&mut self, steps: &[Step]) -> Result<Vec<Vec<Row>>, Failure> {
        debug_assert!(steps.iter().all(|step| statement::known(step.text)), "not in the registry");
        self.ran.add(steps.len());
        match &mut self.on {
            On::Sqlite(link) => steps.iter().map(|step| link.rows(step.text, &step.values)).collect(),
            On::Postgres(link) => link.each(steps).await,
        }
    }

    /// Runs a statement that is not in the registry.
    #[cfg(test)]
    async fn unlisted(&mut self, text: &'static str, values: &[Value]) -> Result<Vec<Row>, Failure> {
        match &mut self.on {
            On::Sqlite(link) => link.rows(text, values),
            On::Postgres(link) => link.rows(text, values).await,
        }
    }

    /// Prepares a statement and does not run it.
    #[cfg(test)]
    async fn prepare(&mut self, text: &'static str) -> Result<(), Failure> {
        match &mut self.on {
            On::Sqlite(link) => link.prepare(text),
            On::Postgres(link) => link.prepare(text).await.map(drop),
        }
    }

    /// Runs statements of a schema, which are not in the registry.
    pub(crate) async fn script(&mut self, text: &str) -> Result<(), Failure> {
        match &mut self.on {
            On::Sqlite(link) => link.script(text),
            On::Postgres(link) => link.script(text).await,
        }
    }

    /// Begins a transaction that writes.
    pub async fn begin(&mut self) -> Result<(), Failure> {
        match &mut self.on {
            On::Sqlite(link) => link.control("BEGIN IMMEDIATE"),
            On::Postgres(link) => link.script("BEGIN").await,
        }
    }

    /// Begins a transaction that reads one state of everything.
    pub async fn begin_reading(&mut self) -> Result<(), Failure> {
        match &mut self.on {
            On::Sqlite(link) => link.control("BEGIN"),
            On::Postgres(link) => link.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await,
        }
    }

    /// Commits; what was written is on the disk when this returns well. On a server everything but a definite no is
    /// [`Failure::Lost`]: a distributed one may say that something failed after a part of it was written.
    pub async fn commit(&mut self) -> Result<(), Failure> {
        match &mut self.on {
            On::Sqlite(link) => link.control("COMMIT"),
            On::Postgres(link) => link.script("COMMIT").await.map_err(|failure| match failure {
                Failure::Retry(_) | Failure::Taken(_) | Failure::Full(_) => failure,
                Failure::TooLong | Failure::Lost(_) | Failure::Broken(_) | Failure::Other(_) => {
                    Failure::Lost(format!("at the commit: {failure}"))
                }
            }),
        }
    }

    /// Takes everything back since `begin`. That there is nothing to take back is no failure.
    pub async fn rollback(&mut self) -> Result<(), Failure> {
        match &mut self.on {
            On::Sqlite(link) => link.rollback(),
            On::Postgres(link) => link.script("ROLLBACK").await,
        }
    }

    /// How the engine writes the column type for bytes.
    pub(crate) fn bytes_type(&self) -> &'static str {
        match self.on {
            On::Sqlite(_) => "BLOB",
            On::Postgres(_) => "BYTEA",
        }
    }

    /// Whether it is the embedded engine.
    pub(crate) fn is_embedded(&self) -> bool {
        matches!(self.on, On::Sqlite(_))
    }

    /// How many rows of one `INSERT` pay: on a server trips count, embedded only the statement's own cost.
    pub fn longest_list(&self) -> usize {
        match self.on {
            On::Sqlite(_) => 8,
            On::Postgres(_) => 128,
        }
    }
}

/// Runs to its end a future that never waits, as those over the embedded engine are.
pub(crate) fn at_once<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => unreachable!("a statement on SQLite never waits"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    /// A connection to an empty register of either kind.
    async fn links(folder: &std::path::Path) -> [Link; 2] {
        statement::know(crate::registry::all);
        let url = pgtest::fresh().await.unwrap();
        let sqlite = sqlite::writer(&folder.join("register.db"), &sqlite::Opening::default()).unwrap();
        let mut links = [
            Link::sqlite(sqlite, Ran::default()),
            Link::postgres(postgres::connect(&url, 0).await.unwrap(), Ran::default()),
        ];
        for link in &mut links {
            crate::schema::upgrade(link).await.unwrap();
        }
        links
    }

    fn folder() -> TempDir {
        TempDir::new().unwrap()
    }

    #[tokio::test]
    async fn every_statement_prepares_on_both_engines() {
        let folder = folder();
        for mut link in links(folder.path()).await {
            let known = crate::registry::all();
            assert!(30 < known.len());
            for text in known {
                if let Err(failure) = link.prepare(text).await {
                    panic!("{failure}\n{text}");
                }
            }
        }
    }

    /// To SQLite a bare `$2` is a name that binds by first appearance; the rewrite makes it a position.
    #[tokio::test]
    async fn parameters_bind_by_number_and_null_goes_anywhere() {
        let folder = folder();
        for mut link in links(folder.path()).await {
            let values = [Value::from("one"), Value::from(2), Value::Null];
            let text = "SELECT CAST($2 AS BIGINT), CAST($1 AS TEXT), CAST($3 AS TEXT)";
            let mut rows = link.unlisted(text, &values).await.unwrap();
            assert_eq!(rows.remove(0).values(), [Value::from(2), Value::from("one"), Value::Null]);
            let few = link.unlisted(text, &values[..2]).await.unwrap_err();
            assert!(matches!(few, Failure::Other(_)), "{few}");
        }
    }

    /// Seen 2026-11-28: a key used in two processes at once was answered 500, since a statement after the one that found it
    /// taken was heard first.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn of_statements_sent_together_the_first_that_fails_says_why() {
        use crate::claim::{CLAIM, HOLDER};
        let folder = folder();
        for mut link in links(folder.path()).await {
            let row: Vec<Value> = ["370100", "k/1", "one"].map(Value::from).into();
            link.rows(CLAIM.insert(0), &row).await.unwrap();
            let mut steps = vec![Step::new(CLAIM.insert(0), row.clone())];
            steps.resize_with(20, || Step::new(HOLDER, row[..2].to_vec()));
            for round in 0..3_000 {
                link.begin().await.unwrap();
                let failure = link.each(&steps).await.unwrap_err();
                link.rollback().await.unwrap();
                assert!(matches!(failure, Failure::Retry(_) | Failure::Taken(_)), "round {round}: {failure}");
            }
        }
    }

    /// Seen 2026-11-23 with a million cases: each second, and before the first answer, all of them were walked.
    #[tokio::test]
    async fn who_is_overdue_is_found_among_what_is_due() {
        let folder = folder();
        let [mut sqlite, _] = links(folder.path()).await;
        let explain: &'static str = format!("EXPLAIN QUERY PLAN {}", crate::cases::find::OVERDUE).leak();
        let plan = sqlite.unlisted(explain, &[Value::from(5)]).await.unwrap();
        let said = plan.into_iter().map(|mut row| row.text(3).unwrap()).collect::<Vec<_>>().join("; ");
        assert!(said.contains("SEARCH case_row USING INDEX case_by_due"), "{said}");
    }

    #[tokio::test]
    async fn a_record_with_cases_from_before_names_were_found_is_rebuilt_first() {
        let folder = folder();
        for mut link in links(folder.path()).await {
            for (case, marks) in [("", 0), ("INSERT INTO case_row (office, case_no, version) VALUES ('1', '2', 1);", 1)]
            {
                link.script(case).await.unwrap();
                link.script(
                    "DROP TABLE goods_case; DROP TABLE goods_gram; DELETE FROM schema_ledger WHERE 4000 < step AND step < 6000",
                )
                .await
                .unwrap();
                crate::schema::upgrade(&mut link).await.unwrap();
                assert_eq!(link.rows(crate::rebuild::UNFINISHED, &[]).await.unwrap().len(), marks);
            }
        }
    }

    #[tokio::test]
    async fn an_older_program_refuses_a_newer_schema() {
        let folder = folder();
        for mut link in links(folder.path()).await {
            crate::schema::upgrade(&mut link).await.expect("a second start changes nothing");
            crate::schema::pretend_newer(&mut link).await.unwrap();
            let refusal = crate::schema::upgrade(&mut link).await.unwrap_err().to_string();
            assert!(refusal.contains("999001"), "{refusal}");
        }
    }
}
