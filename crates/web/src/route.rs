//! What a route is, and the check of who may call it. Router and OpenAPI document are made from tables of them.

mod operation;

use crate::accept::body::Pace;
use crate::accept::flight::NoRoom;
use crate::app::App;
use crate::error::{Code, Failure};
use crate::throttle::Rate;
use crate::visit::{Visit, bearer};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::handler::Handler;
use axum::http::header;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use desk::secret;
use std::sync::Arc;
use std::time::Duration;
use values::actor::Role;

pub use operation::{Operation, Schema};

/// Seconds after which a body that found no room is worth another try.
const NO_ROOM_S: u32 = 1;

/// The largest body in bytes where a route says nothing else.
pub const BODY_MAX: usize = 1024 * 1024;

/// The methods that routes have; GET answers HEAD too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Reads.
    Get,
    /// Changes, or asks with a body.
    Post,
    /// Replaces.
    Put,
    /// Ends.
    Delete,
}

impl Verb {
    /// The method as HTTP writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    const fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// Who may call a route, before anything is loaded. What depends on the case is decided in the one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever has the operator's token; for others it does not exist. That a peer is on this machine says nothing: a proxy is.
    Operator,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in by a session: a machine's token, which may be stolen, is not enough.
    InPerson,
    /// Accounts that have one of these roles.
    Roles(&'static [Role]),
}

/// One line of the table.
#[derive(Debug)]
pub struct Route {
    /// The method.
    pub verb: Verb,
    /// The path as axum writes it, `/case/{no}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// The command or the relation that the permission table names, if the route is about a case.
    pub tag: Option<&'static str>,
    /// The largest body in bytes.
    pub body_max: usize,
    /// Whether its body is read as it comes and never held whole.
    pub streamed: bool,
    /// What one address may ask of it.
    pub rate: Option<Rate>,
    /// What the API's documents say of it; every route under `/api/v1` has this.
    pub operation: Option<Operation>,
    handler: MethodRouter<Arc<App>>,
}

impl Route {
    /// A route that reads.
    pub fn get<H: Handler<T, Arc<App>>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::of(Verb::Get, path, access, handler)
    }

    /// A route that changes.
    pub fn post<H: Handler<T, Arc<App>>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::of(Verb::Post, path, access, handler)
    }

    /// A route with any method.
    pub fn of<H: Handler<T, Arc<App>>, T: 'static>(verb: Verb, path: &'static str, access: Access, handler: H) -> Self {
        let handler = on(verb.filter(), handler);
        Self {
            verb,
            path,
            access,
            tag: None,
            body_max: BODY_MAX,
            streamed: false,
            rate: None,
            operation: None,
            handler,
        }
    }

    /// Takes no machine's token.
    #[must_use]
    pub const fn in_person(mut self) -> Self {
        self.access = Access::InPerson;
        self
    }

    /// Names the command or the relation that the permission table has a row for.
    #[must_use]
    pub const fn tag(mut self, tag: &'static str) -> Self {
        self.tag = Some(tag);
        self
    }

    /// Takes bodies of so many bytes.
    #[must_use]
    pub const fn body_max(mut self, bytes: usize) -> Self {
        self.body_max = bytes;
        self
    }

    /// Takes bodies of so many bytes, which are read as they come and never held whole.
    #[must_use]
    pub const fn streamed(mut self, bytes: u64) -> Self {
        self.body_max = bytes as usize;
        self.streamed = true;
        self
    }

    /// Limits what one address may ask.
    #[must_use]
    pub const fn rate(mut self, rate: Rate) -> Self {
        self.rate = Some(rate);
        self
    }

    /// Adds what the API's documents say.
    #[must_use]
    pub fn operation(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }
}

/// What a body that is read as it comes holds at most of the room for bodies in flight.
const STREAMED: u64 = 256 * 1024;

/// Bytes a second at which a body that is read as it comes may take its whole length, beside the time that every body has: the
/// largest file in ten minutes, as a telephone sends it from a quay.
const STEADY: u64 = 32 * 1024;

/// What the check of one route has to know.
#[derive(Clone)]
struct Gate {
    app: Arc<App>,
    path: &'static str,
    access: Access,
    body_max: usize,
    streamed: bool,
    rate: Option<Rate>,
}

/// The router of a table.
pub fn router(app: &Arc<App>, table: Vec<Route>) -> Router {
    let mut router = Router::new();
    for Route { path, access, body_max, streamed, rate, handler, .. } in table {
        let gate = Gate { app: Arc::clone(app), path, access, body_max, streamed, rate };
        let guarded = handler.layer(DefaultBodyLimit::max(body_max)).layer(middleware::from_fn_with_state(gate, check));
        router = router.route(path, guarded);
    }
    router.with_state(Arc::clone(app))
}

/// Refuses whoever may not, asks too often, or sends too much, before the handler is called.
async fn check(State(gate): State<Gate>, visit: Visit, request: Request, next: Next) -> Result<Response, Failure> {
    let operator = gate.access == Access::Operator
        && bearer(request.headers()).is_some_and(|token| secret::equal(token, &gate.app.operator_token()));
    if !operator {
        permit(gate.access, &visit)?;
    }
    if let Some(rate) = gate.rate.filter(|_| gate.app.settings.allowances) {
        let taken = gate.app.allowances.take(gate.path, visit.peer.address.ip(), rate, visit.now);
        taken.map_err(Failure::too_many)?;
    }
    let most = gate.body_max as u64;
    let length = length(&request).unwrap_or(most);
    if most < length {
        return Err(Failure::new(Code::TooLarge));
    }
    if let Some(pace) = request.extensions().get::<Pace>().filter(|_| gate.streamed) {
        pace.allow(Duration::from_secs(length / STEADY));
    }
    // Given back when the answer is there: by then nobody holds the body any more.
    let _aboard = match length {
        0 => None,
        length if gate.streamed => Some(gate.app.flight.take(&sender(&visit), length.min(STREAMED)).map_err(no_room)?),
        length => Some(gate.app.flight.take(&sender(&visit), length).map_err(no_room)?),
    };
    Ok(next.run(request).await)
}

/// How long the body says it is; nothing if it does not say.
fn length(request: &Request) -> Option<u64> {
    let headers = request.headers();
    match headers.get(header::CONTENT_LENGTH) {
        Some(length) => length.to_str().ok().and_then(|length| length.parse().ok()),
        None if headers.contains_key(header::TRANSFER_ENCODING) => None,
        None => Some(0),
    }
}

/// Whose room a body takes: an account's, or an address's that is not signed in.
fn sender(visit: &Visit) -> String {
    match visit.asker() {
        Ok(asker) => format!("account {}", asker.account.id),
        Err(_) => format!("address {}", visit.peer.address.ip()),
    }
}

fn no_room(why: NoRoom) -> Failure {
    match why {
        NoRoom::Yours => Failure::too_many(NO_ROOM_S),
        NoRoom::All => Failure::busy(NO_ROOM_S),
    }
}

/// Whether this visitor may call a route.
///
/// # Errors
/// 401, 403 or 404.
pub fn permit(access: Access, visit: &Visit) -> Result<(), Failure> {
    match access {
        Access::Public => Ok(()),
        // Shown by its own token, which no account has.
        Access::Operator => Err(Failure::new(Code::NotFound)),
        Access::SignedIn => visit.asker().map(|_| ()),
        Access::InPerson => visit.person().map(|_| ()),
        Access::Roles(roles) => {
            let account = &visit.asker()?.account;
            if account.roles.iter().any(|role| roles.contains(role)) { Ok(()) } else { Err(Failure::for_roles(roles)) }
        }
    }
}
