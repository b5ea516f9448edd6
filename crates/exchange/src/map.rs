//! Maps: how the columns of somebody's table become the fields of a declaration, as text (TOML) beside the data.
//!
//! ```toml
//! name = "shop-2015"                       # stands in every case that was made by it
//! encoding = "gb18030"                     # or "utf-8"; left out: found out
//! separator = ","                          # or ";" or "\t"
//! number = { form = "SHOP-{no}" }          # the case's own number, so that a second run adds nothing
//! source_no = { from = "no" }
//! day = { from = "date", day = "ymd" }     # day of acceptance
//! not_supplied = ["journey.conveyance"]
//!
//! [fields]                                 # path in the declaration = constant, or a value made from columns
//! direction = "exit"
//! "journey.port" = { from = "how", table = "port", by = "no" }
//! "lines[0].net_mass" = { from = "kg", decimals = 5, rounding = "half_up", form = "{} kg" }
//!
//! [tables.port]                            # a list: one of it by the hash of the column `by`
//! sea = ["CNTAO", "CNYNT"]
//!
//! [outcomes]
//! fraud = { from = "fraud", table = "yes_no" }
//! ```
//!
//! A value is made in this order: the cell of `from` (blank: `empty`, or nothing at all), `day` (`ymd`, `dmy`, `mdy`),
//! `table` (not found: `otherwise = "refuse"`, the default, `"keep"` or `"leave_out"`), or instead of a cell one of a
//! `list` (as it stands, or by its name under `[lists]`) by the hash of `by`, `decimals` with `rounding`, `form` (`{}` is the value, `{column}` a cell). The hash is SHA-256 of the cell in
//! UTF-8; its first eight bytes, read as a big-endian number, modulo the length of the list.

mod day;
mod plan;
mod read;
mod value;

use std::collections::HashMap;

use values::fault::TextFault;

use crate::encoding::Encoding;

pub(crate) use plan::Plan;
pub(crate) use value::{Cells, Maker};

/// A map that was read and found to hang together.
#[derive(Clone, Debug)]
pub struct Map {
    /// Its name.
    pub name: String,
    /// The encoding of the data, if the map says so.
    pub encoding: Option<Encoding>,
    pub(crate) separator: u8,
    /// Every column that the map reads, by name.
    pub(crate) columns: Vec<String>,
    pub(crate) number: Maker,
    pub(crate) source_no: Maker,
    pub(crate) day: Maker,
    pub(crate) plan: Plan,
    pub(crate) fields: Vec<(String, Maker)>,
    pub(crate) outcomes: Vec<(String, Maker)>,
    pub(crate) not_supplied: Vec<String>,
    pub(crate) tables: HashMap<String, HashMap<String, Vec<String>>>,
}

impl Map {
    /// Reads a map; `file` is its name for faults.
    ///
    /// # Errors
    /// Every fault at once, by line and column. A path that is no field of a declaration is a fault.
    pub fn read(file: &str, text: &str) -> Result<Map, Vec<TextFault>> {
        read::read(file, text)
    }

    /// The columns that the data must have.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The fields that the map says the source lacks.
    pub fn not_supplied(&self) -> &[String] {
        &self.not_supplied
    }
}
