//! The forms of acts as data: what a reader may do now, field by field.

use crate::pairs::Pairs;
use values::fault::Fault;
use values::text::Language;

/// What an input looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// One line of text, with a list of proposals under this name if it is not empty.
    Line(&'static str),
    /// A number in a unit.
    Number(String),
    /// Several lines.
    Area,
    /// One of several: value and word.
    Choice(Vec<(String, String)>),
    /// A day.
    Day,
    /// Yes or not sent.
    Tick,
    /// Not shown.
    Hidden,
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct FormField {
    /// The name that is sent.
    pub name: String,
    /// The label.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// How it is asked.
    pub input: Input,
    /// What is wrong with it.
    pub fault: Option<String>,
    /// Words above it, where a new group begins.
    pub group: Option<String>,
}

impl FormField {
    /// A field without a value.
    pub fn new(name: impl Into<String>, label: impl Into<String>, input: Input) -> Self {
        let (name, label) = (name.into(), label.into());
        Self { name, label, value: String::new(), input, fault: None, group: None }
    }

    /// A value that goes with the form unseen.
    pub fn hidden(name: &str, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..Self::new(name, "", Input::Hidden) }
    }

    /// The same with a value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// The same with words above it.
    #[must_use]
    pub fn group(mut self, words: impl Into<String>) -> Self {
        self.group = Some(words.into());
        self
    }

    /// Whether it is shown.
    pub fn is_shown(&self) -> bool {
        self.input != Input::Hidden
    }

    /// Whether it is one line of text.
    pub fn is_line(&self) -> bool {
        matches!(self.input, Input::Line(_))
    }

    /// The unit of a number; nothing for what is no number.
    pub fn unit(&self) -> Option<&str> {
        if let Input::Number(unit) = &self.input { Some(unit) } else { None }
    }

    /// The list of proposals.
    pub fn list(&self) -> &str {
        if let Input::Line(list) = self.input { list } else { "" }
    }

    /// Whether it has several lines.
    pub fn is_area(&self) -> bool {
        self.input == Input::Area
    }

    /// Whether it is a day.
    pub fn is_day(&self) -> bool {
        self.input == Input::Day
    }

    /// Whether it is ticked or not.
    pub fn is_tick(&self) -> bool {
        self.input == Input::Tick
    }

    /// What may be chosen.
    pub fn choices(&self) -> &[(String, String)] {
        if let Input::Choice(choices) = &self.input { choices } else { &[] }
    }
}

/// Fields of one thing among many of its kind, as a row of a table.
#[derive(Clone, Debug)]
pub struct FormRow {
    /// What it is.
    pub label: String,
    /// Its fields, one a column.
    pub fields: Vec<FormField>,
}

/// The form of one act.
#[derive(Clone, Debug)]
pub struct ActForm {
    /// A name that is unique on the page.
    pub id: String,
    /// What is done, as a heading.
    pub title: String,
    /// What goes with it.
    pub says: String,
    /// The verb on the button.
    pub verb: String,
    /// The kind of button: `main`, `plain` or `stop`.
    pub kind: &'static str,
    /// The fields.
    pub fields: Vec<FormField>,
    /// Rows of fields, above the others.
    pub rows: Vec<FormRow>,
    /// Shown unfolded.
    pub open: bool,
    /// Where it leads instead of sending a form.
    pub path: Option<String>,
    /// Why it cannot be done now, with the clause.
    pub blocked: Option<(String, String)>,
}

/// Rows of a table that are shown at once: a fold has as many.
const AT_ONCE: usize = 50;

/// The fields by which a form that was sent is known again.
const SAME: [&str; 5] = ["act", "step", "lot", "hold", "item"];

impl ActForm {
    /// Whether a field of it has the list of proposals.
    pub fn proposes(&self, list: &str) -> bool {
        self.rows.iter().flat_map(|row| &row.fields).chain(&self.fields).any(|field| field.list() == list)
    }

    /// A form with its heading and verb.
    pub fn new(act: &str, title: impl Into<String>, verb: impl Into<String>, kind: &'static str) -> Self {
        let fields = vec![FormField::hidden("act", act)];
        let (title, verb) = (title.into(), verb.into());
        Self {
            id: String::new(),
            title,
            says: String::new(),
            verb,
            kind,
            fields,
            rows: Vec::new(),
            open: false,
            path: None,
            blocked: None,
        }
    }

    /// The same with a further field.
    #[must_use]
    pub fn with(mut self, field: FormField) -> Self {
        self.fields.push(field);
        self
    }

    /// What the columns of the rows are called.
    pub fn row_heads(&self) -> Vec<&str> {
        let first = self.rows.first().map(|row| row.fields.as_slice()).unwrap_or_default();
        first.iter().map(|field| field.label.as_str()).collect()
    }

    /// Rows that are shown at once; more of them are folded.
    pub fn first_rows(&self) -> &[FormRow] {
        &self.rows[..self.rows.len().min(AT_ONCE)]
    }

    /// The rest of the rows, in folds.
    pub fn folds(&self) -> impl Iterator<Item = &[FormRow]> {
        self.rows[self.rows.len().min(AT_ONCE)..].chunks(AT_ONCE)
    }

    /// Whether what was sent was this form.
    pub fn is_of(&self, sent: &Pairs) -> bool {
        SAME.iter().all(|name| {
            let own = self.fields.iter().find(|field| field.name == *name).map_or("", |field| field.value.as_str());
            own == sent.get(name)
        })
    }

    /// Puts back what was sent, with its faults beside the fields.
    pub fn refill(&mut self, sent: &Pairs, faults: &[Fault], language: Language) {
        self.open = true;
        let in_rows = self.rows.iter_mut().flat_map(|row| &mut row.fields);
        for field in self.fields.iter_mut().filter(|field| field.is_shown()).chain(in_rows) {
            field.value = sent.get(&field.name).to_owned();
            field.fault = faults.iter().find(|f| f.at == field.name).map(|f| f.wanted.pick(language).to_owned());
        }
    }
}
