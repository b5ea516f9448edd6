//! The form as it is shown: every field with its value, its choices and its fault.

use super::tree::{self, UNIT};
use crate::fields::{Ask, Field, HEAD, LINE, LINE_ROWS, ROWS, Rows};
use crate::pairs::Pairs;
use crate::words;
use desk::names::Names;
use policy::reference::{Reference, TableName};
use values::direction::Direction;
use values::fault::Fault;
use values::text::Language;

/// A field with all that is shown of it.
pub struct FieldView {
    /// The path, which is also its name and identity on the page.
    pub path: String,
    /// The label.
    pub label: &'static str,
    /// What stands in it.
    pub value: String,
    /// The unit behind it, where one is asked.
    pub unit: Option<String>,
    /// The list of proposals for the unit.
    pub unit_list: &'static str,
    /// The unit that stands fixed.
    pub fixed: &'static str,
    /// `line`, `area`, `day`, `whole`, `select`, `one` or `several`.
    pub kind: &'static str,
    /// What may be chosen.
    pub choices: Vec<(String, String)>,
    /// The list of proposals.
    pub list: &'static str,
    /// The table in which what is typed is looked up; none if empty.
    pub table: &'static str,
    /// What may be typed there, by example: a name, a spelling, a code, all of the same thing.
    pub example: &'static str,
    /// The field that takes the code found, if it is another one.
    pub finds: String,
    /// The name of the code that stands in it.
    pub meaning: String,
    /// Whether it takes two columns.
    pub broad: bool,
    /// Whether it must be filled.
    pub needed: bool,
    /// What is wrong with it.
    pub fault: Option<String>,
}

impl FieldView {
    /// Says what its code means, and where others are looked up.
    fn looked_up(&mut self, table: TableName, meaning: String, language: Language) {
        self.table = table.word();
        self.example = words::say_owned(language, &format!("declare.example.{}", table.word()));
        self.meaning = meaning;
    }
}

/// A group of fields.
pub struct GroupView {
    /// The heading.
    pub title: String,
    /// The fields.
    pub fields: Vec<FieldView>,
}

/// A list whose rows are added one by one.
pub struct RowsView {
    /// The path of the list.
    pub path: String,
    /// The heading.
    pub title: &'static str,
    /// What the button says that adds a row.
    pub add: &'static str,
    /// The rows.
    pub rows: Vec<Vec<FieldView>>,
    /// What is wrong with the list as a whole.
    pub fault: Option<String>,
}

/// A line of goods.
pub struct LineView {
    /// Its path.
    pub path: String,
    /// Its number, from 1.
    pub number: usize,
    /// Its fields.
    pub fields: Vec<FieldView>,
    /// Its packages and permits.
    pub rows: Vec<RowsView>,
    /// What is wrong with it as a whole.
    pub fault: Option<String>,
    /// Whether it may be taken out.
    pub droppable: bool,
}

/// A list of proposals: identity, and codes with their names.
pub struct Proposals {
    /// Its identity on the page.
    pub id: &'static str,
    /// Codes and names.
    pub entries: Vec<(String, String)>,
}

/// Everything that a form is drawn from.
pub struct Maker<'a> {
    /// Names of codes and offices.
    pub names: &'a Names<'a>,
    /// The code tables.
    pub reference: &'a Reference,
    /// Entry or exit.
    pub direction: Direction,
    /// What was filled in.
    pub form: &'a Pairs,
    /// What is wrong with it.
    pub faults: &'a [Fault],
    /// The list that gets one more row.
    pub add: &'a str,
    /// The parties that the asker may declare for.
    pub owners: &'a [(String, String)],
}

/// The identity of the proposals of a table; nothing for tables that are too long to propose from.
fn list_of(table: TableName) -> &'static str {
    let short = [
        (TableName::Country, "countries"),
        (TableName::Currency, "currencies"),
        (TableName::Unit, "units"),
        (TableName::Package, "packages"),
    ];
    short.into_iter().find(|(known, _)| *known == table).map_or("", |(_, list)| list)
}

