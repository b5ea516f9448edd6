//! The one path for the law that bureaus make together: permit -> decide -> keep the words -> append -> adopt what was carried.

mod given;
mod submit;

use super::{Ask, Denied, Done, TRIES, actor, carry, known_answer, not_appended, permit_act, roles_now};
use crate::desk::Desk;
use crate::field::{Field, Known};
use anyhow::Result;
use clearance::case::refusal::{NotAllowed, Reason};
use clearance::event::governance::GovernanceEvent;
use clearance::intent::{GOVERNANCE, Intent};
use clearance::permission::{Act, Barred};
use given::Kept;
pub use given::{Document, Drafting, Wanted};
use governance::decide::{decide, may};
use governance::{Command, Context, Governance, Proposal};
use policy::Policy;
use policy::governance::{ProposalAct, Stage};
use register::cases::Decided;
use register::work::NotAppended;
use std::sync::Arc;
pub use submit::{archive, words};
use values::actor::Role;
use values::calendar::Day;
use values::id::OfficeCode;

/// The row of the permission table for what is done to a proposal; the region's text says who of those.
pub fn act_of(act: ProposalAct) -> Act {
    match act {
        ProposalAct::Edit
        | ProposalAct::Propose
        | ProposalAct::Answer
        | ProposalAct::Close
        | ProposalAct::RollBack
        | ProposalAct::Withdraw => Act::Propose,
        ProposalAct::Consult => Act::Consult,
        ProposalAct::Ballot => Act::Vote,
        ProposalAct::Settle | ProposalAct::Suspend | ProposalAct::Resume => Act::Settle,
        ProposalAct::Submit | ProposalAct::Approve | ProposalAct::File => Act::Submit,
    }
}

/// A proposal as far as the asker may know of it: a draft is its author's bureau's alone.
///
/// # Errors
/// The asker may read none, or this one does not exist for him.
pub async fn load(desk: &Desk, ask: &Ask, no: u64) -> Result<(Arc<Governance>, Proposal), Denied> {
    permit_act(ask, Act::ReadProposals)?;
    let stands = desk.field.follow_together().await?;
    let law = desk.field.law(desk.field.day(ask.now)).await?;
    let found = stands.proposal(no).filter(|proposal| sees(&law.policy, ask, proposal, desk.field.day(ask.now)));
    let found = found.cloned().ok_or(Denied::Hidden)?;
    Ok((stands, found))
}

/// Whether the asker may know of a proposal.
pub fn sees(policy: &Policy, ask: &Ask, proposal: &Proposal, today: Day) -> bool {
    let bureau = ask.office.as_ref().and_then(|office| policy.office(office, today)).map(|office| &office.member);
    let drafted = proposal.stage(today) == Stage::Draft || proposal.terms.is_none();
    !drafted || bureau == Some(&proposal.bureau)
}

/// Does something to a proposal, or begins one. `expected` is the version that the asker knows.
///
/// # Errors
/// Why nothing was written.
pub async fn act(
    desk: &Desk,
    ask: &Ask,
    no: Option<u64>,
    expected: Option<u32>,
    wanted: &Wanted,
) -> Result<Done, Denied> {
    let role = permit_act(ask, act_of(wanted.act()))?;
    let partition = partition();
    let found = match no {
        Some(no) => Some(load(desk, ask, no).await?.1),
        None => None,
    };
    let asked = match permitted(desk, (ask, role), found.as_ref(), wanted.act()).await {
        Ok(()) => given::command(desk, ask, found.as_ref(), wanted).await,
        Err(denied) => Err(denied),
    };
    let (command, kept) = match asked {
        Ok(asked) => asked,
        Err(denied) => return known_answer(&desk.field, &partition, &ask.key).await.unwrap_or(Err(denied)),
    };
    let done = record(desk, ask, role, (expected, &command, &kept)).await;
    match done {
        Ok(done) => {
            // Who carried it waits until it is law here; where that fails the job goes on with it.
            if let Err(error) = carry::adopt(desk).await {
                tracing::error!("what the bureaus carried is not adopted yet: {error:#}");
            }
            Ok(done)
        }
        Err(denied) => known_answer(&desk.field, &partition, &ask.key).await.unwrap_or(Err(denied)),
    }
}

/// Who may not is told so before anything that was given is read.
async fn permitted(
    desk: &Desk,
    (ask, role): (&Ask, Role),
    of: Option<&Proposal>,
    act: ProposalAct,
) -> Result<(), Denied> {
    let (known, today) = (desk.field.known(), desk.field.day(ask.now));
    let roles = roles_now(ask, &known.region, today);
    if !roles.contains(&role) {
        return Err(Denied::Forbidden(Barred { act: None, elsewhere: false }));
    }
    let Some(of) = of else { return Ok(()) };
    let law = desk.field.law_in(&known, today).await?;
    let actor = actor(ask, role);
    let on = Context { policy: &law.policy, today, actor: &actor, roles: &roles, sound: true };
    Ok(may(of, act, &on)?)
}

