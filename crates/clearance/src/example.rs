//! Examples of a region's text: given this, then that. What they say is held against the text by the same code that decides cases.

mod given;

pub use given::{Given, GivenLine, GivenPast, Owner, measured, measured_by};

use crate::case::decide::{Context, admitted, unmet_of};
use crate::case::refusal::Reason;
use crate::decision::facts::Declared;
use crate::decision::resolve::Resolved;
use crate::decision::{Allowed, Verdict, decide};
use crate::declaration::Declaration;
use policy::{Deadline, Moment, Policy, Word};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use values::actor::Actor;
use values::calendar::Day;
use values::id::QueryCode;
use values::text::Text;

/// One file of examples.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Example>,
}

/// The examples of a file.
///
/// # Errors
/// Where it is no file of examples, with line and column.
pub fn read(file: &str, text: &str) -> Result<Vec<Example>, String> {
    let read: File = toml::from_str(text).map_err(|why| format!("{file}: {why}"))?;
    Ok(read.case.into_iter().map(|case| Example { file: file.to_owned(), ..case }).collect())
}

/// One example.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the fields of the examples, as their README says
pub struct Example {
    #[serde(skip)]
    pub file: String,
    pub name: String,
    pub clause: String,
    pub day: Day,
    pub given: Given,
    pub then: Then,
}

/// What must follow; what is not named is not compared.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // as above
pub struct Then {
    pub mode: Option<String>,
    pub entry: Option<String>,
    pub handling: Option<String>,
    pub treatments: Option<Vec<String>>,
    pub in_scheme: Option<bool>,
    pub may_choose_place: Option<bool>,
    pub steps: Option<Vec<String>>,
    #[serde(default)]
    pub places: BTreeMap<String, Places>,
    pub faults: Option<Vec<String>>,
    #[serde(default)]
    pub hits: Vec<String>,
    #[serde(default)]
    pub spared: Vec<String>,
    pub refusal: Option<String>,
    #[serde(default)]
    pub last_day: BTreeMap<String, Day>,
    pub overdue: Option<Vec<String>>,
}

impl Example {
    /// Whether it shows that a rule hits, or that it does not.
    pub fn shows(&self, rule: &str) -> bool {
        self.then.hits.iter().chain(&self.then.spared).any(|id| id == rule)
    }
}

/// Where a step may be done.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Places {
    /// `"any"` or `"centre"`.
    Word(String),
    /// Exactly these offices.
    Offices(Vec<String>),
}

/// Says what differs, if it does.
fn differs<T: PartialEq + std::fmt::Debug>(what: (&str, &str), wanted: Option<T>, found: T, faults: &mut Vec<Text>) {
    if let Some(wanted) = wanted
        && wanted != found
    {
        faults.push(Text::new(
            format!("{}：应为 {wanted:?}，实为 {found:?}", what.0),
            format!("{}: wanted {wanted:?}, found {found:?}", what.1),
        ));
    }
}

/// What a text gets wrong of an example; empty if all is as it says.
pub fn faults_of(policy: &Policy, example: &Example) -> Vec<Text> {
    compared(policy, example).unwrap_or_else(|unreadable| vec![unreadable])
}

fn compared(policy: &Policy, example: &Example) -> Result<Vec<Text>, Text> {
    let (given, then, mut faults) = (&example.given, &example.then, Vec::new());
    if policy.library.cite(&example.clause, example.day).is_none() {
        let clause = &example.clause;
        faults.push(Text::new(format!("{clause} 不是一条依据"), format!("{clause} is no clause")));
    }
    let declaration = given.declared()?;
    let owner = given.standing(&declaration, policy, example.day)?;
    let measures = measured_by(policy, example.day, &declaration);
    let base = Declared::new(&declaration, &measures, &owner, given.agent_blacklisted);
    let decided = decide(policy, example.day, &base);
    let mode = decided.as_ref().ok().map(|verdict| verdict.mode.clone());
    match decided {
        Ok(verdict) => of_verdict(&verdict, then, &mut faults),
        Err(why) => faults.push(Text::new(format!("定不出模式：{why}"), why.to_string())),
    }
    let actor = Actor::system();
    let context = Context {
        policy,
        now: policy.region.zone.start_of_day(example.day),
        today: example.day,
        actor: &actor,
        owner: &owner,
        agent_blacklisted: given.agent_blacklisted,
        mandated: true,
        of_party: false,
        skills: &[],
        fresh: false,
        whole: true,
        query_code: &|| QueryCode::parse("0000000000000").expect("thirteen digits are one"),
        seal: &|_| None,
        has_sheet: &|_, _| false,
        name_of: &|_, _| None,
        measure: &measured,
    };
    let refusal = admitted(&declaration, &measures, example.day, &context).err().map(|no| no.reason);
    let refused = |reason: Reason| Reason::CODES.iter().find(|(known, _)| *known == reason).map(|(_, code)| *code);
    differs(("拒绝的理由", "refusal"), Some(then.refusal.as_deref()), refusal.and_then(refused), &mut faults);
    let unmet: BTreeSet<String> =
        unmet_of(&declaration, &measures, example.day, mode.as_ref(), &context).into_iter().map(|u| u.check).collect();
    differs(("不符合的检查项", "faults"), then.faults.clone(), unmet.into_iter().collect(), &mut faults);
    let facts = Resolved::new(policy, example.day, &base);
    of_deadlines(policy, example, &declaration, &facts, &mut faults);
    Ok(faults)
}

