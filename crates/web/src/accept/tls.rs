//! Certificates: read from files, or made on the spot for trying out.

use anyhow::Context;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use values::calendar::Timestamp;

/// Where the certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// A chain and its key, both PEM.
    Files {
        /// The chain, the server's own certificate first.
        chain: PathBuf,
        /// The private key.
        key: PathBuf,
    },
    /// Signed by itself and new at each start; browsers warn, and rightly.
    OwnMade,
}

impl Certificate {
    /// Reads `--tls CERT.pem KEY.pem` or `--tls self`.
    ///
    /// # Errors
    /// Any other number of words.
    pub fn parse(words: &[String]) -> anyhow::Result<Self> {
        match words {
            [] => Ok(Self::OwnMade),
            [word] if word == "self" => Ok(Self::OwnMade),
            [chain, key] => Ok(Self::Files { chain: chain.into(), key: key.into() }),
            _ => anyhow::bail!("--tls wants two files, CERT.pem KEY.pem, or the word self"),
        }
    }
}

/// Makes the acceptor for a certificate; TLS 1.2 and 1.3, HTTP/1.1.
///
/// # Errors
/// Files that cannot be read or do not belong together.
pub fn acceptor(certificate: &Certificate, now: Timestamp) -> anyhow::Result<TlsAcceptor> {
    let (chain, key) = match certificate {
        Certificate::Files { chain, key } => (read_chain(chain)?, read_key(key)?),
        Certificate::OwnMade => own_made(now)?,
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("the certificate and the key do not belong together")?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read_chain(path: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let chain = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("cannot read certificates from {}", path.display()))?;
    anyhow::ensure!(!chain.is_empty(), "{} holds no certificate", path.display());
    Ok(chain)
}

fn read_key(path: &Path) -> anyhow::Result<PrivateKeyDer<'static>> {
    PrivateKeyDer::from_pem_file(path).with_context(|| format!("cannot read a private key from {}", path.display()))
}

/// A certificate for this machine's own names, good for about a year.
fn own_made(now: Timestamp) -> anyhow::Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let names = ["localhost", "127.0.0.1", "::1"].map(String::from);
    let key = rcgen::KeyPair::generate()?;
    let mut wanted = rcgen::CertificateParams::new(names)?;
    wanted.distinguished_name = rcgen::DistinguishedName::new();
    wanted.distinguished_name.push(rcgen::DnType::CommonName, "Santong, signed by itself");
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::from_microsecond(now.0)?).date();
    let day = |date: jiff::civil::Date| {
        let part = |number: i8| u8::try_from(number).expect("months and days are positive");
        rcgen::date_time_ymd(i32::from(date.year()), part(date.month()), part(date.day()))
    };
    // A day's grace for clocks that run late; a year as public certificates have at most.
    wanted.not_before = day(today.yesterday()?);
    wanted.not_after = day(today.checked_add(jiff::Span::new().days(397))?);
    let made = wanted.self_signed(&key)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    Ok((vec![made.der().clone()], key))
}
