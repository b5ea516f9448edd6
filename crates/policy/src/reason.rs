//! What must be put into words and by which clause: each decision against somebody gives its reason, and cites where the text
//! says so (R52).

use super::law::Citation;
use super::source::Source;
use super::table::{Reading, Row, Shape};
use super::words::{Named, Word};
use serde::{Deserialize, Serialize};
use values::calendar::Period;
use values::text::Text;

/// A decision that gives its reason in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Explained {
    /// 判定不合格
    Fail,
    /// 布控
    Hold,
    /// 解除布控
    LiftHold,
    /// 不准更改
    DenyAmendment,
    /// 退回补正
    Return,
    /// 不予受理
    Refuse,
    /// 评定等级
    Grade,
    /// 列入黑名单
    List,
    /// 移出黑名单
    Unlist,
    /// 免除要求
    Waive,
    /// 作废单证
    EndCertificate,
}

impl Explained {
    /// Whether a clause is wanted where the text says nothing: as it was before the text could say.
    pub(crate) fn cites_unsaid(self) -> bool {
        matches!(self, Explained::Refuse | Explained::List | Explained::Waive)
    }
}

impl Word for Explained {
    const NAMES: &'static [Named<Self>] = &[
        (Explained::Fail, &["判定不合格"], &["fail goods"]),
        (Explained::Hold, &["布控"], &["hold"]),
        (Explained::LiftHold, &["解除布控"], &["lift a hold"]),
        (Explained::DenyAmendment, &["不准更改"], &["deny an amendment"]),
        (Explained::Return, &["退回补正"], &["return"]),
        (Explained::Refuse, &["不予受理"], &["refuse"]),
        (Explained::Grade, &["评定等级"], &["grade"]),
        (Explained::List, &["列入黑名单"], &["blacklist"]),
        (Explained::Unlist, &["移出黑名单"], &["take off the blacklist"]),
        (Explained::Waive, &["免除要求"], &["waive"]),
        (Explained::EndCertificate, &["作废单证"], &["end a paper"]),
    ];
}

/// Yes or no in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum YesNo {
    Yes,
    No,
}

impl Word for YesNo {
    const NAMES: &'static [Named<Self>] = &[(YesNo::Yes, &["是"], &["yes"]), (YesNo::No, &["否"], &["no"])];
}

/// Whether a decision cites the clause that it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct ReasonRule {
    pub decision: Explained,
    pub cites: bool,
    pub basis: Vec<Citation>,
    pub period: Period,
    pub source: Source,
}

pub(crate) const REASONS: Shape = Shape {
    name: Text::fixed("须说明的决定", "decisions to be explained"),
    required: &["decision", "cites", "basis", "from"],
    optional: &["until"],
};

pub(crate) fn reason(row: &Row, reading: &mut Reading) -> Option<ReasonRule> {
    let (decision, cites) = (row.word("decision", reading), row.word::<YesNo>("cites", reading));
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    Some(ReasonRule {
        decision: decision?,
        cites: matches!(cites?, YesNo::Yes),
        basis: basis?,
        period: period?,
        source: row.source(),
    })
}

/// Words in which officers often say why goods failed; they may say it in their own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Phrase {
    pub words: Box<str>,
    pub english: Box<str>,
    pub period: Period,
    pub source: Source,
}

pub(crate) const PHRASES: Shape = Shape {
    name: Text::fixed("不合格用语", "phrases of what failed"),
    required: &["phrase", "from"],
    optional: &["english", "until"],
};

pub(crate) fn phrase(row: &Row, reading: &mut Reading) -> Option<Phrase> {
    let (words, period) = (row.need("phrase", reading), row.period(reading));
    Some(Phrase { words: words?, english: row.text("english").into(), period: period?, source: row.source() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_is_named_in_both_languages() {
        assert_eq!(Explained::NAMES.len(), Explained::EndCertificate as usize + 1);
    }
}
