//! Why a file cannot be used at all. Names files, lines and columns; holds no cell.

use super::field::Field;
use super::problem::{Problem, Reason, Report};
use crate::files::FileError;
use crate::model::FileKind;

/// What was found before a run had to stop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LostRows {
    /// Names of the files; a problem has the position of its file.
    pub files: Vec<String>,
    /// In file and line order.
    pub problems: Vec<Problem>,
}

/// A file that cannot be used. `error.rs` words it for the user.
#[derive(Debug)]
pub enum ReadError {
    /// The file cannot be read at all.
    File(FileError),
    /// The file has a header and no rows.
    HeaderOnly {
        /// As the user named it.
        file: String,
    },
    /// The header fits no kind: for each kind tried, the columns it missed.
    UnknownKind {
        /// As the user named it.
        file: String,
        /// Kinds with the columns they missed.
        tried: Vec<(FileKind, Vec<Field>)>,
        /// Headers that look like one of those columns.
        near: Vec<(Field, String)>,
        /// Whether it is a list of presentations, which belongs behind `--dictionary`.
        dictionary: bool,
    },
    /// The kind is clear, and columns it needs are not there.
    MissingColumns {
        /// As the user named it.
        file: String,
        /// What it was taken for.
        kind: FileKind,
        /// Columns with the header most like each, if any.
        missing: Vec<(Field, Option<String>)>,
    },
    /// Two columns have the same meaning.
    RepeatedColumn {
        /// As the user named it.
        file: String,
        /// The meaning.
        field: Field,
        /// Where they stand, counted from 1.
        positions: (usize, usize),
    },
    /// An items file has no practice column and no patients file registers its people.
    NoPractice {
        /// As the user named it.
        file: String,
    },
    /// Two inputs have the same bytes.
    SameFile {
        /// The one given first.
        first: String,
        /// The other.
        second: String,
    },
    /// No organisations or patients file has a column that was asked for.
    NoColumn {
        /// As the user wrote it.
        column: String,
        /// The header most like it.
        near: Option<String>,
    },
    /// A column that was asked for tells one person from another.
    PersonalColumn {
        /// As the user wrote it.
        column: String,
    },
    /// A column that was asked for stands twice in a file.
    RepeatedFreeColumn {
        /// As the user named it.
        file: String,
        /// As the user wrote it.
        column: String,
        /// Where they stand, counted from 1.
        positions: (usize, usize),
    },
    /// Not one row could be used.
    NoRowUsable {
        /// As the user named it.
        file: String,
        /// The reason of most rows.
        reason: Reason,
        /// Column and first line of that reason.
        column: Option<Field>,
        /// First line of that reason.
        line: u64,
        /// Every row or cell that was not taken as it stood up to here.
        lost: Box<LostRows>,
    },
    /// No file among the inputs holds items.
    NoItems,
    /// More distinct practices, or substances, than any extract has.
    TooManyCodes,
}

impl From<FileError> for ReadError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl ReadError {
    /// The same, with what was found so far where there is a place for it.
    pub(crate) fn with(mut self, files: &[String], report: &Report) -> Self {
        if let Self::NoRowUsable { lost, .. } = &mut self {
            lost.files = files.to_vec();
            lost.problems = report.sorted();
        }
        self
    }
}
