//! What a live declaration must satisfy beyond its shape, read from JSON with the shipped tables and the region's text.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clearance::region::RegionState;
use clearance::remark::remarks;
use clearance::terms::Terms;
use clearance::valid::{HORIZON_DAYS, live, mark};
use exchange::json::{Reader, Reading};
use policy::reference::Reference;
use policy::remark::{KINDS, PAPERS};
use policy::{Flags, Policy};
use serde_json::{Value, json};
use values::calendar::Day;
use values::fault::Fault;

const ENTRY: &str = include_str!("samples/json/entry.json");

fn files(folder: &Path, under: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(under).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            files(folder, &path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push((path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned(), text));
        }
    }
}

fn read_all(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut found = Vec::new();
    files(&folder, &folder, &mut found);
    found
}

fn shipped() -> &'static (Reference, Policy) {
    static SHIPPED: OnceLock<(Reference, Policy)> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let tables = read_all("reference");
        let tables: Vec<_> = tables.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let policy = Policy::read(&read_all("policy/9+1"), &Flags::default()).unwrap();
        (Reference::read(&tables).unwrap(), policy)
    })
}

fn read(bytes: &[u8], day: &str) -> Reading {
    let (reference, policy) = shipped();
    let day = Day::parse(day).unwrap();
    let terms = Terms { reference, policy, day, horizon: HORIZON_DAYS, region: &RegionState::default() };
    let check = |declaration: &_| live(declaration, &terms);
    Reader { reference: Some((reference, day)), check: Some(&check), zone: None, keeps: false }.read(bytes)
}

/// The remarks on the sample with its first line changed, and the faults of it by a text that refuses all of them.
fn remarked(line: &Value) -> [Vec<(String, String)>; 2] {
    let (reference, policy) = shipped();
    let (day, region) = (Day::parse("2015-09-05").unwrap(), RegionState::default());
    let mut sample: Value = serde_json::from_str(ENTRY).unwrap();
    for (key, value) in line.as_object().unwrap() {
        sample["lines"][0][key] = value.clone();
    }
    // It asks for papers, which has no effect and is remarked: that is another test's.
    sample["wanted"] = json!([]);
    sample["offices"].as_object_mut().unwrap().remove("documents");
    let declaration = Reader::default().read(&serde_json::to_vec(&sample).unwrap()).unwrap().declaration;
    let pairs = |faults: Vec<Fault>| faults.into_iter().map(|fault| (fault.at, fault.code)).collect();
    let terms = Terms { reference, policy, day, horizon: HORIZON_DAYS, region: &region };
    let found = remarks(&declaration, &terms);
    // The text refuses papers without a form already.
    let rows = KINDS.into_iter().filter(|kind| *kind != PAPERS);
    let rows: Vec<_> = rows.map(|kind| format!("| {kind} | 「本方案」一 | 2015-09-05 | |")).collect();
    let table = format!("# 附注\n\n| 附注 | 依据 | 自 | 至 |\n|---|---|---|---|\n{}\n", rows.join("\n"));
    let mut texts = read_all("policy/9+1");
    texts.push(("remarks.md".to_owned(), table));
    let strict = Policy::read(&texts, &Flags::default()).unwrap();
    let refused = live(&declaration, &Terms { policy: &strict, ..terms });
    let before = live(&declaration, &Terms { policy: &strict, day: day.plus(-1), ..terms });
    assert!(before.iter().all(|fault| !KINDS.contains(&fault.code.as_str())), "the text refuses from its day on");
    [found, refused].map(pairs)
}

