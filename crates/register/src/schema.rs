//! The schema and its numbered, additive upgrades: each statement is one step with a row in a ledger, done once and never undone.

use anyhow::{Context, Result, bail};

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

/// The text that makes the derived tables; they hold no bytes, so it is the same for both engines.
pub(crate) fn derived() -> &'static str {
    concat!(
        include_str!("upgrade/002.sql"),
        "\n",
        include_str!("upgrade/004.sql"),
        "\n",
        include_str!("upgrade/007.sql")
    )
}

/// Brings the schema to what this program knows. A schema that a newer program has upgraded is refused: this program
/// would write rows that lack what the newer one relies on.
pub(crate) async fn upgrade(link: &mut Link) -> Result<()> {
    let ours = steps(link.bytes_type());
    let newest = ours.last().expect("there is an upgrade").number;
    let (mut left, mut before) = (TRIES, 0);
    loop {
        let tried = attempt(link, &ours, newest).await;
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

async fn attempt(link: &mut Link, ours: &[Step], newest: u64) -> Result<()> {
    link.script(LEDGER).await?;
    let mut done = std::collections::HashSet::new();
    for mut row in link.rows(STEPS_DONE, &[]).await? {
        done.insert(row.count(0)?);
    }
    if let Some(newer) = done.iter().find(|step| newest < **step) {
        bail!(
            "the register has schema step {newer}; this program knows steps up to {newest} and would damage it: use the newer program"
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
