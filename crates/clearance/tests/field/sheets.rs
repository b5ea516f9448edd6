//! 空白证单: who has which preprinted sheets, and on which a paper is handed over (reliability: print numbers; domain 4.5).

use crate::drafting::{FETCHED, draft, drafter, drafting, filled, handed_over, inspected, of, until};
use crate::given::{code, day, region};
use crate::play::{Desk, officer};
use clearance::case::decide::{CertificateCommand, Command, Drafting};
use clearance::case::refusal::Reason;
use clearance::event::region::RegionEvent;
use clearance::event::sheet::{OfSheets, SheetAct, SheetEnd};
use clearance::region::RegionState;
use clearance::region::sheet::{MOST, MOST_ENDED};
use policy::Policy;
use proptest::prelude::*;
use std::collections::BTreeMap;
use values::actor::{Actor, Role};
use values::calendar::Timestamp;
use values::id::{CaseNo, SheetNo};

fn issued(kind: &str) -> (Desk<'static>, CaseNo) {
    let (mut desk, no) = inspected(&[kind], 1);
    desk.play(&no, &draft(kind), &drafter()).unwrap();
    until(&mut desk, &no, 1, None);
    (desk, no)
}

fn hand(sheets: &[&str]) -> Command {
    of(handed_over(1, sheets))
}

fn releaser(office: &str) -> Actor {
    officer(Role::Releaser, office)
}

#[test]
fn r37_a_paper_is_printed_on_sheets_that_the_office_has_and_on_no_others() {
    let (mut desk, no) = issued("18");
    let at = releaser(FETCHED);
    desk.stock(FETCHED, "A00000005", "A00000007");
    desk.stock(FETCHED, "B00000001", "B00000009");
    desk.stock("650200", "A00000100", "A00000109");
    let none = Command::Certificate(CertificateCommand::HandOver {
        certificate: 1,
        to: "李明".into(),
        sheets: Vec::new(),
        electronic: false,
    });
    assert_eq!(desk.refused(&no, &none, &at), Reason::SheetsWrong, "on plain paper");
    for (sheets, why) in [
        (&["B00000001"][..], Reason::SheetsWrong),
        (&["A000005"], Reason::SheetsWrong),
        (&["A00000005", "A00000005"], Reason::SheetsWrong),
        (&["A00000004"], Reason::SheetNotHeld),
        (&["A00000008"], Reason::SheetNotHeld),
        (&["A00000005", "A00000008"], Reason::SheetNotHeld),
        (&["A00000100"], Reason::SheetNotHeld),
    ] {
        assert_eq!(desk.refused(&no, &hand(sheets), &at), why, "{sheets:?}");
    }
    let twenty_one: Vec<String> = (0..21).map(|n| format!("A{n:08}")).collect();
    let many: Vec<&str> = twenty_one.iter().map(String::as_str).collect();
    assert_eq!(desk.refused(&no, &hand(&many), &at), Reason::SheetsWrong, "more than 20");
    assert_eq!(desk.refused(&no, &hand(&many[..20]), &at), Reason::SheetNotHeld, "20 are enough for a long paper");
    desk.play(&no, &hand(&["A00000005", "A00000007"]), &at).unwrap();
    let paper = desk.case(&no).certificate(1).unwrap();
    assert_eq!(paper.sheets().map(SheetNo::as_str).collect::<Vec<_>>(), ["A00000005", "A00000007"]);
    // Originals are printed once; a file may be given out again and again.
    assert_eq!(desk.refused(&no, &hand(&["A00000006"]), &at), Reason::CertificateStep);
    desk.play(&no, &hand(&[]), &releaser("650200")).unwrap();
    let handed = &desk.case(&no).certificate(1).unwrap().handed;
    assert_eq!(handed.iter().map(|one| (one.originals, one.electronic)).collect::<Vec<_>>(), [(1, false), (0, true)]);
}

