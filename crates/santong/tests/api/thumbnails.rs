//! Thumbnails of pictures over HTTP: made in a process of its own, for who reads the case, and none of what is no picture.

use crate::files::{give, pdf};
use crate::site::{LATE, OTHER, OWNER, Site, exit, site_on};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;
use thumbnail::{MEMORY, SECONDS};
use tower::ServiceExt;
use values::actor::Role;

const HALVES: &[u8] = include_bytes!("../../../thumbnail/tests/samples/halves.jpg");

async fn small(site: &Site, token: &str, path: &str) -> (u16, String, Vec<u8>) {
    let request = site.shows(Request::get(path), token).body(Body::empty()).unwrap();
    let response = site.router.clone().oneshot(request).await.unwrap();
    let kind = response.headers().get("content-type").map_or("", |value| value.to_str().unwrap()).to_owned();
    (response.status().as_u16(), kind, response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

/// A PNG that says to be so large, as a header and an end.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        let named = [kind, data].concat();
        let crc = named.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
        });
        [&(data.len() as u32).to_be_bytes(), named.as_slice(), &(!crc).to_be_bytes()].concat()
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), chunk(b"IDAT", &[]), chunk(b"IEND", b"")].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_3_1_a_picture_has_a_thumbnail_for_who_reads_the_case_and_what_is_none_has_none() {
    let site = site_on(LATE, None).await;
    let no = site.declare(&exit("8516601000")).await;
    let mut paths = Vec::new();
    let cut = HALVES[..300].to_vec();
    for (name, bytes) in [
        ("a.jpg", HALVES.to_vec()),
        ("b.jpg", cut),
        ("c.png", bomb(30_000, 30_000)),
        ("d.png", bomb(1, 65_535)),
        ("e.pdf", pdf(5_000, 1)),
    ] {
        let given = give(&site, OWNER, &no, &format!("name={name}"), bytes).await;
        assert_eq!(given.status, 201, "{name}: {given:?}");
        paths.push(format!("/api/v1/cases/{no}/files/{}/thumbnail", given.json["file"].as_str().unwrap()));
    }
    let (status, kind, bytes) = small(&site, OWNER, &paths[0]).await;
    assert_eq!((status, &*kind), (200, "image/png"));
    assert!(bytes.starts_with(b"\x89PNG"));
    for none in &paths[1..] {
        assert_eq!(small(&site, OWNER, none).await.0, 404, "{none}");
    }
    let far = site.officer(Role::Inspector, "640100").await;
    let near = site.officer(Role::Inspector, "410100").await;
    for (who, wanted) in [(OTHER, 404), (&*far, 403), (&*near, 200), ("", 401)] {
        assert_eq!(small(&site, who, &paths[0]).await.0, wanted, "{who}");
    }
    // By page it is the same, and the page shows it of pictures alone.
    let page = site.page(OWNER, &format!("/case/{no}")).await.body;
    assert_eq!(page.matches("/thumbnail\"").count(), 4);
    assert_eq!(small(&site, OWNER, &paths[0].replace("/api/v1/cases/", "/case/")).await.0, 200);
    // Eight readers at once wait for each other and all are served.
    let many = (0..8).map(|_| small(&site, OWNER, &paths[0]));
    let all = tokio::time::timeout(Duration::from_secs(30), futures_util::future::join_all(many)).await.unwrap();
    assert!(all.iter().all(|(status, _, same)| *status == 200 && *same == bytes));
    // What was erased has none any more.
    let file = paths[0].split('/').nth(6).unwrap();
    site.app.field().register.erase(&format!("file/{file}")).await.unwrap();
    assert_eq!(small(&site, OWNER, &paths[0]).await.0, 410);
}

#[test]
fn issue_the_process_that_decodes_has_little_memory_and_time_and_opens_nothing() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_santong"));
    let mut child = command.arg("thumbnail").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let limits = || {
        let text = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
        let of = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>().join(" ")
        };
        ["Max address space", "Max cpu time", "Max open files", "Max file size", "Max core file size"].map(of)
    };
    let wanted = [format!("{0} {0}", MEMORY), format!("{0} {0}", SECONDS), "0 0".into(), "0 0".into(), "0 0".into()];
    for _ in 0..500 {
        if limits() == wanted {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(limits(), wanted, "before it has read a byte");
    child.stdin.take().unwrap().write_all(HALVES).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"\x89PNG"));
}
