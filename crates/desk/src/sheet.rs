//! Tables as CSV for spreadsheets: with the mark by which they know UTF-8, and with no cell that they would run.

use std::io::Write;

use anyhow::Result;
use exchange::inert::inert;

/// A table on its way out.
pub struct Sheet<W: Write>(csv::Writer<W>);

impl<W: Write> Sheet<W> {
    /// Begins one.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(mut to: W) -> Result<Sheet<W>> {
        to.write_all("\u{feff}".as_bytes())?;
        Ok(Sheet(csv::Writer::from_writer(to)))
    }

    /// Writes a row. Text that a spreadsheet would take for a formula stays text; numbers below zero stay numbers.
    ///
    /// # Errors
    /// It cannot be written, or has not as many cells as the rows before.
    pub fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<()> {
        Ok(self.0.write_record(cells.into_iter().map(|cell| inert(cell.as_ref()).into_owned()))?)
    }

    /// Hands on what was written so far.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn flush(&mut self) -> Result<()> {
        Ok(self.0.flush()?)
    }

    /// Ends it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn end(self) -> Result<W> {
        self.0.into_inner().map_err(|error| anyhow::anyhow!("{error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text_and_is_read_again() {
        let cells = ["=1+1", "＝1", "\r=1", "-1.5", "'=1", "棉", ""];
        let mut sheet = Sheet::new(Vec::new()).unwrap();
        sheet.row(cells).unwrap();
        let text = String::from_utf8(sheet.end().unwrap()).unwrap();
        let mut rows =
            csv::ReaderBuilder::new().has_headers(false).from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
        let read: Vec<String> = rows.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(read, ["'=1+1", "'＝1", "'\r=1", "-1.5", "''=1", "棉", ""]);
        assert_eq!(read.iter().map(|cell| exchange::inert::plain(cell)).collect::<Vec<_>>(), cells);
    }
}
