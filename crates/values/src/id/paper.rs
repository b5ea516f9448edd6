//! Numbers of papers that offices give out: their form is given by the policy.

use super::{Code, Kind, number_byte, of_bytes, want};
use crate::text::Text;

/// Kind of [`ClearanceNo`].
pub enum Clearance {}
/// The number of a clearance form (通关单); its form is given by the policy.
pub type ClearanceNo = Code<Clearance>;

impl Kind for Clearance {
    const NAME: &'static str = "clearance number";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed(
            "通关单号：4至30位数字、大写字母或“-”",
            "a clearance number: 4 to 30 digits, capital letters or '-'",
        );
        want(of_bytes(text, 4, 30, number_byte), wanted)
    }
}

/// Kind of [`CertificateNo`].
pub enum Certificate {}
/// The number of a paper that an office issues (证书号); its form is given by the policy.
pub type CertificateNo = Code<Certificate>;

impl Kind for Certificate {
    const NAME: &'static str = "certificate number";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed(
            "证书号：4至30位数字、大写字母或“-”",
            "a certificate number: 4 to 30 digits, capital letters or '-'",
        );
        want(of_bytes(text, 4, 30, number_byte), wanted)
    }
}

/// Kind of [`TransferNo`].
pub enum Transfer {}
/// The number of an electronic transfer (转单号); its form is given by the policy.
pub type TransferNo = Code<Transfer>;

impl Kind for Transfer {
    const NAME: &'static str = "transfer number";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed(
            "转单号：4至30位数字、大写字母或“-”",
            "a transfer number: 4 to 30 digits, capital letters or '-'",
        );
        want(of_bytes(text, 4, 30, number_byte), wanted)
    }
}

/// Kind of [`SheetNo`].
pub enum Sheet {}
/// The number printed on a preprinted sheet (空白证单流水号): letters that say which stock it is of, and a serial number.
pub type SheetNo = Code<Sheet>;

impl Kind for Sheet {
    const NAME: &'static str = "sheet number";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed(
            "空白证单流水号：1至4个大写字母，后接4至12位数字",
            "the number of a sheet: 1 to 4 capital letters, then 4 to 12 digits",
        );
        let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = text.get(letters..).unwrap_or_default();
        want((1..=4).contains(&letters) && of_bytes(digits, 4, 12, |b| b.is_ascii_digit()), wanted)
    }
}

impl SheetNo {
    /// The letters of its stock, and its digits.
    pub fn parts(&self) -> (&str, &str) {
        let text = self.as_str();
        text.split_at(text.bytes().take_while(u8::is_ascii_uppercase).count())
    }

    /// The serial number.
    pub fn serial(&self) -> u64 {
        self.parts().1.parse().expect("twelve digits fit")
    }

    /// The sheet of the same stock with another serial number; none where that has more digits.
    pub fn with(&self, serial: u64) -> Option<SheetNo> {
        let (stock, digits) = self.parts();
        SheetNo::parse(&format!("{stock}{serial:0width$}", width = digits.len()))
            .ok()
            .filter(|sheet| sheet.as_bytes().len() == self.as_bytes().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::tests::check_total;
    use proptest::prelude::*;

    #[test]
    fn a_sheet_is_of_a_stock_and_has_a_serial_number() {
        let sheet = SheetNo::parse("AB0099").unwrap();
        assert_eq!((sheet.parts(), sheet.serial()), (("AB", "0099"), 99));
        assert_eq!(sheet.with(100), SheetNo::parse("AB0100").ok());
        assert_eq!((sheet.with(9_999).is_some(), sheet.with(10_000)), (true, None));
        for not in ["", "A", "0099", "A009", "ABCDE0099", "a0099", "A00 99", "A0099B", "证0099", "A0000000000000"] {
            assert!(SheetNo::parse(not).is_err(), "{not}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_sheet_or_none(text in "[A-B证]{0,5}[0-9]{0,13}.?") {
            check_total::<Sheet>(&text);
        }

        #[test]
        fn the_order_of_sheets_of_a_stock_is_that_of_their_serial_numbers(one in 0_u64..10_000, other in 0_u64..10_000) {
            let sheet = |serial| SheetNo::parse("A0000").unwrap().with(serial).unwrap();
            prop_assert_eq!(sheet(one).cmp(&sheet(other)), one.cmp(&other));
        }
    }
}
