//! Files of items read from end to end: in blocks on several threads where lines are records, else
//! one record after the other. Both ways give every row to the same function.

use std::collections::BTreeMap;

use super::fast_path::FastPath;
use super::opioid_supply::OpioidReader;
use super::overlap::Extent;
use super::rule::{Days, LastPerson, PersonId, item};
use super::supply::drug_type;
use super::worker::{FileContext, Worker, WorkerResult};
use crate::cohort::{CohortBuilder, ItemRow, Shard};
use crate::extract::error::ReadError;
use crate::extract::field::Field;
use crate::extract::problem::{Effect, Reason, Report};
use crate::extract::row::{Fate, Row};
use crate::extract::rows::{Ledger, Rows, note_repeated, windows_text};
use crate::files::Batch;
use crate::files::CellCache;
use crate::files::Input;
use crate::files::lines;
use crate::files::{Advance, Hashes};
use crate::files::{Block, each_block};
use crate::files::{Content, content};
use crate::medicines::Dictionary;
use crate::medicines::MatchCounts;
use crate::medicines::{MedicineMatch, Medicines};
use crate::model::DateReading;
use crate::model::{Month, OdsCode, Sex};

/// A practice of a file by its place in [`ItemReader`]'s list.
#[derive(Clone, Copy)]
pub(crate) struct PracticeAt(usize);

/// What one reader of a file keeps: its rows, and what it has read before.
pub(crate) struct ItemReader<'a> {
    pub(crate) shard: Shard,
    pub(crate) medicines: Medicines<'a>,
    pub(crate) months: CellCache<Option<Month>>,
    pub(crate) sexes: CellCache<Option<Sex>>,
    pub(crate) births: CellCache<Result<DateReading, Reason>>,
    pub(crate) quantities: CellCache<Result<f64, Reason>>,
    pub(crate) opioids: OpioidReader<'a>,
    codes: CellCache<Option<usize>>,
    /// Every practice code met, and its position in the shard once a row with it is used.
    practices: Vec<(OdsCode, Option<u16>)>,
    /// Positions of substances in the shard, by their number among those met.
    substances: Vec<Option<u16>>,
    /// Items by how they were issued, where the file says.
    types: BTreeMap<&'static str, u64>,
    last_month: Option<Month>,
    extent: Extent,
}

impl<'a> ItemReader<'a> {
    pub(crate) fn new(dictionary: Option<&'a Dictionary>) -> Self {
        Self {
            shard: Shard::default(),
            medicines: Medicines::new(dictionary),
            months: CellCache::default(),
            sexes: CellCache::default(),
            births: CellCache::default(),
            quantities: CellCache::default(),
            opioids: OpioidReader::new(dictionary),
            codes: CellCache::default(),
            practices: Vec::new(),
            substances: Vec::new(),
            types: BTreeMap::new(),
            last_month: None,
            extent: Extent::default(),
        }
    }

    /// The practice of a cell; `None` if it is no code.
    pub(crate) fn practice_at(&mut self, cell: &[u8]) -> Option<PracticeAt> {
        let practices = &mut self.practices;
        let at = self.codes.of(cell, |cell| {
            let code = OdsCode::parse(cell)?;
            let known = practices.iter().position(|(known, _)| *known == code);
            Some(known.unwrap_or_else(|| {
                practices.push((code, None));
                practices.len() - 1
            }))
        });
        at.map(PracticeAt)
    }

    /// The position of a practice in the shard, now that a row with it is used.
    pub(crate) fn practice(&mut self, PracticeAt(at): PracticeAt) -> u16 {
        let (code, position) = &mut self.practices[at];
        *position.get_or_insert_with(|| self.shard.practice(code.clone()))
    }

    /// The position of the practice of a cell, if a row with both was used.
    pub(crate) fn known_practice(&self, cell: &[u8]) -> Option<u16> {
        self.practices[self.codes.known(cell)??].1
    }

    /// The position of the substance of a plain BNF code, if a row with both was used.
    pub(crate) fn known_substance(&self, cell: &[u8]) -> Option<u16> {
        *self.substances.get(self.medicines.plain(cell)?)?
    }

