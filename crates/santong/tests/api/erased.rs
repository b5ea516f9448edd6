//! What the text keeps no longer, and what the enterprise signs for, over HTTP and on both engines.

use crate::archive::{parts, take};
use crate::files::{give, pdf};
use crate::promises::on_both;
use crate::site::{OTHER, OWNER, Site, exit};
use axum::body::Body;
use axum::http::Request;
use desk::act::Ask;
use desk::file::shelf::{Pace, Shelf, verify};
use desk::retention::{going, remove};
use policy::Kept;
use register::cases::FIELD;
use register::scope::Scope;
use serde_json::{Value, json};
use std::time::Duration;
use tower::ServiceExt;
use values::actor::Role;

const DAY: Duration = Duration::from_secs(86_400);

async fn status(site: &Site, no: &str, file: &str) -> u16 {
    let request = site.shows(Request::get(format!("/api/v1/cases/{no}/files/{file}")), OWNER);
    site.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
}

/// What may go of files now, and goes if it is said so.
async fn old(site: &Site, goes: bool) -> u64 {
    let (field, now) = (site.app.field(), site.app.desk.clock.now());
    let mut found = going(&field.register, &trial::desk::law(&site.app.desk).await.policy, now).await.unwrap();
    found.retain(|going| going.kept == Kept::Files);
    if goes {
        remove(&site.app.desk, &Ask::platform(now), &found).await.unwrap();
    }
    found[0].old.count
}

/// Everything that lies in a folder, file by file.
fn bytes_of(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(bytes_of(&path)) } else { all.push(std::fs::read(path).unwrap()) }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn n8_files_go_ten_years_after_their_case_ended_and_all_else_proves_itself_still() {
    on_both(|site| async move {
        let mut files = Vec::new();
        let (kept, ended) = (site.declare(&exit("8516601000")).await, site.declare(&exit("8516601000")).await);
        for (n, no) in [&kept, &ended, &ended].into_iter().enumerate() {
            let given = give(&site, OWNER, no, "name=合同.pdf", pdf(100_000, n as u64)).await;
            files.push(given.json["file"].as_str().unwrap().to_owned());
        }
        assert_eq!(site.command(OWNER, &ended, "withdrawal", json!({})).await.status, 200);
        site.app.desk.clock.advance(3650 * DAY);
        assert_eq!(old(&site, true).await, 0, "on the last day they are there");
        site.app.desk.clock.advance(DAY);
        let before = bytes_of(&site.files_folder());
        assert_eq!(old(&site, false).await, 2);
        assert_eq!(status(&site, &ended, &files[1]).await, 200, "what is shown is not gone");
        assert_eq!((old(&site, true).await, old(&site, true).await), (2, 0));
        assert_eq!((status(&site, &kept, &files[0]).await, status(&site, &ended, &files[1]).await), (200, 410));
        // Nothing of it is on the disk, and what is there is what was there of the other.
        let after = bytes_of(&site.files_folder());
        assert_eq!((before.len(), after.len()), (4, 2));
        assert!(after.iter().all(|file| before.contains(file)));
        let shelf = Shelf::of(site.app.field()).unwrap();
        let report = verify(shelf, Pace::of(None)).await.unwrap();
        assert_eq!((report.sound, report.erased, report.bad), (1, 2, vec![]));
        assert!(site.app.field().register.verify(&[], &FIELD).await.unwrap().bad.is_empty());
        // It is an event of the case, with its clause, and the page and the API say so.
        let events = site.app.field().register.case_events(&Scope::system(), &ended).await.unwrap().unwrap();
        assert_eq!(events.iter().filter(|event| event.body.kind() == "files_erased").count(), 1);
        let told = site.get(OWNER, &format!("/api/v1/cases/{ended}")).await.json["files"].clone();
        assert!(told.as_array().unwrap().iter().all(|file| file["erased"].is_string()), "{told}");
        let page = site.page(OWNER, &format!("/case/{ended}")).await.body;
        assert!(page.contains("已销毁") && !page.contains(&files[1]), "no way leads to what is not there");
        // Its archive has all the rest, and says what is gone.
        let (status, bytes) = take(&site, OWNER, &ended).await;
        assert_eq!(status, 200);
        let (checked, held) = parts(&bytes);
        assert_eq!(checked.manifest.erased.len(), 2);
        assert!(!held.keys().any(|name| name.starts_with("files/")));
        // Made again from the log the tables are the same.
        let (contents, again) = (
            site.app.field().register.contents().await.unwrap(),
            site.app.field().register.rebuild(&FIELD).await.unwrap(),
        );
        assert_eq!(contents, again);
    })
    .await;
}

