//! Bytes on their way in: hashed, counted, unpacked, and stopped at a line no extract has.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use encoding_rs::WINDOWS_1252;
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

/// The longest line that is read, in bytes. The widest real layout has rows of a few kilobytes.
pub(super) const LONGEST_LINE: usize = 1 << 20;

/// Marks the end of the input, so that a quotation mark which swallows it is noticed.
pub(super) const END_MARK: &[u8] = b"\x01";

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
    pub(super) fn hex(&self) -> String {
        use std::fmt::Write as _;
        let digest = self.0.borrow().clone().finalize();
        digest
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

/// Unpacks if need be, takes a byte order mark off, guards lines and adds the end mark.
pub(super) fn prepared<'a>(
    raw: Box<dyn Read + 'a>,
    hash: &Hash,
    advance: Advance<'a>,
) -> io::Result<Box<dyn Read + 'a>> {
    let watched = Watched {
        inner: raw,
        hash: hash.clone(),
        advance,
    };
    let (start, whole) = peek::<2>(BufReader::with_capacity(1 << 16, watched))?;
    let plain: Box<dyn Read + 'a> = if start == [0x1f, 0x8b] {
        Box::new(MultiGzDecoder::new(whole))
    } else {
        whole
    };
    let (start, whole) = peek::<3>(plain)?;
    let mut whole = whole;
    if start == [0xef, 0xbb, 0xbf] {
        io::copy(&mut whole.by_ref().take(3), &mut io::sink())?;
    }
    let end: &'static [u8] = b"\n\x01\n";
    Ok(Box::new(
        LineGuard {
            inner: whole,
            length: 0,
            after_return: false,
        }
        .chain(end),
    ))
}

/// The first `N` bytes, and a reader that still gives them.
fn peek<'a, const N: usize>(
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
        self.hash.0.borrow_mut().update(&buffer[..length]);
        (self.advance)(length as u64);
        Ok(length)
    }
}

/// A line longer than [`LONGEST_LINE`].
#[derive(Debug)]
pub(super) struct LongLine;

impl std::fmt::Display for LongLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a line is too long")
    }
}

impl std::error::Error for LongLine {}

/// Makes every line end a line feed, so that lines are counted alike whatever the system they
/// come from, and refuses a line longer than [`LONGEST_LINE`].
struct LineGuard<'a> {
    inner: Box<dyn Read + 'a>,
    length: usize,
    after_return: bool,
}

impl Read for LineGuard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.inner.read(buffer)?;
            let kept = self.line_feeds(&mut buffer[..count]);
            match buffer[..kept].iter().rposition(|byte| *byte == b'\n') {
                Some(last) => self.length = kept - last - 1,
                None => self.length += kept,
            }
            if self.length > LONGEST_LINE {
                return Err(io::Error::other(LongLine));
            }
            // A buffer of one line feed that was taken out is not the end of the input.
            if kept > 0 || count == 0 {
                return Ok(kept);
            }
        }
    }
}

impl LineGuard<'_> {
    /// Turns CR LF and CR into LF in place; gives the number of bytes that are left.
    fn line_feeds(&mut self, bytes: &mut [u8]) -> usize {
        if !self.after_return && !bytes.contains(&b'\r') {
            return bytes.len();
        }
        let mut kept = 0;
        for at in 0..bytes.len() {
            let byte = bytes[at];
            let second_half = self.after_return && byte == b'\n';
            self.after_return = byte == b'\r';
            if !second_half {
                bytes[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}
