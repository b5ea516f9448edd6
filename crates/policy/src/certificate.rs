//! 单证: which papers offices issue, what each states and in which form, and by which steps it comes to be (「本方案」三(三)一).

mod blank;
pub mod chain;
pub mod form;
pub mod kind;
mod proof;
pub mod stated;

pub use blank::Blank;
pub(crate) use blank::{BLANKS, blank};
pub use chain::{At, ChainStep};
pub(crate) use form::{BLOCKS, PHRASES};
pub use form::{BlockKind, Form, FormBlock, FormPhrase};
pub(crate) use kind::KINDS;
pub use kind::{CertificateKind, Rests};
pub(crate) use proof::prove;
pub use stated::Stated;

use super::Policy;
use super::member::on;
use values::calendar::Day;
use values::direction::Direction;

impl Policy {
    /// The kinds of papers that are issued on a day, in the order of the text.
    pub fn certificates_on(&self, day: Day) -> impl Iterator<Item = &CertificateKind> {
        on(&self.certificates, day, |kind| kind.period)
    }

    /// The kinds of papers that may be asked for with goods that go this way, on a day.
    pub fn askable(&self, direction: Direction, day: Day) -> impl Iterator<Item = &CertificateKind> {
        self.certificates_on(day).filter(move |kind| kind.is_for(direction))
    }

    /// A kind of paper by its code, as it is issued on a day.
    pub fn certificate(&self, code: &str, day: Day) -> Option<&CertificateKind> {
        self.certificates_on(day).find(|kind| kind.code.as_str() == code)
    }

    /// The stock of preprinted sheets on which a kind of paper is given out on a day; none where it is on plain paper.
    pub fn blank(&self, code: &str, day: Day) -> Option<&Blank> {
        let stock = self.certificate(code, day)?.blank.as_deref()?;
        self.blanks_on(day).find(|blank| &*blank.stock == stock)
    }

    /// The stocks of preprinted sheets on a day.
    pub fn blanks_on(&self, day: Day) -> impl Iterator<Item = &Blank> {
        on(&self.blanks, day, |blank| blank.period)
    }

    /// Whether a kind of paper is drafted on a day for goods of a direction; others are issued by a step, or have no form.
    pub fn drafts(&self, code: &str, direction: Direction, day: Day) -> bool {
        self.certificate(code, day).is_some_and(|kind| kind.is_drafted() && kind.is_for(direction))
    }

    /// The form of a kind of paper.
    pub fn form(&self, code: &str) -> Option<&Form> {
        self.forms.iter().find(|form| &*form.code == code)
    }
}