#[test]
fn field_27_quantities_that_contradict_each_other_are_remarked() {
    let permit = |no: &str, amount: &str| json!({ "kind": "325", "no": no, "write_off": amount });
    let only = |permits: &[Value]| json!({ "quantity": "500 KGM", "net_mass": "500 kg", "gross_mass": null, "stowage": [], "permits": permits });
    let mass = |quantity: &str, gross: Option<&str>| json!({ "quantity": quantity, "net_mass": "200 kg", "gross_mass": gross, "stowage": [], "permits": [] });
    let quantity = vec![("lines[0].quantity", "quantity_above_mass")];
    let (twice, above) = ("permit_twice", "write_off_above_quantity");
    for (line, wanted) in [
        (mass("500 KGM", None), quantity.clone()),
        (mass("200 KGM", None), vec![]),
        (mass("200.0001 KGM", None), quantity.clone()),
        (mass("199.9999 KGM", None), vec![]),
        (mass("0.2 TNE", None), vec![]),
        (mass("0.2001 TNE", None), quantity.clone()),
        (mass("441 LBR", None), quantity.clone()),
        (mass("440 LBR", None), vec![]),
        (mass("210 KGM", Some("210 kg")), vec![]),
        (mass("210 KGM", Some("220 kg")), quantity),
        (mass("500 C62", None), vec![]),
        (only(&[permit("A", "500 KGM")]), vec![]),
        (only(&[permit("A", "500.0001 KGM")]), vec![("lines[0].permits[0].write_off", above)]),
        (only(&[permit("A", "0.6 TNE")]), vec![("lines[0].permits[0].write_off", above)]),
        (only(&[permit("A", "300 KGM"), permit("B", "300 KGM")]), vec![]),
        (only(&[permit("A", "5 C62")]), vec![]),
        (
            only(&[permit("A", "600 KGM"), permit("A", "600 KGM")]),
            vec![
                ("lines[0].permits[0].write_off", above),
                ("lines[0].permits[1].no", twice),
                ("lines[0].permits[1].write_off", above),
            ],
        ),
        (only(&[permit("A", "200 KGM"), permit("A", "300 KGM")]), vec![("lines[0].permits[1].no", twice)]),
    ] {
        let [found, refused] = remarked(&line);
        let wanted: Vec<_> = wanted.into_iter().map(|(at, code)| (at.to_owned(), code.to_owned())).collect();
        assert_eq!(found, wanted, "{line}");
        assert_eq!(refused, wanted, "a text may turn each into a fault: {line}");
    }
}

#[test]
fn codes_with_a_flaw_and_codes_that_are_over_are_remarked() {
    let (reference, policy) = shipped();
    let (day, region) = (Day::parse("2026-11-28").unwrap(), RegionState::default());
    let bytes = changed(&[
        ("/parties/owner", json!("91350100M000100Y44")),
        ("/parties/declarant", json!("913702001234569063")),
        ("/containers/0/no", json!("TCLU0000020")),
        ("/lines/0/stowage/0/container", json!("TCLU0000020")),
        ("/lines/0/value", json!("100.00 HRK")),
        ("/lines/0/quantity", json!("100 PCE")),
        ("/lines/1/value", json!("100.00 XXX")),
        ("/wanted/0/kind", json!("14")),
    ]);
    let declaration = Reader { keeps: true, ..Reader::default() }.read(&bytes).unwrap().declaration;
    let found = remarks(&declaration, &Terms { reference, policy, day, horizon: HORIZON_DAYS, region: &region });
    let found: Vec<_> = found.iter().map(|remark| (remark.at.as_str(), remark.code.as_str())).collect();
    let wanted = [
        ("wanted[0].kind", "papers_not_issued"),
        ("parties.owner", "flawed_code"),
        ("parties.declarant", "inner_code"),
        ("lines[0].quantity", "unit_not_in_force"),
        ("lines[0].value", "currency_not_in_force"),
        ("lines[1].value", "currency_not_in_force"),
        ("containers[0].no", "serial_advised_against"),
    ];
    assert_eq!(found, wanted);
}

