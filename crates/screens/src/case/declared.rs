//! 申报内容: all of a declaration as it was declared, in the order and the words of the paper form, with what is to be said of a field
//! beside it.

use super::receipt::Clause;
use crate::fields::{Ask, Field, HEAD, LINE, LINE_ROWS, ROWS, Rows};
use crate::words;
use desk::names::Names;
use policy::reference::TableName;
use serde_json::Value;
use values::id::ModeName;

/// Lines of goods that are shown unfolded when there are no more than these.
const UNFOLDED: usize = 3;

/// Something to be said of a field: what a check wants, a list says, a remark notes.
#[derive(Clone)]
pub struct Mark {
    /// In words.
    pub says: String,
    /// The kind of tag.
    pub kind: &'static str,
    /// By which clauses.
    pub clauses: Vec<Clause>,
}

/// One field.
pub struct Told {
    /// Its label.
    pub label: String,
    /// What was declared; empty where nothing was and something is to be said of it.
    pub value: String,
    /// What is to be said of it.
    pub marks: Vec<Mark>,
}

/// Fields under a heading.
pub struct Group {
    /// The heading.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Told>,
}

/// A list as a table, with the columns that any row fills.
pub struct Table {
    /// The heading.
    pub title: String,
    /// The heads of the columns.
    pub heads: Vec<String>,
    /// The rows, with what is to be said of each.
    pub rows: Vec<(Vec<String>, Vec<Mark>)>,
    /// What is to be said of the list.
    pub marks: Vec<Mark>,
}

/// A line of goods.
pub struct Goods {
    /// Its number, from 1.
    pub number: usize,
    /// Code and name.
    pub title: String,
    /// Whether it is unfolded: there are few, or something is to be said of it.
    pub open: bool,
    /// Its fields.
    pub fields: Vec<Told>,
    /// Packages, permits, stowage.
    pub tables: Vec<Table>,
}

/// A declaration as the page tells it.
pub struct Declared {
    /// The head.
    pub groups: Vec<Group>,
    /// The goods.
    pub goods: Vec<Goods>,
    /// The containers.
    pub containers: Option<Table>,
    /// What was attached, and what papers are asked for.
    pub papers: Vec<Table>,
    /// What else comes in lists.
    pub tables: Vec<Table>,
}

/// What is told with whom.
struct Teller<'a> {
    names: &'a Names<'a>,
    mode: Option<&'a ModeName>,
    tree: &'a Value,
    marks: Vec<(String, Mark)>,
}

/// Tells a declaration in the form in which it is sent in, as far as its reader sees it; `marks` go by the paths of its fields.
pub fn told(names: &Names, mode: Option<&ModeName>, tree: &Value, marks: Vec<(String, Mark)>) -> Declared {
    let mut teller = Teller { names, mode, tree, marks };
    let mut groups: Vec<Group> = Vec::new();
    for group in HEAD {
        let fields = teller.fields("", "", group.fields);
        let title = teller.say(&format!("declare.group.{}", group.name));
        groups.extend((!fields.is_empty()).then_some(Group { title, fields }));
        if group.name == "offices" {
            groups.extend(teller.places());
        }
    }
    let lines = tree["lines"].as_array().map_or(0, Vec::len);
    let goods = (0..lines).map(|n| teller.goods(n, lines <= UNFOLDED)).collect();
    let (mut containers, mut papers, mut tables) = (None, Vec::new(), Vec::new());
    for rows in ROWS {
        let table = teller.table("", rows);
        match rows.path {
            "containers" => containers = table,
            "attachments" | "wanted" => papers.extend(table),
            _ => tables.extend(table),
        }
    }
    // What stands at no field that is told is said all the same.
    let rest: Vec<Mark> = teller.marks.drain(..).map(|(_, mark)| mark).collect();
    if !rest.is_empty() {
        let title = teller.say("declare.group.rest");
        groups.push(Group { title, fields: vec![Told { label: String::new(), value: String::new(), marks: rest }] });
    }
    Declared { groups, goods, containers, papers, tables }
}

