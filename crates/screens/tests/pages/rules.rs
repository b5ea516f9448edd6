//! The rules on pages: who sees what of them, how they are found, and a declaration tried against them.

use crate::given::{declared, import, peopled, signed_in};
use trial::council;
use trial::form::encoded;

fn plain(page: &str) -> String {
    page.replace("&#38;", "&").replace("&#34;", "\"").replace("&#39;", "'")
}

#[tokio::test]
async fn r17_officers_see_every_rule_and_others_what_is_public() {
    let site = peopled().await;
    let mut reviewer = signed_in(&site, "reviewer").await;
    let all = plain(&reviewer.get("/rules").await.body);
    // A note to officers, a rate, a watch list: for officers only.
    for wanted in ["审-0101", "信-B", "审-0135", "检验 30%", "列于名单「重点核查企业」"] {
        assert!(all.contains(wanted), "{wanted}");
    }
    let mut public = site.browser();
    let seen = plain(&public.get("/rules").await.body);
    assert!(seen.contains("审-0001") && seen.contains("熏蒸") && seen.contains("免交纸本"), "{seen}");
    for hidden in ["审-0101", "审-0135", "检验 30%", "重点核查企业", "货主等级 为", "办理次序优先"]
    {
        assert!(!seen.contains(hidden), "{hidden}");
    }
    // Of a rule that asks for a grade the papers are public, and its condition is not.
    let one = plain(&public.get("/rules/%E4%BF%A1-B").await.body);
    assert!(one.contains("免交纸本") && one.contains("条件不公开") && !one.contains("30%"), "{one}");
    assert_eq!(public.get("/rules/%E5%AE%A1-0101").await.status, 404);
    assert_eq!(public.get("/rules/%3Cscript%3E").await.status, 404);
    let csv = public.get("/rules.csv?q=%E6%B4%BB%E5%8A%A8%E7%89%A9").await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(csv.body.contains("审-0001") && !csv.body.contains("审-0118"), "{}", csv.body);
    assert_ne!(public.get("/try").await.status, 200);
    let mut enterprise = signed_in(&site, "agent").await;
    assert_eq!(enterprise.get("/try").await.status, 403);
}

#[tokio::test]
async fn r17_rules_are_found_by_words_goods_country_measure_clause_and_day() {
    let site = peopled().await;
    let mut reviewer = signed_in(&site, "reviewer").await;
    for (asked, found, missing) in [
        ("q=%E6%9C%A8%E8%B4%A8%E5%8C%85%E8%A3%85", "审-0101", "审-0104"),
        ("q=wood+packing", "审-0101", "审-0104"),
        ("hs=0808", "审-0105", "审-0106"),
        ("hs=0808100000", "审-0105", "审-0106"),
        ("origin=jp", "审-0101", "审-0102"),
        ("measure=hold", "审-0122", "审-0101"),
        ("clause=%E6%9C%A8%E8%B4%A8%E5%8C%85%E8%A3%85%E5%8A%9E%E6%B3%95", "审-0129", "审-0104"),
        ("direction=exit", "审-0123", "审-0105"),
        ("day=2015-05-02", "处-01", "审-0101"),
    ] {
        let page = reviewer.get(&format!("/rules?{asked}")).await;
        assert_eq!(page.status, 200, "{asked}");
        assert!(page.body.contains(found) && !page.body.contains(missing), "{asked}");
    }
    for rubbish in ["hs=%3Cb%3E", "day=x&measure=%27", "q=%00", "origin=%F0%9F%91%8D", "clause=%25"] {
        let page = reviewer.get(&format!("/rules?{rubbish}")).await;
        assert!(page.status == 200 && !page.body.contains("<b>\""), "{rubbish}: {}", page.status);
    }
    let clause = "/clauses?cite=%E3%80%8C%E6%9C%A8%E8%B4%A8%E5%8C%85%E8%A3%85%E5%8A%9E%E6%B3%95%E3%80%8D%E7%AC%AC%E5%9B%9B%E6%9D%A1";
    let page = reviewer.get(clause).await;
    assert!(page.status == 200 && page.body.contains("审-0101") && page.body.contains("审-0013"), "{}", page.body);
    assert_eq!(reviewer.get("/clauses?cite=rubbish").await.status, 404);
}

