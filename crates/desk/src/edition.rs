//! An edition of the law: every file under a region's folder, read as one.

use anyhow::{Context, Result, anyhow};
use clearance::case::refusal::Reason;
use clearance::decision::measuring;
use clearance::declaration::{Declaration, Measures};
use clearance::event::edition::Approved;
use clearance::example::{self, Example};
use clearance::region::RegionState;
use policy::edition::digest;
use policy::parts::Parts;
use policy::reference::{Reference, TableName};
use policy::supply::TABLES;
use policy::{Approval, Flags, Hashing, Policy, Source, Status};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use values::calendar::{Day, Period};
use values::fault::TextFault;
use values::text::{Language, Text};

/// Files of a folder: names relative to it, and contents.
pub type Files = Vec<(String, String)>;
/// A hash of a file or of an edition.
pub type Hash = [u8; 32];

/// Folder of the code tables that a region has of its own.
const OWN_CODES: &str = "reference/";
/// Folder of the examples.
const CASES: &str = "cases/";

/// An edition as it was read.
#[derive(Debug)]
pub struct Edition {
    /// The law.
    pub policy: Policy,
    /// The code tables: the world's, and in their place those that the region has of its own.
    pub reference: Arc<Reference>,
    /// The examples of the text.
    pub examples: Vec<Example>,
    /// The files with the hash of each, by path.
    pub files: Vec<(String, Hash)>,
}

impl Edition {
    /// The hash of the whole, in hex.
    pub fn version(&self) -> &str {
        self.policy.version()
    }

    /// The hash of one file.
    pub fn hash_of(&self, path: &str) -> Option<&Hash> {
        self.files.iter().find(|(known, _)| known == path).map(|(_, hash)| hash)
    }

    /// What a code of a table is called on a day, in both languages; one that the table has in one language only is called so in both.
    pub fn name_of(&self, table: TableName, code: &str, day: Day) -> Option<Text> {
        let name = |language| self.reference.name(table, code, day, language);
        let (zh, en) = (name(Language::Zh), name(Language::En));
        Some(Text::new(zh.or(en)?.to_owned(), en.or(zh)?.to_owned()))
    }

    /// Measures a declaration by the rates and factors of a day.
    pub fn measure(&self, declaration: &Declaration, day: Day) -> Measures {
        measuring::measure(declaration, &self.policy, &self.reference, day)
    }
}

/// How an edition is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// It was in force before this program: what it lacks is supplied. What is new must say and prove everything.
    pub kept: bool,
    /// Approvals for demonstration count.
    pub demonstration: bool,
    /// What its version is a hash of.
    pub hashing: Hashing,
    /// The approvals on record, in place of those of the text.
    pub approvals: Option<&'a [Approval]>,
}

impl Way<'_> {
    /// What was never in force: it says everything itself.
    pub fn new(demonstration: bool) -> Way<'static> {
        Way { kept: false, demonstration, hashing: Hashing::Files, approvals: None }
    }
}

/// The code tables of the world, which belong to the program, with those of regions put into their place.
#[derive(Debug)]
pub struct Codes {
    files: Files,
    plain: Arc<Reference>,
    parts: Parts,
    own: Mutex<HashMap<Hash, Weak<Reference>>>,
}

impl Codes {
    /// The tables of a folder.
    ///
    /// # Errors
    /// It cannot be read, or the tables have faults.
    pub fn read(folder: &Path) -> Result<Arc<Codes>> {
        let files = files_of(folder, &["csv"])?;
        let plain = Arc::new(reference_of(&files).map_err(|faults| anyhow!("{}", listed(&faults)))?);
        Ok(Arc::new(Codes { files, plain, parts: Parts::default(), own: Mutex::default() }))
    }

    /// How many rules were read from their text since the process began; equal texts are read once.
    pub fn rules_read(&self) -> u64 {
        self.parts.rules_read()
    }

