//! Tables of others, row by row: each row of a CSV file becomes a declaration by a map, or is refused with its faults.
//!
//! The file is looked through once ([`crate::survey`]), then read; nothing but one row is held at a time. A row that cannot be
//! read never stops the others.

mod lined;

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};

use clearance::declaration::NotSupplied;
use csv::ByteRecord;
use values::calendar::Day;
use values::fault::Fault;
use values::id::CaseNo;
use values::text::Text;
use values::text::mark::hidden;

use crate::encoding::Encoding;
use crate::inert::plain;
use crate::json::{Reader, Received};
use crate::map::{Cells, Maker, Map};
use crate::survey::{By, Open, survey};
pub use lined::MAX_ROW_BYTES;
use lined::{Lined, TOO_LONG};

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A declaration.
    Read(Box<Imported>),
    /// A row with faults; the others go on.
    Refused(Refused),
    /// A row of nothing but blanks.
    Skipped,
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
    /// A character that may not stand in a live text and was kept, with its column.
    pub remark: Option<Fault>,
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
    /// Lines that were not read because of it, the first and the last: those behind a quotation mark that is never closed, or
    /// that another row closed by chance.
    pub unread: Option<(u64, u64)>,
}

/// The rows of a file.
pub struct Rows<'m, R: Read> {
    map: &'m Map,
    reader: Reader<'m>,
    file: csv::Reader<Lined<R>>,
    /// For each column of the map, its place in the file.
    places: Vec<usize>,
    width: usize,
    encoding: Option<Encoding>,
    by: By,
    open: Option<Open>,
    last_line: u64,
    record: ByteRecord,
    line: u64,
    /// The last line of the record.
    until: u64,
    ended: bool,
}

