//! Files of items read from end to end: in blocks on several threads where lines are records, else
//! one record after the other. Both ways give every row to the same function.

use std::collections::BTreeMap;

use super::fast_path::FastPath;
use super::person::{LastPerson, PersonId};
use super::rule::{Days, item};
use super::state::{Extent, ItemState};
use super::worker::{FileContext, Worker, WorkerResult};
use crate::cohort::CohortBuilder;
use crate::extract::error::ReadError;
use crate::extract::field::Field;
use crate::extract::problem::{Effect, Reason, Report};
use crate::extract::row::{Fate, Row};
use crate::extract::rows::{Ledger, Rows, note_repeated, windows_text};
use crate::files::{Batch, Block, each_block, lines};
use crate::medicines::{Dictionary, MatchCounts};

/// What every file of items adds to.
pub(crate) struct Items<'a> {
    pub(crate) dictionary: Option<&'a Dictionary>,
    pub(crate) threads: usize,
    pub(crate) matching: MatchCounts,
    /// Items by how they were issued, where files say.
    pub(crate) types: BTreeMap<&'static str, u64>,
    /// Months and practices of each file, by its position.
    pub(crate) extents: BTreeMap<usize, Extent>,
}

impl<'a> Items<'a> {
    pub(crate) fn new(dictionary: Option<&'a Dictionary>, threads: usize) -> Self {
        Self {
            dictionary,
            threads,
            matching: MatchCounts::default(),
            types: BTreeMap::new(),
            extents: BTreeMap::new(),
        }
    }

    /// Reads a file.
    pub(crate) fn read(
        &mut self,
        rows: &mut Rows<'_>,
        builder: &mut CohortBuilder,
        report: &mut Report,
    ) -> Result<(), ReadError> {
        if !rows.has(Field::PracticeCode) && !builder.knows_registered_practices() {
            return Err(ReadError::NoPractice {
                file: rows.name().to_owned(),
            });
        }
        let file = rows.file();
        let readers = match self.in_parallel(rows, builder, report)? {
            Some(readers) => readers,
            None => {
                let mut reader = ItemState::new(self.dictionary);
                in_order(rows, &mut reader, builder, report, &mut |_, _| ())?;
                vec![reader]
            }
        };
        for reader in readers {
            let read = reader.finish();
            self.extents.entry(file).or_default().add(read.extent);
            self.matching.add(read.matching);
            for (word, items) in read.types {
                *self.types.entry(word).or_default() += items;
            }
            builder.add(read.shard);
        }
        Ok(())
    }

    /// Reads a file once more and shows `watch` every used row; nothing is kept.
    pub(crate) fn watch(
        &self,
        rows: &mut Rows<'_>,
        builder: &CohortBuilder,
        watch: &mut dyn FnMut(&Row<'_>, &PersonId),
    ) -> Result<(), ReadError> {
        let mut reader = ItemState::new(self.dictionary);
        in_order(rows, &mut reader, builder, &mut Report::default(), watch)
    }

    /// Reads delimited text line by line, or Parquet batch by batch, on several threads; `None`, and
    /// nothing kept, where lines are not records or reading breaks off: the other way then says what
    /// is so.
    fn in_parallel(
        &self,
        rows: &mut Rows<'_>,
        builder: &CohortBuilder,
        report: &mut Report,
    ) -> Result<Option<Vec<ItemState<'a>>>, ReadError> {
        let shape = rows.shape();
        if shape.is_report() {
            return Ok(None);
        }
        let of_day = Days::of(rows);
        let fast_path = FastPath::of(shape, of_day);
        let context = FileContext {
            shape,
            of_day,
            builder,
            fast_path: fast_path.as_ref(),
        };
        let recognised = rows.recognised();
        let delimiter = recognised.table.delimiter;
        let new = || {
            let state = ItemState::new(self.dictionary);
            Worker::new(state, delimiter)
        };
        let workers = if let Some(text) = recognised.file.text(rows.advance()) {
            let work = |worker: &mut Worker<'a>, block: &Block| worker.block(block, context);
            let lines = lines(text).ok();
            lines.and_then(|mut lines| each_block(&mut lines, self.threads, new, work).ok())
        } else if let Some(batches) = recognised.file.batches(rows.advance())? {
            let work = |worker: &mut Worker<'a>, batch: &Batch| worker.batch(batch, context);
            batches
                .each_batch(&shape.wanted(), self.threads, new, work)
                .ok()
        } else {
            None
        };
        let Some(workers) = workers else {
            return Ok(None);
        };
        note_repeated(shape, report);
        let kept: Vec<WorkerResult<'a>> = workers.into_iter().map(|worker| worker.kept).collect();
        let first = kept.iter().filter_map(|kept| kept.windows_text).min();
        report.extend(first.map(|line| windows_text(shape.file, line)).into_iter());
        let mut ledger = Ledger::default();
        let mut readers = Vec::new();
        for kept in kept {
            ledger.add(kept.ledger);
            report.extend(kept.report.into_sorted().into_iter());
            readers.push(kept.reader);
        }
        rows.book(ledger);
        Ok(Some(readers))
    }
}

/// Reads a file one record after the other. `watch` is shown every used row.
pub(crate) fn in_order(
    rows: &mut Rows<'_>,
    reader: &mut ItemState<'_>,
    builder: &CohortBuilder,
    report: &mut Report,
    watch: &mut dyn FnMut(&Row<'_>, &PersonId),
) -> Result<(), ReadError> {
    let of_day = Days::of(rows);
    let mut last_person: LastPerson = Err((Effect::Excluded, Reason::NoPatientId));
    rows.each(report, |row, report| {
        match item(row, of_day, &mut last_person, reader, builder, report) {
            Ok(item) => {
                reader.keep(row, &item);
                if let Ok(person) = &last_person {
                    watch(row, &person.id);
                }
                Fate::Used
            }
            Err(fate) => fate,
        }
    })
}
