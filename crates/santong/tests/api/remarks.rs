//! Remarks: what somebody should look at is shown to those whom it concerns, and kept nowhere.

use crate::site::{LATE, OTHER, OWNER, Site, entry, exit, site_on};
use serde_json::{Value, json};
use values::actor::Role;

fn remarks(answer: &Value) -> Vec<(String, String)> {
    let pair = |remark: &Value| {
        let word = |key: &str| remark[key].as_str().unwrap().to_owned();
        (word("at"), word("code"))
    };
    answer["remarks"].as_array().unwrap().iter().map(pair).collect()
}

async fn of_case(site: &Site, who: &str, no: &str) -> Vec<(String, String)> {
    remarks(&site.get(who, &format!("/api/v1/cases/{no}")).await.json)
}

fn contradicting() -> Value {
    let mut declaration = entry("8516601000");
    let line = &mut declaration["lines"][0];
    line["quantity"] = json!("500 KGM");
    line["net_mass"] = json!("200 kg");
    line["permits"] = json!([
        { "kind": "325", "no": "P-2026-1", "write_off": "600 KGM" },
        { "kind": "325", "no": "P-2026-1", "write_off": "600 KGM" },
    ]);
    declaration
}

/// Field 27: the advice tells it beforehand, the case to whoever sees the whole of it, the page in words; the receipt never.
#[tokio::test]
async fn field_27_what_contradicts_itself_is_shown_and_not_kept() {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = site_on(LATE, database).await;
        let wanted = [
            ("lines[0].quantity", "quantity_above_mass"),
            ("lines[0].permits[0].write_off", "write_off_above_quantity"),
            ("lines[0].permits[1].no", "permit_twice"),
            ("lines[0].permits[1].write_off", "write_off_above_quantity"),
        ]
        .map(|(at, code)| (at.to_owned(), code.to_owned()));
        let declaration = contradicting();
        let advice = site.ask("POST", "/api/v1/advice", OWNER, None, declaration.to_string().into()).await;
        assert_eq!((advice.status, remarks(&advice.json)), (200, wanted.to_vec()), "{advice:?}");
        let no = site.declare(&declaration).await;
        let home = site.officer(Role::Acceptor, "610100").await;
        assert_eq!(of_case(&site, OWNER, &no).await, wanted);
        assert_eq!(of_case(&site, &home, &no).await, wanted);
        let page = site.page(OWNER, &format!("/case/{no}")).await;
        assert!(page.body.contains("请核对") && page.body.contains("每项货物中每件许可证只列一次"), "{}", page.body);
        for path in ["/events", "/receipt"] {
            let kept = site.get(OWNER, &format!("/api/v1/cases/{no}{path}")).await;
            assert!(!kept.json.to_string().contains("quantity_above_mass"), "{path} keeps none");
        }
        let sound = site.declare(&exit("8516601000")).await;
        assert_eq!(of_case(&site, OWNER, &sound).await, []);
        assert!(!site.page(OWNER, &format!("/case/{sound}")).await.body.contains("请核对"));
        // Who sees the goods alone is told of none.
        let far = site.officer(Role::Inspector, "540100").await;
        let goods = site.get(&far, &format!("/api/v1/cases/{no}?purpose=risk")).await;
        assert_eq!((goods.status, &goods.json["remarks"]), (200, &Value::Null), "{goods:?}");
    }
}

/// The same container in two declarations that go on: officers see the other number, an enterprise only one of its own.
#[tokio::test]
async fn a_container_in_two_consignments_is_remarked_to_those_whom_it_concerns() {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = site_on(LATE, database).await;
        let with = |owner: &str, containers: &[&str]| {
            let mut declaration = exit("8516601000");
            declaration["parties"] = json!({ "owner": owner, "declarant": owner });
            declaration["containers"] = containers.iter().map(|no| json!({ "no": no })).collect();
            declaration
        };
        let declare = async |owner: &str, containers: &[&str]| {
            let answer = site.post(owner, "/api/v1/declarations", &with(owner, containers)).await;
            assert_eq!(answer.status, 201, "{answer:?}");
            answer.json["cases"][0]["no"].as_str().unwrap().to_owned()
        };
        let twice = |index: usize| (format!("containers[{index}].no"), "container_twice".to_owned());
        let home = site.officer(Role::Acceptor, "410100").await;
        let first = declare(OWNER, &["CSQU3054383"]).await;
        assert_eq!(of_case(&site, &home, &first).await, [], "one alone");
        let others = declare(OTHER, &["CBHU3202732", "CSQU3054383"]).await;
        assert_eq!(of_case(&site, &home, &first).await, [twice(0)]);
        assert_eq!(of_case(&site, &home, &others).await, [twice(1)]);
        assert_eq!(of_case(&site, OWNER, &first).await, [], "another's number is none of its business");
        assert_eq!(of_case(&site, OTHER, &others).await, []);
        let page = site.page(&home, &format!("/case/{first}")).await;
        assert!(page.body.contains(&others), "the officer is led to the other");
        assert!(!site.page(OWNER, &format!("/case/{first}")).await.body.contains(&others));

        let second = declare(OWNER, &["CSQU3054383"]).await;
        let told = site.get(OWNER, &format!("/api/v1/cases/{second}")).await.json["remarks"].to_string();
        assert!(told.contains(&first) && !told.contains(&others), "{told}");
        let asked = with(OWNER, &["CSQU3054383"]).to_string();
        let advice = site.ask("POST", "/api/v1/advice", OWNER, None, asked.into()).await;
        let told = advice.json["remarks"].to_string();
        assert!(told.contains(&first) && told.contains(&second) && !told.contains(&others), "{told}");
        // One that is withdrawn does not go on.
        assert_eq!(site.command(OWNER, &second, "withdrawal", json!({})).await.status, 200);
        assert_eq!(of_case(&site, OWNER, &first).await, []);
        assert_eq!(of_case(&site, OWNER, &second).await, [], "nor does it matter what it has");
    }
}
