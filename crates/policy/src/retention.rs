//! How long what is kept beside the log stays (N8): a table of the text. Events stay for good; no row can say otherwise. Of files the
//! content goes, and the events that name them stay.

use super::law::Citation;
use super::source::Source;
use super::table::{Reading, Row, Shape};
use super::words::{Named, Word};
use serde::{Deserialize, Serialize};
use values::calendar::Period;
use values::text::Text;

/// What is kept beside the log for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// 查看记录: who looked at a case without a part in it, from the day of the look.
    Reads,
    /// 收到的报文: what came in and what it was answered, from the day it came.
    Messages,
    /// 草稿: drafts of declarations, from the day of the last saving.
    Drafts,
    /// 请求编号: the answers to keys of requests, from the day of the request.
    Keys,
    /// 失效令牌: tokens of programs, from the day they ended.
    Tokens,
    /// 案件文件: the content of files of cases, from the day their case ended.
    Files,
}

impl Kept {
    /// Everything that has a time.
    pub const ALL: [Kept; 6] = [Kept::Reads, Kept::Messages, Kept::Drafts, Kept::Keys, Kept::Tokens, Kept::Files];

    /// The fewest days that a text may say: six months for what shows who did what (网络安全法 第二十一条), as long as a sender may
    /// still ask again for keys, and three years for the papers of declarations (N8).
    pub fn fewest_days(self) -> u16 {
        match self {
            Kept::Reads | Kept::Messages => 180,
            Kept::Keys => 30,
            Kept::Drafts | Kept::Tokens => 1,
            Kept::Files => 1095,
        }
    }

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Kept::Reads => "reads",
            Kept::Messages => "messages",
            Kept::Drafts => "drafts",
            Kept::Keys => "keys",
            Kept::Tokens => "tokens",
            Kept::Files => "files",
        }
    }
}

impl Word for Kept {
    const NAMES: &'static [Named<Self>] = &[
        (Kept::Reads, &["查看记录"], &["notes of reads"]),
        (Kept::Messages, &["收到的报文"], &["messages received"]),
        (Kept::Drafts, &["草稿"], &["drafts"]),
        (Kept::Keys, &["请求编号"], &["keys of requests"]),
        (Kept::Tokens, &["失效令牌"], &["ended tokens"]),
        (Kept::Files, &["案件文件"], &["files of cases"]),
    ];
}

/// How long something is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct KeepRule {
    pub kept: Kept,
    pub days: u16,
    pub basis: Vec<Citation>,
    pub period: Period,
    pub source: Source,
}

pub(crate) const KEEPS: Shape = Shape {
    name: Text::fixed("保存期限", "retention"),
    required: &["kept", "days", "basis", "from"],
    optional: &["until"],
};

pub(crate) fn keep(row: &Row, reading: &mut Reading) -> Option<KeepRule> {
    let kept = row.word::<Kept>("kept", reading);
    let fewest = kept.map_or(1, Kept::fewest_days);
    let wanted = Text::new(format!("不少于 {fewest} 的日数"), format!("a number of days, {fewest} at least"));
    let days = row.number::<u16>("days", wanted.clone(), reading);
    let days = days.filter(|days| {
        fewest <= *days || {
            row.fault("days", wanted, reading);
            false
        }
    });
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    Some(KeepRule { kept: kept?, days: days?, basis: basis?, period: period?, source: row.source() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_named_once_in_both_languages() {
        assert_eq!(Kept::NAMES.iter().map(|(kept, ..)| *kept).collect::<Vec<_>>(), Kept::ALL);
    }
}
