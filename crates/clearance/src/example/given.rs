//! A consignment in a few words, as the examples of a region write it, and the declaration that it stands for.

use crate::decision::measuring;
use crate::declaration::{
    Attachment, Declaration, Head, Journey, Line, LineMeasure, Measures, Offices, Pack, Parties, Permit,
};
use crate::past::{Asked, Counts, Past};
use crate::standing::Standing;
use policy::Policy;
use serde::Deserialize;
use std::collections::BTreeMap;
use values::calendar::Day;
use values::direction::Direction;
use values::id::{Code, Kind};
use values::quantity::{Amount, Mass, Money, Rounding};
use values::text::Text;

/// What is given: the fields of the examples (`policy/9+1/cases/README.md`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the fields of the examples, as their README says
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
    pub epidemic: Option<String>,
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
#[allow(missing_docs)] // as above
pub struct Owner {
    pub grade: Option<String>,
    #[serde(default)]
    pub blacklisted: bool,
    #[serde(default)]
    pub paperless: bool,
    #[serde(default)]
    pub overdue: bool,
    pub registered: Option<bool>,
    /// What was counted of the past, of whatever a rule asks for; not known if it is not given.
    pub past: Option<GivenPast>,
}

/// What was counted of the past.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
#[allow(missing_docs)] // as above
pub struct GivenPast {
    pub declared: i64,
    pub failed: i64,
    pub passed: i64,
    pub since: Option<i64>,
}

/// One line of goods.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // as above
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

/// What was wanted where the given does not fit.
fn wrong(given: &str, wanted: &Text) -> Text {
    Text::new(format!("「{given}」处应为{}", wanted.zh), format!("{given:?}: wanted {}", wanted.en))
}

fn code<K: Kind>(text: &str) -> Result<Code<K>, Text> {
    Code::parse(text).map_err(|wanted| wrong(text, &wanted))
}

fn maybe<K: Kind, T: AsRef<str>>(text: Option<T>) -> Result<Option<Code<K>>, Text> {
    text.map(|t| code(t.as_ref())).transpose()
}

fn all<K: Kind>(texts: &[String]) -> Result<Vec<Code<K>>, Text> {
    texts.iter().map(|text| code(text)).collect()
}

impl Given {
    /// The owner's standing by the text of a day.
    ///
    /// # Errors
    /// A code that is none.
    pub fn standing(&self, declaration: &Declaration, policy: &Policy, day: Day) -> Result<Standing, Text> {
        let past = |given: GivenPast| {
            let asked = Asked::new(policy, day, declaration);
            let GivenPast { declared, failed, passed, since } = given;
            let counts = vec![Counts { declared, failed, passed, since }; asked.of().len()];
            asked.counted(&counts)
        };
        Ok(Standing {
            registered: self.owner.registered.unwrap_or(true),
            office: Some(code(&self.owner_office)?),
            grade: self.owner.grade.clone(),
            blacklisted: self.owner.blacklisted,
            paperless: self.owner.paperless,
            overdue: self.owner.overdue,
            past: self.owner.past.map_or_else(Past::default, past),
        })
    }

    /// The declaration that it stands for.
    ///
    /// # Errors
    /// A code that is none, or a path that leads nowhere.
    pub fn declared(&self) -> Result<Declaration, Text> {
        let plain = self.plain()?;
        if self.also.is_empty() {
            return Ok(plain);
        }
        let wrong_field = |path: &str| wrong(path, &Text::fixed("申报的一个字段", "a field of the declaration"));
        let mut whole = serde_json::to_value(plain).map_err(|why| Text::new(why.to_string(), why.to_string()))?;
        for (path, value) in &self.also {
            let (of, field) = path.rsplit_once('/').ok_or_else(|| wrong_field(path))?;
            let at = whole.pointer_mut(of).and_then(serde_json::Value::as_object_mut);
            at.ok_or_else(|| wrong_field(path))?.insert(field.to_owned(), value.clone());
        }
        serde_json::from_value(whole).map_err(|why| Text::new(why.to_string(), why.to_string()))
    }

