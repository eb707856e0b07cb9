//! Text on its way to the delimiter: decoded, its line ends made alike, stopped at a line no
//! extract has.

use std::io::{self, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

use crate::files::bytes::peek;

/// The longest line that is read, in bytes. The widest real layout has rows of a few kilobytes.
pub(crate) const LONGEST_LINE: usize = 1 << 20;

/// Marks the end of the input, so that a quotation mark which swallows it is noticed.
pub(crate) const END_MARK: &[u8] = b"\x01rxsift: end of input\x01";

/// As [`lines`], with the end mark behind it.
pub(crate) fn prepared<'a>(plain: Box<dyn Read + 'a>) -> io::Result<Box<dyn Read + 'a>> {
    let end: &'static [u8] = b"\n\x01rxsift: end of input\x01\n";
    Ok(Box::new(lines(plain)?.chain(end)))
}

/// Takes a byte order mark off, makes UTF-8 of UTF-16 and guards lines. Text that is neither stays
/// as it is: a cell is read as windows-1252 when it is not UTF-8.
pub(crate) fn lines<'a>(plain: Box<dyn Read + 'a>) -> io::Result<Box<dyn Read + 'a>> {
    let (start, mut whole) = peek::<3>(plain)?;
    let (mark, encoding) = match start.as_slice() {
        [0xef, 0xbb, 0xbf] => (3, None),
        [0xff, 0xfe, ..] => (2, Some(UTF_16LE)),
        [0xfe, 0xff, ..] => (2, Some(UTF_16BE)),
        _ => (0, None),
    };
    io::copy(&mut whole.by_ref().take(mark), &mut io::sink())?;
    let inner: Box<dyn Read + 'a> = match encoding {
        Some(encoding) => Box::new(Utf16Text {
            inner: whole,
            decoder: encoding.new_decoder_without_bom_handling(),
            coded: vec![0; 1 << 14],
            text: Vec::new(),
            given: 0,
            ended: false,
        }),
        None => whole,
    };
    Ok(Box::new(LineGuard {
        inner,
        length: 0,
        after_return: false,
    }))
}

/// UTF-16 made UTF-8; what is not sound becomes the replacement character.
struct Utf16Text<'a> {
    inner: Box<dyn Read + 'a>,
    decoder: Decoder,
    coded: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Read for Utf16Text<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let count = self.inner.read(&mut self.coded)?;
            self.ended = count == 0;
            let room = self.decoder.max_utf8_buffer_length(count);
            // The decoder's own bound; two bytes make three at most, and it may hold a few back.
            self.text.resize(room.unwrap_or(4 * count + 16), 0);
            let (_, _, written, _) =
                self.decoder
                    .decode_to_utf8(&self.coded[..count], &mut self.text, self.ended);
            self.text.truncate(written);
            self.given = 0;
        }
        let count = (&self.text[self.given..]).read(buffer)?;
        self.given += count;
        Ok(count)
    }
}

/// A line longer than [`LONGEST_LINE`].
#[derive(Debug, thiserror::Error)]
#[error("a line is too long")]
pub(crate) struct LongLine;

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