impl Maker<'_> {
    /// The head of the form.
    pub fn head(&self) -> Vec<GroupView> {
        let group = |group: &crate::fields::Group| GroupView {
            title: self.key(&format!("declare.group.{}", group.name)).to_owned(),
            fields: self.fields("", "", group.fields),
        };
        HEAD.iter().map(group).collect()
    }

    fn key(&self, key: &str) -> &'static str {
        words::say_owned(self.names.language, key)
    }

    /// The fields below a place; the words of a row are those of its list.
    fn fields(&self, at: &str, words: &str, fields: &[Field]) -> Vec<FieldView> {
        let fits = |field: &&Field| field.asked && field.only.is_none_or(|only| only == self.direction);
        let shown = fields.iter().filter(fits);
        shown.map(|field| self.field(&join(at, field.path), &join(words, field.path), field)).collect()
    }

    fn field(&self, path: &str, words: &str, field: &Field) -> FieldView {
        let value = self.form.get(path).to_owned();
        let mut view = FieldView {
            label: self.key(&format!("declare.{words}")),
            unit: None,
            unit_list: "",
            fixed: "",
            kind: "line",
            choices: Vec::new(),
            list: "",
            table: "",
            example: "",
            finds: String::new(),
            meaning: String::new(),
            broad: field.broad || field.ask == Ask::Area,
            needed: field.needed,
            fault: self.fault(path),
            path: path.to_owned(),
            value,
        };
        match field.ask {
            Ask::Line | Ask::Way | Ask::YesNo => {}
            Ask::Typed(table) => self.look_up(&mut view, table),
            Ask::Goods => {
                view.looked_up(TableName::Hs, String::new(), self.names.language);
                view.finds = join(path.rsplit_once('.').map_or("", |(line, _)| line), "hs");
            }
            Ask::Area => view.kind = "area",
            Ask::Day => view.kind = "day",
            Ask::Whole => view.kind = "whole",
            Ask::With(unit) => view.fixed = unit,
            Ask::Measured(table) => {
                view.unit = Some(self.form.get(&format!("{path}{UNIT}")).to_owned());
                view.unit_list = list_of(table);
            }
            Ask::Select(table) => view.choose(self.table(table)),
            Ask::Several(table) => view.tick(self.table(table), self.form, self.faults, self.names.language),
            Ask::Code(table) => {
                view.list = list_of(table);
                self.look_up(&mut view, table);
            }
            Ask::Office => view.choose(self.offices(false)),
            Ask::PortOffice => view.choose(self.offices(true)),
            Ask::Owner => view.point_at(self.owners.to_vec()),
            Ask::Port => {
                view.list = "ports";
                self.look_up(&mut view, TableName::Place);
            }
            Ask::Mode => view.choose(self.modes()),
        }
        view
    }

    fn look_up(&self, view: &mut FieldView, table: TableName) {
        view.looked_up(table, self.name(table, &view.value), self.names.language);
    }

    fn name(&self, table: TableName, code: &str) -> String {
        let name = self.reference.name(table, code, self.names.day, self.names.language);
        name.filter(|_| !code.is_empty()).unwrap_or("").to_owned()
    }

    fn fault(&self, path: &str) -> Option<String> {
        let found = self.faults.iter().find(|fault| fault.at == path)?;
        Some(wanted(found, self.names.language).to_owned())
    }

    fn table(&self, table: TableName) -> Vec<(String, String)> {
        // Of papers those that may be asked for; the table has more, for what others declared.
        let papers: Vec<&str> = if table == TableName::Document {
            self.names.policy.askable(self.direction, self.names.day).map(|kind| kind.code.as_str()).collect()
        } else {
            Vec::new()
        };
        let offered = |code: &str| table != TableName::Document || papers.contains(&code);
        let entries = self.reference.entries(table, "", self.names.day).filter(|entry| offered(entry.code));
        entries.map(|entry| (entry.code.to_owned(), self.names.code_and_name(table, entry.code))).collect()
    }

    fn offices(&self, ports_only: bool) -> Vec<(String, String)> {
        let policy = self.names.policy;
        let fits = |office: &&policy::Office| !ports_only || !office.ports.is_empty();
        let offices = policy.offices_on(self.names.day).filter(fits);
        offices.map(|office| (office.code.to_string(), self.names.office(office.code.as_str()))).collect()
    }

    fn modes(&self) -> Vec<(String, String)> {
        let modes = self.names.policy.modes();
        modes
            .map(|mode| (mode.name.to_string(), format!("{} {}", mode.name, self.names.mode_title(mode.name.as_str()))))
            .collect()
    }

    /// Rows of a list below a place.
    fn rows(&self, at: &str, rows: &Rows, least: usize) -> RowsView {
        let path = join(at, rows.path);
        let filled = tree::count(self.form, &path);
        let count = (filled + usize::from(self.add == path)).max(least);
        RowsView {
            title: self.key(&format!("declare.group.{}", rows.path)),
            add: self.key(&format!("declare.add.{}", rows.path)),
            rows: (0..count).map(|n| self.fields(&format!("{path}[{n}]"), rows.path, rows.fields)).collect(),
            fault: self.fault(&path),
            path,
        }
    }

    /// The lines of goods.
    pub fn lines(&self) -> Vec<LineView> {
        let filled = tree::count(self.form, "lines");
        let count = (filled + usize::from(self.add == "lines")).max(1);
        let line = |n: usize| {
            let path = format!("lines[{n}]");
            LineView {
                number: n + 1,
                fields: self.fields(&path, "lines", LINE),
                rows: LINE_ROWS.iter().filter(|rows| rows.asked).map(|rows| self.rows(&path, rows, 1)).collect(),
                fault: self.fault(&path),
                droppable: 1 < filled && n < filled,
                path,
            }
        };
        (0..count).map(line).collect()
    }

    /// Containers, attachments, documents wanted.
    pub fn lists(&self) -> Vec<RowsView> {
        let asked = ROWS.iter().filter(|rows| rows.asked);
        asked.map(|rows| self.rows("", rows, if rows.path == "attachments" { 2 } else { 1 })).collect()
    }

    /// The proposals that fields point at.
    pub fn proposals(&self) -> Vec<Proposals> {
        let of = |id: &'static str, table: TableName, named: bool| {
            let entries =
                self.reference.entries(table, "", self.names.day).filter(|entry| !named || !entry.zh.is_empty());
            let entries = entries.map(|entry| (entry.code.to_owned(), self.names.code(table, entry.code))).collect();
            Proposals { id, entries }
        };
        let ports = self.names.policy.offices_on(self.names.day).flat_map(|office| {
            office.ports.iter().map(|port| (port.to_string(), self.names.code(TableName::Place, port.as_str())))
        });
        vec![
            of("countries", TableName::Country, false),
            of("currencies", TableName::Currency, false),
            of("units", TableName::Unit, true),
            of("packages", TableName::Package, true),
            Proposals { id: "ports", entries: ports.collect() },
        ]
    }
}

