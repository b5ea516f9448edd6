//! PostgreSQL's protocol: a connection with its prepared statements, and what SQLSTATE codes mean.

use std::collections::HashMap;
use std::error::Error;

use bytes::BytesMut;
use futures_util::future::join_all;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls, Statement};

use super::{Failure, Step};
use crate::value::{Row, Value};

/// One open connection.
pub struct Connected {
    client: Client,
    prepared: HashMap<(usize, usize), Statement>,
}

/// Connects; `longest_ms` ends a statement that runs longer, in milliseconds (0 = never).
pub async fn connect(url: &str, longest_ms: u64) -> Result<Connected, Failure> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(failure)?;
    // The other half moves the bytes; it ends with the client, and what it says comes back as the statement's failure.
    tokio::spawn(connection);
    let setting =
        format!("SET statement_timeout = {longest_ms}; SET client_min_messages = warning; SET synchronous_commit = on");
    client.batch_execute(&setting).await.map_err(failure)?;
    Ok(Connected { client, prepared: HashMap::new() })
}

impl Connected {
    /// Whether the connection is known to be gone.
    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    pub(super) async fn prepare(&mut self, text: &'static str) -> Result<Statement, Failure> {
        let key = (text.as_ptr() as usize, text.len());
        if let Some(statement) = self.prepared.get(&key) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(text).await.map_err(failure)?;
        self.prepared.insert(key, statement.clone());
        Ok(statement)
    }

    pub(super) async fn rows(&mut self, text: &'static str, values: &[Value]) -> Result<Vec<Row>, Failure> {
        let statement = self.prepare(text).await?;
        query(&self.client, &statement, values).await
    }

    pub(super) async fn each(&mut self, steps: &[Step]) -> Result<Vec<Vec<Row>>, Failure> {
        let mut statements = Vec::with_capacity(steps.len());
        for step in steps {
            statements.push(self.prepare(step.text).await?);
        }
        // Requests are sent in this order before the first answer is awaited. All answers are awaited: after the statement
        // that fails the others fail only because it did, and whose failure is seen first is chance.
        let client = &self.client;
        let sent = steps.iter().zip(&statements).map(|(step, statement)| query(client, statement, &step.values));
        join_all(sent).await.into_iter().collect()
    }

    pub(super) async fn script(&mut self, text: &str) -> Result<(), Failure> {
        self.client.batch_execute(text).await.map_err(failure)
    }
}

async fn query(client: &Client, statement: &Statement, values: &[Value]) -> Result<Vec<Row>, Failure> {
    if statement.params().len() != values.len() {
        return Err(Failure::Other(format!("{} values for {} parameters", values.len(), statement.params().len())));
    }
    let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
    let rows = client.query(statement, &values).await.map_err(failure)?;
    rows.iter().map(row).collect()
}

fn row(row: &tokio_postgres::Row) -> Result<Row, Failure> {
    let values: Result<Vec<Value>, Failure> =
        row.columns().iter().enumerate().map(|(at, column)| cell(row, at, column.type_())).collect();
    values.map(Row::new)
}

fn cell(row: &tokio_postgres::Row, at: usize, kind: &Type) -> Result<Value, Failure> {
    let value = match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(at).map(Value::from),
        Type::INT4 => row.try_get::<_, Option<i32>>(at).map(|number| Value::from(number.map(i64::from))),
        Type::TEXT | Type::VARCHAR | Type::NAME => row.try_get::<_, Option<String>>(at).map(Value::from),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at).map(Value::from),
        ref other => return Err(Failure::Other(format!("a column of type {other} cannot be read"))),
    };
    value.map_err(failure)
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Value::Int(number) if *kind == Type::INT8 => number.to_sql(kind, out),
            Value::Text(text) if <&str as ToSql>::accepts(kind) => text.to_sql(kind, out),
            Value::Bytes(bytes) if *kind == Type::BYTEA => bytes.to_sql(kind, out),
            Value::Int(_) | Value::Text(_) | Value::Bytes(_) => {
                Err(format!("{:?} was given where {kind} is wanted", self.kind()).into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn failure(error: tokio_postgres::Error) -> Failure {
    let mut text = error.to_string();
    if let Some(source) = error.source() {
        text = format!("{text}: {source}");
    }
    let Some(code) = error.code() else {
        let ours = error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
        return if ours { Failure::Lost(text) } else { Failure::Other(text) };
    };
    match code.code() {
        "40001" | "40P01" => Failure::Retry(text),
        // Somebody else has just taken a name or a key: tried again, it is seen as taken.
        "23505" if matches!(error.as_db_error().and_then(|said| said.table()), Some("claim" | "idempotency")) => {
            Failure::Retry(text)
        }
        "53100" => Failure::Full(text),
        "57014" => Failure::TooLong,
        code if code.starts_with("23") => Failure::Taken(text),
        code if code.starts_with("08") || code.starts_with("57P") => Failure::Lost(text),
        _ => Failure::Other(text),
    }
}
