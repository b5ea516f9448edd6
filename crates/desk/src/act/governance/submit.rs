//! 报批材料: one archive of a proposal with everything that was said and voted, each with its hash.

use super::super::{Denied, carry};
use crate::desk::Desk;
use crate::edition::hash_of;
use anyhow::Context;
use governance::Proposal;
use serde::Serialize;
use values::calendar::Timestamp;

/// The archive as it is written: members in their order, so that the same proposal gives the same bytes.
#[derive(Serialize)]
struct Archive<'a> {
    region: &'a str,
    proposal: u64,
    version: u32,
    text: &'a str,
    wording: governance::Wording,
    reason: Said,
    author: String,
    bureau: String,
    terms: &'a Option<policy::governance::Terms>,
    until: Option<String>,
    opinions: Vec<OpinionSaid>,
    ballots: Vec<BallotSaid>,
    run_over_history: &'static str,
}

/// Words with their hash.
#[derive(Serialize)]
struct Said {
    sha256: String,
    words: String,
}

#[derive(Serialize)]
struct OpinionSaid {
    bureau: String,
    entry: Option<policy::entry::Entry>,
    stance: &'static str,
    words: Option<Said>,
    by: String,
    at: Timestamp,
    answer: Option<Said>,
    settled: bool,
}

#[derive(Serialize)]
struct BallotSaid {
    bureau: String,
    favour: bool,
    words: Option<Said>,
    by: String,
    at: Timestamp,
}

/// The archive of a proposal as it stands.
///
/// # Errors
/// The record does not have what it names.
pub async fn archive(desk: &Desk, of: &Proposal) -> Result<Vec<u8>, Denied> {
    let mut opinions = Vec::new();
    for one in &of.opinions {
        opinions.push(OpinionSaid {
            bureau: one.bureau.to_string(),
            entry: one.entry.clone(),
            stance: one.stance.word(),
            words: maybe(desk, one.words.as_deref()).await?,
            by: one.by.account.to_string(),
            at: one.at,
            answer: maybe(desk, one.answer.as_ref().map(|(words, _)| words.as_str())).await?,
            settled: one.answer.as_ref().is_some_and(|(_, settled)| *settled),
        });
    }
    let mut ballots = Vec::new();
    for (bureau, one) in &of.ballots {
        ballots.push(BallotSaid {
            bureau: bureau.to_string(),
            favour: one.favour,
            words: maybe(desk, one.words.as_deref()).await?,
            by: one.by.account.to_string(),
            at: one.at,
        });
    }
    let archive = Archive {
        region: &desk.field.home.code,
        proposal: of.no,
        version: of.version,
        text: &of.text,
        wording: carry::wording(&desk.field, &of.text).await?,
        reason: said(desk, &of.words).await?,
        author: of.author.account.to_string(),
        bureau: of.bureau.to_string(),
        terms: &of.terms,
        until: of.until.map(|day| day.to_string()),
        opinions,
        ballots,
        // Until there is one: the row counts as not run.
        run_over_history: "not run",
    };
    Ok(serde_json::to_vec_pretty(&archive).context("an archive has text keys and integers only")?)
}

async fn said(desk: &Desk, hash: &str) -> Result<Said, Denied> {
    let words = words(desk, hash).await?;
    Ok(Said { sha256: hash.to_owned(), words })
}

async fn maybe(desk: &Desk, hash: Option<&str>) -> Result<Option<Said>, Denied> {
    match hash {
        Some(hash) => said(desk, hash).await.map(Some),
        None => Ok(None),
    }
}

/// Words as they are kept.
///
/// # Errors
/// The record does not have them.
pub async fn words(desk: &Desk, hash: &str) -> anyhow::Result<String> {
    let bytes = desk.field.register.words(&hash_of(hash)?).await?;
    let bytes = bytes.with_context(|| format!("words {hash} are gone"))?;
    Ok(String::from_utf8(bytes)?)
}
