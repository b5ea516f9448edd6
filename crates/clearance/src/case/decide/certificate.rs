//! Papers: drafted where the goods were inspected, engrossed and signed where they are fetched, issued once (「本方案」三(三)一).

mod command;
mod draft;
mod hand_over;

use super::work::not_worse;
use super::{Context, Decision, elsewhere, explained, said};
use crate::case::asks;
use crate::case::certificate::compare::{BREAK, difference};
use crate::case::certificate::record::Record;
use crate::case::certificate::{Certificate, CertificateState, NotCounting};
use crate::case::refusal::{NotAllowed, Reason};
use crate::case::{Case, Stage};
use crate::event::body::CaseEvent;
use crate::event::certificate::{BlockText, CertificateAct, Drafted, OfCertificate};
use crate::event::record::Drawn;
use crate::intent::Demand;
pub use command::{CertificateCommand, Drafting};
pub use draft::MOST;
pub use hand_over::sheet_used;
use policy::certificate::At;
use policy::{ChainStep, Explained, StepKind, Word};
use values::id::{CertificateNo, OfficeCode};
use values::text::{Language, Text};

/// Decides what is asked for on the papers of a case.
pub fn decide(case: &Case, command: &CertificateCommand, context: &Context) -> Result<Decision, NotAllowed> {
    if let CertificateCommand::FetchAt { office } = command {
        return fetch_at(case, office, context);
    }
    papers_go_on(case, context)?;
    let office = context.actor.office.as_ref();
    let office = office.ok_or_else(|| NotAllowed::new(context.policy, Reason::WrongOffice))?;
    if let CertificateCommand::Draft(drafting) = command {
        return draft::draft(case, drafting, office, context);
    }
    let (certificate, paper) = found(case, command, context)?;
    let mut demands = Vec::new();
    if let Some(step) = command.step() {
        turn(case, paper, step, office, context)?;
    }
    let act = match step_done(case, paper, (command, office), (context, &mut demands))? {
        Some(act) => act,
        None => beside(case, paper, (command, office), context)?,
    };
    let of = OfCertificate { certificate, office: office.clone(), act };
    Ok(Decision { demands, ..Decision::of(vec![CaseEvent::Certificate(Box::new(of))]) })
}

/// A step of the chain, as it is recorded; nothing of what is none.
fn step_done(
    case: &Case,
    paper: &Certificate,
    (command, office): (&CertificateCommand, &OfficeCode),
    (context, demands): (&Context, &mut Vec<Demand>),
) -> Result<Option<CertificateAct>, NotAllowed> {
    Ok(Some(match command {
        CertificateCommand::Check { .. } => CertificateAct::Checked {},
        CertificateCommand::Engross { content, .. } => {
            let content = if content.is_empty() { &paper.draft.content } else { content };
            formed(paper, content, context)?;
            CertificateAct::Engrossed { number: number(case, paper, context, demands), content: content.clone() }
        }
        CertificateCommand::Proofread { .. } => CertificateAct::Proofread {},
        CertificateCommand::Sign { digest, .. } => {
            authorised(paper, context)?;
            signable(paper, digest, context)?;
            CertificateAct::Signed { digest: digest.clone() }
        }
        CertificateCommand::Issue { returned, .. } => {
            issuable(case, paper, *returned, context)?;
            let number = number(case, paper, context, demands);
            let number =
                number.given().cloned().ok_or_else(|| NotAllowed::new(context.policy, Reason::CertificateStep))?;
            let code = Some((context.query_code)());
            let day = context.today;
            let record = Record::of(case, paper, number.clone(), (office, day));
            let seal = (context.seal)(&record);
            let seal = seal.ok_or_else(|| NotAllowed::new(context.policy, Reason::SealKeyMissing))?;
            CertificateAct::Issued { number, day, code, returned: *returned, seal: Some(Box::new(seal)) }
        }
        CertificateCommand::Draft(_)
        | CertificateCommand::SendBack { .. }
        | CertificateCommand::HandOver { .. }
        | CertificateCommand::Use { .. }
        | CertificateCommand::Suspend { .. }
        | CertificateCommand::Lift { .. }
        | CertificateCommand::End { .. }
        | CertificateCommand::FetchAt { .. } => return Ok(None),
    }))
}

