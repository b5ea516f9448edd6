//! What a case is, as its page shows it: head, steps, goods, papers.

use super::certificate::cleared;
use crate::frame::Frame;
use crate::part::{Moment, StepMark, StepState};
use crate::queue::stage_tag;
use crate::words;
use clearance::case::lot::{Lot, LotState};
use clearance::case::steps::StepStatus;
use clearance::case::{Case, Stage};
use clearance::decision::Allowed;
use clearance::row::port_office;
use desk::names::{Names, spaced};
use desk::usual::{Typical, Usual};
use policy::StepKind;
use policy::reference::TableName;
use values::calendar::Timestamp;
use values::fault::Fault;
use values::quantity::{Mass, Money};
use web::sight::Sight;

/// The head of the page.
pub struct Head {
    /// The number in groups.
    pub number: Vec<String>,
    /// Entry or exit.
    pub direction: &'static str,
    /// The mode; empty for history.
    pub mode: String,
    /// What the mode is for.
    pub title: String,
    /// The first goods, and how many more.
    pub goods: String,
    /// The stage.
    pub stage: &'static str,
    /// The kind of tag that it is shown with.
    pub tag: &'static str,
    /// Whose turn it is.
    pub turn: Vec<String>,
    /// How many versions of the declaration held.
    pub versions: u16,
    /// Since when.
    pub since: Option<Moment>,
    /// How long that usually takes there.
    pub usual: String,
    /// What else must be seen at once: held, overdue, demonstration lists.
    pub marks: Vec<(String, &'static str)>,
    /// Label and value.
    pub facts: Vec<(String, String)>,
    /// What must be mended, or why it was refused.
    pub says: Vec<String>,
    /// By when the goods must arrive.
    pub due: Option<Moment>,
    /// The edition of the law that it goes by; nothing of history.
    pub edition: String,
}

/// A lot as the page shows it.
pub struct LotLine {
    /// Its number.
    pub id: u16,
    /// The goods.
    pub name: String,
    /// The tariff code.
    pub hs: String,
    /// Country of origin.
    pub origin: String,
    /// How much, with the unit.
    pub amount: String,
    /// Net mass in kg.
    pub mass: String,
    /// Value; nothing for readers without a part in the case.
    pub value: Option<String>,
    /// Where it stands.
    pub state: &'static str,
    /// The kind of tag for it.
    pub tag: &'static str,
    /// Why it failed, how often it was treated.
    pub note: String,
}

/// A paper or number that was given out.
pub struct Paper {
    /// What kind it is.
    pub kind: String,
    /// Its number, in groups.
    pub number: Vec<String>,
    /// Where it leads.
    pub path: Option<String>,
    /// That it does not hold any more.
    pub mark: Option<&'static str>,
}

/// That a number does not hold any more.
fn mark(names: &Names, case: &Case, number: &str) -> Option<&'static str> {
    case.superseded(number).then(|| words::say(names.language, "case.taken_back"))
}

/// The head of the page of a case.
pub fn head(frame: &Frame, names: &Names, case: &Case, sight: &Sight, usual: &Usual) -> Head {
    let (since, typical) = waits(case, usual);
    let declaration = &case.declaration;
    let verdict = case.verdict.as_deref();
    let mode = verdict.map_or("", |verdict| verdict.mode.as_str());
    let first = declaration.lines.first().map_or("", |line| line.name.as_str());
    let goods = match declaration.lines.len() {
        1 => first.to_owned(),
        n => frame.say_with("queue.goods", &[("goods", first), ("n", &n.to_string())]),
    };
    Head {
        number: names.number(case.no.as_str()),
        direction: names.direction(declaration.direction),
        mode: mode.to_owned(),
        title: names.mode_title(mode),
        goods,
        stage: words::say_owned(frame.language, &format!("stage.{}", case.stage.word())),
        tag: stage_tag(case.stage.kind()),
        turn: turn(names, case),
        versions: case.declaration_version,
        since: since.map(|since| frame.moment(since)),
        usual: typical.map_or_else(String::new, |typical| frame.usual(typical)),
        marks: marks(names, case),
        facts: facts(names, case),
        edition: case.policy.clone(),
        says: if sight.whole() { says(names, case) } else { Vec::new() },
        due: case.transit.as_ref().filter(|t| t.arrived_at.is_none() && !case.stage.ended()).map(|t| frame.due(t.due)),
    }
}

