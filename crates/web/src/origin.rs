//! Cross-origin protection: a page of another origin cannot make a browser change anything here.

use crate::error::{Code, Failure};
use crate::visit;
use axum::http::{HeaderMap, Method, header};

/// Refuses a change that a browser sends for another origin.
///
/// `Sec-Fetch-Site` decides where the browser sends it, else `Origin` has to name our own host. A request with
/// neither comes from no browser, as far as browsers of the last years go; the cookie's `SameSite` is the second
/// wall. Whoever shows a bearer token is no victim: a browser never adds one by itself.
///
/// # Errors
/// 403.
pub fn check(method: &Method, headers: &HeaderMap) -> Result<(), Failure> {
    if visit::is_safe(method) || visit::bearer(headers).is_some() {
        return Ok(());
    }
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let own = match (text(header::HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = text(header::HOST).unwrap_or("");
            origin.split_once("://").is_some_and(|(_, named)| named.eq_ignore_ascii_case(host))
        }
        (None, None) => true,
    };
    if own { Ok(()) } else { Err(Failure::new(Code::CrossOrigin)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    #[track_caller]
    fn passes(method: Method, lines: &[(&'static str, &'static str)], expected: bool) {
        let mut headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("localhost:8080"))]);
        for (name, value) in lines {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        assert_eq!(check(&method, &headers).is_ok(), expected, "{method} {lines:?}");
    }

    #[test]
    fn f18_only_our_own_pages_change_anything() {
        passes(Method::POST, &[("sec-fetch-site", "same-origin")], true);
        passes(Method::POST, &[("sec-fetch-site", "none")], true);
        passes(Method::POST, &[("sec-fetch-site", "same-site")], false);
        passes(Method::POST, &[("sec-fetch-site", "cross-site")], false);
        passes(Method::DELETE, &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:8080")], false);
        passes(Method::POST, &[("origin", "http://localhost:8080")], true);
        passes(Method::POST, &[("origin", "http://localhost:8081")], false);
        passes(Method::POST, &[("origin", "null")], false);
        passes(Method::POST, &[], true);
        passes(Method::GET, &[("sec-fetch-site", "cross-site")], true);
        passes(Method::POST, &[("sec-fetch-site", "cross-site"), ("authorization", "Bearer x")], true);
    }
}
