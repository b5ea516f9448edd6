//! What a proposal would do to cases under way, if it counted for them.

use super::names;
use crate::frame::{self, Frame};
use crate::words;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use clearance::permission::Act;
use desk::act;
use desk::act::effect::would_do;
use desk::act::governance as path;
use std::sync::Arc;
use web::app::App;
use web::asking;
use web::error::{Code, Failure};
use web::visit::Visit;

#[derive(Template)]
#[template(path = "proposal_cases.html")]
struct CasesPage {
    frame: Frame,
    says: String,
    /// The case, its mode, and the mode that it would go by.
    others: Vec<(String, String, String)>,
    back: String,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadProposals)?;
    let number = no.parse().map_err(|_| Failure::new(Code::NotFound))?;
    let (_, one) = path::load(&app.desk, &ask, number).await?;
    let would = would_do(&app.desk, &act::Ask::platform(visit.now), &one).await?;
    let names = names(&app, &visit)?;
    let title = words::fill(words::say(visit.language, "proposals.cases"), &[("no", &no)]);
    let back = format!("/proposals/{number}");
    let frame = Frame { path: back.clone(), ..Frame::new(&app, &visit, &title) };
    let (looked, others) = (would.looked.to_string(), would.others.len().to_string());
    let key = if would.more { "proposals.cases.first" } else { "proposals.cases.all" };
    let says = frame.say_with(key, &[("looked", &looked), ("others", &others)]);
    let then = |before: &str, after: &str| {
        if before == after { frame.say("proposals.cases.more").to_owned() } else { names.mode_title(after) }
    };
    let line =
        |(no, before, after): &(String, String, String)| (no.clone(), names.mode_title(before), then(before, after));
    let others = would.others.iter().map(line).collect();
    frame::html(&CasesPage { says, others, back, frame })
}
