//! One thread's part of a file of items: blocks of lines or batches of rows, one after the other.

use memchr::memchr;

use super::fast_path::FastPath;
use super::person::LastPerson;
use super::rule::{Days, item};
use super::state::ItemState;
use crate::cohort::CohortBuilder;
use crate::extract::problem::{Effect, Reason, Report};
use crate::extract::row::{Fate, Row, RowCells, RowShape};
use crate::extract::rows::Ledger;
use crate::files::Batch;
use crate::files::{Block, Unfit};
use crate::files::{Split, Splitter};

/// A thread's tools.
pub(crate) struct Worker<'a> {
    splitter: Splitter,
    pub(crate) kept: WorkerResult<'a>,
}

/// What a thread keeps of the rows it reads.
pub(crate) struct WorkerResult<'a> {
    pub(crate) reader: ItemState<'a>,
    pub(crate) ledger: Ledger,
    pub(crate) report: Report,
    /// Line of the first row that is not UTF-8.
    pub(crate) windows_text: Option<u64>,
}

/// What every row of a file is read with.
#[derive(Clone, Copy)]
pub(crate) struct FileContext<'f> {
    pub(crate) shape: &'f RowShape,
    pub(crate) of_day: Days,
    pub(crate) builder: &'f CohortBuilder,
    /// For files that have plain rows.
    pub(crate) fast_path: Option<&'f FastPath>,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(reader: ItemState<'a>, delimiter: u8) -> Self {
        Self {
            splitter: Splitter::new(delimiter),
            kept: WorkerResult {
                reader,
                ledger: Ledger::default(),
                report: Report::default(),
                windows_text: None,
            },
        }
    }

    /// Reads lines; [`Unfit`] where one is no record by itself.
    pub(crate) fn block(&mut self, block: &Block, context: FileContext<'_>) -> Result<(), Unfit> {
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
                    self.splitter.unquoted(text)
                };
                self.kept.row(split, line, ascii, context);
            }
        }
        Ok(())
    }

    /// Reads rows of Parquet.
    pub(crate) fn batch(&mut self, batch: &Batch, context: FileContext<'_>) {
        let ascii = batch.is_ascii();
        for (line, split) in batch.lines() {
            self.kept.row(split, line, ascii, context);
        }
    }
}

impl WorkerResult<'_> {
    /// Reads a row. `ascii` says that it can be nothing else.
    fn row(&mut self, split: Split<'_>, line: u64, ascii: bool, context: FileContext<'_>) {
        let cells = RowCells::Line(split);
        if !ascii && !cells.are_utf8() {
            // A thread has its lines in the order of the file.
            self.windows_text.get_or_insert(line);
        }
        if line <= context.shape.header_line {
            return;
        }
        let plain = context
            .fast_path
            .and_then(|plain| plain.item(split, &mut self.reader));
        if let Some(item) = plain {
            self.reader.push(&item);
            self.ledger.book_used();
            return;
        }
        let row = Row {
            cells,
            shape: context.shape,
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
                    context.of_day,
                    &mut person,
                    reader,
                    context.builder,
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
