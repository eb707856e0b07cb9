//! What a file is, by its header alone.

use super::bytes::text;
use super::error::ReadError;
use super::field::{Columns, Field, near};
use super::input::Input;
use super::kind_groups;
use super::source::{Preview, preview};
use crate::model::FileKind;

/// A file with its kind and columns.
pub(super) struct Recognised {
    pub(super) kind: FileKind,
    pub(super) columns: Columns,
    pub(super) delimiter: u8,
    /// The sheet, of a workbook.
    pub(super) sheet: Option<String>,
    /// Where the header begins; rows up to and including it are no data.
    pub(super) header_line: u64,
}

/// What a kind needs, what it needs at least one of, and what it never has.
struct Shape {
    kind: FileKind,
    needs: &'static [Field],
    one_of: &'static [Field],
    never: &'static [Field],
}

const SHAPES: [Shape; 3] = [
    Shape {
        kind: FileKind::Items,
        needs: &[Field::PatientId, Field::BnfCode, Field::Month],
        one_of: &[],
        never: &[],
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
        never: &[Field::BnfCode],
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
        never: &[Field::BnfCode, Field::PatientId],
    },
];

impl Shape {
    fn missing(&self, columns: &Columns) -> Vec<Field> {
        let mut missing: Vec<Field> = self
            .needs
            .iter()
            .copied()
            .filter(|field| !columns.has(*field))
            .collect();
        if !self.one_of.is_empty() && !self.one_of.iter().any(|field| columns.has(*field)) {
            missing.push(self.one_of[0]);
        }
        missing
    }
}

/// Reads the header and decides. In a workbook the first sheet that fits a kind is meant; if none
/// does, the first sheet tells what it misses.
pub(super) fn recognise(input: &Input) -> Result<Recognised, ReadError> {
    let mut first = Err(ReadError::Empty {
        file: input.name().to_owned(),
    });
    for (at, preview) in preview(input, 1)?.into_iter().enumerate() {
        let one = of_preview(input, preview);
        if one.is_ok() || at == 0 {
            first = one;
        }
        if first.is_ok() {
            break;
        }
    }
    first
}

fn of_preview(input: &Input, preview: Preview) -> Result<Recognised, ReadError> {
    let Some((header_line, record)) = preview.records.first() else {
        return Err(ReadError::Empty {
            file: input.name().to_owned(),
        });
    };
    let header: Vec<String> = record
        .iter()
        .map(|cell| text(cell).trim().to_owned())
        .collect();
    let file = || input.name().to_owned();
    if let Some(columns) = kind_groups::headerless(&header) {
        return Ok(Recognised {
            kind: FileKind::Organisations,
            columns,
            delimiter: preview.delimiter,
            header_line: header_line - 1,
            sheet: preview.sheet,
        });
    }
    let columns = Columns::of(&header).map_err(|(field, positions)| ReadError::RepeatedColumn {
        file: file(),
        field,
        positions,
    })?;
    if let Some((kind, columns)) = kind_groups::of_groups(&header, &columns) {
        return Ok(Recognised {
            kind,
            columns,
            delimiter: preview.delimiter,
            header_line: *header_line,
            sheet: preview.sheet,
        });
    }
    let allowed = |shape: &&Shape| !shape.never.iter().any(|field| columns.has(*field));
    if let Some(shape) = SHAPES
        .iter()
        .filter(allowed)
        .find(|shape| shape.missing(&columns).is_empty())
    {
        return Ok(Recognised {
            kind: shape.kind,
            columns,
            delimiter: preview.delimiter,
            header_line: *header_line,
            sheet: preview.sheet,
        });
    }
    // A BNF code beside a person's id or a month is an items file with something missing.
    let items = &SHAPES[0];
    let present = items
        .needs
        .iter()
        .filter(|field| columns.has(**field))
        .count();
    if present == 2 {
        let missing = items
            .missing(&columns)
            .into_iter()
            .map(|field| (field, near(field, &header)))
            .collect();
        return Err(ReadError::MissingColumns {
            file: file(),
            kind: items.kind,
            missing,
        });
    }
    let tried: Vec<(FileKind, Vec<Field>)> = SHAPES
        .iter()
        .map(|shape| (shape.kind, shape.missing(&columns)))
        .filter(|(_, missing)| !missing.is_empty())
        .chain(kind_groups::tried(&columns))
        .collect();
    let mut wanted: Vec<Field> = tried
        .iter()
        .flat_map(|(_, missing)| missing.clone())
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let near = wanted
        .into_iter()
        .filter_map(|field| Some((field, near(field, &header)?)))
        .collect();
    Err(ReadError::UnknownKind {
        file: file(),
        tried,
        near,
    })
}
