//! What integration tests share: folders that go with their owner, desks and sites on either engine with the clock by hand,
//! people in a few words, and two clients: one that calls a router, one that sends bytes.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

pub mod consignment;
pub mod council;
pub mod desk;
#[cfg(feature = "sites")]
pub mod form;
pub mod people;
#[cfg(feature = "sites")]
pub mod served;
#[cfg(feature = "sites")]
pub mod site;
#[cfg(feature = "sites")]
pub mod visit;

use ::desk::edition::{self, Codes, Files, Way};
use ::desk::field::Found;
use ::desk::open::Opening;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
pub use tempfile::TempDir;

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// An empty folder that goes with its owner.
pub fn folder() -> TempDir {
    tempfile::Builder::new().prefix("santong-").tempdir().unwrap()
}

/// How the program opens a data folder under the text of the nine bureaus and one.
pub fn opening(data: &Path, database: Option<String>) -> Opening {
    Opening {
        data: data.to_owned(),
        database,
        policy: root().join("policy"),
        region: "9+1".into(),
        reference: root().join("reference"),
        files: None,
        empty: false,
        spread: false,
    }
}

/// What the text of the making of law says in place of votes: everything is left to two of operations.
pub const TO_TWO: &[(&str, &str, &str)] =
    &[BY_TWO[0], BY_TWO[0], BY_TWO[0], BY_TWO[0], BY_TWO[1], BY_TWO[1], BY_TWO[1], BY_TWO[1], BY_TWO[1], BY_TWO[1]];
const BY_TWO: [(&str, &str, &str); 2] = [
    ("governance.md", "| 是 | 无 |", "| 是 | 运行维护两人 |"),
    ("governance.md", "| 否 | 无 |", "| 否 | 运行维护两人 |"),
];

/// How the program opens a data folder under the same text, but for who makes it: everything is left to two of operations.
pub fn opening_to_two(data: &Path, database: Option<String>) -> Opening {
    let policy = data.join("to-two");
    for (name, text) in edited(TO_TWO) {
        let path = policy.join("9+1").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    Opening { policy, ..opening(data, database) }
}

/// The files of a region.
pub fn region(name: &str) -> Files {
    edition::all_of(&root().join("policy").join(name)).unwrap()
}

/// The region's files, of which passages say something else.
pub fn edited(edits: &[(&str, &str, &str)]) -> Files {
    let mut files = region("9+1");
    for (name, old, new) in edits {
        let (_, text) = files.iter_mut().find(|(file, _)| file == name).unwrap();
        assert!(text.contains(old), "{name} does not say {old}");
        *text = text.replacen(old, new, 1);
    }
    files
}

/// What founds a register of the region: its files and the code tables, read once for all tests of a binary.
pub fn found(edits: &[(&str, &str, &str)]) -> Found {
    static PLAIN: OnceLock<Found> = OnceLock::new();
    let read = || {
        let (files, codes) = (edited(&[]), Codes::read(&root().join("reference")).unwrap());
        let read = Arc::new(edition::read(&files, Way::new(true), &codes).unwrap());
        Found { codes, files, read: Some(read), demonstration: true }
    };
    let plain = PLAIN.get_or_init(read);
    if edits.is_empty() { plain.clone() } else { Found { files: edited(edits), read: None, ..plain.clone() } }
}
