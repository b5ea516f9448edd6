//! How far goods are at the port, as its office must know of all that enter and leave there (「本方案」三(三)三:
//! 「信息全了解、全掌握，各口岸对进出境货物全可控」).
//!
//! The port's own work on the goods says that they are there. Where it has done none yet, entry goods count as arrived from the
//! day that was declared (到货日期): nobody records a ship. Exit goods are expected until the port has seen them.

use super::port_office;
use crate::case::{Case, Stage};
use values::calendar::{Day, Timestamp};
use values::direction::Direction;

/// A day in microseconds.
const DAY_US: i64 = 86_400_000_000;

/// How far goods are at their port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtPort {
    /// Declared to arrive on a day; expected before it, arrived from it on.
    Announced,
    /// Awaited, and nothing says that they are there.
    Expected,
    /// The port has worked on them.
    Arrived,
    /// They went inland, were released, or found another end.
    Left,
    /// No list of a port has them: no port of the region, history, or no declaration stands.
    Nowhere,
}

const WORDS: [(AtPort, &str); 5] = [
    (AtPort::Announced, "announced"),
    (AtPort::Expected, "expected"),
    (AtPort::Arrived, "arrived"),
    (AtPort::Left, "left"),
    (AtPort::Nowhere, ""),
];

impl AtPort {
    /// The word in rows.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(at, _)| *at == self).map_or("", |(_, word)| word)
    }

    /// What a word in a row means.
    pub fn of_word(word: &str) -> Option<AtPort> {
        WORDS.iter().find(|(_, known)| *known == word).map(|(at, _)| *at)
    }
}

/// The beginning of a day as rows of ports have it: days are compared with days, so that no zone matters.
pub fn of_day(day: Day) -> Timestamp {
    Timestamp(i64::from(day.0) * DAY_US)
}

/// The day of such a moment.
pub fn day_of(at: Timestamp) -> Day {
    Day(i32::try_from(at.0.div_euclid(DAY_US)).unwrap_or(Day::LAST.0))
}

/// How far the goods of a case are at its port, and since when: the declared day while they are awaited (0 if none was
/// declared), else when the port first worked on them or they left.
pub fn at_port(case: &Case) -> (AtPort, Timestamp) {
    let awaited = case.declaration.journey.day;
    let nowhere = (AtPort::Nowhere, Timestamp(0));
    match &case.stage {
        Stage::Closed => left(case),
        Stage::UnderReview | Stage::Returned { .. } | Stage::Working => {
            if let Some(leave) = &case.transit
                && case.declaration.direction == Direction::Entry
            {
                return (AtPort::Left, leave.left_at);
            }
            if let Some(since) = worked_on(case) {
                return (AtPort::Arrived, since);
            }
            let day = awaited.map_or(Timestamp(0), of_day);
            match (case.declaration.direction, awaited) {
                _ if port_office(case).is_none() => nowhere,
                (Direction::Entry, Some(_)) => (AtPort::Announced, day),
                (Direction::Entry, None) | (Direction::Exit, _) => (AtPort::Expected, day),
            }
        }
        Stage::Refused { .. } | Stage::Withdrawn { .. } | Stage::SplitUp | Stage::Expired { .. } | Stage::Historic => {
            nowhere
        }
    }
}

/// Entry goods left the port with the leave to move, all others with the end of the case.
fn left(case: &Case) -> (AtPort, Timestamp) {
    if port_office(case).is_none() {
        return (AtPort::Nowhere, Timestamp(0));
    }
    let moved =
        case.transit.as_ref().filter(|_| case.declaration.direction == Direction::Entry).map(|leave| leave.left_at);
    let done = || case.progress.iter().filter_map(|step| Some(step.done.as_ref()?.at)).max();
    (AtPort::Left, moved.or_else(done).unwrap_or(case.updated_at))
}

/// When the port first worked on the goods, or they were shown to it.
fn worked_on(case: &Case) -> Option<Timestamp> {
    let port = port_office(case)?;
    let own = case.plan().iter().zip(&case.progress).filter(|(planned, progress)| {
        let at = progress.done.as_ref().and_then(|done| done.office.as_ref()).or(progress.worked_at.as_ref());
        planned.kind.on_goods() && at == Some(&port)
    });
    let worked =
        own.filter_map(|(_, progress)| progress.done.as_ref().map(|done| done.at).or(progress.opened_at)).min();
    let shown = case.transit.as_ref().and_then(|leave| leave.arrived_at);
    worked.into_iter().chain(shown).min()
}
