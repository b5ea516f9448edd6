//! Acts on many cases at once: each effect is shown before, each is done by itself on the version that was seen, and what became of
//! each is told. What cannot be done for one stops none of the others.

use crate::case::{said, view};
use crate::frame;
use crate::frame::Frame;
use crate::pairs::{KEY, Pairs};
use crate::queue::TOGETHER;
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use clearance::case::Case;
use clearance::case::decide::{Command, Work};
use clearance::event::act::{Arrival, Released};
use clearance::permission::Act;
use desk::act::{self, Ask};
use desk::names::Names;
use desk::secret;
use policy::StepKind;
use std::sync::Arc;
use web::app::App;
use web::asking;
use web::error::{Code, Failure};
use web::route::{Access, Route};
use web::visit::Visit;

/// The most cases of one go: no page of the queue has more rows, so that nothing that was ticked is left out.
const MOST: usize = 200;
/// What is understood of a seal that is said to be intact.
const INTACT: &str = "intact";

/// The route.
pub fn routes() -> Vec<Route> {
    vec![Route::post("/queue/batch", Access::SignedIn, batch).tag("read_queue").body_max(64 * 1024)]
}

/// One case with what would come of it, or what came.
struct RowView {
    path: String,
    number: Vec<String>,
    goods: String,
    owner: String,
    /// What is sent for it; empty where nothing can be done.
    value: String,
    state: &'static str,
    tag: &'static str,
    says: String,
}

#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    frame: Frame,
    kind: &'static str,
    key: String,
    back: String,
    rows: Vec<RowView>,
    /// How many would be done.
    ready: usize,
    /// Whether a seal must be said to be intact.
    seals: bool,
    done: bool,
}

async fn batch(
    State(app): State<Arc<App>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs).kept();
    let ask = asking::submits(&visit, pairs.get(KEY), &pairs.bytes())?;
    act::permit_act(&ask, Act::ReadQueue)?;
    let kind =
        TOGETHER.into_iter().find(|kind| *kind == pairs.get("kind")).ok_or_else(|| Failure::new(Code::Malformed))?;
    let chosen: Vec<(&str, u32)> = pairs.all("case").filter_map(one).take(MOST).collect();
    let (done, intact) = (pairs.has("confirm"), pairs.get("seals") == INTACT);
    let mut rows = Vec::new();
    let mut seals = false;
    for (n, (no, version)) in chosen.into_iter().enumerate() {
        let Some((case, _)) = act::load(app.field(), &ask, no).await? else { continue };
        seals |= case.transit.as_ref().is_some_and(|transit| !transit.seal.is_empty());
        let of_case = OfCase { app: &app, visit: &visit, ask: &ask, case: &case, version };
        let command = command(&case, kind, intact || !done);
        rows.push(if done { of_case.done(n, command).await? } else { of_case.shown(command).await? });
    }
    let ready = rows.iter().filter(|row| !row.value.is_empty()).count();
    let any = if pairs.has("any") { "&any=1" } else { "" };
    let frame = Frame::new(&app, &visit, words::say(visit.language, "batch.title"));
    let (key, back) = (secret::draw(&app.desk.chance), format!("/queue?kind={kind}{any}"));
    frame::html(&BatchPage { frame, kind, key, back, rows, ready, seals: seals && kind == "arrive", done })
}

/// A case and the version of it that was seen.
fn one(text: &str) -> Option<(&str, u32)> {
    let (no, version) = text.split_once('@')?;
    Some((no, version.parse().ok()?))
}

/// The command of a kind on a case, if it waits for it.
fn command(case: &Case, kind: &str, intact: bool) -> Option<Command> {
    if kind == "arrive" {
        let transit = case.transit.as_ref().filter(|transit| transit.arrived_at.is_none())?;
        let seal_intact = (intact && !transit.seal.is_empty()).then_some(true);
        return Some(Command::Arrive(Arrival { seal_intact }));
    }
    let at = case.open_steps().find(|step| case.plan()[*step].kind.word() == kind)?;
    let planned = &case.plan()[at];
    let work = match planned.kind {
        StepKind::Accept => Work::Accept {},
        StepKind::Clear => Work::Clear {},
        StepKind::Release => {
            let lots = case.lots.iter().map(|lot| lot.id).filter(|lot| case.lot_may(at, *lot)).collect();
            Work::Release(Released { lots })
        }
        StepKind::Review
        | StepKind::Supervise
        | StepKind::Inspect
        | StepKind::Verify
        | StepKind::WatchLoading
        | StepKind::Treat
        | StepKind::Forward
        | StepKind::Move
        | StepKind::Certify => return None,
    };
    Some(Command::Perform { step: planned.step.clone(), work })
}

