//! Bytes on their way in: hashed and counted; and a cell as text.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use encoding_rs::WINDOWS_1252;
use sha2::{Digest, Sha256};

/// A cell as text: UTF-8, or else windows-1252, which takes any byte.
pub(super) fn text(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode(cell).0,
    }
}

/// Told the number of bytes as they are read.
pub(super) type Advance<'a> = &'a dyn Fn(u64);

/// The hash of the bytes read so far.
#[derive(Clone, Default)]
pub(super) struct Hash(Rc<RefCell<Sha256>>);

impl Hash {
    pub(super) fn add(&self, bytes: &[u8]) {
        self.0.borrow_mut().update(bytes);
    }

    pub(super) fn hex(&self) -> String {
        in_hex(&self.0.borrow().clone().finalize())
    }
}

/// The hashes of a file: as it lies there, and of what is packed in it.
#[derive(Clone, Default)]
pub(super) struct Hashes {
    pub(super) raw: Hash,
    /// Stays untouched where nothing is packed, so that no byte is hashed twice.
    pub(super) unpacked: Hash,
}

impl Hashes {
    /// The hash of the content, whatever it is packed in.
    pub(super) fn content(&self) -> String {
        let unpacked = self.unpacked.hex();
        if unpacked == Hash::default().hex() {
            self.raw.hex()
        } else {
            unpacked
        }
    }
}

/// The hash of bytes in memory.
pub(super) fn hex(bytes: &[u8]) -> String {
    in_hex(&Sha256::digest(bytes))
}

fn in_hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes as they lie there, hashed and counted on their way in.
pub(super) fn watched<'a>(
    raw: Box<dyn Read + 'a>,
    hash: &Hash,
    advance: Advance<'a>,
) -> Box<dyn Read + 'a> {
    let watched = Watched {
        inner: raw,
        hash: hash.clone(),
        advance,
    };
    Box::new(BufReader::with_capacity(1 << 16, watched))
}

/// The first `N` bytes, and a reader that still gives them.
pub(super) fn peek<'a, const N: usize>(
    mut reader: impl Read + 'a,
) -> io::Result<(Vec<u8>, Box<dyn Read + 'a>)> {
    let mut start = Vec::with_capacity(N);
    reader.by_ref().take(N as u64).read_to_end(&mut start)?;
    Ok((
        start.clone(),
        Box::new(io::Cursor::new(start).chain(reader)),
    ))
}

struct Watched<'a> {
    inner: Box<dyn Read + 'a>,
    hash: Hash,
    advance: Advance<'a>,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hash.add(&buffer[..length]);
        (self.advance)(length as u64);
        Ok(length)
    }
}
