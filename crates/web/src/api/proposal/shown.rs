//! A proposal as programs read it.

use crate::error::Failure;
use clearance::event::body::Domain;
use clearance::event::governance::Letter;
use desk::Desk;
use desk::act::governance::{offers, words};
use desk::act::{Ask, carry};
use governance::{Governance, Proposal};
use serde_json::{Value, json};
use values::actor::Actor;
use values::calendar::Day;

/// One line of the list.
pub(super) fn line(one: &Proposal, today: Day) -> Value {
    json!({
        "no": one.no, "version": one.version, "stage": one.stage(today).word(), "bureau": one.bureau, "from": one.from,
        "until": one.until, "entries": one.touches, "puts_back": one.puts_back, "text": one.text,
    })
}

fn by(actor: &Actor) -> Value {
    json!({ "role": actor.role, "office": actor.office })
}

fn letter(letter: &Option<Letter>) -> Value {
    letter.as_ref().map_or(Value::Null, |one| json!({ "number": one.number, "day": one.day, "document": one.document }))
}

async fn said(desk: &Desk, hash: Option<&str>) -> Result<Option<String>, Failure> {
    match hash {
        Some(hash) => Ok(Some(words(desk, hash).await?)),
        None => Ok(None),
    }
}

/// The whole of it.
pub(super) async fn whole(desk: &Desk, ask: &Ask, stands: &Governance, one: &Proposal) -> Result<Value, Failure> {
    let today = desk.field.day(ask.now);
    let law = desk.field.law(today).await?;
    let mut shown = line(one, today);
    let (mut opinions, mut ballots) = (Vec::new(), Vec::new());
    for opinion in &one.opinions {
        opinions.push(json!({
            "no": opinion.no, "bureau": opinion.bureau, "entry": opinion.entry, "stance": opinion.stance.word(),
            "words": said(desk, opinion.words.as_deref()).await?, "by": by(&opinion.by), "open": opinion.is_open(),
            "answer": said(desk, opinion.answer.as_ref().map(|(words, _)| words.as_str())).await?,
            "settled": opinion.answer.as_ref().is_some_and(|(_, settled)| *settled),
        }));
    }
    for (bureau, ballot) in &one.ballots {
        ballots.push(json!({
            "bureau": bureau, "favour": ballot.favour, "words": said(desk, ballot.words.as_deref()).await?,
            "by": by(&ballot.by), "at": ballot.at.to_rfc3339(),
        }));
    }
    let edits = carry::wording(&desk.field, &one.text).await?.edits;
    let changes = edits
        .iter()
        .filter(|edit| edit.speaks())
        .map(|edit| json!({ "entry": edit.entry, "before": edit.before, "after": edit.after }));
    let history = one.history.iter().map(|happened| {
        json!({ "act": happened.act, "at": happened.at.to_rfc3339(), "by": by(&happened.by), "what": happened.what.kind() })
    });
    let tally = one.tally();
    let more = json!({
        "reason": words(desk, &one.words).await?, "by": by(&one.author), "open_cases": one.open.word(),
        "changes": changes.collect::<Vec<_>>(), "terms": one.terms, "asked": one.asked, "opinions": opinions,
        "ballots": ballots, "voided": one.voided, "overtaken": one.overtaken,
        "tally": { "members": tally.members, "voted": tally.voted, "agree": tally.agree, "passes": tally.passes },
        "rivals": stands.rivals(one).map(|other| other.no).collect::<Vec<_>>(),
        "letter": letter(&one.letter), "filed": letter(&one.filed), "submitted": one.submitted,
        "ended": said(desk, one.ended.as_deref()).await?, "carried": one.carried.map(|at| at.to_rfc3339()),
        "replaced": one.replaced.map(|(no, ..)| no), "history": history.collect::<Vec<_>>(),
        "may": offers(&desk.field, &law.policy, ask, one).into_iter().map(policy::governance::ProposalAct::word).collect::<Vec<_>>(),
    });
    if let (Value::Object(shown), Value::Object(more)) = (&mut shown, more) {
        shown.extend(more);
    }
    Ok(shown)
}
