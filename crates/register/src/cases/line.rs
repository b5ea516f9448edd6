//! Cases and tasks as lists have them: the columns, once, and how a row of them is read.

use crate::value::Row;
use anyhow::{Context, Result};
use clearance::case::StageKind;
use clearance::row::port::AtPort;
use clearance::row::task::ANYWHERE;
use clearance::row::turn::Turn;
use policy::rule::Precedence;
use values::direction::Direction;

/// The columns that [`CaseLine::read`] reads, in statements that call `case_row` `c`.
const CASE: &str = "c.office, c.case_no, c.version, c.direction, c.mode, c.stage, c.owner, c.declarant, c.port, c.inland, \
     c.hs, c.goods, c.line_count, c.accepted, c.updated, c.held, c.due, c.agent, c.at_port, c.at_port_since";
/// The columns that [`TaskLine::read`] reads, in statements that call `task` `t` and `case_row` `c`.
const TASK: &str = "t.office, t.case_no, t.step, t.kind, t.place, t.since, t.due, c.direction, c.mode, c.owner, c.goods, \
     c.line_count, c.port, c.inland, c.held, c.version, t.precedence";

/// Both, for texts that have `{case}` or `{task}` where the columns stand.
pub(crate) const PLACES: &[(&str, &str)] = &[("case", CASE), ("task", TASK)];

/// One case in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // The columns of `case_row`; see `clearance::row::CaseRow`.
pub struct CaseLine {
    pub office: String,
    pub no: String,
    pub version: u64,
    pub direction: Direction,
    pub mode: String,
    pub stage: StageKind,
    pub owner: String,
    pub declarant: String,
    pub port: String,
    pub inland: String,
    pub hs: String,
    pub goods: String,
    pub lines: i64,
    pub accepted: i64,
    pub updated: i64,
    pub held: bool,
    pub due: Option<i64>,
    pub agent: String,
    pub at_port: AtPort,
    pub at_port_since: i64,
}

/// One task in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // The columns of `task` with those of its case; see `clearance::row::TaskRow`.
pub struct TaskLine {
    pub office: String,
    pub no: String,
    pub step: String,
    pub kind: String,
    pub place: Turn,
    pub since: i64,
    pub due: Option<i64>,
    pub direction: Direction,
    pub mode: String,
    pub owner: String,
    pub goods: String,
    pub lines: i64,
    pub port: String,
    pub inland: String,
    pub held: bool,
    pub version: u64,
    pub precedence: Precedence,
}

impl CaseLine {
    pub(crate) fn read(mut row: Row) -> Result<CaseLine> {
        Ok(CaseLine {
            office: row.text(0)?,
            no: row.text(1)?,
            version: row.count(2)?,
            direction: known(&row.text(3)?, Direction::of_word)?,
            mode: row.text(4)?,
            stage: known(&row.text(5)?, StageKind::of_word)?,
            owner: row.text(6)?,
            declarant: row.text(7)?,
            port: row.text(8)?,
            inland: row.text(9)?,
            hs: row.text(10)?,
            goods: row.text(11)?,
            lines: row.int(12)?,
            accepted: row.int(13)?,
            updated: row.int(14)?,
            held: row.int(15)? != 0,
            due: row.maybe_int(16)?,
            agent: row.text(17)?,
            at_port: known(&row.text(18)?, AtPort::of_word)?,
            at_port_since: row.int(19)?,
        })
    }
}

impl TaskLine {
    pub(crate) fn read(mut row: Row) -> Result<TaskLine> {
        let step = row.text(2)?;
        Ok(TaskLine {
            office: row.text(0)?,
            no: row.text(1)?,
            step: step.strip_prefix(ANYWHERE).unwrap_or(&step).to_owned(),
            kind: row.text(3)?,
            place: known(&row.text(4)?, Turn::of_word)?,
            since: row.int(5)?,
            due: row.maybe_int(6)?,
            direction: known(&row.text(7)?, Direction::of_word)?,
            mode: row.text(8)?,
            owner: row.text(9)?,
            goods: row.text(10)?,
            lines: row.int(11)?,
            port: row.text(12)?,
            inland: row.text(13)?,
            held: row.int(14)? != 0,
            version: row.count(15)?,
            precedence: precedence(row.int(16)?)?,
        })
    }
}

/// 办理次序 by its place among the three.
fn precedence(number: i64) -> Result<Precedence> {
    let all = [Precedence::First, Precedence::Usual, Precedence::Last];
    let found = usize::try_from(number).ok().and_then(|at| all.get(at));
    found.copied().with_context(|| format!("the derived tables hold the precedence {number}, which means nothing here"))
}

/// What a word in a row means.
pub(super) fn known<T>(word: &str, of_word: impl Fn(&str) -> Option<T>) -> Result<T> {
    of_word(word).with_context(|| format!("the derived tables hold the word {word:?}, which means nothing here"))
}
