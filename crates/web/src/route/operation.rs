//! What the API's documents say of a route.

use crate::error::Code;
use serde_json::Value;
use values::text::Text;

/// A JSON Schema fragment. One with a `title` becomes a named schema of the document, wherever it stands.
pub type Schema = fn() -> Value;

/// What the API's documents say of a route.
#[derive(Clone, Debug)]
pub struct Operation {
    pub(crate) group: &'static str,
    pub(crate) summary: Text,
    pub(crate) says: Option<Text>,
    pub(crate) queries: Vec<(&'static str, bool, Text)>,
    pub(crate) takes: Option<Schema>,
    pub(crate) gives: (u16, Option<Schema>),
    pub(crate) also: Option<(u16, Schema)>,
    pub(crate) fails: &'static [Code],
    pub(crate) keyed: bool,
}

impl Operation {
    /// An operation in a group, whose name stands in the words under `docs.group.GROUP`.
    pub const fn new(group: &'static str, summary: Text) -> Self {
        let gives = (200, None);
        Self {
            group,
            summary,
            says: None,
            queries: Vec::new(),
            takes: None,
            gives,
            also: None,
            fails: &[],
            keyed: false,
        }
    }

    /// The group it stands in.
    pub const fn group(&self) -> &'static str {
        self.group
    }

    /// More about it.
    #[must_use]
    pub fn says(mut self, says: Text) -> Self {
        self.says = Some(says);
        self
    }

    /// A value in the query.
    #[must_use]
    pub fn query(mut self, name: &'static str, required: bool, says: Text) -> Self {
        self.queries.push((name, required, says));
        self
    }

    /// The body it takes.
    #[must_use]
    pub fn takes(mut self, schema: Schema) -> Self {
        self.takes = Some(schema);
        self
    }

    /// The status it answers with, and the body.
    #[must_use]
    pub fn gives(mut self, status: u16, schema: Option<Schema>) -> Self {
        self.gives = (status, schema);
        self
    }

    /// Another status it answers with, and the body.
    #[must_use]
    pub fn gives_also(mut self, status: u16, schema: Schema) -> Self {
        self.also = Some((status, schema));
        self
    }

    /// The codes by which it may fail, beside those that every route of its access has.
    #[must_use]
    pub const fn fails(mut self, codes: &'static [Code]) -> Self {
        self.fails = codes;
        self
    }

    /// It wants an `Idempotency-Key`.
    #[must_use]
    pub const fn keyed(mut self) -> Self {
        self.keyed = true;
        self
    }
}
