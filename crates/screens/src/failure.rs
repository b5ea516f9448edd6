//! The page of a failure, for readers of screens.

use crate::frame::Frame;
use crate::queue::waiting_for;
use crate::sign_in;
use askama::Template;
use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::pin::Pin;
use std::sync::Arc;
use values::fault::Fault;
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
