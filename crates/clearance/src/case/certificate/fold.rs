//! What events make of the papers of a case.

use super::{AMENDED, Certificate, CertificateState, ChainDone, Handed, Issued, Used};
use crate::case::{Case, Done, Stage};
use crate::event::Event;
use crate::event::certificate::{CertificateAct, Drafted, Following, OfCertificate};
use policy::{ChainStep, StepKind};
use values::calendar::Timestamp;
use values::code::TableCode;

/// Takes up what happened to a paper.
pub(in crate::case) fn apply(case: &mut Case, of: &OfCertificate, event: &Event) {
    let at = event.happened;
    if let CertificateAct::Drafted(draft) = &of.act {
        return drafted(case, of, draft, event);
    }
    let number = usize::from(of.certificate);
    let Some(paper) = number.checked_sub(1).and_then(|at| case.certificates.get_mut(at)) else { return };
    paper.updated_at = at;
    if let Some(step) = of.act.step() {
        paper.done.push(done(step, of, event));
    }
    match &of.act {
        CertificateAct::Drafted(_) | CertificateAct::Checked {} | CertificateAct::Proofread {} => {}
        CertificateAct::Engrossed { number, content } => {
            paper.number = number.given().cloned();
            paper.engrossed = Some(content.clone());
        }
        CertificateAct::Signed { digest } => paper.signed = Some(digest.clone()),
        CertificateAct::Issued { number, day, code, seal, .. } => {
            paper.number = Some(number.clone());
            paper.code.clone_from(code);
            let seal = seal.as_deref().cloned();
            paper.issued = Some(Issued { day: *day, office: of.office.clone(), seal });
            paper.state = CertificateState::Issued;
            let former = paper.draft.amends.filter(|_| paper.draft.following.replaces());
            if let Some(former) = former {
                ended(case, former, CertificateState::Superseded { by: of.certificate }, at);
            }
        }
        CertificateAct::SentBack { reason } => send_back(paper, reason),
        CertificateAct::HandedOver { to, originals, copies, sheets, electronic } => paper.handed.push(Handed {
            office: of.office.clone(),
            to: to.clone(),
            originals: *originals,
            copies: *copies,
            sheets: sheets.clone(),
            electronic: *electronic,
            at,
        }),
        CertificateAct::Used { note } => paper.used = Some(Used { office: of.office.clone(), note: note.clone(), at }),
        CertificateAct::Suspended { reason, .. } => paper.suspended = Some(reason.clone()),
        CertificateAct::Lifted { .. } => paper.suspended = None,
        CertificateAct::Ended { reason, basis } => {
            let reason = reason.clone();
            let state = match paper.state {
                CertificateState::Issued => CertificateState::Withdrawn { reason, basis: basis.clone() },
                CertificateState::Open
                | CertificateState::Superseded { .. }
                | CertificateState::Void { .. }
                | CertificateState::Withdrawn { .. } => CertificateState::Void { reason },
            };
            ended(case, of.certificate, state, at);
        }
    }
}

/// 签证 is done when every paper that was asked for was issued and none is on its way, and what comes before it is done: at
/// the office that issued the last. It stays done, whatever becomes of a paper.
pub(in crate::case) fn certified(case: &mut Case, at: Timestamp) {
    if !matches!(case.stage, Stage::UnderReview | Stage::Working | Stage::Closed) {
        return;
    }
    let has = |code: &TableCode, state: &CertificateState| {
        case.certificates.iter().any(|paper| paper.draft.kind == *code && paper.state == *state)
    };
    let given = |code: &TableCode| has(code, &CertificateState::Issued) && !has(code, &CertificateState::Open);
    if case.asked_papers.is_empty() || !case.asked_papers.iter().all(given) {
        return;
    }
    let issued =
        case.certificates.iter().filter_map(|paper| Some((paper.done(ChainStep::Issue)?.at, paper.issued.as_ref()?)));
    let office = issued.max_by_key(|(at, _)| *at).map(|(_, issued)| issued.office.clone());
    let open: Vec<usize> = case.open_steps().filter(|step| case.plan()[*step].kind == StepKind::Certify).collect();
    for step in open {
        case.progress[step].done = Some(Done { at, office: office.clone(), version: case.version });
    }
}

/// A paper ends, and with it what supplements it and counts.
fn ended(case: &mut Case, number: u16, state: CertificateState, at: Timestamp) {
    let of = |own: u16, paper: &Certificate| {
        let supplements = paper.draft.amends == Some(number) && paper.draft.following == Following::Supplements;
        own == number || supplements && paper.state == CertificateState::Issued
    };
    for (_, paper) in (1u16..).zip(&mut case.certificates).filter(|(own, paper)| of(*own, paper)) {
        paper.state = state.clone();
        paper.suspended = None;
        paper.updated_at = at;
    }
}

fn done(step: ChainStep, of: &OfCertificate, event: &Event) -> ChainDone {
    ChainDone {
        step,
        person: event.by.person.clone(),
        account: event.by.account.clone(),
        office: of.office.clone(),
        at: event.happened,
    }
}

fn drafted(case: &mut Case, of: &OfCertificate, draft: &Drafted, event: &Event) {
    let number = usize::from(of.certificate);
    let first = done(ChainStep::Draft, of, event);
    match number.checked_sub(1).and_then(|at| case.certificates.get_mut(at)) {
        Some(paper) => {
            paper.draft = draft.clone();
            paper.done = vec![first];
            paper.sent_back = None;
            paper.updated_at = event.happened;
        }
        None => case.certificates.push(Certificate {
            draft: draft.clone(),
            done: vec![first],
            engrossed: None,
            signed: None,
            number: None,
            code: None,
            issued: None,
            sent_back: None,
            state: CertificateState::Open,
            suspended: None,
            handed: Vec::new(),
            used: None,
            updated_at: event.happened,
        }),
    }
}

fn send_back(paper: &mut Certificate, reason: &str) {
    paper.done.clear();
    paper.engrossed = None;
    paper.signed = None;
    paper.sent_back = Some(reason.to_owned());
}

/// What the declaration says has changed: papers that are on their way are drafted again.
pub(in crate::case) fn redeclared(case: &mut Case) {
    let open = |paper: &&mut Certificate| paper.state == CertificateState::Open;
    case.certificates.iter_mut().filter(open).for_each(|paper| send_back(paper, AMENDED));
}
