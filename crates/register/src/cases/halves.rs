//! Sums that cannot overflow: in SQL two halves of at most 64 bits, joined as 128 bits here.
//!
//! Each half of a row is below 10^10 in size, so that a sum of 9 * 10^8 rows still fits, on either engine.

use crate::value::Row;
use anyhow::Result;

/// What the halves are taken apart by.
const PART: i128 = 1_000_000_000;

/// A statement in which each `{sum …}` became two columns: the sum of the billions of what it names, and of what is left.
/// Filled once with constants.
pub(crate) fn halved(text: &str) -> String {
    let mut pieces = text.split("{sum ");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (what, rest) = piece.split_once('}').expect("what is summed ends");
        out += "CAST(SUM((";
        out += what;
        out += ") / 1000000000) AS BIGINT), CAST(SUM((";
        out += what;
        out += ") % 1000000000) AS BIGINT)";
        out += rest;
    }
    out
}

/// The sum whose halves stand at a column and the next. Both engines divide towards zero, so that a negative number has two
/// negative halves.
pub(crate) fn joined(row: &mut Row, at: usize) -> Result<i128> {
    Ok(i128::from(row.int(at)?) * PART + i128::from(row.int(at + 1)?))
}
