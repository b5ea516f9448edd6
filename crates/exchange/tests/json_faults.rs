//! Every kind of fault in a declaration in JSON, at its path, and all of them at once.
#![expect(clippy::unwrap_used, reason = "tests")]

use exchange::json::{Reader, write};
use serde_json::{Value, json};
use values::fault::Fault;

const ENTRY: &str = include_str!("samples/json/entry.json");

fn at_and_code(faults: &[Fault]) -> Vec<(&str, &str)> {
    faults.iter().map(|fault| (fault.at.as_str(), fault.code.as_str())).collect()
}

#[track_caller]
fn check(bytes: &[u8], wanted: &[(&str, &str)]) {
    let faults = Reader::default().read(bytes).unwrap_err();
    assert_eq!(at_and_code(&faults), wanted, "{faults:#?}");
    assert!(faults.iter().all(|fault| !fault.wanted.zh.is_empty() && !fault.wanted.en.is_empty()));
}

/// The sample with the value at a JSON pointer replaced, or taken out if there is none.
fn changed(pointer: &str, value: Option<Value>) -> Vec<u8> {
    let mut sample: Value = serde_json::from_str(ENTRY).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = sample.pointer_mut(parent).unwrap();
    match (value, parent) {
        (Some(value), Value::Object(object)) => drop(object.insert(key.to_owned(), value)),
        (Some(value), parent) => parent[key.parse::<usize>().unwrap()] = value,
        (None, parent) => drop(parent.as_object_mut().unwrap().remove(key)),
    }
    serde_json::to_vec(&sample).unwrap()
}

#[track_caller]
fn check_change(pointer: &str, value: impl Into<Option<Value>>, at: &str, code: &str) {
    check(&changed(pointer, value.into()), &[(at, code)]);
}

#[test]
fn the_sample_is_read_and_persons_stand_apart() {
    let received = Reader::default().read(ENTRY.as_bytes()).unwrap();
    assert_eq!(received.declaration.lines[0].net_mass.0, 2_000_050_000);
    assert_eq!(received.declaration.lines[0].value.to_string(), "30520.00 USD");
    assert_eq!(received.declaration.offices.chosen.len(), 2);
    let personal = received.personal.iter().map(|datum| (datum.field.as_str(), datum.value.as_str()));
    let wanted = [
        ("contact.name", "王小明"),
        ("contact.phone", "13800000000"),
        ("declarant_person.name", "李四"),
        ("declarant_person.id", "11010519491231002X"),
    ];
    assert_eq!(personal.collect::<Vec<_>>(), wanted);
    let stored = serde_json::to_string(&received.declaration).unwrap();
    assert!(!stored.contains("王小明") && !stored.contains("11010519491231002X"));
    assert_eq!(Reader::default().read(&write(&received)).unwrap(), received);
}

#[test]
fn what_is_missing() {
    for key in ["direction", "reference", "parties", "offices", "journey", "lines"] {
        check_change(&format!("/{key}"), None, key, "required");
        check_change(&format!("/{key}"), json!(null), key, "required");
    }
    check_change("/parties/owner", None, "parties.owner", "required");
    check_change("/offices/accept", None, "offices.accept", "required");
    check_change("/journey/port", None, "journey.port", "required");
    check_change("/lines", json!([]), "lines", "required");
    for key in ["hs", "origin", "net_mass", "value"] {
        check_change(&format!("/lines/1/{key}"), None, &format!("lines[1].{key}"), "required");
    }
    check_change("/lines/0/packages/0/count", None, "lines[0].packages[0].count", "required");
    check_change("/containers/1/no", None, "containers[1].no", "required");
    check_change("/wanted/0/copies", None, "wanted[0].copies", "required");
}

#[test]
fn what_has_the_wrong_type() {
    check_change("/reference", json!(5), "reference", "type");
    check_change("/lines", json!({}), "lines", "type");
    check_change("/lines/1", json!("x"), "lines[1]", "type");
    check_change("/journey", json!([]), "journey", "type");
    check_change("/lines/0/net_mass", json!(108.0), "lines[0].net_mass", "type");
    check_change("/lines/0/attributes", json!("15"), "lines[0].attributes", "type");
    check_change("/lines/0/attributes/1", json!(17), "lines[0].attributes[1]", "type");
    check_change("/containers/0/shared", json!("yes"), "containers[0].shared", "type");
    check_change("/wanted/0/copies", json!("2"), "wanted[0].copies", "type");
    check_change("/offices/chosen/签证", json!(1), "offices.chosen.签证", "type");
}

