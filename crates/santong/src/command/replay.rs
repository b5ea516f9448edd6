//! `santong replay`: every decision of the record made again, from its receipt and with facts from the log; nothing is written.

use super::Where;
use anyhow::Result;
use clap::Args;
use desk::replay::{Difference, replay};

/// The options of `santong replay`.
#[derive(Args, Debug)]
pub struct Replay {
    #[command(flatten)]
    place: Where,
}

impl Replay {
    /// Prints what comes out otherwise, a line each in two lists. Whether nothing does.
    ///
    /// # Errors
    /// The record cannot be read, or lacks the text of a decision.
    pub async fn run(self) -> Result<bool> {
        let register = self.place.register(false).await?;
        let report = replay(&register).await?;
        register.close().await;
        println!("decisions {}, texts {}", report.decisions, report.texts);
        print("from receipts", &report.from_receipts);
        print("with facts from the log", &report.anew);
        Ok(report.from_receipts.is_empty() && report.anew.is_empty())
    }
}

fn print(list: &str, differences: &[Difference]) {
    println!("{list}: {} differences", differences.len());
    for Difference { no, version, rules, what } in differences {
        println!("  {no} version {version}, rules {rules}: {}", what.join("; "));
    }
}
