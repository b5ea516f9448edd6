//! The goods of one port: awaited, there, held, gone (「本方案」三(三)三).

use super::line::{CaseLine, PLACES};
use crate::Register;
use crate::engine::Step;
use crate::scope::Scope;
use crate::statement::Filled;
use crate::value::{Value, int};
use anyhow::Result;
use clearance::row::port::AtPort;

static AHEAD: Filled = Filled::new(
    "SELECT {case} FROM case_row c WHERE port = $1 AND at_port = $2 AND (at_port_since, case_no) > ($3, $4) \
     AND at_port_since <= $5 ORDER BY at_port_since, case_no LIMIT $6",
    PLACES,
);
static BACK: Filled = Filled::new(
    "SELECT {case} FROM case_row c WHERE port = $1 AND at_port = $2 AND (at_port_since, case_no) < ($3, $4) \
     ORDER BY at_port_since DESC, case_no DESC LIMIT $5",
    PLACES,
);
static HELD: Filled = Filled::new(
    "SELECT {case} FROM case_row c WHERE port = $1 AND held = 1 AND at_port IN ('announced', 'expected', 'arrived') \
     AND (at_port_since, case_no) > ($2, $3) ORDER BY at_port_since, case_no LIMIT $4",
    PLACES,
);
const COUNT: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM case_row \
     WHERE port = $1 AND at_port = $2 AND $3 < at_port_since AND at_port_since <= $4";
const COUNT_HELD: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM case_row \
     WHERE port = $1 AND held = 1 AND at_port IN ('announced', 'expected', 'arrived')";

/// The statements whose columns are filled in.
pub(crate) static FILLED: &[&Filled] = &[&AHEAD, &BACK, &HELD];

pub(crate) const TEXTS: &[&str] = &[COUNT, COUNT_HELD];

/// Which goods of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortList {
    /// Awaited: no day declared first, then by the day.
    Expected,
    /// There: the longest first.
    Arrived,
    /// Those of both that are held, the longest first.
    Held,
    /// Gone: the latest first.
    Left,
}

/// How many goods of a port are awaited, there, and held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Those of `PortList`.
pub struct PortCounts {
    pub expected: i64,
    pub arrived: i64,
    pub held: i64,
}

/// What of a list stands in rows: how far the goods are, with the moments after and until which they came there. Goods that are
/// announced for a day are awaited until the day before, and there from it on.
fn parts(list: PortList, today: i64) -> Vec<(AtPort, i64, i64)> {
    match list {
        PortList::Expected => vec![(AtPort::Expected, i64::MIN, i64::MAX), (AtPort::Announced, today, i64::MAX)],
        PortList::Arrived => vec![(AtPort::Arrived, i64::MIN, i64::MAX), (AtPort::Announced, i64::MIN, today)],
        PortList::Held | PortList::Left => Vec::new(),
    }
}

impl Register {
    /// The goods of a port on one of its lists, after a position (`(i64::MIN, "")`, for those that left `(i64::MAX, "~")`, for
    /// the first page). `today` is the day in microseconds as rows of ports have it (`clearance::row::port::of_day`).
    pub async fn cases_at_port(
        &self,
        scope: &Scope,
        (port, list): (&str, PortList),
        today: i64,
        after: (i64, &str),
        limit: u32,
    ) -> Result<Vec<CaseLine>> {
        scope.must_see_sums()?;
        let ahead = |(at, from, until): (AtPort, i64, i64)| {
            let after = after.max((from, "~"));
            let values: [Value; 6] =
                [port.into(), at.word().into(), after.0.into(), after.1.into(), until.into(), int(limit.into())];
            Step::new(AHEAD.text(), values.into())
        };
        let steps = match list {
            PortList::Expected | PortList::Arrived => parts(list, today).into_iter().map(ahead).collect(),
            PortList::Held => {
                vec![Step::new(HELD.text(), vec![port.into(), after.0.into(), after.1.into(), int(limit.into())])]
            }
            PortList::Left => {
                let (left, limit) = (AtPort::Left.word(), int(limit.into()));
                vec![Step::new(BACK.text(), vec![port.into(), left.into(), after.0.into(), after.1.into(), limit])]
            }
        };
        let rows = self.snapshot(steps).await?.into_iter().flatten();
        let mut lines: Vec<CaseLine> = rows.map(CaseLine::read).collect::<Result<_>>()?;
        if list != PortList::Left {
            lines.sort_by(|a, b| (a.at_port_since, &a.no).cmp(&(b.at_port_since, &b.no)));
        }
        lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(lines)
    }

    /// How many goods of a port are awaited, there, and held.
    pub async fn port_counts(&self, scope: &Scope, port: &str, today: i64) -> Result<PortCounts> {
        scope.must_see_sums()?;
        let count = |(at, from, until): (AtPort, i64, i64)| {
            Step::new(COUNT, vec![port.into(), at.word().into(), from.into(), until.into()])
        };
        let (expected, arrived) = (parts(PortList::Expected, today), parts(PortList::Arrived, today));
        let of_expected = expected.len();
        let mut steps: Vec<Step> = expected.into_iter().chain(arrived).map(count).collect();
        steps.push(Step::new(COUNT_HELD, vec![port.into()]));
        let rows = self.snapshot(steps).await?.into_iter().flatten();
        let counts = rows.map(|mut row| row.int(0)).collect::<Result<Vec<i64>>>()?;
        let (expected, others) = counts.split_at(of_expected);
        let (held, arrived) = others.split_last().map_or((0, others), |(held, arrived)| (*held, arrived));
        Ok(PortCounts { expected: expected.iter().sum(), arrived: arrived.iter().sum(), held })
    }
}
