//! A small HTTP client for measuring: connections that stay open, one request at a time on each.

use anyhow::{Context, Result, ensure};
use desk::clock::Stopwatch;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a run of requests came to.
pub struct Run {
    /// Requests a second.
    pub speed: f64,
    /// How long each took.
    pub times: Vec<Duration>,
}

/// Sends `count` requests over so many connections; `request(n)` gives the bytes of the n-th. Each answer must be 2xx.
pub async fn run(
    address: SocketAddr,
    connections: usize,
    count: usize,
    request: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static,
) -> Result<Run> {
    let (next, request) = (Arc::new(AtomicUsize::new(0)), Arc::new(request));
    let watch = Stopwatch::start();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (next, request) = (Arc::clone(&next), Arc::clone(&request));
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let (mut times, mut buffer) = (Vec::new(), Vec::with_capacity(16 * 1024));
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if count <= n {
                    return Ok::<_, anyhow::Error>(times);
                }
                let bytes = request(n);
                let one = Stopwatch::start();
                stream.write_all(&bytes).await?;
                answer(&mut stream, &mut buffer).await?;
                times.push(one.elapsed());
            }
        }));
    }
    let mut times = Vec::with_capacity(count);
    for task in tasks {
        times.extend(task.await??);
    }
    Ok(Run { speed: count as f64 / watch.elapsed().as_secs_f64(), times })
}

/// Reads one whole answer and checks that it is 2xx.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    buffer.clear();
    let head = loop {
        if let Some(end) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
            break end + 4;
        }
        ensure!(stream.read_buf(buffer).await? != 0, "the server closed the connection");
    };
    let text = std::str::from_utf8(&buffer[..head]).context("the head is not text")?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let length = length.context("the answer has no length")?;
    while buffer.len() < head + length {
        ensure!(stream.read_buf(buffer).await? != 0, "the server closed the connection");
    }
    let status = buffer.get(9..12).unwrap_or_default();
    ensure!(status.first() == Some(&b'2'), "{}", String::from_utf8_lossy(buffer));
    Ok(())
}

/// A request with a body, or without one.
pub fn request(method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    if body.is_empty() {
        bytes = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n");
    }
    let mut bytes = bytes.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