async fn contents(site: &Site, no: &str) -> Value {
    let inspector = site.officer(Role::Inspector, "410100").await;
    site.get(&inspector, &format!("/api/v1/cases/{no}")).await.json["contents"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_the_enterprise_signs_in_person_with_its_password_and_for_what_it_saw() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let hash = site.app.passwords.hash("correct horse", &site.app.desk.chance).await.unwrap();
        let now = || site.app.desk.clock.now().0;
        site.app.field().register.set_credential(OWNER, &hash, now()).await.unwrap();
        // The password ends what was shown before it.
        site.app.desk.clock.advance(Duration::from_secs(1));
        let (machine, person) = (site.token(OWNER, "new").await, site.in_person(OWNER).await);
        let told = contents(&site, &no).await;
        assert!(told["confirmed"].is_null(), "{told}");
        let digest = told["digest"].clone();
        // No machine signs, however right its token.
        assert_eq!(site.command(&machine, &no, "confirmation", json!({ "digest": digest })).await.status, 403);
        let other = site.in_person(OTHER).await;
        assert_eq!(site.command(&other, &no, "confirmation", json!({ "digest": digest })).await.status, 404);
        // Ten minutes after the sign-in it counts, and a moment later the password is wanted.
        site.app.desk.clock.advance(Duration::from_secs(600));
        let page = site.page(&person, &format!("/case/{no}")).await.body;
        assert!(page.contains("/confirm\"") && !page.contains("confirm-password"), "fresh");
        site.app.desk.clock.advance(Duration::from_micros(1));
        let late = site.command(&person, &no, "confirmation", json!({ "digest": digest })).await;
        assert_eq!((late.status, late.reason()), (409, "not_fresh"), "{late:?}");
        assert!(site.page(&person, &format!("/case/{no}")).await.body.contains("confirm-password"));
        let with = |password: &str| json!({ "digest": digest, "password": password });
        let wrong = site.command(&person, &no, "confirmation", with("wrong horse")).await;
        assert_eq!((wrong.status, wrong.faults()[0].0.as_str()), (422, "password"), "{wrong:?}");
        assert!(contents(&site, &no).await["confirmed"].is_null());
        site.app.desk.clock.advance(Duration::from_secs(60));
        assert_eq!(site.command(&person, &no, "confirmation", with("correct horse")).await.status, 200);
        let told = contents(&site, &no).await;
        assert_eq!(told["confirmed"]["stands"], json!(true), "{told}");
        let own = site.get(&machine, &format!("/api/v1/cases/{no}")).await.json["contents"].clone();
        assert_eq!(own["confirmed"]["by"], json!(OWNER), "{own}");
        // What is given afterwards is to be signed for anew, and nobody signs for what he did not see.
        assert_eq!(give(&site, &machine, &no, "name=a.txt", "说明".into()).await.status, 201);
        assert_eq!(contents(&site, &no).await["confirmed"]["stands"], json!(false));
        let stale = site.command(&person, &no, "confirmation", json!({ "digest": digest })).await;
        assert_eq!((stale.status, stale.reason()), (409, "contents_changed"), "{stale:?}");
        let now = contents(&site, &no).await["digest"].as_str().unwrap().to_owned();
        let form = |digest: &str| [("key".to_owned(), "k-1".to_owned()), ("digest".to_owned(), digest.to_owned())];
        let path = format!("/case/{no}/confirm");
        assert_eq!(site.sends(&person, &path, &form(digest.as_str().unwrap())).await, 422);
        assert_eq!(site.sends(&person, &path, &form(&now)).await, 303, "the password of a minute ago counts");
        assert_eq!(contents(&site, &no).await["confirmed"]["stands"], json!(true));
        // An officer reads that it is so, and not by which account.
        let inspector = site.officer(Role::Inspector, "410100").await;
        let told = site.get(&inspector, &format!("/api/v1/cases/{no}")).await.json["contents"].clone();
        assert!(told["confirmed"]["stands"] == json!(true) && told["confirmed"]["by"].is_null(), "{told}");
        assert!(site.page(&inspector, &format!("/case/{no}")).await.body.contains("企业已确认"));
    })
    .await;
}
