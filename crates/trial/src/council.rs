//! Ten bureaus that make the law together: who sits where, and what they do in a few words.

use ::desk::Desk;
use ::desk::act::governance::{Document, Drafting, Wanted, act};
use ::desk::act::{Ask, Denied, Done};
use ::desk::edition::Files;
use clearance::event::Source;
use clearance::event::edition::OpenCases;
use clearance::event::governance::Stance;
use governance::Proposal;
use policy::governance::Stage;
use register::sealed::Apart;
use std::collections::BTreeMap;
use values::actor::Role;
use values::calendar::Day;

/// The bureaus of 9+1 and an office of each; the first leads, the sixth is Gansu, of whom the authors here are.
pub const SEATS: [(&str, &str); 10] = [
    ("370000", "370100"),
    ("410000", "410100"),
    ("140000", "140100"),
    ("610000", "610100"),
    ("150000", "150100"),
    ("620000", "620100"),
    ("510000", "510100"),
    ("640000", "640100"),
    ("630000", "630100"),
    ("650000", "650100"),
];
/// An office of Gansu.
pub const GANSU: &str = "620100";

/// Somebody of a name with one role at an office; the person has the same name.
pub fn officer(desk: &Desk, name: &str, role: Role, office: &str) -> Ask {
    Ask {
        account: name.parse().unwrap(),
        person: name.parse().unwrap(),
        roles: vec![role],
        office: Some(office.parse().unwrap()),
        enterprise: None,
        now: desk.clock.now(),
        proved: None,
        source: Source::Api,
        key: None,
        apart: Apart::default(),
    }
}

/// Who writes: a reviewer of Gansu who is of operations too.
pub fn author(desk: &Desk) -> Ask {
    let ask = officer(desk, "author", Role::Reviewer, GANSU);
    Ask { roles: vec![Role::Reviewer, Role::Operations], ..ask }
}

/// Who holds the seat of the n-th bureau.
pub fn voter(desk: &Desk, n: usize) -> Ask {
    officer(desk, &format!("voter-{}", SEATS[n].1), Role::Voter, SEATS[n].1)
}

/// One of the command centre, and one of operations, at the first office.
pub fn centre(desk: &Desk, role: Role) -> Ask {
    officer(desk, &format!("centre-{}", role.word()), role, SEATS[0].1)
}

/// What is otherwise in `after`, file by file, as it is given to a draft.
pub fn changed(before: &Files, after: &Files) -> Files {
    let was: BTreeMap<&String, &String> = before.iter().map(|(name, text)| (name, text)).collect();
    let mut files: Files = after.iter().filter(|(name, text)| was.get(name) != Some(&text)).cloned().collect();
    let gone = before.iter().filter(|(name, _)| after.iter().all(|(other, _)| other != name));
    files.extend(gone.map(|(name, _)| (name.clone(), String::new())));
    files
}

/// A draft of changed files from a day.
pub fn drafting(files: Files, from: Day) -> Drafting {
    Drafting { files, reason: "进口量大增".into(), from, open: OpenCases::AsBefore }
}

/// The last proposal.
pub fn last(desk: &Desk) -> Proposal {
    desk.field.together().proposals().next_back().unwrap().clone()
}

/// A proposal as it stands.
pub fn stands(desk: &Desk, no: u64) -> Proposal {
    desk.field.together().proposal(no).unwrap().clone()
}

/// Where it stands today.
pub fn stage(desk: &Desk, no: u64) -> Stage {
    stands(desk, no).stage(desk.field.day(desk.clock.now()))
}

/// Does it on whatever stands.
pub async fn does(desk: &Desk, ask: &Ask, no: u64, wanted: Wanted) -> Result<Done, Denied> {
    act(desk, ask, Some(no), None, &wanted).await
}

/// The author of Gansu puts changed files before the others; gives the number.
pub async fn proposes(desk: &Desk, files: Files, from: Day) -> Result<u64, Denied> {
    let author = author(desk);
    act(desk, &author, None, None, &Wanted::Draft(drafting(files, from))).await?;
    let no = last(desk).no;
    does(desk, &author, no, Wanted::Propose).await?;
    Ok(no)
}

/// A bureau says what it thinks of the whole.
pub async fn says(desk: &Desk, n: usize, no: u64, stance: Stance) -> Result<Done, Denied> {
    let (text, words) = (stands(desk, no).text, if stance == Stance::Agrees { "" } else { "口岸人手不够" });
    does(desk, &voter(desk, n), no, Wanted::Consult { text, entry: None, stance, words: words.into() }).await
}

/// Every bureau agrees, and the author ends the consultation.
pub async fn agrees(desk: &Desk, no: u64) -> Result<(), Denied> {
    for n in (0..SEATS.len()).filter(|n| SEATS[*n].1 != GANSU) {
        says(desk, n, no, Stance::Agrees).await?;
    }
    does(desk, &author(desk), no, Wanted::Close).await.map(drop)
}

/// A bureau votes on what stands.
pub async fn votes(desk: &Desk, n: usize, no: u64, favour: bool) -> Result<Done, Denied> {
    let (text, words) = (stands(desk, no).text, if favour { "" } else { "尚不成熟" });
    does(desk, &voter(desk, n), no, Wanted::Ballot { text, favour, words: words.into() }).await
}

/// A letter of the superior.
pub fn letter(desk: &Desk, number: &str) -> Document {
    let bytes = b"%PDF-1.4\n%%EOF\n".to_vec();
    Document { number: number.into(), day: desk.field.day(desk.clock.now()), bytes }
}

/// The bureaus make changed files the law from a day: all agree, as many vote as are wanted, the superior approves where it must.
pub async fn carries(desk: &Desk, files: Files, from: Day) -> u64 {
    let no = proposes(desk, files, from).await.unwrap_or_else(|why| panic!("{why:?}"));
    agrees(desk, no).await.unwrap();
    for n in 0..SEATS.len() {
        if stage(desk, no) == Stage::Consulted {
            votes(desk, n, no, true).await.unwrap();
        }
    }
    if stage(desk, no) == Stage::Voted {
        let (operations, text) = (centre(desk, Role::Operations), stands(desk, no).text);
        does(desk, &operations, no, Wanted::Submit { text }).await.unwrap();
        does(desk, &operations, no, Wanted::Approve(letter(desk, "国质检通〔2015〕88号"))).await.unwrap();
    }
    assert!(stands(desk, no).carried.is_some(), "{:?}", stage(desk, no));
    no
}
