//! The loop over the rows of a file, whatever it is written in: counts them, checks their shape,
//! and hands the sound ones to the reader of the kind.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use csv::ByteRecord;

use super::error::ReadError;
use super::field::Field;
use super::problem::{Effect, Problem, Reason, Report};
use super::recognised::RecognisedFile;
use super::row::{Fate, Row, RowCells, RowShape};
use crate::files::Advance;
use crate::model::{FileKind, FileSummary};

/// The rows of one recognised file.
pub(crate) struct Rows<'a> {
    recognised: &'a RecognisedFile,
    shape: RowShape,
    /// What columns mean beyond the fields that every kind of file has: meaning and header.
    mapped: Vec<(String, String)>,
    advance: Advance<'a>,
    ledger: Ledger,
}

/// The arithmetic of rows.
#[derive(Clone, Copy, Default)]
pub(crate) struct Ledger {
    read: u64,
    used: u64,
}

impl Ledger {
    /// Hands a row to `take` if it has the right width, and books what becomes of it. `joined` says
    /// that quotation marks join several lines into it.
    pub(crate) fn book(
        &mut self,
        row: &Row<'_>,
        joined: bool,
        report: &mut Report,
        take: impl FnOnce(&Row<'_>, &mut Report) -> Fate,
    ) {
        self.read += 1;
        let fate = match row.cells.len().cmp(&row.shape.columns.width) {
            Ordering::Equal => take(row, report),
            _ if row.is_report() && row.is_footer() => {
                Fate::Not(Effect::Excluded, Reason::Footer, None)
            }
            Ordering::Less => Fate::Not(Effect::Rejected, Reason::TooFewFields, None),
            Ordering::Greater => Fate::Not(Effect::Rejected, Reason::TooManyFields, None),
        };
        // A line break inside quotes may be meant, or the quotes may have swallowed rows.
        let (effect, reason, column) = match fate {
            Fate::Used => {
                self.used += 1;
                if !joined {
                    return;
                }
                (Effect::Noted, Reason::OpenQuote, None)
            }
            Fate::Not(Effect::Rejected, ..) if joined => {
                (Effect::Rejected, Reason::OpenQuote, None)
            }
            Fate::Not(effect, reason, column) => (effect, reason, column),
        };
        report.push(Problem {
            file: row.file(),
            line: row.line,
            column,
            reason,
            effect,
        });
    }

    /// Books a row that is used.
    pub(crate) fn book_used(&mut self) {
        self.read += 1;
        self.used += 1;
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.read += other.read;
        self.used += other.used;
    }
}

impl<'a> Rows<'a> {
    /// `free` has the positions of the columns asked for by name, `number` that of the file among
    /// the inputs; `advance` is told the bytes as they are read.
    pub(crate) fn new(
        recognised: &'a RecognisedFile,
        free: &[Option<usize>],
        number: usize,
        advance: Advance<'a>,
    ) -> Self {
        Self {
            recognised,
            shape: RowShape::new(number, &recognised.table, free),
            mapped: Vec::new(),
            advance,
            ledger: Ledger::default(),
        }
    }

    /// The file.
    pub(crate) fn recognised(&self) -> &'a RecognisedFile {
        self.recognised
    }

    /// Position of the file among the inputs.
    pub(crate) fn file(&self) -> usize {
        self.shape.file
    }

    /// What its rows have in common.
    pub(crate) fn shape(&self) -> &RowShape {
        &self.shape
    }

