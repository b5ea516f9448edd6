//! The advisor beside the form: which way the goods would go, why, where, and what is still missing.

use crate::case::receipt::ReceiptView;
use crate::pairs::Pairs;
use crate::words;
use clearance::case::advice::{Advice, ModeOffer};
use clearance::case::refusal::NotAllowed;
use desk::names::Names;
use policy::StepKind;
use values::text::Language;

/// A step to come.
pub struct AdvisedView {
    /// Its name.
    pub word: String,
    /// Whether this case needs it.
    pub needed: bool,
    /// Where it would be done, in words.
    pub place: String,
    /// The name under which a choice is sent.
    pub name: String,
    /// The offices to choose among, where the enterprise chooses.
    pub offices: Vec<(String, String)>,
    /// The office chosen.
    pub chosen: String,
}

/// What the advisor says.
pub struct AdviceView {
    /// The sentence that comes first.
    pub says: String,
    /// Why it would not be accepted so, what may be chosen instead, and by which clauses.
    pub hindrances: Vec<(String, String)>,
    /// Modes that may be asked for, and those that may not with what does not hold.
    pub modes: Vec<(String, String)>,
    /// Why.
    pub receipt: ReceiptView,
    /// The steps to come.
    pub steps: Vec<AdvisedView>,
    /// What review would miss.
    pub unmet: Vec<String>,
    /// What somebody should look at, though nothing forbids it.
    pub remarks: Vec<String>,
    /// Lines that would go by another mode if they were declared apart.
    pub split: Vec<String>,
}

impl AdviceView {
    /// The advice as a reader reads it.
    pub fn new(names: &Names, advice: &Advice, form: &Pairs, remarks: Vec<String>) -> Self {
        let mode = advice.verdict.mode.as_str();
        let values = [("mode", mode), ("title", &names.mode_title(mode))];
        Self {
            says: words::fill(words::say(names.language, "declare.advice.says"), &values),
            hindrances: advice.hindrances.iter().map(|why| hindrance(names, why)).collect(),
            modes: advice.modes.iter().map(|offer| mode_offer(names, offer)).collect(),
            receipt: ReceiptView::new(names, &advice.verdict, false).with_turning(names, &advice.verdict),
            steps: steps(names, advice, form),
            unmet: unmet(names, advice),
            remarks,
            split: if advice.split.len() < 2 { Vec::new() } else { split(names, advice) },
        }
    }
}

fn hindrance(names: &Names, why: &NotAllowed) -> (String, String) {
    let clauses: Vec<String> = why.basis.iter().map(|citation| names.citation(citation)).collect();
    (why.text.pick(names.language).to_owned(), clauses.join(names.comma()))
}

/// A mode with its title, and whether it is offered or why not.
fn mode_offer(names: &Names, offer: &ModeOffer) -> (String, String) {
    let title = format!("{} {}", offer.mode, names.mode_title(offer.mode.as_str()));
    if offer.offered {
        return (title, words::say(names.language, "declare.mode.offered").to_owned());
    }
    let unmet: Vec<&str> = offer.unmet.iter().map(|text| text.pick(names.language)).collect();
    let key = if unmet.is_empty() { "declare.mode.by_goods" } else { "declare.mode.unmet" };
    (title, words::fill(words::say(names.language, key), &[("unmet", &unmet.join(names.comma()))]))
}

fn steps(names: &Names, advice: &Advice, form: &Pairs) -> Vec<AdvisedView> {
    let step = |step: &clearance::case::advice::AdvisedStep| {
        let choice = step.needed && step.chosen && 1 < step.offices.len() && step.kind != StepKind::Accept;
        let name = format!("offices.chosen.{}", step.step);
        let office = |office: &values::id::OfficeCode| (office.to_string(), names.office(office.as_str()));
        let place = match (step.offices.as_slice(), step.kind) {
            (_, StepKind::Accept) => names.short_office(form.get("offices.accept")),
            ([], StepKind::Review) => words::say(names.language, "place.centre").to_owned(),
            ([], _) => words::say(names.language, "case.outside").to_owned(),
            ([first], _) => names.short_office(first.as_str()),
            ([first, ..], _) if !step.chosen => names.short_office(first.as_str()),
            (_, _) => words::say(names.language, "place.any").to_owned(),
        };
        AdvisedView {
            word: names.step(advice.verdict.mode.as_str(), step.step.as_str()),
            needed: step.needed,
            place,
            chosen: form.get(&name).to_owned(),
            offices: if choice { step.offices.iter().map(office).collect() } else { Vec::new() },
            name,
        }
    };
    advice.steps.iter().map(step).collect()
}

fn unmet(names: &Names, advice: &Advice) -> Vec<String> {
    let told = advice.unmet.iter().map(|check| {
        let wanted = match names.language {
            Language::En if !check.english.is_empty() => &check.english,
            Language::Zh | Language::En => &check.wanted,
        };
        let basis = names.citation(&check.basis);
        match check.line {
            Some(line) => {
                words::fill(
                    words::say(names.language, "receipt.of_line"),
                    &[("fact", wanted), ("line", &line.to_string())],
                ) + " · "
                    + &basis
            }
            None => format!("{wanted} · {basis}"),
        }
    });
    told.collect()
}

fn split(names: &Names, advice: &Advice) -> Vec<String> {
    let told = advice.split.iter().map(|part| {
        let lines: Vec<String> = part.lines.iter().map(ToString::to_string).collect();
        words::fill(
            words::say(names.language, "declare.advice.part"),
            &[
                ("lines", &lines.join(names.comma())),
                ("mode", part.mode.as_str()),
                ("title", &names.mode_title(part.mode.as_str())),
            ],
        )
    });
    told.collect()
}
