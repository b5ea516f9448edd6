//! Values as they go into statements and come out of rows: integers, text, bytes and NULL.

use anyhow::{Context, Result, bail};

/// What a column holds. Time is microseconds, a day is its number, yes and no are 1 and 0: all of them `Int`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// BIGINT.
    Int,
    /// TEXT.
    Text,
    /// BLOB on SQLite, BYTEA on PostgreSQL.
    Bytes,
}

/// One value. A NULL takes its type from the prepared statement: nothing is ever bound to a statement that was not prepared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// Text in UTF-8.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    /// What kind of column may hold it; none for NULL, which any may.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Value::Null => None,
            Value::Int(_) => Some(Kind::Int),
            Value::Text(_) => Some(Kind::Text),
            Value::Bytes(_) => Some(Kind::Bytes),
        }
    }

    /// How many bytes it takes, roughly.
    pub fn size(&self) -> usize {
        match self {
            Value::Null | Value::Int(_) => 8,
            Value::Text(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Value {
        Value::Bytes(bytes)
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Value {
        Value::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// A count, position or version as a value. The record counts in `u64`, databases in `i64`.
pub fn int(number: u64) -> Value {
    Value::Int(i64::try_from(number).expect("no count in the record comes near 2^63"))
}

/// One row of an answer. Each getter takes the value out; asking for another kind than the column holds is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(Vec<Value>);

impl Row {
    /// Makes a row of its values.
    pub fn new(values: Vec<Value>) -> Row {
        Row(values)
    }

    /// All values, in the order of the columns.
    pub fn values(self) -> Vec<Value> {
        self.0
    }

    fn take(&mut self, column: usize) -> Result<Value> {
        let value = self.0.get_mut(column).with_context(|| format!("the row has no column {column}"))?;
        Ok(std::mem::replace(value, Value::Null))
    }

    /// A number that may be NULL.
    pub fn maybe_int(&mut self, column: usize) -> Result<Option<i64>> {
        match self.take(column)? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(number)),
            other @ (Value::Text(_) | Value::Bytes(_)) => {
                bail!("column {column} holds {:?} and not a number", other.kind())
            }
        }
    }

    /// A text that may be NULL.
    pub fn maybe_text(&mut self, column: usize) -> Result<Option<String>> {
        match self.take(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            other @ (Value::Int(_) | Value::Bytes(_)) => bail!("column {column} holds {:?} and not text", other.kind()),
        }
    }

    /// Bytes that may be NULL.
    pub fn maybe_bytes(&mut self, column: usize) -> Result<Option<Vec<u8>>> {
        match self.take(column)? {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => Ok(Some(bytes)),
            other @ (Value::Int(_) | Value::Text(_)) => bail!("column {column} holds {:?} and not bytes", other.kind()),
        }
    }

    /// A number.
    pub fn int(&mut self, column: usize) -> Result<i64> {
        self.maybe_int(column)?.with_context(|| format!("column {column} is NULL"))
    }

    /// A number that is not negative.
    pub fn count(&mut self, column: usize) -> Result<u64> {
        u64::try_from(self.int(column)?).with_context(|| format!("column {column} is negative"))
    }

    /// A text.
    pub fn text(&mut self, column: usize) -> Result<String> {
        self.maybe_text(column)?.with_context(|| format!("column {column} is NULL"))
    }

    /// Bytes.
    pub fn bytes(&mut self, column: usize) -> Result<Vec<u8>> {
        self.maybe_bytes(column)?.with_context(|| format!("column {column} is NULL"))
    }

    /// A SHA-256 value.
    pub fn hash(&mut self, column: usize) -> Result<[u8; 32]> {
        let bytes = self.bytes(column)?;
        bytes.try_into().ok().with_context(|| format!("column {column} is not 32 bytes"))
    }
}
/// SHA-256.
pub(crate) fn digest(bytes: &[u8]) -> [u8; 32] {
    <sha2::Sha256 as sha2::Digest>::digest(bytes).into()
}
