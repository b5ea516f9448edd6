//! What goes wrong, for its three readers: faults for the sender, refusals for the officer, numbers for the rest.

use crate::words;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::password::NotChecked;
use serde_json::{Value, json};
use std::sync::Arc;
use values::actor::Role;
use values::fault::Fault;
use values::text::Text;

/// Every way in which a request can end without what it asked for.
///
/// Its title stands in `words/failure.md` under `failure.` and its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// It cannot be read as a request.
    Malformed,
    /// Nobody is signed in.
    SignIn,
    /// The token is not one that holds.
    Token,
    /// The asker may not do this.
    NotPermitted,
    /// It comes from a page of another origin.
    CrossOrigin,
    /// A reader without a part in the case has not said what for.
    Purpose,
    /// There is no such thing, or not for this asker.
    NotFound,
    /// It was there, and was erased.
    Gone,
    /// The path does not take this method.
    Method,
    /// The body came too slowly.
    TooSlow,
    /// The case or the text does not allow it; the clause says why.
    Refused,
    /// It was decided on a version that is not the last.
    Stale,
    /// The body is larger than the path takes.
    TooLarge,
    /// The body is of a kind that the path does not take.
    Media,
    /// What was sent has faults, each at its path.
    Faults,
    /// The key was used for something else.
    KeyReused,
    /// A change needs a key.
    KeyRequired,
    /// Too much at once.
    TooMany,
    /// Something is broken here.
    Operator,
    /// It cannot be done just now.
    Busy,
}

/// The codes with their words and statuses, in the order of [`Code`].
const CODES: &[(Code, &str, StatusCode)] = &[
    (Code::Malformed, "malformed", StatusCode::BAD_REQUEST),
    (Code::SignIn, "sign_in", StatusCode::UNAUTHORIZED),
    (Code::Token, "token", StatusCode::UNAUTHORIZED),
    (Code::NotPermitted, "not_permitted", StatusCode::FORBIDDEN),
    (Code::CrossOrigin, "cross_origin", StatusCode::FORBIDDEN),
    (Code::Purpose, "purpose", StatusCode::FORBIDDEN),
    (Code::NotFound, "not_found", StatusCode::NOT_FOUND),
    (Code::Gone, "gone", StatusCode::GONE),
    (Code::Method, "method", StatusCode::METHOD_NOT_ALLOWED),
    (Code::TooSlow, "too_slow", StatusCode::REQUEST_TIMEOUT),
    (Code::Refused, "refused", StatusCode::CONFLICT),
    (Code::Stale, "stale", StatusCode::CONFLICT),
    (Code::TooLarge, "too_large", StatusCode::PAYLOAD_TOO_LARGE),
    (Code::Media, "media", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    (Code::Faults, "faults", StatusCode::UNPROCESSABLE_ENTITY),
    (Code::KeyReused, "key_reused", StatusCode::UNPROCESSABLE_ENTITY),
    (Code::KeyRequired, "key_required", StatusCode::BAD_REQUEST),
    (Code::TooMany, "too_many", StatusCode::TOO_MANY_REQUESTS),
    (Code::Operator, "operator", StatusCode::INTERNAL_SERVER_ERROR),
    (Code::Busy, "busy", StatusCode::SERVICE_UNAVAILABLE),
];

// A code without a row, or a row out of its place, does not compile.
const _: () = {
    assert!(CODES.len() == Code::Busy as usize + 1, "a row for each code");
    let mut at = 0;
    while at < CODES.len() {
        assert!(CODES[at].0 as usize == at, "rows in the order of the codes");
        at += 1;
    }
};

impl Code {
    /// The stable word in answers.
    pub fn word(self) -> &'static str {
        CODES[self as usize].1
    }

    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        CODES[self as usize].2
    }
}

/// Seconds after which somebody may have made room on the disk.
const FULL_S: u32 = 10;

/// Seconds after which a database that was away may be back.
const AWAY_S: u32 = 2;

