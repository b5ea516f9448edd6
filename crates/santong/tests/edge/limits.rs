//! Slow, large, many, odd: none of it holds the server up or brings it down.

use crate::site::{hasty, read, site_with};
use desk::clock::Stopwatch;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use web::accept::Patience;
use web::app::Settings;
use web::route::{Access, Route};

/// Long enough for a slow machine, short enough to tell waiting from being closed.
const SOON: Duration = Duration::from_secs(5);

async fn echo(body: axum::body::Bytes) -> String {
    body.len().to_string()
}

fn routes() -> Vec<Route> {
    vec![
        Route::post("/echo", Access::Public, echo),
        Route::post("/large", Access::Public, echo).body_max(4 * 1024 * 1024),
        Route::get("/panic", Access::Public, async || if true { panic!("on purpose") } else { "" }),
        Route::get("/broken", Access::Public, async || -> Result<(), web::error::Failure> {
            Err(anyhow::anyhow!("secret.db is locked").into())
        }),
    ]
}

#[tokio::test]
async fn f11_a_head_that_dribbles_in_is_cut_off() {
    let site = site_with(hasty(), Vec::new()).await;
    let mut slow = site.connect().await;
    slow.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    let mut silent = site.connect().await;
    let mut read_all = Vec::new();
    tokio::time::timeout(SOON, slow.read_to_end(&mut read_all)).await.expect("cut off").unwrap_or_default();
    tokio::time::timeout(SOON, silent.read_to_end(&mut read_all)).await.expect("cut off").unwrap_or_default();
    assert_eq!(site.ask("GET", "/healthz", "", "").await.status, 200);
}

