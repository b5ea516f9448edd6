//! Grants and tokens: nobody grants to himself, roles that exclude each other, names that mislead; tokens that end.

use crate::site::{LATE, Site, site, site_on};
use clearance::region::staff;
use desk::secret;
use register::kept::account::Token;
use serde_json::{Value, json};
use std::time::Duration;
use values::actor::Role;

async fn administrator(site: &Site) -> String {
    site.in_person(&site.officer(Role::SecurityAdmin, "370100").await).await
}

fn role(role: Role) -> Value {
    if role == Role::Declarant {
        json!({ "role": "declarant" })
    } else {
        json!({ "role": role.word(), "office": "640100" })
    }
}

/// From nothing to everything by one's own hand, by every way to a role, for every role.
#[tokio::test]
async fn security_b3_nobody_grants_a_role_to_an_account_of_his_own() {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = site_on(LATE, database).await;
        let admin = administrator(&site).await;
        let own = admin.trim_start_matches('@').to_owned();
        site.account("second", &own, Role::SecurityAdmin, Some("370100"), None).await;
        for wanted in Role::ALL.into_iter().filter(|role| ![Role::System, Role::Declarant].contains(role)) {
            for account in [own.as_str(), "second"] {
                let answer = site.post(&admin, &format!("/api/v1/accounts/{account}/roles"), &role(wanted)).await;
                assert_eq!((answer.status, answer.faults()), (422, vec![("role".into(), "own_person".into())]));
            }
            let new = json!({ "id": format!("mine-{}", wanted.word()), "person": own, "name": "甲", "roles": [role(wanted)] });
            let answer = site.post(&admin, "/api/v1/accounts", &new).await;
            assert_eq!((answer.status, answer.faults()), (422, vec![("roles[0]".into(), "own_person".into())]));
        }
        let known = site.app.field().known();
        let accounts = known.region.accounts().filter(|account| account.person.as_str() == own);
        assert!(accounts.into_iter().all(|account| account.roles.len() == 1), "nothing was granted");
    }
}

/// Every pair of the table over HTTP: in one account, in two of one person, and opened together.
#[tokio::test]
async fn security_b3_roles_that_exclude_each_other_are_never_in_one_person() {
    let site = site(LATE).await;
    let admin = administrator(&site).await;
    let officers = || Role::ALL.into_iter().filter(|role| ![Role::System, Role::Declarant].contains(role));
    for (n, one) in officers().enumerate() {
        for other in officers().skip(n + 1) {
            let (id, person) = (format!("p{n}{}", other.word()), format!("P-{n}-{}", other.word()));
            let new = |id: &str, roles: Vec<Value>| json!({ "id": id, "person": person, "name": "甲", "roles": roles });
            let clash = staff::exclude(one, other);
            let both =
                site.post(&admin, "/api/v1/accounts", &new(&format!("both{id}"), vec![role(one), role(other)])).await;
            assert_eq!(both.status == 422, clash, "{one:?} {other:?}: {both:?}");
            if !clash {
                continue;
            }
            assert_eq!(both.faults(), [("roles[1]".to_owned(), "excluded".to_owned())]);
            assert_eq!(site.post(&admin, "/api/v1/accounts", &new(&id, vec![role(one)])).await.status, 201);
            let granted = site.post(&admin, &format!("/api/v1/accounts/{id}/roles"), &role(other)).await;
            assert_eq!((granted.status, granted.faults()), (422, vec![("role".into(), "excluded".into())]));
            let second = site.post(&admin, "/api/v1/accounts", &new(&format!("second{id}"), vec![role(other)])).await;
            assert_eq!((second.status, second.faults()), (422, vec![("roles[0]".into(), "excluded".into())]));
            // Taken back, there is nothing that excludes.
            let back = site.post(&admin, &format!("/api/v1/accounts/{id}/roles/revocation"), &role(one)).await;
            assert_eq!(back.status, 201);
            let granted = site.post(&admin, &format!("/api/v1/accounts/{id}/roles"), &role(other)).await;
            assert_eq!(granted.status, 201, "{granted:?}");
        }
    }
}

#[tokio::test]
async fn security_b3_a_period_and_a_name_that_cannot_be_are_refused() {
    let site = site(LATE).await;
    let admin = administrator(&site).await;
    let inspector = site.officer(Role::Inspector, "640100").await;
    let path = format!("/api/v1/accounts/{inspector}/roles");
    for (until, status) in [("2015-11-30", 422), ("2015-12-01", 201), ("2015-12-02", 201)] {
        let period = json!({ "role": "acceptor", "office": "640100", "from": "2015-12-01", "until": until });
        let answer = site.post(&admin, &path, &period).await;
        assert_eq!(answer.status, status, "{until}: {answer:?}");
    }
    for (id, code) in [
        ("Upper", "case"),
        ("administrator", "reserved"),
        ("r00t", "reserved"),
        ("lnspector-640100", "look_alike"),
        ("inspector.640100", "look_alike"),
    ] {
        let answer = site.post(&admin, "/api/v1/accounts", &json!({ "id": id, "person": "P-X", "name": "甲" })).await;
        assert_eq!((answer.status, answer.faults()), (422, vec![("id".into(), code.into())]), "{id}");
    }
}

