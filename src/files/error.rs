//! Why a file cannot be read at all. Names files and lines; holds no cell, and no text of a library.

/// A file that cannot be read. `failure.rs` words it for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// The file or folder cannot be opened.
    Open {
        /// As the user named it.
        file: String,
        /// The system's reason.
        reason: std::io::ErrorKind,
    },
    /// A folder holds no file of a kind that is read.
    EmptyFolder {
        /// As the user named it.
        folder: String,
    },
    /// A folder that should hold definitions holds none.
    NoDefinitions {
        /// As the user named it.
        folder: String,
    },
    /// A file of definitions is not UTF-8.
    NotText {
        /// As the user named it.
        file: String,
        /// Line number.
        line: u64,
    },
    /// The file holds nothing.
    Empty {
        /// As the user named it.
        file: String,
    },
    /// A line is longer than any extract's.
    LongLine {
        /// As the user named it.
        file: String,
        /// Line number.
        line: u64,
    },
    /// A quotation mark is opened and never closed.
    OpenQuote {
        /// As the user named it.
        file: String,
        /// Line of the row in which it stands.
        line: u64,
    },
    /// Reading stopped in the middle: a damaged disk, archive, workbook or Parquet file.
    Broken {
        /// As the user named it.
        file: String,
        /// Last line that could be read; 0 if none could.
        line: u64,
    },
    /// An archive without a data file.
    NoMember {
        /// As the user named it.
        file: String,
    },
    /// An archive of several data files.
    SeveralMembers {
        /// As the user named it.
        file: String,
        /// Their number.
        count: usize,
    },
    /// A workbook or archive locked with a password, or a workbook of the old format, which lies
    /// in the same container as a locked one.
    Locked {
        /// As the user named it.
        file: String,
    },
}
