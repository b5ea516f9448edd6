//! Papers through the one path: two processes that meet over one paper, a signatory who is suspended, and the rows made again.

use crate::given::{ask, does, folder, opened, pass, step};
use crate::races::{case, meet, told};
use crate::story::export;
use clearance::case::certificate::{Certificate, CertificateState};
use clearance::case::decide::{CertificateCommand, Command, Drafting, Review};
use clearance::declaration::Wanted;
use clearance::event::region::RegionEvent;
use clearance::event::sheet::{SheetAct, SheetEnd};
use clearance::grounds::Grounds;
use desk::Desk;
use desk::act::{self, Ask, Denied, blank};
use register::cases::FIELD;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use trial::desk::happens;
use values::actor::Role;
use values::calendar::Day;
use values::code::TableCode;
use values::id::SheetNo;

/// Where the goods are inspected, and where their papers are fetched.
const ORIGIN: &str = "640100";
pub const FETCHED: &str = "370100";

fn of(command: CertificateCommand) -> Command {
    Command::Certificate(command)
}

/// An officer who showed the password just now.
pub fn officer(desk: &Desk, name: &str, role: Role, office: &str) -> Ask {
    let ask = ask(desk, name, &[role], Some(office));
    Ask { proved: Some(ask.now), ..ask }
}

/// Goods that were inspected, with a voucher asked for.
async fn inspected(desk: &Desk, n: usize) -> String {
    let mut declaration = export();
    declaration.reference = format!("paper-{n}");
    declaration.offices.documents = Some(FETCHED.parse().unwrap());
    declaration.wanted = vec![Wanted { kind: TableCode::parse("20").unwrap(), originals: 1, copies: 2 }];
    let who = ask(desk, "agent", &[Role::Declarant], None);
    let done = act::declare(desk, vec![(who, declaration)]).await.pop().unwrap().unwrap();
    let no = done.answer.cases[0].no.to_string();
    let reviewer = ask(desk, "reviewer", &[Role::Reviewer], Some("610100"));
    does(desk, &reviewer, &no, Command::Review(Review::Pass { note: String::new() })).await;
    let inspector = ask(desk, "inspector", &[Role::Inspector], Some(ORIGIN));
    does(desk, &inspector, &no, step("产地检验检疫", pass(1))).await;
    no
}

/// The paper, drafted and checked.
async fn checked(desk: &Desk, no: &str) {
    let said = [("检验检疫结果".to_owned(), vec!["合格".to_owned()])].into();
    let drafting = Drafting { kind: Some(TableCode::parse("20").unwrap()), said, ..Drafting::default() };
    let drafter = officer(desk, "drafter", Role::Drafter, ORIGIN);
    does(desk, &drafter, no, of(CertificateCommand::Draft(drafting))).await;
    let checker = officer(desk, "checker", Role::Checker, ORIGIN);
    does(desk, &checker, no, of(CertificateCommand::Check { certificate: 1 })).await;
}

async fn engrossed(desk: &Desk, no: &str) {
    let engrosser = officer(desk, "engrosser", Role::Engrosser, FETCHED);
    does(desk, &engrosser, no, engross()).await;
}

fn engross() -> Command {
    of(CertificateCommand::Engross { certificate: 1, content: Vec::new() })
}

pub fn issue() -> Command {
    of(CertificateCommand::Issue { certificate: 1, returned: false })
}

/// A paper that is signed and waits to be issued: the number of its case.
pub async fn ready(desk: &Desk, n: usize) -> String {
    let no = inspected(desk, n).await;
    checked(desk, &no).await;
    engrossed(desk, &no).await;
    let sign = sign(desk, &no).await;
    does(desk, &officer(desk, "signatory", Role::Signatory, FETCHED), &no, sign).await;
    no
}

async fn sign(desk: &Desk, no: &str) -> Command {
    let digest = paper(desk, no).await.digest();
    of(CertificateCommand::Sign { certificate: 1, digest })
}

