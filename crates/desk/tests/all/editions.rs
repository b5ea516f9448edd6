//! Plan 三(一): the record's edition of the law governs, in every process; two of operations make another one, and nothing else does.

use crate::given::{START, ask, folder, opened_to_two as opened};
use crate::story::export;
use clearance::case::refusal::Reason;
use clearance::event::body::{CaseEvent, Cause};
use clearance::event::edition::OpenCases;
use desk::Desk;
use desk::act::edition::{self, Asked, Given};
use desk::act::{self, Ask, Denied};
use desk::clock::{Chance, Clock};
use desk::edition::{Files, all_of};
use desk::open::Opening;
use register::cases::FIELD;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use trial::desk::{adopts, confirms, law, proposes};
use trial::{TO_TWO, edited, opening, root};
use values::actor::Role;
use values::calendar::Day;

const HOUR: u64 = 3_600;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The region's files with one more entry of exits, of T-shirts, from a day.
pub fn with_entry(from: &str) -> Files {
    let mut files = edited(TO_TWO);
    let list = &mut files.iter_mut().find(|(name, _)| name == "list-exit.md").unwrap().1;
    list.push_str(&format!("| 出-0099 | 6109 | | | | | | | | | E1 | 查验 | 试 | 「商检法」第十七条 | {from} | |\n"));
    files
}

/// Another edition: the same with a word of prose more, which no approval is wanted for.
fn another(word: &str) -> Files {
    let mut files = edited(TO_TWO);
    files.iter_mut().find(|(name, _)| name == "calendar.md").unwrap().1.push_str(&format!("\n{word}\n"));
    files
}

fn operations(desk: &Desk, account: &str, person: &str) -> Ask {
    let ask = ask(desk, account, &[Role::Operations], Some("370100"));
    Ask { person: person.parse().unwrap(), ..ask }
}

/// The number and mode of a declaration of today.
pub async fn declared(desk: &Desk) -> (String, String) {
    let agent = ask(desk, "agent", &[Role::Declarant], None);
    let done = act::declare(desk, vec![(agent.clone(), export())]).await.pop().unwrap().unwrap();
    let no = done.answer.cases[0].no.to_string();
    let (case, _) = act::load(&desk.field, &agent, &no).await.unwrap().unwrap();
    (no, case.verdict.as_ref().unwrap().mode.to_string())
}

#[tokio::test]
async fn plan_3_1_an_entry_that_two_persons_add_from_tomorrow_governs_from_tomorrow() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let folder = folder();
        let desk = opened(&folder, database).await;
        let before = law(&desk).await;
        let (yesterday, mode) = declared(&desk).await;
        assert_eq!(mode, "E3");
        let no = proposes(&desk, with_entry("2015-12-02"), day("2015-12-02"), OpenCases::AsBefore).await.unwrap();
        let version = desk.field.known().region.proposal(no).unwrap().version.clone();
        assert!(desk.field.edition_of(&version).await.is_err(), "what is only proposed is nobody's law");
        confirms(&desk, no).await.unwrap();
        assert_eq!(law(&desk).await.version(), before.version(), "not before its day");
        assert_eq!(declared(&desk).await.1, "E3");
        desk.clock.advance(Duration::from_secs(16 * HOUR - 1));
        assert_eq!(declared(&desk).await.1, "E3", "the last second of the day before");
        desk.clock.advance(Duration::from_secs(1));
        let now = law(&desk).await;
        assert_ne!(now.version(), before.version());
        let approval = now.policy.lists.approval("list-exit.md", day("2015-12-02")).unwrap();
        assert_eq!((&*approval.authority, &*approval.number), ("质检总局", "1"), "as on record");
        assert_eq!(declared(&desk).await.1, "E1");
        // A case in flight keeps its own.
        let agent = ask(&desk, "agent", &[Role::Declarant], None);
        let (case, _) = act::load(&desk.field, &agent, &yesterday).await.unwrap().unwrap();
        assert_eq!((case.policy.as_str(), case.verdict.as_ref().unwrap().mode.as_str()), (before.version(), "E3"));
        let asked = desk.field.law_of(&case.policy, case.day).await.unwrap();
        assert_eq!(asked.version(), before.version());
    }
}

