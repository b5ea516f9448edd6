//! What becomes of the demands of rules in a case: lifted by whom the rule names, waived by two natural persons.

use super::command::{Answered, Sent, SentTo, command, does};
use super::schema;
use crate::api::body;
use crate::error::{Code, Failure};
use crate::route::Route;
use axum::extract::{Path, State};
use clearance::case::Case;
use clearance::case::decide::Command;
use clearance::event::demand::{DemandOf, WaiverAnswer};
use clearance::grounds::Grounds;
use serde::Deserialize;
use serde_json::{Value, json};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        command(
            "/api/v1/cases/{no}/demands/lifting",
            "lift_demand",
            ("解除规则的暂扣", "Lift the hold of a rule"),
            schema::of_demand,
            lift,
        ),
        command(
            "/api/v1/cases/{no}/treatment/refusal",
            "refuse_treatment",
            ("企业拒绝处理", "Refuse the treatment"),
            schema::refusal,
            refuse,
        ),
        command(
            "/api/v1/cases/{no}/waivers",
            "ask_waiver",
            ("申请免除规则的要求", "Ask to waive what a rule asks for"),
            schema::of_demand,
            ask,
        ),
        command(
            "/api/v1/cases/{no}/waivers/{waiver}/answer",
            "answer_waiver",
            ("确认免除", "Confirm a waiver, or deny it"),
            schema::waiver_answer,
            answer,
        ),
    ]
}

#[derive(Deserialize)]
struct OfDemand {
    version: u32,
    rule: String,
    #[serde(default)]
    measure: u8,
    reason: String,
    #[serde(default)]
    basis: String,
}

async fn lift((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let OfDemand { version, rule, measure, reason, basis } = body::read(&body)?;
    let of = DemandOf { rule, measure };
    let command = Command::LiftDemand { of, grounds: Grounds::by(reason, basis) };
    does((app, visit, headers, body), &no, version, command).await
}

#[derive(Deserialize)]
struct Refusal {
    version: u32,
    reason: String,
}

async fn refuse((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Refusal { version, reason } = body::read(&body)?;
    does((app, visit, headers, body), &no, version, Command::RefuseTreatment { reason }).await
}

async fn ask((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let OfDemand { version, rule, measure, reason, basis } = body::read(&body)?;
    let of = DemandOf { rule, measure };
    let command = Command::AskWaiver { of, grounds: Grounds::by(reason, basis) };
    does((app, visit, headers, body), &no, version, command).await
}

async fn answer((State(app), visit, Path((no, waiver)), headers, body): SentTo) -> Answered {
    let waiver: u16 = waiver.parse().map_err(|_| Failure::new(Code::NotFound))?;
    let (version, said): (u32, WaiverAnswer) = body::versioned(&body)?;
    does((app, visit, headers, body), &no, version, Command::AnswerWaiver { waiver, said }).await
}

/// The waivers of a case, for officers.
pub fn waivers(case: &Case) -> Value {
    let told = (1_u16..).zip(&case.waivers).map(|(n, waiver)| {
        let of = &waiver.freed.of;
        json!({
            "waiver": n, "rule": of.rule, "measure": of.measure, "lines": waiver.freed.lines, "office": waiver.office,
            "confirms": waiver.confirms, "reason": waiver.reason, "basis": schema::clauses(std::slice::from_ref(&waiver.basis)),
            "asked": waiver.at.to_rfc3339(), "granted": waiver.granted,
        })
    });
    told.collect()
}
