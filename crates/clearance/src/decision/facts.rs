//! Base facts of a declaration, their recording, and their recall from a receipt.

mod read;

use super::receipt::BY_WORD_SINCE;
use super::{FactRead, Receipt, Verdict};
use crate::declaration::{Declaration, Measures};
use crate::standing::Standing;
use policy::fact::{Fact, Facts, Value};
use std::cell::{Cell, RefCell};

/// The base facts of a declaration and its owner on the day that counts.
pub struct Declared<'a> {
    declaration: &'a Declaration,
    owner: &'a Standing,
    agent_blacklisted: bool,
    measures: &'a Measures,
}

impl<'a> Declared<'a> {
    /// The facts that a declaration, its measures and its owner's standing give.
    pub fn new(
        declaration: &'a Declaration,
        measures: &'a Measures,
        owner: &'a Standing,
        agent_blacklisted: bool,
    ) -> Self {
        Declared { declaration, owner, agent_blacklisted, measures }
    }
}

impl Facts for Declared<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        read::of(self, fact, line)
    }
}

/// Where each fact of each line stands among what was read: a table, since it is asked some hundred times for a decision.
#[derive(Default)]
struct Places(Vec<u32>);

impl Places {
    fn cell(fact: Fact, line: Option<u16>) -> usize {
        usize::from(line.unwrap_or(0)) * Fact::COUNT + fact as usize
    }

    fn get(&self, fact: Fact, line: Option<u16>) -> Option<usize> {
        let place = *self.0.get(Places::cell(fact, line))?;
        usize::try_from(place).ok()?.checked_sub(1)
    }

    /// The first place of a fact counts.
    fn put(&mut self, fact: Fact, line: Option<u16>, place: usize) {
        let cell = Places::cell(fact, line);
        if self.0.len() <= cell {
            // Room for some lines more, since each of them will be asked about.
            self.0.resize(cell + 8 * Fact::COUNT, 0);
        }
        if self.0[cell] == 0 {
            self.0[cell] = u32::try_from(place + 1).unwrap_or(0);
        }
    }
}

/// Passes facts through and keeps what was read, each once.
pub struct Recorder<'a> {
    base: &'a dyn Facts,
    reads: RefCell<Vec<FactRead>>,
    places: RefCell<Places>,
    sealed_from: Cell<usize>,
}

impl<'a> Recorder<'a> {
    /// Records what is read of `base`.
    pub fn new(base: &'a dyn Facts) -> Self {
        Recorder {
            base,
            reads: RefCell::new(Vec::with_capacity(128)),
            places: RefCell::default(),
            sealed_from: Cell::new(usize::MAX),
        }
    }

    /// What is read from here on is read for rules alone.
    pub fn seal(&self) {
        if Verdict::seals(self.base.rules()) {
            self.sealed_from.set(self.reads.borrow().len());
        }
    }

    /// What was read, and what for rules alone: words in the order in which they were first asked for, each by its lines; of decisions of before answers in
    /// the order in which they were asked for.
    pub fn into_reads(self) -> (Vec<FactRead>, Vec<FactRead>) {
        let mut reads = self.reads.into_inner();
        let mut sealed = reads.split_off(self.sealed_from.get().min(reads.len()));
        if BY_WORD_SINCE <= self.base.rules() {
            by_word(&mut reads);
            by_word(&mut sealed);
        }
        (reads, sealed)
    }
}

/// Words in the order in which they were first asked for, each by its lines.
fn by_word(reads: &mut [FactRead]) {
    let mut first = [usize::MAX; Fact::COUNT];
    reads.iter().enumerate().for_each(|(at, read)| {
        let first = &mut first[read.fact as usize];
        *first = at.min(*first);
    });
    reads.sort_by_key(|read| (first[read.fact as usize], read.line));
}

impl Facts for Recorder<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        let place = self.places.borrow().get(fact, line);
        if let Some(place) = place {
            return self.reads.borrow()[place].value.clone();
        }
        let value = self.base.read(fact, line);
        let mut reads = self.reads.borrow_mut();
        self.places.borrow_mut().put(fact, line, reads.len());
        reads.push(FactRead { fact, line, value: value.clone() });
        value
    }

    fn rules(&self) -> u16 {
        self.base.rules()
    }
}

/// Facts as a receipt recalls them.
pub struct Recalled<'a> {
    receipt: &'a Receipt,
    places: Places,
    missing: Cell<Option<(Fact, Option<u16>)>>,
}

impl<'a> Recalled<'a> {
    /// The facts of a receipt.
    pub fn new(receipt: &'a Receipt) -> Self {
        let mut places = Places::default();
        receipt.all().enumerate().for_each(|(at, read)| places.put(read.fact, read.line, at));
        Recalled { receipt, places, missing: Cell::new(None) }
    }

    /// The first fact that was asked for and that the receipt does not have.
    pub fn missing(&self) -> Option<(Fact, Option<u16>)> {
        self.missing.get()
    }
}

impl Facts for Recalled<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        let (open, sealed) = (&self.receipt.facts, &self.receipt.sealed);
        let known = self.places.get(fact, line).and_then(|at| open.get(at).or_else(|| sealed.get(at - open.len())));
        known.map(|r| r.value.clone()).unwrap_or_else(|| {
            self.missing.set(self.missing.get().or(Some((fact, line))));
            Value::Absent
        })
    }

    fn rules(&self) -> u16 {
        self.receipt.rules
    }
}
