//! Quantities as integers of their smallest unit: masses, amounts, money. No floats anywhere.

mod decimal;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::code::{CurrencyCode, UnitCode};
use crate::text::Text;

use decimal::{decimal, plain, scaled, trimmed, without_idle_zeros};

pub use decimal::{Decimal, Rounding, ungrouped};

/// A mass in units of 0.00001 kg (five decimals, as ECIQ messages carry them).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mass(pub i64);

impl Mass {
    /// Decimals of a kilogram.
    pub const SCALE: u8 = 5;
    /// The most that is read, 10^9 kg: more than the largest ship carries, and less than any number of fourteen digits that
    /// somebody types into the wrong field.
    pub const MOST: Mass = Mass(100_000_000_000_000);

    /// Reads kilograms, `108.0`: not negative, at most five decimals besides zeros, at most [`Mass::MOST`].
    pub fn parse(kg: &str) -> Result<Mass, Text> {
        let wanted = Text::fixed(
            "以千克计的重量：非负数，最多5位小数，不超过10亿",
            "a mass in kg: not negative, at most 5 decimals, at most 1,000,000,000",
        );
        decimal(without_idle_zeros(kg, Mass::SCALE), Mass::SCALE)
            .map(Mass)
            .filter(|mass| *mass <= Mass::MOST)
            .ok_or(wanted)
    }

    /// Kilograms without trailing zeros; `parse` reads it back.
    pub fn kg_text(self) -> String {
        Mass::sum_text(self.0.into())
    }

    /// A sum of masses, in 0.00001 kg, as kilograms without trailing zeros.
    pub fn sum_text(units: i128) -> String {
        trimmed(units, Mass::SCALE)
    }

    /// The sum, if it can be held.
    pub fn checked_add(self, other: Mass) -> Option<Mass> {
        self.0.checked_add(other.0).map(Mass)
    }

    /// The difference, if it can be held; it may be negative.
    pub fn checked_sub(self, other: Mass) -> Option<Mass> {
        self.0.checked_sub(other.0).map(Mass)
    }
}

impl fmt::Display for Mass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} kg", self.kg_text())
    }
}

/// So much of a unit, in ten-thousandths of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// Ten-thousandths of the unit.
    pub units: i64,
    /// The unit, Rec 20.
    pub unit: UnitCode,
}

impl Amount {
    /// Decimals of the unit.
    pub const SCALE: u8 = 4;
    /// One of the unit.
    pub const ONE: i64 = 10_000;
    /// The most that is read, 10^12 of any unit, in ten-thousandths of it: the largest mass in grams, the smallest unit that
    /// goods are counted in.
    pub const MOST_UNITS: i64 = 10_000_000_000_000_000;

    /// Reads a number of units, `12.5`: not negative, at most four decimals, at most [`Amount::MOST_UNITS`].
    pub fn parse(text: &str, unit: UnitCode) -> Result<Amount, Text> {
        let wanted = Text::fixed(
            "数量：非负数，最多4位小数，不超过1万亿",
            "an amount: not negative, at most 4 decimals, at most 1,000,000,000,000",
        );
        let units = decimal(text, Amount::SCALE).filter(|units| *units <= Amount::MOST_UNITS);
        units.map(|units| Amount { units, unit }).ok_or(wanted)
    }

    /// The number without trailing zeros and without the unit.
    pub fn text(&self) -> String {
        trimmed(self.units.into(), Amount::SCALE)
    }

    /// The sum, if the units agree and it can be held.
    pub fn checked_add(&self, other: &Amount) -> Option<Amount> {
        let units = self.units.checked_add(other.units)?;
        (self.unit == other.unit).then(|| Amount { units, unit: self.unit.clone() })
    }

    /// The difference, if the units agree and it can be held; it may be negative.
    pub fn checked_sub(&self, other: &Amount) -> Option<Amount> {
        let units = self.units.checked_sub(other.units)?;
        (self.unit == other.unit).then(|| Amount { units, unit: self.unit.clone() })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.text(), self.unit)
    }
}

/// Money: `minor` × 10^-`scale` of a currency. It carries its scale, so that `1.50` stays `1.50`; two equal values of
/// different scales are different moneys.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The value in units of 10^-`scale`.
    pub minor: i64,
    /// Decimals, 0 to 12.
    pub scale: u8,
    /// The currency, ISO 4217.
    pub currency: CurrencyCode,
}

impl Money {
    /// The most that is read, in whole units of any currency: 10^15 of the smallest, of which most currencies have a hundred. A
    /// year of the world's trade is worth a twentieth of it in the currency of account.
    pub const MOST: i64 = 10_000_000_000_000;