/// The mode and the edition of a case, and the causes of its decisions after the first.
async fn stands(desk: &Desk, no: &str) -> (String, String, Vec<Cause>) {
    let agent = ask(desk, "agent", &[Role::Declarant], None);
    let (case, events) = act::load(&desk.field, &agent, no).await.unwrap().unwrap();
    let causes = events.iter().filter_map(|event| match event.body.of_case() {
        Some(CaseEvent::ModeConfirmed(confirmed)) => Some(confirmed.cause),
        Some(_) | None => None,
    });
    (case.verdict.as_ref().unwrap().mode.to_string(), case.policy.clone(), causes.collect())
}

/// Two of operations adopt an edition that counts for open cases too; the command centre lets them have what is easier, if so.
async fn together(desk: &Desk, files: Files, from: &str, eased: bool) {
    let no = proposes(desk, files, day(from), OpenCases::Together).await.unwrap();
    if eased {
        edition::ease(desk, &ask(desk, "c", &[Role::Command], Some("370100")), no, "一并放宽").await.unwrap();
    }
    confirms(desk, no).await.unwrap();
}

#[tokio::test]
async fn rules_5_open_cases_are_decided_again_where_the_adoption_says_so_and_never_easier() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    desk.clock.advance(Duration::from_secs(1));
    let (open, _) = declared(&desk).await;
    let founding = law(&desk).await.version().to_owned();
    let job = async |last: &mut Option<u64>| desk::job::apply_edition(&desk, last).await.unwrap();
    together(&desk, with_entry("2015-12-02"), "2015-12-02", false).await;
    let mut last = None;
    job(&mut last).await;
    assert_eq!(stands(&desk, &open).await, ("E3".into(), founding.clone(), vec![]), "not before its first day");
    desk.clock.advance(Duration::from_secs(24 * HOUR));
    job(&mut last).await;
    let strict = law(&desk).await.version().to_owned();
    assert_eq!(stands(&desk, &open).await, ("E1".into(), strict.clone(), vec![Cause::Edition]));
    // Again, also after a restart: nothing.
    job(&mut last).await;
    job(&mut None).await;
    assert_eq!(stands(&desk, &open).await.2, [Cause::Edition]);
    // What begins now goes by the new one anyway; back to the one before, nothing becomes easier.
    let (second, mode) = declared(&desk).await;
    assert_eq!(mode, "E1");
    let mut back = edited(TO_TWO);
    back.push(("note.txt".into(), "x".into()));
    together(&desk, back.clone(), "2015-12-03", false).await;
    desk.clock.advance(Duration::from_secs(24 * HOUR));
    job(&mut last).await;
    for no in [&open, &second] {
        let (mode, policy, _) = stands(&desk, no).await;
        assert_eq!((mode.as_str(), policy.as_str()), ("E1", strict.as_str()), "easier stays as it was");
    }
    assert_eq!(declared(&desk).await.1, "E3");
    // Unless the command centre decided otherwise in the adoption.
    back.push(("note-2.txt".into(), "x".into()));
    together(&desk, back, "2015-12-04", true).await;
    desk.clock.advance(Duration::from_secs(24 * HOUR));
    job(&mut last).await;
    let eased = law(&desk).await.version().to_owned();
    assert_eq!(stands(&desk, &open).await, ("E3".into(), eased.clone(), vec![Cause::Edition, Cause::Edition]));
    assert_eq!(stands(&desk, &second).await, ("E3".into(), eased, vec![Cause::Edition]));
    let register = &desk.field.register;
    let before = register.contents().await.unwrap();
    assert_eq!(register.rebuild(&FIELD).await.unwrap(), before);
    let again = desk::replay::replay(register).await.unwrap();
    assert!(again.from_receipts.is_empty() && again.anew.is_empty(), "{again:?}");
}

