//! Checking an archive, anywhere and offline: each of its bytes is held against what it must be, and then what it says is proved.

use crate::manifest::{Is, MANIFEST, Manifest, Part, SIGNATURE, VERSION, bytes};
use crate::proof::Proof;
use crate::wrong::Wrong;
use crate::zip::{Entry, HEAD, directory, lengths};
use ed25519_dalek::{Signature, VerifyingKey};
use register::head_file::{hex, unhex};
use sha2::{Digest, Sha256};
use std::io::{ErrorKind, Read};
use values::text::Text;

/// The most bytes of a part that is read into memory; files of cases are not.
const LONGEST: u32 = 32 << 20;
/// The most bytes of all such parts.
const MOST: u64 = 256 << 20;
/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// An archive that is as it was made, with what it proves, sentence by sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What it says of itself.
    pub manifest: Manifest,
    /// What it proves.
    pub proves: Vec<Text>,
}

/// Reads an archive to its end. Where the register's key is known from elsewhere (64 hexadecimal digits) it must be that key.
/// `keep` is told of each part that is as the manifest says, with its content piece by piece.
///
/// # Errors
/// The first part that is not as it must be.
pub fn check(from: impl Read, key: Option<&str>, keep: &mut dyn FnMut(&Part, &[u8])) -> Result<Checked, Wrong> {
    let mut reader = Reader { from, entries: Vec::new() };
    let manifest = reader.unknown(MANIFEST)?;
    let signature = reader.unknown(SIGNATURE)?;
    let manifest = signed(&manifest, &signature, key)?;
    let mut proof = Proof::new(&manifest);
    let mut held = 0;
    for part in &manifest.parts {
        if let Is::File(file) = &part.is {
            let digest = reader.streamed(part, &mut |piece| keep(part, piece))?;
            proof.file(part, file, digest)?;
        } else {
            held += u64::from(part.size);
            if LONGEST < part.size || MOST < held {
                return Err(Wrong::new(&part.name, "长得不可能是本系统所出", "it is longer than any that was made"));
            }
            let mut content = Vec::new();
            reader.streamed(part, &mut |piece| content.extend(piece))?;
            keep(part, &content);
            proof.part(part, content)?;
        }
    }
    reader.end()?;
    let proves = proof.all(key.is_some())?;
    Ok(Checked { manifest, proves })
}

/// The manifest, if it was signed by the key that it names, and that is the one known.
fn signed(content: &[u8], signature: &[u8], known: Option<&str>) -> Result<Manifest, Wrong> {
    let wrong = |zh: &str, en: &str| Wrong::new(MANIFEST, zh, en);
    let manifest: Manifest =
        serde_json::from_slice(content).map_err(|_| wrong("读不成清单", "it does not read as a manifest"))?;
    if bytes(&manifest) != content || manifest.archive != VERSION {
        return Err(wrong("不是本系统写的样子", "it is not written as this program writes it"));
    }
    let key = || -> Option<VerifyingKey> {
        let bytes: [u8; 32] = unhex(&manifest.key)?.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok()
    };
    let key = key().ok_or_else(|| wrong("所载公钥不是公钥", "the key that it names is none"))?;
    if known.is_some_and(|known| known != manifest.key) {
        return Err(wrong("不是由所给公钥签署的", "it was signed by another key than the one given"));
    }
    let no = || Wrong::new(SIGNATURE, "签名不成立", "the signature does not hold");
    let text = std::str::from_utf8(signature).ok().and_then(|text| text.strip_suffix('\n')).ok_or_else(no)?;
    let bytes = unhex(text).filter(|bytes| hex(bytes) == text).ok_or_else(no)?;
    let signature = Signature::from_slice(&bytes).map_err(|_| no())?;
    key.verify_strict(content, &signature).map_err(|_| no())?;
    Ok(manifest)
}

struct Reader<R> {
    from: R,
    entries: Vec<Entry>,
}

impl<R: Read> Reader<R> {
    /// A part whose length nothing has told before: it is believed only as far as its header is what the content makes it.
    fn unknown(&mut self, name: &str) -> Result<Vec<u8>, Wrong> {
        let mut head = [0; HEAD];
        self.fill(name, &mut head)?;
        let (size, named) = lengths(&head);
        if LONGEST < size || usize::from(named) != name.len() {
            return Err(another(name));
        }
        let mut written = vec![0; name.len()];
        self.fill(name, &mut written)?;
        let mut content = Vec::new();
        self.from.by_ref().take(u64::from(size)).read_to_end(&mut content).map_err(|error| unread(name, &error))?;
        let entry = Entry::of(name, &content).ok_or_else(|| another(name))?;
        if entry.header() != [&head[..], &written].concat() {
            return Err(another(name));
        }
        self.entries.push(entry);
        Ok(content)
    }

    /// A part that the manifest names; its digest.
    fn streamed(&mut self, part: &Part, take: &mut dyn FnMut(&[u8])) -> Result<[u8; 32], Wrong> {
        let mut entry = Entry { name: part.name.clone(), size: part.size, crc: 0 };
        let mut header = vec![0; entry.header().len()];
        self.fill(&part.name, &mut header)?;
        let (mut crc, mut digest) = (crc32fast::Hasher::new(), Sha256::new());
        let (mut left, mut piece) = (part.size as usize, vec![0; PIECE]);
        while left != 0 {
            let next = left.min(PIECE);
            self.fill(&part.name, &mut piece[..next])?;
            crc.update(&piece[..next]);
            digest.update(&piece[..next]);
            take(&piece[..next]);
            left -= next;
        }
        entry.crc = crc.finalize();
        let digest: [u8; 32] = digest.finalize().into();
        if hex(&digest) != part.sha256 || entry.header() != header {
            return Err(another(&part.name));
        }
        self.entries.push(entry);
        Ok(digest)
    }

    /// What must stand after the last part, and nothing after it.
    fn end(&mut self) -> Result<(), Wrong> {
        let name = "ZIP";
        let no = || Wrong::new(name, "末尾的目录不对", "the directory at its end is not that of its parts");
        let wanted = directory(&self.entries).ok_or_else(no)?;
        let mut there = vec![0; wanted.len()];
        self.fill(name, &mut there)?;
        let mut more = [0];
        let after = self.from.read(&mut more).map_err(|error| unread(name, &error))?;
        if there == wanted && after == 0 { Ok(()) } else { Err(no()) }
    }

    fn fill(&mut self, name: &str, to: &mut [u8]) -> Result<(), Wrong> {
        self.from.read_exact(to).map_err(|error| unread(name, &error))
    }
}

fn another(name: &str) -> Wrong {
    Wrong::new(
        name,
        "与清单所载不符：被改动、截断、重复或者换了位置",
        "it is not what the manifest says: altered, cut, doubled or moved",
    )
}

fn unread(name: &str, error: &std::io::Error) -> Wrong {
    if error.kind() == ErrorKind::UnexpectedEof {
        return Wrong::new(name, "文件在此中断", "the file ends here");
    }
    Wrong::new(name, format!("读不出：{error}"), format!("it cannot be read: {error}"))
}
