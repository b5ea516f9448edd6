//! Signing one or many: shown exactly as it will be signed, the password once, each by itself.

use crate::promises::on_both;
use crate::site::Site;
use crate::standing::ready;
use crate::trials::{Case, drafted, papers, worked};
use serde_json::json;
use std::time::Duration;
use values::actor::Role;

const PATH: &str = "/queue/signing";

/// A case whose paper is engrossed at 410100.
async fn engrossed(site: &Site) -> String {
    ready(site, &Case { then: "paper engrossed", ..worked(papers(), &["产地检验检疫"]) }).await
}

/// A case of two lines with a paper for each, both engrossed.
async fn two(site: &Site) -> String {
    let mut goods = papers();
    let line = goods["lines"][0].clone();
    goods["lines"].as_array_mut().unwrap().push(line);
    let no = ready(site, &worked(goods, &["产地检验检疫"])).await;
    for (paper, lot) in [(1, 1), (2, 2)] {
        let mut draft = drafted();
        draft["lots"] = json!([lot]);
        let by = async |role| site.officer(role, "410100").await;
        assert_eq!(site.command(&by(Role::Drafter).await, &no, "certificates", draft).await.status, 200);
        for (role, act) in [(Role::Checker, json!({ "check": {} })), (Role::Engrosser, json!({ "engross": {} }))] {
            let path = format!("certificates/{paper}");
            assert_eq!(site.command(&by(role).await, &no, &path, json!({ "act": act })).await.status, 200);
        }
    }
    no
}

fn fields(key: &str, pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    std::iter::once(&("key", key)).chain(pairs).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// What is sent for each paper that the page offers to sign.
fn offered(page: &str) -> Vec<String> {
    let values = page.split("name=\"paper\" value=\"").skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

async fn states(site: &Site, no: &str) -> Vec<String> {
    let signatory = site.officer(Role::Signatory, "410100").await;
    let all = site.get(&signatory, &format!("/api/v1/cases/{no}/certificates")).await.json;
    let papers = all["certificates"].as_array().unwrap().iter();
    papers.map(|paper| paper["next"].as_str().unwrap_or("none").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_many_papers_are_read_and_signed_at_once_and_each_by_itself() {
    on_both(|site| async move {
        let (one, both, other) = (engrossed(&site).await, two(&site).await, engrossed(&site).await);
        // Not yet engrossed, and nothing to sign.
        let early = ready(&site, &Case { then: "paper checked", ..worked(papers(), &["产地检验检疫"]) }).await;
        let cases: Vec<(&str, String)> = [&one, &both, &other, &early].map(|no| ("case", format!("{no}@1"))).into();
        let cases: Vec<(&str, &str)> = cases.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let signatory = site.officer(Role::Signatory, "410100").await;
        let person = site.in_person(&signatory).await;
        let page = site.shows_after(&person, PATH, &fields("k1", &cases)).await;
        assert_eq!((page.status, page.body.matches("<article").count()), (200, 4), "{}", page.body);
        let papers = offered(&page.body);
        assert_eq!(papers.len(), 4);
        // What was changed between the reading and the signing is not signed, and the others are.
        let back = json!({ "act": { "send_back": { "at": "sign", "reason": "重做" } } });
        assert_eq!(site.command(&signatory, &other, "certificates/1", back).await.status, 200);
        let mut sent = vec![("confirm", "yes")];
        sent.extend(papers.iter().map(|paper| ("paper", paper.as_str())));
        let done = site.shows_after(&person, PATH, &fields("k2", &sent)).await;
        assert_eq!(done.status, 200);
        assert_eq!(
            (done.body.matches("已签字<").count(), done.body.matches("未签字<").count()),
            (3, 1),
            "{}",
            done.body
        );
        assert_eq!(states(&site, &one).await, ["issue"]);
        assert_eq!(states(&site, &both).await, ["issue", "issue"]);
        assert_eq!(states(&site, &other).await, ["draft"]);
        assert_eq!(states(&site, &early).await, ["engross"]);
        // The same form again is told the same, and signs nothing twice.
        let again = site.shows_after(&person, PATH, &fields("k2", &sent)).await;
        assert_eq!(again.body.matches("已签字<").count(), 3, "{}", again.body);
        let none = site.shows_after(&person, PATH, &fields("k3", &cases)).await;
        assert_eq!((none.status, offered(&none.body).len()), (200, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r36_signing_many_is_for_the_signatory_of_the_place_in_person_and_rubbish_signs_nothing() {
    let site = crate::site::site(crate::site::LATE).await;
    let no = engrossed(&site).await;
    let chosen = format!("{no}@1");
    let case = [("case", chosen.as_str())];
    // Who signs elsewhere sees nothing of it; who does not sign is refused; a program that carries a token is no person.
    let elsewhere = site.officer(Role::Signatory, "370100").await;
    let page = site.shows_after(&site.in_person(&elsewhere).await, PATH, &fields("a", &case)).await;
    assert_eq!((page.status, page.body.matches("<article").count()), (200, 0));
    let releaser = site.officer(Role::Releaser, "410100").await;
    assert_eq!(site.shows_after(&site.in_person(&releaser).await, PATH, &fields("b", &case)).await.status, 403);
    let signatory = site.officer(Role::Signatory, "410100").await;
    assert_eq!(site.shows_after(&signatory, PATH, &fields("c", &case)).await.status, 403);
    let person = site.in_person(&signatory).await;
    let paper = offered(&site.shows_after(&person, PATH, &fields("d", &case)).await.body).remove(0);
    let digest = paper.rsplit('@').next().unwrap();
    let other = paper.replace(digest, &"0".repeat(64));
    let stale = paper.replacen('@', "@9", 1);
    let wrong = ["", "@", "@@@@", "x@1@1@x", &*"9".repeat(4_000), &*other, &*stale, &*paper.replace("@1@", "@7@")];
    for (n, rubbish) in wrong.iter().enumerate() {
        let sent = [("confirm", "yes"), ("paper", *rubbish)];
        let status = site.shows_after(&person, PATH, &fields(&format!("r{n}"), &sent)).await.status;
        assert_eq!(status, 200, "{rubbish}");
        assert_eq!(states(&site, &no).await, ["sign"], "{rubbish}");
    }
    // A session that showed its password long ago shows the papers again, and signs when it shows it now.
    site.app.desk.clock.advance(Duration::from_secs(11 * 60));
    let sent = [("confirm", "yes"), ("paper", paper.as_str())];
    let asked = site.shows_after(&person, PATH, &fields("e", &sent)).await;
    assert!(asked.body.contains("name=\"password\"") && asked.body.contains("<article"), "{}", asked.body);
    assert_eq!(states(&site, &no).await, ["sign"]);
}
