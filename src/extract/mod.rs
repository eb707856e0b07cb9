//! From bytes to typed columns: recognise a file by its header, read it row by row, and say what
//! could not be used.
//!
//! Architecture invariants: reading gives rows, problems and the arithmetic of rows; a bad row is
//! never an `Err`, an unreadable file is. No [`Problem`] and no [`ReadError`] can hold the value
//! of a cell. Nothing outside this module and `report` opens a file.

mod bytes;
mod contained;
mod dictionary;
mod error;
mod field;
mod input;
mod items;
mod kind;
mod lines;
mod organisations;
mod patients;
mod problem;
mod rows;
mod source;
mod unpack;

use std::collections::BTreeMap;

pub use dictionary::{Dictionary, DictionaryCounts, DictionaryError};
pub use error::ReadError;
pub use field::Field;
pub use input::{Input, find_inputs};
pub use problem::{Effect, Problem, Reason};

use crate::model::{Cohort, CohortBuilder, FileKind, FileSummary, Substance};
use crate::reference;
use problem::Report;

/// What came of reading.
pub struct Reading {
    /// The rows that could be used.
    pub cohort: Cohort,
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
/// where no file holds items, and where two files are the same.
pub fn read(inputs: &[Input], advance: &dyn Fn(u64)) -> Result<Reading, ReadError> {
    let mut plans = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        plans.push((kind::recognise(input)?, number));
    }
    if !plans
        .iter()
        .any(|(recognised, _)| recognised.kind == FileKind::Items)
    {
        return Err(ReadError::NoItems);
    }
    // Organisations and patients first: an items file may leave the practice to the patients file.
    plans.sort_by_key(|(recognised, number)| (recognised.kind, *number));

    let mut builder = CohortBuilder::default();
    let mut report = Report::default();
    let mut files: Vec<(usize, FileSummary)> = Vec::new();
    for (recognised, number) in &plans {
        let input = &inputs[*number];
        let mut rows = rows::Rows::open(input, recognised, *number, advance)?;
        match recognised.kind {
            FileKind::Organisations => organisations::read(&mut rows, &mut builder, &mut report)?,
            FileKind::Patients => patients::read(&mut rows, &mut builder, &mut report)?,
            FileKind::Items => items::read(&mut rows, &mut builder, &mut report)?,
        }
        let sha256 = rows.sha256();
        if let Some((first, _)) = files.iter().find(|(_, file)| file.sha256 == sha256) {
            return Err(same_file(inputs, *first, *number));
        }
        files.push((*number, rows.finish(&report)?));
    }
    files.sort_by_key(|(number, _)| *number);
    let cohort = builder.finish().map_err(|_| ReadError::Frame)?;
    let unmatched = unmatched(&cohort)?;
    let files = files.into_iter().map(|(_, summary)| summary).collect();
    Ok(Reading {
        cohort,
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