    /// Told the bytes as they are read.
    pub(crate) fn advance(&self) -> Advance<'a> {
        self.advance
    }

    /// Takes over the arithmetic of rows that were read in another way than by [`Rows::each`].
    pub(crate) fn book(&mut self, ledger: Ledger) {
        self.ledger = ledger;
    }

    pub(crate) fn has(&self, field: Field) -> bool {
        self.shape.has(field)
    }

    pub(crate) fn name(&self) -> &'a str {
        self.recognised.name()
    }

    /// Tells what the reader of the kind found in columns that no field names.
    pub(crate) fn map_also(&mut self, told: Vec<(String, String)>) {
        self.mapped = told;
    }

    /// Hands every row of the right width to `take` and keeps the arithmetic.
    pub(crate) fn each(
        &mut self,
        report: &mut Report,
        mut take: impl FnMut(&Row<'_>, &mut Report) -> Fate,
    ) -> Result<(), ReadError> {
        note_repeated(&self.shape, report);
        let file = &self.recognised.file;
        let mut records = file.records(&self.recognised.choice(), self.advance)?;
        let mut record = ByteRecord::new();
        let mut utf8 = true;
        let mut lost_above = false;
        while let Some(place) = records.next(&mut record)? {
            let cells = RowCells::Record(&record);
            if utf8 && !record.as_slice().is_ascii() && !cells.are_utf8() {
                utf8 = false;
                report.push(windows_text(self.shape.file, place.line));
            }
            if place.line <= self.shape.header_line {
                continue;
            }
            let row = Row {
                cells,
                shape: &self.shape,
                after_lost: lost_above && self.shape.is_report(),
                line: place.line,
            };
            lost_above = record.len() != self.shape.columns.width || place.joined;
            self.ledger.book(&row, place.joined, report, &mut take);
        }
        Ok(())
    }

    /// The file's arithmetic; an error if it has no rows, or none that can be used.
    pub(crate) fn finish(self, report: &Report) -> Result<FileSummary, ReadError> {
        let (Ledger { read, used }, file) = (self.ledger, self.shape.file);
        let table = &self.recognised.table;
        let count = |effect: Effect| {
            let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
            for problem in report
                .of_file(file)
                .filter(|problem| problem.effect == effect)
            {
                *counts.entry(problem.reason.as_str()).or_default() += 1;
            }
            counts
        };
        if read == 0 {
            return Err(ReadError::HeaderOnly {
                file: self.name().to_owned(),
            });
        }
        let (rejected, excluded) = (count(Effect::Rejected), count(Effect::Excluded));
        // A worklist that nobody has begun is as it should be.
        let unbegun = self.recognised.table.kind == FileKind::Reviews && rejected.is_empty();
        if used == 0 && !unbegun {
            return Err(no_row_usable(self.name().to_owned(), file, report));
        }
        let mut columns: Vec<(String, String)> = self
            .shape
            .columns
            .found
            .iter()
            .map(|(field, at)| (field.as_str().to_owned(), table.header[*at].clone()))
            .collect();
        for told in &self.mapped {
            if !columns.contains(told) {
                columns.push(told.clone());
            }
        }
        Ok(FileSummary {
            columns,
            ids: self
                .shape
                .has(Field::PatientId)
                .then_some(self.shape.id_kind),
            as_of: table.as_of,
            name: self.name().to_owned(),
            kind: table.kind,
            sheet: table.sheet.clone(),
            unread_sheets: table.unread_sheets.clone(),
            sha256: self.recognised.file.sha256(),
            read,
            used,
            rejected,
            excluded,
        })
    }
}

/// Notes the columns whose meaning several have.
pub(crate) fn note_repeated(shape: &RowShape, report: &mut Report) {
    report.extend(shape.columns.repeated.iter().map(|(field, _)| Problem {
        file: shape.file,
        line: shape.header_line,
        column: Some(*field),
        reason: Reason::RepeatedColumn,
        effect: Effect::Noted,
    }));
}

/// Notes the first row of a file that is not UTF-8.
pub(crate) fn windows_text(file: usize, line: u64) -> Problem {
    Problem {
        file,
        line,
        column: None,
        reason: Reason::WindowsText,
        effect: Effect::Noted,
    }
}

fn no_row_usable(name: String, file: usize, report: &Report) -> ReadError {
    let lost = |problem: &&Problem| matches!(problem.effect, Effect::Rejected | Effect::Excluded);
    let mut counts: BTreeMap<(Reason, Option<Field>), (u64, u64)> = BTreeMap::new();
    for problem in report.of_file(file).filter(lost) {
        let entry = counts
            .entry((problem.reason, problem.column))
            .or_insert((0, problem.line));
        entry.0 += 1;
    }
    let largest = counts
        .into_iter()
        .max_by_key(|(_, (count, line))| (*count, std::cmp::Reverse(*line)));
    match largest {
        Some(((reason, column), (_, line))) => ReadError::NoRowUsable {
            file: name,
            reason,
            column,
            line,
            lost: Box::default(),
        },
        None => ReadError::HeaderOnly { file: name },
    }
}
