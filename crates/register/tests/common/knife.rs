//! A go-between to a PostgreSQL server that spoils commits: the answer gets lost, or becomes one that says neither yes nor no.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file takes what it needs; a test may fail")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What becomes of the answer to a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoilt {
    /// The connection ends before it comes.
    Cut,
    /// SQLSTATE XX000: a distributed database may say so after it has written.
    Unclear,
}

/// The go-between of one database.
#[derive(Clone)]
pub struct Knife {
    pub address: SocketAddr,
    /// How many commits are to come until the one that is spoilt; 0 when none is.
    left: Arc<AtomicUsize>,
    spoilt: Arc<AtomicUsize>,
}

impl Knife {
    /// Starts one before a new database, and gives the address by which it is reached through it.
    pub async fn before_database(kind: Spoilt) -> (Knife, String) {
        let url = pgtest::fresh().await.unwrap();
        let (start, port) = url.rsplit_once(':').unwrap();
        let (port, name) = port.split_once('/').unwrap();
        let knife = Knife::before(([127, 0, 0, 1], port.parse().unwrap()).into(), kind).await;
        let through = format!("{start}:{}/{name}", knife.address.port());
        (knife, through)
    }

    /// Starts one before a server; it does nothing until it is told to.
    pub async fn before(server: SocketAddr, kind: Spoilt) -> Knife {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let knife = Knife { address, left: Arc::default(), spoilt: Arc::default() };
        let own = knife.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(server).await else { continue };
                tokio::spawn(own.clone().between(client, server, kind));
            }
        });
        knife
    }

    /// Spoils the next commit, and only that.
    pub fn next(&self) {
        self.nth(1);
    }

    /// Spoils the commit of this number from now on, and only that; with 0 none.
    pub fn nth(&self, number: usize) {
        self.left.store(number, Ordering::SeqCst);
    }

    fn strikes(&self) -> bool {
        let before = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        before == Ok(1)
    }

    /// How many were spoilt.
    pub fn count(&self) -> usize {
        self.spoilt.load(Ordering::SeqCst)
    }

    /// Passes everything on; the answer to a commit is spoilt where it was asked for. A request and its answer are small and
    /// go one after the other on a connection, so that what is read at once is whole.
    async fn between(self, mut client: TcpStream, mut server: TcpStream, kind: Spoilt) {
        let (mut asked, mut said) = (vec![0; 1 << 16], vec![0; 1 << 16]);
        let mut waits = false;
        loop {
            tokio::select! {
                read = client.read(&mut asked) => {
                    let Ok(length @ 1..) = read else { return };
                    let commits = asked[..length].windows(7).any(|text| text == b"COMMIT\0");
                    waits = commits && self.strikes();
                    if server.write_all(&asked[..length]).await.is_err() {
                        return;
                    }
                }
                read = server.read(&mut said) => {
                    let Ok(length @ 1..) = read else { return };
                    if !waits {
                        if client.write_all(&said[..length]).await.is_err() {
                            return;
                        }
                        continue;
                    }
                    waits = false;
                    self.spoilt.fetch_add(1, Ordering::SeqCst);
                    match kind {
                        Spoilt::Cut => return,
                        Spoilt::Unclear => {
                            if client.write_all(&unclear()).await.is_err() {
                                return;
                            }
                        }
                    }
                }
            }
        }
    }
}

/// An ErrorResponse and a ReadyForQuery, as the protocol's third version has them.
fn unclear() -> Vec<u8> {
    let fields = b"SERROR\0CXX000\0Mcould not commit on at least one node\0\0";
    let length = u32::try_from(fields.len() + 4).unwrap();
    [b"E".as_slice(), &length.to_be_bytes(), fields, b"Z\0\0\0\x05I"].concat()
}
