//! How does a request line reach the parser that holds a raw `"`, `<`, `>` or `é`? Escaped, as a browser would have sent it.
//!
//! `curl`, PHP's `file_get_contents` and many libraries send an address as it was typed: `?where=pop>1000`. The servers that these
//! programs grew up with accept it; a strict parser closes the connection without a word. So these bytes are percent-encoded in the
//! target of a request line, and nowhere else: nothing that frames a message (spaces, line ends, lengths) is touched.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Longest head that is looked at, in bytes: what is longer is refused anyway.
const LONGEST_HEAD: usize = 256 * 1024;

/// The address of the machine at the other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, LenientListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, LenientListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// A listener whose connections escape what a request line may not hold.
#[derive(Debug)]
pub struct LenientListener(pub TcpListener);

impl Listener for LenientListener {
    type Io = LenientStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (LenientStream::new(stream), address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// A connection of which request lines are read leniently.
#[derive(Debug)]
pub struct LenientStream<S> {
    inner: S,
    place: Place,
    /// Bytes of the head so far.
    head: usize,
    /// The header line at hand, lower case, as far as it matters.
    line: Vec<u8>,
    /// Escaped bytes that wait to be read.
    ready: Vec<u8>,
    taken: usize,
}

/// Where in a message the stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first blank of a request line.
    Method,
    /// In the target.
    Target,
    /// After it, until the end of the line.
    Version,
    /// In the header lines.
    Headers,
    /// A message has a body, or this is no HTTP/1: bytes pass untouched from here on.
    Untouched,
}

impl<S> LenientStream<S> {
    /// Wraps a connection at its beginning.
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            place: Place::Method,
            head: 0,
            line: Vec::new(),
            ready: Vec::new(),
            taken: 0,
        }
    }

    fn take_in(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.byte(*byte);
        }
    }

    fn byte(&mut self, byte: u8) {
        self.head += 1;
        if self.head > LONGEST_HEAD {
            self.place = Place::Untouched;
        }
        match (self.place, byte) {
            (Place::Method, b' ') => self.turn(Place::Target),
            // `PRI * HTTP/2.0` begins another protocol; a method is short and in capitals.
            (Place::Method, b'A'..=b'Z' | b'\r' | b'\n') if self.line.len() < 32 => self.line.push(byte),
            (Place::Method, _) => self.place = Place::Untouched,
            (Place::Target, b' ') => self.turn(Place::Version),
            (Place::Target, b'\n') => self.turn(Place::Headers),
            (Place::Target, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x80..) => {
                self.ready.extend(format!("%{byte:02X}").bytes());
                return;
            }
            (Place::Version, b'\n') => self.turn(Place::Headers),
            (Place::Headers, b'\n') => self.end_line(),
            (Place::Headers, b'\r') => {}
            (Place::Headers, _) if self.line.len() < 64 => self.line.push(byte.to_ascii_lowercase()),
            _ => {}
        }
        self.ready.push(byte);
    }

    fn turn(&mut self, place: Place) {
        let is_other_protocol = self.place == Place::Method && self.line == b"PRI";
        self.place = if is_other_protocol {
            Place::Untouched
        } else {
            place
        };
        self.line.clear();
    }

    /// The end of a header line. An empty one ends the head: the next byte begins a message, unless this one has a body.
    fn end_line(&mut self) {
        let has_body = self.line.starts_with(b"transfer-encoding:")
            || self.line.starts_with(b"upgrade:")
            || self
                .line
                .strip_prefix(b"content-length:")
                .is_some_and(|length| length.trim_ascii() != b"0");
        if has_body {
            self.place = Place::Untouched;
        } else if self.line.is_empty() {
            self.place = Place::Method;
            self.head = 0;
        }
        self.line.clear();
    }

    /// Hands out what waits; false when nothing does.
    fn hand_out(&mut self, buffer: &mut ReadBuf<'_>) -> bool {
        let waiting = &self.ready[self.taken..];
        if waiting.is_empty() {
            return false;
        }
        let count = waiting.len().min(buffer.remaining());
        buffer.put_slice(&waiting[..count]);
        self.taken += count;
        if self.taken == self.ready.len() {
            self.ready.clear();
            self.taken = 0;
        }
        true
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for LenientStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let own = &mut *self;
        if own.hand_out(buffer) {
            return Poll::Ready(Ok(()));
        }
        if own.place == Place::Untouched {
            return Pin::new(&mut own.inner).poll_read(context, buffer);
        }
        let mut bytes = [0_u8; 8 * 1024];
        let mut chunk = ReadBuf::new(&mut bytes);
        ready!(Pin::new(&mut own.inner).poll_read(context, &mut chunk))?;
        own.take_in(chunk.filled());
        own.hand_out(buffer);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for LenientStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    /// What the parser sees when the connection hands over `pieces`.
    async fn seen(pieces: &[&str]) -> String {
        let whole: Vec<u8> = pieces.concat().into_bytes();
        let mut text = Vec::new();
        LenientStream::new(whole.as_slice())
            .read_to_end(&mut text)
            .await
            .expect("reading from memory");
        let mut by_pieces = LenientStream::new(tokio::io::empty());
        for byte in &whole {
            by_pieces.take_in(&[*byte]);
        }
        if by_pieces.place != Place::Untouched {
            assert_eq!(by_pieces.ready, text, "however the bytes arrive");
        }
        String::from_utf8(text).expect("text")
    }

    #[tokio::test]
    async fn what_an_address_may_not_hold_is_escaped_in_each_request_line() {
        let one = "GET /x?where=pop>1&select=\"a<b\" HTTP/1.1\r\nHost: a\r\nX-A: <\"{>\r\n\r\n";
        let two = "HEAD /y?{|}^`\\&é HTTP/1.1\r\nContent-Length: 0\r\nX: é\r\n\r\n";
        assert_eq!(
            seen(&[one, two, one]).await,
            [
                "GET /x?where=pop%3E1&select=%22a%3Cb%22 HTTP/1.1\r\nHost: a\r\nX-A: <\"{>\r\n\r\n",
                "HEAD /y?%7B%7C%7D%5E%60%5C&%C3%A9 HTTP/1.1\r\nContent-Length: 0\r\nX: é\r\n\r\n",
                "GET /x?where=pop%3E1&select=%22a%3Cb%22 HTTP/1.1\r\nHost: a\r\nX-A: <\"{>\r\n\r\n",
            ]
            .concat()
        );
    }

    #[tokio::test]
    async fn bodies_and_what_follows_them_pass_untouched() {
        for head in ["Content-Length: 7", "transfer-encoding: chunked", "Upgrade: h2c"] {
            let text = format!("POST / HTTP/1.1\r\n{head}\r\n\r\n<\">\r\n\r\nGET /?a>b HTTP/1.1\r\n\r\n");
            assert_eq!(seen(&[&text]).await, text);
        }
    }

    #[tokio::test]
    async fn other_protocols_and_noise_pass_untouched() {
        for text in [
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n<>",
            "\u{16}\u{3}\u{1} <>",
            "lower <> HTTP/1.1\r\n",
        ] {
            assert_eq!(seen(&[text]).await, text);
        }
    }
}