#[tokio::test]
async fn r17_a_declaration_is_tried_against_every_rule_by_the_facts_that_decide() {
    let site = peopled().await;
    let mut reviewer = signed_in(&site, "reviewer").await;
    let form = reviewer.get("/try?rule=%E5%AE%A1-0101").await;
    assert_eq!(form.status, 200, "{}", form.body);
    let nothing = reviewer.post("/try", "no=&declaration=&day=").await;
    assert!(nothing.body.contains("请填报检号"), "{}", nothing.body);
    let wrong = reviewer.post("/try", &format!("no=&day=&declaration={}", encoded("{\"x\": 1"))).await;
    assert!(wrong.status == 200 && wrong.body.contains("said stop"), "{}", wrong.body);
    let mut agent = signed_in(&site, "agent").await;
    let goods = import(&agent.get("/declare/entry").await.body)
        .with("journey.despatch_country", "JP")
        .with("lines[0].packages[0].kind", "4C");
    let path = declared(&mut agent, goods).await;
    let no = path.trim_start_matches("/case/");
    let tried = reviewer.post("/try", &format!("no={no}&rule=%E5%AE%A1-0101&day=")).await;
    let page = plain(&tried.body);
    let hitting = page.split("id=\"others\"").next().unwrap();
    // It hits; what holds, what does not and what was not reached stands beside the fact that decided.
    assert!(hitting.contains("<b>审-0101</b>") && hitting.contains("启运国列于名单「松材线虫病发生国家」"), "{page}");
    assert!(page.contains("· JP 日本") && page.contains("未查") && page.contains("不成立"), "{page}");
    let before = reviewer.post("/try", &format!("no={no}&day=2015-08-30")).await;
    assert!(before.status == 200 && !before.body.contains("审-0101</b>"), "{}", before.body);
    let day = reviewer.post("/try", &format!("no={no}&day=2015-13-01")).await;
    assert!(day.status == 200 && day.body.contains("said stop"), "{}", day.body);
    // The case says what the rules ask for, to officers all of it and to the enterprise what is public.
    let officer = plain(&reviewer.get(&path).await.body);
    let demands = officer.split("id=\"demands\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(demands.contains("审-0101") && demands.contains("检验每批") && demands.contains("信-A"), "{demands}");
    let own = plain(&agent.get(&path).await.body);
    let demands = own.split("id=\"demands\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(demands.contains("免交纸本") && !demands.contains("审-0101") && !demands.contains("30%"), "{demands}");
    // And the page of the rule counts it.
    let rule = plain(&reviewer.get("/rules/%E5%AE%A1-0101").await.body);
    assert!(rule.contains(no) && rule.contains("办理中"), "{rule}");
}

#[tokio::test]
async fn r17_the_examples_of_a_rule_are_decided_again_on_its_page_and_shown_to_officers() {
    let site = peopled().await;
    let mut reviewer = signed_in(&site, "reviewer").await;
    let law = trial::desk::law(&site.app.desk).await;
    let policy = &law.policy;
    let day = site.app.field().day(site.app.desk.clock.now());
    let (mut shown, mut right) = (0, 0);
    for rule in policy.rules_on(day) {
        let page = reviewer.get(&format!("/rules/{}", encoded(&rule.id))).await;
        assert_eq!(page.status, 200, "{}", rule.id);
        let examples = plain(page.body.split("id=\"examples\"").nth(1).unwrap());
        assert!(!examples.contains("不相符"), "{}: {examples}", rule.id);
        shown += usize::from(examples.contains("<tbody>"));
        right += examples.matches("相符</span>").count();
    }
    assert!(40 <= shown && 2 * shown <= right, "{shown} rules show {right} examples that are as they say");
    // An example that says something else is told so, with what was found.
    let wrong = law.examples.iter().find(|example| example.shows("审-0101")).unwrap();
    let mut wrong = wrong.clone();
    std::mem::swap(&mut wrong.then.hits, &mut wrong.then.spared);
    let told = clearance::example::faults_of(policy, &wrong);
    assert_eq!(told, [values::text::Text::fixed("审-0101 命中", "审-0101 hits")]);
    wrong.given.port = "nowhere at all".into();
    assert_eq!(clearance::example::faults_of(policy, &wrong).len(), 1, "what cannot be read is told");
    let mut public = site.browser();
    let page = public.get("/rules/%E5%AE%A1-0001").await;
    assert!(page.status == 200 && !page.body.contains("id=\"examples\""), "examples tell conditions");
}

#[tokio::test]
async fn r17_the_rule_of_an_older_text_is_shown_by_that_text() {
    let site = peopled().await;
    let mut reviewer = signed_in(&site, "reviewer").await;
    let field = site.app.field();
    // A text of before in which the rule had another title.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy/9+1");
    let mut files = desk::edition::all_of(&folder).unwrap();
    for (_, text) in &mut files {
        *text = text.replace("来自松材线虫病发生国家的木质包装", "旧标题：木质包装");
    }
    let older = policy::edition::version(&files, policy::Hashing::Files);
    let path = format!("/rules/%E5%AE%A1-0101?text={older}");
    let day = field.day(site.app.desk.clock.now()).plus(3650);
    let before = trial::edited(&[]);
    assert_eq!(reviewer.get(&path).await.status, 404, "what is only proposed is no law");
    council::carries(&site.app.desk, council::changed(&before, &files), day).await;
    let now = plain(&reviewer.get("/rules/%E5%AE%A1-0101").await.body);
    assert!(!now.contains("旧标题"), "{now}");
    let page = reviewer.get(&path).await;
    assert!(page.status == 200 && page.body.contains("旧标题"), "{}", page.body);
    // Its clauses lead on by the same text.
    assert!(page.body.contains(&format!("text={older}")), "{}", page.body);
    for rubbish in ["x", "%27", &"0".repeat(64), &"f".repeat(65), "%00"] {
        for path in [
            "/rules/%E5%AE%A1-0101?",
            "/clauses?cite=%E3%80%8C%E6%9C%A8%E8%B4%A8%E5%8C%85%E8%A3%85%E5%8A%9E%E6%B3%95%E3%80%8D%E7%AC%AC%E5%9B%9B%E6%9D%A1&",
        ] {
            assert_eq!(reviewer.get(&format!("{path}text={rubbish}")).await.status, 404, "{path}{rubbish}");
        }
    }
}

#[tokio::test]
async fn rubbish_that_is_tried_is_told_and_nothing_is_kept() {
    let site = peopled().await;
    let mut reviewer = signed_in(&site, "reviewer").await;
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    for (body, wanted) in [
        (format!("no=&day=&declaration={}", "a".repeat(2 * 1024 * 1024)), 413),
        (format!("no=&day=&declaration={}", encoded(&deep)), 200),
        ("no=&day=&declaration=%FF%FE%00".to_owned(), 200),
        ("no=&day=&declaration=null".to_owned(), 200),
        ("no=&day=&declaration=%7B%22lines%22%3A%5B%5D%7D".to_owned(), 200),
        ("no=000000000000000000&day=".to_owned(), 404),
        (format!("no={}&day=", "9".repeat(5_000)), 404),
        ("no=%3Cscript%3E&day=".to_owned(), 404),
        ("declaration=%7B%7D&day=9999-99-99&rule=%3Cscript%3E".to_owned(), 200),
    ] {
        let told = reviewer.post("/try", &body).await;
        assert_eq!(told.status, wanted, "{:.80}: {:.300}", body, told.body);
        assert!(!told.body.contains("<script>") && !told.body.contains("panicked"), "{body:.80}");
        if wanted == 200 {
            assert!(told.body.contains("said stop"), "{body:.80}: {:.300}", told.body);
        }
    }
    let count = site.app.field().register.case_count().await.unwrap();
    assert_eq!(count, 0, "nothing is kept");
}
