//! 检验检疫, 查验 and 监装: what was found of each lot.

use super::super::form::{ActForm, FormField, FormRow, Input};
use super::super::maker::Maker;
use super::super::read::Read;
use super::super::teller::Teller;
use super::Act;
use crate::words;
use clearance::case::Case;
use clearance::case::wanted::Check;
use clearance::event::act::{Examination, Finding, Measurement, Outcome, Reading};
use clearance::event::body::LotId;
use clearance::event::demand::DemandOf;
use desk::names::Names;
use policy::Explained;
use policy::rule::Limit;
use values::quantity::Amount;
use values::text::Text;

/// Lots that are asked for one below the other; more of them stand in a table.
const ONE_BY_ONE: usize = 3;
/// The list of the text's phrases, as the page has it.
pub const PHRASES: &str = "phrases";
/// The field that says what is found of all lots that have no finding of their own.
const REST: &str = "rest";

impl Act for Examination {
    fn asked(maker: &Maker, at: usize, mut form: ActForm) -> (Examination, ActForm) {
        let words = [("pass", "outcome.pass"), ("fail", "outcome.fail"), ("part", "outcome.part")];
        let mut first = None;
        for lot in maker.open_lots(at) {
            first = first.or(Some(lot.id));
            let mut choices = vec![(String::new(), maker.say("outcome.open").to_owned())];
            choices.extend(words.iter().map(|(value, key)| ((*value).to_owned(), maker.say(key).to_owned())));
            let outcome = FormField::new(format!("lot-{}", lot.id), maker.say("case.finding"), Input::Choice(choices));
            let part = maker.line(&format!("part-{}", lot.id), "case.passed_part");
            let reason =
                FormField::new(format!("reason-{}", lot.id), maker.say("case.failed_because"), Input::Line(PHRASES));
            form.rows.push(FormRow { label: maker.lot(lot), fields: vec![outcome, part, reason] });
        }
        let many = 1 < form.rows.len();
        if form.rows.len() <= ONE_BY_ONE {
            // Few stand one below the other, beside the goods.
            for row in std::mem::take(&mut form.rows) {
                let mut fields = row.fields.into_iter();
                let first = fields.next().map(|field| field.group(row.label));
                form.fields.extend(first.into_iter().chain(fields));
            }
        }
        if many {
            let choices = vec![
                (String::new(), maker.say("outcome.rest_open").to_owned()),
                ("pass".to_owned(), maker.say("outcome.rest_pass").to_owned()),
            ];
            form = form.with(FormField::new(REST, maker.say("outcome.rest"), Input::Choice(choices)));
        }
        for lot in maker.open_lots(at) {
            form.fields.extend(items(maker, at, lot.id));
        }
        let form = form.with(maker.line("seals", "case.seals").group(maker.say("case.together")));
        let form = form.with(maker.area("note", "case.note")).with(maker.basis(Explained::Fail));
        let findings = first.map(|lot| Finding { lot, outcome: Outcome::Pass }).into_iter().collect();
        let measured = maker.case.passing(at, first.as_slice(), maker.names.policy, maker.today());
        (Examination { measured, ..Examination::of(findings) }, form)
    }

    fn read(read: &mut Read, case: &Case, at: usize) -> Option<Examination> {
        debug_assert!(case.plan()[at].kind.by_lot(), "examinations go lot by lot");
        let mut findings = Vec::new();
        let open: Vec<_> = case.lots.iter().filter(|lot| case.lot_may(at, lot.id)).collect();
        // The lots of which nothing is said by themselves.
        let rest = if read.sent.get(REST) == "pass" { "pass" } else { "" };
        for lot in &open {
            let (outcome, reason) = (format!("lot-{}", lot.id), format!("reason-{}", lot.id));
            let said = read.sent.get(&outcome);
            let outcome = match if said.is_empty() { rest } else { said } {
                "pass" => Outcome::Pass,
                "fail" => Outcome::Fail { reason: read.note(&reason) },
                "part" => {
                    let name = format!("part-{}", lot.id);
                    let amount = Amount::parse(&read.sent.number(&name), lot.amount.unit.clone());
                    let passed =
                        amount.map_err(|wanted| read.fault(&name, wanted)).unwrap_or_else(|()| lot.amount.clone());
                    Outcome::Part { passed, rest: 0, reason: read.note(&reason) }
                }
                _ => continue,
            };
            findings.push(Finding { lot: lot.id, outcome });
        }
        if findings.is_empty()
            && let Some(first) = open.first()
        {
            read.fault(&format!("lot-{}", first.id), Text::fixed("至少判定一批", "a finding on at least one lot"));
        }
        let apart = |c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | ';' | '；');
        let seals = read.note("seals").split(apart).filter(|seal| !seal.is_empty()).map(str::to_owned).collect();
        let (note, basis) = (read.note("note"), read.note("basis"));
        let measured = findings.iter().flat_map(|finding| results(read, case, at, finding.lot)).collect();
        Some(Examination { seals, note, basis, measured, ..Examination::of(findings) })
    }

    fn told(&self, teller: &mut Teller) {
        for finding in &self.findings {
            let said = format!("{} {}", finding.lot, outcome(teller.names, &finding.outcome));
            teller.add("case.lot", said);
        }
        for one in &self.measured {
            teller.add("case.measured", measured(teller.names, one));
        }
        teller.add("case.seals", self.seals.join(teller.names.comma()));
        teller.add("case.note", self.note.as_str());
        teller.add("case.basis", self.basis.as_str());
    }
}

