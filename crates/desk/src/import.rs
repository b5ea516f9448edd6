//! Taking a table of somebody else's in, row by row: as closed cases of history, or as declarations of today.
//!
//! A row is known by the name of its map and its own number, so a second run adds nothing. What is held at a time does not
//! grow with the file: one row, and the rows that wait to be appended together.

pub mod history;
pub mod live;

use crate::act::Ask;
use crate::clock::Stopwatch;
use crate::desk::Desk;
use crate::edition::listed;
use crate::receive;
use crate::sheet::Sheet;
use anyhow::{Context, Result, anyhow};
use clearance::declaration::Declaration;
use clearance::intent::Key;
use exchange::encoding::Encoding;
use exchange::json::{Check, Reader, Received};
use exchange::map::Map;
use exchange::sheet::{Imported, Refused, Row, Rows};
use register::head_file::hex;
use register::sealed::Apart;
use sha2::{Digest, Sha256};
use std::io::{Read, Seek, Write};
use std::path::Path;
use values::fault::Fault;
use values::id::AccountId;
use values::text::Text;

/// How many rows are appended together.
pub const BATCH: usize = 256;

/// What the rows become.
#[derive(Clone, Debug)]
pub enum Way {
    /// Closed cases under their own numbers.
    History,
    /// Declarations of today, in the name of an account.
    Live(Box<Ask>),
}

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that were added.
    pub accepted: u64,
    /// Rows with faults, each in the report.
    pub refused: u64,
    /// Rows that had been taken in before.
    pub repeated: u64,
    /// Rows of nothing but blanks.
    pub skipped: u64,
    /// Lines that were not read: behind a quotation mark that is never closed, or between two that belong to different rows.
    pub unread: Unread,
    /// Accepted rows with a character that may not stand in a live text; each has a line in the report.
    pub marked: u64,
    /// The encoding, where neither the map nor a mark of the file says it.
    pub assumed: Option<Encoding>,
    /// How long it took, in milliseconds.
    pub ms: u64,
}

/// Spans of lines that were not read: the first few, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// The first and the last line of each, of the first few.
    pub spans: Vec<(u64, u64)>,
    /// How many there are.
    pub count: u64,
}

/// How many spans of unread lines are told.
const SPANS: usize = 20;

impl Tally {
    /// All rows.
    pub fn rows(&self) -> u64 {
        self.accepted + self.refused + self.repeated + self.skipped
    }
}

impl std::fmt::Display for Tally {
    /// The summary of a file, as one line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Tally { accepted, refused, repeated, skipped, unread, marked, assumed, ms } = self;
        let rows = self.rows();
        let mut said = format!(
            "rows {rows}, accepted {accepted}, refused {refused}, repeated {repeated}, skipped {skipped}, {}.{} s",
            ms / 1000,
            ms % 1000 / 100
        );
        if 0 < *marked {
            said.push_str(&format!(", with hidden characters {marked}"));
        }
        if let Some(encoding) = assumed {
            said.push_str(&format!(", encoding {} (assumed)", encoding.name()));
        }
        if 0 < unread.count {
            let spans: Vec<String> = unread.spans.iter().map(|(first, last)| format!("{first}-{last}")).collect();
            let more = unread.count - unread.spans.len() as u64;
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            said.push_str(&format!(", unread: {}{more}", spans.join(", ")));
        }
        f.write_str(&said)
    }
}

/// The map of a file.
///
/// # Errors
/// All its faults, by line and column.
pub fn read_map(path: &Path) -> Result<Map> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Map::read(&name, &text).map_err(|faults| anyhow!("the map has faults:\n{}", listed(&faults)))
}

/// The report: a line for each fault of each refused row.
pub struct Report<W: Write>(Sheet<W>);

impl<W: Write> Report<W> {
    /// Begins a report.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(to: W) -> Result<Report<W>> {
        let mut sheet = Sheet::new(to)?;
        sheet.row(["line", "source_no", "at", "fault", "given", "wanted", "wanted_en"])?;
        Ok(Report(sheet))
    }

    /// What was assumed of a file stands before its rows.
    fn assumed(&mut self, encoding: Option<Encoding>) -> Result<()> {
        let Some(encoding) = encoding else { return Ok(()) };
        let zh = "由文件全部字节推定；Big5 和 Latin-1 与 GB 18030 不能区分，映射中可以写明 encoding";
        let en = "assumed from all bytes of the file; Big5 and Latin-1 cannot be told from GB 18030: the map may say `encoding`";
        self.0.row(["", "", "", "encoding_assumed", encoding.name(), zh, en])
    }

    fn add(&mut self, row: &Refused) -> Result<()> {
        row.faults.iter().try_for_each(|fault| self.fault(row.line, &row.source_no, fault))
    }

    /// What is to be said of a row that was read.
    fn remark(&mut self, row: &Imported, remark: &Fault) -> Result<()> {
        self.fault(row.line, &row.source_no, remark)
    }

    fn fault(&mut self, line: u64, source_no: &str, fault: &Fault) -> Result<()> {
        let (zh, en) = (&*fault.wanted.zh, &*fault.wanted.en);
        self.0.row([&line.to_string(), source_no, &fault.at, &fault.code, &fault.given, zh, en])
    }
}

