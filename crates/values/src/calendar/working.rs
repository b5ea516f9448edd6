//! Working days and deadlines: which days count is data (weekly rest, holidays, make-up days), nothing is built in.

use serde::{Deserialize, Serialize};

use super::{Day, Timestamp, Weekday, Zone};
use crate::text::Text;

/// The working days of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkCalendar {
    rest: [bool; 7],
    /// Holidays (休), sorted.
    holidays: Vec<Day>,
    /// Rest days that are worked (班, 调休), sorted.
    make_up: Vec<Day>,
}

/// The length of a deadline; the day of the start is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Calendar days.
    Days(u16),
    /// Working days.
    WorkingDays(u16),
    /// Months: the day of the same number, or the last of the month.
    Months(u16),
}

impl WorkCalendar {
    /// A calendar from the weekly days of rest, the holidays and the rest days that are worked, each in any order.
    /// A day that is both a holiday and worked, or a week without a working day, is refused.
    pub fn new(
        rest: &[Weekday],
        holidays: impl IntoIterator<Item = Day>,
        make_up: impl IntoIterator<Item = Day>,
    ) -> Result<WorkCalendar, Text> {
        let rest = Weekday::ALL.map(|weekday| rest.contains(&weekday));
        let (mut holidays, mut make_up): (Vec<Day>, Vec<Day>) =
            (holidays.into_iter().collect(), make_up.into_iter().collect());
        holidays.sort_unstable();
        holidays.dedup();
        make_up.sort_unstable();
        make_up.dedup();
        if rest == [true; 7] {
            return Err(Text::fixed("一周中至少一个工作日", "at least one working day in the week"));
        }
        match make_up.iter().find(|day| holidays.binary_search(day).is_ok()) {
            Some(day) => {
                Err(Text::new(format!("{day}只能是休或班之一"), format!("{day} as a holiday or as worked, not both")))
            }
            None => Ok(WorkCalendar { rest, holidays, make_up }),
        }
    }

    /// Whether offices work on this day.
    pub fn is_working(&self, day: Day) -> bool {
        if self.rest[day.weekday() as usize] {
            self.make_up.binary_search(&day).is_ok()
        } else {
            self.holidays.binary_search(&day).is_err()
        }
    }

    /// The n-th working day after `start`; `start` itself if n is 0.
    pub fn plus_working(&self, start: Day, n: u16) -> Day {
        (0..n).fold(start, |day, _| self.next_working(day.plus(1)))
    }

    /// This day if it is a working day, otherwise the next that is.
    pub fn next_working(&self, day: Day) -> Day {
        let mut day = day;
        // Ends: a week has a working day and holidays are finitely many. At the end of time no day is next.
        while !self.is_working(day) && day.0 < i32::MAX {
            day = day.plus(1);
        }
        day
    }

    /// The last day of a deadline.
    pub fn due(&self, start: Day, length: Length) -> Day {
        match length {
            Length::Days(n) => start.plus(n.into()),
            Length::WorkingDays(n) => self.plus_working(start, n),
            Length::Months(n) => start.plus_months(n.into()),
        }
    }

    /// The moment at which a deadline has passed: 24:00 of its last day in the zone.
    pub fn deadline(&self, start: Day, length: Length, zone: &Zone) -> Timestamp {
        zone.end_of_day(self.due(start, length))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// National Day 2015: 1 to 7 October off, Saturday 10 October worked.
    fn october() -> WorkCalendar {
        let holidays = (1..=7).map(|d| Day::from_date(2015, 10, d).unwrap());
        WorkCalendar::new(&[Weekday::Saturday, Weekday::Sunday], holidays, [day("2015-10-10")]).unwrap()
    }

    #[track_caller]
    fn check(start: &str, length: Length, last: &str) {
        assert_eq!(october().due(day(start), length), day(last), "{start} {length:?}");
    }

    #[test]
    fn f5_validity_of_60_21_35_and_14_days() {
        check("2015-09-01", Length::Days(60), "2015-10-31");
        check("2015-12-15", Length::Days(60), "2016-02-13");
        check("2016-01-30", Length::Days(60), "2016-03-30");
        check("2015-01-30", Length::Days(60), "2015-03-31");
        check("2015-12-20", Length::Days(21), "2016-01-10");
        check("2016-02-15", Length::Days(21), "2016-03-07");
        check("2015-12-01", Length::Days(35), "2016-01-05");
        check("2016-02-15", Length::Days(14), "2016-02-29");
        check("2015-02-15", Length::Days(14), "2015-03-01");
    }

    #[test]
    fn f5_automatic_withdrawal_after_30_and_destination_within_20_days() {
        check("2015-12-02", Length::Days(30), "2016-01-01");
        check("2016-01-31", Length::Days(30), "2016-03-01");
        check("2015-12-15", Length::Days(20), "2016-01-04");
        check("2016-02-09", Length::Days(20), "2016-02-29");
    }

    #[test]
    fn f5_working_days_leap_over_holidays_and_count_make_up_days() {
        check("2015-09-30", Length::WorkingDays(1), "2015-10-08");
        check("2015-09-30", Length::WorkingDays(3), "2015-10-10");
        check("2015-09-30", Length::WorkingDays(4), "2015-10-12");
        check("2015-10-03", Length::WorkingDays(0), "2015-10-03");
        check("2015-12-31", Length::WorkingDays(1), "2016-01-01");
        assert_eq!(october().next_working(day("2015-10-01")), day("2015-10-08"));
    }

    #[test]
    fn f5_months_over_the_leap_day() {
        check("2015-12-31", Length::Months(2), "2016-02-29");
        check("2015-08-15", Length::Months(6), "2016-02-15");
    }

    #[test]
    fn f5_a_deadline_is_kept_until_24_00_of_its_last_day() {
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let end = october().deadline(day("2015-12-15"), Length::Days(20), &zone);
        assert_eq!(end.to_rfc3339(), "2016-01-04T16:00:00Z");
    }

    #[test]
    fn contradictions_are_refused() {
        assert!(WorkCalendar::new(&Weekday::ALL, [], []).is_err());
        let both = WorkCalendar::new(&[], [day("2015-10-01")], [day("2015-10-01")]).unwrap_err();
        assert!(both.en.contains("2015-10-01"));
    }

    proptest! {
        #[test]
        fn counting_forward_passes_exactly_n_working_days(start in 16_000..17_500_i32, n in 0..60_u16) {
            let (calendar, start) = (october(), Day(start));
            let last = calendar.plus_working(start, n);
            let passed = (start.0 + 1..=last.0).filter(|&d| calendar.is_working(Day(d))).count();
            prop_assert_eq!(passed, usize::from(n));
        }

        #[test]
        fn nothing_panics(start: i32, n: u16) {
            for length in [Length::Days(n), Length::Months(n), Length::WorkingDays(n)] {
                let _ = october().due(Day(start), length);
            }
        }
    }
}
