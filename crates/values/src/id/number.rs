//! Identifiers of national and international registers, with their check digits.

use super::check_digit::{GB32100_ALPHABET, gb11643, gb11714, gb32100, gtin13, imo, iso6346, luhn};
use super::{Code, Kind, of_bytes, want};
use crate::calendar::Day;
use crate::text::Text;

/// Kind of [`ContainerNo`].
pub enum Container {}
/// A freight container, ISO 6346: owner, `U`, `J` or `Z`, serial, check digit; or a swap body by its ILU code, EN 13044: the same
/// with `A` to `E` or `K`.
pub type ContainerNo = Code<Container>;

impl Kind for Container {
    const NAME: &'static str = "container number";

    fn check(text: &str) -> Result<(), Text> {
        let bytes = text.as_bytes();
        let shape = Text::fixed(
            "集装箱号（ISO 6346）：3位箱主字母、U/J/Z（交换箱体按EN 13044为A至E或K）、6位数字、1位校验码",
            "a container number (ISO 6346): 3 letters, U, J or Z (of a swap body, EN 13044, A to E or K), 6 digits and a check digit",
        );
        want(bytes.len() == 11 && matches!(bytes[3], b'U' | b'J' | b'Z' | b'A'..=b'E' | b'K'), shape.clone())?;
        let (body, last) = bytes.split_at(10);
        let computed = iso6346(body).ok_or(shape)?;
        want(last[0] == computed.digit, wanted_last("集装箱号", "container number", computed.digit))
    }
}

impl ContainerNo {
    /// A remark on serials whose remainder is 10: ISO 6346 advises not to use them, since their check digit 0 is ambiguous.
    pub fn warning(&self) -> Option<Text> {
        let computed = iso6346(&self.as_bytes()[..10])?;
        let remark = Text::fixed(
            "校验余数不是10的序号（ISO 6346建议不使用余数为10的序号）",
            "a serial whose remainder is not 10 (ISO 6346 advises against those)",
        );
        (!computed.advised).then_some(remark)
    }
}

/// Kind of [`OrganisationCode`].
pub enum Organisation {}
/// An organisation code (组织机构代码), GB 11714, written without the hyphen.
pub type OrganisationCode = Code<Organisation>;

impl Kind for Organisation {
    const NAME: &'static str = "organisation code";

    fn check(text: &str) -> Result<(), Text> {
        let shape = Text::fixed(
            "组织机构代码（GB 11714）：8位数字或大写字母加1位校验码，不带“-”",
            "an organisation code (GB 11714): 8 digits or capital letters and a check character, without '-'",
        );
        want(text.len() == 9, shape.clone())?;
        let (body, last) = text.as_bytes().split_at(8);
        let computed = gb11714(body).ok_or(shape)?;
        want(last[0] == computed, wanted_last("组织机构代码", "organisation code", computed))
    }
}

/// Kind of [`CreditCode`].
pub enum Credit {}
/// A unified social credit code (统一社会信用代码), GB 32100-2015.
pub type CreditCode = Code<Credit>;

impl Kind for Credit {
    const NAME: &'static str = "unified social credit code";

    fn check(text: &str) -> Result<(), Text> {
        let computed = Credit::shape(text)?;
        let last = text.as_bytes()[17];
        want(last == computed, wanted_last("统一社会信用代码", "unified social credit code", computed))
    }
}

impl Credit {
    /// Whether the text has the shape of one, and the check character that its first seventeen give.
    pub(super) fn shape(text: &str) -> Result<u8, Text> {
        let shape = Text::fixed(
            "统一社会信用代码（GB 32100）：18位数字或大写字母（不含I、O、S、V、Z），第3至8位为数字",
            "a unified social credit code (GB 32100): 18 digits or capitals (no I, O, S, V, Z), places 3 to 8 digits",
        );
        want(of_bytes(text, 18, 18, |b| GB32100_ALPHABET.contains(&b)), shape.clone())?;
        let body = &text.as_bytes()[..17];
        want(body[2..8].iter().all(u8::is_ascii_digit), shape.clone())?;
        gb32100(body).ok_or(shape)
    }
}

impl CreditCode {
    /// A remark if the organisation code inside (places 9 to 17) fails its own check; some legacy codes do.
    pub fn warning(&self) -> Option<Text> {
        let (body, last) = self.as_bytes()[8..17].split_at(8);
        let remark = Text::fixed(
            "第9至17位的组织机构代码校验相符的代码（部分历史代码不符）",
            "a code whose places 9 to 17, the organisation code, pass their own check (in some old codes they do not)",
        );
        (gb11714(body) != Some(last[0])).then_some(remark)
    }

    /// Places 3 to 8: the district (GB/T 2260) of registration.
    pub fn district(&self) -> &str {
        &self.as_str()[2..8]
    }
}

/// Kind of [`WagonNo`].
pub enum Wagon {}
/// A railway wagon, UIC leaflet 438: eleven digits and a check digit, without spaces.
pub type WagonNo = Code<Wagon>;

impl Kind for Wagon {
    const NAME: &'static str = "wagon number";

    fn check(text: &str) -> Result<(), Text> {
        let shape = Text::fixed(
            "车皮号（UIC）：12位数字，末位为校验码",
            "a wagon number (UIC): 12 digits, the last a check digit",
        );
        want(text.len() == 12, shape.clone())?;
        let (body, last) = text.as_bytes().split_at(11);
        let computed = luhn(body).ok_or(shape)?;
        want(last[0] == computed, wanted_last("车皮号", "wagon number", computed))
    }
}

