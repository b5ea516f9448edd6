//! The ledger of a case on its page: the same lines as in the API, in words.

use super::timeline::{on_behalf, tell};
use crate::frame::Frame;
use crate::part::Moment;
use crate::words;
use clearance::case::Case;
use clearance::event::Event;
use clearance::ledger::Entry;
use desk::names::Names;
use web::sight::Sight;

/// One line of the ledger: who answers for what.
pub struct Duty {
    /// What was done.
    pub what: String,
    /// With which outcome.
    pub outcome: String,
    /// The office.
    pub office: String,
    /// The role.
    pub role: &'static str,
    /// The account; empty for readers of an enterprise.
    pub account: String,
    /// When.
    pub at: Moment,
}

/// The ledger: what an office answers for, in the order in which it was done; nothing for those who see the goods only.
pub fn ledger(frame: &Frame, names: &Names, case: &Case, events: &[Event], sight: &Sight) -> Vec<Duty> {
    if !sight.whole() {
        return Vec::new();
    }
    let mode = case.verdict.as_ref().map(|verdict| verdict.mode.clone());
    let told = |event: &Event| sight.tells(case, event);
    let answered = clearance::ledger::ledger(events).into_iter().filter(|(entry, event)| entry.decides && told(event));
    let duty = |(entry, event): (Entry, &Event)| {
        let told = tell(frame, names, mode.as_ref(), event);
        // The office has a column of its own.
        let here = words::say(names.language, "case.office");
        let for_whom = on_behalf(names, case, event);
        let particulars = told.details.into_iter().chain(for_whom).filter(|(label, _)| label != here);
        let particulars: Vec<String> = particulars.map(|(label, value)| format!("{label} {value}")).collect();
        Duty {
            what: told.what,
            outcome: particulars.join(" · "),
            office: entry.office.map(|office| names.office(office.as_str())).unwrap_or_default(),
            role: web::post::role(entry.by.role, names.language),
            // Which officer it was is for officers.
            account: if sight.officer { entry.by.account.to_string() } else { String::new() },
            at: frame.moment(entry.happened),
        }
    };
    answered.map(duty).collect()
}
