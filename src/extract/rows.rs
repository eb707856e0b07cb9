//! The loop over the rows of a delimited file: counts them, checks their shape, and hands the
//! sound ones to the reader of the kind.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io::{self, Read};

use csv::ByteRecord;

use super::bytes::{Advance, END_MARK, Hash, LongLine, prepared};
use super::error::ReadError;
use super::field::{Columns, Field};
use super::input::Input;
use super::kind::Recognised;
use super::problem::{Effect, Problem, Reason, Report};
use crate::model::{FileKind, FileSummary};

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
    file: usize,
    line: u64,
}

impl<'a> Row<'a> {
    /// The cell of a column, if the file has the column.
    pub(super) fn cell(&self, field: Field) -> Option<&'a [u8]> {
        self.columns
            .position(field)
            .and_then(|at| self.record.get(at))
    }

    /// Notes that the row is used without this cell, or with it repaired.
    pub(super) fn note(&self, report: &mut Report, field: Field, reason: Reason, effect: Effect) {
        report.push(Problem {
            file: self.file,
            line: self.line,
            column: Some(field),
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
    reader: csv::Reader<Box<dyn Read + 'a>>,
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
        let reader = delimited(input, recognised.delimiter, &hash, advance)?;
        let columns = recognised.columns.clone();
        let name = input.name().to_owned();
        Ok(Self {
            name,
            kind: recognised.kind,
            file,
            columns,
            reader,
            hash,
            read: 0,
            used: 0,
        })
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
        let mut record = ByteRecord::new();
        let mut header = true;
        let mut line = 1;
        loop {
            let more = self.reader.read_byte_record(&mut record);
            if !more.map_err(|error| failed(&self.name, line, &error))? {
                // The end mark was swallowed by the last row: its quotation mark is still open, and
                // no line feed ended it.
                return Err(ReadError::OpenQuote {
                    file: self.name.clone(),
                    line: line + 1,
                });
            }
            if record.len() == 1 && &record[0] == END_MARK {
                break;
            }
            // The record's own position would be that of a blank line before it.
            let breaks = line_breaks(&record);
            line = self.reader.position().line().saturating_sub(1 + breaks);
            if std::mem::take(&mut header) {
                continue;
            }
            self.read += 1;
            let row = Row {
                record: &record,
                columns: &self.columns,
                file: self.file,
                line,
            };
            let fate = match record.len().cmp(&self.columns.width) {
                Ordering::Equal => take(&row, report),
                Ordering::Less => Fate::Not(Effect::Rejected, Reason::TooFewFields, None),
                Ordering::Greater => Fate::Not(Effect::Rejected, Reason::TooManyFields, None),
            };
            // A line break inside quotes may be meant, or the quotes may have swallowed rows.
            let joined = breaks > 0;
            let (effect, reason, column) = match fate {
                Fate::Used => {
                    self.used += 1;
                    if !joined {
                        continue;
                    }
                    (Effect::Noted, Reason::OpenQuote, None)
                }
                Fate::Not(Effect::Rejected, ..) if joined => {
                    (Effect::Rejected, Reason::OpenQuote, None)
                }
                Fate::Not(effect, reason, column) => (effect, reason, column),
            };
            report.push(Problem {
                file: self.file,
                line,
                column,
                reason,
                effect,
            });
        }
        Ok(())
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
        let sha256 = self.hash.hex();
        Ok(FileSummary {
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

/// Line feeds inside quotes.
fn line_breaks(record: &ByteRecord) -> u64 {
    record
        .as_slice()
        .iter()
        .filter(|byte| **byte == b'\n')
        .count() as u64
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

/// The first record of a file and the delimiter it is written with: a tab if the first line has
/// one and no comma.
pub(super) fn first_record(input: &Input) -> Result<(ByteRecord, u8), ReadError> {
    let quiet = |_| ();
    for delimiter in [b',', b'\t'] {
        let mut reader = delimited(input, delimiter, &Hash::default(), &quiet)?;
        let mut record = ByteRecord::new();
        let more = reader
            .read_byte_record(&mut record)
            .map_err(|error| failed(input.name(), 1, &error))?;
        if !more {
            return Err(ReadError::Empty {
                file: input.name().to_owned(),
            });
        }
        if record.iter().any(|cell| cell.ends_with(b"\n\x01\n")) {
            return Err(ReadError::OpenQuote {
                file: input.name().to_owned(),
                line: 1,
            });
        }
        if record.len() == 1 && &record[0] == END_MARK {
            return Err(ReadError::Empty {
                file: input.name().to_owned(),
            });
        }
        if delimiter == b'\t' || record.len() > 1 || !record[0].contains(&b'\t') {
            return Ok((record, delimiter));
        }
    }
    Err(ReadError::Empty {
        file: input.name().to_owned(),
    })
}

fn delimited<'a>(
    input: &Input,
    delimiter: u8,
    hash: &Hash,
    advance: Advance<'a>,
) -> Result<csv::Reader<Box<dyn Read + 'a>>, ReadError> {
    let broken = |_| ReadError::Broken {
        file: input.name().to_owned(),
        line: 1,
    };
    let bytes = prepared(input.open()?, hash, advance).map_err(broken)?;
    let mut builder = csv::ReaderBuilder::new();
    builder
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 16);
    Ok(builder.from_reader(bytes))
}

fn failed(file: &str, line: u64, error: &csv::Error) -> ReadError {
    let file = file.to_owned();
    let long = match error.kind() {
        csv::ErrorKind::Io(error) => is_long_line(error),
        _ => false,
    };
    if long {
        ReadError::LongLine {
            file,
            line: line + 1,
        }
    } else {
        ReadError::Broken { file, line }
    }
}

fn is_long_line(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<LongLine>())
}