#[test]
fn what_has_the_wrong_shape() {
    check_change("/direction", json!("import"), "direction", "unknown_word");
    check_change("/parties/owner", json!("某公司"), "parties.owner", "shape");
    check_change("/journey/port", json!("青岛"), "journey.port", "shape");
    check_change("/journey/day", json!("2015/09/12"), "journey.day", "shape");
    check_change("/journey/day", json!("2015-02-29"), "journey.day", "shape");
    check_change("/lines/0/hs", json!("080510000"), "lines[0].hs", "shape");
    check_change("/lines/0/quantity", json!("1200"), "lines[0].quantity", "shape");
    check_change("/lines/0/net_mass", json!("many kg"), "lines[0].net_mass", "shape");
    check_change("/lines/0/net_mass", json!("1e3 kg"), "lines[0].net_mass", "shape");
    check_change("/lines/0/net_mass", json!("20 t"), "lines[0].net_mass", "unit");
    check_change("/lines/0/value", json!("30520.00 usd"), "lines[0].value", "shape");
    check_change("/attachments/0/digest", json!("ABC"), "attachments[0].digest", "shape");
    check_change("/offices/chosen/通 关", json!("610100"), "offices.chosen.通 关", "shape");
}

#[test]
fn check_digits() {
    check_change("/containers/0/no", json!("CSQU3054384"), "containers[0].no", "check_digit");
    check_change("/lines/0/stowage/1/container", json!("CBHU3202733"), "lines[0].stowage[1].container", "check_digit");
    check_change("/parties/owner", json!("91350100M000100Y4Z"), "parties.owner", "shape");
    check_change("/parties/owner", json!("D2143569-0"), "parties.owner", "check_digit");
    check_change("/parties/declarant", json!("D21435690"), "parties.declarant", "check_digit");
}

#[test]
fn numbers_and_days_out_of_range() {
    for (day, fine) in [("1989-12-31", false), ("1990-01-01", true), ("2100-12-31", true), ("2101-01-01", false)] {
        let bytes = changed("/journey/day", Some(json!(day)));
        match fine {
            true => drop(Reader::default().read(&bytes).unwrap()),
            false => check(&bytes, &[("journey.day", "out_of_range")]),
        }
    }
    check_change("/lines/0/net_mass", json!("99999999999999.99999 kg"), "lines[0].net_mass", "out_of_range");
    check_change("/lines/0/net_mass", json!("1.000001 kg"), "lines[0].net_mass", "out_of_range");
    check_change("/lines/0/net_mass", json!("-1 kg"), "lines[0].net_mass", "not_positive");
    check_change("/lines/0/value", json!("-0.01 CNY"), "lines[0].value", "not_positive");
    check_change("/lines/0/quantity", json!("0.00001 KGM"), "lines[0].quantity", "out_of_range");
    check_change("/lines/0/packages/0/count", json!(4_294_967_296_u64), "lines[0].packages[0].count", "out_of_range");
    check_change("/lines/0/packages/0/count", json!(-1), "lines[0].packages[0].count", "out_of_range");
    check_change("/lines/0/packages/0/count", json!(1.5), "lines[0].packages[0].count", "out_of_range");
    for (count, read) in
        [(json!(100.0), Some(100)), (json!(1e3), Some(1_000)), (json!(100.5), None), (json!("100"), None)]
    {
        let read_now = Reader::default().read(&changed("/lines/0/packages/0/count", Some(count.clone())));
        assert_eq!(read_now.ok().map(|received| received.declaration.lines[0].packages[0].count), read, "{count}");
    }
    for (mass, read) in
        [("200.000000 kg", Some("200 kg")), ("200.0000001 kg", None), ("1,800 kg", None), ("１ kg", None)]
    {
        let read_now = Reader::default().read(&changed("/lines/1/net_mass", Some(json!(mass))));
        assert_eq!(
            read_now.ok().map(|received| received.declaration.lines[1].net_mass.to_string()).as_deref(),
            read,
            "{mass}"
        );
    }
    check_change("/wanted/0/originals", json!(100), "wanted[0].originals", "out_of_range");
}

