//! Cookies: reading what a browser sent, and writing ours with every attribute that guards them.

use axum::http::{HeaderMap, HeaderValue, header};

/// Carries the session token. Browsers take a `__Host-` name only with Secure, Path=/ and no Domain,
/// so no other host and no unguarded page can plant one.
pub const SESSION: &str = "__Host-session";
/// Marks a browser in which somebody has signed in before.
pub const DEVICE: &str = "__Host-device";
/// The language of the screens.
pub const LANGUAGE: &str = "__Host-language";
/// Light, dark, or as the system has it.
pub const THEME: &str = "__Host-theme";

/// The list of the queue that an officer looked at last.
pub const QUEUE: &str = "__Host-queue";

/// How long a cookie stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Until the browser closes.
    Browser,
    /// Half a year.
    HalfYear,
    /// Gone at once.
    Over,
}

/// The value of a cookie; the first if a name came twice.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// A `Set-Cookie` line. No script ever reads our cookies, so all are `HttpOnly`; `Lax` keeps a link in a mail
/// working, and the cross-origin check keeps the rest out.
pub fn write(name: &str, value: &str, life: Life) -> HeaderValue {
    let age = match life {
        Life::Browser => "",
        Life::HalfYear => "; Max-Age=15552000",
        Life::Over => "; Max-Age=0",
    };
    let line = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}");
    HeaderValue::try_from(line).expect("our cookie values are base64url or plain words")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_and_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; __Host-session=abc; x__Host-session=no"));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-theme=dark"));
        assert_eq!(read(&headers, SESSION), Some("abc"));
        assert_eq!(read(&headers, THEME), Some("dark"));
        assert_eq!(read(&headers, "session"), None);
    }

    #[test]
    fn a_session_cookie_has_every_guard_and_ends_with_the_browser() {
        assert_eq!(write(SESSION, "v", Life::Browser), "__Host-session=v; Path=/; Secure; HttpOnly; SameSite=Lax");
        assert!(write(SESSION, "", Life::Over).to_str().unwrap().ends_with("; Max-Age=0"));
    }
}
