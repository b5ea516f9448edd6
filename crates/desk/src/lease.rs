//! 20 minutes for which others are told that somebody has a case open to act on it. It forbids nothing: who acts on what changed
//! meanwhile is told so by the version, as ever.

use crate::act::Ask;
use crate::desk::Desk;
use anyhow::Result;
use register::kept::lease::Lease;

/// How long others are told, in microseconds.
pub const SPAN_US: i64 = 20 * 60 * 1_000_000;
/// One that has been told for less than this is not noted again: opening a page twice writes once.
const AGAIN_US: i64 = 60 * 1_000_000;

impl Desk {
    /// What others have open now.
    ///
    /// # Errors
    /// The register cannot be read.
    pub async fn leases(&self, ask: &Ask) -> Result<Vec<Lease>> {
        let mut leases = self.field.register.leases(ask.now.0).await?;
        leases.retain(|lease| lease.account != ask.account.as_str());
        Ok(leases)
    }

    /// Who else has a case open now; from here on the asker has it open too.
    ///
    /// # Errors
    /// The register cannot be read. That it cannot be written is no reason to keep the page back, and is logged.
    pub async fn open_case(&self, ask: &Ask, no: &str) -> Result<Vec<Lease>> {
        let open = self.field.register.leases_of(no, ask.now.0).await?.into_iter();
        let (mine, others): (Vec<Lease>, Vec<Lease>) = open.partition(|lease| lease.account == ask.account.as_str());
        let until = ask.now.0.saturating_add(SPAN_US);
        if mine.iter().all(|lease| lease.until < until.saturating_sub(AGAIN_US)) {
            let lease = Lease { case: no.to_owned(), account: ask.account.to_string(), until };
            if let Err(error) = self.field.register.take_lease(&lease).await {
                tracing::warn!("that {} has {no} open could not be noted: {error:#}", ask.account);
            }
        }
        Ok(others)
    }

    /// The asker is done with a case.
    pub async fn close_case(&self, ask: &Ask, no: &str) {
        if let Err(error) = self.field.register.give_lease_back(no, ask.account.as_str()).await {
            tracing::warn!("that {} has closed {no} could not be noted: {error:#}", ask.account);
        }
    }
}
