//! 签字, many at once: each paper that was chosen in the queue is shown as it will be signed, with where it differs from its draft; the
//! password is given once, each is signed by itself, and what became of each is told.

use super::view::{self, Paper};
use crate::case::said;
use crate::frame::{self, Frame};
use crate::pairs::{KEY, Pairs};
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use clearance::case::Case;
use clearance::case::certificate::Certificate;
use clearance::case::decide::{CertificateCommand, Command};
use clearance::permission::{Act, Relation};
use desk::act::{self, Ask, Denied};
use desk::names::Names;
use desk::secret;
use policy::ChainStep;
use std::sync::Arc;
use web::app::App;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;
use web::{again, asking};

/// The most papers of one go: each is to be read.
const MOST: usize = 20;

/// The route.
pub(super) fn route() -> Route {
    Route::post("/queue/signing", Access::InPerson, signing).tag("sign_paper").body_max(64 * 1024)
}

/// A paper as it was shown: what is sent to sign it.
struct Shown<'a> {
    no: &'a str,
    version: u32,
    certificate: u16,
    digest: &'a str,
}

impl Shown<'_> {
    fn read(text: &str) -> Option<Shown<'_>> {
        let mut parts = text.split('@');
        let (no, version) = (parts.next()?, parts.next()?.parse().ok()?);
        let (certificate, digest) = (parts.next()?.parse().ok()?, parts.next()?);
        Some(Shown { no, version, certificate, digest })
    }
}

/// One paper: to be signed, or what became of it.
struct RowView {
    path: String,
    kind: String,
    number: String,
    /// What is sent to sign it; nothing where that cannot be.
    value: Option<String>,
    tag: (&'static str, &'static str),
    /// Where it differs, or why it was not signed.
    says: String,
    /// The paper itself, before it is signed.
    paper: Option<Paper>,
    digest: String,
}

#[derive(Template)]
#[template(path = "signing.html")]
struct SigningPage {
    frame: Frame,
    key: String,
    rows: Vec<RowView>,
    /// How many can be signed.
    ready: usize,
    wants_password: bool,
    /// The password was wrong.
    wrong: bool,
    /// How many more were chosen than are shown at once.
    left: usize,
}

async fn signing(
    State(app): State<Arc<App>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs).kept();
    let confirmed = pairs.has("confirm");
    let password = pairs.get("password").to_owned();
    let fresh = if password.is_empty() { Some(visit.clone()) } else { again::fresh(&app, &visit, password).await? };
    let without = Pairs(pairs.0.iter().filter(|(name, _)| name != "password").cloned().collect());
    let ask = asking::submits(fresh.as_ref().unwrap_or(&visit), pairs.get(KEY), &without.bytes())?;
    act::permit(&ask, Act::SignPaper, &[Relation::AtPlace])?;
    let go = Go { app: &app, visit: &visit, ask: &ask };
    if confirmed && fresh.is_some() && ask.is_fresh() {
        let rows = go.sign(pairs.all("paper").filter_map(Shown::read).take(MOST)).await?;
        return go.page(rows, false, 0);
    }
    let of_case = |text: &str| text.split('@').next().map(str::to_owned);
    let mut cases: Vec<String> = Vec::new();
    for no in pairs.all("case").chain(pairs.all("paper")).filter_map(of_case) {
        if !cases.contains(&no) {
            cases.push(no);
        }
    }
    let (mut rows, mut left) = (Vec::new(), 0);
    for no in cases {
        let more = go.shown(&no).await?;
        left += (rows.len() + more.len()).saturating_sub(MOST.max(rows.len()));
        rows.extend(more.into_iter().take(MOST.saturating_sub(rows.len())));
    }
    go.page(rows, fresh.is_none(), left)
}

/// What is asked for, by whom.
struct Go<'a> {
    app: &'a App,
    visit: &'a Visit,
    ask: &'a Ask,
}

