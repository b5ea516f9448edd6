//! Kinds of papers: one row a kind.

use super::chain::ChainStep;
use crate::law::Citation;
use crate::source::Source;
use crate::table::{Reading, Row, Shape, split};
use crate::words::{Named, Word};
use values::calendar::Period;
use values::code::TableCode;
use values::direction::Direction;
use values::text::{Language, Text};

/// What of the goods a paper rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rests {
    /// 合格: lots that passed every examination that was done, and of which none is left.
    Passed,
    /// 不合格: lots that failed.
    Failed,
    /// 已处理: an effective treatment.
    Treated,
    /// 无: on nothing that was found.
    Nothing,
}

impl Word for Rests {
    const NAMES: &'static [Named<Self>] = &[
        (Rests::Passed, &["合格"], &["passed"]),
        (Rests::Failed, &["不合格"], &["failed"]),
        (Rests::Treated, &["已处理"], &["treated"]),
        (Rests::Nothing, &["无"], &["nothing"]),
    ];
}

/// A kind of paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateKind {
    /// Code, of the table of documents that may be asked for.
    pub code: TableCode,
    /// What it is called.
    pub name: Text,
    /// For which way goods go; none named means both.
    directions: Vec<Direction>,
    /// What it rests on.
    pub rests: Rests,
    /// In which languages it speaks, in this order.
    pub languages: Vec<Language>,
    /// Its steps, from the draft to the issue.
    pub chain: Vec<ChainStep>,
    /// Steps that are never done by one natural person.
    pub apart: Vec<(ChainStep, ChainStep)>,
    /// Originals, where the enterprise does not say.
    pub originals: u8,
    /// Copies, where the enterprise does not say.
    pub copies: u8,
    /// The stock of preprinted sheets on which it is given out; none where it is on plain paper.
    pub blank: Option<Box<str>>,
    /// By which text.
    pub basis: Vec<Citation>,
    /// From which day to which.
    pub period: Period,
    /// Not confirmed by the competent authority.
    pub provisional: bool,
    /// Where it stands.
    pub source: Source,
}

impl CertificateKind {
    /// Whether it is for goods that go this way.
    pub fn is_for(&self, direction: Direction) -> bool {
        self.directions.is_empty() || self.directions.contains(&direction)
    }

    /// Whether somebody drafts it; else a step of the plan gives it out, as it does a clearance form.
    pub fn is_drafted(&self) -> bool {
        self.chain.contains(&ChainStep::Draft)
    }
}

pub(crate) const KINDS: Shape = Shape {
    name: Text::fixed("单证种类", "kinds of papers"),
    required: &[
        "certificate",
        "name",
        "direction",
        "rests on",
        "language",
        "chain",
        "apart",
        "originals",
        "copies",
        "basis",
        "from",
    ],
    optional: &["stock", "until"],
};

pub(crate) fn kind(row: &Row, reading: &mut Reading) -> Option<CertificateKind> {
    let code = row.code("certificate", reading);
    let name = row.need("name", reading);
    let directions = row.words("direction", reading);
    let rests = row.word("rests on", reading);
    let languages = listed(row.words("language", reading), row, "language", reading);
    let chain = listed(row.words("chain", reading), row, "chain", reading);
    let apart = apart(row, reading);
    let number = |key: &str, reading: &mut Reading| {
        row.number::<u8>(key, Text::fixed("0 至 20", "0 to 20"), reading).filter(|number| *number <= 20)
    };
    let (originals, copies) = (number("originals", reading), number("copies", reading));
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    let name = name?;
    let (english, stock) = (row.text("english"), row.text("stock"));
    Some(CertificateKind {
        code: code?,
        name: Text::new(name.to_string(), if english.is_empty() { name.to_string() } else { english }),
        directions: directions?,
        rests: rests?,
        languages: languages?,
        chain: chain?,
        apart: apart?,
        originals: originals?,
        copies: copies?,
        blank: (!stock.is_empty()).then(|| stock.into()),
        basis: basis?,
        period: period?,
        provisional: row.provisional(),
        source: row.source(),
    })
}

/// At least one.
fn listed<T>(read: Option<Vec<T>>, row: &Row, key: &str, reading: &mut Reading) -> Option<Vec<T>> {
    if read.as_ref().is_some_and(Vec::is_empty) {
        row.fault(key, Text::fixed("不可空缺", "not empty"), reading);
        return None;
    }
    read
}

/// Pairs such as 「拟稿—签字」, each of two steps.
fn apart(row: &Row, reading: &mut Reading) -> Option<Vec<(ChainStep, ChainStep)>> {
    let text = row.text("apart");
    let pair = |part: &str| {
        let (one, other) = part.split_once(['—', '–', '-'])?;
        Some((ChainStep::named(one.trim())?, ChainStep::named(other.trim())?)).filter(|(one, other)| one != other)
    };
    let pairs: Option<Vec<_>> = split(&text).into_iter().map(pair).collect();
    if pairs.is_none() {
        let wanted = Text::fixed("两个环节，如 拟稿—签字", "two steps, such as draft-sign");
        row.fault("apart", wanted, reading);
    }
    pairs
}