    /// The position of a medicine's substance in the shard.
    pub(crate) fn substance(&mut self, medicine: &MedicineMatch) -> u16 {
        if self.substances.len() <= medicine.number {
            self.substances.resize(medicine.number + 1, None);
        }
        let shard = &mut self.shard;
        *self.substances[medicine.number].get_or_insert_with(|| shard.substance(medicine.substance))
    }

    /// Keeps a row that is used.
    pub(crate) fn keep(&mut self, row: &Row<'_>, item: &ItemRow) {
        if let Some(cell) = row.cell(Field::DrugType) {
            let word = if crate::model::is_missing(cell) {
                "not stated"
            } else {
                drug_type(cell)
            };
            *self.types.entry(word).or_default() += item.items;
        }
        self.push(item);
    }

    /// The same of a row without such a column.
    pub(crate) fn push(&mut self, item: &ItemRow) {
        if self.last_month != Some(item.month) {
            self.last_month = Some(item.month);
            self.extent.months.insert(item.month);
        }
        self.extent.without_practice |= item.practice.is_none();
        self.shard.push(item);
    }
}

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
        input: &Input,
        advance: Advance<'_>,
        builder: &mut CohortBuilder,
        report: &mut Report,
    ) -> Result<(), ReadError> {
        if !rows.has(Field::PracticeCode) && !builder.knows_registered_practices() {
            return Err(ReadError::NoPractice {
                file: rows.name().to_owned(),
            });
        }
        let file = rows.file();
        let readers = match self.in_parallel(rows, input, advance, builder, report) {
            Some(readers) => readers,
            None => {
                let mut reader = ItemReader::new(self.dictionary);
                in_order(rows, &mut reader, builder, report, &mut |_, _| ())?;
                vec![reader]
            }
        };
        for reader in readers {
            let extent = self.extents.entry(file).or_default();
            extent.add(reader.extent);
            let used = reader
                .practices
                .into_iter()
                .filter(|(_, position)| position.is_some());
            extent.practices.extend(used.map(|(code, _)| code));
            self.matching.add(reader.medicines.finish());
            for (word, items) in reader.types {
                *self.types.entry(word).or_default() += items;
            }
            builder.add(reader.shard);
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
        let mut reader = ItemReader::new(self.dictionary);
        in_order(rows, &mut reader, builder, &mut Report::default(), watch)
    }

    /// Reads delimited text line by line, or Parquet batch by batch, on several threads; `None`, and
    /// nothing kept, where lines are not records or reading breaks off: the other way then says what
    /// is so.
    fn in_parallel(
        &self,
        rows: &mut Rows<'_>,
        input: &Input,
        advance: Advance<'_>,
        builder: &CohortBuilder,
        report: &mut Report,
    ) -> Option<Vec<ItemReader<'a>>> {
        let shape = rows.shape();
        if shape.is_report() {
            return None;
        }
        let of_day = Days::of(rows);
        let plain = FastPath::of(shape, of_day);
        let given = FileContext {
            shape,
            of_day,
            builder,
            plain: plain.as_ref(),
        };
        let delimiter = rows.delimiter();
        let new = || {
            let reader = ItemReader::new(self.dictionary);
            Worker::new(reader, delimiter.unwrap_or(b','))
        };
        let (workers, hashes) = match (delimiter, rows.row_groups()) {
            (Some(_), _) => {
                let hashes = Hashes::new(rows.has_hash());
                let Ok(Content::Text(text)) = content(input, &hashes, advance) else {
                    return None;
                };
                let mut text = lines(text).ok()?;
                let work = |worker: &mut Worker<'a>, block: &Block| worker.block(block, given);
                let workers = each_block(&mut text, self.threads, new, work).ok()?;
                drop(text);
                (workers, Some(hashes))
            }
            (None, Some(groups)) => {
                let work = |worker: &mut Worker<'a>, batch: &Batch| {
                    worker.batch(batch, given);
                };
                let wanted = shape.wanted();
                let workers = groups.each_batch(&wanted, self.threads, new, work).ok()?;
                (workers, None)
            }
            (None, None) => return None,
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
        rows.book(ledger, hashes);
        Some(readers)
    }
}

/// Reads a file one record after the other. `watch` is shown every used row.
pub(crate) fn in_order(
    rows: &mut Rows<'_>,
    reader: &mut ItemReader<'_>,
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
                    watch(row, person.id());
                }
                Fate::Used
            }
            Err(fate) => fate,
        }
    })
}
