//! The code tables of trade and quarantine: dated look-ups, names, and translation from other code sets into ours.

mod alias;
mod line;
mod load;
mod rows;
mod table;

use values::calendar::{Day, Period};
use values::fault::TextFault;
use values::text::{Language, Text};

use alias::Aliases;
use rows::Rows;

pub use table::TableName;

/// All tables as of their files. Look-ups allocate nothing.
#[derive(Clone, Debug)]
pub struct Reference {
    /// In the order of `TableName::ALL`.
    tables: Vec<Rows>,
    titles: Vec<Title>,
    aliases: Aliases,
}

/// A code on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The code.
    pub code: &'a str,
    /// Its own Chinese name; empty if there is none.
    pub zh: &'a str,
    /// Its own English name; empty if there is none.
    pub en: &'a str,
    /// The code above it in the same table.
    pub parent: Option<&'a str>,
    /// When it holds.
    pub period: Period,
    /// Not verified against an official source.
    pub provisional: bool,
}

impl<'a> Entry<'a> {
    /// The entry's own name in one language.
    pub fn own_name(&self, language: Language) -> Option<&'a str> {
        let name = match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        };
        (!name.is_empty()).then_some(name)
    }
}

/// What `tables.csv` says of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Title {
    text: Text,
    partial: bool,
}

impl Reference {
    /// Reads the files of the folder `reference`, each as name (`hs.csv`, a path before it is ignored) and content;
    /// files that are not CSV are passed over. Reports every fault of every file at once.
    pub fn read(files: &[(&str, &str)]) -> Result<Reference, Vec<TextFault>> {
        load::read(files)
    }

    /// The code on a day, if it holds then.
    pub fn entry(&self, table: TableName, code: &str, day: Day) -> Option<Entry<'_>> {
        self.rows(table).entry(code, day)
    }

    /// The code on a day; otherwise what was wanted: a code of this table, or one that holds on the day.
    pub fn find(&self, table: TableName, code: &str, day: Day) -> Result<Entry<'_>, Text> {
        self.entry(table, code, day).ok_or_else(|| {
            let title = self.title(table);
            match self.history(table, code).next() {
                None => Text::new(format!("“{}”表中的代码", title.zh), format!("a code of the table of {}", title.en)),
                Some(other) => Text::new(
                    format!(
                        "“{}”表中{day}有效的代码（{}的有效期为{}）",
                        title.zh,
                        other.code,
                        span(other.period, "至")
                    ),
                    format!(
                        "a code of the table of {} that holds on {day} ({} holds {})",
                        title.en,
                        other.code,
                        span(other.period, " to ")
                    ),
                ),
            }
        })
    }

    /// Every period of a code, from the earliest.
    pub fn history(&self, table: TableName, code: &str) -> impl Iterator<Item = Entry<'_>> {
        self.rows(table).history(code)
    }

    /// The codes that hold on a day and begin with `prefix` (empty: all), in order.
    pub fn entries(&self, table: TableName, prefix: &str, day: Day) -> impl Iterator<Item = Entry<'_>> {
        self.rows(table).below(prefix).filter(move |entry| entry.period.contains(day))
    }

    /// A name to show: the code's own, otherwise its nearest parent's; in the other language rather than none.
    pub fn name(&self, table: TableName, code: &str, day: Day, language: Language) -> Option<&str> {
        let entry = self.entry(table, code, day)?;
        let other = match language {
            Language::Zh => Language::En,
            Language::En => Language::Zh,
        };
        self.inherited(table, entry, day, language).or_else(|| self.inherited(table, entry, day, other))
    }

    fn inherited<'a>(&'a self, table: TableName, entry: Entry<'a>, day: Day, language: Language) -> Option<&'a str> {
        let mut entry = entry;
        loop {
            if let Some(name) = entry.own_name(language) {
                return Some(name);
            }
            // Ends: loading refuses parents in a circle.
            entry = self.entry(table, entry.parent?, day)?;
        }
    }

    /// Our code for a code of another set (`customs`, `alpha3`, …) on a day.
    pub fn alias(&self, table: TableName, set: &str, code: &str, day: Day) -> Option<&str> {
        self.aliases.ours(table, set, code, day)
    }

    /// Our code for a code of any other set on a day, where the sets that know it agree.
    pub fn translate(&self, table: TableName, code: &str, day: Day) -> Option<&str> {
        self.aliases.translate(table, code, day)
    }

    /// The code of another set for ours on a day, if there is exactly one.
    pub fn foreign(&self, table: TableName, set: &str, ours: &str, day: Day) -> Option<&str> {
        self.aliases.foreign(table, set, ours, day)
    }

    /// What the table is called.
    pub fn title(&self, table: TableName) -> &Text {
        &self.titles[table as usize].text
    }

    /// Whether the table is known to lack codes: that a code is absent then proves nothing.
    pub fn is_partial(&self, table: TableName) -> bool {
        self.titles[table as usize].partial
    }

    /// How many rows the table has, of all days.
    pub fn len(&self, table: TableName) -> usize {
        self.rows(table).len()
    }

    /// Whether the table was not given or has no rows.
    pub fn is_empty(&self, table: TableName) -> bool {
        self.len(table) == 0
    }

    fn rows(&self, table: TableName) -> &Rows {
        &self.tables[table as usize]
    }
}

/// A period in words; an end without a limit is left out.
fn span(period: Period, to: &str) -> String {
    let from = if period.from == Day::FIRST { String::new() } else { period.from.to_string() };
    let until = period.until.map(|day| day.to_string()).unwrap_or_default();
    format!("{from}{to}{until}")
}
