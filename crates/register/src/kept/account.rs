//! How accounts prove themselves: passwords' hashes with their locks, sessions and machines' tokens. Only digests of the secrets
//! are kept; whoever shows the secret finds the row by its digest, so these reads need no other scope.

use anyhow::Result;

use crate::Register;
use crate::engine::Step;
use crate::merkle::Hash;
use crate::value::{Row, Value};
use clearance::intent::REGION;

const CREDENTIAL: &str =
    "SELECT secret, failures, locked_until, changed FROM credential WHERE office = $1 AND account = $2";
const SET_CREDENTIAL: &str = "INSERT INTO credential (office, account, secret, failures, locked_until, changed) \
     VALUES ($1, $2, $3, 0, 0, $4) ON CONFLICT (office, account) DO UPDATE SET secret = excluded.secret, failures = 0, \
     locked_until = 0, changed = excluded.changed";
const FIRST_CREDENTIAL: &str = "INSERT INTO credential (office, account, secret, failures, locked_until, changed) \
     VALUES ($1, $2, $3, 0, 0, $4) ON CONFLICT (office, account) DO NOTHING RETURNING changed";
const FAILED: &str = "UPDATE credential SET failures = failures + 1, locked_until = $1 WHERE office = $2 AND account = $3 \
     RETURNING failures";
const PROVED: &str = "UPDATE credential SET failures = 0, locked_until = 0 WHERE office = $1 AND account = $2 AND failures > 0 \
     RETURNING failures";
const ANY_CREDENTIAL: &str = "SELECT account FROM credential WHERE office = $1 LIMIT 1";
const START: &str = "INSERT INTO session (office, digest, account, person, made, seen, ends, proved, place) \
     VALUES ($1, $2, $3, $4, $5, $5, $6, $5, $7)";
const SESSION: &str = "SELECT account, person, made, seen, ends, proved, place FROM session \
     WHERE office = $1 AND digest = $2 AND ends > $3";
const SESSIONS: &str = "SELECT account, person, made, seen, ends, proved, place, digest FROM session \
     WHERE office = $1 AND account = $2 AND ends > $3 ORDER BY seen DESC, digest";
const SEEN: &str = "UPDATE session SET seen = $1 WHERE office = $2 AND digest = $3 RETURNING seen";
const PROVED_AGAIN: &str = "UPDATE session SET proved = $1 WHERE office = $2 AND digest = $3 RETURNING proved";
const END: &str = "DELETE FROM session WHERE office = $1 AND digest = $2";
const END_ALL: &str = "DELETE FROM session WHERE office = $1 AND account = $2";
const SWEEP: &str = "DELETE FROM session WHERE office = $1 AND (ends <= $2 OR seen <= $3)";
const GIVE_TOKEN: &str =
    "INSERT INTO token (office, digest, account, name, made, ends) VALUES ($1, $2, $3, $4, $5, $6)";
const ONE_BY_ONE: &str = "UPDATE credential SET changed = changed WHERE office = $1 AND account = $2";
const TOO_MANY: &str = "DELETE FROM token WHERE office = $1 AND account = $2 AND digest = $3 AND \
     (SELECT COUNT(*) FROM token WHERE office = $1 AND account = $2 AND ends > $4) > $5 RETURNING made";
const USED_TOKEN: &str = "UPDATE token SET used = $1 WHERE office = $2 AND digest = $3";
const END_TOKENS: &str = "DELETE FROM token WHERE office = $1 AND account = $2";
const TOKEN: &str = "SELECT account, name, made, ends, used FROM token WHERE office = $1 AND digest = $2 AND ends > $3";
const TOKENS: &str =
    "SELECT digest, name, made, ends, used FROM token WHERE office = $1 AND account = $2 ORDER BY made, digest";
const TAKE_TOKEN: &str = "DELETE FROM token WHERE office = $1 AND account = $2 AND digest = $3";

pub(crate) const TEXTS: &[&str] = &[
    CREDENTIAL,
    SET_CREDENTIAL,
    FIRST_CREDENTIAL,
    FAILED,
    PROVED,
    ANY_CREDENTIAL,
    START,
    SESSION,
    SESSIONS,
    SEEN,
    PROVED_AGAIN,
    END,
    END_ALL,
    SWEEP,
    GIVE_TOKEN,
    ONE_BY_ONE,
    TOO_MANY,
    USED_TOKEN,
    END_TOKENS,
    TOKEN,
    TOKENS,
    TAKE_TOKEN,
];

