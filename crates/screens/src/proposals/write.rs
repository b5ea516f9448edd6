//! Writing a proposal: an entry at a time, with what would be otherwise and what fails while one types.

use crate::editions::{ChangesView, changes};
use crate::frame::{self, Frame};
use crate::pairs::{KEY, Pairs};
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::event::edition::OpenCases;
use clearance::permission::Act;
use desk::act::carry;
use desk::act::governance::{self as path, Drafting, Wanted};
use desk::act::{self, Ask, Denied};
use desk::edition::Files;
use desk::rules::{RuleSaid, in_other_language};
use desk::{record, secret};
use policy::difference::difference;
use policy::patch::{apply, edits, read, rebased, with_more, with_piece};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use values::calendar::Day;
use values::fault::Fault;
use values::text::Text;
use web::api::edition::EDITION_MAX;
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::visit::Visit;

/// The file that is open at first: what is changed most often.
const FIRST: &str = "rules.md";
/// What stands for an entry that is new.
const NEW: &str = "new";
/// Characters of an entry's name in the list of entries.
const NAME: usize = 24;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/proposals/new", Access::SignedIn, begin).tag("propose"),
        Route::post("/proposals/new", Access::InPerson, begun).tag("propose").body_max(EDITION_MAX),
        Route::post("/proposals/check", Access::SignedIn, check).tag("propose").body_max(EDITION_MAX),
        Route::get("/proposals/{no}/text", Access::SignedIn, again).tag("propose"),
        Route::post("/proposals/{no}/text", Access::InPerson, rewritten).tag("propose").body_max(EDITION_MAX),
    ]
}

/// What is wrong: where, what stands there, what is wanted.
type Wrong = (String, String, String);

#[derive(Template)]
#[template(path = "proposal_write.html")]
struct WritePage {
    frame: Frame,
    /// Where the form goes.
    action: String,
    key: String,
    paths: Vec<String>,
    path: String,
    /// The entries of the file: what stands for each, and its name.
    entries: Vec<(String, String)>,
    at: String,
    says: String,
    /// Files that were written before, whole.
    kept: Vec<(String, String)>,
    reason: String,
    from: String,
    together: bool,
    checked: Checked,
}

/// What a trial found.
#[derive(Template, Default)]
#[template(path = "proposal_check.html")]
struct Checked {
    frame: Option<Frame>,
    faults: Vec<Wrong>,
    changes: Option<ChangesView>,
    /// Rules that are new or otherwise, in the other language.
    rules: Vec<RuleSaid>,
    sound: bool,
}

/// What is being written.
#[derive(Default)]
struct Draft {
    path: String,
    /// The place of the piece that is open, or [`NEW`].
    at: String,
    says: Option<String>,
    kept: BTreeMap<String, String>,
    reason: String,
    from: String,
    together: bool,
}

impl Draft {
    fn of(pairs: &Pairs) -> Draft {
        let texts = |name: &str| -> Vec<String> {
            let found = pairs.0.iter().filter(|(known, _)| known == name);
            found.map(|(_, text)| text.replace("\r\n", "\n")).collect()
        };
        Draft {
            path: pairs.get("path").to_owned(),
            at: pairs.get("at").to_owned(),
            says: texts("says").pop(),
            kept: texts("kept").into_iter().zip(texts("kept-text")).collect(),
            reason: pairs.get("reason").to_owned(),
            from: pairs.get("from").to_owned(),
            together: pairs.get("open") == OpenCases::Together.word(),
        }
    }

    /// The file that is open, as it stands so far.
    fn file(&self, base: &Files) -> String {
        let stood = || base.iter().find(|(name, _)| *name == self.path).map(|(_, text)| text.clone());
        self.kept.get(&self.path).cloned().or_else(stood).unwrap_or_default()
    }

    /// Takes what was typed into the files.
    fn take(&mut self, base: &Files) {
        let Some(says) = self.says.take() else { return };
        let text = self.file(base);
        let after = match self.at.parse::<usize>() {
            Ok(at) => with_piece(&self.path, &text, at, &says),
            Err(_) if says.trim().is_empty() => text.clone(),
            Err(_) => with_more(&self.path, &text, &says),
        };
        if after != text {
            // What was new is an entry now, and stays open.
            let own = |(_, text): &(policy::entry::Entry, String)| text.trim() == says.trim();
            if let Some(at) = read(&self.path, &after).iter().rposition(own).filter(|_| self.at == NEW) {
                self.at = at.to_string();
            }
            self.kept.insert(self.path.clone(), after);
        }
    }

    fn drafting(&self, from: Day) -> Drafting {
        let open = if self.together { OpenCases::Together } else { OpenCases::AsBefore };
        let files = self.kept.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
        Drafting { files, reason: self.reason.clone(), from, open }
    }