    /// Reads `1234.50`: not negative, at most [`Money::MOST`]; the text's own decimals, at most twelve, are the scale.
    pub fn parse(text: &str, currency: CurrencyCode) -> Result<Money, Text> {
        let wanted = Text::fixed(
            "金额：非负数，最多12位小数，不超过10万亿",
            "a sum: not negative, at most 12 decimals, at most 10,000,000,000,000",
        );
        let Decimal { digits: minor, scale } = Decimal::parse(text)?;
        let most = i128::from(Money::MOST) * 10_i128.pow(scale.into());
        if most < i128::from(minor) {
            return Err(wanted);
        }
        Ok(Money { minor, scale, currency })
    }

    /// The number with all its decimals and without the currency.
    pub fn text(&self) -> String {
        plain(self.minor.into(), self.scale)
    }

    /// The sum at the larger of the two scales, if the currencies agree and it can be held.
    pub fn checked_add(&self, other: &Money) -> Option<Money> {
        let scale = self.scale.max(other.scale);
        let (one, two) = (self.rescale(scale, Rounding::Down)?, other.rescale(scale, Rounding::Down)?);
        let minor = one.minor.checked_add(two.minor)?;
        (self.currency == other.currency).then_some(Money { minor, ..one })
    }

    /// The same money with other decimals, if it can be held.
    pub fn rescale(&self, scale: u8, rounding: Rounding) -> Option<Money> {
        let minor = scaled(i128::from(self.minor), u32::from(self.scale), u32::from(scale), rounding)?;
        Some(Money { minor, scale, currency: self.currency.clone() })
    }

