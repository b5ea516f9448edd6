//! Messages of partners: the inbox, which takes each (sender, number) once, and the outbox with its mark of what was sent.

use anyhow::Result;

use crate::Register;
use crate::merkle::Hash;
use crate::value::{Row, int};

const RECEIVE: &str = "INSERT INTO inbox (office, sender, number, received, digest, answer) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (office, sender, number) DO NOTHING RETURNING received";
const RECEIVED: &str = "SELECT digest, answer, received FROM inbox WHERE office = $1 AND sender = $2 AND number = $3";
const MARK: &str = "SELECT seq, part FROM outbox_mark WHERE office = $1 AND peer = $2";
const WAITING: &str = "SELECT seq, part, kind, body FROM outbox WHERE office = $1 AND peer = $2 AND (seq, part) > ($3, $4) \
     ORDER BY seq, part LIMIT $5";
const SENT: &str = "INSERT INTO outbox_mark (office, peer, seq, part, sent) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (office, peer) DO UPDATE SET seq = excluded.seq, part = excluded.part, sent = excluded.sent \
     WHERE outbox_mark.seq < excluded.seq OR (outbox_mark.seq = excluded.seq AND outbox_mark.part < excluded.part)";

pub(crate) const TEXTS: &[&str] = &[RECEIVE, RECEIVED, MARK, WAITING, SENT];

/// A message that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// SHA-256 of the message.
    pub digest: Hash,
    /// What its sender was answered.
    pub answer: Vec<u8>,
    /// When, in microseconds.
    pub at: i64,
}

/// A message that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The event that caused it; with `part` it is the message's number, the same at every try.
    pub seq: u64,
    /// Counts within the event.
    pub part: u64,
    /// What kind of message.
    pub kind: String,
    /// The message.
    pub body: Vec<u8>,
}

impl Register {
    /// Takes a message in, unless that number of the sender was taken before: then gives what it was answered. A sender who uses
    /// one number for two messages sees it by the digest.
    pub async fn receive(
        &self,
        office: &str,
        sender: &str,
        number: &str,
        message: &Received,
    ) -> Result<Option<Received>> {
        let mut values = vec![office.into(), sender.into(), number.into(), message.at.into()];
        values.extend([message.digest.as_slice().into(), message.answer.as_slice().into()]);
        if self.write_one(RECEIVE, values).await?.is_empty() {
            return self.received(office, sender, number).await;
        }
        Ok(None)
    }

    /// What came from a sender under a number.
    pub async fn received(&self, office: &str, sender: &str, number: &str) -> Result<Option<Received>> {
        let read = |mut row: Row| Ok(Received { digest: row.hash(0)?, answer: row.bytes(1)?, at: row.int(2)? });
        let rows = self.point(RECEIVED, vec![office.into(), sender.into(), number.into()]).await?;
        rows.into_iter().next().map(read).transpose()
    }

    /// The next messages of an office for a peer, after the last that was marked as sent.
    pub async fn waiting(&self, office: &str, peer: &str, limit: u32) -> Result<Vec<Waiting>> {
        let (mut seq, mut part) = (0, 0);
        if let Some(mut row) = self.point(MARK, vec![office.into(), peer.into()]).await?.pop() {
            (seq, part) = (row.count(0)?, row.count(1)?);
        }
        let values = vec![office.into(), peer.into(), int(seq), int(part), i64::from(limit).into()];
        let read = |mut row: Row| {
            Ok(Waiting { seq: row.count(0)?, part: row.count(1)?, kind: row.text(2)?, body: row.text(3)?.into_bytes() })
        };
        self.point(WAITING, values).await?.into_iter().map(read).collect()
    }

    /// Marks that everything for a peer up to this message was sent and received. The mark never goes back.
    pub async fn sent(&self, office: &str, peer: &str, seq: u64, part: u64, now: i64) -> Result<()> {
        self.write_one(SENT, vec![office.into(), peer.into(), int(seq), int(part), now.into()]).await.map(drop)
    }
}
