//! Reading the inputs once they are recognised, and what comes of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::comparators;
use super::error::ReadError;
use super::field::Field;
use super::free_columns::{self, ColumnHome};
use super::inputs::RecognisedInputs;
use super::items::{Items, Overlap, PrescribingOwners, SharedPrescribing, SharedRows, meeting};
use super::list_sizes::ListSizeReader;
use super::problem::{Problem, Report};
use super::recognised::RecognisedFile;
use super::rows::Rows;
use super::{organisations, patient_list, patients, prescribing, reviews};
use crate::cohort::{
    Cohort, CohortBuilder, ListSizes, ListedPerson, Prescribing, PublishedTable, Review,
};
use crate::files::Input;
use crate::medicines::{Dictionary, MatchCounts, Medicines};
use crate::model::parallel::processors;
use crate::model::{FileKind, FileSummary};

/// What the reader is told beside the files.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// The day of reports that do not name one.
    pub as_of: Option<NaiveDate>,
    /// Names and dm+d codes the user has brought.
    pub dictionary: Option<&'a Dictionary>,
    /// How many threads may be used; 0 for as many as there are processors.
    pub threads: usize,
    /// Whether to do without the hashes of files, which nothing will name.
    pub without_hashes: bool,
    /// Columns of organisations and patients files to keep, by their headers; case, blanks and
    /// underscores do not matter.
    pub columns: &'a [String],
}

/// What came of reading.
pub struct Reading {
    /// The rows that could be used.
    pub cohort: Cohort,
    /// Items by practice, month and substance; empty without a file of practice-level prescribing.
    pub prescribing: Prescribing,
    /// Registered patients; empty without a file of list sizes.
    pub list_sizes: ListSizes,
    /// Comparators as others published them.
    pub published: PublishedTable,
    /// Every file, in the order given: its kind, hash and row arithmetic.
    pub files: Vec<FileSummary>,
    /// Every row or cell that was not taken as it stood, in file and line order.
    pub problems: Vec<Problem>,
    /// How medicines were matched to substances.
    pub matching: MatchCounts,
    /// Items of the items files that have such a column, by how they are issued: repeat, acute and
    /// other known words, "other" and "not stated". Nothing is excluded by it.
    pub types: BTreeMap<&'static str, u64>,
    /// Rows that two items files have word for word.
    pub shared_rows: Vec<SharedRows>,
    /// Practices and months that two files of practice-level prescribing have.
    pub shared_prescribing: Vec<SharedPrescribing>,
    /// People of bare lists, sorted.
    pub listed: Vec<ListedPerson>,
    /// Reviews, sorted.
    pub reviews: Vec<Review>,
    /// For each column asked for, which kinds of files have it.
    pub columns_in: Vec<ColumnHome>,
    /// Texts that a folder held beside its data, by name: they fit no kind.
    pub passed_over: Vec<String>,
    /// Everyone whom files of reviews name, filled in or not: normalised ids, sorted, each once.
    pub named: Vec<String>,
}

/// Opens, recognises and reads every input. `advance` is told the number of bytes as they are read.
///
/// # Errors
/// [`ReadError`] for a file that cannot be read or recognised, holds no row that can be used, or is
/// the same as another.
pub fn read(
    inputs: &[Input],
    options: Options<'_>,
    advance: &dyn Fn(u64),
) -> Result<Reading, ReadError> {
    RecognisedInputs::open(inputs, options.as_of, !options.without_hashes, advance)?.read(options)
}