impl Go<'_> {
    fn page(&self, rows: Vec<RowView>, wrong: bool, left: usize) -> Result<Response, Failure> {
        let frame = Frame::new(self.app, self.visit, words::say(self.visit.language, "signing.title"));
        let ready = rows.iter().filter(|row| row.value.is_some()).count();
        let key = secret::draw(&self.app.desk.chance);
        frame::html(&SigningPage { frame, key, rows, ready, wants_password: !self.ask.is_fresh(), wrong, left })
    }

    /// The papers of a case that wait for a signature here, each as it would be signed.
    async fn shown(&self, no: &str) -> Result<Vec<RowView>, Failure> {
        let Some((case, _)) = act::load(self.app.field(), self.ask, no).await? else { return Ok(Vec::new()) };
        let here = |paper: &Certificate| {
            let office = self.ask.office.as_ref();
            office.is_some_and(|office| case.certificate_at(ChainStep::Sign, Some(paper), office))
        };
        let waits = |paper: &Certificate| paper.next() == Some(ChainStep::Sign) && here(paper);
        let mut rows = Vec::new();
        for (number, paper) in (1u16..).zip(&case.certificates).filter(|(_, paper)| waits(paper)) {
            // The password is shown with the form.
            let fresh = Ask { proved: Some(self.ask.now), ..self.ask.clone() };
            let command = CertificateCommand::Sign { certificate: number, digest: paper.digest() };
            let (law, digest) = (self.app.field().law_of(&paper.draft.policy, case.day).await?, paper.digest());
            let names = Names::new(self.app.field(), &law, case.day, self.visit.language);
            let row = self.row(&names, &case, (number, paper));
            match act::would(&self.app.desk, &fresh, &case, &Command::Certificate(command)).await {
                Ok(()) => rows.push(RowView {
                    value: Some(format!("{}@{}@{number}@{digest}", case.no, case.version)),
                    tag: (words::say(self.visit.language, "signing.agrees"), "pass"),
                    paper: Some(view::paper(&names, &case, paper)),
                    ..row
                }),
                Err(denied @ Denied::NotAllowed(_)) => rows.push(RowView {
                    says: said::refusal(self.visit, &names, &case, denied)?.told(),
                    paper: Some(view::paper(&names, &case, paper)),
                    ..row
                }),
                Err(Denied::Broken(error)) => return Err(Denied::Broken(error).into()),
                // It is not theirs to see.
                Err(_) => {}
            }
        }
        Ok(rows)
    }

    /// Signs each by itself, on the version that was seen; those of one case one after the other.
    async fn sign(&self, papers: impl Iterator<Item = Shown<'_>>) -> Result<Vec<RowView>, Failure> {
        let mut rows = Vec::new();
        let mut signed: Vec<(&str, u32)> = Vec::new();
        for (n, shown) in papers.enumerate() {
            let Some((case, _)) = act::load(self.app.field(), self.ask, shown.no).await? else { continue };
            let Some(paper) = case.certificate(shown.certificate) else { continue };
            let before = signed.iter().filter(|(no, version)| (*no, *version) == (shown.no, shown.version)).count();
            let version = shown.version + u32::try_from(before).unwrap_or(u32::MAX);
            let (certificate, digest) = (shown.certificate, shown.digest.to_owned());
            let command = Command::Certificate(CertificateCommand::Sign { certificate, digest });
            let law = self.app.field().law_of(&paper.draft.policy, case.day).await?;
            let names = Names::new(self.app.field(), &law, case.day, self.visit.language);
            let row = self.row(&names, &case, (certificate, paper));
            rows.push(match act::act(&self.app.desk, &self.ask.item(n), shown.no, Some(version), &command).await {
                Ok(_) => {
                    signed.push((shown.no, shown.version));
                    RowView { tag: (words::say(self.visit.language, "signing.signed"), "pass"), ..row }
                }
                Err(denied) => RowView { says: said::refusal(self.visit, &names, &case, denied)?.told(), ..row },
            });
        }
        Ok(rows)
    }

    /// A paper that is not signed.
    fn row(&self, names: &Names, case: &Case, (number, paper): (u16, &Certificate)) -> RowView {
        RowView {
            path: format!("/case/{}/certificates/{number}", frame::in_query(case.no.as_str())),
            kind: view::kind(names, paper),
            number: paper.number.as_ref().map_or(String::new(), ToString::to_string),
            value: None,
            tag: (words::say(self.visit.language, "signing.not_signed"), "stop"),
            says: String::new(),
            paper: None,
            digest: paper.digest(),
        }
    }
}