    fn day(&self, today: Day) -> Result<Day, Fault> {
        Day::parse(&self.from).map_err(|_| {
            let wanted = Text::new(format!("不早于 {today} 的日期"), format!("a day not before {today}"));
            Fault::new("from", "day", self.from.as_str(), wanted)
        })
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    file: String,
    at: String,
}

/// The files that would be law on a day without the proposal.
async fn base(app: &App, from: Day, visit: &Visit) -> Result<Files, Failure> {
    let field = app.field();
    let law = field.law(from.max(field.day(visit.now))).await?;
    Ok(record::files(&field.register, law.version()).await?)
}

async fn begin(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    act::permit_act(&asking::reads(&visit)?, Act::Propose)?;
    let from = app.field().day(visit.now).plus(30);
    let path = if asked.file.is_empty() { FIRST.to_owned() } else { asked.file };
    let at = if asked.at.is_empty() { NEW.to_owned() } else { asked.at };
    let draft = Draft { path, at, from: from.to_string(), ..Draft::default() };
    let files = base(&app, from, &visit).await?;
    frame::html(&page_of(&app, &visit, None, (draft, &files), Checked::default()))
}

/// The proposal's own text, open to be written anew.
async fn again(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::Propose)?;
    let no = no.parse().map_err(|_| Failure::new(Code::NotFound))?;
    let (_, one) = path::load(&app.desk, &ask, no).await?;
    let files = base(&app, one.from, &visit).await?;
    let first = one.touches.first().map_or(FIRST.to_owned(), |entry| entry.file.clone());
    let mut draft = Draft {
        path: first.clone(),
        reason: path::words(&app.desk, &one.words).await?,
        from: one.from.to_string(),
        together: one.open == OpenCases::Together,
        ..Draft::default()
    };
    // On top of what the law says by now, so that what was changed since is seen beside what the author wants.
    let edits = rebased(&files, &carry::wording(app.field(), &one.text).await?.edits);
    if let Ok(after) = apply(&files, &edits) {
        draft.kept = after.into_iter().filter(|(name, text)| text_in(&files, name) != Some(text)).collect();
    }
    let own = |(entry, _): &(policy::entry::Entry, String)| one.touches.contains(entry);
    let at = read(&first, &draft.file(&files)).iter().position(own);
    draft.at = at.map_or(NEW.to_owned(), |at| at.to_string());
    frame::html(&page_of(&app, &visit, Some(no), (draft, &files), Checked::default()))
}

fn text_in<'f>(files: &'f Files, name: &str) -> Option<&'f String> {
    files.iter().find(|(known, _)| known == name).map(|(_, text)| text)
}

fn page_of(app: &App, visit: &Visit, no: Option<u64>, (draft, base): (Draft, &Files), checked: Checked) -> WritePage {
    let text = draft.file(base);
    let pieces = read(&draft.path, &text);
    let entry = |(n, (entry, says)): (usize, &(policy::entry::Entry, String))| {
        let name = if says.trim().is_empty() { None } else { Some(&entry.name) }?;
        let short: String = name.chars().take(NAME).collect();
        let dots = if short.len() < name.len() { "…" } else { "" };
        Some((n.to_string(), format!("{short}{dots}")))
    };
    let mut entries = vec![(NEW.to_owned(), words::say(visit.language, "proposals.new_entry").to_owned())];
    entries.extend(pieces.iter().enumerate().filter_map(entry));
    let says = draft.at.parse::<usize>().ok().and_then(|at| pieces.get(at)).map(|(_, says)| says.trim_end().to_owned());
    let mut paths: Vec<String> = base.iter().map(|(path, _)| path.clone()).collect();
    paths.extend(draft.kept.keys().filter(|path| !paths.contains(path)).cloned().collect::<Vec<_>>());
    let action = no.map_or("/proposals/new".to_owned(), |no| format!("/proposals/{no}/text"));
    let title = words::say(visit.language, if no.is_some() { "proposals.rewrite" } else { "proposals.write" });
    let frame = Frame { path: "/proposals".into(), ..Frame::new(app, visit, title) };
    WritePage {
        action,
        key: secret::draw(&app.desk.chance),
        paths,
        path: draft.path,
        entries,
        at: draft.at,
        says: says.unwrap_or_default(),
        kept: draft.kept.into_iter().collect(),
        reason: draft.reason,
        from: draft.from,
        together: draft.together,
        checked: Checked { frame: Some(frame.clone()), ..checked },
        frame,
    }
}

async fn begun(
    State(app): State<Arc<App>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    written(&app, &visit, None, Pairs(pairs)).await
}

