//! The bodies of events, by domain: what happens to cases, and what happens beside them.
//!
//! Every domain beside the cases is one row of [`Beside`]: its events, the word they have in the bytes, the partition they are
//! written to. Nothing else names all domains.

pub use super::act::{Finding, Outcome};
use super::file;
use super::governance::GovernanceEvent;
pub use super::of_case::*;
pub use super::record::{Disposition, Record, Slot, StepDone};
use super::region::RegionEvent;
use super::sheet::{SheetAct, UsedUp};
use crate::declaration::SealedField;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use values::id::{CaseNo, SheetNo};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Body {
    /// To a case.
    Case(CaseEvent),
    /// Beside the cases.
    Beside(Beside),
}

/// What the log asks of the events of every domain.
pub trait Domain {
    /// The stable word of what happened.
    fn kind(&self) -> &'static str;

    /// Digests of the personal data that are sealed apart with it.
    fn sealed(&self) -> &[SealedField];

    /// Whether it takes something away, and so must be obeyed by the very next append anywhere.
    fn restricts(&self) -> bool {
        false
    }
}

/// The domains beside the cases, each with events of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "is", rename_all = "snake_case")]
pub enum Beside {
    /// The region: who is who in it, and by which text it goes. Partition `region`.
    Region(RegionEvent),
    /// The law that bureaus make together. Partition `governance`.
    Governance(GovernanceEvent),
}

/// The words of [`Beside`] in the bytes; every other word is a case's.
const BESIDE: [&str; 2] = ["region", "governance"];

impl Beside {
    /// The event, as the log asks of it.
    fn domain(&self) -> &dyn Domain {
        match self {
            Beside::Region(event) => event,
            Beside::Governance(event) => event,
        }
    }
}

impl<'de> Deserialize<'de> for Body {
    /// The word says which domain it is; the rest is read by that domain alone.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Body, D::Error> {
        let raw = Box::<RawValue>::deserialize(from)?;
        let kind = word(raw.get()).map_err(D::Error::custom)?;
        let read = if BESIDE.contains(&kind.as_str()) {
            serde_json::from_str(raw.get()).map(Body::Beside)
        } else {
            serde_json::from_str(raw.get()).map(Body::Case)
        };
        read.map_err(D::Error::custom)
    }
}

/// The word of the kind, which is the first member wherever we wrote it.
fn word(body: &str) -> serde_json::Result<String> {
    #[derive(Deserialize)]
    struct Word {
        kind: String,
    }
    let first = body.strip_prefix("{\"kind\":\"").and_then(|rest| rest.split_once('"'));
    match first {
        Some((word, _)) if !word.contains('\\') => Ok(word.to_owned()),
        _ => serde_json::from_str::<Word>(body).map(|word| word.kind),
    }
}

impl From<CaseEvent> for Body {
    fn from(event: CaseEvent) -> Body {
        Body::Case(event)
    }
}

impl From<RegionEvent> for Body {
    fn from(event: RegionEvent) -> Body {
        Body::Beside(Beside::Region(event))
    }
}

impl From<GovernanceEvent> for Body {
    fn from(event: GovernanceEvent) -> Body {
        Body::Beside(Beside::Governance(event))
    }
}

impl Body {
    /// What happened to a case.
    pub fn of_case(&self) -> Option<&CaseEvent> {
        match self {
            Body::Case(event) => Some(event),
            Body::Beside(_) => None,
        }
    }

    /// What happened in the region.
    pub fn of_region(&self) -> Option<&RegionEvent> {
        if let Body::Beside(Beside::Region(event)) = self { Some(event) } else { None }
    }

    /// What happened to a proposal of the bureaus.
    pub fn of_governance(&self) -> Option<&GovernanceEvent> {
        if let Body::Beside(Beside::Governance(event)) = self { Some(event) } else { None }
    }

    fn domain(&self) -> &dyn Domain {
        match self {
            Body::Case(event) => event,
            Body::Beside(beside) => beside.domain(),
        }
    }

    /// The stable word of what happened.
    pub fn kind(&self) -> &'static str {
        self.domain().kind()
    }

    /// Whether it takes something away, and so must be obeyed by the very next append anywhere.
    pub fn restricts(&self) -> bool {
        self.domain().restricts()
    }

    /// Digests of the personal data that are sealed apart with it.
    pub fn sealed(&self) -> &[SealedField] {
        self.domain().sealed()
    }

    /// Whether it names a subject whose personal data are sealed apart.
    pub fn seals(&self, subject: &str) -> bool {
        let is_file = self.of_case().is_some_and(
            |event| matches!(event, CaseEvent::FileAdded(added) if file::subject(&added.given.file) == subject),
        );
        is_file || self.sealed().iter().any(|field| field.subject == subject)
    }

    /// The subjects whose keys go for good with it.
    pub fn erased(&self) -> Vec<String> {
        let Some(CaseEvent::FilesErased(erased)) = self.of_case() else { return Vec::new() };
        erased.files.iter().map(file::subject).collect()
    }

    /// The preprinted sheets that it uses up, where it is of a case or of none: each is used up once, whatever asks for it.
    pub fn used_up(&self, case: Option<&CaseNo>) -> Vec<UsedUp> {
        let by = |sheet: SheetNo, by: String| UsedUp { sheet, by };
        if let Some((CaseEvent::Certificate(of), case)) = self.of_case().zip(case) {
            return of
                .act
                .sheets()
                .iter()
                .map(|sheet| by(sheet.clone(), format!("{case}#{}", of.certificate)))
                .collect();
        }
        if let Some(RegionEvent::Sheets(of)) = self.of_region()
            && let SheetAct::Ended { how, .. } = &of.act
        {
            return of.sheets().map(|sheet| by(sheet, how.word().to_owned())).collect();
        }
        Vec::new()
    }

    /// Whether it is for officers alone.
    pub fn for_officers(&self) -> bool {
        self.of_case().is_some_and(CaseEvent::for_officers)
    }

    /// Fills the pending numbers in, by index.
    pub(crate) fn fill(&mut self, number: &dyn Fn(u16) -> String) {
        match self {
            Body::Case(event) => event.fill(number),
            Body::Beside(_) => {}
        }
    }

    /// The numbers that it gives out: clearance form, transfer, linked declaration.
    pub fn numbers(&self) -> Vec<String> {
        self.of_case().map(CaseEvent::numbers).unwrap_or_default()
    }
}
