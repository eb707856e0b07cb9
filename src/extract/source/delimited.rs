//! Delimited text: which delimiter, and one record after the other.

use std::io::{self, Cursor, Read};

use csv::ByteRecord;

use super::super::error::ReadError;
use super::super::lines::{END_MARK, LongLine, prepared};
use super::Place;

/// What stands between cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How the last cell ends that swallowed the end mark: its quotation mark is still open.
const SWALLOWED: &[u8] = b"\n\x01rxsift: end of input\x01\n";

pub(in super::super) struct Delimited<'a> {
    file: String,
    reader: csv::Reader<Box<dyn Read + 'a>>,
    /// Between cells.
    pub(super) delimiter: u8,
    /// Where the last record began; 0 before the first.
    line: u64,
}

impl<'a> Delimited<'a> {
    /// Decodes the text; without a delimiter, takes the one that splits the first line that is
    /// not blank into most cells.
    pub(super) fn open(
        file: &str,
        text: Box<dyn Read + 'a>,
        delimiter: Option<u8>,
    ) -> Result<Self, ReadError> {
        let stopped = |error: io::Error| failed(file, 0, &error);
        let mut bytes = prepared(text).map_err(stopped)?;
        let delimiter = match delimiter {
            Some(delimiter) => delimiter,
            None => {
                let start = first_line(&mut bytes).map_err(stopped)?;
                let delimiter = widest(&start);
                bytes = Box::new(Cursor::new(start).chain(bytes));
                delimiter
            }
        };
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(1 << 16)
            .from_reader(bytes);
        Ok(Self {
            file: file.to_owned(),
            reader,
            delimiter,
            line: 0,
        })
    }

    pub(super) fn next(&mut self, record: &mut ByteRecord) -> Result<Option<Place>, ReadError> {
        let more = self
            .reader
            .read_byte_record(record)
            .map_err(|error| match error.kind() {
                csv::ErrorKind::Io(error) => failed(&self.file, self.line, error),
                _ => broken(&self.file, self.line),
            })?;
        if more && record.len() == 1 && &record[0] == END_MARK {
            return Ok(None);
        }
        let breaks = line_breaks(record);
        // The record's own position would be that of a blank line before it.
        let after = self.reader.position().line();
        if !more || (breaks > 1 && record.iter().any(|cell| cell.ends_with(SWALLOWED))) {
            return Err(ReadError::OpenQuote {
                file: self.file.clone(),
                line: after.saturating_sub(breaks),
            });
        }
        self.line = after.saturating_sub(1 + breaks);
        Ok(Some(Place {
            line: self.line,
            joined: breaks > 0,
        }))
    }
}

/// Line feeds inside quotes.
fn line_breaks(record: &ByteRecord) -> u64 {
    let breaks = record.as_slice().iter().filter(|byte| **byte == b'\n');
    breaks.count() as u64
}

/// Reads until the first line that is not blank is there, and no further: damage behind it is
/// told with its own line.
fn first_line(bytes: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        let count = bytes.read(&mut chunk)?;
        start.extend_from_slice(&chunk[..count]);
        if count == 0 || line_and_counts(&start).0 {
            return Ok(start);
        }
    }
}

fn widest(start: &[u8]) -> u8 {
    let (_, counts) = line_and_counts(start);
    let mut widest = 0;
    for (at, count) in counts.iter().enumerate() {
        if *count > counts[widest] {
            widest = at;
        }
    }
    DELIMITERS[widest]
}

/// Whether the first line that is not blank ends here, and how many of each delimiter it has
/// outside quotes.
fn line_and_counts(start: &[u8]) -> (bool, [usize; 4]) {
    let mut counts = [0; 4];
    let blank = start.iter().take_while(|byte| **byte == b'\n').count();
    let (mut quoted, mut cell_begins) = (false, true);
    for byte in &start[blank..] {
        match byte {
            b'"' if quoted => quoted = false,
            // The second mark of a pair inside quotes opens them again.
            b'"' if cell_begins => quoted = true,
            b'\n' if !quoted => return (true, counts),
            _ => {}
        }
        let delimiter = DELIMITERS.iter().position(|known| known == byte);
        if let Some(at) = delimiter.filter(|_| !quoted) {
            counts[at] += 1;
        }
        cell_begins = !quoted && (delimiter.is_some() || *byte == b'"');
    }
    (false, counts)
}

fn broken(file: &str, line: u64) -> ReadError {
    ReadError::Broken {
        file: file.to_owned(),
        line,
    }
}

fn failed(file: &str, line: u64, error: &io::Error) -> ReadError {
    if error.get_ref().is_some_and(|inner| inner.is::<LongLine>()) {
        ReadError::LongLine {
            file: file.to_owned(),
            line: line + 1,
        }
    } else {
        broken(file, line)
    }
}

#[cfg(test)]
mod tests {
    use super::widest;

    #[test]
    fn the_delimiter_of_most_cells_wins() {
        for (line, delimiter) in [
            (&b"a,b,c\n"[..], b','),
            (b"a\tb, c\td\n", b'\t'),
            (b"\n\na;b;c\n1,2,3,4\n", b';'),
            (b"a|b|c", b'|'),
            (b"\"a;b;c\",d\n", b','),
            (b"\"a \"\"x\"\";b;c\",d\n", b','),
            (b"alone\n", b','),
            (b"", b','),
        ] {
            assert_eq!(widest(line), delimiter, "{}", line.escape_ascii());
        }
    }
}