    /// In another currency, of which one unit of this one is worth `rate`, if it can be held.
    pub fn convert(&self, rate: Decimal, to: &CurrencyCode, scale: u8, rounding: Rounding) -> Option<Money> {
        let product = i128::from(self.minor) * i128::from(rate.digits);
        let minor = scaled(product, u32::from(self.scale) + u32::from(rate.scale), u32::from(scale), rounding)?;
        Some(Money { minor, scale, currency: to.clone() })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.text(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(text: &str, currency: &str) -> Money {
        Money::parse(text, CurrencyCode::parse(currency).unwrap()).unwrap()
    }

    #[test]
    fn masses_of_five_decimals() {
        let read = ["108.0", "0", "0.00001", "99999999999999.99999", "0.000001", "-1", "1.", ".5", "1e3", "", "１"];
        let wanted = [Some(10_800_000), Some(0), Some(1), None, None, None, None, None, None, None, None];
        assert_eq!(read.map(|t| Mass::parse(t).ok().map(|m| m.0)), wanted);
        let zeros =
            ["200.000000", "200.00000000000000", "200.0000010", "200.000001", "200.", "200.00000x", "200.000000.0"];
        let wanted = [Some(20_000_000), Some(20_000_000), None, None, None, None, None];
        assert_eq!(zeros.map(|text| Mass::parse(text).ok().map(|mass| mass.0)), wanted);
        let bound = ["999999999.99999", "1000000000", "1000000000.00001", "37010022600002"];
        assert_eq!(bound.map(|text| Mass::parse(text).is_ok()), [true, true, false, false]);
        assert_eq!([10_800_000, 1, 0, -150_000].map(|m| Mass(m).kg_text()), ["108", "0.00001", "0", "-1.5"]);
        assert_eq!(Mass(i64::MAX).checked_add(Mass(1)), None);
        assert_eq!(Mass(1).checked_sub(Mass(2)), Some(Mass(-1)));
    }

    #[test]
    fn amounts_add_only_in_one_unit() {
        let amount = |text, unit| Amount::parse(text, UnitCode::parse(unit).unwrap()).unwrap();
        assert_eq!(amount("12.5", "KGM").units, 125_000);
        let bound = ["999999999999.9999", "1000000000000", "1000000000000.0001"];
        let fits = |text| Amount::parse(text, UnitCode::parse("C62").unwrap()).is_ok();
        assert_eq!(bound.map(fits), [true, true, false]);
        assert_eq!(amount("1.5", "KGM").checked_add(&amount("2", "KGM")).unwrap().to_string(), "3.5 KGM");
        assert_eq!(amount("1", "KGM").checked_add(&amount("1", "TNE")), None);
        assert_eq!(amount("1", "KGM").checked_sub(&amount("3", "KGM")).unwrap().text(), "-2");
    }

    #[test]
    fn money_keeps_its_scale() {
        assert_eq!(money("1234.50", "USD").to_string(), "1234.50 USD");
        assert_eq!(money("1.5", "CNY").checked_add(&money("0.005", "CNY")).unwrap().text(), "1.505");
        assert_eq!(money("1", "CNY").checked_add(&money("1", "USD")), None);
        let bound =
            ["9999999999999.99", "10000000000000.00", "10000000000000.01", "10000000000001", "1000000.000000000000"];
        let fits = |text| Money::parse(text, CurrencyCode::parse("CNY").unwrap()).is_ok();
        assert_eq!(bound.map(fits), [true, true, false, false, true]);
        assert!(Money::parse("0.1234567890123", CurrencyCode::parse("CNY").unwrap()).is_err());
    }

    #[test]
    fn rounding_below_at_and_above_the_half() {
        let cases = ["0.0049", "0.005", "0.0051", "0.015", "0.025"];
        let round = |rounding| cases.map(|t| money(t, "CNY").rescale(2, rounding).unwrap().minor);
        assert_eq!(round(Rounding::HalfUp), [0, 1, 1, 2, 3]);
        assert_eq!(round(Rounding::HalfEven), [0, 0, 1, 2, 2]);
        assert_eq!(round(Rounding::Down), [0, 0, 0, 1, 2]);
        let negative = Money { minor: -15, ..money("0.015", "CNY") };
        assert_eq!(negative.rescale(2, Rounding::HalfUp).unwrap().text(), "-0.02");
    }

    #[test]
    fn conversion_by_a_rate() {
        let cny = CurrencyCode::parse("CNY").unwrap();
        let rate = Decimal::parse("6.2345").unwrap();
        assert_eq!(money("100.10", "USD").convert(rate, &cny, 2, Rounding::HalfUp).unwrap().to_string(), "624.07 CNY");
        let most = Money { minor: i64::MAX, ..money("0", "USD") };
        assert_eq!(most.convert(rate, &cny, 2, Rounding::HalfUp), None);
    }

    #[test]
    fn thousands_stand_in_groups_of_three_or_are_no_number() {
        for (text, wanted) in [
            ("1,800", Some("1800")),
            ("1,800.50", Some("1800.50")),
            ("12,345,678", Some("12345678")),
            ("1,80", None),
            ("1,8000", None),
            ("1234,567", None),
            ("1,,800", None),
            (",800", None),
            ("1,800,", None),
            ("1,800.", None),
            ("1,800.5,0", None),
            ("1.000,5", None),
            ("1,23,456", None),
            ("1800", None),
            ("-1,800", None),
            ("1,800kg", None),
            ("", None),
        ] {
            assert_eq!(ungrouped(text, ',').as_deref(), wanted, "{text}");
        }
        assert_eq!(ungrouped("1 800 000", ' ').as_deref(), Some("1800000"));
    }

    proptest! {
        #[test]
        fn a_grouped_number_is_the_number(number: u32, decimals in "(\\.[0-9]{1,4})?") {
            let plain = number.to_string();
            let mut grouped = String::new();
            for (place, digit) in plain.chars().enumerate() {
                if 0 < place && (plain.len() - place) % 3 == 0 { grouped.push(','); }
                grouped.push(digit);
            }
            let read = ungrouped(&format!("{grouped}{decimals}"), ',');
            prop_assert_eq!(read, (1_000 <= number).then(|| format!("{plain}{decimals}")));
        }

        #[test]
        fn no_text_makes_a_parser_panic(text in prop_oneof![any::<String>(), "[0-9]{0,20}(\\.[0-9]{0,14})?"]) {
            let cny = CurrencyCode::parse("CNY").unwrap();
            if let Ok(mass) = Mass::parse(&text) {
                prop_assert_eq!(Mass::parse(&mass.kg_text()), Ok(mass));
            }
            if let Ok(money) = Money::parse(&text, cny.clone()) {
                prop_assert_eq!(Money::parse(&money.text(), cny), Ok(money));
            }
            let _ = Amount::parse(&text, UnitCode::parse("KGM").unwrap());
        }

        #[test]
        fn nothing_overflows(minor: i64, from in 0_u8..=255, to in 0_u8..=255, digits: i64, scale: u8) {
            let currency = CurrencyCode::parse("CNY").unwrap();
            let money = Money { minor, scale: from, currency: currency.clone() };
            for rounding in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down] {
                let _ = (money.rescale(to, rounding), money.convert(Decimal { digits, scale }, &currency, to, rounding));
            }
            let _ = (money.text(), trimmed(minor.into(), from));
        }
    }
}
