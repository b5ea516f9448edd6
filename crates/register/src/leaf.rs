//! The leaf of an event: the hash of its open form, in which a digest stands for what is for officers alone.

use crate::merkle::{Hash, leaf};
use clearance::decision::sealed::within;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// The bytes of an event as whoever declared may have them and prove them: the digest of what is sealed stands in its place.
pub fn open_form(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Some(sealed) = within(bytes) else { return Cow::Borrowed(bytes) };
    let digest = digest(&bytes[sealed.clone()]);
    let parts = [&bytes[..sealed.start], b"\"", digest.as_bytes(), b"\"", &bytes[sealed.end..]];
    Cow::Owned(parts.concat())
}

/// SHA-256 in lower-case hex.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The leaf of an event: the hash of its open form.
pub fn leaf_of(bytes: &[u8]) -> Hash {
    leaf(&open_form(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_digest_stands_in_the_place_of_what_is_sealed_and_of_nothing_else() {
        let sealed = r#"{"salt":"A}B\"C","demands":[{"rule":"审-0147"}],"facts":[["hs",1,"{"]]}"#;
        let event =
            format!(r#"{{"v":1,"body":{{"is":{{"verdict":{{"mode":"E3","sealed":{sealed}}},"split_from":"1"}}}}}}"#);
        let digest = digest(sealed.as_bytes());
        let open = event.replace(sealed, &format!("\"{digest}\""));
        assert_eq!(String::from_utf8_lossy(&open_form(event.as_bytes())), open);
        assert_eq!(leaf_of(event.as_bytes()), leaf(open.as_bytes()));
        // The open form has nothing sealed any more, and is its own.
        assert_eq!(&*open_form(open.as_bytes()), open.as_bytes());
        for plain in ["", "{", r#"{"sealed":[{"subject":"a"}]}"#, r#"{"note":",\"sealed\":{\"salt\":\"x\"}"}"#] {
            assert_eq!(&*open_form(plain.as_bytes()), plain.as_bytes(), "{plain}");
        }
        // Cut short it is no event, and no panic.
        for cut in 0..event.len() {
            let _ = open_form(&event.as_bytes()[..cut]);
        }
    }

    proptest! {
        #[test]
        fn no_words_can_look_like_what_is_sealed(words in r#"[,"\\{}:a-z]{0,40}|.*,"sealed":\{"salt":".*"#) {
            let event = serde_json::json!({ "note": words, "salt": words }).to_string();
            prop_assert_eq!(&*open_form(event.as_bytes()), event.as_bytes());
        }
    }
}
