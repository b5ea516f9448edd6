//! Files of cases, as JSON Schema.

use super::{given, maybe, moment, whole, word};
use serde_json::{Value, json};

/// A file of a case.
pub(super) fn file_of() -> Value {
    given(
        "FileOf",
        &["file", "name", "media", "size", "digest", "of", "added"],
        json!({
            "file": word(), "name": word(), "media": word(), "size": whole(), "digest": word(), "of": word(), "which": {},
            "kind": maybe(word()), "office": maybe(word()), "added": moment(), "replaces": maybe(word()), "replaced": maybe(word()), "erased": maybe(moment()), "taken_at": maybe(moment()), "taken_where": maybe(word()),
        }),
    )
}

/// A file that was taken: its number, and the version of its case afterwards if it is new there.
pub fn file_taken() -> Value {
    given("FileTaken", &["file"], json!({ "file": word(), "version": maybe(whole()) }))
}
