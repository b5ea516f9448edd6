//! The baseline: rows read from a register and inserted again by prepared statements, nothing else done.

use anyhow::Result;
use desk::clock::Stopwatch;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;

/// The tables that a declaration writes.
const WRITTEN: &[&str] = &[
    "event",
    "log_node",
    "number",
    "case_row",
    "task",
    "search_key",
    "fact_declaration",
    "fact_lot",
    "idempotency",
    "outbox",
];

/// A table with its definition, indexes and rows.
pub struct Table {
    name: String,
    schema: Vec<String>,
    /// Its rows, in the order in which they were written.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// Bytes of all values.
    pub fn bytes(&self) -> usize {
        let size = |value: &Value| match value {
            Value::Null => 0,
            Value::Integer(_) | Value::Real(_) => 8,
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
        };
        self.rows.iter().flatten().map(size).sum()
    }
}

/// Reads what stands in a register.
pub fn read(path: &Path) -> Result<Vec<Table>> {
    let connection = Connection::open(path)?;
    let mut tables = Vec::new();
    for name in WRITTEN {
        let mut schema = connection.prepare(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type DESC, name",
        )?;
        let schema: Vec<String> = schema.query_map([name], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut all = connection.prepare(&["SELECT * FROM ", name, " ORDER BY rowid"].concat())?;
        let width = all.column_count();
        let row = |row: &rusqlite::Row| (0..width).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>();
        let rows = all.query_map([], row)?.collect::<Result<_, _>>()?;
        let table = Table { name: (*name).to_owned(), schema, rows };
        // Nothing to insert, and no row to see its width by.
        if !table.rows.is_empty() {
            tables.push(table);
        }
    }
    Ok(tables)
}

/// Inserts the rows in so many transactions of equal share, as durable as the register's; seconds.
pub fn insert(path: &Path, tables: &[Table], transactions: usize) -> Result<f64> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    for text in tables.iter().flat_map(|table| &table.schema) {
        connection.execute_batch(text)?;
    }
    let texts: Vec<String> = tables.iter().map(insertion).collect();
    connection.set_prepared_statement_cache_capacity(texts.len());
    let watch = Stopwatch::start();
    for turn in 0..transactions {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for (table, text) in tables.iter().zip(&texts) {
            let (from, to) = (table.rows.len() * turn / transactions, table.rows.len() * (turn + 1) / transactions);
            let mut statement = connection.prepare_cached(text)?;
            for row in &table.rows[from..to] {
                statement.execute(params_from_iter(row))?;
            }
        }
        connection.execute_batch("COMMIT")?;
    }
    Ok(watch.elapsed().as_secs_f64())
}

fn insertion(table: &Table) -> String {
    let width = table.rows.first().map_or(1, Vec::len);
    let marks = (1..=width).map(|n| ["?", &n.to_string()].concat()).collect::<Vec<_>>().join(", ");
    ["INSERT INTO ", &table.name, " VALUES (", &marks, ")"].concat()
}
