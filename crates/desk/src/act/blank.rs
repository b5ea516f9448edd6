//! 空白证单: what an office does with its preprinted sheets beside printing papers on them, and what it has.

use super::region::{self, Making};
use super::{Ask, Denied, Done};
use crate::desk::Desk;
use crate::field::{Field, Known};
use clearance::case::decide::sheet_used;
use clearance::case::refusal::{NotAllowed, Reason};
use clearance::event::region::RegionEvent;
use clearance::event::sheet::{OfSheets, SheetAct, SheetEnd};
use clearance::permission::Act;
use clearance::region::RegionState;
use clearance::region::sheet::Run;
use register::scope::Scope;
use values::id::{OfficeCode, SheetNo};

/// Sheets one after the other, of which the same is known, and how many of them became papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stock {
    /// The sheets.
    pub run: Run,
    /// How many became papers.
    pub used: u64,
}

/// What there is of one stock at an office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Sheets that it has or had last.
    pub all: u64,
    /// That became papers.
    pub used: u64,
    /// That were spoiled, lost, destroyed.
    pub ended: [u64; 3],
}

impl Balance {
    /// Sheets that may still be printed on.
    pub fn left(&self) -> u64 {
        self.all - self.used - self.ended.iter().sum::<u64>()
    }
}

/// Records that sheets were received, moved or ended at the office of the asker.
///
/// # Errors
/// Why nothing was written.
pub async fn record(desk: &Desk, ask: &Ask, (first, last): (SheetNo, SheetNo), act: SheetAct) -> Result<Done, Denied> {
    super::permit_act(ask, Act::KeepSheets)?;
    let today = desk.field.day(ask.now);
    let known = desk.field.catch_up().await?;
    let law = desk.field.law_in(&known, today).await?;
    let Some(office) = ask.office.clone() else {
        return Err(NotAllowed::new(&law.policy, Reason::WrongOffice).into());
    };
    let of = OfSheets { office, first, last, act };
    let moves = matches!(of.act, SheetAct::Moved { .. });
    let allowed = |region: &RegionState| region.sheets().allow(&of, &law.policy, today);
    // A sheet on which a paper stands stays where that was handed over.
    if moves && allowed(&known.region).is_ok() {
        let used = desk.field.register.used_sheets(&Scope::system(), (&of.first, &of.last), 1).await?;
        if let Some((sheet, case)) = used.first() {
            return Err(sheet_used(&law.policy, sheet, case).into());
        }
    }
    let making: &Making = &|region| {
        allowed(region)?;
        Ok(vec![RegionEvent::Sheets(Box::new(of.clone()))])
    };
    region::record(desk, ask, Act::KeepSheets, making).await
}

/// What says which office has a preprinted sheet to print on.
pub(super) fn holder<'d>(known: &Known) -> Box<super::Holder<'d>> {
    let sheets = known.region.sheets().clone();
    Box::new(move |office, sheet| sheets.holds(office, sheet))
}

/// What is told to who asks for a sheet that was used up meanwhile.
pub(super) async fn used_up(field: &Field, known: &Known, ask: &Ask, sheet: &str, by: &str) -> Result<Denied, Denied> {
    let law = field.law_in(known, field.day(ask.now)).await?;
    Ok(sheet_used(&law.policy, sheet, by).into())
}

/// The sheets that an office has or had last, in the order of their stocks and numbers.
///
/// # Errors
/// The register cannot be read.
pub async fn stocks(field: &Field, office: &OfficeCode) -> anyhow::Result<Vec<Stock>> {
    let known = field.known();
    let mut stocks = Vec::new();
    for run in known.region.sheets().of(office) {
        let used = if run.ended.is_some() {
            0
        } else {
            field.register.count_used_sheets(&Scope::system(), &run.first, &run.last).await?
        };
        stocks.push(Stock { run: run.clone(), used });
    }
    Ok(stocks)
}

/// What there is of each stock, by its letters.
pub fn balances(stocks: &[Stock]) -> Vec<(String, Balance)> {
    let mut all: Vec<(String, Balance)> = Vec::new();
    for Stock { run, used } in stocks {
        let letters = run.first.parts().0;
        let at = all.iter().position(|(own, _)| own == letters).unwrap_or_else(|| {
            all.push((letters.to_owned(), Balance::default()));
            all.len() - 1
        });
        let balance = &mut all[at].1;
        balance.all += run.count();
        balance.used += used;
        if let Some((how, _)) = &run.ended {
            let end = SheetEnd::ALL.iter().position(|(end, _)| end == how);
            balance.ended[end.expect("every end is in the list")] += run.count();
        }
    }
    all
}
