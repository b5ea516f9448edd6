//! Whose turn a task is.

use std::borrow::Cow;
use values::id::OfficeCode;

/// Whose turn a task is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// An office's.
    Office(OfficeCode),
    /// The virtual review centre's, at whichever office its reviewers sit.
    Centre,
    /// The command centre's.
    Command,
    /// The enterprise's.
    Enterprise,
    /// Kept for an office that asked another for something: in its list of what it asked, in no queue.
    Asker(OfficeCode),
    /// That of whichever office does it first: the text lets every capable one (「本方案」三(三)一).
    Anywhere,
    /// Nobody's in the region: the step is done where the region has no office.
    Nobody,
}

impl Turn {
    /// The word of the centre in rows and the API.
    pub const CENTRE: &'static str = "centre";
    /// The word of the command centre.
    pub const COMMAND: &'static str = "command";
    /// The word of the enterprise.
    pub const ENTERPRISE: &'static str = "enterprise";
    /// The word of any office.
    pub const ANY: &'static str = "any";
    /// What stands before the office that asked.
    const ASKED: &'static str = "asked:";

    /// The turn of an office, if there is one.
    pub(super) fn of(office: Option<&OfficeCode>) -> Turn {
        office.map_or(Turn::Nobody, |office| Turn::Office(office.clone()))
    }

    /// The stable word: the code of an office, or what is none.
    pub fn word(&self) -> Cow<'_, str> {
        match self {
            Turn::Office(office) => office.as_str().into(),
            Turn::Centre => Turn::CENTRE.into(),
            Turn::Command => Turn::COMMAND.into(),
            Turn::Enterprise => Turn::ENTERPRISE.into(),
            Turn::Asker(office) => format!("{}{office}", Turn::ASKED).into(),
            Turn::Anywhere => Turn::ANY.into(),
            Turn::Nobody => "".into(),
        }
    }

    /// The turn of a word.
    pub fn of_word(word: &str) -> Option<Turn> {
        match word {
            Turn::CENTRE => Some(Turn::Centre),
            Turn::COMMAND => Some(Turn::Command),
            Turn::ENTERPRISE => Some(Turn::Enterprise),
            Turn::ANY => Some(Turn::Anywhere),
            "" => Some(Turn::Nobody),
            asked if asked.starts_with(Turn::ASKED) => {
                OfficeCode::parse(&asked[Turn::ASKED.len()..]).ok().map(Turn::Asker)
            }
            code => OfficeCode::parse(code).ok().map(Turn::Office),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_read_from_its_word() {
        for word in ["370100", "asked:370100", Turn::CENTRE, Turn::COMMAND, Turn::ENTERPRISE, ""] {
            assert_eq!(Turn::of_word(word).as_ref().map(Turn::word).as_deref(), Some(word));
        }
        assert_eq!(Turn::of_word("two words"), None);
    }
}
