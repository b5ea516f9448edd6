//! Drafting a paper: by whom, of which kind, of which lots, with which words.

use super::{placed, turn};
use crate::case::Case;
use crate::case::certificate::fill::{self, Source, Unfit};
use crate::case::certificate::{Certificate, CertificateState};
use crate::case::decide::{Context, Decision, Drafting};
use crate::case::lot::{Lot, LotState};
use crate::case::refusal::{NotAllowed, Reason};
use crate::event::body::{CaseEvent, LotId};
use crate::event::certificate::{CertificateAct, Drafted, OfCertificate};
use policy::certificate::Rests;
use policy::{CertificateKind, ChainStep, Word};
use values::id::OfficeCode;
use values::text::Text;

/// The most papers of a case, those that ended among them: each has a number of two digits at least.
pub const MOST: usize = 90;

/// Decides a draft: of a new paper, of one that was sent back, or of one in the place of another.
pub(super) fn draft(
    case: &Case,
    drafting: &Drafting,
    office: &OfficeCode,
    context: &Context,
) -> Result<Decision, NotAllowed> {
    let again = match drafting.certificate {
        None => None,
        Some(number) => {
            let known = case.certificate(number).map(|paper| (number, paper));
            let (number, paper) = known.ok_or_else(|| NotAllowed::new(context.policy, Reason::CertificateUnknown))?;
            turn(case, paper, ChainStep::Draft, office, context)?;
            Some((number, paper))
        }
    };
    placed(case, None, ChainStep::Draft, office, context)?;
    let code = again.map(|(_, paper)| &paper.draft.kind).or(drafting.kind.as_ref());
    let unknown = || NotAllowed::new(context.policy, Reason::CertificateKind);
    let kind = code.and_then(|code| context.policy.certificate(code.as_str(), context.today)).ok_or_else(unknown)?;
    let form = context.policy.form(kind.code.as_str()).ok_or_else(unknown)?;
    if !kind.is_drafted() || !kind.is_for(case.declaration.direction) {
        return Err(unknown());
    }
    let amends = again.map_or(drafting.amends, |(_, paper)| paper.draft.amends);
    amendable(case, amends, kind, context)?;
    let own = again.map(|(number, _)| number);
    let lots = stated_lots(case, kind, &drafting.lots, (own, amends), context)?;
    let source =
        Source { case, lots: lots.clone(), policy: context.policy, today: context.today, name_of: context.name_of };
    let content = fill::content(kind, form, &drafting.said, &source).map_err(|unfit| unfilled(&unfit, context))?;
    let wanted = case.declaration.wanted.iter().find(|wanted| wanted.kind == kind.code);
    let drafted = Drafted {
        kind: kind.code.clone(),
        policy: context.policy.version().to_owned(),
        lots: lots.iter().map(|lot| lot.id).collect(),
        content,
        languages: kind.languages.clone(),
        chain: kind.chain.clone(),
        apart: kind.apart.clone(),
        originals: wanted.map_or(kind.originals, |wanted| wanted.originals),
        copies: wanted.map_or(kind.copies, |wanted| wanted.copies),
        amends,
    };
    let next = case.certificates.len() + 1;
    if own.is_none() && MOST < next {
        return Err(NotAllowed::new(context.policy, Reason::CertificatesMany));
    }
    let next = u16::try_from(next).expect("a case has few papers");
    let of = OfCertificate {
        certificate: own.unwrap_or(next),
        office: office.clone(),
        act: CertificateAct::Drafted(Box::new(drafted)),
    };
    Ok(Decision::of(vec![CaseEvent::Certificate(Box::new(of))]))
}

/// What comes in the place of another paper: that one is of the kind, was issued and counts, and nothing else is on its way for it.
fn amendable(case: &Case, amends: Option<u16>, kind: &CertificateKind, context: &Context) -> Result<(), NotAllowed> {
    let Some(number) = amends else { return Ok(()) };
    let former = case.certificate(number);
    let issued = |paper: &&Certificate| matches!(paper.state, CertificateState::Issued);
    if former.filter(issued).is_some_and(|paper| paper.draft.kind == kind.code) {
        return Ok(());
    }
    Err(NotAllowed::new(context.policy, Reason::CertificateEnded))
}

/// The lots that a paper of a kind states: each may, and stands on no other paper of that kind that counts or is on its way.
fn stated_lots<'c>(
    case: &'c Case,
    kind: &CertificateKind,
    named: &[LotId],
    (own, amends): (Option<u16>, Option<u16>),
    context: &Context,
) -> Result<Vec<&'c Lot>, NotAllowed> {
    let others = (1u16..).zip(&case.certificates).filter(|(number, paper)| {
        paper.state.stands() && paper.draft.kind == kind.code && Some(*number) != own && Some(*number) != amends
    });
    let taken: Vec<LotId> = others.flat_map(|(_, paper)| paper.draft.lots.iter().copied()).collect();
    let rests = |lot: &&Lot| rests_on(case, kind.rests, lot);
    let of_lots = |reason: Reason, lots: &[LotId]| {
        let all = lots.iter().map(ToString::to_string).collect::<Vec<_>>();
        let said = Text::new(format!("第 {} 批", all.join("、")), format!("lot {}", all.join(", ")));
        NotAllowed::new(context.policy, reason).saying(&said)
    };
    if named.is_empty() {
        let lots: Vec<&Lot> = case.lots.iter().filter(rests).filter(|lot| !taken.contains(&lot.id)).collect();
        if lots.is_empty() {
            let reason = if taken.is_empty() { Reason::CertificateResult } else { Reason::CertificateTwice };
            return Err(NotAllowed::new(context.policy, reason).saying(&kind.rests.name()));
        }
        return Ok(lots);
    }
    let mut lots = Vec::new();
    for id in named {
        let lot = case.lot(*id).ok_or_else(|| of_lots(Reason::LotUnknown, &[*id]))?;
        if lots.iter().any(|other: &&Lot| other.id == *id) {
            return Err(of_lots(Reason::LotTwice, &[*id]));
        }
        if taken.contains(id) {
            return Err(of_lots(Reason::CertificateTwice, &[*id]));
        }
        if !rests(&lot) {
            return Err(of_lots(Reason::CertificateResult, &[*id]));
        }
        lots.push(lot);
    }
    Ok(lots)
}

/// Whether a lot has the result that a paper rests on (「经检验检疫合格的货物」).
fn rests_on(case: &Case, rests: Rests, lot: &Lot) -> bool {
    match rests {
        Rests::Passed => matches!(lot.state, LotState::Live | LotState::Released) && case.lot_inspected(lot.id),
        Rests::Failed => match lot.state {
            LotState::Failed { .. } | LotState::Returned | LotState::Destroyed | LotState::NotExported => true,
            LotState::Live | LotState::Released => false,
        },
        Rests::Treated => case.treated.iter().any(|one| one.treatment.effective),
        Rests::Nothing => true,
    }
}

/// That blocks are not filled as the form wants them.
fn unfilled(unfit: &[Unfit], context: &Context) -> NotAllowed {
    let said = unfit.iter().map(|one| {
        let Text { zh, en } = &one.wanted;
        Text::new(format!("「{}」{zh}", one.block), format!("\"{}\": {en}", one.block))
    });
    NotAllowed::new(context.policy, Reason::CertificateContent).saying(&Text::list(said))
}
