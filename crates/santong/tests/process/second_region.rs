//! A region of another language, currency and time zone, with a positive list and its own order of steps: the same binary.

use serde_json::{Value, json};
use values::actor::Role;

use crate::http::Line;
use crate::people::{enterprise, person};
use crate::register::{Place, wait};
use crate::running::Server;

const OWNER: &str = "RIVER-TIMBER";
const FROM: &str = "2020-07-01";

/// Logs through Antwerp to Liège.
fn logs() -> Value {
    json!({
        "direction": "entry", "reference": "LOGS-1", "parties": { "owner": OWNER, "declarant": OWNER },
        "offices": { "accept": "ANR-P", "destination": "LGG-I" },
        "journey": { "port": "BEANR", "transport": "1", "despatch_country": "US" },
        "lines": [{ "hs": "440321", "name": "Pine logs", "origin": "US", "quantity": "40 MTQ", "net_mass": "1000 kg",
            "value": "900.00 EUR", "purpose": "99", "packages": [{ "kind": "NE", "count": 40 }] }],
        "attachments": [{ "kind": "N380" }, { "kind": "N851" }]
    })
}

async fn prepared(place: &Place) {
    let people = [
        ("importer", Role::Declarant, None, Some(OWNER)),
        ("reviewer", Role::Reviewer, Some("GNE-B"), None),
        ("port", Role::Inspector, Some("ANR-P"), None),
        ("mill", Role::Inspector, Some("LGG-I"), None),
        ("releaser", Role::Releaser, Some("ANR-P"), None),
    ];
    let people = people.map(|(name, role, office, of)| person(name, role, office, of, FROM));
    place.peopled(enterprise(OWNER, "LGG-I", "T2", FROM).into(), people.into()).await;
}

/// The steps that are open.
fn open(line: &mut Line, no: &str) -> Vec<String> {
    let case = line.get("reviewer", &format!("/api/v1/cases/{no}?purpose=trace"));
    let steps = case["steps"].as_array().unwrap().iter().filter(|step| step["status"] == "open");
    steps.map(|step| step["step"].as_str().unwrap().to_owned()).collect()
}

/// The region takes no declarations of exits: no menu offers them, and who asks is told that, not of a mode.
fn nothing_leaves_by_declaration(line: &mut Line) {
    let queue = line.page("/queue").body;
    assert!(queue.contains("/declare/entry") && !queue.contains("/declare/exit"), "{queue}");
    let form = line.page("/declare/exit");
    assert!(form.status == 409 && form.body.contains("The region takes no declarations"), "{}", form.body);
    let mut exit = logs();
    exit["direction"] = json!("exit");
    exit["offices"] = json!({ "accept": "ANR-P", "origin": "LGG-I" });
    exit["journey"] = json!({ "port": "BEANR", "transport": "1", "destination_country": "US" });
    let answer = line.post("importer", "/api/v1/advice", &exit);
    assert_eq!(
        (answer.status, &answer.json()["more"]["reason"]),
        (409, &json!("direction_not_offered")),
        "{}",
        answer.body
    );
}

#[test]
fn the_second_region_runs_a_journey_through_the_running_server() {
    let folder = trial::folder();
    let place = Place { region: "demo-en", ..Place::of(folder.path()) };
    wait(prepared(&place));
    let server = Server::start(&place);
    let mut line = server.line();
    let page = line.page("/sign-in");
    // Nobody chose a language: the region's it is.
    assert!(
        page.status == 200 && page.body.contains("<html lang=\"en\"") && page.body.contains("Password"),
        "{}",
        page.body
    );
    // The start page is the region's own, with its own number of members; nothing of another region stands on it.
    let start = line.page("/");
    assert!(start.body.contains("The control points of Riverland work as one: 2 members"), "{}", start.body);
    assert!(!start.body.contains("Silk Road") && !start.body.contains("Ten bureaus"), "{}", start.body);
    line.sign_in("importer");
    nothing_leaves_by_declaration(&mut line);
    let no = line.declare("importer", &logs());
    assert!(no.starts_with("ANR-P-") && no.len() == 18, "{no}");
    let case = line.get("reviewer", &format!("/api/v1/cases/{no}?purpose=trace"));
    assert_eq!((&case["verdict"]["mode"], &case["stage"]["word"]), (&json!("INLAND"), &json!("working")));
    let early = line.act("reviewer", &no, "review", json!({ "review": { "pass": {} } }));
    assert_eq!((early.status, &early.json()["more"]["reason"]), (409, &json!("review_not_waiting")), "{}", early.body);
    let treat = json!({ "treat": { "method": "heat", "minutes": 60, "effective": true } });
    let found = json!({ "examine": { "findings": [{ "lot": 1, "outcome": "pass" }] } });
    let journey = [
        ("port", "Treatment", treat),
        ("releaser", "Clearance", json!({ "clear": {} })),
        ("releaser", "Movement", json!({ "move": { "seal": "A-1" } })),
        ("mill", "Inspection", found),
        ("reviewer", "Review", Value::Null),
        ("releaser", "Release", json!({ "release": {} })),
    ];
    for (who, step, work) in journey {
        if step == "Inspection" {
            line.does("mill", &no, "arrival", json!({ "seal_intact": true }));
        }
        assert!(open(&mut line, &no).contains(&step.to_owned()), "{step}");
        if step == "Review" {
            line.review(&no)
        } else {
            line.does(who, &no, &format!("steps/{step}"), json!({ "work": work }))
        }
    }
    let case = line.get("reviewer", &format!("/api/v1/cases/{no}?purpose=trace"));
    assert_eq!((&case["stage"]["word"], &case["lots"][0]["state"]), (&json!("closed"), &json!("released")));
    let due = case["transit"]["due"].as_str().unwrap();
    assert!(
        ["T22:59:59", "T21:59:59", "T23:00:00", "T22:00:00"].iter().any(|end| due.contains(end)),
        "midnight in Brussels: {due}"
    );
    let page = line.page(&format!("/case/{no}"));
    assert!(page.status == 200 && page.body.contains("900.00") && page.body.contains("EUR"), "{}", page.body);
    for word in ["Antwerp Border Control Post", "Liège Control Point", "Inspection", "released"] {
        assert!(page.body.contains(word), "{word}: {}", page.body);
    }
}