    fn plain(&self) -> Result<Declaration, Text> {
        let attachment = |kind: &String| {
            Ok(Attachment { kind: code(kind)?, no: String::new(), name: String::new(), digest: String::new() })
        };
        Ok(Declaration {
            direction: self.direction,
            reference: "T-1".into(),
            kind: None,
            parties: Parties {
                owner: code("X-OWNER-1")?,
                declarant: code("X-OWNER-1")?,
                agent: None,
                consignor: None,
                consignee: None,
            },
            offices: Offices {
                accept: code(&self.accept_at)?,
                port: maybe(self.port_office.as_ref())?,
                origin: maybe(self.origin_office.as_ref())?,
                destination: maybe(self.destination_office.as_ref())?,
                documents: None,
                chosen: BTreeMap::new(),
            },
            asked: maybe(self.asked.as_ref())?,
            journey: self.journey()?,
            head: Head {
                trade_mode: maybe(self.trade_mode.as_ref())?,
                epidemic: maybe(self.epidemic.as_ref())?,
                ..Head::default()
            },
            lines: self.lines.iter().map(GivenLine::line).collect::<Result<_, _>>()?,
            containers: Vec::new(),
            attachments: self.attachments.iter().map(attachment).collect::<Result<_, Text>>()?,
            wanted: Vec::new(),
            sealed: Vec::new(),
            not_supplied: None,
        })
    }

    fn journey(&self) -> Result<Journey, Text> {
        Ok(Journey {
            port: code(&self.port)?,
            transport: maybe(self.transport.as_ref())?,
            customs_transport: None,
            despatch_country: maybe(self.despatch_country.as_ref())?,
            destination_country: maybe(self.destination_country.as_ref())?,
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
        })
    }
}

impl GivenLine {
    fn line(&self) -> Result<Line, Text> {
        let permit = |kind: &String| Ok(Permit { kind: code(kind)?, no: "1".into(), write_off: None });
        let amount = |written: &String| Amount::parse(written, code("KGM")?).map_err(|wanted| wrong(written, &wanted));
        let mass = Mass::parse(&self.net_mass).map_err(|wanted| wrong(&self.net_mass, &wanted))?;
        Ok(Line {
            hs: code(&self.hs)?,
            ciq: None,
            name: "货物".into(),
            name_en: String::new(),
            model: String::new(),
            spec: String::new(),
            brand: String::new(),
            attributes: all(&self.attributes)?,
            purpose: maybe(self.purpose.as_ref())?,
            origin: code(&self.origin)?,
            origin_district: None,
            quantity: self.quantity.as_ref().map(amount).transpose()?,
            customs_unit: None,
            net_mass: mass,
            gross_mass: None,
            value: money(&self.value)?,
            produced: None,
            batch: String::new(),
            valid_until: None,
            manufacturer: String::new(),
            ingredients: String::new(),
            dangerous: None,
            packages: self.packages()?,
            permits: self.permits.iter().map(permit).collect::<Result<_, Text>>()?,
            stowage: Vec::new(),
            hs_not_in_force: false,
        })
    }

    /// A word of two letters is a kind of package, a longer one is what it is made of.
    fn packages(&self) -> Result<Vec<Pack>, Text> {
        let bulk = self.bulk.then_some(("VR", None));
        let packed = self
            .packing
            .iter()
            .map(|word| if word.len() == 2 { (&**word, None) } else { ("CT", Some(word)) })
            .chain(bulk);
        let pack = |(kind, material): (&str, Option<&String>)| {
            Ok(Pack { kind: code(kind)?, count: 1, material: maybe(material)?, main: true })
        };
        packed.map(pack).collect()
    }
}

/// Values in the accounting currency as they stand, a sixth of it in the reference currency.
pub fn measured(declaration: &Declaration) -> Measures {
    let of_line = |line: &Line| {
        let known = line.value.rescale(2, Rounding::HalfUp).filter(|money| money.currency.as_str() == "CNY");
        LineMeasure {
            accounting: known.as_ref().map(|money| money.minor),
            reference: known.as_ref().map(|money| money.minor / 6),
            standard: None,
            materials: Vec::new(),
        }
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
fn money(text: &str) -> Result<Money, Text> {
    let (amount, currency) = text.split_once(' ').unwrap_or((text, "CNY"));
    Money::parse(amount, code(currency)?).map_err(|wanted| wrong(text, &wanted))
}
