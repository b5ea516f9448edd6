//! Plan 三(一), 四(二)4: bureaus propose, consult, vote, have the superior's approval, carry and take back, by the one path on both engines.

use crate::given::{folder, opened};
use crate::story::export;
use clearance::case::decide::{Command, Review};
use clearance::case::refusal::Reason;
use clearance::event::governance::Stance;
use desk::Desk;
use desk::act::governance::{Wanted, act};
use desk::act::{self as acts, Denied};
use desk::edition::Files;
use policy::governance::Stage;
use register::cases::FIELD;
use std::sync::Arc;
use std::time::Duration;
use trial::council::{
    GANSU, SEATS, agrees, author, centre, does, drafting, last, letter, officer, proposes, says, stage, stands, voter,
    votes,
};
use trial::desk::law;
use values::actor::Role;
use values::calendar::Day;

const HOUR: u64 = 3_600;

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A file of the region's text with more at its end, or a passage of it otherwise.
pub fn file(name: &str, change: impl Fn(&str) -> String) -> Files {
    let text = trial::edited(&[]).into_iter().find(|(known, _)| known == name).unwrap().1;
    vec![(name.to_owned(), change(&text))]
}

/// A rule that stops knitwear, from a day.
pub fn rule(from: &str) -> Files {
    let block = format!(
        "\n### 审-0901 暂停出口的针织衫\n英文：Knitwear whose export is suspended\n\n```规则\n审-0901  出境  自 {from}  起草「甘肃局」\n依据 「商检法」第五条（暂定）\n当 税号 属于「6109」\n则 拒绝受理「针织衫暂停出口」/\"the export of knitwear is suspended\"\n```\n"
    );
    file("rules.md", |text| format!("{text}{block}"))
}

/// A note of its own that everybody may propose.
pub fn note(n: u8) -> Files {
    vec![("note.txt".to_owned(), format!("{n}\n"))]
}

/// A row of haul days within Gansu that says something else.
pub fn haul(days: u8) -> Files {
    let (from, to) = ("| 620000 甘肃 | 620000 甘肃 | 3 |", format!("| 620000 甘肃 | 620000 甘肃 | {days} |"));
    file("deadlines.md", |text| text.replace(from, &to))
}

/// A desk on each engine.
pub async fn both() -> Vec<(trial::TempDir, Arc<Desk>)> {
    let mut all = Vec::new();
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let folder = folder();
        let desk = opened(&folder, database).await;
        all.push((folder, desk));
    }
    all
}

/// The reason or the first fault by which it was refused.
pub fn refused<T: std::fmt::Debug>(outcome: Result<T, Denied>) -> String {
    match outcome.unwrap_err() {
        Denied::NotAllowed(why) => why.reason.code().to_owned(),
        Denied::Faults(faults) => format!("{} {}", faults[0].at, faults[0].code),
        Denied::Forbidden(_) => "forbidden".to_owned(),
        Denied::Hidden => "hidden".to_owned(),
        Denied::Stale { .. } => "stale".to_owned(),
        other @ (Denied::KeyReused | Denied::Busy(_) | Denied::Full | Denied::Broken(_)) => panic!("{other:?}"),
    }
}

/// What a declaration of today comes to: its mode once its review is passed, or the reason in words by which that is refused.
pub async fn declared(desk: &Desk) -> String {
    let agent = crate::given::ask(desk, "agent", &[Role::Declarant], None);
    let done = acts::declare(desk, vec![(agent.clone(), export())]).await.pop().unwrap().unwrap();
    let no = done.answer.cases[0].no.to_string();
    let reviewer = officer(desk, "reviewer", Role::Reviewer, "610100");
    let passes = Command::Review(Review::Pass { note: String::new() });
    match acts::act(desk, &reviewer, &no, None, &passes).await {
        Ok(_) => {
            let (case, _) = acts::load(&desk.field, &agent, &no).await.unwrap().unwrap();
            case.verdict.as_ref().unwrap().mode.to_string()
        }
        Err(Denied::NotAllowed(why)) => why.text.zh.to_string(),
        Err(other) => panic!("{other:?}"),
    }
}

