//! What people type into the form, understood: full width, blanks, thousands in groups, small letters. What is not understood
//! stays as it was typed, and the reader of declarations says what is wrong with it.

use super::tree::UNIT;
use crate::fields::{Ask, Field, HEAD, LINE, LINE_ROWS, ROWS};
use crate::pairs::Pairs;
use crate::typed::{number, without_zeros};
use policy::reference::TableName;
use values::text::fold::fold;

/// As what a field is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A number, perhaps with decimals.
    Number,
    /// A sum of money: its decimals are its own.
    Sum,
    /// A code of capital letters and digits.
    Code,
    /// A tariff code, which people write with points.
    Tariff,
    /// A number of a container, which people write with blanks and a hyphen.
    Container,
    /// A day.
    Day,
}

/// The form with what was typed put as the declaration has it.
pub fn understood(form: Pairs) -> Pairs {
    let understand = |(name, typed): (String, String)| {
        let value = kind(&name).map_or_else(|| typed.clone(), |kind| read(kind, &typed));
        (name, value)
    };
    Pairs(form.0.into_iter().map(understand).collect())
}

/// Understood twice: where a sign was left out, marks may have met that belong in another order.
fn read(kind: Kind, typed: &str) -> String {
    read_once(kind, &read_once(kind, typed))
}

fn read_once(kind: Kind, typed: &str) -> String {
    let bare = || fold(typed).replace(' ', "");
    match kind {
        Kind::Number => number(typed).map_or_else(|| typed.to_owned(), |number| without_zeros(&number).to_owned()),
        Kind::Sum => number(typed).unwrap_or_else(|| typed.to_owned()),
        Kind::Code => bare().to_uppercase(),
        Kind::Tariff => bare().replace('.', ""),
        Kind::Container => bare().replace('-', "").to_uppercase(),
        Kind::Day => bare(),
    }
}

/// As what a name of the form is understood, if it is no free text.
fn kind(name: &str) -> Option<Kind> {
    if name.ends_with(UNIT) {
        return Some(Kind::Code);
    }
    let (list, key) = name.rsplit_once("].").map_or(("", name), |(list, key)| (list, key));
    let list = list.rsplit_once('[').map_or("", |(list, _)| list.rsplit('.').next().unwrap_or(list));
    if (list, key) == ("containers", "no") {
        return Some(Kind::Container);
    }
    let of_rows =
        |all: &'static [crate::fields::Rows]| all.iter().find(|rows| rows.path == list).map(|rows| rows.fields);
    let fields: Vec<&Field> = match list {
        "" => HEAD.iter().flat_map(|group| group.fields).collect(),
        "lines" => LINE.iter().collect(),
        _ => of_rows(LINE_ROWS).or_else(|| of_rows(ROWS))?.iter().collect(),
    };
    match fields.into_iter().find(|field| field.path == key)?.ask {
        Ask::Measured(TableName::Currency) => Some(Kind::Sum),
        Ask::Whole | Ask::With(_) | Ask::Measured(_) => Some(Kind::Number),
        Ask::Typed(TableName::Hs) => Some(Kind::Tariff),
        Ask::Typed(_) | Ask::Code(_) | Ask::Port => Some(Kind::Code),
        Ask::Day => Some(Kind::Day),
        Ask::Line
        | Ask::Area
        | Ask::Select(_)
        | Ask::Several(_)
        | Ask::Goods
        | Ask::Office
        | Ask::PortOffice
        | Ask::Owner
        | Ask::Mode
        | Ask::Way
        | Ask::YesNo => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(name: &str, typed: &str) -> String {
        understood(Pairs(vec![(name.to_owned(), typed.to_owned())])).get(name).to_owned()
    }

    #[test]
    fn what_people_type_is_understood() {
        for (name, typed, wanted) in [
            ("lines[0].net_mass", "１，８００．５０", "1800.5"),
            ("lines[0].net_mass", "1,800", "1800"),
            ("lines[0].net_mass", "1 800 000", "1800000"),
            ("lines[0].net_mass", "1\u{a0}800", "1800"),
            ("lines[0].net_mass", "200.000000", "200"),
            ("lines[0].net_mass", "200", "200"),
            ("lines[0].net_mass", "1,80", "1,80"),
            ("lines[0].net_mass", "1.000,5", "1.000,5"),
            ("lines[0].net_mass", "18 00", "18 00"),
            ("lines[0].net_mass", "1e3", "1e3"),
            ("lines[0].net_mass", "约200", "约200"),
            ("lines[0].net_mass", "-5", "-5"),
            ("lines[0].value", "5,000.00", "5000.00"),
            ("lines[0].value", "￥5000", "￥5000"),
            ("lines[12].quantity", "12.500", "12.5"),
            ("lines[0].quantity#unit", "ｋｇｍ", "KGM"),
            ("lines[0].hs", " ０２０２．３０．００ 10", "0202300010"),
            ("lines[0].origin", "de", "DE"),
            ("lines[0].hs", "\u{591}¸", "\u{327}\u{591}"),
            ("journey.port", "cn qdp", "CNQDP"),
            ("journey.day", "２０２６-01-05", "2026-01-05"),
            ("lines[0].packages[3].count", "1,000", "1000"),
            ("lines[0].packages[3].kind", "ct", "CT"),
            ("containers[0].no", "csqu 305438-3", "CSQU3054383"),
            ("containers[0].seal", "s 1,000", "s 1,000"),
            ("lines[0].name", "１，０００ 型 阀门", "１，０００ 型 阀门"),
            ("reference", "ａ-1", "ａ-1"),
            ("head.marks", "N/M 1,000", "N/M 1,000"),
            ("lines[0].permits[0].no", "a 1,000", "a 1,000"),
        ] {
            assert_eq!(one(name, typed), wanted, "{name} {typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_understood_once_is_understood_twice(
            name in prop_oneof![Just("lines[0].net_mass"), Just("lines[0].value"), Just("lines[0].hs"), Just("containers[0].no"), Just("journey.port")],
            typed in prop_oneof![any::<String>(), "[0-9, .０-９]{0,16}"],
        ) {
            let once = one(name, &typed);
            prop_assert_eq!(one(name, &once), once);
        }

        #[test]
        fn a_number_is_never_another(whole in 0_u64..10_000_000_000, decimals in 0_u32..100_000) {
            let typed = format!("{whole}.{decimals:05}");
            let read: Vec<String> = one("lines[0].net_mass", &typed).split('.').map(str::to_owned).collect();
            prop_assert_eq!(read[0].parse::<u64>().unwrap(), whole);
            let zeros = format!("{:0<5}", read.get(1).map_or("", String::as_str));
            prop_assert_eq!(zeros.parse::<u32>().unwrap(), decimals);
        }
    }
}
