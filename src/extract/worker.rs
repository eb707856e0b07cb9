//! One thread's part of a file of items: blocks of lines or batches of rows, one after the other.

use memchr::memchr;

use super::blocks::{Block, Unfit};
use super::item_reader::ItemReader;
use super::items::{Days, LastPerson, item};
use super::plain::Plain;
use super::problem::{Effect, Reason, Report};
use super::row::{Cells, Fate, Row, Shape};
use super::rows::Ledger;
use super::source::Batch;
use super::split::{Split, Splitter};
use crate::model::CohortBuilder;

/// A thread's tools.
pub(super) struct Worker<'a> {
    splitter: Splitter,
    pub(super) kept: Kept<'a>,
}

/// What a thread keeps of the rows it reads.
pub(super) struct Kept<'a> {
    pub(super) reader: ItemReader<'a>,
    pub(super) ledger: Ledger,
    pub(super) report: Report,
    /// Line of the first row that is not UTF-8.
    pub(super) windows_text: Option<u64>,
}

/// What every row of a file is read with.
#[derive(Clone, Copy)]
pub(super) struct Given<'f> {
    pub(super) shape: &'f Shape,
    pub(super) of_day: Days,
    pub(super) builder: &'f CohortBuilder,
    /// For files that have plain rows.
    pub(super) plain: Option<&'f Plain>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(reader: ItemReader<'a>, delimiter: u8) -> Self {
        Self {
            splitter: Splitter::new(delimiter),
            kept: Kept {
                reader,
                ledger: Ledger::default(),
                report: Report::default(),
                windows_text: None,
            },
        }
    }

    /// Reads lines; [`Unfit`] where one is no record by itself.
    pub(super) fn block(&mut self, block: &Block, given: Given<'_>) -> Result<(), Unfit> {
        let ascii = block.bytes.is_ascii();
        let quoted = memchr(b'"', &block.bytes).is_some();
        let mut rest = &block.bytes[..];
        let mut next_line = block.first_line;
        while !rest.is_empty() {
            let end = memchr(b'\n', rest);
            let text = &rest[..end.unwrap_or(rest.len())];
            rest = &rest[end.map_or(rest.len(), |end| end + 1)..];
            let line = next_line;
            next_line += 1;
            // A blank line is no record.
            if !text.is_empty() {
                let split = if quoted {
                    self.splitter.split(text).map_err(|_| Unfit)?
                } else {
                    self.splitter.plain(text)
                };
                self.kept.row(split, line, ascii, given);
            }
        }
        Ok(())
    }

    /// Reads rows of Parquet.
    pub(super) fn batch(&mut self, batch: &Batch, given: Given<'_>) {
        let ascii = batch.is_ascii();
        for (line, split) in batch.lines() {
            self.kept.row(split, line, ascii, given);
        }
    }
}

impl Kept<'_> {
    /// Reads a row. `ascii` says that it can be nothing else.
    fn row(&mut self, split: Split<'_>, line: u64, ascii: bool, given: Given<'_>) {
        let cells = Cells::Line(split);
        if !ascii && !cells.are_utf8() {
            // A thread has its lines in the order of the file.
            self.windows_text.get_or_insert(line);
        }
        if line <= given.shape.header_line {
            return;
        }
        let plain = given
            .plain
            .and_then(|plain| plain.item(split, &mut self.reader));
        if let Some(item) = plain {
            self.reader.push(&item);
            self.ledger.book_used();
            return;
        }
        let row = Row {
            cells,
            shape: given.shape,
            after_lost: false,
            line,
        };
        let reader = &mut self.reader;
        self.ledger
            .book(&row, false, &mut self.report, |row, report| {
                // Every row of such a file names its person itself.
                let mut person: LastPerson = Err((Effect::Excluded, Reason::NoPatientId));
                match item(
                    row,
                    given.of_day,
                    &mut person,
                    reader,
                    given.builder,
                    report,
                ) {
                    Ok(item) => {
                        reader.keep(row, &item);
                        Fate::Used
                    }
                    Err(fate) => fate,
                }
            });
    }
}
