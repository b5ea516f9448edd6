//! What a reader of the page of a case came with: what was sent and what became of it, and the list that it came from.

use super::said::Said;
use super::timeline::{self, Happening};
use super::view::{self, Head};
use crate::frame::Frame;
use crate::pairs::Pairs;
use clearance::case::Case;
use clearance::event::Event;
use desk::act::Ask;
use desk::names::Names;
use serde::Deserialize;
use values::fault::Fault;
use web::app::App;
use web::error::Failure;
use web::visit::Visit;

#[derive(Deserialize, Default)]
pub(super) struct After {
    #[serde(default)]
    pub(super) done: String,
    /// The list that the reader came from, as [`List::named`] reads it.
    #[serde(default)]
    pub(super) list: String,
    /// The place in it that the case had.
    #[serde(default)]
    pub(super) at: String,
    /// Two versions to lay side by side.
    #[serde(default)]
    pub(super) old: String,
    #[serde(default)]
    pub(super) new: String,
}

impl After {
    /// The list that the reader came from, and the place in it that the case had.
    pub(super) fn came(&self) -> (String, usize) {
        (self.list.clone(), self.at.parse().unwrap_or(0))
    }
}

/// What was sent and not done, with what is to be said about it.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) pairs: Pairs,
    pub(super) faults: Vec<Fault>,
    pub(super) said: Option<Said>,
    pub(super) done: bool,
    /// The list that the reader came from, and the place in it that the case had.
    pub(super) list: (String, usize),
    /// Two versions to lay side by side.
    pub(super) versions: Option<(u16, u16)>,
}

impl Sent {
    /// Adds to what is said of an act what was recorded, and whose turn it is now.
    pub(super) fn tell(&mut self, frame: &Frame, happened: &[Happening], head: &Head) {
        if let Some(said) = self.said.as_mut().filter(|_| self.done) {
            said.tell(frame, happened, head);
        }
    }

    /// The same to whoever has no part in the case any more with what was just done: one knows what one did oneself.
    pub(super) async fn tell_own(
        &mut self,
        app: &App,
        visit: &Visit,
        ask: &Ask,
        case: &Case,
        events: &[Event],
    ) -> Result<(), Failure> {
        let own = events.last().filter(|event| event.by.account == ask.account);
        if let (Some(said), Some(event)) = (self.said.as_mut().filter(|_| self.done), own) {
            let law = app.field().law_of(&case.policy, case.day).await?;
            let names = Names::new(app.field(), &law, case.day, visit.language);
            let frame = Frame::new(app, visit, "");
            said.record(&timeline::tell(&frame, &names, case.verdict.as_ref().map(|verdict| &verdict.mode), event));
            said.turns(&frame, &view::turn(&names, case));
        }
        Ok(())
    }
}
