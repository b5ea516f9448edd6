//! Measuring a declaration by the text of the day: converted values, standard quantities, TEU, districts.

use crate::declaration::{Container, Declaration, Line, LineMeasure, Measures};
use policy::Policy;
use policy::reference::{Reference, TableName};
use std::collections::BTreeSet;
use values::calendar::Day;
use values::code::{CurrencyCode, TableCode};
use values::direction::Direction;
use values::quantity::{Amount, Decimal, Rounding};
use values::text::Language;

/// Decimals in which converted values are counted: 0.01 of the currency.
const CENTS: u8 = 2;

/// Measures a declaration by the rates and factors of the month of `day`. What a rate or factor is missing for is unknown.
pub fn measure(declaration: &Declaration, policy: &Policy, reference: &Reference, day: Day) -> Measures {
    Measures {
        lines: declaration.lines.iter().map(|line| of_line(line, policy, day)).collect(),
        teu_tenths: declaration.teu_tenths(&|container| teu_tenths(container, reference, day)),
        origin: declaration.lines.first().and_then(|line| line.origin_district.clone()),
        flow: match declaration.direction {
            Direction::Entry => declaration.journey.destination_district.clone(),
            Direction::Exit => {
                let mut offices = policy.port_offices(&declaration.journey.port, day);
                offices.next().and_then(|office| policy.member(&office.member, day)).and_then(|m| m.district.clone())
            }
        },
    }
}

fn of_line(line: &Line, policy: &Policy, day: Day) -> LineMeasure {
    let region = &policy.region;
    let accounting = in_accounting(line, policy, day);
    let reference = if line.value.currency == region.reference {
        line.value.rescale(CENTS, Rounding::HalfUp).map(|money| money.minor)
    } else {
        accounting.and_then(|cents| divided(cents, rate(&region.reference, policy, day)?))
    };
    LineMeasure {
        accounting,
        reference,
        standard: standard(line, policy, day),
        materials: materials(line, policy, day),
    }
}

/// What the packages of a line are made of by their kinds, each material once, in order.
pub fn materials(line: &Line, policy: &Policy, day: Day) -> Vec<TableCode> {
    let of_kind = line.packages.iter().filter_map(|pack| policy.package_material(&pack.kind, day));
    let all: BTreeSet<TableCode> = of_kind.map(|package| package.material.clone()).collect();
    all.into_iter().collect()
}

fn in_accounting(line: &Line, policy: &Policy, day: Day) -> Option<i64> {
    let to = &policy.region.accounting;
    let money = if line.value.currency == *to {
        line.value.rescale(CENTS, Rounding::HalfUp)
    } else {
        line.value.convert(rate(&line.value.currency, policy, day)?, to, CENTS, Rounding::HalfUp)
    };
    money.map(|money| money.minor)
}

fn rate(currency: &CurrencyCode, policy: &Policy, day: Day) -> Option<Decimal> {
    if *currency == policy.region.accounting {
        return Some(Decimal { digits: 1, scale: 0 });
    }
    policy.rate(currency, day).map(|rate| rate.rate)
}

/// `cents` divided by a rate, half up.
fn divided(cents: i64, rate: Decimal) -> Option<i64> {
    let divisor = i128::from(rate.digits);
    if divisor <= 0 {
        return None;
    }
    let scaled = i128::from(cents) * 10_i128.pow(u32::from(rate.scale));
    i64::try_from((2 * scaled + divisor).div_euclid(2 * divisor)).ok()
}

fn standard(line: &Line, policy: &Policy, day: Day) -> Option<Amount> {
    let quantity = line.quantity.as_ref()?;
    let factor = policy.unit(&quantity.unit, day)?;
    let product = i128::from(quantity.units) * i128::from(factor.factor.digits);
    let units = product / 10_i128.pow(u32::from(factor.factor.scale));
    Some(Amount { units: i64::try_from(units).ok()?, unit: factor.standard.clone() })
}

/// TEU of a container in tenths, from the length in feet that the English name of its kind, else of its size and type,
/// carries: 40 feet and more are two TEU, less than 20 half a one.
fn teu_tenths(container: &Container, reference: &Reference, day: Day) -> Option<u32> {
    let named = |table, code: &TableCode| reference.name(table, code.as_str(), day, Language::En);
    let by_kind = container.kind.as_ref().and_then(|kind| named(TableName::ContainerSize, kind));
    let by_type = || named(TableName::ContainerType, container.size_type.as_ref()?);
    let name = by_kind.or_else(by_type)?;
    let feet = name.split(|c: char| !c.is_ascii_digit()).find_map(|digits| digits.parse::<u32>().ok())?;
    Some(match feet {
        40.. => 20,
        20.. => 10,
        _ => 5,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_by_a_rate_rounds_half_up() {
        let rate = Decimal::parse("6.5").unwrap();
        assert_eq!(divided(650, rate), Some(100));
        assert_eq!(divided(653, rate), Some(100));
        assert_eq!(divided(654, rate), Some(101));
        assert_eq!(divided(1, Decimal { digits: 0, scale: 0 }), None);
    }
}
