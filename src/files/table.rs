//! Where rows come from: delimited text, a sheet of a workbook, or Parquet, all alike to whoever
//! reads them.

use csv::ByteRecord;

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

impl TableRecords<'_> {
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

/// The first records of a table.
pub(crate) fn first(
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
