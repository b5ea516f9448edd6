//! One thing in several spellings: wood, containers, units, modes of transport; and codes that come and go.

use crate::site::{Answer, LATE, OWNER, Site, entry, exit, site};
use serde_json::{Value, json};
use values::actor::Role;

/// The day of the inputs that were tried.
const NOW: &str = "2026-11-28";

async fn advised(site: &Site, declaration: &Value) -> Answer {
    site.ask("POST", "/api/v1/advice", OWNER, None, declaration.to_string().into()).await
}

/// The treatments that the advice gives, or the faults that it finds.
async fn treated(site: &Site, origin: &str, pack: Value) -> Result<Vec<String>, Vec<(String, String)>> {
    let mut declaration = entry("8516601000");
    declaration["lines"][0]["origin"] = json!(origin);
    declaration["lines"][0]["packages"] = json!([pack]);
    declaration["journey"]["despatch_country"] = json!(origin);
    let answer = advised(site, &declaration).await;
    if answer.status != 200 {
        return Err(answer.faults());
    }
    let texts = answer.json["treatments"].as_array().unwrap().iter();
    Ok(texts.map(|treatment| treatment["entry"].as_str().unwrap_or_default().to_owned()).collect())
}

/// Field 19: wood is wood, as a material in any spelling and as any kind of package of wood; what nobody knows is a fault.
#[tokio::test]
async fn field_19_wood_packaging_is_recognised_whatever_way_it_is_told() {
    for site in [site(NOW).await, site(LATE).await] {
        let wood = Ok(vec!["处-02".to_owned()]);
        for kind in ["4C", "4D", "4F", "8A", "8B", "8C", "DB", "QP", "QQ", "7B", "ZW", "YF", "1W"] {
            assert_eq!(treated(&site, "US", json!({ "kind": kind, "count": 1 })).await, wood, "{kind}");
            assert_eq!(treated(&site, "DE", json!({ "kind": kind, "count": 1 })).await, Ok(vec![]), "{kind} of DE");
        }
        for material in ["WOOD", "wood", "Wood", "木", "木质"] {
            let pack = json!({ "kind": "CT", "count": 1, "material": material });
            assert_eq!(treated(&site, "US", pack).await, wood, "{material}");
        }
        for kind in ["CT", "4G", "4H", "BX", "PX", "VR"] {
            assert_eq!(treated(&site, "US", json!({ "kind": kind, "count": 1 })).await, Ok(vec![]), "{kind}");
        }
        for material in ["ZZZ", "4", "WOODEN"] {
            let found = treated(&site, "US", json!({ "kind": "CT", "count": 1, "material": material })).await;
            let fault = ("lines[0].packages[0].material".to_owned(), "unknown_code".to_owned());
            assert_eq!(found, Err(vec![fault]), "{material}");
        }
        // Names of goods are never read.
        let mut named = entry("8516601000");
        named["lines"][0]["name"] = json!("木箱装木制品 wooden box");
        named["lines"][0]["origin"] = json!("US");
        assert_eq!(advised(&site, &named).await.json["treatments"], json!([]));
    }
}

/// What is kept is what the rule is asked by: the receipt says so, and the acceptance decides as the advice.
#[tokio::test]
async fn field_19_the_receipt_names_the_material_that_the_kind_means() {
    let site = site(LATE).await;
    let mut declaration = entry("8516601000");
    declaration["lines"][0]["origin"] = json!("US");
    declaration["lines"][0]["packages"] = json!([{ "kind": "8A", "count": 4 }]);
    declaration["attachments"] = json!([{ "kind": "101001" }, { "kind": "101002" }, { "kind": "101026" }]);
    let no = site.declare(&declaration).await;
    let case = site.get(OWNER, &format!("/api/v1/cases/{no}")).await;
    assert!(case.json["verdict"].to_string().contains("处-02"), "{case:?}");
    let page = site.page(OWNER, &format!("/case/{no}")).await;
    assert!(page.body.contains("WOOD 木质") && page.body.contains("8A 木托盘"), "{}", page.body);
}

