//! The two lists, their index by tariff code, and the approvals that put them in force.

use super::fact::{Fact, Facts, Value};
use super::hs::HsSet;
use super::law::Citation;
use super::member::code_item;
use super::source::Source;
use super::table::{Reading, Row, Shape};
use super::words::{Handling, Lapse, Named, Word};
use std::collections::HashMap;
use values::calendar::{Day, Period};
use values::code::HsCode;
use values::direction::Direction;
use values::id::{ListEntryId, ModeName};
use values::text::Text;

/// An entry of a list. An empty column does not limit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct ListEntry {
    pub id: ListEntryId,
    pub direction: Direction,
    pub hs: HsSet,
    pub except_hs: HsSet,
    pub purposes: Vec<Box<str>>,
    pub except_purposes: Vec<Box<str>>,
    pub packing: Vec<Box<str>>,
    pub origins: Vec<Box<str>>,
    pub except_origins: Vec<Box<str>>,
    pub destinations: Vec<Box<str>>,
    pub except_destinations: Vec<Box<str>>,
    pub attributes: Vec<Box<str>>,
    pub mode: ModeName,
    pub handling: Option<Handling>,
    pub reason: Box<str>,
    pub basis: Vec<Citation>,
    pub period: Period,
    pub provisional: bool,
    pub source: Source,
}

/// A word of packing that the packing code itself says.
pub(crate) const IN_BULK: [&str; 2] = ["散装", "bulk"];

impl ListEntry {
    /// Whether the columns other than the tariff code fit the line. Only facts that the entry names are read.
    pub fn matches(&self, facts: &dyn Facts, line: u16) -> bool {
        let among = |fact, words: &[Box<str>]| words.is_empty() || shares(facts, fact, line, words);
        let except = |fact, words: &[Box<str>]| words.is_empty() || !shares(facts, fact, line, words);
        among(Fact::Purpose, &self.purposes)
            && except(Fact::Purpose, &self.except_purposes)
            && packed(facts, line, &self.packing)
            && among(Fact::Origin, &self.origins)
            && except(Fact::Origin, &self.except_origins)
            && among(Fact::DestinationCountry, &self.destinations)
            && except(Fact::DestinationCountry, &self.except_destinations)
            && among(Fact::Attribute, &self.attributes)
    }

    /// Whether the tariff code lies in the entry.
    pub fn covers(&self, hs: &HsCode) -> bool {
        (self.hs.is_empty() || self.hs.contains(hs.as_str())) && !self.except_hs.contains(hs.as_str())
    }
}

/// Whether the fact answers with one of the words.
pub(crate) fn shares(facts: &dyn Facts, fact: Fact, line: u16, words: &[Box<str>]) -> bool {
    let line = fact.of_line().then_some(line);
    facts.read(fact, line).shares(|word| words.iter().any(|w| &**w == word))
}

/// Whether the goods are packed in one of these ways; nothing written is any.
pub(crate) fn packed(facts: &dyn Facts, line: u16, words: &[Box<str>]) -> bool {
    let bulk = words.iter().any(|w| IN_BULK.contains(&&**w));
    words.is_empty()
        || (bulk && facts.read(Fact::Bulk, Some(line)) == Value::Yes(true))
        || (words.iter().any(|w| !IN_BULK.contains(&&**w)) && shares(facts, Fact::PackMaterial, line, words))
}

/// An approval of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Approval {
    /// The file that was approved.
    pub document: Box<str>,
    pub version: Box<str>,
    pub authority: Box<str>,
    pub number: Box<str>,
    pub status: Status,
    /// From the day of the approval.
    pub period: Period,
    pub source: Source,
}

/// What an approval is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 批准
    Approved,
    /// 演示: not real, shown wherever it counts.
    Demonstration,
    /// 备案: filed; not an approval.
    Filed,
    /// 待批
    Pending,
}

impl Status {
    /// Whether it puts a text in force.
    pub fn counts(self) -> bool {
        match self {
            Status::Approved | Status::Demonstration => true,
            Status::Filed | Status::Pending => false,
        }
    }
}

