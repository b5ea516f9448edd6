//! 通关单 in the register of papers: given out by a step of the plan, with the number and the event that it always had; shown,
//! printed and verified as other papers are. Its form is the text's, of a kind that is only issued.

use super::fill::{NameOf, Source, stated};
use super::{Certificate, CertificateState, Issued};
use crate::case::Case;
use crate::event::certificate::{Drafted, Following};
use policy::{ChainStep, Policy};
use values::calendar::Timestamp;
use values::id::{CertificateNo, ClearanceNo, OfficeCode};

/// A clearance form that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleared {
    /// Its number.
    pub no: ClearanceNo,
    /// Where; none outside the region.
    pub office: Option<OfficeCode>,
    /// When.
    pub at: Timestamp,
}

impl AsRef<str> for Cleared {
    fn as_ref(&self) -> &str {
        self.no.as_str()
    }
}

/// Why a clearance form is void: another plan, or the end of a term, took it back.
pub const TAKEN_BACK: &str = "通关单已收回";

impl Case {
    /// A clearance form of the case as a paper, by the case's text; its check code is the query code of the case. Nothing where no
    /// such number was given out, and where the text has no form for what is only issued.
    pub fn clearance_form(&self, no: &str, policy: &Policy, name_of: NameOf) -> Option<Certificate> {
        let cleared = self.clearances.iter().find(|cleared| cleared.no.as_str() == no)?;
        let kind = policy.certificates_on(self.day).find(|kind| !kind.is_drafted())?;
        let form = policy.form(kind.code.as_str())?;
        let lots = self.lots.iter().collect();
        let source = Source { case: self, lots, policy, today: self.day, name_of };
        let draft = Drafted {
            kind: kind.code.clone(),
            policy: self.policy.clone(),
            lots: self.lots.iter().map(|lot| lot.id).collect(),
            content: stated(kind, form, &source),
            languages: kind.languages.clone(),
            chain: vec![ChainStep::Issue],
            apart: Vec::new(),
            originals: kind.originals,
            copies: kind.copies,
            amends: None,
            following: Following::default(),
            lost: String::new(),
        };
        let state = if self.superseded(no) {
            CertificateState::Void { reason: TAKEN_BACK.to_owned() }
        } else {
            CertificateState::Issued
        };
        let office = cleared.office.as_ref().unwrap_or(&self.office).clone();
        Some(Certificate {
            draft,
            done: Vec::new(),
            engrossed: None,
            signed: None,
            number: CertificateNo::parse(no).ok(),
            code: self.query_code.clone(),
            issued: Some(Issued { day: cleared.at.day_in(&policy.region.zone), office, seal: None }),
            sent_back: None,
            state,
            suspended: None,
            handed: Vec::new(),
            used: None,
            updated_at: cleared.at,
        })
    }
}
