//! From the files of the folder `reference` to tables, with every fault of every file.

use super::alias::{Alias, Aliases};
use super::line::{Field, split};
use super::rows::Rows;
use super::{Entry, Reference, TableName, Title};
use values::calendar::{Day, Period};
use values::code::HsCode;
use values::fault::TextFault;
use values::text::Text;

/// The columns of a table file; `code` must be there.
const COLUMNS: [&str; 7] = ["code", "zh", "en", "parent", "from", "until", "provisional"];
const ALIAS_COLUMNS: [&str; 7] = ["table", "set", "code", "ours", "from", "until", "provisional"];
const TITLE_COLUMNS: [&str; 4] = ["table", "zh", "en", "partial"];

pub(super) fn read(files: &[(&str, &str)]) -> Result<Reference, Vec<TextFault>> {
    let mut faults = Vec::new();
    let mut tables = vec![Rows::default(); TableName::ALL.len()];
    let mut given = [None; TableName::ALL.len()];
    let mut titles: Vec<Title> = TableName::ALL.into_iter().map(untitled).collect();
    let mut aliases = Vec::new();
    let mut alias_file = "";
    for &(file, content) in files {
        let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let Some(word) = base.strip_suffix(".csv") else { continue };
        match (word, TableName::parse(word)) {
            ("tables", _) => read_titles(file, content, &mut titles, &mut faults),
            ("aliases", _) => {
                alias_file = file;
                read_aliases(file, content, &mut aliases, &mut faults);
            }
            (_, Some(table)) if given[table as usize].is_none() => {
                given[table as usize] = Some(file);
                tables[table as usize] = read_rows(file, content, table, &mut faults);
            }
            (_, Some(_)) => {
                faults.push(TextFault::new(file, 1, 1, word, Text::fixed("每个表一个文件", "one file for each table")));
            }
            (_, None) => faults.push(TextFault::new(file, 1, 1, word, table_wanted())),
        }
    }
    for table in TableName::ALL {
        if let Some(file) = given[table as usize] {
            check_rows(file, table, &tables[table as usize], &mut faults);
        }
    }
    let aliases = Aliases::new(aliases);
    check_aliases(alias_file, &aliases, &tables, &mut faults);
    if faults.is_empty() { Ok(Reference { tables, titles, aliases }) } else { Err(faults) }
}

fn untitled(table: TableName) -> Title {
    Title { text: Text::fixed(table.word(), table.word()), partial: false }
}

fn table_wanted() -> Text {
    let words = TableName::ALL.map(TableName::word).join(", ");
    Text::new(format!("表名之一：{words}"), format!("one of the tables {words}"))
}

/// A file with its header read: where in a line each of the known columns stands.
struct Sheet<'a, const N: usize> {
    file: &'a str,
    place: [Option<usize>; N],
    width: usize,
}

/// One line of it.
struct Line<'a, 'f, const N: usize> {
    sheet: &'f Sheet<'a, N>,
    number: u32,
    text: &'a str,
    fields: &'f [Field<'a>],
}

impl<'a, const N: usize> Sheet<'a, N> {
    fn fault(&self, line: u32, text: &str, at: usize, found: &str, wanted: Text) -> TextFault {
        let column = text.get(..at).map_or(0, |before| before.chars().count()) as u32 + 1;
        TextFault::new(self.file, line, column, found, wanted)
    }
}

impl<'f, const N: usize> Line<'_, 'f, N> {
    /// The text of a column; empty if the file does not have it.
    fn get(&self, column: usize) -> &'f str {
        self.sheet.place[column].map_or("", |place| &self.fields[place].text)
    }

    fn fault(&self, column: usize, wanted: Text) -> TextFault {
        let at = self.sheet.place[column].map_or(0, |place| self.fields[place].at);
        self.sheet.fault(self.number, self.text, at, self.get(column), wanted)
    }

    fn period(&self, from: usize, until: usize) -> Result<Period, TextFault> {
        let day = |column: usize| match self.get(column) {
            "" => Ok(None),
            text => Day::parse(text).map(Some).map_err(|wanted| self.fault(column, wanted)),
        };
        let period = Period { from: day(from)?.unwrap_or(Day::FIRST), until: day(until)? };
        if period.until.is_some_and(|until| until < period.from) {
            return Err(self.fault(until, Text::fixed("不早于起始日的日期", "a day that is not before the first")));
        }
        Ok(period)
    }

    fn flag(&self, column: usize) -> Result<bool, TextFault> {
        match self.get(column) {
            "" => Ok(false),
            "1" => Ok(true),
            _ => Err(self.fault(column, Text::fixed("1或空", "1 or nothing"))),
        }
    }
}

/// Reads the header, then hands every line that is not empty to `each`. The first `required` columns must be there.
fn each_line<'a, const N: usize>(
    file: &'a str,
    content: &'a str,
    (columns, required): ([&str; N], usize),
    faults: &mut Vec<TextFault>,
    mut each: impl FnMut(&Line<'a, '_, N>) -> Result<(), TextFault>,
) {
    let mut lines = content.strip_prefix('\u{feff}').unwrap_or(content).lines();
    let mut sheet = Sheet { file, place: [None; N], width: 0 };
    let header = lines.next().unwrap_or("");
    for (place, word) in header.split(',').enumerate() {
        match columns.iter().position(|column| *column == word) {
            Some(known) if sheet.place[known].is_none() => sheet.place[known] = Some(place),
            Some(_) | None => faults.push(sheet.fault(1, header, 0, word, columns_wanted(&columns))),
        }
        sheet.width = place + 1;
    }
    if let Some(missing) = (0..required).find(|&column| sheet.place[column].is_none()) {
        faults.push(sheet.fault(1, header, 0, columns[missing], columns_wanted(&columns[..required])));
        return;
    }
    let mut fields = Vec::new();
    for (number, text) in (2..).zip(lines) {
        if text.is_empty() {
            continue;
        }
        let outcome = match split(text, &mut fields) {
            Err((at, wanted)) => Err(sheet.fault(number, text, at, &text[at..], wanted)),
            Ok(()) if fields.len() != sheet.width => {
                let wanted = Text::new(format!("{}个字段", sheet.width), format!("{} fields", sheet.width));
                Err(sheet.fault(number, text, 0, &fields.len().to_string(), wanted))
            }
            Ok(()) => each(&Line { sheet: &sheet, number, text, fields: &fields }),
        };
        faults.extend(outcome.err());
    }
}

