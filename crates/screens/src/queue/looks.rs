//! Which tasks an officer looks at, how many there are, and which press the most.

use super::TASKS;
use crate::frame;
use clearance::row::turn::Turn;
use desk::act::Ask;
use desk::asked;
use desk::field::Field;
use register::cases::line::TaskLine;
use register::scope::Scope;
use values::actor::Role;

/// The places whose tasks an officer may do: the own office, and the review centre for reviewers.
pub fn places(ask: &Ask) -> Vec<String> {
    let centre = ask.roles.iter().any(|role| matches!(role, Role::Reviewer)).then(|| Turn::CENTRE.to_owned());
    ask.office.iter().map(ToString::to_string).chain(centre).collect()
}

/// Which tasks an officer looks at: of the own places, what the own roles do or all of it; or what any office may do.
pub struct Looks {
    places: Vec<String>,
    scope: Scope,
    anywhere: bool,
}

impl Looks {
    pub(super) fn own(ask: &Ask, all: bool) -> Looks {
        let places = places(ask);
        Looks { scope: ask.at_desk(&places, all), places, anywhere: false }
    }

    pub(super) fn anywhere(field: &Field, ask: &Ask) -> Looks {
        let scope = ask.anywhere(field.policy(), field.day(ask.now));
        Looks { scope, places: vec![Turn::ANY.to_owned()], anywhere: true }
    }

    /// Those of a list as links name it (`own.review`, `all.`, `any.release`), and its kind; anything else is all of the own.
    pub fn of<'l>(field: &Field, ask: &Ask, list: &'l str) -> (Looks, &'l str) {
        let (which, kind) = list.split_once('.').unwrap_or(("", ""));
        let looks = match which {
            "any" => Looks::anywhere(field, ask),
            "all" => Looks::own(ask, true),
            _ => Looks::own(ask, false),
        };
        (looks, kind)
    }

    /// How much there is, by kind.
    pub(super) async fn counts(&self, field: &Field, ask: &Ask) -> anyhow::Result<Vec<(String, i64)>> {
        let mut counts: Vec<(String, i64)> = Vec::new();
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
            counts.push(("work_asked".to_owned(), i64::try_from(late).unwrap_or(i64::MAX)));
        }
        Ok(counts)
    }

    /// The tasks, of one kind if it is not empty, the most pressing first; of a kind that is not among the counted, none.
    ///
    /// # Errors
    /// The register cannot be read.
    pub async fn tasks(&self, field: &Field, ask: &Ask, kind: &str) -> anyhow::Result<Vec<TaskLine>> {
        if !kind.is_empty() && self.counts(field, ask).await?.iter().all(|(known, _)| known != kind) {
            return Ok(Vec::new());
        }
        let only = (!kind.is_empty()).then(|| Scope::desk(&self.places, &[kind]));
        let mut lines = Vec::new();
        for place in &self.places {
            lines.extend(field.register.queue(only.as_ref().unwrap_or(&self.scope), place, TASKS).await?);
        }
        if !self.anywhere {
            lines.extend(asked::overdue(field, ask).await?);
        }
        lines.retain(|line| kind.is_empty() || line.kind == kind);
        let pressing = |line: &TaskLine| (line.due.unwrap_or(i64::MAX), line.since, line.no.clone());
        lines.sort_by_cached_key(pressing);
        Ok(lines)
    }
}

/// The way back to a list as links name it.
pub fn back(list: &str) -> Option<String> {
    let (which, kind) = list.split_once('.')?;
    let which = match which {
        "own" => "",
        "any" => "&any=1",
        "all" => "&all=1",
        _ => return None,
    };
    Some(format!("/queue?kind={}{which}", frame::in_query(kind)))
}