#[expect(clippy::wildcard_enum_match_arm, reason = "JSON's own kinds of values")]
fn changed(changes: &[(&str, Value)]) -> Vec<u8> {
    let mut sample: Value = serde_json::from_str(ENTRY).unwrap();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match sample.pointer_mut(parent).unwrap() {
            Value::Object(object) => drop(object.insert(key.to_owned(), value.clone())),
            parent => parent[key.parse::<usize>().unwrap()] = value.clone(),
        }
    }
    serde_json::to_vec(&sample).unwrap()
}

#[track_caller]
fn check(changes: &[(&str, Value)], wanted: &[(&str, &str)]) {
    let faults = read(&changed(changes), "2015-09-05").err().unwrap_or_default();
    let found: Vec<_> = faults.iter().map(|fault| (fault.at.as_str(), fault.code.as_str())).collect();
    assert_eq!(found, wanted, "{faults:#?}");
}

#[track_caller]
fn check_one(pointer: &str, value: Value, at: &str, code: &str) {
    check(&[(pointer, value)], &[(at, code)]);
}

#[test]
fn the_sample_is_fit() {
    check(&[], &[]);
}

#[test]
fn codes_that_the_tables_lack() {
    check_one("/kind", json!("99"), "kind", "unknown_code");
    check_one("/journey/port", json!("CNZZZZ"), "journey.port", "shape");
    check_one("/journey/port", json!("CNQQQ"), "journey.port", "unknown_code");
    check_one("/journey/transport", json!("8"), "journey.transport", "unknown_code");
    check_one("/journey/despatch_country", json!("ZZ"), "journey.despatch_country", "unknown_code");
    check_one("/journey/via_port", json!("QQSIN"), "journey.via_port", "unknown_code");
    check_one("/journey/destination_district", json!("999999"), "journey.destination_district", "unknown_code");
    check_one("/head/trade_mode", json!("99"), "head.trade_mode", "unknown_code");
    check_one("/lines/1/hs", json!("9999999999"), "lines[1].hs", "unknown_code");
    check_one("/lines/1/hs", json!("290511"), "lines[1].hs", "shape");
    check_one("/lines/1/origin", json!("XX"), "lines[1].origin", "unknown_code");
    check_one("/lines/0/attributes/1", json!("99"), "lines[0].attributes[1]", "unknown_code");
    check_one("/lines/0/quantity", json!("1 ZZZ"), "lines[0].quantity", "unknown_code");
    check_one("/lines/1/value", json!("1 ZZZ"), "lines[1].value", "unknown_code");
    check_one("/lines/1/dangerous/class", json!("4"), "lines[1].dangerous.class", "unknown_code");
    check_one("/attachments/0/kind", json!("109999"), "attachments[0].kind", "unknown_code");
    check_one("/wanted/0/kind", json!("10"), "wanted[0].kind", "unknown_code");
    check_one("/asked", json!("I9"), "asked", "unknown_mode");
    // Of a table that is known to lack codes, absence proves nothing.
    check(&[("/lines/0/packages/0/kind", json!("Q9")), ("/lines/0/purpose", json!("77"))], &[]);
}

/// Of a credit code that fails its own check only the region knows whether it is somebody's.
#[test]
fn field_23_a_flawed_code_of_nobody_is_a_fault_in_each_party() {
    for role in ["owner", "declarant", "agent"] {
        let at = format!("parties.{role}");
        check_one(&format!("/parties/{role}"), json!("91350100M000100Y44"), &at, "check_digit");
    }
}

#[test]
fn codes_that_held_on_other_days() {
    let faults = |kind: &str, day: &str| {
        let bytes = changed(&[("/wanted/0/kind", json!(kind)), ("/journey/day", json!(day))]);
        read(&bytes, day).err().unwrap_or_default().into_iter().map(|fault| (fault.at, fault.code)).collect::<Vec<_>>()
    };
    let fault = vec![("wanted[0].kind".to_owned(), "not_in_force".to_owned())];
    assert_eq!((faults("97", "2018-05-31"), faults("97", "2018-06-01")), (Vec::new(), fault));
}

