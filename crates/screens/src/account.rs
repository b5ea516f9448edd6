//! What is mine: my sessions, my password, my machines' tokens.

use crate::frame;
use crate::frame::Frame;
use crate::part::Moment;
use crate::sign_in;
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use desk::password::{self};
use desk::secret;
use desk::token::{make_token, take_token};
use serde::Deserialize;
use std::sync::Arc;
use values::calendar::Timestamp;
use web::again;
use web::app::App;
use web::error::{self, Failure};
use web::route::{Access, Route};

use web::visit::{Means, Visit};

/// The routes of what is mine.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/account", Access::SignedIn, show),
        Route::post("/account/password", Access::SignedIn, set_password).body_max(4096),
        Route::post("/account/end-session", Access::SignedIn, end_session).body_max(4096),
        Route::post("/account/end-others", Access::SignedIn, end_others).body_max(4096),
        Route::post("/account/make-token", Access::SignedIn, new_token).body_max(4096),
        Route::post("/account/end-token", Access::SignedIn, end_token).body_max(4096),
    ]
}

/// A session as the page shows it.
struct SessionLine {
    name: String,
    place: String,
    began: Moment,
    seen: Moment,
    here: bool,
}

/// A token as the page shows it.
struct TokenLine {
    name: String,
    label: String,
    made: Moment,
    until: Moment,
    used: Option<Moment>,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    account: String,
    sessions: Vec<SessionLine>,
    tokens: Vec<TokenLine>,
    secret: Option<String>,
    said: Said,
}

/// What the page answers to the form that was sent.
#[derive(Default)]
struct Said {
    password: Option<String>,
    fresh: Option<String>,
    label: Option<String>,
    done: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let done = (asked.done == "password").then(|| words::say(visit.language, "account.password_set").to_owned());
    page_of(&app, &visit, StatusCode::OK, None, Said { done, ..Said::default() }).await
}

async fn page_of(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    secret: Option<String>,
    said: Said,
) -> Result<Response, Failure> {
    let asker = visit.asker()?;
    let id = &asker.account.id;
    let title = words::say(visit.language, "account.title");
    let frame = Frame { path: "/account".into(), ..Frame::new(app, visit, title) };
    let sessions = app.sessions.of(&app.field().register, id, visit.now).await?;
    let sessions = sessions.into_iter().map(|(digest, session)| SessionLine {
        name: secret::name(&digest),
        place: session.place,
        began: frame.moment(Timestamp(session.made)),
        seen: frame.moment(Timestamp(session.seen)),
        here: asker.means == Means::Session(digest),
    });
    let tokens = app.field().register.tokens(id.as_str()).await?.into_iter().map(|token| TokenLine {
        name: secret::name(&token.digest),
        label: token.name,
        made: frame.moment(Timestamp(token.made)),
        until: frame.moment(Timestamp(token.ends)),
        used: (token.used != 0).then(|| frame.moment(Timestamp(token.used))),
    });
    let page = AccountPage {
        account: id.to_string(),
        sessions: sessions.collect(),
        tokens: tokens.collect(),
        frame,
        secret,
        said,
    };
    frame::html_as(status, &page)
}

#[derive(Deserialize)]
struct NewPassword {
    old: String,
    new: String,
}

async fn set_password(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    Form(form): Form<NewPassword>,
) -> Result<Response, Failure> {
    let asker = visit.person()?;
    let id = &asker.account.id;
    if let Some(wanted) = password::wanted(&form.new) {
        let said = Said { fresh: Some(wanted.pick(visit.language).to_owned()), ..Said::default() };
        return page_of(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, None, said).await;
    }
    if !again::password(&app, &visit, form.old).await? {
        let said =
            Said { password: Some(words::say(visit.language, "account.old_wrong").to_owned()), ..Said::default() };
        return page_of(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, None, said).await;
    }
    // With the new password every session ends; this browser goes on in a new one.
    let hash = app.passwords.hash(&form.new, &app.desk.chance).await?;
    app.field().register.set_credential(id.as_str(), &hash, visit.now.0).await?;
    let mut response = error::see_other("/account?done=password");
    sign_in::begin(&app, &visit, &headers, &asker.account, &mut response).await?;
    Ok(response)
}

async fn end_others(State(app): State<Arc<App>>, visit: Visit, headers: HeaderMap) -> Result<Response, Failure> {
    let asker = visit.person()?;
    app.field().register.end_sessions(asker.account.id.as_str()).await?;
    let mut response = error::see_other("/account");
    sign_in::begin(&app, &visit, &headers, &asker.account, &mut response).await?;
    Ok(response)
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

async fn end_session(State(app): State<Arc<App>>, visit: Visit, Form(named): Form<Named>) -> Result<Response, Failure> {
    let ended =
        app.sessions.end_named(&app.field().register, &visit.person()?.account.id, &named.name, visit.now).await?;
    if ended { Ok(error::see_other("/account")) } else { Err(Failure::new(error::Code::NotFound)) }
}

async fn end_token(State(app): State<Arc<App>>, visit: Visit, Form(named): Form<Named>) -> Result<Response, Failure> {
    let ended = take_token(&app.desk, &visit.asker()?.account.id, &named.name).await?;
    if ended { Ok(error::see_other("/account")) } else { Err(Failure::new(error::Code::NotFound)) }
}

#[derive(Deserialize)]
struct TokenForm {
    label: String,
    days: i64,
}

async fn new_token(
    State(app): State<Arc<App>>,
    visit: Visit,
    Form(form): Form<TokenForm>,
) -> Result<Response, Failure> {
    let account = &visit.person()?.account.id;
    let made = make_token(&app.desk, account, visit.now, (&form.label, form.days)).await;
    match made.map_err(Failure::from) {
        Ok((_, secret)) => page_of(&app, &visit, StatusCode::OK, Some(secret), Said::default()).await,
        Err(failure) if !failure.found().is_empty() => {
            let wanted: Vec<&str> = failure.found().iter().map(|fault| fault.wanted.pick(visit.language)).collect();
            let said = Said { label: Some(wanted.join(" · ")), ..Said::default() };
            page_of(&app, &visit, failure.status(), None, said).await
        }
        Err(failure) => Err(failure),
    }
}
