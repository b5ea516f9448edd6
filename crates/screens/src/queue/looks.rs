//! Which tasks an officer looks at, in which order, how many there are, and what is said of each beyond its row.

use super::TASKS;
use crate::frame;
use clearance::row::turn::Turn;
use desk::Desk;
use desk::act::Ask;
use desk::asked;
use desk::field::Field;
use desk::reasons;
use desk::usual::{Typical, Usual};
use desk::why::Why;
use register::cases::line::TaskLine;
use register::scope::Scope;
use std::sync::Arc;
use values::actor::Role;
use values::calendar::Timestamp;
use web::error::Failure;

/// What is due within this time is pressing, in microseconds: a day.
const PRESSING_US: i64 = 86_400_000_000;
/// A minute in microseconds.
const MINUTE_US: i64 = 60_000_000;
/// What waits for so many times the usual is old, but nothing within a day, in minutes.
const OLD: i64 = 4;
const LEAST_OLD: i64 = 1_440;

/// The kind of what the own office asked of others and got no answer to in time.
const LATE: &str = "work_asked";

/// How much there is, by kind.
pub type Counts = Vec<(String, i64)>;

/// The places whose tasks an officer may do: the own office, the review centre for reviewers, the command centre for its own.
pub fn places(ask: &Ask) -> Vec<String> {
    let centre = ask.roles.iter().any(|role| matches!(role, Role::Reviewer)).then(|| Turn::CENTRE.to_owned());
    let command = ask.roles.iter().any(|role| matches!(role, Role::Command)).then(|| Turn::COMMAND.to_owned());
    ask.office.iter().map(ToString::to_string).chain(centre).chain(command).collect()
}

/// Whose tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// What the own roles do at the own places.
    #[default]
    Own,
    /// What other roles do there too.
    All,
    /// What any office may do.
    Any,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// What is overdue, then as the rules of its grade put it (办理次序), then by the time that remains; what has no date by how long it
    /// waits.
    #[default]
    Due,
    /// By how long it waits.
    Since,
    /// By how long it waits beside what is usual.
    Usual,
}

/// Which of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// All.
    #[default]
    All,
    /// What is overdue or due within a day.
    Due,
    /// What waits for much longer than is usual.
    Old,
}

/// Each choice with its word in addresses; what has none is what is usual.
pub const SORTS: [(Sort, &str); 3] = [(Sort::Due, ""), (Sort::Since, "since"), (Sort::Usual, "usual")];
/// The same of what is shown.
pub const ONLY: [(Only, &str); 3] = [(Only::All, ""), (Only::Due, "due"), (Only::Old, "old")];
/// The same of whose tasks.
pub const WHICH: [(Which, &str); 3] = [(Which::Own, "own"), (Which::All, "all"), (Which::Any, "any")];

fn meant<T: Copy + Default>(words: &[(T, &str)], word: &str) -> T {
    words.iter().find(|(_, known)| *known == word).map_or_else(T::default, |(meant, _)| *meant)
}

