//! What somebody should look at in a declaration, though nothing forbids it: worked out whenever it is shown, never kept.
//!
//! Each is told as a fault is, by its field: what stands there, and what one would expect. The region's text may say that a
//! remark of a kind is a fault ([`policy::Policy::refuses_remark`]).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use policy::remark::{CURRENCY, FLAWED, INNER, KINDS, PAPERS, PERMIT, QUANTITY, SERIAL, UNIT, WRITE_OFF};

use crate::declaration::{Declaration, Line, Wanted};
use crate::event::region::Document;
use crate::region::RegionState;
use crate::terms::Terms;
use policy::Policy;
use policy::reference::TableName;
use values::calendar::Day;
use values::code::UnitCode;
use values::fault::Fault;
use values::id::EnterpriseId;
use values::quantity::{Amount, Mass};
use values::text::Text;

/// Decimals of a kilogram in masses, and of a unit in amounts.
const MASS: u32 = Mass::SCALE as u32;
const AMOUNT: u32 = Amount::SCALE as u32;

/// Every remark on a declaration by the terms of its day, in the order of its fields.
pub fn remarks(declaration: &Declaration, terms: &Terms<'_>) -> Vec<Fault> {
    let mut found = unissued(declaration, terms.policy, terms.day);
    parties(declaration, terms.region, &mut found);
    for (index, line) in declaration.lines.iter().enumerate() {
        of_line(line, &format!("lines[{index}]"), terms, &mut found);
    }
    for (index, container) in declaration.containers.iter().enumerate() {
        let remark = container.no.warning().map(|wanted| (format!("containers[{index}].no"), wanted));
        found.extend(remark.map(|(at, wanted)| Fault::new(at, SERIAL, container.no.as_str(), wanted)));
    }
    found
}

/// Papers that the text does not issue cannot be asked for; where it issues none at all, no place to fetch them counts either.
pub fn unissued(declaration: &Declaration, policy: &Policy, day: Day) -> Vec<Fault> {
    if declaration.wanted.is_empty() && declaration.offices.documents.is_none() {
        return Vec::new();
    }
    let kinds: Vec<_> = policy.askable(declaration.direction, day).collect();
    let wanted = || match &*kinds {
        [] => Text::fixed("空缺：此种单证尚无样式", "nothing: there is no form for such a paper yet"),
        kinds => {
            let all = Text::list(kinds.iter().map(|kind| kind.name.map(|name| format!("{} {name}", kind.code))));
            Text::new(
                format!("下列单证之一（其他的尚无样式，或者不用于这一方向的货物）：{}", all.zh),
                format!("one of these (others have no form, or are not for goods that go this way): {}", all.en),
            )
        }
    };
    let issued = |paper: &Wanted| kinds.iter().any(|kind| kind.code == paper.kind);
    let any = policy.certificates_on(day).next().is_some();
    let office = declaration.offices.documents.as_ref().filter(|_| !any);
    let place = office.map(|office| Fault::new("offices.documents", PAPERS, office.as_str(), wanted()));
    let papers = declaration.wanted.iter().enumerate().filter(|(_, paper)| !issued(paper));
    let papers =
        papers.map(|(n, paper)| Fault::new(format!("wanted[{n}].kind"), PAPERS, paper.kind.as_str(), wanted()));
    place.into_iter().chain(papers).collect()
}

/// The remarks that the region's text turns into faults.
pub fn refused(declaration: &Declaration, terms: &Terms<'_>) -> Vec<Fault> {
    let refuses = |kind: &str| terms.policy.refuses_remark(kind, terms.day);
    // A text that refuses papers only costs no look at the lines of goods.
    let others = KINDS.iter().any(|kind| *kind != PAPERS && refuses(kind));
    let mut found = if others { remarks(declaration, terms) } else { unissued(declaration, terms.policy, terms.day) };
    found.retain(|remark| refuses(&remark.code));
    found
}

/// What a code should be, and by which document its enterprise is registered all the same.
fn vouched(wanted: Text, id: &EnterpriseId, region: &RegionState) -> Text {
    let Some(document) = region.enterprise(id).and_then(|enterprise| enterprise.document.as_ref()) else {
        return wanted;
    };
    let Document { kind, no, day } = document;
    Text::new(
        format!("{}（凭{kind} {no}（{day}）登记）", wanted.zh),
        format!("{} (registered by {kind} {no} of {day})", wanted.en),
    )
}

fn parties(declaration: &Declaration, region: &RegionState, found: &mut Vec<Fault>) {
    let parties = &declaration.parties;
    let named =
        [("owner", Some(&parties.owner)), ("declarant", Some(&parties.declarant)), ("agent", parties.agent.as_ref())];
    let mut told = Vec::new();
    for (role, id) in named.into_iter().filter_map(|(role, id)| Some((role, id?))) {
        if told.contains(&id) {
            continue;
        }
        told.push(id);
        let at = || format!("parties.{role}");
        found.extend(id.flaw().map(|wanted| Fault::new(at(), FLAWED, id.as_str(), vouched(wanted, id, region))));
        found.extend(id.warning().map(|wanted| Fault::new(at(), INNER, id.as_str(), wanted)));
    }
}

