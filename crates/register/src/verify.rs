//! Whether the record is what was written: every event against its hash, its own words, its neighbours, the tree and the
//! signed heads. What is wrong is named by the first place in each partition.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::Register;
use crate::engine::Step;
use crate::field::Field;
use crate::head_file::Line;
use crate::leaf::leaf_of;
use crate::log::{Head, Stored};
use crate::merkle::{Edge, Hash, Node};
use crate::scope::Scope;
use crate::value::int;

const NODES: &str =
    "SELECT place, hash FROM log_node WHERE office = $1 AND level = $2 AND place >= $3 AND place < $4 ORDER BY place";
const SERIES: &str = "SELECT series, last FROM series WHERE office = $1 ORDER BY series";
const COUNTED: &str = "SELECT series, CAST(COUNT(*) AS BIGINT), MIN(serial), MAX(serial) FROM number WHERE office = $1 \
     GROUP BY series ORDER BY series";

pub(crate) const TEXTS: &[&str] = &[NODES, SERIES, COUNTED];

/// How many events are read at once.
const PAGE: u32 = 1024;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many partitions were read.
    pub offices: usize,
    /// How many events were read.
    pub events: u64,
    /// How many signed heads were compared.
    pub signed: usize,
    /// What is wrong; empty for a sound record.
    pub bad: Vec<Bad>,
}

/// A place where the record is not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// The partition.
    pub office: String,
    /// The first event concerned, where one can be told.
    pub seq: Option<u64>,
    /// What is wrong.
    pub what: String,
}

impl std::fmt::Display for Bad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.seq {
            Some(seq) => write!(f, "{} event {seq}: {}", self.office, self.what),
            None => write!(f, "{}: {}", self.office, self.what),
        }
    }
}

/// The signed heads of one partition, by size: the root and the line that has it.
type Signatures = BTreeMap<u64, Vec<(Hash, usize)>>;

/// One partition while its log is read.
struct Walk<'a> {
    office: &'a str,
    field: &'a Field,
    signed: Signatures,
    /// The largest signed size whose root was found right.
    proven: u64,
    edge: Edge,
    recorded: i64,
    completed: Vec<(Node, Hash)>,
}

impl Register {
    /// Reads the whole record and compares it with itself and with the lines of the head file.
    ///
    /// # Errors
    /// When the database cannot be read. A record that is not sound is no error but a report.
    pub async fn verify(&self, lines: &[Line], field: &Field) -> Result<Report> {
        let heads = self.heads().await?;
        let mut report =
            Report { offices: heads.len(), signed: lines.iter().map(|l| l.heads.len()).sum(), ..Report::default() };
        let mut offices: BTreeMap<String, Signatures> =
            heads.into_iter().map(|head| (head.office, Signatures::new())).collect();
        for line in lines {
            for head in &line.heads {
                let signed = offices.entry(head.office.clone()).or_default();
                if signed.last_key_value().is_some_and(|(size, _)| head.size < *size) {
                    let what = format!("line {} of the head file has fewer events than a line before it", line.number);
                    report.bad.push(Bad { office: head.office.clone(), seq: Some(head.size + 1), what });
                }
                signed.entry(head.size).or_default().push((head.root, line.number));
            }
        }
        for (office, signed) in offices {
            let (events, bad) = self.verify_office(&office, signed, field).await?;
            report.events += events;
            match bad {
                Some(bad) => report.bad.push(bad),
                None => report.bad.extend(self.verify_numbers(&office).await?),
            }
        }
        Ok(report)
    }

    async fn verify_office(&self, office: &str, signed: Signatures, field: &Field) -> Result<(u64, Option<Bad>)> {
        let mut walk =
            Walk { office, field, signed, proven: 0, edge: Edge::default(), recorded: i64::MIN, completed: Vec::new() };
        let (mut bad, mut known) = (walk.compare(), None);
        while bad.is_none() {
            let after = walk.edge.size();
            let events = self.follow(&Scope::system(), office, after, PAGE).await?;
            if events.is_empty() {
                // The log may grow while it is read. The head is read after the last event, so what it counts must be there.
                let head = self.head(office).await?;
                if head == known || head.as_ref().is_none_or(|head| head.seq <= after) {
                    bad = walk.end(head.as_ref());
                    break;
                }
                known = head;
            }
            bad = events.into_iter().find_map(|event| walk.step(&event));
            if bad.is_none() {
                bad = self.verify_page(&mut walk, after).await?;
            }
        }
        Ok((walk.edge.size(), bad))
    }

