//! The demonstration on PostgreSQL, served over TLS: as `./run --database … --tls CERT KEY` starts it.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use trial::root;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

use crate::register::{Place, wait};
use crate::running::Server;

/// One request over TLS by a client that trusts one certificate; all that came back.
async fn ask(server: &Server, trusted: &Path, request: &str) -> String {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(trusted).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(&server.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap_or_default();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_demonstration_is_served_over_tls_from_postgresql() {
    let folder = trial::folder();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (chain, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    fs::write(&chain, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let place = Place::on(&folder.path().join("data"), &wait(pgtest::fresh()).unwrap());
    let told = root().join("demonstration");
    let options = ["--demonstration", told.to_str().unwrap(), "--tls", chain.to_str().unwrap(), key.to_str().unwrap()];
    let server = Server::start_with(&place, &options);
    assert!(!place.data.join("register.db").exists(), "the record is on PostgreSQL");
    let text = fs::read_to_string(told.join("9+1.toml")).unwrap();
    let password = text.split("password = \"").nth(1).unwrap().split('"').next().unwrap();
    let form = format!("account=yinchuan-inspector&password={password}");
    let head = "Host: localhost\r\nConnection: close\r\nAccept: text/html\r\nSec-Fetch-Site: same-origin\r\n";
    let length = form.len();
    let sign_in = format!(
        "POST /sign-in HTTP/1.1\r\n{head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
    );
    let answer = wait(ask(&server, &chain, &sign_in));
    assert!(answer.starts_with("HTTP/1.1 303") && answer.contains("strict-transport-security"), "{answer}");
    let session = answer.split("__Host-session=").nth(1).unwrap().split(';').next().unwrap();
    let queue = format!("GET /queue HTTP/1.1\r\n{head}Cookie: __Host-session={session}\r\n\r\n");
    let page = wait(ask(&server, &chain, &queue));
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<li") && page.contains("/case/"), "{page}");
    drop(server);
    let events = wait(place.proved());
    println!("figure demonstration on PostgreSQL: {} events, verified", events.len());
}
