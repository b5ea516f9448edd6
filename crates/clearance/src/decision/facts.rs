//! Base facts of a declaration, their recording, and their recall from a receipt.

mod read;

use super::{FactRead, Receipt};
use crate::declaration::{Declaration, Measures};
use crate::standing::Standing;
use policy::fact::{Fact, Facts, Value};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

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

/// Passes facts through and keeps what was read, each once, in the order in which it was first asked for.
pub struct Recorder<'a> {
    base: &'a dyn Facts,
    reads: RefCell<Vec<FactRead>>,
    places: RefCell<HashMap<(Fact, Option<u16>), usize>>,
}

impl<'a> Recorder<'a> {
    /// Records what is read of `base`.
    pub fn new(base: &'a dyn Facts) -> Self {
        Recorder { base, reads: RefCell::new(Vec::with_capacity(32)), places: RefCell::default() }
    }

    /// What was read, in order.
    pub fn into_reads(self) -> Vec<FactRead> {
        self.reads.into_inner()
    }
}

impl Facts for Recorder<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        let place = self.places.borrow().get(&(fact, line)).copied();
        if let Some(place) = place {
            return self.reads.borrow()[place].value.clone();
        }
        let value = self.base.read(fact, line);
        let mut reads = self.reads.borrow_mut();
        self.places.borrow_mut().insert((fact, line), reads.len());
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
    places: HashMap<(Fact, Option<u16>), usize>,
    missing: Cell<Option<(Fact, Option<u16>)>>,
}

impl<'a> Recalled<'a> {
    /// The facts of a receipt.
    pub fn new(receipt: &'a Receipt) -> Self {
        let places = receipt.facts.iter().enumerate().rev().map(|(at, read)| ((read.fact, read.line), at)).collect();
        Recalled { receipt, places, missing: Cell::new(None) }
    }

    /// The first fact that was asked for and that the receipt does not have.
    pub fn missing(&self) -> Option<(Fact, Option<u16>)> {
        self.missing.get()
    }
}

impl Facts for Recalled<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        let known = self.places.get(&(fact, line)).map(|at| &self.receipt.facts[*at]);
        known.map(|r| r.value.clone()).unwrap_or_else(|| {
            self.missing.set(self.missing.get().or(Some((fact, line))));
            Value::Absent
        })
    }

    fn rules(&self) -> u16 {
        self.receipt.rules
    }
}
