//! The schema and its numbered, additive upgrades: each statement is one step with a row in a ledger, done once and never undone.

use anyhow::{Context, Result, bail};

use crate::cases::tables::ALL;
use crate::engine::{Failure, Link};
use crate::value::int;

/// The upgrades in order: name of the file and its text.
const UPGRADES: &[(&str, &str)] = &[
    ("001", include_str!("upgrade/001.sql")),
    ("002", include_str!("upgrade/002.sql")),
    ("003", include_str!("upgrade/003.sql")),
    ("004", include_str!("upgrade/004.sql")),
    ("005", include_str!("upgrade/005.sql")),
    ("006", include_str!("upgrade/006.sql")),
    ("007", include_str!("upgrade/007.sql")),
    ("008", include_str!("upgrade/008.sql")),
    ("009", include_str!("upgrade/009.sql")),
    ("010", include_str!("upgrade/010.sql")),
    ("011", include_str!("upgrade/011.sql")),
];

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_ledger (step BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)";
const STEPS_DONE: &str = "SELECT step FROM schema_ledger ORDER BY step";
const STEP_DONE: &str = "INSERT INTO schema_ledger (step, name) VALUES ($1, $2) ON CONFLICT (step) DO NOTHING";

pub(crate) const TEXTS: &[&str] = &[STEPS_DONE, STEP_DONE];

/// How many times a step is tried when another process that starts too does the same.
const TRIES: usize = 20;

/// One statement of an upgrade. The number is that of the file times 1,000 and the position in it.
struct Step {
    number: u64,
    name: &'static str,
    text: String,
}

fn steps(bytes_type: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for (upgrade, (name, text)) in (1..).zip(UPGRADES) {
        let text: String =
            text.lines().filter(|line| !line.starts_with("--")).map(|line| format!("{line}\n")).collect();
        let statements = text.split(";\n").map(str::trim).filter(|statement| !statement.is_empty());
        for (at, statement) in (1..).zip(statements) {
            steps.push(Step { number: upgrade * 1000 + at, name, text: statement.replace("{bytes}", bytes_type) });
        }
    }
    steps
}

/// What the list of derived tables adds to the numbered upgrades. The number is that of the rules times a million, of the table
/// in the list times a thousand, and the position among what that table got by those rules.
fn listed() -> Vec<Step> {
    let mut steps = Vec::new();
    for (table, derived) in (0..).zip(ALL) {
        let mut before = (0, 0);
        for (since, text) in derived.additions() {
            before = (since, if before.0 == since { before.1 + 1 } else { 0 });
            steps.push(Step { number: since * 1_000_000 + table * 1000 + before.1, name: derived.name, text });
        }
    }
    steps.sort_by_key(|step| step.number);
    steps
}

/// Brings the schema to what this program knows. A schema that a newer program has upgraded is refused: this program
/// would write rows that lack what the newer one relies on.
pub(crate) async fn upgrade(link: &mut Link) -> Result<()> {
    let mut ours = steps(link.bytes_type());
    ours.extend(listed());
    let (mut left, mut before) = (TRIES, 0);
    loop {
        let tried = attempt(link, &ours).await;
        let Err(error) = &tried else { return tried };
        if left == 0 || !in_the_way(error) {
            return tried;
        }
        link.rollback().await?;
        // Two that go in step are in each other's way at every step: only tries without any progress count.
        let done = count_done(link).await;
        left = if before < done { TRIES } else { left - 1 };
        before = done;
    }
}

/// How many steps the ledger has; none when it cannot be read.
async fn count_done(link: &mut Link) -> usize {
    link.rows(STEPS_DONE, &[]).await.map_or(0, |rows| rows.len())
}

/// Two processes that start on one empty database may both make a table; the loser sees a constraint of the catalogue.
fn in_the_way(error: &anyhow::Error) -> bool {
    let Some(failure) = error.downcast_ref::<Failure>() else { return false };
    let said = failure.to_string();
    matches!(failure, Failure::Taken(_) | Failure::Retry(_))
        || ["concurrently updated", "already exists"].iter().any(|sign| said.contains(sign))
}

async fn attempt(link: &mut Link, ours: &[Step]) -> Result<()> {
    link.script(LEDGER).await?;
    let mut done = std::collections::HashSet::new();
    for mut row in link.rows(STEPS_DONE, &[]).await? {
        done.insert(row.count(0)?);
    }
    if let Some(newer) = done.iter().find(|done| ours.iter().all(|step| step.number != **done)) {
        bail!(
            "the register has schema step {newer}, which this program does not know and would damage: use the newer program"
        );
    }
    // On a server each step is a transaction of its own: not every engine has DDL in long ones. Embedded they are one, so that
    // a new file has the whole schema or none.
    let together = link.is_embedded();
    let missing: Vec<&Step> = ours.iter().filter(|step| !done.contains(&step.number)).collect();
    for part in missing.chunks(if together { missing.len().max(1) } else { 1 }) {
        link.begin().await?;
        for step in part {
            link.script(&step.text).await.with_context(|| format!("upgrade {}, step {}", step.name, step.number))?;
            link.rows(STEP_DONE, &[int(step.number), step.name.into()]).await?;
        }
        link.commit().await?;
    }
    Ok(())
}

