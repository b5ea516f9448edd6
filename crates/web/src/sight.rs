//! How much of a case its reader sees, asked by every page and route; who has no part in it says what for, and it is kept.

use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::visit::{Means, Visit};
use crate::words;
use axum::extract::Query;
use axum::http::Uri;
use clearance::case::Case;
use clearance::case::certificate::Certificate;
use clearance::event::Event;
use clearance::event::body::CaseEvent;
use clearance::permission::{Act, Relation};
use desk::act::{self, Ask, Denied};
use policy::{ChainStep, Purpose};
use register::head_file::hex;
use register::kept::read::Read;
use serde::Deserialize;
use serde_json::json;
use values::actor::Role;
use values::id::{CaseNo, OfficeCode};

/// The most characters of a purpose that are kept.
const PURPOSE_MAX: usize = 200;
/// The fewest letters, digits or characters of a purpose in the reader's own words.
const WORDS_MIN: usize = 4;

/// How much of a case a reader may see (docs/PARTS.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything.
    Whole,
    /// No prices, no personal data, no papers, no receipts, and nothing that offices write to each other.
    Goods,
}

/// What a reader sees of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// How much.
    pub extent: Extent,
    /// An officer, who also sees what offices write to each other and which account acted.
    pub officer: bool,
    /// Papers that are signed or were issued, which who issues reads at whatever office.
    pub papers: bool,
    /// The office, for officers: of what offices write it sees its own, however little else.
    pub office: Option<OfficeCode>,
}

/// A case as far as the asker may see it.
pub struct Seen {
    /// Who asks.
    pub ask: Ask,
    /// The case.
    pub case: Case,
    /// Its events; [`Sight::tells`] says which of them are told.
    pub events: Vec<Event>,
    /// How much of it.
    pub sight: Sight,
}

impl Sight {
    /// Whether everything is seen.
    pub fn whole(&self) -> bool {
        self.extent == Extent::Whole
    }

    /// Whether the persons whom a declaration names are seen. Auditors read the papers of a case; persons are none of their business.
    pub fn persons(&self, ask: &Ask) -> bool {
        let only_audits = self.officer && ask.roles.iter().all(|role| *role == Role::Auditor);
        self.whole() && !only_audits
    }

    /// Whether a paper is seen: by who sees the whole, an enterprise once it was issued; by who issues, once it is signed.
    pub fn paper(&self, paper: &Certificate) -> bool {
        let given = paper.was_issued();
        let whole = self.whole() && (self.officer || given);
        whole || self.papers && self.officer && (given || paper.next() == Some(ChainStep::Issue))
    }

    /// Whether the reader is told of an event at all.
    pub fn tells(&self, case: &Case, event: &Event) -> bool {
        !event.body.for_officers() || self.officer && self.details(case, event)
    }

    /// Whether the reader is told the particulars of an event: all of them, or those of its own office's acts and requests.
    pub fn details(&self, case: &Case, event: &Event) -> bool {
        let Some(office) = self.office.as_ref().filter(|_| !self.whole()) else { return self.whole() };
        let item = event.body.of_case().and_then(CaseEvent::work_item).and_then(|item| case.work_item(item));
        event.by.office.as_ref() == Some(office) || item.is_some_and(|item| [&item.from, &item.to].contains(&office))
    }
}

/// Loads a case for a reader: how much of it is seen, noted with what for where there is no part.
///
/// # Errors
/// 401, 403; 404 if it does not exist for the asker; `purpose` where it must be said what for.
pub async fn see(app: &App, visit: &Visit, no: &str) -> Result<Seen, Failure> {
    let ask = asking::reads(visit)?;
    let no = CaseNo::parse(no).map_err(|_| Failure::new(Code::NotFound))?;
    let found = act::load(app.field(), &ask, no.as_str()).await?;
    let (case, events) = found.ok_or_else(|| Failure::new(Code::NotFound))?;
    let sight = enter(app, visit, &ask, &case).await?;
    Ok(Seen { ask, case, events, sight })
}

