//! Tables of others, row by row: each row of a CSV file becomes a declaration by a map, or is refused with its faults.
//!
//! Nothing but one row is held at a time. A row that cannot be read never stops the others.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use clearance::calendar::Day;
use clearance::declaration::NotSupplied;
use clearance::fault::Fault;
use clearance::id::CaseNo;
use clearance::text::Text;
use csv::ByteRecord;

use crate::encoding::Encoding;
use crate::json::{Reader, Received};
use crate::map::{Cells, Maker, Map};

/// The longest row, in bytes: a quotation mark that is never closed must not swallow the file.
pub const MAX_ROW_BYTES: u64 = 1 << 20;

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A declaration.
    Read(Box<Imported>),
    /// A row with faults; the others go on.
    Refused(Refused),
    /// The rest of the file cannot be read.
    Stopped(Fault),
}

/// A row that became a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The line of the file where the row begins; the header stands in line 1.
    pub line: u64,
    /// The number that the case gets: the same on every run.
    pub no: CaseNo,
    /// The source's own number.
    pub source_no: String,
    /// The day of acceptance.
    pub day: Day,
    /// The declaration, with what the source did not supply noted in it.
    pub received: Received,
    /// What the source knows of the outcome, by word.
    pub outcomes: Vec<(String, String)>,
}

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The line of the file where the row begins.
    pub line: u64,
    /// The source's own number, if it could be read.
    pub source_no: String,
    /// Everything that is wrong; at the name of the column where one is to blame.
    pub faults: Vec<Fault>,
}

/// The rows of a file.
pub struct Rows<'m, R: Read> {
    map: &'m Map,
    reader: Reader<'m>,
    file: csv::Reader<Limited<R>>,
    /// For each column of the map, its place in the file.
    places: Vec<usize>,
    width: usize,
    encoding: Option<Encoding>,
    since: Rc<Cell<u64>>,
    record: ByteRecord,
    ended: bool,
}

impl<'m, R: Read> Rows<'m, R> {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// Every column that the map needs and the header lacks or has twice; or a header that cannot be read.
    pub fn open(map: &'m Map, reader: Reader<'m>, file: R) -> Result<Rows<'m, R>, Vec<Fault>> {
        let since = Rc::new(Cell::new(0));
        let mut options = csv::ReaderBuilder::new();
        options.delimiter(map.separator).has_headers(false).flexible(true);
        let file = options.from_reader(Limited { inner: file, since: Rc::clone(&since) });
        let record = ByteRecord::new();
        let mut rows = Rows {
            map,
            reader,
            file,
            places: Vec::new(),
            width: 0,
            encoding: map.encoding,
            since,
            record,
            ended: false,
        };
        rows.header()?;
        Ok(rows)
    }

    /// How many bytes of the file were worked through.
    pub fn bytes(&self) -> u64 {
        self.file.position().byte()
    }

    fn header(&mut self) -> Result<(), Vec<Fault>> {
        let read = self.file.read_byte_record(&mut self.record);
        read.map_err(|error| vec![stopped(&error, 1)])?;
        self.settle_encoding();
        let mut names = Vec::new();
        let mut faults = Vec::new();
        for cell in &self.record {
            match self.decode(cell) {
                Some(name) => names.push(name.trim_start_matches('\u{feff}').trim().to_owned()),
                None => faults.push(encoding_fault("", cell, self.encoding)),
            }
        }
        for column in &self.map.columns {
            let mut places = names.iter().enumerate().filter(|(_, name)| *name == column).map(|(place, _)| place);
            match (places.next(), places.next()) {
                (Some(place), None) => self.places.push(place),
                (Some(_), Some(_)) => {
                    faults.push(Fault::new(column, "duplicate", "", Text::fixed("每列只出现一次", "each column once")));
                }
                (None, _) => {
                    let wanted = Text::new(
                        format!("表头须有此列；现有：{}", names.join("、")),
                        format!("this column in the header; there are: {}", names.join(", ")),
                    );
                    faults.push(Fault::new(column, "column_missing", "", wanted));
                }
            }
        }
        self.width = names.len();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// A map that names no encoding takes it from the first row that is not plain ASCII.
    fn settle_encoding(&mut self) {
        if self.encoding.is_none() {
            self.encoding = Encoding::detect(self.record.as_slice());
        }
    }

    fn decode<'c>(&self, cell: &'c [u8]) -> Option<Cow<'c, str>> {
        self.encoding.unwrap_or(Encoding::Utf8).decode(cell)
    }

    fn row(&self) -> Row {
        let line = self.record.position().map_or(0, csv::Position::line);
        let mut faults = Vec::new();
        let cells = self.places.iter().zip(&self.map.columns).map(|(place, column)| {
            let cell = self.record.get(*place).unwrap_or_default();
            self.decode(cell).unwrap_or_else(|| {
                faults.push(encoding_fault(column, cell, self.encoding));
                Cow::Borrowed("")
            })
        });
        let cells: Vec<_> = cells.collect();
        if self.record.len() != self.width {
            let wanted = Text::new(
                format!("{}列，与表头相同", self.width),
                format!("{} columns, as the header has", self.width),
            );
            faults.push(Fault::new("", "columns", self.record.len().to_string(), wanted));
        }
        let cells = Cells { cells: &cells, columns: &self.map.columns, tables: &self.map.tables };
        let source_no = match self.map.source_no.text(&cells) {
            Ok(text) => text.unwrap_or_default().into_owned(),
            Err(_) => String::new(),
        };
        if !faults.is_empty() {
            return Row::Refused(Refused { line, source_no, faults });
        }
        match self.import(line, &source_no, &cells) {
            Ok(imported) => Row::Read(Box::new(imported)),
            Err(faults) => Row::Refused(Refused { line, source_no, faults }),
        }
    }

    fn import(&self, line: u64, source_no: &str, cells: &Cells<'_>) -> Result<Imported, Vec<Fault>> {
        let map = self.map;
        let mut faults = Vec::new();
        let no = parsed(&map.number, "number", cells, &mut faults, CaseNo::parse);
        let day = parsed(&map.day, "day", cells, &mut faults, Day::parse);
        let mut outcomes = Vec::new();
        for (word, maker) in &map.outcomes {
            match maker.text(cells) {
                Ok(value) => outcomes.extend(value.map(|value| (word.clone(), value.into_owned()))),
                Err(fault) => faults.push(fault),
            }
        }
        let mut unmade = Vec::new();
        let node = map.plan.grow(&map.fields, cells, &mut unmade);
        let read = self.reader.judge(&node);
        let known: Vec<&str> = unmade.iter().map(|(field, _)| map.fields[*field].0.as_str()).collect();
        let found = read.as_ref().err().into_iter().flatten().filter(|fault| !known.contains(&fault.at.as_str()));
        faults.extend(found.map(|fault| self.in_the_senders_terms(fault, cells)));
        faults.extend(unmade.into_iter().map(|(_, fault)| fault));
        if let (Ok(mut received), Some(no), Some(day), true) = (read, no, day, faults.is_empty()) {
            if !map.not_supplied.is_empty() {
                let fields = map.not_supplied.clone();
                received.declaration.not_supplied = Some(NotSupplied { map: map.name.clone(), fields });
            }
            return Ok(Imported { line, no, source_no: source_no.to_owned(), day, received, outcomes });
        }
        Err(faults)
    }

    /// A fault at a path becomes one at the column that the value came from, with the cell as it stands.
    fn in_the_senders_terms(&self, fault: &Fault, cells: &Cells<'_>) -> Fault {
        let maker = self.map.fields.iter().find(|(path, _)| *path == fault.at).map(|(_, maker)| maker);
        match maker.and_then(Maker::column) {
            Some(column) => Fault {
                at: self.map.columns[column].clone(),
                code: fault.code.clone(),
                given: cells.cells[column].to_string(),
                wanted: fault.wanted.clone(),
            },
            None => fault.clone(),
        }
    }
}

