//! The text is the program, through the running server: an edit of the text changes advice, tasks, screens and the guard of
//! release of the same binary, and a formula that disagrees with its table keeps it from serving.

use std::fs;
use std::path::{Path, PathBuf};
use trial::TempDir;

use serde_json::{Value, json};

use crate::http::Line;
use crate::people::{MACHINE, OWNER, export, prepare, waiting};
use crate::register::{Place, wait};
use crate::running::{Server, refuses};
use trial::form::forms;

/// The row of the inspection at origin of mode E3.
const ROW: &str = "| 产地检验检疫 | 检验 | 产地 | | 审单 | | Inspection at origin |";
/// A step of supervision before it.
const ADDED: &str = "| 产地监管 | 监管 | 产地 | | 审单 | | Supervision at origin |\n\
                     | 产地检验检疫 | 检验 | 产地 | | 审单、产地监管 | | Inspection at origin |";
/// What the plan's name for mode E3 stands for, without the step and with it.
const DEFINITION: [&str; 2] = ["检验地直放 ＝ 产地检验检疫+直接放行", "检验地直放 ＝ 产地监管+产地检验检疫+直接放行"];
/// Formula and table of mode E1 with verification at the port, and without.
const VERIFIED: [(&str, &str); 4] = [
    ("> 产地检验+口岸查验/监装", "> 产地检验+口岸监装(必要时)"),
    ("| 口岸查验 | 查验 | 口岸 | 清单条目 | 转单 | 从严条目处置 不为「监装」 | Verification at the port |\n", ""),
    (
        "| 通关单 | 通关 | 口岸；非 货主列入黑名单的，任一 | 企业 | 口岸查验、口岸监装 |",
        "| 通关单 | 通关 | 口岸；非 货主列入黑名单的，任一 | 企业 | 转单、口岸监装 |",
    ),
    ("| 2 | E1 | 查验 |", "| 2 | E1 | |"),
];
/// Treatment of mode I2 at the port, and inland after arrival.
const TREATED: [(&str, &str); 3] = [
    ("属地检验检疫+口岸预防性消毒处理(必要时)", "属地检验检疫+属地预防性消毒处理(必要时)"),
    (
        "| 预防性消毒处理 | 处理 | 口岸 | | 审单 | 需要处理 |",
        "| 预防性消毒处理 | 处理 | 属地 | | 调离（到达后） | 需要处理 |",
    ),
    ("| 调离 | 调离 | 口岸 | | 通关单、预防性消毒处理 | |", "| 调离 | 调离 | 口岸 | | 通关单 | |"),
];

/// Replaces the first passage behind a heading.
#[track_caller]
fn replace(text: &mut String, heading: &str, (old, new): (&str, &str)) {
    let from = text.find(heading).unwrap_or_else(|| panic!("no {heading}"));
    let at = text[from..].find(old).unwrap_or_else(|| panic!("{heading} does not say {old}")) + from;
    text.replace_range(at..at + old.len(), new);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() { copy(&path, &to.join(name)) } else { assert!(fs::copy(&path, to.join(name)).is_ok()) }
    }
}

/// A copy of the region's text in a folder of its own; what it is edited to is written there.
fn edited(folder: &TempDir, edit: impl Fn(&mut String)) -> PathBuf {
    let policy = folder.path().join("policy");
    copy(&Place::of(folder.path()).policy.join("9+1"), &policy.join("9+1"));
    let modes = policy.join("9+1/modes.md");
    let mut text = fs::read_to_string(&modes).unwrap();
    edit(&mut text);
    fs::write(&modes, text).unwrap();
    policy
}

fn needed(line: &mut Line, declaration: &Value) -> Vec<String> {
    let advice = line.post(MACHINE, "/api/v1/advice", declaration);
    assert_eq!(advice.status, 200, "{}", advice.body);
    let steps = advice.json()["steps"].as_array().unwrap().clone();
    let needed = steps.iter().filter(|step| step["needed"] == true);
    needed.map(|step| step["step"].as_str().unwrap().to_owned()).collect()
}

