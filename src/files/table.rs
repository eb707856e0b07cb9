//! Where rows come from: delimited text, a sheet of a workbook, or Parquet, all alike to whoever
//! reads them.

use csv::ByteRecord;

use super::error::FileError;
use super::parquet::records::ParquetRecords;
use super::record::RecordPosition;
use super::text::delimited::DelimitedRecords;
use super::workbook::SheetRecords;

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
            Self::Parquet(parquet) => parquet.next(record),
        }
    }
}
