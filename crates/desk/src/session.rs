//! Sessions: an opaque token in a cookie, its digest in the record; over when idle, when old, or when somebody says so.

use crate::account::Account;
use crate::clock::Chance;
use crate::secret::{self, Digest};
use anyhow::anyhow;
use register::Register;
use register::kept::account::Session;
use std::time::Duration;
use values::calendar::Timestamp;
use values::id::AccountId;

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Without a request.
    pub idle: Duration,
    /// In all.
    pub absolute: Duration,
}

impl Default for Span {
    fn default() -> Self {
        Self { idle: Duration::from_secs(30 * 60), absolute: Duration::from_secs(12 * 3600) }
    }
}

/// How sessions begin, last and end.
#[derive(Clone, Copy, Debug)]
pub struct Sessions {
    span: Span,
}

/// How stale the latest use may stand in the record; it spares a write at each request.
const SEEN_US: i64 = 60 * 1_000_000;

impl Sessions {
    /// Sessions that last so long.
    pub const fn new(span: Span) -> Self {
        Self { span }
    }

    /// Begins a session with a token of its own and gives the token, which is not kept.
    ///
    /// # Errors
    /// The record cannot be written.
    pub async fn begin(
        &self,
        register: &Register,
        account: &Account,
        place: String,
        now: Timestamp,
        chance: &Chance,
    ) -> anyhow::Result<String> {
        let token = secret::draw(chance);
        let session = Session {
            account: account.id.to_string(),
            person: account.person.to_string(),
            made: now.0,
            seen: now.0,
            ends: now.0.saturating_add(us(self.span.absolute)),
            proved: now.0,
            place,
        };
        register.start_session(&secret::digest(&token), &session).await?;
        Ok(token)
    }

    /// A session that is not over, with whose it is; and keeps it from getting idle.
    ///
    /// # Errors
    /// The record cannot be reached.
    pub async fn touch(
        &self,
        register: &Register,
        digest: &Digest,
        now: Timestamp,
    ) -> anyhow::Result<Option<(AccountId, Session)>> {
        let found = register.session(digest, now.0).await?;
        let Some(session) = found.filter(|session| self.is_used(session, now)) else { return Ok(None) };
        if session.seen + SEEN_US <= now.0 {
            register.session_seen(digest, now.0).await?;
        }
        let account =
            AccountId::parse(&session.account).map_err(|wanted| anyhow!("an account in a session: {wanted}"))?;
        Ok(Some((account, session)))
    }

    /// The sessions of an account that are not over, the one used last first.
    ///
    /// # Errors
    /// The record cannot be reached.
    pub async fn of(
        &self,
        register: &Register,
        account: &AccountId,
        now: Timestamp,
    ) -> anyhow::Result<Vec<(Digest, Session)>> {
        let mut sessions = register.sessions(account.as_str(), now.0).await?;
        sessions.retain(|(_, session)| self.is_used(session, now));
        Ok(sessions)
    }

    /// Ends a session of an account by its name; false if it has none of that name.
    ///
    /// # Errors
    /// The record cannot be written.
    pub async fn end_named(
        &self,
        register: &Register,
        account: &AccountId,
        name: &str,
        now: Timestamp,
    ) -> anyhow::Result<bool> {
        let own = register.sessions(account.as_str(), now.0).await?;
        let Some((digest, _)) = own.iter().find(|(digest, _)| secret::name(digest) == name) else { return Ok(false) };
        register.end_session(digest).await?;
        Ok(true)
    }

    /// Removes the rows of sessions that are over.
    ///
    /// # Errors
    /// The record cannot be written.
    pub async fn sweep(&self, register: &Register, now: Timestamp) -> anyhow::Result<()> {
        register.sweep_sessions(now.0, now.0 - us(self.span.idle)).await
    }

    /// The record ends sessions that are old; that they are idle is known here.
    fn is_used(&self, session: &Session, now: Timestamp) -> bool {
        now.0 - session.seen < us(self.span.idle)
    }
}

fn us(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