/// What an attempt was refused by: its reason, or the place and code of its first fault.
fn refused<T: std::fmt::Debug>(outcome: Result<T, Denied>) -> String {
    match outcome.unwrap_err() {
        Denied::NotAllowed(why) => why.reason.code().to_owned(),
        Denied::Faults(faults) => format!("{} {}", faults[0].at, faults[0].code),
        Denied::Forbidden(_) => "forbidden".to_owned(),
        Denied::Hidden => "hidden".to_owned(),
        other @ (Denied::Stale { .. } | Denied::KeyReused | Denied::Busy(_) | Denied::Full | Denied::Broken(_)) => {
            panic!("{other:?}")
        }
    }
}

/// The goods of the entry, asked for from a day with an approval of its own.
fn asked(number: &str, of: &str) -> Asked {
    let approval =
        Given { file: "list-exit.md".into(), body: "质检总局".into(), number: number.into(), day: day(of) };
    let (files, reason) = (with_entry("2015-12-01"), "增列".to_owned());
    Asked { files, reason, from: day("2015-12-01"), approvals: vec![approval], open: OpenCases::AsBefore }
}

fn whole() -> Asked {
    asked("1 号", "2015-11-30")
}

#[tokio::test]
async fn plan_3_1_what_may_not_be_proposed_is_refused_with_every_fault_at_its_place() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    let one = operations(&desk, "o-1", "P-o-1");
    let proposed = async |asked: Asked| refused(edition::propose(&desk, &one, &asked).await);
    let without = Asked { approvals: Vec::new(), ..whole() };
    assert_eq!(proposed(without).await, "approvals[list-exit.md] required", "the superior's approval");
    assert_eq!(proposed(asked(" ", "2015-11-30")).await, "approvals[list-exit.md] required", "its number");
    assert_eq!(proposed(asked("1", "2015-12-02")).await, "approvals[list-exit.md] out_of_range");
    let mut more = whole();
    more.approvals.push(Given { file: "rates.md".into(), ..more.approvals[0].clone() });
    assert_eq!(proposed(more).await, "approvals not_fitting", "a text that nobody approves");
    assert_eq!(proposed(Asked { from: day("2015-11-30"), ..whole() }).await, "from out_of_range", "the day before");
    assert_eq!(proposed(Asked { reason: " ".into(), ..whole() }).await, "reason required");
    let files = edited(TO_TWO);
    assert_eq!(proposed(Asked { files, approvals: Vec::new(), ..whole() }).await, "files unchanged");
    let with = |name: &str, text: &str| {
        let mut asked = whole();
        asked.files.push((name.into(), text.into()));
        asked
    };
    for name in ["../x.md", "/x.md", ".hidden", "a//b.md", "a\\b.md", "list-exit.md", &"x".repeat(201)] {
        assert_eq!(proposed(with(name, "x")).await, "files shape", "{name}");
    }
    assert_eq!(proposed(with("x.txt", &"x".repeat(4_000_001))).await, "files shape", "above the largest file");
    assert_eq!(proposed(with("x.md", "| 不识 |\n|---|\n| x |\n")).await, "x.md:1:3 text", "every fault of the text");
    assert_eq!(proposed(with("cases/x.toml", "[[case]]\n")).await, "cases/x.toml:1:1 text");
    let mut fewer = whole();
    fewer.files.retain(|(name, _)| name != "rules.md");
    assert_eq!(proposed(fewer).await, "files required", "a text that is approved");
    let mut moved = whole();
    moved.files.iter_mut().for_each(|(_, text)| *text = text.replace("Asia/Shanghai", "Asia/Urumqi"));
    assert_eq!(proposed(moved).await, "region.md out_of_range");
    let mut wrong = whole();
    let (_, text) = wrong.files.iter_mut().find(|(name, _)| name == "cases/exit.toml").unwrap();
    *text = text.replacen("mode = \"E3\"", "mode = \"E1\"", 1);
    assert_eq!(proposed(wrong).await, "cases/exit.toml:1:1 text", "an example that does not come out");
    let declarant = ask(&desk, "agent", &[Role::Declarant], None);
    let reviewer = ask(&desk, "r", &[Role::Reviewer], Some("370100"));
    for other in [&declarant, &reviewer] {
        assert_eq!(refused(edition::propose(&desk, other, &whole()).await), "forbidden");
    }
    assert!(desk.field.known().region.proposals().is_empty(), "nothing of it is recorded");
    edition::propose(&desk, &one, &with("x.txt", &"x".repeat(4_000_000))).await.unwrap();
}

