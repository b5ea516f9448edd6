//! 法规版本: which edition of the law governs, what waits to be adopted, what each says otherwise; and the words of two persons.

mod propose;
mod view;

use crate::failure;
use crate::frame::{self, Frame};
use crate::pairs::{KEY, Pairs};
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::permission::Act;
use clearance::region::edition::{Fate, Proposal};
use desk::act::{self, edition};
use desk::gazette::{self, Gazette};
use desk::names::Names;
use desk::secret;
use std::sync::Arc;
pub(crate) use view::{ChangesView, by, changes, open};
use view::{EditionLine, ProcessLine, ProposalLine, short};
use web::api::edition::sees_all;
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::visit::Visit;

/// The routes.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/editions", Access::Public, list),
        Route::get("/editions/{version}", Access::Public, one),
        Route::get("/editions/proposals/{no}", Access::Public, proposal),
        Route::post("/editions/proposals/{no}", Access::InPerson, answer)
            .tag("adopt_edition ease_edition")
            .body_max(16 * 1024),
    ];
    routes.extend(propose::routes());
    routes
}

/// Whether a visitor may do an act of operations or of the command centre.
fn may(visit: &Visit, act: Act) -> bool {
    visit.asker.as_ref().is_some_and(|asker| {
        let account = &asker.account;
        act::may(&account.roles, account.enterprise.is_some(), act)
    })
}

fn names<'a>(app: &App, visit: &'a Visit) -> Result<Names<'a>, Failure> {
    let field = app.field();
    Ok(Names::new(field, visit.law()?, field.day(visit.now), visit.language))
}

#[derive(Template)]
#[template(path = "editions.html")]
struct EditionsPage {
    frame: Frame,
    day: String,
    waiting: Vec<ProposalLine>,
    adopted: Vec<EditionLine>,
    withdrawn: Vec<ProposalLine>,
    processes: Vec<ProcessLine>,
    /// What the program supplies, for who may put it into the next edition.
    supplied: Vec<String>,
    beside: bool,
    proposes: bool,
}

async fn list(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    let Gazette { day, adopted, governs, waiting, withdrawn, reasons, processes, supplied, beside } =
        gazette::gazette(app.field(), visit.now).await?;
    let frame = Frame::new(&app, &visit, words::say(visit.language, "editions.title"));
    let (names, known, all) = (names(&app, &visit)?, app.field().known(), sees_all(&visit));
    let proposals = |all_of: Vec<Proposal>| -> Vec<ProposalLine> {
        all_of.iter().map(|one| ProposalLine::new(one, &frame, &names, all)).collect()
    };
    let (waiting, withdrawn) = (proposals(waiting), proposals(withdrawn));
    let line =
        |one| EditionLine::new(one, (&known.region, governs), &frame, &names, all).carried(one, &reasons, &frame);
    let proposes = may(&visit, Act::AdoptEdition);
    let page = EditionsPage {
        day: day.to_string(),
        adopted: adopted.iter().map(line).collect(),
        processes: processes.iter().map(|one| ProcessLine::new(one, &frame, all)).collect(),
        supplied: if proposes { supplied.iter().map(|what| frame.pick(what).to_owned()).collect() } else { Vec::new() },
        beside: beside && proposes,
        waiting,
        withdrawn,
        proposes,
        frame,
    };
    frame::html(&page)
}

#[derive(Template)]
#[template(path = "edition.html")]
struct EditionPage {
    frame: Frame,
    line: EditionLine,
    approvals: Vec<String>,
    base: Option<(String, String)>,
    changes: Option<ChangesView>,
    files: usize,
}

async fn one(State(app): State<Arc<App>>, visit: Visit, Path(version): Path<String>) -> Result<Response, Failure> {
    let (field, known) = (app.field(), app.field().known());
    let adopted = known.region.adopted().iter().rfind(|one| one.version == version);
    let adopted = adopted.ok_or_else(|| Failure::new(Code::NotFound))?;
    let governs = known.region.edition_on(field.day(visit.now)).map_or(0, |one| one.seq);
    let title = format!("{} {}", words::say(visit.language, "editions.edition"), short(&version));
    let frame = Frame::new(&app, &visit, &title);
    let (names, all) = (names(&app, &visit)?, sees_all(&visit));
    let base = gazette::base_of(field, adopted);
    let changes = match &base {
        Some(base) => Some(changes(&gazette::changes(field, base, &version).await?, visit.language, all)),
        None => None,
    };
    let proposal = adopted.proposal.and_then(|no| known.region.proposal(no));
    let reasons = gazette::reasons(field, std::slice::from_ref(adopted)).await?;
    let of_bureaus = adopted.carried.as_ref().map(|carried| &carried.approvals[..]);
    let approvals = proposal.map(|one| &one.approvals[..]).or(of_bureaus).unwrap_or_default();
    let line = EditionLine::new(adopted, (&known.region, governs), &frame, &names, all);
    let page = EditionPage {
        line: line.carried(adopted, &reasons, &frame),
        approvals: view::approvals(approvals, &frame),
        base: base.map(|base| (short(&base), format!("/editions/{base}"))),
        changes,
        files: field.register.edition_paths(&desk::edition::hash_of(&version)?).await?.len(),
        frame,
    };
    frame::html(&page)
}

