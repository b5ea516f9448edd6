//! Passwords: argon2id, a few at a time, and the same work for accounts that do not exist.

use crate::clock::Chance;
use anyhow::{Context, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::time::Duration;
use tokio::sync::Semaphore;
use values::text::Text;

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// 64 MiB and three passes: about a tenth of a second, and costly to guess at on any hardware.
    pub const FULL: Self = Self { memory_kib: 64 * 1024, passes: 3 };
    /// For tests and the demonstration's many accounts only.
    pub const LIGHT: Self = Self { memory_kib: 64, passes: 1 };
}

/// The shortest password in characters; length is asked for and nothing else.
pub const LENGTH_MIN: usize = 10;
/// The longest in bytes.
pub const LENGTH_MAX: usize = 256;
/// How long a sign-in, or a new password, waits for its turn.
const TURN: Duration = Duration::from_secs(5);

/// Makes and checks hashes.
#[derive(Debug)]
pub struct Passwords {
    hasher: Argon2<'static>,
    turns: Semaphore,
    /// The hash of nobody's password.
    nobody: String,
}

/// Why a password was not checked.
#[derive(Debug)]
pub enum NotChecked {
    /// Too many sign-ins at once; try later.
    Busy,
    /// A stored hash that cannot be read, or no memory.
    Broken(anyhow::Error),
}

impl Passwords {
    /// Ready to check at this cost.
    ///
    /// # Errors
    /// A cost that argon2 refuses.
    pub fn new(cost: Cost, chance: &Chance) -> anyhow::Result<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|error| anyhow!("{error}"))?;
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = drawn(cost, chance);
        // Half of the machine at most, and on threads that answer nobody: the rest goes on.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { hasher, turns: Semaphore::new((cores / 2).max(1)), nobody })
    }

    /// The hash to store for a new password, with its own salt.
    ///
    /// # Errors
    /// [`NotChecked`].
    pub async fn hash(&self, password: &str, chance: &Chance) -> Result<String, NotChecked> {
        let (salt, password) = (chance.bytes::<16>(), password.to_owned());
        self.in_turn(move |hasher| {
            let hash: PasswordHash = hasher
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map_err(|error| anyhow!("hashing: {error}"))?;
            Ok(hash.to_string())
        })
        .await
    }

    /// True if the password is the one that was hashed. Without a stored hash the same work is done for nobody,
    /// so that the time does not tell which accounts exist.
    ///
    /// # Errors
    /// [`NotChecked`].
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<bool, NotChecked> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let right = self.in_turn(move |hasher| {
            let stored = PasswordHash::new(&stored).map_err(|error| anyhow!("a stored hash: {error}"))?;
            Ok(hasher.verify_password(password.as_bytes(), &stored).is_ok())
        });
        Ok(right.await? && known)
    }

    /// Waits for a turn, and does the work on a thread for blocking work.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, NotChecked> {
        let turn = tokio::time::timeout(TURN, self.turns.acquire()).await.map_err(|_| NotChecked::Busy)?;
        let hasher = self.hasher.clone();
        let done = tokio::task::spawn_blocking(move || work(&hasher)).await;
        drop(turn);
        done.context("a password's hash").and_then(|done| done).map_err(NotChecked::Broken)
    }
}

/// A hash that no password has: salt and digest are drawn. Checking against it is the same work as against any other, and
/// making it costs nothing before the first answer.
fn drawn(cost: Cost, chance: &Chance) -> String {
    let (salt, digest) = (STANDARD_NO_PAD.encode(chance.bytes::<16>()), STANDARD_NO_PAD.encode(chance.bytes::<32>()));
    format!("$argon2id$v=19$m={},t={},p=1${salt}${digest}", cost.memory_kib, cost.passes)
}

/// Says what is wrong with a new password, if anything.
pub fn wanted(password: &str) -> Option<Text> {
    if password.chars().count() < LENGTH_MIN {
        Some(Text::new(format!("至少 {LENGTH_MIN} 个字符"), format!("at least {LENGTH_MIN} characters")))
    } else if LENGTH_MAX < password.len() {
        Some(Text::new(format!("至多 {LENGTH_MAX} 个字节"), format!("at most {LENGTH_MAX} bytes")))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_passes() {
        let chance = Chance::seeded(3);
        let passwords = Passwords::new(Cost::LIGHT, &chance).unwrap();
        let stored = passwords.hash("长安 correct horse", &chance).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        let check = |password: &str, stored: Option<&String>| passwords.check(password.into(), stored.cloned());
        assert!(check("长安 correct horse", Some(&stored)).await.unwrap());
        assert!(!check("长安 correct hors", Some(&stored)).await.unwrap());
        assert!(!check("长安 correct horse", None).await.unwrap());
        assert!(matches!(check("x", Some(&"junk".into())).await, Err(NotChecked::Broken(_))));
    }

    #[tokio::test]
    async fn nobodys_hash_is_as_costly_as_anybodys() {
        let chance = Chance::seeded(5);
        for cost in [Cost::LIGHT, Cost { memory_kib: 128, passes: 2 }] {
            let passwords = Passwords::new(cost, &chance).unwrap();
            let real = passwords.hash("长安 correct horse", &chance).await.unwrap();
            let shape = |text: &str| {
                let hash = PasswordHash::new(text).unwrap();
                let lengths = (hash.salt.unwrap().len(), hash.hash.unwrap().len());
                (hash.algorithm.to_string(), hash.version, hash.params.to_string(), lengths)
            };
            assert_eq!(shape(&passwords.nobody), shape(&real));
        }
    }

    #[test]
    fn length_is_all_that_is_asked_of_a_password() {
        let fits = |n: usize| wanted(&"三".repeat(n)).is_none();
        assert_eq!([LENGTH_MIN - 1, LENGTH_MIN, LENGTH_MIN + 1].map(fits), [false, true, true]);
        let bytes = |n: usize| wanted(&"a".repeat(n)).is_none();
        assert_eq!([LENGTH_MAX - 1, LENGTH_MAX, LENGTH_MAX + 1].map(bytes), [true, true, false]);
    }
}
