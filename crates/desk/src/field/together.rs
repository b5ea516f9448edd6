//! What the bureaus make together, as far as this process has read.

use super::{Field, HELD};
use anyhow::Result;
use clearance::intent::GOVERNANCE;
use governance::Governance;
use register::scope::Scope;
use std::sync::Arc;

/// Events read at a time.
const PAGE: u32 = 1000;

impl Field {
    /// What stands, as far as this process has read.
    pub fn together(&self) -> Arc<Governance> {
        Arc::clone(&self.together.read().expect(HELD))
    }

    /// Reads what happened since.
    ///
    /// # Errors
    /// The register cannot be read.
    pub async fn follow_together(&self) -> Result<Arc<Governance>> {
        let mut stands = Governance::clone(&self.together());
        loop {
            let events = self.register.events_beside(&Scope::system(), GOVERNANCE, stands.seq, PAGE).await?;
            events.iter().for_each(|event| stands.apply(event));
            if events.len() < PAGE as usize {
                break;
            }
        }
        let mut held = self.together.write().expect(HELD);
        if held.seq <= stands.seq {
            *held = Arc::new(stands);
        }
        Ok(Arc::clone(&held))
    }
}