impl Word for Status {
    const NAMES: &'static [Named<Self>] = &[
        (Status::Approved, &["批准", "已批准"], &["approved"]),
        (Status::Demonstration, &["演示", "演示，非真实", "「演示，非真实」"], &["demonstration"]),
        (Status::Filed, &["备案"], &["filed"]),
        (Status::Pending, &["待批"], &["pending"]),
    ];
}

/// By what goods are listed on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// By the entries in force on this day.
    On(Day),
    /// By none.
    Nothing,
    /// A person says, of goods of a kind that the entries name.
    Person,
}

/// Both lists with an index by tariff code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    entries: Vec<ListEntry>,
    approvals: Vec<Approval>,
    /// Every file that the table of approvals names, whatever its approval is worth.
    named: Vec<Box<str>>,
    /// By direction, the first digits of one length: entries, ascending.
    index: HashMap<(Direction, Box<str>), Vec<u32>>,
    /// By direction, entries that name no tariff code.
    any: HashMap<Direction, Vec<u32>>,
}

/// First digits by which entries are found; shorter codes of entries are found under their own length.
const INDEXED: usize = 4;
/// Most keys of one range.
const MANY: u32 = 128;

impl Lists {
    /// Makes the index. `on_record` stands in the place of the text's own approvals; `without_demonstration` drops those that are
    /// not real.
    pub(crate) fn new(
        entries: Vec<ListEntry>,
        own: Vec<Approval>,
        on_record: Option<&[Approval]>,
        without_demonstration: bool,
    ) -> Lists {
        let named = own.iter().map(|approval| approval.document.clone()).collect();
        let approvals = on_record.map_or(own, <[_]>::to_vec);
        let mut lists = Lists { entries, approvals, named, ..Lists::default() };
        lists.approvals.retain(|a| !without_demonstration || a.status != Status::Demonstration);
        for (at, entry) in lists.entries.iter().enumerate() {
            let at = u32::try_from(at).expect("a list has fewer than four thousand million entries");
            if entry.hs.is_empty() {
                lists.any.entry(entry.direction).or_default().push(at);
            }
            for range in entry.hs.ranges() {
                for key in keys(&range.low, &range.high) {
                    let found = lists.index.entry((entry.direction, key)).or_default();
                    if found.last() != Some(&at) {
                        found.push(at);
                    }
                }
            }
        }
        lists
    }

    /// By what goods of a direction are listed on a day.
    pub fn listing(&self, direction: Direction, day: Day, lapse: Lapse) -> Listing {
        let Some(file) = self.entries.iter().find(|e| e.direction == direction).map(|e| &*e.source.file) else {
            return Listing::Nothing;
        };
        if self.approval(file, day).is_some() {
            return Listing::On(day);
        }
        match lapse {
            Lapse::Unlisted => Listing::Nothing,
            Lapse::Person => Listing::Person,
            Lapse::LastInForce => {
                let name = file.rsplit('/').next().unwrap_or(file);
                let ended = self.approvals.iter().filter(|a| a.status.counts() && &*a.document == name);
                let last = ended.filter_map(|a| a.period.until).filter(|until| *until < day).max();
                last.map_or(Listing::Person, Listing::On)
            }
        }
    }

