//! The code tables ready to be looked up by name while a person types, made once a day and then only read.

use lookup::{Everyday, Index, Named};
use policy::reference::{Reference, TableName};
use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use values::calendar::Day;
use values::text::Language;
use values::text::fold::fold;

const HELD: &str = "no one panics while holding it";

/// The indexes of the tables that were asked for, as of the day on which they were.
#[derive(Debug)]
pub struct Naming {
    everyday: Everyday,
    held: RwLock<HashMap<TableName, Made>>,
}

/// An index, with the day and the code tables that it is of.
type Made = (Day, Arc<Reference>, Arc<Index>);

impl Naming {
    /// Without everyday words.
    pub fn plain() -> Self {
        Self::new(Everyday::none(fold))
    }

    /// With the everyday words of the reference folder.
    pub fn new(everyday: Everyday) -> Self {
        Self { everyday, held: RwLock::default() }
    }

    /// The index of a table as of a day; of the tariff, codes of `digits` alone, which is what can be declared. The first
    /// to ask on a new day waits until it is made (some 100 ms).
    pub fn index(&self, reference: &Arc<Reference>, table: TableName, digits: u8, day: Day) -> Arc<Index> {
        if let Some((made, of, index)) = self.held.read().expect(HELD).get(&table)
            && *made == day
            && Arc::ptr_eq(of, reference)
        {
            return Arc::clone(index);
        }
        let index = Arc::new(self.made(reference, table, digits, day));
        self.held.write().expect(HELD).insert(table, (day, Arc::clone(reference), Arc::clone(&index)));
        index
    }

    fn made(&self, reference: &Reference, table: TableName, digits: u8, day: Day) -> Index {
        let english = |code: &str| {
            let name = reference.name(table, code, day, Language::En);
            // In the other language rather than none, says the table; here each stands for itself.
            name.filter(|name| !name.chars().any(is_cjk)).unwrap_or_default()
        };
        let is_tariff = table == TableName::Hs;
        let entries = reference.entries(table, "", day).filter(|e| !is_tariff || e.code.len() == usize::from(digits));
        let everyday = if is_tariff { self.everyday.clone() } else { Everyday::none(fold) };
        let naming = if is_tariff { lookup::Naming::Descriptions } else { lookup::Naming::Names };
        Index::of(entries.map(|e| Named { code: e.code, zh: e.zh, en: english(e.code) }), naming, everyday)
    }
}

/// Whether a character is of Chinese writing or of its marks.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_tariff_the_codes_that_can_be_declared_are_found() {
        let tariff =
            "code,zh,en,parent\n08,水果,,\n0808,,Apples,08\n080810,鲜苹果,Apples,0808\n08081000,鲜苹果,,080810\n";
        let reference = Arc::new(Reference::read(&[("hs.csv", tariff)]).expect("a tariff"));
        let day = Day::parse("2015-09-01").expect("a day");
        let find = |digits| {
            let index = Naming::plain().index(&reference, TableName::Hs, digits, day);
            index.find("苹果", 5).iter().map(|hit| hit.code.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(find(8), ["08081000"]);
        assert_eq!(find(10), [""; 0]);
    }
}
