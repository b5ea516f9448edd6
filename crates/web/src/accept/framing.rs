//! Where one request ends and the next begins, watched before the HTTP library sees the bytes.
//!
//! The library forgives what two readers in a row may understand differently: line feeds without a carriage return, a length
//! beside a transfer encoding, a second Host. What is not framed beyond doubt is made unreadable here, so that it is answered
//! with 400 and the connection ends.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What no reader takes, wherever in a head it stands.
const UNREADABLE: &[u8] = b"\0\r\n\r\n";

/// Where the bytes of a connection stand.
#[derive(Debug, PartialEq, Eq)]
enum At {
    /// In the head of a request.
    Head,
    /// In a body, so many bytes before its end.
    Body(u64),
    /// In the line that says how long a chunk is.
    Size,
    /// In a chunk, so many bytes before its end.
    Chunk(u64),
    /// In the line end after a chunk.
    Tail,
    /// In the trailers after the last chunk.
    Trailers,
    /// Something was wrong.
    Broken,
}

/// What is known of the requests of one connection.
#[derive(Debug)]
pub struct Framing {
    at: At,
    line: Vec<u8>,
    lines: usize,
    hosts: usize,
    length: Option<u64>,
    chunked: bool,
}

/// The longest line that is looked at; the library refuses longer heads.
const LINE_MAX: usize = 64 * 1024;

impl Default for Framing {
    fn default() -> Self {
        Self { at: At::Head, line: Vec::new(), lines: 0, hosts: 0, length: None, chunked: false }
    }
}

impl Framing {
    /// Follows the next bytes; the place of the first that may not stand, if there is one.
    pub fn follow(&mut self, bytes: &[u8]) -> Result<(), usize> {
        let mut place = 0;
        while place < bytes.len() {
            match self.at {
                At::Body(left) | At::Chunk(left) => {
                    let taken = left.min((bytes.len() - place) as u64);
                    place += taken as usize;
                    self.skip(left - taken);
                }
                At::Broken => return Err(place),
                At::Head | At::Size | At::Tail | At::Trailers => {
                    self.line.push(bytes[place]);
                    if bytes[place] == b'\n' && !self.ended() || LINE_MAX < self.line.len() {
                        self.at = At::Broken;
                        return Err(place);
                    }
                    place += 1;
                }
            }
        }
        Ok(())
    }

    fn skip(&mut self, left: u64) {
        self.at = match (&self.at, left) {
            (At::Body(_), 0) => At::Head,
            (At::Body(_), left) => At::Body(left),
            (_, 0) => At::Tail,
            (_, left) => At::Chunk(left),
        };
    }

    /// A line has ended; whether it may stand where it stands.
    fn ended(&mut self) -> bool {
        let line = std::mem::take(&mut self.line);
        let Some(line) = line.strip_suffix(b"\r\n") else { return false };
        match self.at {
            At::Head => self.head(line),
            At::Size => self.size(line),
            At::Tail => {
                self.at = At::Size;
                line.is_empty()
            }
            At::Trailers => {
                if line.is_empty() {
                    *self = Framing::default();
                }
                true
            }
            At::Body(_) | At::Chunk(_) | At::Broken => false,
        }
    }

    fn head(&mut self, line: &[u8]) -> bool {
        self.lines += 1;
        // Empty lines before a request are an old habit of some senders.
        if self.lines == 1 {
            self.lines -= usize::from(line.is_empty());
            return true;
        }
        if line.is_empty() {
            return self.begin();
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let (name, value) = (line[..colon].to_ascii_lowercase(), line[colon + 1..].trim_ascii());
        match name.as_slice() {
            b"host" => {
                self.hosts += 1;
                self.hosts == 1
            }
            b"content-length" => {
                let known = self.length.is_some();
                let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
                self.length = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
                digits && !known && self.length.is_some()
            }
            b"transfer-encoding" => {
                let known = self.chunked;
                self.chunked = value.eq_ignore_ascii_case(b"chunked");
                self.chunked && !known
            }
            _ => true,
        }
    }

    /// The head has ended: what follows it.
    fn begin(&mut self) -> bool {
        let (length, chunked) = (self.length, self.chunked);
        *self = Framing::default();
        match (length, chunked) {
            (Some(_), true) => return false,
            (None, true) => self.at = At::Size,
            (Some(length @ 1..), false) => self.at = At::Body(length),
            (None | Some(0), false) => {}
        }
        true
    }

    fn size(&mut self, line: &[u8]) -> bool {
        let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii_end();
        let fits = (1..=15).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit);
        let size =
            std::str::from_utf8(digits).ok().filter(|_| fits).and_then(|text| u64::from_str_radix(text, 16).ok());
        match size {
            None => return false,
            Some(0) => self.at = At::Trailers,
            Some(size) => self.at = At::Chunk(size),
        }
        true
    }
}

/// A stream whose requests are framed beyond doubt, or end in a line that nobody can read.
#[derive(Debug)]
pub struct Framed<S> {
    stream: S,
    framing: Framing,
    /// What is still to be read instead of the peer's bytes.
    instead: Option<&'static [u8]>,
}

impl<S> Framed<S> {
    /// Watches a stream from its first byte.
    pub fn new(stream: S) -> Self {
        Self { stream, framing: Framing::default(), instead: None }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Framed<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.instead.is_none() {
            let before = into.filled().len();
            ready!(Pin::new(&mut this.stream).poll_read(context, into))?;
            let Err(place) = this.framing.follow(&into.filled()[before..]) else { return Poll::Ready(Ok(())) };
            into.set_filled(before + place);
            this.instead = Some(UNREADABLE);
        }
        // Then nothing more: the library answers, and ends the connection.
        let left = this.instead.unwrap_or_default();
        let (now, later) = left.split_at(left.len().min(into.remaining()));
        into.put_slice(now);
        this.instead = Some(later);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Framed<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However the bytes are cut.
    fn fits(text: &str) -> bool {
        let bytes = text.as_bytes();
        let whole = Framing::default().follow(bytes).is_ok();
        for cut in 1..bytes.len() {
            let mut framing = Framing::default();
            let halves = framing.follow(&bytes[..cut]).and_then(|()| framing.follow(&bytes[cut..]));
            assert_eq!(halves.is_ok(), whole, "{text:?} cut at {cut}");
        }
        whole
    }

    #[test]
    fn what_is_framed_beyond_doubt_passes_however_it_is_cut() {
        for text in [
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\ncontent-LENGTH: 5\r\n\r\na\nb\nc",
            "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nabGET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 0\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\na\n\r\nb\r\n1F\r\n0123456789012345678901234567890\r\n0\r\nT: 1\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        ] {
            assert!(fits(text), "{text:?}");
        }
    }

    #[test]
    fn what_two_readers_may_take_differently_does_not() {
        for text in [
            "GET / HTTP/1.1\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n\n",
            "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nhOST : y\r\nHost: x\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
            "POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab",
            "POST / HTTP/1.1\r\nContent-Length: +2\r\n\r\nab",
            "POST / HTTP/1.1\r\nContent-Length: 2, 2\r\n\r\nab",
            "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nab",
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\nab\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        ] {
            assert!(!fits(text), "{text:?}");
        }
    }
}