/// What happens to a paper beside its chain.
fn beside(
    case: &Case,
    paper: &Certificate,
    (command, office): (&CertificateCommand, &OfficeCode),
    context: &Context,
) -> Result<CertificateAct, NotAllowed> {
    let no = |reason| NotAllowed::new(context.policy, reason);
    if let CertificateCommand::SendBack { at, reason, .. } = command {
        if matches!(at, ChainStep::Draft | ChainStep::Issue) {
            return Err(no(Reason::CertificateStep));
        }
        said(reason, context)?;
        Ok(CertificateAct::SentBack { reason: reason.clone() })
    } else if let CertificateCommand::HandOver { to, sheets, electronic, .. } = command {
        counting(case, paper, context)?;
        capable(office, StepKind::Release, context)?;
        said(to, context)?;
        hand_over::printed(case, paper, (sheets, *electronic, office), context)?;
        let Drafted { originals, copies, .. } = paper.draft;
        let (originals, copies) = if *electronic { (0, 0) } else { (originals, copies) };
        let (to, sheets) = (to.clone(), sheets.clone());
        Ok(CertificateAct::HandedOver { to, originals, copies, sheets, electronic: *electronic })
    } else if let CertificateCommand::Use { note, .. } = command {
        counting(case, paper, context)?;
        if paper.used.is_some() {
            return Err(no(Reason::CertificateUsed));
        }
        // The office that clears or releases on it.
        capable(office, StepKind::Clear, context).or_else(|_| capable(office, StepKind::Release, context))?;
        said(note, context)?;
        Ok(CertificateAct::Used { note: note.clone() })
    } else if let CertificateCommand::Suspend { grounds, .. } = command {
        suspendable(paper, false, context)?;
        let basis = explained(Explained::EndCertificate, grounds, case, context)?;
        let basis = basis.unwrap_or_else(|| asks::clause(context.policy, Reason::CertificateSuspended));
        Ok(CertificateAct::Suspended { reason: grounds.reason.clone(), basis })
    } else if let CertificateCommand::Lift { reason, .. } = command {
        suspendable(paper, true, context)?;
        said(reason, context)?;
        Ok(CertificateAct::Lifted { reason: reason.clone() })
    } else if let CertificateCommand::End { grounds, .. } = command {
        if !paper.state.stands() {
            return Err(no(Reason::CertificateEnded));
        }
        let basis = explained(Explained::EndCertificate, grounds, case, context)?;
        let basis = basis.unwrap_or_else(|| asks::clause(context.policy, Reason::CertificateEnded));
        Ok(CertificateAct::Ended { reason: grounds.reason.clone(), basis })
    } else {
        Err(no(Reason::CertificateStep))
    }
}

/// A restriction since acceptance stops papers as it stops clearance and release, until the case was decided again
/// (「本方案」三(三)二); an ended case is never decided again.
fn still_decided(case: &Case, context: &Context) -> Result<(), NotAllowed> {
    if matches!(case.stage, Stage::Closed) { Ok(()) } else { not_worse(case, context) }
}

/// A paper was issued, and nothing keeps it from counting or from being given out.
fn counting(case: &Case, paper: &Certificate, context: &Context) -> Result<(), NotAllowed> {
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    if !matches!(paper.state, CertificateState::Issued) {
        return no(Reason::CertificateStep);
    }
    match paper.not_counting(case) {
        None => still_decided(case, context),
        Some(NotCounting::Suspended(_)) => no(Reason::CertificateSuspended),
        Some(NotCounting::Held) => no(Reason::Held),
        Some(NotCounting::Expired) => no(Reason::ResultExpired),
    }
}

/// A paper that was issued and counts is suspended, and one that is suspended comes to count again.
fn suspendable(paper: &Certificate, suspended: bool, context: &Context) -> Result<(), NotAllowed> {
    if paper.state != CertificateState::Issued {
        return Err(NotAllowed::new(context.policy, Reason::CertificateEnded));
    }
    if paper.suspended.is_some() == suspended {
        return Ok(());
    }
    Err(NotAllowed::new(context.policy, Reason::CertificateSuspended))
}

