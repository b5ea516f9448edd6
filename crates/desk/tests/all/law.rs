//! The law of the day: older texts count as today's are let count, and the platform notes by itself what has passed.

use crate::given::{ask, bare, does, folder, opened, pass, step};
use crate::story::export;
use clearance::case::decide::{Command, Review, Work};
use clearance::case::refusal::Reason;
use clearance::event::region::RegionEvent;
use desk::act;
use desk::edition::{Files, Way, bytes_of, files_of, hash_of, read_policy};
use desk::job;
use policy::{Hashing, edition};
use register::scope::Scope;
use trial::desk::{happens, law};
use trial::root;
use values::actor::Role;
use values::calendar::Timestamp;

const DAY_US: i64 = 86_400_000_000;

/// The region's text as an older program knew it: without the reason that came last.
fn older() -> Files {
    let mut files = files_of(&root().join("policy/9+1"), &["md"]).unwrap();
    let (_, text) = files.iter_mut().find(|(name, _)| name == "refusals.md").unwrap();
    *text = text.lines().filter(|line| !line.contains("result_expired")).collect::<Vec<_>>().join("\n");
    files
}

/// That an edition governs, as programs of before recorded it.
fn adopted(version: &str, demonstration: bool) -> RegionEvent {
    let (version, region) = (version.to_owned(), "9+1".to_owned());
    RegionEvent::PolicyAdopted {
        version,
        region,
        demonstration,
        hashing: Hashing::Markdown,
        from: None,
        proposal: None,
        carried: None,
    }
}

#[tokio::test]
async fn plan_5_3_an_older_text_is_in_force_by_no_demonstration_in_a_production_register() {
    let files = older();
    let version = edition::version(&files, Hashing::Markdown);
    for empty in [false, true] {
        let folder = folder();
        let desk = bare(&folder, None, empty).await;
        desk.field.register.keep_edition(&hash_of(&version).unwrap(), &bytes_of(&files), 0).await.unwrap();
        happens(&desk, vec![adopted(&version, !empty)]).await;
        let read = &desk.field.edition_of(&version).await.unwrap().policy;
        assert_eq!(read.version(), version);
        let day = desk.field.day(desk.clock.now());
        assert_eq!(read.lists.approval("list-exit.md", day).is_some(), !empty);
        let now = law(&desk).await;
        assert_eq!(now.version(), version, "of two without a first day the last one founds");
        let refusal = read.refusal("result_expired").expect("a reason that came later is supplied");
        assert_eq!(refusal.basis[0].text.as_ref(), "程序补缺");
        let supplied: Vec<&str> = read.supplied().iter().map(|what| what.en.as_ref()).collect();
        assert_eq!(supplied, ["refusals: result_expired"]);
    }
}

#[tokio::test]
async fn documents_rules_16_the_platform_ends_what_has_expired() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    let (declarant, reviewer) =
        (ask(&desk, "d-1", &[Role::Declarant], None), ask(&desk, "r-1", &[Role::Reviewer], Some("370100")));
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let done = act::declare(&desk, vec![(declarant.clone(), export())]).await.pop().unwrap().unwrap();
        let no = done.answer.cases[0].no.to_string();
        does(&desk, &reviewer, &no, Command::Review(Review::Pass { note: String::new() })).await;
        does(&desk, &ask(&desk, "i-1", &[Role::Inspector], Some("640100")), &no, step("产地检验检疫", pass(1))).await;
        numbers.push(no);
    }
    let releaser = |desk| ask(desk, "l-1", &[Role::Releaser], Some("640100"));
    for no in &numbers[..2] {
        does(&desk, &releaser(&desk), no, step("通关单", Work::Clear {})).await;
    }
    let scope = Scope::system();
    let stage = async |no: &str| desk.field.register.case_line(&scope, no).await.unwrap().unwrap().stage.word();
    let end = Timestamp(desk.clock.now().0.div_euclid(DAY_US) * DAY_US + 61 * DAY_US - 8 * 3_600_000_000);
    // The third was inspected and nobody asked for its papers: no term of the text runs for it.
    assert_eq!(job::due(&desk, Timestamp(end.0 - 1)).await.unwrap(), 0);
    assert_eq!(job::due(&desk, end).await.unwrap(), 2);
    assert_eq!(job::due(&desk, end).await.unwrap(), 0, "once");
    let mut stages = Vec::new();
    for no in &numbers {
        stages.push(stage(no).await);
    }
    assert_eq!(stages, ["expired", "expired", "working"]);
}

#[test]
fn rules_5_the_program_supplies_every_reason_by_which_it_says_no_in_both_languages() {
    for region in ["9+1", "demo-en"] {
        let mut files = files_of(&root().join("policy").join(region), &["md"]).unwrap();
        files.retain(|(name, _)| name != "refusals.md");
        let policy = read_policy(&files, Way { kept: true, ..Way::new(true) }).unwrap();
        let mine: Vec<&str> = Reason::CODES.iter().map(|(_, code)| *code).collect();
        let supplied: Vec<&str> = mine.iter().copied().filter(|code| policy.refusal(code).is_some()).collect();
        assert_eq!(supplied, mine, "{region}");
        assert!(read_policy(&files, Way::new(true)).is_err(), "what is new says it itself");
    }
}