#[test]
fn unknown_fields_and_repeated_keys() {
    check_change("/colour", json!("red"), "colour", "unknown_field");
    check_change("/journey/colour", json!(1), "journey.colour", "unknown_field");
    check_change(
        "/lines/1/packages",
        json!([{"kind": "CT", "count": 1, "size": 2}]),
        "lines[1].packages[0].size",
        "unknown_field",
    );
    for own in ["sealed", "not_supplied"] {
        check_change(&format!("/{own}"), json!([]), own, "unknown_field");
    }
    check_change("/lines/0/hs_not_in_force", json!(true), "lines[0].hs_not_in_force", "unknown_field");
    let twice = ENTRY.replacen("\"origin\": \"AU\"", "\"origin\": \"AU\", \"origin\": \"NZ\"", 1);
    check(twice.as_bytes(), &[("lines[0].origin", "duplicate")]);
    let twice = ENTRY.replacen("\"通关\": \"610100\"", "\"通关\": \"610100\", \"通关\": \"410100\"", 1);
    check(twice.as_bytes(), &[("offices.chosen.通关", "duplicate")]);
}

#[test]
fn texts_too_long_or_disguised() {
    check_change("/journey/conveyance", json!("船".repeat(256)), "journey.conveyance", "too_long");
    assert!(Reader::default().read(&changed("/journey/conveyance", Some(json!("船".repeat(255))))).is_ok());
    check_change("/lines/0/name", json!("鲜橙\u{202e}fdp"), "lines[0].name", "control_character");
    check_change("/contact/name", json!("a\u{0}b"), "contact.name", "control_character");
    check_change("/contact", json!("王"), "contact", "type");
}

#[test]
fn lists_too_long() {
    let line: Value = serde_json::from_str::<Value>(ENTRY).unwrap()["lines"][1].clone();
    let lines = |n: usize| changed("/lines", Some(Value::Array(vec![line.clone(); n])));
    assert_eq!(Reader::default().read(&lines(999)).unwrap().declaration.lines.len(), 999);
    check(&lines(1_000), &[("lines", "too_many")]);
    check_change("/containers", json!(vec![json!({"no": "CSQU3054383"}); 1_000]), "containers", "too_many");
    for (count, code) in [(1_000_000, "too_large"), (400_000, "too_many")] {
        let keys: serde_json::Map<_, _> = (0..count).map(|n| (format!("k{n}"), json!(1))).collect();
        let faults = Reader::default().read(&serde_json::to_vec(&keys).unwrap()).unwrap_err();
        assert_eq!((faults.len(), faults[0].code.as_str()), (1, code));
    }
    let keys: serde_json::Map<_, _> = (0..65).map(|n| (format!("k{n}"), json!(1))).collect();
    check(&serde_json::to_vec(&keys).unwrap(), &[("", "too_many")]);
    let faults = Reader::default().read(&changed("/lines/0/attributes", Some(json!(vec![1; 200_001])))).unwrap_err();
    assert!(faults.len() == 1 && faults[0].at.starts_with("lines[0].attributes[199") && faults[0].code == "too_many");
}

