//! What tests begin with: regions as they ship, and sound consignments in a few words.

use clearance::declaration::Declaration;
pub use clearance::example::{Given, GivenLine, Owner, measured, measured_by};
use clearance::standing::Standing;
use policy::{Flags, Policy};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use values::calendar::Day;
use values::direction::Direction;
use values::id::{Code, Kind};

/// A code that the test writes itself.
#[track_caller]
pub fn code<K: Kind>(text: &str) -> Code<K> {
    Code::parse(text).unwrap_or_else(|wanted| panic!("{text}: {} wanted {wanted:?}", K::NAME))
}

/// A day that the test writes itself.
#[track_caller]
pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap_or_else(|wanted| panic!("{text}: {wanted:?}"))
}

/// The folder of a region.
pub fn folder(region: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy").join(region)
}

/// The texts of a region by name.
pub fn texts(region: &str) -> Vec<(String, String)> {
    loaded_from(&folder(region))
}

/// The texts below a folder by name.
pub fn loaded_from(folder: &Path) -> Vec<(String, String)> {
    fn gather(root: &Path, under: &Path, files: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(under).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(root, &path, files);
            } else if path.extension().is_some_and(|e| e == "md") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut files = Vec::new();
    gather(folder, folder, &mut files);
    files
}

/// The codes of every reason by which the program says no.
pub fn reasons() -> Vec<&'static str> {
    clearance::case::refusal::Reason::CODES.iter().map(|(_, code)| *code).collect()
}

/// A region as it ships, read once.
pub fn region(name: &str) -> &'static Policy {
    static READ: OnceLock<Mutex<HashMap<String, &'static Policy>>> = OnceLock::new();
    let mut read = READ.get_or_init(Mutex::default).lock().unwrap_or_else(|e| e.into_inner());
    read.entry(name.to_owned()).or_insert_with(|| Box::leak(Box::new(loaded(&texts(name)))))
}

/// A policy of texts that must load.
#[track_caller]
pub fn loaded(files: &[(String, String)]) -> Policy {
    Policy::read(files, &Flags { reasons: &reasons(), ..Flags::default() }).unwrap_or_else(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", faults.join("\n"))
    })
}

/// Sound consignments, to be changed where a test needs it.
pub trait Sound: Sized {
    /// A sound exit from Zhengzhou over Huangdao, on no list, by a paperless enterprise of grade B.
    fn exit() -> Self;
    /// A sound entry over Huangdao to Xi'an, on no list, by a paperless enterprise of grade B.
    fn entry() -> Self;
    /// The same with its first line's goods.
    fn hs(self, hs: &str) -> Self;
    /// The declaration, which must be sound.
    fn declaration(&self) -> Declaration;
    /// The owner's standing, of whose past nothing is known.
    fn standing_now(&self) -> Standing;
}

impl Sound for Given {
    fn exit() -> Given {
        Given {
            direction: Direction::Exit,
            origin_office: Some("410100".into()),
            destination_office: None,
            destination_country: Some("KZ".into()),
            despatch_country: None,
            owner_office: "410100".into(),
            accept_at: "410100".into(),
            attachments: ["101001", "101041"].map(Into::into).into(),
            lines: vec![GivenLine::of("8516601000", "CN")],
            ..Given::entry()
        }
    }

    fn entry() -> Given {
        Given {
            direction: Direction::Entry,
            port: "CNQDP".into(),
            port_office: None,
            origin_office: None,
            destination_office: Some("610100".into()),
            owner_office: "610100".into(),
            accept_at: "610100".into(),
            asked: None,
            transport: Some("1".into()),
            trade_mode: None,
            despatch_country: Some("KR".into()),
            destination_country: None,
            epidemic: None,
            attachments: ["101001", "101002"].map(Into::into).into(),
            agent_blacklisted: false,
            owner: Owner {
                grade: Some("B".into()),
                blacklisted: false,
                paperless: true,
                overdue: false,
                registered: None,
                past: None,
            },
            lines: vec![GivenLine::of("8516601000", "KR")],
            also: BTreeMap::new(),
            started: BTreeMap::new(),
            now: None,
        }
    }

    fn hs(mut self, hs: &str) -> Given {
        self.lines[0].hs = hs.into();
        self
    }

    #[track_caller]
    fn declaration(&self) -> Declaration {
        self.declared().unwrap_or_else(|wanted| panic!("{}", wanted.en))
    }

    #[track_caller]
    fn standing_now(&self) -> Standing {
        let without = Given { owner: Owner { past: None, ..self.owner.clone() }, ..self.clone() };
        without.standing(&self.declaration(), region("9+1"), day("2015-11-10")).unwrap()
    }
}

/// A sound line of some goods.
pub trait SoundLine {
    /// 1,000 kg worth 10,000.00.
    fn of(hs: &str, origin: &str) -> Self;
}

impl SoundLine for GivenLine {
    fn of(hs: &str, origin: &str) -> GivenLine {
        GivenLine {
            hs: hs.into(),
            origin: origin.into(),
            purpose: Some("99".into()),
            attributes: Vec::new(),
            packing: Vec::new(),
            bulk: false,
            permits: Vec::new(),
            net_mass: "1000".into(),
            value: "10000.00".into(),
            quantity: None,
        }
    }
}
