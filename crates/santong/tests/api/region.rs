//! What is recorded of the region over HTTP, and that restrictions are obeyed by what comes next.

use crate::site::{AGENT, LATE, OTHER, OWNER, Site, exit, site, site_on};
use std::collections::BTreeMap;
use std::sync::Arc;

use clearance::event::body::{Beside, Body};
use clearance::event::region::RegionEvent;
use register::engine::Place;
use register::scope::Scope;
use serde_json::json;
use values::actor::Role;
use values::id::PersonId;

#[tokio::test]
async fn an_enterprise_is_registered_once_and_then_declares() {
    let site = site(LATE).await;
    let clerk = site.officer(Role::Acceptor, "370100").await;
    let security = site.in_person(&site.officer(Role::SecurityAdmin, "370100").await).await;
    let new = json!({ "id": "X-NEW-1", "name": "新企业", "office": "410100", "paperless": true });
    assert_eq!(site.post(&clerk, "/api/v1/enterprises", &new).await.status, 201);
    let twice = site.post(&clerk, "/api/v1/enterprises", &new).await;
    assert_eq!((twice.status, twice.faults()[0].0.as_str()), (422, "id"), "{twice:?}");
    let account = json!({
        "id": "new.one", "person": "P-9", "name": "韩梅梅", "enterprise": "X-NEW-1",
        "roles": [{ "role": "declarant" }], "password": "long-enough-to-keep",
    });
    let opened = site.post(&security, "/api/v1/accounts", &account).await;
    assert_eq!(opened.status, 201, "{opened:?}");
    let known = site.app.field().known();
    assert!(known.region.account(&values::id::AccountId::parse("new.one").unwrap()).is_some());
    assert!(site.app.field().register.credential("new.one").await.unwrap().is_some());
    // The name of the person stands sealed and in no event.
    let log = site.app.field().register.follow(&Scope::system(), "region", 0, 1000).await.unwrap();
    assert!(log.iter().all(|event| !String::from_utf8_lossy(&event.bytes).contains("韩梅梅")));
    for (bad, at) in [
        (json!({ "id": "x.y", "person": "P-8", "name": "甲", "roles": [{ "role": "declarant" }] }), "roles[0]"),
        (
            json!({ "id": "x.y", "person": "P-8", "name": "甲", "roles": [{ "role": "inspector", "office": "999999" }] }),
            "roles[0].office",
        ),
        (json!({ "id": "x.y", "person": "P-8", "name": "甲", "password": "short" }), "password"),
        (json!({ "id": "x.y", "person": "P-8", "name": "甲", "enterprise": "X-NONE-1" }), "enterprise"),
        (json!({ "id": "x y", "person": "P-8", "name": "甲" }), "id"),
    ] {
        let answer = site.post(&security, "/api/v1/accounts", &bad).await;
        assert_eq!((answer.status, answer.faults()[0].0.as_str()), (422, at), "{answer:?}");
    }
}

