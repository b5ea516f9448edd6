//! Papers that offices issue of a case: drafted, checked, engrossed, proofread, signed, issued, handed over, ended, and read.

use super::case::of_case;
use super::command::{Answered, Sent, SentTo, command, does, does_as};
use super::confirm::shown as shown_password;
use super::schema;
use crate::api::body;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Operation, Route};
use crate::sight::{self, Seen, Sight};
use crate::visit::Visit;
use crate::words;
use axum::Json;
use axum::extract::{Path, State};
use clearance::case::Case;
use clearance::case::certificate::{Certificate, CertificateState, Handed};
use clearance::case::decide::{CertificateCommand, Command, Drafting};
use clearance::event::body::LotId;
use clearance::event::certificate::{BlockText, Following};
use clearance::grounds::Grounds;
use policy::ChainStep;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use values::code::TableCode;
use values::id::{OfficeCode, SheetNo};
use values::text::Text;

/// The acts of the route that does something to a paper, as the table of routes names them.
const ACTS: &str = "draft_paper check_paper engross_paper issue_paper end_paper";

/// The routes.
pub fn routes() -> Vec<Route> {
    let read = of_case(Operation::new("certificate", Text::fixed("签发的单证", "Papers issued of a case")))
        .says(Text::fixed(
            "企业只看到已经签发的内容；digest 是签字所代表的内容的摘要。",
            "An enterprise reads what was issued; digest is what a signature stands for.",
        ))
        .gives(200, Some(schema::certificates));
    vec![
        Route::get("/api/v1/cases/{no}/certificates", Access::SignedIn, list).tag("read_papers").operation(read),
        command("/api/v1/cases/{no}/certificates", "draft_paper", ("拟稿", "Draft a paper"), schema::drafting, draft),
        command(
            "/api/v1/cases/{no}/certificates/{certificate}",
            ACTS,
            ("办理单证的一个环节", "Do a step of a paper"),
            schema::certificate_act,
            perform,
        ),
        command(
            "/api/v1/cases/{no}/certificates/{certificate}/signature",
            "sign_paper",
            ("签字", "Sign a paper"),
            schema::signature,
            sign,
        )
        .in_person(),
        command(
            "/api/v1/cases/{no}/documents-office",
            "fetch_at",
            ("选择领证地", "Choose where papers are fetched"),
            schema::documents_office,
            fetch_at,
        ),
    ]
}

#[derive(Deserialize)]
struct Drafted {
    version: u32,
    kind: TableCode,
    #[serde(default)]
    lots: Vec<LotId>,
    #[serde(default)]
    said: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    amends: Option<u16>,
    #[serde(default)]
    following: Following,
    #[serde(default)]
    lost: String,
}

