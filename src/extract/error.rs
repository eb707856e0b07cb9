//! Why a file cannot be used at all. Names files, lines and columns; holds no cell.

use super::field::Field;
use super::problem::{Problem, Reason, Report};
use crate::cohort::TooManyCodes;
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

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be read at all.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file has a header and no rows.
    #[error("{file}: a header and no rows")]
    HeaderOnly {
        /// As the user named it.
        file: String,
    },
    /// The header fits no kind: for each kind tried, the columns it missed.
    #[error("{file}: {}", unknown_kind(*.dictionary))]
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
    #[error("{file}: {} without the {}", a_file_of(*.kind), columns(.missing))]
    MissingColumns {
        /// As the user named it.
        file: String,
        /// What it was taken for.
        kind: FileKind,
        /// Columns with the header most like each, if any.
        missing: Vec<(Field, Option<String>)>,
    },
    /// Two columns have the same meaning.
    #[error("{file}:1: columns {} and {} are both '{}'", .positions.0, .positions.1, .field.as_str())]
    RepeatedColumn {
        /// As the user named it.
        file: String,
        /// The meaning.
        field: Field,
        /// Where they stand, counted from 1.
        positions: (usize, usize),
    },
    /// An items file has no practice column and no patients file registers its people.
    #[error("{file}: no practice column, and no patients file says who is registered where")]
    NoPractice {
        /// As the user named it.
        file: String,
    },
    /// Two inputs have the same bytes.
    #[error("{first} and {second} have the same content; give it once")]
    SameFile {
        /// The one given first.
        first: String,
        /// The other.
        second: String,
    },
    /// No organisations or patients file has a column that was asked for.
    #[error("no organisations or patients file has a column '{column}'")]
    NoColumn {
        /// As the user wrote it.
        column: String,
        /// The header most like it.
        near: Option<String>,
    },
    /// A column that was asked for tells one person from another.
    #[error("the column '{column}' tells one person from another")]
    PersonalColumn {
        /// As the user wrote it.
        column: String,
    },
    /// A column that was asked for stands twice in a file.
    #[error("{file}:1: columns {} and {} are both '{column}'", .positions.0, .positions.1)]
    RepeatedFreeColumn {
        /// As the user named it.
        file: String,
        /// As the user wrote it.
        column: String,
        /// Where they stand, counted from 1.
        positions: (usize, usize),
    },
    /// Not one row could be used.
    #[error(
        "{file}: no row can be used; most: {} (first at line {line}{})",
        .reason.as_str(),
        in_column(*.column)
    )]
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
    #[error("no items file among the inputs")]
    NoItems,
    /// More distinct practices, or substances, than any extract has.
    #[error(transparent)]
    TooManyCodes(#[from] TooManyCodes),
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

/// What a file is whose header fits no kind.
fn unknown_kind(dictionary: bool) -> &'static str {
    if dictionary {
        "a list of presentations, not an extract"
    } else {
        "the header fits no kind of file that is read"
    }
}

/// "an items file", "a file of list sizes".
fn a_file_of(kind: FileKind) -> String {
    match kind {
        FileKind::Items => "an items file".to_owned(),
        other => format!("a file of {}", other.as_str()),
    }
}

/// "column 'month'", "columns 'month', 'items'".
fn columns(missing: &[(Field, Option<String>)]) -> String {
    let names = missing.iter().map(|(field, _)| quoted(*field));
    let names = names.collect::<Vec<_>>().join(", ");
    match missing {
        [_] => format!("column {names}"),
        _ => format!("columns {names}"),
    }
}

/// ", column 'month'", where it is known.
fn in_column(column: Option<Field>) -> String {
    let column = column.map(|field| format!(", column {}", quoted(field)));
    column.unwrap_or_default()
}

fn quoted(field: Field) -> String {
    format!("'{}'", field.as_str())
}
