//! By which way a kind of text is made: who proposes, how long the others are asked, how many must vote and how many must agree.

use crate::Policy;
use crate::entry::Edit;
use crate::law::Citation;
use crate::source::Source;
use crate::table::{Reading, Row, Shape};
use crate::words::{Named, Word};
use serde::{Deserialize, Serialize};
use values::actor::Role;
use values::calendar::{Day, Period};
use values::text::Text;

use super::party::{ProposalAct, Stage};

/// A part of the members, or of those who voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// 过半数: more than half.
    Half,
    /// 三分之二: two of three at least.
    TwoThirds,
    /// 四分之三: three of four at least.
    ThreeQuarters,
    /// 全体: all.
    All,
}

impl Share {
    /// Whether so many are that part of all.
    pub fn met(self, some: usize, all: usize) -> bool {
        self.least(all) <= some
    }

    /// The fewest that are that part of all; one at least.
    pub fn least(self, all: usize) -> usize {
        let least = match self {
            Share::Half => all / 2 + 1,
            Share::TwoThirds => (all * 2).div_ceil(3),
            Share::ThreeQuarters => (all * 3).div_ceil(4),
            Share::All => all,
        };
        least.max(1)
    }
}

impl Word for Share {
    const NAMES: &'static [Named<Self>] = &[
        (Share::Half, &["过半数"], &["more than half"]),
        (Share::TwoThirds, &["三分之二"], &["two thirds"]),
        (Share::ThreeQuarters, &["四分之三"], &["three quarters"]),
        (Share::All, &["全体"], &["all"]),
    ];
}

/// What the superior has to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Superior {
    /// 无.
    None,
    /// 备案: it is told afterwards.
    Filing,
    /// 批准: nothing is in force without its approval.
    Approval,
}

impl Word for Superior {
    const NAMES: &'static [Named<Self>] = &[
        (Superior::None, &["无"], &["none"]),
        (Superior::Filing, &["备案"], &["filing"]),
        (Superior::Approval, &["批准"], &["approval"]),
    ];
}

/// Which shorter way there is beside the votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// 无.
    None,
    /// 运行维护两人: one of operations asks, another confirms.
    TwoPersons,
}

impl Word for Light {
    const NAMES: &'static [Named<Self>] =
        &[(Light::None, &["无"], &["none"]), (Light::TwoPersons, &["运行维护两人"], &["two of operations"])];
}

/// Whether a run over history comes before the votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum History {
    Wanted,
    Not,
}

impl Word for History {
    const NAMES: &'static [Named<Self>] = &[(History::Wanted, &["是"], &["yes"]), (History::Not, &["否"], &["no"])];
}

/// The roles that may propose.
impl Word for Role {
    const NAMES: &'static [Named<Self>] = &[
        (Role::Acceptor, &["受理"], &["acceptor"]),
        (Role::Reviewer, &["审单"], &["reviewer"]),
        (Role::Inspector, &["施检"], &["inspector"]),
        (Role::Operations, &["运行维护"], &["operations"]),
        (Role::Voter, &["表决人"], &["voter"]),
    ];
}

/// A file, and the English name of the table of which the rows are meant.
type Of = (Box<str>, Option<Box<str>>);

/// Which texts a way is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Texts {
    /// Files, and rows of one table in a file.
    Named(Vec<Of>),
    /// What puts back what was said before.
    Former,
    /// Everything that no other way is for.
    Rest,
}

/// A way of making texts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Way {
    pub name: Box<str>,
    pub english: Box<str>,
    texts: Texts,
    pub proposers: Vec<Role>,
    pub days: u16,
    pub quorum: Share,
    pub majority: Share,
    pub superior: Superior,
    pub history: bool,
    pub light: Light,
    pub basis: Vec<Citation>,
    pub period: Period,
    pub source: Source,
}

/// What a proposal must meet: of all the ways that its entries go the strictest, kept with it from the day that it is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Days that the others are asked for, the day of proposing not counted.
    pub days: u16,
    /// The part of the members that must vote.
    pub quorum: Share,
    /// The part of those who voted that must agree.
    pub majority: Share,
    /// What the superior has to do with it.
    pub superior: Superior,
    /// Whether a run over history is wanted.
    pub history: bool,
}

pub(crate) const WAYS: Shape = Shape {
    name: Text::fixed("制订方式", "ways of making"),
    required: &[
        "kind of text",
        "files",
        "proposed by",
        "consultation days",
        "quorum",
        "majority",
        "superior",
        "run over history",
        "light way",
        "basis",
        "from",
    ],
    optional: &["until"],
};

/// Knows tables by their names.
type Tables = dyn Fn(&str) -> Result<&'static str, Text>;

/// The words for what puts back, and for the rest, in a cell of files.
const FORMER: [&str; 2] = ["退回原文", "former text"];
const REST: [&str; 2] = ["其他", "all other"];

/// Reads a row; `tables` knows the English name of a table by either name, or what was wanted.
pub(crate) fn way(row: &Row, reading: &mut Reading, tables: &Tables) -> Option<Way> {
    let name = row.need("kind of text", reading);
    let texts = texts(row, reading, tables);
    let proposers = row.words::<Role>("proposed by", reading);
    let whole = Text::fixed("日数", "a number of days");
    let days = row.number::<u16>("consultation days", whole, reading);
    let (quorum, majority) = (row.word("quorum", reading), row.word("majority", reading));
    let (superior, history) = (row.word("superior", reading), row.word::<History>("run over history", reading));
    let light = row.word("light way", reading);
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    let english = row.text("english");
    let name = name?;
    Some(Way {
        english: if english.is_empty() { name.clone() } else { english.into() },
        name,
        texts: texts?,
        proposers: proposers?,
        days: days?,
        quorum: quorum?,
        majority: majority?,
        superior: superior?,
        history: history? == History::Wanted,
        light: light?,
        basis: basis?,
        period: period?,
        source: row.source(),
    })
}

