//! Drafting a paper: what the record says stands there already; the drafter chooses phrases and writes what the form leaves open.

mod fields;

use super::super::receipt::{Clause, clause};
use super::super::said::{self, Said};
use super::after::follows_as;
use super::view;
use crate::frame::{self, Frame};
use crate::pairs::{KEY, Pairs, VERSION};
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::case::Case;
use clearance::case::decide::{CertificateCommand, Command, Drafting};
use clearance::case::refusal::Reason;
use clearance::event::certificate::Following;
use desk::act::{self, Ask, Denied};
use desk::names::Names;
use desk::secret;
use fields::{Asked, Given, LotChoice, asked, given, lots, said_in};
use policy::reference::TableName;
use serde::Deserialize;
use std::sync::Arc;
use values::code::TableCode;
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::sight;
use web::visit::Visit;

/// The largest form of a draft, in bytes.
const FORM_MAX: usize = 128 * 1024;

pub(super) fn routes() -> Vec<Route> {
    let at = |path, handler| Route::get(path, Access::SignedIn, handler).tag("read_own");
    vec![
        at("/case/{no}/certificates", show_new),
        Route::post("/case/{no}/certificates", Access::InPerson, sent_new).tag("draft_paper").body_max(FORM_MAX),
        Route::get("/case/{no}/certificates/{certificate}/draft", Access::SignedIn, show_again).tag("read_own"),
        Route::get("/case/{no}/certificates/{certificate}/amendment", Access::SignedIn, show_amendment).tag("read_own"),
        Route::get("/case/{no}/certificates/{certificate}/reissue", Access::SignedIn, show_reissue).tag("read_own"),
        Route::get("/case/{no}/certificates/{certificate}/supplement", Access::SignedIn, show_supplement)
            .tag("read_own"),
    ]
}

/// What is drafted: a new paper of a kind, one that was sent back, or one in the place of another.
#[derive(Clone, Debug, Default, Deserialize)]
struct Wish {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    again: Option<u16>,
    #[serde(default)]
    amends: Option<u16>,
    #[serde(default)]
    following: Following,
}

#[derive(Template)]
#[template(path = "certificate_draft.html")]
struct DraftPage {
    frame: Frame,
    case: String,
    no: Vec<String>,
    version: u32,
    key: String,
    wish: Wish,
    /// The kinds that may be drafted, where none is chosen yet: code, name, and whether it was asked for.
    kinds: Vec<(String, String, bool)>,
    kind: String,
    /// By which text it is issued, and whether that is provisional.
    clauses: Vec<Clause>,
    provisional: bool,
    /// How it will follow a paper that was issued before.
    follows: Option<String>,
    /// It is drafted word for word as the paper that it comes in the place of.
    reissues: bool,
    /// Why it was sent back.
    sent_back: Option<String>,
    lots: Vec<LotChoice>,
    given: Vec<Given>,
    asked: Vec<Asked>,
    said: Option<Said>,
}

/// Whether a draft would be taken but for what its drafter is still to say.
///
/// # Errors
/// The record cannot be read.
pub(super) async fn may(app: &App, ask: &Ask, case: &Case, drafting: Drafting) -> Result<bool, Failure> {
    let command = Command::Certificate(CertificateCommand::Draft(drafting));
    match act::would(&app.desk, ask, case, &command).await {
        Ok(()) => Ok(true),
        Err(Denied::NotAllowed(why)) => Ok(why.reason == Reason::CertificateContent),
        Err(Denied::Broken(error)) => Err(Denied::Broken(error).into()),
        Err(_) => Ok(false),
    }
}

/// The kinds that the asker may draft now.
///
/// # Errors
/// The record cannot be read.
pub async fn kinds(app: &App, ask: &Ask, case: &Case) -> Result<Vec<TableCode>, Failure> {
    let law = app.field().law_of(&case.policy, case.day).await?;
    let mut kinds = Vec::new();
    for kind in law.policy.certificates_on(app.field().day(ask.now)) {
        let drafting = Drafting { kind: Some(kind.code.clone()), ..Drafting::default() };
        if may(app, ask, case, drafting).await? {
            kinds.push(kind.code.clone());
        }
    }
    Ok(kinds)
}

