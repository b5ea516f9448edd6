//! What is summed in a cell, and how it is written.

use crate::case::receipt::cents;
use desk::names::{spaced, thousands};
use register::cases::tabulate::Tally;
use values::quantity::Mass;

/// A measure; rates are quotients of sums, never sums of quotients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// 批次: declarations or lots, as the activity is one of declarations or of lots.
    Count,
    /// 货值, in the accounting currency.
    Value,
    /// 净重, kg.
    Mass,
    /// 集装箱量, TEU.
    Teu,
    /// 步骤时长, hours of one step in the mean.
    Hours,
    /// 不合格批.
    FailedLots,
    /// 不合格货值.
    FailedValue,
    /// 批次不合格率, %.
    LotRate,
    /// 货值不合格率, %.
    ValueRate,
}

/// Every measure, in the order in which they are offered.
pub const MEASURES: [Measure; 9] = [
    Measure::Count,
    Measure::Value,
    Measure::Mass,
    Measure::Teu,
    Measure::Hours,
    Measure::FailedLots,
    Measure::FailedValue,
    Measure::LotRate,
    Measure::ValueRate,
];

/// Sums from which every measure is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    count: i128,
    unknown: i128,
    value: i128,
    mass: i128,
    teu: i128,
    seconds: i128,
    timed: i128,
    failed: i128,
    failed_value: i128,
}

impl Sum {
    /// Adds the sums of a cell.
    pub fn add(&mut self, tally: &Tally) {
        self.count += tally.count;
        self.unknown += tally.unknown;
        self.value += tally.value;
        self.mass += tally.net_mass;
        self.teu += tally.teu_tenths;
        self.seconds += tally.seconds;
        self.timed += tally.timed;
        self.failed += tally.failed;
        self.failed_value += tally.failed_value;
    }

    /// How many there are of unknown value.
    pub fn unknown(&self) -> i128 {
        self.unknown
    }
}

/// `part` of `whole` in hundredths of a per cent, rounded; none of nothing.
fn rate(part: i128, whole: i128) -> Option<i128> {
    (0 < whole).then(|| (part * 20_000 + whole).div_euclid(2 * whole))
}

impl Measure {
    /// The word in the address; its name is `statistics.measure.{word}`.
    pub const fn word(self) -> &'static str {
        match self {
            Measure::Count => "lots",
            Measure::Value => "value",
            Measure::Mass => "mass",
            Measure::Teu => "teu",
            Measure::Hours => "hours",
            Measure::FailedLots => "failed_lots",
            Measure::FailedValue => "failed_value",
            Measure::LotRate => "lot_rate",
            Measure::ValueRate => "value_rate",
        }
    }

    /// Whether it tells of outcomes, which only lots have.
    pub const fn needs_outcomes(self) -> bool {
        match self {
            Measure::FailedLots | Measure::FailedValue | Measure::LotRate | Measure::ValueRate => true,
            Measure::Count | Measure::Value | Measure::Mass | Measure::Teu | Measure::Hours => false,
        }
    }

    /// Whether facts of unknown value are left out of it.
    pub const fn is_value(self) -> bool {
        matches!(self, Measure::Value | Measure::FailedValue | Measure::ValueRate)
    }

    /// Whether it is about failed lots alone.
    pub const fn is_failed(self) -> bool {
        matches!(self, Measure::FailedLots | Measure::FailedValue)
    }

    /// What it comes to, in the unit in which it is compared; none where there is nothing to divide by.
    pub fn of(self, sum: &Sum) -> Option<i128> {
        match self {
            Measure::Count => Some(sum.count),
            Measure::Value => Some(sum.value),
            Measure::Mass => Some(sum.mass),
            Measure::Teu => Some(sum.teu),
            // Tenths of an hour, to the nearest.
            Measure::Hours => (0 < sum.timed).then(|| (sum.seconds + 180 * sum.timed).div_euclid(360 * sum.timed)),
            Measure::FailedLots => Some(sum.failed),
            Measure::FailedValue => Some(sum.failed_value),
            Measure::LotRate => rate(sum.failed, sum.count),
            Measure::ValueRate => rate(sum.failed_value, sum.value),
        }
    }

    /// How it is written; a dash where there is nothing to divide by.
    pub fn shown(self, sum: &Sum) -> String {
        let Some(number) = self.of(sum) else { return "—".to_owned() };
        match self {
            Measure::Count | Measure::FailedLots => thousands(number),
            Measure::Value | Measure::FailedValue => cents(number),
            Measure::Mass => spaced(&Mass::sum_text(number)),
            Measure::Teu | Measure::Hours => spaced(&format!("{}.{}", number / 10, number.rem_euclid(10))),
            Measure::LotRate | Measure::ValueRate => cents(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_quotients_of_sums() {
        let mut sum = Sum::default();
        assert_eq!(Measure::LotRate.shown(&sum), "—");
        sum.add(&Tally { count: 3, failed: 1, value: 30_000, failed_value: 10_000, ..Tally::default() });
        assert_eq!((Measure::LotRate.shown(&sum), Measure::ValueRate.shown(&sum)), ("33.33".into(), "33.33".into()));
        sum.add(&Tally { count: 5, failed: 0, value: 10_000, ..Tally::default() });
        assert_eq!((Measure::LotRate.shown(&sum), Measure::ValueRate.shown(&sum)), ("12.50".into(), "25.00".into()));
    }

    #[test]
    fn hours_are_the_mean_of_those_known() {
        let mut sum = Sum::default();
        assert_eq!(Measure::Hours.shown(&sum), "—");
        sum.add(&Tally { count: 4, seconds: 3 * 3_600 + 180, timed: 2, ..Tally::default() });
        assert_eq!(Measure::Hours.shown(&sum), "1.5");
    }
}
