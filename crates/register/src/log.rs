//! Reading the log: its heads, what follows a position, and the proof that an event stands in it.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};

use crate::Register;
use crate::engine::Step;
use crate::merkle::{Edge, Hash, Node, consistency, fold, inclusion, perfect};
use crate::scope::Scope;
use crate::value::{Row, int};

const HEADS: &str = "SELECT office, seq, epoch, edge FROM log_head ORDER BY office";
const HEAD: &str = "SELECT office, seq, epoch, edge FROM log_head WHERE office = $1";
const AFTER: &str = "SELECT office, seq, case_no, version, kind, happened, recorded, leaf, bytes FROM event \
     WHERE office = $1 AND seq > $2 ORDER BY seq LIMIT $3";
const LEAF: &str = "SELECT leaf FROM event WHERE office = $1 AND seq = $2";
const NODE: &str = "SELECT hash FROM log_node WHERE office = $1 AND level = $2 AND place = $3";

pub(crate) const TEXTS: &[&str] = &[HEADS, HEAD, AFTER, LEAF, NODE];

/// The head of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The partition.
    pub office: String,
    /// Number of its last event; 0 before the first.
    pub seq: u64,
    /// Its restriction epoch; -1 before any was pushed to it.
    pub epoch: i64,
    /// Root of the tree over its events.
    pub root: Hash,
}

/// An event as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The partition.
    pub office: String,
    /// Number in the partition, from 1.
    pub seq: u64,
    /// The case, if it belongs to one.
    pub case: Option<String>,
    /// Version of the case after it.
    pub version: u64,
    /// What kind of event it is.
    pub kind: String,
    /// When it happened, in microseconds.
    pub happened: i64,
    /// When it was recorded, in microseconds.
    pub recorded: i64,
    /// The leaf hash that was stored with it.
    pub leaf: Hash,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
}

impl Head {
    fn read(mut row: Row) -> Result<Head> {
        let (office, seq) = (row.text(0)?, row.count(1)?);
        let edge = Edge::read(seq, &row.bytes(3)?)
            .with_context(|| format!("the edge of {office} does not fit {seq} events"))?;
        Ok(Head { office, seq, epoch: row.int(2)?, root: edge.root() })
    }
}

impl Stored {
    /// Reads a row of `office, seq, case_no, version, kind, happened, recorded, leaf, bytes`.
    pub(crate) fn read(mut row: Row) -> Result<Stored> {
        Ok(Stored {
            office: row.text(0)?,
            seq: row.count(1)?,
            case: row.maybe_text(2)?,
            version: row.count(3)?,
            kind: row.text(4)?,
            happened: row.int(5)?,
            recorded: row.int(6)?,
            leaf: row.hash(7)?,
            bytes: row.bytes(8)?,
        })
    }
}

/// That an event stands in the log: with it and the signed head anyone can check without the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The event's number.
    pub seq: u64,
    /// Hash of the event.
    pub leaf: Hash,
    /// How many events the tree has.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// The hashes of RFC 6962 2.1.1, leaf first. The leaf's index is `seq - 1`.
    pub path: Vec<Hash>,
}

impl Register {
    /// The heads of all partitions at one moment.
    pub async fn heads(&self) -> Result<Vec<Head>> {
        self.scan(HEADS, Vec::new()).await?.into_iter().map(Head::read).collect()
    }

    /// The head of one partition; none if it was never opened.
    pub async fn head(&self, office: &str) -> Result<Option<Head>> {
        self.point(HEAD, vec![office.into()]).await?.pop().map(Head::read).transpose()
    }

    /// Up to `limit` events of a partition after a position. The log is for the platform itself.
    pub async fn follow(&self, scope: &Scope, office: &str, after: u64, limit: u32) -> Result<Vec<Stored>> {
        ensure!(scope.sees_log(), "the log is read by the platform and by auditors only");
        let rows = self.scan(AFTER, vec![office.into(), int(after), i64::from(limit).into()]).await?;
        rows.into_iter().map(Stored::read).collect()
    }

    /// The proof that event `seq` stands in the tree that the partition has now; none if there is no such event.
    pub async fn inclusion(&self, office: &str, seq: u64) -> Result<Option<Inclusion>> {
        let Some(head) = self.head(office).await? else { return Ok(None) };
        if seq == 0 || head.seq < seq {
            return Ok(None);
        }
        let mut wanted = inclusion(seq - 1, head.seq);
        wanted.push(seq - 1..seq);
        let mut path = self.hashes(office, wanted).await?;
        let leaf = path.pop().expect("the leaf was asked for last");
        Ok(Some(Inclusion { seq, leaf, size: head.seq, root: head.root, path }))
    }

    /// The hashes that prove event `seq` in the tree of `size` events, leaf first (RFC 6962 2.1.1); `seq` is from 1 and not beyond `size`.
    ///
    /// # Errors
    /// The record has no such events, or cannot be read.
    pub async fn path(&self, office: &str, seq: u64, size: u64) -> Result<Vec<Hash>> {
        ensure!((1..=size).contains(&seq), "event {seq} is not in a tree of {size}");
        self.hashes(office, inclusion(seq - 1, size)).await
    }

    /// The proof that the tree of `old` events is the beginning of that of `new` events (RFC 6962 2.1.2).
    pub async fn consistency(&self, office: &str, old: u64, new: u64) -> Result<Vec<Hash>> {
        self.hashes(office, consistency(old, new)).await
    }

    /// The hashes of ranges of leaves, from the stored complete subtrees, read as one state.
    async fn hashes(&self, office: &str, ranges: Vec<std::ops::Range<u64>>) -> Result<Vec<Hash>> {
        let nodes: Vec<Vec<Node>> = ranges.into_iter().map(perfect).collect();
        let step = |node: &Node| match node.level {
            0 => Step::new(LEAF, vec![office.into(), int(node.index + 1)]),
            level => Step::new(NODE, vec![office.into(), int(u64::from(level)), int(node.index)]),
        };
        let answers = self.snapshot(nodes.iter().flatten().map(step).collect()).await?;
        let mut found = HashMap::new();
        for (node, rows) in nodes.iter().flatten().zip(answers) {
            let mut row = rows.into_iter().next().with_context(|| format!("{office} lacks the subtree {node:?}"))?;
            found.insert(*node, row.hash(0)?);
        }
        let join = |nodes: &Vec<Node>| {
            fold(&nodes.iter().map(|node| found[node]).collect::<Vec<_>>()).context("an empty range")
        };
        nodes.iter().map(join).collect()
    }
}