async fn show_new(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Query(wish): Query<Wish>,
) -> Result<Response, Failure> {
    show(&app, &visit, &no, wish).await
}

async fn show_again(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, number)): Path<(String, u16)>,
) -> Result<Response, Failure> {
    show(&app, &visit, &no, Wish { again: Some(number), ..Wish::default() }).await
}

async fn show_amendment(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, number)): Path<(String, u16)>,
) -> Result<Response, Failure> {
    show(&app, &visit, &no, Wish { amends: Some(number), ..Wish::default() }).await
}

async fn show_supplement(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, number)): Path<(String, u16)>,
) -> Result<Response, Failure> {
    show(&app, &visit, &no, Wish { amends: Some(number), following: Following::Supplements, ..Wish::default() }).await
}

async fn show_reissue(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, number)): Path<(String, u16)>,
) -> Result<Response, Failure> {
    show(&app, &visit, &no, Wish { amends: Some(number), following: Following::Reissues, ..Wish::default() }).await
}

async fn show(app: &App, visit: &Visit, no: &str, wish: Wish) -> Result<Response, Failure> {
    let (ask, case) = seen(app, visit, no).await?;
    page(app, visit, (&ask, &case), wish, StatusCode::OK, (None, None)).await
}

async fn seen(app: &App, visit: &Visit, no: &str) -> Result<(Ask, Case), Failure> {
    let ask = asking::reads(visit)?;
    let (case, _) = super::super::load(app, &ask, no).await?;
    let sight = sight::enter(app, visit, &ask, &case).await?;
    if !sight.whole() || ask.enterprise.is_some() {
        return Err(Failure::new(Code::NotFound));
    }
    Ok((ask, case))
}

async fn page(
    app: &App,
    visit: &Visit,
    (ask, case): (&Ask, &Case),
    wish: Wish,
    status: StatusCode,
    (said, typed): (Option<Said>, Option<&Pairs>),
) -> Result<Response, Failure> {
    let law = app.field().law_of(&case.policy, case.day).await?;
    let names = Names::new(app.field(), &law, case.day, visit.language);
    let today = app.field().day(ask.now);
    let former = wish.again.or(wish.amends).and_then(|number| case.certificate(number));
    let code = former.map_or(wish.kind.as_str(), |paper| paper.draft.kind.as_str()).to_owned();
    let kind = law.policy.certificate(&code, today).filter(|kind| kind.is_for(case.declaration.direction));
    let form = kind.and_then(|kind| law.policy.form(kind.code.as_str()));
    let title = words::say(visit.language, "certificate.draft");
    let path = format!("/case/{}/certificates", frame::in_query(case.no.as_str()));
    let frame = Frame { path, ..Frame::new(app, visit, title) };
    let mut page = DraftPage {
        case: format!("/case/{}", frame::in_query(case.no.as_str())),
        no: names.number(case.no.as_str()),
        version: case.version,
        key: secret::draw(&app.desk.chance),
        kinds: Vec::new(),
        kind: kind.map_or(String::new(), |kind| kind.name.pick(visit.language).to_owned()),
        clauses: kind.map_or_else(Vec::new, |kind| kind.basis.iter().map(|of| clause(&names, of)).collect()),
        provisional: kind.is_some_and(|kind| kind.provisional),
        sent_back: wish.again.and(former).and_then(|paper| view::sent_back(paper, visit.language)),
        follows: wish.amends.and_then(|amends| follows_as(case, (amends, wish.following), visit.language)),
        reissues: match wish.again.and(former) {
            Some(paper) => paper.draft.following == Following::Reissues,
            None => wish.following == Following::Reissues,
        },
        lots: Vec::new(),
        given: Vec::new(),
        asked: Vec::new(),
        said,
        wish,
        frame,
    };
    let Some((kind, form)) = kind.zip(form) else {
        let asked = |code: &TableCode| case.asked_papers.contains(code);
        let name = |code: &TableCode| law.policy.certificate(code.as_str(), today).map(|kind| kind.name.clone());
        let kinds = kinds(app, ask, case).await?;
        let told = kinds
            .iter()
            .filter_map(|code| Some((code.to_string(), name(code)?.pick(visit.language).to_owned(), asked(code))));
        page.kinds = told.collect();
        page.kinds.sort_by_key(|(.., asked)| !asked);
        return frame::html_as(status, &page);
    };
    if page.reissues {
        return frame::html_as(status, &page);
    }
    let before = former.map(|paper| (paper.draft.content.as_slice(), paper.draft.lots.as_slice()));
    page.lots = lots(&names, case, typed, before.map(|(_, lots)| lots));
    page.given = given((&law, kind, form), case, ask, &page.lots, visit.language);
    page.asked = asked(kind, form, typed, before.map(|(content, _)| content), visit.language);
    frame::html_as(status, &page)
}

