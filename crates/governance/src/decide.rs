//! The one place that says no: what may be done to a proposal, by whom, in which state, and what follows.

mod voting;

use crate::state::{Governance, Proposal};
use crate::text::Wording;
use clearance::case::refusal::{NotAllowed, Reason};
use clearance::event::governance::{GovernanceEvent, Letter, Stance};
use policy::Policy;
use policy::entry::Entry;
use policy::governance::{ProposalAct, Stage, Superior, Terms};
use values::actor::{Actor, Role};
use values::calendar::Day;
use values::id::MemberCode;

/// What somebody asks for. Words are given by their hash; where a text is named, it is the one that the asker saw.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // as the events
pub enum Command {
    /// Begin a draft.
    Draft { wording: Box<Wording>, words: String },
    /// Write it anew.
    Edit { no: u64, wording: Box<Wording>, words: String },
    /// Put it before the others; with what it says.
    Propose { no: u64, wording: Box<Wording> },
    /// Say what the own bureau thinks.
    Consult { no: u64, text: String, entry: Option<Entry>, stance: Stance, words: Option<String> },
    /// Answer an opinion.
    Answer { no: u64, opinion: u64, words: String },
    /// Settle an opinion.
    Settle { no: u64, opinion: u64, words: String },
    /// End the consultation.
    Close { no: u64 },
    /// Vote for the own bureau.
    Ballot { no: u64, text: String, favour: bool, words: Option<String> },
    /// Send it to the superior.
    Submit { no: u64, text: String, archive: String },
    /// Record that the superior approved.
    Approve { no: u64, letter: Letter },
    /// Record that the superior refused.
    Refuse { no: u64, letter: Letter, words: String },
    /// Record its filing.
    File { no: u64, letter: Letter },
    /// Take it out of force from today.
    Suspend { no: u64, words: String },
    /// Put it in force again from today.
    Resume { no: u64, words: String },
    /// Propose that entries say again what they said before it.
    RollBack { no: u64, wording: Box<Wording>, words: String },
    /// Take it back.
    Withdraw { no: u64, words: String },
    /// The platform notes that its first day is over.
    Lapse { no: u64 },
}

impl Command {
    /// The act that it is; none for what only the platform does.
    pub fn act(&self) -> Option<ProposalAct> {
        Some(match self {
            Command::Draft { .. } | Command::Edit { .. } => ProposalAct::Edit,
            Command::Propose { .. } => ProposalAct::Propose,
            Command::Consult { .. } => ProposalAct::Consult,
            Command::Answer { .. } => ProposalAct::Answer,
            Command::Settle { .. } => ProposalAct::Settle,
            Command::Close { .. } => ProposalAct::Close,
            Command::Ballot { .. } => ProposalAct::Ballot,
            Command::Submit { .. } => ProposalAct::Submit,
            Command::Approve { .. } | Command::Refuse { .. } => ProposalAct::Approve,
            Command::File { .. } => ProposalAct::File,
            Command::Suspend { .. } => ProposalAct::Suspend,
            Command::Resume { .. } => ProposalAct::Resume,
            Command::RollBack { .. } => ProposalAct::RollBack,
            Command::Withdraw { .. } => ProposalAct::Withdraw,
            Command::Lapse { .. } => return None,
        })
    }

    /// Which proposal it is about; none for a new one.
    pub fn proposal(&self) -> Option<u64> {
        match self {
            Command::Draft { .. } => None,
            Command::Edit { no, .. }
            | Command::Propose { no, .. }
            | Command::Consult { no, .. }
            | Command::Answer { no, .. }
            | Command::Settle { no, .. }
            | Command::Close { no }
            | Command::Ballot { no, .. }
            | Command::Submit { no, .. }
            | Command::Approve { no, .. }
            | Command::Refuse { no, .. }
            | Command::File { no, .. }
            | Command::Suspend { no, .. }
            | Command::Resume { no, .. }
            | Command::RollBack { no, .. }
            | Command::Withdraw { no, .. }
            | Command::Lapse { no } => Some(*no),
        }
    }
}

/// On what it is decided, besides what stands.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The law of the day.
    pub policy: &'a Policy,
    /// The day in the region's zone.
    pub today: Day,
    /// Who acts.
    pub actor: &'a Actor,
    /// The roles that the actor holds at this office today.
    pub roles: &'a [Role],
    /// Whether the text fits the law of its first day and loads there.
    pub sound: bool,
}

impl Context<'_> {
    fn no(&self, reason: Reason) -> NotAllowed {
        NotAllowed::new(self.policy, reason)
    }

    fn members(&self) -> Vec<MemberCode> {
        self.policy.members_on(self.today).map(|member| member.code.clone()).collect()
    }
}

