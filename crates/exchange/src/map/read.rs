//! Reading a map's TOML: every fault at once, by line and column.

use std::collections::HashMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use values::fault::TextFault;
use values::text::Text;

use super::value::{Constant, Maker};
use super::{Map, Plan};
use crate::encoding::Encoding;
use crate::json::Reader;
use crate::json::tree::Node;

mod maker;

/// Collects the parts of a map and the faults in them.
pub(super) struct Draft<'t> {
    file: &'t str,
    text: &'t str,
    faults: Vec<TextFault>,
    columns: Vec<String>,
    tables: HashMap<String, HashMap<String, Vec<String>>>,
    lists: HashMap<String, Vec<String>>,
}

type Value<'i> = Spanned<DeValue<'i>>;

/// See [`Map::read`].
pub fn read(file: &str, text: &str) -> Result<Map, Vec<TextFault>> {
    let mut draft =
        Draft { file, text, faults: Vec::new(), columns: Vec::new(), tables: HashMap::new(), lists: HashMap::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        let said = error.message().to_owned();
        draft.fault(at, "", Text::new(format!("符合语法的TOML：{said}"), format!("well-formed TOML: {said}")));
    }
    if !draft.faults.is_empty() {
        return Err(draft.faults);
    }
    let map = draft.map(table.get_ref());
    if draft.faults.is_empty() { Ok(map) } else { Err(draft.faults) }
}

const KEYS: [&str; 12] = [
    "name",
    "title",
    "encoding",
    "separator",
    "number",
    "source_no",
    "day",
    "not_supplied",
    "fields",
    "tables",
    "lists",
    "outcomes",
];

impl Draft<'_> {
    pub(super) fn fault(&mut self, at: usize, found: &str, wanted: Text) {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.faults.push(TextFault::new(self.file, place(line), place(column), found, wanted));
    }

    fn map(&mut self, table: &DeTable<'_>) -> Map {
        for key in table.keys().filter(|key| !KEYS.contains(&&**key.get_ref())) {
            self.unknown(key, &KEYS);
        }
        if let Some(tables) = self.sub(table, "tables") {
            self.read_tables(tables);
        }
        for (name, list) in self.sub(table, "lists").into_iter().flatten() {
            let list = self.texts(list);
            self.lists.insert(name.get_ref().to_string(), list);
        }
        let mut plan = Plan::empty();
        let fields = self.sub(table, "fields").map(|fields| self.fields(fields, &mut plan)).unwrap_or_default();
        let outcomes = self.sub(table, "outcomes").map(|outcomes| self.outcomes(outcomes)).unwrap_or_default();
        let not_supplied = table.get("not_supplied").map(|value| self.texts(value)).unwrap_or_default();
        self.check_not_supplied(table, &not_supplied, &fields);
        Map {
            name: self.needed_text(table, "name"),
            encoding: self.encoding(table),
            separator: self.separator(table),
            number: self.needed(table, "number"),
            source_no: self.needed(table, "source_no"),
            day: self.needed(table, "day"),
            plan,
            fields,
            outcomes,
            not_supplied,
            columns: std::mem::take(&mut self.columns),
            tables: std::mem::take(&mut self.tables),
        }
    }

    fn unknown(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
        let wanted = Text::new(format!("下列之一：{}", known.join("、")), format!("one of: {}", known.join(", ")));
        self.fault(key.span().start, key.get_ref(), wanted);
    }

    fn sub<'d, 'i>(&mut self, table: &'d DeTable<'i>, key: &str) -> Option<&'d DeTable<'i>> {
        let value = table.get(key)?;
        let found = value.get_ref().as_table();
        if found.is_none() {
            self.fault(value.span().start, key, Text::fixed("一张表", "a table"));
        }
        found
    }

    fn texts(&mut self, value: &Value<'_>) -> Vec<String> {
        let list = value.get_ref().as_array().map(|list| list.iter().map(|item| item.get_ref().as_str()));
        match list.and_then(|list| list.map(|text| text.map(str::to_owned)).collect::<Option<Vec<_>>>()) {
            Some(texts) => texts,
            None => {
                self.fault(value.span().start, "", Text::fixed("文本的列表", "a list of texts"));
                Vec::new()
            }
        }
    }

    fn needed_text(&mut self, table: &DeTable<'_>, key: &str) -> String {
        let text = table.get(key).and_then(|value| value.get_ref().as_str()).unwrap_or_default();
        if text.is_empty() {
            let at = table.get(key).map_or(0, |value| value.span().start);
            self.fault(at, key, Text::new(format!("“{key}”须填写文本"), format!("\"{key}\" with a text")));
        }
        text.to_owned()
    }

    fn encoding(&mut self, table: &DeTable<'_>) -> Option<Encoding> {
        let value = table.get("encoding")?;
        let encoding = value.get_ref().as_str().and_then(Encoding::parse);
        if encoding.is_none() {
            self.fault(value.span().start, "encoding", Text::fixed("utf-8或gb18030", "utf-8 or gb18030"));
        }
        encoding
    }

    fn separator(&mut self, table: &DeTable<'_>) -> u8 {
        let Some(value) = table.get("separator") else { return b',' };
        match value.get_ref().as_str().map(str::as_bytes) {
            // Bytes that are never the second one of a character of GB 18030, so that a row can be cut before decoding.
            Some([byte @ (b',' | b';' | b'\t')]) => *byte,
            Some(_) | None => {
                let wanted = Text::fixed("分隔符：“,”“;”或制表符", "a separator: \",\", \";\" or tab");
                self.fault(value.span().start, "separator", wanted);
                b','
            }
        }
    }

    fn read_tables(&mut self, tables: &DeTable<'_>) {
        for (name, table) in tables {
            let mut rows = HashMap::new();
            let Some(read) = table.get_ref().as_table() else {
                self.fault(table.span().start, name.get_ref(), Text::fixed("一张表", "a table"));
                continue;
            };
            for (key, value) in read {
                let choices = match value.get_ref().as_str() {
                    Some(text) => vec![text.to_owned()],
                    None => self.texts(value),
                };
                if choices.is_empty() {
                    self.fault(value.span().start, key.get_ref(), Text::fixed("至少一个值", "at least one value"));
                }
                rows.insert(key.get_ref().to_string(), choices);
            }
            self.tables.insert(name.get_ref().to_string(), rows);
        }
    }

    fn fields(&mut self, table: &DeTable<'_>, plan: &mut Plan) -> Vec<(String, Maker)> {
        let mut keys: Vec<_> = table.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        let mut fields = Vec::new();
        for (key, value) in keys {
            let path = key.get_ref().to_string();
            match plan.add(&path, fields.len()) {
                Ok(()) if is_field(&path, value.get_ref()) => {}
                Ok(()) => {
                    self.fault(key.span().start, &path, Text::fixed("申报的一个字段", "a field of a declaration"));
                }
                Err(misplaced) => self.misplaced(key.span().start, &path, misplaced),
            }
            let maker = self.maker(value);
            fields.push((path, maker));
        }
        fields
    }

    fn misplaced(&mut self, at: usize, path: &str, misplaced: super::plan::Misplaced) {
        use super::plan::Misplaced;
        let wanted = match misplaced {
            Misplaced::Shape => Text::fixed("路径，如lines[0].net_mass", "a path such as lines[0].net_mass"),
            Misplaced::Taken => Text::fixed("每个字段只给一次", "each field once"),
            Misplaced::Gap => Text::fixed("从0起连续的序号", "indexes from 0 on without gaps"),
        };
        self.fault(at, path, wanted);
    }

    fn outcomes(&mut self, table: &DeTable<'_>) -> Vec<(String, Maker)> {
        let mut keys: Vec<_> = table.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        keys.into_iter().map(|(key, value)| (key.get_ref().to_string(), self.maker(value))).collect()
    }

    fn needed(&mut self, table: &DeTable<'_>, key: &str) -> Maker {
        match table.get(key) {
            Some(value) => self.maker(value),
            None => {
                self.fault(0, key, Text::new(format!("“{key}”必填"), format!("\"{key}\" is required")));
                Maker::Constant(Constant::Text(String::new()))
            }
        }
    }

    fn check_not_supplied(&mut self, table: &DeTable<'_>, paths: &[String], fields: &[(String, Maker)]) {
        let at = table.get("not_supplied").map_or(0, |value| value.span().start);
        for path in paths {
            if !is_field(path, &DeValue::String("".into())) {
                self.fault(at, path, Text::fixed("申报的一个字段", "a field of a declaration"));
            }
            if fields.iter().any(|(given, _)| given == path) {
                self.fault(at, path, Text::fixed("映射未给出的字段", "a field that the map does not give"));
            }
        }
    }
}