/// Kind of [`ImoNo`].
pub enum Imo {}
/// A ship, IMO number: six digits and a check digit, without the letters `IMO`.
pub type ImoNo = Code<Imo>;

impl Kind for Imo {
    const NAME: &'static str = "IMO number";

    fn check(text: &str) -> Result<(), Text> {
        let shape =
            Text::fixed("IMO船舶编号：7位数字，末位为校验码", "an IMO number: 7 digits, the last a check digit");
        want(text.len() == 7, shape.clone())?;
        let (body, last) = text.as_bytes().split_at(6);
        let computed = imo(body).ok_or(shape)?;
        want(last[0] == computed, wanted_last("IMO船舶编号", "IMO number", computed))
    }
}

/// Kind of [`ResidentId`].
pub enum Resident {}
/// A resident id (公民身份号码), GB 11643: district, day of birth, serial, check character. Personal data: never in an event.
pub type ResidentId = Code<Resident>;

impl Kind for Resident {
    const NAME: &'static str = "resident id";

    fn check(text: &str) -> Result<(), Text> {
        let shape = Text::fixed(
            "公民身份号码（GB 11643）：17位数字加1位校验码，第7至14位为出生日期",
            "a resident id (GB 11643): 17 digits and a check character, places 7 to 14 a date of birth",
        );
        want(text.len() == 18, shape.clone())?;
        let (body, last) = text.as_bytes().split_at(17);
        let computed = gb11643(body).ok_or_else(|| shape.clone())?;
        let number = |places: &[u8]| places.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
        let born = Day::from_date(number(&body[6..10]) as i32, number(&body[10..12]), number(&body[12..14]));
        want(born.is_some(), shape)?;
        want(last[0] == computed, wanted_last("公民身份号码", "resident id", computed))
    }
}

/// Kind of [`GtinNo`].
pub enum Gtin {}
/// A trade item, GTIN-13 (商品条码).
pub type GtinNo = Code<Gtin>;

impl Kind for Gtin {
    const NAME: &'static str = "GTIN-13";

    fn check(text: &str) -> Result<(), Text> {
        let shape =
            Text::fixed("商品条码（GTIN-13）：13位数字，末位为校验码", "a GTIN-13: 13 digits, the last a check digit");
        want(text.len() == 13, shape.clone())?;
        let (body, last) = text.as_bytes().split_at(12);
        let computed = gtin13(body).ok_or(shape)?;
        want(last[0] == computed, wanted_last("商品条码", "GTIN-13", computed))
    }
}

fn wanted_last(zh: &str, en: &str, computed: u8) -> Text {
    let computed = char::from(computed);
    let a = if en.starts_with(['o', 'I']) { "an" } else { "a" };
    Text::new(
        format!("{zh}的末位校验码应为{computed}"),
        format!("{a} {en} whose last character, the check digit, is {computed}"),
    )
}

#[cfg(test)]
mod tests {
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
    fn f4_iso_6346_containers() {
        let yes = ["CSQU3054383", "CBHU3202732", "TGHU7599330", "TCLU0000020"];
        check::<Container>(&["HJBK1234569"], &["HJBK1234568", "HJBF1234569", "HJBX1234569"]);
        check::<Container>(
            &yes,
            &["CSQU3054384", "csqu3054383", "CSQX3054383", "CSQU305438", "CSQ,3054383", "集装箱U3"],
        );
        assert_eq!(yes.map(|no| ContainerNo::parse(no).unwrap().warning().is_some()), [false, false, false, true]);
    }

    #[test]
    fn f4_gb_11714_organisation_codes() {
        let no = ["D21435690", "12345678X", "D2143569-X", "d2143569X", ""];
        check::<Organisation>(&["D2143569X", "123456788", "193552708", "MA512A7U5"], &no);
    }

    #[test]
    fn f4_gb_32100_credit_codes() {
        let yes = ["91350100M000100Y43", "913702001234569050", "91440604193552708T", "91440608MA512A7U51"];
        let no = [
            "91350100M000100Y4Z",
            "91350100M000100Y42",
            "9135010OM000100Y43",
            "91350100M000100Y4",
            "91 350100M000100Y4",
        ];
        check::<Credit>(&yes, &no);
        assert!(yes.iter().all(|code| CreditCode::parse(code).unwrap().warning().is_none()));
        // A wrong organisation code inside a code that is right as a whole is remarked, not refused.
        let body = "91370200123456906";
        let legacy = format!("{body}{}", char::from(gb32100(body.as_bytes()).unwrap()));
        assert!(CreditCode::parse(&legacy).unwrap().warning().is_some());
        assert_eq!(CreditCode::parse(yes[0]).unwrap().district(), "350100");
    }

    #[test]
    fn f4_uic_wagons_and_imo_ships() {
        check::<Wagon>(&["218124712173"], &["218124712174", "2181 2471 217-3", "21812471217"]);
        check::<Imo>(&["9074729"], &["9074728", "IMO9074729", "907472"]);
    }

    #[test]
    fn f4_resident_ids() {
        let no =
            ["110105194912310021", "11010519491231002x", "11010519491331002X", "1101051949123100", "110105491231002"];
        check::<Resident>(&["11010519491231002X"], &no);
    }

    #[test]
    fn f4_gtin_13() {
        check::<Gtin>(&["6901234567892"], &["6901234567891", "690123456789", "69012345678922"]);
    }

    #[test]
    fn the_wanted_digit_is_named() {
        let wanted = ContainerNo::parse("CSQU3054384").unwrap_err();
        assert_eq!(wanted.zh, "集装箱号的末位校验码应为3");
        assert_eq!(wanted.en, "a container number whose last character, the check digit, is 3");
    }
}