/// No way of managing accounts is open to a token, not even its owner's own.
#[tokio::test]
async fn security_b3_accounts_are_managed_in_person() {
    let site = site(LATE).await;
    let token = site.officer(Role::SecurityAdmin, "370100").await;
    let other = site.officer(Role::Inspector, "640100").await;
    let mut tried = 0;
    for route in santong::table::table() {
        if route.tag != Some("manage_accounts") {
            continue;
        }
        let answer = site.post(&token, &route.path.replace("{id}", &other), &json!({})).await;
        // A page says it in words, the API by its code.
        let code = if route.path.starts_with("/api/") { "not_permitted" } else { "" };
        assert_eq!((answer.status, answer.code()), (403, code), "{}", route.path);
        tried += 1;
    }
    assert_eq!(tried, 8);
}

/// What a machine may do with a token now.
async fn works(site: &Site, token: &str) -> bool {
    match site.get(token, "/api/v1/account").await.status {
        200 => true,
        401 => false,
        other => panic!("{other}"),
    }
}

/// A token ends with each of what should end it, and comes back with nothing.
#[tokio::test]
async fn security_b10_tokens_end_with_password_suspension_and_revocation_and_do_not_come_back() {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = site_on(LATE, database).await;
        let admin = administrator(&site).await;
        let inspector = site.officer(Role::Inspector, "640100").await;
        let path = |what: &str| format!("/api/v1/accounts/{inspector}/{what}");
        let role = json!({ "role": "inspector", "office": "640100" });
        let acts = [
            vec![("suspension", json!({ "reason": "离岗" })), ("restoration", json!({}))],
            vec![("roles/revocation", role.clone()), ("roles", role)],
        ];
        for act in acts {
            let fresh = site.token(&inspector, "again").await;
            assert!(works(&site, &fresh).await);
            site.app.desk.clock.advance(Duration::from_secs(1));
            for (what, body) in act {
                let answer = site.post(&admin, &path(what), &body).await;
                assert_eq!(answer.status, 201, "{what}: {answer:?}");
                assert!(!works(&site, &fresh).await, "after {what}");
            }
            // Even a row that was left by a kill between the event and its end is none.
            let left = site.token(&inspector, "left").await;
            let now = site.app.desk.clock.now().0 - 2_000_000;
            let row = Token {
                digest: secret::digest("left-by-a-kill"),
                account: inspector.clone(),
                name: "left".into(),
                made: now,
                ends: i64::MAX,
                used: 0,
            };
            site.app.field().register.give_token(&row, u32::MAX).await.unwrap();
            assert!(works(&site, &left).await && !works(&site, "left-by-a-kill").await);
        }
        let fresh = site.token(&inspector, "password").await;
        let register = &site.app.field().register;
        register.set_credential(&inspector, "another hash", site.app.desk.clock.now().0).await.unwrap();
        assert!(!works(&site, &fresh).await, "after a new password");
        assert_eq!(register.tokens(&inspector).await.unwrap(), []);
    }
}

/// Twenty an account, whatever comes at once; one that ended leaves its place. The last use is shown.
#[tokio::test]
async fn security_b10_an_account_has_at_most_twenty_tokens_and_their_last_use_is_shown() {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = std::sync::Arc::new(site_on(LATE, database).await);
        let name = site.officer(Role::Auditor, "640100").await;
        site.app.field().register.set_credential(&name, "a hash", 0).await.unwrap();
        let own = site.in_person(&name).await;
        let wish = |days: i64| json!({ "label": "edi", "days": days });
        let many: Vec<_> = (0..30)
            .map(|_| {
                let (site, own, wish) = (std::sync::Arc::clone(&site), own.clone(), wish(1));
                tokio::spawn(async move { site.post(&own, "/api/v1/tokens", &wish).await.status })
            })
            .collect();
        let mut made = 0;
        for one in many {
            made += usize::from(one.await.unwrap() == 201);
        }
        assert_eq!(made, 20);
        let over = site.post(&own, "/api/v1/tokens", &wish(1)).await;
        assert_eq!((over.status, over.faults()), (422, vec![("label".into(), "too_many".into())]));
        let listed = site.get(&own, "/api/v1/tokens").await.json;
        assert_eq!(listed["tokens"].as_array().unwrap().len(), 20);
        let first = listed["tokens"][0]["name"].as_str().unwrap().to_owned();
        let gone = site.ask("DELETE", &format!("/api/v1/tokens/{first}"), &own, None, axum::body::Bytes::new()).await;
        assert_eq!(gone.status, 204);
        let fresh = site.post(&own, "/api/v1/tokens", &wish(2)).await;
        assert_eq!(fresh.status, 201, "{fresh:?}");
        assert_eq!(fresh.json["used"], Value::Null, "it was not used yet");
        let used = |listed: &Value| {
            listed["tokens"].as_array().unwrap().iter().filter(|token| token["used"].is_string()).count()
        };
        assert_eq!(used(&site.get(&own, "/api/v1/tokens").await.json), 0);
        assert!(works(&site, fresh.json["token"].as_str().unwrap()).await);
        assert_eq!(used(&site.get(&own, "/api/v1/tokens").await.json), 1);
        // Those that ran out count no more.
        site.app.desk.clock.advance(Duration::from_secs(25 * 3600));
        let own = site.in_person_again(&name).await;
        assert_eq!(site.post(&own, "/api/v1/tokens", &wish(1)).await.status, 201);
    }
}
