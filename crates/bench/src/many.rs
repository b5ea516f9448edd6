//! A register with many cases, made once through the one path.

use crate::field;
use anyhow::{Result, anyhow};
use server::act;
use server::app::App;

/// Declares so many cases; each number with the code that opens its status.
pub async fn cases(app: &App, count: usize) -> Result<Vec<(String, String)>> {
    let (who, offices) = (field::declarant(app), field::offices(app, 10));
    let mut made = Vec::with_capacity(count);
    for from in (0..count).step_by(256) {
        let batch = (from..count.min(from + 256)).map(|n| Ok((who.clone(), field::declaration(n, &offices)?)));
        for outcome in act::declare(app, batch.collect::<Result<Vec<_>>>()?).await {
            let done = outcome.map_err(|denied| anyhow!("{denied:?}"))?;
            let case = &done.answer.cases[0];
            made.push((case.no.to_string(), case.query_code.clone().unwrap_or_default()));
        }
    }
    Ok(made)
}