/// Names of files, with `：` and a table behind one of them where only its rows are meant.
fn texts(row: &Row, reading: &mut Reading, tables: &Tables) -> Option<Texts> {
    let written = row.text("files");
    if FORMER.contains(&written.as_str()) {
        return Some(Texts::Former);
    }
    if REST.contains(&written.as_str()) {
        return Some(Texts::Rest);
    }
    let mut named = Vec::new();
    for part in crate::table::split(&written) {
        match part.split_once(['：', ':']) {
            None => named.push((part.into(), None)),
            Some((file, table)) => match tables(table.trim()) {
                Ok(table) => named.push((file.trim().into(), Some(table.into()))),
                Err(wanted) => {
                    row.fault("files", wanted, reading);
                    return None;
                }
            },
        }
    }
    if named.is_empty() {
        row.fault(
            "files",
            Text::fixed("文件名，或者「其他」「退回原文」", "files, 'all other' or 'former text'"),
            reading,
        );
        return None;
    }
    Some(Texts::Named(named))
}

/// One way for all that no other is for, one for putting back, no file in two ways; and the course leads to its end.
pub(crate) fn prove(policy: &Policy, reading: &mut Reading) {
    if policy.ways.is_empty() && policy.course.is_empty() {
        return;
    }
    let key = |way: &Way| match &way.texts {
        Texts::Former => vec![FORMER[0].to_owned()],
        Texts::Rest => vec![REST[0].to_owned()],
        Texts::Named(all) => {
            all.iter().map(|(file, table)| format!("{file} {}", table.as_deref().unwrap_or(""))).collect()
        }
    };
    let rows: Vec<(String, Period, Source)> = policy
        .ways
        .iter()
        .flat_map(|way| key(way).into_iter().map(|key| (key, way.period, way.source.clone())))
        .collect();
    reading.unambiguous(&rows, |row| row.0.clone(), |row| row.1, |row| &row.2);
    let start = &policy.ways.first().map_or_else(|| Source::new("governance.md", 1), |way| way.source.clone());
    for word in [REST[0], FORMER[0]] {
        if rows.iter().all(|(key, ..)| key != word) {
            reading.fault_at(start, "", Text::new(format!("一行「{word}」"), format!("a row {word}")));
        }
    }
    let approved = policy.ways.iter().any(|way| way.superior == Superior::Approval);
    let needed = [
        (Stage::Draft, ProposalAct::Propose, true),
        (Stage::Proposed, ProposalAct::Consult, true),
        (Stage::Proposed, ProposalAct::Answer, true),
        (Stage::Consulted, ProposalAct::Ballot, true),
        (Stage::Voted, ProposalAct::Submit, approved),
        (Stage::Submitted, ProposalAct::Approve, approved),
    ];
    for (stage, act, wanted) in needed {
        if wanted && policy.parties(stage, act).is_empty() {
            let (stage, act) = (stage.name(), act.name());
            let wanted = Text::new(
                format!("「{}」时由谁「{}」", stage.zh, act.zh),
                format!("who is to {} when {}", act.en, stage.en),
            );
            reading.fault_at(start, "", wanted);
        }
    }
}

impl Policy {
    /// The ways of a day, in the order of the text.
    pub fn ways_on(&self, day: Day) -> impl Iterator<Item = &Way> {
        self.ways.iter().filter(move |way| way.period.contains(day))
    }

    /// By which way an entry is changed on a day: the way of its table, or of its file, or of the rest.
    pub fn way_of(&self, file: &str, table: Option<&str>, day: Day) -> Option<&Way> {
        let named = |of: &dyn Fn(&Of) -> bool| {
            self.ways_on(day).find(|way| matches!(&way.texts, Texts::Named(all) if all.iter().any(of)))
        };
        let of_table = table.and_then(|table| named(&|(name, of)| **name == *file && of.as_deref() == Some(table)));
        let of_file = || named(&|(name, of)| **name == *file && of.is_none());
        let rest = || self.ways_on(day).find(|way| way.texts == Texts::Rest);
        of_table.or_else(of_file).or_else(rest)
    }

    /// The ways that edits go on a day, each once; what puts back goes its own.
    pub fn ways_of(&self, edits: &[Edit], puts_back: bool, day: Day) -> Vec<&Way> {
        if puts_back {
            return self.ways_on(day).filter(|way| way.texts == Texts::Former).collect();
        }
        let mut ways: Vec<&Way> = Vec::new();
        for edit in edits.iter().filter(|edit| edit.speaks()) {
            let way = self.way_of(&edit.entry.file, edit.table.as_deref(), day);
            ways.extend(way.filter(|way| ways.iter().all(|known| known.source != way.source)));
        }
        ways
    }
}

impl Terms {
    /// What must be met where all of these ways are gone: the strictest of each.
    pub fn of(ways: &[&Way]) -> Option<Terms> {
        Some(Terms {
            days: ways.iter().map(|way| way.days).max()?,
            quorum: ways.iter().map(|way| way.quorum).max()?,
            majority: ways.iter().map(|way| way.majority).max()?,
            superior: ways.iter().map(|way| way.superior).max()?,
            history: ways.iter().any(|way| way.history),
        })
    }
}