#[test]
fn old_and_foreign_codes_become_ours() {
    let bytes = changed(&[
        ("/journey/despatch_country", json!("AUS")),
        ("/lines/0/origin", json!("036")),
        ("/lines/1/value", json!("1 142")),
        ("/lines/0/quantity", json!("20 035")),
    ]);
    let declaration = read(&bytes, "2015-09-05").unwrap().declaration;
    assert_eq!(declaration.journey.despatch_country.unwrap().as_str(), "AU");
    assert_eq!(declaration.lines[0].origin.as_str(), "AU");
    assert_eq!(declaration.lines[1].value.to_string(), "1 CNY");
    assert_eq!(declaration.lines[0].quantity.as_ref().unwrap().to_string(), "20 KGM");
}

#[test]
fn offices_exist_on_the_day_and_the_direction_has_its_own() {
    check_one("/offices/accept", json!("999999"), "offices.accept", "unknown_office");
    check_one("/offices/accept", json!("region"), "offices.accept", "unknown_office");
    check_one("/offices/port", json!("999999"), "offices.port", "unknown_office");
    check_one("/offices/chosen/签证", json!("999999"), "offices.chosen.签证", "unknown_office");
    check_one("/offices/destination", json!(null), "offices.destination", "required");
    let exit = ("/direction", json!("exit"));
    check(&[exit, ("/wanted", json!([]))], &[("offices.origin", "required")]);
    let found = read(ENTRY.as_bytes(), "2015-04-30").unwrap_err();
    assert_eq!(found.iter().filter(|fault| fault.code == "unknown_office").count(), 6);
}

#[test]
fn papers_without_a_form_or_for_the_other_way_cannot_be_asked_for() {
    for (kind, code) in [("21", None), ("14", Some("papers_not_issued")), ("18", Some("papers_not_issued"))] {
        let fault: Vec<_> = code.map(|code| ("wanted[0].kind", code)).into_iter().collect();
        check(&[("/wanted/0/kind", json!(kind))], &fault);
    }
    let mut two = json!([{ "kind": "14", "originals": 1, "copies": 2 }, { "kind": "21", "originals": 1, "copies": 2 }]);
    check_one("/wanted", two.clone(), "wanted[0].kind", "papers_not_issued");
    two[1]["kind"] = json!("10");
    // A code that no table has is told as that alone.
    check(&[("/wanted", two)], &[("wanted[1].kind", "unknown_code"), ("wanted[0].kind", "papers_not_issued")]);
    let faults = |day: &str| read(&changed(&[("/wanted/0/kind", json!("14"))]), day).err().unwrap_or_default();
    let refused = |day: &str| faults(day).iter().any(|fault| fault.code == PAPERS);
    assert_eq!((refused("2015-04-30"), refused("2015-05-01")), (false, true), "from the day of the text");
}

#[test]
fn masses_values_and_counts_at_and_around_zero() {
    for (mass, code) in [("-1 kg", Some("not_positive")), ("0 kg", Some("not_positive")), ("0.00001 kg", None)] {
        let fault: Vec<_> = code.map(|code| ("lines[1].net_mass", code)).into_iter().collect();
        check(&[("/lines/1/net_mass", json!(mass))], &fault);
    }
    check_one("/lines/1/value", json!("0.00 CNY"), "lines[1].value", "not_positive");
    check_one("/lines/0/quantity", json!("0 C62"), "lines[0].quantity", "not_positive");
    check_one("/lines/0/packages/0/count", json!(0), "lines[0].packages[0].count", "not_positive");
    check_one("/lines/0/permits/0/write_off", json!("0 KGM"), "lines[0].permits[0].write_off", "not_positive");
    for (gross, fine) in [("20000.49999 kg", false), ("20000.5 kg", true), ("20000.50001 kg", true)] {
        let fault: &[_] = if fine { &[] } else { &[("lines[0].gross_mass", "below_net")] };
        check(&[("/lines/0/gross_mass", json!(gross))], fault);
    }
    check(
        &[("/wanted/0/originals", json!(0)), ("/wanted/0/copies", json!(0))],
        &[("wanted[0].originals", "not_positive")],
    );
}

