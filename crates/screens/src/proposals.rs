//! 共同制订: what the bureaus propose together: whose turn it is, what comes into force when, one proposal, and writing one.

mod cases;
mod complete;
mod one;
mod view;
mod write;

use crate::frame::{self, Frame};
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use clearance::permission::Act;
use desk::act::governance::{sees, turn};
use desk::names::Names;
use policy::governance::ProposalAct;
use std::sync::Arc;
use view::Line;
use web::app::App;
use web::asking;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;

/// The routes.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/proposals", Access::SignedIn, list).tag("read_proposals"),
        Route::get("/proposals/words", Access::SignedIn, complete::words).tag("propose"),
        Route::get("/proposals/{no}/cases", Access::SignedIn, cases::show).tag("read_proposals"),
    ];
    routes.extend(write::routes());
    routes.extend(one::routes());
    routes
}

fn names<'a>(app: &App, visit: &'a Visit) -> Result<Names<'a>, Failure> {
    let field = app.field();
    Ok(Names::new(field, visit.law()?, field.day(visit.now), visit.language))
}

/// Whether a visitor may begin a proposal at all; by which way, says the text.
fn writes(visit: &Visit) -> bool {
    visit.asker.as_ref().is_some_and(|asker| {
        let account = &asker.account;
        desk::act::may(&account.roles, account.enterprise.is_some(), Act::Propose)
    })
}

#[derive(Template)]
#[template(path = "proposals.html")]
struct ProposalsPage {
    frame: Frame,
    day: String,
    /// What waits for the reader, with what for.
    waiting: Vec<(Line, String)>,
    mine: Vec<Line>,
    others: Vec<Line>,
    ended: Vec<Line>,
    /// What comes into force, by day.
    calendar: Vec<(String, Vec<Line>)>,
    /// Editions of two persons that come into force: the day, where it is, why.
    editions: Vec<(String, String, String)>,
    writes: bool,
}

/// What somebody is to do, as the key of its words.
fn todo(act: ProposalAct) -> &'static str {
    match act {
        ProposalAct::Answer => "proposals.do.answer",
        ProposalAct::Settle => "proposals.do.settle",
        ProposalAct::Consult => "proposals.do.consult",
        ProposalAct::Edit => "proposals.do.rebase",
        ProposalAct::Ballot => "proposals.do.ballot",
        ProposalAct::Submit => "proposals.do.submit",
        ProposalAct::Approve => "proposals.do.approve",
        ProposalAct::Propose
        | ProposalAct::Close
        | ProposalAct::File
        | ProposalAct::Suspend
        | ProposalAct::Resume
        | ProposalAct::RollBack
        | ProposalAct::Withdraw => "proposals.do.propose",
    }
}

async fn list(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    desk::act::permit_act(&ask, Act::ReadProposals)?;
    let field = app.field();
    let (stands, today, law) = (field.follow_together().await?, field.day(visit.now), visit.law()?);
    let frame = Frame::new(&app, &visit, words::say(visit.language, "proposals.title"));
    let names = names(&app, &visit)?;
    let mut page = ProposalsPage {
        day: today.to_string(),
        waiting: Vec::new(),
        mine: Vec::new(),
        others: Vec::new(),
        ended: Vec::new(),
        calendar: Vec::new(),
        editions: Vec::new(),
        writes: writes(&visit),
        frame,
    };
    let seen = stands.proposals().rev().filter(|one| sees(&law.policy, &ask, one, today));
    for one in seen {
        let line = || Line::new(one, &app.desk, &names, today);
        if let Some(act) = turn(field, &law.policy, &ask, one) {
            page.waiting.push((line().await?, page.frame.say(todo(act)).to_owned()));
        }
        if one.author.person == ask.person {
            page.mine.push(line().await?);
        } else if one.stage(today).is_open() {
            page.others.push(line().await?);
        } else {
            page.ended.push(line().await?);
        }
        if one.carried.is_some() && today < one.from {
            let (day, line) = (one.from.to_string(), line().await?);
            match page.calendar.iter_mut().find(|(known, _)| *known == day) {
                Some((_, lines)) => lines.push(line),
                None => page.calendar.push((day, vec![line])),
            }
        }
    }
    page.calendar.sort_by(|a, b| a.0.cmp(&b.0));
    let known = field.known();
    let soon =
        known.region.adopted().iter().filter(|one| one.carried.is_none() && one.from.is_some_and(|from| today < from));
    page.editions = soon
        .filter_map(|one| {
            let reason = known.region.proposal(one.proposal?)?.reason.clone();
            Some((one.from?.to_string(), format!("/editions/{}", one.version), reason))
        })
        .collect();
    page.editions.sort();
    frame::html(&page)
}
