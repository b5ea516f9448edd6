//! Names that mean one thing only, whatever office they are used at: the keys of an account and the own references of a
//! declarant. They are claimed in the transaction that uses them, in a partition of their owner.
//!
//! Who else claims the same name at the same moment waits for the first, is then tried again, and finds it taken. All claims
//! of a group are written in the order of their names, so that nobody waits crosswise.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;

use crate::Register;
use crate::append::listed;
use crate::engine::Step;
use crate::statement::Many;
use crate::table::{Rows, Table};
use crate::value::Row;
use crate::work::{NotAppended, Work};

static HELD: Many = Many::singles("SELECT name, holder FROM claim WHERE office = $1 AND name IN (", 1, ")");
const HOLDER: &str = "SELECT holder FROM claim WHERE office = $1 AND name = $2";
const FREE: &str = "DELETE FROM claim WHERE office = $1 AND name = $2 AND holder = $3";

/// The names that are taken. A second row of one name is an error, and the transaction is tried again.
pub static CLAIM: Table = Table::once("claim", 3, "INSERT INTO claim (office, name, holder) VALUES ");

pub(crate) const TEXTS: &[&str] = &[HOLDER, FREE];
pub(crate) static LISTS: &[&Many] = &[&HELD];

/// What a name is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The key of a request; it is held by what was asked under it, for ever.
    Key,
    /// A declarant's own number of a declaration; it is held by the case.
    Reference,
}

/// A name that a command uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What for.
    pub kind: Kind,
    /// Whose name it is: an account or an enterprise.
    pub owner: String,
    /// The name.
    pub name: String,
    /// Who holds it then; none for the case that the command makes.
    pub holder: Option<String>,
    /// Who may have held it before, and does not any more.
    pub after: Option<String>,
}

impl Kind {
    /// How the name stands in the table.
    pub(crate) fn text(self, name: &str) -> String {
        match self {
            Kind::Key => format!("key {name}"),
            Kind::Reference => format!("reference {name}"),
        }
    }
}

type Name = (String, String);

/// What is known of the names of a group.
#[derive(Default)]
pub(crate) struct Claims {
    held: HashMap<Name, String>,
    taken: BTreeMap<Name, String>,
    /// Names that changed hands.
    freed: Vec<Step>,
}

impl Claim {
    fn at(&self) -> Name {
        (self.owner.clone(), self.kind.text(&self.name))
    }
}

/// The statements that ask who holds the names of a group, each with the owner whose names it asks for.
pub(crate) fn asked(works: &[&Work]) -> Vec<(String, Step)> {
    let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for claim in works.iter().flat_map(|work| &work.claims) {
        names.entry(&claim.owner).or_default().push(claim.kind.text(&claim.name));
    }
    let of_owner = |(owner, names): (&str, Vec<String>)| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        listed(&HELD, owner, &names).into_iter().map(|step| (owner.to_owned(), step)).collect::<Vec<_>>()
    };
    names.into_iter().flat_map(of_owner).collect()
}

impl Claims {
    pub(crate) fn know(&mut self, owner: &str, mut row: Row) -> Result<()> {
        self.held.insert((owner.to_owned(), row.text(0)?), row.text(1)?);
        Ok(())
    }

    /// Whether a command may use its names. A key that is held, also by the same command, was used: its answer is told
    /// before this is asked, as long as it is kept.
    pub(crate) fn allow(&self, work: &Work) -> Result<(), NotAppended> {
        for claim in &work.claims {
            let Some(holder) = self.held.get(&claim.at()) else { continue };
            match claim.kind {
                Kind::Key => return Err(NotAppended::KeyConflict),
                Kind::Reference if claim.holder.as_ref() == Some(holder) || claim.after.as_ref() == Some(holder) => {}
                Kind::Reference => return Err(NotAppended::Claimed { holder: holder.clone() }),
            }
        }
        Ok(())
    }

    /// The names are the command's from now on; `case` is the one that it made or changed.
    pub(crate) fn take(&mut self, work: &Work, case: &str) {
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

impl Register {
    /// Who holds a name; none if nobody ever used it.
    pub async fn holder(&self, kind: Kind, owner: &str, name: &str) -> Result<Option<String>> {
        let rows = self.point(HOLDER, vec![owner.into(), kind.text(name).into()]).await?;
        rows.into_iter().next().map(|mut row| row.text(0)).transpose()
    }
}
