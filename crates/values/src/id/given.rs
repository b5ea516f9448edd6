//! Identifiers that a region, an enterprise register or the platform gives out itself.

use super::number::{Credit, CreditCode, Organisation};
use super::{Code, Kind, number_byte, of_bytes, want};
use crate::text::Text;

/// Kind of [`OfficeCode`].
pub enum Office {}
/// An office (检务工作点) as the policy text codes it, or the word `region` for the partition of what belongs to no office.
pub type OfficeCode = Code<Office>;

impl Kind for Office {
    const NAME: &'static str = "office code";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed("机构代号：2至12位数字、字母或“-”", "an office code: 2 to 12 digits, letters or '-'");
        want(of_bytes(text, 2, 12, |b| b.is_ascii_alphanumeric() || b == b'-'), wanted)
    }
}

/// Kind of [`MemberCode`].
pub enum Member {}
/// A member of the region (直属局) as the policy text codes it.
pub type MemberCode = Code<Member>;

impl Kind for Member {
    const NAME: &'static str = "member code";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed(
            "成员代号：2至12位数字、大写字母或“-”",
            "a member code: 2 to 12 digits, capital letters or '-'",
        );
        want(of_bytes(text, 2, 12, number_byte), wanted)
    }
}

/// Kind of [`CaseNo`].
pub enum Case {}
/// A declaration number (报检号) as text; its form is given by the policy.
pub type CaseNo = Code<Case>;

impl Kind for Case {
    const NAME: &'static str = "declaration number";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed(
            "报检号：4至24位数字、大写字母或“-”",
            "a declaration number: 4 to 24 digits, capital letters or '-'",
        );
        want(of_bytes(text, 4, 24, number_byte), wanted)
    }
}

/// Kind of [`QueryCode`].
pub enum Query {}
/// The code by which the public may ask for the status of a case, beside its number: 13 characters of 5 random bits each.
pub type QueryCode = Code<Query>;

impl Kind for Query {
    const NAME: &'static str = "query code";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed("查询码：13位数字、大写字母", "a query code: 13 digits or capital letters");
        want(of_bytes(text, 13, 13, |b| b.is_ascii_digit() || b.is_ascii_uppercase()), wanted)
    }
}

/// Kind of [`FileId`].
pub enum Filed {}
/// The number of a file: 128 bits of chance, which say nothing of what it is.
pub type FileId = Code<Filed>;

impl Kind for Filed {
    const NAME: &'static str = "file number";

    fn check(text: &str) -> Result<(), Text> {
        let wanted = Text::fixed("文件号：32位十六进制小写", "a file number: 32 hexadecimal digits in small letters");
        want(of_bytes(text, 32, 32, |b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), wanted)
    }
}

impl FileId {
    /// Of 16 bytes of chance.
    pub fn of_chance(bytes: [u8; 16]) -> FileId {
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        FileId::parse(&text).expect("16 bytes are 32 such digits")
    }
}

/// Kind of [`EnterpriseId`].
pub enum Enterprise {}
/// A party: unified social credit code, organisation code, or a number of another register behind its prefix
/// (`X-…`: foreign and historical parties).
pub type EnterpriseId = Code<Enterprise>;

impl Kind for Enterprise {
    const NAME: &'static str = "enterprise";

    fn check(text: &str) -> Result<(), Text> {
        if let Some(code) = hyphenated(text) {
            let plain = Text::fixed("组织机构代码：9位，不带“-”", "an organisation code: 9 characters, without '-'");
            return Err(Organisation::check(&code).err().unwrap_or(plain));
        }
        if let Some((prefix, rest)) = text.split_once('-')
            && of_bytes(prefix, 1, 8, |b| b.is_ascii_uppercase())
        {
            let wanted = Text::fixed(
                "前缀之后的企业编号：1至40位字母、数字或“.”“_”“-”",
                "after the prefix an enterprise number of 1 to 40 letters, digits, '.', '_' or '-'",
            );
            let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
            return want(of_bytes(rest, 1, 40, allowed), wanted);
        }
        match text.len() {
            18 => Credit::shape(text).map(drop),
            9 => Organisation::check(text),
            _ => Err(Text::fixed(
                "企业编号：18位统一社会信用代码、9位组织机构代码，或带前缀的其他编号（如X-…）",
                "an enterprise: unified social credit code (18), organisation code (9), or another number with a prefix (X-…)",
            )),
        }
    }
}