impl RecognisedInputs<'_> {
    /// Reads every file. `as_of` and the wish for hashes were settled when the files were opened.
    ///
    /// # Errors
    /// [`ReadError`] for a file that cannot be read to its end, holds no row that can be used, or
    /// is the same as another.
    pub fn read(self, options: Options<'_>) -> Result<Reading, ReadError> {
        let threads = match options.threads {
            0 => processors(),
            threads => threads,
        };
        let order = in_order(&self.files);
        let tables: Vec<_> = self
            .files
            .iter()
            .map(|file| (file.name(), &file.table))
            .collect();
        let free = free_columns::find(options.columns, &tables)?;

        let mut builder = CohortBuilder::default();
        let mut report = Report::default();
        let mut owners = PrescribingOwners::default();
        let mut prescribing = Prescribing::default();
        let mut lists = ListSizeReader::default();
        let mut published = PublishedTable::new();
        let mut medicines = Medicines::new(options.dictionary);
        let mut items = Items::new(options.dictionary, threads);
        let (mut listed, mut reviews, mut named) = (Vec::new(), Vec::new(), Vec::new());
        let mut contents = Contents::default();
        let mut summaries: Vec<(usize, FileSummary)> = Vec::new();
        for number in &order {
            let (number, file) = (*number, &self.files[*number]);
            let mut rows = Rows::new(file, &free.places[number], number, self.advance);
            let rows_of = &mut rows;
            match file.table.kind {
                FileKind::Organisations => {
                    organisations::read(rows_of, &mut builder, &mut report)?;
                }
                FileKind::Patients => patients::read(rows_of, &mut builder, &mut report)?,
                FileKind::Items => items.read(rows_of, &mut builder, &mut report)?,
                FileKind::PatientList => {
                    patient_list::read(rows_of, &mut listed, &mut builder, &mut report)?;
                }
                FileKind::Reviews => {
                    reviews::read(rows_of, &mut reviews, &mut named, &mut report)?;
                }
                FileKind::Prescribing => prescribing::read(
                    rows_of,
                    &mut builder,
                    &mut prescribing,
                    &mut owners,
                    &mut medicines,
                    &mut report,
                )?,
                FileKind::ListSizes => lists.read(rows_of, &mut report)?,
                FileKind::Comparators => {
                    comparators::read(rows_of, &mut published, &mut report)?;
                }
            }
            if let Some(first) = contents.another(&self.files, number)? {
                return Err(same_file(&self.files, first, number));
            }
            let summary = rows.finish(&report);
            let summary = summary.map_err(|error| error.with(&self.names(), &report))?;
            summaries.push((number, summary));
        }
        summaries.sort_by_key(|(number, _)| *number);
        let shared_rows = self.shared_rows(&order, &items, &builder)?;
        items.matching.add(medicines.finish());
        let list_sizes = lists.finish(&mut report);
        listed.sort();
        reviews.sort();
        named.sort();
        named.dedup();
        Ok(Reading {
            prescribing,
            list_sizes,
            published,
            cohort: builder.finish(threads)?,
            files: summaries.into_iter().map(|(_, summary)| summary).collect(),
            problems: report.into_sorted(),
            matching: items.matching,
            types: items.types,
            shared_rows,
            shared_prescribing: owners.finish(),
            listed,
            reviews,
            columns_in: free.found_in,
            passed_over: self.passed_over,
            named,
        })
    }

    /// Rows that two items files have word for word.
    fn shared_rows(
        &self,
        order: &[usize],
        items: &Items<'_>,
        builder: &CohortBuilder,
    ) -> Result<Vec<SharedRows>, ReadError> {
        let mut overlap = Overlap::default();
        let meeting = meeting(&items.extents);
        // In the order the files were read in.
        for number in order.iter().filter(|number| meeting.contains(number)) {
            let mut rows = Rows::new(&self.files[*number], &[], *number, &|_| ());
            overlap.begin(*number);
            items.watch(&mut rows, builder, &mut |row, person| {
                overlap.see(row, person);
            })?;
        }
        Ok(overlap.finish())
    }
}

/// Positions of the files in the order in which they are read. Organisations and patients first: an
/// items file may leave the practice to the patients file. Of the organisations files those with
/// networks come first: what they say is kept.
fn in_order(files: &[RecognisedFile]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|number| {
        let table = &files[*number].table;
        let second = !table.columns.has(Field::PcnCode);
        let rank = table.kind == FileKind::Organisations && second;
        (table.kind, rank, *number)
    });
    order
}

/// Two files with the same bytes, whatever they are packed in: told before a row of the second is
/// blamed for repeating the first.
fn same_file(files: &[RecognisedFile], one: usize, other: usize) -> ReadError {
    let name = |number: usize| files[number].name().to_owned();
    ReadError::SameFile {
        first: name(one.min(other)),
        second: name(one.max(other)),
    }
}

/// What the files hold, to find one that is there twice: those of one length are hashed.
#[derive(Default)]
struct Contents(Vec<(u64, usize)>);

impl Contents {
    /// An earlier file with the content of this one.
    fn another(
        &mut self,
        files: &[RecognisedFile],
        number: usize,
    ) -> Result<Option<usize>, ReadError> {
        let length = files[number].file.content_length();
        let of_length = self.0.iter().filter(|(known, _)| *known == length);
        let of_length: Vec<usize> = of_length.map(|(_, number)| *number).collect();
        self.0.push((length, number));
        if of_length.is_empty() {
            return Ok(None);
        }
        let own = files[number].file.content_hash()?;
        for other in of_length {
            if files[other].file.content_hash()? == own {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }
}
