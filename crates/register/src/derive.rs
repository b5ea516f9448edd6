//! Making the derived tables again while the register is in use, after a change of the rules by which they are made.
//!
//! A register says by which rules its tables were made. When this program has later ones, it goes through the cases a hundred at
//! a time, each page in one transaction that holds the partition's head, so that nothing is appended to it meanwhile. Breaking
//! it off leaves every case right by the old rules or the new; the next start begins again.

use anyhow::{Context, Result, anyhow};

use crate::Register;
use crate::append::{LOCK, inserts};
use crate::cases::tables::ALL as DERIVED;
use crate::engine::{Failure, Link, Step};
use crate::field::{Field, Held, commands};
use crate::log::Stored;
use crate::rebuild::{CASES, EVENTS};
use crate::register::Writer;
use crate::statement::SIZES;
use crate::table::{Rows, Table};
use crate::value::{Value, int};
use clearance::intent::REGION;
use clearance::row::RULES;

/// The rules of this program: those of the projection, or of the youngest column if that is later.
pub fn rules() -> u64 {
    DERIVED.iter().map(|table| table.youngest()).fold(RULES, u64::max)
}

const NUMBER: &str = "SELECT number FROM derivation WHERE office = $1";
const ANY_CASE: &str = "SELECT case_no FROM case_row LIMIT 1";
const MADE: &str = "INSERT INTO derivation (office, number) VALUES ($1, $2) \
     ON CONFLICT (office) DO UPDATE SET number = excluded.number";

/// Names of cases of before; who has a name already keeps it.
pub(crate) static OLD_CLAIM: Table = Table::first("claim", 2, &["office", "name", "holder"]);

pub(crate) const TEXTS: &[&str] = &[NUMBER, ANY_CASE, MADE];

impl Register {
    /// By which rules the derived tables were made; those of this program for a register without cases.
    pub async fn derivation(&self) -> Result<u64> {
        if let Some(mut row) = self.point(NUMBER, vec![REGION.into()]).await?.pop() {
            return row.count(0);
        }
        if !self.point(ANY_CASE, Vec::new()).await?.is_empty() {
            return Ok(0);
        }
        self.derived().await?;
        Ok(rules())
    }

    /// Makes every derived table again by the rules of this program, while others read and append; how many cases there were.
    ///
    /// # Errors
    /// The record cannot be read or written; what was made so far stays.
    pub async fn derive_again(&self, field: &Field) -> Result<u64> {
        let mut cases = 0;
        for office in self.offices().await? {
            let mut after = String::new();
            loop {
                let (place, from, field) = (office.clone(), after.clone(), *field);
                let made = match self.writer() {
                    Writer::Thread => self.alone(move |link| at_once_page(link, &place, &from, &field)).await?,
                    Writer::Pool(pool) => {
                        let mut taken = pool.take().await?;
                        let made = page(&mut taken.link, &place, &from, &field).await;
                        if made.is_ok() || taken.link.rollback().await.is_ok() {
                            pool.give(taken);
                        }
                        made
                    }
                };
                match made {
                    Ok(None) => break,
                    Ok(Some((count, last))) => {
                        cases += count;
                        after = last;
                    }
                    // Somebody else was in the way: the same page again.
                    Err(error) if matches!(error.downcast_ref(), Some(Failure::Retry(_))) => {}
                    Err(error) => return Err(error.context(format!("cases of {office} after {after:?}"))),
                }
            }
        }
        self.derived().await?;
        Ok(cases)
    }

    async fn derived(&self) -> Result<()> {
        self.write_one(MADE, vec![REGION.into(), int(rules())]).await.map(drop)
    }
}

fn at_once_page(link: &mut Link, office: &str, after: &str, field: &Field) -> Result<Option<(u64, String)>> {
    let made = crate::engine::at_once(page(link, office, after, field));
    if made.is_err() {
        crate::engine::at_once(link.rollback())?;
    }
    made
}

/// Makes the rows of the next hundred cases again; how many there were, and the last.
async fn page(link: &mut Link, office: &str, after: &str, field: &Field) -> Result<Option<(u64, String)>> {
    link.begin().await?;
    link.rows(LOCK, &[office.into()]).await?;
    let mut cases = Vec::new();
    for mut row in link.rows(CASES, &[office.into(), after.into()]).await? {
        cases.push(row.text(0)?);
    }
    let (Some(first), Some(last)) = (cases.first(), cases.last()) else {
        link.commit().await?;
        return Ok(None);
    };
    let window: [Value; 3] = [office.into(), first.as_str().into(), last.as_str().into()];
    let events: Vec<Stored> = link.rows(EVENTS, &window).await?.into_iter().map(Stored::read).collect::<Result<_>>()?;
    let mut steps = cleared(office, &cases, &events);
    let (mut rows, mut claims) = (Vec::new(), Vec::new());
    for case in events.chunk_by(|a, b| a.case == b.case) {
        let commands = commands(case.to_vec());
        let said = |why: String| anyhow!("{office} event {}: {why}", case[0].seq);
        rows.extend((field.project)(&commands).map_err(said)?);
        claims.extend((field.claims)(&commands).map_err(said)?);
    }
    claims.sort_unstable();
    let row = |(owner, name, holder): Held| vec![owner.into(), name.into(), holder.into()];
    rows.push(Rows { table: &OLD_CLAIM, tuples: claims.into_iter().map(row).collect() });
    steps.extend(inserts(rows, link.longest_list()));
    link.each(&steps).await.context("the rows of a page")?;
    link.commit().await?;
    Ok(Some((cases.len() as u64, last.clone())))
}

/// The deletes of what cases and their events have in the derived tables. The row of a case itself is overwritten.
fn cleared(office: &str, cases: &[String], events: &[Stored]) -> Vec<Step> {
    let by_case = DERIVED.iter().filter_map(|table| table.of_case());
    let of_case =
        |text: &'static str| cases.iter().map(move |case| Step::new(text, vec![office.into(), case.as_str().into()]));
    let mut steps: Vec<Step> = by_case.flat_map(of_case).collect();
    let longest = SIZES[SIZES.len() - 1];
    for many in DERIVED.iter().filter_map(|table| table.of_events()) {
        for events in events.chunks(longest) {
            let mut seqs: Vec<u64> = events.iter().map(|event| event.seq).collect();
            let size = crate::statement::size_for(seqs.len());
            seqs.resize(SIZES[size], events[0].seq);
            let values = std::iter::once(office.into()).chain(seqs.into_iter().map(int)).collect();
            steps.push(Step::new(many.text(size), values));
        }
    }
    steps
}