#[derive(Template)]
#[template(path = "edition_proposal.html")]
struct ProposalPage {
    frame: Frame,
    line: ProposalLine,
    base: (String, String),
    /// Why it was taken back, and by whom.
    withdrawn: Option<(String, String)>,
    eased: Option<String>,
    approvals: Vec<String>,
    /// The processes that are there, and whether each has prepared it.
    prepared: Vec<(String, &'static str, String)>,
    /// First days of what is adopted for later and does not have these changes.
    later: Vec<String>,
    changes: ChangesView,
    said: Option<String>,
    key: String,
    confirms: bool,
    /// One's own proposal waits for another person.
    own: bool,
    withdraws: bool,
    eases: bool,
}

async fn proposal(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response, Failure> {
    let page = page_of(&app, &visit, &no, None).await?;
    frame::html(&page)
}

async fn page_of(app: &App, visit: &Visit, no: &str, said: Option<String>) -> Result<ProposalPage, Failure> {
    let field = app.field();
    let known = field.catch_up().await?;
    let one = no.parse().ok().and_then(|no| known.region.proposal(no)).ok_or_else(|| Failure::new(Code::NotFound))?;
    let title = words::fill(words::say(visit.language, "editions.proposal"), &[("no", no)]);
    let path = format!("/editions/proposals/{no}");
    let frame = Frame { path, ..Frame::new(app, visit, &title) };
    let (names, all) = (names(app, visit)?, sees_all(visit));
    let found = gazette::changes(field, &one.base, &one.version).await?;
    let processes = desk::process::alive(field, visit.now).await?;
    let prepared = processes.iter().map(|process| {
        let (word, why) = match process.said.prepared.get(&one.no) {
            Some(None) => ("editions.prepared", String::new()),
            Some(Some(why)) => ("editions.cannot", if all { why.clone() } else { String::new() }),
            None => ("editions.not_prepared", String::new()),
        };
        (process.name.clone(), word, why)
    });
    let withdrawn = if let Fate::Withdrawn { by: who, reason } = &one.fate {
        Some((reason.clone(), by(who, &names, all)))
    } else {
        None
    };
    let own = visit.asker.as_ref().is_some_and(|asker| asker.account.person == one.by.person);
    let (decides, waits) = (may(visit, Act::AdoptEdition), one.waits());
    let together = one.open == clearance::event::edition::OpenCases::Together;
    Ok(ProposalPage {
        line: ProposalLine::new(one, &frame, &names, all),
        base: (short(&one.base), format!("/editions/{}", one.base)),
        withdrawn,
        eased: one.eased.clone(),
        approvals: view::approvals(&one.approvals, &frame),
        prepared: if waits { prepared.collect() } else { Vec::new() },
        later: gazette::later(field, one).iter().filter_map(|one| one.from).map(|from| from.to_string()).collect(),
        changes: changes(&found, visit.language, all),
        said,
        key: secret::draw(&app.desk.chance),
        confirms: waits && decides && !own,
        own: waits && decides && own,
        withdraws: waits && decides,
        eases: waits && together && one.eased.is_none() && may(visit, Act::EaseEdition),
        frame,
    })
}

async fn answer(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs).kept();
    pairs.seen().map_err(Failure::faults)?;
    let ask = asking::submits(&visit, pairs.get(KEY), &pairs.bytes())?;
    let number: u64 = no.parse().map_err(|_| Failure::new(Code::NotFound))?;
    let (desk, reason) = (&app.desk, pairs.get("reason"));
    let done = match pairs.get("do") {
        "confirm" => edition::confirm(desk, &ask, number).await,
        "withdraw" => edition::withdraw(desk, &ask, number, reason).await,
        "ease" => edition::ease(desk, &ask, number, reason).await,
        _ => return Err(Failure::new(Code::Malformed)),
    };
    let said = match done {
        Ok(_) => return Ok(error::see_other(&format!("/editions/proposals/{number}"))),
        Err(denied) => failure::said(denied, visit.language)?,
    };
    let page = page_of(&app, &visit, &no, Some(said)).await?;
    frame::html_as(StatusCode::CONFLICT, &page)
}
