//! Collecting faults; a path is written out only where there is something to say about it.

use super::Terms;
use policy::reference::TableName;
use values::fault::Fault;
use values::id::{Code, Kind};
use values::text::mark::is_blank;
use values::text::{Language, Text};

/// The faults found so far, and the terms by which they are.
pub struct Faults<'t> {
    pub terms: &'t Terms<'t>,
    pub found: Vec<Fault>,
}

impl Faults<'_> {
    /// Notes a fault.
    pub fn say(&mut self, at: impl Into<String>, code: &str, given: impl Into<String>, wanted: Text) {
        self.found.push(Fault::new(at, code, given, wanted));
    }

    /// Notes a fault unless something holds.
    pub fn hold(&mut self, holds: bool, at: impl FnOnce() -> String, code: &str, given: &dyn ToString, wanted: Text) {
        if !holds {
            self.say(at(), code, given.to_string(), wanted);
        }
    }

    /// A text that must not be empty.
    pub fn filled(&mut self, text: &str, at: impl FnOnce() -> String) {
        self.hold(!is_blank(text), at, "required", &"", Text::fixed("此项必填", "this field is required"));
    }

    /// A number that must be above zero.
    pub fn positive(&mut self, number: i64, given: &dyn ToString, at: impl FnOnce() -> String) {
        self.hold(0 < number, at, "not_positive", given, Text::fixed("大于零的数", "a number above zero"));
    }

    /// A code that its table must know on the day. Of a table that is known to lack codes, absence proves nothing.
    pub fn known<K: Kind>(&mut self, table: TableName, code: &Code<K>, at: impl FnOnce() -> String) {
        let (reference, day) = (self.terms.reference, self.terms.day);
        let Err(wanted) = reference.find(table, code.as_str(), day) else { return };
        if reference.history(table, code.as_str()).next().is_some() {
            self.say(at(), "not_in_force", code.as_str(), wanted);
        } else if !reference.is_partial(table) {
            self.say(at(), "unknown_code", code.as_str(), wanted);
        }
    }

    /// A code of another set that stands for the same thing as one of ours: they agree by one of the sets that know it. A code that
    /// no set knows contradicts nothing.
    pub fn agree(&mut self, at: impl FnOnce() -> String, given: &str, sets: &[&str], table: TableName, ours: &str) {
        let (reference, day) = (self.terms.reference, self.terms.day);
        let meant: Vec<&str> = sets.iter().filter_map(|set| reference.alias(table, set, given, day)).collect();
        if !meant.is_empty() && !meant.contains(&ours) {
            let name = |language| reference.name(table, ours, day, language).unwrap_or_default();
            let wanted = Text::new(
                format!("与所报的{ours}（{}）一致的代码", name(Language::Zh)),
                format!("a code that agrees with the {ours} declared ({})", name(Language::En)),
            );
            self.say(at(), "contradicts", given, wanted);
        }
    }

    /// As `known`, for a code that may be left out.
    pub fn known_if_given<K: Kind>(&mut self, table: TableName, code: Option<&Code<K>>, at: &str) {
        if let Some(code) = code {
            self.known(table, code, || at.to_owned());
        }
    }
}
