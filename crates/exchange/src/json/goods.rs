//! Reading a line of goods with its packages, permits and stowage, and the numbers with their units.

use clearance::declaration::{Dangerous, Line, Pack, Stowage};
use policy::reference::TableName;
use values::code::{CurrencyCode, UnitCode};
use values::id::Code;
use values::quantity::{Amount, Mass, Money};
use values::text::Text;

use super::head::{code_item, permit};
use super::walk::Fields;
use super::{MAX_ITEMS, NAME, NOTE, NUMBER};

/// One line.
pub fn line(fields: &mut Fields<'_, '_, '_>) -> Line {
    Line {
        hs: fields.need_code("hs", Some(TableName::Hs), "00"),
        ciq: fields.code("ciq", None),
        name: fields.text("name", NAME),
        name_en: fields.text("name_en", NAME),
        model: fields.text("model", NAME),
        spec: fields.text("spec", NAME),
        brand: fields.text("brand", NAME),
        attributes: attributes(fields),
        purpose: fields.code("purpose", Some(TableName::Purpose)),
        origin: fields.need_code("origin", Some(TableName::Country), "ZZ"),
        origin_district: fields.code("origin_district", Some(TableName::District)),
        quantity: amount(fields, "quantity"),
        customs_unit: fields.code("customs_unit", None),
        net_mass: need_mass(fields, "net_mass"),
        gross_mass: mass(fields, "gross_mass"),
        value: need_money(fields, "value"),
        produced: fields.day("produced"),
        batch: fields.text("batch", NUMBER),
        valid_until: fields.day("valid_until"),
        manufacturer: fields.text("manufacturer", NAME),
        ingredients: fields.text("ingredients", NOTE),
        dangerous: fields.object("dangerous", |fields| Dangerous {
            un: fields.need_code("un", None, "0000"),
            class: fields.code("class", Some(TableName::DangerousPack)),
        }),
        packages: fields.objects("packages", MAX_ITEMS, |fields| Pack {
            kind: fields.need_code("kind", Some(TableName::Package), "00"),
            count: fields.need_whole("count", MOST_PIECES),
            material: fields.code("material", Some(TableName::PackageMaterial)),
            main: fields.flag("main").unwrap_or_default(),
        }),
        permits: fields.objects("permits", MAX_ITEMS, |fields| permit(fields, TableName::Permit)),
        stowage: fields.objects("stowage", MAX_ITEMS, |fields| Stowage {
            container: fields.need_code("container", None, "CSQU3054383"),
            net_mass: need_mass(fields, "net_mass"),
        }),
        hs_not_in_force: false,
    }
}

/// The most packages of one kind in a line, 10^7: a ship of 24,000 containers takes no more cartons.
const MOST_PIECES: u32 = 10_000_000;

fn attributes<K: values::id::Kind>(fields: &mut Fields<'_, '_, '_>) -> Vec<Code<K>> {
    let codes = fields.list("attributes", MAX_ITEMS, |walk, item| code_item(walk, item, TableName::Attribute));
    codes.into_iter().flatten().collect()
}

/// The quantity to write off from a permit.
pub fn write_off(fields: &mut Fields<'_, '_, '_>) -> Option<Amount> {
    amount(fields, "write_off")
}

fn amount(fields: &mut Fields<'_, '_, '_>, key: &'static str) -> Option<Amount> {
    let wanted = Text::fixed("数量和计量单位，如“12.5 KGM”", "a number and its unit, as \"12.5 KGM\"");
    let (number, unit) = number_and_unit(fields, key, wanted)?;
    let unit: UnitCode = fields.walk.code(key, Some(TableName::Unit), unit)?;
    let read = Amount::parse(number, unit);
    read.map_err(|wanted| number_fault(fields, key, number, wanted)).ok()
}

fn mass(fields: &mut Fields<'_, '_, '_>, key: &'static str) -> Option<Mass> {
    let wanted = Text::fixed("以千克计的重量，如“108.0 kg”", "a mass in kg, as \"108.0 kg\"");
    let (number, unit) = number_and_unit(fields, key, wanted.clone())?;
    if unit != "kg" {
        fields.walk.fault(key, "unit", unit, wanted);
        return None;
    }
    let read = Mass::parse(number);
    read.map_err(|wanted| number_fault(fields, key, number, wanted)).ok()
}

/// 0 stands in for a mass that could not be read.
fn need_mass(fields: &mut Fields<'_, '_, '_>, key: &'static str) -> Mass {
    match fields.need(key) {
        Some(_) => mass(fields, key).unwrap_or_default(),
        None => Mass::default(),
    }
}

/// 0 of no currency stands in for a value that could not be read.
fn need_money(fields: &mut Fields<'_, '_, '_>, key: &'static str) -> Money {
    let read = fields.need(key).and_then(|_| money(fields, key));
    read.unwrap_or_else(|| {
        let none = CurrencyCode::parse("XXX").expect("three capital letters have the shape of a currency");
        Money { minor: 0, scale: 0, currency: none }
    })
}

fn money(fields: &mut Fields<'_, '_, '_>, key: &'static str) -> Option<Money> {
    let wanted = Text::fixed("金额和货币，如“1234.50 USD”", "a sum and its currency, as \"1234.50 USD\"");
    let (number, currency) = number_and_unit(fields, key, wanted)?;
    let currency: CurrencyCode = fields.walk.code(key, Some(TableName::Currency), currency)?;
    let read = Money::parse(number, currency);
    read.map_err(|wanted| number_fault(fields, key, number, wanted)).ok()
}

/// `12.5 KGM` as its two parts.
fn number_and_unit<'n>(fields: &mut Fields<'n, '_, '_>, key: &'static str, wanted: Text) -> Option<(&'n str, &'n str)> {
    let text = fields.raw(key)?;
    let parts = text.split_once(' ').filter(|(number, unit)| !number.is_empty() && !unit.is_empty());
    if parts.is_none() {
        fields.walk.fault(key, "shape", text, wanted);
    }
    parts
}

/// A negative number is told from what is no number, and a number of too many digits from both.
fn number_fault(fields: &mut Fields<'_, '_, '_>, key: &'static str, number: &str, wanted: Text) {
    let (negative, digits) = (number.starts_with('-'), number.trim_start_matches('-'));
    let is_number = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|b| *b == b'.').count() <= 1
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit());
    match (is_number, negative) {
        (true, true) => {
            fields.walk.fault(key, "not_positive", number, Text::fixed("大于零的数", "a number above zero"));
        }
        (true, false) => fields.walk.fault(key, "out_of_range", number, wanted),
        (false, _) => fields.walk.fault(key, "shape", number, wanted),
    }
}
