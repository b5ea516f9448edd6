//! Names that mean one thing only, whatever office they are used at: the keys of an account and the own references of a
//! declarant. They are claimed in the transaction that uses them, in a partition of their owner.
//!
//! Who else claims the same name at the same moment waits for the first, is then tried again, and finds it taken. All claims
//! of a group are written in the order of their names, so that nobody waits crosswise.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;

use crate::engine::{Failure, Link, Step};
use crate::name::{Claim, Kind, Name};
use crate::statement::Many;
use crate::table::{Rows, Table};
use crate::value::{Row, Value};
use crate::work::{NotAppended, Work};

static HELD: Many = Many::singles("SELECT name, holder FROM claim WHERE office = $1 AND name IN (", 1, ")");
pub(crate) const HOLDER: &str = "SELECT holder FROM claim WHERE office = $1 AND name = $2";
const FREE: &str = "DELETE FROM claim WHERE office = $1 AND name = $2 AND holder = $3";

/// The names that are taken. A second row of one name is an error, and the transaction is tried again.
pub static CLAIM: Table = Table::once("claim", &["office", "name", "holder"]);

pub(crate) const TEXTS: &[&str] = &[HOLDER, FREE];
pub(crate) static LISTS: &[&Many] = &[&HELD];

/// How a group of an append sees to its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Look {
    /// Asks who holds them, and takes them.
    #[default]
    First,
    /// Takes them without asking: that saves a trip, and one that is held makes the insert fail, after which the group is tried
    /// again with [`Look::First`].
    Never,
    /// They were taken before, in a transaction of their own.
    Taken,
}

/// What is known of the names of a group.
#[derive(Default)]
pub(crate) struct Claims {
    held: HashMap<Name, String>,
    taken: BTreeMap<Name, String>,
    /// Names that changed hands.
    freed: Vec<Step>,
    look: Look,
}

/// The statements that ask who holds the names of a group, each with the owner whose names it asks for.
pub(crate) fn asked(works: &[&Work]) -> Vec<(String, Step)> {
    let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for claim in works.iter().flat_map(|work| &work.claims) {
        names.entry(&claim.owner).or_default().push(claim.kind.text(&claim.name));
    }
    let of_owner = |(owner, names): (&str, Vec<String>)| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Step::listed(&HELD, owner, &names).into_iter().map(|step| (owner.to_owned(), step)).collect::<Vec<_>>()
    };
    names.into_iter().flat_map(of_owner).collect()
}

impl Claims {
    pub(crate) fn new(look: Look) -> Claims {
        Claims { look, ..Claims::default() }
    }

    pub(crate) fn know(&mut self, owner: &str, mut row: Row) -> Result<()> {
        self.held.insert((owner.to_owned(), row.text(0)?), row.text(1)?);
        Ok(())
    }

    /// Whether a command may use its names. A key that is held, also by the same command, was used: its answer is told
    /// before this is asked, as long as it is kept.
    pub(crate) fn allow(&self, work: &Work) -> Result<(), NotAppended> {
        if self.look == Look::Taken && work.key.is_some() {
            return Ok(());
        }
        for claim in &work.claims {
            let Some(holder) = self.held.get(&claim.at()) else { continue };
            match claim.kind {
                Kind::Reference if claim.holder.as_ref() == Some(holder) || claim.after.as_ref() == Some(holder) => {}
                Kind::Sheet if claim.holder.as_ref() == Some(holder) => {}
                Kind::Key | Kind::Reference | Kind::Sheet => return Err(held_by(claim, holder)),
            }
        }
        Ok(())
    }

    /// The names are the command's from now on; `case` is the one that it made or changed.
    pub(crate) fn take(&mut self, work: &Work, case: &str) {
        if self.look == Look::Taken && work.key.is_some() {
            return;
        }
        for claim in &work.claims {
            let (at, holder) = (claim.at(), claim.holder.clone().unwrap_or_else(|| case.to_owned()));
            let before = self.held.insert(at.clone(), holder.clone());
            if before.as_ref() == Some(&holder) {
                continue;
            }
            if let Some(before) = before
                && self.taken.remove(&at).is_none()
            {
                self.freed.push(Step::new(FREE, vec![at.0.as_str().into(), at.1.as_str().into(), before.into()]));
            }
            self.taken.insert(at, holder);
        }
    }

    /// What is to be written: names given free first, then those taken, in their order.
    pub(crate) fn written(self) -> (Vec<Step>, Rows) {
        let row = |((owner, name), holder): (Name, String)| vec![owner.into(), name.into(), holder.into()];
        (self.freed, Rows { table: &CLAIM, tuples: self.taken.into_iter().map(row).collect() })
    }
}

/// Somebody else holds the name.
fn held_by(claim: &Claim, holder: &str) -> NotAppended {
    match claim.kind {
        Kind::Key => NotAppended::KeyConflict,
        Kind::Reference => NotAppended::Claimed { holder: holder.to_owned() },
        Kind::Sheet => NotAppended::SheetUsed { sheet: claim.name.clone(), by: holder.to_owned() },
    }
}

/// How the holder of a reference reads that was claimed before its case has a number: the office, the key of the command, and
/// when that was.
fn pending(work: &Work, now: i64) -> String {
    format!("{}/{}@{now}", work.office, work.key.as_ref().map_or("", |key| key.entry.as_str()))
}

/// Whether a holder is the same, whenever it was that it claimed.
fn is_same(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.contains('/').then(|| text.rsplit_once('@').map_or("", |(bare, _)| bare).to_owned());
    one == other || bare(one).is_some_and(|one| bare(other) == Some(one))
}

/// Takes the names of a command before it is appended, each in a transaction of its own, in their order. What was taken anew
/// is given, so that it can be given back when the command is refused. A command without a key takes its names when it is
/// appended: nobody could find out by whom they are held.
pub(crate) async fn first(link: &mut Link, work: &Work, now: i64) -> Result<Result<Vec<Step>, NotAppended>, Failure> {
    let mut claims: Vec<&Claim> = work.claims.iter().filter(|_| work.key.is_some()).collect();
    claims.sort_by_key(|claim| claim.at());
    let mut taken = Vec::new();
    for claim in claims {
        let mark = claim.holder.clone().unwrap_or_else(|| pending(work, now));
        let (owner, name) = claim.at();
        let row: [Value; 2] = [owner.into(), name.into()];
        link.begin().await?;
        let held = link.rows(HOLDER, &row).await?.into_iter().next().map(|mut held| held.text(0)).transpose();
        let held = held.map_err(|error| Failure::Other(format!("{error:#}")))?;
        let free = |holder: &str| Step::new(FREE, row.iter().cloned().chain([holder.into()]).collect());
        match held {
            Some(held) if is_same(&held, &mark) => {}
            Some(held) if claim.after.as_ref() != Some(&held) => {
                link.rollback().await?;
                return Ok(Err(held_by(claim, &held)));
            }
            held => {
                let values = row.iter().cloned().chain([mark.as_str().into()]).collect();
                let mut steps: Vec<Step> = held.iter().map(|held| free(held)).collect();
                steps.push(Step::new(CLAIM.insert(0), values));
                link.each(&steps).await?;
                taken.push(free(&mark));
            }
        }
        link.commit().await?;
    }
    Ok(Ok(taken))
}
