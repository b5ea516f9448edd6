//! Making every derived table again from the log, and comparing what is there with what the log says.

use anyhow::{Result, anyhow};
use std::collections::HashSet;
use std::sync::LazyLock;

use crate::Register;
use crate::append::inserts;
use crate::cases::tables::ALL as DERIVED;
use crate::derived::Derived;
use crate::engine::Step;
use crate::field::{Field, commands};
use crate::leaf::leaf_of;
use crate::log::Stored;
use crate::merkle::Edge;
use crate::scope::Scope;
use crate::table::{self, Rows, Second, Table};
use crate::value::{Row, Value, int};

const OFFICES: &str = "SELECT office FROM log_head ORDER BY office";
pub(crate) const CASES: &str =
    "SELECT DISTINCT case_no FROM event WHERE office = $1 AND case_no > $2 ORDER BY case_no LIMIT 100";
pub(crate) const EVENTS: &str = "SELECT office, seq, case_no, version, kind, happened, recorded, leaf, bytes FROM event \
     WHERE office = $1 AND case_no >= $2 AND case_no <= $3 ORDER BY case_no, seq";
const BEGIN: &str = "INSERT INTO rebuilding (office, since) VALUES ('region', $1) ON CONFLICT (office) DO NOTHING";
const END: &str = "DELETE FROM rebuilding";
pub(crate) const UNFINISHED: &str = "SELECT since FROM rebuilding";
/// Every derived table dropped and made empty. Runs as a script, like the upgrades.
static AGAIN: LazyLock<String> = LazyLock::new(|| DERIVED.iter().map(|table| table.drop() + &table.create()).collect());
/// How many rows one insert of a rebuild has.
const REBUILT: usize = 32;
const FORGET_NODES: &str = "DELETE FROM log_node";

pub(crate) const TEXTS: &[&str] = &[OFFICES, CASES, EVENTS, BEGIN, END, UNFINISHED, FORGET_NODES];

/// The content of a table whatever the order of its rows: their number and the lane-wise sum of their hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Content {
    /// How many rows.
    pub rows: u64,
    sum: [u64; 4],
}

impl Content {
    fn add(&mut self, values: &[Value]) {
        let mut bytes = Vec::new();
        for value in values {
            let (kind, value): (u8, &[u8]) = match value {
                Value::Null => (0, &[]),
                Value::Int(number) => (1, &number.to_be_bytes()),
                Value::Text(text) => (2, text.as_bytes()),
                Value::Bytes(value) => (3, value),
            };
            bytes.push(kind);
            bytes.extend((value.len() as u64).to_be_bytes());
            bytes.extend(value);
        }
        let hash = crate::value::digest(&bytes);
        for (sum, lane) in self.sum.iter_mut().zip(hash.as_chunks::<8>().0) {
            *sum = sum.wrapping_add(u64::from_be_bytes(*lane));
        }
        self.rows += 1;
    }
}