/// One field with where it stands, to lay beside the same field of another version.
pub struct Flat {
    /// Its path.
    pub path: String,
    /// Its label, with the line or row that it is of.
    pub label: String,
    /// What was declared.
    pub value: String,
}

/// Every field of a declaration that was filled in, in the order of the paper form.
pub fn flat(names: &Names, mode: Option<&ModeName>, tree: &Value) -> Vec<Flat> {
    let mut teller = Teller { names, mode, tree, marks: Vec::new() };
    let mut found = Vec::new();
    for group in HEAD {
        teller.flatten(("", ""), "", group.fields, &mut found);
    }
    for (step, office) in teller.at("offices.chosen").and_then(Value::as_object).into_iter().flatten() {
        let label = names.step(mode.map_or("", |mode| mode.as_str()), step);
        let value = value_of(names, Ask::Office, office);
        found.push(Flat { path: format!("offices.chosen.{step}"), label, value });
    }
    for n in 0..tree["lines"].as_array().map_or(0, Vec::len) {
        let (path, of_line) = (format!("lines[{n}]"), teller.of_row("declare.line", n));
        teller.flatten((&path, "lines"), &of_line, LINE, &mut found);
        for rows in LINE_ROWS {
            teller.flatten_rows(&path, &of_line, rows, &mut found);
        }
    }
    for rows in ROWS {
        teller.flatten_rows("", "", rows, &mut found);
    }
    found
}

impl Teller<'_> {
    fn of_row(&self, key: &str, n: usize) -> String {
        words::fill(&self.say(key), &[("n", &(n + 1).to_string())])
    }

    fn flatten(&mut self, (at, key): (&str, &str), before: &str, fields: &[Field], into: &mut Vec<Flat>) {
        for field in fields {
            let path = join(at, field.path);
            let value = self.at(&path).map_or_else(String::new, |value| value_of(self.names, field.ask, value));
            if !value.is_empty() {
                let label = self.say(&format!("declare.{}", join(key, field.path)));
                let label = if before.is_empty() { label } else { format!("{before} · {label}") };
                into.push(Flat { path, label, value });
            }
        }
    }

    fn flatten_rows(&mut self, at: &str, before: &str, rows: &Rows, into: &mut Vec<Flat>) {
        let path = join(at, rows.path);
        for n in 0..self.at(&path).and_then(Value::as_array).map_or(0, Vec::len) {
            let row = format!("{} {}", self.say(&format!("declare.group.{}", rows.path)), n + 1);
            let row = if before.is_empty() { row } else { format!("{before} · {row}") };
            self.flatten((&format!("{path}[{n}]"), rows.path), &row, rows.fields, into);
        }
    }

    fn say(&self, key: &str) -> String {
        words::say_owned(self.names.language, key).to_owned()
    }

    /// What stands at a path; nothing for what was not filled in.
    fn at(&self, path: &str) -> Option<&Value> {
        let pointer = path.replace('[', ".").replace(']', "").replace('.', "/");
        self.tree.pointer(&format!("/{pointer}"))
    }

    /// What is to be said of a path or of what stands below it; it is said once.
    fn marks_at(&mut self, path: &str) -> Vec<Mark> {
        let below =
            |at: &str| at.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        let (here, rest) = std::mem::take(&mut self.marks).into_iter().partition(|(at, _)| below(at));
        self.marks = rest;
        let here: Vec<(String, Mark)> = here;
        here.into_iter().map(|(_, mark)| mark).collect()
    }

    fn fields(&mut self, at: &str, key: &str, fields: &[Field]) -> Vec<Told> {
        let mut told = Vec::new();
        for field in fields {
            let (path, key) = (join(at, field.path), join(key, field.path));
            let value = self.at(&path).map_or_else(String::new, |value| value_of(self.names, field.ask, value));
            let marks = self.marks_at(&path);
            if !value.is_empty() || !marks.is_empty() {
                told.push(Told { label: self.say(&format!("declare.{key}")), value, marks });
            }
        }
        told
    }

    /// The offices that were chosen for steps.
    fn places(&mut self) -> Option<Group> {
        let chosen = self.at("offices.chosen")?.as_object()?;
        let place = |(step, office): (&String, &Value)| Told {
            label: self.names.step(self.mode.map_or("", |mode| mode.as_str()), step),
            value: value_of(self.names, Ask::Office, office),
            marks: Vec::new(),
        };
        let fields: Vec<Told> = chosen.iter().map(place).collect();
        (!fields.is_empty()).then(|| Group { title: self.say("declare.group.places"), fields })
    }

    fn goods(&mut self, n: usize, few: bool) -> Goods {
        let path = format!("lines[{n}]");
        let text = |key: &str| self.at(&join(&path, key)).and_then(Value::as_str).unwrap_or_default().to_owned();
        let title = format!("{} {}", text("hs"), text("name"));
        let mut fields = self.fields(&path, "lines", LINE);
        let tables: Vec<Table> = LINE_ROWS.iter().filter_map(|rows| self.table(&path, rows)).collect();
        let rest = self.marks_at(&path);
        if !rest.is_empty() {
            fields.push(Told { label: String::new(), value: String::new(), marks: rest });
        }
        let of_table = |table: &Table| !table.marks.is_empty() || table.rows.iter().any(|(_, marks)| !marks.is_empty());
        let open = few || fields.iter().any(|field| !field.marks.is_empty()) || tables.iter().any(of_table);
        Goods { number: n + 1, title, open, fields, tables }
    }

    fn table(&mut self, at: &str, rows: &Rows) -> Option<Table> {
        let path = join(at, rows.path);
        let items = self.at(&path).and_then(Value::as_array).cloned().unwrap_or_default();
        let filled: Vec<&Field> =
            rows.fields.iter().filter(|field| items.iter().any(|item| item.get(field.path).is_some())).collect();
        let mut told = Vec::new();
        for (n, item) in items.iter().enumerate() {
            let cell = |field: &&Field| {
                item.get(field.path).map_or_else(String::new, |it| value_of(self.names, field.ask, it))
            };
            let cells = filled.iter().map(cell).collect();
            told.push((cells, self.marks_at(&format!("{path}[{n}]"))));
        }
        let marks = self.marks_at(&path);
        let heads = filled.iter().map(|field| self.say(&format!("declare.{}.{}", rows.path, field.path))).collect();
        let title = self.say(&format!("declare.group.{}", rows.path));
        (!told.is_empty() || !marks.is_empty()).then_some(Table { title, heads, rows: told, marks })
    }
}