    /// The entries of a direction whose period has the day and whose tariff codes have this one, approved or not.
    pub fn naming<'a>(&'a self, direction: Direction, hs: &HsCode, day: Day) -> impl Iterator<Item = &'a ListEntry> {
        let hs = hs.clone();
        let named = move |e: &&ListEntry| e.direction == direction && e.period.contains(day) && e.covers(&hs);
        self.entries.iter().filter(named)
    }

    /// The entries in force on the day, of the approved list of that direction, whose tariff codes have this one;
    /// in the order of the list. Their other columns are for [`ListEntry::matches`].
    pub fn matching<'a>(&'a self, direction: Direction, hs: &HsCode, day: Day) -> impl Iterator<Item = &'a ListEntry> {
        let mut found: Vec<u32> = self.any.get(&direction).cloned().unwrap_or_default();
        for length in 1..=INDEXED.min(hs.as_str().len()) {
            let key: Box<str> = hs.as_str()[..length].into();
            found.extend(self.index.get(&(direction, key)).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        let hs = hs.clone();
        let entries = found.into_iter().map(|at| &self.entries[at as usize]);
        entries.filter(move |e| e.period.contains(day) && e.covers(&hs) && self.approval(&e.source.file, day).is_some())
    }

    /// The approval by which a file is in force on a day.
    pub fn approval(&self, file: &str, day: Day) -> Option<&Approval> {
        let name = file.rsplit('/').next().unwrap_or(file);
        self.approvals.iter().find(|a| a.status.counts() && a.period.contains(day) && &*a.document == name)
    }

    /// Whether the text names a file among those that are approved.
    pub fn wants_approval(&self, file: &str) -> bool {
        self.named.iter().any(|named| **named == *file)
    }

    /// Every entry, in force or not.
    pub fn entries(&self) -> &[ListEntry] {
        &self.entries
    }

    /// Every approval that counts here.
    pub fn approvals(&self) -> &[Approval] {
        &self.approvals
    }

    /// The entry of that number in force on a day.
    pub fn entry(&self, id: &ListEntryId, day: Day) -> Option<&ListEntry> {
        self.entries.iter().find(|e| e.id == *id && e.period.contains(day))
    }
}

/// Every first digits between the ends, of the indexed length or of a shorter one where those would be too many.
fn keys(low: &str, high: &str) -> Vec<Box<str>> {
    for length in (1..=low.len().min(INDEXED)).rev() {
        let (Ok(from), Ok(until)) = (low[..length].parse::<u32>(), high[..length].parse::<u32>()) else { continue };
        if until - from < MANY || length == 1 {
            return (from..=until).map(|n| format!("{n:0length$}").into()).collect();
        }
    }
    Vec::new()
}

pub(crate) const ENTRIES: Shape = Shape {
    name: Text::fixed("清单", "list"),
    required: &[
        "entry",
        "hs",
        "except hs",
        "purpose",
        "except purpose",
        "packing",
        "origin",
        "mode",
        "reason",
        "basis",
        "from",
        "until",
    ],
    optional: &["except origin", "attribute", "handling", "destination country", "except destination country"],
};
pub(crate) const APPROVALS: Shape = Shape {
    name: Text::fixed("批准", "approvals"),
    required: &["document", "version", "approved by", "number", "date", "status", "until"],
    optional: &[],
};

pub(crate) fn entry(row: &Row, direction: Direction, reading: &mut Reading) -> Option<ListEntry> {
    let (id, hs, except_hs) = (row.code("entry", reading), row.hs("hs", reading), row.hs("except hs", reading));
    let (mode, handling) = (code_item(row, "mode", reading), row.maybe_word("handling", reading));
    let (reason, period) = (row.need("reason", reading), row.period(reading));
    let basis = row.basis(period, reading);
    Some(ListEntry {
        id: id?,
        direction,
        hs: hs?,
        except_hs: except_hs?,
        purposes: row.items("purpose"),
        except_purposes: row.items("except purpose"),
        packing: row.items("packing"),
        origins: row.items("origin"),
        except_origins: row.items("except origin"),
        destinations: row.items("destination country"),
        except_destinations: row.items("except destination country"),
        attributes: row.items("attribute"),
        mode: mode?,
        handling: handling?,
        reason: reason?,
        basis: basis?,
        period: period?,
        provisional: row.provisional(),
        source: row.source(),
    })
}

pub(crate) fn approval(row: &Row, reading: &mut Reading) -> Option<Approval> {
    let (document, status) = (row.need("document", reading), row.word("status", reading));
    let period = reading.period_of(&row.file, row.spot("date"), Some(row.spot("until")));
    let document = document?.split_whitespace().next().map(Into::into);
    Some(Approval {
        document: document?,
        version: row.text("version").into(),
        authority: row.text("approved by").into(),
        number: row.text("number").into(),
        status: status?,
        period: period?,
        source: row.source(),
    })
}
