//! What may be asked for on the papers of a case.

use crate::case::certificate::fill::SaidOf;
use crate::event::body::LotId;
use crate::event::certificate::{BlockText, Following};
use crate::grounds::Grounds;
use policy::ChainStep;
use values::code::TableCode;
use values::id::{OfficeCode, SheetNo};

/// What is asked for on the papers of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateCommand {
    /// 拟稿: a new paper, or again one that was sent back.
    Draft(Drafting),
    /// 核签.
    Check {
        /// Number of the paper in the case, from 1.
        certificate: u16,
    },
    /// 缮制: as the draft has it, with marks and what the engrosser sets otherwise.
    Engross {
        /// Number of the paper in the case, from 1.
        certificate: u16,
        /// Every block as it will stand; none given takes the draft as it is.
        content: Vec<BlockText>,
    },
    /// 校核.
    Proofread {
        /// Number of the paper in the case, from 1.
        certificate: u16,
    },
    /// 签字.
    Sign {
        /// Number of the paper in the case, from 1.
        certificate: u16,
        /// What the signatory was shown: [`crate::case::certificate::Certificate::digest`].
        digest: String,
    },
    /// 签发.
    Issue {
        /// Number of the paper in the case, from 1.
        certificate: u16,
        /// The original of the paper in whose place it comes was given back.
        returned: bool,
    },
    /// 退回拟稿.
    SendBack {
        /// Number of the paper in the case, from 1.
        certificate: u16,
        /// The step that it waits for, in which this is found.
        at: ChainStep,
        /// Why.
        reason: String,
    },
    /// 交付.
    HandOver {
        /// Number of the paper in the case, from 1.
        certificate: u16,
        /// To whom.
        to: String,
        /// The preprinted sheets on which the originals are.
        sheets: Vec<SheetNo>,
        /// As a file, and on no sheet at all.
        electronic: bool,
    },
    /// 已使用.
    Use {
        /// Number of the paper in the case, from 1.
        certificate: u16,
        /// On what.
        note: String,
    },
    /// 暂停使用.
    Suspend {
        /// Number of the paper in the case, from 1.
        certificate: u16,
        /// Why.
        grounds: Grounds,
    },
    /// 恢复使用.
    Lift {
        /// Number of the paper in the case, from 1.
        certificate: u16,
        /// Why.
        reason: String,
    },
    /// 作废、撤回.
    End {
        /// Number of the paper in the case, from 1.
        certificate: u16,
        /// Why.
        grounds: Grounds,
    },
    /// 领证地: the enterprise chooses where papers are engrossed and fetched.
    FetchAt {
        /// The office.
        office: OfficeCode,
    },
}

/// What a drafter says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafting {
    /// The paper that was sent back; none for a new one.
    pub certificate: Option<u16>,
    /// Kind of a new paper, table `document`.
    pub kind: Option<TableCode>,
    /// The lots; none named means all that such a paper may state.
    pub lots: Vec<LotId>,
    /// What is said of the blocks that the drafter fills.
    pub said: SaidOf,
    /// The issued paper that it follows.
    pub amends: Option<u16>,
    /// How it follows that one.
    pub following: Following,
    /// How the original of a paper that is issued again was lost.
    pub lost: String,
}

impl CertificateCommand {
    /// Number of the paper in the case; none of a new one, and of what is of none.
    pub fn certificate(&self) -> Option<u16> {
        match self {
            CertificateCommand::Draft(drafting) => drafting.certificate,
            CertificateCommand::Check { certificate }
            | CertificateCommand::Engross { certificate, .. }
            | CertificateCommand::Proofread { certificate }
            | CertificateCommand::Sign { certificate, .. }
            | CertificateCommand::Issue { certificate, .. }
            | CertificateCommand::SendBack { certificate, .. }
            | CertificateCommand::HandOver { certificate, .. }
            | CertificateCommand::Use { certificate, .. }
            | CertificateCommand::Suspend { certificate, .. }
            | CertificateCommand::Lift { certificate, .. }
            | CertificateCommand::End { certificate, .. } => Some(*certificate),
            CertificateCommand::FetchAt { .. } => None,
        }
    }

    /// The step of the chain that it is; sending back is part of the step that the paper waits for.
    pub fn step(&self) -> Option<ChainStep> {
        match self {
            CertificateCommand::Draft(_) => Some(ChainStep::Draft),
            CertificateCommand::Check { .. } => Some(ChainStep::Check),
            CertificateCommand::Engross { .. } => Some(ChainStep::Engross),
            CertificateCommand::Proofread { .. } => Some(ChainStep::Proofread),
            CertificateCommand::Sign { .. } => Some(ChainStep::Sign),
            CertificateCommand::Issue { .. } => Some(ChainStep::Issue),
            CertificateCommand::SendBack { at, .. } => Some(*at),
            CertificateCommand::HandOver { .. }
            | CertificateCommand::Use { .. }
            | CertificateCommand::Suspend { .. }
            | CertificateCommand::Lift { .. }
            | CertificateCommand::End { .. }
            | CertificateCommand::FetchAt { .. } => None,
        }
    }
}
