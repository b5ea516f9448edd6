//! Drafting a paper: what the record says stands there already; the drafter chooses phrases and writes what the form leaves open.

use super::super::receipt::{Clause, clause};
use super::super::said::{self, Said};
use super::view;
use crate::frame::{self, Frame};
use crate::pairs::{KEY, Pairs, VERSION};
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::case::Case;
use clearance::case::certificate::fill::{SaidOf, Source, stated};
use clearance::case::decide::{CertificateCommand, Command, Drafting};
use clearance::case::refusal::Reason;
use clearance::event::body::LotId;
use clearance::event::certificate::BlockText;
use desk::act::{self, Ask, Denied};
use desk::edition::Edition;
use desk::names::Names;
use desk::secret;
use policy::CertificateKind;
use policy::certificate::{BlockKind, Form as PaperForm};
use policy::reference::TableName;
use serde::Deserialize;
use std::sync::Arc;
use values::code::TableCode;
use values::text::Language;
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::sight;
use web::visit::Visit;

/// The largest form of a draft, in bytes.
const FORM_MAX: usize = 128 * 1024;

pub(super) fn routes() -> Vec<Route> {
    let at = |path, handler| Route::get(path, Access::SignedIn, handler).tag("read_own");
    vec![
        at("/case/{no}/certificates", show_new),
        Route::post("/case/{no}/certificates", Access::InPerson, sent_new).tag("draft_paper").body_max(FORM_MAX),
        Route::get("/case/{no}/certificates/{certificate}/draft", Access::SignedIn, show_again).tag("read_own"),
        Route::get("/case/{no}/certificates/{certificate}/amendment", Access::SignedIn, show_amendment).tag("read_own"),
    ]
}

/// What is drafted: a new paper of a kind, one that was sent back, or one in the place of another.
#[derive(Clone, Debug, Default, Deserialize)]
struct Wish {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    again: Option<u16>,
    #[serde(default)]
    amends: Option<u16>,
}

#[derive(Template)]
#[template(path = "certificate_draft.html")]
struct DraftPage {
    frame: Frame,
    case: String,
    no: Vec<String>,
    version: u32,
    key: String,
    wish: Wish,
    /// The kinds that may be drafted, where none is chosen yet: code, name, and whether it was asked for.
    kinds: Vec<(String, String, bool)>,
    kind: String,
    /// By which text it is issued, and whether that is provisional.
    clauses: Vec<Clause>,
    provisional: bool,
    /// Why it was sent back.
    sent_back: Option<String>,
    lots: Vec<LotChoice>,
    given: Vec<Given>,
    asked: Vec<Asked>,
    said: Option<Said>,
}

/// A lot that the paper may state.
struct LotChoice {
    id: LotId,
    words: String,
    chosen: bool,
}

/// What the record says of a block.
struct Given {
    label: String,
    texts: Vec<String>,
}

/// What the drafter says of a block.
struct Asked {
    field: String,
    label: String,
    required: bool,
    longest: u16,
    /// Phrases: name, sentence, whether it is chosen. Empty for wording.
    phrases: Vec<(String, String, bool)>,
    /// A field for each language, with what was typed.
    wording: Vec<(String, String, &'static str)>,
}

/// Whether a draft would be taken but for what its drafter is still to say.
///
/// # Errors
/// The record cannot be read.
pub(super) async fn may(app: &App, ask: &Ask, case: &Case, drafting: Drafting) -> Result<bool, Failure> {
    let command = Command::Certificate(CertificateCommand::Draft(drafting));
    match act::would(&app.desk, ask, case, &command).await {
        Ok(()) => Ok(true),
        Err(Denied::NotAllowed(why)) => Ok(why.reason == Reason::CertificateContent),
        Err(Denied::Broken(error)) => Err(Denied::Broken(error).into()),
        Err(_) => Ok(false),
    }
}

/// The kinds that the asker may draft now.
///
/// # Errors
/// The record cannot be read.
pub async fn kinds(app: &App, ask: &Ask, case: &Case) -> Result<Vec<TableCode>, Failure> {
    let law = app.field().law_of(&case.policy, case.day).await?;
    let mut kinds = Vec::new();
    for kind in law.policy.certificates_on(app.field().day(ask.now)) {
        let drafting = Drafting { kind: Some(kind.code.clone()), ..Drafting::default() };
        if may(app, ask, case, drafting).await? {
            kinds.push(kind.code.clone());
        }
    }
    Ok(kinds)
}

async fn show_new(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Query(wish): Query<Wish>,
) -> Result<Response, Failure> {
    show(&app, &visit, &no, wish).await
}

async fn show_again(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, number)): Path<(String, u16)>,
) -> Result<Response, Failure> {
    show(&app, &visit, &no, Wish { again: Some(number), ..Wish::default() }).await
}

