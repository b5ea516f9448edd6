//! Every version of a declaration that held, from the events of its case: as accepted, corrected, amended.

use super::{Case, fold};
use crate::declaration::Declaration;
use crate::event::Event;
use std::sync::Arc;
use values::calendar::Timestamp;

/// A version with since when it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its number, from 1.
    pub number: u16,
    /// Since when.
    pub since: Timestamp,
    /// The kind of the event that brought it.
    pub kind: &'static str,
    /// The declaration.
    pub declaration: Arc<Declaration>,
}

/// The versions of a case, the first first; none if the events begin no case.
pub fn versions(events: &[Event]) -> Vec<Held> {
    let mut case: Option<Case> = None;
    let mut found: Vec<Held> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        match &mut case {
            None => case = fold::fold(&events[..=at]),
            Some(case) => fold::apply(case, event),
        }
        let Some(case) = &case else { continue };
        let (number, declaration) = (case.declaration_version, Arc::clone(&case.declaration));
        if found.last().is_none_or(|last| last.number < number) {
            found.push(Held { number, since: event.happened, kind: event.body.kind(), declaration });
        }
    }
    found
}