/// The fields of what rules want measured or drawn of a lot: exactly that, with what passes in the label.
fn items(maker: &Maker, at: usize, lot: LotId) -> Vec<FormField> {
    let language = maker.names.language;
    let mut fields = Vec::new();
    for wanted in maker.case.wanted(at, lot, maker.names.policy, maker.today()) {
        let name = field_of(lot, &wanted.of);
        let method = wanted.check.method();
        let apart = if method.is_empty() { "" } else { " · " };
        let label = format!("{} · {}{apart}{method}", wanted.check.item(language), wanted.check.limit(language));
        match &wanted.check {
            Check::Item { limit: Limit::NotFound, .. } => {
                let choices = ["", "no", "yes"].into_iter().zip(["choose", "measured.not_found", "measured.found"]);
                let choices = choices.map(|(value, key)| (value.to_owned(), maker.say(key).to_owned())).collect();
                fields.push(FormField::new(name, label, Input::Choice(choices)));
            }
            Check::Item { .. } => {
                fields.push(FormField::new(name, label, Input::Number(wanted.check.unit().to_owned())))
            }
            Check::Sample { .. } => {
                let pieces = || Input::Number(maker.say("measured.units").to_owned());
                fields.push(FormField::new(name.clone(), label, pieces()));
                fields.push(FormField::new(format!("{name}-failed"), maker.say("measured.failed"), pieces()));
            }
        }
    }
    if let (Some(first), Some(lot)) = (fields.first_mut(), maker.case.lot(lot)) {
        first.group = Some(format!("{} · {}", maker.say("case.measured"), maker.lot(lot)));
    }
    fields
}

/// The name of the field of a measurement.
fn field_of(lot: LotId, of: &DemandOf) -> String {
    format!("measured-{lot}-{}-{}", of.rule, of.measure)
}

/// What was said of what rules want measured of a lot; what was left out is not there.
fn results(read: &mut Read, case: &Case, at: usize, lot: LotId) -> Vec<Measurement> {
    let demands = case.verdict.iter().flat_map(|verdict| &verdict.demands);
    let of_step = demands.filter(|demand| demand.step.map(usize::from) == Some(at));
    let of: Vec<DemandOf> =
        of_step.map(|demand| DemandOf { rule: demand.rule.to_string(), measure: demand.measure }).collect();
    let mut measured = Vec::new();
    for of in of {
        let name = field_of(lot, &of);
        let failed = format!("{name}-failed");
        let said = read.sent.get(&name).trim().to_owned();
        let result = match said.as_str() {
            "" => continue,
            "yes" | "no" => Reading::Found(said == "yes"),
            _ if read.sent.has(&failed) => match (read.number(&name), read.number(&failed)) {
                (Some(units), Some(failed)) => Reading::Drawn { units, failed },
                (_, _) => continue,
            },
            _ => Reading::Value(read.sent.number(&name)),
        };
        measured.push(Measurement { lot, of: Some(of), ..Measurement::of(result) });
    }
    measured
}

/// A measurement in words.
fn measured(names: &Names, one: &Measurement) -> String {
    let say = |key| words::say(names.language, key);
    let result = match &one.result {
        Reading::Value(value) => value.clone(),
        Reading::Found(true) => say("measured.found").to_owned(),
        Reading::Found(false) => say("measured.not_found").to_owned(),
        Reading::Drawn { units, failed } => {
            words::fill(say("measured.drawn"), &[("units", &units.to_string()), ("failed", &failed.to_string())])
        }
    };
    let beyond = if one.beyond { say("measured.beyond") } else { "" };
    let parts = [&one.item, &result, &one.limit, &one.method, beyond];
    let parts: Vec<&str> = parts.into_iter().map(AsRef::as_ref).filter(|part: &&str| !part.is_empty()).collect();
    format!("{} {}", one.lot, parts.join(" · "))
}

fn outcome(names: &Names, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Pass => words::say(names.language, "outcome.pass").to_owned(),
        Outcome::Fail { reason } => format!("{} · {reason}", words::say(names.language, "outcome.fail")),
        Outcome::Part { passed, rest, reason } => words::fill(
            words::say(names.language, "outcome.part_of"),
            &[("passed", &passed.to_string()), ("rest", &rest.to_string()), ("reason", reason)],
        ),
    }
}