/// From its day on it stops what it is about, until it is put back by the way that the text names for it.
async fn stops_and_is_taken_back(desk: &Desk, no: u64, before: &str) {
    assert_eq!(declared(desk).await, before, "not before its day");
    desk.clock.advance(Duration::from_secs(24 * HOUR));
    assert_eq!(stage(desk, no), Stage::InForce);
    let said = declared(desk).await;
    assert!(said.contains("针织衫暂停出口"), "stopped with the reason in words: {said}");
    let approval = law(desk).await.policy.lists.approval("rules.md", day("2015-12-08")).unwrap().number.clone();
    assert_eq!(&*approval, format!("No. {no}"), "approved by the votes");
    // Taken back, by the way that the text names for it.
    let back = Wanted::RollBack { entries: vec![], from: day("2015-12-08"), words: "疫情解除".into() };
    does(desk, &officer(desk, "back", Role::Operations, "510100"), no, back).await.unwrap();
    let back = last(desk);
    assert_eq!((back.puts_back, back.stage(day("2015-12-08"))), (Some(no), Stage::Proposed));
    assert_eq!(back.until, Some(day("2015-12-09")), "one day");
    for n in (0..10).filter(|n| SEATS[*n].1 != "510100") {
        says(desk, n, back.no, Stance::Agrees).await.unwrap();
    }
    does(desk, &officer(desk, "back", Role::Operations, "510100"), back.no, Wanted::Close).await.unwrap();
    for n in 0..6 {
        votes(desk, n, back.no, true).await.unwrap();
    }
    assert_eq!((stage(desk, back.no), stage(desk, no)), (Stage::InForce, Stage::Repealed));
    assert_eq!(declared(desk).await, before, "the next one passes");
}

#[tokio::test]
async fn plan_3_1_from_the_idea_to_force_and_back() {
    let mut editions = Vec::new();
    for (_folder, desk) in both().await {
        let before = declared(&desk).await;
        let no = proposes(&desk, rule("2015-12-08"), day("2015-12-08")).await.unwrap();
        assert_eq!(stage(&desk, no), Stage::Proposed);
        assert_eq!(stands(&desk, no).until, Some(day("2015-12-06")), "five days, the day of proposing not counted");
        for n in [0, 1, 2, 3] {
            says(&desk, n, no, Stance::Agrees).await.unwrap();
        }
        says(&desk, 9, no, Stance::Objects).await.unwrap();
        assert_eq!(refused(votes(&desk, 0, no, true).await), "proposal_stage", "no vote before everybody was heard");
        assert_eq!(refused(does(&desk, &author(&desk), no, Wanted::Close).await), "opinion_open");
        let opinion = stands(&desk, no).open_opinions().next().unwrap().no;
        let answer = Wanted::Answer { opinion, words: "口岸可以增派".into() };
        assert_eq!(refused(does(&desk, &voter(&desk, 3), no, answer.clone()).await), "proposal_party");
        does(&desk, &author(&desk), no, answer.clone()).await.unwrap();
        assert_eq!(refused(does(&desk, &author(&desk), no, answer).await), "opinion_unknown", "it is answered");
        assert_eq!(refused(does(&desk, &author(&desk), no, Wanted::Close).await), "consultation_runs");
        // The job ends it once the last day is over in the region's zone, and not before.
        desk.clock.advance(Duration::from_secs(5 * 24 * HOUR + 16 * HOUR - 1));
        acts::governance::due(&desk, &acts::Ask::platform(desk.clock.now())).await.unwrap();
        assert_eq!(stage(&desk, no), Stage::Proposed, "the last second of the last day");
        says(&desk, 4, no, Stance::Agrees).await.unwrap();
        desk.clock.advance(Duration::from_secs(1));
        assert_eq!(refused(says(&desk, 6, no, Stance::Agrees).await), "consultation_over");
        acts::governance::due(&desk, &acts::Ask::platform(desk.clock.now())).await.unwrap();
        assert_eq!(stage(&desk, no), Stage::Consulted);
        for n in [0, 1, 2, 3, 4] {
            votes(&desk, n, no, true).await.unwrap();
        }
        assert_eq!(stage(&desk, no), Stage::Consulted, "five of ten are no quorum");
        votes(&desk, 9, no, true).await.unwrap();
        assert_eq!(stage(&desk, no), Stage::Carried);
        assert_eq!(refused(votes(&desk, 8, no, false).await), "proposal_stage", "it is final");
        let adopted = desk.field.known().region.adopted().last().unwrap().clone();
        let carried = adopted.carried.clone().unwrap();
        assert_eq!((carried.proposal, carried.text.as_str()), (no, stands(&desk, no).text.as_str()));
        assert_eq!(adopted.from, Some(day("2015-12-08")));
        stops_and_is_taken_back(&desk, no, &before).await;
        let register = &desk.field.register;
        assert_eq!(desk::record::unsound(register).await.unwrap().1, [""; 0]);
        let contents = register.contents().await.unwrap();
        assert_eq!(register.rebuild(&FIELD).await.unwrap(), contents);
        editions.push(desk.field.known().region.adopted().iter().map(|one| one.version.clone()).collect::<Vec<_>>());
    }
    assert_eq!(editions[0], editions[1], "the same editions on both engines");
}

