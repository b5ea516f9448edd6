//! Which mode a declaration goes by: the truth table of the text, its plan of steps, and the receipt that proves it.
//!
//! Decided in one place, [`decide`], from base facts and the policy of the day; derived facts (listed, in scheme, …)
//! are worked out here from base facts, so that a receipt with the base facts is enough to decide again.

pub mod demands;
pub mod facts;
pub mod measuring;
mod receipt;
pub mod resolve;
pub mod sealed;
pub mod trial;

pub use receipt::{FactRead, Receipt};

use demands::Demanded;
use facts::{Recalled, Recorder};
use policy::fact::{Fact, Facts, Value};
use policy::rule::Precedence;
use policy::{Citation, Handling, Mode, Policy, Selected, Selection, StepKind};
use resolve::Resolved;
use sealed::InBytes;
pub use sealed::Salt;
use serde::{Deserialize, Serialize};
use values::calendar::Day;
use values::id::{ListEntryId, ModeName, OfficeCode, StepName};

/// What was decided, with all that follows from it. In bytes what is for officers alone stands sealed beside the rest
/// ([`sealed`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Verdict {
    /// The mode.
    pub mode: ModeName,
    /// The text that says so.
    pub basis: Vec<Citation>,
    /// 从严条目: the list entry of the strictest line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<ListEntryId>,
    /// Verification or watching of loading, by that entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<Handling>,
    /// The office at the port; none outside the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<OfficeCode>,
    /// 适用一体化.
    pub in_scheme: bool,
    /// 可选择申报地点.
    pub may_choose_place: bool,
    /// 加严监管: the owner stands on the blacklist.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stricter: bool,
    /// Triggers that ask for treatment at the port.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub treatments: Vec<String>,
    /// Entry of each listed line, lines counted from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ListedLine>,
    /// Lines of a kind that a list names which never was in force: a person says how they count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsettled: Vec<ListedLine>,
    /// The steps of the mode's table, in its order.
    pub plan: Vec<Planned>,
    /// What the rules ask for, by their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demands: Vec<Demanded>,
    /// 办理次序: its place in the queue, by those rules.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub precedence: Precedence,
    /// What was read, so that it can be decided again.
    pub receipt: Receipt,
    /// What keeps the sealed part from being guessed.
    #[serde(skip)]
    pub salt: Salt,
    /// The part for officers, in bytes only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sealed: Option<Box<InBytes>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks it")]
fn is_usual(precedence: &Precedence) -> bool {
    *precedence == Precedence::Usual
}

/// A line that stands on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedLine {
    /// The line, from 1.
    pub line: u16,
    /// Its entry.
    pub entry: ListEntryId,
}

/// One step as it holds for this case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Its name in the mode's table.
    pub step: StepName,
    /// What is done.
    pub kind: StepKind,
    /// Whether this case needs it; a step that is not needed counts as done.
    pub needed: bool,
    /// Steps before it, by index in the plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<u8>,
    /// Opens on the arrival of the goods, not on leave to move.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_arrival: bool,
    /// Where it may be done.
    pub at: Allowed,
    /// Whether the enterprise chooses among the places.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
}

/// Where a step may be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowed {
    /// One of these offices; the first is the usual one.
    Offices(Vec<OfficeCode>),
    /// Any capable office of the region; these are the usual ones (the formula's 口岸/属地).
    Any(Vec<OfficeCode>),
    /// The virtual review centre: any reviewer of the region.
    Centre,
    /// A port outside the region; the office named records it on that port's notice.
    Outside(Option<OfficeCode>),
}

/// Why no mode could be decided: a fault of the text, never of the declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided(pub String);

impl std::fmt::Display for Undecided {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no mode: {}", self.0)
    }
}

impl std::error::Error for Undecided {}

/// Decides the mode on base facts and the text of `day` (「本方案」三(二)).
pub fn decide(policy: &Policy, day: Day, base: &dyn Facts) -> Result<Verdict, Undecided> {
    let recorder = Recorder::new(base);
    let resolved = Resolved::new(policy, day, &recorder);
    let (row, name) = choose(policy, day, &resolved)?;
    let strictest = resolved.strictest();
    let mode = policy.mode(&name).ok_or_else(|| Undecided(format!("mode {name} has no table")))?;
    let mut basis = row.basis.clone();
    basis.extend(strictest.iter().flat_map(|entry| entry.basis.iter().cloned()));
    resolved.goes_by(&name);
    let plan = plan(mode, &resolved);
    let mut verdict = Verdict {
        mode: name,
        basis,
        entry: strictest.as_ref().map(|entry| entry.id.clone()),
        handling: strictest.as_ref().and_then(|entry| entry.handling),
        port: resolved.port(),
        in_scheme: resolved.flag(Fact::InScheme),
        may_choose_place: resolved.flag(Fact::MayChoosePlace),
        stricter: resolved.flag(Fact::OwnerBlacklisted),
        treatments: resolved.treatments().to_vec(),
        lines: resolved.listed_lines(),
        unsettled: resolved.unsettled(),
        plan,
        demands: Vec::new(),
        precedence: Precedence::Usual,
        receipt: Receipt::of(policy.version(), day, recorder.rules()),
        salt: Salt::default(),
        sealed: None,
    };
    // What is read from here on is read for rules alone, and for officers: which facts are asked for hangs on the answers of others.
    recorder.seal();
    verdict.demands = resolved.demands(&verdict.plan);
    verdict.precedence = demands::precedence(&verdict.demands, policy, day);
    drop(resolved);
    (verdict.receipt.facts, verdict.receipt.sealed) = recorder.into_reads();
    Ok(verdict)
}

