//! The headers that every answer carries, whatever made it.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// Nothing but our own style, images and scripts; no frames, no foreign forms, nothing inline.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'";

/// A file is shown and does nothing: it runs no script, asks for nothing, and is in nobody's frame.
pub const FILES: &str = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const ALWAYS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "geolocation=(), microphone=(), payment=(), usb=()"),
];

/// Adds them. What a handler does not say to be kept is kept nowhere: pages show other people's business.
pub fn add(response: &mut Response, secure: bool) {
    let headers = response.headers_mut();
    let stricter = headers.get(header::CONTENT_SECURITY_POLICY).is_some_and(|own| own == FILES);
    for (name, value) in ALWAYS.into_iter().filter(|(name, _)| !stricter || *name != "content-security-policy") {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