async fn sent_new(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs).kept();
    let ask = asking::submits(&visit, pairs.get(KEY), &pairs.bytes())?;
    let (_, case) = seen(&app, &visit, &no).await?;
    let number = |name: &str| pairs.get(name).parse::<u16>().ok();
    let following = Following::ALL.into_iter().find(|(_, word)| *word == pairs.get("following"));
    let wish = Wish {
        kind: pairs.get("kind").to_owned(),
        again: number("again"),
        amends: number("amends"),
        following: following.map_or_else(Following::default, |(following, _)| following),
    };
    let law = app.field().law_of(&case.policy, case.day).await?;
    let former = wish.again.or(wish.amends).and_then(|number| case.certificate(number));
    let code = former.map_or(wish.kind.as_str(), |paper| paper.draft.kind.as_str()).to_owned();
    let kind = law.policy.certificate(&code, app.field().day(ask.now));
    let form = kind.and_then(|kind| law.policy.form(kind.code.as_str()));
    let Some((kind, form)) = kind.zip(form) else { return Err(Failure::new(Code::NotFound)) };
    let said = said_in(kind, form, &pairs);
    let drafting = Drafting {
        certificate: wish.again,
        kind: wish.again.is_none().then(|| kind.code.clone()),
        lots: pairs.all("lot").filter_map(|lot| lot.parse().ok()).collect(),
        said,
        amends: wish.amends,
        following: wish.following,
        lost: pairs.get("lost").to_owned(),
    };
    let unseen = pairs.seen().is_err();
    let expected = pairs.get(VERSION).parse().map_err(|_| Failure::new(Code::Malformed))?;
    let again = async |said: Said, status: StatusCode| {
        page(&app, &visit, (&ask, &case), wish.clone(), status, (Some(said), Some(&pairs))).await
    };
    if unseen {
        let words = words::say(visit.language, "case.faulty").to_owned();
        return again(Said { kind: "stop", words, ..Said::default() }, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let command = Command::Certificate(CertificateCommand::Draft(drafting));
    match act::act(&app.desk, &ask, &no, Some(expected), &command).await {
        Ok(_) => {
            let made = wish.again.map_or(case.certificates.len() + 1, usize::from);
            Ok(error::see_other(&format!("/case/{}/certificates/{made}", frame::in_query(&no))))
        }
        Err(denied) => {
            let names = Names::new(app.field(), &law, case.day, visit.language);
            again(said::refusal(&visit, &names, &case, denied)?, StatusCode::CONFLICT).await
        }
    }
}

/// The papers asked for that nobody drafted yet.
fn undrafted(case: &Case) -> impl Iterator<Item = &TableCode> {
    let drafted =
        |code: &TableCode| case.certificates.iter().any(|paper| paper.state.stands() && paper.draft.kind == *code);
    case.asked_papers.iter().filter(move |code| !drafted(code))
}

/// What each of them is called.
pub fn waiting(names: &Names, case: &Case) -> Vec<String> {
    undrafted(case).map(|code| names.code(TableName::Document, code.as_str())).collect()
}

/// What is asked for and may be drafted by somebody, with the way there.
pub fn ways(names: &Names, case: &Case, kinds: &[TableCode]) -> Vec<(String, String)> {
    let way = |code: &TableCode| {
        let path = format!("/case/{}/certificates?kind={code}", case.no);
        (names.code(TableName::Document, code.as_str()), path)
    };
    undrafted(case).filter(|code| kinds.contains(code)).map(way).collect()
}
