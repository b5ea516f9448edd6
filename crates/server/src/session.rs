//! Sessions: an opaque token in a cookie, its digest here; over when idle, when old, or when somebody says so.

use crate::clock::Chance;
use crate::secret::{self, Digest};
use clearance::calendar::Timestamp;
use clearance::id::AccountId;
use std::collections::HashMap;
use std::sync::RwLock;
use std::time::Duration;

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

/// One session, without its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The digest that it is found by.
    pub digest: Digest,
    /// Whose it is.
    pub account: AccountId,
    /// When the person signed in.
    pub began: Timestamp,
    /// The latest request, to the minute.
    pub seen: Timestamp,
    /// Where from: address and browser, as far as they were told.
    pub place: String,
}

/// The sessions of this process. They last as long as it does.
#[derive(Debug)]
pub struct Sessions {
    span: Span,
    rows: RwLock<HashMap<Digest, Session>>,
}

/// How stale `seen` may be; it spares a write at each request.
const SEEN_US: i64 = 60 * 1_000_000;
/// Says why a poisoned lock cannot be met.
const HELD: &str = "no one panics while holding the sessions";

impl Sessions {
    /// No sessions yet.
    pub fn new(span: Span) -> Self {
        Self { span, rows: RwLock::default() }
    }

    /// Begins a session with a token of its own and gives the token, which is not kept.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn begin(
        &self,
        account: AccountId,
        place: String,
        now: Timestamp,
        chance: &Chance,
    ) -> anyhow::Result<String> {
        let token = secret::draw(chance);
        let session = Session { digest: secret::digest(&token), account, began: now, seen: now, place };
        let mut rows = self.rows.write().expect(HELD);
        rows.retain(|_, session| self.lasts(session, now));
        rows.insert(session.digest, session);
        Ok(token)
    }

    /// Whose session this is, if it is not over; and keeps it from getting idle.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn touch(&self, digest: &Digest, now: Timestamp) -> anyhow::Result<Option<AccountId>> {
        let found = self.rows.read().expect(HELD).get(digest).cloned();
        let Some(session) = found.filter(|session| self.lasts(session, now)) else { return Ok(None) };
        if session.seen.0 + SEEN_US <= now.0
            && let Some(session) = self.rows.write().expect(HELD).get_mut(digest)
        {
            session.seen = now;
        }
        Ok(Some(session.account))
    }

    /// Ends one session.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn end(&self, digest: &Digest) -> anyhow::Result<()> {
        self.rows.write().expect(HELD).remove(digest);
        Ok(())
    }

    /// Ends a session of an account by its name; false if it has none of that name.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn end_named(&self, account: &AccountId, name: &str) -> anyhow::Result<bool> {
        let mut rows = self.rows.write().expect(HELD);
        let before = rows.len();
        rows.retain(|digest, session| session.account != *account || secret::name(digest) != name);
        Ok(rows.len() < before)
    }

    /// Ends every session of an account but one: after a new password, on suspension, on "sign out everywhere".
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn end_all(&self, account: &AccountId, but: Option<&Digest>) -> anyhow::Result<()> {
        let mut rows = self.rows.write().expect(HELD);
        rows.retain(|digest, session| session.account != *account || Some(digest) == but);
        Ok(())
    }

    /// The sessions of an account that are not over, the latest first.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub async fn of(&self, account: &AccountId, now: Timestamp) -> anyhow::Result<Vec<Session>> {
        let rows = self.rows.read().expect(HELD);
        let mut own: Vec<Session> =
            rows.values().filter(|session| session.account == *account && self.lasts(session, now)).cloned().collect();
        own.sort_by_key(|session| (std::cmp::Reverse(session.seen), session.digest));
        Ok(own)
    }

    fn lasts(&self, session: &Session, now: Timestamp) -> bool {
        let within =
            |since: Timestamp, span: Duration| now.0 - since.0 < i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        within(session.seen, self.span.idle) && within(session.began, self.span.absolute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000_000;

    async fn begun(sessions: &Sessions) -> (AccountId, Digest) {
        let account = AccountId::parse("wang.min").unwrap();
        let token = sessions.begin(account.clone(), String::new(), Timestamp(0), &Chance::seeded(1)).await.unwrap();
        (account, secret::digest(&token))
    }

    #[tokio::test]
    async fn f21_a_session_is_over_after_half_an_hour_without_a_request() {
        let sessions = Sessions::new(Span::default());
        let (account, digest) = begun(&sessions).await;
        for minute in [29, 58, 87] {
            assert_eq!(sessions.touch(&digest, Timestamp(minute * MINUTE)).await.unwrap(), Some(account.clone()));
        }
        assert_eq!(sessions.touch(&digest, Timestamp(117 * MINUTE)).await.unwrap(), None);
    }

    #[tokio::test]
    async fn f21_a_session_is_over_after_twelve_hours_whatever_happens() {
        let sessions = Sessions::new(Span::default());
        let (_, digest) = begun(&sessions).await;
        let mut lasted = 0;
        while sessions.touch(&digest, Timestamp(lasted * MINUTE)).await.unwrap().is_some() {
            lasted += 1;
        }
        assert_eq!(lasted, 12 * 60);
    }

    #[tokio::test]
    async fn f21_all_sessions_of_an_account_end_at_once() {
        let sessions = Sessions::new(Span::default());
        let (account, digest) = begun(&sessions).await;
        sessions.end_all(&account, None).await.unwrap();
        assert_eq!(sessions.touch(&digest, Timestamp(1)).await.unwrap(), None);
    }
}
