//! Records as a table has them, and the first of them to look at.

use csv::ByteRecord;

use super::cell_text;
use super::error::FileError;

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordPosition {
    /// The line it begins at, from 1. In a workbook the sheet's own row number; in Parquet the
    /// header is 1 and rows count from 2, as in a CSV of the same rows.
    pub(crate) line: u64,
    /// Quotation marks join several lines into it.
    pub(crate) joined: bool,
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
        let clean = record.iter().map(cell_text::on_one_line);
        records.push((place.line, clean.collect()));
    }
    Ok(records)
}