async fn draft((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Drafted { version, kind, lots, said, amends, following, lost } = body::read(&body)?;
    let drafting = Drafting { certificate: None, kind: Some(kind), lots, said, amends, following, lost };
    let command = Command::Certificate(CertificateCommand::Draft(drafting));
    does((app, visit, headers, body), &no, version, command).await
}

#[derive(Deserialize)]
struct FetchAt {
    version: u32,
    office: OfficeCode,
}

async fn fetch_at((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let FetchAt { version, office } = body::read(&body)?;
    let command = Command::Certificate(CertificateCommand::FetchAt { office });
    does((app, visit, headers, body), &no, version, command).await
}

/// What is done to a paper, as it is sent.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Doing {
    Draft {
        #[serde(default)]
        lots: Vec<LotId>,
        #[serde(default)]
        said: BTreeMap<String, Vec<String>>,
    },
    Check {},
    Engross {
        #[serde(default)]
        content: Vec<BlockText>,
    },
    Proofread {},
    Issue {
        #[serde(default)]
        returned: bool,
    },
    SendBack {
        at: ChainStep,
        reason: String,
    },
    HandOver {
        to: String,
        #[serde(default)]
        sheets: Vec<SheetNo>,
        #[serde(default)]
        electronic: bool,
    },
    Use {
        note: String,
    },
    Suspend {
        reason: String,
        #[serde(default)]
        basis: String,
    },
    Lift {
        reason: String,
    },
    End {
        reason: String,
        #[serde(default)]
        basis: String,
    },
}

impl Doing {
    fn command(self, certificate: u16) -> CertificateCommand {
        match self {
            Doing::Draft { lots, said } => {
                let certificate = Some(certificate);
                CertificateCommand::Draft(Drafting { certificate, lots, said, ..Drafting::default() })
            }
            Doing::Check {} => CertificateCommand::Check { certificate },
            Doing::Engross { content } => CertificateCommand::Engross { certificate, content },
            Doing::Proofread {} => CertificateCommand::Proofread { certificate },
            Doing::Issue { returned } => CertificateCommand::Issue { certificate, returned },
            Doing::SendBack { at, reason } => CertificateCommand::SendBack { certificate, at, reason },
            Doing::HandOver { to, sheets, electronic } => {
                CertificateCommand::HandOver { certificate, to, sheets, electronic }
            }
            Doing::Use { note } => CertificateCommand::Use { certificate, note },
            Doing::Suspend { reason, basis } => {
                CertificateCommand::Suspend { certificate, grounds: Grounds::by(reason, basis) }
            }
            Doing::Lift { reason } => CertificateCommand::Lift { certificate, reason },
            Doing::End { reason, basis } => {
                CertificateCommand::End { certificate, grounds: Grounds::by(reason, basis) }
            }
        }
    }
}

#[derive(Deserialize)]
struct Done {
    version: u32,
    act: Doing,
}

async fn perform((State(app), visit, Path((no, certificate)), headers, body): SentTo) -> Answered {
    let Done { version, act } = body::read(&body)?;
    let certificate = certificate.parse().map_err(|_| Failure::new(Code::NotFound))?;
    does((app, visit, headers, body), &no, version, Command::Certificate(act.command(certificate))).await
}

#[derive(Deserialize)]
struct Signature {
    version: u32,
    digest: String,
    #[serde(default)]
    password: String,
}

async fn sign((State(app), visit, Path((no, certificate)), headers, body): SentTo) -> Answered {
    let Signature { version, digest, password } = body::read(&body)?;
    let visit = shown_password(&app, visit, password).await?;
    let certificate = certificate.parse().map_err(|_| Failure::new(Code::NotFound))?;
    // The key knows what was signed, and nothing that follows from a password.
    let ask = asking::changes(&visit, &headers, format!("{version} {digest}").as_bytes())?;
    let command = Command::Certificate(CertificateCommand::Sign { certificate, digest });
    does_as(&app, &ask, &no, version, command).await
}

async fn list(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Json<Value>, Failure> {
    let Seen { case, sight, .. } = sight::see(&app, &visit, &no).await?;
    if !sight.papers {
        return Err(Failure::new(Code::NotPermitted).says(words::both("failure.whole_only")));
    }
    Ok(Json(
        json!({ "no": case.no, "version": case.version, "office": case.documents_office(), "certificates": shown(&case, &sight) }),
    ))
}

/// The papers of a case that somebody reads.
fn shown(case: &Case, sight: &Sight) -> Vec<Value> {
    let officer = sight.officer;
    let one = |(number, paper): (u16, &Certificate)| {
        json!({
            "certificate": number, "kind": paper.draft.kind, "number": paper.number, "code": paper.code, "state": paper.state.word(),
            "next": paper.next().filter(|_| officer).map(ChainStep::word), "lots": paper.draft.lots,
            "languages": paper.draft.languages, "originals": paper.draft.originals, "copies": paper.draft.copies,
            "amends": paper.draft.amends, "following": paper.draft.amends.map(|_| paper.draft.following.word()),
            "lost": paper.draft.lost, "suspended": paper.suspended, "counts": paper.counts(case), "used": used(paper), "superseded_by": superseded(paper), "issued": issued(paper), "handed": handed(paper),
            "sent_back": paper.sent_back.as_ref().filter(|_| officer), "digest": paper.digest(),
            "content": paper.content(),
            "done": paper.done.iter().filter(|_| officer).map(|done| json!({
                "step": done.step.word(), "office": done.office, "account": done.account, "at": done.at.to_rfc3339(),
            })).collect::<Vec<_>>(),
        })
    };
    (1u16..).zip(&case.certificates).filter(|(_, paper)| sight.paper(paper)).map(one).collect()
}

fn used(paper: &Certificate) -> Option<Value> {
    let used = paper.used.as_ref()?;
    Some(json!({ "office": used.office, "note": used.note, "at": used.at.to_rfc3339() }))
}

fn handed(paper: &Certificate) -> Vec<Value> {
    let one = |handed: &Handed| {
        json!({
            "office": handed.office, "to": handed.to, "originals": handed.originals, "copies": handed.copies,
            "sheets": handed.sheets, "electronic": handed.electronic, "at": handed.at.to_rfc3339(),
        })
    };
    paper.handed.iter().map(one).collect()
}

fn superseded(paper: &Certificate) -> Option<u16> {
    if let CertificateState::Superseded { by } = paper.state { Some(by) } else { None }
}

fn issued(paper: &Certificate) -> Option<Value> {
    let issued = paper.issued.as_ref()?;
    Some(json!({ "day": issued.day, "office": issued.office, "seal": issued.seal }))
}
