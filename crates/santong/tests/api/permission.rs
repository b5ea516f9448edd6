//! The committed permission table over HTTP and on the page of a case: every role x act x relation that somebody can have, on a
//! case in a state in which the act is possible. Allowed is 2xx, everything else 403 or 404.

use crate::files::{give as given, pdf};
use crate::signatories::kept;
use crate::site::{EARLY, LATE, OTHER, OWNER, Site, exit, site};
use crate::standing::Standing::{
    Answered, AtPlace, Elsewhere, Holding, Lapsed, Own, Reviewing, SharedAnswered, SharedLapsed, Stranger,
};
use crate::standing::{NOW, Stage, Standing, asker, signed, stage};
use crate::trials::{Case, Trial, form_of, fresh, of_case, step_of, trials};
use clearance::permission::Act;
use santong::table;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use trial::visit::Page;
use values::actor::Role;
use web::route::{Access, Route, Verb};

/// Tries an act by a program; the status.
async fn tried(site: &Site, trial: &Trial, stage: &Stage, token: &str, count: usize) -> u16 {
    let path = trial.route.replace("{no}", &stage.no).replace("{step}", step_of(trial.act)).replace("{lot}", "1");
    let path = path.replace("{hold}", &stage.hold.to_string()).replace("{item}", &stage.item.to_string());
    let path = path.replace("{waiver}", "1").replace("{certificate}", "1");
    if trial.act == Act::ReadStatistics {
        return site.get(token, &format!("{path}?activity=accept&from=2015-01-01&to=2015-12-31")).await.status;
    }
    if [Act::Declare, Act::Advise].contains(&trial.act) {
        let mut declaration = exit("8516601000");
        let owner = if token == OTHER { OTHER } else { OWNER };
        declaration["parties"] = json!({ "owner": owner, "declarant": owner });
        return site.post(token, &path, &declaration).await.status;
    }
    if [Act::RegisterEnterprise, Act::KeepSheets].contains(&trial.act) {
        let body = trial.body.to_string().replace("{n}", &format!("{count:08}"));
        return site.post(token, &path, &serde_json::from_str(&body).unwrap()).await.status;
    }
    if [Act::AdoptEdition, Act::EaseEdition].contains(&trial.act) {
        return of_edition(site, trial, token, count).await;
    }
    let of_staff = if trial.act == Act::ManageSeals { "640100" } else { "inspector-410100" };
    let path = path.replace("{id}", if trial.act == Act::Restrict { OWNER } else { of_staff });
    if [Act::ManageAccounts, Act::ManageSeals].contains(&trial.act) {
        let signed_in = site.in_person(token).await;
        assert_eq!(site.post(token, &path, &trial.body).await.status, 403, "no machine's token does {}", trial.route);
        return site.post(&signed_in, &path, &trial.body).await.status;
    }
    if trial.act == Act::SignPaper {
        let by_machine = site.command(token, &stage.no, "certificates/1/signature", trial.body.clone()).await.status;
        assert_eq!(by_machine, 403, "no machine's token signs");
        return signed(site, token, &stage.no).await.status;
    }
    if trial.act == Act::Confirm {
        let digest = site.case(&stage.no).await["contents"]["digest"].clone();
        let body = json!({ "digest": digest });
        let by_machine = site.command(token, &stage.no, "confirmation", body.clone()).await.status;
        assert_eq!(by_machine, 403, "no machine's token signs");
        return site.command(&site.in_person(token).await, &stage.no, "confirmation", body).await.status;
    }
    if trial.body == Value::Null {
        site.get(token, &format!("{path}?purpose=trace")).await.status
    } else if trial.case.is_some() {
        let short = path.strip_prefix(&format!("/api/v1/cases/{}/", stage.no)).unwrap().to_owned();
        site.command(token, &stage.no, &short, trial.body.clone()).await.status
    } else {
        site.post(token, &path, &trial.body).await.status
    }
}

/// Asks for an edition, or lets one that somebody else asks for ease open cases.
async fn of_edition(site: &Site, trial: &Trial, token: &str, count: usize) -> u16 {
    let asked = json!({
        "edition": { format!("note-{count}.txt"): "试" }, "reason": "试", "from": "2099-01-01", "open": "together",
    });
    if trial.act == Act::AdoptEdition {
        return site.post(token, trial.route, &asked).await.status;
    }
    let operations = site.officer(Role::Operations, "370100").await;
    let answer = site.post(&operations, "/api/v1/editions/proposals", &asked).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    let path = trial.route.replace("/{no}/", &format!("/{}/", answer.json["seq"]));
    assert_eq!(site.post(token, &path, &trial.body).await.status, 403, "no machine's token decides of the law");
    site.post(&site.in_person(token).await, &path, &trial.body).await.status
}

