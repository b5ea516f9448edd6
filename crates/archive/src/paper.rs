//! An issued paper in one file that proves itself anywhere: its record, the seal of its office, and the office's keys as the
//! register published them on a day, signed by the register.

use crate::manifest::bytes;
use crate::seal;
use crate::wrong::Wrong;
use clearance::case::certificate::record::Record;
use clearance::event::seal::{Seal, SealKey};
use ed25519_dalek::{Signature, VerifyingKey};
use register::head_file::{hex, unhex};
use serde::{Deserialize, Serialize};
use values::calendar::Day;
use values::text::Text;

/// What stands before a list of keys where it is signed.
const KEYS: &[u8] = b"santong seal keys\0";
/// The most bytes of such a file: a paper of a hundred lots has far less.
pub const LONGEST: u64 = 4 << 20;

/// The file. It is written in one way only: JSON without spaces in the order of these fields, with a line feed at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedPaper {
    /// What the paper states.
    pub paper: Record,
    /// The seal of the office that issued it.
    pub seal: Seal,
    /// The keys of that office.
    pub keys: Keys,
    /// The register's signature over the keys, 128 hexadecimal digits.
    pub signature: String,
}

/// The keys by which offices seal, as they were published on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The key of the register that signed the list, 64 hexadecimal digits.
    pub register: String,
    /// The day.
    pub day: Day,
    /// The keys, oldest first.
    pub keys: Vec<SealKey>,
}

impl Keys {
    /// What the register signs of it.
    pub fn signed(&self) -> Vec<u8> {
        [KEYS, &bytes(self)].concat()
    }
}

impl SealedPaper {
    /// The file's content.
    pub fn content(&self) -> Vec<u8> {
        [&bytes(self), &b"\n"[..]].concat()
    }
}

/// Whether a file begins as a sealed paper does; the archive of a case begins otherwise.
pub fn begins(first: &[u8]) -> bool {
    first.first() == Some(&b'{')
}

/// Reads a sealed paper: what it proves, sentence by sentence. Where the register's key is known from elsewhere (64 hexadecimal digits) it must be that key.
///
/// # Errors
/// The first part that is not as it must be.
pub fn check(content: &[u8], known: Option<&str>) -> Result<Vec<Text>, Wrong> {
    let file: SealedPaper = serde_json::from_slice(content)
        .map_err(|_| Wrong::new("paper", "读不成证书文件", "it does not read as a sealed paper"))?;
    if file.content() != content {
        return Err(Wrong::new("paper", "不是本系统写的样子", "it is not written as this program writes it"));
    }
    listed(&file, known)?;
    let key = file.keys.keys.iter().find(|key| key.key == file.seal.key && key.office == file.paper.office);
    let no = |zh: String, en: String| Wrong::new("seal", zh, en);
    let Some(key) = key else {
        let (zh, en) = ("所公布的密钥中没有用印的那一把", "the key that sealed is none of those published");
        return Err(no(zh.into(), en.into()));
    };
    if !seal::holds(&file.seal, key, &file.paper) {
        return Err(no("印章与所载内容不符".into(), "the seal is not over what stands here".into()));
    }
    let day = file.paper.day;
    if !key.proves(day) {
        return Err(match key.revoked.as_ref().filter(|revoked| revoked.since <= day) {
            Some(revoked) => no(
                format!("用印的密钥自 {} 起已吊销：{}", revoked.since, revoked.reason),
                format!("the key that sealed was revoked as of {}: {}", revoked.since, revoked.reason),
            ),
            None => no(
                format!("用印的密钥自 {} 至 {} 有效，而证书日期为 {day}", key.from, key.until),
                format!("the key that sealed is good from {} to {}, and the paper is of {day}", key.from, key.until),
            ),
        });
    }
    Ok(proves(&file, key, known.is_some()))
}

/// The register signed the list of keys, and is the one known.
fn listed(file: &SealedPaper, known: Option<&str>) -> Result<(), Wrong> {
    let no = |zh: &str, en: &str| Wrong::new("keys", zh, en);
    if known.is_some_and(|known| known != file.keys.register) {
        return Err(no("不是由所给公钥签署的", "it was signed by another key than the one given"));
    }
    let read = |text: &str| unhex(text).filter(|bytes| hex(bytes) == text);
    let key: Option<[u8; 32]> = read(&file.keys.register).and_then(|bytes| bytes.try_into().ok());
    let key = key.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    let key = key.ok_or_else(|| no("所载公钥不是公钥", "the key that it names is none"))?;
    let signature = read(&file.signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
    let holds = signature.is_some_and(|signature| key.verify_strict(&file.keys.signed(), &signature).is_ok());
    if holds { Ok(()) } else { Err(no("密钥表的签名不成立", "the signature over the keys does not hold")) }
}

fn proves(file: &SealedPaper, key: &SealKey, known: bool) -> Vec<Text> {
    let SealedPaper { paper, keys, .. } = file;
    let mut proves = vec![
        Text::new(
            format!(
                "证书 {}（{}）由机构 {} 于 {} 签发，所载内容一字未改",
                paper.number, paper.kind, paper.office, paper.day
            ),
            format!(
                "paper {} ({}) was issued by office {} on {}, and not a character of it was altered",
                paper.number, paper.kind, paper.office, paper.day
            ),
        ),
        Text::new(
            format!("按 {} 公布的密钥表，用印的第 {} 号密钥自 {} 至 {} 有效", keys.day, key.key, key.from, key.until),
            format!(
                "by the keys published on {} the key that sealed, number {}, is good from {} to {}",
                keys.day, key.key, key.from, key.until
            ),
        ),
    ];
    if let Some(revoked) = &key.revoked {
        proves.push(Text::new(
            format!("该密钥自 {} 起已吊销，证书所载日期在此之前；是否确在此前签发，须凭编号与校验码核对", revoked.since),
            format!(
                "that key was revoked as of {}, later than the day of the paper; whether it was issued before, its number and check code tell",
                revoked.since
            ),
        ));
    }
    if key.until < keys.day {
        proves
            .push(Text::fixed("该密钥现已期满，签发之日有效", "that key has run out; on the day of issue it was good"));
    }
    proves.push(Text::fixed(
        "它是否仍然有效，凭编号与校验码核对",
        "whether it still counts, its number and check code tell",
    ));
    if !known {
        proves.push(Text::fixed(
            "未以另处得知的公钥核对：所载公钥须与该区域公布的一致",
            "it was checked by the key that it names: compare that with the one the region publishes",
        ));
    }
    proves
}
