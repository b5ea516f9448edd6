//! A file's content in pieces, each sealed by itself: what is read of it is proved before it is shown, and a cut is seen.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use values::id::FileId;

/// Bytes of a piece; only the last is shorter, and it may be empty.
pub const PIECE: usize = 64 * 1024;
/// What sealing adds to a piece.
pub const TAG: usize = 16;
/// What a sealed file begins with: the form of what follows.
pub const HEAD: &[u8; 8] = b"STFILE1\n";

/// Seals and opens the pieces of one file.
pub struct Sealer {
    cipher: XChaCha20Poly1305,
    file: FileId,
    next: u32,
}

impl Sealer {
    /// For the file of a number, under its own key; the first piece comes next.
    pub fn new(key: &[u8; 32], file: FileId) -> Sealer {
        Sealer { cipher: XChaCha20Poly1305::new(key.into()), file, next: 0 }
    }

    /// The next piece, sealed.
    ///
    /// # Panics
    /// If a file has 2^32 pieces, or a piece more bytes than the cipher takes; both are far beyond what is taken.
    pub fn seal(&mut self, piece: &[u8], last: bool) -> Vec<u8> {
        let nonce = self.nonce(last);
        let payload = Payload { msg: piece, aad: self.file.as_bytes() };
        self.cipher.encrypt(&nonce, payload).expect("a piece is short")
    }

    /// The next piece, opened; none if it is not what was sealed as this piece of this file.
    pub fn open(&mut self, sealed: &[u8], last: bool) -> Option<Vec<u8>> {
        let nonce = self.nonce(last);
        self.cipher.decrypt(&nonce, Payload { msg: sealed, aad: self.file.as_bytes() }).ok()
    }

    /// Never the same twice under one key: the piece's number, and whether it is the last.
    fn nonce(&mut self, last: bool) -> XNonce {
        let mut nonce = [0; 24];
        nonce[16..20].copy_from_slice(&self.next.to_be_bytes());
        nonce[23] = u8::from(last);
        self.next = self.next.checked_add(1).expect("a file has few pieces");
        XNonce::from(nonce)
    }
}