/// Whether a declaration has such a field: a declaration with nothing but it is read, and asked what was unknown in it.
fn is_field(path: &str, value: &DeValue<'_>) -> bool {
    let mut plan = Plan::empty();
    // Items before the one that is asked about are made up, since lists have no gaps.
    let first = first_items(path);
    if plan.add(&first, 0).is_err() {
        return false;
    }
    let constant = match value.as_array() {
        Some(_) => Constant::Texts(vec!["x".to_owned()]),
        None => Constant::Text("x".to_owned()),
    };
    let fields = [(first.clone(), Maker::Constant(constant))];
    let (cells, columns, tables) = (Vec::new(), Vec::new(), HashMap::new());
    let cells = super::Cells { cells: &cells, columns: &columns, tables: &tables, zone: None };
    let node: Node<'_> = plan.grow(&fields, &cells, &mut Vec::new());
    let faults = Reader::default().judge(&node).err().unwrap_or_default();
    let blames = |at: &str| first == at || (first.starts_with(at) && first[at.len()..].starts_with(['.', '[']));
    !faults.iter().any(|fault| {
        let elsewhere = matches!(fault.code.as_str(), "unknown_field" | "type");
        // A text stands in for the value here; only an object or a list within the path tells of a wrong path.
        elsewhere && blames(&fault.at) && (fault.code == "unknown_field" || fault.at != first)
    })
}

/// The path with every index set to 0.
fn first_items(path: &str) -> String {
    let mut parts = path.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((index, after)) if index.bytes().all(|b| b.is_ascii_digit()) => out.push_str(&format!("[0]{after}")),
            Some(_) | None => out.push_str(&format!("[{part}")),
        }
    }
    out
}
