//! Days, moments, zones and periods; time is always given from outside.

mod moment;
mod working;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::Text;

pub use moment::{Timestamp, Zone};
pub use working::{Length, WorkCalendar};

/// A day: days since 1970-01-01. Written `2015-09-01`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// 周一
    Monday,
    /// 周二
    Tuesday,
    /// 周三
    Wednesday,
    /// 周四
    Thursday,
    /// 周五
    Friday,
    /// 周六
    Saturday,
    /// 周日
    Sunday,
}

impl Weekday {
    /// From Monday to Sunday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
}

impl Day {
    /// 0001-01-01, the first day that can be written.
    pub const FIRST: Day = Day(-719_162);
    /// 9999-12-31, the last day that can be written.
    pub const LAST: Day = Day(2_932_896);

    /// Reads `2015-09-01`, exactly so; the day must exist.
    pub fn parse(text: &str) -> Result<Day, Text> {
        let wanted = Text::fixed("日期，如2015-09-01", "a day such as 2015-09-01");
        let bytes = text.as_bytes();
        let separators = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
        let digits = bytes.iter().enumerate().all(|(i, b)| matches!(i, 4 | 7) || b.is_ascii_digit());
        if !(separators && digits) {
            return Err(wanted);
        }
        let number = |places: &[u8]| places.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
        Day::from_date(number(&bytes[..4]) as i32, number(&bytes[5..7]), number(&bytes[8..])).ok_or(wanted)
    }

    /// The day of year (1 to 9999), month and day of month of the Gregorian calendar; `None` if there is none such.
    pub fn from_date(year: i32, month: u32, day: u32) -> Option<Day> {
        let exists = (1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1;
        if !exists || day > days_in_month(year, month) {
            return None;
        }
        // Years begin in March here, so that the leap day is the last of its year.
        let shifted = if month <= 2 { year - 1 } else { year };
        let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
        let of_year = (153 * (month as i32 + if month > 2 { -3 } else { 9 }) + 2) / 5 + day as i32 - 1;
        Some(Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468))
    }

    /// Year, month (1 to 12) and day of month (1 to 31).
    pub fn date(self) -> (i32, u32, u32) {
        let shifted = i64::from(self.0) + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march + 2) / 5 + 1;
        let month = if march < 10 { march + 3 } else { march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year as i32, month as u32, day as u32)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.date().0
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.date().1
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.date().2
    }

    /// So many days later, or earlier if negative.
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// The same day so many months later; the last day of that month if it is shorter.
    pub fn plus_months(self, months: i32) -> Day {
        let (year, month, day) = self.date();
        let count = (i64::from(year) * 12 + i64::from(month) - 1).saturating_add(i64::from(months));
        let (year, month) = (count.div_euclid(12).clamp(1, 9999) as i32, count.rem_euclid(12) as u32 + 1);
        let day = day.min(days_in_month(year, month));
        Day::from_date(year, month, day).expect("year, month and day were brought into range")
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        Weekday::ALL[(i64::from(self.0) + 3).rem_euclid(7) as usize]
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Day::parse(&text).map_err(|wanted| serde::de::Error::custom(crate::fault::Carried::new(&text, wanted)))
    }
}

/// From a day until a day, both included; open at the end if `until` is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Option<Day>,
}

impl Period {
    /// Whether the day lies within.
    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether there is a day that lies within both.
    pub fn overlaps(&self, other: &Period) -> bool {
        self.until.is_none_or(|until| other.from <= until) && other.until.is_none_or(|until| self.from <= until)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn days_are_read_and_written() {
        assert_eq!(
            ["1970-01-01", "2015-09-01", "0001-01-01", "9999-12-31"].map(|t| day(t).0),
            [0, 16_679, Day::FIRST.0, Day::LAST.0]
        );
        assert_eq!((day("2016-02-29").year(), day("2016-02-29").month(), day("2016-02-29").day()), (2016, 2, 29));
        for text in [
            "2015-02-29",
            "1900-02-29",
            "2015-13-01",
            "2015-00-01",
            "2015-9-1",
            "2015/09/01",
            "0000-01-01",
            "+015-09-01",
            "",
        ] {
            assert!(Day::parse(text).is_err(), "{text}");
        }
        assert_eq!(serde_json::to_string(&day("2015-09-01")).unwrap(), "\"2015-09-01\"");
        assert_eq!(serde_json::from_str::<Day>("\"2000-02-29\"").unwrap(), day("2000-02-29"));
    }

    #[test]
    fn weekdays() {
        assert_eq!(day("2015-09-01").weekday(), Weekday::Tuesday);
        assert_eq!(day("1969-12-31").weekday(), Weekday::Wednesday);
    }

    #[test]
    fn months_end_where_the_month_ends() {
        assert_eq!(day("2015-12-31").plus_months(2), day("2016-02-29"));
        assert_eq!(day("2016-02-29").plus_months(12), day("2017-02-28"));
        assert_eq!(day("2015-03-31").plus_months(-1), day("2015-02-28"));
    }

    #[test]
    fn periods_include_both_ends() {
        let year = Period { from: day("2015-01-01"), until: Some(day("2015-12-31")) };
        let days = ["2014-12-31", "2015-01-01", "2015-12-31", "2016-01-01"].map(day);
        assert_eq!(days.map(|d| year.contains(d)), [false, true, true, false]);
        assert_eq!(days.map(|from| year.overlaps(&Period { from, until: None })), [true, true, true, false]);
        assert!(Period { until: None, ..year }.contains(Day::LAST));
    }

    proptest! {
        #[test]
        fn days_agree_with_jiff(n in Day::FIRST.0..=Day::LAST.0) {
            let (year, month, of_month) = Day(n).date();
            let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap();
            prop_assert_eq!((year, month, of_month), (date.year().into(), date.month() as u32, date.day() as u32));
            prop_assert_eq!(Day::parse(&Day(n).to_string()), Ok(Day(n)));
        }

        #[test]
        fn nothing_panics(text: String, n: i32, months: i32) {
            let _ = (Day::parse(&text), Day(n).to_string(), Day(n).weekday());
            let _ = (Day(n).plus_months(months), Day(n).plus(months));
        }
    }
}