fn columns_wanted(columns: &[&str]) -> Text {
    let columns = columns.join(", ");
    Text::new(format!("列名：{columns}，各一次"), format!("the columns {columns}, each once"))
}

fn read_rows(file: &str, content: &str, table: TableName, faults: &mut Vec<TextFault>) -> Rows {
    let mut rows = Rows::default();
    rows.reserve(content.len());
    each_line(file, content, (COLUMNS, 1), faults, |line| {
        let (code, zh, en, parent) = (line.get(0), line.get(1), line.get(2), line.get(3));
        table.check(code).map_err(|wanted| line.fault(0, wanted))?;
        let parent = (!parent.is_empty()).then_some(parent);
        if zh.is_empty() && en.is_empty() && parent.is_none() {
            return Err(line.fault(0, Text::fixed("名称，或有名称的上级代码", "a name, or a parent that has one")));
        }
        let (period, provisional) = (line.period(4, 5)?, line.flag(6)?);
        let entry = Entry { code, zh, en, parent, period, provisional };
        if rows.push(entry, line.number) {
            Ok(())
        } else {
            Err(line.fault(0, Text::fixed("不超过65535字节的名称", "names of 65535 bytes at most")))
        }
    });
    rows.sort();
    rows
}

/// What can only be asked of the whole table: no code twice on a day, and every parent there.
fn check_rows(file: &str, table: TableName, rows: &Rows, faults: &mut Vec<TextFault>) {
    let mut fault = |line, found: &str, wanted| faults.push(TextFault::new(file, line, 1, found, wanted));
    for (entry, row) in rows.doubled() {
        fault(row.line, entry.code, Text::fixed("同一天只有一行的代码", "a code that has one row on each day"));
    }
    for (entry, row) in rows.all() {
        let level =
            if table == TableName::Hs { HsCode::parse(entry.code).ok().and_then(|code| code.parent()) } else { None };
        if table == TableName::Hs && level.as_ref().map(HsCode::as_str) != entry.parent {
            let wanted = level.map_or_else(String::new, |code| code.to_string());
            let wanted = Text::new(format!("上级商品编码“{wanted}”"), format!("the parent {wanted:?}"));
            fault(row.line, entry.parent.unwrap_or(""), wanted);
            continue;
        }
        let Some(parent) = entry.parent else { continue };
        // Parents sort before their children in every table that has them: so they form no circle.
        let last = entry.period.until.unwrap_or(Day::LAST);
        let holds = [entry.period.from, last].iter().all(|&day| rows.entry(parent, day).is_some());
        if parent >= entry.code || !holds {
            let wanted = Text::fixed(
                "同表中同期有效、排在其前的上级代码",
                "a parent in this table that holds on the same days and sorts before it",
            );
            fault(row.line, parent, wanted);
        }
    }
}

fn read_titles(file: &str, content: &str, titles: &mut [Title], faults: &mut Vec<TextFault>) {
    each_line(file, content, (TITLE_COLUMNS, 3), faults, |line| {
        let table = TableName::parse(line.get(0)).ok_or_else(|| line.fault(0, table_wanted()))?;
        let text = Text::new(line.get(1).to_owned(), line.get(2).to_owned());
        titles[table as usize] = Title { text, partial: line.flag(3)? };
        Ok(())
    });
}

fn read_aliases(file: &str, content: &str, aliases: &mut Vec<Alias>, faults: &mut Vec<TextFault>) {
    each_line(file, content, (ALIAS_COLUMNS, 4), faults, |line| {
        let table = TableName::parse(line.get(0)).ok_or_else(|| line.fault(0, table_wanted()))?;
        if let Some(empty) = (1..4).find(|&column| line.get(column).is_empty()) {
            return Err(line.fault(empty, Text::fixed("非空字段", "a field that is not empty")));
        }
        line.flag(6)?;
        let (set, code, ours) = (line.get(1).into(), line.get(2).into(), line.get(3).into());
        aliases.push(Alias { table, set, code, ours, period: line.period(4, 5)?, line: line.number });
        Ok(())
    });
}

/// No foreign code twice on a day, and every code of ours known.
fn check_aliases(file: &str, aliases: &Aliases, tables: &[Rows], faults: &mut Vec<TextFault>) {
    for alias in aliases.doubled() {
        let wanted = Text::fixed("同一天只有一个对应代码", "a code that has one translation on each day");
        faults.push(TextFault::new(file, alias.line, 1, &*alias.code, wanted));
    }
    for alias in aliases.all() {
        if tables[alias.table as usize].history(&alias.ours).next().is_none() {
            let word = alias.table.word();
            let wanted = Text::new(format!("{word}表中的代码"), format!("a code of the table {word}"));
            faults.push(TextFault::new(file, alias.line, 1, &*alias.ours, wanted));
        }
    }
}
