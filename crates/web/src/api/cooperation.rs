//! Notes and work items between offices about a case (「本方案」一).

use crate::api::body;
use crate::api::command::{Answered, Sent, SentTo, command, does};
use crate::api::schema;
use crate::error::{Code, Failure};
use crate::route::Route;
use axum::extract::{Path, State};
use clearance::case::decide::Command;
use clearance::event::share::Share;
use serde::Deserialize;
use values::calendar::Day;
use values::id::OfficeCode;
use values::single::day_of_our_time;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        command(
            "/api/v1/cases/{no}/notes",
            "cooperate",
            ("给其他机构留言", "Write a note for the other offices"),
            schema::note,
            note,
        ),
        command(
            "/api/v1/cases/{no}/work-items",
            "cooperate",
            ("向其他机构提出协作事项", "Ask another office for something"),
            schema::work_asked,
            ask_work,
        ),
        command(
            "/api/v1/cases/{no}/work-items/{item}/acceptance",
            "answer_work",
            ("接办协作事项", "Take a work item on"),
            schema::bare,
            accept_work,
        ),
        command(
            "/api/v1/cases/{no}/work-items/{item}/answer",
            "answer_work",
            ("答复协作事项", "Answer a work item"),
            schema::work_answered,
            answer_work,
        ),
    ]
}

#[derive(Deserialize)]
struct Noted {
    version: u32,
    note: String,
}

async fn note((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Noted { version, note } = body::read(&body)?;
    does((app, visit, headers, body), &no, version, Command::Note { note }).await
}

#[derive(Deserialize)]
struct WorkAsked {
    version: u32,
    to: OfficeCode,
    what: String,
    due: Day,
    /// What of the case is shared for it.
    #[serde(default)]
    share: Share,
}

async fn ask_work((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let WorkAsked { version, to, what, due, share } = body::read(&body)?;
    let due = day_of_our_time("due", due).map_err(|fault| Failure::faults(vec![fault]))?;
    does((app, visit, headers, body), &no, version, Command::AskWork { to, what, due, share }).await
}

#[derive(Deserialize)]
struct WorkAccepted {
    version: u32,
}

async fn accept_work((State(app), visit, Path((no, item)), headers, body): SentTo) -> Answered {
    let WorkAccepted { version } = body::read(&body)?;
    does((app, visit, headers, body), &no, version, Command::AcceptWork { item: number(&item)? }).await
}

async fn answer_work((State(app), visit, Path((no, item)), headers, body): SentTo) -> Answered {
    let (version, said) = body::versioned(&body)?;
    let command = Command::AnswerWork { item: number(&item)?, said };
    does((app, visit, headers, body), &no, version, command).await
}

fn number(item: &str) -> Result<u16, Failure> {
    item.parse().map_err(|_| Failure::new(Code::NotFound))
}
