//! Language and theme: a small form in the top bar, and a cookie that remembers.

use crate::frame::own_path;
use axum::Form;
use axum::http::header;
use axum::response::Response;
use serde::Deserialize;
use values::text::Language;
use web::cookie::{self, Life};
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::visit::Theme;

/// The routes of the two switches.
pub fn routes() -> Vec<Route> {
    vec![
        Route::post("/language", Access::Public, language).body_max(4096),
        Route::post("/theme", Access::Public, theme).body_max(4096),
    ]
}

#[derive(Deserialize)]
struct Choice {
    to: String,
    back: String,
}

async fn language(Form(choice): Form<Choice>) -> Result<Response, Failure> {
    let language = Language::parse(&choice.to).ok_or_else(|| Failure::new(Code::Malformed))?;
    Ok(remember(cookie::LANGUAGE, language.tag(), &choice.back))
}

async fn theme(Form(choice): Form<Choice>) -> Result<Response, Failure> {
    let theme = Theme::parse(&choice.to).ok_or_else(|| Failure::new(Code::Malformed))?;
    Ok(remember(cookie::THEME, theme.word(), &choice.back))
}

fn remember(name: &str, value: &str, back: &str) -> Response {
    let mut response = error::see_other(own_path(back));
    response.headers_mut().append(header::SET_COOKIE, cookie::write(name, value, Life::HalfYear));
    response
}
