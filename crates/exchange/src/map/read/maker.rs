//! Reading how one value is made.

use toml::de::{DeTable, DeValue};
use values::quantity::Rounding;
use values::text::Text;

use super::{Draft, Value};
use crate::map::value::{Constant, DayOrder, Made, Maker, Otherwise, Part};

const KEYS: [&str; 11] =
    ["from", "empty", "day", "table", "otherwise", "list", "by", "thousands", "decimals", "rounding", "form"];

impl Draft<'_> {
    /// A constant, or a table of steps.
    pub(super) fn maker(&mut self, value: &Value<'_>) -> Maker {
        let constant = match value.get_ref() {
            DeValue::Table(table) => return Maker::Made(self.made(table, value.span().start)),
            DeValue::String(text) => Some(Constant::Text(text.to_string())),
            DeValue::Boolean(flag) => Some(Constant::Flag(*flag)),
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok().map(Constant::Whole),
            DeValue::Array(_) => Some(Constant::Texts(self.texts(value))),
            DeValue::Float(_) | DeValue::Datetime(_) => None,
        };
        Maker::Constant(constant.unwrap_or_else(|| {
            let wanted = Text::fixed(
                "文本、整数、是否、文本列表，或取值的步骤",
                "a text, whole number, yes or no, list of texts, or steps",
            );
            self.fault(value.span().start, "", wanted);
            Constant::Text(String::new())
        }))
    }

    fn made(&mut self, table: &DeTable<'_>, at: usize) -> Made {
        for key in table.keys().filter(|key| !KEYS.contains(&&**key.get_ref())) {
            self.unknown(key, &KEYS);
        }
        let made = Made {
            from: self.text_of(table, "from").map(|name| self.column(name)),
            empty: self.text_of(table, "empty").map(str::to_owned),
            day: self.word_of(table, "day", &[("ymd", DayOrder::Ymd), ("dmy", DayOrder::Dmy), ("mdy", DayOrder::Mdy)]),
            table: self.text_of(table, "table").map(str::to_owned),
            otherwise: self
                .word_of(
                    table,
                    "otherwise",
                    &[("refuse", Otherwise::Refuse), ("keep", Otherwise::Keep), ("leave_out", Otherwise::LeaveOut)],
                )
                .unwrap_or_default(),
            list: self.list(table),
            by: self.text_of(table, "by").map(|name| self.column(name)),
            thousands: self.thousands(table),
            decimals: self.decimals(table),
            form: self.text_of(table, "form").map(|form| self.form(form)),
        };
        self.check(&made, at);
        made
    }

    /// What must hold between the steps.
    fn check(&mut self, made: &Made, at: usize) {
        let has_cell = |form: &[Part]| form.iter().any(|part| matches!(part, Part::Cell(_)));
        if made.from.is_none() && made.list.is_none() && !made.form.as_deref().is_some_and(has_cell) {
            let wanted = Text::fixed("from、list，或带列名的form", "from, list, or a form with a column");
            self.fault(at, "", wanted);
        }
        if made.from.is_some() && made.list.is_some() {
            self.fault(at, "list", Text::fixed("from与list只能取一", "either from or list"));
        }
        if made.list.as_ref().is_some_and(Vec::is_empty) {
            self.fault(at, "list", Text::fixed("至少一个值", "at least one value"));
        }
        let choices = match &made.table {
            Some(name) => match self.tables.get(name) {
                Some(rows) => rows.values().any(|choices| choices.len() > 1),
                None => {
                    self.fault(at, name, Text::fixed("[tables]中的一张表", "a table under [tables]"));
                    false
                }
            },
            None => made.list.as_ref().is_some_and(|list| list.len() > 1),
        };
        let nothing_to_choose = made.table.is_none() && made.list.is_none();
        if (choices && made.by.is_none()) || (nothing_to_choose && made.by.is_some()) {
            let wanted =
                Text::fixed("从多个值中选取时须给by，否则不给", "by where one of several is chosen, and only there");
            self.fault(at, "by", wanted);
        }
    }

    /// A list as it stands, or the name of one under `[lists]`.
    fn list(&mut self, table: &DeTable<'_>) -> Option<Vec<String>> {
        let value = table.get("list")?;
        let Some(name) = value.get_ref().as_str() else { return Some(self.texts(value)) };
        let found = self.lists.get(name).cloned();
        if found.is_none() {
            self.fault(value.span().start, name, Text::fixed("[lists]中的一个列表", "a list under [lists]"));
        }
        found
    }

    fn text_of<'d>(&mut self, table: &'d DeTable<'_>, key: &str) -> Option<&'d str> {
        let value = table.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.fault(value.span().start, key, Text::fixed("文本", "a text"));
        }
        text
    }

    fn word_of<T: Copy>(&mut self, table: &DeTable<'_>, key: &str, words: &[(&str, T)]) -> Option<T> {
        let word = self.text_of(table, key)?;
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, meant)| *meant);
        if found.is_none() {
            let known = words.iter().map(|(known, _)| *known).collect::<Vec<_>>();
            let wanted = Text::new(format!("下列之一：{}", known.join("、")), format!("one of: {}", known.join(", ")));
            let at = table.get(key).map_or(0, |value| value.span().start);
            self.fault(at, word, wanted);
        }
        found
    }

    /// The mark between thousands: one that is neither a digit nor the point.
    fn thousands(&mut self, table: &DeTable<'_>) -> Option<char> {
        let text = self.text_of(table, "thousands")?;
        let mut chars = text.chars();
        let mark = chars.next().filter(|mark| !mark.is_alphanumeric() && *mark != '.' && chars.next().is_none());
        if mark.is_none() {
            let wanted =
                Text::fixed("千位分隔符，一个字符，不是数字、字母和“.”", "one mark that is no digit, letter or '.'");
            let at = table.get("thousands").map_or(0, |value| value.span().start);
            self.fault(at, text, wanted);
        }
        mark
    }

    /// Rounding is always said: nothing is rounded by a default.
    fn decimals(&mut self, table: &DeTable<'_>) -> Option<(usize, Rounding)> {
        let words = [("half_up", Rounding::HalfUp), ("half_even", Rounding::HalfEven), ("down", Rounding::Down)];
        let rounding = self.word_of(table, "rounding", &words);
        let value = table.get("decimals");
        let at = value.or_else(|| table.get("rounding"))?.span().start;
        let number = value.and_then(|value| value.get_ref().as_integer());
        let decimals = number.and_then(|number| number.as_str().parse().ok()).filter(|decimals| *decimals <= 12);
        if decimals.is_none() || rounding.is_none() {
            let wanted = Text::fixed("decimals（0至12）和rounding两项", "both decimals (0 to 12) and rounding");
            self.fault(at, "decimals", wanted);
        }
        Some((decimals?, rounding?))
    }

    fn form(&mut self, form: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut rest = form;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            parts.push(Part::Text(before.to_owned()));
            parts.push(if name.is_empty() { Part::Own } else { Part::Cell(self.column(name)) });
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        parts
    }

    /// The number of a column in the map's list, to which it is added if need be.
    fn column(&mut self, name: &str) -> usize {
        let found = self.columns.iter().position(|column| column == name);
        found.unwrap_or_else(|| {
            self.columns.push(name.to_owned());
            self.columns.len() - 1
        })
    }
}