pub async fn paper(desk: &Desk, no: &str) -> Certificate {
    case(desk, no).await.certificate(1).unwrap().clone()
}

/// One race of its kind over a paper of its own; its number.
async fn race((one, other): (&Desk, &Desk), n: usize) -> Option<String> {
    let no = inspected(one, n).await;
    checked(one, &no).await;
    other.field.catch_up().await.unwrap();
    let at = |desk, name: &str, role| officer(desk, name, role, FETCHED);
    let end = of(CertificateCommand::End { certificate: 1, grounds: Grounds::by("写错", "") });
    if n.is_multiple_of(4) {
        let (here, there) = (at(one, "e-1", Role::Engrosser), at(other, "e-2", Role::Engrosser));
        let both = meet((one, &here, &engross()), (other, &there, &engross()), &no).await;
        assert!(matches!(both, ["done", "certificate_step"] | ["certificate_step", "done"]), "{both:?}");
        return paper(one, &no).await.number.map(|no| no.to_string());
    }
    engrossed(one, &no).await;
    let sign = sign(one, &no).await;
    if n % 4 == 1 {
        let (here, there) = (at(one, "s-1", Role::Signatory), at(other, "s-2", Role::Signatory));
        let both = meet((one, &here, &sign), (other, &there, &sign), &no).await;
        assert!(matches!(both, ["done", "certificate_step"] | ["certificate_step", "done"]), "{both:?}");
        return paper(one, &no).await.number.map(|no| no.to_string());
    }
    does(one, &at(one, "signatory", Role::Signatory), &no, sign).await;
    let releaser = at(one, "r-1", Role::Releaser);
    if n % 4 == 2 {
        let there = at(other, "r-2", Role::Releaser);
        let both = meet((one, &releaser, &issue()), (other, &there, &issue()), &no).await;
        assert!(matches!(both, ["done", "certificate_step"] | ["certificate_step", "done"]), "{both:?}");
    } else {
        let there = at(other, "s-2", Role::Signatory);
        let both = meet((one, &releaser, &issue()), (other, &there, &end), &no).await;
        let state = paper(one, &no).await.state;
        match both {
            ["done", "done"] => assert!(matches!(state, CertificateState::Withdrawn { .. }), "{state:?}"),
            ["certificate_ended", "done"] => assert!(matches!(state, CertificateState::Void { .. }), "{state:?}"),
            other => panic!("{other:?}"),
        }
    }
    paper(one, &no).await.number.map(|no| no.to_string())
}

