//! The code tables ready to be looked up by name while a person types, made once a day and then only read.

use clearance::calendar::Day;
use clearance::reference::{Reference, TableName};
use clearance::text::Language;
use lookup::{Everyday, Index, Named};
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

/// Digits of a tariff code that can be declared.
const DECLARABLE: usize = 10;
const HELD: &str = "no one panics while holding it";

/// The indexes of the tables that were asked for, as of the day on which they were.
#[derive(Debug, Default)]
pub struct Naming {
    everyday: Everyday,
    held: RwLock<HashMap<TableName, (Day, Arc<Index>)>>,
}

impl Naming {
    /// With the everyday words of the reference folder.
    pub fn new(everyday: Everyday) -> Self {
        Self { everyday, held: RwLock::default() }
    }

    /// The index of a table as of a day. The first to ask on a new day waits until it is made (some 100 ms).
    pub fn index(&self, reference: &Reference, table: TableName, day: Day) -> Arc<Index> {
        if let Some((made, index)) = self.held.read().expect(HELD).get(&table)
            && *made == day
        {
            return Arc::clone(index);
        }
        let index = Arc::new(self.made(reference, table, day));
        self.held.write().expect(HELD).insert(table, (day, Arc::clone(&index)));
        index
    }

    fn made(&self, reference: &Reference, table: TableName, day: Day) -> Index {
        let english = |code: &str| {
            let name = reference.name(table, code, day, Language::En);
            name.filter(|name| name.is_ascii()).unwrap_or_default()
        };
        let is_tariff = table == TableName::Hs;
        let entries = reference.entries(table, "", day).filter(|e| !is_tariff || e.code.len() == DECLARABLE);
        let everyday = if is_tariff { self.everyday.clone() } else { Everyday::default() };
        Index::of(entries.map(|e| Named { code: e.code, zh: e.zh, en: english(e.code) }), everyday)
    }
}
