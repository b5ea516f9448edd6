//! Days as tables write them: a day, or a day with a time and an offset, and nothing after it.

use values::calendar::{Day, Timestamp, Zone};

use super::value::DayOrder;

const MINUTE_US: i64 = 60_000_000;
const DAY_US: i64 = 1_440 * MINUTE_US;

/// The day of a text. A time without an offset is the region's own and changes no day; one with an offset is turned into the day
/// of the region's zone, and is none where no zone is known.
pub fn read(text: &str, order: DayOrder, zone: Option<&Zone>) -> Option<Day> {
    let text = text.trim();
    let (date, time) = match text.find([' ', 'T']) {
        Some(at) => (&text[..at], Some(text[at + 1..].trim_start_matches(' '))),
        None => (text, None),
    };
    let day = date_of(date, order)?;
    let Some(time) = time else { return Some(day) };
    let (minutes, offset) = time_of(time)?;
    let Some(offset) = offset else { return Some(day) };
    let moment = i64::from(day.0) * DAY_US + (minutes - offset) * MINUTE_US;
    Some(Timestamp(moment).day_in(zone?))
}

fn date_of(date: &str, order: DayOrder) -> Option<Day> {
    let numbers = if order == DayOrder::Ymd && date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        vec![&date[..4], &date[4..6], &date[6..]]
    } else if let Some((year, rest)) = date.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        vec![year, month, day.strip_suffix('日').unwrap_or(day)]
    } else {
        let sign = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| ['-', '/', '.'].contains(c))?;
        date.split(sign).collect()
    };
    let [a, b, c] = numbers.as_slice() else { return None };
    let (year, month, day) = match order {
        DayOrder::Ymd => (a, b, c),
        DayOrder::Dmy => (c, b, a),
        DayOrder::Mdy => (c, a, b),
    };
    let day = Day::from_date(i32::try_from(number(year, 4)?).ok()?, number(month, 2)?, number(day, 2)?);
    day.filter(|day| 1_000 <= day.year())
}

/// Digits alone, so many at most.
fn number(text: &str, most: usize) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// The minute of the day, and the offset from UTC in minutes if there is one.
fn time_of(text: &str) -> Option<(i64, Option<i64>)> {
    let (time, offset) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => (text[..at].trim_end_matches(' '), Some(offset_of(&text[at..])?)),
        None => (text, None),
    };
    let (clock, fraction) = time.split_once(['.', ',']).map_or((time, None), |(clock, rest)| (clock, Some(rest)));
    let parts: Vec<&str> = clock.split(':').collect();
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] if fraction.is_none() => (number(hour, 2)?, number(minute, 2)?, 0),
        [hour, minute, second] => (number(hour, 2)?, number(minute, 2)?, number(second, 2)?),
        _ => return None,
    };
    if let Some(fraction) = fraction {
        number(fraction, 9)?;
    }
    (hour < 24 && minute < 60 && second < 61).then_some((i64::from(hour * 60 + minute), offset))
}

fn offset_of(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = (if text.starts_with('-') { -1 } else { 1 }, &text[1..]);
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if rest.len() == 4 && rest.is_ascii() => rest.split_at(2),
        None => (rest, "0"),
    };
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours <= 14 && minutes < 60).then_some(sign * i64::from(hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str, order: DayOrder) -> Option<String> {
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        read(text, order, Some(&zone)).map(|day| day.to_string())
    }

    #[test]
    fn a_day_or_a_day_with_a_time_and_an_offset() {
        for (text, wanted) in [
            ("2020-01-01", "2020-01-01"),
            (" 20200101 ", "2020-01-01"),
            ("2020/1/1 0:00", "2020-01-01"),
            ("2020.1.1", "2020-01-01"),
            ("2020年1月1日", "2020-01-01"),
            ("2020年01月01日 08:30", "2020-01-01"),
            ("2020-01-01 08:30:00", "2020-01-01"),
            ("2020-01-01T23:59:59.999", "2020-01-01"),
            // 16:00 in UTC is midnight at +08:00.
            ("2019-12-31T15:59:59Z", "2019-12-31"),
            ("2019-12-31T16:00:00Z", "2020-01-01"),
            ("2019-12-31T16:00:00.000Z", "2020-01-01"),
            ("2020-01-01T00:00:00+08:00", "2020-01-01"),
            ("2020-01-01 00:00 +0800", "2020-01-01"),
            ("2020-01-01T00:30:00+09", "2019-12-31"),
            ("2019-12-31T11:00:00-05:00", "2020-01-01"),
        ] {
            assert_eq!(day(text, DayOrder::Ymd).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(day("1/9/2015", DayOrder::Dmy).as_deref(), Some("2015-09-01"));
        assert_eq!(day("9/1/2015 10:00", DayOrder::Mdy).as_deref(), Some("2015-09-01"));
    }

    #[test]
    fn nothing_after_it_and_nothing_between() {
        for text in [
            "2020-01-01 to 2020-01-05",
            "2020-01-01 ???",
            "2020-01-01Tgarbage",
            "2020-01-01T",
            "2020-+1-01",
            "2020-01-+1",
            "2020年01月01日日",
            "2020年01月01日x",
            "2020-01-01Z",
            "2020-01-01 24:00",
            "2020-01-01 08:60",
            "2020-01-01 08:30:00+15:00",
            "2020-01-01 08:30:00+8:0",
            "2020-01-01 08",
            "2020-01/01",
            "20-01-01",
            "2020-13-01",
            "2020-02-30",
            "43831",
            "01/02/2020",
            "2020-1",
            "2020-1-1-1",
            "",
            "202001011",
        ] {
            assert_eq!(day(text, DayOrder::Ymd), None, "{text}");
        }
        assert_eq!(read("2020-01-01T00:00:00Z", DayOrder::Ymd, None), None, "no zone, no offset");
    }

    proptest! {
        #[test]
        fn any_day_comes_back_with_any_time_of_its_own(n in 8_400_i32..100_000, minutes in 0_i64..1_440) {
            // From 1993 on the zone has been +08:00 all the year.
            let text = Day(n).to_string();
            let (hour, minute) = (minutes / 60, minutes % 60);
            let plain = format!("{text} {hour}:{minute:02}");
            for way in [text.clone(), plain, format!("{text}T{hour:02}:{minute:02}:00+08:00")] {
                prop_assert_eq!(day(&way, DayOrder::Ymd), Some(text.clone()), "{}", way);
            }
        }

        #[test]
        fn nothing_panics(text in prop_oneof![any::<String>(), "[-0-9./年月日T :+Z]{0,28}"]) {
            for order in [DayOrder::Ymd, DayOrder::Dmy, DayOrder::Mdy] {
                let _ = day(&text, order);
            }
        }
    }
}
