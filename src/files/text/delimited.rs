//! Delimited text: which delimiter, and one record after the other.

use std::io::{self, Cursor, Read};

use csv::ByteRecord;

use super::lines::{END_MARK, LongLine, prepared};
use crate::files::error::FileError;
use crate::files::record::RecordPosition;

/// What stands between cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How the last cell ends that swallowed the end mark: its quotation mark is still open.
const SWALLOWED: &[u8] = b"\n\x01rxsift: end of input\x01\n";

pub(crate) struct DelimitedRecords<'a> {
    file: String,
    reader: csv::Reader<Box<dyn Read + 'a>>,
    /// Between cells.
    pub(crate) delimiter: u8,
    /// Where the last record began; 0 before the first.
    line: u64,
}

impl<'a> DelimitedRecords<'a> {
    /// Decodes the text; without a delimiter, takes the one that makes a table of the first lines.
    pub(crate) fn open(
        file: &str,
        text: Box<dyn Read + 'a>,
        delimiter: Option<u8>,
    ) -> Result<Self, FileError> {
        let stopped = |error: io::Error| failed(file, 0, &error);
        let mut bytes = prepared(text).map_err(stopped)?;
        let delimiter = match delimiter {
            Some(delimiter) => delimiter,
            None => {
                let (start, error) = first_lines(&mut bytes);
                let delimiter = of_table(&start);
                bytes = Box::new(Cursor::new(start).chain(FailingReader(error)).chain(bytes));
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

    pub(crate) fn next(
        &mut self,
        record: &mut ByteRecord,
    ) -> Result<Option<RecordPosition>, FileError> {
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
            return Err(FileError::OpenQuote {
                file: self.file.clone(),
                line: after.saturating_sub(breaks),
            });
        }
        self.line = after.saturating_sub(1 + breaks);
        Ok(Some(RecordPosition {
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

/// How many lines are looked at to tell the delimiter.
const LINES: usize = 40;

/// Reads the first lines that are not blank, and no further. Damage behind them is told with its own
/// line: an error among them is handed on behind what could be read.
fn first_lines(bytes: &mut impl Read) -> (Vec<u8>, Option<io::Error>) {
    let mut start = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        match bytes.read(&mut chunk) {
            Ok(0) => return (start, None),
            Ok(count) => start.extend_from_slice(&chunk[..count]),
            Err(error) => return (start, Some(error)),
        }
        // Lines longer than the chunk do not come by the dozen.
        if counts(&start).len() >= LINES || start.len() >= 1 << 20 {
            return (start, None);
        }
    }
}

/// The delimiter that splits most lines in a row into equally many cells, for that is a table: a
/// title above it may have any marks. Where no two lines agree, the one that splits the first line
/// into most cells.
fn of_table(start: &[u8]) -> u8 {
    let lines = counts(start);
    let mut best = (1, 0, 0);
    for at in 0..DELIMITERS.len() {
        let mut begins = 0;
        for end in 1..=lines.len() {
            let cells = lines[begins][at];
            if end < lines.len() && lines[end][at] == cells {
                continue;
            }
            // Of equally many lines the more cells: the likelier delimiter comes first.
            if cells > 0 && (end - begins, cells) > (best.0, best.1) {
                best = (end - begins, cells, at);
            }
            begins = end;
        }
    }
    if best.0 > 1 {
        return DELIMITERS[best.2];
    }
    let first = lines.first().copied().unwrap_or_default();
    let mut widest = 0;
    for (at, count) in first.iter().enumerate() {
        if *count > first[widest] {
            widest = at;
        }
    }
    DELIMITERS[widest]
}

/// How many of each delimiter the first lines that are not blank have outside quotes; a line that
/// does not end here is the last.
fn counts(start: &[u8]) -> Vec<[usize; 4]> {
    let mut lines = Vec::new();
    let mut line = [0; 4];
    let (mut quoted, mut cell_begins, mut blank) = (false, true, true);
    for byte in start {
        match byte {
            b'"' if quoted => quoted = false,
            // The second mark of a pair inside quotes opens them again.
            b'"' if cell_begins => quoted = true,
            b'\n' if !quoted => {
                if !blank {
                    lines.push(line);
                }
                if lines.len() == LINES {
                    return lines;
                }
                (line, cell_begins, blank) = ([0; 4], true, true);
                continue;
            }
            _ => {}
        }
        blank = false;
        let delimiter = DELIMITERS.iter().position(|known| known == byte);
        if let Some(at) = delimiter.filter(|_| !quoted) {
            line[at] += 1;
        }
        cell_begins = !quoted && (delimiter.is_some() || *byte == b'"');
    }
    if !blank {
        lines.push(line);
    }
    lines
}

/// Gives an error that was met before.
struct FailingReader(Option<io::Error>);

impl Read for FailingReader {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn broken(file: &str, line: u64) -> FileError {
    FileError::Broken {
        file: file.to_owned(),
        line,
    }
}

fn failed(file: &str, line: u64, error: &io::Error) -> FileError {
    if error.get_ref().is_some_and(|inner| inner.is::<LongLine>()) {
        FileError::LongLine {
            file: file.to_owned(),
            line: line + 1,
        }
    } else {
        broken(file, line)
    }
}

#[cfg(test)]
mod tests {
    use super::of_table;

    #[test]
    fn the_delimiter_that_makes_a_table_wins() {
        for (text, expected) in [
            (&b"a,b,c\n"[..], b','),
            (b"a\tb, c\td\n", b'\t'),
            (b"\n\na;b;c\n1,2,3,4\n", b';'),
            (b"a|b|c", b'|'),
            (b"\"a;b;c\",d\n", b','),
            (b"\"a \"\"x\"\";b;c\",d\n", b','),
            (b"alone\n", b','),
            (b"", b','),
            // A title with other marks above the table.
            (b"Report; made; by; x\n\na,b\n1,2\n", b','),
            (
                b"Report; made, by; x\nof; to; day; x\na,b\n1,2\n3,4\n",
                b',',
            ),
            (b"Report, made, by, x\na;b\n1;2\n", b';'),
            // Commas in the cells of a table of another delimiter.
            (b"a\tb\n1,1,1\t2\n1,1,1\t2\n", b'\t'),
            (b"a;b;c\n1,5;2,5;3\n1,5;2,5;3\n", b';'),
            // A line break in quotes does not end a line.
            (b"\"a\n;\",b\n\"c;\n;\",d\n", b','),
        ] {
            assert_eq!(of_table(text), expected, "{}", text.escape_ascii());
        }
    }
}
