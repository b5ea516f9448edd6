//! The facts that a condition of the policy may ask for, and their words in both languages.

use serde::{Deserialize, Serialize};
use values::text::Language;

/// One thing that is known, or not known, about a case or about one of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The words in `NAMES` say what each one is, in both languages.
pub enum Fact {
    Direction,
    PortInRegion,
    InPilot,
    GatesMet,
    OwnerBlacklisted,
    OwnerGrade,
    OwnerPaperless,
    OwnerOverdue,
    AgentBlacklisted,
    InScheme,
    MayChoosePlace,
    Listed,
    EntryMode,
    EntryHandling,
    Asked,
    TreatmentRequired,
    Transport,
    TradeMode,
    PortPlace,
    DespatchCountry,
    DestinationCountry,
    GoodsPassed,
    Epidemic,
    OriginOffice,
    DestinationOffice,
    OwnerOffice,
    PortOffice,
    Owner,
    LineCount,
    Hs,
    Origin,
    OriginDistrict,
    Purpose,
    Attribute,
    PackMaterial,
    Permit,
    Attachment,
    NetMass,
    Value,
    Bulk,
}

/// What the answer to a fact looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// Yes or no.
    Flag,
    /// One word or code.
    Word,
    /// A set of words or codes.
    Words,
    /// A whole number of the fact's smallest unit.
    Number {
        /// Decimal places that the text may use.
        decimals: u8,
    },
    /// A credit grade; grades are ordered by the policy.
    Grade,
    /// A tariff code, compared by its first digits.
    Hs,
}

/// The answer to a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Answer of a flag.
    Yes(bool),
    /// Answer of a word, a grade or a tariff code.
    Word(Box<str>),
    /// Answer of a set.
    Words(Vec<Box<str>>),
    /// Answer of a number: net mass in 0.00001 kg, value in 0.01 of the accounting currency.
    Number(i64),
    /// Nobody has supplied it. A positive statement about it does not hold.
    Absent,
}

/// Whoever can answer facts; the one who decides records there what was read.
pub trait Facts {
    /// The answer for the case (`line` is `None`) or for one of its lines.
    fn read(&self, fact: Fact, line: Option<u16>) -> Value;

    /// The program's rules by which the answers are to be understood: those of today, unless a decision of before is made again.
    fn rules(&self) -> u16 {
        RULES
    }
}

/// The rules by which the program decides what a text leaves open. Raise it whenever such a default changes; decisions of before
/// are made again by their own.
///
/// 1: a list that is not in force counts for nothing. 2: it counts as when it last was, and goods of a kind that it names go to a
/// person if it never was.
pub const RULES: u16 = 2;

/// Names of a fact: the first of each language is the one that is written.
struct Name {
    fact: Fact,
    kind: FactKind,
    zh: &'static [&'static str],
    en: &'static [&'static str],
    /// How the plan says that a flag does not hold.
    not_zh: &'static [&'static str],
    not_en: &'static [&'static str],
    /// Each line of goods has its own answer.
    of_line: bool,
}

const fn flag(
    fact: Fact,
    zh: &'static [&'static str],
    en: &'static [&'static str],
    not_zh: &'static [&'static str],
    not_en: &'static [&'static str],
) -> Name {
    Name { fact, kind: FactKind::Flag, zh, en, not_zh, not_en, of_line: false }
}

const fn named(fact: Fact, kind: FactKind, zh: &'static [&'static str], en: &'static [&'static str]) -> Name {
    Name { fact, kind, zh, en, not_zh: &[], not_en: &[], of_line: false }
}

impl Name {
    /// The same for each line of goods.
    const fn of_line(mut self) -> Name {
        self.of_line = true;
        self
    }
}

const MASS: FactKind = FactKind::Number { decimals: 5 };
const MONEY: FactKind = FactKind::Number { decimals: 2 };
const COUNT: FactKind = FactKind::Number { decimals: 0 };

