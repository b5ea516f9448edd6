//! What integration tests share: folders that go with their owner, desks and sites on either engine with the clock by hand,
//! people in a few words, and two clients: one that calls a router, one that sends bytes.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

pub mod consignment;
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

use ::desk::field;
use ::desk::open::Opening;
use policy::Policy;
use policy::reference::Reference;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
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

/// The region's text with passages that say something else, and the code tables.
pub fn edited(edits: &[(&str, &str, &str)]) -> (Policy, Reference) {
    let mut files = field::files_of(&root().join("policy/9+1"), &["md"]).unwrap();
    for (name, old, new) in edits {
        let (_, text) = files.iter_mut().find(|(file, _)| file == name).unwrap();
        assert!(text.contains(old), "{name} does not say {old}");
        *text = text.replacen(old, new, 1);
    }
    (field::read_policy(&files, false).unwrap(), texts().1)
}

/// The region's text and the code tables, read once for all tests of a binary.
pub fn texts() -> (Policy, Reference) {
    static TEXTS: OnceLock<(Policy, Reference)> = OnceLock::new();
    let read = || {
        let files = field::files_of(&root().join("policy/9+1"), &["md"]).unwrap();
        (field::read_policy(&files, false).unwrap(), field::read_reference(&root().join("reference"), None).unwrap())
    };
    TEXTS.get_or_init(read).clone()
}
