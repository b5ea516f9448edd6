//! Moments and time zones; the zone data base is built in, so that every machine agrees.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Day;
use crate::text::Text;

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

const SECOND_US: i64 = 1_000_000;
const DAY_US: i64 = 86_400 * SECOND_US;

impl Timestamp {
    /// So many microseconds later, or earlier if negative.
    pub fn plus_us(self, us: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(us))
    }

    /// RFC 3339 in UTC, with microseconds only where there are any: `2015-09-01T08:00:00Z`.
    pub fn to_rfc3339(self) -> String {
        let day = Day(self.0.div_euclid(DAY_US) as i32);
        let us = self.0.rem_euclid(DAY_US);
        let (seconds, fraction) = (us / SECOND_US, us % SECOND_US);
        let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if fraction == 0 {
            format!("{day}T{h:02}:{m:02}:{s:02}Z")
        } else {
            format!("{day}T{h:02}:{m:02}:{s:02}.{fraction:06}Z")
        }
    }

    /// Reads RFC 3339 with an offset: `2015-09-01T16:00:00+08:00`.
    ///
    /// # Errors
    /// What was wanted.
    pub fn parse(text: &str) -> Result<Timestamp, Text> {
        let wanted = || {
            Text::fixed(
                "RFC 3339 时刻，如 2015-09-01T16:00:00+08:00",
                "a moment as RFC 3339, such as 2015-09-01T16:00:00+08:00",
            )
        };
        text.parse::<jiff::Timestamp>().map(|read| Timestamp(read.as_microsecond())).map_err(|_| wanted())
    }

    /// The day on which this moment falls in a zone.
    pub fn day_in(self, zone: &Zone) -> Day {
        let offset = zone.tz.to_offset(Zone::second(self)).seconds();
        let local = self.0.saturating_add(i64::from(offset) * SECOND_US);
        Day(local.div_euclid(DAY_US) as i32)
    }
}

/// A time zone by its name in the IANA data base, a copy of which is built in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    tz: jiff::tz::TimeZone,
    name: Box<str>,
}

impl Zone {
    /// Reads a name such as `Asia/Shanghai`.
    pub fn parse(name: &str) -> Result<Zone, Text> {
        let wanted = Text::fixed("时区名称，如Asia/Shanghai", "the name of a time zone such as Asia/Shanghai");
        let tz = jiff::tz::TimeZoneDatabase::bundled().get(name).map_err(|_| wanted)?;
        let name = tz.iana_name().unwrap_or(name).into();
        Ok(Zone { tz, name })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The zone in the terms of the data base, for writing moments as its people read them.
    pub fn time_zone(&self) -> &jiff::tz::TimeZone {
        &self.tz
    }

    /// 24:00 of a day, which is the start of the next: a deadline is kept while `now` is before it.
    pub fn end_of_day(&self, day: Day) -> Timestamp {
        self.start_of_day(day.plus(1))
    }

    /// 00:00 of a day, or the first moment after it where the clocks leap over midnight.
    pub fn start_of_day(&self, day: Day) -> Timestamp {
        // A day at either end of the calendar may lie outside what the zone data base can hold.
        let day = Day(day.0.clamp(Day::FIRST.0 + 1, Day::LAST.0 - 1));
        let (year, month, of_month) = day.date();
        let date = jiff::civil::date(year as i16, month as i8, of_month as i8);
        let start =
            self.tz.to_timestamp(date.at(0, 0, 0, 0)).expect("the day was brought into the range of the data base");
        Timestamp(start.as_microsecond())
    }

    /// The second of a moment in the data base's own terms, brought into its range; offsets change on whole seconds.
    fn second(at: Timestamp) -> jiff::Timestamp {
        let (first, last) = (jiff::Timestamp::MIN.as_second(), jiff::Timestamp::MAX.as_second());
        let second = at.0.div_euclid(SECOND_US).clamp(first, last);
        jiff::Timestamp::from_second(second).expect("the second was brought into range")
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
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
    fn moments_are_written_in_utc() {
        assert_eq!(Timestamp(0).to_rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp::parse("2015-09-01T16:00:00.25+08:00"), Ok(Timestamp(1_441_094_400_250_000)));
        for none in ["", "2015-09-01", "2015-09-01T16:00:00", "2015-13-01T16:00:00Z", "now"] {
            assert!(Timestamp::parse(none).is_err(), "{none}");
        }
        assert_eq!(Timestamp(-1).to_rfc3339(), "1969-12-31T23:59:59.999999Z");
        assert_eq!(Timestamp(1_441_065_600 * SECOND_US).to_rfc3339(), "2015-09-01T00:00:00Z");
        assert_eq!(serde_json::to_string(&Timestamp(5)).unwrap(), "5");
    }

    #[test]
    fn a_day_ends_at_24_00_in_its_zone() {
        let beijing = Zone::parse("Asia/Shanghai").unwrap();
        let end = beijing.end_of_day(day("2015-12-31"));
        assert_eq!(end.to_rfc3339(), "2015-12-31T16:00:00Z");
        assert_eq!(end.plus_us(-1).day_in(&beijing), day("2015-12-31"));
        assert_eq!(end.day_in(&beijing), day("2016-01-01"));
        assert_eq!(beijing.end_of_day(day("2016-02-28")), beijing.start_of_day(day("2016-02-29")));
        assert_eq!(beijing.to_string(), "Asia/Shanghai");
        assert!(Zone::parse("Asia/Nowhere").is_err() && Zone::parse("").is_err());
    }

    #[test]
    fn clocks_that_change_at_midnight() {
        // In 2024 Cairo went from 24:00 of 25 April straight to 01:00.
        let cairo = Zone::parse("Africa/Cairo").unwrap();
        assert_eq!(cairo.end_of_day(day("2024-04-25")).to_rfc3339(), "2024-04-25T22:00:00Z");
        assert_eq!(cairo.end_of_day(day("2024-04-25")).day_in(&cairo), day("2024-04-26"));
    }

    proptest! {
        #[test]
        fn nothing_panics(text: String, n: i32, us: i64) {
            let zone = Zone::parse("America/St_Johns").unwrap();
            let _ = (Zone::parse(&text), zone.end_of_day(Day(n)), zone.start_of_day(Day(n)));
            let _ = Timestamp::parse(&Timestamp(us).to_rfc3339());
            let _ = (Timestamp(us).to_rfc3339(), Timestamp(us).day_in(&zone));
        }
    }
}
