//! Past decisions made again, each by its own text: from its receipt alone, and with every fact taken anew from the log as of then.

mod asof;

use crate::record;
use anyhow::{Context, Result};
use asof::AsOf;
use clearance::case::Case;
use clearance::case::decide::{no_better, standing_verdict};
use clearance::decision::facts::Declared;
use clearance::decision::{FactRead, Receipt, Verdict, again, decide};
use clearance::event::Event;
use clearance::event::body::{CaseEvent, Cause};
use clearance::intent::REGION;
use policy::Policy;
use policy::fact::{Fact, Facts, Value};
use register::Register;
use register::scope::Scope;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use values::id::CaseNo;

/// What is said of a difference that a change of the owner explains: it was recorded, and this process had not read it yet.
const ON_ITS_WAY: &str = "a change of the owner was recorded";
/// How long a change may take to be read everywhere.
const ON_ITS_WAY_MS: i64 = 5_000;
/// Events of a partition read at a time.
const PAGE: u32 = 1000;

/// What came of making every decision again.
#[derive(Debug, Default)]
pub struct Report {
    /// Decisions that were made again.
    pub decisions: u64,
    /// Texts by which they were made.
    pub texts: usize,
    /// Those that come out otherwise from the receipt alone.
    pub from_receipts: Vec<Difference>,
    /// Those that come out otherwise, or for which another fact is read, with facts from the log as of then.
    pub anew: Vec<Difference>,
}

/// A decision that comes out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Declaration number.
    pub no: CaseNo,
    /// Version of the case after the decision.
    pub version: u32,
    /// The program's rules by which it was made ([`policy::fact::RULES`]).
    pub rules: u16,
    /// What is otherwise: what it was, and what it is.
    pub what: Vec<String>,
}

/// Makes every decision of a record again. Nothing is written.
///
/// # Errors
/// The record cannot be read, or has not the text of a decision.
pub async fn replay(register: &Register) -> Result<Report> {
    let (mut log, mut run) = (Merged::open(register).await?, Run::new(register));
    while let Some(event) = log.next().await? {
        run.take(&event).await?;
    }
    run.report.texts = run.texts.len();
    Ok(run.report)
}

/// The events of all partitions in the order in which they were recorded; of one moment those of the region last, since nobody who
/// decided then can have read them.
struct Merged<'r> {
    register: &'r Register,
    partitions: Vec<Partition>,
}

struct Partition {
    office: String,
    after: u64,
    read: VecDeque<Event>,
    /// Nothing comes after what was read.
    whole: bool,
}

impl<'r> Merged<'r> {
    async fn open(register: &'r Register) -> Result<Merged<'r>> {
        let partition = |office: String| Partition { office, after: 0, read: VecDeque::new(), whole: false };
        let mut partitions: Vec<Partition> =
            register.heads().await?.into_iter().map(|head| partition(head.office)).collect();
        partitions.sort_by_key(|partition| partition.office == REGION);
        Ok(Merged { register, partitions })
    }

    async fn next(&mut self) -> Result<Option<Event>> {
        for partition in &mut self.partitions {
            if partition.read.is_empty() && !partition.whole {
                let page = self.register.follow(&Scope::system(), &partition.office, partition.after, PAGE).await?;
                partition.whole = page.len() < PAGE as usize;
                for stored in page {
                    partition.after = stored.seq;
                    let said = || format!("event {} of {}", stored.seq, stored.office);
                    partition.read.push_back(Event::read(&stored.bytes).with_context(said)?);
                }
            }
        }
        // The first of equals counts.
        let next = self.partitions.iter_mut().filter(|partition| !partition.read.is_empty());
        let next = next.min_by_key(|partition| partition.read.front().map(|event| event.recorded));
        Ok(next.and_then(|partition| partition.read.pop_front()))
    }
}

struct Run<'r> {
    register: &'r Register,
    asof: AsOf,
    texts: HashMap<String, Arc<Policy>>,
    report: Report,
}

