//! The data that may lie in the folder `shared` beside the project: real, large, and not ours to ship. Tests that read it
//! say by name that they were not run where it is absent.

use std::path::{Path, PathBuf};

/// A file of the folder, such as `data/declarations/x.csv`; where it is absent, the running test is named as not run and
/// the answer is none.
pub fn shared(file: &str) -> Option<PathBuf> {
    found(file, "")
}

/// The same, or a sample that ships; then the running test is named as not run on the whole.
pub fn shared_or(file: &str, sample: PathBuf) -> PathBuf {
    found(file, " on the whole file, but on the sample that ships").unwrap_or(sample)
}

fn found(file: &str, otherwise: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(file);
    if path.exists() {
        return Some(path);
    }
    let thread = std::thread::current();
    println!("NOT RUN {}{otherwise}: {file} does not lie beside the project", thread.name().unwrap_or("a test"));
    None
}
