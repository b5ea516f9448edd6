//! The seals of offices through the one path: opened when an office first issues, renewed, revoked, on both engines.

use crate::given::{ask, does, folder, opened};
use crate::papers::{FETCHED, issue, officer, paper, ready};
use crate::races::case;
use clearance::case::decide::Command;
use clearance::event::region::RegionEvent;
use clearance::event::seal::SealKey;
use desk::Desk;
use desk::act::seal::{renew, revoke};
use desk::act::{self, Ask, Denied};
use desk::seal::{self, Worth};
use register::cases::FIELD;
use std::sync::Arc;
use trial::desk::happens;
use values::actor::Role;
use values::calendar::Day;
use values::id::OfficeCode;

fn office() -> OfficeCode {
    FETCHED.parse().unwrap()
}

fn keys(desk: &Desk) -> Vec<(u16, Day, Day, bool)> {
    let known = desk.field.known();
    let of = |key: &SealKey| (key.key, key.from, key.until, key.revoked.is_some());
    known.region.seals().of(&office()).iter().map(of).collect()
}

async fn security(desk: &Desk) -> Ask {
    ask(desk, "security", &[Role::SecurityAdmin], Some(FETCHED))
}

fn releaser(desk: &Desk) -> Ask {
    officer(desk, "releaser", Role::Releaser, FETCHED)
}

async fn refused(desk: &Desk, no: &str, command: &Command) -> String {
    match act::act(desk, &releaser(desk), no, None, command).await {
        Err(Denied::NotAllowed(why)) => format!("{:?}", why.reason),
        other => panic!("{other:?}"),
    }
}

async fn worth(desk: &Desk, no: &str) -> Option<Worth> {
    seal::worth(&desk.field.known().region, &case(desk, no).await, &paper(desk, no).await)
}

async fn life(desk: &Arc<Desk>) {
    let today = desk.field.day(releaser(desk).now);
    let first = ready(desk, 0).await;
    assert!(keys(desk).is_empty(), "no key before one is needed");
    act::would(desk, &releaser(desk), &case(desk, &first).await, &issue()).await.unwrap();
    assert!(keys(desk).is_empty(), "what is only asked opens none");
    // Who may not issue opens none either.
    let inspector = officer(desk, "inspector", Role::Inspector, FETCHED);
    assert!(act::act(desk, &inspector, &first, None, &issue()).await.is_err());
    assert!(keys(desk).is_empty());
    assert_eq!(worth(desk, &first).await, None);
    does(desk, &releaser(desk), &first, issue()).await;
    assert_eq!(keys(desk), [(1, today, today.plus(729), false)]);
    assert_eq!(worth(desk, &first).await, Some(Worth::Holds));
    // Renewed by who answers for security, and by nobody else: both seals hold.
    let faults = |denied: Result<_, Denied>| match denied {
        Err(Denied::Faults(faults)) => faults[0].code.clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(renew(desk, &releaser(desk), &office()).await, Err(Denied::Forbidden(_))));
    let security = security(desk).await;
    assert_eq!(faults(renew(desk, &security, &"999999".parse().unwrap()).await), "unknown_office");
    renew(desk, &security, &office()).await.unwrap();
    let second = ready(desk, 1).await;
    does(desk, &releaser(desk), &second, issue()).await;
    let key =
        |paper: &clearance::case::certificate::Certificate| paper.issued.as_ref().unwrap().seal.as_ref().unwrap().key;
    assert_eq!((key(&paper(desk, &first).await), key(&paper(desk, &second).await)), (1, 2));
    assert_eq!((worth(desk, &first).await, worth(desk, &second).await), (Some(Worth::Holds), Some(Worth::Holds)));
    // Revoking wants a reason, a key that is there and a day on which it sealed.
    let revoked = async |key, since: Day, reason| revoke(desk, &security, (&office(), key), (since, reason)).await;
    assert_eq!(faults(revoked(2, today, " ").await), "required");
    assert_eq!(faults(revoked(3, today, "外泄").await), "unknown_key");
    assert_eq!(faults(revoked(2, today.plus(-1), "外泄").await), "range");
    assert_eq!(faults(revoked(2, today.plus(1), "外泄").await), "range");
    revoked(2, today, "外泄").await.unwrap();
    assert_eq!(faults(revoked(2, today, "外泄").await), "unknown_key");
    assert_eq!((worth(desk, &first).await, worth(desk, &second).await), (Some(Worth::Holds), Some(Worth::Revoked)));
    // Nothing is issued there until somebody opens a new one, and elsewhere everything is.
    let third = ready(desk, 2).await;
    assert_eq!(refused(desk, &third, &issue()).await, "SealKeyMissing");
    let elsewhere = ready(desk, 3).await;
    does(desk, &officer(desk, "far", Role::Releaser, "650100"), &elsewhere, issue()).await;
    renew(desk, &security, &office()).await.unwrap();
    does(desk, &releaser(desk), &third, issue()).await;
    assert_eq!((worth(desk, &third).await, key(&paper(desk, &third).await)), (Some(Worth::Holds), 3));
    let contents = desk.field.register.contents().await.unwrap();
    assert_eq!(desk.field.register.rebuild(&FIELD).await.unwrap(), contents);
}

#[tokio::test]
async fn r75_the_seal_of_an_office_is_opened_renewed_and_revoked_on_both_engines() {
    let here = folder();
    life(&opened(&here, None).await).await;
    let there = folder();
    life(&opened(&there, Some(pgtest::fresh().await.unwrap())).await).await;
}

/// A key that ran out is followed by the next one when the office issues again.
#[tokio::test]
async fn r75_a_key_that_ran_out_is_followed_by_the_next_and_seals_nothing_a_day_later() {
    let here = folder();
    let desk = opened(&here, None).await;
    let today = desk.field.day(releaser(&desk).now);
    let no = ready(&desk, 0).await;
    let until = |until: Day| SealKey {
        office: office(),
        key: 1,
        suite: "ed25519".into(),
        public: "0".repeat(64),
        from: today.plus(-9),
        until,
        revoked: None,
    };
    let opened = |key: SealKey| vec![RegionEvent::SealKeyOpened(Box::new(key))];
    // One that is good today is not replaced: and one that is not this register's seals nothing.
    happens(&desk, opened(until(today))).await;
    assert_eq!(refused(&desk, &no, &issue()).await, "SealKeyMissing");
    happens(&desk, opened(SealKey { key: 2, ..until(today.plus(-1)) })).await;
    does(&desk, &releaser(&desk), &no, issue()).await;
    assert_eq!(keys(&desk).last(), Some(&(3, today, today.plus(729), false)));
    assert_eq!(worth(&desk, &no).await, Some(Worth::Holds));
}

/// From the acknowledgement of a revocation on no process seals by that key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r75_a_revoked_key_seals_in_no_process_from_the_acknowledgement_on() {
    let url = pgtest::fresh().await.unwrap();
    let (here, there) = (folder(), folder());
    let (one, other) = (opened(&here, Some(url.clone())).await, opened(&there, Some(url)).await);
    let first = ready(&one, 0).await;
    does(&one, &releaser(&one), &first, issue()).await;
    let next = ready(&one, 1).await;
    other.field.catch_up().await.unwrap();
    act::would(&other, &releaser(&other), &case(&other, &next).await, &issue()).await.unwrap();
    let (day, security) = (one.field.day(releaser(&one).now), security(&one).await);
    revoke(&one, &security, (&office(), 1), (day, "外泄")).await.unwrap();
    // The other process has not read of it, and its append is refused by the epoch.
    assert_eq!(refused(&other, &next, &issue()).await, "SealKeyMissing");
}