/// Writes into the ledger a step that no program knows yet, so that a test can see it refused.
#[cfg(test)]
pub(crate) async fn pretend_newer(link: &mut Link) -> Result<()> {
    link.rows(STEP_DONE, &[int(999_001), "999".into()]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derived::Derived;
    use crate::table::{Column, Kind, Second};
    use rusqlite::Connection;
    use std::collections::BTreeSet;

    /// Columns with type, null and key, and indexes, whatever their order.
    fn shape(db: &Connection, table: &str) -> BTreeSet<String> {
        let texts = |text: &str| -> Vec<String> {
            let mut statement = db.prepare(text).unwrap();
            statement.query_map([table], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let columns = "SELECT name || ' ' || type || ' ' || \"notnull\" || ' ' || pk FROM pragma_table_info(?1)";
        let indexes =
            "SELECT REPLACE(sql, '  ', ' ') FROM sqlite_master WHERE tbl_name = ?1 AND type = 'index' AND sql NOT NULL";
        texts(columns).into_iter().chain(texts(indexes)).collect()
    }

    #[test]
    fn the_list_makes_what_the_upgrades_made() {
        let (upgraded, listed) = (Connection::open_in_memory().unwrap(), Connection::open_in_memory().unwrap());
        steps("BLOB").iter().chain(&super::listed()).for_each(|step| upgraded.execute_batch(&step.text).unwrap());
        for table in ALL {
            listed.execute_batch(&table.create()).unwrap();
            assert_eq!(shape(&upgraded, table.name), shape(&listed, table.name), "{}", table.name);
        }
    }

    /// The tables that stay as long as the register, each with why.
    const FOR_GOOD: &[&str] = &[
        // The log, its proof, its numbers and names.
        "log_head",
        "event",
        "log_node",
        "series",
        "number",
        "claim",
        // Who signs in; what is sealed of persons goes by their erasure, sessions with their end.
        "credential",
        "session",
        // Who has a case open goes by itself after minutes.
        "lease",
        "subject_key",
        "sealed",
        "blind",
        // Papers of cases and editions of the text, which decisions rest on.
        "policy_text",
        "policy_edition",
        "edition_text",
        "edition_file",
        // A process that is gone is forgotten after an hour.
        "process",
        // How far something is: one row each.
        "outbox_mark",
        "rebuilding",
        "derivation",
    ];

    #[test]
    fn n8_every_table_stays_for_good_follows_from_the_log_or_has_a_time() {
        let made = steps("BLOB").into_iter().chain(listed()).filter_map(|step| {
            Some(step.text.strip_prefix("CREATE TABLE IF NOT EXISTS ")?.split([' ', '(']).next()?.to_owned())
        });
        let timed: Vec<&str> = policy::Kept::ALL.into_iter().filter_map(crate::kept::retention::table).collect();
        let derived = |name: &str| ALL.iter().any(|table| table.name == name);
        let dropped: BTreeSet<String> = steps("BLOB")
            .into_iter()
            .filter_map(|step| Some(step.text.strip_prefix("DROP TABLE IF EXISTS ")?.to_owned()))
            .collect();
        for name in made.collect::<BTreeSet<_>>().difference(&dropped) {
            let name = name.as_str();
            let fates = [FOR_GOOD.contains(&name), derived(name), timed.contains(&name)];
            assert_eq!(fates.into_iter().filter(|fate| *fate).count(), 1, "{name}");
        }
    }

    #[test]
    fn a_column_that_came_later_is_added_to_a_register_of_before_with_its_index() {
        const fn column(name: &'static str, since: u64) -> Column {
            Column { name, kind: Kind::Text, since }
        }
        static BEFORE: Derived = Derived::new(
            "fact",
            2,
            Second::Fails,
            &[column("office", 1), column("seq", 1), column("owner", 1)],
            |_| Vec::new(),
        );
        static AFTER: Derived = Derived::new(
            "fact",
            2,
            Second::Fails,
            &[column("office", 1), column("seq", 1), column("transport", 5), column("owner", 1)],
            |_| Vec::new(),
        )
        .indexed_since(5, &["fact_by_transport ON fact (transport, seq)"]);
        let (old, new) = (Connection::open_in_memory().unwrap(), Connection::open_in_memory().unwrap());
        old.execute_batch(&BEFORE.create()).unwrap();
        assert!(BEFORE.additions().is_empty());
        assert_eq!((BEFORE.youngest(), AFTER.youngest()), (1, 5));
        for (since, text) in AFTER.additions() {
            assert_eq!(since, 5);
            old.execute_batch(&text).unwrap();
        }
        new.execute_batch(&AFTER.create()).unwrap();
        assert_eq!(shape(&old, "fact"), shape(&new, "fact"));
    }

    #[test]
    fn a_table_that_came_later_is_made_as_it_was_and_then_added_to() {
        const fn column(name: &'static str, since: u64) -> Column {
            Column { name, kind: Kind::MaybeInt, since }
        }
        static LATER: Derived =
            Derived::new("later", 1, Second::Fails, &[column("office", 6), column("young", 7)], |_| Vec::new());
        let (step_by_step, at_once) = (Connection::open_in_memory().unwrap(), Connection::open_in_memory().unwrap());
        let steps = LATER.additions();
        assert_eq!(steps.iter().map(|(since, _)| *since).collect::<Vec<_>>(), [6, 7]);
        steps.iter().for_each(|(_, text)| step_by_step.execute_batch(text).unwrap());
        at_once.execute_batch(&LATER.create()).unwrap();
        assert_eq!(shape(&step_by_step, "later"), shape(&at_once, "later"));
    }
}