/// The same for those only who see the whole of the case: receipts, ledgers and forms of corrections are nothing less.
///
/// # Errors
/// As [`see`]; 403 for who sees its goods only.
pub async fn see_whole(app: &App, visit: &Visit, no: &str) -> Result<Seen, Failure> {
    let seen = see(app, visit, no).await?;
    if seen.sight.whole() {
        Ok(seen)
    } else {
        Err(Failure::new(Code::NotPermitted).says(words::both("failure.whole_only")))
    }
}

/// How much of a case a reader sees, after the note where there is no part in it.
///
/// # Errors
/// As [`see`]; the note could not be kept, and then there is no read.
pub async fn enter(app: &App, visit: &Visit, ask: &Ask, case: &Case) -> Result<Sight, Failure> {
    let field = app.field();
    let parts = act::parts(field, case, ask);
    let sight = sight(ask, &parts)?;
    if !parts.iter().any(|part| part.is_part()) {
        note(app, visit, ask, case).await?;
    }
    Ok(sight)
}

/// How much is seen by some parts.
fn sight(ask: &Ask, parts: &[Relation]) -> Result<Sight, Denied> {
    let extent = match act::permit(ask, Act::ReadOwn, parts) {
        Ok(_) => Extent::Whole,
        Err(_) => act::permit(ask, Act::ReadGoods, parts).map(|_| Extent::Goods)?,
    };
    let papers = act::permit(ask, Act::ReadPapers, parts).is_ok();
    Ok(Sight { extent, papers, officer: ask.enterprise.is_none(), office: ask.office.clone() })
}

/// What was said in the query of a request.
#[derive(Deserialize, Default)]
struct Said {
    /// A code of the region's text, or words.
    #[serde(default)]
    purpose: String,
    /// Words; they go before the code.
    #[serde(default)]
    words: String,
}

/// Keeps who read a case in which there is no part, and what for: said with this request, or before in the same session.
async fn note(app: &App, visit: &Visit, ask: &Ask, case: &Case) -> Result<(), Failure> {
    let field = app.field();
    let session = match visit.asker()?.means {
        Means::Session(digest) | Means::Token(digest) => hex(&digest),
    };
    let purposes = visit.law()?.policy.purposes();
    let purpose = match said(visit, purposes) {
        Some(purpose) => purpose,
        None => {
            let before = field.register.purpose_of(&session, case.no.as_str()).await?;
            before.ok_or_else(|| wanted(purposes))?
        }
    };
    let read = Read {
        at: ask.now.0,
        number: visit.number.to_string(),
        account: ask.account.to_string(),
        person: ask.person.to_string(),
        case: case.no.to_string(),
        what: visit.path.split('?').next().unwrap_or_default().to_owned(),
        purpose,
        session,
    };
    Ok(field.reads.note(&field.register, read).await?)
}

/// What a request says that the case is read for, if that is enough.
fn said(visit: &Visit, purposes: &[Purpose]) -> Option<String> {
    let uri: Uri = visit.path.parse().ok()?;
    let Query(Said { purpose, words }) = Query::try_from_uri(&uri).ok()?;
    let given = if words.trim().is_empty() { purpose } else { words };
    let given: String = given.trim().chars().take(PURPOSE_MAX).collect();
    let listed = purposes.iter().any(|purpose| *purpose.code == *given);
    let plain = !given.chars().any(char::is_control);
    let says = WORDS_MIN <= given.chars().filter(|c| c.is_alphanumeric()).count();
    (listed || plain && says).then_some(given)
}

fn wanted(purposes: &[Purpose]) -> Failure {
    let listed: Vec<_> =
        purposes.iter().map(|one| json!({ "code": one.code, "zh": one.text.zh, "en": one.text.en })).collect();
    Failure::new(Code::Purpose).more(json!({ "purposes": listed, "words_min": WORDS_MIN }))
}
