//! What a file is, by its header alone: the first row that fits a kind, below whatever a report
//! writes above it.

use chrono::NaiveDate;

use super::cell::date;
use super::clinical_report_heading::{groups, last_run};
use super::columns::Columns;
use super::error::ReadError;
use super::field::{Field, near};
use super::kind_groups;
use super::kind_people::{KindShape, SHAPES, only_adds, reads};
use super::patient_list::comparator_of;
use crate::files::text;
use crate::files::{FileError, Input};
use crate::files::{Preview, preview};
use crate::medicines::is_dictionary;
use crate::model::{FileKind, IdKind, normalised_id};

/// How many rows are looked at to find a header and to tell what the ids are.
const LOOKED_AT: usize = 200;
/// The lowest row a header is looked for in.
const DEEPEST_HEADER: usize = 40;

/// A file with its kind and columns.
pub(crate) struct Recognised {
    pub(crate) kind: FileKind,
    pub(crate) columns: Columns,
    /// The header as it stands, for telling how each column was read.
    pub(crate) header: Vec<String>,
    pub(crate) delimiter: u8,
    /// The sheet of a workbook.
    pub(crate) sheet: Option<String>,
    /// Other sheets of the workbook that fit a kind.
    pub(crate) unread_sheets: Vec<String>,
    /// Line of the header; rows up to it are no data.
    pub(crate) header_line: u64,
    /// The day the whole file is of.
    pub(crate) as_of: Option<NaiveDate>,
    /// Whether the file itself names that day.
    pub(crate) names_its_day: bool,
    /// What its patient ids are.
    pub(crate) id_kind: IdKind,
}

/// A row that may be the header, with the table it stands in.
struct Candidate<'a> {
    table: &'a Preview,
    at: usize,
    header: Vec<String>,
    columns: Columns,
    as_of: Option<NaiveDate>,
    names_its_day: bool,
}

impl<'a> Candidate<'a> {
    fn new(table: &'a Preview, at: usize, as_of: Option<NaiveDate>) -> Self {
        let header = cells(&table.records[at].1);
        let groups = at.checked_sub(1).and_then(|above| {
            let mut above = cells(&table.records[above].1);
            // A sheet has no empty cells at the end of a row.
            if table.sheet.is_some() && above.len() < header.len() {
                above.resize(header.len(), String::new());
            }
            groups(&above, &header)
        });
        let columns = Columns::of(&header, groups.as_deref());
        let run = table.records[..at]
            .iter()
            .find_map(|(_, record)| last_run(&cells(record)));
        Self {
            table,
            at,
            header,
            columns,
            as_of: run.or(as_of),
            names_its_day: run.is_some(),
        }
    }

    fn fitting(&self, forced: Option<FileKind>) -> Option<&'static KindShape> {
        let allowed = |shape: &&KindShape| match forced {
            Some(kind) => shape.kind == kind,
            None => !shape.never.iter().any(|field| self.columns.has(*field)),
        };
        let dated = self.as_of.is_some();
        SHAPES
            .iter()
            .filter(allowed)
            .find(|shape| shape.missing(&self.columns, dated).is_empty())
    }

    /// A header of nothing but ids is a bare list: NHSBSA's answer to "who is behind this figure?".
    fn is_bare_list(&self) -> bool {
        let mut said = self.columns.found.iter().map(|(field, _)| *field);
        let of_lists = |field: &Field| !matches!(field, Field::ReviewStatus | Field::ReviewNote);
        let mut said = said.by_ref().filter(of_lists);
        said.next() == Some(Field::PatientId) && said.next().is_none()
    }

    /// Nothing but ids and practices in a file whose name says a comparator: a list of it.
    fn is_list_of(&self, name: &str) -> bool {
        let mut fields = self.columns.found.iter().map(|(field, _)| field);
        fields.all(|field| {
            matches!(
                field,
                Field::PatientId | Field::PracticeCode | Field::PracticeName
            )
        }) && comparator_of(name).is_some()
    }

    /// A file about groups: its columns have meanings of their own.
    fn of_groups(&self, forced: Option<FileKind>) -> Option<(FileKind, Columns)> {
        kind_groups::of_groups(&self.header, &self.columns)
            .filter(|(kind, _)| forced.is_none_or(|forced| forced == *kind))
    }

    /// A list of practices that has no header: its first row is a practice.
    fn headerless(self, columns: Columns) -> Recognised {
        Recognised {
            kind: FileKind::Organisations,
            delimiter: self.table.delimiter,
            sheet: self.table.sheet.clone(),
            unread_sheets: Vec::new(),
            header_line: 0,
            as_of: None,
            names_its_day: false,
            id_kind: IdKind::Pseudonym,
            header: (1..=columns.width)
                .map(|number| format!("column {number}"))
                .collect(),
            columns,
        }
    }

    fn recognised(self, kind: FileKind, input: &Input) -> Result<Recognised, ReadError> {
        let mut columns = self.columns;
        columns.found.retain(|(field, _)| reads(kind, *field));
        columns.repeated.retain(|(field, _)| reads(kind, *field));
        let fault = |(field, _): &&(Field, _)| !only_adds(*field);
        if let Some((field, positions)) = columns.repeated.iter().find(fault) {
            let file = input.name().to_owned();
            return Err(ReadError::RepeatedColumn {
                file,
                field: *field,
                positions: *positions,
            });
        }
        let id_at = columns.position(Field::PatientId);
        let ids: Vec<String> = self.table.records[self.at + 1..]
            .iter()
            .filter_map(|(_, record)| normalised_id(record.get(id_at?)?))
            .collect();
        Ok(Recognised {
            kind,
            delimiter: self.table.delimiter,
            sheet: self.table.sheet.clone(),
            unread_sheets: Vec::new(),
            header_line: self.table.records[self.at].0,
            as_of: self.as_of.filter(|_| kind == FileKind::Items),
            names_its_day: self.names_its_day,
            id_kind: IdKind::of_most(ids.iter().map(String::as_str)),
            columns,
            header: self.header,
        })
    }
}

