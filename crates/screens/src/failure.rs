//! The page of a failure, for readers of screens.

use crate::frame::Frame;
use crate::queue::waiting_for;
use crate::sign_in;
use askama::Template;
use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use desk::act::Denied;
use std::pin::Pin;
use std::sync::Arc;
use values::fault::Fault;
use values::text::Language;
use web::app::App;
use web::error::{Code, Failure};
use web::visit::Visit;

/// The page of a failure.
#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    frame: Frame,
    says: Option<String>,
    clause: Option<String>,
    faults: Vec<Fault>,
    number: Option<String>,
}

/// What a page says when something was not done: the words of the refusal, or every fault on a line.
///
/// # Errors
/// What is no matter of the page: it is shown as a failure.
pub fn said(denied: Denied, language: Language) -> Result<String, Failure> {
    let line = |fault: &Fault| {
        let parts = [fault.at.trim(), fault.given.trim()];
        let place: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{} → {}", place.join(" "), fault.wanted.pick(language))
    };
    match denied {
        Denied::NotAllowed(why) => Ok(why.text.pick(language).to_owned()),
        Denied::Faults(faults) => Ok(faults.iter().map(line).collect::<Vec<_>>().join("\n")),
        other @ (Denied::Forbidden(_)
        | Denied::Hidden
        | Denied::Stale { .. }
        | Denied::KeyReused
        | Denied::Busy(_)
        | Denied::Full
        | Denied::Broken(_)) => Err(other.into()),
    }
}

/// Shows a failure; whoever has to sign in is sent there.
pub fn show(app: Arc<App>, mut visit: Visit, failure: Failure) -> Pin<Box<dyn Future<Output = Response> + Send>> {
    Box::pin(async move {
        if failure.code() == Code::SignIn {
            return sign_in::redirect_to(&visit);
        }
        visit.waiting = waiting_for(&app, &visit).await;
        page_of(&app, &visit, &failure)
    })
}

fn page_of(app: &App, visit: &Visit, failure: &Failure) -> Response {
    let frame = Frame::new(app, visit, failure.title().pick(visit.language));
    let wait = failure.wait_s().map(|wait| frame.say_with("failure.wait", &[("n", &wait.to_string())]));
    let page = FailurePage {
        says: failure.detail().map(|says| says.pick(visit.language).to_owned()).or(wait),
        clause: failure.clause().map(str::to_owned),
        faults: failure.found().to_vec(),
        number: failure.cause().map(|_| visit.number.to_string()),
        frame,
    };
    match page.render() {
        Ok(html) => (failure.status(), [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        // Without a page the status still says enough.
        Err(_) => Response::builder().status(failure.status()).body(Body::empty()).unwrap_or_default(),
    }
}
