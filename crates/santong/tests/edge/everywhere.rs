//! What holds for every route of the table, and for what is not in it.

use crate::site::{Answer, Site, scripts_are_ours, site};
use santong::table;
use screens::asset;
use std::fmt::Write;
use std::path::Path;
use web::headers;
use web::route::{Access, Route, Verb};

/// The path of a route with something in each place.
fn filled(route: &Route) -> String {
    let parts = route.path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

async fn call(site: &Site, route: &Route, lines: &str) -> Answer {
    site.ask(route.verb.word(), &filled(route), lines, "").await
}

fn guarded(answer: &Answer, route: &str) {
    for (name, value) in [
        ("content-security-policy", headers::POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{route}");
    }
    assert!(!answer.header("cache-control").is_empty(), "{route}");
    assert!(
        !answer.body.contains("style=\"") && scripts_are_ours(&answer.body) && !answer.body.contains(" onclick="),
        "{route}"
    );
}

#[tokio::test]
async fn every_answer_carries_the_headers_and_every_change_refuses_other_origins() {
    let site = site().await;
    for route in table::table() {
        let name = format!("{} {}", route.verb.word(), route.path);
        guarded(&call(&site, &route, "Accept: text/html\r\n").await, &name);
        let crossed = call(&site, &route, "Sec-Fetch-Site: cross-site\r\nAccept: text/html\r\n").await;
        guarded(&crossed, &name);
        assert_eq!(crossed.status == 403, route.verb != Verb::Get, "{name}: {}", crossed.status);
    }
    guarded(&site.ask("GET", "/no/such/place", "", "").await, "nothing there");
    guarded(&site.ask("PUT", "/sign-in", "", "").await, "no such method");
}

#[tokio::test]
async fn nobody_gets_through_a_route_that_wants_somebody() {
    let site = site().await;
    for route in table::table() {
        let name = format!("{} {}", route.verb.word(), route.path);
        let page = call(&site, &route, "Accept: text/html\r\n").await;
        let sent_away = page.status == 401 || page.header("location").starts_with("/sign-in?back=");
        match route.access {
            Access::Public | Access::Operator => assert!(!sent_away, "{name}: {}", page.status),
            Access::SignedIn | Access::InPerson | Access::Roles(_) => assert!(sent_away, "{name}: {}", page.status),
        }
        let token = call(&site, &route, "Authorization: Bearer made-up\r\nAccept: application/json\r\n").await;
        // What the operator's programs read does not exist for others.
        let wanted = if route.access == Access::Operator { 404 } else { 401 };
        assert_eq!(token.status, wanted, "{name}: a token that is not good is refused and not ignored");
    }
}

#[test]
fn the_committed_list_of_routes_is_the_table() {
    let mut lines: Vec<String> = table::table().iter().map(line).collect();
    lines.sort();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("routes.txt");
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    let expected: Vec<&str> = committed.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert_eq!(lines, expected, "who may call a route changes in crates/santong/routes.txt too");
}

fn line(route: &Route) -> String {
    let mut line = format!("{} {} ", route.path, route.verb.word());
    match route.access {
        Access::Public => line.push_str("public"),
        Access::Operator => line.push_str("operator"),
        Access::SignedIn => line.push_str("signed-in"),
        Access::InPerson => line.push_str("in-person"),
        Access::Roles(roles) => {
            let words: Vec<&str> = roles.iter().map(|role| role.word()).collect();
            line.push_str(&words.join(","));
        }
    }
    if let Some(tag) = route.tag {
        write!(line, " {tag}").unwrap();
    }
    line
}

/// Every path that a template leads or sends to, up to the first value in it.
fn paths_in(template: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for mark in ["href=\"/", "action=\"/", ", \"/"] {
        for (at, _) in template.match_indices(mark) {
            let rest = &template[at + mark.len() - 1..];
            paths.push(rest[..rest.find(['"', '{', '?', '#']).unwrap()].to_owned());
        }
    }
    paths
}

#[test]
fn every_path_in_a_template_is_a_route() {
    let table = table::table();
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../screens/templates");
    for entry in std::fs::read_dir(templates).unwrap() {
        let path = entry.unwrap().path();
        let Ok(template) = std::fs::read_to_string(&path) else { continue };
        for wanted in paths_in(&template) {
            let known = table.iter().any(|route| {
                let fixed = route.path.split('{').next().unwrap();
                route.path == wanted || route.path != fixed && fixed == wanted
            });
            assert!(known, "{}: {wanted}", path.display());
        }
    }
}

#[tokio::test]
async fn what_is_not_there_and_what_is_not_taken_say_so_in_the_readers_form() {
    let site = site().await;
    let page = site.ask("GET", "/no/such/place", "Accept: text/html\r\nAccept-Language: en\r\n", "").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("Not found"), "{}", page.body);
    let json = site.ask("GET", "/api/v1/no-such", "", "").await;
    assert_eq!((json.status, json.header("content-type")), (404, "application/problem+json"));
    assert!(json.body.contains("没有找到") && json.body.contains("Not found"), "{}", json.body);
    let method = site.ask("PUT", "/sign-in", "Accept: text/html\r\n", "").await;
    assert_eq!(method.status, 405);
    assert!(method.header("allow").contains("GET"), "{}", method.header("allow"));
    let path = site.ask("GET", "/<img src=x onerror=alert(1)>", "Accept: text/html\r\n", "").await;
    assert!(!path.body.contains("<img src=x"), "{}", path.body);
}

#[tokio::test]
async fn a_file_is_kept_for_ever_under_its_digest_and_answered_304() {
    let site = site().await;
    let address = asset::address("santong.css");
    let file = site.ask("GET", &address, "", "").await;
    assert_eq!((file.status, file.header("cache-control")), (200, "public, max-age=31536000, immutable"));
    let known = format!("If-None-Match: {}\r\n", file.header("etag"));
    assert_eq!(site.ask("GET", &address, &known, "").await.status, 304);
    let old = site.ask("GET", "/assets/0000/santong.css", "", "").await;
    assert_eq!((old.status, old.header("cache-control")), (200, "no-cache"));
    assert_eq!(site.ask("GET", "/assets/0/..%2Fmain.rs", "", "").await.status, 404);
}

#[tokio::test]
async fn operators_see_health_readiness_and_counts() {
    let site = site().await;
    assert_eq!(site.ask("GET", "/healthz", "", "").await.body, "ok\n");
    assert_eq!(site.ask("GET", "/readyz", "", "").await.status, 200);
    // By its own token, and by no other; that one is on the same machine says nothing.
    for lines in ["", "Authorization: Bearer x\r\n", "Authorization: Bearer \r\n"] {
        assert_eq!(site.ask("GET", "/metrics", lines, "").await.status, 404, "{lines}");
    }
    let token = format!("Authorization: Bearer {}\r\n", site.app.operator_token());
    assert_eq!(site.ask("GET", "/api/v1/account", &token, "").await.status, 401, "it is no account's");
    let counts = site.ask("GET", "/metrics", &token, "").await;
    assert!(counts.body.contains("route=\"/healthz\",status=\"200\"} 1"), "{}", counts.body);
    site.app.set_ready(false);
    assert_eq!(site.ask("GET", "/readyz", "", "").await.status, 503);
    assert_eq!(site.ask("GET", "/healthz", "", "").await.status, 200);
}

#[tokio::test]
async fn the_api_describes_itself_to_programs_and_to_people() {
    let site = site().await;
    let document: serde_json::Value =
        serde_json::from_str(&site.ask("GET", "/api/openapi.json", "", "").await.body).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    for (language, summary) in [("zh", "我是谁"), ("en", "Who I am")] {
        let page = site.ask("GET", "/api/docs", &format!("Accept-Language: {language}\r\n"), "").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains(summary) && page.body.contains("/api/v1/account"), "{}", page.body);
        assert!(!page.body.contains("http://") && !page.body.contains("https://"), "nothing from elsewhere");
    }
}
