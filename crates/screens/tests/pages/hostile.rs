//! Text that would be a page of its own stays text, in every field that takes free text.

use crate::given::{declared, does, export, peopled, signed_in};

const HOSTILE: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

fn harmless(page: &str, what: &str) {
    let page = crate::given::without_own_scripts(page);
    assert!(!page.contains("<script") && !page.contains("<img src=x"), "{what}");
}

#[tokio::test]
async fn hostile_text_in_every_free_field_of_the_declaration_stays_text() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let free = [
        "reference",
        "parties.consignor.zh",
        "parties.consignee.en",
        "contact.name",
        "journey.conveyance",
        "journey.bill_no",
        "journey.goods_place",
        "head.contract_no",
        "head.marks",
        "head.requirements",
        "lines[0].name",
        "lines[0].spec",
        "lines[0].brand",
        "lines[0].batch",
        "attachments[0].no",
        "attachments[1].name",
    ];
    let page = agent.get("/declare/exit").await;
    let form = free.iter().fold(export(&page.body), |form, name| form.with(name, HOSTILE));
    let advised = form.clone().with("do", "advise").send(&mut agent).await;
    harmless(&advised.body, "the form");
    let wrong = form.clone().with("journey.port", HOSTILE).with("lines[0].hs", HOSTILE).send(&mut agent).await;
    assert_eq!(wrong.status, 422);
    harmless(&wrong.body, "the faults");
    let path = declared(&mut agent, form).await;
    for (who, page) in
        [("agent", path.as_str()), ("agent", "/queue"), ("reviewer", path.as_str()), ("reviewer", "/queue")]
    {
        let answer = signed_in(&site, who).await.get(page).await;
        assert!(answer.body.contains("&#60;script"), "{who} {page}");
        harmless(&answer.body, page);
    }
}

#[tokio::test]
async fn hostile_notes_and_reasons_of_officers_stay_text() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let form = export(&agent.get("/declare/exit").await.body);
    let path = declared(&mut agent, form).await;
    let mut reviewer = signed_in(&site, "reviewer").await;
    does(&mut reviewer, &path, ("act", "hold"), &[("reason", HOSTILE)]).await;
    does(&mut reviewer, &path, ("act", "review-pass"), &[("note", HOSTILE)]).await;
    let mut inspector = signed_in(&site, "inspector").await;
    let failed = [("lot-1", "fail"), ("reason-1", HOSTILE), ("note", HOSTILE), ("seals", HOSTILE)];
    let page = does(&mut inspector, &path, ("step", "产地检验检疫"), &failed).await;
    harmless(&page.body, &path);
    let public = site.browser().post("/status", &format!("no={}&code=x", trial::form::encoded(HOSTILE))).await;
    harmless(&public.body, "/status");
    let asked = reviewer.get(&format!("{path}?done={}", trial::form::encoded(HOSTILE))).await;
    harmless(&asked.body, "?done=");
}
