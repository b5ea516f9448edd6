//! Proposals, opinions and ballots as pages show them.

use crate::editions::by;
use crate::frame::Frame;
use crate::part::Moment;
use anyhow::Result;
use clearance::event::body::Domain;
use clearance::event::governance::{GovernanceEvent, Stance};
use desk::Desk;
use desk::act::governance::words;
use desk::names::Names;
use governance::Proposal;
use policy::Word;
use policy::governance::Stage;
use values::calendar::Day;
use values::id::MemberCode;

/// A state in words, and the kind of its tag.
pub(super) fn stage(stage: Stage, names: &Names<'_>) -> (&'static str, &'static str) {
    let kind = match stage {
        Stage::Draft | Stage::Withdrawn | Stage::Lapsed | Stage::Superseded => "idle",
        Stage::Proposed | Stage::Consulted | Stage::Voted | Stage::Submitted | Stage::Approved => "wait",
        Stage::Carried | Stage::InForce => "pass",
        Stage::Suspended | Stage::Repealed | Stage::Refused => "stop",
    };
    (stage.called(names.language), kind)
}

/// A proposal in a list.
pub(super) struct Line {
    pub no: u64,
    pub path: String,
    pub stage: (&'static str, &'static str),
    pub bureau: String,
    pub from: String,
    pub until: Option<String>,
    pub entries: Vec<String>,
    pub reason: String,
}

impl Line {
    pub async fn new(one: &Proposal, desk: &Desk, names: &Names<'_>, today: Day) -> Result<Line> {
        Ok(Line {
            no: one.no,
            path: format!("/proposals/{}", one.no),
            stage: stage(one.stage(today), names),
            bureau: names.short_member(one.bureau.as_str()),
            from: one.from.to_string(),
            until: one.until.filter(|_| one.stage(today) == Stage::Proposed).map(|until| until.to_string()),
            entries: one.touches.iter().map(|entry| entry.name.clone()).collect(),
            reason: words(desk, &one.words).await?,
        })
    }
}

/// An opinion.
pub(super) struct OpinionView {
    pub no: u64,
    pub bureau: String,
    pub entry: Option<String>,
    pub stance: (&'static str, &'static str),
    pub words: Option<String>,
    pub by: String,
    pub at: Moment,
    pub answer: Option<String>,
    pub settled: bool,
    pub open: bool,
}

/// The key of the words of a stance, and the kind of its tag.
fn stance(stance: Stance) -> (&'static str, &'static str) {
    match stance {
        Stance::Agrees => ("proposals.agrees", "pass"),
        Stance::Objects => ("proposals.objects", "stop"),
        Stance::Condition => ("proposals.condition", "wait"),
    }
}

pub(super) async fn opinions(
    one: &Proposal,
    desk: &Desk,
    frame: &Frame,
    names: &Names<'_>,
) -> Result<Vec<OpinionView>> {
    let mut all = Vec::new();
    for opinion in &one.opinions {
        let answer = match &opinion.answer {
            Some((answer, _)) => Some(words(desk, answer).await?),
            None => None,
        };
        all.push(OpinionView {
            no: opinion.no,
            bureau: names.short_member(opinion.bureau.as_str()),
            entry: opinion.entry.as_ref().map(|entry| entry.name.clone()),
            stance: stance(opinion.stance),
            words: maybe(desk, opinion.words.as_deref()).await?,
            by: by(&opinion.by, names, true),
            at: frame.moment(opinion.at),
            answer,
            settled: opinion.answer.as_ref().is_some_and(|(_, settled)| *settled),
            open: opinion.is_open(),
        });
    }
    Ok(all)
}

/// Kept words, where there are any.
pub(super) async fn maybe(desk: &Desk, hash: Option<&str>) -> Result<Option<String>> {
    match hash {
        Some(hash) => words(desk, hash).await.map(Some),
        None => Ok(None),
    }
}

/// The seat of a bureau: where it lies on the map, and how it voted.
pub(super) struct Seat {
    pub x: i64,
    pub y: i64,
    pub bureau: String,
    /// Lines of the name on its tile.
    pub name: Vec<(i64, String)>,
    /// The key of the words for its vote, and the class of its tile.
    pub vote: (&'static str, &'static str),
    pub words: Option<String>,
    pub by: Option<String>,
    pub at: Option<Moment>,
}

/// The sides of a tile and the gap between tiles, in units of the drawing.
const WIDE: i64 = 112;
const HIGH: i64 = 80;
const GAP: i64 = 12;

/// The seats of the members of a day, and the size of their map.
pub(super) async fn seats(
    one: &Proposal,
    desk: &Desk,
    frame: &Frame,
    names: &Names<'_>,
) -> Result<(Vec<Seat>, (i64, i64))> {
    let mut seats = Vec::new();
    for (n, member) in (0_u8..).zip(names.policy.members_on(names.day)) {
        let (column, row) = member.tile.unwrap_or((n % 5, n / 5));
        let bureau = names.short_member(member.code.as_str());
        let lines: Vec<String> = bureau.split(' ').map(str::to_owned).collect();
        let first = if lines.len() == 1 { 36 } else { 24 };
        let ballot = one.ballots.get(&member.code);
        seats.push(Seat {
            x: GAP + i64::from(column) * (WIDE + GAP),
            y: GAP + i64::from(row) * (HIGH + GAP),
            name: (0_i64..).zip(lines).map(|(n, line)| (first + 18 * n, line)).collect(),
            bureau,
            vote: match ballot.map(|ballot| ballot.favour) {
                Some(true) => ("proposals.favour", "yes"),
                Some(false) => ("proposals.against", "no"),
                None => ("proposals.unvoted", "open"),
            },
            words: maybe(desk, ballot.and_then(|ballot| ballot.words.as_deref())).await?,
            by: ballot.map(|ballot| by(&ballot.by, names, true)),
            at: ballot.map(|ballot| frame.moment(ballot.at)),
        });
    }
    let most = |of: fn(&Seat) -> i64| seats.iter().map(of).max().unwrap_or(0);
    let size = (most(|seat| seat.x) + WIDE + GAP, most(|seat| seat.y) + HIGH + GAP);
    Ok((seats, size))
}

/// One line of the history.
pub(super) struct Happening {
    pub at: Moment,
    pub what: String,
    pub by: String,
}

pub(super) fn history(one: &Proposal, frame: &Frame, names: &Names<'_>) -> Vec<Happening> {
    let line = |happened: &governance::state::Happened| {
        let what = frame.say(&format!("proposals.event.{}", happened.what.kind())).to_owned();
        let vote = if let GovernanceEvent::BallotCast { favour, .. } = &happened.what {
            format!(" · {}", frame.say(if *favour { "proposals.favour" } else { "proposals.against" }))
        } else {
            String::new()
        };
        Happening { at: frame.moment(happened.at), what: what + &vote, by: by(&happened.by, names, true) }
    };
    one.history.iter().rev().map(line).collect()
}

/// Names of bureaus in a row.
pub(super) fn bureaus<'b>(all: impl Iterator<Item = &'b MemberCode>, names: &Names<'_>) -> String {
    all.map(|bureau| names.short_member(bureau.as_str())).collect::<Vec<_>>().join(names.comma())
}
