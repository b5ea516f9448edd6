//! The commands of the binary, and the options that they share.

pub mod archive;
pub mod edition;
pub mod import;
pub mod record;
pub mod replay;
pub mod retention;
pub mod serve;
pub mod trial;

use anyhow::{Result, bail};
use clap::Args;
use desk::clock::{Chance, Clock};
use desk::open::Opening;
use register::{Place, Register};
use std::path::PathBuf;
use std::sync::Arc;

/// Where the register is kept, and the region that it is of.
#[derive(Args, Clone, Debug)]
pub struct Where {
    /// Folder of the database, keys and head file.
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
    /// A PostgreSQL database as postgres://…; the embedded SQLite in the data folder otherwise.
    #[arg(long)]
    pub database: Option<String>,
    /// The database spreads its rows by office over several machines.
    #[arg(long, requires = "database")]
    pub spread: bool,
    /// Folder with the text of each region.
    #[arg(long, default_value = "policy")]
    pub policy: PathBuf,
    /// The region: its folder among the texts.
    #[arg(long, default_value = "9+1")]
    pub region: String,
    /// Folder of the code tables.
    #[arg(long, default_value = "reference")]
    pub reference: PathBuf,
    /// Folder of the files of cases, which all processes of a register share; `files` in the data folder if none is given.
    #[arg(long = "files", id = "folder-of-files", value_name = "DIR")]
    pub files: Option<PathBuf>,
}

impl Where {
    /// What to open. In an empty register approvals for demonstration only are not in force.
    pub fn opening(&self, empty: bool) -> Opening {
        Opening {
            data: self.data.clone(),
            database: self.database.clone(),
            policy: self.policy.clone(),
            region: self.region.clone(),
            reference: self.reference.clone(),
            files: self.files.clone(),
            empty,
            spread: self.spread,
        }
    }

    /// The register alone, which must be there already.
    async fn register(&self, unfinished: bool) -> Result<Register> {
        let opening = self.opening(false);
        if let Place::Sqlite(path) = opening.place()
            && !path.exists()
        {
            bail!("there is no register at {}", path.display());
        }
        let mut options = desk::open::options(Arc::new(Clock::machine()), Arc::new(Chance::machine()));
        options.unfinished = unfinished;
        Register::open(opening.place(), options).await
    }
}