const NAMES: &[Name] = &[
    named(Fact::Direction, FactKind::Word, &["方向"], &["direction"]),
    flag(Fact::PortInRegion, &["口岸在区域内"], &["port in region"], &["口岸不在区域内"], &["port outside region"]),
    flag(Fact::InPilot, &["在试点内"], &["in pilot"], &["不在试点内"], &["not in pilot"]),
    flag(
        Fact::GatesMet,
        &["满足准入条件", "准入条件已具备"],
        &["gates met"],
        &["不满足准入条件", "准入条件未具备"],
        &["gates not met"],
    ),
    flag(
        Fact::OwnerBlacklisted,
        &["货主列入黑名单", "列入黑名单"],
        &["owner blacklisted", "blacklisted"],
        &["货主未列入黑名单", "未列入黑名单"],
        &["owner not blacklisted", "not blacklisted"],
    ),
    named(Fact::OwnerGrade, FactKind::Grade, &["货主等级", "企业等级"], &["owner grade"]),
    flag(
        Fact::OwnerPaperless,
        &["货主无纸化", "无纸化"],
        &["owner paperless"],
        &["货主未无纸化"],
        &["owner not paperless"],
    ),
    flag(
        Fact::OwnerOverdue,
        &["货主有逾期事项", "有逾期事项"],
        &["owner overdue"],
        &["货主无逾期事项", "无逾期事项"],
        &["owner not overdue"],
    ),
    flag(
        Fact::AgentBlacklisted,
        &["代理列入黑名单"],
        &["agent blacklisted"],
        &["代理未列入黑名单"],
        &["agent not blacklisted"],
    ),
    flag(Fact::InScheme, &["适用一体化"], &["in scheme"], &["不适用一体化"], &["not in scheme"]),
    flag(
        Fact::MayChoosePlace,
        &["可选择申报地点", "可择地者"],
        &["may choose place"],
        &["不可选择申报地点"],
        &["may not choose place"],
    ),
    flag(Fact::Listed, &["列入清单", "清单内"], &["listed"], &["未列入清单", "清单外"], &["not listed", "unlisted"]),
    named(Fact::EntryMode, FactKind::Word, &["从严条目"], &["strictest entry"]),
    named(Fact::EntryHandling, FactKind::Word, &["从严条目处置"], &["strictest handling"]),
    named(Fact::Asked, FactKind::Word, &["企业选择"], &["asked"]),
    flag(
        Fact::TreatmentRequired,
        &["需要处理", "规则要求处理", "规则要求"],
        &["treatment required"],
        &["不需要处理", "规则未要求处理"],
        &["treatment not required"],
    ),
    named(Fact::Transport, FactKind::Word, &["运输方式"], &["transport"]),
    named(Fact::TradeMode, FactKind::Word, &["贸易方式"], &["trade mode"]),
    named(Fact::PortPlace, FactKind::Word, &["口岸代码"], &["port"]),
    named(Fact::DespatchCountry, FactKind::Word, &["启运国"], &["despatch country"]),
    named(Fact::DestinationCountry, FactKind::Word, &["目的国"], &["destination country"]),
    flag(Fact::GoodsPassed, &["货物合格"], &["goods passed"], &["货物未合格"], &["goods not passed"]),
    named(Fact::Epidemic, FactKind::Words, &["疫情"], &["epidemic"]),
    named(Fact::OriginOffice, FactKind::Word, &["产地机构"], &["origin office"]),
    named(Fact::DestinationOffice, FactKind::Word, &["目的机构"], &["destination office"]),
    named(Fact::OwnerOffice, FactKind::Word, &["货主属地机构"], &["owner office"]),
    named(Fact::PortOffice, FactKind::Word, &["口岸机构"], &["port office"]),
    named(Fact::Owner, FactKind::Word, &["货主"], &["owner"]),
    named(Fact::LineCount, COUNT, &["货物项数"], &["line count"]),
    named(Fact::Hs, FactKind::Hs, &["税号"], &["hs"]).of_line(),
    named(Fact::Origin, FactKind::Word, &["原产国", "原产"], &["origin country", "origin"]).of_line(),
    named(Fact::OriginDistrict, FactKind::Word, &["原产地区"], &["origin district"]).of_line(),
    named(Fact::Purpose, FactKind::Word, &["用途"], &["purpose"]).of_line(),
    named(Fact::Attribute, FactKind::Words, &["属性"], &["attribute"]).of_line(),
    named(Fact::PackMaterial, FactKind::Words, &["包装", "包装材质"], &["packing"]).of_line(),
    named(Fact::Permit, FactKind::Words, &["许可"], &["permits"]).of_line(),
    named(Fact::Attachment, FactKind::Words, &["单据"], &["attachments"]),
    named(Fact::NetMass, MASS, &["净重"], &["net mass"]).of_line(),
    named(Fact::Value, MONEY, &["货值"], &["value"]).of_line(),
    flag(Fact::Bulk, &["散装"], &["bulk"], &["非散装"], &["not bulk"]).of_line(),
];

