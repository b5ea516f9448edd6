//! Definitions, refusals, purposes and remarks that refuse, and the shapes of the older tables of rules.

use super::condition::Condition;
use super::fact::Fact;
use super::law::Citation;
use super::source::Source;
use super::table::{Reading, Row, Shape};
use crate::remark::KINDS;
use values::calendar::Period;
use values::text::{Language, Text};

/// What a flag means.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Definition {
    pub fact: Fact,
    pub condition: Condition,
    pub basis: Vec<Citation>,
    pub period: Period,
    pub source: Source,
}

/// Why something is not allowed, with its clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code of the reason.
    pub reason: Box<str>,
    /// The clauses it rests on; at least one.
    pub basis: Vec<Citation>,
    /// What to say.
    pub text: Text,
    /// Where it stands.
    pub source: Source,
}

/// A kind of remark that the text turns into a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct RefusedRemark {
    pub kind: Box<str>,
    pub basis: Vec<Citation>,
    pub period: Period,
    pub source: Source,
}

/// What an officer without a part in a case may read it for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    /// The stable code.
    pub code: Box<str>,
    /// The clauses it rests on; at least one.
    pub basis: Vec<Citation>,
    /// What to call it.
    pub text: Text,
    /// Where it stands.
    pub source: Source,
}

pub(crate) const DEFINITIONS: Shape = Shape {
    name: Text::fixed("名词", "definitions"),
    required: &["term", "definition", "basis", "from", "until"],
    optional: &[],
};
pub(crate) const CHECKS: Shape = Shape {
    name: Text::fixed("审单检查", "checks"),
    required: &["check", "direction", "when", "requirement", "hint", "basis", "from", "until"],
    optional: &["author"],
};
pub(crate) const TRIGGERS: Shape = Shape {
    name: Text::fixed("处理条目", "treatment triggers"),
    required: &[
        "entry",
        "hs",
        "origin or despatch",
        "transport",
        "packing",
        "epidemic",
        "treatment",
        "reason",
        "basis",
        "from",
        "until",
    ],
    optional: &["direction", "author", "english explanation"],
};
pub(crate) const REFUSALS: Shape = Shape {
    name: Text::fixed("不予办理", "refusals"),
    required: &["refusal", "basis", "explanation", "english"],
    optional: &[],
};

pub(crate) const PURPOSES: Shape = Shape {
    name: Text::fixed("查看目的", "purposes of reading"),
    required: &["read for", "basis", "explanation", "english"],
    optional: &[],
};

/// Facts that the text may define; what they are made of is known without them.
pub(crate) const DEFINED: [Fact; 2] = [Fact::InScheme, Fact::MayChoosePlace];

pub(crate) const REMARKS: Shape = Shape {
    name: Text::fixed("拒收的附注", "remarks that refuse"),
    required: &["remark", "basis", "from"],
    optional: &["explanation", "until"],
};

pub(crate) fn definition(row: &Row, reading: &mut Reading) -> Option<Definition> {
    let language = reading.language();
    let term = row.text("term");
    let term = term.trim_matches(['「', '」', '“', '”', '"']);
    let fact = Fact::at_start(term, language).filter(|(f, not, len)| DEFINED.contains(f) && !not && *len == term.len());
    if fact.is_none() {
        let names = |l: Language| DEFINED.map(|f| f.name(l)).join("、");
        row.fault("term", Text::new(names(Language::Zh), names(Language::En)), reading);
    }
    let condition = row.condition("definition", reading);
    if matches!(condition, Some(None)) {
        row.fault("definition", Text::fixed("一个条件", "a condition"), reading);
    }
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    let (fact, condition) = (fact?.0, condition??);
    let hidden: Vec<Fact> =
        condition.facts().into_iter().filter(|f| *f == fact || *f == Fact::MayChoosePlace || f.of_line()).collect();
    if let Some(first) = hidden.first() {
        let wanted = Text::new(
            format!("不含「{}」的条件", first.name(Language::Zh)),
            format!("a condition without '{}'", first.name(Language::En)),
        );
        row.fault("definition", wanted, reading);
    }
    Some(Definition { fact, condition, basis: basis?, period: period?, source: row.source() })
}

pub(crate) fn refusal(row: &Row, reading: &mut Reading) -> Option<Refusal> {
    let (reason, own) = (row.need("refusal", reading), row.need("explanation", reading));
    let (english, basis) = (row.need("english", reading), row.basis(None, reading));
    let text = Text::new(String::from(own?), String::from(english?));
    Some(Refusal { reason: reason?, basis: basis?, text, source: row.source() })
}

pub(crate) fn purpose(row: &Row, reading: &mut Reading) -> Option<Purpose> {
    let (code, own) = (row.need("read for", reading), row.need("explanation", reading));
    let (english, basis) = (row.need("english", reading), row.basis(None, reading));
    let text = Text::new(String::from(own?), String::from(english?));
    Some(Purpose { code: code?, basis: basis?, text, source: row.source() })
}

pub(crate) fn remark(row: &Row, reading: &mut Reading) -> Option<RefusedRemark> {
    let (kind, period) = (row.need("remark", reading), row.period(reading));
    let basis = row.basis(period, reading);
    let kind = kind?;
    if !KINDS.contains(&&*kind) {
        let all = KINDS.join("、");
        row.fault("remark", Text::new(all.clone(), all), reading);
        return None;
    }
    Some(RefusedRemark { kind, basis: basis?, period: period?, source: row.source() })
}

/// Every reason by which the program says no has a clause, and no row is for a reason that nobody has.
pub(crate) fn prove_refusals(refusals: &[Refusal], reasons: &[&str], reading: &mut Reading) {
    if reasons.is_empty() {
        return;
    }
    for refusal in refusals.iter().filter(|r| !reasons.contains(&&*r.reason)) {
        let all = reasons.join("、");
        reading.fault_at(&refusal.source, &refusal.reason, Text::new(all.clone(), all));
    }
    let missing: Vec<&str> = reasons.iter().copied().filter(|r| !refusals.iter().any(|x| &*x.reason == *r)).collect();
    if !missing.is_empty() {
        let source = refusals.first().map_or_else(|| Source::new("refusals.md", 1), |r| r.source.clone());
        let missing = missing.join("、");
        let wanted =
            Text::new(format!("每种情形一行，缺：{missing}"), format!("a row for each reason; missing: {missing}"));
        reading.fault_at(&source, "", wanted);
    }
}
