//! How offices seal papers: suites of algorithms, and what one of them signs and checks.

use clearance::case::certificate::record::Record;
use clearance::event::seal::{Seal, SealKey};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use register::head_file::{hex, unhex};
use values::calendar::Day;
use values::id::OfficeCode;

/// What stands before a record where it is signed, so that a signature over anything else is none over a paper.
const PAPER: &[u8] = b"santong paper\0";

/// A suite of algorithms: how its signatures are made and checked, strictly and of one length.
pub trait Suite: Sync {
    /// Its name in seals and in the published keys.
    fn name(&self) -> &'static str;
    /// What checks the signatures of these 32 secret bytes.
    fn public(&self, secret: &[u8; 32]) -> Vec<u8>;
    /// The signature over bytes.
    fn sign(&self, secret: &[u8; 32], bytes: &[u8]) -> Vec<u8>;
    /// Whether a signature over bytes is that of a public key.
    fn holds(&self, public: &[u8], bytes: &[u8], signature: &[u8]) -> bool;
}

/// Every suite that is built in; the first seals.
pub static SUITES: [&dyn Suite; 1] = [&Ed25519];

/// Ed25519 (RFC 8032), checked strictly.
struct Ed25519;

impl Suite for Ed25519 {
    fn name(&self) -> &'static str {
        "ed25519"
    }

    fn public(&self, secret: &[u8; 32]) -> Vec<u8> {
        SigningKey::from_bytes(secret).verifying_key().as_bytes().to_vec()
    }

    fn sign(&self, secret: &[u8; 32], bytes: &[u8]) -> Vec<u8> {
        SigningKey::from_bytes(secret).sign(bytes).to_bytes().to_vec()
    }

    fn holds(&self, public: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
        let key = <[u8; 32]>::try_from(public).ok().and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let signature = Signature::from_slice(signature);
        key.is_some_and(|key| signature.is_ok_and(|signature| key.verify_strict(bytes, &signature).is_ok()))
    }
}

fn suite(name: &str) -> Option<&'static dyn Suite> {
    SUITES.into_iter().find(|suite| suite.name() == name)
}

/// A key of an office, good from a day to a day, of the suite that seals now.
pub fn key(secret: &[u8; 32], (office, key): (&OfficeCode, u16), from: Day, until: Day) -> SealKey {
    let [suite, ..] = SUITES;
    let (suite, public) = (suite.name().to_owned(), hex(&suite.public(secret)));
    SealKey { office: office.clone(), key, suite, public, from, until, revoked: None }
}

/// The seal of an office by one of its keys; none by a suite that is not built in, and none by a secret that is not the key's.
pub fn seal(secret: &[u8; 32], by: &SealKey, record: &Record) -> Option<Seal> {
    let suite = suite(&by.suite).filter(|suite| hex(&suite.public(secret)) == by.public)?;
    let signature = suite.sign(secret, &signed(&by.suite, by.key, record));
    Some(Seal { suite: by.suite.clone(), key: by.key, signature: hex(&signature) })
}

/// Whether a seal over a record is that of a key, whatever became of the key.
pub fn holds(seal: &Seal, by: &SealKey, record: &Record) -> bool {
    let same = (&seal.suite, seal.key, &record.office) == (&by.suite, by.key, &by.office);
    // One way to write each: lower case digits, two for a byte.
    let read = |text: &str| unhex(text).filter(|bytes| hex(bytes) == text);
    let bytes = read(&seal.signature).zip(read(&by.public));
    let suite = suite(&seal.suite).filter(|_| same);
    suite.zip(bytes).is_some_and(|(suite, (signature, public))| {
        suite.holds(&public, &signed(&seal.suite, seal.key, record), &signature)
    })
}

/// The bytes that are signed: the suite and the number of the key belong to them.
fn signed(suite: &str, key: u16, record: &Record) -> Vec<u8> {
    [PAPER, suite.as_bytes(), b"\0", &key.to_be_bytes(), &record.bytes()].concat()
}