async fn rewritten(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let no = no.parse().map_err(|_| Failure::new(Code::NotFound))?;
    written(&app, &visit, Some(no), Pairs(pairs)).await
}

/// While one types: what would be otherwise, and what fails.
async fn check(
    State(app): State<Arc<App>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    act::permit_act(&asking::reads(&visit)?, Act::Propose)?;
    let mut draft = Draft::of(&Pairs(pairs));
    let today = app.field().day(visit.now);
    let from = draft.day(today).unwrap_or(today);
    let files = base(&app, from, &visit).await?;
    draft.take(&files);
    let checked = checked(&app, &visit, &draft, (from, &files)).await?;
    let frame = Frame::new(&app, &visit, "");
    frame::html(&Checked { frame: Some(frame), ..checked })
}

async fn written(app: &App, visit: &Visit, no: Option<u64>, pairs: Pairs) -> Result<Response, Failure> {
    let ask = asking::submits(visit, pairs.get(KEY), &pairs.bytes())?;
    act::permit_act(&ask, Act::Propose)?;
    let mut draft = Draft::of(&pairs);
    let today = app.field().day(visit.now);
    let (from, fault) = match draft.day(today) {
        Ok(from) => (from, None),
        Err(fault) => (today, Some(fault)),
    };
    let files = base(app, from, visit).await?;
    draft.take(&files);
    let asked = pairs.get("do");
    if asked == "open" {
        let next = pairs.get("next").to_owned();
        let moved = next != draft.path;
        draft.at = if moved { NEW.to_owned() } else { pairs.get("entry").to_owned() };
        draft.path = next;
        return frame::html(&page_of(app, visit, no, (draft, &files), Checked::default()));
    }
    if let (None, "save" | "propose") = (&fault, asked) {
        match kept(app, &ask, no, &draft.drafting(from), asked == "propose").await {
            Ok(no) => return Ok(error::see_other(&format!("/proposals/{no}"))),
            Err(Denied::Faults(faults)) => {
                let found =
                    Checked { faults: faults.iter().map(|fault| wrong(fault, visit)).collect(), ..Checked::default() };
                let changes = checked(app, visit, &draft, (from, &files)).await?.changes;
                let page = page_of(app, visit, no, (draft, &files), Checked { changes, ..found });
                return frame::html_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
            }
            Err(denied) => return Err(denied.into()),
        }
    }
    let mut found = checked(app, visit, &draft, (from, &files)).await?;
    found.faults.extend(fault.iter().map(|fault| wrong(fault, visit)));
    frame::html(&page_of(app, visit, no, (draft, &files), found))
}

/// Keeps the draft, and puts it before the bureaus if that is wanted; its number.
async fn kept(app: &App, ask: &Ask, no: Option<u64>, drafting: &Drafting, proposes: bool) -> Result<u64, Denied> {
    let desk = &app.desk;
    let wanted = if no.is_some() { Wanted::Edit(drafting.clone()) } else { Wanted::Draft(drafting.clone()) };
    if proposes && no.is_none() {
        // What does not hold is told before anything is kept.
        let fits = path::tried(desk, ask, drafting).await?;
        if !fits.is_empty() {
            return Err(Denied::Faults(fits));
        }
    }
    let done = path::act(desk, ask, no, None, &wanted).await?;
    let no = no.unwrap_or(done.answer.seq);
    let drafted = desk.field.together().proposal(no).is_some_and(|one| one.terms.is_none());
    if proposes && drafted {
        let again = Ask { key: ask.item(1).key, ..ask.clone() };
        path::act(desk, &again, Some(no), None, &Wanted::Propose).await?;
    }
    Ok(no)
}

fn wrong(fault: &Fault, visit: &Visit) -> Wrong {
    (fault.at.clone(), fault.given.clone(), fault.wanted.pick(visit.language).to_owned())
}

async fn checked(app: &App, visit: &Visit, draft: &Draft, (from, files): (Day, &Files)) -> Result<Checked, Failure> {
    let field = app.field();
    let mut after: BTreeMap<String, String> = files.iter().cloned().collect();
    after.extend(draft.kept.clone());
    after.retain(|_, text| !text.trim().is_empty());
    let after: Files = after.into_iter().collect();
    let edits = edits(files, &after);
    let faults = carry::faults(field, &field.known(), &edits, from).await?;
    let found = difference(files, &after);
    Ok(Checked {
        frame: None,
        sound: faults.is_empty() && !found.is_empty(),
        faults: faults.iter().map(|fault| wrong(fault, visit)).collect(),
        rules: if faults.is_empty() { in_other_language(field, &after, &found, from).await? } else { Vec::new() },
        changes: Some(changes(&found, visit.language, true)),
    })
}
