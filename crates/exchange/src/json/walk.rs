//! Walking a tree field by field: what is there becomes our types, what is wrong becomes a fault at its path.

use std::borrow::Cow;
use std::fmt::Write;

use policy::reference::TableName;
use values::calendar::Day;
use values::fault::{Carried, Fault};
use values::id::{Code, Kind};
use values::text::Text;
use values::text::mark::{hidden, is_blank, kept};

use super::tree::Node;
use super::{Personal, Reader};

/// The most faults that are reported for one declaration.
pub const MAX_FAULTS: usize = 2_000;
/// The most keys that one object may have.
const MAX_KEYS: usize = 64;

/// One step of a path.
#[derive(Clone, Debug)]
pub enum Step<'p> {
    /// A key of an object.
    Key(Cow<'p, str>),
    /// A place in a list, counted from 0.
    Index(usize),
}

/// The steps written as `lines[2].net_mass`.
pub fn path_of<'s, 'p: 's>(steps: impl Iterator<Item = &'s Step<'p>>) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(key) if path.is_empty() => path.push_str(key),
            Step::Key(key) => write!(path, ".{key}").expect("a text can always be written to"),
            Step::Index(index) => write!(path, "[{index}]").expect("a text can always be written to"),
        }
    }
    path
}

/// What is wanted of a key that stands twice: readers of JSON do not agree which of the two counts.
pub(super) fn once() -> Text {
    Text::fixed("每个键只出现一次", "each key once")
}

/// What is collected on the way, and where the walk stands.
pub struct Walk<'r> {
    pub(super) reader: &'r Reader<'r>,
    pub(super) faults: Vec<Fault>,
    pub(super) personal: Vec<Personal>,
    at: Vec<Step<'r>>,
}

impl<'r> Walk<'r> {
    /// A walk that stands at the top.
    pub fn new(reader: &'r Reader<'r>) -> Walk<'r> {
        Walk { reader, faults: Vec::new(), personal: Vec::new(), at: Vec::new() }
    }

    /// The path of a key where the walk stands.
    pub fn path(&self, key: &str) -> String {
        let key = (!key.is_empty()).then_some(Step::Key(Cow::Borrowed(key)));
        path_of(self.at.iter().chain(&key))
    }

    /// Notes a fault at a key where the walk stands.
    pub fn fault(&mut self, key: &str, code: &str, given: &str, wanted: Text) {
        if self.faults.len() < MAX_FAULTS {
            let at = self.path(key);
            // A mark that nobody sees is what is wrong, not the shape that one sees.
            if let Some(mark) = hidden(given).filter(|_| ["shape", "check_digit", "unknown_word"].contains(&code)) {
                self.faults.push(Fault::new(at, HIDDEN, mark.shown(), mark.wanted()));
                return;
            }
            self.faults.push(Fault::new(at, code, given.chars().take(200).collect::<String>(), wanted));
        }
    }

    /// Reads one step further down. Keys of ours are fixed texts, so that no step is ever copied.
    pub fn within<T>(&mut self, step: Step<'static>, read: impl FnOnce(&mut Walk<'r>) -> T) -> T {
        self.at.push(step);
        let value = read(self);
        self.at.pop();
        value
    }

    /// Reads an object at the place where the walk stands; whatever keys it has that nobody asked for are faults.
    pub fn object<T>(&mut self, node: &Node<'_>, read: impl FnOnce(&mut Fields<'_, '_, 'r>) -> T) -> T {
        let mut entries: &[(Cow<'_, str>, Node<'_>)] = &[];
        match node {
            Node::Object(object) if object.len() <= MAX_KEYS => entries = object,
            Node::Object(object) => {
                let wanted = Text::new(format!("至多{MAX_KEYS}个键"), format!("at most {MAX_KEYS} keys"));
                self.fault("", "too_many", &object.len().to_string(), wanted);
            }
            Node::Null | Node::Bool(_) | Node::Whole(_) | Node::Number(_) | Node::Text(_) | Node::List(_) => {
                self.fault("", "type", &node.shown(), Text::fixed("对象", "an object"));
            }
        }
        for (n, (key, node)) in entries.iter().enumerate() {
            if entries[..n].iter().any(|(before, _)| before == key) {
                self.fault(key, "duplicate", &node.shown(), once());
            }
        }
        let broken = !matches!(node, Node::Object(object) if object.len() <= MAX_KEYS);
        let mut fields = Fields { walk: self, entries, used: 0, next: 0, broken };
        let value = read(&mut fields);
        fields.finish();
        value
    }

    /// Reads a text as a code; an old or foreign code is turned into ours first.
    pub fn code<K: Kind>(&mut self, key: &str, table: Option<TableName>, text: &str) -> Option<Code<K>> {
        let ours = table.and_then(|table| self.reader.ours(table, text));
        match Code::parse(ours.unwrap_or(text)) {
            Ok(code) => Some(code),
            Err(wanted) => {
                let Carried { code, wanted, .. } = Carried::new(text, wanted);
                self.fault(key, &code, text, wanted);
                None
            }
        }
    }
}

