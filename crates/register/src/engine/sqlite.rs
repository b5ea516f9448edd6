//! SQLite: how a connection is opened and set, and what its result codes mean.

use std::collections::HashMap;
use std::fs::Permissions;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rusqlite::ffi::{self, ErrorCode};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, InterruptHandle, OpenFlags, ToSql};

use super::Failure;
use crate::statement::for_sqlite;
use crate::value::{Row, Value};

/// The oldest SQLite that does not lose commits: before it, writing and checkpointing at once could drop pages of the log
/// (the WAL-reset race of 3.7.0 to 3.51.2).
pub const OLDEST: i32 = 3_051_003;

/// What may differ between openings of one file.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// Name of a registered VFS; tests put one under the database that cuts the power.
    pub vfs: Option<String>,
    /// `synchronous=NORMAL`: loses acknowledged commits at a power cut. Only there so that a test can show that it does.
    pub careless: bool,
}

/// One open connection.
pub struct Connected {
    connection: Connection,
    rewritten: HashMap<(usize, usize), String>,
}

/// Opens the file for writing, and makes it if it is not there.
pub fn writer(path: &Path, opening: &Opening) -> Result<Connected> {
    ensure!(
        OLDEST <= rusqlite::version_number(),
        "SQLite {} can lose commits; 3.51.3 or later is needed",
        rusqlite::version()
    );
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    private(path)?;
    let connection = open(path, opening, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    // A new file is turned to a write-ahead log in a transaction of the old kind. Only EXTRA syncs the folder after that
    // one's journal is removed; were the journal there again after a power cut, it would empty the file.
    connection.pragma_update(None, "synchronous", "EXTRA")?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    ensure!(
        mode == "wal",
        "the file system of {} cannot hold a write-ahead log (journal mode is {mode})",
        path.display()
    );
    connection.pragma_update(None, "synchronous", if opening.careless { "NORMAL" } else { "FULL" })?;
    // The writer checkpoints by its own hand, where a failing sync is seen; the automatic one swallows it.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    Ok(Connected { connection, rewritten: HashMap::new() })
}

/// Sees to it that only its owner reads a file and its log that an earlier program left open to others. What is made new has
/// the mask of the process, and SQLite gives the log the mode of the file.
pub(crate) fn private(path: &Path) -> Result<()> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        let file = Path::new(&file);
        let said = || format!("cannot keep {} to its owner", file.display());
        match std::fs::metadata(file) {
            Ok(known) if known.permissions().mode() & 0o077 != 0 => {
                std::fs::set_permissions(file, Permissions::from_mode(0o600)).with_context(said)?;
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(said),
        }
    }
    Ok(())
}

/// Opens the file for reading. Such a connection never writes and never checkpoints, not even when it is the last to close.
pub fn reader(path: &Path, opening: &Opening) -> Result<Connected> {
    let connection = open(path, opening, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(Connected { connection, rewritten: HashMap::new() })
}

/// Opens the file for copying it whole: reads, and writes only the copy.
pub(crate) fn copier(path: &Path, opening: &Opening) -> Result<Connected> {
    let connection = open(path, opening, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(Connected { connection, rewritten: HashMap::new() })
}

fn open(path: &Path, opening: &Opening, flags: OpenFlags) -> Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match &opening.vfs {
        None => Connection::open_with_flags(path, flags),
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str()),
    }
    .with_context(|| format!("cannot open {}", path.display()))?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(512);
    Ok(connection)
}