/// What the steps of a case page say, in their order.
fn shown(line: &mut Line, no: &str) -> Vec<String> {
    let page = line.page(&format!("/case/{no}?purpose=trace"));
    assert_eq!(page.status, 200, "{}", page.body);
    let list = page.body.split("<ol class=\"steps\">").nth(1).unwrap().split("</ol>").next().unwrap();
    list.split("<b>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// The steps that the page for declaring advises.
fn advised(line: &mut Line) -> String {
    let page = line.page("/declare/exit");
    let form = forms(&page.body).into_iter().find(|form| form.action == "/declare/exit").unwrap();
    let form = [
        ("do", "advise"),
        ("reference", "E-1"),
        ("parties.owner", OWNER),
        ("offices.accept", "370100"),
        ("offices.origin", "640100"),
        ("journey.port", "CNQDP"),
        ("journey.transport", "1"),
        ("journey.destination_country", "DE"),
        ("lines[0].hs", "6109100000"),
        ("lines[0].name", "棉制针织T恤衫"),
        ("lines[0].origin", "CN"),
        ("lines[0].quantity", "1000"),
        ("lines[0].quantity#unit", "C62"),
        ("lines[0].net_mass", "200.5"),
        ("lines[0].value", "5000.00"),
        ("lines[0].value#unit", "USD"),
        ("lines[0].packages[0].kind", "CT"),
        ("lines[0].packages[0].count", "100"),
        ("attachments[0].kind", "101001"),
        ("attachments[1].kind", "101002"),
    ]
    .into_iter()
    .fold(form, |form, (name, value)| form.with(name, value));
    let answer = line.form(&form.action, &form.encoded());
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body.split("<ol class=\"advised\">").nth(1).unwrap().split("</ol>").next().unwrap().to_owned()
}

/// A step that must not be done yet, for a reason.
#[track_caller]
fn refused(line: &mut Line, who: &str, no: &str, step: (&str, &str), work: Value) {
    let (step, reason) = step;
    let answer = line.act(who, no, &format!("steps/{step}"), json!({ "work": work }));
    assert_eq!((answer.status, &answer.json()["more"]["reason"]), (409, &json!(reason)), "{}", answer.body);
}

/// An export of mode E3 under the edited text: supervised, inspected, cleared and released.
fn supervised(line: &mut Line) {
    let declaration = export(OWNER, "SUPERVISED");
    let plan = ["申报", "审单", "产地监管", "产地检验检疫", "通关单", "直接放行"];
    assert_eq!(needed(line, &declaration), plan);
    let no = line.declare(MACHINE, &declaration);
    line.review(&no);
    let queue = line.get("inspector", "/api/v1/queue");
    assert_eq!(waiting(&queue, &no), [("产地监管".to_owned(), "640100".to_owned())]);
    line.sign_in("inspector");
    let page = line.page("/queue");
    let task = page.body.split("<li").find(|task| task.contains(&format!("/case/{no}"))).unwrap();
    assert!(task.contains("产地监管"), "{task}");
    assert_eq!(shown(line, &no), ["申报", "审单", "产地监管", "产地检验检疫", "通关单", "签证", "直接放行"]);
    refused(line, "releaser-3", &no, ("直接放行", "step_not_open"), json!({ "release": {} }));
    let findings = json!({ "findings": [{ "lot": 1, "outcome": "pass" }] });
    refused(line, "inspector", &no, ("产地检验检疫", "step_not_open"), json!({ "examine": findings }));
    line.does("inspector", &no, "steps/产地监管", json!({ "work": { "supervise": { "note": "在场" } } }));
    line.pass("inspector", &no, "产地检验检疫");
    line.does("releaser-3", &no, "steps/通关单", json!({ "work": { "clear": {} } }));
    line.does("releaser-3", &no, "steps/直接放行", json!({ "work": { "release": {} } }));
    assert_eq!(line.get("reviewer", &format!("/api/v1/cases/{no}?purpose=trace"))["stage"]["word"], "closed");
}

/// A listed export of mode E1 under the edited text: nothing waits at the port but the release.
fn unverified(line: &mut Line) {
    let mut declaration = export(OWNER, "UNVERIFIED");
    declaration["lines"][0]["hs"] = json!("0409000000");
    declaration["lines"][0]["quantity"] = json!("200 KGM");
    declaration["attachments"] = json!([{ "kind": "101001" }, { "kind": "101002" }, { "kind": "101041" }]);
    let plan = ["申报", "审单", "产地检验", "转单", "通关单", "放行"];
    assert_eq!(needed(line, &declaration), plan);
    let no = line.declare(MACHINE, &declaration);
    line.review(&no);
    line.pass("inspector", &no, "产地检验");
    refused(line, "releaser-3", &no, ("放行", "step_not_open"), json!({ "release": {} }));
    line.does("forwarder", &no, "steps/转单", json!({ "work": { "forward": {} } }));
    let waits = [("通关单".to_owned(), "370200".to_owned())];
    assert_eq!(waiting(&line.get("port", "/api/v1/queue?place=370200&all=true"), &no), waits);
    line.sign_in("port");
    assert!(!shown(line, &no).contains(&"口岸查验".to_owned()));
    line.does("releaser-3", &no, "steps/通关单", json!({ "work": { "clear": {} } }));
    line.does("releaser-3", &no, "steps/放行", json!({ "work": { "release": {} } }));
}

/// An import of mode I2 from an epidemic area under the edited text: treated inland, where it arrived.
fn treated_inland(line: &mut Line) {
    let declaration = json!({
        "direction": "entry", "reference": "TREATED", "parties": { "owner": OWNER, "declarant": OWNER },
        "offices": { "accept": "640100", "destination": "640100" },
        "journey": { "port": "CNQDP", "transport": "1", "despatch_country": "DE" },
        "head": { "epidemic": "YQ01" },
        "lines": [{ "hs": "8471309000", "name": "便携式计算机", "origin": "DE", "quantity": "100 C62",
            "net_mass": "200 kg", "value": "5000.00 USD", "purpose": "99", "packages": [{ "kind": "CT", "count": 100 }] }],
        "attachments": [{ "kind": "101001" }, { "kind": "101002" }]
    });
    let no = line.declare(MACHINE, &declaration);
    line.review(&no);
    line.does("releaser-3", &no, "steps/通关单", json!({ "work": { "clear": {} } }));
    line.does("releaser-3", &no, "steps/调离", json!({ "work": { "move": { "seal": "QD-1" } } }));
    let treat = json!({ "treat": { "method": "喷洒", "minutes": 60, "effective": true } });
    refused(line, "inspector", &no, ("预防性消毒处理", "not_arrived"), treat.clone());
    line.does("inspector", &no, "arrival", json!({ "seal_intact": true }));
    let queue = line.get("inspector", "/api/v1/queue?place=640100");
    let waits = ["检验检疫", "预防性消毒处理"].map(|step| (step.to_owned(), "640100".to_owned()));
    let mut found = waiting(&queue, &no);
    found.sort();
    assert_eq!(found, waits);
    line.pass("inspector", &no, "检验检疫");
    refused(line, "releaser-3", &no, ("放行", "step_not_open"), json!({ "release": {} }));
    line.does("inspector", &no, "steps/预防性消毒处理", json!({ "work": treat }));
    line.does("releaser-3", &no, "steps/放行", json!({ "work": { "release": {} } }));
}

#[test]
fn the_text_is_the_program_of_the_running_server() {
    let folder = trial::folder();
    let shipped = Place::of(&folder.path().join("data"));
    wait(prepare(&shipped));
    let mut server = Server::start(&shipped);
    let mut line = server.line();
    let before = line.declare(MACHINE, &export(OWNER, "BEFORE"));
    line.sign_in(MACHINE);
    assert!(!advised(&mut line).contains("产地监管"));
    server.kill();

    let policy = edited(&folder, |text| {
        replace(text, "### E3", (DEFINITION[0], DEFINITION[1]));
        replace(text, "### E3", (ROW, ADDED));
        VERIFIED[..3].iter().for_each(|edit| replace(text, "### E1", *edit));
        replace(text, "", VERIFIED[3]);
        TREATED.iter().for_each(|edit| replace(text, "### I2", *edit));
    });
    let list = policy.join("9+1/list-exit.md");
    let text = fs::read_to_string(&list).unwrap().replace("| E1 | 查验 |", "| E1 | |");
    fs::write(&list, text).unwrap();
    // The folder changes nothing: the law is what is on the record.
    let place = Place { policy: policy.clone(), ..shipped };
    let mut server = Server::start(&place);
    let mut line = server.line();
    line.sign_in(MACHINE);
    assert!(!advised(&mut line).contains("产地监管"));
    server.kill();
    // Two of operations make it the law; the examples show what the text said before, and go with it.
    fs::remove_dir_all(policy.join("9+1/cases")).unwrap();
    wait(place.adopts(&policy.join("9+1")));
    let server = Server::start(&place);
    let mut line = server.line();
    line.sign_in(MACHINE);
    assert!(advised(&mut line).contains("产地监管"));
    supervised(&mut line);
    unverified(&mut line);
    treated_inland(&mut line);
    // What was accepted under the old text goes by it to its end.
    line.review(&before);
    assert_eq!(shown(&mut line, &before), ["申报", "审单", "产地检验检疫", "通关单", "签证", "直接放行"]);
    line.pass("inspector", &before, "产地检验检疫");
}

#[test]
fn a_formula_that_disagrees_with_its_table_keeps_the_server_from_serving() {
    let folder = trial::folder();
    let policy = edited(&folder, |text| replace(text, "### E3", (ROW, ADDED)));
    let modes = fs::read_to_string(policy.join("9+1/modes.md")).unwrap();
    let said = refuses(&Place { policy, ..Place::of(&folder.path().join("data")) });
    let fault = said
        .lines()
        .find_map(|line| line.split_once("modes.md:").map(|(_, rest)| rest))
        .unwrap_or_else(|| panic!("{said}"));
    let mut numbers = fault.splitn(3, ':').map(str::parse::<usize>);
    let (at, column) = (numbers.next().unwrap().unwrap(), numbers.next().unwrap().unwrap());
    let begins = modes.lines().position(|line| line.starts_with("### E3")).unwrap();
    let ends = modes.lines().position(|line| line.starts_with("### I1")).unwrap();
    assert!((begins..ends).contains(&(at - 1)) && 0 < column, "{said}");
    assert!(!folder.path().join("data/register.db").exists(), "nothing was opened on a text that has faults");
}
