//! Lines of delimited text split into cells. A line is a record by itself as long as no quotation
//! mark is still open at its end; where one is, the reader of whole records has to take over.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::memchr;

/// The cells of one line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Split<'a> {
    bytes: &'a [u8],
    cells: &'a [(u32, u32)],
}

impl<'a> Split<'a> {
    /// Cells of one row by where they begin and end.
    pub(crate) fn of(bytes: &'a [u8], cells: &'a [(u32, u32)]) -> Self {
        Self { bytes, cells }
    }

    pub(crate) fn len(self) -> usize {
        self.cells.len()
    }

    pub(crate) fn get(self, at: usize) -> Option<&'a [u8]> {
        let (from, to) = self.cells.get(at)?;
        self.bytes.get(*from as usize..*to as usize)
    }
}

/// Splits line after line.
pub(crate) struct Splitter {
    delimiter: u8,
    cells: Vec<(u32, u32)>,
    quoted: Reader,
    unquoted: Vec<u8>,
    ends: Vec<usize>,
}

/// A quotation mark is still open where the line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenQuote;

impl Splitter {
    pub(crate) fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            cells: Vec::new(),
            quoted: ReaderBuilder::new().delimiter(delimiter).build(),
            unquoted: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// The cells of a line, which has no line end and is shorter than four thousand million bytes.
    pub(crate) fn split<'a>(&'a mut self, line: &'a [u8]) -> Result<Split<'a>, OpenQuote> {
        if memchr(b'"', line).is_some() {
            self.cells.clear();
            return self.unquote(line);
        }
        Ok(self.unquoted(line))
    }

    /// The cells of a line without quotation marks.
    pub(crate) fn unquoted<'a>(&'a mut self, line: &'a [u8]) -> Split<'a> {
        self.cells.clear();
        let mut from = 0;
        let mut cell = |at: u32| {
            self.cells.push((from, at));
            from = at + 1;
        };
        let (words, rest) = line.as_chunks::<8>();
        let mut start = 0;
        for word in words {
            let mut found = places(u64::from_le_bytes(*word), self.delimiter);
            while found != 0 {
                cell(start + found.trailing_zeros() / 8);
                found &= found - 1;
            }
            start += 8;
        }
        for (at, byte) in (start..).zip(rest) {
            if *byte == self.delimiter {
                cell(at);
            }
        }
        cell(u32::try_from(line.len()).unwrap_or(u32::MAX));
        Split {
            bytes: line,
            cells: &self.cells,
        }
    }

    fn unquote(&mut self, line: &[u8]) -> Result<Split<'_>, OpenQuote> {
        // Cells never outgrow their line, and there is one more of them than there are delimiters.
        self.unquoted.resize(line.len() + 1, 0);
        self.ends.resize(line.len() + 1, 0);
        self.quoted.reset();
        let (mut read, mut written, mut ended) = (0, 0, 0);
        for input in [line, b"\n"] {
            let mut given = 0;
            while given < input.len() {
                let (result, taken, out, ends) = self.quoted.read_record(
                    &input[given..],
                    &mut self.unquoted[written..],
                    &mut self.ends[ended..],
                );
                (given, read, written, ended) =
                    (given + taken, read + taken, written + out, ended + ends);
                match result {
                    ReadRecordResult::Record => {
                        let mut from = 0;
                        for end in &self.ends[..ended] {
                            let end = u32::try_from(*end).unwrap_or(u32::MAX);
                            self.cells.push((from, end));
                            from = end;
                        }
                        return Ok(Split {
                            bytes: &self.unquoted[..written],
                            cells: &self.cells,
                        });
                    }
                    ReadRecordResult::InputEmpty if taken > 0 => {}
                    _ => return Err(OpenQuote),
                }
            }
        }
        Err(OpenQuote)
    }
}

/// The highest bit of each byte of the word that is this one.
fn places(word: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    // Nought where they are equal. Adding to the low seven bits carries into no other byte.
    let other = word ^ u64::from_le_bytes([byte; 8]);
    !(((other & LOW) + LOW) | other | LOW)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(line: &str, delimiter: u8) -> Option<Vec<String>> {
        let mut splitter = Splitter::new(delimiter);
        // What came before must leave no trace.
        let _ = splitter.split(b"a,\"open");
        let split = splitter.split(line.as_bytes()).ok()?;
        let cells = (0..split.len()).filter_map(|at| split.get(at));
        Some(
            cells
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .collect(),
        )
    }

    /// The records that the reader of whole files finds.
    fn whole(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let records = reader.byte_records().map(|record| {
            let record = record.expect("memory takes every read");
            record
                .iter()
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .collect()
        });
        records.collect()
    }

    #[test]
    fn quotes_open_at_the_start_of_a_cell_only() {
        for (line, cells) in [
            ("a,b,c", vec!["a", "b", "c"]),
            ("a,,", vec!["a", "", ""]),
            ("\"a\",\"b, c\",d", vec!["a", "b, c", "d"]),
            ("\"a \"\"x\"\"\",b", vec!["a \"x\"", "b"]),
            ("5\" dressing,b", vec!["5\" dressing", "b"]),
            (" ", vec![" "]),
        ] {
            assert_eq!(
                split(line, b','),
                Some(cells.into_iter().map(str::to_owned).collect()),
                "{line}"
            );
        }
    }

    #[test]
    fn a_quote_that_is_open_at_the_end_is_told() {
        assert_eq!(split("a,\"b", b','), None);
        assert_eq!(split("\"", b','), None);
        assert_eq!(split("\"a\"\"", b','), None);
    }

    proptest! {
        #[test]
        fn a_line_is_split_as_the_reader_of_whole_files_splits_it(line in "[ab\",; ]{1,12}", semicolon in any::<bool>()) {
            let delimiter = if semicolon { b';' } else { b',' };
            if let Some(cells) = split(&line, delimiter) {
                prop_assert_eq!(vec![cells], whole(&format!("{line}\n"), delimiter));
            } else {
                // The quotation mark that is open takes in the line after it.
                prop_assert_eq!(whole(&format!("{line}\nx"), delimiter).len(), 1);
            }
        }
    }
}