/// What an account proves itself by. Times are in microseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The hash of the password in its own text form.
    pub secret: String,
    /// How often it failed since it last held.
    pub failures: u64,
    /// Until when it is not tried; 0 for not locked.
    pub locked_until: i64,
    /// When it was set.
    pub changed: i64,
}

/// A session. Times are in microseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub account: String,
    /// The natural person.
    pub person: String,
    /// When it began.
    pub made: i64,
    /// When it was last used.
    pub seen: i64,
    /// When it ends whatever happens.
    pub ends: i64,
    /// When the person last proved herself, for acts that want it fresh.
    pub proved: i64,
    /// Address and browser, for the owner to know it by.
    pub place: String,
}

/// A machine's token. Times are in microseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the token.
    pub digest: Hash,
    /// Whose.
    pub account: String,
    /// What the owner calls it.
    pub name: String,
    /// When it was given.
    pub made: i64,
    /// When it ends.
    pub ends: i64,
    /// When it was last shown; 0 for never.
    pub used: i64,
}

fn region(values: impl IntoIterator<Item = Value>) -> Vec<Value> {
    std::iter::once(REGION.into()).chain(values).collect()
}

fn session_of(row: &mut Row) -> Result<Session> {
    Ok(Session {
        account: row.text(0)?,
        person: row.text(1)?,
        made: row.int(2)?,
        seen: row.int(3)?,
        ends: row.int(4)?,
        proved: row.int(5)?,
        place: row.text(6)?,
    })
}

impl Register {
    /// The credential of an account.
    pub async fn credential(&self, account: &str) -> Result<Option<Credential>> {
        let read = |mut row: Row| {
            let (secret, failures) = (row.text(0)?, row.count(1)?);
            Ok(Credential { secret, failures, locked_until: row.int(2)?, changed: row.int(3)? })
        };
        self.point(CREDENTIAL, region([account.into()])).await?.pop().map(read).transpose()
    }

    /// Whether any account has a credential: a register without one asks for its first administrator.
    pub async fn has_credentials(&self) -> Result<bool> {
        Ok(!self.point(ANY_CREDENTIAL, region([])).await?.is_empty())
    }

    /// Sets an account's credential and ends its sessions and tokens.
    pub async fn set_credential(&self, account: &str, secret: &str, now: i64) -> Result<()> {
        let set = Step::new(SET_CREDENTIAL, region([account.into(), secret.into(), now.into()]));
        let ends = [END_ALL, END_TOKENS].map(|end| Step::new(end, region([account.into()])));
        self.write(std::iter::once(set).chain(ends).collect()).await?;
        Ok(())
    }

    /// Sets the credential of an account that has none, and says whether it did: of two who come at once one does.
    pub async fn first_credential(&self, account: &str, secret: &str, now: i64) -> Result<bool> {
        let rows = self.write_one(FIRST_CREDENTIAL, region([account.into(), secret.into(), now.into()])).await?;
        Ok(!rows.is_empty())
    }

    /// Counts a failure and locks the account until a time; gives the number of failures.
    pub async fn credential_failed(&self, account: &str, locked_until: i64) -> Result<u64> {
        let rows = self.write_one(FAILED, vec![locked_until.into(), REGION.into(), account.into()]).await?;
        rows.into_iter().next().map_or(Ok(0), |mut row| row.count(0))
    }

    /// Forgets the failures.
    pub async fn credential_held(&self, account: &str) -> Result<()> {
        self.write_one(PROVED, region([account.into()])).await.map(drop)
    }

    /// Begins a session, found from now on by the digest of its secret.
    pub async fn start_session(&self, digest: &Hash, session: &Session) -> Result<()> {
        let values = region([
            digest.as_slice().into(),
            session.account.as_str().into(),
            session.person.as_str().into(),
            session.made.into(),
            session.ends.into(),
            session.place.as_str().into(),
        ]);
        self.write_one(START, values).await.map(drop)
    }

    /// The session of a secret that has not ended by `now`.
    pub async fn session(&self, digest: &Hash, now: i64) -> Result<Option<Session>> {
        let rows = self.point(SESSION, region([digest.as_slice().into(), now.into()])).await?;
        rows.into_iter().next().map(|mut row| session_of(&mut row)).transpose()
    }