/// One case of the batch.
struct OfCase<'a> {
    app: &'a App,
    visit: &'a Visit,
    ask: &'a Ask,
    case: &'a Case,
    version: u32,
}

impl OfCase<'_> {
    fn row(&self, names: &Names, state: &'static str, tag: &'static str, says: String) -> RowView {
        RowView {
            path: format!("/case/{}", frame::in_query(self.case.no.as_str())),
            number: names.number(self.case.no.as_str()),
            goods: self.case.declaration.lines.first().map(|line| line.name.clone()).unwrap_or_default(),
            owner: names.enterprise(self.case.declaration.parties.owner.as_str()),
            value: String::new(),
            state: words::say(self.visit.language, state),
            tag,
            says,
        }
    }

    /// What would come of it.
    async fn shown(&self, command: Option<Command>) -> Result<RowView, Failure> {
        let law = self.app.field().law_of(&self.case.policy, self.case.day).await?;
        let names = Names::new(self.app.field(), &law, self.case.day, self.visit.language);
        if self.version != self.case.version {
            let says = words::say(self.visit.language, "case.stale").to_owned();
            return Ok(self.row(&names, "batch.stale", "wait", says));
        }
        let Some(command) = command else { return Ok(self.row(&names, "batch.not_waiting", "idle", String::new())) };
        match act::preview(&self.app.desk, self.ask, self.case, &command).await {
            Ok(after) => {
                let row = self.row(&names, "batch.would", "bureau", self.effect(&names, &after, "batch.then"));
                Ok(RowView { value: format!("{}@{}", self.case.no, self.version), ..row })
            }
            Err(denied) => {
                let said = said::refusal(self.visit, &names, self.case, denied)?;
                Ok(self.row(&names, "batch.refused", "stop", said.told()))
            }
        }
    }

    /// Does it, as the n-th of the batch.
    async fn done(&self, n: usize, command: Option<Command>) -> Result<RowView, Failure> {
        let law = self.app.field().law_of(&self.case.policy, self.case.day).await?;
        let names = Names::new(self.app.field(), &law, self.case.day, self.visit.language);
        // A repetition is told what it was told the first time, though the case waits for it no more.
        let Some(command) = command else { return Ok(self.row(&names, "batch.not_waiting", "idle", String::new())) };
        let no = self.case.no.as_str();
        match act::act(&self.app.desk, &self.ask.item(n), no, Some(self.version), &command).await {
            Ok(_) => {
                let after = act::load(self.app.field(), self.ask, no).await?;
                let says = after.map_or_else(String::new, |(after, _)| self.effect(&names, &after, "done.turn"));
                Ok(self.row(&names, "batch.done", "pass", says))
            }
            Err(denied) => {
                let said = said::refusal(self.visit, &names, self.case, denied)?;
                Ok(self.row(
                    &names,
                    if said.kind == "wait" { "batch.stale" } else { "batch.refused" },
                    said.kind,
                    said.told(),
                ))
            }
        }
    }

    /// What another state of the case has more: steps done, lots released, whose turn it is.
    fn effect(&self, names: &Names, after: &Case, turns: &'static str) -> String {
        let mode = after.verdict.as_ref().map(|verdict| &verdict.mode);
        let finished = (0..after.plan().len()).filter(|step| {
            let before = self.case.progress.get(*step).is_some_and(|progress| progress.done.is_some());
            after.progress[*step].done.is_some() && !before
        });
        let mut told: Vec<String> = finished.map(|step| names.step_of(mode, &after.plan()[step].step)).collect();
        if after.stage.ended() {
            told.push(words::say_owned(names.language, &format!("stage.{}", after.stage.word())).to_owned());
        } else {
            let turn = view::turn(names, after).join(names.comma());
            told.push(words::fill(words::say(names.language, turns), &[("turn", &turn)]));
        }
        told.join(" · ")
    }
}