/// What ended may still get its papers; what was refused, taken back or split never had goods to state.
fn papers_go_on(case: &Case, context: &Context) -> Result<(), NotAllowed> {
    match case.stage {
        Stage::UnderReview | Stage::Working | Stage::Closed => Ok(()),
        Stage::Returned { .. } => Err(NotAllowed::new(context.policy, Reason::Returned)),
        Stage::Expired { .. } => Err(NotAllowed::new(context.policy, Reason::ResultExpired)),
        Stage::Refused { .. } | Stage::Withdrawn { .. } | Stage::SplitUp | Stage::Historic => {
            Err(NotAllowed::new(context.policy, Reason::StageClosed))
        }
    }
}

fn found<'c>(
    case: &'c Case,
    command: &CertificateCommand,
    context: &Context,
) -> Result<(u16, &'c Certificate), NotAllowed> {
    let number = command.certificate();
    let found = number.and_then(|number| Some((number, case.certificate(number)?)));
    found.ok_or_else(|| NotAllowed::new(context.policy, Reason::CertificateUnknown))
}

/// Whether a step of a paper is next, at this office, and for this person.
fn turn(
    case: &Case,
    paper: &Certificate,
    step: ChainStep,
    office: &OfficeCode,
    context: &Context,
) -> Result<(), NotAllowed> {
    if !paper.state.stands() {
        return Err(NotAllowed::new(context.policy, Reason::CertificateEnded));
    }
    if paper.next() != Some(step) {
        let refusal = NotAllowed::new(context.policy, Reason::CertificateStep);
        return Err(match paper.next() {
            Some(next) => refusal.saying(&next.name()),
            None => refusal,
        });
    }
    placed(case, Some(paper), step, office, context)?;
    let mut apart = paper.apart_from(step).filter_map(|other| paper.done(other));
    if let Some(other) = apart.find(|other| other.person == context.actor.person) {
        return Err(NotAllowed::new(context.policy, Reason::SamePerson).saying(&other.step.name()));
    }
    Ok(())
}

/// 谁检验、谁拟证，谁缮制、谁签证: an office that does a step, and is capable of it.
fn placed(
    case: &Case,
    paper: Option<&Certificate>,
    step: ChainStep,
    office: &OfficeCode,
    context: &Context,
) -> Result<(), NotAllowed> {
    if !case.certificate_at(step, paper, office) {
        let drafted = paper.and_then(|paper| paper.done(ChainStep::Draft)).map(|done| &done.office);
        let offices = match step.at() {
            At::Inspecting => drafted.map_or_else(|| case.inspecting_offices(), |office| vec![office]),
            At::Documents => vec![case.documents_office()],
            At::Any => Vec::new(),
        };
        return Err(elsewhere(Reason::CertificateOffice, offices.into_iter(), context));
    }
    match step.at() {
        At::Inspecting => Ok(()),
        At::Documents => capable(office, StepKind::Certify, context),
        At::Any => capable(office, StepKind::Release, context),
    }
}

fn capable(office: &OfficeCode, kind: StepKind, context: &Context) -> Result<(), NotAllowed> {
    if context.policy.capable(office, kind, context.today) {
        return Ok(());
    }
    Err(NotAllowed::new(context.policy, Reason::OfficeNotCapable))
}

/// The number of a paper: its own, else the next. A number that was taken is never another paper's.
fn number(case: &Case, paper: &Certificate, context: &Context, demands: &mut Vec<Demand>) -> Drawn<CertificateNo> {
    let own = paper.number.clone().map(Drawn::Given);
    own.unwrap_or_else(|| asks::certificate_no(context.policy, (case, paper), context.today, demands))
}

