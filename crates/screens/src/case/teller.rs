//! Telling what happened: a sentence, its details by label and value, and the texts it rests on.

use super::receipt::{Clause, clause};
use crate::frame::Frame;
use crate::words;
use desk::names::Names;
use policy::Citation;
use values::id::{ModeName, OfficeCode};

pub(super) struct Told {
    pub what: String,
    pub details: Vec<(String, String)>,
    pub(super) clauses: Vec<Clause>,
}

pub(super) struct Teller<'a> {
    pub(super) frame: &'a Frame,
    pub(super) names: &'a Names<'a>,
    pub(super) mode: Option<&'a ModeName>,
    pub(super) told: Told,
}

impl Teller<'_> {
    pub(super) fn add(&mut self, label: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.told.details.push((words::say(self.names.language, label).to_owned(), value));
        }
    }

    pub(super) fn what(&mut self, key: &str) {
        self.told.what = words::say_owned(self.names.language, key).to_owned();
    }

    pub(super) fn by(&mut self, citation: &Citation) {
        self.told.clauses.push(clause(self.names, citation));
    }

    pub(super) fn office(&mut self, office: Option<&OfficeCode>) {
        let office = office.map_or_else(
            || words::say(self.names.language, "case.outside").to_owned(),
            |o| self.names.office(o.as_str()),
        );
        self.add("case.office", office);
    }

    pub(super) fn yes(&self, yes: bool) -> &'static str {
        words::say(self.names.language, if yes { "yes" } else { "no" })
    }
}