impl Connected {
    pub(super) fn rows(&mut self, text: &'static str, values: &[Value]) -> Result<Vec<Row>, Failure> {
        let key = (text.as_ptr() as usize, text.len());
        let text = self.rewritten.entry(key).or_insert_with(|| for_sqlite(text));
        let mut statement = self.connection.prepare_cached(text).map_err(failure)?;
        if statement.parameter_count() != values.len() {
            return Err(Failure::Other(format!("{} values given to: {text}", values.len())));
        }
        for (at, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(at + 1, value).map_err(failure)?;
        }
        let columns = statement.column_count();
        if columns == 0 {
            statement.raw_execute().map_err(failure)?;
            return Ok(Vec::new());
        }
        let (mut out, mut rows) = (Vec::new(), statement.raw_query());
        while let Some(row) = rows.next().map_err(failure)? {
            let values: Result<_, _> = (0..columns).map(|column| value(row.get_ref(column))).collect();
            out.push(Row::new(values?));
        }
        Ok(out)
    }

    #[cfg(test)]
    pub(super) fn prepare(&mut self, text: &'static str) -> Result<(), Failure> {
        self.connection.prepare(&for_sqlite(text)).map(drop).map_err(failure)
    }

    pub(super) fn script(&mut self, text: &str) -> Result<(), Failure> {
        self.connection.execute_batch(&for_sqlite(text)).map_err(failure)
    }

    pub(super) fn control(&mut self, text: &'static str) -> Result<(), Failure> {
        let mut statement = self.connection.prepare_cached(text).map_err(failure)?;
        statement.raw_execute().map(|_| ()).map_err(failure)
    }

    pub(super) fn rollback(&mut self) -> Result<(), Failure> {
        // A full disk or a failing write has already taken the transaction back.
        if self.connection.is_autocommit() { Ok(()) } else { self.control("ROLLBACK") }
    }

    /// Pages that wait in the write-ahead log.
    pub(crate) fn waiting_pages(&mut self) -> Result<i64, Failure> {
        self.pragma("PRAGMA wal_checkpoint(NOOP)").map(|(pages, done)| pages - done)
    }

    /// Moves what waits in the write-ahead log into the file, as far as no reader needs it.
    pub(crate) fn checkpoint(&mut self) -> Result<(), Failure> {
        self.pragma("PRAGMA wal_checkpoint(PASSIVE)").map(|_| ())
    }

    fn pragma(&mut self, text: &'static str) -> Result<(i64, i64), Failure> {
        let mut statement = self.connection.prepare_cached(text).map_err(failure)?;
        statement.query_row([], |row| Ok((row.get(1)?, row.get(2)?))).map_err(failure)
    }

    /// With it another thread ends the statement that runs on this connection.
    pub(crate) fn interrupter(&self) -> InterruptHandle {
        self.connection.get_interrupt_handle()
    }

    /// Writes a whole, compact copy of what is committed now into a new file.
    pub(crate) fn copy_into(&mut self, path: &Path) -> Result<(), Failure> {
        let path = path.to_str().ok_or_else(|| Failure::Other("the path is not UTF-8".to_owned()))?;
        self.connection.execute("VACUUM INTO ?1", [path]).map(|_| ()).map_err(failure)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(cell: rusqlite::Result<ValueRef<'_>>) -> Result<Value, Failure> {
    Ok(match cell.map_err(failure)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(_) => return Err(Failure::Other("a column holds a floating-point number".to_owned())),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text).map_err(|_| Failure::Broken("a text is not UTF-8".to_owned()))?;
            Value::Text(text.to_owned())
        }
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "codes of SQLite")]
fn failure(error: rusqlite::Error) -> Failure {
    let text = error.to_string();
    let rusqlite::Error::SqliteFailure(error, _) = error else {
        return Failure::Other(text);
    };
    // The log's shared index cannot grow on a full disk; that is no broken disk.
    if error.extended_code == ffi::SQLITE_IOERR_SHMSIZE {
        return Failure::Full(text);
    }
    match error.code {
        ErrorCode::ConstraintViolation => Failure::Taken(text),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Failure::Retry(text),
        ErrorCode::DiskFull => Failure::Full(text),
        ErrorCode::OperationInterrupted => Failure::TooLong,
        ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            Failure::Broken(format!("{text} (code {})", error.extended_code))
        }
        _ => Failure::Other(text),
    }
}