/// Since when the case waits for somebody, and how long that usually takes: of the step that opened first.
fn waits(case: &Case, usual: &Usual) -> (Option<Timestamp>, Option<Typical>) {
    if case.stage.ended() {
        return (None, None);
    }
    let opened = case.open_steps().filter_map(|step| Some((case.progress[step].opened_at?, step)));
    let Some((since, step)) = opened.min() else { return (Some(case.updated_at), None) };
    let (kind, office) = (case.plan()[step].kind.word(), case.office_of(step).map_or("", |office| office.as_str()));
    (Some(since), usual.at(kind, office))
}

/// Whose turn it is, and for what.
pub fn turn(names: &Names, case: &Case) -> Vec<String> {
    if case.stage.ended() {
        return Vec::new();
    }
    if let Stage::Returned { .. } = case.stage {
        return vec![format!(
            "{} · {}",
            words::say(names.language, "case.enterprise"),
            words::say(names.language, "task.correct")
        )];
    }
    let mode = case.verdict.as_ref().map(|verdict| &verdict.mode);
    let of = |place: Option<String>, key| {
        let place = place.map(|place| format!("{place} · ")).unwrap_or_default();
        format!("{place}{}", words::say(names.language, key))
    };
    let own = case
        .lacks_own_paper()
        .then(|| of(Some(words::say(names.language, "case.enterprise").to_owned()), "task.paper"));
    let mut turn: Vec<String> = own.into_iter().collect();
    let steps = case
        .open_steps()
        .map(|at| format!("{} · {}", place(names, case, at), names.step_of(mode, &case.plan()[at].step)));
    turn.extend(steps);
    if case.transit.as_ref().is_some_and(|transit| transit.arrived_at.is_none()) {
        let at = (0..case.plan().len()).find(|step| case.plan()[*step].on_arrival && case.plan()[*step].needed);
        turn.push(of(at.map(|at| place(names, case, at)), "task.arrive"));
    }
    let failed = (0..case.plan().len()).filter(|step| failed_at(case, *step));
    turn.extend(failed.map(|step| of(Some(place(names, case, step)), "task.dispose")));
    if case.amendment.is_some() {
        turn.push(of(Some(words::say(names.language, "place.centre").to_owned()), "task.amendment"));
    }
    turn
}

/// Whether a lot failed at the step and its disposition is still to be decided, by the office of that step.
fn failed_at(case: &Case, at: usize) -> bool {
    case.lots.iter().any(|lot| matches!(&lot.state, LotState::Failed { step, .. } if *step == at))
}

fn marks(names: &Names, case: &Case) -> Vec<(String, &'static str)> {
    let mut marks = Vec::new();
    if case.held() {
        marks.push((words::say(names.language, "case.held").to_owned(), "stop"));
    }
    if case.transit.as_ref().is_some_and(|transit| transit.overdue && transit.arrived_at.is_none()) {
        marks.push((words::say(names.language, "queue.late").to_owned(), "stop"));
    }
    if case.verdict.as_ref().is_some_and(|verdict| verdict.stricter) {
        marks.push((words::say(names.language, "case.stricter").to_owned(), "wait"));
    }
    marks
}

/// The owner's grade, or as which one an enterprise without one counts.
fn grade(names: &Names, case: &Case) -> Option<String> {
    let as_if = |grade: &str| words::fill(words::say(names.language, "case.ungraded"), &[("grade", grade)]);
    names
        .grade(&case.declaration.parties.owner, case.day)
        .or_else(|| names.policy.ungraded(case.day).map(|ungraded| as_if(&ungraded.grade)))
}

