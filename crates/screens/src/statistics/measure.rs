//! How a sum is written.

use crate::case::receipt::cents;
use desk::names::{spaced, thousands};
use desk::statistics::measure::{Measure, Sum};
use values::quantity::Mass;

/// How it is written; a dash where there is nothing to divide by.
pub fn shown(measure: Measure, sum: &Sum) -> String {
    let Some(number) = measure.of(sum) else { return "—".to_owned() };
    match measure {
        Measure::Count | Measure::FailedLots => thousands(number),
        Measure::Value | Measure::FailedValue => cents(number),
        Measure::Mass => spaced(&Mass::sum_text(number)),
        Measure::Teu | Measure::Hours => spaced(&format!("{}.{}", number / 10, number.rem_euclid(10))),
        Measure::LotRate | Measure::ValueRate => cents(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use register::cases::tabulate::Tally;

    #[test]
    fn rates_are_quotients_of_sums() {
        let mut sum = Sum::default();
        assert_eq!(shown(Measure::LotRate, &sum), "—");
        sum.add(&Tally { count: 3, failed: 1, value: 30_000, failed_value: 10_000, ..Tally::default() });
        assert_eq!((shown(Measure::LotRate, &sum), shown(Measure::ValueRate, &sum)), ("33.33".into(), "33.33".into()));
        sum.add(&Tally { count: 5, failed: 0, value: 10_000, ..Tally::default() });
        assert_eq!((shown(Measure::LotRate, &sum), shown(Measure::ValueRate, &sum)), ("12.50".into(), "25.00".into()));
    }

    #[test]
    fn hours_are_the_mean_of_those_known() {
        let mut sum = Sum::default();
        assert_eq!(shown(Measure::Hours, &sum), "—");
        sum.add(&Tally { count: 4, seconds: 3 * 3_600 + 180, timed: 2, ..Tally::default() });
        assert_eq!(shown(Measure::Hours, &sum), "1.5");
    }
}