fn join(at: &str, path: &str) -> String {
    if at.is_empty() { path.to_owned() } else { format!("{at}.{path}") }
}

/// A value with the name of what it stands for.
fn value_of(names: &Names, ask: Ask, value: &Value) -> String {
    match value {
        Value::String(text) => named(names, ask, text),
        Value::Bool(yes) => words::say(names.language, if *yes { "yes" } else { "no" }).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| value_of(names, ask, item)).collect();
            items.join(desk::names::comma(names.language))
        }
        Value::Null | Value::Object(_) => String::new(),
    }
}

fn named(names: &Names, ask: Ask, text: &str) -> String {
    match ask {
        Ask::Select(table) | Ask::Several(table) | Ask::Code(table) | Ask::Typed(table) => {
            names.code_and_name(table, text)
        }
        Ask::Office | Ask::PortOffice => format!("{text} {}", names.office(text)),
        Ask::Owner => format!("{text} {}", names.enterprise(text)),
        Ask::Port => names.code_and_name(TableName::Place, text),
        Ask::Way => names.direction_of(text).to_owned(),
        Ask::Measured(table) => match text.rsplit_once(' ') {
            Some((number, code)) => format!("{number} {}", names.code_and_name(table, code)),
            None => text.to_owned(),
        },
        Ask::Line | Ask::Area | Ask::Day | Ask::Whole | Ask::With(_) | Ask::Goods | Ask::Mode | Ask::YesNo => {
            text.to_owned()
        }
    }
}
