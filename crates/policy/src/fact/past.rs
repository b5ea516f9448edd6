//! What is counted of the past: whose declarations and lots, and what of them.

use super::Fact;
use super::FactKind;
use super::name::{Name, named};

/// Whose past is counted. Goods are alike when they lie in one goods group; those of no group, when they have one tariff code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// All that the owner declared.
    Owner,
    /// What the owner declared of goods like those of the line.
    OwnerGoods,
    /// What the owner declared of goods from the line's country of origin.
    OwnerOrigin,
    /// Goods like those of the line, whoever declared them.
    Goods,
    /// Goods from the line's country of origin.
    Origin,
    /// Goods like those of the line, from its country of origin.
    GoodsOrigin,
}

impl Subject {
    /// Each, in their order.
    pub const ALL: [Subject; 6] = [
        Subject::Owner,
        Subject::OwnerGoods,
        Subject::OwnerOrigin,
        Subject::Goods,
        Subject::Origin,
        Subject::GoodsOrigin,
    ];

    /// Whether it is the owner's own past.
    pub fn of_owner(self) -> bool {
        match self {
            Subject::Owner | Subject::OwnerGoods | Subject::OwnerOrigin => true,
            Subject::Goods | Subject::Origin | Subject::GoodsOrigin => false,
        }
    }

    /// Whether it is of goods alike.
    pub fn of_goods(self) -> bool {
        match self {
            Subject::OwnerGoods | Subject::Goods | Subject::GoodsOrigin => true,
            Subject::Owner | Subject::OwnerOrigin | Subject::Origin => false,
        }
    }

    /// Whether it is of goods from one country.
    pub fn of_origin(self) -> bool {
        match self {
            Subject::OwnerOrigin | Subject::Origin | Subject::GoodsOrigin => true,
            Subject::Owner | Subject::OwnerGoods | Subject::Goods => false,
        }
    }

    /// Whether each line has its own.
    pub(super) const fn of_line(self) -> bool {
        !matches!(self, Subject::Owner)
    }
}

/// What is counted, by 24:00 of the day before acceptance and over the [`DAYS`] before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Declarations that were accepted; of goods, their lines.
    Declared,
    /// Lots that failed an examination.
    Failed,
    /// Lots that passed one since the last that failed.
    PassedInRow,
    /// Days from the last that failed to acceptance; absent if none did.
    DaysSinceFailure,
}

/// How many days before acceptance count: a year.
pub const DAYS: i32 = 365;

// Subjects out of their order do not compile.
const _: () = {
    let mut at = 0;
    while at < Subject::ALL.len() {
        assert!(Subject::ALL[at] as usize == at, "subjects in their order");
        at += 1;
    }
};

const COUNTERS: [Counter; 4] = [Counter::Declared, Counter::Failed, Counter::PassedInRow, Counter::DaysSinceFailure];

const fn row(fact: Fact, zh: &'static [&'static str], en: &'static [&'static str]) -> Name {
    // Each subject has its counters in their order.
    let at = fact as usize - Fact::OwnerDeclared as usize;
    let (subject, counter) = (Subject::ALL[at / COUNTERS.len()], COUNTERS[at % COUNTERS.len()]);
    let mut name = named(fact, FactKind::Number { decimals: 0 }, zh, en).confidential();
    name.of_line = subject.of_line();
    name.past = Some((subject, counter));
    name
}

/// In the order of [`Fact`], after all other words. Only officers may know that a rule asks for the past.
pub(super) const NAMES: &[Name] = &[
    row(Fact::OwnerDeclared, &["货主近一年申报批次"], &["owner declarations in a year"]),
    row(Fact::OwnerFailed, &["货主近一年不合格批次"], &["owner failures in a year"]),
    row(Fact::OwnerPassedInRow, &["货主连续合格批次"], &["owner passes in a row"]),
    row(Fact::OwnerDaysSinceFailure, &["货主距上次不合格天数"], &["owner days since failure"]),
    row(Fact::OwnerGoodsDeclared, &["货主同类货物近一年申报批次"], &["owner goods declarations in a year"]),
    row(Fact::OwnerGoodsFailed, &["货主同类货物近一年不合格批次"], &["owner goods failures in a year"]),
    row(Fact::OwnerGoodsPassedInRow, &["货主同类货物连续合格批次"], &["owner goods passes in a row"]),
    row(Fact::OwnerGoodsDaysSinceFailure, &["货主同类货物距上次不合格天数"], &["owner goods days since failure"]),
    row(Fact::OwnerOriginDeclared, &["货主同原产国货物近一年申报批次"], &["owner origin declarations in a year"]),
    row(Fact::OwnerOriginFailed, &["货主同原产国货物近一年不合格批次"], &["owner origin failures in a year"]),
    row(Fact::OwnerOriginPassedInRow, &["货主同原产国货物连续合格批次"], &["owner origin passes in a row"]),
    row(Fact::OwnerOriginDaysSinceFailure, &["货主同原产国货物距上次不合格天数"], &["owner origin days since failure"]),
    row(Fact::GoodsDeclared, &["同类货物近一年申报批次"], &["goods declarations in a year"]),
    row(Fact::GoodsFailed, &["同类货物近一年不合格批次"], &["goods failures in a year"]),
    row(Fact::GoodsPassedInRow, &["同类货物连续合格批次"], &["goods passes in a row"]),
    row(Fact::GoodsDaysSinceFailure, &["同类货物距上次不合格天数"], &["goods days since failure"]),
    row(Fact::OriginDeclared, &["同原产国货物近一年申报批次"], &["origin declarations in a year"]),
    row(Fact::OriginFailed, &["同原产国货物近一年不合格批次"], &["origin failures in a year"]),
    row(Fact::OriginPassedInRow, &["同原产国货物连续合格批次"], &["origin passes in a row"]),
    row(Fact::OriginDaysSinceFailure, &["同原产国货物距上次不合格天数"], &["origin days since failure"]),
    row(Fact::GoodsOriginDeclared, &["同类同原产国货物近一年申报批次"], &["goods origin declarations in a year"]),
    row(Fact::GoodsOriginFailed, &["同类同原产国货物近一年不合格批次"], &["goods origin failures in a year"]),
    row(Fact::GoodsOriginPassedInRow, &["同类同原产国货物连续合格批次"], &["goods origin passes in a row"]),
    row(Fact::GoodsOriginDaysSinceFailure, &["同类同原产国货物距上次不合格天数"], &["goods origin days since failure"]),
];
