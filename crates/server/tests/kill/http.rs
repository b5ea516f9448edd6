//! A client that shares nothing with the server: HTTP/1.1 over a blocking socket.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// One connection, kept open.
pub struct Line {
    stream: BufReader<TcpStream>,
    address: String,
}

impl Line {
    /// Connects to `host:port`.
    pub fn connect(address: &str) -> io::Result<Line> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        // An answer that takes longer than this is a fault of its own.
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Line { stream: BufReader::new(stream), address: address.to_owned() })
    }

    /// One request and its answer: status and body.
    pub fn ask(&mut self, method: &str, path: &str, lines: &str, body: &str) -> io::Result<(u16, String)> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n{lines}Content-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        self.stream.get_mut().write_all([head.as_bytes(), body.as_bytes()].concat().as_slice())?;
        let status = self.text()?.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(cut)?;
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.text()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(|_| cut())?;
            }
            chunked |= line.starts_with("transfer-encoding:") && line.contains("chunked");
        }
        let body = if chunked { self.chunks()? } else { self.bytes(length)? };
        Ok((status, String::from_utf8(body).map_err(|_| cut())?))
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
