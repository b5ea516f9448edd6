//! Decimal numbers as integers with a scale: reading, writing and rounding them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// What is done with the digits that do not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// Halves away from zero (四舍五入).
    HalfUp,
    /// Halves to the even neighbour.
    HalfEven,
    /// Towards zero.
    Down,
}

/// A decimal number, `digits` × 10^-`scale`: rates and factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decimal {
    /// All digits as one integer.
    pub digits: i64,
    /// How many of them are decimals, 0 to 12.
    pub scale: u8,
}

impl Decimal {
    /// The most decimals that are read.
    pub const MAX_SCALE: u8 = 12;

    /// Reads `6.2345`: not negative, at most twelve decimals; the text's own decimals are its scale.
    pub fn parse(text: &str) -> Result<Decimal, Text> {
        let wanted = Text::fixed("数值：非负数，最多12位小数", "a number: not negative, at most 12 decimals");
        let scale = text.split_once('.').map_or(0, |(_, decimals)| decimals.len().min(usize::from(u8::MAX)) as u8);
        let digits = (scale <= Decimal::MAX_SCALE).then(|| decimal(text, scale)).flatten();
        digits.map(|digits| Decimal { digits, scale }).ok_or(wanted)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(self.digits.into(), self.scale))
    }
}

/// `value` × 10^-`from` as an integer of 10^-`to`.
pub(super) fn scaled(value: i128, from: u32, to: u32, rounding: Rounding) -> Option<i64> {
    if to >= from {
        return value.checked_mul(10_i128.checked_pow(to - from)?)?.try_into().ok();
    }
    let Some(divisor) = 10_i128.checked_pow(from - to) else {
        return Some(0);
    };
    let (quotient, twice) = (value / divisor, (value % divisor).unsigned_abs() * 2);
    let away = match rounding {
        Rounding::HalfUp => twice >= divisor.unsigned_abs(),
        Rounding::HalfEven => twice > divisor.unsigned_abs() || (twice == divisor.unsigned_abs() && quotient % 2 != 0),
        Rounding::Down => false,
    };
    i64::try_from(quotient + if away { value.signum() } else { 0 }).ok()
}

/// Reads digits with at most one point, which has digits on both sides, as an integer of 10^-`scale`.
pub(super) fn decimal(text: &str, scale: u8) -> Option<i64> {
    let (whole, decimals) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    if whole.is_empty() || decimals.len() > usize::from(scale) {
        return None;
    }
    let zeros = std::iter::repeat_n(b'0', usize::from(scale) - decimals.len());
    whole.bytes().chain(decimals.bytes()).chain(zeros).try_fold(0_i64, |n, b| {
        let digit = b.is_ascii_digit().then(|| i64::from(b - b'0'))?;
        n.checked_mul(10)?.checked_add(digit)
    })
}

/// A number whose thousands stand in groups of three, without the marks between them: `1,234,567.8`. Nothing if they do not, so
/// that no mark is ever taken for another.
pub fn ungrouped(text: &str, mark: char) -> Option<String> {
    let (whole, decimals) = text.split_once('.').map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(mark);
    let first = groups.next().filter(|first| digits(first) && first.len() <= 3)?;
    let rest: Vec<&str> = groups.collect();
    let fits = !rest.is_empty() && rest.iter().all(|group| group.len() == 3 && digits(group));
    (fits && decimals.is_none_or(digits)).then(|| {
        let decimals = decimals.map(|decimals| format!(".{decimals}")).unwrap_or_default();
        format!("{first}{}{decimals}", rest.concat())
    })
}

/// Without zeros at the end that say nothing: those beyond so many decimals.
pub(super) fn without_idle_zeros(text: &str, scale: u8) -> &str {
    let Some((whole, decimals)) = text.split_once('.') else { return text };
    let kept = decimals.len().min(usize::from(scale));
    let idle = decimals.bytes().skip(kept).all(|b| b == b'0');
    if idle { &text[..whole.len() + 1 + kept] } else { text }
}

/// Writes an integer of 10^-`scale` with all its decimals.
pub(super) fn plain(value: i128, scale: u8) -> String {
    let width = usize::from(scale) + 1;
    let mut text = format!("{:0>width$}", value.unsigned_abs());
    if scale > 0 {
        text.insert(text.len() - usize::from(scale), '.');
    }
    if value < 0 {
        text.insert(0, '-');
    }
    text
}

/// As `plain`, without trailing zeros after the point.
pub(super) fn trimmed(value: i128, scale: u8) -> String {
    let text = plain(value, scale);
    if scale == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}
