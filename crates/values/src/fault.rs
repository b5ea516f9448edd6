//! What was wrong with what somebody gave us, said so that the giver can mend it.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// A fault in a declaration or message. All faults of one message are reported at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fault {
    /// Where, in the sender's own terms: `lines[2].net_mass`.
    pub at: String,
    /// A stable word for programs: `required`, `shape`, `check_digit`, `unknown_code` …
    pub code: String,
    /// What was given, verbatim.
    pub given: String,
    /// What was wanted instead.
    pub wanted: Text,
}

impl Fault {
    /// A fault with all its parts.
    pub fn new(at: impl Into<String>, code: impl Into<String>, given: impl Into<String>, wanted: Text) -> Fault {
        Fault { at: at.into(), code: code.into(), given: given.into(), wanted }
    }
}

/// Between the parts of a fault that an error carries.
const PART: char = '\u{1f}';

/// What is wrong with one value, on its way through a reader whose errors are plain texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// A stable word for programs.
    pub code: String,
    /// What was given, verbatim.
    pub given: String,
    /// What was wanted instead.
    pub wanted: Text,
}

impl Carried {
    /// A text that was refused, and what was wanted. A text that was computed names the check character that is right.
    pub fn new(given: &str, wanted: Text) -> Carried {
        let code = if matches!(wanted.zh, Cow::Owned(_)) { "check_digit" } else { "shape" };
        Carried { code: code.to_owned(), given: given.chars().filter(|c| *c != PART).collect(), wanted }
    }

    /// What an error carries, if it carries a fault.
    pub fn of(error: &str) -> Option<Carried> {
        let mut parts = error.split(PART).skip(1);
        let mut next = || parts.next().map(str::to_owned);
        let (code, given, zh, en) = (next()?, next()?, next()?, next()?);
        Some(Carried { code, given, wanted: Text::new(zh, en) })
    }
}

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Carried { code, given, wanted } = self;
        write!(f, "{PART}{code}{PART}{given}{PART}{}{PART}{}{PART}", wanted.zh, wanted.en)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {:?}: {}", self.at, self.code, self.given, self.wanted)
    }
}

/// A fault in a policy text or a reference table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextFault {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// What stands there.
    pub found: String,
    /// What was wanted instead.
    pub wanted: Text,
}

impl TextFault {
    /// A fault with all its parts.
    pub fn new(file: impl Into<String>, line: u32, column: u32, found: impl Into<String>, wanted: Text) -> TextFault {
        TextFault { file: file.into(), line, column, found: found.into(), wanted }
    }
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {:?}: {}", self.file, self.line, self.column, self.found, self.wanted)
    }
}
