//! Signing in and out.

use crate::frame;
use crate::frame::Frame;
use crate::frame::own_path;
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use desk::account::Account;
use desk::secret;
use serde::Deserialize;
use std::sync::Arc;
use values::id::AccountId;
use web::app::App;
use web::cookie::{self, Life};
use web::error::{self, Failure};
use web::route::{Access, Route};
use web::throttle::{Outcome, Rate};
use web::visit::{Means, Visit};

/// What one address may try: an office behind one address signs in at eight, a guesser all day.
const RATE: Rate = Rate::new(60, 30);

/// The routes of signing in and out.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", Access::Public, show),
        Route::post("/sign-in", Access::Public, sign_in).body_max(4096).rate(RATE),
        Route::post("/sign-out", Access::SignedIn, sign_out).body_max(4096),
    ]
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    frame: Frame,
    account: String,
    back: String,
    fault: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    back: String,
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    form(&app, &visit, StatusCode::OK, String::new(), asked.back, None)
}

fn form(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    account: String,
    back: String,
    fault: Option<String>,
) -> Result<Response, Failure> {
    let frame = Frame::new(app, visit, words::say(visit.language, "sign_in.title"));
    frame::html_as(status, &SignIn { frame, account, back, fault })
}

/// Sends a reader who has to sign in first to the form, and back afterwards.
pub fn redirect_to(visit: &Visit) -> Response {
    // What was to be changed cannot be come back to, only what was to be read.
    let path = if visit.reads { visit.path.as_ref() } else { "/" };
    error::see_other(&format!("/sign-in?back={}", frame::in_query(path)))
}

#[derive(Deserialize)]
struct Shown {
    account: String,
    password: String,
    #[serde(default)]
    back: String,
}

async fn sign_in(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    Form(shown): Form<Shown>,
) -> Result<Response, Failure> {
    let name = shown.account.trim().to_ascii_lowercase();
    let device = known_device(&app, &headers, &name);
    // A browser that the account is known in pauses by itself, so that strangers cannot lock its owner out.
    let pause = format!("{}\n{name}", device.as_deref().unwrap_or(""));
    if let Err(wait) = app.pauses.begin(&pause, visit.now) {
        app.metrics.count("santong_sign_ins_total", "outcome=\"paused\"".into());
        let mut response = refuse(&app, &visit, StatusCode::TOO_MANY_REQUESTS, &shown, Some(wait))?;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        return Ok(response);
    }
    let checked = check(&app, &visit, &name, shown.password.clone()).await;
    let outcome = match &checked {
        Ok(Some(_)) => Outcome::Right,
        Ok(None) => Outcome::Wrong,
        Err(_) => Outcome::NotChecked,
    };
    app.pauses.end(&pause, outcome, visit.now);
    app.metrics.count("santong_sign_ins_total", format!("outcome=\"{}\"", word(outcome)));
    match checked? {
        None => refuse(&app, &visit, StatusCode::UNAUTHORIZED, &shown, None),
        Some(account) => {
            let mut response = error::see_other(own_path(&shown.back));
            begin(&app, &visit, &headers, &account, &mut response).await?;
            Ok(response)
        }
    }
}

const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Right => "right",
        Outcome::Wrong => "wrong",
        Outcome::NotChecked => "not_checked",
    }
}

/// The account whose password this is. Unknown, suspended, without a password: all cost and answer the same.
async fn check(app: &App, visit: &Visit, name: &str, password: String) -> Result<Option<Arc<Account>>, Failure> {
    let id = AccountId::parse(name).ok();
    // A name that cannot be one is looked for like any other.
    let looked_for = id.as_ref().map_or("-", |id| id.as_str());
    let stored = app.field().register.credential(looked_for).await?.map(|credential| credential.secret);
    let right = app.passwords.check(password, stored).await?;
    match id.filter(|_| right) {
        Some(id) => Ok(app.accounts.find(app.field(), &id, visit.now).await?),
        None => Ok(None),
    }
}

fn refuse(app: &App, visit: &Visit, status: StatusCode, shown: &Shown, wait: Option<u32>) -> Result<Response, Failure> {
    let says = match wait {
        None => words::say(visit.language, "sign_in.wrong").to_owned(),
        Some(wait) => words::fill(words::say(visit.language, "failure.wait"), &[("n", &wait.to_string())]),
    };
    form(app, visit, status, shown.account.clone(), shown.back.clone(), Some(says))
}

/// Begins a session with a new token, whatever cookie the browser came with, and ends the one it had.
///
/// # Errors
/// The record cannot be written.
pub async fn begin(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    account: &Account,
    response: &mut Response,
) -> Result<(), Failure> {
    let register = &app.field().register;
    if let Some(old) = cookie::read(headers, cookie::SESSION) {
        register.end_session(&secret::digest(old)).await?;
    }
    let place = format!("{} · {}", visit.peer.address.ip(), browser(headers));
    let device = new_device(app, account.id.as_str());
    let token = app.sessions.begin(register, account, place, visit.now, &app.desk.chance).await?;
    let cookies = response.headers_mut();
    cookies.append(header::SET_COOKIE, cookie::write(cookie::SESSION, &token, Life::Browser));
    cookies.append(header::SET_COOKIE, cookie::write(cookie::DEVICE, &device, Life::HalfYear));
    Ok(())
}

/// The browser and the system that its header names; what it is called, not what it claims to be like.
fn browser(headers: &HeaderMap) -> String {
    const BROWSERS: [(&str, &str); 5] =
        [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Version/", "Safari"), ("curl/", "curl")];
    const SYSTEMS: [&str; 7] = ["Windows", "Android", "iPhone", "iPad", "Macintosh", "HarmonyOS", "Linux"];
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or("");
    let browser = BROWSERS.iter().find_map(|(mark, name)| {
        let version = agent.split(mark).nth(1)?.split(['.', ' ']).next()?;
        Some(format!("{name} {version}"))
    });
    let system = SYSTEMS.iter().find(|system| agent.contains(**system));
    let parts = browser.into_iter().chain(system.map(ToString::to_string));
    parts.collect::<Vec<_>>().join(" · ")
}

/// The mark of a browser: its number and a seal that only we can make, for one account.
fn new_device(app: &App, account: &str) -> String {
    let number = secret::draw(&app.desk.chance);
    let seal = secret::seal(&app.key(), &["device", &number, account]);
    format!("{number}.{seal}")
}

/// The number of the browser, if the account has signed in with it before.
fn known_device(app: &App, headers: &HeaderMap, account: &str) -> Option<String> {
    let (number, seal) = cookie::read(headers, cookie::DEVICE)?.split_once('.')?;
    secret::equal(seal, &secret::seal(&app.key(), &["device", number, account])).then(|| number.to_owned())
}

async fn sign_out(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    if let Means::Session(digest) = visit.asker()?.means {
        app.field().register.end_session(&digest).await?;
    }
    let mut response = error::see_other("/sign-in");
    response.headers_mut().append(header::SET_COOKIE, cookie::write(cookie::SESSION, "", Life::Over));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_and_not_quoted() {
        let named = |agent: &'static str| {
            browser(&HeaderMap::from_iter([(header::USER_AGENT, HeaderValue::from_static(agent))]))
        };
        let chrome =
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        assert_eq!(named(chrome), "Chrome 156 · Windows");
        assert_eq!(
            named("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"),
            "Firefox 150 · Linux"
        );
        assert_eq!(named("<script>"), "");
    }
}
