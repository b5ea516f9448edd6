//! Which edition a text is: the hash of its files.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// What the version of an edition is a hash of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hashing {
    /// The Markdown files without `README.md`, by length and content: what programs of before knew.
    Markdown,
    /// Every file: of the sorted pairs of path and hash.
    Files,
}

/// The version of files by their paths: SHA-256 in lower-case hex.
pub fn version(files: &[(String, String)], hashing: Hashing) -> String {
    match hashing {
        Hashing::Markdown => {
            let mut texts: Vec<&(String, String)> = files.iter().filter(|(file, _)| is_text(file)).collect();
            texts.sort_unstable();
            let mut hash = Sha256::new();
            texts
                .iter()
                .flat_map(|(file, content)| [file, content])
                .for_each(|part| framed(&mut hash, part.as_bytes()));
            hex(&hash.finalize())
        }
        Hashing::Files => {
            let pairs: Vec<(&str, [u8; 32])> =
                files.iter().map(|(path, content)| (path.as_str(), digest(content.as_bytes()))).collect();
            hex(&whole(&pairs))
        }
    }
}

/// The hash of a whole edition from the paths and hashes of its files, in whatever order.
pub fn whole(files: &[(&str, [u8; 32])]) -> [u8; 32] {
    let mut pairs = files.to_vec();
    pairs.sort_unstable();
    let mut hash = Sha256::new();
    for (path, content) in pairs {
        framed(&mut hash, path.as_bytes());
        framed(&mut hash, &content);
    }
    hash.finalize().into()
}

/// The hash of one file.
pub fn digest(content: &[u8]) -> [u8; 32] {
    Sha256::digest(content).into()
}

/// Whether tables and legal texts are read from a file.
pub fn is_text(file: &str) -> bool {
    file.ends_with(".md") && !file.ends_with("README.md")
}

/// Each part with its length, so that no two lists of parts run into one.
fn framed(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_be_bytes());
    hash.update(part);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes everything");
        hex
    })
}
