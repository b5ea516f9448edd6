//! 处理: with what, how much, how long, and whether it worked.

use super::super::form::{ActForm, FormField, Input};
use super::super::maker::{Maker, SOME};
use super::super::read::Read;
use super::super::teller::Teller;
use super::Act;
use clearance::case::Case;
use clearance::event::act::Treatment;
use policy::Measure;

impl Act for Treatment {
    fn asked(maker: &Maker, at: usize, form: ActForm) -> (Treatment, ActForm) {
        let left = maker.case.untreated(at);
        let (entry, named) = (left.first().map(|entry| (*entry).to_owned()), |entry: &str| {
            format!("{entry} {}", maker.names.treatment(entry, maker.case.day))
        });
        let choices = left.iter().map(|entry| ((*entry).to_owned(), named(entry))).collect();
        let which = FormField::new("entry", maker.say("case.treatment"), Input::Choice(choices));
        let mut form = if entry.is_some() { form.with(which) } else { form };
        let wanted = left.iter().filter_map(|entry| Some((entry, maker.case.strength(entry, maker.names.policy)?.1)));
        let said = wanted
            .map(|(entry, wanted)| format!("{entry} {}", Measure::Treat(wanted.clone()).words(maker.names.language)));
        form.says = said.collect::<Vec<_>>().join(maker.names.comma());
        let form = form
            .with(maker.line("method", "case.method"))
            .with(maker.line("agent", "case.agent"))
            .with(maker.line("dose", "case.dose"))
            .with(maker.line("temperature", "case.temperature"))
            .with(maker.line("minutes", "case.minutes"))
            .with(maker.line("operator", "case.operator"))
            .with(maker.line("verification", "case.verification"))
            .with(maker.yes_no("effective", "case.effective", None));
        // What is tried is as strong as the rule wants it.
        let policy = maker.names.policy;
        let strong = left.first().and_then(|entry| maker.case.strength(entry, policy));
        let treatment = match strong {
            Some((_, wanted)) => Treatment::strong(wanted, policy.region.language),
            None => Treatment::by(SOME, None, 1),
        };
        let treatment = Treatment { entry, ..treatment };
        (treatment, form)
    }

    fn read(read: &mut Read, _case: &Case, _at: usize) -> Option<Treatment> {
        let entry = Some(read.note("entry")).filter(|entry| !entry.is_empty());
        let method = read.note("method");
        let temperature_tenths = read.sent.has("temperature").then(|| read.tenths("temperature"));
        let (dose_mg_m3, minutes) = (read.count("dose"), read.count("minutes"));
        let effective = read.yes("effective")?;
        let (agent, operator, verification) = (read.note("agent"), read.note("operator"), read.note("verification"));
        let told = Treatment::by(method, temperature_tenths, minutes);
        Some(Treatment { entry, agent, dose_mg_m3, operator, verification, effective, ..told })
    }

    fn told(&self, teller: &mut Teller) {
        let treatment = |entry: &String| teller.names.treatment(entry, teller.names.day);
        let entry = self.entry.as_ref().map(treatment).unwrap_or_default();
        teller.add("case.treatment", entry);
        teller.add("case.method", self.method.as_str());
        teller.add("case.agent", self.agent.as_str());
        teller.add("case.minutes", self.minutes.to_string());
        teller.add("case.operator", self.operator.as_str());
        teller.add("case.verification", self.verification.as_str());
        teller.add("case.effective", teller.yes(self.effective));
    }
}
