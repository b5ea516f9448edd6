//! A consignment in a few words, as the examples of a region write it, and the declaration that it stands for.

use clearance::decision::measuring;
use clearance::declaration::{
    Attachment, Declaration, Head, Journey, Line, LineMeasure, Measures, Offices, Pack, Parties, Permit,
};
use clearance::standing::Standing;
use policy::{Flags, Policy};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use values::calendar::Day;
use values::direction::Direction;
use values::id::{Code, Kind};
use values::quantity::{Amount, Mass, Money};

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
    Policy::read(files, &Flags { without_demonstration: false, reasons: &reasons() }).unwrap_or_else(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", faults.join("\n"))
    })
}

/// What is given: the fields of the examples (`policy/9+1/cases/README.md`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    pub direction: Direction,
    pub port: String,
    pub port_office: Option<String>,
    pub origin_office: Option<String>,
    pub destination_office: Option<String>,
    pub owner_office: String,
    pub accept_at: String,
    pub asked: Option<String>,
    pub transport: Option<String>,
    pub trade_mode: Option<String>,
    pub despatch_country: Option<String>,
    pub destination_country: Option<String>,
    #[serde(default)]
    pub epidemic: Vec<String>,
    #[serde(default)]
    pub attachments: Vec<String>,
    #[serde(default)]
    pub agent_blacklisted: bool,
    pub owner: Owner,
    pub lines: Vec<GivenLine>,
    /// Any other field of the declaration by its path.
    #[serde(default)]
    pub also: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    pub started: BTreeMap<String, Day>,
    pub now: Option<Day>,
}

/// The owner's standing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    pub grade: Option<String>,
    #[serde(default)]
    pub blacklisted: bool,
    #[serde(default)]
    pub paperless: bool,
    #[serde(default)]
    pub overdue: bool,
    pub registered: Option<bool>,
}

/// One line of goods.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenLine {
    pub hs: String,
    pub origin: String,
    pub purpose: Option<String>,
    #[serde(default)]
    pub attributes: Vec<String>,
    #[serde(default)]
    pub packing: Vec<String>,
    #[serde(default)]
    pub bulk: bool,
    #[serde(default)]
    pub permits: Vec<String>,
    pub net_mass: String,
    pub value: String,
    pub quantity: Option<String>,
}

impl Given {
    /// A sound exit from Zhengzhou over Huangdao, on no list, by a paperless enterprise of grade B.
    pub fn exit() -> Given {
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

    /// A sound entry over Huangdao to Xi'an, on no list, by a paperless enterprise of grade B.
    pub fn entry() -> Given {
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
            epidemic: Vec::new(),
            attachments: ["101001", "101002"].map(Into::into).into(),
            agent_blacklisted: false,
            owner: Owner {
                grade: Some("B".into()),
                blacklisted: false,
                paperless: true,
                overdue: false,
                registered: None,
            },
            lines: vec![GivenLine::of("8516601000", "KR")],
            also: BTreeMap::new(),
            started: BTreeMap::new(),
            now: None,
        }
    }

    /// The same with its first line's goods.
    pub fn hs(mut self, hs: &str) -> Given {
        self.lines[0].hs = hs.into();
        self
    }

    /// The owner's standing.
    pub fn standing(&self) -> Standing {
        Standing {
            registered: self.owner.registered.unwrap_or(true),
            office: Some(code(&self.owner_office)),
            grade: self.owner.grade.clone(),
            blacklisted: self.owner.blacklisted,
            paperless: self.owner.paperless,
            overdue: self.owner.overdue,
        }
    }

    /// The declaration.
    #[track_caller]
    pub fn declaration(&self) -> Declaration {
        if self.also.is_empty() {
            return self.plain();
        }
        let mut whole = serde_json::to_value(self.plain()).unwrap();
        for (path, value) in &self.also {
            let (of, field) = path.rsplit_once('/').unwrap();
            let at = whole.pointer_mut(of).unwrap_or_else(|| panic!("{path} leads nowhere"));
            at.as_object_mut().unwrap().insert(field.to_owned(), value.clone());
        }
        serde_json::from_value(whole).unwrap()
    }

