//! The head file: each minute one signed line with the heads of all partitions, kept outside the database.
//!
//! A line has six fields with tabs between them: the version `1`, the time (microseconds), the SHA-256 of the line before
//! (zeros in the first), the heads as `office=size:root` with spaces between them, the name of the key, and the signature
//! (hex) over everything before the last tab. A line that lost its end in a crash is no line; the next one takes its place.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::log::Head;
use crate::merkle::Hash;

/// Longer lines do not occur: a hundred partitions make one of 10 KB.
const LONGEST: u64 = 1 << 20;

/// Whether a signature holds: name of the key, what was signed, signature.
pub type Check<'a> = &'a dyn Fn(&str, &[u8], &[u8]) -> bool;

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1.
    pub number: usize,
    /// When it was signed, in microseconds.
    pub at: i64,
    /// The partitions with size and root of their trees.
    pub heads: Vec<Signed>,
}

/// The head of one partition as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The partition.
    pub office: String,
    /// How many events its tree had.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
}

/// Writes lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads hexadecimal.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|char| char.to_digit(16).map(|digit| digit as u8)).collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

/// Signs the heads and appends them as a line; it is on the disk when this returns. The line is returned for the witnesses.
///
/// # Errors
/// When the file cannot be read or written, or its last line is none of ours.
pub fn append(path: &Path, heads: &[Head], at: i64, key: &str, sign: &dyn Fn(&[u8]) -> Vec<u8>) -> Result<String> {
    let said = || format!("the head file {}", path.display());
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).with_context(said)?;
    // Two that write at once would follow the same line.
    file.lock().with_context(said)?;
    let before = last_line(&mut file).with_context(said)?;
    let before: Hash = before.map_or([0; 32], |line| Sha256::digest(line).into());
    let heads: Vec<String> =
        heads.iter().map(|head| format!("{}={}:{}", head.office, head.seq, hex(&head.root))).collect();
    let text = format!("1\t{at}\t{}\t{}\t{key}", hex(&before), heads.join(" "));
    let line = format!("{text}\t{}", hex(&sign(text.as_bytes())));
    file.write_all(format!("{line}\n").as_bytes()).with_context(said)?;
    file.sync_all().with_context(said)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all().with_context(said)?;
    }
    Ok(line)
}

/// The last whole line; what stands after it is cut off, and the file is left ready for the next line.
fn last_line(file: &mut File) -> Result<Option<Vec<u8>>> {
    let (end, line) = whole_line(file)?;
    file.set_len(end)?;
    file.seek(SeekFrom::End(0))?;
    Ok(line)
}

/// Where the last whole line ends, and that line.
fn whole_line(file: &mut File) -> Result<(u64, Option<Vec<u8>>)> {
    let length = file.seek(SeekFrom::End(0))?;
    let from = length.saturating_sub(LONGEST);
    file.seek(SeekFrom::Start(from))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    let whole = end.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    ensure!(whole != 0 || from == 0, "the last line is longer than {LONGEST} bytes");
    let line = end[..whole].split(|byte| *byte == b'\n').rev().nth(1).map(<[u8]>::to_vec);
    Ok((from + whole as u64, line))
}

/// The last whole line, as it stands; none if there is no file or no line in it.
///
/// # Errors
/// The file cannot be read.
pub fn last(path: &Path) -> Result<Option<String>> {
    let said = || format!("the head file {}", path.display());
    if !path.exists() {
        return Ok(None);
    }
    let mut file = File::open(path).with_context(said)?;
    file.lock_shared().with_context(said)?;
    let line = whole_line(&mut file).with_context(said)?.1;
    line.map(|line| String::from_utf8(line).context("the head file is not text")).transpose()
}

