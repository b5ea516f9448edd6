//! What is read: the case in its extents, timeline, receipt, ledger, lists, statistics, the public's view.

use crate::site::{AGENT, LATE, OTHER, OWNER, entry, exit, site};
use register::merkle;
use serde_json::{Value, json};
use values::actor::Role;

fn hash(hex: &Value) -> [u8; 32] {
    register::head_file::unhex(hex.as_str().unwrap()).unwrap().try_into().unwrap()
}

#[tokio::test]
async fn prices_papers_and_persons_need_a_part_in_the_case() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let path = format!("/api/v1/cases/{no}");
    let here = site.officer(Role::Inspector, "410100").await;
    for who in [OWNER, &here] {
        let whole = site.get(who, &path).await;
        assert_eq!((whole.status, &whole.json["extent"]), (200, &json!("whole")));
        assert_eq!(whole.json["declaration"]["lines"][0]["value"], "10000.00 CNY");
        assert_eq!(whole.json["personal"]["contact.phone"], "13800001111");
    }
    let elsewhere = site.officer(Role::Inspector, "510100").await;
    let goods = site.get(&elsewhere, &format!("{path}?purpose=trace")).await;
    assert_eq!((goods.status, &goods.json["extent"]), (200, &json!("goods")));
    let text = goods.json.to_string();
    for hidden in ["10000", "13800001111", "李雷", "101041", "query_code"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    assert_eq!(goods.json["declaration"]["lines"][0]["net_mass"], "1000 kg");
    let auditor = site.officer(Role::Auditor, "370100").await;
    let audit = site.get(&auditor, &format!("{path}?purpose=check")).await;
    assert!(audit.status == 200 && audit.json.get("personal").is_none(), "{audit:?}");
    for who in [OTHER, AGENT] {
        for path in [path.clone(), format!("{path}/events"), format!("{path}/receipt"), format!("{path}/ledger")] {
            assert_eq!(site.get(who, &path).await.status, 404);
        }
        assert_eq!(site.get(who, "/api/v1/cases").await.json["cases"], json!([]));
        assert_eq!(site.get(who, &format!("/api/v1/search?key={no}")).await.json["cases"], json!([]));
    }
    assert_eq!(site.get("", &path).await.status, 401);
}