    /// With the tables of an edition; of equal ones there is one in memory.
    fn with(&self, own: &Files) -> Result<Arc<Reference>, Vec<TextFault>> {
        if own.is_empty() {
            return Ok(Arc::clone(&self.plain));
        }
        let pairs: Vec<(&str, Hash)> = own.iter().map(|(name, text)| (&**name, digest(text.as_bytes()))).collect();
        let key = policy::edition::whole(&pairs);
        let held = |own: &Mutex<HashMap<Hash, Weak<Reference>>>| {
            own.lock().unwrap_or_else(PoisonError::into_inner).get(&key).and_then(Weak::upgrade)
        };
        if let Some(held) = held(&self.own) {
            return Ok(held);
        }
        let mut files: Files = self.files.clone();
        files.retain(|(name, _)| own.iter().all(|(other, _)| other.strip_prefix(OWN_CODES) != Some(name)));
        files.extend(own.iter().cloned());
        let read = Arc::new(reference_of(&files)?);
        self.own.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::downgrade(&read));
        Ok(read)
    }
}

/// Reads an edition.
///
/// # Errors
/// Every fault of its text, or those of its code tables or examples.
pub fn read(files: &Files, way: Way, codes: &Codes) -> Result<Edition, Vec<TextFault>> {
    let under = |folder: &str, ending: &str| -> Files {
        files.iter().filter(|(name, _)| name.starts_with(folder) && name.ends_with(ending)).cloned().collect()
    };
    let reference = codes.with(&under(OWN_CODES, ".csv"))?;
    let policy = read_shared(files, way, Some(&codes.parts))?;
    let unknown = if way.kept { Vec::new() } else { policy.unknown_codes(&reference) };
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let mut examples = Vec::new();
    for (name, text) in under(CASES, ".toml") {
        let file = name.strip_prefix(CASES).unwrap_or(&name);
        match example::read(file, &text) {
            Ok(read) => examples.extend(read),
            // What only shows the law does not keep an edition of before from loading.
            Err(_) if way.kept => {}
            Err(why) => return Err(vec![whole_file(&name, &why)]),
        }
    }
    let mut hashes: Vec<(String, Hash)> =
        files.iter().map(|(name, text)| (name.clone(), digest(text.as_bytes()))).collect();
    hashes.sort();
    Ok(Edition { policy, reference, examples, files: hashes })
}

/// Reads the law of an edition alone.
///
/// # Errors
/// Every fault of the text.
pub fn read_policy(files: &Files, way: Way) -> Result<Policy, Vec<TextFault>> {
    read_shared(files, way, None)
}

/// The same, with the parts that other editions have too.
fn read_shared(files: &Files, way: Way, parts: Option<&Parts>) -> Result<Policy, Vec<TextFault>> {
    let reasons: Vec<&str> = Reason::CODES.iter().map(|(_, code)| *code).collect();
    let flags = Flags {
        without_demonstration: !way.demonstration,
        hashing: way.hashing,
        approvals: way.approvals,
        reasons: &reasons,
        tables: TABLES,
        kept: way.kept,
        parts,
        ..Flags::default()
    };
    Policy::read(files, &flags)
}

/// The examples of an edition that do not come out as they say, each with why.
pub fn failing(edition: &Edition) -> Vec<TextFault> {
    let mut found = Vec::new();
    for example in &edition.examples {
        for why in example::faults_of(&edition.policy, example) {
            let file = format!("{CASES}{}", example.file);
            let fault = TextFault { file, line: 1, column: 1, found: example.name.clone(), wanted: why };
            found.push(fault);
        }
    }
    found
}

fn whole_file(file: &str, why: &str) -> TextFault {
    let wanted = Text::new(format!("能够读出的文件：{why}"), format!("a file that can be read: {why}"));
    TextFault { file: file.to_owned(), line: 1, column: 1, found: String::new(), wanted }
}

fn reference_of(files: &Files) -> Result<Reference, Vec<TextFault>> {
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Reference::read(&borrowed)
}