/// Field 20: a currency holds by its days; no currency and a test are never money.
#[tokio::test]
async fn field_20_currencies_are_those_of_the_day() {
    for (day, currency, fault) in [
        (NOW, "XCG", None),
        (NOW, "ZWG", None),
        (NOW, "SLE", None),
        (NOW, "EUR", None),
        (NOW, "HRK", Some("not_in_force")),
        (NOW, "BGN", Some("not_in_force")),
        (NOW, "SLL", Some("not_in_force")),
        (NOW, "ZWL", Some("not_in_force")),
        (NOW, "ANG", Some("not_in_force")),
        (NOW, "XXX", Some("unknown_code")),
        (NOW, "XTS", Some("unknown_code")),
        (NOW, "999", Some("shape")),
        ("2022-12-31", "HRK", None),
        ("2023-01-01", "HRK", Some("not_in_force")),
        ("2025-12-31", "BGN", None),
        ("2026-01-01", "BGN", Some("not_in_force")),
        ("2024-06-24", "ZWG", Some("not_in_force")),
        ("2024-06-25", "ZWG", None),
        ("2025-03-30", "XCG", Some("not_in_force")),
        ("2025-03-31", "XCG", None),
        ("2025-06-30", "ANG", None),
        ("2025-07-01", "ANG", Some("not_in_force")),
        (LATE, "BYR", None),
        (LATE, "XCG", Some("not_in_force")),
    ] {
        let mut declaration = exit("8516601000");
        declaration["lines"][0]["value"] = json!(format!("100.00 {currency}"));
        let answer = advised(&site(day).await, &declaration).await;
        let wanted: Vec<_> = fault.iter().map(|code| ("lines[0].value".to_owned(), (*code).to_owned())).collect();
        assert_eq!(answer.faults(), wanted, "{currency} on {day}: {answer:?}");
    }
}

/// Two words for one thing agree, or are a fault at the second.
#[tokio::test]
async fn the_words_of_customs_and_of_carriers_agree_with_ours() {
    let site = site(NOW).await;
    let with = |change: fn(&mut Value, &str, &str), ours: &str, theirs: &str| {
        let mut declaration = exit("8516601000");
        change(&mut declaration, ours, theirs);
        declaration
    };
    let transport = |d: &mut Value, ours: &str, theirs: &str| {
        d["journey"]["transport"] = json!(ours);
        d["journey"]["customs_transport"] = json!(theirs);
    };
    let unit = |d: &mut Value, ours: &str, theirs: &str| {
        d["lines"][0]["quantity"] = json!(format!("5 {ours}"));
        d["lines"][0]["customs_unit"] = json!(theirs);
    };
    let container = |d: &mut Value, ours: &str, theirs: &str| {
        d["containers"] = json!([{ "no": "CSQU3054383", "kind": ours, "size_type": theirs }]);
    };
    type Change = fn(&mut Value, &str, &str);
    let (t, u, c) = ("journey.customs_transport", "lines[0].customs_unit", "containers[0].size_type");
    let tried: [(Change, &str, &str, &str, Option<&str>); 18] = [
        (transport, t, "1", "2", None),
        (transport, t, "2", "3", None),
        (transport, t, "4", "5", None),
        (transport, t, "1", "3", Some("contradicts")),
        (transport, t, "2", "2", Some("contradicts")),
        (transport, t, "1", "Y", None),
        (transport, t, "1", "Q", None),
        (unit, u, "KGM", "035", None),
        (unit, u, "C62", "007", None),
        (unit, u, "C62", "035", Some("contradicts")),
        (unit, u, "KGM", "070", Some("contradicts")),
        (unit, u, "C62", "000", Some("unknown_code")),
        (container, c, "211", "22G1", None),
        (container, c, "321", "22G1", None),
        (container, c, "121", "45R1", None),
        (container, c, "111", "22G1", Some("contradicts")),
        (container, c, "211", "22R1", Some("contradicts")),
        (container, c, "211", "99Z9", None),
    ];
    for (change, at, ours, theirs, code) in tried {
        let answer = advised(&site, &with(change, ours, theirs)).await;
        let wanted: Vec<_> = code.iter().map(|code| (at.to_owned(), (*code).to_owned())).collect();
        assert_eq!(answer.faults(), wanted, "{ours} {theirs}: {answer:?}");
    }
}

