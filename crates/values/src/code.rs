//! Codes of reference tables: their shape only; whether a code exists on a day is asked of the tables.

use crate::id::{Code, Kind, of_bytes, want};
use crate::text::Text;

/// Kind of [`HsCode`].
pub enum Hs {}
/// A code of the Harmonised System: chapter (2), heading (4), subheading (6), national (8, 10), or with CIQ extension (13).
pub type HsCode = Code<Hs>;

impl Kind for Hs {
    const NAME: &'static str = "HS code";

    fn check(text: &str) -> Result<(), Text> {
        let length = matches!(text.len(), 2 | 4 | 6 | 8 | 10 | 13);
        let wanted = Text::fixed("商品编码：2、4、6、8、10或13位数字", "an HS code: 2, 4, 6, 8, 10 or 13 digits");
        want(length && text.bytes().all(|b| b.is_ascii_digit()), wanted)
    }
}

impl HsCode {
    /// Whether this code is `prefix` or stands below it.
    pub fn starts_with(&self, prefix: &HsCode) -> bool {
        self.as_bytes().starts_with(prefix.as_bytes())
    }

    /// The chapter: the first two digits.
    pub fn chapter(&self) -> HsCode {
        HsCode::parse(&self.as_str()[..2]).expect("the first two digits of an HS code are one")
    }

    /// The code one level up: 13 → 10 → 8 → 6 → 4 → 2; a chapter has none.
    pub fn parent(&self) -> Option<HsCode> {
        let length = match self.as_bytes().len() {
            13 => 10,
            2 => return None,
            n => n - 2,
        };
        Some(HsCode::parse(&self.as_str()[..length]).expect("the leading digits of an HS code are one"))
    }
}

/// Kind of [`CountryCode`].
pub enum Country {}
/// A country or area, ISO 3166-1 alpha-2.
pub type CountryCode = Code<Country>;

impl Kind for Country {
    const NAME: &'static str = "country code";

    fn check(text: &str) -> Result<(), Text> {
        let wanted =
            Text::fixed("国家（地区）代码：2位大写字母（ISO 3166）", "a country code: 2 capital letters (ISO 3166)");
        want(of_bytes(text, 2, 2, |b| b.is_ascii_uppercase()), wanted)
    }
}

/// Kind of [`PlaceCode`].
pub enum Place {}
/// A place, UN/LOCODE: country and three letters or digits 2 to 9.
pub type PlaceCode = Code<Place>;

impl Kind for Place {
    const NAME: &'static str = "place code";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed(
            "地点代码：2位国家字母加3位大写字母或数字2至9（UN/LOCODE）",
            "a place code: 2 letters of the country and 3 capital letters or digits 2 to 9 (UN/LOCODE)",
        );
        let letters = text.bytes().take(2).all(|b| b.is_ascii_uppercase());
        want(letters && of_bytes(text, 5, 5, |b| b.is_ascii_uppercase() || (b'2'..=b'9').contains(&b)), wanted)
    }
}

impl PlaceCode {
    /// The country that the place lies in.
    pub fn country(&self) -> CountryCode {
        CountryCode::parse(&self.as_str()[..2]).expect("a place code begins with two capital letters")
    }
}

/// Kind of [`UnitCode`].
pub enum Unit {}
/// A unit of measure, UN/ECE Recommendation 20.
pub type UnitCode = Code<Unit>;

impl Kind for Unit {
    const NAME: &'static str = "unit code";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed(
            "计量单位代码：2或3位数字或大写字母（联合国第20号建议书）",
            "a unit code: 2 or 3 digits or capital letters (UN/ECE Rec 20)",
        );
        want(of_bytes(text, 2, 3, digit_or_capital), wanted)
    }
}

/// Kind of [`CurrencyCode`].
pub enum Currency {}
/// A currency, ISO 4217.
pub type CurrencyCode = Code<Currency>;

impl Kind for Currency {
    const NAME: &'static str = "currency code";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed("货币代码：3位大写字母（ISO 4217）", "a currency code: 3 capital letters (ISO 4217)");
        want(of_bytes(text, 3, 3, |b| b.is_ascii_uppercase()), wanted)
    }
}

/// Kind of [`PackageCode`].
pub enum Package {}
/// A type of package, UN/ECE Recommendation 21.
pub type PackageCode = Code<Package>;

