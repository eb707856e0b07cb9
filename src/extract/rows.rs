//! The loop over the rows of a file, whatever it is written in: counts them, checks their shape,
//! and hands the sound ones to the reader of the kind.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use csv::ByteRecord;

use super::bytes::{Advance, Hash, text};
use super::error::ReadError;
use super::field::{Columns, Field};
use super::input::Input;
use super::kind::Recognised;
use super::problem::{Effect, Problem, Reason, Report};
use super::source::{Source, Table};
use crate::model::{FileKind, FileSummary, IdKind};

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
    record: &'a ByteRecord,
    columns: &'a Columns,
    id_kind: IdKind,
    after_lost: bool,
    file: usize,
    line: u64,
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
        let whole = text(self.cell(field)?);
        Some(match whole {
            Cow::Borrowed(whole) => Cow::Borrowed(whole.trim()),
            Cow::Owned(whole) => Cow::Owned(whole.trim().to_owned()),
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

    /// A cell of a column that only describes: what cannot be read is set aside and noted.
    pub(super) fn describe<T>(
        &self,
        report: &mut Report,
        field: Field,
        read: impl Fn(&[u8]) -> Result<T, Reason>,
    ) -> Option<T> {
        let cell = self
            .cell(field)
            .filter(|cell| !crate::model::is_missing(cell))?;
        read(cell)
            .map_err(|reason| self.note(report, field, reason, Effect::CellSetAside))
            .ok()
    }
}

/// The rows of one recognised file.
pub(super) struct Rows<'a> {
    name: String,
    kind: FileKind,
    file: usize,
    columns: Columns,
    header: Vec<String>,
    header_line: u64,
    as_of: Option<NaiveDate>,
    names_its_day: bool,
    id_kind: IdKind,
    list: Option<String>,
    source: Source<'a>,
    hash: Hash,
    read: u64,
    used: u64,
}

impl<'a> Rows<'a> {
    pub(super) fn open(
        input: &Input,
        recognised: &Recognised,
        file: usize,
        advance: Advance<'a>,
    ) -> Result<Self, ReadError> {
        let hash = Hash::default();
        let table = Table {
            sheet: recognised.sheet.as_deref(),
            delimiter: recognised.delimiter,
            width: recognised.columns.width,
        };
        let source = Source::open(input, &table, &hash, advance)?;
        Ok(Self {
            name: input.name().to_owned(),
            kind: recognised.kind,
            file,
            columns: recognised.columns.clone(),
            header: recognised.header.clone(),
            header_line: recognised.header_line,
            as_of: recognised.as_of,
            names_its_day: recognised.names_its_day,
            id_kind: recognised.id_kind,
            list: input.list().map(str::to_owned),
            source,
            hash,
            read: 0,
            used: 0,
        })
    }

    /// Position of the file among the inputs.
    pub(super) fn file(&self) -> usize {
        self.file
    }

    /// Whether the file itself names the day it is of.
    pub(super) fn names_its_day(&self) -> bool {
        self.names_its_day
    }

    /// The day the whole file is of.
    pub(super) fn as_of(&self) -> Option<NaiveDate> {
        self.as_of
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.columns.has(field)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What the user calls the list of people that the file is.
    pub(super) fn list_name(&self) -> Option<&str> {
        self.list.as_deref()
    }

    /// Hands every row of the right width to `take` and keeps the arithmetic.
    pub(super) fn each(
        &mut self,
        report: &mut Report,
        mut take: impl FnMut(&Row<'_>, &mut Report) -> Fate,
    ) -> Result<(), ReadError> {
        let mut record = ByteRecord::new();
        let mut utf8 = true;
        let mut lost_above = false;
        while let Some(place) = self.source.next(&mut record)? {
            if utf8 && !is_utf8(&record) {
                utf8 = false;
                report.push(Problem {
                    file: self.file,
                    line: place.line,
                    column: None,
                    reason: Reason::WindowsText,
                    effect: Effect::Noted,
                });
            }
            if place.line <= self.header_line {
                continue;
            }
            self.read += 1;
            let row = Row {
                record: &record,
                columns: &self.columns,
                id_kind: self.id_kind,
                after_lost: lost_above && !self.columns.of_person.is_empty(),
                file: self.file,
                line: place.line,
            };
            lost_above = record.len() != self.columns.width || place.joined;
            let fate = match record.len().cmp(&self.columns.width) {
                Ordering::Equal => take(&row, report),
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
                    if !place.joined {
                        continue;
                    }
                    (Effect::Noted, Reason::OpenQuote, None)
                }
                Fate::Not(Effect::Rejected, ..) if place.joined => {
                    (Effect::Rejected, Reason::OpenQuote, None)
                }
                Fate::Not(effect, reason, column) => (effect, reason, column),
            };
            report.push(Problem {
                file: self.file,
                line: place.line,
                column,
                reason,
                effect,
            });
        }
        Ok(())
    }

    /// The hash of the file as it lies there, once every row has been read.
    pub(super) fn sha256(&self) -> String {
        self.hash.hex()
    }

    /// The file's arithmetic; an error if it has no rows, or none that can be used.
    pub(super) fn finish(self, report: &Report) -> Result<FileSummary, ReadError> {
        let count = |effect: Effect| {
            let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
            for problem in report
                .of_file(self.file)
                .filter(|problem| problem.effect == effect)
            {
                *counts.entry(problem.reason.as_str()).or_default() += 1;
            }
            counts
        };
        if self.read == 0 {
            return Err(ReadError::HeaderOnly { file: self.name });
        }
        let (rejected, excluded) = (count(Effect::Rejected), count(Effect::Excluded));
        // A worklist that nobody has begun is as it should be.
        let unbegun = self.kind == FileKind::Reviews && rejected.is_empty();
        if self.used == 0 && !unbegun {
            return Err(no_row_usable(self.name, self.file, report));
        }
        let sha256 = self.hash.hex();
        let columns = self
            .columns
            .found
            .iter()
            .map(|(field, at)| (field.as_str(), self.header[*at].clone()));
        Ok(FileSummary {
            columns: columns.collect(),
            ids: self.columns.has(Field::PatientId).then_some(self.id_kind),
            as_of: self.as_of,
            name: self.name,
            kind: self.kind,
            sha256,
            read: self.read,
            used: self.used,
            rejected,
            excluded,
        })
    }
}

/// Cell by cell where it is not plain: the cells lie end to end, and half a character at the end
/// of one must not be made whole by the next.
fn is_utf8(record: &ByteRecord) -> bool {
    record.as_slice().is_ascii() || record.iter().all(|cell| std::str::from_utf8(cell).is_ok())
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
        },
        None => ReadError::HeaderOnly { file: name },
    }
}
