//! Cases by a part of a name: of their goods, by pieces of two characters, or of the enterprises whose they are.

use super::line::{CaseLine, PLACES};
use super::tables::GOODS_GRAM;
use crate::Register;
use crate::engine::Step;
use crate::remembered::{Name, Names};
use crate::scope::{Scope, Who};
use crate::statement::Filled;
use crate::table::Rows;
use crate::value::{Value, int};
use anyhow::Result;
use clearance::row::find::{PART_MIN, folded, grams};
use std::collections::HashSet;

/// How many rows of a piece are counted when the rarest is looked for.
const HOW_RARE: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM \
     (SELECT name FROM goods_gram WHERE gram = $1 LIMIT 4096) AS counted";
const NAMES: &str =
    "SELECT DISTINCT name FROM goods_gram WHERE gram = $1 AND name LIKE $2 ESCAPE '!' ORDER BY name LIMIT $3";
static NAMED: Filled = Filled::new(
    "SELECT {case} FROM \
     (SELECT office, case_no FROM goods_case WHERE name = $1 AND (accepted, case_no) < ($2, $3) \
      ORDER BY accepted DESC, case_no DESC LIMIT $4) AS g \
     JOIN case_row c ON c.office = g.office AND c.case_no = g.case_no",
    PLACES,
);
static LIKE: Filled = Filled::new(
    "SELECT {case} FROM \
     (SELECT DISTINCT office, case_no, accepted FROM goods_case WHERE (accepted, case_no) < ($2, $3) AND name LIKE $1 ESCAPE '!' \
      ORDER BY accepted DESC, case_no DESC LIMIT $4) AS g \
     JOIN case_row c ON c.office = g.office AND c.case_no = g.case_no",
    PLACES,
);
static OWNED: Filled = Filled::new(
    "SELECT {case} FROM case_row c \
     WHERE owner = $1 AND (accepted, case_no) < ($2, $3) ORDER BY accepted DESC, case_no DESC LIMIT $4",
    PLACES,
);
static DECLARED: Filled = Filled::new(
    "SELECT {case} FROM case_row c \
     WHERE declarant = $1 AND (accepted, case_no) < ($2, $3) ORDER BY accepted DESC, case_no DESC LIMIT $4",
    PLACES,
);
static OF_AGENT: Filled = Filled::new(
    "SELECT {case} FROM case_row c \
     WHERE agent = $1 AND (accepted, case_no) < ($2, $3) ORDER BY accepted DESC, case_no DESC LIMIT $4",
    PLACES,
);
static OWN_NAMED: Filled = Filled::new(
    "SELECT {case} FROM case_row c \
     WHERE (c.owner = $1 OR c.declarant = $1 OR c.agent = $1) AND (c.accepted, c.case_no) < ($3, $4) AND EXISTS \
     (SELECT 1 FROM goods_case g WHERE g.office = c.office AND g.case_no = c.case_no AND g.name LIKE $2 ESCAPE '!') \
     ORDER BY c.accepted DESC, c.case_no DESC LIMIT $5",
    PLACES,
);

/// The statements whose columns are filled in.
pub(crate) static FILLED: &[&Filled] = &[&NAMED, &LIKE, &OWNED, &DECLARED, &OF_AGENT, &OWN_NAMED];

pub(crate) const TEXTS: &[&str] = &[HOW_RARE, NAMES];

/// So many different names are asked for one by one; with more, cases that have one are so many that walking is faster.
const NAMES_MAX: u64 = 512;
/// Leaves the pieces of names that stand in the record out of the rows, and gives the names that were not known.
pub(crate) fn leave_out(known: &Names, rows: &mut [Rows]) -> Vec<Name> {
    let (known, mut new) = (known.held(), HashSet::new());
    for rows in rows.iter_mut().filter(|rows| std::ptr::eq(rows.table, &*GOODS_GRAM)) {
        rows.tuples.retain(|tuple| {
            let name = (tuple[0].clone(), tuple[2].clone());
            let write = !known.contains(&name);
            if write {
                new.insert(name);
            }
            write
        });
    }
    new.into_iter().collect()
}

