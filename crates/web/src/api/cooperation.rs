//! Notes and work items between offices about a case (「本方案」一).

use crate::api::body;
use crate::api::command::{Answered, Sent, SentTo, command, does};
use crate::api::schema;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Operation, Route};
use crate::visit::Visit;
use axum::Json;
use axum::extract::{Path, State};
use clearance::case::cooperation::WorkState;
use clearance::case::decide::Command;
use clearance::event::share::Share;
use clearance::permission::Act;
use desk::act;
use desk::asked::{self, Asked};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use values::calendar::Day;
use values::id::OfficeCode;
use values::single::day_of_our_time;
use values::text::Text;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/work-items", Access::SignedIn, asked).tag("read_queue").operation(
            Operation::new("case", Text::fixed("本机构提出的协作事项", "What the own office asked of others"))
                .says(Text::fixed(
                    "未答复的在前；答复、日数、是否逾期。",
                    "Without an answer first; answers, days, and what is overdue.",
                ))
                .gives(200, Some(schema::work_items))
                .fails(&[Code::NotPermitted]),
        ),
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

async fn asked(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadQueue)?;
    let items = asked::asked(app.field(), &ask).await?;
    Ok(Json(json!({ "work_items": items.iter().map(told).collect::<Vec<_>>() })))
}

/// One item as programs are told it.
pub fn told(asked: &Asked) -> Value {
    let said = &asked.said;
    let mut told = json!({
        "no": asked.no, "item": asked.item, "from": said.from, "to": said.to, "what": said.what,
        "asked": said.asked_at.to_rfc3339(), "due": said.due.to_rfc3339(), "share": said.share.word(),
        "days": asked.days, "overdue": asked.overdue,
    });
    match &said.state {
        WorkState::Asked => told["state"] = json!("asked"),
        WorkState::Accepted { at } => {
            told["state"] = json!("accepted");
            told["accepted"] = json!(at.to_rfc3339());
        }
        WorkState::Answered { at, refused, reply } => {
            told["state"] = json!(if *refused { "refused" } else { "answered" });
            told["answered"] = json!(at.to_rfc3339());
            told["reply"] = json!(reply);
        }
    }
    told
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
