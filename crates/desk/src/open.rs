//! Opening what a command of the binary works on: data folder, keys, record, policy text, code tables.

use crate::clock::{Chance, Clock};
use crate::edition::{self, Codes, Files, all_of};
use crate::field::{Field, Found, first, read_naming};
use crate::heads::Heads;
use anyhow::{Context, Result, anyhow, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use files::Store;
use register::sealed::Master;
use register::{Options, Place, Register};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use values::calendar::Timestamp;

/// What to open, as the command line says.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Folder of the database, keys and head file.
    pub data: PathBuf,
    /// `postgres://…`; the embedded SQLite otherwise.
    pub database: Option<String>,
    /// Folder with one folder a region.
    pub policy: PathBuf,
    /// The region's folder in it.
    pub region: String,
    /// Folder of the code tables.
    pub reference: PathBuf,
    /// Folder of the files of cases, which all processes of a register share; `files` in the data folder if none is given.
    pub files: Option<PathBuf>,
    /// A production register: approvals that are marked as a demonstration do not count.
    pub empty: bool,
    /// The database spreads its rows by office over several machines.
    pub spread: bool,
}

impl Opening {
    /// Where the database is.
    pub fn place(&self) -> Place {
        match &self.database {
            Some(url) => Place::Postgres(url.clone()),
            None => Place::Sqlite(self.data.join("register.db")),
        }
    }
}

/// The options of a register that takes time and chance from the server's edge.
pub fn options(clock: Arc<Clock>, chance: Arc<Chance>) -> Options {
    let fill = move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(32) {
            let drawn: [u8; 32] = chance.bytes();
            chunk.copy_from_slice(&drawn[..chunk.len()]);
        }
    };
    Options::new(move || clock.now().0, fill)
}

/// Opens the register alone.
///
/// # Errors
/// The folder or the database cannot be opened.
pub async fn register(opening: &Opening, clock: &Arc<Clock>, chance: &Arc<Chance>) -> Result<Register> {
    std::fs::create_dir_all(&opening.data).with_context(|| format!("cannot make {}", opening.data.display()))?;
    let options = Options { spread: opening.spread, ..options(Arc::clone(clock), Arc::clone(chance)) };
    Register::open(opening.place(), options).await
}

/// The files of the region on the disk, and the code tables of the world.
///
/// # Errors
/// They cannot be read, or the code tables have faults.
pub fn found(opening: &Opening) -> Result<Found> {
    let files = all_of(&opening.policy.join(&opening.region))?;
    Ok(Found { codes: Codes::read(&opening.reference)?, files, read: None, demonstration: !opening.empty })
}

/// Opens everything. The law is what is on the record; files on the disk found an empty register, and otherwise only become law
/// when somebody proposes them.
///
/// # Errors
/// What founds the register has faults (all are named), the law of the record does not load, or the register cannot be opened.
pub async fn field(opening: &Opening, clock: &Arc<Clock>, chance: &Arc<Chance>) -> Result<Field> {
    let mut found = found(opening)?;
    if let Place::Sqlite(path) = opening.place()
        && !path.exists()
    {
        // Nothing is opened on a text that has faults.
        found.read = Some(first(&found)?);
    }
    let register = register(opening, clock, chance).await?;
    let master = Master::new(&secret(&opening.data.join("master.key"), chance)?);
    keep(&opening.data.join("metrics.token"), &operator_token(&master))?;
    let heads = heads_of(opening, chance)?;
    let kept = folder_of_files(opening, &register, &master).await?;
    let mut field = Field::open(register, found.clone(), master, clock.now()).await?;
    field.files = Some(kept);
    field.naming = read_naming(&opening.reference)?;
    field.heads = Some(heads);
    tell_what_differs(&field, &found.files, clock.now()).await?;
    field.read_overdue(clock.now()).await?;
    Ok(field)
}

/// Says once which files of the disk are not those of the law: they change nothing until somebody proposes them.
async fn tell_what_differs(field: &Field, files: &Files, now: Timestamp) -> Result<()> {
    let law = field.law(field.day(now)).await?;
    let differing = edition::differing(&law, files);
    if !differing.is_empty() {
        tracing::warn!(
            "the law is edition {} of the record; the folder differs in {}; santong propose makes it a proposal",
            law.version(),
            differing.join(", ")
        );
    }
    Ok(())
}

/// Opens what signs the heads of a register that was opened alone.
///
/// # Errors
/// Its key is not in the data folder.
pub fn heads(opening: &Opening) -> Result<Heads> {
    let key = opening.data.join("heads.key");
    ensure!(key.exists(), "{} is not there, and nothing else signs for this register", key.display());
    heads_of(opening, &Chance::machine())
}

fn heads_of(opening: &Opening, chance: &Chance) -> Result<Heads> {
    Ok(Heads::new(opening.data.join("heads.txt"), &secret(&opening.data.join("heads.key"), chance)?))
}

/// Opens what reads the files of a register that was opened alone.
///
/// # Errors
/// The master key is not in the data folder or not the register's, or the folder is not.
pub async fn shelf(opening: &Opening, register: &Register) -> Result<(Master, Store)> {
    let path = opening.data.join("master.key");
    ensure!(path.exists(), "{} is not there, and without it no file is read", path.display());
    let master = Master::new(&secret(&path, &Chance::machine())?);
    let store = folder_of_files(opening, register, &master).await?;
    Ok((master, store))
}

/// Opens the folder of files: that of this register, which no other register's program and no other key opens.
async fn folder_of_files(opening: &Opening, register: &Register, master: &Master) -> Result<Store> {
    let identity = register.identity(master).await?;
    let folder = opening.files.clone().unwrap_or_else(|| opening.data.join("files"));
    let said = || format!("the folder of files {}", folder.display());
    // Another process may have begun the register's files elsewhere: what it keeps there could not be read here.
    if !Store::is_marked(&folder) && register.any_subject("file/").await? {
        bail!("{} is not that of this register, which has files: give theirs with --files", said());
    }
    Store::open(&folder, &identity).with_context(said)
}

/// The token of the operator's programs: it follows from the register's secret.
pub fn operator_token(master: &Master) -> String {
    URL_SAFE_NO_PAD.encode(master.key_for("operator"))
}

/// Writes a text that only the owner of the data folder may read; what stood there is replaced.
fn keep(path: &Path, text: &str) -> Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let said = || format!("cannot write {}", path.display());
    let mut file = std::fs::OpenOptions::new();
    let mut file = file.write(true).create(true).truncate(true).mode(0o600).open(path).with_context(said)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600)).with_context(said)?;
    file.write_all(text.as_bytes()).with_context(said)
}

/// 32 secret bytes of a file that only its owner reads; drawn when there is no such file yet.
///
/// # Errors
/// The file cannot be read or made, or does not have 32 bytes.
pub fn secret(path: &Path, chance: &Chance) -> Result<[u8; 32]> {
    use std::os::unix::fs::OpenOptionsExt;
    let said = || format!("the key {}", path.display());
    if !path.exists() {
        let drawn: [u8; 32] = chance.bytes();
        let mut file = std::fs::OpenOptions::new();
        let mut file = file.write(true).create_new(true).mode(0o600).open(path).with_context(said)?;
        file.write_all(&drawn).with_context(said)?;
        file.sync_all().with_context(said)?;
    }
    let bytes = std::fs::read(path).with_context(said)?;
    bytes.try_into().map_err(|_| anyhow!("{} does not have 32 bytes", said()))
}