/// An organisation code as it is printed, eight characters, a hyphen and its check character: without the hyphen.
fn hyphenated(text: &str) -> Option<String> {
    let (body, last) = text.split_once('-')?;
    let allowed = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    (of_bytes(body, 8, 8, allowed) && of_bytes(last, 1, 1, allowed)).then(|| format!("{body}{last}"))
}

impl EnterpriseId {
    /// What the last character of a unified social credit code should be, where it is another: some codes that were given out
    /// before GB 32100 came into force are so. Who has such a one is known by its registration and not by its code.
    pub fn flaw(&self) -> Option<Text> {
        if self.as_bytes().len() == 18 && !self.as_bytes().contains(&b'-') {
            Credit::check(self.as_str()).err()
        } else {
            None
        }
    }

    /// A remark where the organisation code inside a unified social credit code fails its own check.
    pub fn warning(&self) -> Option<Text> {
        CreditCode::parse(self.as_str()).ok()?.warning()
    }
}

/// Kind of [`PersonId`].
pub enum Person {}
/// A natural person; two-person rules compare these and not accounts.
pub type PersonId = Code<Person>;

impl Kind for Person {
    const NAME: &'static str = "person";

    fn check(text: &str) -> Result<(), Text> {
        login_like(
            text,
            Text::fixed("人员编号：1至64位字母、数字或“_.@-”", "a person: 1 to 64 letters, digits or '_.@-'"),
        )
    }
}

/// Kind of [`AccountId`].
pub enum Account {}
/// An account; one person may have several.
pub type AccountId = Code<Account>;

impl Kind for Account {
    const NAME: &'static str = "account";

    fn check(text: &str) -> Result<(), Text> {
        login_like(
            text,
            Text::fixed("账号：1至64位字母、数字或“_.@-”", "an account: 1 to 64 letters, digits or '_.@-'"),
        )
    }
}

/// Kind of [`MandateId`].
pub enum Mandate {}
/// A mandate by which an agent declares for an owner (报检委托).
pub type MandateId = Code<Mandate>;

impl Kind for Mandate {
    const NAME: &'static str = "mandate";

    fn check(text: &str) -> Result<(), Text> {
        login_like(
            text,
            Text::fixed("委托编号：1至64位字母、数字或“_.@-”", "a mandate: 1 to 64 letters, digits or '_.@-'"),
        )
    }
}

/// Kind of [`ModeName`].
pub enum Mode {}
/// The short name of a supervision mode, in the region's own script: `E1`, `C-出`.
pub type ModeName = Code<Mode>;

impl Kind for Mode {
    const NAME: &'static str = "mode";

    fn check(text: &str) -> Result<(), Text> {
        policy_word(
            text,
            Text::fixed("模式名称：1至24个文字、数字或“-_.”", "a mode: 1 to 24 letters of any script, digits or '-_.'"),
        )
    }
}

/// Kind of [`StepName`].
pub enum Step {}
/// The name of a step within a mode, in the region's own script.
pub type StepName = Code<Step>;

impl Kind for Step {
    const NAME: &'static str = "step";

    fn check(text: &str) -> Result<(), Text> {
        policy_word(
            text,
            Text::fixed("步骤名称：1至24个文字、数字或“-_.”", "a step: 1 to 24 letters of any script, digits or '-_.'"),
        )
    }
}

/// Kind of [`ListEntryId`].
pub enum ListEntry {}
/// The name of an entry of a negative list.
pub type ListEntryId = Code<ListEntry>;

impl Kind for ListEntry {
    const NAME: &'static str = "list entry";