/// The approvals that count for files: those on record, of which the first stays, and `more`; and of files that are as they were in
/// the founding edition, its own.
pub fn approvals(
    region: &RegionState,
    more: &[Approved],
    files: &Files,
    (founding, hashes): (&Policy, &[(String, Hash)]),
) -> Vec<Approval> {
    let mut approvals = Vec::new();
    for (path, text) in files {
        let hash = digest(text.as_bytes());
        let written = register::head_file::hex(&hash);
        let of_it = |one: &&Approved| one.file == *path && one.hash == written;
        if let Some(one) = region.approvals().chain(more).find(of_it) {
            let own = founding.lists.approvals().iter().filter(|other| &*other.document == named(path));
            approvals.push(on_record(one, own.map(|other| other.period.from).min()));
        } else if hashes.iter().any(|(known, other)| known == path && *other == hash) {
            let own = founding.lists.approvals().iter();
            approvals.extend(own.filter(|one| &*one.document == named(path)).cloned());
        }
    }
    approvals
}

/// The name by which `approvals.md` calls a file.
pub fn named(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// An approval on record. What the file said before was approved before: since then it is in force, and the edition's first day
/// says from when what is new in it binds.
fn on_record(one: &Approved, before: Option<Day>) -> Approval {
    let file: Arc<str> = one.file.as_str().into();
    Approval {
        document: named(&one.file).into(),
        version: one.hash.get(..8).unwrap_or_default().into(),
        authority: one.body.as_str().into(),
        number: one.number.as_str().into(),
        status: Status::Approved,
        period: Period { from: before.map_or(one.day, |before| before.min(one.day)), until: None },
        source: Source { file, line: 1 },
    }
}

/// Which hash of its files a version is; none if it is none of them.
pub fn hashing_of(files: &Files, version: &str) -> Option<Hashing> {
    [Hashing::Files, Hashing::Markdown].into_iter().find(|hashing| policy::edition::version(files, *hashing) == version)
}

/// Names of the files in which a folder is not an edition; what an edition of before does not know does not count.
pub fn differing(edition: &Edition, files: &Files) -> Vec<String> {
    let (there, version): (HashMap<&str, Hash>, _) =
        (files.iter().map(|(name, text)| (name.as_str(), digest(text.as_bytes()))).collect(), edition.version());
    if hashing_of(files, version).is_some() {
        return Vec::new();
    }
    let mut names: Vec<&str> =
        edition.files.iter().map(|(name, _)| name.as_str()).chain(there.keys().copied()).collect();
    names.sort_unstable();
    names.dedup();
    let other = |name: &&str| edition.hash_of(name) != there.get(name);
    names.into_iter().filter(other).map(str::to_owned).collect()
}

/// The bytes of a version in hex.
///
/// # Errors
/// It is none.
pub fn hash_of(version: &str) -> Result<Hash> {
    let bytes = register::head_file::unhex(version).and_then(|bytes| bytes.try_into().ok());
    bytes.with_context(|| format!("{version} is no version of a text"))
}

/// Faults of a text, one a line, as `file:line:column: what was wanted`.
pub fn listed(faults: &[TextFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The same in one language, each as a line.
pub fn lines(faults: &[TextFault], language: Language) -> Vec<String> {
    let line = |fault: &TextFault| {
        let found = if fault.found.is_empty() { String::new() } else { format!(" {}", fault.found) };
        format!("{}:{}{found} → {}", fault.file, fault.line, fault.wanted.pick(language))
    };
    faults.iter().map(line).collect()
}

/// Every file of an edition in a folder: all but those whose names begin with a point, which are of machines.
///
/// # Errors
/// A folder or file that cannot be read, or is not UTF-8.
pub fn all_of(folder: &Path) -> Result<Files> {
    walk(folder, &|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')))
}

/// All files of a folder and the folders in it with one of these endings, by name relative to it, sorted.
///
/// # Errors
/// A folder or file that cannot be read, or is not UTF-8.
pub fn files_of(folder: &Path, endings: &[&str]) -> Result<Files> {
    let fits = |path: &Path| path.extension().and_then(|e| e.to_str()).is_some_and(|ending| endings.contains(&ending));
    walk(folder, &|path| path.is_dir() || fits(path))
}

fn walk(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(&at).with_context(|| format!("cannot read {}", at.display()))? {
            let path = entry?.path();
            if !wanted(&path) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push((name, text));
        }
    }
    files.sort();
    Ok(files)
}

/// The same files as they are kept.
pub fn bytes_of(files: &Files) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes())).collect()
}