async fn show_amendment(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, number)): Path<(String, u16)>,
) -> Result<Response, Failure> {
    show(&app, &visit, &no, Wish { amends: Some(number), ..Wish::default() }).await
}

async fn show(app: &App, visit: &Visit, no: &str, wish: Wish) -> Result<Response, Failure> {
    let (ask, case) = seen(app, visit, no).await?;
    page(app, visit, (&ask, &case), wish, StatusCode::OK, (None, None)).await
}

async fn seen(app: &App, visit: &Visit, no: &str) -> Result<(Ask, Case), Failure> {
    let ask = asking::reads(visit)?;
    let (case, _) = super::super::load(app, &ask, no).await?;
    let sight = sight::enter(app, visit, &ask, &case).await?;
    if !sight.whole() || ask.enterprise.is_some() {
        return Err(Failure::new(Code::NotFound));
    }
    Ok((ask, case))
}

async fn page(
    app: &App,
    visit: &Visit,
    (ask, case): (&Ask, &Case),
    wish: Wish,
    status: StatusCode,
    (said, typed): (Option<Said>, Option<&Pairs>),
) -> Result<Response, Failure> {
    let law = app.field().law_of(&case.policy, case.day).await?;
    let names = Names::new(app.field(), &law, case.day, visit.language);
    let today = app.field().day(ask.now);
    let former = wish.again.or(wish.amends).and_then(|number| case.certificate(number));
    let code = former.map_or(wish.kind.as_str(), |paper| paper.draft.kind.as_str()).to_owned();
    let kind = law.policy.certificate(&code, today).filter(|kind| kind.is_for(case.declaration.direction));
    let form = kind.and_then(|kind| law.policy.form(kind.code.as_str()));
    let title = words::say(visit.language, "certificate.draft");
    let path = format!("/case/{}/certificates", frame::in_query(case.no.as_str()));
    let frame = Frame { path, ..Frame::new(app, visit, title) };
    let mut page = DraftPage {
        case: format!("/case/{}", frame::in_query(case.no.as_str())),
        no: names.number(case.no.as_str()),
        version: case.version,
        key: secret::draw(&app.desk.chance),
        kinds: Vec::new(),
        kind: kind.map_or(String::new(), |kind| kind.name.pick(visit.language).to_owned()),
        clauses: kind.map_or_else(Vec::new, |kind| kind.basis.iter().map(|of| clause(&names, of)).collect()),
        provisional: kind.is_some_and(|kind| kind.provisional),
        sent_back: wish.again.and(former).and_then(|paper| view::sent_back(paper, visit.language)),
        lots: Vec::new(),
        given: Vec::new(),
        asked: Vec::new(),
        said,
        wish,
        frame,
    };
    let Some((kind, form)) = kind.zip(form) else {
        let asked = |code: &TableCode| case.asked_papers.contains(code);
        let name = |code: &TableCode| law.policy.certificate(code.as_str(), today).map(|kind| kind.name.clone());
        let kinds = kinds(app, ask, case).await?;
        let told = kinds
            .iter()
            .filter_map(|code| Some((code.to_string(), name(code)?.pick(visit.language).to_owned(), asked(code))));
        page.kinds = told.collect();
        page.kinds.sort_by_key(|(.., asked)| !asked);
        return frame::html_as(status, &page);
    };
    let before = former.map(|paper| (paper.draft.content.as_slice(), paper.draft.lots.as_slice()));
    page.lots = lots(&names, case, typed, before.map(|(_, lots)| lots));
    page.given = given((&law, kind, form), case, ask, &page.lots, visit.language);
    page.asked = asked(kind, form, typed, before.map(|(content, _)| content), visit.language);
    frame::html_as(status, &page)
}

