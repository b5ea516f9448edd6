//! The 24 golden cases over HTTP, and what the plan says of offices (「本方案」三(一), 三(二)).

use crate::site::{LATE, OWNER, Site, entry, exit, site, site_on};
use serde_json::{Value, json};
use values::actor::Role;

/// The four exports of the plan: goods, in bulk, mode, and the steps after review in the order in which they open.
const EXITS: [(&str, bool, &str, &[&str]); 4] = [
    ("0409000000", false, "E1", &["产地检验", "转单", "口岸查验", "通关单", "放行"]),
    ("0713339000", true, "E1", &["产地检验", "转单", "口岸监装", "通关单", "放行"]),
    ("0103911010", false, "E2", &["产地监管", "口岸检验检疫", "通关单", "放行"]),
    ("8516601000", false, "E3", &["产地检验检疫", "通关单", "直接放行"]),
];

fn goods(hs: &str, bulk: bool) -> Value {
    let mut declaration = exit(hs);
    if bulk {
        declaration["lines"][0]["packages"][0]["kind"] = json!("VR");
    }
    declaration
}

async fn exits_pass(site: &Site) {
    for (hs, bulk, mode, steps) in EXITS {
        let no = site.declare(&goods(hs, bulk)).await;
        let done = site.finish(&no).await;
        assert_eq!(done[1..], *steps, "{hs}");
        let case = site.case(&no).await;
        assert_eq!(case["verdict"]["mode"], mode);
        assert_eq!(case["lots"][0]["state"], "released");
        assert_eq!(case["clearances"].as_array().unwrap().len(), 1);
        assert_eq!(case["transfers"].as_array().unwrap().len(), usize::from(mode == "E1"));
    }
}

#[tokio::test]
async fn f1_four_exports_pass() {
    exits_pass(&site(LATE).await).await;
}

#[tokio::test]
async fn f1_four_exports_pass_on_postgres() {
    exits_pass(&site_on(LATE, Some(pgtest::fresh().await.unwrap())).await).await;
}

