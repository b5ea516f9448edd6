//! Every kind of paper that ships has a case over HTTP, and a view in which all that its form names stands, in each of its languages.

use crate::site::{LATE, OWNER, Site, entry, exit, site};
use policy::ChainStep;
use policy::certificate::{BlockKind, FormBlock};
use serde_json::{Value, json};
use values::actor::Role;
use values::text::Language;

/// Where the enterprise fetches its papers.
const FETCHED: &str = "370100";

/// What a kind rests on here: of which direction the goods are, where they are inspected, and what is found.
struct Kind {
    code: &'static str,
    entry: bool,
    office: &'static str,
    outcome: Option<&'static str>,
}

const fn kind(code: &'static str, entry: bool, office: &'static str, outcome: Option<&'static str>) -> Kind {
    Kind { code, entry, office, outcome }
}

const KINDS: [Kind; 10] = [
    kind("11", false, "410100", Some("pass")),
    kind("13", false, "410100", Some("pass")),
    kind("16", false, "410100", Some("pass")),
    kind("18", false, "410100", Some("pass")),
    kind("19", true, "370200", None),
    kind("20", false, "410100", Some("pass")),
    kind("21", true, "610100", Some("pass")),
    kind("22", false, "410100", Some("fail")),
    kind("89", true, "610100", Some("fail")),
    kind("95", true, "370200", None),
];

/// Goods with everything in the declaration that forms state.
fn goods(of: &Kind) -> Value {
    let mut goods = if of.entry { entry("8516601000") } else { exit("8516601000") };
    let partner = |zh: &str, en: &str| json!({ "zh": zh, "en": en, "address": "No. 8 Gang Lu" });
    goods["parties"]["consignor"] = partner("黄河电器有限公司", "Huanghe Electric Co., Ltd.");
    goods["parties"]["consignee"] = partner("阿拉木图贸易公司", "Almaty Trading LLP");
    goods["offices"]["documents"] = json!(FETCHED);
    goods["journey"]["bill_no"] = json!("COSU6123456789");
    goods["journey"]["conveyance"] = json!("HAI FENG QING DAO / 1547W");
    goods["journey"]["destination_country"] = json!(if of.entry { "CN" } else { "KZ" });
    goods["head"] = json!({ "marks": "N/M", "contract_no": "HT-2015-0816" });
    if of.code == "19" {
        goods["head"]["epidemic"] = json!("YQ01");
    }
    // The notice of leave to move is given unasked.
    if of.code != "95" {
        goods["wanted"] = json!([{ "kind": of.code, "originals": 1, "copies": 2 }]);
    }
    goods
}

/// Goods with the result on which the kind rests.
async fn ready(site: &Site, of: &Kind) -> String {
    let no = site.declare(&goods(of)).await;
    if of.code == "95" {
        return no;
    }
    site.review(&no).await;
    let outcome = match of.outcome {
        Some("fail") => json!({ "fail": { "reason": "绝缘电阻不合格" } }),
        _ => json!("pass"),
    };
    let steps: &[&str] = match (of.entry, of.outcome) {
        (true, None) => &["预防性消毒处理"],
        (true, Some(_)) => &["通关单", "调离", "", "检验检疫"],
        (false, _) => &["产地检验检疫"],
    };
    for step in steps {
        if step.is_empty() {
            site.arrive(&no).await;
            continue;
        }
        let answer = site.step(&no, step, None, &outcome).await;
        assert_eq!(answer.status, 200, "{} {step}: {answer:?}", of.code);
    }
    no
}

/// The first phrase, or words in each language, of every block that a drafter fills.
fn said(blocks: &[FormBlock], languages: usize) -> Value {
    let said = blocks.iter().filter(|block| block.kind.is_said());
    let words = |block: &FormBlock| match block.phrases.first() {
        Some(phrase) => json!([&*phrase.name]),
        None => json!(["按合同规定", "AS AGREED IN THE CONTRACT"][..languages]),
    };
    said.map(|block| (block.name.to_string(), words(block))).collect::<serde_json::Map<_, _>>().into()
}