fn word<T: PartialEq>(words: &[(T, &'static str)], of: &T) -> &'static str {
    words.iter().find(|(known, _)| known == of).map_or("", |(_, word)| word)
}

/// A list as somebody looks at it, as addresses keep it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Whose tasks.
    pub which: Which,
    /// Of one kind, if it is not empty.
    pub kind: String,
    /// In which order.
    pub sort: Sort,
    /// Which of them.
    pub only: Only,
}

impl List {
    /// That of the words of an address; words that mean nothing mean what is usual.
    pub fn of(which: Which, kind: &str, sort: &str, only: &str) -> List {
        List { which, kind: kind.to_owned(), sort: meant(&SORTS, sort), only: meant(&ONLY, only) }
    }

    /// That which a link to a case names (`own.review.since.old`); nothing of what is no list.
    pub fn named(name: &str) -> Option<List> {
        let mut words = name.split('.');
        let which = words.next()?;
        let which = WHICH.iter().find(|(_, known)| *known == which)?.0;
        let mut next = || words.next().unwrap_or_default();
        Some(List::of(which, next(), next(), next()))
    }

    /// Its name in links to cases.
    pub fn name(&self) -> String {
        let (which, sort, only) = (word(&WHICH, &self.which), word(&SORTS, &self.sort), word(&ONLY, &self.only));
        // What is usual at the end needs no word.
        format!("{which}.{}.{sort}.{only}", self.kind).trim_end_matches('.').to_owned()
    }

    /// Where it is.
    pub fn path(&self) -> String {
        let mut path = format!("/queue?kind={}", frame::in_query(&self.kind));
        match self.which {
            Which::Own => {}
            Which::All => path.push_str("&all=1"),
            Which::Any => path.push_str("&any=1"),
        }
        for (name, word) in [("sort", word(&SORTS, &self.sort)), ("only", word(&ONLY, &self.only))] {
            if !word.is_empty() {
                path.push_str(&format!("&{name}={word}"));
            }
        }
        path
    }
}

/// A task with what is said of it.
pub struct Row {
    /// The task.
    pub line: TaskLine,
    /// Why it needs a person.
    pub why: Arc<Why>,
    /// How long such a step usually takes there.
    pub usual: Option<Typical>,
    /// By when: the task's own date or that of a term of the text, whichever comes first.
    pub due: Option<Timestamp>,
    /// That has passed.
    pub late: bool,
    /// It passes within a day.
    pub pressing: bool,
    /// It waits for much longer than is usual.
    pub old: bool,
}

impl Row {
    /// What is said of a task at a moment.
    pub fn new(line: TaskLine, why: Arc<Why>, usual: &Usual, now: Timestamp) -> Row {
        let usual = usual.at(&line.kind, &line.place.word());
        let term = why.presses().map(|running| running.due.0);
        let due = line.due.into_iter().chain(term).min();
        Row {
            old: usual.is_some_and(|usual| usual.minutes.max(LEAST_OLD / OLD) * OLD < waited(&line, now)),
            late: due.is_some_and(|due| due < now.0),
            pressing: due.is_some_and(|due| now.0 <= due && due < now.0.saturating_add(PRESSING_US)),
            due: due.map(Timestamp),
            line,
            why,
            usual,
        }
    }

    /// How often the usual time it has waited, in thousandths; what is usual nowhere counts as its age in days.
    fn age(&self, now: Timestamp) -> i64 {
        let usual = self.usual.map_or(LEAST_OLD, |usual| usual.minutes.max(1));
        waited(&self.line, now).saturating_mul(1_000) / usual
    }
}

fn waited(line: &TaskLine, now: Timestamp) -> i64 {
    now.0.saturating_sub(line.since) / MINUTE_US
}

/// Which tasks an officer looks at.
pub struct Looks {
    places: Vec<String>,
    scope: Scope,
    anywhere: bool,
}

impl Looks {
    /// Those of the own places, what the own roles do or all of it; or what any office may do.
    ///
    /// # Errors
    /// The law of today cannot be loaded.
    pub async fn of(field: &Field, ask: &Ask, which: Which) -> anyhow::Result<Looks> {
        if which == Which::Any {
            let day = field.day(ask.now);
            let scope = ask.anywhere(&field.law(day).await?.policy, day);
            return Ok(Looks { scope, places: vec![Turn::ANY.to_owned()], anywhere: true });
        }
        let places = places(ask);
        Ok(Looks { scope: ask.at_desk(&places, which == Which::All), places, anywhere: false })
    }

    /// How much there is, by kind.
    pub async fn counts(&self, field: &Field, ask: &Ask) -> anyhow::Result<Counts> {
        let mut counts: Counts = Vec::new();
        for place in &self.places {
            for (kind, count) in field.register.queue_counts(&self.scope, place).await? {
                match counts.iter_mut().find(|(known, _)| *known == kind) {
                    Some((_, sum)) => *sum += count,
                    None => counts.push((kind, count)),
                }
            }
        }
        // What the own office asked and got no answer to in time is its task too.
        let late = if self.anywhere { 0 } else { asked::overdue(field, ask).await?.len() };
        if 0 < late {
            counts.push((LATE.to_owned(), i64::try_from(late).unwrap_or(i64::MAX)));
        }
        Ok(counts)
    }

    /// The tasks of the counted kinds, or of one of them if it is not empty, the oldest of each place.
    async fn lines(&self, field: &Field, ask: &Ask, kind: &str, counts: &Counts) -> anyhow::Result<Vec<TaskLine>> {
        let mut lines = Vec::new();
        for place in &self.places {
            let mut here = Vec::new();
            for (counted, _) in counts.iter().filter(|(counted, _)| kind.is_empty() || counted == kind) {
                here.extend(field.register.queue_of_kind(&self.scope, place, counted, TASKS).await?);
            }
            // What is overdue comes before all, then what the rules of its grade put first (R42).
            let first = |line: &TaskLine| (line.due.is_none_or(|due| ask.now.0 <= due), line.precedence);
            here.sort_by(|one, other| (first(one), one.since, &one.no).cmp(&(first(other), other.since, &other.no)));
            here.truncate(usize::try_from(TASKS)?);
            lines.extend(here);
        }
        if !self.anywhere && (kind.is_empty() || kind == LATE) {
            lines.extend(asked::overdue(field, ask).await?);
        }
        Ok(lines)
    }
}

/// The tasks of a list of the counted kinds as it is looked at, with what is said of each, and how many there are before some are left out.
///
/// # Errors
/// The register cannot be read.
pub async fn rows(desk: &Desk, ask: &Ask, list: &List, counts: &Counts) -> Result<(Vec<Row>, usize), Failure> {
    let (field, usual) = (&desk.field, desk.usual.get());
    let lines = Looks::of(field, ask, list.which).await?.lines(field, ask, &list.kind, counts).await?;
    let read = lines.len();
    let mut rows = Vec::with_capacity(read);
    for line in lines {
        let why = reasons::of_row(desk, ask, &line.no, line.version).await?;
        // Who has no part in a case sees its goods.
        let why = if list.which == Which::Any { Arc::new(why.of_goods()) } else { why };
        rows.push(Row::new(line, why, &usual, ask.now));
    }
    rows.retain(|row| match list.only {
        Only::All => true,
        Only::Due => row.late || row.pressing,
        Only::Old => row.old,
    });
    let due = |row: &Row| row.due.map_or(i64::MAX, |due| due.0);
    let turn = |row: &Row| if row.late { -1 } else { row.line.precedence as i64 };
    rows.sort_by_cached_key(|row| {
        let first = match list.sort {
            Sort::Due => (turn(row), due(row)),
            Sort::Since => (0, 0),
            Sort::Usual => (0, -row.age(ask.now)),
        };
        (first, row.line.since, row.line.no.clone())
    });
    Ok((rows, read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_from_the_name_that_it_has_in_links() {
        for (which, _) in WHICH {
            for (sort, _) in SORTS {
                for (only, _) in ONLY {
                    let list = List { which, kind: "review".into(), sort, only };
                    assert_eq!(List::named(&list.name()), Some(list));
                }
            }
        }
        assert_eq!(List::named("own.review"), Some(List { kind: "review".into(), ..List::default() }));
        assert_eq!(List::named("own.review.rubbish.<b>").unwrap_or_default().path(), "/queue?kind=review");
        assert_eq!((List::named(""), List::named("x.y")), (None, None));
    }
}
