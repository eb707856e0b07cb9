//! The loop over the rows of a file, whatever it is written in: counts them, checks their shape,
//! and hands the sound ones to the reader of the kind.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use csv::ByteRecord;

use super::bytes::{Advance, Hashes};
use super::columns::Columns;
use super::error::ReadError;
use super::field::Field;
use super::input::Input;
use super::kind::Recognised;
use super::problem::{Effect, Problem, Reason, Report};
use super::row::{Fate, Row};
use super::source::{Source, Table};
use crate::model::{FileKind, FileSummary, IdKind};

/// The rows of one recognised file.
pub(super) struct Rows<'a> {
    name: String,
    kind: FileKind,
    file: usize,
    columns: Columns,
    /// Positions of the columns asked for by name.
    free: Vec<Option<usize>>,
    header: Vec<String>,
    header_line: u64,
    /// The sheet that is read, and those that fit too.
    sheets: (Option<String>, Vec<String>),
    as_of: Option<NaiveDate>,
    names_its_day: bool,
    id_kind: IdKind,
    source: Source<'a>,
    hashes: Hashes,
    read: u64,
    used: u64,
}

impl<'a> Rows<'a> {
    pub(super) fn open(
        input: &Input,
        recognised: &Recognised,
        free: &[Option<usize>],
        file: usize,
        advance: Advance<'a>,
    ) -> Result<Self, ReadError> {
        let hashes = Hashes::default();
        let table = Table {
            sheet: recognised.sheet.as_deref(),
            delimiter: recognised.delimiter,
            width: recognised.columns.width,
        };
        let source = Source::open(input, &table, &hashes, advance)?;
        Ok(Self {
            name: input.name().to_owned(),
            kind: recognised.kind,
            file,
            columns: recognised.columns.clone(),
            free: free.to_vec(),
            header: recognised.header.clone(),
            header_line: recognised.header_line,
            sheets: (recognised.sheet.clone(), recognised.unread_sheets.clone()),
            as_of: recognised.as_of,
            names_its_day: recognised.names_its_day,
            id_kind: recognised.id_kind,
            source,
            hashes,
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

    /// Hands every row of the right width to `take` and keeps the arithmetic.
    pub(super) fn each(
        &mut self,
        report: &mut Report,
        mut take: impl FnMut(&Row<'_>, &mut Report) -> Fate,
    ) -> Result<(), ReadError> {
        report.extend(self.columns.repeated.iter().map(|(field, _)| Problem {
            file: self.file,
            line: self.header_line,
            column: Some(*field),
            reason: Reason::RepeatedColumn,
            effect: Effect::Noted,
        }));
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
                free: &self.free,
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

    /// The hash of the content, unpacked, once every row has been read.
    pub(super) fn content_hash(&self) -> String {
        self.hashes.content()
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
        if self.used == 0 {
            return Err(no_row_usable(self.name, self.file, report));
        }
        let (rejected, excluded) = (count(Effect::Rejected), count(Effect::Excluded));
        let sha256 = self.hashes.raw.hex();
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
            sheet: self.sheets.0,
            unread_sheets: self.sheets.1,
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
            lost: Box::default(),
        },
        None => ReadError::HeaderOnly { file: name },
    }
}
