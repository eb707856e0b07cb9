//! A row whose cells are found by meaning, and what can become of it.

use std::borrow::Cow;

use csv::ByteRecord;

use super::columns::Columns;
use super::field::Field;
use super::problem::{Effect, Problem, Reason, Report};
use super::recognised::RecognisedTable;
use crate::files::Split;
use crate::files::text;
use crate::model::{IdKind, OdsCode, is_missing, normalised_id};

/// What becomes of a row.
pub(crate) enum Fate {
    Used,
    Not(Effect, Reason, Option<Field>),
}

impl Fate {
    pub(crate) fn rejected(reason: Reason, column: Field) -> Self {
        Self::Not(Effect::Rejected, reason, Some(column))
    }
}

/// What the rows of one file have in common.
pub(crate) struct RowShape {
    /// Position of the file among the inputs.
    pub(crate) file: usize,
    pub(crate) columns: Columns,
    places: [u16; Field::COUNT],
    /// Positions of the columns asked for by name.
    pub(crate) free: Vec<Option<usize>>,
    /// Line of the header; rows up to it are no data.
    pub(crate) header_line: u64,
    pub(crate) id_kind: IdKind,
}

/// Stands for a column that is not there.
const NOWHERE: u16 = u16::MAX;

impl RowShape {
    pub(crate) fn new(file: usize, recognised: &RecognisedTable, free: &[Option<usize>]) -> Self {
        let columns = recognised.columns.clone();
        let mut places = [NOWHERE; Field::COUNT];
        for (field, at) in &columns.found {
            let number = *field as usize;
            // The first of several is the column's place, and no header has 65,535 columns.
            if places[number] == NOWHERE {
                places[number] = u16::try_from(*at).unwrap_or(NOWHERE);
            }
        }
        Self {
            file,
            columns,
            places,
            free: free.to_vec(),
            header_line: recognised.header_line,
            id_kind: recognised.id_kind,
        }
    }

    /// Whether each column of the header has a meaning.
    pub(crate) fn wanted(&self) -> Vec<bool> {
        let mut wanted = vec![false; self.columns.width];
        for place in self.places.iter().filter(|place| **place != NOWHERE) {
            if let Some(wanted) = wanted.get_mut(usize::from(*place)) {
                *wanted = true;
            }
        }
        wanted
    }

    pub(crate) fn place(&self, field: Field) -> Option<usize> {
        let place = self.places[field as usize];
        (place != NOWHERE).then_some(usize::from(place))
    }

    pub(crate) fn has(&self, field: Field) -> bool {
        self.place(field).is_some()
    }

    /// Whether the file is a report whose columns stand in groups, and whose rows go on with the
    /// person of the row above.
    pub(crate) fn is_report(&self) -> bool {
        !self.columns.of_person.is_empty()
    }
}

/// The cells of a row, however they were found.
#[derive(Clone, Copy)]
pub(crate) enum RowCells<'a> {
    Record(&'a ByteRecord),
    Line(Split<'a>),
}

impl<'a> RowCells<'a> {
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Record(record) => record.len(),
            Self::Line(split) => split.len(),
        }
    }

    fn get(self, at: usize) -> Option<&'a [u8]> {
        match self {
            Self::Record(record) => record.get(at),
            Self::Line(split) => split.get(at),
        }
    }

    /// Cell by cell: they may lie end to end, and half a character at the end of one must not be
    /// made whole by the next.
    pub(crate) fn are_utf8(self) -> bool {
        self.iter().all(|cell| std::str::from_utf8(cell).is_ok())
    }

    fn iter(self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).filter_map(move |at| self.get(at))
    }
}

/// A row whose cells are found by meaning.
pub(crate) struct Row<'a> {
    pub(crate) cells: RowCells<'a>,
    pub(crate) shape: &'a RowShape,
    pub(crate) after_lost: bool,
    pub(crate) line: u64,
}

impl<'a> Row<'a> {
    /// What the patient ids of the file are.
    pub(crate) fn id_kind(&self) -> IdKind {
        self.shape.id_kind
    }

    /// Position of the file among the inputs.
    pub(crate) fn file(&self) -> usize {
        self.shape.file
    }

    /// Whether the file is a report whose columns stand in groups.
    pub(crate) fn is_report(&self) -> bool {
        self.shape.is_report()
    }

    /// Whether nothing but the first cell is filled.
    pub(crate) fn is_footer(&self) -> bool {
        self.cells
            .iter()
            .skip(1)
            .all(|cell| cell.trim_ascii().is_empty())
    }

