//! All files of a register at once: proved, and swept where no event names them.

use super::{blocking, is_as_kept};
use crate::clock::Stopwatch;
use crate::field::Field;
use anyhow::{Context, Result, anyhow};
use clearance::event::Event;
use clearance::event::body::{Body, CaseEvent};
use clearance::event::file::{FileAdded, FileGiven, subject};
use files::Store;
use files::store::ON_ITS_WAY;
use register::Register;
use register::scope::Scope;
use register::sealed::Master;
use std::time::{Duration, SystemTime};
use values::calendar::Timestamp;

/// The files of a register, with what opens them.
#[derive(Clone, Copy)]
pub struct Shelf<'a> {
    /// The record that names them.
    pub register: &'a Register,
    /// What unwraps their keys.
    pub master: &'a Master,
    /// Where they are.
    pub store: &'a Store,
}

impl<'a> Shelf<'a> {
    /// Of a field whose folder was opened.
    ///
    /// # Errors
    /// It was not.
    pub fn of(field: &'a Field) -> Result<Shelf<'a>> {
        Ok(Shelf { register: &field.register, master: &field.master, store: super::store(field)? })
    }
}

/// What `verify` found of the files.
#[derive(Debug, Default)]
pub struct Report {
    /// Files that are as their events say.
    pub sound: u64,
    /// Files whose key was destroyed: their events stand, and nothing can be read.
    pub erased: u64,
    /// What is not as it should be: the case, the file, and what is wrong with it.
    pub bad: Vec<(String, String)>,
}

/// Reads at most so many bytes a second, so that those who work on the same disk notice little of it.
#[derive(Debug)]
pub struct Pace {
    most: Option<u64>,
    read: u64,
    watch: Stopwatch,
}

impl Pace {
    /// So many bytes a second, or as fast as it goes.
    pub fn of(most: Option<u64>) -> Pace {
        Pace { most: most.map(|most| most.max(1)), read: 0, watch: Stopwatch::start() }
    }

    /// Waits for the time that so many bytes more have.
    fn read(&mut self, bytes: usize) {
        self.read += bytes as u64;
        let Some(most) = self.most else { return };
        let due = Duration::from_millis(self.read.saturating_mul(1_000) / most);
        if let Some(early) = due.checked_sub(self.watch.elapsed()) {
            std::thread::sleep(early);
        }
    }
}

/// Reads every file that an event names and proves it, at a pace.
///
/// # Errors
/// The register cannot be read.
pub async fn verify(shelf: Shelf<'_>, mut pace: Pace) -> Result<Report> {
    let mut report = Report::default();
    for head in shelf.register.heads().await? {
        let mut after = 0;
        loop {
            let events = shelf.register.follow(&Scope::system(), &head.office, after, 1000).await?;
            let Some(last) = events.last() else { break };
            after = last.seq;
            for stored in &events {
                let event = Event::read(&stored.bytes)?;
                if let Body::Case(CaseEvent::FileAdded(FileAdded { given, .. })) = &event.body {
                    pace = prove(shelf, &event, given, (&mut report, pace)).await?;
                }
            }
        }
    }
    Ok(report)
}

async fn prove(
    shelf: Shelf<'_>,
    event: &Event,
    given: &FileGiven,
    (report, mut pace): (&mut Report, Pace),
) -> Result<Pace> {
    let Some(key) = shelf.register.subject_key(shelf.master, &subject(&given.file)).await? else {
        report.erased += 1;
        return Ok(pace);
    };
    let (store, wanted) = (shelf.store.clone(), given.clone());
    let file = given.file.clone();
    let prove = move || {
        let outcome = is_as_kept(&store, &wanted, (&file, &key), |bytes| pace.read(bytes));
        (outcome, pace)
    };
    let (outcome, pace) = tokio::task::spawn_blocking(prove).await?;
    match outcome {
        Ok(()) => report.sound += 1,
        Err(why) => {
            let case = event.case.as_ref().map(ToString::to_string).unwrap_or_default();
            report.bad.push((case, format!("{} ({}): {why}", given.file, given.name)));
        }
    }
    Ok(pace)
}

/// Removes what came in and was named by no event: what never became whole, and what lost its event; how many.
///
/// # Errors
/// The folder or the register cannot be read.
pub async fn sweep(shelf: Shelf<'_>, now: Timestamp) -> Result<usize> {
    let store = shelf.store.clone();
    let now = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.0).unwrap_or(0));
    let moment = now.checked_sub(ON_ITS_WAY).context("a time after 1970")?;
    let left = blocking({
        let store = store.clone();
        move || store.before(moment)
    })
    .await
    .map_err(|error| anyhow!("{error:?}"))?;
    let mut gone = 0;
    for file in &left.half {
        store.remove_half(file)?;
        gone += 1;
    }
    for file in &left.whole {
        // The key is written with the event, and destroyed where the content is to go.
        if shelf.register.subject_key(shelf.master, &subject(file)).await?.is_none() {
            store.remove(file)?;
            gone += 1;
        }
    }
    Ok(gone)
}
