//! From declaration to release by forms alone: 三(二), one export released where it was inspected, one import inland.

use crate::given::{QINGDAO, declared, does, export, import, peopled, signed_in};
use trial::form::form_of;

#[tokio::test]
async fn san_er_an_export_goes_from_the_form_to_its_release_without_script() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let page = agent.get("/declare/exit").await;
    let advice = export(&page.body).with("do", "advise").send(&mut agent).await;
    assert_eq!(advice.status, 200, "{}", advice.body);
    assert!(advice.body.contains("将按 E3 办理") && advice.body.contains("检验地直放"), "{}", advice.body);
    let path = declared(&mut agent, export(&page.body)).await;
    let mine = agent.get("/queue").await;
    assert!(mine.body.contains(&path), "{}", mine.body);

    let mut reviewer = signed_in(&site, "reviewer").await;
    assert!(reviewer.get("/queue").await.body.contains(&path));
    does(&mut reviewer, &path, ("act", "review-pass"), &[]).await;
    let mut inspector = signed_in(&site, "inspector").await;
    assert!(inspector.get("/queue?kind=inspect").await.body.contains(&path));
    does(&mut inspector, &path, ("step", "产地检验检疫"), &[("lot-1", "pass")]).await;
    let mut releaser = signed_in(&site, "releaser").await;
    let cleared = does(&mut releaser, &path, ("step", "通关单"), &[]).await;
    assert!(cleared.body.contains("通关单号"), "{}", cleared.body);
    does(&mut releaser, &path, ("step", "直接放行"), &[]).await;
    let end = agent.get(&path).await;
    assert!(end.body.contains("已办结") && end.body.contains("已放行"), "{}", end.body);
    let code = end.body.split("公众查询码").nth(1).unwrap();
    let code = code.split("<span>").nth(1).unwrap().split('<').next().unwrap();
    let no = path.trim_start_matches("/case/");
    let mut public = site.browser();
    let told = public.post("/status", &format!("no={no}&code={code}")).await;
    assert!(told.status == 200 && told.body.contains("已办结"), "{}", told.body);
    let wrong = public.post("/status", &format!("no={no}&code=AAAAAAAAAAAAA")).await;
    let nobody = public.post("/status", "no=370100215999999&code=AAAAAAAAAAAAA").await;
    let without = |body: &str| body.replace(no, "").replace("370100215999999", "");
    assert_eq!((wrong.status, without(&wrong.body)), (404, without(&nobody.body)));
}

#[tokio::test]
async fn san_er_an_import_moves_inland_and_a_part_that_failed_is_returned() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let page = agent.get("/declare/entry").await;
    let path = declared(&mut agent, import(&page.body)).await;
    assert!(agent.get(&path).await.body.contains("为何是 I2"));
    let mut reviewer = signed_in(&site, "reviewer").await;
    does(&mut reviewer, &path, ("act", "review-pass"), &[("note", "单证相符")]).await;
    let mut releaser = signed_in(&site, "releaser").await;
    does(&mut releaser, &path, ("step", "通关单"), &[]).await;
    let moved = does(&mut releaser, &path, ("step", "调离"), &[("seal", "QD-7788")]).await;
    assert!(moved.body.contains("QD-7788") && moved.body.contains("须于此前到达"), "{}", moved.body);
    let mut inspector = signed_in(&site, "inspector").await;
    does(&mut inspector, &path, ("act", "arrive"), &[("seal_intact", "yes")]).await;
    let part = [("lot-1", "part"), ("part-1", "900"), ("reason-1", "受潮")];
    let found = does(&mut inspector, &path, ("step", "检验检疫"), &part).await;
    assert!(found.body.contains("不合格，待处置"), "{}", found.body);
    assert!(found.body.contains("银川 · 不合格处置"), "whose turn it is stands with its place: {}", found.body);
    assert!(found.body.contains("封识完好 是"), "the ledger names its values: {}", found.body);
    does(&mut inspector, &path, ("act", "dispose"), &[("disposition", "returned")]).await;
    let end = does(&mut releaser, &path, ("step", "放行"), &[]).await;
    assert!(end.body.contains("已退运") && end.body.contains("已放行") && end.body.contains("已办结"), "{}", end.body);
}

#[tokio::test]
async fn faults_stand_beside_their_fields_and_what_was_written_is_kept() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let page = agent.get("/declare/exit").await;
    let faulty =
        export(&page.body).with("lines[0].net_mass", "-3").with("journey.port", "nowhere").with("head.marks", "N/M");
    let again = faulty.send(&mut agent).await;
    assert_eq!(again.status, 422, "{}", again.body);
    for wanted in
        ["href=\"#lines[0].net_mass\"", "href=\"#journey.port\"", "id=\"lines[0].net_mass\"", "value=\"-3\"", ">N/M<"]
    {
        assert!(again.body.contains(wanted), "{wanted}: {}", again.body);
    }
    let more = export(&page.body).with("do", "add:lines").send(&mut agent).await;
    assert!(more.body.contains("id=\"lines[1].hs\"") && more.body.contains("value=\"6109100000\""), "{}", more.body);
    let back = trial::form::forms(&more.body).into_iter().find(|form| form.action == "/declare/exit").unwrap();
    declared(&mut agent, back.with("do", "send")).await;
}

