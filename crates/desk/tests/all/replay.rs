//! Every decision is made again from its receipt and with facts from the log as of then, and comes out the same (「本方案」四(二)4).

use crate::engines::played;
use crate::given::{OWNER, folder, opened, owner};
use clearance::event::Event;
use clearance::event::region::RegionEvent;
use desk::Desk;
use desk::replay::{Difference, replay};
use policy::Citation;
use register::engine::Place;
use register::scope::Scope;
use trial::desk::happens;
use trial::people::graded;
use values::calendar::Day;

/// Grades and the blacklist change while goods come and go.
async fn a_year_of_changes(desk: &Desk, rounds: u64) {
    for round in 1..=rounds {
        played(desk, 0x9E37_79B9_7F4A_7C15 ^ (round << 32), 250).await;
        let today = desk.field.day(desk.clock.now());
        let change = match round % 4 {
            1 => blacklisted(today),
            2 => {
                RegionEvent::BlacklistLifted {
                    id: owner(), from: today, reason: "已整改".into(), basis: Some(cited())
                }
            }
            _ => graded(OWNER, if round % 4 == 3 { "C" } else { "A" }),
        };
        happens(desk, vec![change]).await;
    }
}

fn cited() -> Citation {
    Citation { text: "企业信用办法".into(), section: "第二十九条".into() }
}

fn blacklisted(from: Day) -> RegionEvent {
    RegionEvent::Blacklisted { id: owner(), from, reason: "逃避检验".into(), basis: cited() }
}

#[tokio::test]
async fn plan_4_2_4_every_decision_of_a_record_comes_out_the_same_on_both_engines() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let folder = folder();
        let desk = opened(&folder, database).await;
        a_year_of_changes(&desk, 8).await;
        let report = replay(&desk.field.register).await.unwrap();
        assert_eq!(report.from_receipts, Vec::<Difference>::new());
        assert_eq!(report.anew, Vec::<Difference>::new());
        assert!(80 < report.decisions && report.texts == 1, "{report:?}");
        println!("{} decisions made again", report.decisions);
    }
}

/// Changes the first decision in the bytes of the record, as nobody may.
fn forged(place: &Place, no: &str, from: &str, to: &str) {
    let Place::Sqlite(file) = place else { panic!("the embedded engine") };
    let link = rusqlite::Connection::open(file).unwrap();
    let changed = link.execute(
        "update event set bytes = cast(replace(cast(bytes as text), ?1, ?2) as blob) where case_no = ?3",
        [from, to, no],
    );
    assert!(0 < changed.unwrap());
}

#[tokio::test]
async fn plan_4_2_4_a_decision_that_is_not_as_its_facts_say_is_told_in_the_list_it_belongs_to() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    played(&desk, 77, 30).await;
    let register = &desk.field.register;
    let read = register.follow(&Scope::system(), "370100", 0, 50).await.unwrap();
    let events: Vec<Event> = read.iter().map(|stored| Event::read(&stored.bytes).unwrap()).collect();
    let no = events.iter().find_map(|event| event.case.clone()).unwrap();
    assert!(replay(register).await.unwrap().anew.is_empty());
    // The grade that was read was another: the receipt still holds together, and the log says otherwise.
    forged(register.place(), no.as_str(), r#"["owner_grade","A"]"#, r#"["owner_grade","B"]"#);
    let report = replay(register).await.unwrap();
    let told: Vec<&str> =
        report.anew.iter().filter(|one| one.no == no).flat_map(|one| &one.what).map(|s| &**s).collect();
    assert!(told.iter().any(|what| what.contains(r#"owner grade Word("B") -> Word("A")"#)), "{told:?}");
    // A verdict that does not follow from its own receipt.
    forged(register.place(), no.as_str(), r#""in_scheme":true"#, r#""in_scheme":false"#);
    let report = replay(register).await.unwrap();
    assert!(report.from_receipts.iter().any(|one| one.no == no), "{report:?}");
}