#[tokio::test]
async fn a_listing_on_the_blacklist_is_obeyed_by_the_next_declaration() {
    let site = site(LATE).await;
    let operations = site.officer(Role::Operations, "370100").await;
    let path = format!("/api/v1/enterprises/{OWNER}/blacklist");
    let unknown = json!({ "reason": "骗证", "basis": "「没有的法」第一条" });
    let answer = site.post(&operations, &path, &unknown).await;
    assert_eq!((answer.status, answer.faults()[0].0.as_str()), (422, "basis"));
    let listed = json!({ "reason": "骗证", "basis": "「本方案」三(三)二" });
    let answer = site.post(&operations, &path, &listed).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(site.post(&operations, &path, &listed).await.status, 422);
    // It declares where it is registered and nowhere else, and goes by the listed mode.
    let answer = site.post(OWNER, "/api/v1/declarations", &exit("8516601000")).await;
    assert_eq!((answer.status, answer.reason()), (409, "place_not_allowed"), "{answer:?}");
    let mut at_home = exit("8516601000");
    at_home["offices"]["accept"] = json!("610100");
    let no = site.declare(&at_home).await;
    let case = site.case(&no).await;
    assert_eq!((&case["verdict"]["mode"], &case["verdict"]["stricter"]), (&json!("E1"), &json!(true)));
    let lifting = json!({ "reason": "整改完成", "basis": "「企业信用办法」第三十条" });
    assert_eq!(site.post(&operations, &format!("{path}/lifting"), &lifting).await.status, 201);
    let no = site.declare(&exit("8516601000")).await;
    assert_eq!(site.case(&no).await["verdict"]["mode"], "E3");
    assert_eq!(site.post(&operations, "/api/v1/enterprises/X-NONE-1/blacklist", &listed).await.status, 404);
    let grade = |grade: &str| json!({ "grade": grade, "reason": "年度评定", "basis": "「企业信用办法」第十八条" });
    let path = format!("/api/v1/enterprises/{OWNER}/grades");
    assert_eq!(site.post(&operations, &path, &grade("A")).await.status, 201);
    assert_eq!(site.post(&operations, &path, &grade("Z")).await.status, 422);
}

/// Between the listing and the last head that learns of it, who has read the list is not told to come later.
#[tokio::test]
async fn an_office_whose_head_lags_behind_a_restriction_still_takes_declarations_and_commands() {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = site_on(LATE, database).await;
        let operations = site.officer(Role::Operations, "370100").await;
        let listed = json!({ "reason": "骗证", "basis": "「本方案」三(三)二" });
        let path = format!("/api/v1/enterprises/{OWNER}/blacklist");
        assert_eq!(site.post(&operations, &path, &listed).await.status, 201);
        let mut at_home = exit("8516601000");
        at_home["offices"]["accept"] = json!("610100");
        lag(&site).await;
        let no = site.declare(&at_home).await;
        assert_eq!(site.case(&no).await["verdict"]["stricter"], true);
        lag(&site).await;
        site.review(&no).await;
    }
}

/// The heads of all offices as they stood before the last restriction was pushed.
async fn lag(site: &Site) {
    const BEFORE: &str = "update log_head set epoch = epoch - 1 where office <> 'region'";
    match site.app.field().register.place() {
        Place::Sqlite(file) => drop(rusqlite::Connection::open(file).unwrap().execute(BEFORE, []).unwrap()),
        Place::Postgres(url) => pgtest::execute(url, BEFORE).await.unwrap(),
    }
}

#[tokio::test]
async fn an_agent_acts_while_the_mandate_holds_and_no_longer() {
    let site = site(LATE).await;
    let mut declaration = exit("8516601000");
    declaration["parties"]["declarant"] = json!(AGENT);
    let answer = site.post(AGENT, "/api/v1/declarations", &declaration).await;
    assert_eq!((answer.status, answer.reason()), (409, "mandate_missing"));
    let mandate = json!({ "id": "M-1", "owner": OWNER, "agent": AGENT, "direction": "exit" });
    assert_eq!(site.post(AGENT, "/api/v1/mandates", &mandate).await.status, 403);
    assert_eq!(site.post(OTHER, "/api/v1/mandates", &mandate).await.status, 403);
    assert_eq!(site.post(OWNER, "/api/v1/mandates", &mandate).await.status, 201);
    let no = site.declare(&declaration).await;
    let path = format!("/api/v1/cases/{no}");
    assert_eq!(site.get(AGENT, &path).await.status, 200);
    assert_eq!(site.get(AGENT, "/api/v1/cases").await.json["cases"][0]["no"], no);
    assert_eq!(site.post(OTHER, "/api/v1/mandates/M-1/revocation", &json!({})).await.status, 404);
    assert_eq!(site.post(OWNER, "/api/v1/mandates/M-1/revocation", &json!({})).await.status, 201);
    assert_eq!(site.get(AGENT, &path).await.status, 404);
    assert_eq!(site.get(AGENT, "/api/v1/cases").await.json["cases"], json!([]));
    assert_eq!(site.post(AGENT, "/api/v1/declarations", &declaration).await.status, 409);
    assert_eq!(site.get(OWNER, &path).await.status, 200);
}