/// The superior refuses it: it ends, with the reason.
async fn another_is_refused(desk: &Desk, files: Files) {
    let operations = &centre(desk, Role::Operations);
    let no = proposes(desk, files, day("2015-12-20")).await.unwrap();
    agrees(desk, no).await.unwrap();
    for n in 0..7 {
        votes(desk, n, no, true).await.unwrap();
    }
    let text = stands(desk, no).text;
    does(desk, operations, no, Wanted::Submit { text }).await.unwrap();
    let refuse = Wanted::Refuse(letter(desk, "国质检通〔2015〕89号"), "与总局目录不符".into());
    does(desk, operations, no, refuse).await.unwrap();
    assert_eq!(stage(desk, no), Stage::Refused);
    assert_eq!(refused(votes(desk, 8, no, true).await), "proposal_stage");
    assert_eq!(
        acts::governance::words(desk, stands(desk, no).ended.as_ref().unwrap()).await.unwrap(),
        "与总局目录不符"
    );
}

#[tokio::test]
async fn plan_4_2_4_a_list_waits_for_the_superiors_number_and_a_refusal_ends_it() {
    for (_folder, desk) in both().await {
        let listed = |n: u8| {
            let row =
                format!("| 出-009{n} | 6109 | | | | | | | | | E1 | 查验 | 试 | 「商检法」第十七条 | 2015-12-01 | |\n");
            file("list-exit.md", |text| format!("{text}{row}"))
        };
        let operations = centre(&desk, Role::Operations);
        let no = proposes(&desk, listed(1), day("2015-12-20")).await.unwrap();
        agrees(&desk, no).await.unwrap();
        for n in 0..7 {
            assert_eq!(stage(&desk, no), Stage::Consulted, "{n} of ten");
            votes(&desk, n, no, n != 0).await.unwrap();
        }
        assert_eq!(stage(&desk, no), Stage::Voted, "seven voted, six of them for it");
        let text = stands(&desk, no).text;
        let approve = || Wanted::Approve(letter(&desk, "国质检通〔2015〕88号"));
        assert_eq!(refused(does(&desk, &operations, no, approve()).await), "proposal_stage", "not submitted yet");
        votes(&desk, 1, no, false).await.unwrap();
        assert_eq!(
            stage(&desk, no),
            Stage::Consulted,
            "changed until carried: five of seven are fewer than three quarters"
        );
        votes(&desk, 1, no, true).await.unwrap();
        does(&desk, &operations, no, Wanted::Submit { text }).await.unwrap();
        let archive = stands(&desk, no).submitted.clone().unwrap();
        let kept = acts::governance::words(&desk, &archive).await.unwrap();
        for wanted in ["出-0091", "进口量大增", "尚不成熟", "voter-410100", "three_quarters", "\"not run\""] {
            assert!(kept.contains(wanted), "{wanted}: {kept}");
        }
        assert_eq!(desk.field.known().region.adopted().len(), 1, "nothing is carried without the number");
        let blank = Wanted::Approve(letter(&desk, " "));
        assert_eq!(refused(does(&desk, &operations, no, blank).await), "number required");
        let mut unsigned = letter(&desk, "1");
        unsigned.bytes = b"<svg/>".to_vec();
        assert_eq!(refused(does(&desk, &operations, no, Wanted::Approve(unsigned)).await), "document kind");
        let mut early = letter(&desk, "1");
        early.day = early.day.plus(1);
        assert_eq!(refused(does(&desk, &operations, no, Wanted::Approve(early)).await), "day out_of_range");
        assert_eq!(refused(does(&desk, &voter(&desk, 1), no, approve()).await), "forbidden");
        does(&desk, &operations, no, approve()).await.unwrap();
        assert_eq!(stage(&desk, no), Stage::Carried);
        let edition = desk.field.law(day("2015-12-20")).await.unwrap();
        let approval = edition.policy.lists.approval("list-exit.md", day("2015-12-20")).unwrap();
        assert_eq!((&*approval.authority, &*approval.number), ("质检总局", "国质检通〔2015〕88号"));
        another_is_refused(&desk, listed(2)).await;
        assert_eq!(desk.field.known().region.adopted().len(), 2, "the editions of before and of the first");
    }
}