    /// The sessions of an account that have not ended by `now`, with their digests, the one used last first.
    pub async fn sessions(&self, account: &str, now: i64) -> Result<Vec<(Hash, Session)>> {
        let rows = self.point(SESSIONS, region([account.into(), now.into()])).await?;
        rows.into_iter().map(|mut row| Ok((row.hash(7)?, session_of(&mut row)?))).collect()
    }

    /// Notes that a session was used.
    pub async fn session_seen(&self, digest: &Hash, now: i64) -> Result<()> {
        self.write_one(SEEN, vec![now.into(), REGION.into(), digest.as_slice().into()]).await.map(drop)
    }

    /// Notes that the person of a session proved herself again.
    pub async fn session_proved(&self, digest: &Hash, now: i64) -> Result<()> {
        self.write_one(PROVED_AGAIN, vec![now.into(), REGION.into(), digest.as_slice().into()]).await.map(drop)
    }

    /// Ends a session.
    pub async fn end_session(&self, digest: &Hash) -> Result<()> {
        self.write_one(END, region([digest.as_slice().into()])).await.map(drop)
    }

    /// Ends all sessions of an account, in every process at once.
    pub async fn end_sessions(&self, account: &str) -> Result<()> {
        self.write_one(END_ALL, region([account.into()])).await.map(drop)
    }

    /// Removes sessions that have ended by `now` or were last used before `idle_since`.
    pub async fn sweep_sessions(&self, now: i64, idle_since: i64) -> Result<()> {
        self.write_one(SWEEP, region([now.into(), idle_since.into()])).await.map(drop)
    }

    /// Gives a machine a token, unless its account has `most` already that have not ended when it was made; whether it did. Of
    /// two that come at once one waits for the other at the credential.
    pub async fn give_token(&self, token: &Token, most: u32) -> Result<bool> {
        let (account, digest) = (token.account.as_str(), token.digest.as_slice());
        let lock = Step::new(ONE_BY_ONE, region([account.into()]));
        let values = [digest.into(), account.into(), token.name.as_str().into(), token.made.into(), token.ends.into()];
        let give = Step::new(GIVE_TOKEN, region(values));
        let over = [account.into(), digest.into(), token.made.into(), i64::from(most).into()];
        let mut answers = self.write(vec![lock, give, Step::new(TOO_MANY, region(over))]).await?;
        Ok(answers.pop().is_none_or(|taken| taken.is_empty()))
    }

    /// The token with this digest, if it has not ended by `now`.
    pub async fn token(&self, digest: &Hash, now: i64) -> Result<Option<Token>> {
        let read = |mut row: Row| {
            let (account, name) = (row.text(0)?, row.text(1)?);
            let (made, ends, used) = (row.int(2)?, row.int(3)?, row.int(4)?);
            Ok(Token { digest: *digest, account, name, made, ends, used })
        };
        self.point(TOKEN, region([digest.as_slice().into(), now.into()])).await?.pop().map(read).transpose()
    }

    /// The tokens of an account.
    pub async fn tokens(&self, account: &str) -> Result<Vec<Token>> {
        let read = |mut row: Row| {
            let (digest, name) = (row.hash(0)?, row.text(1)?);
            let (made, ends, used) = (row.int(2)?, row.int(3)?, row.int(4)?);
            Ok(Token { digest, account: account.to_owned(), name, made, ends, used })
        };
        self.point(TOKENS, region([account.into()])).await?.into_iter().map(read).collect()
    }

    /// Notes that a token was shown.
    pub async fn token_used(&self, digest: &Hash, now: i64) -> Result<()> {
        self.write_one(USED_TOKEN, vec![now.into(), REGION.into(), digest.as_slice().into()]).await.map(drop)
    }

    /// Ends every token of an account.
    pub async fn end_tokens(&self, account: &str) -> Result<()> {
        self.write_one(END_TOKENS, region([account.into()])).await.map(drop)
    }

    /// Ends every session and token of an account.
    pub async fn end_all(&self, account: &str) -> Result<()> {
        let ends = [END_ALL, END_TOKENS].map(|end| Step::new(end, region([account.into()])));
        self.write(ends.into()).await.map(drop).map_err(Into::into)
    }

    /// Takes a token back.
    pub async fn take_token(&self, account: &str, digest: &Hash) -> Result<()> {
        self.write_one(TAKE_TOKEN, region([account.into(), digest.as_slice().into()])).await.map(drop)
    }
}
