//! 现在要做: exactly the forms that this asker may use on this case now. What is offered is what the one path would do.

use super::form::{ActForm, FormField, Input};
use super::maker::{Maker, SOME};
use super::work;
use crate::pairs::Pairs;
use crate::words;
use clearance::case::Case;
use clearance::case::decide::{Command, Review};
use clearance::case::lot::LotState;
use clearance::case::refusal::Reason;
use clearance::case::steps::StepStatus;
use clearance::declaration::Version;
use clearance::event::act::{Arrival, SealSeen};
use clearance::event::body::Disposition;
use desk::act::{self, Ask, Denied};
use desk::names::Names;
use policy::{Explained, StepKind};
use values::actor::Role;
use values::direction::Direction;
use values::fault::Fault;
use values::id::OfficeCode;
use values::text::Language;
use web::app::App;

/// The forms of a case for one asker.
pub struct Offer {
    /// What is to be done now.
    pub now: Vec<ActForm>,
    /// What may be done besides.
    pub besides: Vec<ActForm>,
}

impl Offer {
    /// Whether the review is offered.
    pub fn reviews(&self) -> bool {
        self.now.iter().any(|form| form.fields.iter().any(|field| field.value == "review-return"))
    }

    /// Whether a table of findings wants the width of the page.
    pub fn is_wide(&self) -> bool {
        self.now.iter().any(|form| !form.rows.is_empty())
    }

    /// Puts back what was sent with the form that it came from.
    pub fn refilled(mut self, sent: &Pairs, faults: &[Fault], language: Language) -> Offer {
        for form in self.now.iter_mut().chain(&mut self.besides).filter(|form| form.is_of(sent)) {
            form.refill(sent, faults, language);
        }
        self
    }
}

/// A form, the command by which it is tried, and whether it is what the case waits for.
pub(super) struct Trial {
    pub(super) form: ActForm,
    pub(super) command: Command,
    pub(super) now: bool,
}

/// The forms that this asker may use now.
///
/// # Errors
/// The register cannot be read.
pub async fn offer(app: &App, ask: &Ask, case: &Case, names: &Names<'_>, whole: bool) -> Result<Offer, Denied> {
    let mut trials = Vec::new();
    let maker = Maker { case, names, ask, whole };
    // What was asked is answered first: the rest goes by the answer.
    maker.amendment(&mut trials);
    maker.settling(&mut trials);
    maker.papers(&mut trials);
    maker.review(&mut trials);
    maker.steps(&mut trials);
    maker.lots(&mut trials);
    maker.enterprise(&mut trials);
    maker.officer(&mut trials);
    maker.cooperation(&mut trials);
    let mut offer = Offer { now: Vec::new(), besides: Vec::new() };
    for Trial { mut form, command, now } in trials {
        match act::would(&app.desk, ask, case, &command).await {
            Ok(()) => {}
            Err(Denied::NotAllowed(why)) if now && tells(why.reason) => {
                let clauses = why.basis.iter().map(|citation| names.citation(citation)).collect::<Vec<_>>();
                form.blocked = Some((why.text.pick(names.language).to_owned(), clauses.join(names.comma())));
            }
            Err(Denied::Broken(error)) => return Err(Denied::Broken(error)),
            Err(_) => continue,
        }
        let into = if now { &mut offer.now } else { &mut offer.besides };
        form.id = format!("{}{}", if now { "act" } else { "more" }, into.len());
        form.open = now && into.iter().all(|before: &ActForm| !before.open) && form.blocked.is_none();
        into.push(form);
    }
    Ok(offer)
}

/// Refusals that an officer should read where the form would stand; the rest mean that there is nothing to do.
fn tells(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::DeclarationFaulty
            | Reason::Held
            | Reason::OfficeNotCapable
            | Reason::SamePerson
            | Reason::WorseAtRelease
            | Reason::LotsPending
            | Reason::AmendmentPending
            | Reason::DemandOpen
            | Reason::SkillMissing
    )
}