/// An engrossed paper has the blocks of its draft, in every language, and nothing in it that is no character of a text.
fn formed(paper: &Certificate, content: &[BlockText], context: &Context) -> Result<(), NotAllowed> {
    let draft = &paper.draft.content;
    let alike = |(one, two): (&BlockText, &BlockText)| {
        let plain = |text: &String| text.chars().all(|c| c == BREAK || !c.is_control());
        (&one.block, one.cell, one.texts.len()) == (&two.block, two.cell, two.texts.len())
            && two.texts.iter().all(plain)
    };
    if draft.len() == content.len() && draft.iter().zip(content).all(alike) {
        return Ok(());
    }
    Err(NotAllowed::new(context.policy, Reason::CertificateContent))
}

/// A signatory signs the kinds and languages that the role was given for (R35): those named with it, or all where none was.
fn authorised(paper: &Certificate, context: &Context) -> Result<(), NotAllowed> {
    let missing = |what: &Text| NotAllowed::new(context.policy, Reason::SkillMissing).saying(what);
    let of_kind = |code: &str| context.policy.certificate(code, context.today);
    let code = paper.draft.kind.as_str();
    let mut kinds = context.skills.iter().filter(|skill| of_kind(skill).is_some()).peekable();
    if kinds.peek().is_some() && !kinds.any(|skill| skill == code) {
        return Err(missing(
            &of_kind(code).map_or_else(|| Text::new(code.to_owned(), code.to_owned()), |kind| kind.name.clone()),
        ));
    }
    let languages: Vec<Language> = context.skills.iter().filter_map(|skill| Language::named(skill)).collect();
    let foreign = paper.draft.languages.iter().find(|language| !languages.contains(language));
    match foreign.filter(|_| !languages.is_empty()) {
        Some(Language::Zh) => Err(missing(&Text::fixed("中文", "Chinese"))),
        Some(Language::En) => Err(missing(&Text::fixed("英文", "English"))),
        None => Ok(()),
    }
}

/// The signatory showed the password just now, signs what was shown, and it says what the draft says.
fn signable(paper: &Certificate, digest: &str, context: &Context) -> Result<(), NotAllowed> {
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    if paper.digest() != digest {
        return no(Reason::ContentsChanged);
    }
    if let Some(difference) = difference(&paper.draft.content, paper.content()) {
        let refusal = NotAllowed::new(context.policy, Reason::CertificateDiffers);
        return Err(refusal.saying(&difference.words()));
    }
    if !context.fresh {
        return no(Reason::NotFresh);
    }
    Ok(())
}

/// A paper is issued while nothing holds the goods and the decision stands; one that amends another, once the original of that one is back.
fn issuable(case: &Case, paper: &Certificate, returned: bool, context: &Context) -> Result<(), NotAllowed> {
    if case.held() {
        return Err(NotAllowed::new(context.policy, Reason::Held));
    }
    still_decided(case, context)?;
    amendable_still(case, paper, context)?;
    if paper.draft.wants_original() && !returned {
        return Err(NotAllowed::new(context.policy, Reason::CertificateOriginal));
    }
    Ok(())
}

/// The paper in whose place it comes may have ended since it was drafted, or another came in its place.
fn amendable_still(case: &Case, paper: &Certificate, context: &Context) -> Result<(), NotAllowed> {
    let former = paper.draft.amends.and_then(|number| case.certificate(number));
    if former.is_some_and(|former| !matches!(former.state, CertificateState::Issued)) {
        return Err(NotAllowed::new(context.policy, Reason::CertificateEnded));
    }
    Ok(())
}

/// The enterprise chooses where its papers are engrossed, signed and fetched, until the first is engrossed.
fn fetch_at(case: &Case, office: &OfficeCode, context: &Context) -> Result<Decision, NotAllowed> {
    papers_go_on(case, context)?;
    if !context.mandated {
        return Err(NotAllowed::new(context.policy, Reason::MandateMissing));
    }
    if case.certificates.iter().any(Certificate::is_engrossed) {
        return Err(NotAllowed::new(context.policy, Reason::CertificateStep));
    }
    if context.policy.office(office, context.today).is_none() || !case.certifies(office) {
        return Err(NotAllowed::new(context.policy, Reason::PlaceNotAllowed));
    }
    capable(office, StepKind::Certify, context)?;
    Ok(Decision::of(vec![CaseEvent::DocumentsAt { office: office.clone() }]))
}
