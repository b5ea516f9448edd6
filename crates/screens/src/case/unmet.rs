//! The listed checks that are not met, for those who ask the advisor.

use super::receipt::{self, Clause};
use crate::words;
use clearance::case::decide::unmet_of;
use clearance::case::{Case, Stage};
use clearance::event::body::UnmetCheck;
use clearance::permission::Act;
use desk::act::{self, Ask};
use desk::names::Names;
use values::text::Language;
use web::app::App;
use web::error::Failure;

/// A listed check that is not met.
pub struct Unmet {
    /// Which check, of which line.
    pub check: String,
    /// What it wants.
    pub wanted: String,
    /// By which clause.
    pub clause: Clause,
}

/// The listed checks that are not met, while the review is open or the enterprise mends, for those who ask the advisor.
pub async fn checks(app: &App, ask: &Ask, case: &Case) -> Result<Vec<UnmetCheck>, Failure> {
    let open = matches!(case.stage, Stage::UnderReview | Stage::Returned { .. });
    if !open || act::permit_act(ask, Act::Advise).is_err() {
        return Ok(Vec::new());
    }
    let found = act::with_entrance(&app.desk, ask, Act::Advise, &case.declaration, |context| {
        unmet_of(&case.declaration, &case.measures, case.day, case.mode(), context)
    });
    Ok(found.await?)
}

/// Them in words.
pub fn unmet(names: &Names<'_>, found: Vec<UnmetCheck>) -> Vec<Unmet> {
    let told = found.into_iter().map(|check| Unmet {
        wanted: match names.language {
            Language::En if !check.english.is_empty() => check.english,
            Language::Zh | Language::En => check.wanted,
        },
        check: match check.line {
            Some(line) => words::fill(
                words::say(names.language, "receipt.of_line"),
                &[("fact", &check.check), ("line", &line.to_string())],
            ),
            None => check.check,
        },
        clause: receipt::clause(names, &check.basis),
    });
    told.collect()
}
