//! One request as the rest sees it: who asks, when, from where, and in which language.

use crate::accept::Peer;
use crate::app::App;
use crate::cookie;
use crate::error::{Code, Failure};
use crate::words;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use desk::account::Account;
use desk::edition::Edition;
use desk::secret;
use std::net::SocketAddr;
use std::sync::Arc;
use values::calendar::Timestamp;
use values::id::AccountId;
use values::text::Language;

/// Who asks: an account, and what it showed.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The account.
    pub account: Arc<Account>,
    /// How it proved that.
    pub means: Means,
    /// When the person last showed the password; none for machines.
    pub proved: Option<Timestamp>,
}

/// What an asker showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// A session's cookie, by its digest.
    Session(secret::Digest),
    /// A machine's token, by its digest.
    Token(secret::Digest),
}

/// How the screens look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system has it.
    System,
    /// Ink on paper.
    Light,
    /// By night.
    Dark,
}

impl Theme {
    /// The word in the cookie and in the page.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|theme| theme.word() == word)
    }
}

/// One request. `now` is read once and is the same for everything the request does.
#[derive(Clone, Debug)]
pub struct Visit {
    /// When it came.
    pub now: Timestamp,
    /// The number under which the operator finds it in the log.
    pub number: Arc<str>,
    /// The other end of the connection.
    pub peer: Peer,
    /// The reader's language: chosen, else as the browser says, else the region's.
    pub language: Language,
    /// The reader's theme.
    pub theme: Theme,
    /// Path and query as asked.
    pub path: Arc<str>,
    /// True if the request only reads; a page can be come back to then.
    pub reads: bool,
    /// True for the API and for whoever accepts JSON only.
    pub wants_json: bool,
    /// Who asks, if anybody is signed in.
    pub asker: Option<Asker>,
    /// How much waits for the asker, as the navigation row of a screen says.
    pub waiting: Option<u64>,
    /// The edition that governs today; none if it cannot be loaded.
    pub law: Option<Arc<Edition>>,
}

impl Visit {
    /// Reads what the head of a request says; who asks is found by [`Visit::identify`].
    pub fn read(app: &App, request: &Request) -> Self {
        let headers = request.headers();
        // A router that is called without a connection, as some tests do, has nobody at the other end.
        let nobody = Peer { address: SocketAddr::from(([0, 0, 0, 0], 0)), secure: false };
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
        Self {
            now: app.desk.clock.now(),
            number: format!("{:016x}", u64::from_be_bytes(app.desk.chance.bytes::<8>())).into(),
            peer: request.extensions().get::<Peer>().copied().unwrap_or(nobody),
            language: language(headers, app.settings.language),
            theme: cookie::read(headers, cookie::THEME).and_then(Theme::parse).unwrap_or(Theme::System),
            path: request.uri().path_and_query().map_or("/", |path| path.as_str()).into(),
            reads: is_safe(request.method()),
            wants_json: request.uri().path().starts_with("/api/v1/")
                || accept.contains("json") && !accept.contains("text/html"),
            asker: None,
            waiting: None,
            law: None,
        }
    }

    /// Finds the edition that governs today.
    pub async fn look_up(&mut self, app: &App) {
        let field = app.field();
        match field.law(field.day(self.now)).await {
            Ok(law) => self.law = Some(law),
            Err(why) => tracing::error!("the law of today cannot be loaded: {why:#}"),
        }
    }

    /// The edition that governs today.
    ///
    /// # Errors
    /// 503: it cannot be loaded.
    pub fn law(&self) -> Result<&Arc<Edition>, Failure> {
        self.law.as_ref().ok_or_else(Failure::unable)
    }

