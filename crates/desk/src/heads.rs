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
        let sign = |bytes: &[u8]| self.key.sign(bytes).to_bytes().to_vec();
        head_file::append(&self.path, &all, now.0, &self.public(), &sign)?;
        Ok(())
    }
}

/// The lines of a head file, each checked with the public key (hex) of the register that signed them.
///
/// # Errors
/// Naming the first line that is not as it was signed.
pub fn read(path: &Path, public: &str) -> Result<Vec<Line>> {
    let bytes: Option<[u8; 32]> = head_file::unhex(public).and_then(|bytes| bytes.try_into().ok());
    let bytes = bytes.context("the public key is 64 hexadecimal digits")?;
    let key = VerifyingKey::from_bytes(&bytes).map_err(|error| anyhow!("the public key: {error}"))?;
    let check = |name: &str, text: &[u8], signature: &[u8]| {
        name == public
            && Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(text, &signature).is_ok())
    };
    head_file::read(path, &check)
}
