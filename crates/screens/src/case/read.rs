//! Reading the fields of a form one by one, every fault kept at the name of its field.

use crate::pairs::Pairs;
use std::str::FromStr;
use values::calendar::Day;
use values::fault::Fault;
use values::id::{OfficeCode, StepName};
use values::single::day_of_our_time;
use values::text::Text;
use values::text::fold::fold;

/// The longest note in characters.
const NOTE: usize = 4_000;
/// Decimals of a temperature as it is recorded.
const TENTHS: i32 = 10;

pub(super) struct Read<'a> {
    pub(super) sent: &'a Pairs,
    pub(super) faults: Vec<Fault>,
}

impl Read<'_> {
    pub(super) fn fault(&mut self, name: &str, wanted: Text) {
        self.faults.push(Fault::new(name, "shape", self.sent.get(name), wanted));
    }

    pub(super) fn note(&mut self, name: &str) -> String {
        let text = self.sent.get(name);
        if NOTE < text.chars().count() {
            self.fault(name, Text::new(format!("至多 {NOTE} 个字符"), format!("at most {NOTE} characters")));
        }
        text.to_owned()
    }

    pub(super) fn number<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let read = self.sent.number(name).parse().ok();
        if read.is_none() {
            self.fault(name, Text::fixed("整数", "a whole number"));
        }
        read
    }

    /// A number that may be left out: nothing is 0.
    pub(super) fn count(&mut self, name: &str) -> u32 {
        if self.sent.has(name) { self.number(name).unwrap_or(0) } else { 0 }
    }

    pub(super) fn ticked(&self, name: &str) -> bool {
        self.sent.has(name)
    }

    pub(super) fn maybe(&self, name: &str) -> Option<bool> {
        match self.sent.get(name) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    pub(super) fn yes(&mut self, name: &str) -> Option<bool> {
        let answer = self.maybe(name);
        if answer.is_none() {
            self.fault(name, Text::fixed("请选择", "one of the answers"));
        }
        answer
    }

    pub(super) fn step(&mut self) -> Option<StepName> {
        StepName::parse(self.sent.get("step")).map_err(|wanted| self.fault("step", wanted)).ok()
    }

    pub(super) fn office(&mut self, name: &str) -> Option<OfficeCode> {
        OfficeCode::parse(self.sent.get(name)).map_err(|wanted| self.fault(name, wanted)).ok()
    }

    pub(super) fn day(&mut self, name: &str) -> Option<Day> {
        let day = Day::parse(self.sent.get(name)).map_err(|wanted| self.fault(name, wanted)).ok()?;
        day_of_our_time(name, day).map_err(|fault| self.faults.push(fault)).ok()
    }

    /// Degrees with at most one decimal, as tenths.
    pub(super) fn tenths(&mut self, name: &str) -> i32 {
        let text = self.sent.get(name);
        if text.is_empty() {
            return 0;
        }
        let text = fold(text);
        let (sign, digits) = text.strip_prefix('-').map_or((1, &*text), |digits| (-1, digits));
        let (whole, tenth) = digits.split_once('.').unwrap_or((digits, "0"));
        let read = whole.parse::<u16>().ok().zip(tenth.parse::<u8>().ok().filter(|_| tenth.len() == 1));
        match read {
            Some((whole, tenth)) => sign * (i32::from(whole) * TENTHS + i32::from(tenth)),
            None => {
                self.fault(name, Text::fixed("摄氏度，至多一位小数", "degrees Celsius with at most one decimal"));
                0
            }
        }
    }
}
