//! The signed line of all heads: each minute, to a file outside the database, so that nobody can rewrite the past unseen.

use anyhow::{Context, Result, anyhow};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use register::Register;
use register::head_file::{self, Line};
use std::path::{Path, PathBuf};
use values::calendar::Timestamp;

/// Where the lines go and what signs them.
#[derive(Debug)]
pub struct Heads {
    path: PathBuf,
    key: SigningKey,
}

impl Heads {
    /// The head file at `path`, signed by the key of these 32 secret bytes.
    pub fn new(path: PathBuf, secret: &[u8; 32]) -> Heads {
        Heads { path, key: SigningKey::from_bytes(secret) }
    }

    /// The key that checks the lines, in hex: it also is the name of the key in the lines.
    pub fn public(&self) -> String {
        head_file::hex(self.key.verifying_key().as_bytes())
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The lines of the file, each checked.
    ///
    /// # Errors
    /// Naming the first line that is not as it was signed.
    pub fn lines(&self) -> Result<Vec<Line>> {
        read(&self.path, &self.public())
    }

    /// Writes the line of this minute.
    ///
    /// # Errors
    /// The register cannot be read or the file cannot be written.
    pub async fn write(&self, register: &Register, now: Timestamp) -> Result<()> {
        let all = register.heads().await?;
        head_file::append(&self.path, &all, now.0, &self.public(), &|bytes| self.sign(bytes))?;
        Ok(())
    }
}

impl Heads {
    /// Signs something else by the same key.
    pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.key.sign(bytes).to_bytes().to_vec()
    }

    /// The last line that was signed, if it has an event of a partition; else a new one, written now.
    ///
    /// # Errors
    /// The register or the file cannot be read or written.
    pub async fn covering(&self, register: &Register, event: (&str, u64), now: Timestamp) -> Result<(String, Line)> {
        for _ in 0..2 {
            let last = head_file::last(&self.path)?;
            if let Some(text) = last
                && let Ok(line) = head_file::one(&text, &checked(&self.public())?)
                && line.heads.iter().any(|head| head.office == event.0 && event.1 <= head.size)
            {
                return Ok((text, line));
            }
            self.write(register, now).await?;
        }
        Err(anyhow!("the heads that were signed do not have event {} of {}", event.1, event.0))
    }
}

/// What checks the signatures of lines with a public key (hex).
fn checked(public: &str) -> Result<impl Fn(&str, &[u8], &[u8]) -> bool> {
    let bytes: Option<[u8; 32]> = head_file::unhex(public).and_then(|bytes| bytes.try_into().ok());
    let bytes = bytes.context("the public key is 64 hexadecimal digits")?;
    let key = VerifyingKey::from_bytes(&bytes).map_err(|error| anyhow!("the public key: {error}"))?;
    let public = public.to_owned();
    Ok(move |name: &str, text: &[u8], signature: &[u8]| {
        name == public
            && Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(text, &signature).is_ok())
    })
}

/// The lines of a head file, each checked with the public key (hex) of the register that signed them.
///
/// # Errors
/// Naming the first line that is not as it was signed.
pub fn read(path: &Path, public: &str) -> Result<Vec<Line>> {
    head_file::read(path, &checked(public)?)
}