/// Reads the whole file and checks each line: its signature by `check(key, bytes, signature)` and that it follows the one before.
///
/// # Errors
/// Naming the first line that is not as it was signed.
pub fn read(path: &Path, check: Check) -> Result<Vec<Line>> {
    let bytes = std::fs::read(path).with_context(|| format!("the head file {}", path.display()))?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    let text = std::str::from_utf8(&bytes[..whole]).context("the head file is not text")?;
    let (mut lines, mut before) = (Vec::new(), [0; 32]);
    for (number, line) in (1..).zip(text.lines()) {
        lines.push(read_line(number, line, &before, check).with_context(|| format!("line {number} of the head file"))?);
        before = Sha256::digest(line.as_bytes()).into();
    }
    Ok(lines)
}

/// Reads one line that stands alone: its signature is checked, and that it follows another cannot be.
///
/// # Errors
/// It is none, or not as it was signed.
pub fn one(line: &str, check: Check) -> Result<Line> {
    Ok(signed(1, line, check)?.0)
}

fn read_line(number: usize, line: &str, before: &Hash, check: Check) -> Result<Line> {
    let (read, follows) = signed(number, line, check)?;
    ensure!(follows == hex(before), "it does not follow the line before it: lines were changed, removed or added");
    Ok(read)
}

/// A line whose signature holds, and what it says of the line before it.
fn signed<'a>(number: usize, line: &'a str, check: Check) -> Result<(Line, &'a str)> {
    let (text, signature) = line.rsplit_once('\t').context("it has no signature")?;
    let fields: Vec<&str> = text.split('\t').collect();
    let [version, at, follows, heads, key] = fields[..] else { bail!("it does not have six fields") };
    ensure!(version == "1", "its version {version} is not known");
    let signature = unhex(signature).context("its signature is not hexadecimal")?;
    ensure!(check(key, text.as_bytes(), &signature), "its signature does not hold");
    let heads: Option<Vec<Signed>> = heads.split(' ').filter(|head| !head.is_empty()).map(read_head).collect();
    let (at, heads) = (at.parse().context("its time is no number")?, heads.context("a head cannot be read")?);
    Ok((Line { number, at, heads }, follows))
}

fn read_head(text: &str) -> Option<Signed> {
    let (office, rest) = text.split_once('=')?;
    let (size, root) = rest.split_once(':')?;
    Some(Signed { office: office.to_owned(), size: size.parse().ok()?, root: unhex(root)?.try_into().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A signature that anyone can make, which is enough here.
    fn sign(bytes: &[u8]) -> Vec<u8> {
        Sha256::digest(bytes).to_vec()
    }

    fn check(key: &str, bytes: &[u8], signature: &[u8]) -> bool {
        key == "key-1" && sign(bytes) == signature
    }

    fn heads(seq: u64) -> Vec<Head> {
        let head = |office: &str| Head { office: office.to_owned(), seq, epoch: 0, root: [seq as u8; 32] };
        vec![head("A"), head("region")]
    }

    #[test]
    fn lines_follow_each_other_and_each_change_is_named() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("heads");
        for seq in 1..=3 {
            append(&path, &heads(seq), seq as i64, "key-1", &sign).unwrap();
        }
        // A crash in the middle of a line.
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"1\t9\thalf").unwrap();
        assert_eq!(read(&path, &check).unwrap().len(), 3);
        append(&path, &heads(4), 4, "key-1", &sign).unwrap();
        let lines = read(&path, &check).unwrap();
        assert_eq!(
            lines.iter().map(|line| (line.number, line.at)).collect::<Vec<_>>(),
            [(1, 1), (2, 2), (3, 3), (4, 4)]
        );
        assert_eq!(lines[3].heads[1], Signed { office: "region".to_owned(), size: 4, root: [4; 32] });

        let good = std::fs::read_to_string(&path).unwrap();
        let named = |text: String| {
            std::fs::write(&path, text).unwrap();
            format!("{:#}", read(&path, &check).unwrap_err())
        };
        assert!(named(good.replacen("A=2:", "A=3:", 1)).contains("line 2"), "changed");
        let without: String =
            good.lines().enumerate().filter(|(n, _)| *n != 1).map(|(_, l)| format!("{l}\n")).collect();
        assert!(named(without).contains("line 2"), "removed");
        assert!(named(good.replace("key-1", "key-2")).contains("line 1"), "another key");
    }
}