    fn check(text: &str) -> Result<(), Text> {
        policy_word(
            text,
            Text::fixed(
                "清单条目：1至24个文字、数字或“-_.”",
                "a list entry: 1 to 24 letters of any script, digits or '-_.'",
            ),
        )
    }
}

fn login_like(text: &str, wanted: Text) -> Result<(), Text> {
    want(of_bytes(text, 1, 64, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'@' | b'-')), wanted)
}

/// A word that a policy text made up: any script, but no space and no mark that has a meaning in the tables.
fn policy_word(text: &str, wanted: Text) -> Result<(), Text> {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    want(!text.is_empty() && text.chars().count() <= 24 && text.chars().all(allowed), wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{Clearance, Transfer};

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
    fn offices_members_and_the_partition_word() {
        check::<Office>(
            &["370100", "region", "SD-QD", "AB"],
            &["", "1", "1234567890123", "青岛", "3701 00", "370100\n"],
        );
        check::<Member>(&["370000", "SD"], &["", "sd", "1234567890123", "山东"]);
    }

    #[test]
    fn numbers_of_cases_clearances_and_transfers() {
        check::<Case>(
            &["370100212005169", "117000005123456", "A-01"],
            &["", "123", "a123", "1234567890123456789012345"],
        );
        check::<Clearance>(&["370100212005169000"], &["", "37010021200516900o"]);
        check::<Transfer>(&["370100212005169T"], &["", "12 34"]);
    }

    #[test]
    fn an_enterprise_by_any_of_its_registers() {
        let yes = [
            "91350100M000100Y43",
            "D2143569X",
            "X-4400911530",
            "X-KR.123_4",
            "VAT-DE123456789",
            "ABCDEFGH-X1",
            "ABCDEFG-X",
            "91350200M0001QK0X7",
        ];
        let no = [
            "",
            "91350100M000100Y4Z",
            "D2143569-X",
            "ABCDEFGH-X",
            "ABCDEFGH-1",
            "12345678-X",
            "D21435690",
            "X-",
            "x-1",
            "X-1 2",
            "4400911530",
            "LONGPREFIX-1",
            "91350200M0001QK0XO",
        ];
        check::<Enterprise>(&yes, &no);
    }

    #[test]
    fn field_23_a_credit_code_with_an_old_check_digit_has_a_flaw() {
        let flaw = |text| EnterpriseId::parse(text).unwrap().flaw().map(|wanted| wanted.en.into_owned());
        let wanted = "a unified social credit code whose last character, the check digit, is 0";
        assert_eq!(flaw("91350200M0001QK0X7").as_deref(), Some(wanted));
        assert_eq!(["91350200M0001QK0X0", "D2143569X", "X-91350200M0001QK0X"].map(flaw), [None, None, None]);
    }

    #[test]
    fn an_organisation_code_with_its_hyphen_is_told_how_it_is_written() {
        let wanted = |text| EnterpriseId::parse(text).unwrap_err().en;
        assert_eq!(wanted("D2143569-X"), "an organisation code: 9 characters, without '-'");
        assert_eq!(wanted("D2143569-0"), "an organisation code whose last character, the check digit, is X");
    }

    #[test]
    fn people_accounts_mandates() {
        let sixty_five = "a".repeat(65);
        check::<Person>(&["p1", "li.wei@sd-ciq"], &["", "李伟", "a b", &sixty_five]);
        check::<Account>(&["a", &sixty_five[..64]], &["", "a/b", &sixty_five]);
        check::<Mandate>(&["M-2015_1"], &["", "M#1"]);
    }

    #[test]
    fn names_from_policy_texts_in_any_script() {
        let twenty_five = "单".repeat(25);
        check::<Mode>(&["E1", "C-出", "C-进流向"], &["", "E 1", "E|1", "「E1」", &twenty_five]);
        check::<Step>(&["口岸检验", "inspect_port"], &["", "口岸/属地"]);
        check::<ListEntry>(&["出-01", "X.12"], &["", "出、入"]);
    }
}