#[tokio::test]
async fn erasing_a_person_leaves_the_case_and_no_person() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let owner = values::id::CaseNo::parse(&no).unwrap();
    let scope = register::scope::Scope::officer();
    let (register, master) = (&site.app.field().register, &site.app.field().master);
    let found = register.find_person(&scope, master, "contact.phone", b"13800001111").await.unwrap();
    assert_eq!(found.len(), 1);
    register.erase(&found[0]).await.unwrap();
    let found = register.find_person(&scope, master, "contact.phone", b"13800001111").await.unwrap();
    assert_eq!(found, Vec::<String>::new());
    let case = site.get(OWNER, &format!("/api/v1/cases/{owner}")).await;
    assert_eq!((case.status, &case.json["personal"]), (200, &json!({})));
    // What is refused leaves no person behind either, in a declaration or in a command.
    let mut amended = exit("8516601000");
    amended["contact"]["phone"] = json!("13900003333");
    let inspector = site.officer(Role::Inspector, "410100").await;
    let body = json!({ "declaration": amended, "reason": "笔误" });
    assert_eq!(site.command(&inspector, &no, "amendment", body.clone()).await.status, 403);
    let persons = register.find_person(&scope, master, "contact.phone", b"13900003333").await.unwrap();
    assert_eq!(persons, Vec::<String>::new());
    assert_eq!(site.command(OWNER, &no, "amendment", body).await.status, 200);
    let persons = register.find_person(&scope, master, "contact.phone", b"13900003333").await.unwrap();
    assert_eq!(persons.len(), 1);
    let mut refused = exit("8516601000");
    refused["contact"]["phone"] = json!("13900002222");
    refused["parties"]["owner"] = json!("X-NOBODY");
    assert_eq!(site.post(OWNER, "/api/v1/declarations", &refused).await.status, 409);
    assert_eq!(
        register.find_person(&scope, master, "contact.phone", b"13900002222").await.unwrap(),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_receipt_makes_the_decision_again_and_the_acceptance_is_proved() {
    let site = site(LATE).await;
    let no = site.declare(&entry("8516601000")).await;
    let reviewer = site.officer(Role::Reviewer, "370100").await;
    let officer = site.get(&reviewer, &format!("/api/v1/cases/{no}/receipt")).await;
    let owner = site.get(OWNER, &format!("/api/v1/cases/{no}/receipt")).await;
    for answer in [&officer, &owner] {
        assert_eq!(
            (answer.status, &answer.json["again"]),
            (200, &json!({ "mode": "I2", "equal": true })),
            "{answer:?}"
        );
        let proof = &answer.json["acceptance"];
        let path: Vec<[u8; 32]> = proof["path"].as_array().unwrap().iter().map(hash).collect();
        let leaf = merkle::leaf(proof["event"].as_str().unwrap().as_bytes());
        assert_eq!(leaf, hash(&proof["leaf"]));
        let (size, index) = (proof["size"].as_u64().unwrap(), proof["seq"].as_u64().unwrap() - 1);
        assert!(merkle::includes(&hash(&proof["root"]), size, index, &leaf, &path));
    }
    let facts = |answer: &Value| -> Vec<String> {
        answer["turning"].as_array().unwrap().iter().map(|t| t["fact"]["fact"].as_str().unwrap().to_owned()).collect()
    };
    // An officer sees every fact that would turn it, the declarant never how to classify.
    assert!(facts(&owner.json).len() < facts(&officer.json).len(), "{:?} {:?}", owner.json, officer.json);
    let lawful = ["permit", "attachment", "asked", "owner_paperless"];
    assert!(facts(&owner.json).iter().all(|fact| lawful.contains(&fact.as_str())), "{:?}", facts(&owner.json));
}

#[tokio::test]
async fn the_ledger_names_who_answers_for_each_step_and_by_which_clause() {
    let site = site(LATE).await;
    let no = site.declare(&exit("0409000000")).await;
    site.finish(&no).await;
    let auditor = site.officer(Role::Auditor, "370100").await;
    let ledger = site.get(&auditor, &format!("/api/v1/cases/{no}/ledger?purpose=check")).await.json;
    let lines = ledger["ledger"].as_array().unwrap();
    let steps: Vec<&Value> = lines.iter().filter(|line| line["kind"] == "step_done").collect();
    assert_eq!(steps.len(), 5, "{ledger}");
    for line in &steps {
        assert!(line["by"]["account"].is_string() && line["office"].is_string(), "{line}");
        assert!(line["basis"][0].as_str().unwrap().starts_with('「') && line["policy"].as_str().unwrap().len() == 64);
        assert!(line["happened"].is_string() && line["recorded"].is_string());
    }
    let own = site.get(OWNER, &format!("/api/v1/cases/{no}/ledger")).await.json;
    assert!(own["ledger"].as_array().unwrap()[2]["by"].get("account").is_none(), "{own}");
    let events = site.get(OWNER, &format!("/api/v1/cases/{no}/events")).await.json;
    assert_eq!(events["events"].as_array().unwrap().len(), lines.len());
    assert_eq!(events["events"][0]["kind"], "submitted");
}

#[tokio::test]
async fn lists_find_cases_page_by_page_and_by_any_number() {
    let site = site(LATE).await;
    let mut numbers = Vec::new();
    for n in 0..5 {
        let mut declaration = exit("8516601000");
        declaration["reference"] = json!(format!("R-{n}"));
        numbers.push(site.declare(&declaration).await);
    }
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = site.get(OWNER, &format!("/api/v1/cases?limit=2{next}")).await.json;
        let cases = page["cases"].as_array().unwrap();
        seen.extend(cases.iter().map(|case| case["no"].as_str().unwrap().to_owned()));
        let Some(more) = page["next"].as_str() else { break };
        next = format!("&before={more}");
    }
    seen.sort_unstable();
    assert_eq!(seen, numbers);
    let officer = site.officer(Role::Inspector, "510100").await;
    for who in [OWNER, &officer] {
        let found = site.get(who, "/api/v1/search?key=R-3").await.json;
        assert_eq!(found["cases"][0]["no"], numbers[3], "{found}");
        let page = site.get(who, "/api/v1/search?limit=2&key=%E7%94%B5").await.json;
        assert_eq!((page["cases"].as_array().unwrap().len(), &page["next"]), (0, &json!(null)), "{page}");
    }
    let reviewer = site.officer(Role::Reviewer, "370100").await;
    let queue = site.get(&reviewer, "/api/v1/queue?place=centre").await.json;
    assert_eq!((queue["tasks"].as_array().unwrap().len(), &queue["counts"]["centre"]["review"]), (5, &json!(5)));
    assert_eq!(site.get(&officer, "/api/v1/queue?place=centre").await.status, 422);
}

