//! What must hold of a line of goods, and between it and the containers.

use std::collections::BTreeSet;

use super::digits;
use super::faults::Faults;
use crate::declaration::{Declaration, Line, Permit};
use policy::reference::TableName;
use values::quantity::Mass;
use values::text::Text;

/// One line of a declaration.
pub fn line(line: &Line, index: usize, declaration: &Declaration, faults: &mut Faults<'_>) {
    let at = |field: &str| format!("lines[{index}].{field}");
    commodity(line, &at, faults);
    numbers(line, &at, faults);
    for (attribute, place) in line.attributes.iter().zip(0..) {
        let at = || format!("lines[{index}].attributes[{place}]");
        faults.known(TableName::Attribute, attribute, at);
    }
    for (pack, place) in line.packages.iter().zip(0..) {
        faults.known(TableName::Package, &pack.kind, || format!("lines[{index}].packages[{place}].kind"));
        if let Some(material) = &pack.material {
            faults.known(TableName::PackageMaterial, material, || format!("lines[{index}].packages[{place}].material"));
        }
        faults.positive(pack.count.into(), &pack.count, || format!("lines[{index}].packages[{place}].count"));
    }
    for (held, place) in line.permits.iter().zip(0..) {
        permit(held, TableName::Permit, || format!("lines[{index}].permits[{place}]"), faults);
    }
    stowage(line, index, declaration, faults);
}

fn commodity(line: &Line, at: &dyn Fn(&str) -> String, faults: &mut Faults<'_>) {
    let wanted = faults.terms.policy.region.tariff_digits;
    if line.hs.as_bytes().len() == usize::from(wanted) {
        faults.known(TableName::Hs, &line.hs, || at("hs"));
    } else {
        let wanted = Text::new(format!("{wanted}位商品编码"), format!("an HS code of {wanted} digits"));
        faults.say(at("hs"), "shape", line.hs.as_str(), wanted);
    }
    let ciq = line.ciq.as_ref().map(|code| code.as_str()).unwrap_or_default();
    digits(ciq, 3, || at("ciq"), faults);
    faults.filled(&line.name, || at("name"));
    faults.known(TableName::Country, &line.origin, || at("origin"));
    if let Some(district) = &line.origin_district {
        faults.known(TableName::District, district, || at("origin_district"));
    }
    if let Some(purpose) = &line.purpose {
        faults.known(TableName::Purpose, purpose, || at("purpose"));
    }
    if let Some(dangerous) = &line.dangerous {
        digits(dangerous.un.as_str(), 4, || at("dangerous.un"), faults);
        if let Some(class) = &dangerous.class {
            faults.known(TableName::DangerousPack, class, || at("dangerous.class"));
        }
    }
}

fn numbers(line: &Line, at: &dyn Fn(&str) -> String, faults: &mut Faults<'_>) {
    if let Some(quantity) = &line.quantity {
        faults.positive(quantity.units, quantity, || at("quantity"));
        faults.known(TableName::Unit, &quantity.unit, || at("quantity"));
    }
    if let Some(unit) = &line.customs_unit {
        faults.known(TableName::QuantityUnit, unit, || at("customs_unit"));
        if let Some(ours) = line.quantity.as_ref().map(|quantity| &quantity.unit) {
            faults.agree(|| at("customs_unit"), unit.as_str(), &["customs"], TableName::Unit, ours.as_str());
        }
    }
    faults.positive(line.net_mass.0, &line.net_mass, || at("net_mass"));
    if let Some(gross) = line.gross_mass {
        let wanted = Text::new(
            format!("不小于净重（{}）", line.net_mass),
            format!("no less than the net mass ({})", line.net_mass),
        );
        faults.hold(line.net_mass <= gross, || at("gross_mass"), "below_net", &gross, wanted);
    }
    faults.positive(line.value.minor, &line.value, || at("value"));
    faults.known(TableName::Currency, &line.value.currency, || at("value"));
    let today = faults.terms.day;
    if let Some(produced) = line.produced {
        let wanted = Text::new(format!("不晚于{today}"), format!("no later than {today}"));
        faults.hold(produced <= today, || at("produced"), "out_of_range", &produced, wanted);
        if let Some(until) = line.valid_until {
            let wanted =
                Text::new(format!("不早于生产日期（{produced}）"), format!("no earlier than produced ({produced})"));
            faults.hold(produced <= until, || at("valid_until"), "out_of_range", &until, wanted);
        }
    }
}

/// A permit of a line or a qualification of an enterprise, at its path.
pub fn permit(permit: &Permit, table: TableName, at: impl Fn() -> String, faults: &mut Faults<'_>) {
    faults.known(table, &permit.kind, || format!("{}.kind", at()));
    faults.filled(&permit.no, || format!("{}.no", at()));
    if let Some(amount) = &permit.write_off {
        faults.positive(amount.units, amount, || format!("{}.write_off", at()));
        faults.known(TableName::Unit, &amount.unit, || format!("{}.write_off", at()));
    }
}

/// Where a line is divided among containers, the parts are its whole net mass, each in a declared container.
fn stowage(line: &Line, index: usize, declaration: &Declaration, faults: &mut Faults<'_>) {
    let mut sum = Some(Mass(0));
    let mut seen = BTreeSet::new();
    for (part, place) in line.stowage.iter().zip(0..) {
        let at = || format!("lines[{index}].stowage[{place}].container");
        let declared = declaration.containers.iter().any(|container| container.no == part.container);
        let wanted = Text::fixed("集装箱一栏所列的箱号", "a container that stands under containers");
        faults.hold(declared, at, "undeclared_container", &part.container, wanted);
        let once = Text::fixed("每项货物中每箱只列一次", "each container once a line");
        faults.hold(seen.insert(&part.container), at, "duplicate", &part.container, once);
        let mass_at = || format!("lines[{index}].stowage[{place}].net_mass");
        faults.positive(part.net_mass.0, &part.net_mass, mass_at);
        sum = sum.and_then(|sum| sum.checked_add(part.net_mass));
    }
    // A mass that is not positive has its own fault.
    let masses = line.stowage.iter().map(|part| part.net_mass).chain([line.net_mass]);
    if !line.stowage.is_empty() && masses.min() > Some(Mass(0)) && sum != Some(line.net_mass) {
        let given = sum.map_or_else(|| "…".to_owned(), |sum| sum.to_string());
        let wanted = Text::new(
            format!("各箱净重之和等于该项净重（{}）", line.net_mass),
            format!("masses in the containers that add up to the line's net mass ({})", line.net_mass),
        );
        faults.say(format!("lines[{index}].stowage"), "not_reconciled", given, wanted);
    }
}
