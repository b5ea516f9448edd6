//! 空白证单台账: which office has which preprinted sheets, folded from the region's log. On which paper a sheet was used stands with
//! that paper; that no sheet is used twice holds where both are appended ([`crate::event::body::Body::used_up`]).

use crate::case::refusal::{NotAllowed, Reason};
use crate::event::sheet::{OfSheets, SheetAct, SheetEnd, count};
use policy::Policy;
use rpds::RedBlackTreeMapSync;
use values::calendar::{Day, Timestamp};
use values::id::{OfficeCode, SheetNo};
use values::text::Text;
use values::text::mark::is_blank;

/// The most sheets that an office receives or moves at once.
pub const MOST: u64 = 100_000;
/// The most sheets that are ended at once: each is used up by itself.
pub const MOST_ENDED: u64 = 500;

/// Sheets of one stock, one after the other, of which the same is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first.
    pub first: SheetNo,
    /// The last.
    pub last: SheetNo,
    /// The office that has them, or had them last.
    pub office: OfficeCode,
    /// Since when.
    pub since: Timestamp,
    /// How they ended, and why; nothing of those that the office has.
    pub ended: Option<(SheetEnd, String)>,
}

impl Run {
    /// How many sheets.
    pub fn count(&self) -> u64 {
        count(&self.first, &self.last)
    }

    fn has(&self, sheet: &SheetNo) -> bool {
        key(&self.first) <= key(sheet) && key(sheet) <= key(&self.last)
    }
}

/// Length and text: in that order the sheets of a stock stand one after the other, and none of another stock between them.
type Key = (usize, SheetNo);

fn key(sheet: &SheetNo) -> Key {
    (sheet.as_bytes().len(), sheet.clone())
}

/// All sheets that were ever received, in runs that do not overlap. A copy shares what does not change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetLedger(RedBlackTreeMapSync<Key, Run>);

impl SheetLedger {
    pub(super) fn apply(&mut self, at: Timestamp, of: &OfSheets) {
        let (office, ended) = match &of.act {
            SheetAct::Received { .. } => (&of.office, None),
            SheetAct::Moved { to } => (to, None),
            SheetAct::Ended { how, reason } => (&of.office, Some((*how, reason.clone()))),
        };
        for run in self.between(&of.first, &of.last).into_iter().cloned().collect::<Vec<_>>() {
            self.0.remove_mut(&key(&run.first));
            if let Some(last) = before(&of.first).filter(|last| run.has(last)) {
                self.0.insert_mut(key(&run.first), Run { last, ..run.clone() });
            }
            if let Some(first) = of.last.with(of.last.serial() + 1).filter(|first| run.has(first)) {
                self.0.insert_mut(key(&first), Run { first: first.clone(), ..run });
            }
        }
        let (first, last) = (of.first.clone(), of.last.clone());
        self.0.insert_mut(key(&first), Run { first, last, office: office.clone(), since: at, ended });
    }

    /// What is known of a sheet; nothing of one that was never received.
    pub fn find(&self, sheet: &SheetNo) -> Option<&Run> {
        self.0.range(..=key(sheet)).next_back().map(|(_, run)| run).filter(|run| run.has(sheet))
    }

    /// The runs that have a sheet of those from one to another, in order.
    pub fn between(&self, first: &SheetNo, last: &SheetNo) -> Vec<&Run> {
        let before = self.find(first).filter(|run| run.first != *first);
        before.into_iter().chain(self.0.range(key(first)..=key(last)).map(|(_, run)| run)).collect()
    }

    /// The runs of an office, in the order of their stocks and numbers.
    pub fn of(&self, office: &OfficeCode) -> Vec<&Run> {
        self.0.values().filter(|run| run.office == *office).collect()
    }

    /// Whether an office has a sheet to print on; whether it was used already is known to the log alone.
    pub fn holds(&self, office: &OfficeCode, sheet: &SheetNo) -> bool {
        self.find(sheet).is_some_and(|run| run.office == *office && run.ended.is_none())
    }

    /// Whether something may happen to sheets (「签证管理办法」: sheets are given out, kept and ended under their numbers).
    ///
    /// # Errors
    /// Why it may not.
    pub fn allow(&self, of: &OfSheets, policy: &Policy, day: Day) -> Result<(), NotAllowed> {
        let no = |reason| Err(NotAllowed::new(policy, reason));
        let known = policy.blanks_on(day).any(|blank| blank.has(&of.first) && blank.has(&of.last));
        let most = if matches!(of.act, SheetAct::Ended { .. }) { MOST_ENDED } else { MOST };
        // Of one stock, with as many digits: only then is there anything from the one to the other.
        let same = of.first.with(of.last.serial()).as_ref() == Some(&of.last);
        if !same || !(1..=most).contains(&of.count()) || matches!(of.act, SheetAct::Received { .. }) && !known {
            return no(Reason::SheetsWrong);
        }
        if let SheetAct::Received { from: words } | SheetAct::Ended { reason: words, .. } = &of.act
            && is_blank(words)
        {
            return no(Reason::WordsMissing);
        }
        let runs = self.between(&of.first, &of.last);
        let held = |run: &&&Run| run.office == of.office && run.ended.is_none();
        match &of.act {
            SheetAct::Received { .. } => match runs.first() {
                Some(run) => Err(NotAllowed::new(policy, Reason::SheetUsed).saying(&named(run))),
                None => Ok(()),
            },
            SheetAct::Moved { to } if policy.office(to, day).is_none() || *to == of.office => {
                no(Reason::PlaceNotAllowed)
            }
            SheetAct::Moved { .. } | SheetAct::Ended { .. } => {
                let strange = runs.iter().find(|run| !held(run));
                let covered: u64 = runs.iter().map(|run| within(run, of)).sum();
                match strange {
                    Some(run) => Err(NotAllowed::new(policy, Reason::SheetNotHeld).saying(&named(run))),
                    None if covered < of.count() => no(Reason::SheetNotHeld),
                    None => Ok(()),
                }
            }
        }
    }
}

/// The sheet before one.
fn before(sheet: &SheetNo) -> Option<SheetNo> {
    sheet.with(sheet.serial().checked_sub(1)?)
}

/// How many sheets of a run something happens to.
fn within(run: &Run, of: &OfSheets) -> u64 {
    let first = run.first.serial().max(of.first.serial());
    (run.last.serial().min(of.last.serial()) + 1).saturating_sub(first)
}

fn named(run: &Run) -> Text {
    let text = if run.first == run.last { run.first.to_string() } else { format!("{}–{}", run.first, run.last) };
    Text::new(format!("{text}（{}）", run.office), format!("{text} ({})", run.office))
}
