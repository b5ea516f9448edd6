//! What the forms of a case are made from: the case, its names, who asks; and the fields that they share.

use super::form::{ActForm, FormField, Input};
use crate::words;
use clearance::case::Case;
use clearance::case::asks;
use clearance::case::lot::Lot;
use clearance::case::refusal::Reason;
use clearance::grounds::Grounds;
use desk::act::Ask;
use desk::names::{Names, spaced};
use policy::Explained;
use policy::reference::TableName;
use values::calendar::Day;
use values::text::Language;

/// Words that stand for a reason while it is asked whether an act would be done at all.
pub(super) const SOME: &str = "…";

pub(super) struct Maker<'a> {
    pub(super) case: &'a Case,
    pub(super) names: &'a Names<'a>,
    pub(super) ask: &'a Ask,
    /// Whether the asker sees the whole of the case.
    pub(super) whole: bool,
}

impl Maker<'_> {
    /// The day in the region.
    pub(super) fn today(&self) -> Day {
        self.ask.now.day_in(&self.names.policy.region.zone)
    }

    pub(super) fn say(&self, key: &'static str) -> &'static str {
        words::say(self.names.language, key)
    }

    pub(super) fn form(&self, act: &str, kind: &'static str) -> ActForm {
        let word = |part: &str| words::say_owned(self.names.language, &format!("act.{act}{part}"));
        let form = ActForm::new(act, word(""), word(".verb"), kind);
        // What follows from it, where there is more to it than its name says.
        ActForm { says: word(".says").to_owned(), ..form }
    }

    pub(super) fn area(&self, name: &str, label: &'static str) -> FormField {
        FormField::new(name, self.say(label), Input::Area)
    }

    pub(super) fn line(&self, name: &str, label: &'static str) -> FormField {
        FormField::new(name, self.say(label), Input::Line(""))
    }

    /// The clause of a decision; its label says whether the text wants one.
    pub(super) fn basis(&self, decision: Explained) -> FormField {
        let wanted = self.names.policy.cites(decision, self.case.day);
        let label = if wanted { "case.basis" } else { "case.basis_if_any" };
        FormField::new("basis", self.say(label), Input::Line("clauses"))
    }

    /// A clause that the text has, to try whether a decision would be taken.
    pub(super) fn some_clause(&self) -> String {
        asks::clause(self.names.policy, Reason::BasisMissing).to_text(Language::Zh)
    }

    /// Grounds to try it with.
    pub(super) fn some_grounds(&self) -> Grounds {
        Grounds::by(SOME, self.some_clause())
    }

    pub(super) fn yes_no(&self, name: &str, label: &'static str, unsaid: Option<&'static str>) -> FormField {
        let mut choices = vec![(String::new(), self.say(unsaid.unwrap_or("choose")).to_owned())];
        choices.push(("yes".into(), self.say("yes").to_owned()));
        choices.push(("no".into(), self.say("no").to_owned()));
        FormField::new(name, self.say(label), Input::Choice(choices))
    }

    /// A choice that begins with nothing chosen.
    pub(super) fn choice(&self, name: &str, label: &'static str, choices: Vec<(String, String)>) -> FormField {
        let none = (String::new(), self.say("choose").to_owned());
        FormField::new(name, self.say(label), Input::Choice(std::iter::once(none).chain(choices).collect()))
    }

    pub(super) fn open_lots(&self, at: usize) -> impl Iterator<Item = &Lot> {
        self.case.lots.iter().filter(move |lot| self.case.lot_may(at, lot.id))
    }

    /// A lot in words: number, goods, quantity.
    pub(super) fn lot(&self, lot: &Lot) -> String {
        let name = self.case.declaration.lines.get(usize::from(lot.line) - 1).map_or("", |line| line.name.as_str());
        let unit = self.names.code(TableName::Unit, lot.amount.unit.as_str());
        format!("{} {} · {} {unit}", lot.id, name, spaced(&lot.amount.text()))
    }
}
