//! What the public may read of a case: where it stands and what comes next, no goods, no parties, no prices.

use super::status_word;
use crate::case::Case;
use crate::case::demand::Became;
use crate::decision::demands::{Demanded, Needs};
use serde::{Deserialize, Serialize};
use values::calendar::{Day, Timestamp};

/// The public's view of a case, kept ready in the case's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicStatus {
    /// Declaration number.
    pub no: String,
    /// `entry` or `exit`.
    pub direction: String,
    /// Mode; empty for history without one.
    pub mode: String,
    /// Word of the stage.
    pub stage: String,
    /// Held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// What rules that are public ask for before an open step is done and that is not there: `paper` of the enterprise, `lift` of a hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<String>,
    /// Steps that the case needs.
    pub steps: Vec<PublicStep>,
    /// Version of the text that names what is in it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub policy: String,
    /// The day whose rows count.
    #[serde(default = "no_day")]
    pub day: Day,
    /// By when the goods must arrive inland, while they are on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// When something last happened.
    pub updated: Timestamp,
}

/// The day of a view that was kept ready before days were.
fn no_day() -> Day {
    Day(0)
}

/// One step in the public's view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicStep {
    /// Name in the mode's table.
    pub step: String,
    /// Word of the status.
    pub status: String,
    /// Office, if one is settled.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub office: String,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Entries whose treatment is asked for, each with whether it is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub treatments: Vec<(String, bool)>,
}

fn waits(case: &Case) -> Vec<String> {
    let open = |demand: &Demanded| demand.step.is_some_and(|at| case.open_steps().any(|step| step == usize::from(at)));
    let of = |word: &str, asks: &dyn Fn(&Demanded) -> bool| {
        let mut demands = case.verdict.iter().flat_map(|verdict| &verdict.demands);
        let waits = |one: &Demanded| !one.hidden && asks(one) && open(one) && case.became(one) == Some(Became::Open);
        demands.any(waits).then(|| word.to_owned())
    };
    let held = |one: &Demanded| matches!(one.needs, Some(Needs::Lift(_)));
    [of("paper", &Demanded::is_of_enterprise), of("lift", &held)].into_iter().flatten().collect()
}

impl PublicStatus {
    /// The public's view of a case as it stands.
    pub fn of(case: &Case) -> PublicStatus {
        let needed = (0..case.plan().len()).filter(|s| case.plan()[*s].needed);
        let steps = needed.map(|s| {
            let done = case.progress[s].done.as_ref();
            let office = done.and_then(|d| d.office.as_ref()).or_else(|| case.office_of(s));
            PublicStep {
                step: case.plan()[s].step.to_string(),
                status: status_word(&case.status(s)).to_owned(),
                office: office.map(ToString::to_string).unwrap_or_default(),
                at: done.map(|d| d.at),
                treatments: case.treatments(s).map(|(entry, done)| (entry.to_owned(), done)).collect(),
            }
        });
        PublicStatus {
            no: case.no.to_string(),
            direction: case.declaration.direction.word().to_owned(),
            mode: case.verdict.as_ref().map(|v| v.mode.to_string()).unwrap_or_default(),
            stage: case.stage.word().to_owned(),
            held: case.held(),
            waits: waits(case),
            steps: steps.collect(),
            policy: case.policy.clone(),
            day: case.day,
            due: case.transit.as_ref().filter(|t| t.arrived_at.is_none() && !case.stage.ended()).map(|t| t.due),
            updated: case.updated_at,
        }
    }

    /// As JSON, fields in the order above.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a status has text keys and integers only")
    }
}
