//! Plan 三(一), 三(三): proposals that meet, that come together, that are suspended, and drafts that are nobody else's.

use crate::bureaus::{both, day, declared, file, haul, refused, rule};
use crate::given::{folder, opened};
use clearance::case::refusal::Reason;
use clearance::event::governance::Stance;
use desk::act::governance::{Wanted, act};
use desk::act::{self as acts, Denied};
use desk::clock::{Chance, Clock};
use desk::edition::Files;
use desk::open::Opening;
use policy::governance::Stage;
use std::time::Duration;
use trial::council::{
    agrees, author, carries, centre, does, drafting, last, officer, proposes, says, stage, stands, votes,
};
use trial::desk::law;
use values::actor::Role;
use values::calendar::Timestamp;

const HOUR: u64 = 3_600;

#[tokio::test]
async fn plan_3_1_of_two_on_one_entry_the_second_is_rebased_and_voted_anew() {
    for (_folder, desk) in both().await {
        let (one, two) = (haul(4), haul(5));
        let first = proposes(&desk, one, day("2015-12-20")).await.unwrap();
        let second = proposes(&desk, two.clone(), day("2015-12-10")).await.unwrap();
        let known = desk.field.together();
        let rivals = |no| known.rivals(known.proposal(no).unwrap()).map(|other| other.no).collect::<Vec<_>>();
        assert_eq!((rivals(first), rivals(second)), (vec![second], vec![first]), "they know each other");
        agrees(&desk, first).await.unwrap();
        agrees(&desk, second).await.unwrap();
        for n in 0..5 {
            votes(&desk, n, first, true).await.unwrap();
            votes(&desk, n, second, true).await.unwrap();
        }
        votes(&desk, 6, first, true).await.unwrap();
        assert_eq!(stage(&desk, first), Stage::Carried);
        assert_eq!(stands(&desk, second).overtaken, Some(first));
        assert_eq!(refused(votes(&desk, 6, second, true).await), Reason::ProposalOvertaken.code());
        // Rebased on what the entry says from its first day on: what the first says has a later day, and is changed with it.
        let edit = Wanted::Edit(drafting(two.clone(), day("2015-12-10")));
        assert_eq!(refused(does(&desk, &author(&desk), second, edit).await), "deadlines.md 运程 moved");
        does(&desk, &author(&desk), second, Wanted::Edit(drafting(two, day("2015-12-20")))).await.unwrap();
        assert_eq!(stands(&desk, second).overtaken, None);
        agrees(&desk, second).await.unwrap();
        for n in 0..6 {
            votes(&desk, n, second, true).await.unwrap();
        }
        assert_eq!(stage(&desk, second), Stage::Carried);
        assert_eq!(stands(&desk, first).replaced, Some((second, day("2015-12-20"), false)));
        let edition = desk.field.law(day("2015-12-20")).await.unwrap();
        let gansu = "620000".parse().unwrap();
        assert_eq!(edition.policy.haul_days(&gansu, &gansu), Some(5));
        assert_eq!(law(&desk).await.policy.haul_days(&gansu, &gansu), Some(3), "not before");
    }
}

#[tokio::test]
async fn plan_3_1_what_touches_different_entries_comes_together_whatever_the_order_of_first_days() {
    for (_folder, desk) in both().await {
        let later = carries(&desk, rule("2015-12-20"), day("2015-12-20")).await;
        let sooner = carries(&desk, haul(4), day("2015-12-10")).await;
        let gansu = "620000".parse().unwrap();
        let days = async |on: &str| desk.field.law(day(on)).await.unwrap().policy.haul_days(&gansu, &gansu);
        let has =
            async |on: &str| desk.field.law(day(on)).await.unwrap().policy.rules().any(|rule| &*rule.id == "审-0901");
        assert_eq!((days("2015-12-09").await, has("2015-12-19").await), (Some(3), false));
        assert_eq!(
            (days("2015-12-10").await, days("2015-12-20").await),
            (Some(4), Some(4)),
            "both, though adopted later"
        );
        assert!(has("2015-12-20").await);
        let region = desk.field.known();
        let of = |no: u64| {
            region.region.adopted().iter().filter(|one| one.carried.as_ref().is_some_and(|c| c.proposal == no)).count()
        };
        assert_eq!((of(later), of(sooner)), (1, 2));
        acts::carry::adopt(&desk).await.unwrap();
        assert_eq!(desk.field.known().region.adopted().len(), region.region.adopted().len(), "once");
    }
}

#[tokio::test]
async fn plan_3_3_the_command_centre_suspends_and_puts_in_force_again() {
    for (_folder, desk) in both().await {
        let before = declared(&desk).await;
        let no = carries(&desk, rule("2015-12-01"), day("2015-12-01")).await;
        let (command, words) = (centre(&desk, Role::Command), || "口岸积压".to_owned());
        assert!(declared(&desk).await.contains("针织衫暂停出口"));
        assert_eq!(
            refused(does(&desk, &centre(&desk, Role::Operations), no, Wanted::Suspend { words: words() }).await),
            "forbidden"
        );
        does(&desk, &command, no, Wanted::Suspend { words: words() }).await.unwrap();
        assert_eq!((stage(&desk, no), declared(&desk).await), (Stage::Suspended, before));
        does(&desk, &command, no, Wanted::Resume { words: words() }).await.unwrap();
        assert_eq!(stage(&desk, no), Stage::InForce);
        assert!(declared(&desk).await.contains("针织衫暂停出口"));
    }
}

