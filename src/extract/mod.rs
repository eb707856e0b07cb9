//! From bytes to typed columns: recognise a file by its header, read it row by row, and say what
//! could not be used.
//!
//! Architecture invariants: reading gives rows, problems and the arithmetic of rows; a bad row is
//! never an `Err`, an unreadable file is. No [`Problem`] and no [`ReadError`] can hold the value
//! of a cell. Nothing outside this module and `report` opens a file.

mod bytes;
mod comparators;
mod contained;
mod dates;
mod dictionary;
mod error;
mod field;
mod findings;
mod input;
mod items;
mod kind;
mod kind_groups;
mod lines;
mod list_sizes;
mod lists;
mod medicine;
mod nesting;
mod organisation_cell;
mod organisations;
mod overlap;
mod patients;
mod prescribing;
mod problem;
mod report_head;
mod rows;
mod source;
mod titles;
mod unpack;

use chrono::NaiveDate;

pub use dictionary::{Dictionary, DictionaryCounts, DictionaryError};
pub use error::ReadError;
pub use field::Field;
pub use findings::{Finding, findings};
pub use input::{Input, find_inputs};
pub use medicine::{Count, Matching, Route};
pub use problem::{Effect, Problem, Reason};

use crate::model::{
    Cohort, CohortBuilder, FileKind, FileSummary, ListSizes, Listed, Prescribing, PublishedTable,
    Review,
};
use medicine::Medicines;
use overlap::Overlap;
use problem::Report;

/// What the reader is told beside the files.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// The day of reports that do not name one.
    pub as_of: Option<NaiveDate>,
    /// Names and dm+d codes the user has brought.
    pub dictionary: Option<&'a Dictionary>,
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
    pub matching: Matching,
    /// Rows that two items files have word for word: positions of the files, and how many.
    pub shared_rows: Vec<(usize, usize, u64)>,
    /// People of bare lists, sorted.
    pub listed: Vec<Listed>,
    /// Reviews, sorted.
    pub reviews: Vec<Review>,
    /// Everyone whom files of reviews name, filled in or not: normalised ids, sorted, each once.
    pub named: Vec<String>,
}

/// Reads every input. `advance` is told the number of bytes as they are read.
///
/// # Errors
/// [`ReadError`] for a file that cannot be read or recognised, holds no row that can be used, or is
/// the same as another.
pub fn read(
    inputs: &[Input],
    options: Options<'_>,
    advance: &dyn Fn(u64),
) -> Result<Reading, ReadError> {
    let mut plans = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        plans.push((kind::recognise(input, options.as_of)?, number));
    }
    // Organisations and patients first: an items file may leave the practice to the patients file.
    // Of the organisations files those with networks come first: what they say is kept.
    plans.sort_by_key(|(recognised, number)| {
        let second = !recognised.columns.has(Field::PcnCode);
        let rank = recognised.kind == FileKind::Organisations && second;
        (recognised.kind, rank, *number)
    });

    let mut builder = CohortBuilder::default();
    let mut report = Report::default();
    let mut prescribing = Prescribing::default();
    let mut lists = list_sizes::Lists::default();
    let mut published = PublishedTable::new();
    let mut medicines = Medicines::new(options.dictionary);
    let items_files = plans
        .iter()
        .filter(|(recognised, _)| recognised.kind == FileKind::Items)
        .count();
    let mut overlap = Overlap::new(items_files);
    let (mut listed, mut reviews, mut named) = (Vec::new(), Vec::new(), Vec::new());
    let mut files: Vec<(usize, FileSummary)> = Vec::new();
    for (recognised, number) in &plans {
        let input = &inputs[*number];
        let mut rows = rows::Rows::open(input, recognised, *number, advance)?;
        match recognised.kind {
            FileKind::Organisations => organisations::read(&mut rows, &mut builder, &mut report)?,
            FileKind::Patients => patients::read(&mut rows, &mut builder, &mut report)?,
            FileKind::Items => items::read(
                &mut rows,
                &mut builder,
                &mut medicines,
                &mut overlap,
                &mut report,
            )?,
            FileKind::PatientList => {
                lists::read_listed(&mut rows, &mut listed, &mut builder, &mut report)?
            }
            FileKind::Reviews => {
                lists::read_reviews(&mut rows, &mut reviews, &mut named, &mut report)?
            }
            FileKind::Prescribing => prescribing::read(
                &mut rows,
                &mut builder,
                &mut prescribing,
                &mut medicines,
                &mut report,
            )?,
            FileKind::ListSizes => lists.read(&mut rows, &mut report)?,
            FileKind::Comparators => {
                comparators::read(&mut rows, recognised, &mut published, &mut report)?
            }
        }
        let sha256 = rows.sha256();
        if let Some((first, _)) = files.iter().find(|(_, file)| file.sha256 == sha256) {
            return Err(same_file(inputs, *first, *number));
        }
        files.push((*number, rows.finish(&report)?));
    }
    files.sort_by_key(|(number, _)| *number);
    let list_sizes = lists.finish(&mut report);
    listed.sort();
    reviews.sort();
    named.sort();
    named.dedup();
    Ok(Reading {
        prescribing,
        list_sizes,
        published,
        cohort: builder.finish().map_err(|_| ReadError::Frame)?,
        files: files.into_iter().map(|(_, summary)| summary).collect(),
        problems: report.into_sorted(),
        matching: medicines.finish(),
        shared_rows: overlap.finish(),
        listed,
        reviews,
        named,
    })
}

/// Two files with the same bytes: told before a row of the second is blamed for repeating the first.
fn same_file(inputs: &[Input], one: usize, other: usize) -> ReadError {
    let name = |number: usize| inputs[number].name().to_owned();
    ReadError::SameFile {
        first: name(one.min(other)),
        second: name(one.max(other)),
    }
}