fn facts(names: &Names, case: &Case) -> Vec<(String, String)> {
    let declaration = &case.declaration;
    let (parties, offices) = (&declaration.parties, &declaration.offices);
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut add = |label: &'static str, value: String| {
        if !value.is_empty() {
            facts.push((words::say(names.language, label).to_owned(), value));
        }
    };
    let grade = grade(names, case).map(|grade| format!(" ({grade})")).unwrap_or_default();
    add("case.owner", format!("{}{grade}", names.enterprise(parties.owner.as_str())));
    if parties.declarant != parties.owner {
        add("case.declarant", names.enterprise(parties.declarant.as_str()));
    }
    add("case.home", names.office(case.office.as_str()));
    let port = names.code(TableName::Place, declaration.journey.port.as_str());
    let port_office = port_office(case)
        .map_or_else(|| words::say(names.language, "case.outside").to_owned(), |o| names.office(o.as_str()));
    add("case.port", format!("{port} · {port_office}"));
    let inland = offices.origin.as_ref().map(|o| ("case.origin_office", o));
    let inland = inland.or_else(|| offices.destination.as_ref().map(|o| ("case.destination_office", o)));
    if let Some((label, office)) = inland {
        add(label, names.office(office.as_str()));
    }
    let journey = &declaration.journey;
    let country = |code: &values::code::CountryCode| names.code(TableName::Country, code.as_str());
    add("case.despatch_country", journey.despatch_country.as_ref().map(country).unwrap_or_default());
    add("case.destination_country", journey.destination_country.as_ref().map(country).unwrap_or_default());
    add("case.reference", declaration.reference.clone());
    if let Some(from) = &case.split_from {
        add("case.split_from", names.number(from.as_str()).join(" "));
    }
    for (what, outcome) in &case.outcomes {
        add("case.known_outcome", format!("{what}: {outcome}"));
    }
    facts
}

fn says(names: &Names, case: &Case) -> Vec<String> {
    match &case.stage {
        Stage::Returned { faults } => faults.iter().map(|fault| fault_words(names, fault)).collect(),
        Stage::Refused { basis, reason } => vec![format!("{reason} · {}", names.citation(basis))],
        Stage::Expired { term, basis } => vec![format!("{term} · {}", names.citation(basis))],
        Stage::Withdrawn { automatic: true } => {
            vec![words::say(names.language, "event.withdrawn_automatically").to_owned()]
        }
        Stage::UnderReview
        | Stage::Working
        | Stage::Withdrawn { automatic: false }
        | Stage::SplitUp
        | Stage::Closed
        | Stage::Historic => Vec::new(),
    }
}

fn fault_words(names: &Names, fault: &Fault) -> String {
    let wanted = match fault.wanted.pick(names.language) {
        "" => fault.wanted.zh.as_ref(),
        said => said,
    };
    if fault.at.is_empty() { wanted.to_owned() } else { format!("{} · {wanted}", fault.at) }
}

/// The place of a step in words.
fn place(names: &Names, case: &Case, at: usize) -> String {
    let planned = &case.plan()[at];
    let done = case.progress[at].done.as_ref().and_then(|done| done.office.as_ref());
    let chosen = done.or_else(|| case.office_of(at));
    match &planned.at {
        Allowed::Centre => words::say(names.language, "place.centre").to_owned(),
        Allowed::Outside(_) => words::say(names.language, "case.outside").to_owned(),
        Allowed::Any(_) if done.is_none() && !is_chosen(case, at) => words::say(names.language, "place.any").to_owned(),
        Allowed::Offices(_) | Allowed::Any(_) => chosen.map_or_else(
            || words::say(names.language, "place.any").to_owned(),
            |office| names.short_office(office.as_str()),
        ),
    }
}

fn is_chosen(case: &Case, at: usize) -> bool {
    let step = &case.plan()[at].step;
    case.chosen.contains_key(step) || case.declaration.offices.chosen.contains_key(step)
}

/// The row of steps, drawn from the plan; the arrival stands behind the move that it ends.
pub fn steps(frame: &Frame, names: &Names, case: &Case) -> Vec<StepMark> {
    let mode = case.verdict.as_ref().map(|verdict| &verdict.mode);
    let mut marks = Vec::new();
    for (at, planned) in case.plan().iter().enumerate() {
        let state = state(case, at);
        let word = names.step_of(mode, &planned.step);
        marks.push(StepMark {
            word,
            place: place(names, case, at),
            state,
            says: state.says(frame.language).to_owned(),
            notes: treatments(names, case, at),
        });
        let arrives = planned.kind == StepKind::Move && planned.needed;
        let opens = (0..case.plan().len()).find(|s| case.plan()[*s].on_arrival && case.plan()[*s].needed);
        if let Some(opens) = opens.filter(|_| arrives) {
            let state = arrival(case);
            let place = place(names, case, opens);
            let word = words::say(names.language, "case.arrival").to_owned();
            marks.push(StepMark { word, place, state, says: state.says(frame.language).to_owned(), notes: Vec::new() });
        }
    }
    marks
}