fn lots(names: &Names, case: &Case, typed: Option<&Pairs>, before: Option<&[LotId]>) -> Vec<LotChoice> {
    let chosen = |id: LotId| match (typed, before) {
        (Some(typed), _) => typed.all("lot").any(|one| one == id.to_string()),
        (None, Some(before)) => before.contains(&id),
        (None, None) => true,
    };
    let one = |line: super::super::view::LotLine| LotChoice {
        id: line.id,
        words: format!("{} {} · {} · {}", line.id, line.name, line.amount, line.state),
        chosen: chosen(line.id),
    };
    super::super::view::lots(names, case, false).into_iter().map(one).collect()
}

/// What the record says of the blocks that nobody writes.
fn given(
    (law, kind, form): (&Edition, &CertificateKind, &PaperForm),
    case: &Case,
    ask: &Ask,
    chosen: &[LotChoice],
    language: Language,
) -> Vec<Given> {
    let today = ask.now.day_in(&law.policy.region.zone);
    let name_of = |table, code: &str| law.name_of(table, code, case.day);
    let chosen = |id: LotId| chosen.iter().any(|one| one.id == id && one.chosen);
    let lots = case.lots.iter().filter(|lot| chosen(lot.id)).collect();
    let source = Source { case, lots, policy: &law.policy, today, name_of: &name_of };
    let content = stated(kind, form, &source);
    let block = |block: &policy::certificate::FormBlock| {
        let of: Vec<&BlockText> = content.iter().filter(|said| said.block == *block.name).collect();
        let texts = (0..kind.languages.len()).map(|at| {
            let parts = of.iter().filter_map(|said| said.texts.get(at)).filter(|text| !text.is_empty());
            parts.map(String::as_str).collect::<Vec<_>>().join(" · ")
        });
        let mut texts: Vec<String> = texts.collect();
        texts.dedup();
        Given { label: block.label.pick(language).to_owned(), texts }
    };
    let stands = |block: &&policy::certificate::FormBlock| block.kind.is_stated() && !block.kind.is_said();
    form.blocks.iter().filter(stands).map(block).collect()
}

/// What the drafter is asked for, with what was typed, or stood there before.
fn asked(
    kind: &CertificateKind,
    form: &PaperForm,
    typed: Option<&Pairs>,
    before: Option<&[BlockText]>,
    language: Language,
) -> Vec<Asked> {
    let was = |block: &str, at: usize| {
        let found = before.and_then(|content| content.iter().find(|said| said.block == block));
        found.and_then(|said| said.texts.get(at)).cloned().unwrap_or_default()
    };
    let one = |(n, block): (usize, &policy::certificate::FormBlock)| {
        let field = format!("said{n}");
        let chosen = |name: &str, says: &str| match typed {
            Some(typed) => typed.get(&field) == name,
            None => was(&block.name, 0) == says,
        };
        let first = kind.languages.first().copied().unwrap_or_default();
        let phrase = |phrase: &policy::certificate::FormPhrase| {
            let is = chosen(&phrase.name, phrase.says.pick(first));
            (phrase.name.to_string(), phrase.says.pick(language).to_owned(), is)
        };
        let wording = |(at, language): (usize, &Language)| {
            let name = format!("{field}-{at}");
            let text = typed.map_or_else(|| was(&block.name, at), |typed| typed.get(&name).to_owned());
            (name, text, if *language == Language::Zh { "zh-CN" } else { "en" })
        };
        let written = block.kind == BlockKind::Wording;
        Asked {
            label: block.label.pick(language).to_owned(),
            required: block.required,
            longest: block.longest,
            phrases: block.phrases.iter().map(phrase).collect(),
            wording: kind.languages.iter().enumerate().filter(|_| written).map(wording).collect(),
            field,
        }
    };
    form.blocks.iter().enumerate().filter(|(_, block)| block.kind.is_said()).map(one).collect()
}