#[tokio::test]
async fn the_cross_table_has_its_margins() {
    let site = site(LATE).await;
    site.declare(&exit("8516601000")).await;
    let mut at_port = exit("0409000000");
    at_port["offices"]["accept"] = json!("370200");
    site.declare(&at_port).await;
    let statistician = site.officer(Role::Statistician, "370100").await;
    let path = "/api/v1/statistics/cross?activity=accept&from=2015-11-01&to=2015-11-30";
    let cross = site.get(&statistician, path).await.json;
    assert_eq!(cross["total"]["declarations"], 2, "{cross}");
    assert_eq!(cross["total"]["value_minor"], 2_000_000);
    for axis in ["declared_at", "inspected_at", "flow_district"] {
        let sum: i64 =
            cross["margins"][axis].as_array().unwrap().iter().map(|m| m["declarations"].as_i64().unwrap()).sum();
        assert_eq!(sum, 2, "{axis}");
    }
    assert_eq!(cross["margins"]["declared_at"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_public_sees_where_a_case_stands_and_nothing_else() {
    let site = site(LATE).await;
    let answer = site.post(OWNER, "/api/v1/declarations", &exit("8516601000")).await;
    let (no, code) = (answer.no(), answer.json["cases"][0]["query_code"].as_str().unwrap().to_owned());
    assert_eq!(code.len(), 13);
    let seen = site.get("", &format!("/api/v1/status/{no}?code={code}")).await;
    assert_eq!((seen.status, &seen.json["stage"]), (200, &json!("under_review")));
    for hidden in [OWNER, "8516601000", "货物", "10000", &code] {
        assert!(!seen.json.to_string().contains(hidden), "{hidden}");
    }
    let wrong = site.get("", &format!("/api/v1/status/{no}?code=2222222222222")).await;
    let unknown = site.get("", "/api/v1/status/410100215999999?code=2222222222222").await;
    let none = site.get("", &format!("/api/v1/status/{no}")).await;
    for answer in [&wrong, &unknown, &none] {
        assert_eq!((answer.status, answer.code()), (404, "not_found"));
        assert_eq!(answer.json.as_object().unwrap().len(), wrong.json.as_object().unwrap().len());
    }
}

#[tokio::test]
async fn every_route_stands_in_the_documents() {
    let site = site(LATE).await;
    let document = site.get("", "/api/openapi.json").await.json;
    for route in santong::table::table().iter().filter(|route| route.path.starts_with("/api/v1/")) {
        let operation = &document["paths"][route.path][route.verb.word().to_ascii_lowercase()];
        assert!(operation["summary"].is_string(), "{}", route.path);
        let writes_nothing = ["/api/v1/advice", "/api/v1/editions/trial", "/api/v1/tokens"];
        let changes = route.verb == web::route::Verb::Post && !writes_nothing.contains(&route.path);
        let keyed = operation["parameters"].as_array().unwrap().iter().any(|p| p["name"] == "Idempotency-Key");
        assert_eq!(keyed, changes, "{}", route.path);
    }
    assert_eq!(site.get("", "/api/docs").await.status, 200);
}

#[tokio::test]
async fn advice_is_what_acceptance_then_gives() {
    let site = site(LATE).await;
    for declaration in [exit("8516601000"), exit("0409000000"), entry("8516601000"), entry("0505100010")] {
        let advice = site.ask("POST", "/api/v1/advice", OWNER, None, declaration.to_string().into()).await;
        assert_eq!(advice.status, 200, "{advice:?}");
        assert!(!advice.json["basis"].as_array().unwrap().is_empty());
        let case = site.case(&site.declare(&declaration).await).await;
        assert_eq!(advice.json["mode"], case["verdict"]["mode"]);
        let names = |steps: &Value| -> Vec<Value> {
            steps.as_array().unwrap().iter().map(|step| step["step"].clone()).collect()
        };
        assert_eq!(names(&advice.json["steps"]), names(&case["steps"]));
    }
    let mut nobody = exit("8516601000");
    nobody["parties"]["owner"] = json!("X-NOBODY");
    let advice = site.ask("POST", "/api/v1/advice", OWNER, None, nobody.to_string().into()).await;
    assert_eq!((advice.status, advice.reason()), (409, "owner_not_registered"), "{advice:?}");
    let region = site.get(OWNER, "/api/v1/region").await.json;
    assert_eq!(region["members"].as_array().unwrap().len(), 10);
}
