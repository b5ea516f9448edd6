//! The first account of a production register: a security administrator, who opens all others.

use crate::account::{Accounts, NewAccount};
use crate::desk::Desk;
use crate::password::Passwords;
use crate::secret;
use anyhow::{Result, anyhow};
use values::actor::{Actor, Role};
use values::id::{AccountId, PersonId};

/// The name that it signs in with.
pub const ACCOUNT: &str = "administrator";

/// Opens the first account, and says its password: it is shown this once and stored nowhere. Another process that starts on
/// the same database may come first, and has shown the password that holds.
///
/// # Errors
/// The register cannot be written.
pub async fn open(desk: &Desk, accounts: &Accounts, passwords: &Passwords) -> Result<String> {
    let (field, now) = (&desk.field, desk.clock.now());
    let not = |wanted: values::text::Text| anyhow!("{ACCOUNT}: {} is wanted", wanted.en);
    let new = NewAccount {
        id: AccountId::parse(ACCOUNT).map_err(not)?,
        person: PersonId::parse(ACCOUNT).map_err(not)?,
        name: ACCOUNT.to_owned(),
        enterprise: None,
        roles: vec![(Role::SecurityAdmin, None)],
        skills: Vec::new(),
        from: field.day(now),
    };
    let password = secret::draw(&desk.chance);
    let hash = passwords.hash(&password, &desk.chance).await.map_err(|why| anyhow!("{why:?}"))?;
    if !accounts.open(field, &new, &hash, &Actor::system(), now).await? {
        return Ok(format!("first account {ACCOUNT}: another process opened it, and has shown its password"));
    }
    Ok(format!(
        "first account {ACCOUNT} (security administrator), password {password}\nIt is shown this once. Sign in, change it, \
         and open the other accounts."
    ))
}
