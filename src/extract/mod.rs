//! From bytes to typed columns: recognise a file by its header, read it row by row, and say what
//! could not be used.
//!
//! Architecture invariants: reading gives rows, problems and the arithmetic of rows; a bad row is
//! never an `Err`, an unreadable file is. No [`Problem`] and no [`ReadError`] can hold the value
//! of a cell. Nothing outside this module and `report` opens a file.

mod bytes;
mod comparators;
mod contained;
mod dictionary;
mod error;
mod field;
mod input;
mod items;
mod kind;
mod kind_groups;
mod lines;
mod list_sizes;
mod organisation_cell;
mod organisations;
mod patients;
mod prescribing;
mod problem;
mod rows;
mod source;
mod titles;
mod unpack;

use std::collections::BTreeMap;

pub use dictionary::{Dictionary, DictionaryCounts, DictionaryError};
pub use error::ReadError;
pub use field::Field;
pub use input::{Input, find_inputs};
pub use problem::{Effect, Problem, Reason};

use crate::model::{
    Cohort, CohortBuilder, FileKind, FileSummary, ListSizes, Prescribing, PublishedTable, Substance,
};
use crate::reference;
use problem::Report;

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
    /// Item rows and items of codes that are not in the substance table, by code.
    pub unmatched: BTreeMap<Substance, Unmatched>,
}

/// How often an unknown substance occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unmatched {
    /// Item rows.
    pub rows: u64,
    /// Items.
    pub items: u64,
}

/// Reads every input. `advance` is told the number of bytes as they are read.
///
/// # Errors
/// [`ReadError`] for a file that cannot be read or recognised, or holds no row that can be used,
/// where no file holds anything to compute from, and where two files are the same.
pub fn read(inputs: &[Input], advance: &dyn Fn(u64)) -> Result<Reading, ReadError> {
    let mut plans = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        plans.push((kind::recognise(input)?, number));
    }
    let counts = [
        FileKind::Items,
        FileKind::Prescribing,
        FileKind::Comparators,
    ];
    if !plans
        .iter()
        .any(|(recognised, _)| counts.contains(&recognised.kind))
    {
        return Err(ReadError::NoItems);
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
    let mut unknown = BTreeMap::new();
    let mut files: Vec<(usize, FileSummary)> = Vec::new();
    for (recognised, number) in &plans {
        let input = &inputs[*number];
        let mut rows = rows::Rows::open(input, recognised, *number, advance)?;
        match recognised.kind {
            FileKind::Organisations => organisations::read(&mut rows, &mut builder, &mut report)?,
            FileKind::Patients => patients::read(&mut rows, &mut builder, &mut report)?,
            FileKind::Items => items::read(&mut rows, &mut builder, &mut report)?,
            FileKind::Prescribing => prescribing::read(
                &mut rows,
                &mut builder,
                &mut prescribing,
                &mut unknown,
                &mut report,
            )?,
            FileKind::ListSizes => lists.read(&mut rows, &mut report)?,
            FileKind::Comparators => {
                let columns = &recognised.columns;
                comparators::read(&mut rows, input, columns, &mut published, &mut report)?;
            }
        }
        let sha256 = rows.sha256();
        if let Some((first, _)) = files.iter().find(|(_, file)| file.sha256 == sha256) {
            return Err(same_file(inputs, *first, *number));
        }
        files.push((*number, rows.finish(&report)?));
    }
    files.sort_by_key(|(number, _)| *number);
    let cohort = builder.finish().map_err(|_| ReadError::Frame)?;
    let mut unmatched = unmatched(&cohort)?;
    for (code, count) in unknown {
        let known = unmatched.entry(code).or_default();
        known.rows += count.rows;
        known.items += count.items;
    }
    let list_sizes = lists.finish(&mut report);
    let files = files.into_iter().map(|(_, summary)| summary).collect();
    Ok(Reading {
        cohort,
        prescribing,
        list_sizes,
        published,
        files,
        problems: report.into_sorted(),
        unmatched,
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

/// Counts the rows and items of codes that the substance table does not have.
fn unmatched(cohort: &Cohort) -> Result<BTreeMap<Substance, Unmatched>, ReadError> {
    use crate::model::column;
    let known: Vec<bool> = cohort
        .substances
        .iter()
        .map(|code| reference::substances().contains(*code))
        .collect();
    let mut counts: BTreeMap<Substance, Unmatched> = BTreeMap::new();
    if known.iter().all(|known| *known) {
        return Ok(counts);
    }
    let columns = cohort.items.column(column::SUBSTANCE).and_then(|codes| {
        Ok((
            codes.u32()?.clone(),
            cohort.items.column(column::ITEMS)?.i64()?.clone(),
        ))
    });
    let (codes, items) = columns.map_err(|_| ReadError::Frame)?;
    for (code, items) in codes.into_no_null_iter().zip(items.into_no_null_iter()) {
        if !known[code as usize] {
            let count = counts.entry(cohort.substances[code as usize]).or_default();
            count.rows += 1;
            count.items += u64::try_from(items).unwrap_or(0);
        }
    }
    Ok(counts)
}
