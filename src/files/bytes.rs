//! Bytes on their way in: hashed and counted; and a cell as text.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use encoding_rs::WINDOWS_1252;
use sha2::{Digest, Sha256};

/// A cell as text: UTF-8, or else windows-1252, which takes any byte.
pub(crate) fn text(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode(cell).0,
    }
}

/// Told the number of bytes as they are read.
pub(crate) type Advance<'a> = &'a dyn Fn(u64);

/// How many bytes have been read so far, and their hash where one is wanted.
#[derive(Clone, Default)]
pub(crate) struct Hash(Rc<RefCell<(u64, Option<Sha256>)>>);

impl Hash {
    fn new(wanted: bool) -> Self {
        let hash = wanted.then(Sha256::default);
        Self(Rc::new(RefCell::new((0, hash))))
    }

    pub(crate) fn add(&self, bytes: &[u8]) {
        let (length, hash) = &mut *self.0.borrow_mut();
        *length += bytes.len() as u64;
        if let Some(hash) = hash {
            hash.update(bytes);
        }
    }

    /// Begins anew, for bytes that are read from the first one on again.
    fn restart(&self) {
        let (length, hash) = &mut *self.0.borrow_mut();
        *length = 0;
        if let Some(hash) = hash {
            *hash = Sha256::default();
        }
    }

    /// Counts bytes that nobody reads one after the other.
    pub(crate) fn pass(&self, bytes: u64) {
        self.0.borrow_mut().0 += bytes;
    }

    fn length(&self) -> u64 {
        self.0.borrow().0
    }

    /// `None` where none was wanted.
    pub(crate) fn hex(&self) -> Option<String> {
        let (_, hash) = &*self.0.borrow();
        hash.clone().map(|hash| in_hex(&hash.finalize()))
    }
}

/// The hashes of a file: as it lies there, and of what is packed in it.
#[derive(Clone, Default)]
pub(crate) struct Hashes {
    pub(crate) raw: Hash,
    /// Stays untouched where nothing is packed, so that no byte is hashed twice.
    pub(crate) unpacked: Hash,
}

impl Hashes {
    /// Hashes, or lengths alone: a hash takes a tenth of the time that reading takes.
    pub(crate) fn new(wanted: bool) -> Self {
        Self {
            raw: Hash::new(wanted),
            unpacked: Hash::new(wanted),
        }
    }

    /// Begins anew, for a file that is read from its first byte on again.
    pub(crate) fn restart(&self) {
        self.raw.restart();
        self.unpacked.restart();
    }

    /// Of the content, whatever it is packed in.
    fn content(&self) -> &Hash {
        if self.unpacked.length() > 0 {
            &self.unpacked
        } else {
            &self.raw
        }
    }

    /// Bytes of the content.
    pub(crate) fn content_length(&self) -> u64 {
        self.content().length()
    }

    /// The hash of the content, if one was wanted.
    pub(crate) fn content_hash(&self) -> Option<String> {
        self.content().hex()
    }
}

/// The SHA-256 of bytes in memory, in hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    in_hex(&Sha256::digest(bytes))
}

fn in_hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes as they lie there, hashed and counted on their way in.
pub(crate) fn watched<'a>(
    raw: Box<dyn Read + 'a>,
    hash: &Hash,
    advance: Advance<'a>,
) -> Box<dyn Read + 'a> {
    let watched = CountingReader {
        inner: raw,
        hash: hash.clone(),
        advance,
    };
    Box::new(BufReader::with_capacity(1 << 16, watched))
}

/// The first `N` bytes, and a reader that still gives them.
pub(crate) fn peek<'a, const N: usize>(
    mut reader: impl Read + 'a,
) -> io::Result<(Vec<u8>, Box<dyn Read + 'a>)> {
    let mut start = Vec::with_capacity(N);
    reader.by_ref().take(N as u64).read_to_end(&mut start)?;
    Ok((
        start.clone(),
        Box::new(io::Cursor::new(start).chain(reader)),
    ))
}

struct CountingReader<'a> {
    inner: Box<dyn Read + 'a>,
    hash: Hash,
    advance: Advance<'a>,
}

impl Read for CountingReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hash.add(&buffer[..length]);
        (self.advance)(length as u64);
        Ok(length)
    }
}
