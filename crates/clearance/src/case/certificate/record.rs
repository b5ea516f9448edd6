//! The record of a paper that was issued: what the seal of the office stands for, whole and apart from its case.

use super::Certificate;
use crate::case::Case;
use crate::event::body::LotId;
use crate::event::certificate::{BlockText, Following};
use serde::{Deserialize, Serialize};
use values::calendar::Day;
use values::code::TableCode;
use values::id::{CaseNo, CertificateNo, OfficeCode};
use values::text::Language;

/// The form of records that is written now.
const FORM: u8 = 1;

/// A paper as it was issued. Its canonical bytes are its JSON without spaces, in the order of these fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The form of the record.
    pub form: u8,
    /// Its number.
    pub number: CertificateNo,
    /// Kind, table `document`.
    pub kind: TableCode,
    /// The edition of the law whose form it has.
    pub edition: String,
    /// The case.
    pub case: CaseNo,
    /// The office that issued it.
    pub office: OfficeCode,
    /// The day that stands on it.
    pub day: Day,
    /// The lots that it is about.
    pub lots: Vec<LotId>,
    /// Its languages, in the order of the texts of its blocks.
    pub languages: Vec<Language>,
    /// What it states, as it was engrossed.
    pub content: Vec<BlockText>,
    /// The paper that it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<CertificateNo>,
    /// How it follows that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub following: Option<Following>,
}

impl Record {
    /// The record of a paper that an office issues on a day under a number.
    pub fn of(case: &Case, paper: &Certificate, number: CertificateNo, (office, day): (&OfficeCode, Day)) -> Record {
        let draft = &paper.draft;
        let former = draft.amends.and_then(|amends| case.certificate(amends));
        Record {
            form: FORM,
            number,
            kind: draft.kind.clone(),
            edition: draft.policy.clone(),
            case: case.no.clone(),
            office: office.clone(),
            day,
            lots: draft.lots.clone(),
            languages: draft.languages.clone(),
            content: paper.content().to_vec(),
            amends: former.and_then(|former| former.number.clone()),
            following: former.map(|_| draft.following),
        }
    }

    /// The record of a paper that was issued.
    pub fn issued(case: &Case, paper: &Certificate) -> Option<Record> {
        let issued = paper.issued.as_ref()?;
        Some(Record::of(case, paper, paper.number.clone()?, (&issued.office, issued.day)))
    }

    /// Its canonical bytes.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a record is plain data")
    }
}