/// Field 23: a credit code with a wrong last character is a fault, unless its enterprise was registered by a document.
#[tokio::test]
async fn field_23_a_credit_code_with_an_old_check_digit_is_registered_by_a_document() {
    let site = site(NOW).await;
    let operations = site.officer(Role::Operations, "370100").await;
    let (flawed, right) = ("91350200M0001QK0X7", "91350200M0001QK0X0");
    let mut declaration = exit("8516601000");
    declaration["parties"]["owner"] = json!(flawed);
    let owner = ("parties.owner".to_owned(), "check_digit".to_owned());
    assert_eq!(advised(&site, &declaration).await.faults().first(), Some(&owner), "nobody has it yet");

    let new = |id: &str| json!({ "id": id, "name": "测试企业甲", "office": "410100" });
    let plain = site.post(&operations, "/api/v1/enterprises", &new(flawed)).await;
    assert_eq!(plain.faults(), [("id".to_owned(), "check_digit".to_owned())]);
    let wanted = &plain.json["faults"][0]["wanted"];
    assert!(wanted["zh"].as_str().unwrap().contains("应为0") && wanted["en"].as_str().unwrap().contains("is 0"));
    let document = json!({ "kind": "营业执照副本", "no": "350200-2013-0718", "day": "2013-05-06" });
    for (key, value, at, code) in [
        ("kind", json!("\u{3000}"), "document.kind", "required"),
        ("no", json!(""), "document.no", "required"),
        ("day", json!("1913-05-06"), "document.day", "out_of_range"),
        ("day", json!("2013-02-30"), "document.day", "shape"),
        ("day", Value::Null, "document.day", "type"),
    ] {
        let mut body = new(flawed);
        body["document"] = document.clone();
        body["document"][key] = value;
        let found = site.post(&operations, "/api/v1/enterprises", &body).await.faults();
        assert_eq!(found, [(at.to_owned(), code.to_owned())], "{body}");
    }
    let mut needless = new(right);
    needless["document"] = document.clone();
    let found = site.post(&operations, "/api/v1/enterprises", &needless).await.faults();
    assert_eq!(found, [("document".to_owned(), "not_wanted".to_owned())]);

    let mut vouched = new(flawed);
    vouched["document"] = document;
    let answer = site.post(&operations, "/api/v1/enterprises", &vouched).await;
    assert_eq!((answer.status, &answer.json["warnings"][0]["code"]), (201, &json!("check_digit")), "{answer:?}");
    declaration["parties"]["declarant"] = json!(flawed);
    site.account("flawed-one", "flawed-person", Role::Declarant, None, Some(flawed)).await;
    let answer = site.ask("POST", "/api/v1/advice", "flawed-one", None, declaration.to_string().into()).await;
    let remark = &answer.json["remarks"][0];
    assert_eq!((answer.status, &remark["code"]), (200, &json!("flawed_code")), "it is known now: {answer:?}");
    assert!(
        remark["wanted"]["zh"].as_str().unwrap().contains("凭营业执照副本 350200-2013-0718（2013-05-06）登记"),
        "{remark}"
    );
    declaration["parties"]["declarant"] = json!(OWNER);
    declaration["parties"]["owner"] = json!("91350200M0001QK0X8");
    assert_eq!(advised(&site, &declaration).await.faults(), [owner], "and no other");
    let other = site.post(&operations, "/api/v1/enterprises", &new("91350200M0001QK0XO")).await;
    assert_eq!(other.faults(), [("id".to_owned(), "shape".to_owned())]);
}

