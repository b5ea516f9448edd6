//! The accept loop: who may connect, how slow a peer may be, and how the server stops.

pub mod body;
pub mod count;
pub mod flight;
pub mod framing;
pub mod stall;
pub mod tls;

use self::body::{Pace, Paced};
use self::count::{Connections, Seat};
use self::framing::Framed;
use self::stall::Stalling;
use anyhow::{Context, bail};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// How much patience a peer gets: slow heads, slow bodies, many connections.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the whole head of a request, for the handshake, and between two requests.
    pub head: Duration,
    /// For a body before its minimum rate counts.
    pub body: Duration,
    /// Bytes a second that a body has to bring after that.
    pub body_rate: u64,
    /// For a whole body, however steadily it comes.
    pub whole: Duration,
    /// For a peer that does not read what it asked for.
    pub write: Duration,
    /// For requests under way when the server stops.
    pub stop: Duration,
    /// Connections from one address at a time.
    pub per_address: usize,
    /// Connections at a time in all.
    pub in_all: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            body_rate: 4096,
            whole: Duration::from_secs(60),
            write: Duration::from_secs(15),
            stop: Duration::from_secs(10),
            per_address: 512,
            in_all: 4096,
        }
    }
}

/// The largest head of a request in bytes; hyper answers 431 above it.
const HEAD_MAX: usize = 32 * 1024;
/// The most header lines of a request.
const HEADERS_MAX: usize = 64;

/// Who is at the other end of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The address the connection comes from.
    pub address: SocketAddr,
    /// True under TLS.
    pub secure: bool,
}

/// A server that is listening; it stops when [`Running::stop`] is called.
#[derive(Debug)]
pub struct Running {
    /// Where it listens, with the port that the system chose for port 0.
    pub address: SocketAddr,
    /// The connections that are open.
    pub connections: Arc<Connections>,
    stop: oneshot::Sender<()>,
    done: tokio::task::JoinHandle<()>,
}

impl Running {
    /// Takes no more connections, lets requests under way finish, and returns.
    pub async fn stop(self) {
        // A loop that is gone has nothing left to stop.
        let _ = self.stop.send(());
        // A loop that panicked has nothing left to stop.
        self.done.await.unwrap_or_default();
    }
}

/// Starts to listen. Plain HTTP is for loopback only: elsewhere passwords would travel readable.
///
/// # Errors
/// An address that cannot be taken, or plain HTTP on an address others can reach.
pub async fn listen(
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
    patience: Patience,
    router: Router,
) -> anyhow::Result<Running> {
    if tls.is_none() && !address.ip().is_loopback() {
        bail!("{address} can be reached from other machines: give --tls CERT.pem KEY.pem, or --tls self");
    }
    let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
    let address = listener.local_addr()?;
    let connections = Arc::new(Connections::new(patience.per_address, patience.in_all));
    let (stop, stopping) = oneshot::channel();
    let graceful = GracefulShutdown::new();
    let front = Front { tls, patience, router };
    let done = tokio::spawn(accept(listener, front, Arc::clone(&connections), (graceful, stopping)));
    Ok(Running { address, connections, stop, done })
}

/// What every connection needs.
#[derive(Clone)]
struct Front {
    tls: Option<TlsAcceptor>,
    patience: Patience,
    router: Router,
}

async fn accept(
    listener: TcpListener,
    front: Front,
    connections: Arc<Connections>,
    (graceful, mut stopping): (GracefulShutdown, oneshot::Receiver<()>),
) {
    let patience = front.patience.stop;
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            taken = listener.accept() => match taken {
                Ok((stream, address)) => match connections.sit_down(address.ip()) {
                    Some(seat) => { open.spawn(serve_one(stream, address, front.clone(), (seat, graceful.watcher()))); }
                    // Closed without a word: whoever holds that many connections waits for none.
                    None => drop(stream),
                },
                // Out of file handles, most likely: taking a breath beats a busy loop.
                Err(error) => {
                    tracing::warn!(%error, "cannot accept");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = open.join_next(), if !open.is_empty() => {}
            _ = &mut stopping => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(patience, graceful.shutdown()).await.is_err() {
        tracing::warn!(left = open.len(), "stopped with requests under way");
    }
}

/// Serves one connection to its end; the seat is given back when this returns.
async fn serve_one(stream: TcpStream, address: SocketAddr, front: Front, (seat, watcher): (Seat, Watcher)) {
    // Small answers must not wait for the peer's acknowledgement.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let stream = Stalling::new(stream, front.patience.write);
    match front.tls.clone() {
        None => talk(stream, Peer { address, secure: false }, front, watcher).await,
        Some(acceptor) => {
            let shaking = tokio::time::timeout(front.patience.head, acceptor.accept(stream)).await;
            if let Ok(Ok(stream)) = shaking {
                talk(stream, Peer { address, secure: true }, front, watcher).await;
            }
        }
    }
    drop(seat);
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    peer: Peer,
    front: Front,
    watcher: Watcher,
) {
    let Front { patience, router, .. } = front;
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let pace = Pace::default();
        let paced = |body| Body::new(Paced::new(body, &patience, pace.clone()));
        let mut request: Request = request.map(paced);
        request.extensions_mut().insert(pace);
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request)
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_headers(HEADERS_MAX)
        .max_header_size(HEAD_MAX)
        .max_buf_size(64 * 1024);
    let connection = builder.serve_connection(TokioIo::new(Framed::new(stream)), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "connection ended early");
    }
}