impl<'m, R: Read + Seek> Rows<'m, R> {
    /// Looks a file through, goes back to its beginning and reads its header.
    ///
    /// # Errors
    /// Its encoding is none of ours or contradicts what is said of it; every column that the map needs and the header lacks or
    /// has twice; a header that cannot be read.
    pub fn open(map: &'m Map, reader: Reader<'m>, mut file: R) -> Result<Rows<'m, R>, Vec<Fault>> {
        let again = |error: io::Error| vec![stopped(&error.into(), 1)];
        let found = survey(&mut file, map.separator, map.encoding).map_err(|fault| vec![fault])?;
        file.seek(SeekFrom::Start(found.mark)).map_err(again)?;
        let mut options = csv::ReaderBuilder::new();
        options.delimiter(map.separator).has_headers(false).flexible(true);
        let file = options.from_reader(Lined::new(file, found.open.map(|open| open.at)));
        let mut rows = Rows {
            map,
            reader,
            file,
            places: Vec::new(),
            width: 0,
            encoding: found.encoding,
            by: found.by,
            open: found.open,
            last_line: found.last_line,
            record: ByteRecord::new(),
            line: 1,
            until: 1,
            ended: false,
        };
        rows.header()?;
        Ok(rows)
    }

    /// The encoding that was assumed from the bytes, since neither the map nor a mark says it.
    pub fn assumed(&self) -> Option<Encoding> {
        self.encoding.filter(|_| self.by == By::Bytes)
    }

    /// How many bytes of the file were worked through.
    pub fn bytes(&self) -> u64 {
        self.file.position().byte()
    }

    fn header(&mut self) -> Result<(), Vec<Fault>> {
        self.read().map_err(|error| vec![stopped(&error, 1)])?;
        let mut names = Vec::new();
        let mut faults = Vec::new();
        for cell in &self.record {
            match self.decode(cell) {
                Some(name) => names.push(name.trim().to_owned()),
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

    /// Reads the next record and finds the line in which it begins, as an editor counts them.
    fn read(&mut self) -> Result<bool, csv::Error> {
        self.file.get_mut().begin_row();
        let more = self.file.read_byte_record(&mut self.record)?;
        if let Some(position) = self.record.position() {
            let from = position.byte();
            let to = self.file.position().byte();
            self.line = self.file.get_mut().line_from(from);
            self.until = self.file.get_ref().line_before(to).unwrap_or(self.line);
        }
        Ok(more)
    }

    /// Whether the row is the one in which a quotation mark is never closed: what comes before the mark was read of it.
    fn is_open(&self, more: bool) -> bool {
        self.open.is_some_and(|open| !more || open.first_line == self.line)
    }

    /// The row whose quotation mark is never closed, with what was not read because of it.
    fn unclosed(&mut self, open: Open) -> Row {
        let (first, last) = (open.first_line, self.last_line);
        let cells = self.record.iter().map(|cell| self.decode(cell).unwrap_or_default().into_owned());
        let cells: Vec<Cow<'_, str>> = cells.map(Cow::Owned).collect();
        let cells: Vec<_> = self.places.iter().map(|place| cells.get(*place).cloned().unwrap_or_default()).collect();
        let source_no = self.source_no(&cells);
        let wanted = Text::new(
            format!("第{}行打开的引号须有结尾；第{first}至{last}行未读", open.line),
            format!("an end to the quotation mark opened in line {}; lines {first} to {last} were not read", open.line),
        );
        let faults = vec![Fault::new("", "unclosed", "\"", wanted)];
        Row::Refused(Refused { line: open.line, source_no, faults, unread: Some((first, last)) })
    }

    fn source_no(&self, cells: &[Cow<'_, str>]) -> String {
        let cells = self.cells(cells);
        self.map.source_no.text(&cells).ok().flatten().unwrap_or_default().into_owned()
    }

    fn cells<'c>(&'c self, cells: &'c [Cow<'c, str>]) -> Cells<'c> {
        Cells { cells, columns: &self.map.columns, tables: &self.map.tables, zone: self.reader.zone }
    }

    /// Cells at the end that the map does not read may be missing, or be there and blank.
    fn fits(&self) -> bool {
        let more = self.record.iter().skip(self.width);
        let needed = self.places.iter().map(|place| place + 1).max().unwrap_or(0);
        needed <= self.record.len()
            && more.into_iter().all(|cell| self.decode(cell).is_some_and(|text| is_blank(&text)))
    }

    fn decode<'c>(&self, cell: &'c [u8]) -> Option<Cow<'c, str>> {
        self.encoding.unwrap_or(Encoding::Utf8).decode(cell)
    }

    fn row(&self) -> Row {
        let line = self.line;
        if self.record.iter().all(|cell| self.decode(cell).is_some_and(|text| is_blank(&text))) {
            return Row::Skipped;
        }
        let mut faults = Vec::new();
        let cells = self.places.iter().zip(&self.map.columns).map(|(place, column)| {
            let cell = self.record.get(*place).unwrap_or_default();
            match self.decode(cell) {
                Some(Cow::Borrowed(text)) => Cow::Borrowed(plain(text)),
                Some(Cow::Owned(text)) => Cow::Owned(plain(&text).to_owned()),
                None => {
                    faults.push(encoding_fault(column, cell, self.encoding));
                    Cow::Borrowed("")
                }
            }
        });
        let cells: Vec<_> = cells.collect();
        let fits = self.fits();
        if !fits {
            faults.push(self.columns_fault());
        }
        let source_no = self.source_no(&cells);
        // A quotation mark that another row closes by chance swallows what is between.
        let unread = (!fits && line < self.until).then_some((line, self.until));
        let refused = |source_no, faults| Row::Refused(Refused { line, source_no, faults, unread });
        if !faults.is_empty() {
            return refused(source_no, faults);
        }
        match self.import(line, &source_no, &self.cells(&cells)) {
            Ok(imported) => Row::Read(Box::new(imported)),
            Err(faults) => refused(source_no, faults),
        }
    }

    fn columns_fault(&self) -> Fault {
        let (line, until, width) = (self.line, self.until, self.width);
        let (mut zh, mut en) = (format!("{width}列，与表头相同"), format!("{width} columns, as the header has"));
        if line < until {
            zh.push_str(&format!("（引号之间为第{line}至{until}行，均未读）"));
            en.push_str(&format!(" (lines {line} to {until} stand in one quotation and were not read)"));
        }
        Fault::new("", "columns", self.record.len().to_string(), Text::new(zh, en))
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
        let read = self.reader.dated(day).judge(&node);
        let known: Vec<&str> = unmade.iter().map(|(field, _)| map.fields[*field].0.as_str()).collect();
        let found = read.as_ref().err().into_iter().flatten().filter(|fault| !known.contains(&fault.at.as_str()));
        faults.extend(found.map(|fault| self.in_the_senders_terms(fault, cells)));
        faults.extend(unmade.into_iter().map(|(_, fault)| fault));
        if let (Ok(mut received), Some(no), Some(day), true) = (read, no, day, faults.is_empty()) {
            if !map.not_supplied.is_empty() {
                let fields = map.not_supplied.clone();
                received.declaration.not_supplied = Some(NotSupplied { map: map.name.clone(), fields });
            }
            let remark = self.remark(cells);
            return Ok(Imported { line, no, source_no: source_no.to_owned(), day, received, outcomes, remark });
        }
        Err(faults)
    }

    /// The first character of history that may not stand in a live text.
    fn remark(&self, cells: &Cells<'_>) -> Option<Fault> {
        let mut marks = cells.cells.iter().zip(cells.columns).filter(|_| self.reader.keeps);
        let mark = marks.find_map(|(cell, column)| hidden(cell).map(|mark| (column, mark)));
        mark.map(|(column, mark)| Fault::new(column, "control_character_kept", mark.shown(), mark.wanted()))
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

impl<R: Read + Seek> Iterator for Rows<'_, R> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.ended {
            return None;
        }
        match self.read() {
            Ok(more) if self.is_open(more) => {
                self.ended = true;
                if !more {
                    self.record.clear();
                }
                self.open.map(|open| self.unclosed(open))
            }
            Ok(true) => Some(self.row()),
            Ok(false) => None,
            Err(error) => {
                self.ended = true;
                let line = self.file.get_mut().line();
                Some(Row::Stopped(stopped(&error, line)))
            }
        }
    }
}

/// Whether a cell has nothing to read; the blanks of every script are nothing.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c == '\u{feff}')
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
        Ok(Some(text)) => parse(&text).map_err(|wanted| match hidden(&text) {
            Some(mark) => Fault::new(at, "control_character", mark.shown(), mark.wanted()),
            None => Fault::new(at, "shape", text, wanted),
        }),
        Ok(None) => Err(Fault::new(at, "required", "", Text::fixed("此列必填", "this column is required"))),
        Err(fault) => Err(fault),
    };
    read.map_err(|fault| faults.push(fault)).ok()
}

fn encoding_fault(column: &str, cell: &[u8], encoding: Option<Encoding>) -> Fault {
    let shown = cell.iter().take(16).map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(" ");
    let name = encoding.unwrap_or(Encoding::Utf8).name();
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