#[tokio::test]
async fn plan_3_1_a_proposal_is_confirmed_once_by_another_natural_person() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let folder = folder();
        let desk = opened(&folder, database).await;
        let (one, two) = (operations(&desk, "o-1", "P-o-1"), operations(&desk, "o-2", "P-o-2"));
        edition::propose(&desk, &one, &whole()).await.unwrap();
        assert_eq!(refused(edition::propose(&desk, &one, &whole()).await), "files duplicate", "it is proposed already");
        let no = desk.field.known().region.proposals()[0].no;
        let confirmed = async |ask: &Ask, no| refused(edition::confirm(&desk, ask, no).await);
        assert_eq!(confirmed(&one, no).await, Reason::SamePerson.code(), "by who asked");
        let second = operations(&desk, "o-9", "P-o-1");
        assert_eq!(confirmed(&second, no).await, Reason::SamePerson.code(), "through a second account");
        assert_eq!(confirmed(&ask(&desk, "r", &[Role::Reviewer], Some("370100")), no).await, "forbidden");
        assert_eq!(confirmed(&two, no + 1000).await, "hidden");
        assert_eq!(refused(edition::ease(&desk, &two, no, "x").await), "forbidden", "the command centre's");
        let commands = ask(&desk, "c", &[Role::Command], Some("370100"));
        assert_eq!(refused(edition::ease(&desk, &commands, no, "x").await), "proposal_closed", "open cases go on");
        assert_eq!(refused(edition::withdraw(&desk, &two, no, " ").await), "reason required");
        edition::confirm(&desk, &two, no).await.unwrap();
        assert_eq!(confirmed(&two, no).await, Reason::ProposalClosed.code(), "twice");
        assert_eq!(refused(edition::withdraw(&desk, &two, no, "x").await), Reason::ProposalClosed.code());
        assert_eq!(declared(&desk).await.1, "E1", "from today on");
    }
}

#[tokio::test]
async fn rules_5_what_was_proposed_on_top_of_another_edition_would_undo_what_came_since() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    let (today, two) = (day("2015-12-01"), operations(&desk, "o-2", "P-o-2"));
    let confirmed = async |no| refused(edition::confirm(&desk, &operations(&desk, "o-2", "P-o-2"), no).await);
    adopts(&desk, with_entry("2015-12-01"), today).await;
    let back = proposes(&desk, another("一"), today, OpenCases::AsBefore).await.unwrap();
    let known = desk.field.known();
    assert_eq!(known.region.proposal(back).unwrap().approvals, [], "the list as it was approved once");
    let more = |word: &str| {
        let mut files = with_entry("2015-12-01");
        files.push((format!("{word}.txt"), word.into()));
        files
    };
    let mut all = Vec::new();
    for word in ["a", "b", "c"] {
        all.push(proposes(&desk, more(word), today, OpenCases::AsBefore).await.unwrap());
    }
    edition::withdraw(&desk, &two, all[2], "改提").await.unwrap();
    assert_eq!(confirmed(all[2]).await, Reason::ProposalClosed.code(), "it was taken back");
    confirms(&desk, all[0]).await.unwrap();
    assert_eq!(confirmed(all[1]).await, Reason::EditionMoved.code());
    let late = proposes(&desk, more("d"), today, OpenCases::AsBefore).await.unwrap();
    desk.clock.advance(Duration::from_secs(16 * HOUR - 1));
    confirms(&desk, late).await.unwrap();
    let late = proposes(&desk, more("e"), today, OpenCases::AsBefore).await.unwrap();
    desk.clock.advance(Duration::from_secs(1));
    assert_eq!(confirmed(late).await, Reason::EditionDayPast.code(), "its day is over");
}

