//! Which doors there are: plain HTTP, TLS, cross-origin, loopback only.

use crate::site::{Answer, START, read, site};
use axum::Router;
use santong::table;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};
use web::accept::tls::{self, Certificate};
use web::accept::{self, Patience};

#[tokio::test]
async fn plain_http_is_refused_where_others_can_reach_it() {
    for address in ["0.0.0.0:0", "[::]:0"] {
        let address: SocketAddr = address.parse().unwrap();
        let refused = accept::listen(address, None, Patience::default(), Router::new()).await.unwrap_err();
        assert!(refused.to_string().contains("--tls"), "{refused}");
    }
}

/// Asks over TLS with a client that trusts one certificate.
async fn ask_tls(address: SocketAddr, trusted: CertificateDer<'static>) -> Result<Answer, String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream =
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| error.to_string())?;
    stream.write_all(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    Ok(read(&mut stream).await)
}

#[tokio::test]
async fn tls_works_with_files_and_adds_strict_transport_security() {
    let folder = trial::folder();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (chain, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&chain, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let acceptor = tls::acceptor(&Certificate::Files { chain: chain.clone(), key: key.clone() }, START).unwrap();
    let site = site().await;
    let everywhere: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let running =
        accept::listen(everywhere, Some(acceptor), Patience::default(), table::router(&site.app, table::table()))
            .await
            .unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], running.address.port()));
    let answer = ask_tls(address, CertificateDer::from_pem_file(&chain).unwrap()).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");

    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    assert!(ask_tls(address, other.cert.der().clone()).await.is_err(), "another certificate is not ours");
    let swapped = Certificate::Files { chain: key, key: chain };
    assert!(tls::acceptor(&swapped, START).is_err());
}

#[tokio::test]
async fn a_certificate_of_its_own_serves_and_plain_words_at_a_tls_door_get_nothing() {
    let acceptor = tls::acceptor(&Certificate::OwnMade, START).unwrap();
    let local: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let site = site().await;
    let router = table::router(&site.app, table::table());
    let running = accept::listen(local, Some(acceptor), Patience::default(), router).await.unwrap();
    let stranger = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let refused = ask_tls(running.address, stranger.cert.der().clone()).await.unwrap_err();
    assert!(refused.contains("certificate"), "the handshake got as far as the certificate: {refused}");
    let mut plain = TcpStream::connect(running.address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    assert_eq!(read(&mut plain).await.status, 0);
}

#[test]
fn the_command_line_names_a_certificate_in_two_ways() {
    let parse = |words: &[&str]| Certificate::parse(&words.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(parse(&["self"]).unwrap(), Certificate::OwnMade);
    assert_eq!(parse(&[]).unwrap(), Certificate::OwnMade);
    assert_eq!(parse(&["a", "b"]).unwrap(), Certificate::Files { chain: "a".into(), key: "b".into() });
    assert!(parse(&["a"]).is_err());
}

#[tokio::test]
async fn f18_another_origin_changes_nothing_not_even_a_preference() {
    let site = site().await;
    let mut browser = site.browser();
    browser.sign_in("wang.min", crate::site::PASSWORD).await;
    let cookie = format!("Cookie: __Host-session={}\r\n", browser.cookies["__Host-session"]);
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for guard in ["Sec-Fetch-Site: cross-site\r\n", "Origin: https://evil.example\r\n", "Origin: null\r\n"] {
        for (path, body) in [("/sign-out", ""), ("/language", "to=en&back=/"), ("/account/end-others", "")] {
            let refused = site.ask("POST", path, &format!("{cookie}{form}{guard}"), body).await;
            assert_eq!((refused.status, refused.set_cookies().len()), (403, 0), "{guard}{path}");
        }
    }
    assert_eq!(browser.get("/account").await.status, 200, "still signed in");
}

#[tokio::test]
async fn language_and_theme_are_remembered_and_lead_back_to_our_own_pages_only() {
    let site = site().await;
    let mut browser = site.browser();
    assert!(browser.get("/sign-in").await.body.contains("登录三通"));
    let changed = browser.post("/language", "to=en&back=/sign-in").await;
    assert_eq!((changed.status, changed.header("location")), (303, "/sign-in"));
    let page = browser.get("/sign-in").await.body;
    assert!(page.contains("Sign in to Santong") && page.contains("lang=\"en\""), "{page}");
    browser.post("/theme", "to=dark&back=/").await;
    assert!(browser.get("/").await.body.contains("data-theme=\"dark\""));
    assert_eq!(browser.post("/theme", "to=dark&back=//evil.example").await.header("location"), "/");
    assert_eq!(browser.post("/theme", "to=pink&back=/").await.status, 400);
}