/// A row on its way into the record.
struct Origin {
    line: u64,
    source_no: String,
    key: Key,
}

impl Origin {
    fn of(map: &Map, account: &AccountId, row: &Imported) -> Result<Origin> {
        let digest = Sha256::new()
            .chain_update(serde_json::to_vec(&row.received.declaration)?)
            .chain_update(serde_json::to_vec(&(row.no.as_str(), row.day, &row.outcomes))?)
            .finalize()
            .into();
        let key = Key { account: account.clone(), key: format!("{}/{}", map.name, row.source_no), index: 0, digest };
        Ok(Origin { line: row.line, source_no: row.source_no.clone(), key })
    }

    fn refused(&self, faults: Vec<Fault>) -> Refused {
        Refused { line: self.line, source_no: self.source_no.clone(), faults, unread: None }
    }

    /// The row was taken in before with another content.
    fn changed(&self) -> Refused {
        let wanted = Text::fixed("与先前导入的相同", "the same as was imported before");
        self.refused(vec![Fault::new("", "changed", self.source_no.clone(), wanted)])
    }
}

/// What a batch of rows became.
enum Became {
    Accepted,
    Repeated,
    Skipped,
    Refused(Refused),
}

impl Tally {
    fn count<W: Write>(&mut self, became: Became, report: &mut Report<W>) -> Result<()> {
        match became {
            Became::Accepted => self.accepted += 1,
            Became::Repeated => self.repeated += 1,
            Became::Skipped => self.skipped += 1,
            Became::Refused(row) => {
                self.refused += 1;
                if let Some(span) = row.unread {
                    self.unread.count += 1;
                    self.unread.spans.extend(Some(span).filter(|_| self.unread.spans.len() < SPANS));
                }
                report.add(&row)?;
            }
        }
        Ok(())
    }
}

/// Takes a file in. `told` hears how many bytes were worked through.
///
/// # Errors
/// The header lacks a column of the map, the file cannot be read on, or the record cannot be written. What was
/// appended until then stays, and the next run goes on from there.
pub async fn run<R: Read + Seek, W: Write>(
    desk: &Desk,
    map: &Map,
    way: &Way,
    data: R,
    report: &mut Report<W>,
    told: &mut dyn FnMut(u64),
) -> Result<Tally> {
    let since = Stopwatch::start();
    let field = &desk.field;
    let today = field.day(desk.clock.now());
    let law = &*field.law(today).await?;
    let check: Box<Check<'_>> = match way {
        Way::History => Box::new(clearance::valid::past),
        Way::Live(_) => Box::new(move |declaration: &Declaration| live::faults(field, law, declaration, today)),
    };
    let reader = Reader {
        reference: Some((&law.reference, today)),
        check: Some(&*check),
        zone: Some(&field.home.zone),
        keeps: matches!(way, Way::History),
    };
    let mut rows = Rows::open(map, reader, data).map_err(|faults| all(&faults))?;
    let mut tally = Tally { assumed: rows.assumed(), ..Tally::default() };
    report.assumed(tally.assumed)?;
    let mut into = match way {
        Way::History => Into::History(history::Waiting::default()),
        Way::Live(ask) => Into::Live(Box::new(live::Waiting::new(ask))),
    };
    while let Some(row) = rows.next() {
        let became = match row {
            Row::Read(row) => {
                if let Some(remark) = &row.remark {
                    tally.marked += 1;
                    report.remark(&row, remark)?;
                }
                into.take(desk, map, *row).await?
            }
            Row::Refused(row) => vec![Became::Refused(row)],
            Row::Skipped => vec![Became::Skipped],
            Row::Stopped(fault) => return Err(all(&[fault])),
        };
        for became in became {
            tally.count(became, report)?;
        }
        told(rows.bytes());
    }
    for became in into.finish(desk, map).await? {
        tally.count(became, report)?;
    }
    report.0.flush()?;
    tally.ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(tally)
}

/// The rows that wait, by what becomes of them.
enum Into {
    History(history::Waiting),
    Live(Box<live::Waiting>),
}

impl Into {
    async fn take(&mut self, desk: &Desk, map: &Map, row: Imported) -> Result<Vec<Became>> {
        match self {
            Into::History(waiting) => waiting.take(desk, map, row).await,
            Into::Live(waiting) => waiting.take(desk, map, row).await,
        }
    }

    async fn finish(&mut self, desk: &Desk, map: &Map) -> Result<Vec<Became>> {
        match self {
            Into::History(waiting) => waiting.finish(desk, map).await,
            Into::Live(waiting) => waiting.finish(desk).await,
        }
    }
}

fn all(faults: &[Fault]) -> anyhow::Error {
    let lines = faults.iter().map(|fault| format!("{}: {} ({})", fault.at, fault.wanted.en, fault.code));
    anyhow!("the file cannot be read:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

/// Puts the personal data of a row into boxes, under a name that follows from the row.
async fn boxed(desk: &Desk, key: &Key, received: Received) -> Result<(Declaration, Apart)> {
    let name: [u8; 32] = Sha256::new().chain_update(&key.key).chain_update(key.digest).finalize().into();
    let subject = format!("S-{}", hex(&name[..16]));
    receive::boxed_under(desk, received, |_| subject.clone()).await
}