fn of_line(line: &Line, at: &str, terms: &Terms<'_>, found: &mut Vec<Fault>) {
    let (policy, day) = (terms.policy, terms.day);
    let over = |table, code: &str| terms.reference.find(table, code, day).err();
    if let Some(quantity) = &line.quantity {
        let at = || format!("{at}.quantity");
        if mass_of(quantity, policy, day).is_some_and(|mass| mass.is_above(line)) {
            let net = line.net_mass;
            let wanted = Text::new(
                format!("折合不多于净重（{net}）的数量"),
                format!("a quantity of no more than the net mass ({net})"),
            );
            found.push(Fault::new(at(), QUANTITY, quantity.to_string(), wanted));
        }
        let remark = over(TableName::Unit, quantity.unit.as_str());
        found.extend(remark.map(|wanted| Fault::new(at(), UNIT, quantity.unit.as_str(), wanted)));
    }
    let currency = line.value.currency.as_str();
    let remark = over(TableName::Currency, currency);
    found.extend(remark.map(|wanted| Fault::new(format!("{at}.value"), CURRENCY, currency, wanted)));
    permits(line, at, terms, found);
}

/// A permit that stands twice, and what is written off a permit beyond what is declared.
fn permits(line: &Line, at: &str, terms: &Terms<'_>, found: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    let mut sums: BTreeMap<_, i128> = BTreeMap::new();
    for (place, permit) in line.permits.iter().enumerate() {
        let key = (permit.kind.as_str(), permit.no.as_str());
        let at = |field: &str| format!("{at}.permits[{place}].{field}");
        if !seen.insert(key) {
            let wanted = Text::fixed("每项货物中每件许可证只列一次", "each permit once a line");
            found.push(Fault::new(at("no"), PERMIT, permit.no.as_str(), wanted));
        }
        let Some((written, share)) = permit.write_off.as_ref().and_then(|w| Some((w, share(w, line, terms)?))) else {
            continue;
        };
        let sum = sums.entry((key, share.of)).or_default();
        *sum = sum.saturating_add(share.part);
        if share.whole < *sum {
            let wanted = Text::new(
                format!("同一许可证合计不多于申报数量（{}）的核销量", share.of),
                format!("no more written off a permit than is declared ({})", share.of),
            );
            found.push(Fault::new(at("write_off"), WRITE_OFF, written.to_string(), wanted));
        }
    }
}

/// What is written off and what is declared, in one measure.
struct Share<'l> {
    part: i128,
    whole: i128,
    of: Of<'l>,
}

/// Of what of the line something is written off.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of<'l> {
    Quantity(&'l Amount),
    Mass(Mass),
}

impl fmt::Display for Of<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Of::Quantity(amount) => amount.fmt(f),
            Of::Mass(mass) => mass.fmt(f),
        }
    }
}

/// Of the quantity in the same unit, else of the net mass, else of the quantity in the same standard unit; nothing where none of
/// these can be compared.
fn share<'l>(written: &Amount, line: &'l Line, terms: &Terms<'_>) -> Option<Share<'l>> {
    let (policy, day) = (terms.policy, terms.day);
    if let Some(quantity) = line.quantity.as_ref().filter(|quantity| quantity.unit == written.unit) {
        return Some(Share { part: written.units.into(), whole: quantity.units.into(), of: Of::Quantity(quantity) });
    }
    if let Some(Fine(part)) = mass_of(written, policy, day) {
        return Some(Share { part, whole: Fine::of(line.net_mass).0, of: Of::Mass(line.net_mass) });
    }
    let quantity = line.quantity.as_ref()?;
    let (standard, part) = in_standard(written, policy, day)?;
    let (same, whole) = in_standard(quantity, policy, day)?;
    (standard == same).then_some(Share { part, whole, of: Of::Quantity(quantity) })
}

/// A mass in 10^-18 kg: exact for every factor of a text, which has at most twelve decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fine(i128);

/// 10^-18 kg.
const FINE: u32 = 18;

impl Fine {
    fn of(mass: Mass) -> Fine {
        Fine(i128::from(mass.0) * 10_i128.pow(FINE - MASS))
    }

    /// Whether it is more than the net mass of a line, and not its gross mass.
    fn is_above(self, line: &Line) -> bool {
        Fine::of(line.net_mass) < self && line.gross_mass.is_none_or(|gross| Fine::of(gross) != self)
    }
}

fn mass_of(amount: &Amount, policy: &Policy, day: Day) -> Option<Fine> {
    let (standard, units) = in_standard(amount, policy, day)?;
    // Of the standard unit in 10^-16.
    (standard.as_str() == "KGM").then_some(())?;
    units.checked_mul(10_i128.pow(FINE - AMOUNT - 12)).map(Fine)
}

/// An amount in 10^-16 of its standard unit.
fn in_standard<'p>(amount: &Amount, policy: &'p Policy, day: Day) -> Option<(&'p UnitCode, i128)> {
    let factor = policy.unit(&amount.unit, day)?;
    let (digits, scale) = (factor.factor.digits, u32::from(factor.factor.scale));
    Some((&factor.standard, widened(amount, digits, scale)?))
}

/// Ten-thousandths of a unit times a factor, by 10^12.
fn widened(amount: &Amount, digits: i64, scale: u32) -> Option<i128> {
    i128::from(amount.units).checked_mul(digits.into())?.checked_mul(10_i128.pow(12_u32.checked_sub(scale)?))
}