impl Kind for Package {
    const NAME: &'static str = "package code";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed(
            "包装代码：2位数字或大写字母（联合国第21号建议书）",
            "a package code: 2 digits or capital letters (UN/ECE Rec 21)",
        );
        want(of_bytes(text, 2, 2, digit_or_capital), wanted)
    }
}

/// Kind of [`DistrictCode`].
pub enum District {}
/// An administrative district, GB/T 2260. Not an office code, even where the digits agree (青岛局 370100 is not 济南市).
pub type DistrictCode = Code<District>;

impl Kind for District {
    const NAME: &'static str = "district code";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed("行政区划代码：6位数字（GB/T 2260）", "a district code: 6 digits (GB/T 2260)");
        want(of_bytes(text, 6, 6, |b| b.is_ascii_digit()), wanted)
    }
}

/// Kind of [`TableCode`].
pub enum Table {}
/// A code of any of the small tables: transport, purpose, attribute, document kind …
pub type TableCode = Code<Table>;

impl Kind for Table {
    const NAME: &'static str = "code";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed("代码：1至12位数字或字母", "a code: 1 to 12 digits or letters");
        want(of_bytes(text, 1, 12, |b| b.is_ascii_alphanumeric()), wanted)
    }
}

fn digit_or_capital(b: u8) -> bool {
    b.is_ascii_digit() || b.is_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check<K: Kind>(yes: &[&str], no: &[&str]) {
        for text in yes {
            assert!(Code::<K>::parse(text).is_ok(), "{text:?} should be a {}", K::NAME);
        }
        for text in no {
            assert!(Code::<K>::parse(text).is_err(), "{text:?} should not be a {}", K::NAME);
        }
    }

    #[test]
    fn hs_codes_of_every_level() {
        check::<Hs>(
            &["01", "0101", "010121", "01012100", "0101210010", "0101210010101"],
            &["", "1", "012", "01-1", "０１"],
        );
        let hs = |text| HsCode::parse(text).unwrap();
        assert!(hs("0101210010").starts_with(&hs("0101")) && hs("0101").starts_with(&hs("0101")));
        assert!(!hs("0101").starts_with(&hs("0102")) && !hs("01").starts_with(&hs("0101")));
        assert_eq!(hs("0101210010101").chapter(), hs("01"));
        let mut up = vec![hs("0101210010101")];
        while let Some(parent) = up[up.len() - 1].parent() {
            up.push(parent);
        }
        assert_eq!(up.iter().map(|c| c.as_bytes().len()).collect::<Vec<_>>(), [13, 10, 8, 6, 4, 2]);
    }

    #[test]
    fn shapes_of_the_other_codes() {
        check::<Country>(&["CN"], &["cn", "CHN", "1A", ""]);
        check::<Place>(&["CNQIN", "USNC2"], &["CNQI", "C2QIN", "CNQI1", "cnqin", ""]);
        check::<Unit>(&["KGM", "10", "1A", "H87"], &["K", "KGMX", "kgm"]);
        check::<Currency>(&["CNY"], &["142", "cny", ""]);
        check::<Package>(&["BG", "4C", "43"], &["B", "BAG", ""]);
        check::<District>(&["370200"], &["37020", "37020A", ""]);
        check::<Table>(&["1", "101030", "A", "22G0"], &["", "1.2", "1234567890123", "甲"]);
        assert_eq!(PlaceCode::parse("CNQIN").unwrap().country(), CountryCode::parse("CN").unwrap());
    }

    proptest! {
        #[test]
        fn no_text_makes_a_parser_panic(text in prop_oneof![any::<String>(), "[0-9A-Z]{0,14}"]) {
            if let Ok(hs) = HsCode::parse(&text) {
                prop_assert!(hs.starts_with(&hs.chapter()));
                prop_assert!(hs.parent().is_none_or(|p| hs.starts_with(&p)));
            }
            if let Ok(place) = PlaceCode::parse(&text) {
                prop_assert!(text.starts_with(place.country().as_str()));
            }
            let _ = (CountryCode::parse(&text), UnitCode::parse(&text), CurrencyCode::parse(&text));
            let _ = (PackageCode::parse(&text), DistrictCode::parse(&text), TableCode::parse(&text));
        }
    }
}