/// Whether a status is what a cell of the table says, from a program or from a page.
fn holds(wanted: &str, status: u16) -> bool {
    match wanted {
        "yes" => (200..300).contains(&status) || status == 303,
        code => code.parse() == Ok(status),
    }
}

/// The committed table.
fn table() -> BTreeMap<(String, String, String), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        ((cells[0].to_owned(), cells[1].to_owned(), cells[2].to_owned()), cells[3].to_owned())
    });
    rows.collect()
}

/// One trial by one asker, by the API or by the page: what the table says, and what came.
async fn cell(
    site: &Site,
    trial: &Trial,
    stage: &Stage,
    (role, standing, token): (Role, Standing, &str),
    page: bool,
) -> Cell {
    let key = (role.word().to_owned(), trial.act.word().to_owned(), standing.relation(trial, role).to_owned());
    let status = match form_of(trial, stage).filter(|_| page) {
        Some(fields) => site.form(token, &stage.no, fields).await,
        None => tried(site, trial, stage, token, COUNT.fetch_add(1, Ordering::SeqCst)).await,
    };
    Cell { key, status, page }
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

struct Cell {
    key: (String, String, String),
    status: u16,
    page: bool,
}

/// Whether an act is not possible any more though its cell says yes: who has answered does not answer again, and while somebody
/// holds the goods no paper of them is issued.
fn over(standing: Standing, act: Act) -> bool {
    act == Act::AnswerWork && [Answered, SharedAnswered].contains(&standing)
        || act == Act::IssuePaper && standing == Holding
}

/// Whether the text names somebody else for it than the command centre, which the table lets do it where it is named.
fn not_named(role: Role, trial: &Trial) -> bool {
    let by = trial.case.as_ref().map_or("", |case| case.then);
    role == Role::Command && [Act::LiftDemand, Act::AnswerWaiver].contains(&trial.act) && !by.ends_with("by command")
}

/// The trials with an even or an odd place, on two threads.
async fn matrix(part: usize) -> (usize, Vec<String>) {
    let (late, first) = (site(LATE).await, site(EARLY).await);
    late.officer(Role::Inspector, "410100").await;
    let table = table();
    let (mut called, mut wrong) = (0, Vec::new());
    let blank = Stage { no: String::new(), hold: 1, item: 1 };
    for trial in trials().into_iter().skip(part).step_by(2) {
        let site = if trial.case.as_ref().is_some_and(|case| case.early) { &first } else { &late };
        for standing in NOW {
            // What depends on the case only is tried once without one, and what waits for no review has no reviewers' part.
            let bare = trial.case.is_none() && ![Own, Stranger, AtPlace, Elsewhere].contains(&standing);
            let waits = trial.case.as_ref().is_some_and(Case::waits);
            if bare || standing == Reviewing && !waits {
                continue;
            }
            let mut staged: Option<Stage> = None;
            for role in Role::ALL {
                let Some(token) = asker(site, role, standing, trial.at).await else { continue };
                for page in [false, true] {
                    if page && (trial.case.is_none() || form_of(&trial, &blank).is_none()) {
                        continue;
                    }
                    // What was done to the copy before may have used it up.
                    if let Some(case) = trial.case.as_ref().filter(|_| staged.is_none()) {
                        staged = Some(stage(site, case, standing).await);
                    }
                    let on = staged.as_ref().unwrap_or(&blank);
                    let found = cell(site, &trial, on, (role, standing, &token), page).await;
                    called += 1;
                    let ends = over(standing, trial.act) || not_named(role, &trial);
                    let wanted = if ends && table[&found.key] == "yes" { "409" } else { table[&found.key].as_str() };
                    if !holds(wanted, found.status) {
                        let way = if found.page { "page" } else { trial.route };
                        wrong.push(format!("{standing:?} {:?} {way}: {wanted} is {}", found.key, found.status));
                    }
                    if wanted == "yes" && trial.body != Value::Null {
                        staged = None;
                    }
                }
            }
        }
    }
    (called, wrong)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_of_the_table_holds_over_http() {
    let halves = [tokio::spawn(matrix(0)), tokio::spawn(matrix(1))];
    let (mut called, mut wrong) = (0, Vec::new());
    for half in halves {
        let (calls, found) = half.await.unwrap();
        called += calls;
        wrong.extend(found);
    }
    println!("figure permission cells called over HTTP: {called}");
    assert!(wrong.is_empty(), "{} of {called}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What was shared ends with the due day, for reads and for commands; the answer itself may come late.
#[tokio::test]
async fn every_cell_holds_after_the_day_of_a_work_item_has_passed() {
    let site = site(LATE).await;
    let (table, mut staged) = (table(), Vec::new());
    for trial in trials() {
        let Some(case) = trial.case.as_ref().filter(|case| !case.early) else { continue };
        for standing in [Lapsed, SharedLapsed] {
            let mut common = None;
            for role in Role::ALL {
                let Some(token) = asker(&site, role, standing, trial.at).await else { continue };
                let key =
                    (role.word().to_owned(), trial.act.word().to_owned(), standing.relation(&trial, role).to_owned());
                // What changes nothing shares a case.
                let own = table[&key] == "yes" && trial.body != Value::Null;
                let on = match (own, &common) {
                    (false, Some(at)) => *at,
                    (_, _) => {
                        staged.push((stage(&site, case, standing).await, Vec::new()));
                        staged.len() - 1
                    }
                };
                common = if own { common } else { Some(on) };
                staged[on].1.push((trial.clone(), role, standing, token));
            }
        }
    }
    site.app.desk.clock.advance(Duration::from_secs(86_400));
    let (mut called, mut wrong) = (0, Vec::new());
    for (stage, tries) in &staged {
        for (trial, role, standing, token) in tries {
            let found = cell(&site, trial, stage, (*role, *standing, token), false).await;
            called += 1;
            let wanted = &*table[&found.key];
            let wanted = if wanted == "yes" && not_named(*role, trial) { "409" } else { wanted };
            if !holds(wanted, found.status) {
                wrong.push(format!("{standing:?} {:?} {}: {}", found.key, trial.route, found.status));
            }
        }
    }
    println!("figure permission cells called over HTTP after the due day: {called}");
    assert!(wrong.is_empty(), "{} of {called}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What a reader of a case gets by its page and by the API: the status and the extent.
async fn read(site: &Site, token: &str, no: &str) -> [(u16, String); 2] {
    let page = site.page(token, &format!("/case/{no}?purpose=trace")).await;
    read_with(site, token, no, &page).await
}

/// The same beside a page that was read.
pub async fn read_with(site: &Site, token: &str, no: &str, page: &Page) -> [(u16, String); 2] {
    let answer = site.get(token, &format!("/api/v1/cases/{no}?purpose=trace")).await;
    let seen = match (page.status, page.body.contains("10,000.00")) {
        (200, true) => "whole",
        (200, false) => "goods",
        (_, _) => "",
    };
    [(answer.status, answer.json["extent"].as_str().unwrap_or_default().to_owned()), (page.status, seen.to_owned())]
}

/// The whole case for those who have their place in it or a share, its goods for other officers: by the API and by the page.
/// Receipt and ledger go with the whole; the forms of corrections are the declarant's.
#[tokio::test]
async fn every_cell_of_reading_a_case_holds_over_http_and_on_its_page() {
    let site = site(LATE).await;
    let table = table();
    for waits in [true, false] {
        let case = Case { reviewed: !waits, ..fresh(exit("8516601000")) };
        for standing in [&NOW[..], &[Lapsed, SharedLapsed]].concat() {
            if standing == Reviewing && !waits {
                continue;
            }
            let Stage { no, .. } = stage(&site, &case, standing).await;
            let file = given(&site, OWNER, &no, "name=a.pdf", pdf(10, 1)).await.json["file"].clone();
            let file = format!("files/{}", file.as_str().unwrap());
            if [Lapsed, SharedLapsed].contains(&standing) {
                site.app.desk.clock.advance(Duration::from_secs(86_400));
            }
            for role in Role::ALL {
                let Some(token) = asker(&site, role, standing, "410100").await else { continue };
                let relation = standing.relation(&of_case(Act::ReadOwn, "", "410100", Value::Null, case.clone()), role);
                let cell = |act: &str| table[&(role.word().to_owned(), act.to_owned(), relation.to_owned())].as_str();
                let wanted = match (cell("read_own"), cell("read_goods")) {
                    ("yes", _) => (200, "whole".to_owned()),
                    (_, "yes") => (200, "goods".to_owned()),
                    (_, "404") => (404, String::new()),
                    (_, _) => (403, String::new()),
                };
                let what = format!("{} {standing:?} waits {waits}", role.word());
                assert_eq!(read(&site, &token, &no).await, [wanted.clone(), wanted.clone()], "{what}");
                let part = |part: &str| format!("/api/v1/cases/{no}/{part}?purpose=trace");
                assert_eq!(site.get(&token, &part("events")).await.status, wanted.0, "{what}");
                for path in ["receipt", "ledger", "archive", &file] {
                    let whole = if wanted.1 == "whole" { 200 } else { wanted.0.max(403) };
                    assert_eq!(site.get(&token, &part(path)).await.status, whole, "{what} {path}");
                }
                let form = if standing == Own { 200 } else { wanted.0.max(403) };
                for path in ["correct", "amend"] {
                    assert_eq!(site.page(&token, &format!("/case/{no}/{path}")).await.status, form, "{what} {path}");
                }
            }
        }
    }
}

/// What concerns the account itself, whoever has it.
fn of_oneself(path: &str) -> bool {
    ["/account", "/api/v1/account", "/api/v1/tokens", "/sign-out"]
        .iter()
        .any(|own| path == *own || path.strip_prefix(own).is_some_and(|rest| rest.starts_with('/')))
        && !path.starts_with("/api/v1/accounts")
}

/// The acts that the row of a route names.
fn acts_of(route: &Route) -> Vec<&'static str> {
    let words: Vec<&str> = route.tag.into_iter().flat_map(str::split_whitespace).collect();
    for word in &words {
        assert!(Act::ALL.iter().any(|(_, known)| known == word), "{} has an unknown tag {word}", route.path);
    }
    words
}

#[test]
fn no_route_or_page_is_without_its_row_and_every_one_of_a_case_is_tried() {
    let mut acts = BTreeSet::new();
    let tried: BTreeSet<&str> = trials().iter().filter_map(|trial| trial.route.split('?').next()).collect();
    for route in table::table() {
        let own = acts_of(&route);
        let open = matches!(route.access, Access::Public | Access::Operator);
        assert_eq!(own.is_empty(), open || of_oneself(route.path), "{} {}", route.verb.word(), route.path);
        if route.path.starts_with("/api/v1/") {
            acts.extend(own);
        }
        let by_extent = ["", "/events", "/files/{file}", "/files/{file}/thumbnail", "/archive"]
            .map(|end| format!("/api/v1/cases/{{no}}{end}"));
        let read_by_extent = by_extent.iter().any(|path| path == route.path);
        if route.path.starts_with("/api/v1/cases/{no}") && !(route.verb == Verb::Get && read_by_extent) {
            assert!(tried.contains(route.path), "{} is not tried", route.path);
        }
        // The page of a case and its forms of corrections are tried beside the API.
        if route.path.starts_with("/case/") {
            let files = ["/files", "/files/{file}", "/files/{file}/thumbnail", "/archive", "/confirm"];
            let papers = [
                "/documents-office",
                "/certificates",
                "/clearances/{clearance}",
                "/certificates/{certificate}",
                "/certificates/{certificate}/draft",
                "/certificates/{certificate}/amendment",
                "/certificates/{certificate}/supplement",
                "/certificates/{certificate}/reissue",
            ];
            let pages = ["", "/correct", "/amend"].iter().chain(&files).chain(&papers);
            let mut pages = pages.map(|page| format!("/case/{{no}}{page}"));
            assert!(pages.any(|page| page == route.path), "{}", route.path);
        }
    }
    for (_, word) in Act::ALL {
        assert!(acts.contains(word), "no route for {word}");
    }
}

/// Every page and every read that is about no case, by everybody: as its row and the table say.
#[tokio::test]
async fn every_page_and_route_without_a_case_answers_as_its_row_says() {
    let site = site(LATE).await;
    let (table, signatory) = (table(), kept(&site).await);
    let mut called = 0;
    for route in table::table().into_iter().filter(|route| route.verb == Verb::Get && !route.path.contains("{no}")) {
        let acts = acts_of(&route);
        if acts.is_empty() {
            continue;
        }
        let path = route.path.replace("{table}", "place").replace("{id}", &signatory);
        let asked = "key=%E9%93%B6%E5%B7%9D&q=%E9%93%B6%E5%B7%9D&activity=accept&rows=owner&columns=whole&from=2015-01-01&to=2015-12-31";
        for role in Role::ALL {
            for standing in [Own, Elsewhere] {
                let Some(token) = asker(&site, role, standing, "").await else { continue };
                let relation = if standing == Own { "own" } else { "elsewhere" };
                let cell = |act: &str| table[&(role.word().to_owned(), act.to_owned(), relation.to_owned())] == "yes";
                let may = match route.access {
                    Access::Roles(roles) => roles.contains(&role),
                    Access::SignedIn | Access::InPerson | Access::Public | Access::Operator => true,
                };
                let status = site.page(&token, &format!("{path}?{asked}")).await.status;
                let wanted = if may && acts.iter().any(|act| cell(act)) { 200 } else { 403 };
                assert_eq!(status, wanted, "{} {} {relation}", route.path, role.word());
                called += 1;
            }
        }
    }
    println!("figure pages and reads without a case called over HTTP: {called}");
}
