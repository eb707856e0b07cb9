//! What a file is, by its header alone: the first row that fits a kind, below whatever a report
//! writes above it.

use chrono::NaiveDate;

use super::bytes::text;
use super::dates::date;
use super::error::ReadError;
use super::field::{Columns, Field, near};
use super::input::Input;
use super::kind_groups;
use super::lists;
use super::report_head::{groups, last_run};
use super::source::{Preview, preview};
use super::titles::Title;
use crate::model::{FileKind, IdKind, normalised_id};

/// How many rows are looked at to find a header and to tell what the ids are.
const LOOKED_AT: usize = 200;
/// The lowest row a header is looked for in.
const DEEPEST_HEADER: usize = 40;

/// A file with its kind and columns.
pub(super) struct Recognised {
    pub(super) kind: FileKind,
    pub(super) columns: Columns,
    /// The header as it stands, for telling how each column was read.
    pub(super) header: Vec<String>,
    pub(super) delimiter: u8,
    /// The sheet of a workbook.
    pub(super) sheet: Option<String>,
    /// Line of the header; rows up to it are no data.
    pub(super) header_line: u64,
    /// The day the whole file is of.
    pub(super) as_of: Option<NaiveDate>,
    /// Whether the file itself names that day.
    pub(super) names_its_day: bool,
    /// What its patient ids are.
    pub(super) id_kind: IdKind,
}

/// What a kind needs, what it needs at least one of, and what it never has.
struct Shape {
    kind: FileKind,
    needs: &'static [Field],
    one_of: &'static [Field],
    never: &'static [Field],
}

const MEDICINE: &[Field] = &[Field::BnfCode, Field::DmdCode, Field::Medicine];

/// In the order in which they are tried.
const SHAPES: [Shape; 5] = [
    Shape {
        kind: FileKind::Items,
        needs: &[Field::PatientId, Field::Month],
        one_of: MEDICINE,
        never: &[],
    },
    Shape {
        kind: FileKind::Reviews,
        needs: &[Field::PatientId, Field::ReviewDate, Field::ReviewOutcome],
        one_of: &[],
        never: MEDICINE,
    },
    Shape {
        kind: FileKind::PatientList,
        needs: &[Field::PatientId, Field::Comparator],
        one_of: &[],
        never: MEDICINE,
    },
    Shape {
        kind: FileKind::Patients,
        needs: &[Field::PatientId],
        one_of: &[
            Field::PracticeCode,
            Field::Age,
            Field::DateOfBirth,
            Field::Sex,
            Field::ImdDecile,
            Field::CareHome,
            Field::Frailty,
        ],
        never: MEDICINE,
    },
    Shape {
        kind: FileKind::Organisations,
        needs: &[Field::PracticeCode],
        one_of: &[
            Field::PcnCode,
            Field::PracticeName,
            Field::SubIcbCode,
            Field::IcbCode,
            Field::RegionCode,
        ],
        never: &[
            Field::BnfCode,
            Field::DmdCode,
            Field::Medicine,
            Field::PatientId,
        ],
    },
];

impl Shape {
    fn missing(&self, columns: &Columns, dated: bool) -> Vec<Field> {
        let had = |field: &Field| columns.has(*field) || (dated && *field == Field::Month);
        let mut missing: Vec<Field> = self
            .needs
            .iter()
            .copied()
            .filter(|field| !had(field))
            .collect();
        if !self.one_of.is_empty() && !self.one_of.iter().any(|field| columns.has(*field)) {
            missing.push(self.one_of[0]);
        }
        missing
    }
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
        let groups = at
            .checked_sub(1)
            .and_then(|above| groups(&cells(&table.records[above].1), &header));
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

    fn fitting(&self, forced: Option<FileKind>) -> Option<&'static Shape> {
        let allowed = |shape: &&Shape| match forced {
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
    /// So is one with the practice beside the id, if the file is called after a comparator.
    fn is_bare_list(&self, input: &Input) -> bool {
        let named = Title::read(&lists::stem(input.name())).is_known();
        let says = |field: &Field| match field {
            Field::ReviewStatus | Field::ReviewNote => false,
            Field::PracticeCode => !named,
            _ => true,
        };
        let mut said = self.columns.found.iter().filter(|(field, _)| says(field));
        matches!(said.next(), Some((Field::PatientId, _))) && said.next().is_none()
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
        let idle = [
            Field::ReviewDate,
            Field::ReviewOutcome,
            Field::ReviewStatus,
            Field::ReviewNote,
            Field::SnoozeUntil,
            Field::Comparator,
        ];
        let matters = |field: &Field| {
            !matches!(kind, FileKind::Items | FileKind::Patients) || !idle.contains(field)
        };
        if let Some((field, positions)) = self
            .columns
            .repeated
            .iter()
            .find(|(field, _)| matters(field))
        {
            let file = input.name().to_owned();
            return Err(ReadError::RepeatedColumn {
                file,
                field: *field,
                positions: *positions,
            });
        }
        let id_at = self.columns.position(Field::PatientId);
        let ids: Vec<String> = self.table.records[self.at + 1..]
            .iter()
            .filter_map(|(_, record)| normalised_id(record.get(id_at?)?))
            .collect();
        Ok(Recognised {
            kind,
            delimiter: self.table.delimiter,
            sheet: self.table.sheet.clone(),
            header_line: self.table.records[self.at].0,
            as_of: self.as_of.filter(|_| kind == FileKind::Items),
            names_its_day: self.names_its_day,
            id_kind: IdKind::of_most(ids.iter().map(String::as_str)),
            columns: self.columns,
            header: self.header,
        })
    }
}

/// Finds the header and decides. `as_of` is the day of files that name none themselves.
pub(super) fn recognise(input: &Input, as_of: Option<NaiveDate>) -> Result<Recognised, ReadError> {
    let tables = preview(input, LOOKED_AT)?;
    let forced = input.forced();
    for table in &tables {
        for at in 0..table.records.len().min(DEEPEST_HEADER) {
            let mut candidate = Candidate::new(table, at, as_of);
            if at == 0
                && forced.is_none_or(|kind| kind == FileKind::Organisations)
                && let Some(columns) = kind_groups::headerless(&candidate.header)
            {
                return Ok(candidate.headerless(columns));
            }
            if let Some((kind, columns)) = candidate.of_groups(forced) {
                candidate.columns = columns;
                return candidate.recognised(kind, input);
            }
            if candidate.is_bare_list(input)
                && forced.is_none_or(|kind| kind == FileKind::PatientList)
            {
                return candidate.recognised(FileKind::PatientList, input);
            }
            if let Some(shape) = candidate.fitting(forced) {
                return candidate.recognised(shape.kind, input);
            }
        }
    }
    let table = tables.first().ok_or_else(|| ReadError::Empty {
        file: input.name().to_owned(),
    })?;
    Err(unrecognised(
        &Candidate::new(table, 0, as_of),
        forced,
        input,
    ))
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
    let missing_of = |shape: &Shape| shape.missing(columns, dated);
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
    ReadError::UnknownKind { file, tried, near }
}

fn cells(record: &csv::ByteRecord) -> Vec<String> {
    record
        .iter()
        .map(|cell| text(cell).trim().to_owned())
        .collect()
}