#[tokio::test]
async fn plan_3_1_a_draft_is_its_authors_bureaus_and_what_does_not_load_is_not_proposed() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    let draft = |files: Files| Wanted::Draft(drafting(files, day("2015-12-20")));
    let begin = async |wanted: Wanted| refused(act(&desk, &author(&desk), None, None, &wanted).await);
    assert_eq!(begin(draft(vec![])).await, "files unchanged");
    let blank = desk::act::governance::Drafting { reason: " ".into(), ..drafting(haul(4), day("2015-12-20")) };
    assert_eq!(begin(Wanted::Draft(blank)).await, "reason required");
    assert_eq!(begin(Wanted::Draft(drafting(haul(4), day("2015-11-30")))).await, "from out_of_range", "the day before");
    let wrong = file("deadlines.md", |text| {
        text.replace("| 620000 甘肃 | 620000 甘肃 | 3 |", "| 620000 甘肃 | 620000 甘肃 | 三 |")
    });
    act(&desk, &author(&desk), None, None, &draft(wrong)).await.unwrap();
    let no = last(&desk).no;
    let told = refused(does(&desk, &author(&desk), no, Wanted::Propose).await);
    assert!(told.starts_with("deadlines.md:"), "the fault at its place: {told}");
    let loads = async |name: &str, role, office: &str| {
        refused(acts::governance::load(&desk, &officer(&desk, name, role, office), no).await.map(drop))
    };
    assert_eq!(loads("x", Role::Reviewer, "370100").await, "hidden", "not yet the others'");
    acts::governance::load(&desk, &officer(&desk, "colleague", Role::Inspector, "620200"), no).await.unwrap();
    let declarant = crate::given::ask(&desk, "agent", &[Role::Declarant], None);
    assert!(matches!(acts::governance::load(&desk, &declarant, no).await, Err(Denied::Forbidden(_))));
    assert_eq!(refused(says(&desk, 0, no, Stance::Agrees).await), "hidden");
    assert_eq!(
        refused(does(&desk, &officer(&desk, "colleague", Role::Reviewer, "620200"), no, Wanted::Propose).await),
        "proposal_party"
    );
    // Who may not propose such a text does not begin one.
    let ways = file("governance.md", |text| format!("{text}\n更多。\n"));
    assert_eq!(begin(draft(ways)).await, "proposal_party", "the making of law is the voters' to propose");
    does(&desk, &author(&desk), no, Wanted::Withdraw { words: "改提".into() }).await.unwrap();
    assert_eq!(stage(&desk, no), Stage::Withdrawn);
    // Its first day comes before the votes: it lapses.
    let no = proposes(&desk, haul(4), day("2015-12-04")).await.unwrap();
    desk.clock.advance(Duration::from_secs(3 * 24 * HOUR + 16 * HOUR - 1));
    acts::governance::due(&desk, &acts::Ask::platform(desk.clock.now())).await.unwrap();
    assert_ne!(stage(&desk, no), Stage::Lapsed, "on its first day it can still be carried");
    desk.clock.advance(Duration::from_secs(1));
    assert_eq!(refused(says(&desk, 0, no, Stance::Agrees).await), Reason::EditionDayPast.code());
    acts::governance::due(&desk, &acts::Ask::platform(desk.clock.now())).await.unwrap();
    assert_eq!(stage(&desk, no), Stage::Lapsed);
}

#[tokio::test]
async fn plan_3_1_a_region_of_two_with_another_quorum_and_no_superior_runs_by_its_text_alone() {
    let folder = folder();
    let opening = Opening { region: "demo-en".into(), ..trial::opening(folder.path(), None) };
    // 2020-06-01 08:00 in Brussels.
    let start = Timestamp(1_590_991_200_000_000);
    let desk = trial::desk::opened(&opening, Clock::by_hand(start), Chance::seeded(7)).await;
    let text = trial::region("demo-en").into_iter().find(|(name, _)| name == "rules.md").unwrap().1;
    let author = officer(&desk, "author", Role::Reviewer, "GNE-B");
    let files = vec![("rules.md".to_owned(), format!("{text}\nMore words.\n"))];
    act(&desk, &author, None, None, &Wanted::Draft(drafting(files, day("2020-06-10")))).await.unwrap();
    let no = last(&desk).no;
    does(&desk, &author, no, Wanted::Propose).await.unwrap();
    assert_eq!(stands(&desk, no).asked.len(), 1, "the other authority");
    let (north, south) = (officer(&desk, "north", Role::Voter, "ANR-P"), officer(&desk, "south", Role::Voter, "ZEE-P"));
    let text = stands(&desk, no).text;
    let agrees = Wanted::Consult { text: text.clone(), entry: None, stance: Stance::Agrees, words: String::new() };
    does(&desk, &south, no, agrees).await.unwrap();
    does(&desk, &author, no, Wanted::Close).await.unwrap();
    let ballot = || Wanted::Ballot { text: text.clone(), favour: true, words: String::new() };
    does(&desk, &north, no, ballot()).await.unwrap();
    assert_eq!(stage(&desk, no), Stage::Consulted, "one of two");
    does(&desk, &south, no, ballot()).await.unwrap();
    assert_eq!((stage(&desk, no), desk.field.known().region.adopted().len()), (Stage::Carried, 2));
}
