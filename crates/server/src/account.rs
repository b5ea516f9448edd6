//! Accounts as the edge needs them: who may sign in, with which password, and machines' tokens.

use crate::secret::Digest;
use crate::visit::{Asker, Means};
use clearance::actor::Role;
use clearance::calendar::Timestamp;
use clearance::id::{AccountId, EnterpriseId, OfficeCode, PersonId};
use clearance::text::Text;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What the person signs in with.
    pub id: AccountId,
    /// The natural person behind it.
    pub person: PersonId,
    /// What it may be used for.
    pub roles: Vec<Role>,
    /// The office it is used at, for officers.
    pub office: Option<OfficeCode>,
    /// The enterprise it is used for, for declarants.
    pub enterprise: Option<EnterpriseId>,
    /// The person's name.
    pub name: String,
    /// Where the person works and as what, for the top bar.
    pub post: Text,
    /// A suspended account is nobody, at once and everywhere.
    pub suspended: bool,
}

/// A machine's token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The digest that it is found by.
    pub digest: Digest,
    /// What the person called it.
    pub label: String,
    /// When it was made.
    pub made: Timestamp,
    /// After this it is not good any more.
    pub until: Timestamp,
}

/// The accounts of this process. They last as long as it does.
#[derive(Debug, Default)]
pub struct Accounts {
    rows: RwLock<BTreeMap<AccountId, Row>>,
    tokens: RwLock<HashMap<Digest, (AccountId, Token)>>,
}

#[derive(Debug)]
struct Row {
    account: Arc<Account>,
    password: Option<String>,
}

/// Says why a poisoned lock cannot be met.
const HELD: &str = "no one panics while holding the accounts";

impl Accounts {
    /// Adds an account or changes it; `password` is the hash to sign in with, or none to keep the one there is.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn put(&self, account: Account, password: Option<String>) -> anyhow::Result<()> {
        let mut rows = self.rows.write().expect(HELD);
        let kept = rows.get(&account.id).and_then(|row| row.password.clone());
        let row = Row { password: password.or(kept), account: Arc::new(account) };
        rows.insert(row.account.id.clone(), row);
        Ok(())
    }

    /// An account by its name.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn find(&self, id: &AccountId) -> anyhow::Result<Option<Arc<Account>>> {
        Ok(self.rows.read().expect(HELD).get(id).map(|row| Arc::clone(&row.account)))
    }

    /// The hash of an account's password.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn password(&self, id: &AccountId) -> anyhow::Result<Option<String>> {
        Ok(self.rows.read().expect(HELD).get(id).and_then(|row| row.password.clone()))
    }

    /// Takes a new password's hash.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn set_password(&self, id: &AccountId, password: String) -> anyhow::Result<()> {
        if let Some(row) = self.rows.write().expect(HELD).get_mut(id) {
            row.password = Some(password);
        }
        Ok(())
    }

    /// The account of a machine's token, if both are good now.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn by_token(&self, digest: &Digest, now: Timestamp) -> anyhow::Result<Option<Asker>> {
        let account = match self.tokens.read().expect(HELD).get(digest) {
            Some((account, token)) if now < token.until => account.clone(),
            _ => return Ok(None),
        };
        let account = self.find(&account).await?.filter(|account| !account.suspended);
        Ok(account.map(|account| Asker { account, means: Means::Token(*digest) }))
    }

    /// Keeps a machine's token.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn add_token(&self, account: &AccountId, token: Token) -> anyhow::Result<()> {
        self.tokens.write().expect(HELD).insert(token.digest, (account.clone(), token));
        Ok(())
    }

    /// The tokens of an account, the oldest first.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn tokens(&self, account: &AccountId) -> anyhow::Result<Vec<Token>> {
        let tokens = self.tokens.read().expect(HELD);
        let mut own: Vec<Token> =
            tokens.values().filter(|(owner, _)| owner == account).map(|(_, token)| token.clone()).collect();
        own.sort_by_key(|token| (token.made, token.digest));
        Ok(own)
    }

    /// Ends a token of an account; false if it has none of that name.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn end_token(&self, account: &AccountId, name: &str) -> anyhow::Result<bool> {
        let mut tokens = self.tokens.write().expect(HELD);
        let before = tokens.len();
        tokens.retain(|digest, (owner, _)| owner != account || crate::secret::name(digest) != name);
        Ok(tokens.len() < before)
    }
}