/// What a form says of the blocks that the drafter fills.
fn said_in(kind: &CertificateKind, form: &PaperForm, sent: &Pairs) -> SaidOf {
    let one = |(n, block): (usize, &policy::certificate::FormBlock)| {
        let words = if block.kind == BlockKind::Phrase {
            vec![sent.get(&format!("said{n}")).to_owned()]
        } else {
            (0..kind.languages.len()).map(|at| sent.get(&format!("said{n}-{at}")).to_owned()).collect()
        };
        (block.name.to_string(), words)
    };
    form.blocks.iter().enumerate().filter(|(_, block)| block.kind.is_said()).map(one).collect()
}

async fn sent_new(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs).kept();
    let ask = asking::submits(&visit, pairs.get(KEY), &pairs.bytes())?;
    let (_, case) = seen(&app, &visit, &no).await?;
    let number = |name: &str| pairs.get(name).parse::<u16>().ok();
    let wish = Wish { kind: pairs.get("kind").to_owned(), again: number("again"), amends: number("amends") };
    let law = app.field().law_of(&case.policy, case.day).await?;
    let former = wish.again.or(wish.amends).and_then(|number| case.certificate(number));
    let code = former.map_or(wish.kind.as_str(), |paper| paper.draft.kind.as_str()).to_owned();
    let kind = law.policy.certificate(&code, app.field().day(ask.now));
    let form = kind.and_then(|kind| law.policy.form(kind.code.as_str()));
    let Some((kind, form)) = kind.zip(form) else { return Err(Failure::new(Code::NotFound)) };
    let said = said_in(kind, form, &pairs);
    let drafting = Drafting {
        certificate: wish.again,
        kind: wish.again.is_none().then(|| kind.code.clone()),
        lots: pairs.all("lot").filter_map(|lot| lot.parse().ok()).collect(),
        said,
        amends: wish.amends,
    };
    let unseen = pairs.seen().is_err();
    let expected = pairs.get(VERSION).parse().map_err(|_| Failure::new(Code::Malformed))?;
    let again = async |said: Said, status: StatusCode| {
        page(&app, &visit, (&ask, &case), wish.clone(), status, (Some(said), Some(&pairs))).await
    };
    if unseen {
        let words = words::say(visit.language, "case.faulty").to_owned();
        return again(Said { kind: "stop", words, ..Said::default() }, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let command = Command::Certificate(CertificateCommand::Draft(drafting));
    match act::act(&app.desk, &ask, &no, Some(expected), &command).await {
        Ok(_) => {
            let made = wish.again.map_or(case.certificates.len() + 1, usize::from);
            Ok(error::see_other(&format!("/case/{}/certificates/{made}", frame::in_query(&no))))
        }
        Err(denied) => {
            let names = Names::new(app.field(), &law, case.day, visit.language);
            again(said::refusal(&visit, &names, &case, denied)?, StatusCode::CONFLICT).await
        }
    }
}

/// The papers asked for that nobody drafted yet.
fn undrafted(case: &Case) -> impl Iterator<Item = &TableCode> {
    let drafted =
        |code: &TableCode| case.certificates.iter().any(|paper| paper.state.stands() && paper.draft.kind == *code);
    case.asked_papers.iter().filter(move |code| !drafted(code))
}

/// What each of them is called.
pub fn waiting(names: &Names, case: &Case) -> Vec<String> {
    undrafted(case).map(|code| names.code(TableName::Document, code.as_str())).collect()
}

/// What is asked for and may be drafted by somebody, with the way there.
pub fn ways(names: &Names, case: &Case, kinds: &[TableCode]) -> Vec<(String, String)> {
    let way = |code: &TableCode| {
        let path = format!("/case/{}/certificates?kind={code}", case.no);
        (names.code(TableName::Document, code.as_str()), path)
    };
    undrafted(case).filter(|code| kinds.contains(code)).map(way).collect()
}
