//! From bytes to typed columns: recognise a file by its header, read it row by row, and say what
//! could not be used.
//!
//! Architecture invariants: reading gives rows, problems and the arithmetic of rows; a bad row is
//! never an `Err`, an unreadable file is. No [`Problem`] and no [`ReadError`] can hold the value
//! of a cell. Nothing outside this module and `report` opens a file.

mod cell;
mod clinical_report_heading;
mod columns;
mod comparators;
mod error;
mod field;
mod free_columns;
mod items;
mod kind_groups;
mod kind_people;
mod list_sizes;
mod medicine;
mod organisations;
mod patient_list;
mod patients;
mod prescribing;
mod problem;
mod recognise;
mod row;
mod rows;

use crate::extract::items::overlap::SharedPrescribing;
use crate::files::Input;
use crate::medicines::{Dictionary, MatchCounts};
pub use error::ReadError;
pub use field::Field;
pub(crate) use problem::Report;
pub use problem::{Effect, Problem, Reason};

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::cohort::{
    Cohort, CohortBuilder, ListSizes, ListedPerson, Prescribing, PublishedTable, Review,
};
use crate::extract::items::overlap::{Overlap, PrescribingOwners, meeting};
use crate::extract::items::reader::Items;
use crate::files::Hashes;
use crate::medicines::Medicines;
use crate::model::parallel::processors;
use crate::model::{FileKind, FileSummary};
use recognise::Recognised;

/// Every embedded list of words by name: rules of reading, which outputs do not name.
pub const WORD_LISTS: [(&str, &str); 4] = [
    ("comparator_headers.toml", comparators::layout::WORDS),
    ("headers.toml", field::WORDS),
    ("issue_types.toml", items::supply::WORDS),
    ("personal_columns.toml", free_columns::WORDS),
];

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
    /// Rows that two items files have word for word: positions of the files, and how many.
    pub shared_rows: Vec<(usize, usize, u64)>,
    /// Practices and months that two files of practice-level prescribing have.
    pub shared_prescribing: Vec<SharedPrescribing>,
    /// People of bare lists, sorted.
    pub listed: Vec<ListedPerson>,
    /// Reviews, sorted.
    pub reviews: Vec<Review>,
    /// For each column asked for, whether an organisations and whether a patients file has it.
    pub columns_in: Vec<(bool, bool)>,
    /// Texts that a folder held beside its data, by name: they fit no kind.
    pub passed_over: Vec<String>,
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
    let RecognisedInputs {
        inputs,
        mut plans,
        passed_over,
    } = opened(inputs, options.as_of)?;
    let inputs = &inputs[..];
    // Organisations and patients first: an items file may leave the practice to the patients file.
    // Of the organisations files those with networks come first: what they say is kept.
    plans.sort_by_key(|(recognised, number)| {
        let second = !recognised.columns.has(Field::PcnCode);
        let rank = recognised.kind == FileKind::Organisations && second;
        (recognised.kind, rank, *number)
    });

    let threads = match options.threads {
        0 => processors(),
        threads => threads,
    };
    let named: Vec<_> = plans
        .iter()
        .map(|(recognised, number)| (inputs[*number].name(), recognised))
        .collect();
    let free = free_columns::find(options.columns, &named)?;

    let mut builder = CohortBuilder::default();
    let mut report = Report::default();
    let mut prescribed = PrescribingOwners::default();
    let mut prescribing = Prescribing::default();
    let mut lists = list_sizes::ListSizeReader::default();
    let mut published = PublishedTable::new();
    let mut medicines = Medicines::new(options.dictionary);
    let mut items = Items::new(options.dictionary, threads);
    let (mut listed, mut reviews, mut named) = (Vec::new(), Vec::new(), Vec::new());
    let mut contents = Contents::default();
    let mut files: Vec<(usize, FileSummary)> = Vec::new();
    for ((recognised, number), free) in plans.iter().zip(&free.places) {
        let input = &inputs[*number];
        let hashes = Hashes::new(!options.without_hashes);
        let mut rows = rows::Rows::open(input, recognised, free, *number, hashes, advance)?;
        match recognised.kind {
            FileKind::Organisations => organisations::read(&mut rows, &mut builder, &mut report)?,
            FileKind::Patients => patients::read(&mut rows, &mut builder, &mut report)?,
            FileKind::Items => {
                items.read(&mut rows, input, advance, &mut builder, &mut report)?;
            }
            FileKind::PatientList => {
                patient_list::read_listed(&mut rows, &mut listed, &mut builder, &mut report)?
            }
            FileKind::Reviews => {
                patient_list::read_reviews(&mut rows, &mut reviews, &mut named, &mut report)?
            }
            FileKind::Prescribing => prescribing::read(
                &mut rows,
                &mut builder,
                &mut prescribing,
                &mut prescribed,
                &mut medicines,
                &mut report,
            )?,
            FileKind::ListSizes => lists.read(&mut rows, &mut report)?,
            FileKind::Comparators => crate::extract::comparators::rows::read(
                &mut rows,
                recognised,
                &mut published,
                &mut report,
            )?,
        }
        if let Some(first) = contents.another(inputs, *number, rows.content_length())? {
            return Err(same_file(inputs, first, *number));
        }
        let summary = rows.finish(&report);
        files.push((
            *number,
            summary.map_err(|error| error.with(inputs, &report))?,
        ));
    }
    files.sort_by_key(|(number, _)| *number);
    let shared_rows = shared_rows(inputs, &plans, &items, &builder)?;
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
        cohort: builder
            .finish(threads)
            .map_err(|_| ReadError::TooManyCodes)?,
        files: files.into_iter().map(|(_, summary)| summary).collect(),
        problems: report.into_sorted(),
        matching: items.matching,
        types: items.types,
        shared_rows,
        shared_prescribing: prescribed.finish(),
        listed,
        reviews,
        columns_in: free.columns_in,
        passed_over,
        named,
    })
}