#[tokio::test]
async fn a_suspended_account_is_nobody_at_once() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let security = site.in_person(&site.officer(Role::SecurityAdmin, "370100").await).await;
    let reviewer = site.officer(Role::Reviewer, "370100").await;
    let path = format!("/api/v1/accounts/{reviewer}");
    assert_eq!(site.post(&security, &format!("{path}/suspension"), &json!({ "reason": "离岗" })).await.status, 201);
    assert_eq!(site.get(&reviewer, &format!("/api/v1/cases/{no}")).await.status, 401);
    assert_eq!(site.post(&security, &format!("{path}/suspension"), &json!({ "reason": "离岗" })).await.status, 422);
    assert_eq!(site.post(&security, &format!("{path}/restoration"), &json!({})).await.status, 201);
    // Restored, it signs in again: what it held before is over, and comes back no more.
    assert_eq!(site.get(&reviewer, &format!("/api/v1/cases/{no}")).await.status, 401);
    let reviewer = site.in_person(&reviewer).await;
    assert_eq!(site.get(&reviewer, &format!("/api/v1/cases/{no}")).await.status, 200);
    let role = json!({ "role": "reviewer", "office": "370100" });
    site.app.desk.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(site.post(&security, &format!("{path}/roles/revocation"), &role).await.status, 201);
    let pass = json!({ "version": 2, "review": { "pass": {} } });
    let refused = site.post(&reviewer, &format!("/api/v1/cases/{no}/review"), &pass).await;
    assert_eq!(refused.status, 401, "{refused:?}");
    assert_eq!(site.post(&security, &format!("{path}/roles"), &role).await.status, 201);
    assert_eq!(site.post(&reviewer, &format!("/api/v1/cases/{no}/review"), &pass).await.status, 401);
}

/// Refused is refused: nobody is renamed by a request that was not taken, nor by one about another account.
#[tokio::test]
async fn people_and_enterprises_are_renamed_by_their_own_event_only() {
    let site = site(LATE).await;
    let security = site.in_person(&site.officer(Role::SecurityAdmin, "370100").await).await;
    let clerk = site.officer(Role::Acceptor, "370100").await;
    let named = async |id: &str| {
        let id = values::id::AccountId::parse(id).unwrap();
        let found = site.app.accounts.find(site.app.field(), &id, site.app.desk.clock.now()).await.unwrap();
        found.unwrap().name.clone()
    };
    // Something happens in the region, after which names are read anew.
    let happens = async |n: u32| {
        let enterprise = json!({ "id": format!("X-NEW-{n}"), "name": "新企业", "office": "410100" });
        assert_eq!(site.post(&clerk, "/api/v1/enterprises", &enterprise).await.status, 201);
    };
    let account = |id: &str, person: &str, name: &str| json!({ "id": id, "person": person, "name": name, "roles": [{ "role": "reviewer", "office": "610100" }] });
    assert_eq!(site.post(&security, "/api/v1/accounts", &account("one", "P-1", "韩梅梅")).await.status, 201);
    let register = &site.app.field().register;
    let scope = Scope::officer();
    for (n, (refused, status)) in (0..).zip([
        (account("one", "P-1", "Mallory"), 422),
        (account("one", "P-NEW", "Mallory"), 422),
        (json!({ "id": "two", "person": "P-1", "name": "Mallory", "enterprise": "X-NONE-1" }), 422),
        // A known person keeps the name also in an account that is opened.
        (account("three", "P-1", "Mallory"), 201),
    ]) {
        assert_eq!(site.post(&security, "/api/v1/accounts", &refused).await.status, status, "{refused}");
        happens(n).await;
        assert_eq!(named("one").await, "韩梅梅", "{refused}");
        let found = register.find_person(&scope, &site.app.field().master, "name", b"Mallory").await.unwrap();
        assert_eq!(found, Vec::<String>::new(), "{refused}");
    }
    assert_eq!(named("three").await, "韩梅梅");
    // The event of its own: by who manages accounts, of what exists, with a name.
    let renamed = json!({ "name": "韩美美" });
    assert_eq!(site.post(&clerk, "/api/v1/accounts/one/name", &renamed).await.status, 403);
    assert_eq!(site.post(&security, "/api/v1/accounts/nobody/name", &renamed).await.status, 404);
    assert_eq!(site.post(&security, "/api/v1/accounts/one/name", &json!({ "name": " " })).await.status, 422);
    happens(10).await;
    assert_eq!(named("one").await, "韩梅梅");
    assert_eq!(site.post(&security, "/api/v1/accounts/one/name", &renamed).await.status, 201);
    assert_eq!((named("one").await, named("three").await), ("韩美美".to_owned(), "韩美美".to_owned()));

    let enterprise = |name: &str| json!({ "id": "X-NEW-1", "name": name, "office": "410100" });
    assert_eq!(site.post(&clerk, "/api/v1/enterprises", &enterprise("别名")).await.status, 422);
    let name = |id: &str| {
        let id = values::id::EnterpriseId::parse(id).unwrap();
        site.app.field().known().region.enterprise(&id).unwrap().zh.clone()
    };
    assert_eq!(name("X-NEW-1"), "新企业");
    let path = "/api/v1/enterprises/X-NEW-1/name";
    assert_eq!(site.post(OWNER, path, &json!({ "name": "别名" })).await.status, 403);
    assert_eq!(site.post(&clerk, path, &json!({ "name": "新新企业", "name_en": "New" })).await.status, 201);
    assert_eq!(name("X-NEW-1"), "新新企业");
}

