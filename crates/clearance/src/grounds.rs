//! Why a decision is made: a reason in words and, where the region's text says so, a clause that resolves (R52). One judgement,
//! which cases and the region's records both ask.

use policy::{Citation, Explained, Policy};
use values::calendar::Day;
use values::text::mark::is_blank;

/// What is given for a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grounds {
    /// In words.
    pub reason: String,
    /// A clause as the region writes it; empty if none is cited.
    pub basis: String,
}

/// What a decision lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Nothing was said.
    Words,
    /// No clause was cited, and the text wants one.
    Basis,
    /// What was cited is no clause of the region's texts.
    Unknown,
}

impl Grounds {
    /// A reason without a clause.
    pub fn of(reason: impl Into<String>) -> Grounds {
        Grounds::by(reason, "")
    }

    /// A reason by a clause.
    pub fn by(reason: impl Into<String>, basis: impl Into<String>) -> Grounds {
        Grounds { reason: reason.into(), basis: basis.into() }
    }

    /// The clause that was cited, if one was; or what the decision lacks on a day.
    ///
    /// # Errors
    /// What is missing first: words, then the clause.
    pub fn judged(&self, decision: Explained, policy: &Policy, day: Day) -> Result<Option<Citation>, Lack> {
        if is_blank(&self.reason) {
            return Err(Lack::Words);
        }
        cited(&self.basis, decision, policy, day)
    }
}

/// The same of the clause alone, where the words stand elsewhere.
///
/// # Errors
/// What is wrong with the clause.
pub fn cited(basis: &str, decision: Explained, policy: &Policy, day: Day) -> Result<Option<Citation>, Lack> {
    if is_blank(basis) {
        return if policy.cites(decision, day) { Err(Lack::Basis) } else { Ok(None) };
    }
    policy.library.cite(basis, day).map(Some).ok_or(Lack::Unknown)
}
