//! What is summed in a cell.

use register::cases::tabulate::Tally;

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
    lines: i128,
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
        self.lines += tally.lines;
    }

    /// How many there are of unknown value.
    pub fn unknown(&self) -> i128 {
        self.unknown
    }

    /// Lines of the declarations.
    pub fn lines(&self) -> i128 {
        self.lines
    }
}

/// `part` of `whole` in hundredths of a per cent, rounded; none of nothing.
fn rate(part: i128, whole: i128) -> Option<i128> {
    (0 < whole).then(|| (part * 20_000 + whole).div_euclid(2 * whole))
}

impl Measure {
    /// The measure of a word.
    pub fn named(word: &str) -> Option<Measure> {
        MEASURES.into_iter().find(|measure| measure.word() == word)
    }

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
}