/// The content of each derived table, by name in the order of [`crate::cases::tables::ALL`].
pub type Contents = Vec<(&'static str, Content)>;

impl Register {
    pub(crate) async fn offices(&self) -> Result<Vec<String>> {
        self.scan(OFFICES, Vec::new()).await?.into_iter().map(|mut row| row.text(0)).collect()
    }

    /// What the derived tables hold now.
    pub async fn contents(&self) -> Result<Contents> {
        let mut contents = Contents::new();
        for table in DERIVED {
            let mut content = Content::default();
            for office in self.offices().await? {
                let mut after = if table.numbered() { Value::Int(i64::MIN) } else { "".into() };
                while let Some(until) = self.boundary(table, &office, &after).await? {
                    let window = vec![office.as_str().into(), after, until.clone()];
                    for row in self.scan(table.window(), window).await? {
                        content.add(&row.values());
                    }
                    after = until;
                }
            }
            contents.push((table.name, content));
        }
        Ok(contents)
    }

    async fn boundary(&self, table: &'static Derived, office: &str, after: &Value) -> Result<Option<Value>> {
        let rows = self.scan(table.next(), vec![office.into(), after.clone()]).await?;
        Ok(rows.into_iter().next_back().and_then(|row| row.values().pop()))
    }

    /// What the derived tables must hold by the log. With equal [`Register::contents`] they are what the log says.
    pub async fn expected(&self, field: &Field) -> Result<Contents> {
        let mut contents: Contents = DERIVED.iter().map(|table| (table.name, Content::default())).collect();
        for office in self.offices().await? {
            let mut seen = HashSet::new();
            let mut after = String::new();
            while let Some(rows) = self.page(field, &office, &mut after).await? {
                for Rows { table, tuples } in rows {
                    let at = contents.iter().position(|(name, _)| *name == table.name);
                    let at =
                        at.ok_or_else(|| anyhow!("the projection writes into {}, which is not derived", table.name))?;
                    for tuple in &tuples {
                        // Of rows of which the first stays, only the first counts.
                        let key = || (table.name, tuple[..table.key].to_vec());
                        if table.second != Second::IsLeftOut || seen.insert(key()) {
                            contents[at].1.add(tuple);
                        }
                    }
                }
            }
        }
        Ok(contents)
    }

    /// The rows that follow from the next hundred cases of an office after the one named, which moves on.
    async fn page(&self, field: &Field, office: &str, after: &mut String) -> Result<Option<Vec<Rows>>> {
        let cases = self.scan(CASES, vec![office.into(), after.as_str().into()]).await?;
        let cases: Vec<String> = cases.into_iter().map(|mut row: Row| row.text(0)).collect::<Result<_>>()?;
        let (Some(first), Some(last)) = (cases.first(), cases.last()) else { return Ok(None) };
        let events = self.scan(EVENTS, vec![office.into(), first.as_str().into(), last.as_str().into()]).await?;
        let events: Vec<Stored> = events.into_iter().map(Stored::read).collect::<Result<_>>()?;
        let mut rows = Vec::new();
        for case in events.chunk_by(|a, b| a.case == b.case) {
            let projected = (field.project)(&commands(case.to_vec()));
            rows.extend(projected.map_err(|why| anyhow!("{office} event {}: {why}", case[0].seq))?);
        }
        last.clone_into(after);
        Ok(Some(rows))
    }

    /// Drops every derived table and makes it again from the log. Until it is done the register does not open for anything
    /// else; a rebuild that was interrupted is run again.
    pub async fn rebuild(&self, field: &Field) -> Result<Contents> {
        self.write(vec![Step::new(BEGIN, vec![(self.options().clock)().into()])]).await?;
        self.script(&AGAIN).await?;
        self.write(vec![Step::new(FORGET_NODES, Vec::new())]).await?;
        for office in self.offices().await? {
            self.rebuild_nodes(&office).await?;
            let mut after = String::new();
            while let Some(rows) = self.page(field, &office, &mut after).await? {
                self.write(inserts(rows, REBUILT)).await?;
            }
        }
        self.write(vec![Step::new(END, Vec::new())]).await?;
        self.contents().await
    }

    async fn rebuild_nodes(&self, office: &str) -> Result<()> {
        let mut edge = Edge::default();
        loop {
            let events = self.follow(&Scope::system(), office, edge.size(), 1000).await?;
            if events.is_empty() {
                return Ok(());
            }
            let mut tuples = Vec::new();
            for event in events {
                edge.push(leaf_of(&event.bytes), |node, hash| {
                    tuples.push(vec![
                        office.into(),
                        int(u64::from(node.level)),
                        int(node.index),
                        hash.as_slice().into(),
                    ]);
                });
            }
            let nodes: &'static Table = &table::LOG_NODE;
            self.write(inserts(vec![Rows { table: nodes, tuples }], REBUILT)).await?;
        }
    }
}