/// A pattern that fits what contains the text, whatever signs it has.
fn containing(folded: &str) -> String {
    let mut pattern = String::from("%");
    for c in folded.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern + "%"
}

/// The newest of the lines, each once, as many as wanted.
fn newest(mut lines: Vec<CaseLine>, limit: u32) -> Vec<CaseLine> {
    lines.sort_by(|a, b| (b.accepted, &b.no).cmp(&(a.accepted, &a.no)));
    lines.dedup_by(|a, b| a.no == b.no);
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    lines
}

impl Register {
    /// The cases one of whose goods has (or had) a name that contains the text, newest first, older than a position
    /// (`(i64::MAX, "~")` for the first page). None for a text of less than two characters.
    pub async fn cases_by_goods(
        &self,
        scope: &Scope,
        part: &str,
        before: (i64, &str),
        limit: u32,
    ) -> Result<Vec<CaseLine>> {
        let part = folded(part);
        if part.chars().count() < PART_MIN {
            return Ok(Vec::new());
        }
        let (like, limit_value) = (containing(&part), int(limit.into()));
        if let Who::Enterprise(id) = scope.who() {
            let values = vec![id.as_str().into(), like.into(), before.0.into(), before.1.into(), limit_value];
            return self.scan(OWN_NAMED.text(), values).await?.into_iter().map(CaseLine::read).collect();
        }
        let names = self.names_containing(&part, &like).await?;
        if NAMES_MAX < names.len() as u64 {
            let values = vec![like.into(), before.0.into(), before.1.into(), limit_value];
            let lines = self.scan(LIKE.text(), values).await?.into_iter().map(CaseLine::read).collect::<Result<_>>()?;
            return Ok(newest(lines, limit));
        }
        let ask =
            |name: Value| Step::new(NAMED.text(), vec![name, before.0.into(), before.1.into(), limit_value.clone()]);
        self.newest_of(names.into_iter().map(ask).collect(), limit).await
    }

    /// The different names that contain the text: those of its rarest piece, looked through.
    async fn names_containing(&self, part: &str, like: &str) -> Result<Vec<Value>> {
        let mut rarest: Option<(i64, String)> = None;
        for gram in grams(part) {
            let mut rows = self.scan(HOW_RARE, vec![gram.as_str().into()]).await?;
            let count = rows.pop().map_or(Ok(0), |mut row| row.int(0))?;
            if rarest.as_ref().is_none_or(|(least, _)| count < *least) {
                rarest = Some((count, gram));
            }
        }
        let Some((_, gram)) = rarest else { return Ok(Vec::new()) };
        let values = vec![gram.into(), like.into(), int(NAMES_MAX + 1)];
        Ok(self.scan(NAMES, values).await?.into_iter().filter_map(|row| row.values().pop()).collect())
    }

    /// The cases that these enterprises own or declared, newest first, older than a position. For readers of all cases:
    /// an enterprise finds none of others.
    pub async fn cases_by_enterprises(
        &self,
        scope: &Scope,
        ids: &[String],
        before: (i64, &str),
        limit: u32,
    ) -> Result<Vec<CaseLine>> {
        let own = scope.own();
        let ids = ids.iter().filter(|id| own.is_none_or(|own| own == id.as_str()));
        let ask = |id: &String| {
            [OWNED.text(), DECLARED.text(), OF_AGENT.text()].map(|text| {
                Step::new(text, vec![id.as_str().into(), before.0.into(), before.1.into(), int(limit.into())])
            })
        };
        self.newest_of(ids.flat_map(ask).collect(), limit).await
    }

    async fn newest_of(&self, steps: Vec<Step>, limit: u32) -> Result<Vec<CaseLine>> {
        if steps.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.snapshot(steps).await?.into_iter().flatten();
        Ok(newest(rows.map(CaseLine::read).collect::<Result<_>>()?, limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_stand_for_themselves() {
        assert_eq!(containing("50%_!"), "%50!%!_!!%");
    }
}
