//! A file that was recognised: what it is, and which column of it means what.

use chrono::NaiveDate;

use super::columns::Columns;
use crate::files::{DataFile, TableChoice};
use crate::model::{FileKind, IdKind};

/// An open file with the table that is read of it.
pub(crate) struct RecognisedFile {
    pub(crate) file: DataFile,
    pub(crate) table: RecognisedTable,
}

/// A table with its kind and columns.
pub(crate) struct RecognisedTable {
    pub(crate) kind: FileKind,
    pub(crate) columns: Columns,
    /// The header as it stands, for telling how each column was read.
    pub(crate) header: Vec<String>,
    pub(crate) delimiter: u8,
    /// The sheet of a workbook.
    pub(crate) sheet: Option<String>,
    /// Other sheets of the workbook that fit a kind.
    pub(crate) unread_sheets: Vec<String>,
    /// Line of the header; rows up to it are no data.
    pub(crate) header_line: u64,
    /// The day the whole file is of.
    pub(crate) as_of: Option<NaiveDate>,
    /// Whether the file itself names that day.
    pub(crate) names_its_day: bool,
    /// What its patient ids are.
    pub(crate) id_kind: IdKind,
}

impl RecognisedFile {
    /// The name it is reported under.
    pub(crate) fn name(&self) -> &str {
        self.file.input().name()
    }

    /// Where its records are.
    pub(crate) fn choice(&self) -> TableChoice<'_> {
        TableChoice {
            sheet: self.table.sheet.as_deref(),
            delimiter: self.table.delimiter,
            width: self.table.columns.width,
        }
    }
}