/// What is decided on the state of the region is appended on that state: of many at once one registers the person, whose
/// name stays readable and proved, and one opens the account or registers the enterprise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_is_first_and_the_others_see_it() {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = Arc::new(site_on(LATE, database).await);
        let security = site.in_person(&site.officer(Role::SecurityAdmin, "370100").await).await;
        let clerk = site.officer(Role::Acceptor, "370100").await;
        let account = |id: String, person: String, name: String| json!({ "id": id, "person": person, "name": name, "roles": [{ "role": "reviewer", "office": "610100" }] });
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..12 {
            for (what, who, path, body) in [
                ("person", &security, "accounts", account(format!("own-{n}"), "P-MANY".into(), format!("韩{n}"))),
                ("account", &security, "accounts", account("same".into(), format!("P-{n}"), "李雷".into())),
                ("enterprise", &clerk, "enterprises", json!({ "id": "X-SAME", "name": "新企业", "office": "410100" })),
            ] {
                let (site, who) = (Arc::clone(&site), who.clone());
                tasks.spawn(async move { (what, site.post(&who, &format!("/api/v1/{path}"), &body).await.status) });
            }
        }
        let mut counts: BTreeMap<_, usize> = BTreeMap::new();
        tasks.join_all().await.into_iter().for_each(|told| *counts.entry(told).or_default() += 1);
        let wanted =
            [(("account", 201), 1), (("account", 422), 11), (("enterprise", 201), 1), (("enterprise", 422), 11)];
        assert_eq!(counts, wanted.into_iter().chain([(("person", 201), 12)]).collect());
        let field = site.app.field();
        let person = PersonId::parse("P-MANY").unwrap();
        let registered: Vec<_> = field
            .register
            .region_events(&Scope::system(), 0, 1000)
            .await
            .unwrap()
            .into_iter()
            .filter_map(|event| {
                let Body::Beside(Beside::Region(RegionEvent::PersonRegistered { id, sealed })) = event.body else {
                    return None;
                };
                (id == person).then_some(sealed)
            })
            .collect();
        let names = field.register.unseal(&Scope::system(), &field.master, "P-MANY").await.unwrap();
        let name = String::from_utf8(names[0].1.clone()).unwrap();
        assert_eq!(registered, [desk::account::named(field, &person, &name).await.unwrap().0]);
    }
}
