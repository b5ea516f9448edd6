//! The archive of a case over HTTP and on both engines: what its reader may have of it and nothing else, and whatever is altered in it
//! is seen and named.

use crate::files::{give, pdf};
use crate::promises::on_both;
use crate::site::{LATE, OTHER, OWNER, Site, exit, site_on};
use archive::manifest::Opening;
use archive::{Checked, Is, Part, Wrong, check};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tower::ServiceExt;
use values::actor::Role;

pub async fn take(site: &Site, token: &str, no: &str) -> (u16, Vec<u8>) {
    let request = site.shows(Request::get(format!("/api/v1/cases/{no}/archive")), token);
    let response = site.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (status, said) = (response.status().as_u16(), response.headers().get("content-length").cloned());
    let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
    if status == 200 {
        assert_eq!(said.unwrap(), bytes.len().to_string().as_str());
    }
    (status, bytes)
}

fn checked(bytes: &[u8], key: Option<&str>) -> Result<Checked, Wrong> {
    check(bytes, key, &mut |_, _| {})
}

/// The parts of an archive that is sound, each with its content.
pub fn parts(bytes: &[u8]) -> (Checked, BTreeMap<String, Vec<u8>>) {
    let mut parts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut keep = |part: &Part, piece: &[u8]| parts.entry(part.name.clone()).or_default().extend(piece);
    let checked = check(bytes, None, &mut keep).unwrap();
    (checked, parts)
}

/// For whom an archive of a case says to be made.
fn made_for(checked: &Checked, no: &str) -> String {
    let (of, holder) = checked.proves[0].en.split_once(" for ").unwrap();
    assert!(of.starts_with(&format!("The archive of case {no} of region 9+1, made at ")), "{of}");
    holder.to_owned()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(text)
}