fn partition() -> OfficeCode {
    OfficeCode::parse(GOVERNANCE).expect("the partition is an office code")
}

async fn record(
    desk: &Desk,
    ask: &Ask,
    role: Role,
    (expected, command, kept): (Option<u32>, &Command, &[Kept]),
) -> Result<Done, Denied> {
    let field = &desk.field;
    let mut turn = None;
    for _ in 0..TRIES {
        let known = field.catch_up().await?;
        let stands = field.follow_together().await?;
        if let (Some(expected), Some(of)) = (expected, command.proposal().and_then(|no| stands.proposal(no)))
            && of.version != expected
        {
            let since = of.history.iter().skip(expected as usize);
            let since = since.map(|one| clearance::event::body::Domain::kind(&one.what)).collect();
            return Err(Denied::Stale { now: of.version, since });
        }
        let events = decided(field, &known, &stands, (ask, role), command).await?;
        field.register.keep_words(kept).await?;
        let intent =
            Intent::beside(GOVERNANCE, events, &actor(ask, role), ask.source, ask.now, (known.epoch, ask.key.clone()));
        let decided = Decided { seen: Some(stands.seq), ..Decided::new(intent) };
        match field.register.append_decided(decided).await {
            Ok(recorded) => {
                field.follow_together().await?;
                return Ok(Done { answer: recorded.answer, repeated: recorded.appended.repeated });
            }
            Err(NotAppended::StaleEpoch { .. }) => {}
            Err(NotAppended::StaleVersion { .. }) => {
                if turn.is_none() {
                    turn = Some(field.turn.lock().await);
                }
            }
            Err(why) => return Err(not_appended(why)),
        }
    }
    Err(Denied::Busy("the proposals kept changing".into()))
}

/// What follows from a command on what is known now; the roles are those still held.
async fn decided(
    field: &Field,
    known: &Known,
    stands: &Governance,
    (ask, role): (&Ask, Role),
    command: &Command,
) -> Result<Vec<GovernanceEvent>, Denied> {
    let today = field.day(ask.now);
    let roles = roles_now(ask, &known.region, today);
    if !roles.contains(&role) {
        return Err(Denied::Forbidden(Barred { act: None, elsewhere: false }));
    }
    let law = field.law_in(known, today).await?;
    let actor = actor(ask, role);
    let on = Context { policy: &law.policy, today, actor: &actor, roles: &roles, sound: true };
    let events = decide(stands, command, &on)?;
    // Only what becomes law by it, or comes before the others, is read whole.
    let Some((edits, from)) = at_stake(field, stands, command, &events, today).await? else { return Ok(events) };
    let faults = carry::faults(field, known, &edits, from).await?;
    if faults.is_empty() {
        return Ok(events);
    }
    match command {
        Command::Propose { .. } | Command::Edit { .. } | Command::RollBack { .. } | Command::Draft { .. } => {
            Err(Denied::Faults(faults))
        }
        Command::Suspend { .. } | Command::Resume { .. } => {
            let moved = NotAllowed::new(&law.policy, Reason::EntryMoved);
            let names: Vec<&str> = faults.iter().map(|fault| fault.given.as_str()).collect();
            let said = values::text::Text::new(names.join("、"), names.join(", "));
            Err(moved.saying(&said).into())
        }
        Command::Consult { .. }
        | Command::Answer { .. }
        | Command::Settle { .. }
        | Command::Close { .. }
        | Command::Ballot { .. }
        | Command::Submit { .. }
        | Command::Approve { .. }
        | Command::Refuse { .. }
        | Command::File { .. }
        | Command::Withdraw { .. }
        | Command::Lapse { .. } => Ok(decide(stands, command, &Context { sound: false, ..on })?),
    }
}

/// The edits that become law by these events or come before the others, and their first day.
async fn at_stake(
    field: &Field,
    stands: &Governance,
    command: &Command,
    events: &[GovernanceEvent],
    today: Day,
) -> Result<Option<(Vec<policy::entry::Edit>, Day)>, Denied> {
    if let Command::Edit { wording, .. } | Command::Propose { wording, .. } | Command::RollBack { wording, .. } =
        command
    {
        let made = events.iter().any(|event| matches!(event, GovernanceEvent::ProposalMade { .. }));
        return Ok(made.then(|| (wording.edits.clone(), wording.from)));
    }
    let carried = events.iter().any(|event| matches!(event, GovernanceEvent::ProposalCarried { .. }));
    let turned = matches!(command, Command::Suspend { .. } | Command::Resume { .. });
    let Some(of) = command.proposal().and_then(|no| stands.proposal(no)).filter(|_| carried || turned) else {
        return Ok(None);
    };
    let said = carry::wording(field, &of.text).await?;
    let undone = matches!(command, Command::Suspend { .. });
    let edits = if undone { said.undone() } else { said.edits };
    Ok(Some((edits, if turned { today } else { of.from })))
}