async fn races(rounds: usize) {
    let url = pgtest::fresh().await.unwrap();
    let (here, there) = (folder(), folder());
    let one = opened(&here, Some(url.clone())).await;
    let other = opened(&there, Some(url)).await;
    let mut numbers = BTreeSet::new();
    for n in 0..rounds {
        let number = race((&one, &other), n).await.unwrap();
        assert!(numbers.insert(number.clone()), "{number} was given twice");
    }
    println!("figure races over one paper in two processes: {rounds}");
    let contents = one.field.register.contents().await.unwrap();
    assert_eq!(one.field.register.rebuild(&FIELD).await.unwrap(), contents);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f7_two_processes_meet_over_a_paper_and_one_of_them_does_it() {
    races(100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak_f7_two_processes_meet_over_a_paper_and_one_of_them_does_it() {
    races(1_000).await;
}

/// What the ledger has of a start: about as long as it takes.
const START: Duration = Duration::from_millis(4);

/// Two papers and the spoiling of the sheet meet over one sheet, in two processes: one of the three has it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn domain_4_5_two_processes_meet_over_a_sheet_and_it_becomes_one_thing() {
    let url = pgtest::fresh().await.unwrap();
    let (here, there) = (folder(), folder());
    let (one, other) = (opened(&here, Some(url.clone())).await, opened(&there, Some(url)).await);
    let engrosser = officer(&other, "engrosser", Role::Engrosser, FETCHED);
    let sheet = |n: usize| SheetNo::parse(&format!("B{n:08}")).unwrap();
    let received = SheetAct::Received { from: "印制厂".into() };
    blank::record(&other, &engrosser, (sheet(1), sheet(100)), received).await.unwrap();
    let mut won = [0; 3];
    for n in 1..=12 {
        let cases = [ready(&one, 2 * n).await, ready(&one, 2 * n + 1).await];
        let releaser = officer(&one, "releaser", Role::Releaser, FETCHED);
        for no in &cases {
            does(&one, &releaser, no, issue()).await;
        }
        other.field.catch_up().await.unwrap();
        let there = officer(&other, "releaser-2", Role::Releaser, FETCHED);
        let hand = of(CertificateCommand::HandOver {
            certificate: 1,
            to: "李明".into(),
            sheets: vec![sheet(n)],
            electronic: false,
        });
        let spoiled = SheetAct::Ended { how: SheetEnd::Spoiled, reason: "卡纸".into() };
        let first = act::act(&one, &releaser, &cases[0], None, &hand);
        let second = act::act(&other, &there, &cases[1], None, &hand);
        let ledger = blank::record(&other, &engrosser, (sheet(n), sheet(n)), spoiled);
        // In every other round the ledger has a start.
        let all = if n.is_multiple_of(2) {
            let late = async {
                tokio::time::sleep(START).await;
                tokio::join!(first, second)
            };
            let (spoiled, (first, second)) = tokio::join!(ledger, late);
            [first, second, spoiled]
        } else {
            tokio::join!(first, second, ledger).into()
        };
        let all = all.map(told);
        let done: Vec<usize> = (0..3).filter(|at| all[*at] == "done").collect();
        assert_eq!(done.len(), 1, "{all:?}");
        assert!(all.iter().all(|what| *what == "done" || what.starts_with("sheet_")), "{all:?}");
        won[done[0]] += 1;
    }
    println!("figure sheets that became the first paper, the second, or were spoiled: {won:?}");
    let contents = one.field.register.contents().await.unwrap();
    assert_eq!(one.field.register.rebuild(&FIELD).await.unwrap(), contents);
}

/// A suspended signatory signs nowhere from the acknowledgement on.
async fn suspended(desk: &Arc<Desk>) {
    let from = Day::parse("2015-05-01").unwrap();
    let (account, office) = ("seal".parse().unwrap(), Some(FETCHED.parse().unwrap()));
    let role = Role::Signatory;
    happens(
        desk,
        vec![
            RegionEvent::AccountOpened {
                id: "seal".parse().unwrap(),
                person: "seal".parse().unwrap(),
                enterprise: None,
            },
            RegionEvent::RoleGranted { account, role, office, from, until: None, skills: vec![] },
        ],
    )
    .await;
    let no = inspected(desk, 0).await;
    checked(desk, &no).await;
    engrossed(desk, &no).await;
    let (sign, signatory) = (sign(desk, &no).await, officer(desk, "seal", Role::Signatory, FETCHED));
    happens(desk, vec![RegionEvent::AccountSuspended { account: "seal".parse().unwrap(), reason: "停签".into() }])
        .await;
    let refused = act::act(desk, &signatory, &no, None, &sign).await;
    assert!(matches!(refused, Err(Denied::Forbidden(_) | Denied::Hidden)), "{refused:?}");
    happens(desk, vec![RegionEvent::AccountRestored { account: "seal".parse().unwrap() }]).await;
    does(desk, &signatory, &no, sign).await;
    does(desk, &officer(desk, "releaser", Role::Releaser, "650100"), &no, issue()).await;
    assert!(matches!(paper(desk, &no).await.state, CertificateState::Issued));
    let contents = desk.field.register.contents().await.unwrap();
    assert_eq!(desk.field.register.rebuild(&FIELD).await.unwrap(), contents);
}

#[tokio::test]
async fn r35_a_suspended_signatory_signs_nowhere_on_either_engine() {
    let here = folder();
    suspended(&opened(&here, None).await).await;
    let there = folder();
    suspended(&opened(&there, Some(pgtest::fresh().await.unwrap())).await).await;
}