/// Brings the first paper of a case from its draft to its issue; the path of its page.
async fn issued(site: &Site, of: &Kind, no: &str, blocks: &[FormBlock], languages: usize) -> String {
    let drafter = site.officer(Role::Drafter, of.office).await;
    let draft = json!({ "kind": of.code, "said": said(blocks, languages) });
    let answer = site.command(&drafter, no, "certificates", draft).await;
    assert_eq!(answer.status, 200, "{} is drafted: {answer:?}", of.code);
    loop {
        let all = site.get(&drafter, &format!("/api/v1/cases/{no}/certificates")).await.json;
        let paper = &all["certificates"][0];
        let Some(next) = paper["next"].as_str() else { return format!("/case/{no}/certificates/1") };
        let step = ChainStep::all().find(|step| step.word() == next).unwrap();
        let answer = match step {
            ChainStep::Draft => panic!("it was drafted"),
            ChainStep::Check => {
                let checker = site.officer(Role::Checker, of.office).await;
                site.command(&checker, no, "certificates/1", json!({ "act": { "check": {} } })).await
            }
            ChainStep::Engross => {
                let engrosser = site.officer(Role::Engrosser, FETCHED).await;
                site.command(&engrosser, no, "certificates/1", json!({ "act": { "engross": {} } })).await
            }
            ChainStep::Proofread => {
                site.account("proofreader", "p-second", Role::Engrosser, Some(FETCHED), None).await;
                site.command("proofreader", no, "certificates/1", json!({ "act": { "proofread": {} } })).await
            }
            ChainStep::Sign => {
                let signatory = site.officer(Role::Signatory, FETCHED).await;
                let digest = json!({ "digest": paper["digest"] });
                site.command(&site.in_person(&signatory).await, no, "certificates/1/signature", digest).await
            }
            ChainStep::Issue => {
                let releaser = site.officer(Role::Releaser, "650200").await;
                site.command(&releaser, no, "certificates/1", json!({ "act": { "issue": {} } })).await
            }
        };
        assert_eq!(answer.status, 200, "{} {next}: {answer:?}", of.code);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f13_every_kind_that_ships_has_a_case_and_a_view_in_each_of_its_languages() {
    let site = site(LATE).await;
    let law = trial::desk::law(&site.app.desk).await;
    let day = site.app.field().day(site.app.desk.clock.now());
    let shipped: Vec<_> = law.policy.certificates_on(day).filter(|kind| kind.is_drafted()).collect();
    assert_eq!(shipped.iter().map(|kind| kind.code.as_str()).collect::<Vec<_>>(), KINDS.map(|kind| kind.code));
    for (of, kind) in KINDS.iter().zip(shipped) {
        let no = ready(&site, of).await;
        let blocks = &law.policy.form(of.code).unwrap().blocks;
        let path = issued(&site, of, &no, blocks, kind.languages.len()).await;
        let page = site.page(OWNER, &path).await;
        assert_eq!(page.status, 200, "{} {}", of.code, page.body);
        let paper = page.body.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
        for block in blocks {
            for language in &kind.languages {
                let label = block.label.pick(*language).replace('\'', "&#39;");
                // Where nothing is known there is no block; what must be there is what the form says of itself.
                let own = !matches!(block.kind, BlockKind::Field | BlockKind::Wording);
                assert!(!own || paper.contains(&label), "{} lacks {label}: {paper}", of.code);
            }
        }
        // Everything that this declaration says in both languages stands in each that the paper speaks.
        let spoken = |language: Language| kind.languages.contains(&language);
        assert!(paper.contains("黄河电器有限公司") || paper.contains("阿拉木图贸易公司"), "{}", of.code);
        let english = paper.contains("Huanghe Electric") || paper.contains("Almaty Trading");
        assert_eq!(english, spoken(Language::En), "{}", of.code);
        let steps = site.case(&no).await["steps"].clone();
        let certify = steps.as_array().unwrap().iter().find(|step| step["kind"] == "certify").unwrap();
        assert!(
            ["done", "waiting", "not_needed"].contains(&certify["status"].as_str().unwrap()),
            "{}: {certify}",
            of.code
        );
    }
}
