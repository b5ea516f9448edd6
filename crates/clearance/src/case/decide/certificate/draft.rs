//! Drafting a paper: by whom, of which kind, of which lots, with which words.

use super::super::said;
use super::{placed, turn};
use crate::case::Case;
use crate::case::certificate::fill::{self, Source, Unfit};
use crate::case::certificate::{Certificate, CertificateState};
use crate::case::decide::{Context, Decision, Drafting};
use crate::case::lot::{Lot, LotState};
use crate::case::refusal::{NotAllowed, Reason};
use crate::event::body::{CaseEvent, LotId};
use crate::event::certificate::{CertificateAct, Drafted, Following, OfCertificate};
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
    let following = again.map_or(drafting.following, |(_, paper)| paper.draft.following);
    let former = followed(case, (amends, following), kind, context)?;
    let own = again.map(|(number, _)| number);
    if let (Some(former), Following::Reissues) = (former, following) {
        let lost = again.map_or(&drafting.lost, |(_, paper)| &paper.draft.lost);
        said(lost, context)?;
        let draft = Drafted { amends, following, lost: lost.clone(), ..former.draft.clone() };
        return drafted(case, own, office, draft, context);
    }
    let beside = former.filter(|_| following == Following::Supplements);
    let named = beside.map_or(drafting.lots.as_slice(), |former| &former.draft.lots);
    let lots = stated_lots(case, kind, named, (own, amends), context)?;
    let source =
        Source { case, lots: lots.clone(), policy: context.policy, today: context.today, name_of: context.name_of };
    let content = fill::content(kind, form, &drafting.said, &source).map_err(|unfit| unfilled(&unfit, context))?;
    let wanted = case.declaration.wanted.iter().find(|wanted| wanted.kind == kind.code);
    let draft = Drafted {
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
        following: former.map_or_else(Following::default, |_| following),
        lost: String::new(),
    };
    drafted(case, own, office, draft, context)
}

/// The draft as it is recorded: of a new paper where it is not one that was sent back.
fn drafted(
    case: &Case,
    own: Option<u16>,
    office: &OfficeCode,
    draft: Drafted,
    context: &Context,
) -> Result<Decision, NotAllowed> {
    let next = case.certificates.len() + 1;
    if own.is_none() && MOST < next {
        return Err(NotAllowed::new(context.policy, Reason::CertificatesMany));
    }
    let next = u16::try_from(next).expect("a case has few papers");
    let of = OfCertificate {
        certificate: own.unwrap_or(next),
        office: office.clone(),
        act: CertificateAct::Drafted(Box::new(draft)),
    };
    Ok(Decision::of(vec![CaseEvent::Certificate(Box::new(of))]))
}

/// The paper that another one follows: it is of the kind, was issued and stands.
fn followed<'c>(
    case: &'c Case,
    (amends, following): (Option<u16>, Following),
    kind: &CertificateKind,
    context: &Context,
) -> Result<Option<&'c Certificate>, NotAllowed> {
    let Some(number) = amends else {
        // What supplements or is issued again says of which paper.
        let plain = following == Following::Amends;
        return if plain { Ok(None) } else { Err(NotAllowed::new(context.policy, Reason::CertificateUnknown)) };
    };
    let former = case.certificate(number);
    let issued = |paper: &&Certificate| matches!(paper.state, CertificateState::Issued);
    match former.filter(issued).filter(|paper| paper.draft.kind == kind.code) {
        Some(former) => Ok(Some(former)),
        None => Err(NotAllowed::new(context.policy, Reason::CertificateEnded)),
    }
}

/// The lots that a paper of a kind states: each may, and stands on no other paper of that kind that counts or is on its way.
fn stated_lots<'c>(
    case: &'c Case,
    kind: &CertificateKind,
    named: &[LotId],
    (own, amends): (Option<u16>, Option<u16>),
    context: &Context,
) -> Result<Vec<&'c Lot>, NotAllowed> {
    // What supplements a paper says more of the same goods, and not of more goods.
    let others = (1u16..).zip(&case.certificates).filter(|(number, paper)| {
        let draft = &paper.draft;
        let states = draft.kind == kind.code && draft.following != Following::Supplements;
        paper.state.stands() && states && Some(*number) != own && Some(*number) != amends
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