#[test]
fn lines_and_containers_reconcile() {
    check_one("/lines/0/stowage/1/net_mass", json!("9999.99999 kg"), "lines[0].stowage", "not_reconciled");
    check_one("/lines/0/stowage/1/net_mass", json!("10000.00001 kg"), "lines[0].stowage", "not_reconciled");
    check(&[("/lines/0/stowage", json!([]))], &[]);
    check(
        &[("/lines/0/stowage/1/container", json!("TGHU7599330"))],
        &[("lines[0].stowage[1].container", "undeclared_container"), ("containers[1].no", "not_reconciled")],
    );
    check(
        &[("/lines/0/stowage/1/container", json!("CSQU3054383"))],
        &[("lines[0].stowage[1].container", "duplicate"), ("containers[1].no", "not_reconciled")],
    );
    check(
        &[("/containers/1/no", json!("CSQU3054383"))],
        &[("lines[0].stowage[1].container", "undeclared_container"), ("containers[1].no", "duplicate")],
    );
    check_one("/lines/0/stowage/1/net_mass", json!("0 kg"), "lines[0].stowage[1].net_mass", "not_positive");
}

#[test]
fn days_around_the_horizon_and_texts_that_must_be_there() {
    for (day, fine) in [("2016-03-03", true), ("2016-03-04", false), ("1990-01-01", true)] {
        let fault: &[_] = if fine { &[] } else { &[("journey.day", "out_of_range")] };
        check(&[("/journey/day", json!(day))], fault);
    }
    check_one("/lines/0/produced", json!("2015-09-06"), "lines[0].produced", "out_of_range");
    check_one("/lines/0/valid_until", json!("2015-07-29"), "lines[0].valid_until", "out_of_range");
    check_one("/reference", json!(" "), "reference", "required");
    check_one("/lines/1/name", json!(null), "lines[1].name", "required");
    check_one("/lines/0/permits/0/no", json!(""), "lines[0].permits[0].no", "required");
    check_one("/lines/1/dangerous/un", json!("12"), "lines[1].dangerous.un", "shape");
    check_one("/lines/0/ciq", json!("1"), "lines[0].ciq", "shape");
    check_one("/head/customs_office", json!("42"), "head.customs_office", "shape");
    check_one("/head/declarant_registration", json!("123"), "head.declarant_registration", "shape");
}

#[test]
fn faults_of_shape_and_of_substance_at_once() {
    let changes = [
        ("/lines/0/net_mass", json!("heavy")),
        ("/lines/1/hs", json!("9999999999")),
        ("/offices/destination", json!(null)),
        ("/containers/0/no", json!("CSQU3054384")),
        ("/journey/port", json!("CNQQQ")),
    ];
    let wanted = [
        ("lines[0].net_mass", "shape"),
        ("containers[0].no", "check_digit"),
        ("offices.destination", "required"),
        ("journey.port", "unknown_code"),
        ("lines[1].hs", "unknown_code"),
    ];
    check(&changes, &wanted);
}

#[test]
fn history_keeps_a_code_that_was_not_in_force_and_marks_it() {
    let (reference, _) = shipped();
    let bytes = changed(&[("/lines/0/hs", json!("080510")), ("/lines/1/hs", json!("010199"))]);
    let mut declaration = Reader::default().read(&bytes).unwrap().declaration;
    mark(&mut declaration, reference, Day::parse("2015-09-05").unwrap());
    let marks = declaration.lines.iter().map(|line| (line.hs.as_str(), line.hs_not_in_force));
    assert_eq!(marks.collect::<Vec<_>>(), [("080510", false), ("010199", true)]);
}