/// The keys of one object, each to be asked for once.
pub struct Fields<'n, 'w, 'r> {
    /// The walk, for faults of what is read from these fields.
    pub walk: &'w mut Walk<'r>,
    entries: &'n [(Cow<'n, str>, Node<'n>)],
    used: u64,
    /// Writers keep to our order mostly, so the search begins after the last key found.
    next: usize,
    /// Nothing could be read; what is missing is not a fault of its own.
    broken: bool,
}

impl<'n, 'r> Fields<'n, '_, 'r> {
    /// The value of a key, if it is there and not `null`.
    pub fn take(&mut self, key: &str) -> Option<&'n Node<'n>> {
        let (before, after) = self.entries.split_at(self.next);
        let same = |(name, _): &(Cow<'_, str>, Node<'_>)| **name == *key;
        let found = after.iter().position(same).map(|n| n + before.len()).or_else(|| before.iter().position(same))?;
        self.used |= 1 << found;
        self.next = found + 1;
        Some(&self.entries[found].1).filter(|node| **node != Node::Null)
    }

    /// The value of a key; a fault if it is not there.
    pub fn need(&mut self, key: &str) -> Option<&'n Node<'n>> {
        let found = self.take(key);
        if found.is_none() && !self.broken {
            self.walk.fault(key, "required", "", Text::fixed("此项必填", "this field is required"));
        }
        found
    }

    /// The fault of a value of the wrong type.
    pub fn wrong_type(&mut self, key: &str, node: &Node<'_>, wanted: Text) {
        self.walk.fault(key, "type", &node.shown(), wanted);
    }

    fn as_text(&mut self, key: &str, node: &'n Node<'n>) -> Option<&'n str> {
        if let Node::Text(text) = node {
            return Some(text);
        }
        self.wrong_type(key, node, Text::fixed("文本（加引号）", "a text (in quotes)"));
        None
    }

    /// A text that may be left out.
    pub fn raw(&mut self, key: &str) -> Option<&'n str> {
        let node = self.take(key)?;
        self.as_text(key, node)
    }

    /// Free text of at most so many characters, empty if it is left out.
    pub fn text(&mut self, key: &str, most: usize) -> String {
        let Some(text) = self.raw(key) else { return String::new() };
        // A text has no more characters than bytes, so most texts need not be counted.
        if text.len() > most && text.chars().count() > most {
            let wanted = Text::new(format!("至多{most}个字符"), format!("at most {most} characters"));
            self.walk.fault(key, "too_long", text, wanted);
        }
        let text = kept(text);
        if self.walk.reader.keeps {
            return text.into_owned();
        }
        if !text.trim().is_empty() && is_blank(&text) {
            self.walk.fault(key, "required", "", Text::fixed("看得见的文字", "a text that can be seen"));
        } else if let Some(mark) = hidden(&text) {
            self.walk.fault(key, HIDDEN, &mark.shown(), mark.wanted());
        }
        text.into_owned()
    }

    /// A code that may be left out; `table` names the table that knows old and foreign codes.
    pub fn code<K: Kind>(&mut self, key: &str, table: Option<TableName>) -> Option<Code<K>> {
        let text = self.raw(key)?;
        self.walk.code(key, table, text)
    }

    /// A code that must be there; `instead` only stands in for it so that the other fields can still be judged.
    pub fn need_code<K: Kind>(&mut self, key: &str, table: Option<TableName>, instead: &str) -> Code<K> {
        let node = self.need(key);
        let text = node.and_then(|node| self.as_text(key, node));
        let code = text.and_then(|text| self.walk.code(key, table, text));
        code.unwrap_or_else(|| Code::parse(instead).expect("what stands in for a code has its shape"))
    }

    /// A day from 1990 to 2100.
    pub fn day(&mut self, key: &str) -> Option<Day> {
        let text = self.raw(key)?;
        match Day::parse(text) {
            Ok(day) if (1990..=2100).contains(&day.year()) => return Some(day),
            Ok(_) => {
                let wanted = Text::fixed("1990年至2100年之间的日期", "a day from 1990 to 2100");
                self.walk.fault(key, "out_of_range", text, wanted);
            }
            Err(wanted) => self.walk.fault(key, "shape", text, wanted),
        }
        None
    }

    /// A whole number of at most so much; `None` if it is not there or faulty.
    pub fn whole(&mut self, key: &str, most: u32) -> Option<u32> {
        let node = self.take(key)?;
        let wanted = || Text::new(format!("0至{most}的整数"), format!("a whole number from 0 to {most}"));
        match node {
            Node::Whole(value) if *value <= u64::from(most) => u32::try_from(*value).ok(),
            // `100.0` is as whole as `100`.
            Node::Number(text) if text.parse::<u32>().is_ok_and(|value| value <= most) => text.parse().ok(),
            Node::Whole(_) | Node::Number(_) => {
                self.walk.fault(key, "out_of_range", &node.shown(), wanted());
                None
            }
            Node::Null | Node::Bool(_) | Node::Text(_) | Node::List(_) | Node::Object(_) => {
                self.wrong_type(key, node, wanted());
                None
            }
        }
    }

    /// As `whole`, but it must be there; 0 stands in for it.
    pub fn need_whole(&mut self, key: &str, most: u32) -> u32 {
        let there = self.entries.iter().any(|(name, node)| **name == *key && *node != Node::Null);
        if !there {
            self.need(key);
        }
        self.whole(key, most).unwrap_or_default()
    }

    /// Yes or no, if it is there.
    pub fn flag(&mut self, key: &str) -> Option<bool> {
        let node = self.take(key)?;
        if let Node::Bool(value) = node {
            return Some(*value);
        }
        self.wrong_type(key, node, Text::fixed("true或false", "true or false"));
        None
    }

    /// An object, if it is there.
    pub fn object<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Fields<'_, '_, 'r>) -> T) -> Option<T> {
        let node = self.take(key)?;
        Some(self.walk.within(Step::Key(Cow::Borrowed(key)), |walk| walk.object(node, read)))
    }

    /// An object that must be there; it is read as if empty where it is not, without faults of its own.
    pub fn need_object<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Fields<'_, '_, 'r>) -> T) -> T {
        match self.need(key) {
            Some(node) => self.walk.within(Step::Key(Cow::Borrowed(key)), |walk| walk.object(node, read)),
            None => read(&mut Fields { walk: &mut *self.walk, entries: &[], used: 0, next: 0, broken: true }),
        }
    }

    /// Whether a list is there; a fault if not.
    pub fn need_list(&mut self, key: &'static str) -> bool {
        matches!(self.need(key), Some(Node::List(_)))
    }

    /// A list of at most so many values, each read at its place; empty if it is not there.
    pub fn list<T>(
        &mut self,
        key: &'static str,
        most: usize,
        mut read: impl FnMut(&mut Walk<'r>, &Node<'_>) -> T,
    ) -> Vec<T> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let Node::List(items) = node else {
            self.wrong_type(key, node, Text::fixed("数组", "a list"));
            return Vec::new();
        };
        if items.len() > most {
            let wanted = Text::new(format!("至多{most}项"), format!("at most {most} items"));
            self.walk.fault(key, "too_many", &items.len().to_string(), wanted);
        }
        self.walk.within(Step::Key(Cow::Borrowed(key)), |walk| {
            let items = items.iter().take(most).enumerate();
            items.map(|(index, item)| walk.within(Step::Index(index), |walk| read(walk, item))).collect()
        })
    }

    /// A list of objects of at most so many.
    pub fn objects<T>(
        &mut self,
        key: &'static str,
        most: usize,
        mut read: impl FnMut(&mut Fields<'_, '_, 'r>) -> T,
    ) -> Vec<T> {
        self.list(key, most, |walk, item| walk.object(item, &mut read))
    }

    /// Every entry that nobody asked for yet: for objects whose keys are the sender's.
    pub fn rest(&mut self) -> &'n [(Cow<'n, str>, Node<'n>)] {
        self.used = u64::MAX;
        self.entries
    }

    fn finish(self) {
        let left = (0..self.entries.len()).filter(|n| self.used & (1 << n) == 0);
        for (key, node) in left.map(|n| &self.entries[n]) {
            let asked = |(n, (name, _)): (usize, &(Cow<'_, str>, Node<'_>))| self.used & (1 << n) != 0 && name == key;
            // One that stands twice was told when the object was opened.
            if !self.entries.iter().enumerate().any(asked) {
                let wanted = Text::fixed("本接口没有此项，请删除", "no such field; leave it out");
                self.walk.fault(key, "unknown_field", &node.shown(), wanted);
            }
        }
    }
}

/// The code of a fault by a character that may not stand in a text.
const HIDDEN: &str = "control_character";
