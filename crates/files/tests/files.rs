//! What is kept comes back as it was, or is said to be lost; nothing half is ever there.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use files::seal::{HEAD, PIECE, TAG};
use files::store::{Refused, Store, Unread};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use values::id::FileId;

const KEY: [u8; 32] = [7; 32];

fn file(n: u8) -> FileId {
    FileId::of_chance([n; 16])
}

fn store() -> (Store, TempDir) {
    let folder = TempDir::new().unwrap();
    (Store::open(folder.path(), "one").unwrap(), folder)
}

/// Some content that is nowhere the same.
fn content(size: usize) -> Vec<u8> {
    let mut chance = 1_u64;
    let mut next = || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 56) as u8
    };
    (0..size).map(|_| next()).collect()
}

fn keep(store: &Store, n: u8, content: &[u8], cut: usize) -> files::Kept {
    let mut incoming = store.begin(file(n), &KEY).unwrap();
    for part in content.chunks(cut.max(1)) {
        incoming.write(part).unwrap();
    }
    incoming.finish().unwrap()
}

fn read(store: &Store, n: u8, key: &[u8; 32]) -> Result<Vec<u8>, Unread> {
    let mut all = Vec::new();
    for piece in store.read(&file(n), key)? {
        all.extend(piece?);
    }
    Ok(all)
}

fn path(folder: &TempDir, n: u8) -> std::path::PathBuf {
    let name = file(n);
    folder.path().join("whole").join(&name.as_str()[..2]).join(name.as_str())
}

#[test]
fn r31_a_file_of_any_length_comes_back_as_it_was() {
    let (store, folder) = store();
    for (n, size) in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE].into_iter().enumerate() {
        let (n, content) = (n as u8, content(size));
        for cut in [size, 1000, PIECE, PIECE + 1] {
            store.remove(&file(n)).unwrap();
            let kept = keep(&store, n, &content, cut);
            assert_eq!(kept.size, size as u64);
            assert_eq!(kept, store.prove(&file(n), &KEY).unwrap());
            assert_eq!(read(&store, n, &KEY).unwrap(), content, "{size} in parts of {cut}");
        }
        let sealed = std::fs::metadata(path(&folder, n)).unwrap().len();
        assert_eq!(sealed, (HEAD.len() + size + TAG * size.div_ceil(PIECE).max(1)) as u64);
    }
}

#[test]
fn r30_whatever_is_altered_cut_doubled_or_exchanged_is_seen() {
    let (store, folder) = store();
    keep(&store, 1, &content(2 * PIECE + 100), 4096);
    let good = std::fs::read(path(&folder, 1)).unwrap();
    let sealed = PIECE + TAG;
    let piece = |n: usize| &good[HEAD.len() + n * sealed..good.len().min(HEAD.len() + (n + 1) * sealed)];
    let mut bad: Vec<Vec<u8>> = vec![
        good[..good.len() - 1].to_vec(),
        good[..HEAD.len() + 2 * sealed].to_vec(),
        good[..HEAD.len() + sealed].to_vec(),
        good[..HEAD.len()].to_vec(),
        Vec::new(),
        [&good[..], b"x"].concat(),
        [&HEAD[..], piece(1), piece(0), piece(2)].concat(),
        [&HEAD[..], piece(0), piece(0), piece(1), piece(2)].concat(),
        [&HEAD[..], piece(0), piece(2)].concat(),
    ];
    for at in (0..good.len()).step_by(997).chain([0, HEAD.len(), good.len() - 1]) {
        let mut altered = good.clone();
        altered[at] ^= 1;
        bad.push(altered);
    }
    for (n, bytes) in bad.iter().enumerate() {
        std::fs::write(path(&folder, 1), bytes).unwrap();
        assert!(matches!(store.prove(&file(1), &KEY), Err(Unread::Altered)), "{n}");
    }
    std::fs::write(path(&folder, 1), &good).unwrap();
    assert!(matches!(store.prove(&file(1), &[8; 32]), Err(Unread::Altered)), "under another key");
    // Under another's number it is not that file.
    std::fs::create_dir_all(path(&folder, 2).parent().unwrap()).unwrap();
    std::fs::copy(path(&folder, 1), path(&folder, 2)).unwrap();
    assert!(matches!(store.prove(&file(2), &KEY), Err(Unread::Altered)));
    assert!(matches!(store.prove(&file(3), &KEY), Err(Unread::Missing)));
}

#[test]
fn r31_what_is_not_finished_is_not_there_and_what_is_nobodys_is_found() {
    let (store, folder) = store();
    let mut incoming = store.begin(file(1), &KEY).unwrap();
    incoming.write(&content(PIECE * 2)).unwrap();
    assert!(matches!(store.prove(&file(1), &KEY), Err(Unread::Missing)));
    let later = || SystemTime::UNIX_EPOCH + Duration::from_secs(6_000_000_000);
    assert_eq!(store.before(later()).unwrap().half, [file(1)]);
    drop(incoming);
    assert_eq!(store.before(later()).unwrap(), files::store::Left::default());
    // A process that died leaves what it had.
    std::mem::forget(store.begin(file(2), &KEY).unwrap());
    keep(&store, 3, b"whole", 5);
    let left = store.before(later()).unwrap();
    assert_eq!((left.half, left.whole), (vec![file(2)], vec![file(3)]));
    assert_eq!(store.before(SystemTime::UNIX_EPOCH + Duration::from_secs(60)).unwrap(), files::store::Left::default());
    store.remove_half(&file(2)).unwrap();
    store.remove(&file(3)).unwrap();
    store.remove(&file(3)).unwrap();
    assert_eq!(store.before(later()).unwrap(), files::store::Left::default());
    assert!(matches!(Store::open(folder.path(), "two"), Err(Refused::Anothers)));
    Store::open(folder.path(), "one").unwrap();
}
