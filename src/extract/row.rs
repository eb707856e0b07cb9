//! A row whose cells are found by meaning, and what can become of it.

use std::borrow::Cow;

use csv::ByteRecord;

use super::bytes::text;
use super::columns::Columns;
use super::field::Field;
use super::problem::{Effect, Problem, Reason, Report};
use crate::model::{IdKind, is_missing};

/// What becomes of a row.
pub(super) enum Fate {
    Used,
    Not(Effect, Reason, Option<Field>),
}

impl Fate {
    pub(super) fn rejected(reason: Reason, column: Field) -> Self {
        Self::Not(Effect::Rejected, reason, Some(column))
    }
}

/// A row whose cells are found by meaning.
pub(super) struct Row<'a> {
    pub(super) record: &'a ByteRecord,
    pub(super) columns: &'a Columns,
    /// Positions of the columns asked for by name.
    pub(super) free: &'a [Option<usize>],
    pub(super) id_kind: IdKind,
    pub(super) after_lost: bool,
    /// Position of the file among the inputs.
    pub(super) file: usize,
    pub(super) line: u64,
}

impl<'a> Row<'a> {
    /// What the patient ids of the file are.
    pub(super) fn id_kind(&self) -> IdKind {
        self.id_kind
    }

    /// Whether the file is a report whose columns stand in groups.
    pub(super) fn is_report(&self) -> bool {
        !self.columns.of_person.is_empty()
    }

    /// Whether nothing but the first cell is filled.
    pub(super) fn is_footer(&self) -> bool {
        self.record
            .iter()
            .skip(1)
            .all(|cell| cell.trim_ascii().is_empty())
    }

    /// The cells one after the other.
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.record.as_slice()
    }

    /// Whether the row above had a shape that could not be read.
    pub(super) fn after_lost(&self) -> bool {
        self.after_lost
    }

    /// Whether every cell is blank.
    pub(super) fn is_blank(&self) -> bool {
        self.record.iter().all(|cell| cell.trim_ascii().is_empty())
    }

    /// Whether the row says nothing of a person, and so goes on with the person of the row above.
    pub(super) fn continues_person(&self) -> bool {
        let blank = |at: &usize| {
            self.record
                .get(*at)
                .is_some_and(|cell| cell.trim_ascii().is_empty())
        };
        self.is_report() && self.columns.of_person.iter().all(blank)
    }

    /// The cell of a column, if the file has the column.
    pub(super) fn cell(&self, field: Field) -> Option<&'a [u8]> {
        self.columns
            .position(field)
            .and_then(|at| self.record.get(at))
    }

    /// The cell at a position, for columns whose meaning is not one of the fields.
    pub(super) fn at(&self, position: usize) -> Option<&'a [u8]> {
        self.record.get(position)
    }

    /// The cell as text without blanks around it, whatever the file is encoded in: for cells that
    /// are kept as they are, names above all.
    pub(super) fn text(&self, field: Field) -> Option<Cow<'a, str>> {
        self.cell(field).map(trimmed)
    }

    /// The texts of the columns asked for by name, in that order; `None` for what is missing.
    pub(super) fn free(&self) -> impl Iterator<Item = Option<Cow<'a, str>>> {
        self.free.iter().map(|at| {
            let cell = self.at((*at)?).filter(|cell| !is_missing(cell))?;
            Some(trimmed(cell))
        })
    }

    /// A problem of this row, to be reported when the rest of the file is known.
    pub(super) fn problem(&self, field: Field, reason: Reason, effect: Effect) -> Problem {
        Problem {
            file: self.file,
            line: self.line,
            column: Some(field),
            reason,
            effect,
        }
    }

    /// Notes that the row is used without this cell, or with it repaired.
    pub(super) fn note(&self, report: &mut Report, field: Field, reason: Reason, effect: Effect) {
        report.push(self.problem(field, reason, effect));
    }

    /// Notes something of the row, of a column that has no meaning of its own.
    pub(super) fn note_row(&self, report: &mut Report, reason: Reason, effect: Effect) {
        report.push(Problem {
            file: self.file,
            line: self.line,
            column: None,
            reason,
            effect,
        });
    }

    /// A cell of a column that only describes: what cannot be read is set aside and noted.
    pub(super) fn describe<T>(
        &self,
        report: &mut Report,
        field: Field,
        read: impl Fn(&[u8]) -> Result<T, Reason>,
    ) -> Option<T> {
        let cell = self.cell(field).filter(|cell| !is_missing(cell))?;
        read(cell)
            .map_err(|reason| self.note(report, field, reason, Effect::CellSetAside))
            .ok()
    }
}

fn trimmed(cell: &[u8]) -> Cow<'_, str> {
    match text(cell) {
        Cow::Borrowed(whole) => Cow::Borrowed(whole.trim()),
        Cow::Owned(whole) => Cow::Owned(whole.trim().to_owned()),
    }
}
