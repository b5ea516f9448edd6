//! `santong retention`: what may go by the region's text of what is kept beside the log, and removing it.

use super::Where;
use anyhow::Result;
use clap::Args;
use desk::Desk;
use desk::act::Ask;
use desk::clock::{Chance, Clock};
use desk::retention::{Going, going, remove};
use desk::{open, record};
use std::sync::Arc;
use values::calendar::Timestamp;
use values::text::Language;

/// The options of `santong retention`.
#[derive(Args, Debug)]
pub struct Retention {
    #[command(flatten)]
    place: Where,
    /// Removes what is shown. Without it nothing is written.
    #[arg(long)]
    remove: bool,
    /// A production register, where approvals for demonstration only do not count.
    #[arg(long)]
    empty: bool,
}

impl Retention {
    /// Shows what may go, then removes it if that was asked.
    ///
    /// # Errors
    /// There is no register, the text has faults, or the register cannot be read or written.
    pub async fn run(self) -> Result<()> {
        let (clock, chance) = (Arc::new(Clock::machine()), Arc::new(Chance::machine()));
        let opening = self.place.opening(self.empty);
        let (register, now) = (self.place.register(false).await?, clock.now());
        let policy = record::law(&register, now).await?;
        let found = going(&register, &policy, now).await?;
        register.close().await;
        found.iter().for_each(|going| println!("{}", line(going)));
        let count: u64 = found.iter().map(|going| going.old.count).sum();
        if count == 0 {
            println!("nothing may go");
        } else if self.remove {
            let field = open::field(&opening, &clock, &chance).await?;
            let desk = Desk::new(field, clock, chance, None);
            println!("removed {}", remove(&desk, &Ask::platform(now), &found).await?);
            desk.field.sign_heads(now).await?;
            desk.field.register.clone().close().await;
        } else {
            println!("{count} may go; --remove removes them");
        }
        Ok(())
    }
}

/// A kind in a line: how long it is kept by which text, how much may go, and from when the oldest is.
fn line(going: &Going) -> String {
    let Some(days) = going.days else { return format!("{}: kept for good, no row in the text", going.kept.word()) };
    let basis: Vec<String> = going.basis.iter().map(|clause| clause.to_text(Language::Zh)).collect();
    let oldest = going.old.oldest.map(|at| format!(", the oldest of {}", Timestamp(at).to_rfc3339()));
    format!(
        "{}: kept {days} days by {}; {} from before {} may go{}",
        going.kept.word(),
        basis.join(", "),
        going.old.count,
        going.before.to_rfc3339(),
        oldest.unwrap_or_default()
    )
}