/// Seconds after which a process that lacks an edition may have it.
const UNABLE_S: u32 = 30;

/// Seconds after which a turn to check a password may be had.
const TURN_S: u32 = 2;

/// Why a request did not get what it asked for.
#[derive(Clone, Debug)]
pub struct Failure(Arc<What>);

#[derive(Clone, Debug)]
struct What {
    code: Code,
    status: StatusCode,
    says: Option<Text>,
    clause: Option<String>,
    faults: Vec<Fault>,
    wait_s: Option<u32>,
    more: Option<Value>,
    cause: Option<Arc<anyhow::Error>>,
}

impl Failure {
    /// A failure by its code.
    pub fn new(code: Code) -> Self {
        Self(Arc::new(What {
            code,
            status: code.status(),
            says: None,
            clause: None,
            faults: Vec::new(),
            wait_s: None,
            more: None,
            cause: None,
        }))
    }

    /// What was sent has these faults; 422.
    pub fn faults(faults: Vec<Fault>) -> Self {
        Self::new(Code::Faults).with(|what| what.faults = faults)
    }

    /// For other duties than the asker's; 403.
    pub fn for_roles(roles: &[Role]) -> Self {
        let named = Text::list(roles.iter().map(|role| words::both(&format!("role.{}", role.word()))));
        let says = words::both("failure.open_to");
        let says = Text::new(says.zh.replace("{roles}", &named.zh), says.en.replace("{roles}", &named.en));
        let open_to: Vec<&str> = roles.iter().map(|role| role.word()).collect();
        Self::new(Code::NotPermitted).says(says).more(json!({ "open_to": open_to }))
    }

    /// Too much at once; 429 with the seconds to wait.
    pub fn too_many(wait_s: u32) -> Self {
        Self::new(Code::TooMany).with(|what| what.wait_s = Some(wait_s))
    }

    /// Cannot be done just now; 503 with the seconds after which the same may be sent again.
    pub fn busy(wait_s: u32) -> Self {
        Self::new(Code::Busy).with(|what| what.wait_s = Some(wait_s))
    }

    /// There is no room on the disk; 503 with the seconds after which it is worth another try.
    pub fn full() -> Self {
        Self::busy(FULL_S).says(words::both("failure.full"))
    }

    /// An edition of the law was adopted that this process cannot load: it decides nothing; 503.
    pub fn unable() -> Self {
        Self::busy(UNABLE_S).says(words::both("failure.unable"))
    }

    /// Something is broken here. The reader sees a number, the log has the rest.
    pub fn operator(cause: anyhow::Error) -> Self {
        Self::new(Code::Operator).with(|what| what.cause = Some(Arc::new(cause)))
    }

    /// Adds what to tell the reader.
    #[must_use]
    pub fn says(self, says: Text) -> Self {
        self.with(|what| what.says = Some(says))
    }

    /// Adds the clause that a refusal rests on.
    #[must_use]
    pub fn by_clause(self, clause: impl Into<String>) -> Self {
        let clause = clause.into();
        self.with(|what| what.clause = Some(clause))
    }

