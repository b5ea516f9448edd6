//! What happens to the papers that offices issue of a case: events of its log, each naming the paper by its number in the case.

use super::body::LotId;
use super::record::Drawn;
use super::seal::Seal;
use policy::{ChainStep, Citation};
use serde::{Deserialize, Serialize};
use values::calendar::Day;
use values::code::TableCode;
use values::id::{CertificateNo, OfficeCode, QueryCode, SheetNo};
use values::text::Language;

/// What happened to a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfCertificate {
    /// Number of the paper in the case, from 1, in the order in which they were first drafted.
    pub certificate: u16,
    /// The office that did it.
    pub office: OfficeCode,
    /// What it was.
    pub act: CertificateAct,
}

/// What was done to a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateAct {
    /// 拟稿, for the first time or again after it was sent back.
    Drafted(Box<Drafted>),
    /// 核签: another person holds the draft for right.
    Checked {},
    /// 缮制.
    Engrossed {
        /// Its number: taken when it is first engrossed, and the same after it was sent back.
        number: Drawn<CertificateNo>,
        /// As it will stand on the paper.
        content: Vec<BlockText>,
    },
    /// 校核.
    Proofread {},
    /// 签字: signed for agreeing with the draft, and for nothing else (「本方案」三(三)一).
    Signed {
        /// SHA-256 of what was signed, in hex.
        digest: String,
    },
    /// 签发.
    Issued {
        /// Its number.
        number: CertificateNo,
        /// The day that stands on it.
        day: Day,
        /// The code by which anybody may ask what it states and whether it counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<QueryCode>,
        /// The original of the paper in whose place it comes was given back.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        returned: bool,
        /// The seal of the office on the record of the paper; papers of before have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seal: Option<Box<Seal>>,
    },
    /// 退回拟稿: the draft is to be made again.
    SentBack {
        /// Why.
        reason: String,
    },
    /// 交付: handed over at an office.
    HandedOver {
        /// To whom, in words.
        to: String,
        /// Originals.
        originals: u8,
        /// Copies.
        copies: u8,
        /// The preprinted sheets on which the originals are.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        sheets: Vec<SheetNo>,
        /// As a file, and on no sheet at all.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        electronic: bool,
    },
    /// 已使用: an office cleared or released goods on it.
    Used {
        /// On what it was used, in words.
        note: String,
    },
    /// 暂停使用: it does not count until that is lifted.
    Suspended {
        /// Why.
        reason: String,
        /// By which text.
        basis: Citation,
    },
    /// 恢复使用.
    Lifted {
        /// Why.
        reason: String,
    },
    /// 作废 before it was issued, 撤回 afterwards.
    Ended {
        /// Why.
        reason: String,
        /// By which text.
        basis: Citation,
    },
}

/// A draft: what the paper states, and by which terms it was drafted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// Kind, table `document`.
    pub kind: TableCode,
    /// The edition whose form it has.
    pub policy: String,
    /// The lots that it is about.
    pub lots: Vec<LotId>,
    /// What it states.
    pub content: Vec<BlockText>,
    /// In which languages, in the order of the texts of its blocks.
    pub languages: Vec<Language>,
    /// Its steps.
    pub chain: Vec<ChainStep>,
    /// Steps that are never done by one natural person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<(ChainStep, ChainStep)>,
    /// Originals.
    pub originals: u8,
    /// Copies.
    pub copies: u8,
    /// The issued paper that it follows: in whose place it comes, or beside which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<u16>,
    /// How it follows that one.
    #[serde(default, skip_serializing_if = "Following::amends")]
    pub following: Following,
    /// How the original of the paper that is issued again was lost, as the enterprise told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lost: String,
}

impl Drafted {
    /// Whether the original of the paper in whose place it comes is to be given back before it is issued.
    pub fn wants_original(&self) -> bool {
        self.amends.is_some() && self.following == Following::Amends
    }
}

/// How a paper follows one that was issued before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Following {
    /// 更改: in its place, once its original is back.
    #[default]
    Amends,
    /// 补充: beside it, of the same goods; the former goes on counting.
    Supplements,
    /// 重发: in its place word for word, because its original was lost; the number of the former is void.
    Reissues,
}

impl Following {
    /// Every way with its stable word.
    pub const ALL: [(Following, &'static str); 3] =
        [(Following::Amends, "amends"), (Following::Supplements, "supplements"), (Following::Reissues, "reissues")];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Following::Amends => "amends",
            Following::Supplements => "supplements",
            Following::Reissues => "reissues",
        }
    }

    /// Whether it comes in the place of the former.
    pub fn replaces(self) -> bool {
        self != Following::Supplements
    }

    fn amends(&self) -> bool {
        *self == Following::Amends
    }
}

/// What a block of a paper says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockText {
    /// The block of the form.
    pub block: String,
    /// Which cell, of a table of goods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<Cell>,
    /// In each language.
    pub texts: Vec<String>,
    /// The engrosser guards it against additions: it stands between marks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guarded: bool,
}

/// A cell of a table of goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// The lot.
    pub lot: LotId,
    /// The column, from 0, in the order of the form.
    pub column: u8,
}

impl CertificateAct {
    /// The stable word of what was done.
    pub fn word(&self) -> &'static str {
        match self {
            CertificateAct::Drafted(_) => "drafted",
            CertificateAct::Checked {} => "checked",
            CertificateAct::Engrossed { .. } => "engrossed",
            CertificateAct::Proofread {} => "proofread",
            CertificateAct::Signed { .. } => "signed",
            CertificateAct::Issued { .. } => "issued",
            CertificateAct::SentBack { .. } => "sent_back",
            CertificateAct::HandedOver { .. } => "handed_over",
            CertificateAct::Used { .. } => "used",
            CertificateAct::Suspended { .. } => "suspended",
            CertificateAct::Lifted { .. } => "lifted",
            CertificateAct::Ended { .. } => "ended",
        }
    }

    /// The step of the chain that it is.
    pub fn step(&self) -> Option<ChainStep> {
        match self {
            CertificateAct::Drafted(_) => Some(ChainStep::Draft),
            CertificateAct::Checked {} => Some(ChainStep::Check),
            CertificateAct::Engrossed { .. } => Some(ChainStep::Engross),
            CertificateAct::Proofread {} => Some(ChainStep::Proofread),
            CertificateAct::Signed { .. } => Some(ChainStep::Sign),
            CertificateAct::Issued { .. } => Some(ChainStep::Issue),
            CertificateAct::SentBack { .. }
            | CertificateAct::HandedOver { .. }
            | CertificateAct::Used { .. }
            | CertificateAct::Suspended { .. }
            | CertificateAct::Lifted { .. }
            | CertificateAct::Ended { .. } => None,
        }
    }

    /// The sheets that it uses up.
    pub fn sheets(&self) -> &[SheetNo] {
        if let CertificateAct::HandedOver { sheets, .. } = self { sheets } else { &[] }
    }

    /// Whether it is for officers alone: what is not issued yet is between offices.
    pub(super) fn is_inside(&self) -> bool {
        match self {
            CertificateAct::Drafted(_)
            | CertificateAct::Checked {}
            | CertificateAct::Engrossed { .. }
            | CertificateAct::Proofread {}
            | CertificateAct::Signed { .. }
            | CertificateAct::SentBack { .. } => true,
            CertificateAct::Issued { .. }
            | CertificateAct::HandedOver { .. }
            | CertificateAct::Used { .. }
            | CertificateAct::Suspended { .. }
            | CertificateAct::Lifted { .. }
            | CertificateAct::Ended { .. } => false,
        }
    }
}