impl FieldView {
    /// Makes it a choice of several: the value is what is ticked, the fault the first of any of them.
    fn tick(&mut self, choices: Vec<(String, String)>, form: &Pairs, faults: &[Fault], language: Language) {
        let of_list = format!("{}[", self.path);
        let ticked = form.0.iter().filter(|(name, _)| name.starts_with(&of_list)).map(|(_, code)| code.as_str());
        self.value = ticked.collect::<Vec<_>>().join(" ");
        let fault = faults.iter().find(|fault| fault.at.starts_with(&of_list));
        self.fault = self.fault.take().or_else(|| fault.map(|fault| wanted(fault, language).to_owned()));
        self.kind = "several";
        self.choices = choices;
    }

    /// Whether the code is among those that are ticked.
    pub fn is_ticked(&self, code: &str) -> bool {
        self.value.split(' ').any(|ticked| ticked == code)
    }

    /// Makes it a choice that stands open, since what is chosen from wraps and is never cut. A single one is chosen already.
    fn point_at(&mut self, choices: Vec<(String, String)>) {
        self.choose(choices);
        self.kind = "one";
        if let [(only, _)] = self.choices.as_slice() {
            self.value.clone_from(only);
        }
    }

    fn choose(&mut self, choices: Vec<(String, String)>) {
        self.kind = "select";
        self.choices = choices;
        // What a former text offered and this one does not is kept and judged when it is sent.
        if !self.value.is_empty() && !self.choices.iter().any(|(code, _)| *code == self.value) {
            self.choices.push((self.value.clone(), self.value.clone()));
        }
    }
}

/// What would be right, in the reader's language; in the other rather than nothing.
pub fn wanted(fault: &Fault, language: Language) -> &str {
    match fault.wanted.pick(language) {
        "" => &fault.wanted.zh,
        said => said,
    }
}

fn join(at: &str, path: &str) -> String {
    if at.is_empty() { path.to_owned() } else { format!("{at}.{path}") }
}

/// Every name that the form shows, so that the rest can go with it unseen.
pub fn shown(head: &[GroupView], lines: &[LineView], lists: &[RowsView]) -> Vec<String> {
    let rows = lists.iter().chain(lines.iter().flat_map(|line| &line.rows)).flat_map(|rows| rows.rows.iter().flatten());
    let fields = head.iter().flat_map(|group| &group.fields).chain(lines.iter().flat_map(|line| &line.fields));
    let mut names = Vec::new();
    for field in fields.chain(rows) {
        names.push(field.path.clone());
        let ticks = if field.kind == "several" { field.choices.len() } else { 0 };
        names.extend((0..ticks).map(|n| format!("{}[{n}]", field.path)));
        names.extend((field.unit.is_some() || !field.fixed.is_empty()).then(|| format!("{}{UNIT}", field.path)));
    }
    names
}
