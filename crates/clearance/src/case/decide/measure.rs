//! What was measured of lots: every item that a rule wants, by its method, and a lot beyond a limit does not pass.

use super::lots::of_lot;
use super::{Context, said};
use crate::case::Case;
use crate::case::refusal::{NotAllowed, Reason};
use crate::case::wanted::Wanted;
use crate::event::act::{Examination, Finding, Measurement, Outcome, Reading};
use crate::event::body::LotId;
use values::text::{Language, Text};

/// The examination as it is recorded: each measurement with item, method and limit of its rule, and what is beyond a limit
/// failed by that rule's clause.
pub fn measured(
    case: &Case,
    at: usize,
    findings: Vec<Finding>,
    examination: &Examination,
    context: &Context,
) -> Result<Examination, NotAllowed> {
    let mut recorded = Examination { findings: Vec::new(), measured: Vec::new(), ..examination.clone() };
    for given in &examination.measured {
        if !findings.iter().any(|finding| finding.lot == given.lot) {
            return Err(of_lot(Reason::LotUnknown, given.lot, context));
        }
    }
    for finding in findings {
        let lot = finding.lot;
        let wanted = case.wanted(at, lot, context.policy, context.today);
        let mut beyond: Option<(&Wanted, String)> = None;
        for given in examination.measured.iter().filter(|given| given.lot == lot) {
            let (one, of) = read(given, &wanted, context)?;
            if recorded.measured.iter().any(|known| known.lot == lot && known.of == one.of && known.item == one.item) {
                return Err(of_lot(Reason::LotTwice, lot, context));
            }
            if let Some(of) = of.filter(|of| one.beyond && !of.check.judged()) {
                beyond = beyond.or_else(|| Some((of, told(&one))));
            } else if one.beyond && finding.outcome == Outcome::Pass {
                // The officer who lets it pass all the same says why.
                said(&examination.note, context)?;
            }
            recorded.measured.push(one);
        }
        let outcome = match (&finding.outcome, beyond) {
            (Outcome::Fail { .. }, _) => finding.outcome.clone(),
            (Outcome::Part { .. }, Some((of, words))) => return Err(over(of, &words, context)),
            (Outcome::Pass, Some((of, words))) => {
                if recorded.basis.is_empty() {
                    recorded.basis = of.rule.basis[0].to_text(context.policy.region.language);
                }
                Outcome::Fail { reason: format!("{} {words}", of.of.rule) }
            }
            (Outcome::Pass | Outcome::Part { .. }, None) => {
                complete(lot, &wanted, &recorded.measured, context)?;
                finding.outcome.clone()
            }
        };
        recorded.findings.push(Finding { lot, outcome });
    }
    Ok(recorded)
}

/// A measurement with what the rule says of it, and the rule's wish.
fn read<'w, 'p>(
    given: &Measurement,
    wanted: &'w [Wanted<'p>],
    context: &Context,
) -> Result<(Measurement, Option<&'w Wanted<'p>>), NotAllowed> {
    let unfit = |about: &Text| NotAllowed::new(context.policy, Reason::MeasurementUnfit).saying(about);
    let own = |text: &str| Text::new(text.to_owned(), text.to_owned());
    let Some(of) = &given.of else {
        // Of the officer's own accord: an item in words, and nothing that could be beyond a limit.
        said(&given.item, context)?;
        if let Reading::Drawn { .. } = given.result {
            return Err(unfit(&own(&given.item)));
        }
        return Ok((Measurement { limit: String::new(), beyond: false, ..given.clone() }, None));
    };
    let found = wanted.iter().find(|wanted| wanted.of == *of);
    let Some(found) = found else { return Err(unfit(&own(&of.rule))) };
    let Some(passes) = found.check.passes(&given.result) else { return Err(unfit(&item(found))) };
    let language = context.policy.region.language;
    let unit = found.check.unit();
    let mut result = given.result.clone();
    if let Reading::Value(number) = &mut result
        && !number.trim().contains(char::is_whitespace)
    {
        *number = format!("{} {unit}", number.trim());
    }
    let method = if given.method.trim().is_empty() { found.check.method() } else { given.method.trim() };
    let recorded = Measurement {
        item: found.check.item(language),
        method: method.to_owned(),
        limit: found.check.limit(language),
        beyond: !passes,
        result,
        ..given.clone()
    };
    Ok((recorded, Some(found)))
}

/// A lot passes only when all that is wanted of it was measured.
fn complete(lot: LotId, wanted: &[Wanted], measured: &[Measurement], context: &Context) -> Result<(), NotAllowed> {
    let done = |one: &&Wanted| measured.iter().any(|known| known.lot == lot && known.of.as_ref() == Some(&one.of));
    let Some(missing) = wanted.iter().find(|one| !done(one)) else { return Ok(()) };
    let about = item(missing);
    let about = Text::new(format!("{}（第 {lot} 批）", about.zh), format!("{} (lot {lot})", about.en));
    let refusal = NotAllowed::new(context.policy, Reason::DemandOpen).saying(&about);
    Err(NotAllowed { basis: missing.rule.basis.clone(), ..refusal })
}

/// What is beyond its limit passes neither whole nor in part.
fn over(of: &Wanted, words: &str, context: &Context) -> NotAllowed {
    let about = Text::new(format!("{} {words}", of.of.rule), format!("{} {words}", of.of.rule));
    let refusal = NotAllowed::new(context.policy, Reason::BeyondLimit).saying(&about);
    NotAllowed { basis: of.rule.basis.clone(), ..refusal }
}

fn item(wanted: &Wanted) -> Text {
    let of = |language| format!("{} {} {}", wanted.of.rule, wanted.check.item(language), wanted.check.limit(language));
    Text::new(of(Language::Zh), of(Language::En))
}

/// A measurement in the region's words: item, what came out, what passes.
fn told(one: &Measurement) -> String {
    let result = match &one.result {
        Reading::Value(value) => value.clone(),
        Reading::Found(_) => String::new(),
        Reading::Drawn { units, failed } => format!("{failed}/{units}"),
    };
    format!("{} {result} ({})", one.item, one.limit).replace("  ", " ")
}