    /// Adds a value for machines, such as what changed since a stale version.
    #[must_use]
    pub fn more(self, more: Value) -> Self {
        self.with(|what| what.more = Some(more))
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The code of the answer.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What to tell the reader beside the title.
    pub fn detail(&self) -> Option<&Text> {
        self.0.says.as_ref()
    }

    /// What broke, for the operator's log.
    pub fn cause(&self) -> Option<&anyhow::Error> {
        self.0.cause.as_deref()
    }

    /// The clause that it rests on.
    pub fn clause(&self) -> Option<&str> {
        self.0.clause.as_deref()
    }

    /// Seconds to wait before the next try.
    pub fn wait_s(&self) -> Option<u32> {
        self.0.wait_s
    }

    /// What there is for machines beside.
    pub fn beside(&self) -> Option<&Value> {
        self.0.more.as_ref()
    }

    /// The faults of what was sent.
    pub fn found(&self) -> &[Fault] {
        &self.0.faults
    }

    fn with(mut self, change: impl FnOnce(&mut What)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The failure that a bare status means: the web framework's own refusals.
    pub fn of_status(status: StatusCode) -> Self {
        match CODES.iter().find(|(_, _, known)| *known == status) {
            Some((code, _, _)) => Self::new(*code),
            None if status.is_server_error() => Self::new(Code::Operator),
            None => Self::new(Code::Malformed).with(|what| what.status = status),
        }
    }

    /// What its code is called.
    pub fn title(&self) -> Text {
        words::both(&format!("failure.{}", self.0.code.word()))
    }

    /// The answer for a machine, by RFC 9457 with our own members beside.
    pub fn to_json(&self, number: &str) -> Value {
        let what = &*self.0;
        let title = self.title();
        let mut problem = json!({
            "status": what.status.as_u16(), "code": what.code.word(), "title": title.zh, "title_en": title.en, "number": number,
        });
        let faults: Vec<Value> = what.faults.iter().map(fault_json).collect();
        let members = [
            ("detail", what.says.as_ref().map(|says| json!(says.zh))),
            ("detail_en", what.says.as_ref().map(|says| json!(says.en))),
            ("clause", what.clause.as_ref().map(|clause| json!(clause))),
            ("faults", (!faults.is_empty()).then_some(Value::Array(faults))),
            ("wait_s", what.wait_s.map(|wait| json!(wait))),
            ("more", what.more.clone()),
        ];
        for (name, value) in members {
            if let Some(value) = value {
                problem[name] = value;
            }
        }
        problem
    }
}

/// A fault for a machine.
pub fn fault_json(fault: &Fault) -> Value {
    json!({
        "at": fault.at, "code": fault.code, "given": fault.given,
        "wanted": { "zh": fault.wanted.zh, "en": fault.wanted.en },
    })
}

impl From<anyhow::Error> for Failure {
    fn from(cause: anyhow::Error) -> Self {
        match cause.downcast_ref::<register::engine::Failure>() {
            Some(register::engine::Failure::Full(_)) => Self::full(),
            Some(register::engine::Failure::Lost(_) | register::engine::Failure::Retry(_)) => {
                tracing::warn!("the register is away: {cause:#}");
                Self::busy(AWAY_S)
            }
            Some(_) | None => Self::operator(cause),
        }
    }
}

impl From<NotChecked> for Failure {
    fn from(why: NotChecked) -> Failure {
        match why {
            NotChecked::Busy => Failure::busy(TURN_S),
            NotChecked::Broken(error) => Failure::operator(error),
        }
    }
}

impl IntoResponse for Failure {
    /// Only the status and the failure itself; [`crate::answer::finish`] knows the reader and writes the words.
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Sends the reader on after a change, so that reloading does not repeat it.
pub fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_title_in_both_languages() {
        for (code, word, _) in CODES {
            assert_ne!(Failure::new(*code).title().zh, format!("failure.{word}"), "{word}");
        }
    }

    #[test]
    fn a_fault_is_told_at_its_path_in_both_languages() {
        let fault = Fault {
            at: "lines[2].net_mass".into(),
            code: "required".into(),
            given: String::new(),
            wanted: Text::new("填写净重", "a net mass"),
        };
        let problem = Failure::faults(vec![fault]).to_json("7");
        assert_eq!(problem["status"], 422);
        assert_eq!(problem["faults"][0]["at"], "lines[2].net_mass");
        assert_eq!(problem["faults"][0]["wanted"]["zh"], "填写净重");
        assert_eq!(problem["faults"][0]["wanted"]["en"], "a net mass");
    }

    #[test]
    fn an_operators_error_shows_its_number_and_nothing_else() {
        let failure = Failure::operator(anyhow::anyhow!("the disk at /var/secret is full"));
        let shown = failure.to_json("00c0ffee").to_string();
        assert!(shown.contains("00c0ffee") && !shown.contains("secret"), "{shown}");
    }
}