#[tokio::test]
async fn f1_four_exports_fail_twice_and_are_not_exported() {
    let site = site(LATE).await;
    let fail = json!({ "fail": { "reason": "检出活虫" } });
    for (hs, bulk, _, steps) in EXITS {
        let no = site.declare(&goods(hs, bulk)).await;
        site.review(&no).await;
        let fails = steps.iter().rposition(|s| s.contains('检') || s.contains("查验") || s.contains("监装")).unwrap();
        for step in &steps[..fails] {
            assert_eq!(site.step(&no, step, None, &json!("pass")).await.status, 200);
        }
        assert_eq!(site.step(&no, steps[fails], None, &fail).await.status, 200);
        let case = site.case(&no).await;
        let found = case["steps"].as_array().unwrap().iter().find(|step| step["step"] == steps[fails]).unwrap();
        let inspector = site.officer(Role::Inspector, found["office"].as_str().unwrap()).await;
        let dispose = |what: &str| json!({ "disposition": what });
        let answer = site.command(&inspector, &no, "lots/1/disposition", dispose("treatment")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(site.step(&no, steps[fails], None, &fail).await.status, 200);
        let answer = site.command(&inspector, &no, "lots/1/disposition", dispose("treatment")).await;
        assert_eq!((answer.status, answer.reason()), (409, "rework_exhausted"));
        assert!(answer.json["clause"].as_str().unwrap().contains('「'), "{answer:?}");
        assert_eq!(site.command(&inspector, &no, "lots/1/disposition", dispose("not_exported")).await.status, 200);
        let case = site.case(&no).await;
        assert_eq!((&case["stage"]["word"], &case["lots"][0]["state"]), (&json!("closed"), &json!("not_exported")));
        assert_eq!(case["clearances"], json!([]));
    }
}

/// An import accepted and released where the enterprise wants it, with or without treatment at the port.
async fn import(site: &Site, listed: bool, accept_at: &str, release_at: &str, treatment: bool) {
    let mut declaration = entry(if listed { "0505100010" } else { "8516601000" });
    declaration["offices"]["accept"] = json!(accept_at);
    declaration["offices"]["chosen"] = json!({ "放行": release_at });
    if treatment {
        declaration["head"] = json!({ "epidemic": "YQ01" });
    }
    let no = site.declare(&declaration).await;
    let done = site.finish(&no).await;
    assert_eq!(done.iter().any(|step| step == "预防性消毒处理"), treatment);
    assert_eq!(done.iter().any(|step| step == "调离"), !listed);
    let case = site.case(&no).await;
    assert_eq!(case["verdict"]["mode"], if listed { "I1" } else { "I2" });
    let at = |name: &str| {
        let steps = case["steps"].as_array().unwrap();
        steps.iter().find(|step| step["step"] == name).unwrap()["done"]["office"].clone()
    };
    assert_eq!(case["office"], accept_at);
    assert_eq!(at("放行"), release_at);
    // A listed import is inspected at the port of entry, any other where it goes (「本方案」三(二)).
    assert_eq!(at("检验检疫"), if listed { "370200" } else { "610100" });
    assert_eq!(case["lots"][0]["state"], "released");
}

#[tokio::test]
async fn f2_sixteen_imports_and_two_with_third_offices() {
    let site = site(LATE).await;
    for listed in [true, false] {
        for accept_at in ["370200", "610100"] {
            for release_at in ["370200", "610100"] {
                for treatment in [true, false] {
                    import(&site, listed, accept_at, release_at, treatment).await;
                }
            }
        }
        import(&site, listed, "510100", "640100", true).await;
    }
}

/// What is required, without where: the order of steps, which are needed, and what comes before what.
fn requirements(case: &Value) -> Vec<(Value, Value, Value, Value)> {
    let steps = case["steps"].as_array().unwrap().iter();
    steps.map(|s| (s["step"].clone(), s["kind"].clone(), s["needed"].clone(), s["needs"].clone())).collect()
}

#[tokio::test]
async fn r19_the_requirements_are_the_same_whichever_office_accepts() {
    let site = site(LATE).await;
    // Port and inland offices, ports only, of seven members; what cannot accept says so by its clause.
    let offices = [
        "370100", "370200", "371100", "410100", "410300", "140100", "610100", "150200", "620100", "510100", "640100",
        "630100", "650100",
    ];
    for declaration in [entry("8516601000"), entry("0505100010"), exit("8516601000"), exit("0409000000")] {
        let (mut wanted, mut accepted) = (None, 0);
        for office in offices {
            let mut declaration = declaration.clone();
            declaration["offices"]["accept"] = json!(office);
            declaration["reference"] = json!(format!("{}-{office}", declaration["reference"].as_str().unwrap()));
            let answer = site.post(OWNER, "/api/v1/declarations", &declaration).await;
            if answer.status != 201 {
                assert!(["office_not_capable", "gate_not_met"].contains(&answer.reason()), "{office}: {answer:?}");
                continue;
            }
            accepted += 1;
            let case = site.case(&answer.no()).await;
            let found = (case["verdict"]["mode"].clone(), requirements(&case));
            assert_eq!(*wanted.get_or_insert(found.clone()), found, "{office}");
        }
        assert!(5 < accepted, "{accepted}");
    }
}

#[tokio::test]
async fn r24_direct_release_makes_no_task_at_the_port_and_waits_for_nothing_there() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let port = site.officer(Role::Inspector, "370200").await;
    let releaser = site.officer(Role::Releaser, "370200").await;
    let nothing = async |when: &str| {
        for who in [&port, &releaser] {
            let queue = site.get(who, "/api/v1/queue?place=370200&all=true").await;
            assert_eq!(queue.json["tasks"], json!([]), "{when}");
        }
    };
    nothing("accepted").await;
    site.review(&no).await;
    nothing("reviewed").await;
    assert_eq!(site.step(&no, "产地检验检疫", None, &json!("pass")).await.status, 200);
    nothing("inspected").await;
    assert_eq!(site.step(&no, "通关单", Some("410100"), &json!("pass")).await.status, 200);
    nothing("cleared").await;
    assert_eq!(site.step(&no, "直接放行", Some("410100"), &json!("pass")).await.status, 200);
    assert_eq!(site.case(&no).await["stage"]["word"], "closed");
}

#[tokio::test]
async fn r25_a_listed_import_cannot_be_given_another_inspecting_office() {
    let site = site(LATE).await;
    let mut chosen = entry("0505100010");
    chosen["offices"]["chosen"] = json!({ "检验检疫": "610100" });
    let answer = site.post(OWNER, "/api/v1/declarations", &chosen).await;
    assert_eq!((answer.status, answer.reason()), (409, "place_not_allowed"), "{answer:?}");
    let no = site.declare(&entry("0505100010")).await;
    let answer = site.command(OWNER, &no, "places", json!({ "step": "检验检疫", "office": "610100" })).await;
    assert_eq!((answer.status, answer.reason()), (409, "place_not_allowed"));
    site.review(&no).await;
    let answer = site.step(&no, "检验检疫", Some("610100"), &json!("pass")).await;
    assert_eq!(answer.status, 403, "{answer:?}");
    assert_eq!(site.step(&no, "检验检疫", Some("370200"), &json!("pass")).await.status, 200);
}
