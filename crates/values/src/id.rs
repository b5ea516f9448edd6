//! Identifiers: one type per kind of number, made only by parsing, which says what was wanted.

mod check_digit;
mod given;
mod number;
mod paper;

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::fault::Carried;
use crate::text::Text;

pub use given::{
    Account, AccountId, Case, CaseNo, Enterprise, EnterpriseId, FileId, Filed, ListEntry, ListEntryId, Mandate,
    MandateId, Member, MemberCode, Mode, ModeName, Office, OfficeCode, Person, PersonId, QueryCode, Step, StepName,
};
pub use number::{
    Container, ContainerNo, Credit, CreditCode, Gtin, GtinNo, Imo, ImoNo, Organisation, OrganisationCode, Resident,
    ResidentId, Wagon, WagonNo,
};

pub use paper::{Certificate, CertificateNo, Clearance, ClearanceNo, Sheet, SheetNo, Transfer, TransferNo};

/// A kind of identifier: its name and its shape.
pub trait Kind {
    /// The word for it in messages to programmers, e.g. `office code`.
    const NAME: &'static str;

    /// Whether the text has the shape of this kind; otherwise what was wanted.
    fn check(text: &str) -> Result<(), Text>;
}

/// A text of one kind. Cloning never allocates: up to 22 bytes stand in the value itself, longer ones are shared.
pub struct Code<K: Kind>(Body, PhantomData<fn() -> K>);

/// Bytes after `len` are zero, and a text that fits is never `Long`: so equality is that of the fields.
#[derive(Clone, PartialEq, Eq)]
enum Body {
    Short { len: u8, bytes: [u8; SHORT] },
    Long(Arc<str>),
}

const SHORT: usize = 22;

impl<K: Kind> Code<K> {
    /// Reads a text of this kind exactly as it stands (nothing is trimmed or changed in case); or says what was wanted.
    pub fn parse(text: &str) -> Result<Code<K>, Text> {
        K::check(text)?;
        let body = if text.len() <= SHORT {
            let mut bytes = [0; SHORT];
            bytes[..text.len()].copy_from_slice(text.as_bytes());
            Body::Short { len: text.len() as u8, bytes }
        } else {
            Body::Long(text.into())
        };
        Ok(Code(body, PhantomData))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Body::Short { .. } => std::str::from_utf8(self.as_bytes()).expect("the bytes were copied from a text"),
            Body::Long(text) => text,
        }
    }

    /// The bytes of the text; cheaper than `as_str` where no text is needed.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Body::Short { len, bytes } => &bytes[..usize::from(*len)],
            Body::Long(text) => text.as_bytes(),
        }
    }
}

impl<K: Kind> Clone for Code<K> {
    fn clone(&self) -> Code<K> {
        Code(self.0.clone(), PhantomData)
    }
}

impl<K: Kind> PartialEq for Code<K> {
    fn eq(&self, other: &Code<K>) -> bool {
        self.0 == other.0
    }
}

impl<K: Kind> Eq for Code<K> {}

impl<K: Kind> PartialOrd for Code<K> {
    fn partial_cmp(&self, other: &Code<K>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Kind> Ord for Code<K> {
    fn cmp(&self, other: &Code<K>) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl<K: Kind> Hash for Code<K> {
    /// As `str` does, since maps are also searched by `&str`.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl<K: Kind> fmt::Debug for Code<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", K::NAME, self.as_str())
    }
}

impl<K: Kind> fmt::Display for Code<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<K: Kind> AsRef<str> for Code<K> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<K: Kind> Borrow<str> for Code<K> {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl<K: Kind> FromStr for Code<K> {
    type Err = Text;

    fn from_str(text: &str) -> Result<Code<K>, Text> {
        Code::parse(text)
    }
}

impl<K: Kind> Serialize for Code<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, K: Kind> Deserialize<'de> for Code<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Code<K>, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Code::parse(&text).map_err(|wanted| serde::de::Error::custom(Carried::new(&text, wanted)))
    }
}

pub(crate) fn number_byte(b: u8) -> bool {
    b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'-'
}

/// Whether the text has `min..=max` bytes and each satisfies `allowed`.
pub(crate) fn of_bytes(text: &str, min: usize, max: usize, allowed: impl Fn(u8) -> bool) -> bool {
    (min..=max).contains(&text.len()) && text.bytes().all(allowed)
}

/// `Ok` if it holds, otherwise what was wanted.
pub(crate) fn want(holds: bool, wanted: Text) -> Result<(), Text> {
    if holds { Ok(()) } else { Err(wanted) }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    /// Parsing any text never panics; what parses comes back unchanged, also through JSON.
    #[track_caller]
    pub(crate) fn check_total<K: Kind>(text: &str) {
        if let Ok(code) = Code::<K>::parse(text) {
            assert_eq!(code.as_str(), text);
            let json = serde_json::to_string(&code).unwrap();
            assert_eq!(serde_json::from_str::<Code<K>>(&json).unwrap(), code);
        }
    }

    #[test]
    fn no_larger_than_a_string() {
        assert_eq!(size_of::<OfficeCode>(), 24);
    }

    #[test]
    fn maps_are_searched_by_text() {
        let long = "a-name.that_is-longer@than-twenty-two-bytes";
        let map: HashMap<AccountId, u8> =
            [("li", 1), (long, 2)].map(|(id, n)| (AccountId::parse(id).unwrap(), n)).into();
        assert_eq!([map.get("li"), map.get(long), map.get("wang")], [Some(&1), Some(&2), None]);
    }

    #[test]
    fn order_is_that_of_the_texts() {
        let mut texts = ["b", "a-name-that-is-longer-than-22-bytes", "a", "a-name", "a.", "z"];
        let mut codes = texts.map(|t| AccountId::parse(t).unwrap());
        texts.sort_unstable();
        codes.sort_unstable();
        assert_eq!(codes.each_ref().map(|c| c.as_str()), texts);
    }

    #[test]
    fn a_fault_in_json_says_what_was_wanted() {
        let error = serde_json::from_str::<ContainerNo>("\"CSQU3054384\"").unwrap_err().to_string();
        assert!(error.contains("校验码") && error.contains("check digit"), "{error}");
        assert_eq!(format!("{:?}", OfficeCode::parse("370100").unwrap()), "office code(370100)");
        assert_eq!(format!("{:>8}|", OfficeCode::parse("370100").unwrap()), "  370100|");
    }

    proptest! {
        #[test]
        fn no_text_makes_a_parser_panic(text in prop_oneof![any::<String>(), "[0-9A-Z]{0,20}", "[A-Z]{4}[0-9]{7}", "[0-9]{7,18}X?"]) {
            check_total::<Office>(&text);
            check_total::<Member>(&text);
            check_total::<Case>(&text);
            check_total::<Clearance>(&text);
            check_total::<Transfer>(&text);
            check_total::<Enterprise>(&text);
            check_total::<Person>(&text);
            check_total::<Account>(&text);
            check_total::<Mandate>(&text);
            check_total::<Mode>(&text);
            check_total::<Step>(&text);
            check_total::<ListEntry>(&text);
            check_total::<Container>(&text);
            check_total::<Credit>(&text);
            check_total::<Organisation>(&text);
            check_total::<Wagon>(&text);
            check_total::<Imo>(&text);
            check_total::<Resident>(&text);
            check_total::<Gtin>(&text);
        }
    }
}