/// Whether a rule asks for anything in a verdict.
pub fn demands(verdict: &Verdict, rule: &str) -> bool {
    verdict.demands.iter().any(|demand| &*demand.rule == rule)
}

fn of_verdict(verdict: &Verdict, then: &Then, faults: &mut Vec<Text>) {
    differs(("模式", "mode"), then.mode.clone(), verdict.mode.to_string(), faults);
    differs(
        ("清单条目", "entry"),
        then.entry.clone().map(Some),
        verdict.entry.as_ref().map(ToString::to_string),
        faults,
    );
    let handling = verdict.handling.map(|h| h.word().to_owned());
    // Without an entry it is verification.
    differs(("处置", "handling"), then.handling.clone(), handling.unwrap_or_else(|| "verify".into()), faults);
    differs(("处理", "treatments"), then.treatments.clone(), verdict.treatments.clone(), faults);
    for rule in then.hits.iter().filter(|rule| !demands(verdict, rule)) {
        faults.push(Text::new(format!("{rule} 未命中"), format!("{rule} does not hit")));
    }
    for rule in then.spared.iter().filter(|rule| demands(verdict, rule)) {
        faults.push(Text::new(format!("{rule} 命中"), format!("{rule} hits")));
    }
    differs(("适用一体化", "in_scheme"), then.in_scheme, verdict.in_scheme, faults);
    differs(("可选择申报地点", "may_choose_place"), then.may_choose_place, verdict.may_choose_place, faults);
    let needed = verdict.plan.iter().filter(|p| p.needed).map(|p| p.step.to_string()).collect();
    differs(("步骤", "steps"), then.steps.clone(), needed, faults);
    for (step, places) in &then.places {
        let Some(planned) = verdict.plan.iter().find(|p| p.step.as_str() == step) else {
            faults.push(Text::new(format!("没有步骤 {step}"), format!("no step {step}")));
            continue;
        };
        let fits = match (places, &planned.at) {
            (Places::Word(word), Allowed::Any(_)) => word == "any",
            (Places::Word(word), Allowed::Centre) => word == "centre",
            (Places::Offices(wanted), Allowed::Offices(offices)) => {
                let found: BTreeSet<&str> = offices.iter().map(|o| o.as_str()).collect();
                wanted.iter().map(String::as_str).collect::<BTreeSet<_>>() == found
            }
            (Places::Offices(wanted), Allowed::Outside(by)) => wanted.iter().eq(by.iter().map(|o| o.as_str())),
            (_, _) => false,
        };
        if !fits {
            let found = &planned.at;
            faults.push(Text::new(format!("{step}：实为 {found:?}"), format!("{step}: found {found:?}")));
        }
    }
}

/// Deadlines: a row applies if its condition holds for any line; of rows of one name the one of the day counts.
fn of_deadlines(
    policy: &Policy,
    example: &Example,
    declaration: &Declaration,
    facts: &Resolved,
    faults: &mut Vec<Text>,
) {
    let given = &example.given;
    let lines = u16::try_from(given.lines.len()).unwrap_or(u16::MAX);
    let applies = |d: &&Deadline| {
        d.when.as_ref().is_none_or(|w| {
            if w.of_line() { (1..=lines).any(|l| w.holds(facts, Some(l))) } else { w.holds(facts, None) }
        })
    };
    let port = policy.port_offices(&declaration.journey.port, example.day).next().map(|o| o.member.clone());
    let offices = &declaration.offices;
    let inland = offices.destination.as_ref().or(offices.origin.as_ref());
    let inland = inland.and_then(|office| Some(policy.office(office, example.day)?.member.clone()));
    let mut overdue = Vec::new();
    for deadline in policy.deadlines_on(example.day).filter(applies) {
        let started = given.started.iter().find(|(word, _)| Moment::named(word) == Some(deadline.start));
        let Some((_, start)) = started else { continue };
        let last = policy.last_day(deadline, *start, port.as_ref().zip(inland.as_ref()));
        differs((&deadline.name, &deadline.name), example.then.last_day.get(&*deadline.name).copied(), last, faults);
        if given.now.is_some_and(|now| last < now) {
            overdue.push(deadline.name.to_string());
        }
    }
    for name in example.then.last_day.keys() {
        let known = policy.deadlines_on(example.day).filter(applies).any(|d| *d.name == **name);
        if !known {
            faults.push(Text::new(format!("没有适用的期限 {name}"), format!("no deadline {name} applies")));
        }
    }
    differs(("逾期", "overdue"), example.then.overdue.clone(), overdue, faults);
}