#[tokio::test]
async fn what_was_sent_twice_is_done_once_and_what_is_stale_says_what_changed() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let form = export(&agent.get("/declare/exit").await.body);
    let path = declared(&mut agent, form.clone()).await;
    assert_eq!(declared(&mut agent, form).await, path);
    let mut reviewer = signed_in(&site, "reviewer").await;
    let old = form_of(&reviewer.get(&path).await.body, "act", "review-pass");
    does(&mut reviewer, &path, ("act", "hold"), &[("reason", "布控")]).await;
    let stale = old.send(&mut reviewer).await;
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("案件已有变化") && stale.body.contains("扣留货物"), "{}", stale.body);
}

#[tokio::test]
async fn a_declaration_sent_back_is_corrected_on_the_same_form() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let form = export(&agent.get("/declare/exit").await.body).with("attachments[0].kind", "");
    let path = declared(&mut agent, form).await;
    let mut reviewer = signed_in(&site, "reviewer").await;
    let page = reviewer.get(&path).await;
    assert!(page.body.contains("应当附合同或者信用证"), "{}", page.body);
    does(&mut reviewer, &path, ("act", "review-return"), &[("note", "请补合同")]).await;
    let back = agent.get(&path).await;
    assert!(back.body.contains("请补合同") && back.body.contains("/correct"), "{}", back.body);
    let action = format!("{path}/correct");
    let page = agent.get(&action).await;
    let form = trial::form::forms(&page.body).into_iter().find(|form| form.action == action).unwrap();
    assert_eq!((form.holds("lines[0].net_mass"), form.holds("lines[0].value#unit")), ("200.5", "USD"));
    let sent = form.with("attachments[1].kind", "101001").with("do", "send").send(&mut agent).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    does(&mut reviewer, &path, ("act", "review-pass"), &[]).await;
}

#[tokio::test]
async fn a_line_has_as_many_attributes_as_are_ticked() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let ticked = export(&agent.get("/declare/exit").await.body)
        .with("lines[0].attributes[2]", "13")
        .with("lines[0].attributes[8]", "19");
    let again = ticked.with("do", "add:lines").send(&mut agent).await;
    for code in ["13", "19"] {
        assert!(again.body.contains(&format!("value=\"{code}\" checked")), "{code}: {}", again.body);
    }
    let form = trial::form::forms(&again.body).into_iter().find(|form| form.action == "/declare/exit").unwrap();
    let path = declared(&mut agent, form.with("do", "send")).await;
    let register = &site.app.field().register;
    let (scope, no) = (register::scope::Scope::system(), path.trim_start_matches("/case/"));
    let events = register.case_events(&scope, no).await.unwrap().unwrap();
    let case = clearance::case::fold::fold(&events).unwrap();
    let attributes: Vec<&str> = case.declaration.lines[0].attributes.iter().map(|code| code.as_str()).collect();
    assert_eq!(attributes, ["13", "19"]);
}

/// 「大检务」: who holds the roles completes review, clearance and release at any capable office, for the one chosen; who did
/// it, for whom, and the home of the case are on record.
#[tokio::test]
async fn plan_r29_a_clerk_elsewhere_completes_papers_on_behalf_of_the_office_chosen() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let form = export(&agent.get("/declare/exit").await.body);
    let path = declared(&mut agent, form.with("offices.chosen.直接放行", QINGDAO)).await;
    let mut clerk = signed_in(&site, "clerk").await;
    does(&mut clerk, &path, ("act", "review-pass"), &[]).await;
    let mut inspector = signed_in(&site, "inspector").await;
    does(&mut inspector, &path, ("step", "产地检验检疫"), &[("lot-1", "pass")]).await;
    does(&mut clerk, &path, ("step", "通关单"), &[]).await;
    let after = does(&mut clerk, &path, ("step", "直接放行"), &[]).await;
    assert!(after.body.contains("已办结"), "{}", after.body);
    let behalf = after.body.split("代为办理").nth(1).expect("for whom it was done");
    assert!(behalf.split("</").take(3).any(|text| text.contains("青岛检验检疫局")), "{behalf:.200}");
    let no = path.trim_start_matches("/case/");
    let events = site.app.field().register.case_events(&register::scope::Scope::system(), no).await.unwrap().unwrap();
    let last = events.last().unwrap();
    let Some(clearance::event::body::CaseEvent::StepDone(done)) = last.body.of_case() else { panic!("{last:?}") };
    assert_eq!(done.office.as_ref().unwrap().as_str(), "630100");
    let case = clearance::case::fold::fold(&events).unwrap();
    assert_eq!(case.office.as_str(), QINGDAO);
    assert_eq!(case.chosen_office(case.step(&done.step).unwrap()).unwrap().as_str(), QINGDAO);
}
