//! Declaring under the text with rules beside the text of before them, in turns in one process.

use crate::{field, ingest, line};
use anyhow::{Context, Result};
use std::path::Path;

/// How often each text has its turn.
const TURNS: usize = 5;
/// Files that came with the rules, and the one that was written otherwise. What files a region takes stays: no text loads
/// without.
const CAME: [&str; 4] = ["rules.md", "lists.md", "waivers.md", "paperless.md"];
const BEFORE: &str = "crates/clearance/tests/samples/editions/before-rules/9+1/grades.md";

/// Declares `count` under each text in each turn; the middle of the ratios is the figure.
pub async fn run(count: usize) -> Result<()> {
    let texts = field::folder("texts")?;
    before(&texts.path.join("9+1"))?;
    let mut ratios = Vec::new();
    for turn in 0..TURNS {
        let mut speeds = [0.0; 2];
        // Who goes first changes, so that neither has the warmer machine.
        for at in [turn % 2, (turn + 1) % 2] {
            let folder = field::folder("rules")?;
            let mut opening = field::opening(&folder, None);
            if at == 0 {
                opening.policy.clone_from(&texts.path);
            }
            let app = field::app(&opening).await?;
            speeds[at] = ingest::groups(&app, count, 1, 2).await?;
        }
        line::print(&format!("rules_turn_{turn}_before"), speeds[0], "declarations/s");
        line::print(&format!("rules_turn_{turn}_with_rules"), speeds[1], "declarations/s");
        ratios.push(speeds[1] / speeds[0]);
    }
    ratios.sort_by(f64::total_cmp);
    line::print("rules_share_of_before", ratios[TURNS / 2], "ratio");
    Ok(())
}

/// Today's text as it was before the rules: without their files, and with the grades' measures as they stood.
fn before(to: &Path) -> Result<()> {
    let root = field::root();
    copy(&root.join("policy/9+1"), to)?;
    for file in CAME {
        std::fs::remove_file(to.join(file)).with_context(|| file.to_owned())?;
    }
    std::fs::copy(root.join(BEFORE), to.join("grades.md"))?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
