//! The forms by which holds of rules are lifted, and demands waived by two natural persons.

use super::form::{ActForm, FormField};
use super::maker::Maker;
use super::offer::Trial;
use crate::words;
use clearance::case::decide::Command;
use clearance::event::demand::{DemandOf, WaiverAnswer};
use policy::rule::Lifter;
use policy::{Explained, Measure, Word};

impl Maker<'_> {
    /// What rules demand and officers may let go of: what waits for this one's word first, then what it may ask for.
    pub(super) fn settling(&self, trials: &mut Vec<Trial>) {
        if self.ask.enterprise.is_some() {
            return;
        }
        let Some(verdict) = self.case.verdict.as_deref() else { return };
        let today = self.ask.now.day_in(&self.names.policy.region.zone);
        for (number, waiver) in self.case.waivers_waiting() {
            let asked = words::fill(self.say("act.answer-waiver.asked"), &[("reason", &waiver.reason)]);
            let mut form = self.form("answer-waiver", "main").with(FormField::hidden("waiver", number.to_string()));
            form.says = format!("{} · {asked} · {}", self.demand(&waiver.freed.of), self.names.citation(&waiver.basis));
            let form =
                form.with(self.yes_no("granted", "case.waiver_granted", None)).with(self.area("note", "case.note"));
            let said = WaiverAnswer { granted: true, note: String::new() };
            trials.push(Trial { form, command: Command::AnswerWaiver { waiver: number, said }, now: true });
        }
        for demand in &verdict.demands {
            let of = DemandOf { rule: demand.rule.to_string(), measure: demand.measure };
            let standing = self.case.standing_of(demand, verdict, self.names.policy, today);
            if !standing.is_open() {
                continue;
            }
            if self.case.lifter(&of).is_some() {
                let form = self.of_demand("lift-demand", "main", &of, Explained::LiftHold);
                let grounds = self.some_grounds();
                trials.push(Trial { form, command: Command::LiftDemand { of: of.clone(), grounds }, now: true });
            }
            let Some((_, measure)) = demand.content(self.names.policy, verdict.receipt.day) else { continue };
            let Some(row) = self.names.policy.waivable(&of.rule, measure, self.case.day) else { continue };
            let mut form = self.of_demand("ask-waiver", "plain", &of, Explained::Waive);
            // Of several measures of a rule each says which it is.
            form.title = format!("{} {}", form.title, self.short(measure));
            let confirms = words::fill(self.say("act.ask-waiver.confirms"), &[("who", self.named(row.confirms))]);
            form.says = format!("{} · {confirms}", form.says);
            let command = Command::AskWaiver { of, grounds: self.some_grounds() };
            trials.push(Trial { form, command, now: false });
        }
    }

    /// A form about a demand, with the reason and the clause.
    fn of_demand(&self, act: &str, kind: &'static str, of: &DemandOf, decision: Explained) -> ActForm {
        let mut form = self
            .form(act, kind)
            .with(FormField::hidden("rule", of.rule.as_str()))
            .with(FormField::hidden("measure", of.measure.to_string()));
        form.title = format!("{} · {}", form.title, of.rule);
        form.says = self.demand(of);
        form.with(self.area("reason", "case.reason")).with(self.basis(decision))
    }

    /// A measure in a word or two.
    fn short(&self, measure: &Measure) -> String {
        let (language, kind) = (self.names.language, measure.kind().called(self.names.language));
        if let Measure::Examine { item, .. } = measure {
            format!("{kind} {}", item.pick(language))
        } else {
            kind.to_owned()
        }
    }

    /// A demand in words: the rule and what it asks for.
    fn demand(&self, of: &DemandOf) -> String {
        let day = self.case.verdict.as_ref().map_or(self.case.day, |verdict| verdict.receipt.day);
        let content = self.case.demand(of).and_then(|demand| demand.content(self.names.policy, day));
        let Some((rule, measure)) = content else { return of.rule.clone() };
        let language = self.names.language;
        format!("{} {} · {}", rule.id, rule.title.pick(language), measure.words(language))
    }

    /// Whom a text names.
    fn named(&self, named: Lifter) -> &'static str {
        named.called(self.names.language)
    }
}