/// A case with files of both sides, in the middle of its way.
async fn story(site: &Site, size: usize) -> (String, String) {
    let mut declaration = exit("8516601000");
    declaration["contact"] = json!({ "name": "李雷", "phone": "13800001111" });
    let no = site.declare(&declaration).await;
    assert_eq!(give(site, OWNER, &no, "name=合同.pdf&kind=101001", pdf(size, 1)).await.status, 201);
    assert_eq!(give(site, OWNER, &no, "name=a%3Ab.txt", "说明".into()).await.status, 201);
    site.review(&no).await;
    let inspector = site.officer(Role::Inspector, "410100").await;
    assert_eq!(give(site, &inspector, &no, "name=现场.pdf", pdf(size, 2)).await.status, 201);
    (no, inspector)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_3_1_the_archive_of_a_case_holds_what_its_reader_may_have_and_proves_it() {
    on_both(|site| async move {
        let (no, inspector) = story(&site, 70_000).await;
        let keys = site.get("", "/api/v1/keys").await;
        let key = keys.json["keys"][0].as_str().unwrap().to_owned();
        let auditor = site.officer(Role::Auditor, "410100").await;
        let far = site.officer(Role::Inspector, "640100").await;
        for (who, wanted) in [(OTHER, 404), (&*far, 403), ("", 401), (&*auditor, 200)] {
            assert_eq!(take(&site, who, &no).await.0, wanted, "{who}");
        }
        let (status, own) = take(&site, OWNER, &no).await;
        assert_eq!(status, 200);
        assert_eq!(made_for(&checked(&own, Some(&key)).unwrap(), &no), format!("enterprise {OWNER}"));
        let wrong = checked(&own, Some(&"0".repeat(64))).unwrap_err();
        assert_eq!(wrong.part, "manifest.json");
        let (sound, held) = parts(&own);
        let names: Vec<&str> = held.keys().map(String::as_str).collect();
        for wanted in ["declaration.json", "files/001-合同.pdf", "files/002-a_b.txt", "heads.txt", "values.json"] {
            assert!(names.contains(&wanted), "{wanted}: {names:?}");
        }
        assert_eq!(held["files/001-合同.pdf"], pdf(70_000, 1));
        assert!(!names.iter().any(|name| name.contains("现场")), "what an office gave is the office's");
        assert!(holds(&own, "13800001111"));
        for officer in [&*inspector, "370100-reviewer", "\"sealed\":{"] {
            assert!(!holds(&own, officer), "an enterprise reads nothing of {officer}");
        }
        let told = |is: &Is| matches!(is, Is::Told { .. });
        assert!(sound.manifest.parts.iter().any(|part| told(&part.is)), "the review is told");
        let confirmed = names.iter().find(|name| name.ends_with("mode_confirmed.told.json")).unwrap();
        let confirmed: Value = serde_json::from_slice(&held[*confirmed]).unwrap();
        assert!(
            confirmed["decision"]["receipt"].is_object(),
            "an officer's decision comes with its receipt: {confirmed}"
        );
        // Every event that the enterprise is told of is there.
        let events = site.get(OWNER, &format!("/api/v1/cases/{no}/events")).await.json;
        let there = names.iter().filter(|name| name.starts_with("events/")).count();
        assert_eq!(there, events["events"].as_array().unwrap().len());

        let (status, office) = take(&site, &inspector, &no).await;
        assert_eq!(status, 200);
        let (sound, held) = parts(&office);
        assert!(!sound.manifest.parts.iter().any(|part| told(&part.is)));
        assert_eq!(held["files/003-现场.pdf"], pdf(70_000, 2));
        assert!(holds(&office, "13800001111"));
        // Auditors read the papers of a case; persons are none of their business.
        let (_, audited) = take(&site, &auditor, &no).await;
        let (_, held) = parts(&audited);
        let values: Vec<Opening> = serde_json::from_slice(&held["values.json"]).unwrap();
        assert!(values.iter().all(|one| one.values.is_empty()));
        assert!(!holds(&audited, "13800001111"));
        // By page it is the same.
        let page = site.shows(Request::get(format!("/case/{no}/archive")), OWNER).body(Body::empty()).unwrap();
        let page = site.router.clone().oneshot(page).await.unwrap();
        assert_eq!(page.status(), 200);
        parts(&page.into_body().collect().await.unwrap().to_bytes());

        // Once it has ended its owner has it still, with papers and all.
        site.finish(&no).await;
        let (status, ended) = take(&site, OWNER, &no).await;
        assert_eq!(status, 200);
        let (more, _) = parts(&ended);
        assert!(more.manifest.parts.len() > there + 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r30_what_was_erased_is_said_and_what_is_lost_is_not_archived() {
    on_both(|site| async move {
        let (no, _) = story(&site, 5_000).await;
        let register = &site.app.field().register;
        let (_, before) = take(&site, OWNER, &no).await;
        let (sound, held) = parts(&before);
        let file =
            sound.manifest.parts.iter().find_map(|part| if let Is::File(file) = &part.is { Some(file) } else { None });
        let file = file.unwrap().clone();
        let values: Vec<Opening> = serde_json::from_slice(&held["values.json"]).unwrap();
        let person = values.iter().find(|one| !one.values.is_empty()).unwrap().subject.clone();
        register.erase(&format!("file/{file}")).await.unwrap();
        register.erase(&person).await.unwrap();
        let (status, after) = take(&site, OWNER, &no).await;
        assert_eq!(status, 200);
        let (sound, held) = parts(&after);
        let erased: BTreeSet<&str> = sound.manifest.erased.iter().map(String::as_str).collect();
        assert_eq!(erased, BTreeSet::from([&*format!("file/{file}"), &*person]));
        assert!(!held.contains_key("files/001-合同.pdf") && !holds(&after, "13800001111"));
        assert!(sound.proves.iter().any(|said| said.en.contains("2 things were erased")), "{:?}", sound.proves);
        // A file that the disk lost is named to the operator; an archive without it would not be the case's.
        let left =
            sound.manifest.parts.iter().find_map(|part| if let Is::File(file) = &part.is { Some(file) } else { None });
        let left = left.unwrap().as_str();
        std::fs::remove_file(site.files_folder().join("whole").join(&left[..2]).join(left)).unwrap();
        assert_eq!(take(&site, OWNER, &no).await.0, 500);
    })
    .await;
}

/// The part that a place in an archive belongs to, as its directory has it.
fn owner(bytes: &[u8], at: usize) -> String {
    let mut from = 0;
    while bytes[from..].starts_with(b"PK\x03\x04") {
        let word = |at: usize| u32::from_le_bytes(bytes[from + at..from + at + 4].try_into().unwrap()) as usize;
        let named = usize::from(u16::from_le_bytes([bytes[from + 26], bytes[from + 27]]));
        let end = from + 30 + named + word(18);
        if at < end {
            return String::from_utf8(bytes[from + 30..from + 30 + named].to_vec()).unwrap();
        }
        from = end;
    }
    "ZIP".to_owned()
}

/// Alters an archive at places, one after another, on both processors, and holds what is said against where it was.
fn altered(bytes: &[u8], places: &[(usize, u8)]) {
    let half = places.len().div_ceil(2);
    std::thread::scope(|scope| {
        for places in places.chunks(half) {
            scope.spawn(move || {
                let mut copy = bytes.to_vec();
                for (at, flip) in places {
                    copy[*at] ^= flip;
                    let wrong = checked(&copy, None).expect_err(&format!("{at} altered"));
                    copy[*at] ^= flip;
                    assert_eq!(wrong.part, owner(bytes, *at), "{at}: {}", wrong.what.en);
                }
            });
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issue_whatever_is_altered_cut_doubled_or_moved_is_seen_and_named() {
    let site = site_on(LATE, None).await;
    let (no, _) = story(&site, 3_000).await;
    let (_, bytes) = take(&site, OWNER, &no).await;
    checked(&bytes, None).unwrap();
    assert!(bytes.len() < 64 * 1024, "{}", bytes.len());
    // Every place once, with one bit that makes letters large or small among those that are flipped.
    let places: Vec<(usize, u8)> = (0..bytes.len()).map(|at| (at, if at % 2 == 0 { 0x20 } else { 1 })).collect();
    altered(&bytes, &places);
    for end in (0..bytes.len()).step_by(101).chain([bytes.len() - 1]) {
        let wrong = checked(&bytes[..end], None).unwrap_err();
        assert_eq!(wrong.part, owner(&bytes, end), "cut at {end}");
    }
    assert_eq!(checked(&[&bytes[..], b"x"].concat(), None).unwrap_err().part, "ZIP");
    // Parts as pieces of bytes: each left out, doubled, or in its neighbour's place.
    let mut starts: Vec<usize> = vec![0];
    while bytes[*starts.last().unwrap()..].starts_with(b"PK\x03\x04") {
        let from = *starts.last().unwrap();
        let next = (from..bytes.len()).find(|at| owner(&bytes, *at) != owner(&bytes, from)).unwrap();
        starts.push(next);
    }
    let parts: Vec<&[u8]> = starts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
    let end = &bytes[*starts.last().unwrap()..];
    for n in 0..parts.len() {
        let with = |middle: &[&[u8]], rest: usize| {
            [&parts[..n].concat(), &middle.concat(), &parts[rest..].concat(), end].concat()
        };
        for (what, made) in [
            ("left out", with(&[], n + 1)),
            ("doubled", with(&[parts[n], parts[n]], n + 1)),
            ("moved", with(&[parts.get(n + 1).copied().unwrap_or(end), parts[n]], (n + 2).min(parts.len()))),
        ] {
            assert!(checked(&made, None).is_err(), "part {n} {what}");
        }
    }
    // Two archives that are sound do not make a third.
    let (other, _) = story(&site, 3_000).await;
    let (_, second) = take(&site, OWNER, &other).await;
    let cut = starts[1];
    assert!(checked(&[&second[..cut], &bytes[cut..]].concat(), None).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issue_a_large_archive_is_held_to_every_byte_too() {
    let site = site_on(LATE, None).await;
    let no = site.declare(&exit("8516601000")).await;
    assert_eq!(give(&site, OWNER, &no, "name=a.pdf", pdf(20_000_000, 1)).await.status, 201);
    let (_, bytes) = take(&site, OWNER, &no).await;
    checked(&bytes, None).unwrap();
    let mut chance = 11_u64;
    let mut next = || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        chance >> 33
    };
    let places: Vec<(usize, u8)> = (0..2_000).map(|_| (next() as usize % bytes.len(), 1 << (next() % 8))).collect();
    altered(&bytes, &places);
}
