//! A client that shares nothing with the server: HTTP/1.1 over a blocking socket.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::Value;

/// One connection, kept open, with the cookies that it was given.
pub struct Line {
    stream: BufReader<TcpStream>,
    address: String,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub wait_s: Option<u32>,
    pub body: String,
}

impl Answer {
    /// The body of a machine's answer.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

impl Line {
    /// Connects to `host:port`.
    pub fn connect(address: &str) -> io::Result<Line> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        // An answer that takes longer than this is a fault of its own.
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Line { stream: BufReader::new(stream), address: address.to_owned(), cookies: BTreeMap::new() })
    }

    /// The same browser on a server that was started again.
    pub fn moved(self, address: &str) -> Line {
        Line { cookies: self.cookies, ..Line::connect(address).unwrap() }
    }

    /// One request of a machine and its answer.
    pub fn api(&mut self, method: &str, path: &str, lines: &str, body: &str) -> io::Result<Answer> {
        self.ask(method, path, &format!("Content-Type: application/json\r\n{lines}"), body)
    }

    /// A page, as a browser asks for it.
    pub fn page(&mut self, path: &str) -> Answer {
        let lines = self.of_browser();
        self.ask("GET", path, &lines, "").unwrap()
    }

    /// A form, as a browser sends it from our own page.
    pub fn form(&mut self, path: &str, fields: &str) -> Answer {
        let lines = format!("{}Content-Type: application/x-www-form-urlencoded\r\n", self.of_browser());
        self.ask("POST", path, &lines, fields).unwrap()
    }

    /// What a page of ours sends to the API, as whoever is signed in, under a key of its own.
    pub fn in_person(&mut self, path: &str, body: &Value) -> Answer {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let key = format!("p{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.in_person_as(path, &key, body).unwrap()
    }

    /// The same under a key.
    pub fn in_person_as(&mut self, path: &str, key: &str, body: &Value) -> io::Result<Answer> {
        let lines = format!("{}Content-Type: application/json\r\nIdempotency-Key: {key}\r\n", self.of_browser());
        self.ask("POST", path, &lines, &body.to_string())
    }

    fn of_browser(&self) -> String {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("Accept: text/html\r\nSec-Fetch-Site: same-origin\r\nCookie: {}\r\n", cookies.join("; "))
    }

    fn ask(&mut self, method: &str, path: &str, lines: &str, body: &str) -> io::Result<Answer> {
        let path: String = path.bytes().fold(String::new(), |text, byte| match byte {
            byte if byte.is_ascii() => text + &char::from(byte).to_string(),
            byte => text + &format!("%{byte:02X}"),
        });
        let (address, length) = (&self.address, body.len());
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\n{lines}Content-Length: {length}\r\n\r\n");
        self.stream.get_mut().write_all([head.as_bytes(), body.as_bytes()].concat().as_slice())?;
        let status = self.text()?.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(cut)?;
        let mut answer = Answer { status, location: String::new(), wait_s: None, body: String::new() };
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.text()?;
            let Some((name, value)) = line.split_once(':') else { break };
            match (name.to_ascii_lowercase().as_str(), value.trim()) {
                ("content-length", value) => length = value.parse().map_err(|_| cut())?,
                ("transfer-encoding", value) => chunked = value.contains("chunked"),
                ("location", value) => value.clone_into(&mut answer.location),
                ("retry-after", value) => answer.wait_s = value.parse().ok(),
                ("set-cookie", value) => self.keep(value),
                (_, _) => {}
            }
        }
        let body = if chunked { self.chunks()? } else { self.bytes(length)? };
        answer.body = String::from_utf8(body).map_err(|_| cut())?;
        Ok(answer)
    }

    fn keep(&mut self, cookie: &str) {
        let (name, rest) = cookie.split_once('=').unwrap_or((cookie, ""));
        let value = rest.split(';').next().unwrap_or_default();
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    fn text(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(cut());
        }
        Ok(line.trim_end().to_owned())
    }

    fn bytes(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        loop {
            let length = usize::from_str_radix(&self.text()?, 16).map_err(|_| cut())?;
            all.extend(self.bytes(length)?);
            self.text()?;
            if length == 0 {
                return Ok(all);
            }
        }
    }
}

fn cut() -> io::Error {
    io::Error::from(io::ErrorKind::UnexpectedEof)
}