/// What the platform does by itself: consultations whose days are over end, and what was not carried by its day lapses. Safe to repeat.
///
/// # Errors
/// The record cannot be read or written.
pub async fn due(desk: &Desk, platform: &Ask) -> Result<()> {
    let field = &desk.field;
    let (stands, today) = (field.together(), field.day(platform.now));
    for of in stands.proposals() {
        let stage = of.stage(today);
        let command = if stage.is_open() && stage != Stage::Draft && of.from < today {
            Command::Lapse { no: of.no }
        } else if stage == Stage::Proposed
            && of.until.is_some_and(|until| until < today)
            && of.open_opinions().next().is_none()
        {
            Command::Close { no: of.no }
        } else {
            continue;
        };
        match record(desk, platform, Role::System, (None, &command, &[])).await {
            Ok(_) | Err(Denied::NotAllowed(_) | Denied::Busy(_) | Denied::Full | Denied::Stale { .. }) => {}
            Err(Denied::Broken(error)) => return Err(error),
            Err(other) => anyhow::bail!("{other:?}"),
        }
    }
    Ok(())
}

/// What the asker may do to a proposal where it stands today, by the text's table.
pub fn offers(field: &Field, policy: &Policy, ask: &Ask, of: &Proposal) -> Vec<ProposalAct> {
    let (known, today) = (field.known(), field.day(ask.now));
    let roles = roles_now(ask, &known.region, today);
    let Some(role) = roles.first() else { return Vec::new() };
    let actor = actor(ask, *role);
    let on = Context { policy, today, actor: &actor, roles: &roles, sound: true };
    let asks = Ask { roles: roles.clone(), ..ask.clone() };
    let offered = |act: &ProposalAct| permit_act(&asks, act_of(*act)).is_ok() && may(of, *act, &on).is_ok();
    let all = <ProposalAct as policy::Word>::NAMES.iter().map(|(act, ..)| *act);
    all.filter(offered).collect()
}

/// What waits for the asker, or for his bureau, in a proposal; none if nothing does.
pub fn turn(field: &Field, policy: &Policy, ask: &Ask, of: &Proposal) -> Option<ProposalAct> {
    let today = field.day(ask.now);
    if !of.stage(today).is_open() {
        return None;
    }
    let may = offers(field, policy, ask, of);
    let own = ask.office.as_ref().and_then(|office| policy.office(office, today)).map(|office| &office.member);
    let unheard = own.is_some_and(|own| of.unheard().any(|bureau| bureau == own));
    let unvoted = own.is_some_and(|own| !of.ballots.contains_key(own)) && of.author.person != ask.person;
    let open = of.open_opinions().next().is_some();
    let wanted = match of.stage(today) {
        Stage::Draft => vec![(ProposalAct::Propose, true)],
        Stage::Proposed => {
            vec![(ProposalAct::Answer, open), (ProposalAct::Settle, open), (ProposalAct::Consult, unheard)]
        }
        Stage::Consulted if of.overtaken.is_some() => vec![(ProposalAct::Edit, true)],
        Stage::Consulted => vec![(ProposalAct::Ballot, unvoted)],
        Stage::Voted => vec![(ProposalAct::Submit, true)],
        Stage::Submitted => vec![(ProposalAct::Approve, true)],
        Stage::Approved
        | Stage::Carried
        | Stage::InForce
        | Stage::Superseded
        | Stage::Suspended
        | Stage::Repealed
        | Stage::Withdrawn
        | Stage::Lapsed
        | Stage::Refused => Vec::new(),
    };
    wanted.into_iter().find(|(act, waits)| *waits && may.contains(act)).map(|(act, _)| act)
}

/// How many proposals wait for the asker, as far as this process has read.
pub fn waiting(field: &Field, policy: &Policy, ask: &Ask) -> usize {
    field.together().proposals().filter(|of| turn(field, policy, ask, of).is_some()).count()
}

/// What is wrong with a draft as law, before it is one; nothing is written.
///
/// # Errors
/// The asker may not, or what was given cannot be read.
pub async fn tried(desk: &Desk, ask: &Ask, drafting: &Drafting) -> Result<Vec<values::fault::Fault>, Denied> {
    permit_act(ask, Act::Propose)?;
    let (command, _) = given::command(desk, ask, None, &Wanted::Draft(drafting.clone())).await?;
    let Command::Draft { wording, .. } = command else { return Ok(Vec::new()) };
    Ok(carry::faults(&desk.field, &desk.field.known(), &wording.edits, wording.from).await?)
}
