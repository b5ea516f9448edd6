//! Signing in: cookies, fixation, ends, pauses, and answers that do not tell who exists.

use crate::site::{PASSWORD, Site, site};
use clearance::event::region::RegionEvent;
use serde_json::Value;
use std::time::Duration;
use values::id::AccountId;

const SESSION: &str = "__Host-session";

fn wang() -> AccountId {
    AccountId::parse("wang.min").unwrap()
}

#[tokio::test]
async fn signing_in_leads_back_to_where_one_was_sent_from() {
    let site = site().await;
    let mut browser = site.browser();
    let refused = browser.get("/account?x=1&y=2").await;
    assert_eq!((refused.status, refused.header("location")), (303, "/sign-in?back=/account%3Fx%3D1%26y%3D2"));
    let form = browser.get(refused.header("location")).await;
    assert!(form.body.contains("value=\"/account?x=1&#38;y=2\""), "{}", form.body);
    let entered =
        browser.post("/sign-in", &format!("account=Wang.Min&password={PASSWORD}&back=/account%3Fx%3D1")).await;
    assert_eq!((entered.status, entered.header("location")), (303, "/account?x=1"));
    let page = browser.get("/account").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("王敏") && page.body.contains(" · 审单"), "{}", page.body);
}

#[tokio::test]
async fn f18_the_session_cookie_has_every_guard() {
    let site = site().await;
    let entered = site.browser().sign_in("wang.min", PASSWORD).await;
    let cookies = entered.set_cookies();
    let session = cookies.iter().find(|line| line.starts_with("__Host-session=")).unwrap();
    let (token, attributes) = session.split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Lax");
    assert_eq!(token.len(), "__Host-session=".len() + 43, "256 bits");
    assert!(cookies.iter().all(|line| line.contains("; Secure; HttpOnly; SameSite=Lax") && !line.contains("Domain")));
}

#[tokio::test]
async fn f21_a_token_planted_before_signing_in_is_worth_nothing() {
    let site = site().await;
    let mut browser = site.browser();
    let planted = "A".repeat(43);
    browser.cookies.insert(SESSION.into(), planted.clone());
    assert_eq!(browser.sign_in("wang.min", PASSWORD).await.status, 303);
    assert_ne!(browser.cookies[SESSION], planted);
    let mut attacker = site.browser();
    attacker.cookies.insert(SESSION.into(), planted);
    assert_eq!(attacker.get("/account").await.status, 303);
}

#[tokio::test]
async fn f21_signing_in_again_ends_the_session_that_was() {
    let site = site().await;
    let mut browser = site.browser();
    browser.sign_in("wang.min", PASSWORD).await;
    let first = browser.cookies[SESSION].clone();
    browser.sign_in("wang.min", PASSWORD).await;
    assert_ne!(browser.cookies[SESSION], first);
    let mut old = site.browser();
    old.cookies.insert(SESSION.into(), first);
    assert_eq!(old.get("/account").await.status, 303);
    assert_eq!(browser.get("/account").await.status, 200);
}

#[tokio::test]
async fn f21_a_session_ends_at_once_by_signing_out_by_its_owner_and_by_suspension() {
    let site = site().await;
    let [mut here, mut there] = [site.browser(), site.browser()];
    here.sign_in("wang.min", PASSWORD).await;
    there.sign_in("wang.min", PASSWORD).await;
    assert_eq!(here.post("/account/end-others", "").await.status, 303);
    assert_eq!((here.get("/account").await.status, there.get("/account").await.status), (200, 303));

    there.sign_in("wang.min", PASSWORD).await;
    let copied = there.cookies.clone();
    assert_eq!(there.post("/sign-out", "").await.header("location"), "/sign-in");
    there.cookies = copied;
    assert_eq!(there.get("/account").await.status, 303, "the token is dead, not only forgotten");

    site.happens(vec![RegionEvent::AccountSuspended { account: wang(), reason: "left".into() }]).await;
    assert_eq!(here.get("/account").await.status, 303);
    assert_eq!(here.sign_in("wang.min", PASSWORD).await.status, 401);
}

#[tokio::test]
async fn f21_a_session_is_over_when_idle_and_when_old() {
    let site = site().await;
    let mut browser = site.browser();
    browser.sign_in("wang.min", PASSWORD).await;
    for _ in 0..24 {
        site.app.desk.clock.advance(Duration::from_secs(29 * 60));
        assert_eq!(browser.get("/account").await.status, 200);
    }
    site.app.desk.clock.advance(Duration::from_secs(29 * 60));
    assert_eq!(browser.get("/account").await.status, 303, "twelve hours are over");
    browser.sign_in("wang.min", PASSWORD).await;
    site.app.desk.clock.advance(Duration::from_secs(30 * 60));
    assert_eq!(browser.get("/account").await.status, 303, "half an hour without a request");
}

#[tokio::test]
async fn f22_known_and_unknown_accounts_get_the_same_answers() {
    let site = site().await;
    let said = |body: &str| body.replace("nobody.1", "wang.min");
    for _ in 0..3 {
        let known = site.browser().sign_in("wang.min", "wrong").await;
        let unknown = site.browser().sign_in("nobody.1", "wrong").await;
        assert_eq!(known.status, unknown.status);
        assert_eq!(said(&known.body), said(&unknown.body));
        let names =
            |answer: &crate::site::Answer| answer.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&known), names(&unknown));
    }
    let odd = site.browser().sign_in("%E7%8E%8B", "wrong").await;
    assert_eq!(odd.status, 401, "a name that cannot be an account is wrong like any other");
}