    /// Finds who asks: by a bearer token if there is one, else by the session's cookie.
    ///
    /// # Errors
    /// A token that is not good is refused rather than ignored; a session that is over is nobody.
    pub async fn identify(&mut self, app: &App, headers: &HeaderMap) -> Result<(), Failure> {
        let (account, proved, means) = if let Some(token) = bearer(headers) {
            let digest = secret::digest(token);
            (Some(shown(app, &digest, self.now).await?), None, Means::Token(digest))
        } else if let Some(token) = cookie::read(headers, cookie::SESSION) {
            let digest = secret::digest(token);
            let session = app.sessions.touch(&app.field().register, &digest, self.now).await?;
            let session = session.filter(|(id, session)| !is_over(app, id, Timestamp(session.made)));
            let proved = session.as_ref().map(|(_, session)| Timestamp(session.proved));
            (session.map(|(id, _)| id), proved, Means::Session(digest))
        } else {
            return Ok(());
        };
        let account = match account {
            Some(id) => app.accounts.find(app.field(), &id, self.now).await?,
            None => None,
        };
        if account.is_none() && matches!(means, Means::Token(_)) {
            return Err(Failure::new(Code::Token));
        }
        self.asker = account.map(|account| Asker { account, means, proved });
        Ok(())
    }

    /// The asker, or the refusal that sends a reader to sign in.
    ///
    /// # Errors
    /// 401.
    pub fn asker(&self) -> Result<&Asker, Failure> {
        self.asker.as_ref().ok_or_else(|| Failure::new(Code::SignIn))
    }
}

impl Visit {
    /// The asker if it signed in: what concerns the account itself is not for a machine's token, which may be stolen.
    ///
    /// # Errors
    /// 401, or 403 for a token.
    pub fn person(&self) -> Result<&Asker, Failure> {
        let asker = self.asker()?;
        match asker.means {
            Means::Session(_) => Ok(asker),
            Means::Token(_) => Err(Failure::new(Code::NotPermitted).says(words::both("failure.in_person"))),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or_else(|| Failure::operator(anyhow::anyhow!("a route outside the frame")))
    }
}

/// How stale the last use of a token may stand in the record; it spares a write at each request.
const USED_US: i64 = 60 * 1_000_000;

/// Whether what was begun or made then is over, because its account was suspended or lost a role since, whatever it got back.
fn is_over(app: &App, id: &AccountId, made: Timestamp) -> bool {
    app.field().known().region.account(id).and_then(|account| account.ended).is_some_and(|ended| made < ended)
}

/// Whose token was shown.
async fn shown(app: &App, digest: &secret::Digest, now: Timestamp) -> Result<AccountId, Failure> {
    let (field, gone) = (app.field(), || Failure::new(Code::Token));
    let token = field.register.token(digest, now.0).await?.ok_or_else(gone)?;
    let id = AccountId::parse(&token.account).map_err(|_| gone())?;
    if is_over(app, &id, Timestamp(token.made)) {
        return Err(gone());
    }
    if token.used + USED_US <= now.0 {
        field.register.token_used(digest, now.0).await?;
    }
    Ok(id)
}

/// The token of `Authorization: Bearer …`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// True if a method promises to change nothing.
pub fn is_safe(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}

/// The chosen language, else the first of the browser's that we speak, else that of the region.
fn language(headers: &HeaderMap, region: Language) -> Language {
    if let Some(chosen) = cookie::read(headers, cookie::LANGUAGE).and_then(Language::parse) {
        return chosen;
    }
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let tags = accepted.split(',').map(|range| range.split(';').next().unwrap_or(range).trim());
    tags.filter_map(Language::parse).next().unwrap_or(region)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_language_is_chosen_then_the_browsers_then_the_regions() {
        let read = |cookie: &'static str, accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
            [Language::Zh, Language::En].map(|region| language(&headers, region))
        };
        assert_eq!(read("", ""), [Language::Zh, Language::En]);
        assert_eq!(read("", "fr-FR, en-GB;q=0.8, zh;q=0.5"), [Language::En; 2]);
        assert_eq!(read("", "zh-CN,zh;q=0.9,en;q=0.8"), [Language::Zh; 2]);
        assert_eq!(read("__Host-language=en", "zh-CN"), [Language::En; 2]);
        assert_eq!(read("__Host-language=tlh", "fr"), [Language::Zh, Language::En]);
    }

    #[test]
    fn a_bearer_token_is_read_whatever_the_case_of_its_scheme() {
        let read = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(read("bearer abc").as_deref(), Some("abc"));
        assert_eq!(read("Basic abc"), None);
    }
}
