//! Opaque secrets: 256 bits that a person or machine holds, of which we keep only the digest.

use crate::clock::Chance;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// What is stored of a secret. A plain digest is enough: 256 random bits cannot be guessed.
pub type Digest = [u8; 32];

/// A new secret as text of 43 letters, digits, `-` and `_`.
pub fn draw(chance: &Chance) -> String {
    URL_SAFE_NO_PAD.encode(chance.bytes::<32>())
}

/// The digest under which a secret is kept and found.
pub fn digest(secret: &str) -> Digest {
    Sha256::digest(secret.as_bytes()).into()
}

/// A digest that only the holder of the key can make; of all parts, with their lengths.
pub fn seal(key: &[u8; 32], parts: &[&str]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// Compares two texts in a time that depends on their lengths only.
pub fn equal(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// A digest as text, for a name in a form or a log.
pub fn name(digest: &Digest) -> String {
    URL_SAFE_NO_PAD.encode(&digest[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_a_seal_covers_each_part() {
        let chance = Chance::seeded(1);
        let (a, b) = (draw(&chance), draw(&chance));
        assert_eq!((a.len(), a == b), (43, false));
        assert_ne!(seal(&[0; 32], &["ab", "c"]), seal(&[0; 32], &["a", "bc"]));
        assert_ne!(seal(&[0; 32], &["a"]), seal(&[1; 32], &["a"]));
        assert!(equal("abc", "abc") && !equal("abc", "abd") && !equal("abc", "ab"));
    }
}