#[test]
fn r37_a_sheet_becomes_one_paper_of_a_case_only_and_a_file_is_on_none() {
    let (mut desk, no) = inspected(&["18", "16"], 1);
    desk.stock(FETCHED, "A00000001", "A00000009");
    for (number, kind) in [(1, "18"), (2, "16")] {
        let said = filled(desk.policy, kind, desk.today());
        let command = of(CertificateCommand::Draft(Drafting { said, ..drafting(kind) }));
        desk.play(&no, &command, &drafter()).unwrap();
        until(&mut desk, &no, number, None);
    }
    desk.play(&no, &hand(&["A00000001"]), &releaser(FETCHED)).unwrap();
    let again = of(handed_over(2, &["A00000001"]));
    assert_eq!(desk.refused(&no, &again, &releaser(FETCHED)), Reason::SheetUsed);
    let file = Command::Certificate(CertificateCommand::HandOver {
        certificate: 2,
        to: "李明".into(),
        sheets: vec![code("A00000002")],
        electronic: true,
    });
    assert_eq!(desk.refused(&no, &file, &releaser(FETCHED)), Reason::SheetsWrong);
    desk.play(&no, &of(handed_over(2, &["A00000002"])), &releaser(FETCHED)).unwrap();
    let used = |event: &clearance::event::Event| event.body.used_up(event.case.as_ref());
    let used: Vec<(String, String)> =
        desk.log.iter().flat_map(used).map(|one| (one.sheet.to_string(), one.by)).collect();
    assert_eq!(used, [("A00000001".into(), format!("{no}#1")), ("A00000002".into(), format!("{no}#2"))]);
}

fn sheets(office: &str, (first, last): (u64, u64), act: SheetAct) -> OfSheets {
    let sheet = |serial: u64| -> SheetNo { code(&format!("A{serial:08}")) };
    OfSheets { office: code(office), first: sheet(first), last: sheet(last), act }
}

fn received() -> SheetAct {
    SheetAct::Received { from: "印制厂".into() }
}

fn moved(to: &str) -> SheetAct {
    SheetAct::Moved { to: code(to) }
}

fn ended(how: SheetEnd) -> SheetAct {
    SheetAct::Ended { how, reason: "卡纸".into() }
}

/// Applies what is allowed, as the desk does.
fn takes(region: &mut RegionState, policy: &Policy, of: OfSheets) -> Result<(), Reason> {
    region.sheets().allow(&of, policy, day("2015-11-10")).map_err(|no| no.reason)?;
    let (seq, at) = (region.seq + 1, Timestamp(0));
    region.apply(seq, at, &Actor::system(), &RegionEvent::Sheets(Box::new(of)));
    Ok(())
}