impl Maker<'_> {
    fn review(&self, trials: &mut Vec<Trial>) {
        let mut add = |form, command| trials.push(Trial { form, command: Command::Review(command), now: true });
        let note = || self.area("note", "case.note");
        // Where a person has to say how goods count, the form says so above the words.
        let mut pass = self.form("review-pass", "main").with(note());
        let unsettled = self.case.verdict.iter().flat_map(|verdict| &verdict.unsettled);
        let entries: Vec<&str> = unsettled.map(|listed| listed.entry.as_str()).collect();
        if !entries.is_empty() {
            let entries = entries.join(self.names.comma());
            pass.says = words::fill(self.say("act.review-pass.unsettled"), &[("entries", &entries)]);
        }
        add(pass, Review::Pass { note: SOME.into() });
        let back = self.form("review-return", "plain").with(note()).with(self.basis(Explained::Return));
        add(back, Review::Return { note: SOME.into(), basis: self.some_clause() });
        let refuse = self.form("review-refuse", "stop").with(self.basis(Explained::Refuse));
        let refuse = refuse.with(self.area("reason", "case.reason"));
        add(refuse, Review::Refuse { basis: self.some_clause(), reason: SOME.into() });
    }

    fn steps(&self, trials: &mut Vec<Trial>) {
        for at in self.case.open_steps() {
            let planned = &self.case.plan()[at];
            let Some((work, mut form)) = work::asked(self, at, planned.kind) else { continue };
            let mode = self.case.verdict.as_ref().map(|verdict| &verdict.mode);
            form.title = self.names.step_of(mode, &planned.step);
            form.verb = words::say_owned(self.names.language, &format!("verb.{}", planned.kind.word())).to_owned();
            form.fields.insert(1, FormField::hidden("step", planned.step.as_str()));
            let command = Command::Perform { step: planned.step.clone(), work };
            trials.push(Trial { form, command, now: true });
        }
        let transit = self.case.transit.as_ref().filter(|transit| transit.arrived_at.is_none());
        if let Some(transit) = transit {
            let mut form = self.form("arrive", "main");
            let seal_intact = (!transit.seal.is_empty()).then_some(true);
            if seal_intact.is_some() {
                form.says = words::fill(self.say("act.arrive.seal"), &[("seal", &transit.seal)]);
                form = form.with(self.yes_no("seal_intact", "case.seal_intact", None));
            }
            trials.push(Trial { form, command: Command::Arrive(Arrival { seal_intact }), now: true });
        }
    }

    fn lots(&self, trials: &mut Vec<Trial>) {
        for lot in &self.case.lots {
            let LotState::Failed { reason, .. } = &lot.state else { continue };
            let all = [Disposition::Treatment, Disposition::Returned, Disposition::Destroyed, Disposition::NotExported];
            let fits = |disposition: &&Disposition| match disposition {
                Disposition::NotExported => self.case.declaration.direction == Direction::Exit,
                Disposition::Treatment => lot.reworks < self.names.policy.region.reworks,
                Disposition::Returned | Disposition::Destroyed | Disposition::UseChanged { .. } => true,
            };
            let word = |word: &str| words::say_owned(self.names.language, &format!("disposition.{word}")).to_owned();
            let mut choices: Vec<(String, String)> =
                all.iter().filter(fits).map(Disposition::word).map(|value| (value.to_owned(), word(value))).collect();
            let entry = self.case.declaration.direction == Direction::Entry;
            if entry {
                choices.push(("use_changed".into(), word("use_changed")));
            }
            let mut form = self.form("dispose", "main").with(FormField::hidden("lot", lot.id.to_string()));
            form.title = format!("{} · {}", form.title, self.lot(lot));
            form.says = format!("{reason}{}{}", if form.says.is_empty() { "" } else { " · " }, form.says);
            form = form.with(self.choice("disposition", "case.disposition", choices));
            if entry {
                form = form.with(FormField::new("purpose", self.say("case.new_purpose"), Input::Line("purposes")));
            }
            let command = Command::Dispose { lot: lot.id, disposition: Disposition::Returned };
            trials.push(Trial { form, command, now: true });
        }
    }

    fn amendment(&self, trials: &mut Vec<Trial>) {
        let Some(asked) = &self.case.amendment else { return };
        let mut grant = self.form("grant", "main");
        grant.says = words::fill(self.say("act.grant.asked"), &[("reason", &asked.reason)]);
        trials.push(Trial { form: grant, command: Command::GrantAmendment, now: true });
        let deny = self.form("deny", "stop").with(self.area("note", "case.reason"));
        let deny = deny.with(self.basis(Explained::DenyAmendment));
        trials.push(Trial { form: deny, command: Command::DenyAmendment(self.some_grounds()), now: true });
    }

    /// The declaration as it stands, to try whether a new version would be taken.
    fn version(&self) -> Box<Version> {
        Box::new(Version { declaration: (*self.case.declaration).clone(), measures: self.case.measures.clone() })
    }

    fn enterprise(&self, trials: &mut Vec<Trial>) {
        let no = self.case.no.as_str();
        let mut add = |form, command, now| trials.push(Trial { form, command, now });
        let mut correct = self.form("correct", "main");
        correct.path = Some(format!("/case/{no}/correct"));
        add(correct, Command::Resubmit(self.version()), true);
        add(self.form("split", "plain"), Command::Split, true);
        for form in self.choices() {
            add(form.0, form.1, false);
        }
        let refuse = self.form("refuse-treatment", "stop").with(self.area("reason", "case.reason"));
        add(refuse, Command::RefuseTreatment { reason: SOME.into() }, false);
        add(self.form("contact", "plain"), Command::Contact, false);
        let mut amend = self.form("amend", "plain");
        amend.path = Some(format!("/case/{no}/amend"));
        add(amend, Command::AskAmendment { version: self.version(), reason: SOME.into() }, false);
        add(self.form("withdraw", "stop"), Command::Withdraw, false);
    }

    /// A form for each step whose place the enterprise may still choose.
    fn choices(&self) -> Vec<(ActForm, Command)> {
        if self.ask.enterprise.is_none() || self.case.stage.ended() {
            return Vec::new();
        }
        let mut forms = Vec::new();
        for (at, planned) in self.case.plan().iter().enumerate() {
            let coming = matches!(self.case.status(at), StepStatus::Open | StepStatus::Waiting { .. });
            if !planned.chosen || !coming || planned.kind == StepKind::Accept {
                continue;
            }
            let offices = allowed(self.names, &planned.at, planned.kind);
            let Some(first) = offices.first().cloned().filter(|_| 1 < offices.len()) else { continue };
            let chosen = self.case.office_of(at).map(ToString::to_string).unwrap_or_default();
            let options = offices.iter().map(|o| (o.to_string(), self.names.office(o.as_str()))).collect();
            let mode = self.case.verdict.as_ref().map(|verdict| &verdict.mode);
            let mut form = self.form("choose", "plain").with(FormField::hidden("step", planned.step.as_str()));
            form.title = format!("{} · {}", form.title, self.names.step_of(mode, &planned.step));
            form = form.with(FormField::new("office", self.say("case.office"), Input::Choice(options)).value(chosen));
            forms.push((form, Command::Choose { step: planned.step.clone(), office: first }));
        }
        forms
    }

    fn officer(&self, trials: &mut Vec<Trial>) {
        let mut add = |form, command| trials.push(Trial { form, command, now: false });
        for (number, hold) in (1u16..).zip(&self.case.holds).filter(|(_, hold)| !hold.lifted) {
            let mut form = self.form("lift", "main").with(FormField::hidden("hold", number.to_string()));
            form.says = format!("{} · {}", self.names.office(hold.office.as_str()), hold.reason);
            let form = form.with(self.area("reason", "case.reason")).with(self.basis(Explained::LiftHold));
            add(form, Command::LiftHold { hold: number, grounds: self.some_grounds() });
        }
        let hold = self.form("hold", "stop").with(self.area("reason", "case.reason"));
        add(hold.with(self.basis(Explained::Hold)), Command::Hold(self.some_grounds()));
        if self.ask.roles.iter().any(|role| matches!(role, Role::Inspector)) {
            let seal = self.form("seal", "plain").with(self.yes_no("intact", "case.seal_intact", None));
            let command = Command::NoteSeal(SealSeen { intact: true, note: String::new() });
            add(seal.with(self.area("note", "case.note")), command);
        }
    }
}

/// The offices where a step may be done, the usual ones first.
pub fn allowed(names: &Names, at: &clearance::decision::Allowed, kind: StepKind) -> Vec<OfficeCode> {
    use clearance::decision::Allowed;
    match at {
        Allowed::Offices(offices) => offices.clone(),
        Allowed::Outside(_) | Allowed::Centre => Vec::new(),
        Allowed::Any(usual) => {
            let every = names.policy.offices_on(names.day).map(|office| &office.code);
            let rest = every.filter(|office| !usual.contains(office) && names.policy.capable(office, kind, names.day));
            usual.iter().chain(rest).cloned().collect()
        }
    }
}
