//! On which preprinted sheets a paper is handed over.

use super::Context;
use crate::case::Case;
use crate::case::certificate::Certificate;
use crate::case::refusal::{NotAllowed, Reason};
use crate::event::sheet::SheetEnd;
use policy::Policy;
use std::collections::BTreeSet;
use values::id::{OfficeCode, SheetNo};
use values::text::Text;

/// The most sheets that one paper is on.
const MOST: usize = 20;

/// The originals are printed once, each on a sheet at least that the office has and that became no other paper; a file is printed on
/// nothing.
pub(super) fn printed(
    case: &Case,
    paper: &Certificate,
    (sheets, electronic, office): (&[SheetNo], bool, &OfficeCode),
    context: &Context,
) -> Result<(), NotAllowed> {
    let no = |reason| NotAllowed::new(context.policy, reason);
    let printed = paper.handed.iter().any(|handed| !handed.electronic);
    if printed && !electronic {
        return Err(no(Reason::CertificateStep));
    }
    let blank = context.policy.blank(paper.draft.kind.as_str(), context.today).filter(|_| !electronic);
    let Some(blank) = blank else {
        return if sheets.is_empty() { Ok(()) } else { Err(no(Reason::SheetsWrong)) };
    };
    let originals = usize::from(paper.draft.originals);
    let different: BTreeSet<&SheetNo> = sheets.iter().collect();
    let fits = different.len() == sheets.len() && (originals..=MOST).contains(&sheets.len());
    if !fits || !sheets.iter().all(|sheet| blank.has(sheet)) {
        let (stock, digits) = (&blank.stock, blank.digits);
        let wanted = Text::new(
            format!("{}（{stock} 和 {digits} 位数字），每份正本至少一张，共 {originals} 份", blank.name.zh),
            format!("{} ({stock} and {digits} digits), at least one for each of {originals} originals", blank.name.en),
        );
        return Err(no(Reason::SheetsWrong).saying(&wanted));
    }
    if let Some(strange) = sheets.iter().find(|sheet| !(context.has_sheet)(office, sheet)) {
        return Err(no(Reason::SheetNotHeld).saying(&plain(strange)));
    }
    let used = |sheet: &&SheetNo| case.certificates.iter().flat_map(Certificate::sheets).any(|other| other == *sheet);
    match sheets.iter().find(used) {
        Some(sheet) => Err(sheet_used(context.policy, sheet.as_str(), case.no.as_str())),
        None => Ok(()),
    }
}

/// The refusal of who asks for a sheet that is used up: by what is what holds it, a paper of a case or the word of an end.
pub fn sheet_used(policy: &Policy, sheet: &str, by: &str) -> NotAllowed {
    let ended = SheetEnd::named(by).map(SheetEnd::called);
    let by = ended.unwrap_or_else(|| plain(by));
    let named = Text::new(format!("{sheet}（{}）", by.zh), format!("{sheet} ({})", by.en));
    NotAllowed::new(policy, Reason::SheetUsed).saying(&named)
}

fn plain(code: impl ToString) -> Text {
    let code = code.to_string();
    Text::new(code.clone(), code)
}
