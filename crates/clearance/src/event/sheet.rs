//! What happens to preprinted sheets (空白证单) beside the papers that they become: received, moved, ended. Partition `region`.

use serde::{Deserialize, Serialize};
use values::id::{OfficeCode, SheetNo};
use values::text::Text;

/// What happened to a run of sheets of one stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfSheets {
    /// The office that has them, or gets them.
    pub office: OfficeCode,
    /// The first of the run.
    pub first: SheetNo,
    /// The last of the run.
    pub last: SheetNo,
    /// What it was.
    pub act: SheetAct,
}

/// What happened to sheets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetAct {
    /// 领用: the office got them from the printer or from above.
    Received {
        /// From whom, in words.
        from: String,
    },
    /// 调拨: the office gives them to another.
    Moved {
        /// Which.
        to: OfficeCode,
    },
    /// 核销: nothing is printed on them any more.
    Ended {
        /// How.
        how: SheetEnd,
        /// Why, in words.
        reason: String,
    },
}

/// How sheets end that became no paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetEnd {
    /// 损坏.
    Spoiled,
    /// 遗失.
    Lost,
    /// 销毁: the stock is given up.
    Destroyed,
}

impl SheetEnd {
    /// Every end with its stable word.
    pub const ALL: [(SheetEnd, &'static str); 3] =
        [(SheetEnd::Spoiled, "spoiled"), (SheetEnd::Lost, "lost"), (SheetEnd::Destroyed, "destroyed")];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            SheetEnd::Spoiled => "spoiled",
            SheetEnd::Lost => "lost",
            SheetEnd::Destroyed => "destroyed",
        }
    }

    /// What it is called.
    pub fn called(self) -> Text {
        match self {
            SheetEnd::Spoiled => Text::fixed("损坏", "spoiled"),
            SheetEnd::Lost => Text::fixed("遗失", "lost"),
            SheetEnd::Destroyed => Text::fixed("销毁", "destroyed"),
        }
    }

    /// The end that a stable word names.
    pub fn named(word: &str) -> Option<SheetEnd> {
        SheetEnd::ALL.into_iter().find(|(_, own)| *own == word).map(|(end, _)| end)
    }
}

impl OfSheets {
    /// The stable word of what happened.
    pub(super) fn word(&self) -> &'static str {
        match self.act {
            SheetAct::Received { .. } => "sheets_received",
            SheetAct::Moved { .. } => "sheets_moved",
            SheetAct::Ended { .. } => "sheets_ended",
        }
    }

    /// How many they are.
    pub fn count(&self) -> u64 {
        count(&self.first, &self.last)
    }

    /// Every sheet of the run, in order.
    pub fn sheets(&self) -> impl Iterator<Item = SheetNo> {
        (self.first.serial()..=self.last.serial()).filter_map(|serial| self.first.with(serial))
    }
}

/// How many sheets there are from one to another of the same stock.
pub fn count(first: &SheetNo, last: &SheetNo) -> u64 {
    (last.serial() + 1).saturating_sub(first.serial())
}

/// What uses up a sheet for ever: one paper that it became, or an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedUp {
    /// The sheet.
    pub sheet: SheetNo,
    /// By what: a case and the number of the paper in it, or the word of an end.
    pub by: String,
}