async fn locked(site: &Site) -> u16 {
    site.browser().sign_in("wang.min", PASSWORD).await.status
}

#[tokio::test]
async fn f22_a_wrong_password_pauses_the_account_but_not_its_owners_browser() {
    let site = site().await;
    let mut own = site.browser();
    own.sign_in("wang.min", PASSWORD).await;
    own.post("/sign-out", "").await;

    let wrong = site.browser().sign_in("wang.min", "wrong").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.body.contains("账号或密码不对"), "{}", wrong.body);
    let paused = site.browser().sign_in("wang.min", PASSWORD).await;
    assert_eq!((paused.status, paused.header("retry-after")), (429, "1"));
    assert_eq!(own.sign_in("wang.min", PASSWORD).await.status, 303, "the owner's browser is known");
    site.app.desk.clock.advance(Duration::from_secs(1));
    assert_eq!(locked(&site).await, 303);
}

#[tokio::test]
async fn f22_an_address_has_an_allowance_of_sign_ins() {
    let site = site().await;
    let mut statuses = Vec::new();
    for n in 0..70 {
        statuses.push(site.browser().sign_in(&format!("guess{n}"), "wrong").await.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 60);
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 10);
}

#[tokio::test]
async fn a_new_password_wants_the_old_one_and_signs_others_out() {
    let site = site().await;
    let [mut here, mut there] = [site.browser(), site.browser()];
    here.sign_in("wang.min", PASSWORD).await;
    there.sign_in("wang.min", PASSWORD).await;
    assert_eq!(here.post("/account/password", &format!("old={PASSWORD}&new=short")).await.status, 422);
    assert_eq!(here.post("/account/password", "old=wrong&new=long-enough-now").await.status, 422);
    site.app.desk.clock.advance(Duration::from_secs(1));
    let before = here.cookies[SESSION].clone();
    let set = here.post("/account/password", &format!("old={PASSWORD}&new=long-enough-now")).await;
    assert_eq!((set.status, set.header("location")), (303, "/account?done=password"));
    assert_ne!(here.cookies[SESSION], before, "this browser goes on in a new session");
    assert_eq!((here.get("/account").await.status, there.get("/account").await.status), (200, 303));
    assert_eq!(there.sign_in("wang.min", PASSWORD).await.status, 401);
    assert_eq!(here.sign_in("wang.min", "long-enough-now").await.status, 303);
}

#[tokio::test]
async fn a_machine_calls_with_a_token_until_it_ends() {
    let site = site().await;
    let mut browser = site.browser();
    browser.sign_in("wang.min", PASSWORD).await;
    let page = browser.post("/account/make-token", "label=port&days=30").await;
    let secret = page.body.split("number whole\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let bearer = format!("Authorization: Bearer {secret}\r\n");
    let who = site.ask("GET", "/api/v1/account", &bearer, "").await;
    assert_eq!(who.status, 200);
    let who: Value = serde_json::from_str(&who.body).unwrap();
    assert_eq!((&who["account"], &who["roles"][0]), (&"wang.min".into(), &"reviewer".into()));

    let again = site.ask("POST", "/api/v1/tokens", &bearer, r#"{"label":"x","days":1}"#).await;
    assert_eq!(again.status, 403, "a token does not make tokens");
    let others = site.ask("POST", "/account/end-others", &bearer, "").await;
    assert_eq!((others.status, others.set_cookies().len()), (403, 0), "nor a session");
    let listed = site.ask("GET", "/api/v1/tokens", &bearer, "").await;
    assert!(!listed.body.contains(&secret));
    let listed: Value = serde_json::from_str(&listed.body).unwrap();
    let name = listed["tokens"][0]["name"].as_str().unwrap();
    assert_eq!(site.ask("DELETE", &format!("/api/v1/tokens/{name}"), &bearer, "").await.status, 204);
    let refused = site.ask("GET", "/api/v1/account", &bearer, "").await;
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, "Bearer"));

    browser.post("/account/make-token", "label=day&days=1").await;
    let body = browser.post("/account/make-token", "label=day&days=1").await.body;
    let secret = body.split("number whole\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    site.app.desk.clock.advance(Duration::from_secs(86_400));
    let late = site.ask("GET", "/api/v1/account", &format!("Authorization: Bearer {secret}\r\n"), "").await;
    assert_eq!(late.status, 401);
}

#[tokio::test]
async fn bad_wishes_for_a_token_are_told_with_their_places() {
    let site = site().await;
    let mut browser = site.browser();
    browser.sign_in("wang.min", PASSWORD).await;
    let cookie = format!("Cookie: {SESSION}={}\r\n", browser.cookies[SESSION]);
    let wish = async |body: &str| {
        let answer = site.ask("POST", "/api/v1/tokens", &cookie, body).await;
        (answer.status, serde_json::from_str::<Value>(&answer.body).unwrap())
    };
    let (status, problem) = wish(r#"{"label":"","days":0}"#).await;
    assert_eq!(status, 422);
    assert_eq!((&problem["faults"][0]["at"], &problem["faults"][1]["at"]), (&"label".into(), &"days".into()));
    for body in ["", "{", "[]", r#"{"label":"x","days":1,"more":2}"#, r#"{"label":"x","days":1e309}"#, "\u{feff}{}"] {
        assert_eq!(wish(body).await.0, 422, "{body}");
    }
    assert_eq!(wish(&"[".repeat(100_000)).await.0, 422, "as deep as one likes");
}