    /// The cells one after the other.
    pub(crate) fn every_cell(&self) -> impl Iterator<Item = &'a [u8]> {
        self.cells.iter()
    }

    /// Whether the row above had a shape that could not be read.
    pub(crate) fn after_lost(&self) -> bool {
        self.after_lost
    }

    /// Whether every cell is blank.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim_ascii().is_empty())
    }

    /// Whether the row says nothing of a person, and so goes on with the person of the row above.
    pub(crate) fn continues_person(&self) -> bool {
        let blank = |at: &usize| {
            self.cells
                .get(*at)
                .is_some_and(|cell| cell.trim_ascii().is_empty())
        };
        self.is_report() && self.shape.columns.of_person.iter().all(blank)
    }

    /// The cell of a column, if the file has the column.
    #[inline]
    pub(crate) fn cell(&self, field: Field) -> Option<&'a [u8]> {
        self.shape.place(field).and_then(|at| self.cells.get(at))
    }

    /// The cell of a column, if it says something.
    #[inline]
    pub(crate) fn filled(&self, field: Field) -> Option<&'a [u8]> {
        self.cell(field).filter(|cell| !is_missing(cell))
    }

    /// The cell at a position, for columns whose meaning is not one of the fields.
    pub(crate) fn at(&self, position: usize) -> Option<&'a [u8]> {
        self.cells.get(position)
    }

    /// The cell as text without blanks around it, whatever the file is encoded in: for cells that
    /// are kept as they are, names above all.
    pub(crate) fn text(&self, field: Field) -> Option<Cow<'a, str>> {
        self.cell(field).map(trimmed)
    }

    /// The texts of the columns asked for by name, in that order; `None` for what is missing.
    pub(crate) fn free(&self) -> impl Iterator<Item = Option<Cow<'a, str>>> {
        self.shape.free.iter().map(|at| {
            let cell = self.at((*at)?).filter(|cell| !is_missing(cell))?;
            Some(trimmed(cell))
        })
    }

    /// A problem of this row, to be reported when the rest of the file is known.
    pub(crate) fn problem(&self, field: Field, reason: Reason, effect: Effect) -> Problem {
        Problem {
            file: self.shape.file,
            line: self.line,
            column: Some(field),
            reason,
            effect,
        }
    }

    /// Notes that the row is used without this cell, or with it repaired.
    pub(crate) fn note(&self, report: &mut Report, field: Field, reason: Reason, effect: Effect) {
        report.push(self.problem(field, reason, effect));
    }

    /// Notes something of the row, of a column that has no meaning of its own.
    pub(crate) fn note_row(&self, report: &mut Report, reason: Reason, effect: Effect) {
        report.push(Problem {
            file: self.shape.file,
            line: self.line,
            column: None,
            reason,
            effect,
        });
    }

    /// A cell of a column that only describes: what cannot be read is set aside and noted.
    pub(crate) fn describe<T>(
        &self,
        report: &mut Report,
        field: Field,
        read: impl FnOnce(&[u8]) -> Result<T, Reason>,
    ) -> Option<T> {
        let cell = self.filled(field)?;
        read(cell)
            .map_err(|reason| self.note(report, field, reason, Effect::CellSetAside))
            .ok()
    }

    /// The row's patient: excluded without an id, rejected with a damaged one.
    pub(crate) fn patient_id(&self) -> Result<String, Fate> {
        let cell = self.cell(Field::PatientId);
        if cell.is_some_and(is_unreadable) {
            return Err(Fate::rejected(Reason::UnreadableId, Field::PatientId));
        }
        let id = cell.and_then(normalised_id);
        let id = id.ok_or(Fate::Not(
            Effect::Excluded,
            Reason::NoPatientId,
            Some(Field::PatientId),
        ))?;
        if self.id_kind().admits(&id) {
            Ok(id)
        } else {
            Err(Fate::rejected(Reason::DamagedId, Field::PatientId))
        }
    }

    /// The row's practice; `None` where the cell is blank or the file has no such column.
    pub(crate) fn practice(&self) -> Result<Option<OdsCode>, Fate> {
        match self
            .cell(Field::PracticeCode)
            .filter(|cell| !is_missing(cell))
        {
            None => Ok(None),
            Some(cell) => match OdsCode::parse(cell) {
                Some(code) => Ok(Some(code)),
                None => Err(Fate::rejected(
                    Reason::BadOrganisationCode,
                    Field::PracticeCode,
                )),
            },
        }
    }
}

/// Whether an id is there and no text: a letter of another encoding, or a control character. It
/// must not pass for no id, which many rows rightly have.
fn is_unreadable(cell: &[u8]) -> bool {
    let text = std::str::from_utf8(cell).map(str::trim);
    text.is_ok_and(|text| text.chars().any(char::is_control)) || text.is_err()
}

fn trimmed(cell: &[u8]) -> Cow<'_, str> {
    match text(cell) {
        Cow::Borrowed(whole) => Cow::Borrowed(whole.trim()),
        Cow::Owned(whole) => Cow::Owned(whole.trim().to_owned()),
    }
}