#[test]
fn text_that_is_no_json() {
    check(b"", &[("", "incomplete")]);
    let half = &ENTRY[..ENTRY.find("AQ-2015").unwrap()];
    check(half.as_bytes(), &[("lines[0].permits[0].no", "incomplete")]);
    check(b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", &[("", "syntax")]);
    check(b"{\"direction\": entry}", &[("direction", "syntax")]);
    check(b"{\"lines\": [{\"net_mass\": 1e309}]}", &[("lines[0].net_mass", "out_of_range")]);
    check(b"{\"reference\": \"\\ud800\"}", &[("reference", "surrogate")]);
    check(b"{\"reference\": \"\\udc00x\"}", &[("reference", "surrogate")]);
    check(b"{} {}", &[("", "syntax")]);
    check(b"[]", &[("", "type")]);
    check(b"{\"reference\": \"\xd6\xd0\xb9\xfa\"}", &[("", "encoding")]);
    check(b"\xff\xfe{\x00}\x00", &[("", "encoding")]);
    check(b"{\x00}\x00", &[("", "syntax")]);
    let deep = format!("{{\"lines\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let at = format!("lines{}", "[0]".repeat(31));
    check(deep.as_bytes(), &[(&at, "too_deep")]);
    let deep = format!("{{\"colour\": {}1{}}}", "[".repeat(31), "]".repeat(31));
    assert_eq!(Reader::default().read(deep.as_bytes()).unwrap_err().last().unwrap().code, "unknown_field");
}

#[test]
fn all_faults_at_once() {
    let mut sample: Value = serde_json::from_str(ENTRY).unwrap();
    sample["lines"][0]["net_mass"] = json!("-3 kg");
    sample["lines"][0]["origin"] = json!("Australia");
    sample["lines"][1]["value"] = json!(1);
    sample["journey"]["day"] = json!("1066-10-14");
    sample["containers"][1]["no"] = json!("CBHU3202731");
    sample["colour"] = json!("red");
    sample["offices"] = json!({});
    let wanted = [
        ("offices.accept", "required"),
        ("journey.day", "out_of_range"),
        ("lines[0].origin", "shape"),
        ("lines[0].net_mass", "not_positive"),
        ("lines[1].value", "type"),
        ("containers[1].no", "check_digit"),
        ("colour", "unknown_field"),
    ];
    check(&serde_json::to_vec(&sample).unwrap(), &wanted);
}

/// One bound a kind of number: at it and below taken, above it refused, wherever it stands.
#[test]
fn numbers_b2_are_bounded_by_kind() {
    let bounds = [
        ("/lines/0/net_mass", "lines[0].net_mass", "1000000000 kg", "1000000000.00001 kg"),
        ("/lines/0/gross_mass", "lines[0].gross_mass", "1000000000 kg", "37010022600002 kg"),
        ("/lines/0/quantity", "lines[0].quantity", "1000000000000 C62", "1000000000000.0001 C62"),
        ("/lines/0/value", "lines[0].value", "10000000000000.00 CNY", "10000000000000.01 CNY"),
        ("/lines/0/value", "lines[0].value", "9999999999999.99 CNY", "92233720368547758.07 CNY"),
    ];
    for (pointer, at, fits, too_much) in bounds {
        let read = Reader::default().read(&changed(pointer, Some(json!(fits))));
        let faults = read.err().unwrap_or_default();
        assert!(faults.iter().all(|fault| fault.at != at), "{fits}: {faults:?}");
        check_change(pointer, json!(too_much), at, "out_of_range");
    }
    let count = "/lines/0/packages/0/count";
    assert!(Reader::default().read(&changed(count, Some(json!(10_000_000)))).is_ok());
    check_change(count, json!(10_000_001), "lines[0].packages[0].count", "out_of_range");
}

/// The text of a value in which the key at a path stands twice, the second time with another value.
fn doubled(value: &Value, path: &str, at: &str) -> String {
    match value {
        Value::Object(entries) => {
            let member = |(key, value): (&String, &Value)| {
                let own = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let written = format!("{}: {}", json!(key), doubled(value, &own, at));
                if own == at { format!("{written}, {}: {{\"x\": [1, 2]}}, {written}", json!(key)) } else { written }
            };
            format!("{{{}}}", entries.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            let item = |(n, item): (usize, &Value)| doubled(item, &format!("{path}[{n}]"), at);
            format!("[{}]", items.iter().enumerate().map(item).collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

fn paths(value: &Value, path: &str, all: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let own = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                paths(value, &own, all);
                all.push(own);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| paths(item, &format!("{path}[{n}]"), all));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whichever key stands twice, wherever, whatever its values, alone or in a batch.
#[test]
fn every_key_that_stands_twice_is_a_fault_at_its_path() {
    let sample: Value = serde_json::from_str(ENTRY).unwrap();
    let mut all = Vec::new();
    paths(&sample, "", &mut all);
    assert!(60 < all.len(), "the sample has {} keys", all.len());
    for path in all {
        let text = doubled(&sample, "", &path);
        let told = |faults: &[Fault]| faults.iter().any(|fault| fault.at == path && fault.code == "duplicate");
        assert!(told(&Reader::default().read(text.as_bytes()).unwrap_err()), "{path}");
        let batch = Reader::default().read_batch(format!("[{ENTRY}, {text}]").as_bytes()).unwrap();
        assert!(batch[0].is_ok() && told(batch[1].as_ref().unwrap_err()), "{path}");
        assert!(told(&exchange::json::repeated(text.as_bytes())), "{path}");
    }
    assert_eq!(exchange::json::repeated(ENTRY.as_bytes()), []);
    // Written otherwise it is the same key.
    let other = ENTRY.replacen("\"reference\":", "\"ref\\u0065rence\": \"X\", \"reference\":", 1);
    check(other.as_bytes(), &[("reference", "duplicate")]);
}