    /// The stored subtrees that belong to the events read since `after`.
    async fn verify_page(&self, walk: &mut Walk<'_>, after: u64) -> Result<Option<Bad>> {
        let (office, size) = (walk.office, walk.edge.size());
        let levels = size.checked_ilog2().unwrap_or(0);
        let window = |level: u32| (after >> level, size >> level);
        let step = |level: u32| {
            let (from, to) = window(level);
            Step::new(NODES, vec![office.into(), int(u64::from(level)), int(from), int(to)])
        };
        let mut stored = std::collections::HashMap::new();
        for (level, rows) in (1..).zip(self.snapshot((1..=levels).map(step).collect()).await?) {
            for mut row in rows {
                stored.insert(Node { level, index: row.count(0)? }, row.hash(1)?);
            }
        }
        let wrong = walk.completed.drain(..).find(|(node, hash)| stored.get(node) != Some(hash));
        Ok(wrong.map(|(node, _)| {
            let seq = (node.index << node.level) + 1;
            let what = format!("the stored subtree of {} events from here is not theirs", 1u64 << node.level);
            Bad { office: office.to_owned(), seq: Some(seq), what }
        }))
    }

    /// Every series is 1, 2, 3 … without gap or repetition up to its last number.
    async fn verify_numbers(&self, office: &str) -> Result<Vec<Bad>> {
        let steps = [SERIES, COUNTED].map(|text| Step::new(text, vec![office.into()]));
        let mut answers = self.snapshot(steps.into()).await?.into_iter();
        let mut lasts = BTreeMap::new();
        for mut row in answers.next().unwrap_or_default() {
            lasts.insert(row.text(0)?, row.count(1)?);
        }
        let mut counted = BTreeMap::new();
        for mut row in answers.next().unwrap_or_default() {
            counted.insert(row.text(0)?, (row.count(1)?, row.count(2)?, row.count(3)?));
        }
        let names: std::collections::BTreeSet<&String> = lasts.keys().chain(counted.keys()).collect();
        let wrong = names.into_iter().filter_map(|series| {
            let last = lasts.get(series).copied().unwrap_or(0);
            let (count, first, highest) = counted.get(series).copied().unwrap_or((0, 1, 0));
            let sound = (count, first, highest) == (last, 1, last);
            let what = format!("series {series} stands at {last}, but has {count} numbers from {first} to {highest}");
            (!sound).then(|| Bad { office: office.to_owned(), seq: None, what })
        });
        Ok(wrong.collect())
    }
}

impl Walk<'_> {
    fn bad(&self, seq: u64, what: impl Into<String>) -> Option<Bad> {
        Some(Bad { office: self.office.to_owned(), seq: Some(seq), what: what.into() })
    }

    /// Takes up the next event; says what is wrong with it.
    fn step(&mut self, event: &Stored) -> Option<Bad> {
        let seq = self.edge.size() + 1;
        if event.seq != seq {
            return self.bad(seq, format!("it is missing; the next that is there is {}", event.seq));
        }
        if leaf_of(&event.bytes) != event.leaf {
            return self.bad(seq, "its bytes are not those that its hash was made of");
        }
        match (self.field.label)(&event.bytes) {
            Err(why) => return self.bad(seq, format!("its bytes cannot be read: {why}")),
            Ok(label) => {
                if label.office != self.office || label.seq != seq {
                    return self.bad(seq, format!("its bytes say that it is event {} of {}", label.seq, label.office));
                }
                let beside = (&label.case, label.version, &label.kind, label.happened, label.recorded);
                if beside != (&event.case, event.version, &event.kind, event.happened, event.recorded) {
                    return self.bad(seq, "the columns beside its bytes say something else than they do");
                }
            }
        }
        if event.recorded < self.recorded {
            return self.bad(seq, "it is recorded earlier than the one before it");
        }
        self.recorded = event.recorded;
        let completed = &mut self.completed;
        self.edge.push(event.leaf, |node, hash| completed.push((node, hash)));
        self.compare()
    }

    /// Compares the tree with the heads that were signed at this size.
    fn compare(&mut self) -> Option<Bad> {
        let size = self.edge.size();
        let signed = self.signed.get(&size)?;
        let root = self.edge.root();
        if let Some((_, line)) = signed.iter().find(|(signed, _)| *signed != root) {
            let from = self.proven + 1;
            let what = format!(
                "among the events {from} to {size} is one that differs from what was signed in line {line} of the head file"
            );
            return self.bad(from, what);
        }
        self.proven = size;
        None
    }

    /// After the last event: the tree must be as large as was signed and be that of the head row.
    fn end(&self, head: Option<&Head>) -> Option<Bad> {
        let size = self.edge.size();
        if let Some((signed, lines)) = self.signed.range(size + 1..).next() {
            let (_, line) = lines[0];
            return self.bad(
                size + 1,
                format!("it and those up to {signed} are missing; line {line} of the head file has them"),
            );
        }
        match head {
            None if size == 0 && self.signed.keys().all(|size| *size == 0) => None,
            None => self.bad(size, "the partition has no head"),
            Some(head) if head.seq < size => {
                self.bad(head.seq + 1, "it stands after the last event that the head knows")
            }
            Some(head) if size < head.seq => {
                self.bad(size + 1, format!("it is missing; the head counts {} events", head.seq))
            }
            Some(head) if head.root != self.edge.root() => self.bad(size, "the head's tree is not that of the events"),
            Some(_) => None,
        }
    }
}
