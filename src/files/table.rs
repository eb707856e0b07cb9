//! Where rows come from: delimited text, a sheet of a workbook, or Parquet, all alike to whoever
//! reads them.

use csv::ByteRecord;

use super::bytes::{Advance, Hashes};
use super::input::Input;
use super::unpack::{Content, content, count};
use crate::files::error::FileError;
use crate::files::parquet::records::ParquetRecords;
use crate::files::text::delimited::DelimitedRecords;

use super::workbook::SheetRecords;

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordPosition {
    /// The line it begins at, from 1. In a workbook the sheet's own row number; in Parquet the
    /// header is 1 and rows count from 2, as in a CSV of the same rows.
    pub(crate) line: u64,
    /// Quotation marks join several lines into it.
    pub(crate) joined: bool,
}

/// The records of one table, header and all.
pub(crate) enum TableRecords<'a> {
    Text(Box<DelimitedRecords<'a>>),
    Sheet(SheetRecords),
    Parquet(Box<ParquetRecords>),
}

/// Which table of a file is meant, and how it is written.
pub(crate) struct TableChoice<'t> {
    /// The sheet, of a workbook.
    pub(crate) sheet: Option<&'t str>,
    /// Between cells, of text.
    pub(crate) delimiter: u8,
    /// Columns of the header: a sheet has no row that is too short or too long, so its rows are
    /// filled up with empty cells, and remarks beside the table are left out.
    pub(crate) width: usize,
}

impl<'a> TableRecords<'a> {
    /// Opens the table that was recognised.
    pub(crate) fn open(
        input: &Input,
        table: &TableChoice<'_>,
        hashes: &Hashes,
        advance: Advance<'a>,
    ) -> Result<Self, FileError> {
        let file = input.name();
        if let Some(path) = input.parquet_in_place() {
            count(input, hashes, advance)?;
            return Ok(Self::Parquet(Box::new(ParquetRecords::open_in_place(
                file, path,
            )?)));
        }
        Ok(match content(input, hashes, advance)? {
            Content::Text(text) => Self::Text(Box::new(DelimitedRecords::open(
                file,
                text,
                Some(table.delimiter),
            )?)),
            Content::Workbook(bytes) => Self::Sheet(SheetRecords::open(
                file,
                bytes,
                table.sheet.unwrap_or_default(),
                table.width,
            )?),
            Content::Parquet(bytes) => Self::Parquet(Box::new(ParquetRecords::open(file, bytes)?)),
        })
    }

    /// Puts the next record into `record`; `None` at the end. Blank lines are no records.
    ///
    /// # Errors
    /// Reading stopped: [`FileError::Broken`], [`FileError::OpenQuote`], [`FileError::LongLine`].
    pub(crate) fn next(
        &mut self,
        record: &mut ByteRecord,
    ) -> Result<Option<RecordPosition>, FileError> {
        match self {
            Self::Text(text) => text.next(record),
            Self::Sheet(sheet) => Ok(sheet.next(record)),
            Self::Parquet(columnar) => columnar.next(record),
        }
    }
}

/// The first records of one table.
pub(crate) struct Preview {
    /// The sheet, of a workbook.
    pub(crate) sheet: Option<String>,
    /// Between cells, of text.
    pub(crate) delimiter: u8,
    /// Records with the line each begins at; never empty. Line breaks in cells are blanks here,
    /// and the trailing empty cells of a sheet are not there.
    pub(crate) records: Vec<(u64, ByteRecord)>,
}

/// The first `rows` records of each table of a file: one table for text and Parquet, one for each
/// sheet of a workbook that holds anything, those that are shown first.
///
/// # Errors
/// [`FileError`] if the file cannot be read that far, or holds no record at all.
pub(crate) fn preview(input: &Input, rows: usize) -> Result<Vec<Preview>, FileError> {
    let file = input.name();
    if let Some(path) = input.parquet_in_place() {
        // Its first rows do not need the whole of it.
        let mut columnar = ParquetRecords::open_in_place(file, path)?;
        return Ok(vec![one(
            b',',
            first(rows, |record| columnar.next(record))?,
        )]);
    }
    let mut found = match content(input, &Hashes::new(false), &|_| ())? {
        Content::Text(text) => {
            let mut text = DelimitedRecords::open(file, text, None)?;
            let delimiter = text.delimiter;
            vec![one(delimiter, first(rows, |record| text.next(record))?)]
        }
        Content::Parquet(bytes) => {
            let mut columnar = ParquetRecords::open(file, bytes)?;
            vec![one(b',', first(rows, |record| columnar.next(record))?)]
        }
        Content::Workbook(bytes) => super::workbook::preview(file, bytes, rows)?,
    };
    found.retain(|preview| !preview.records.is_empty());
    if found.is_empty() {
        return Err(FileError::Empty {
            file: file.to_owned(),
        });
    }
    Ok(found)
}

fn one(delimiter: u8, records: Vec<(u64, ByteRecord)>) -> Preview {
    Preview {
        sheet: None,
        delimiter,
        records,
    }
}

fn first(
    rows: usize,
    mut next: impl FnMut(&mut ByteRecord) -> Result<Option<RecordPosition>, FileError>,
) -> Result<Vec<(u64, ByteRecord)>, FileError> {
    let mut records = Vec::new();
    let mut record = ByteRecord::new();
    while records.len() < rows
        && let Some(place) = next(&mut record)?
    {
        let clean = record.iter().map(super::cell_text::on_one_line);
        records.push((place.line, clean.collect()));
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_stops_after_its_rows_and_knows_their_lines() {
        let text = "\n\nReport;\n\"two\nlines\";b\nc;d\nnever,\"read";
        let input = Input::memory("report.csv", text.as_bytes().to_vec());
        let previews = preview(&input, 3).unwrap_or_default();
        assert_eq!(previews.len(), 1);
        assert_eq!((previews[0].delimiter, &previews[0].sheet), (b';', &None));
        let records = previews[0].records.iter();
        let records: Vec<_> = records
            .map(|(line, record)| (*line, record.iter().collect::<Vec<_>>().join(&b'/')))
            .collect();
        let expected = [(3, "Report/"), (4, "two lines/b"), (6, "c/d")];
        assert_eq!(
            records,
            expected.map(|(line, cells)| (line, cells.as_bytes().to_vec()))
        );
    }
}
