//! Why a file cannot be read at all. Names files and lines; holds no cell, and no text of a library.

use crate::model::refusal;

/// A file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The file or folder cannot be opened.
    #[error("{file} cannot be opened: {}", refusal(*.reason))]
    Open {
        /// As the user named it.
        file: String,
        /// The system's reason.
        reason: std::io::ErrorKind,
    },
    /// A folder holds no file of a kind that is read.
    #[error("{folder}: no data file in this folder")]
    EmptyFolder {
        /// As the user named it.
        folder: String,
    },
    /// A folder that should hold definitions holds none.
    #[error("{folder}: no file of definitions in this folder")]
    NoDefinitions {
        /// As the user named it.
        folder: String,
    },
    /// A file of definitions is not UTF-8.
    #[error("{file}:{line}: this line is not UTF-8")]
    NotText {
        /// As the user named it.
        file: String,
        /// Line number.
        line: u64,
    },
    /// The file holds nothing.
    #[error("{file}: the file is empty")]
    Empty {
        /// As the user named it.
        file: String,
    },
    /// A line is longer than any extract's.
    #[error("{file}:{line}: a line of more than a million characters")]
    LongLine {
        /// As the user named it.
        file: String,
        /// Line number.
        line: u64,
    },
    /// A quotation mark is opened and never closed.
    #[error(
        "{file}:{line}: a quotation mark in this row is never closed, and takes in the rest of the file"
    )]
    OpenQuote {
        /// As the user named it.
        file: String,
        /// Line of the row in which it stands.
        line: u64,
    },
    /// Reading stopped in the middle: a damaged disk, archive, workbook or Parquet file.
    #[error("{file}: reading stopped {}", stopped(*.line))]
    Broken {
        /// As the user named it.
        file: String,
        /// Last line that could be read; 0 if none could.
        line: u64,
    },
    /// An archive without a data file.
    #[error("{file}: no data file in this archive")]
    NoMember {
        /// As the user named it.
        file: String,
    },
    /// An archive of several data files.
    #[error("{file}: {count} data files in this archive, and it may hold one")]
    SeveralMembers {
        /// As the user named it.
        file: String,
        /// Their number.
        count: usize,
    },
    /// A workbook or archive locked with a password, or a workbook of the old format, which lies
    /// in the same container as a locked one.
    #[error("{file}: locked with a password, or a workbook of the old .xls format")]
    Locked {
        /// As the user named it.
        file: String,
    },
}

/// Where reading stopped, by the last line that could be read.
fn stopped(line: u64) -> String {
    match line {
        0 => "before the first line".to_owned(),
        line => format!("after line {line}"),
    }
}