#[test]
fn domain_4_5_sheets_are_received_moved_and_ended_by_the_office_that_has_them() {
    let policy = region("9+1");
    let mut region = RegionState::default();
    let mut does = |of| takes(&mut region, policy, of);
    assert_eq!(does(sheets("370100", (1, 100), moved("370200"))), Err(Reason::SheetNotHeld), "never received");
    assert_eq!(does(sheets("370100", (1, 100), SheetAct::Received { from: " ".into() })), Err(Reason::WordsMissing));
    assert_eq!(does(sheets("370100", (1, 100), received())), Ok(()));
    assert_eq!(does(sheets("370200", (100, 101), received())), Err(Reason::SheetUsed), "received before");
    assert_eq!(does(sheets("370200", (101, 100), received())), Err(Reason::SheetsWrong), "none");
    assert_eq!(does(sheets("370200", (101, 100 + MOST + 1), received())), Err(Reason::SheetsWrong), "too many");
    assert_eq!(does(sheets("370200", (101, 100 + MOST), received())), Ok(()));
    assert_eq!(does(sheets("370100", (50, 101), moved("650200"))), Err(Reason::SheetNotHeld), "one is another's");
    assert_eq!(does(sheets("370100", (50, 60), moved("370100"))), Err(Reason::PlaceNotAllowed));
    assert_eq!(does(sheets("370100", (50, 60), moved("999999"))), Err(Reason::PlaceNotAllowed));
    assert_eq!(does(sheets("370100", (50, 60), moved("650200"))), Ok(()));
    assert_eq!(does(sheets("370100", (60, 61), ended(SheetEnd::Lost))), Err(Reason::SheetNotHeld));
    assert_eq!(does(sheets("650200", (60, 60), ended(SheetEnd::Spoiled))), Ok(()));
    assert_eq!(does(sheets("650200", (60, 60), ended(SheetEnd::Lost))), Err(Reason::SheetNotHeld), "ended before");
    assert_eq!(does(sheets("370200", (101, 101 + MOST_ENDED), ended(SheetEnd::Lost))), Err(Reason::SheetsWrong));
    assert_eq!(does(sheets("370200", (101, 100 + MOST_ENDED), ended(SheetEnd::Lost))), Ok(()));
    let other = OfSheets { last: code("B00000200"), ..sheets("370100", (101, 101), received()) };
    assert_eq!(does(other), Err(Reason::SheetsWrong), "two stocks");
    // Numbers of other lengths, in either order, by whatever act: nothing lies between them, though their serial numbers do.
    for (first, last) in [("A0005", "A00000010"), ("A00000005", "A0010")] {
        for act in [received(), moved("650200"), ended(SheetEnd::Lost)] {
            let of = OfSheets { office: code("370100"), first: code(first), last: code(last), act };
            assert_eq!(does(of), Err(Reason::SheetsWrong), "{first} to {last}");
        }
    }
    let unknown =
        OfSheets { first: code("Z00000001"), last: code("Z00000002"), ..sheets("370100", (1, 1), received()) };
    assert_eq!(does(unknown), Err(Reason::SheetsWrong), "no stock of the text");
    let runs = |office: &str| {
        let runs = region.sheets().of(&code(office));
        runs.iter().map(|run| (run.first.serial(), run.last.serial(), run.ended.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(runs("370100"), [(1, 49, false), (61, 100, false)]);
    assert_eq!(runs("650200"), [(50, 59, false), (60, 60, true)]);
}

const OFFICES: [&str; 3] = ["370100", "370200", "650200"];

proptest! {
    /// Whatever is asked, the runs say of each sheet what a page that has a line for each sheet says.
    #[test]
    fn runs_of_sheets_are_a_line_for_each_sheet(
        asks in prop::collection::vec((0_usize..3, 0_usize..5, 1_u64..40, 0_u64..12), 1..60)
    ) {
        let policy = region("9+1");
        let mut region = RegionState::default();
        let mut page: BTreeMap<u64, (usize, bool)> = BTreeMap::new();
        for (office, what, first, more) in asks {
            let last = first + more;
            let other = (office + 1) % OFFICES.len();
            let act = match what {
                0 | 1 => received(),
                2 => moved(OFFICES[other]),
                3 => ended(SheetEnd::Spoiled),
                _ => ended(SheetEnd::Lost),
            };
            let wanted = if what < 2 { None } else { Some((office, false)) };
            let allowed = (first..=last).all(|n| page.get(&n).copied() == wanted);
            let done = takes(&mut region, policy, sheets(OFFICES[office], (first, last), act)).is_ok();
            prop_assert_eq!(done, allowed);
            if done {
                let line = if what == 2 { (other, false) } else { (office, what > 2) };
                page.extend((first..=last).map(|n| (n, line)));
            }
            for serial in 0..60 {
                let sheet: SheetNo = code(&format!("A{serial:08}"));
                let run = region.sheets().find(&sheet).map(|run| (run.office.to_string(), run.ended.is_some()));
                let line = page.get(&serial).map(|(office, ended)| (OFFICES[*office].to_owned(), *ended));
                prop_assert_eq!(run, line, "{}", serial);
            }
            let count = |office: &str| region.sheets().of(&code(office)).iter().map(|run| run.count()).sum::<u64>();
            let count: u64 = OFFICES.into_iter().map(count).sum();
            prop_assert_eq!(count, page.len() as u64);
        }
    }
}