/// Words that a fact takes from a closed list: what is stored, Chinese, English.
type Vocabulary = &'static [(&'static str, &'static str, &'static str)];
const DIRECTIONS: Vocabulary = &[("exit", "出境", "exit"), ("entry", "入境", "entry")];
const HANDLINGS: Vocabulary = &[("verify", "查验", "verify"), ("watch loading", "监装", "watch loading")];

impl Fact {
    /// Every fact, in the order of the glossary.
    pub fn all() -> impl Iterator<Item = Fact> {
        NAMES.iter().map(|n| n.fact)
    }

    fn entry(self) -> &'static Name {
        NAMES.iter().find(|n| n.fact == self).expect("a test proves that every fact has a name")
    }

    /// What its answer looks like.
    pub fn kind(self) -> FactKind {
        self.entry().kind
    }

    /// Whether each line of goods has its own answer.
    pub fn of_line(self) -> bool {
        self.entry().of_line
    }

    /// The name of the fact as conditions write it.
    pub fn name(self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.entry().zh[0],
            Language::En => self.entry().en[0],
        }
    }

    /// How conditions say that this flag does not hold.
    pub(crate) fn denial(self, language: Language) -> Option<&'static str> {
        let words = match language {
            Language::Zh => self.entry().not_zh,
            Language::En => self.entry().not_en,
        };
        words.first().copied()
    }

    /// The longest name at the start of `text`: fact, whether it is the denial, length in bytes.
    pub(crate) fn at_start(text: &str, language: Language) -> Option<(Fact, bool, usize)> {
        let mut best = None;
        for name in NAMES {
            let (said, denied) = match language {
                Language::Zh => (name.zh, name.not_zh),
                Language::En => (name.en, name.not_en),
            };
            for (word, not) in said.iter().map(|w| (*w, false)).chain(denied.iter().map(|w| (*w, true))) {
                let longer = best.is_none_or(|(_, _, length)| word.len() > length);
                if longer && starts_with_word(text, word, language) {
                    best = Some((name.fact, not, word.len()));
                }
            }
        }
        best
    }

    fn vocabulary(self) -> Option<Vocabulary> {
        let known = [(Fact::Direction, DIRECTIONS), (Fact::EntryHandling, HANDLINGS)];
        known.into_iter().find(|(fact, _)| *fact == self).map(|(_, words)| words)
    }

    /// The closed list of words that this fact can answer, as stored; `None` where it is open.
    pub fn closed_words(self) -> Option<Vec<&'static str>> {
        self.vocabulary().map(|v| v.iter().map(|w| w.0).collect())
    }

    /// The word as stored for a word as written in either language; `None` if the list has no such word.
    pub(crate) fn stored_word(self, written: &str) -> Option<String> {
        match self.vocabulary() {
            None => Some(written.to_owned()),
            Some(list) => {
                list.iter().find(|w| w.1 == written || w.2.eq_ignore_ascii_case(written)).map(|w| w.0.to_owned())
            }
        }
    }

    /// The word as an officer reads it.
    pub fn shown_word(self, stored: &str, language: Language) -> &str {
        let found = self.vocabulary().and_then(|list| list.iter().find(|w| w.0 == stored));
        match (found, language) {
            (Some(word), Language::Zh) => word.1,
            (Some(word), Language::En) => word.2,
            (None, _) => stored,
        }
    }
}

/// Whether `text` begins with `word`; in English the word must end there.
pub(crate) fn starts_with_word(text: &str, word: &str, language: Language) -> bool {
    match language {
        Language::Zh => text.starts_with(word),
        Language::En => {
            let head = text.get(..word.len());
            head.is_some_and(|h| h.eq_ignore_ascii_case(word))
                && !text[word.len()..].chars().next().is_some_and(char::is_alphanumeric)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_one_name() {
        let last = Fact::Bulk as usize;
        let mut seen: Vec<usize> = Fact::all().map(|f| f as usize).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..=last).collect::<Vec<_>>());
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(Fact::at_start("口岸在区域内 且", Language::Zh), Some((Fact::PortInRegion, false, 18)));
        assert_eq!(Fact::at_start("口岸代码为", Language::Zh).map(|f| f.0), Some(Fact::PortPlace));
        assert_eq!(
            Fact::at_start("未列入黑名单", Language::Zh).map(|f| (f.0, f.1)),
            Some((Fact::OwnerBlacklisted, true))
        );
        assert_eq!(Fact::at_start("origin district is", Language::En).map(|f| f.0), Some(Fact::OriginDistrict));
        assert_eq!(Fact::at_start("originally", Language::En), None);
        assert_eq!(Fact::at_start("从严条目处置为", Language::Zh).map(|f| f.0), Some(Fact::EntryHandling));
    }
}
