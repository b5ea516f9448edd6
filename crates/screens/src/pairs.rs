//! What a form sent: names and values in order, as the browser gives them.

use crate::typed::number;
use values::fault::Fault;
use values::single::unseen;
use values::text::mark;

/// The pairs of a form.
#[derive(Clone, Debug, Default)]
pub struct Pairs(pub Vec<(String, String)>);

/// The field that carries the idempotency key of a form.
pub const KEY: &str = "key";
/// The field that carries the version of the case that the reader saw.
pub const VERSION: &str = "version";

impl Pairs {
    /// The first value of a name, without blanks around it; nothing if it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
    }

    /// The first value of a name as a number: as it was understood, else as it was typed.
    pub fn number(&self, name: &str) -> String {
        let typed = self.get(name);
        number(typed).unwrap_or_else(|| typed.to_owned())
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.trim())
    }

    /// Whether a name was sent with something in it.
    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// As they are kept: vacated private characters become their assigned ones.
    #[must_use]
    pub fn kept(self) -> Pairs {
        Pairs(self.0.into_iter().map(|(name, value)| (name, mark::kept(&value).into_owned())).collect())
    }

    /// Whether everything that was sent can be seen.
    ///
    /// # Errors
    /// What cannot, at the name of its field.
    pub fn seen(&self) -> Result<(), Vec<Fault>> {
        let faults: Vec<Fault> = self.0.iter().filter_map(|(name, value)| unseen(name, value)).collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The bytes by which a repetition is known: everything but the key itself.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, value) in self.0.iter().filter(|(name, _)| name != KEY) {
            bytes.extend_from_slice(name.as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(value.as_bytes());
            bytes.push(0);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_no_part_of_what_is_repeated() {
        let pairs = |key: &str, note: &str| Pairs(vec![(KEY.into(), key.into()), ("note".into(), note.into())]);
        assert_eq!(pairs("a", "x").bytes(), pairs("b", "x").bytes());
        assert_ne!(pairs("a", "x").bytes(), pairs("a", "y").bytes());
        assert_eq!(pairs("a", " x ").get("note"), "x");
    }
}
