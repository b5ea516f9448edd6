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