#[tokio::test]
async fn f11_a_body_that_dribbles_in_is_answered_with_408() {
    let site = site_with(hasty(), routes()).await;
    let (mut reading, mut writing) = site.connect().await.into_split();
    let head = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n";
    writing.write_all(head.as_bytes()).await.unwrap();
    let dribble = tokio::spawn(async move {
        while writing.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let answer = tokio::time::timeout(SOON, read(&mut reading)).await.expect("cut off");
    assert_eq!(answer.status, 408);
    dribble.abort();
}

#[tokio::test]
async fn f11_a_body_at_a_fair_pace_is_taken() {
    let site = site_with(hasty(), routes()).await;
    let mut stream = site.connect().await;
    stream
        .write_all(b"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 8192\r\n\r\n")
        .await
        .unwrap();
    for _ in 0..8 {
        stream.write_all(&[b'x'; 1024]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(read(&mut stream).await.body, "8192");
}

#[tokio::test]
async fn f12_what_is_too_large_is_413_however_it_is_sent() {
    let site = site_with(hasty(), routes()).await;
    let declared = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10737418240\r\nConnection: close\r\n\r\n";
    let mut stream = site.connect().await;
    stream.write_all(declared.as_bytes()).await.unwrap();
    assert_eq!(read(&mut stream).await.status, 413, "ten gibibytes, only announced");

    let (mut reading, mut writing) = site.connect().await.into_split();
    writing.write_all(b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n").await.unwrap();
    let endless = tokio::spawn(async move {
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(65_536));
        let mut sent = 0_u64;
        while writing.write_all(chunk.as_bytes()).await.is_ok() && sent < 1 << 30 {
            sent += 65_536;
        }
        sent
    });
    let answer = tokio::time::timeout(SOON, read(&mut reading)).await.expect("answered while it still sends");
    assert_eq!(answer.status, 413);
    drop(reading);
    let sent = tokio::time::timeout(SOON, endless).await.expect("the connection is closed").unwrap();
    assert!(sent < 64 << 20, "{sent} bytes were let in or lay in buffers");
}

#[tokio::test]
async fn f12_a_route_may_take_more_or_less_than_others() {
    let site = site_with(Settings::default(), routes()).await;
    let send = async |path: &str, bytes: usize| site.ask("POST", path, "", &"x".repeat(bytes)).await.status;
    let whole = 1024 * 1024;
    assert_eq!(
        [send("/echo", whole - 1).await, send("/echo", whole).await, send("/echo", whole + 1).await],
        [200, 200, 413]
    );
    assert_eq!([send("/large", 4 * whole).await, send("/large", 4 * whole + 1).await], [200, 413]);
    assert_eq!(send("/theme", 4097).await, 413);
}

#[tokio::test]
async fn heads_are_limited_in_lines_and_in_bytes() {
    let site = site_with(hasty(), Vec::new()).await;
    let lines = "X-Line: 1\r\n".repeat(100);
    assert_eq!(site.ask("GET", "/healthz", &lines, "").await.status, 431);
    let long = format!("X-Long: {}\r\n", "x".repeat(70_000));
    assert!(matches!(site.ask("GET", "/healthz", &long, "").await.status, 431 | 0), "refused or cut off");
    let path = format!("/{}", "x".repeat(70_000));
    assert!(matches!(site.ask("GET", &path, "", "").await.status, 414 | 431 | 0), "refused or cut off");
    for odd in ["\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\0\0\0\0", "GET / HTTP/1.1\r\nA b: c\r\n\r\n"] {
        assert!(matches!(site.send(odd).await.status, 400 | 0), "{odd:?}");
    }
    assert_eq!(site.ask("GET", "/healthz", "", "").await.status, 200);
}

/// What two readers in a row may take differently is answered once, with 400, and nothing of it is done.
#[tokio::test]
async fn two_lengths_two_framings_two_hosts_and_bare_line_feeds_are_no_request() {
    let site = site_with(Settings::default(), routes()).await;
    let smuggled = "GET /panic HTTP/1.1\r\nHost: x\r\n\r\n";
    for (what, request) in [
        (
            "two lengths",
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx".to_owned(),
        ),
        (
            "the same length twice",
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nxx".into(),
        ),
        (
            "length, then chunks",
            format!(
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"
            ),
        ),
        (
            "chunks, then length",
            format!(
                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n{smuggled}"
            ),
        ),
        ("two hosts", "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n".into()),
        ("one host twice", "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n".into()),
        ("a bare line feed in the head", "GET /healthz HTTP/1.1\nHost: x\r\n\r\n".into()),
        ("a bare line feed at its end", "GET /healthz HTTP/1.1\r\nHost: x\r\n\n".into()),
        ("nothing but bare line feeds", "GET /healthz HTTP/1.1\nHost: x\n\n".into()),
    ] {
        let answer = site.send(&request).await;
        assert_eq!((answer.status, answer.body.contains("HTTP/1.1")), (400, false), "{what}: {answer:?}");
    }
    // In a body that has begun it is too late for another answer than the end.
    let cut = site.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\nab\r\n0\r\n\r\n").await;
    assert!(matches!(cut.status, 0 | 400), "{cut:?}");
    // What is framed beyond doubt goes on, one after the other on a connection.
    let two = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na\nPOST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\nb\r\n0\r\n\r\n";
    let answer = site.send(two).await;
    assert_eq!(
        (answer.status, answer.body.contains("HTTP/1.1 200") && answer.body.ends_with('3')),
        (200, true),
        "{answer:?}"
    );
}

/// Parts buy time at the minimum rate, but no body has more than its whole time.
#[tokio::test]
async fn bodies_b4_a_whole_body_has_an_end_however_steadily_it_comes() {
    let mut settings = hasty();
    settings.patience.whole = Duration::from_millis(600);
    let site = site_with(settings, routes()).await;
    let (mut reading, mut writing) = site.connect().await.into_split();
    let head = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n";
    writing.write_all(head.as_bytes()).await.unwrap();
    let steady = tokio::spawn(async move {
        // Ten times the minimum rate.
        while writing.write_all(&[b'x'; 512]).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let began = Stopwatch::start();
    let answer = tokio::time::timeout(SOON, read(&mut reading)).await.expect("cut off");
    assert_eq!(answer.status, 408);
    assert!(Duration::from_millis(500) < began.elapsed(), "not before its time");
    steady.abort();
}

/// What is read as it comes may take its length at the pace of a slow line, and no longer.
#[tokio::test]
async fn bodies_b4_a_large_body_that_is_read_as_it_comes_has_time_for_its_length() {
    let mut settings = hasty();
    settings.patience.whole = Duration::from_millis(600);
    let streamed = || Route::post("/stream", Access::Public, echo).streamed(1 << 20);
    let site =
        site_with(settings, vec![Route::post("/echo", Access::Public, echo).body_max(1 << 20), streamed()]).await;
    // Two seconds of a body that has one second of length beside its 600 milliseconds are too many; one and a quarter are not.
    for (path, piece, wanted) in [("/stream", 2048, 200), ("/stream", 640, 408), ("/echo", 2048, 408)] {
        let (mut reading, mut writing) = site.connect().await.into_split();
        let length = 40_960;
        let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
        writing.write_all(head.as_bytes()).await.unwrap();
        let steady = tokio::spawn(async move {
            for _ in 0..length / piece {
                if writing.write_all(&vec![b'x'; piece]).await.is_err() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            // What is not sent yet keeps the connection open.
            tokio::time::sleep(SOON).await;
        });
        let answer = tokio::time::timeout(SOON, read(&mut reading)).await.expect("answered");
        assert_eq!(answer.status, wanted, "{path} by {piece}");
        steady.abort();
    }
}

/// Who has 16 MiB in flight sends no more, and is told so before anything is read; others do.
#[tokio::test]
async fn bodies_b4_one_sender_has_so_many_bytes_in_flight_and_no_more() {
    let large = || Route::post("/most", Access::Public, echo).body_max(16 << 20);
    let site = site_with(Settings::default(), vec![large(), Route::post("/echo", Access::Public, echo)]).await;
    let half = |path: &str| {
        format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", 8 << 20)
    };
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = site.connect().await;
        stream.write_all(half("/most").as_bytes()).await.unwrap();
        held.push(stream);
    }
    while site.app.flight.bytes() < 16 << 20 {
        tokio::task::yield_now().await;
    }
    for request in [
        half("/most"),
        "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx".to_owned(),
        // Without a length the most that the route takes is counted.
        "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned(),
    ] {
        let answer = site.send(&request).await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, "1"), "{request}");
    }
    assert_eq!(site.ask("GET", "/healthz", "", "").await.status, 200, "what has no body needs no room");
    drop(held);
    while site.app.flight.bytes() != 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(site.ask("POST", "/echo", "", "x").await.body, "1");
}

#[tokio::test]
async fn f11_one_address_has_so_many_connections_and_no_more() {
    let patience = Patience { per_address: 3, ..Patience::default() };
    let site = site_with(Settings { patience, ..Settings::default() }, Vec::new()).await;
    let held = [site.connect().await, site.connect().await, site.connect().await];
    while site.running.connections.in_all() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(site.ask("GET", "/healthz", "", "").await.status, 0, "closed without an answer");
    drop(held);
    let began = Stopwatch::start();
    while site.ask("GET", "/healthz", "", "").await.status != 200 {
        assert!(began.elapsed() < SOON, "places are given back");
    }
}

#[tokio::test]
async fn a_panic_and_a_broken_part_show_a_number_and_nothing_else() {
    let site = site_with(Settings::default(), routes()).await;
    for path in ["/panic", "/broken"] {
        let page = site.ask("GET", path, "Accept: text/html\r\n", "").await;
        assert_eq!(page.status, 500);
        assert!(page.body.contains("系统出错，已记录"), "{}", page.body);
        assert!(!page.body.contains("purpose") && !page.body.contains("secret"), "{}", page.body);
        let number = page.body.split("class=\"number\">").nth(1).unwrap();
        assert!(number.chars().take(16).all(|c| c.is_ascii_hexdigit()), "{number}");
        let json = site.ask("GET", path, "Accept: application/json\r\n", "").await;
        assert!(json.body.contains("\"number\":\"") && !json.body.contains("secret"), "{}", json.body);
    }
    assert_eq!(site.ask("GET", "/healthz", "", "").await.status, 200);
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_server_stops() {
    let slow = Route::get("/slow", Access::Public, async || {
        tokio::time::sleep(Duration::from_millis(400)).await;
        "done"
    });
    let site = site_with(Settings::default(), vec![slow]).await;
    let mut stream = site.connect().await;
    stream.write_all(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut idle = site.connect().await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let address = site.running.address;
    let began = Stopwatch::start();
    site.running.stop().await;
    assert!(began.elapsed() < SOON, "idle connections do not hold it up");
    assert_eq!(read(&mut stream).await.body, "done");
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