/// Identifiers by their kind: a hyphen does not make a foreign register, and swap bodies have numbers too.
#[tokio::test]
async fn field_23_identifiers_are_judged_as_what_they_are() {
    let site = site(NOW).await;
    let operations = site.officer(Role::Operations, "370100").await;
    for (id, code) in [("ABCDEFGH-X", "check_digit"), ("D2143569-X", "shape"), ("12345678-0", "check_digit")] {
        let new = json!({ "id": id, "name": "测试企业乙", "office": "370100" });
        let answer = site.post(&operations, "/api/v1/enterprises", &new).await;
        assert_eq!(answer.faults(), [("id".to_owned(), code.to_owned())], "{answer:?}");
        let wanted = answer.json["faults"][0]["wanted"].to_string();
        assert!(wanted.contains("organisation code") && !wanted.contains("column"), "{wanted}");
    }
    for (no, code) in [("HJBK1234569", None), ("HJBK1234568", Some("check_digit")), ("HJBF1234569", Some("shape"))] {
        let mut declaration = exit("8516601000");
        declaration["containers"] = json!([{ "no": no }]);
        let wanted: Vec<_> = code.iter().map(|code| ("containers[0].no".to_owned(), (*code).to_owned())).collect();
        assert_eq!(advised(&site, &declaration).await.faults(), wanted, "{no}");
    }
}

/// What people type into the form is understood, and what was understood stands in its fields.
#[tokio::test]
async fn what_is_typed_into_the_form_is_understood_and_shown() {
    let site = site(NOW).await;
    let fields = [
        ("parties.owner", OWNER, OWNER),
        ("reference", "表-１", "表-１"),
        ("offices.accept", "410100", "410100"),
        ("offices.origin", "410100", "410100"),
        ("journey.port", "cn qdp", "CNQDP"),
        ("journey.destination_country", "ｋｚ", "KZ"),
        ("lines[0].hs", "８５１６．６０ 1000", "8516601000"),
        ("lines[0].name", "１，０００瓦 电炉", "１，０００瓦 电炉"),
        ("lines[0].origin", "cn", "CN"),
        ("lines[0].quantity", "1 000", "1000"),
        ("lines[0].quantity#unit", "c62", "C62"),
        ("lines[0].net_mass", "１，８００.５００", "1800.5"),
        ("lines[0].value", "12,345.60", "12345.60"),
        ("lines[0].value#unit", "usd", "USD"),
        ("lines[0].packages[0].kind", "ct", "CT"),
        ("lines[0].packages[0].count", "１,０００", "1000"),
        ("containers[0].no", "csqu 305438-3", "CSQU3054383"),
        ("attachments[0].kind", "101001", "101001"),
        ("attachments[1].kind", "101041", "101041"),
    ];
    let typed = |wish: &str, change: &[(&str, &str)]| {
        let mut typed: Vec<(String, String)> =
            fields.iter().map(|(name, typed, _)| ((*name).to_owned(), (*typed).to_owned())).collect();
        for (name, value) in change {
            typed.iter_mut().filter(|(other, _)| other == name).for_each(|(_, old)| *old = (*value).to_owned());
        }
        typed.extend([("do".to_owned(), wish.to_owned()), ("key".to_owned(), format!("form-{wish}"))]);
        typed
    };
    let page = site.shows_after(OWNER, "/declare/exit", &typed("advise", &[])).await;
    assert_eq!(page.status, 200, "{}", page.body);
    for (name, _, understood) in fields.iter().filter(|(name, ..)| !name.contains("parties") && !name.contains("kind"))
    {
        let shown = page.body.contains(&format!("name=\"{name}\" value=\"{understood}\""));
        let chosen = page.body.contains(&format!("<option value=\"{understood}\" selected>"));
        assert!(shown || chosen, "{name} shows {understood}");
    }
    // What could be read in two ways is not read at all.
    for (mass, name) in [("1,80", "group of two"), ("1.800,5", "another order"), ("18 00", "a blank within")] {
        let page = site.shows_after(OWNER, "/declare/exit", &typed("advise", &[("lines[0].net_mass", mass)])).await;
        assert_eq!(page.status, 422, "{name}");
        assert!(page.body.contains(&format!("value=\"{mass}\"")), "{mass} stays as it was typed");
    }
    assert_eq!(site.sends(OWNER, "/declare/exit", &typed("send", &[])).await, 303);
    let found = site.get(OWNER, "/api/v1/search?key=%E8%A1%A8-1").await.json["cases"][0]["no"].clone();
    let case = site.get(OWNER, &format!("/api/v1/cases/{}", found.as_str().unwrap())).await;
    let line = &case.json["declaration"]["lines"][0];
    assert_eq!((&line["net_mass"], &line["value"]), (&json!("1800.5 kg"), &json!("12345.60 USD")), "{line}");
}