/// A copy of a region's folder, and how a register opens on it.
fn copied(region: &str, data: &Path) -> Opening {
    let files = all_of(&root().join("policy").join(region)).unwrap();
    let opening = Opening { policy: data.join("policy"), region: region.into(), ..opening(data, None) };
    written(&opening, &files);
    opening
}

fn written(opening: &Opening, files: &Files) {
    let folder = opening.policy.join(&opening.region);
    let _ = std::fs::remove_dir_all(&folder);
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

async fn reopened(opening: &Opening, before: Arc<Desk>) -> Arc<Desk> {
    before.field.register.clone().close().await;
    drop(before);
    trial::desk::opened(opening, Clock::by_hand(START), Chance::seeded(9)).await
}

#[tokio::test]
async fn rules_5_files_on_the_disk_change_nothing_until_they_are_proposed() {
    let folder = folder();
    let opening = copied("demo-en", folder.path());
    let shipped = all_of(&root().join("policy/demo-en")).unwrap();
    let mut desk = trial::desk::opened(&opening, Clock::by_hand(START), Chance::seeded(7)).await;
    let law = |desk: &Arc<Desk>| {
        let desk = Arc::clone(desk);
        async move { law(&desk).await }
    };
    let founded = law(&desk).await;
    let kinds = ["rules.md", "law/controls-act.md", "reference/permit.csv", "cases/entry.toml", "refusals.md"];
    type Change = fn(&mut Files, usize);
    let changes: [Change; 3] = [
        |files, at| files[at].1.push_str("\n# x\n"),
        |files, at| drop(files.remove(at)),
        |files, at| {
            files.insert(0, (format!("more-{}", files[at].0.replace('/', "-")), "| 不识 |\n|---|\n| x |\n".into()))
        },
    ];
    for kind in kinds {
        for change in changes {
            let mut files = shipped.clone();
            let at = files.iter().position(|(name, _)| name == kind).unwrap();
            change(&mut files, at);
            written(&opening, &files);
            desk = reopened(&opening, desk).await;
            let now = law(&desk).await;
            assert_eq!(now.version(), founded.version(), "{kind}");
            assert_eq!(now.files, founded.files, "{kind}");
            assert!(now.examples.len() == founded.examples.len(), "{kind}");
            assert_eq!(desk.field.known().region.adopted().len(), 1, "{kind}: nothing is recorded");
            assert_ne!(desk::edition::differing(&now, &files), [""; 0], "{kind}: and it is told");
        }
    }
    // No file at all.
    written(&opening, &vec![("README.md".into(), "x".into())]);
    desk = reopened(&opening, desk).await;
    assert_eq!(law(&desk).await.version(), founded.version());
    // Proposed from the folder it becomes law.
    let mut files = shipped.clone();
    files.iter_mut().find(|(name, _)| name == "reference/permit.csv").unwrap().1.push_str("L009,新证,new permit\n");
    files.retain(|(name, _)| name != "cases/rules.toml");
    written(&opening, &files);
    let today = desk.field.day(desk.clock.now());
    let proposed = all_of(&opening.policy.join("demo-en")).unwrap();
    let no = proposes(&desk, proposed, today, OpenCases::AsBefore).await.unwrap();
    // What is confirmed is what was asked for, whatever became of the folder meanwhile.
    written(&opening, &shipped);
    confirms(&desk, no).await.unwrap();
    let now = law(&desk).await;
    assert_ne!(now.version(), founded.version());
    assert!(now.examples.len() < founded.examples.len());
    assert_eq!(desk::edition::differing(&now, &files), [""; 0]);
}