#[tokio::test]
async fn plan_3_1_who_may_not_vote_and_what_an_edit_voids() {
    for (_folder, desk) in both().await {
        let no = proposes(&desk, haul(4), day("2015-12-20")).await.unwrap();
        agrees(&desk, no).await.unwrap();
        let ballot = |text: String| Wanted::Ballot { text, favour: true, words: String::new() };
        let text = stands(&desk, no).text;
        // The author through a second account, at another bureau.
        let mut second = officer(&desk, "second", Role::Voter, "650100");
        second.person = "author".parse().unwrap();
        assert_eq!(refused(does(&desk, &second, no, ballot(text.clone())).await), Reason::VoterTwice.code());
        // One person with the seats of two bureaus.
        votes(&desk, 0, no, true).await.unwrap();
        let mut other = officer(&desk, "other", Role::Voter, "410100");
        other.person = voter(&desk, 0).person;
        assert_eq!(refused(does(&desk, &other, no, ballot(text.clone())).await), Reason::VoterTwice.code());
        // Of one bureau the last ballot counts, once.
        let again = officer(&desk, "successor", Role::Voter, "370200");
        does(&desk, &again, no, ballot(text.clone())).await.unwrap();
        assert_eq!((stands(&desk, no).ballots.len(), stands(&desk, no).tally().voted), (1, 1));
        // Against without a word, without the role, of an office that is of no member.
        let against = Wanted::Ballot { text: text.clone(), favour: false, words: " ".into() };
        assert_eq!(refused(does(&desk, &voter(&desk, 1), no, against).await), "reason required");
        assert_eq!(
            refused(does(&desk, &officer(&desk, "r", Role::Reviewer, GANSU), no, ballot(text.clone())).await),
            "forbidden"
        );
        assert_eq!(
            refused(does(&desk, &officer(&desk, "x", Role::Voter, "999999"), no, ballot(text.clone())).await),
            "proposal_party"
        );
        // An edit voids what was said and voted, and says so to each.
        let edit = Wanted::Edit(drafting(haul(5), day("2015-12-20")));
        assert_eq!(
            refused(does(&desk, &voter(&desk, 1), no, edit.clone()).await),
            "proposal_party",
            "the author's alone"
        );
        does(&desk, &author(&desk), no, edit).await.unwrap();
        let edited = stands(&desk, no);
        assert_eq!((stage(&desk, no), edited.ballots.len(), edited.opinions.len()), (Stage::Proposed, 0, 0));
        assert_eq!(edited.voided.len(), 9, "every bureau that had spoken");
        assert_ne!(edited.text, text);
        let opinion = Wanted::Consult { text: text.clone(), entry: None, stance: Stance::Agrees, words: String::new() };
        assert_eq!(refused(does(&desk, &voter(&desk, 1), no, opinion).await), Reason::ProposalEdited.code());
        agrees(&desk, no).await.unwrap();
        assert_eq!(refused(does(&desk, &voter(&desk, 1), no, ballot(text)).await), Reason::ProposalEdited.code());
        // By the version that the asker saw.
        let stale = act(&desk, &voter(&desk, 1), Some(no), Some(3), &ballot(stands(&desk, no).text)).await;
        assert_eq!(refused(stale), "stale");
        assert!(desk.field.known().region.adopted().len() == 1);
    }
}