/// Decides a command.
///
/// # Errors
/// Why not, with its clause; for a number that nobody gave out as for a state in which nothing can be done.
pub fn decide(state: &Governance, command: &Command, on: &Context) -> Result<Vec<GovernanceEvent>, NotAllowed> {
    if let Command::Draft { wording, words } = command {
        return Ok(vec![drafted(wording, words, on)?]);
    }
    let of = command.proposal().and_then(|no| state.proposal(no)).ok_or_else(|| on.no(Reason::ProposalStage))?;
    permitted(of, command, on)?;
    match command {
        Command::Draft { .. } => unreachable!("decided above"),
        Command::Edit { wording, words, .. } => edit(of, wording, words, on),
        Command::Propose { wording, .. } => {
            let same = wording.hash() == of.text;
            if same { made(of.no, &of.bureau, wording, on) } else { Err(on.no(Reason::ProposalEdited)) }
        }
        Command::Consult { text, entry, stance, words, .. } => consult(of, text, (entry, *stance, words), on),
        Command::Answer { opinion, words, .. } => {
            let (opinion, words) = (answered(of, *opinion, on)?, words.clone());
            Ok(vec![GovernanceEvent::OpinionAnswered { proposal: of.no, opinion, words }])
        }
        Command::Settle { opinion, words, .. } => {
            let (opinion, words) = (answered(of, *opinion, on)?, words.clone());
            Ok(vec![GovernanceEvent::OpinionSettled { proposal: of.no, opinion, words }])
        }
        Command::Close { .. } => close(of, on),
        Command::Ballot { text, favour, words, .. } => voting::ballot(of, text, *favour, words.as_ref(), on),
        Command::Submit { text, archive, .. } => voting::submit(of, text, archive, on),
        Command::Approve { letter, .. } => voting::approve(of, letter, on),
        Command::Refuse { letter, words, .. } => {
            let (letter, words) = (letter.clone(), words.clone());
            Ok(vec![GovernanceEvent::ProposalRefused { proposal: of.no, letter, words }])
        }
        Command::File { letter, .. } => {
            let files = of.terms.as_ref().is_some_and(|terms| terms.superior == Superior::Filing);
            if !files || of.filed.is_some() {
                return Err(on.no(Reason::ProposalStage));
            }
            Ok(vec![GovernanceEvent::ProposalFiled { proposal: of.no, letter: letter.clone() }])
        }
        Command::Suspend { words, .. } => {
            fits(on)?;
            let (from, words) = (on.today, words.clone());
            Ok(vec![GovernanceEvent::ProposalSuspended { proposal: of.no, from, words }])
        }
        Command::Resume { words, .. } => {
            fits(on)?;
            let (from, words) = (on.today, words.clone());
            Ok(vec![GovernanceEvent::ProposalResumed { proposal: of.no, from, words }])
        }
        Command::RollBack { wording, words, .. } => {
            let bureau = on.bureau().ok_or_else(|| on.no(Reason::SeatMissing))?;
            let mut events = vec![drafted(wording, words, on)?];
            // Nothing else is appended in between, so the draft is the next event.
            events.extend(made(state.seq + 1, &bureau, wording, on)?);
            Ok(events)
        }
        Command::Withdraw { words, .. } => {
            Ok(vec![GovernanceEvent::ProposalWithdrawn { proposal: of.no, words: words.clone() }])
        }
        Command::Lapse { .. } => Ok(vec![GovernanceEvent::ProposalLapsed { proposal: of.no }]),
    }
}

/// Whether the one who acts may do this to a proposal where it stands: by the text's table, and for the platform by its own two rows.
fn permitted(of: &Proposal, command: &Command, on: &Context) -> Result<(), NotAllowed> {
    let stage = of.stage(on.today);
    if on.actor.role == Role::System {
        let lapses = stage.is_open() && stage != Stage::Draft && of.from < on.today;
        let allowed = match command.act() {
            None => lapses,
            Some(ProposalAct::Close) => stage == Stage::Proposed,
            Some(_) => false,
        };
        return if allowed { Ok(()) } else { Err(on.no(Reason::ProposalStage)) };
    }
    may(of, command.act().ok_or_else(|| on.no(Reason::ProposalParty))?, on)
}

/// Whether the one who acts may do such a thing to a proposal where it stands, whatever it is in particular.
///
/// # Errors
/// Nobody may in this state, others may, or its first day is over.
pub fn may(of: &Proposal, act: ProposalAct, on: &Context) -> Result<(), NotAllowed> {
    let stage = of.stage(on.today);
    let parties = on.policy.parties(stage, act);
    if parties.is_empty() {
        return Err(on.no(Reason::ProposalStage).saying(&policy::Word::name(stage)));
    }
    if !parties.iter().any(|party| on.is(*party, of)) {
        return Err(on.no(Reason::ProposalParty));
    }
    let late = stage.is_open() && of.from < on.today && !matches!(act, ProposalAct::Edit | ProposalAct::Withdraw);
    if late && stage != Stage::Draft {
        return Err(on.no(Reason::EditionDayPast));
    }
    Ok(())
}