/// The row of the selection that holds, and the mode that it gives.
fn choose<'p>(policy: &'p Policy, day: Day, resolved: &Resolved) -> Result<(&'p Selection, ModeName), Undecided> {
    let direction = resolved.direction();
    let row = policy
        .selection_on(day)
        .find(|row| row.direction == direction && row.when.as_ref().is_none_or(|when| when.holds(resolved, None)))
        .ok_or_else(|| Undecided("no row of the selection table holds".into()))?;
    let name = match &row.mode {
        Selected::Mode(name) => name.clone(),
        Selected::StrictestEntry => {
            let entry =
                resolved.strictest().ok_or_else(|| Undecided("the row asks for an entry; no line is listed".into()))?;
            entry.mode.clone()
        }
    };
    Ok((row, name))
}

/// The mode by which a declaration would go, with the handling of its strictest entry: as [`decide`] says, and no more.
pub fn mode_of(policy: &Policy, day: Day, base: &dyn Facts) -> Result<(ModeName, Option<Handling>), Undecided> {
    let resolved = Resolved::new(policy, day, base);
    let (_, name) = choose(policy, day, &resolved)?;
    Ok((name, resolved.strictest().and_then(|entry| entry.handling)))
}

/// The mode of a receipt, from the receipt alone, without what follows from it: a declarant's part of it is enough.
pub fn mode_again(policy: &Policy, receipt: &Receipt) -> Option<ModeName> {
    let recalled = Recalled::new(receipt);
    let chosen = choose(policy, receipt.day, &Resolved::new(policy, receipt.day, &recalled)).ok();
    chosen.filter(|_| recalled.missing().is_none()).map(|(_, name)| name)
}

/// Makes the decision of a receipt again, from the receipt alone.
pub fn again(policy: &Policy, receipt: &Receipt) -> Result<Verdict, Undecided> {
    let recalled = Recalled::new(receipt);
    let verdict = decide(policy, receipt.day, &recalled)?;
    match recalled.missing() {
        None => Ok(verdict),
        Some((fact, line)) => Err(Undecided(format!("the receipt has no answer for {fact:?} of line {line:?}"))),
    }
}

fn plan(mode: &Mode, resolved: &Resolved) -> Vec<Planned> {
    let steps = mode.steps.iter().map(|step| Planned {
        step: step.name.clone(),
        kind: step.kind,
        needed: step.when.as_ref().is_none_or(|when| when.holds(resolved, None)),
        needs: step.needs.iter().map(|n| u8::try_from(*n).expect("a mode has fewer than 256 steps")).collect(),
        on_arrival: step.on_arrival,
        at: resolved.allowed(mode, step),
        chosen: step.chosen_by_enterprise(),
    });
    steps.collect()
}

/// One fact that would change the mode if it were otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turning {
    /// The fact, its line, and the other answer.
    pub fact: FactRead,
    /// The mode that would follow.
    pub mode: ModeName,
}

/// Which single facts of a receipt would change the mode, for officers.
pub fn turning_facts(policy: &Policy, verdict: &Verdict) -> Vec<Turning> {
    turning_facts_of(policy, verdict, |_| true)
}

/// Which single facts among those asked about would change the mode; each that is tried is a decision of its own.
pub fn turning_facts_of(policy: &Policy, verdict: &Verdict, asked_about: impl Fn(Fact) -> bool) -> Vec<Turning> {
    let mut found = Vec::new();
    // The mode follows from what was read for it.
    for (at, read) in verdict.receipt.facts.iter().enumerate().filter(|(_, read)| asked_about(read.fact)) {
        for value in otherwise(policy, read) {
            let mut receipt = Receipt { sealed: Vec::new(), ..verdict.receipt.clone() };
            receipt.facts[at].value = value.clone();
            // Other facts may be read then; where the receipt does not know them, nothing can be said.
            // A mode that is asked for and not given is refused, so that asking would change nothing.
            if let Some(mode) = mode_again(policy, &receipt)
                && mode != verdict.mode
                && (read.fact != Fact::Asked || value == Value::Absent || value == Value::Word(mode.as_str().into()))
            {
                let fact = FactRead { fact: read.fact, line: read.line, value };
                found.push(Turning { fact, mode });
                break;
            }
        }
    }
    found
}

/// Answers worth trying in place of the one that was read.
fn otherwise(policy: &Policy, read: &FactRead) -> Vec<Value> {
    match (&read.value, read.fact) {
        (Value::Yes(yes), _) => vec![Value::Yes(!yes)],
        (_, Fact::Asked) => {
            let modes = policy.modes().map(|m| Value::Word(m.name.as_str().into()));
            std::iter::once(Value::Absent).chain(modes).collect()
        }
        // Every declaration has these; that one were absent is no case that could be.
        (
            _,
            Fact::Direction | Fact::PortPlace | Fact::Owner | Fact::LineCount | Fact::Hs | Fact::Origin | Fact::NetMass,
        ) => Vec::new(),
        (_, _) => vec![Value::Absent],
    }
}
