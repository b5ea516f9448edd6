//! Our own JSON: one declaration or a batch, read with every fault at once at its path, and written back.
//!
//! The keys are the fields of [`Declaration`]. Numbers that carry a unit are texts, `108.0 kg`, `12.5 KGM`,
//! `1234.50 USD`; days are texts, `2015-09-01`. Data of persons, `contact.name`, `contact.phone`,
//! `declarant_person.name` and `declarant_person.id`, are read apart. What the platform itself notes in a declaration
//! (`sealed`, `not_supplied`, `hs_not_in_force`) is no part of the message.

mod goods;
mod head;
pub(crate) mod tree;
mod walk;
mod write;

use std::borrow::Cow;
use std::collections::HashSet;

use clearance::declaration::{Declaration, LINES_MAX, NUMBER_MAX};
use policy::reference::{Reference, TableName};
use values::calendar::{Day, Zone};
use values::fault::Fault;

use tree::Node;
use walk::{Step, Walk};

pub use tree::{MAX_DEPTH, MAX_NODES};
pub use walk::MAX_FAULTS;
pub use write::{write, write_batch};

/// The largest message with one declaration, in bytes.
pub const MAX_BYTES: usize = 8 << 20;
/// The largest batch, in bytes: what one account may have in flight.
pub const MAX_BATCH_BYTES: usize = 16 << 20;
/// The most declarations in a batch.
pub const MAX_BATCH: usize = 500;
/// The most lines of goods in a declaration.
pub const MAX_LINES: usize = LINES_MAX as usize;
/// The most items in any other list.
pub const MAX_ITEMS: usize = 999;

/// The most characters of a number that is free text.
const NUMBER: usize = NUMBER_MAX;
/// The most characters of a name.
const NAME: usize = 255;
/// The most characters of a longer text.
const NOTE: usize = 4_000;

/// What was read: the declaration, and data of persons apart from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// As declared, without data of persons.
    pub declaration: Declaration,
    /// What must be sealed before anything is stored.
    pub personal: Vec<Personal>,
}

/// One declaration of a message, or everything that is wrong with it.
pub type Reading = Result<Received, Vec<Fault>>;

/// A personal datum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal {
    /// Its path: `contact.phone`.
    pub field: String,
    /// The datum itself.
    pub value: String,
}

/// Every key of a JSON text that stands twice in one object, at its path. Of what cannot be read nothing is said here.
pub fn repeated(bytes: &[u8]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Ok(node) = tree::decode(bytes, MAX_BYTES).and_then(tree::parse) {
        twice(&node, &mut Vec::new(), &mut faults);
    }
    faults
}

fn twice<'n>(node: &'n Node<'_>, at: &mut Vec<Step<'n>>, faults: &mut Vec<Fault>) {
    match node {
        Node::List(items) => {
            for (index, item) in items.iter().enumerate() {
                at.push(Step::Index(index));
                twice(item, at, faults);
                at.pop();
            }
        }
        Node::Object(entries) => {
            let mut seen = HashSet::with_capacity(entries.len());
            for (key, value) in entries {
                at.push(Step::Key(Cow::Borrowed(key)));
                if !seen.insert(key.as_ref()) && faults.len() < MAX_FAULTS {
                    faults.push(Fault::new(walk::path_of(at.iter()), "duplicate", value.shown(), walk::once()));
                }
                twice(value, at, faults);
                at.pop();
            }
        }
        Node::Null | Node::Bool(_) | Node::Whole(_) | Node::Number(_) | Node::Text(_) => {}
    }
}

/// What must hold of a declaration beyond its shape.
pub type Check<'r> = dyn Fn(&Declaration) -> Vec<Fault> + 'r;

/// What a reader asks of the outside.
#[derive(Clone, Copy, Default)]
pub struct Reader<'r> {
    /// Code tables of a day, by which old and foreign codes are turned into ours; of history it is the day of each case.
    pub reference: Option<(&'r Reference, Day)>,
    /// What must hold beyond the shape, such as `clearance::valid::live`. It also judges what could be read of a faulty
    /// message, so that the sender learns of everything at once.
    pub check: Option<&'r Check<'r>>,
    /// The region's zone, by which a moment of a table becomes a day; without one no offset is understood.
    pub zone: Option<&'r Zone>,
    /// Keeps characters that may not stand in a live text: history is as it was.
    pub keeps: bool,
}

impl<'r> Reader<'r> {
    /// Reads one declaration, or says everything that is wrong with it.
    pub fn read(&self, bytes: &[u8]) -> Reading {
        let text = tree::decode(bytes, MAX_BYTES).map_err(|fault| vec![fault])?;
        let node = tree::parse(text).map_err(|fault| vec![fault])?;
        self.judge(&node)
    }

    /// Reads a batch: a list of at most 500 declarations, each judged alone (paths begin at its declaration).
    ///
    /// # Errors
    /// If the message as a whole is not a list in JSON; then nothing of it counts.
    pub fn read_batch(&self, bytes: &[u8]) -> Result<Vec<Reading>, Vec<Fault>> {
        let text = tree::decode(bytes, MAX_BATCH_BYTES).map_err(|fault| vec![fault])?;
        let mut batch = Vec::new();
        let end = tree::parse_list(text, MAX_BATCH, &mut |node| batch.push(self.judge(&node)));
        end.map(|()| batch).map_err(|fault| vec![fault])
    }

    /// The same for a large one: each reading is handed over before the next is made, so that only one is held here.
    ///
    /// # Errors
    /// If the message as a whole is not a list in JSON; then nothing was handed over.
    pub fn read_each(&self, bytes: &[u8], each: &mut dyn FnMut(Reading)) -> Result<(), Vec<Fault>> {
        let text = tree::decode(bytes, MAX_BATCH_BYTES).map_err(|fault| vec![fault])?;
        // Nothing of a message counts that is broken at its end, so the end is seen first.
        let whole = tree::parse_list(text, MAX_BATCH, &mut |_| {});
        whole
            .and_then(|()| tree::parse_list(text, MAX_BATCH, &mut |node| each(self.judge(&node))))
            .map_err(|fault| vec![fault])
    }

    /// The same reader for a row of history, by the code tables of the day of its case.
    pub(crate) fn dated(&self, day: Option<Day>) -> Reader<'r> {
        let reference = self.reference.map(|(tables, read)| (tables, day.filter(|_| self.keeps).unwrap_or(read)));
        Reader { reference, ..*self }
    }

    pub(crate) fn judge(&self, node: &Node<'_>) -> Reading {
        let mut walk = Walk::new(self);
        let declaration = walk.object(node, head::declaration);
        let Walk { mut faults, personal, .. } = walk;
        if let Some(check) = self.check {
            let found = check(&declaration);
            let known: Vec<String> = faults.iter().map(|fault| fault.at.clone()).collect();
            faults.extend(found.into_iter().filter(|fault| !known.iter().any(|at| covers(at, &fault.at))));
        }
        if faults.is_empty() { Ok(Received { declaration, personal }) } else { Err(faults) }
    }

    /// Our code for a code that is none of ours.
    fn ours(&self, table: TableName, code: &str) -> Option<&'r str> {
        let (reference, day) = self.reference?;
        match reference.history(table, code).next() {
            Some(_) => None,
            None => reference.translate(table, code, day),
        }
    }
}

/// Whether a fault at `at` is about the field at `path` too, or about something it is part of.
fn covers(at: &str, path: &str) -> bool {
    path.strip_prefix(at).is_some_and(|rest| at.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
}