/// Rows that two items files have word for word.
fn shared_rows(
    inputs: &[Input],
    plans: &[(Recognised, usize)],
    items: &Items<'_>,
    builder: &CohortBuilder,
) -> Result<Vec<(usize, usize, u64)>, ReadError> {
    let mut overlap = Overlap::default();
    let meeting = meeting(&items.extents);
    // In the order the files were read in.
    for (recognised, number) in plans.iter().filter(|(_, number)| meeting.contains(number)) {
        let mut rows = rows::Rows::open(
            &inputs[*number],
            recognised,
            &[],
            *number,
            Hashes::new(false),
            &|_| (),
        )?;
        overlap.begin(*number);
        items.watch(&mut rows, builder, &mut |row, person| {
            overlap.see(row, person)
        })?;
    }
    Ok(overlap.finish())
}

/// The inputs that hold data, and as what.
struct RecognisedInputs {
    inputs: Vec<Input>,
    /// Each with the position of its input.
    plans: Vec<(Recognised, usize)>,
    passed_over: Vec<String>,
}

/// Recognises every input. A text that a folder held beside its data is passed over.
fn opened(inputs: &[Input], as_of: Option<NaiveDate>) -> Result<RecognisedInputs, ReadError> {
    let mut opened = RecognisedInputs {
        inputs: Vec::new(),
        plans: Vec::new(),
        passed_over: Vec::new(),
    };
    let mut about = None;
    for input in inputs {
        match recognise::recognise(input, as_of) {
            Ok(recognised) => {
                opened.plans.push((recognised, opened.inputs.len()));
                opened.inputs.push(input.clone());
            }
            Err(error @ ReadError::UnknownKind { .. }) if input.may_be_about() => {
                opened.passed_over.push(input.name().to_owned());
                about.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    match about {
        // Nothing but texts: then they were meant.
        Some(error) if opened.inputs.is_empty() => Err(error),
        _ => Ok(opened),
    }
}

/// Headers of the organisations and patients files that may be asked for by name, sorted: no id, no
/// person's name and no date of birth among them.
///
/// # Errors
/// [`ReadError`] for a file that cannot be opened or recognised.
pub fn column_names(inputs: &[Input], as_of: Option<NaiveDate>) -> Result<Vec<String>, ReadError> {
    let plans = opened(inputs, as_of)?.plans;
    let mut names: Vec<String> = plans
        .iter()
        .flat_map(|(recognised, _)| free_columns::names(recognised))
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Two files with the same bytes, whatever they are packed in: told before a row of the second is blamed for repeating the first.
fn same_file(inputs: &[Input], one: usize, other: usize) -> ReadError {
    let name = |number: usize| inputs[number].name().to_owned();
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
        inputs: &[Input],
        number: usize,
        length: u64,
    ) -> Result<Option<usize>, ReadError> {
        let of_length = self.0.iter().filter(|(known, _)| *known == length);
        let of_length: Vec<usize> = of_length.map(|(_, number)| *number).collect();
        self.0.push((length, number));
        if of_length.is_empty() {
            return Ok(None);
        }
        let own = crate::files::content_hash(&inputs[number])?;
        for other in of_length {
            if crate::files::content_hash(&inputs[other])? == own {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }
}