fn drafted(wording: &Wording, words: &str, on: &Context) -> Result<GovernanceEvent, NotAllowed> {
    let bureau = on.bureau().ok_or_else(|| on.no(Reason::SeatMissing))?;
    let ways = on.policy.ways_of(&wording.edits, wording.puts_back.is_some(), on.today);
    if !on.may_propose(&ways) {
        return Err(on.no(Reason::ProposalParty));
    }
    Ok(GovernanceEvent::ProposalDrafted {
        bureau,
        text: wording.hash(),
        words: words.to_owned(),
        touches: wording.touches(),
        from: wording.from,
        open: wording.open,
        puts_back: wording.puts_back,
    })
}

/// Before the others: what it must meet is kept from now on, whatever becomes of the text that says so.
fn made(no: u64, bureau: &MemberCode, wording: &Wording, on: &Context) -> Result<Vec<GovernanceEvent>, NotAllowed> {
    if wording.from < on.today {
        return Err(on.no(Reason::EditionDayPast));
    }
    fits(on)?;
    let ways = on.policy.ways_of(&wording.edits, wording.puts_back.is_some(), on.today);
    let terms = Terms::of(&ways).filter(|_| on.may_propose(&ways)).ok_or_else(|| on.no(Reason::ProposalParty))?;
    let (text, days) = (wording.hash(), terms.days);
    let asked = on.members().into_iter().filter(|member| member != bureau).collect();
    let until = on.today.plus(i32::from(days));
    let mut events = vec![GovernanceEvent::ProposalMade { proposal: no, text: text.clone(), terms, asked, until }];
    if days == 0 {
        events.push(GovernanceEvent::ConsultationEnded { proposal: no, text });
    }
    Ok(events)
}

fn edit(of: &Proposal, wording: &Wording, words: &str, on: &Context) -> Result<Vec<GovernanceEvent>, NotAllowed> {
    let edited = GovernanceEvent::ProposalEdited {
        proposal: of.no,
        text: wording.hash(),
        words: words.to_owned(),
        touches: wording.touches(),
        from: wording.from,
        open: wording.open,
    };
    let mut events = vec![edited];
    if of.stage(on.today) != Stage::Draft {
        events.extend(made(of.no, &of.bureau, wording, on)?);
    }
    Ok(events)
}

fn consult(
    of: &Proposal,
    text: &str,
    (entry, stance, words): (&Option<Entry>, Stance, &Option<String>),
    on: &Context,
) -> Result<Vec<GovernanceEvent>, NotAllowed> {
    seen(of, text, on)?;
    if of.until.is_some_and(|until| until < on.today) {
        return Err(on.no(Reason::ConsultationOver));
    }
    if stance != Stance::Agrees && words.is_none() {
        return Err(on.no(Reason::WordsMissing));
    }
    if entry.as_ref().is_some_and(|entry| !of.touches.contains(entry)) {
        return Err(on.no(Reason::EntryMoved));
    }
    let bureau = on.bureau().filter(|bureau| of.asked.contains(bureau)).ok_or_else(|| on.no(Reason::SeatMissing))?;
    let (text, entry, words) = (of.text.clone(), entry.clone(), words.clone());
    Ok(vec![GovernanceEvent::OpinionGiven { proposal: of.no, text, bureau, entry, stance, words }])
}

/// The opinion waits for an answer.
fn answered(of: &Proposal, no: u64, on: &Context) -> Result<u64, NotAllowed> {
    let open = of.open_opinions().any(|opinion| opinion.no == no);
    if open { Ok(no) } else { Err(on.no(Reason::OpinionUnknown)) }
}

fn close(of: &Proposal, on: &Context) -> Result<Vec<GovernanceEvent>, NotAllowed> {
    if of.open_opinions().next().is_some() {
        return Err(on.no(Reason::OpinionOpen));
    }
    let over = of.until.is_none_or(|until| until < on.today);
    // The platform waits for the last day to be over; the author need not once everybody was heard.
    let heard = on.actor.role != Role::System && of.unheard().next().is_none();
    if !over && !heard {
        return Err(on.no(Reason::ConsultationRuns));
    }
    Ok(vec![GovernanceEvent::ConsultationEnded { proposal: of.no, text: of.text.clone() }])
}

/// What the asker saw is what stands.
fn seen(of: &Proposal, text: &str, on: &Context) -> Result<(), NotAllowed> {
    if of.text == text { Ok(()) } else { Err(on.no(Reason::ProposalEdited)) }
}

/// Its entries say what it takes them to say, and what comes of it loads.
fn fits(on: &Context) -> Result<(), NotAllowed> {
    if on.sound { Ok(()) } else { Err(on.no(Reason::EntryMoved)) }
}