impl<'r> Run<'r> {
    fn new(register: &'r Register) -> Run<'r> {
        Run { register, asof: AsOf::default(), texts: HashMap::new(), report: Report::default() }
    }

    async fn take(&mut self, event: &Event) -> Result<()> {
        let before = self.asof.case(event.case.as_ref()).cloned();
        self.asof.take(event);
        let Some(no) = &event.case else { return Ok(()) };
        self.decision(event, no, before.as_ref()).await?;
        self.asof.settle(no);
        Ok(())
    }

    /// Makes the decision of an event again, if it holds one.
    async fn decision(&mut self, event: &Event, no: &CaseNo, before: Option<&Case>) -> Result<()> {
        let decided = match event.body.of_case() {
            Some(CaseEvent::Accepted(accepted)) => Some((&accepted.verdict, None)),
            Some(CaseEvent::ModeConfirmed(confirmed)) => Some((&confirmed.verdict, Some(confirmed.cause))),
            Some(_) | None => None,
        };
        let Some((verdict, cause)) = decided else { return Ok(()) };
        let policy = self.text(&verdict.receipt.policy).await?;
        self.report.decisions += 1;
        let difference = |what: Vec<String>| Difference {
            no: no.clone(),
            version: event.version,
            rules: verdict.receipt.rules,
            what,
        };
        match again(&policy, &verdict.receipt) {
            Ok(made) if made == **verdict => {}
            Ok(made) => self.report.from_receipts.push(difference(differing(verdict, &made))),
            Err(why) => self.report.from_receipts.push(difference(vec![why.to_string()])),
        }
        let what = match self.anew(event, before, cause, &policy, &verdict.receipt) {
            Ok(made) if made == **verdict => return Ok(()),
            Ok(made) => {
                let mut what = differing(verdict, &made);
                let owner = self.asof.case(Some(no)).map(|case| &case.declaration.parties.owner);
                let since = owner.and_then(|owner| self.asof.changed(owner)).map(|at| (event.recorded.0 - at.0) / 1000);
                what.extend(since.filter(|ms| *ms < ON_ITS_WAY_MS).map(|ms| format!("{ON_ITS_WAY} {ms} ms before")));
                what
            }
            Err(why) => vec![why.to_string()],
        };
        self.report.anew.push(difference(what));
        Ok(())
    }

    /// The decision with every fact from the log as it stood then.
    fn anew(
        &mut self,
        event: &Event,
        before: Option<&Case>,
        cause: Option<Cause>,
        policy: &Policy,
        receipt: &Receipt,
    ) -> Result<Verdict> {
        let after = self.asof.case(event.case.as_ref()).cloned().context("no case begins with it")?;
        let whole = if let Some(CaseEvent::Accepted(accepted)) = event.body.of_case() {
            self.asof.whole(accepted.split_from.as_ref()).cloned()
        } else {
            before.cloned()
        };
        // What an amendment changes counts; who was named before it was asked about.
        let asked = if cause == Some(Cause::Amendment) {
            self.asof.before_amendment(event.case.as_ref()).cloned()
        } else {
            None
        };
        let judged = asked.as_ref().or(whole.as_ref());
        let parties = &judged.map_or(&after, |case| case).declaration.parties;
        let now = self.asof.standing(policy, &after.declaration, receipt.day, event.happened);
        let agent_blacklisted =
            parties.declarant != parties.owner && self.asof.blacklisted(&parties.declarant, policy, event.happened);
        if cause == Some(Cause::Review)
            && let Some(verdict) = before.and_then(|case| standing_verdict(case, &now))
        {
            return Ok(Verdict::clone(verdict));
        }
        let owner = judged.map_or_else(|| now.clone(), |case| no_better(case, &now, policy));
        let base = Declared::new(&after.declaration, &after.measures, &owner, agent_blacklisted);
        Ok(decide(policy, receipt.day, &ByRules { base: &base, rules: receipt.rules })?)
    }

    async fn text(&mut self, version: &str) -> Result<Arc<Policy>> {
        if let Some(policy) = self.texts.get(version) {
            return Ok(Arc::clone(policy));
        }
        let policy = Arc::new(record::policy(self.register, self.asof.region(), version).await?);
        self.texts.insert(version.to_owned(), Arc::clone(&policy));
        Ok(policy)
    }
}

/// Facts as the program of that time understood them.
struct ByRules<'a> {
    base: &'a dyn Facts,
    rules: u16,
}

impl Facts for ByRules<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        self.base.read(fact, line)
    }

    fn rules(&self) -> u16 {
        self.rules
    }
}

/// What is otherwise in two decisions: what it was, and what it is.
fn differing(was: &Verdict, is: &Verdict) -> Vec<String> {
    let mut what = Vec::new();
    if was.mode != is.mode {
        what.push(format!("mode {} -> {}", was.mode, is.mode));
    }
    let rules = |verdict: &Verdict| verdict.demands.iter().map(|demand| demand.rule.clone()).collect::<Vec<_>>();
    let (before, now) = (rules(was), rules(is));
    what.extend(before.iter().filter(|rule| !now.contains(rule)).map(|rule| format!("{rule} hit -> does not")));
    what.extend(now.iter().filter(|rule| !before.contains(rule)).map(|rule| format!("{rule} did not hit -> does")));
    let answer = |of: &Verdict, asked: &FactRead| {
        of.receipt.all().find(|read| (read.fact, read.line) == (asked.fact, asked.line)).map(|read| read.value.clone())
    };
    for read in was.receipt.all() {
        match answer(is, read) {
            Some(value) if value == read.value => {}
            Some(value) => what.push(format!("{} {:?} -> {value:?}", named(read), read.value)),
            None => what.push(format!("{} was asked -> is not", named(read))),
        }
    }
    let new = is.receipt.all().filter(|read| answer(was, read).is_none());
    what.extend(new.map(|read| format!("{} was not asked -> is", named(read))));
    if what.is_empty() {
        what.push("steps, clauses or measures".to_owned());
    }
    what
}

fn named(read: &FactRead) -> String {
    let line = read.line.map(|line| format!(" of line {line}")).unwrap_or_default();
    format!("{}{line}", read.fact.name(values::text::Language::En))
}