/// The treatments of a step in words, each with whether it is done.
fn treatments(names: &Names, case: &Case, at: usize) -> Vec<String> {
    case.treatments(at).map(|(entry, done)| StepMark::treatment(&names.treatment(entry, case.day), done)).collect()
}

fn state(case: &Case, at: usize) -> StepState {
    let ended = case.stage.ended() && case.stage != Stage::Closed;
    match case.status(at) {
        StepStatus::Done => StepState::Done,
        StepStatus::NotNeeded => StepState::NotNeeded,
        StepStatus::Moot => StepState::Stopped,
        StepStatus::Open if ended => StepState::Stopped,
        StepStatus::Open => StepState::Now,
        StepStatus::Waiting { .. } if !ended && failed_at(case, at) => StepState::Now,
        StepStatus::Waiting { .. } => StepState::Waiting,
    }
}

fn arrival(case: &Case) -> StepState {
    match &case.transit {
        Some(transit) if transit.arrived_at.is_some() => StepState::Done,
        Some(_) if case.stage.ended() => StepState::Stopped,
        Some(_) => StepState::Now,
        None => StepState::Waiting,
    }
}

/// The lots of a case.
pub fn lots(names: &Names, case: &Case, whole: bool) -> Vec<LotLine> {
    case.lots.iter().map(|lot| lot_line(names, case, lot, whole)).collect()
}

fn lot_line(names: &Names, case: &Case, lot: &Lot, whole: bool) -> LotLine {
    let line = &case.declaration.lines[usize::from(lot.line).saturating_sub(1)];
    let value = Money { minor: lot.value, scale: line.value.scale, currency: line.value.currency.clone() };
    let (tag, mut note) = match &lot.state {
        LotState::Live => ("bureau", String::new()),
        LotState::Failed { reason, .. } => ("stop", reason.clone()),
        LotState::Returned | LotState::Destroyed | LotState::NotExported => ("idle", String::new()),
        LotState::Released => ("pass", String::new()),
    };
    if 0 < lot.reworks {
        let said = words::fill(words::say(names.language, "case.reworked"), &[("n", &lot.reworks.to_string())]);
        note = if note.is_empty() { said } else { format!("{note} · {said}") };
    }
    LotLine {
        id: lot.id,
        name: line.name.clone(),
        hs: line.hs.to_string(),
        origin: names.code(TableName::Country, line.origin.as_str()),
        amount: format!("{} {}", spaced(&lot.amount.text()), names.code(TableName::Unit, lot.amount.unit.as_str())),
        mass: spaced(&Mass(lot.net_mass).kg_text()),
        value: whole.then(|| format!("{} {}", spaced(&value.text()), value.currency)),
        state: words::say_owned(names.language, &format!("lot.{}", lot.state.word())),
        tag,
        note,
    }
}

/// The numbers given out, and the papers attached, for readers with a part in the case.
pub fn papers(names: &Names, case: &Case, whole: bool) -> Vec<Paper> {
    let said = |key: &'static str| words::say(names.language, key).to_owned();
    let mut papers: Vec<Paper> = Vec::new();
    let mut given = |kind: &'static str, no: &str, number, path| {
        papers.push(Paper { kind: said(kind), number, path, mark: mark(names, case, no) });
    };
    for no in case.clearances.iter().map(|cleared| cleared.no.as_str()) {
        given("case.clearance", no, names.clearance(no), cleared::path(names, case, no).filter(|_| whole));
    }
    case.transfers.iter().for_each(|no| given("case.transfer", no.as_str(), names.transfer(no.as_str()), None));
    for no in case.linked.iter().chain(&case.split_from) {
        let path = Some(format!("/case/{no}"));
        papers.push(Paper { kind: said("case.linked"), number: names.number(no.as_str()), path, mark: None });
    }
    if whole {
        papers.extend(case.papers.iter().map(|given| Paper {
            kind: names.code_and_name(TableName::Attachment, given.paper.kind.as_str()),
            number: vec![format!("{} · {}", given.paper.no, given.paper.day)],
            path: None,
            mark: None,
        }));
        let code = case.query_code.iter().map(|code| vec![code.to_string()]);
        papers.extend(code.map(|number| Paper { kind: said("case.query_code"), number, path: None, mark: None }));
    }
    papers
}
