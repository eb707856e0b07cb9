//! Sheets of an Office Open XML workbook.

use std::cell::RefCell;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use csv::ByteRecord;

use super::cell_text;
use super::contained::contained;
use super::record::{Preview, RecordPosition};
use super::unpack::damaged;
use crate::files::error::FileError;

/// The columns a sheet can have. A cell beyond them is damage.
const WIDEST: usize = 16_384;

type Book = Xlsx<Cursor<Vec<u8>>>;

/// Rows with their numbers; trailing empty cells and empty rows are not there.
type Lines = Vec<(u64, ByteRecord)>;

/// A workbook, read whole and once.
pub(crate) struct Workbook {
    file: String,
    book: RefCell<Book>,
}

impl Workbook {
    pub(crate) fn open(file: &str, bytes: Vec<u8>) -> Result<Self, FileError> {
        let book = contained(|| Xlsx::new(Cursor::new(bytes)).map_err(|_| 0));
        Ok(Self {
            file: file.to_owned(),
            book: RefCell::new(read(file, book)?),
        })
    }

    /// The first rows of every sheet, the sheets that are shown before those that are hidden.
    pub(crate) fn previews(&self, rows: usize) -> Result<Vec<Preview>, FileError> {
        let previews = contained(|| {
            let mut book = self.book.borrow_mut();
            let mut sheets = book.sheets_metadata().to_vec();
            sheets.retain(|sheet| sheet.typ == SheetType::WorkSheet);
            sheets.sort_by_key(|sheet| sheet.visible != SheetVisible::Visible);
            let each = sheets.into_iter().map(|sheet| {
                Ok(Preview {
                    records: lines(&mut book, &sheet.name, rows)?,
                    sheet: Some(sheet.name),
                    delimiter: b',',
                })
            });
            each.collect()
        });
        read(&self.file, previews)
    }

    /// The rows of a sheet, each as wide as its header.
    pub(crate) fn sheet(&self, sheet: &str, width: usize) -> Result<SheetRecords, FileError> {
        let lines = contained(|| lines(&mut self.book.borrow_mut(), sheet, usize::MAX));
        Ok(SheetRecords {
            lines: read(&self.file, lines)?.into_iter(),
            width,
        })
    }
}

/// One sheet. It is read whole: a sheet has a million rows at most, and the library's reader of
/// cells borrows the workbook.
pub(crate) struct SheetRecords {
    lines: std::vec::IntoIter<(u64, ByteRecord)>,
    width: usize,
}

impl SheetRecords {
    pub(crate) fn next(&mut self, record: &mut ByteRecord) -> Option<RecordPosition> {
        let (line, mut cells) = self.lines.next()?;
        cells.truncate(self.width);
        while cells.len() < self.width {
            cells.push_field(b"");
        }
        *record = cells;
        Some(RecordPosition {
            line,
            joined: false,
        })
    }
}

/// What was read; a panic, or damage after a line, is an error.
fn read<T>(file: &str, outcome: Option<Result<T, u64>>) -> Result<T, FileError> {
    outcome
        .ok_or_else(|| damaged(file))?
        .map_err(|line| FileError::Broken {
            file: file.to_owned(),
            line,
        })
}

/// The first rows of a sheet; the last sound row's number if it is damaged. Cell by cell: the
/// library's own table of a sheet has room for every cell between the first and the last, which
/// one damaged reference makes larger than any memory.
fn lines(book: &mut Book, sheet: &str, limit: usize) -> Result<Lines, u64> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|_| 0_u64)?;
    let mut lines: Lines = Vec::new();
    loop {
        let last = lines.last().map_or(0, |(line, _)| *line);
        let Some(found) = cells.next_cell().map_err(|_| last)? else {
            return Ok(lines);
        };
        let text = text(found.get_value());
        if text.is_empty() {
            continue;
        }
        let (row, column) = found.get_position();
        let (line, column) = (u64::from(row) + 1, column as usize);
        if line != last {
            if lines.len() == limit {
                return Ok(lines);
            }
            lines.push((line, ByteRecord::new()));
        }
        let Some((_, record)) = lines.last_mut() else {
            return Err(last);
        };
        if line < last || column >= WIDEST || column < record.len() {
            return Err(last);
        }
        while record.len() < column {
            record.push_field(b"");
        }
        record.push_field(&cell_text::on_one_line(text.as_bytes()));
    }
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => cell_text::number(*value),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTimeIso(text) => text.trim_end_matches("T00:00:00").to_owned(),
        DataRef::DateTime(value) if value.is_duration() => cell_text::number(value.as_f64()),
        DataRef::DateTime(value) => {
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                date
            } else {
                format!("{date}T{hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::Error(error) => error.to_string(),
    }
}