/// Finds the header and decides. `as_of` is the day of files that name none themselves. Of the
/// sheets of a workbook the first that fits is taken, and the others that fit are named.
pub(crate) fn recognise(input: &Input, as_of: Option<NaiveDate>) -> Result<Recognised, ReadError> {
    let tables = preview(input, LOOKED_AT)?;
    let forced = input.forced();
    let mut fitting = tables
        .iter()
        .filter_map(|table| Some((table, in_table(table, input, as_of)?)));
    if let Some((_, recognised)) = fitting.next() {
        let mut recognised = recognised?;
        let unread = fitting.filter_map(|(table, _)| table.sheet.clone());
        recognised.unread_sheets.extend(unread);
        return Ok(recognised);
    }
    let table = tables.first().ok_or_else(|| FileError::Empty {
        file: input.name().to_owned(),
    })?;
    Err(unrecognised(
        &Candidate::new(table, 0, as_of),
        forced,
        input,
    ))
}

/// The first row of a table that fits a kind; `None` where none does.
fn in_table(
    table: &Preview,
    input: &Input,
    as_of: Option<NaiveDate>,
) -> Option<Result<Recognised, ReadError>> {
    let forced = input.forced();
    for at in 0..table.records.len().min(DEEPEST_HEADER) {
        let mut candidate = Candidate::new(table, at, as_of);
        if at == 0
            && forced.is_none_or(|kind| kind == FileKind::Organisations)
            && let Some(columns) = kind_groups::headerless(&candidate.header)
        {
            return Some(Ok(candidate.headerless(columns)));
        }
        if let Some((kind, columns)) = candidate.of_groups(forced) {
            candidate.columns = columns;
            return Some(candidate.recognised(kind, input));
        }
        if let Some(shape) = candidate.fitting(forced) {
            let kind = match shape.kind {
                FileKind::Patients if forced.is_none() && candidate.is_list_of(input.name()) => {
                    FileKind::PatientList
                }
                kind => kind,
            };
            return Some(candidate.recognised(kind, input));
        }
        if candidate.is_bare_list() && forced.is_none_or(|kind| kind == FileKind::PatientList) {
            return Some(candidate.recognised(FileKind::PatientList, input));
        }
    }
    None
}

/// A BNF code or name beside a person's id or a month is an items file with something missing;
/// anything else is unknown.
fn unrecognised(candidate: &Candidate<'_>, forced: Option<FileKind>, input: &Input) -> ReadError {
    let (file, header, columns) = (
        input.name().to_owned(),
        &candidate.header,
        &candidate.columns,
    );
    let dated = candidate.as_of.is_some();
    let items = &SHAPES[0];
    // A file without a header has a row of data in its place: none of it is shown as a hint.
    let looks_like_data = |cell: &String| {
        cell.bytes().filter(u8::is_ascii_digit).count() >= 5 || date(cell.as_bytes()).is_ok()
    };
    let is_data = header.iter().any(looks_like_data);
    let near = |field, header: &[String]| near(field, header).filter(|_| !is_data);
    let missing_of = |shape: &KindShape| shape.missing(columns, dated);
    let shape = match forced {
        Some(kind) => SHAPES.iter().find(|shape| shape.kind == kind),
        None => Some(items).filter(|items| missing_of(items).len() == 1 && columns.found.len() > 1),
    };
    if let Some(shape) = shape {
        let missing = missing_of(shape)
            .into_iter()
            .map(|field| (field, near(field, header)))
            .collect();
        return ReadError::MissingColumns {
            file,
            kind: shape.kind,
            missing,
        };
    }
    let tried: Vec<(FileKind, Vec<Field>)> = SHAPES
        .iter()
        .map(|shape| (shape.kind, missing_of(shape)))
        .filter(|(_, missing)| !missing.is_empty())
        .chain(kind_groups::tried(columns))
        .collect();
    let mut wanted: Vec<Field> = tried
        .iter()
        .flat_map(|(_, missing)| missing.clone())
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let near = wanted
        .into_iter()
        .filter_map(|field| Some((field, near(field, header)?)))
        .collect();
    ReadError::UnknownKind {
        file,
        tried,
        near,
        dictionary: is_dictionary(header),
    }
}

fn cells(record: &csv::ByteRecord) -> Vec<String> {
    record
        .iter()
        .map(|cell| text(cell).trim().to_owned())
        .collect()
}