impl<R: Read> Iterator for Rows<'_, R> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.ended {
            return None;
        }
        self.since.set(0);
        match self.file.read_byte_record(&mut self.record) {
            Ok(true) => {
                self.settle_encoding();
                Some(self.row())
            }
            Ok(false) => None,
            Err(error) => {
                self.ended = true;
                Some(Row::Stopped(stopped(&error, self.file.position().line())))
            }
        }
    }
}

/// A value of the row as a type of ours; a blank one is a fault too.
fn parsed<T>(
    maker: &Maker,
    key: &str,
    cells: &Cells<'_>,
    faults: &mut Vec<Fault>,
    parse: impl Fn(&str) -> Result<T, Text>,
) -> Option<T> {
    let at = maker.column().map_or(key, |column| cells.columns[column].as_str());
    let read = match maker.text(cells) {
        Ok(Some(text)) => parse(&text).map_err(|wanted| Fault::new(at, "shape", text, wanted)),
        Ok(None) => Err(Fault::new(at, "required", "", Text::fixed("此列必填", "this column is required"))),
        Err(fault) => Err(fault),
    };
    read.map_err(|fault| faults.push(fault)).ok()
}

fn encoding_fault(column: &str, cell: &[u8], encoding: Option<Encoding>) -> Fault {
    let shown = cell.iter().take(16).map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(" ");
    let name = match encoding {
        Some(Encoding::Gb18030) => "GB 18030",
        Some(Encoding::Utf8) | None => "UTF-8",
    };
    Fault::new(column, "encoding", shown, Text::new(format!("{name}编码的文本"), format!("text in {name}")))
}

fn stopped(error: &csv::Error, line: u64) -> Fault {
    let code = if error.to_string().contains(TOO_LONG) { "too_long" } else { "unreadable" };
    let wanted = Text::new(
        format!("可读的文件（第{line}行起无法读取：{error}）"),
        format!("a readable file (from line {line} on it is not: {error})"),
    );
    Fault::new("", code, "", wanted)
}

const TOO_LONG: &str = "a row of the table is too long";

/// Counts what was read since the last row began.
struct Limited<R> {
    inner: R,
    since: Rc<Cell<u64>>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > MAX_ROW_BYTES {
            return Err(io::Error::new(io::ErrorKind::InvalidData, TOO_LONG));
        }
        let count = self.inner.read(buffer)?;
        self.since.set(self.since.get() + count as u64);
        Ok(count)
    }
}