    fn plain(&self) -> Declaration {
        let owner = code("X-OWNER-1");
        Declaration {
            direction: self.direction,
            reference: "T-1".into(),
            kind: None,
            parties: Parties {
                owner: code("X-OWNER-1"),
                declarant: owner,
                agent: None,
                consignor: None,
                consignee: None,
            },
            offices: Offices {
                accept: code(&self.accept_at),
                port: maybe(self.port_office.as_ref()),
                origin: maybe(self.origin_office.as_ref()),
                destination: maybe(self.destination_office.as_ref()),
                documents: None,
                chosen: BTreeMap::new(),
            },
            asked: maybe(self.asked.as_ref()),
            journey: self.journey(),
            head: Head {
                trade_mode: maybe(self.trade_mode.as_ref()),
                epidemic: maybe(self.epidemic.first()),
                ..Head::default()
            },
            lines: self.lines.iter().map(GivenLine::line).collect(),
            containers: Vec::new(),
            attachments: self.attachments.iter().map(|kind| attachment(kind)).collect(),
            wanted: Vec::new(),
            sealed: Vec::new(),
            not_supplied: None,
        }
    }

    fn journey(&self) -> Journey {
        Journey {
            port: code(&self.port),
            transport: maybe(self.transport.as_ref()),
            customs_transport: None,
            despatch_country: maybe(self.despatch_country.as_ref()),
            destination_country: maybe(self.destination_country.as_ref()),
            trade_country: None,
            despatch_port: None,
            via_port: None,
            destination_district: None,
            day: None,
            despatch_day: None,
            discharged_day: None,
            conveyance: String::new(),
            conveyance_no: String::new(),
            bill_no: String::new(),
            sub_bill_no: String::new(),
            delivery_order: String::new(),
            goods_place: String::new(),
        }
    }
}

impl GivenLine {
    /// 1,000 kg worth 10,000.00 of some goods.
    pub fn of(hs: &str, origin: &str) -> GivenLine {
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

    #[track_caller]
    fn line(&self) -> Line {
        let pack = |kind: &str, material: Option<&String>| Pack {
            kind: code(kind),
            count: 1,
            material: maybe(material),
            main: true,
        };
        // A word of two letters is a kind of package, a longer one is what it is made of.
        let packed = |word: &String| if word.len() == 2 { pack(word, None) } else { pack("CT", Some(word)) };
        let permit = |kind: &String| Permit { kind: code(kind), no: "1".into(), write_off: None };
        Line {
            hs: code(&self.hs),
            ciq: None,
            name: "货物".into(),
            name_en: String::new(),
            model: String::new(),
            spec: String::new(),
            brand: String::new(),
            attributes: self.attributes.iter().map(|a| code(a)).collect(),
            purpose: maybe(self.purpose.as_ref()),
            origin: code(&self.origin),
            origin_district: None,
            quantity: self.quantity.as_ref().map(|q| Amount::parse(q, code("KGM")).unwrap()),
            customs_unit: None,
            net_mass: Mass::parse(&self.net_mass).unwrap(),
            gross_mass: None,
            value: money(&self.value),
            produced: None,
            batch: String::new(),
            valid_until: None,
            manufacturer: String::new(),
            ingredients: String::new(),
            dangerous: None,
            packages: self.packing.iter().map(packed).chain(self.bulk.then(|| pack("VR", None))).collect(),
            permits: self.permits.iter().map(permit).collect(),
            stowage: Vec::new(),
            hs_not_in_force: false,
        }
    }
}

fn maybe<K: Kind, T: AsRef<str>>(text: Option<T>) -> Option<Code<K>> {
    text.map(|t| code(t.as_ref()))
}

fn attachment(kind: &str) -> Attachment {
    Attachment { kind: code(kind), no: String::new(), name: String::new(), digest: String::new() }
}

/// Values in the accounting currency as they stand, a sixth of it in the reference currency.
pub fn measured(declaration: &Declaration) -> Measures {
    let of_line = |line: &Line| LineMeasure {
        accounting: line.value.rescale(2, values::quantity::Rounding::HalfUp).filter(known).map(|m| m.minor),
        reference: line.value.rescale(2, values::quantity::Rounding::HalfUp).filter(known).map(|m| m.minor / 6),
        standard: None,
        materials: Vec::new(),
    };
    Measures { lines: declaration.lines.iter().map(of_line).collect(), teu_tenths: 0, origin: None, flow: None }
}

/// The same with what the kinds of packages are made of by a text.
pub fn measured_by(policy: &Policy, day: Day, declaration: &Declaration) -> Measures {
    let mut measures = measured(declaration);
    for (measure, line) in measures.lines.iter_mut().zip(&declaration.lines) {
        measure.materials = measuring::materials(line, policy, day);
    }
    measures
}

/// An amount of money: in CNY, or `10.00 MNT` in a currency that the examples have no rate for.
fn money(text: &str) -> Money {
    let (amount, currency) = text.split_once(' ').unwrap_or((text, "CNY"));
    Money::parse(amount, code(currency)).unwrap()
}

fn known(money: &Money) -> bool {
    money.currency.as_str() == "CNY"
}
