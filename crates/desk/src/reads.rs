//! Reads that are audited, kept in groups: a reader waits for one write at most, and nobody's note is lost.

use anyhow::Result;
use register::Register;
use register::kept::read::Read;
use std::sync::{Mutex, PoisonError};

/// How many notes go into one transaction.
const GROUP: usize = 256;

/// Notes that wait to be kept.
#[derive(Debug, Default)]
pub struct Reads {
    waiting: Mutex<Waiting>,
    writing: tokio::sync::Mutex<u64>,
}

/// The notes with the number of the last one that came.
#[derive(Debug, Default)]
struct Waiting {
    notes: Vec<(u64, Read)>,
    last: u64,
}

impl Reads {
    /// Keeps a note: with it goes what came meanwhile, so that under load many share one write. A note that could not be
    /// kept stays, and goes with the next.
    ///
    /// # Errors
    /// It could not be written; then the reader must not be answered.
    pub async fn note(&self, register: &Register, read: Read) -> Result<()> {
        let ticket = {
            let mut waiting = self.waiting();
            waiting.last += 1;
            let ticket = waiting.last;
            waiting.notes.push((ticket, read));
            ticket
        };
        let mut kept = self.writing.lock().await;
        while *kept < ticket {
            let group: Vec<(u64, Read)> = self.waiting().notes.iter().take(GROUP).cloned().collect();
            let Some((last, _)) = group.last() else { break };
            let reads: Vec<Read> = group.iter().map(|(_, read)| read.clone()).collect();
            register.note_reads(&reads).await?;
            self.waiting().notes.drain(..group.len());
            *kept = *last;
        }
        Ok(())
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
