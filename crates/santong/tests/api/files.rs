//! Files of cases over HTTP and on both engines: taken whole or not at all, given to whom the table says, proved, and once.

use crate::promises::on_both;
use crate::site::{LATE, OTHER, OWNER, Site, exit, site_with};
use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use clearance::event::Event;
use desk::file::shelf::{Pace, Shelf, sweep, verify};
use http_body_util::BodyExt;
use register::scope::Scope;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};
use tower::ServiceExt;
use trial::site::Answer;
use values::actor::Role;
use values::calendar::Timestamp;

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A PDF of some bytes, none of them a text.
pub fn pdf(size: usize, seed: u64) -> Vec<u8> {
    let mut chance = seed;
    let mut next = || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 56) as u8
    };
    b"%PDF-1.7\n".iter().copied().chain(std::iter::repeat_with(&mut next)).take(size).collect()
}

pub async fn give(site: &Site, token: &str, no: &str, asked: &str, bytes: Vec<u8>) -> Answer {
    let key = format!("file-{}", COUNT.fetch_add(1, Ordering::SeqCst));
    site.ask("POST", &format!("/api/v1/cases/{no}/files?{asked}"), token, Some(&key), Bytes::from(bytes)).await
}

/// What is answered to who asks for a file: status, the headers that matter, and the bytes.
async fn get(site: &Site, token: &str, no: &str, file: &str) -> (u16, Vec<String>, Vec<u8>) {
    let request = site.shows(Request::get(format!("/api/v1/cases/{no}/files/{file}")), token);
    let response = site.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let names = [
        header::CONTENT_TYPE,
        header::CONTENT_DISPOSITION,
        header::CONTENT_SECURITY_POLICY,
        header::X_CONTENT_TYPE_OPTIONS,
    ];
    let told = names.map(|name| response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned());
    let status = response.status().as_u16();
    (status, told.to_vec(), response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

/// The events of files that stand in the record.
async fn recorded(site: &Site, no: &str) -> Vec<Event> {
    let events = site.app.field().register.case_events(&Scope::system(), no).await.unwrap().unwrap();
    events.into_iter().filter(|event| event.body.kind() == "file_added").collect()
}

/// Whole files and half ones in the folder.
fn on_disk(site: &Site) -> (usize, usize) {
    let later = SystemTime::UNIX_EPOCH + Duration::from_secs(6_000_000_000);
    let left = site.app.field().files.as_ref().unwrap().before(later).unwrap();
    (left.whole.len(), left.half.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_3_1_a_file_is_given_read_and_kept_once() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        for (n, size) in [9, 4095, 4096, 65_536, 65_545, 1_000_000].into_iter().enumerate() {
            let content = pdf(size, n as u64);
            let given = give(&site, OWNER, &no, "name=合同.pdf&kind=101001", content.clone()).await;
            assert_eq!(given.status, 201, "{size}: {given:?}");
            let file = given.json["file"].as_str().unwrap().to_owned();
            let (status, headers, read) = get(&site, OWNER, &no, &file).await;
            assert_eq!((status, read), (200, content.clone()), "{size}");
            assert_eq!(headers[0], "application/pdf");
            assert!(
                headers[1].starts_with("inline; filename=\"") && headers[1].contains("UTF-8''%E5%90%88"),
                "{headers:?}"
            );
            assert!(headers[2].contains("sandbox") && headers[3] == "nosniff", "{headers:?}");
            // The same again is the same file, and no event.
            let again = give(&site, OWNER, &no, "name=又一份.pdf", content).await;
            assert_eq!((again.status, &again.json["file"]), (200, &json!(file)), "{again:?}");
        }
        assert_eq!((recorded(&site, &no).await.len(), on_disk(&site)), (6, (6, 0)));
        // Another case with the same content has another file, and another digest.
        let other = site.declare(&exit("8516601000")).await;
        let given = give(&site, OWNER, &other, "name=合同.pdf", pdf(9, 0)).await;
        assert_eq!(given.status, 201);
        let digest = |files: &Value| files.as_array().unwrap()[0]["digest"].as_str().unwrap().to_owned();
        let (one, two) = (site.case(&no).await["files"].clone(), site.case(&other).await["files"].clone());
        assert_ne!(digest(&one), digest(&two));
        let report = verify(Shelf::of(site.app.field()).unwrap(), Pace::of(None)).await.unwrap();
        assert_eq!((report.sound, report.erased, report.bad), (7, 0, vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_3_1_what_is_no_file_is_told_in_words_and_leaves_nothing() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let html = b"<!doctype html><script>alert(1)</script>".to_vec();
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
        let late = [vec![b'a'; 100_000], vec![0], vec![b'b'; 10]].concat();
        for (asked, bytes, status, said) in [
            ("name=a.html", html.clone(), 422, "runs"),
            ("name=a.pdf", svg, 422, "runs"),
            ("name=a.txt", html, 422, "runs"),
            ("name=a.jpg", pdf(5000, 1), 422, "misnamed"),
            ("name=a", pdf(5000, 1), 422, "misnamed"),
            ("name=a.pdf", b"MZ\x90\0".to_vec(), 422, "unknown_kind"),
            ("name=a.txt", late, 422, "unknown_kind"),
            ("name=a.txt", vec![0xe4, 0xb8], 422, "unknown_kind"),
            ("name=..%2Fa.pdf", pdf(10, 1), 422, "shape"),
            ("name=.a.pdf", pdf(10, 1), 422, "shape"),
            ("name=a%E2%80%AEfdp.pdf", pdf(10, 1), 422, "shape"),
            ("name=a%00.pdf", pdf(10, 1), 422, "shape"),
            ("name=", pdf(10, 1), 422, "shape"),
            ("", pdf(10, 1), 422, "shape"),
            ("name=a.pdf&of=nothing", pdf(10, 1), 422, "unknown_code"),
            ("name=a.pdf&of=step&which=", pdf(10, 1), 422, "unknown_code"),
            ("name=a.pdf&kind=999999", pdf(10, 1), 422, "unknown_code"),
            ("name=a.pdf&replaces=1", pdf(10, 1), 422, "shape"),
            ("name=a.pdf&taken_at=2015-11-10", pdf(10, 1), 422, "taken_at"),
            ("name=a.pdf&taken_at=2015-11-10T01%3A05%3A00.000001Z", pdf(10, 1), 422, "taken_at"),
            ("name=a.pdf&taken_where=a%0Ab", pdf(10, 1), 422, "taken_where"),
            ("name=a.pdf&taken_where=a%E2%80%AEb", pdf(10, 1), 422, "taken_where"),
            ("name=a.pdf&of=hold&which=1", pdf(10, 1), 409, "file_unknown"),
            ("name=a.pdf&of=amendment", pdf(10, 1), 409, "file_unknown"),
            ("name=a.pdf&replaces=00000000000000000000000000000000", pdf(10, 1), 409, "file_unknown"),
            ("name=a.txt", vec![b'a'; 5_000_001], 409, "file_large"),
        ] {
            let answer = give(&site, OWNER, &no, asked, bytes).await;
            let told = answer.json.to_string();
            assert!(answer.status == status && told.contains(said), "{asked}: {answer:?}");
        }
        let long = format!("name={}.pdf", "件".repeat(84));
        assert_eq!(give(&site, OWNER, &no, &long, pdf(10, 1)).await.status, 422, "256 bytes");
        let long = format!("name={}a.pdf", "件".repeat(83));
        assert_eq!(give(&site, OWNER, &no, &long, pdf(10, 1)).await.status, 201, "254 bytes");
        let huge = give(&site, OWNER, &no, "name=a.pdf", pdf(20_000_001, 1)).await;
        assert!([409, 413].contains(&huge.status), "{huge:?}");
        assert_eq!((recorded(&site, &no).await.len(), on_disk(&site)), (1, (1, 0)), "nothing else is left");
        // Without a key nothing is taken; a key stands for one content.
        let path = format!("/api/v1/cases/{no}/files?name=b.pdf");
        assert_eq!(site.ask("POST", &path, OWNER, None, Bytes::from(pdf(10, 2))).await.status, 400);
        let send = async |bytes| site.ask("POST", &path, OWNER, Some("one"), Bytes::from(bytes)).await;
        let (first, again, other) = (send(pdf(10, 2)).await, send(pdf(10, 2)).await, send(pdf(11, 3)).await);
        assert_eq!((first.status, again.status, other.status), (201, 200, 422), "{first:?} {again:?} {other:?}");
        assert_eq!(first.json["file"], again.json["file"]);
        assert_eq!(on_disk(&site), (2, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn design_5_files_are_read_by_who_reads_the_whole_and_what_offices_give_is_theirs() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let own = give(&site, OWNER, &no, "name=a.pdf", pdf(100, 1)).await.json["file"].as_str().unwrap().to_owned();
        let inspector = site.officer(Role::Inspector, "410100").await;
        let photo =
            give(&site, &inspector, &no, "name=b.jpg&of=step&which=产地检验检疫", b"\xff\xd8\xff\xe0 photo".to_vec())
                .await;
        assert_eq!(photo.status, 201, "{photo:?}");
        let theirs = photo.json["file"].as_str().unwrap().to_owned();
        let far = site.officer(Role::Inspector, "640100").await;
        let auditor = site.officer(Role::Auditor, "370100").await;
        for (who, file, wanted) in [
            (OWNER, &own, 200),
            (OWNER, &theirs, 404),
            (OTHER, &own, 404),
            (&*inspector, &own, 200),
            (&*inspector, &theirs, 200),
            // Whoever has no part says what for, and sees the goods only.
            (&*far, &own, 403),
            (&*auditor, &own, 403),
            ("", &own, 401),
        ] {
            assert_eq!(get(&site, who, &no, file).await.0, wanted, "{who} {file}");
        }
        let purpose = async |who: &str| get(&site, who, &no, &format!("{own}?purpose=check")).await.0;
        assert_eq!((purpose(&far).await, purpose(&auditor).await), (403, 200));
        // Of another case it is not.
        let other = site.declare(&exit("8516601000")).await;
        assert_eq!(get(&site, OWNER, &other, &own).await.0, 404);
        let told = |told: &Value| told["files"].as_array().map_or(0, Vec::len);
        let path = format!("/api/v1/cases/{no}");
        assert_eq!(told(&site.get(OWNER, &path).await.json), 1);
        assert_eq!(told(&site.get(&inspector, &path).await.json), 2);
        for (path, count) in [(format!("{path}/events"), 1), (format!("{path}/ledger"), 1)] {
            let seen = site.get(OWNER, &path).await.json.to_string();
            assert_eq!(seen.matches("file_added").count(), count, "{path}: {seen}");
            assert!(!seen.contains(&theirs), "{path}");
        }
        // The reads of who has no part are kept.
        let reads = site.app.field().register.reads_of(&Scope::system(), &no, 100).await.unwrap();
        assert!(reads.iter().any(|read| read.what.contains(&own)), "{reads:?}");
    })
    .await;
}

/// No kind of file is taken yet.
const NONE: &[(&str, &str, &str)] = &[("files.md", "| 2015-05-01 |", "| 2099-01-01 |"); 7];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_3_1_a_photograph_says_when_and_where_it_was_taken_as_its_giver_does() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let inspector = site.officer(Role::Inspector, "410100").await;
        // Five minutes ahead is a telephone's clock, a moment more is none.
        let asked = "name=a.pdf&taken_at=2015-11-10T09%3A05%3A00%2B08%3A00&taken_where=郑州%20三号库";
        assert_eq!(give(&site, &inspector, &no, asked, pdf(10, 1)).await.status, 201);
        let told = site.get(&inspector, &format!("/api/v1/cases/{no}")).await.json["files"][0].clone();
        assert_eq!((&told["taken_at"], &told["taken_where"]), (&json!("2015-11-10T01:05:00Z"), &json!("郑州 三号库")));
        let page = site.page(&inspector, &format!("/case/{no}")).await.body;
        assert!(page.contains("拍摄： 2015-11-10 09:05 · 郑州 三号库"), "the region's time");
    })
    .await;
}

#[tokio::test]
async fn plan_3_3_1_who_may_not_is_told_so_before_what_is_taken_even_where_nothing_is() {
    let site = site_with(LATE, None, NONE).await;
    let no = site.declare(&exit("8516601000")).await;
    let far = site.officer(Role::Inspector, "640100").await;
    for (who, wanted) in [(OWNER, 409), (OTHER, 404), (&*far, 403)] {
        let answer = give(&site, who, &no, "name=a.pdf", pdf(10, 1)).await;
        assert_eq!(answer.status, wanted, "{who}: {answer:?}");
    }
    assert_eq!(give(&site, OWNER, &no, "name=a.pdf", pdf(10, 1)).await.reason(), "file_kind");
    assert_eq!((recorded(&site, &no).await.len(), on_disk(&site)), (0, (0, 0)));
}

/// What the form of the page is answered that brings one file; and what a page is that reads it.
async fn by_page(site: &Site, who: &str, no: &str, file: &str) -> (u16, u16) {
    let part = |name: &str, more: &str, value: &str| {
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let key = format!("page-{}", COUNT.fetch_add(1, Ordering::SeqCst));
    let body = [
        part("key", "", &key),
        part("of", "", "case"),
        part("file", "; filename=\"C:\\\\scans\\\\a.txt\"", &format!("信 {key}")),
        "--x--\r\n".to_owned(),
    ];
    let request =
        Request::post(format!("/case/{no}/files")).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let request = site.shows(request, who).body(Body::from(body.concat())).unwrap();
    let gave = site.router.clone().oneshot(request).await.unwrap().status().as_u16();
    (gave, site.page(who, &format!("/case/{no}/files/{file}")).await.status)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn design_5_files_are_given_and_read_by_page_by_the_same_as_over_http() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let own = give(&site, OWNER, &no, "name=b.txt", "合同".into()).await.json["file"].as_str().unwrap().to_owned();
        let inspector = site.officer(Role::Inspector, "410100").await;
        let reviewer = site.officer(Role::Reviewer, "640100").await;
        let far = site.officer(Role::Inspector, "640100").await;
        let admin = site.officer(Role::SystemAdmin, "410100").await;
        for (who, wanted) in [
            (OWNER, (303, 200)),
            (OTHER, (404, 404)),
            (&*inspector, (303, 200)),
            (&*reviewer, (303, 200)),
            (&*far, (403, 403)),
            (&*admin, (403, 403)),
        ] {
            assert_eq!(by_page(&site, who, &no, &own).await, wanted, "{who}");
        }
        let names: Vec<String> =
            site.case(&no).await["files"].as_array().unwrap().iter().map(|file| file["name"].to_string()).collect();
        assert_eq!(names, ["\"b.txt\"", "\"a.txt\"", "\"a.txt\"", "\"a.txt\""]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r30_a_file_that_is_altered_missing_or_erased_is_named_and_never_shown() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let mut files = Vec::new();
        for n in 0..4 {
            let given = give(&site, OWNER, &no, "name=a.pdf", pdf(200_000, n)).await;
            files.push(given.json["file"].as_str().unwrap().to_owned());
        }
        let path = |n: usize| site.files_folder().join("whole").join(&files[n][..2]).join(&files[n]);
        let mut bytes = std::fs::read(path(0)).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(path(0), bytes).unwrap();
        std::fs::remove_file(path(1)).unwrap();
        site.app.field().register.erase(&format!("file/{}", files[2])).await.unwrap();
        for (n, wanted) in [(0, 500), (1, 500), (2, 410), (3, 200)] {
            let (status, _, body) = get(&site, OWNER, &no, &files[n]).await;
            assert_eq!(status, wanted, "{n}");
            assert!(wanted == 200 || !body.starts_with(b"%PDF"), "{n}");
        }
        let report = verify(Shelf::of(site.app.field()).unwrap(), Pace::of(None)).await.unwrap();
        assert_eq!((report.sound, report.erased, report.bad.len()), (1, 1, 2), "{report:?}");
        assert!(
            report.bad.iter().all(|(case, what)| *case == no && (what.contains(&files[0]) || what.contains(&files[1])))
        );
        // What was erased goes from the disk with the next sweep, and nothing else.
        let later = Timestamp(6_000_000_000_000_000);
        assert_eq!(sweep(Shelf::of(site.app.field()).unwrap(), later).await.unwrap(), 1);
        assert_eq!(on_disk(&site), (2, 0));
        assert_eq!(verify(Shelf::of(site.app.field()).unwrap(), Pace::of(None)).await.unwrap().bad.len(), 2);
    })
    .await;
}
