//! What is told to the user when something cannot be done: what, where, how to mend it, and the
//! exit code. The one place that words an error.

use std::io::ErrorKind;

use crate::checks::Excess;
use crate::definitions::{DefinitionFault, FilterFault};
use crate::extract::{DictionaryError, Field, ReadError};
use crate::files::FileError;
use crate::report::WriteError;

/// Exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// Wrong usage: 2.
    Usage,
    /// Input that cannot be used: 3.
    Input,
    /// A fault of the program: 70.
    Bug,
}

impl FailureKind {
    /// The process's exit code.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::Input => 3,
            Self::Bug => 70,
        }
    }
}

/// Something that cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Decides the exit code.
    pub kind: FailureKind,
    /// One line: what, and where.
    pub what: String,
    /// One line each: how to mend it.
    pub hints: Vec<String>,
}

impl Failure {
    /// Wrong usage, with a way out.
    pub fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Usage,
            what: what.into(),
            hints: vec![hint.into()],
        }
    }

    /// Input that cannot be used, with a way out.
    pub fn input(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Input,
            what: what.into(),
            hints: vec![hint.into()],
        }
    }

    /// Something that the system does not let us write.
    pub(crate) fn unwritable(
        what: impl std::fmt::Display,
        reason: ErrorKind,
        hint: impl Into<String>,
    ) -> Self {
        Self::usage(
            format!("{what} cannot be written: {}", in_words(reason)),
            hint,
        )
    }

    /// A fault of the program.
    pub fn bug(what: impl Into<String>) -> Self {
        let hints =
            vec!["this is a fault of rxsift, not of your files; please report it".to_owned()];
        Self {
            kind: FailureKind::Bug,
            what: what.into(),
            hints,
        }
    }
}

/// The system's reason in plain words.
fn in_words(reason: ErrorKind) -> String {
    match reason {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "you have no rights to it".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        other => other.to_string(),
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Exists(path) => Self::usage(
                format!("{} exists already", path.display()),
                "give another name, or --force to overwrite it",
            ),
            WriteError::Failed(path, reason) => Self::unwritable(
                path.display(),
                reason,
                "check the folder and your rights to it",
            ),
        }
    }
}

impl From<Excess> for Failure {
    fn from(excess: Excess) -> Self {
        let hint = match &excess {
            Excess::Rejected { .. } => {
                "--rejects FILE writes them all; mend the export, or raise --max-rejected"
            }
            Excess::Unmatched { .. } => {
                "'rxsift check' lists them; give --dictionary, mend the export, or raise --max-unmatched"
            }
        };
        Self::input(excess.to_string(), hint)
    }
}

impl From<DictionaryError> for Failure {
    fn from(error: DictionaryError) -> Self {
        let hint = "download NHSBSA's BNF Code Information or its BNF to SNOMED mapping again";
        match error {
            DictionaryError::File(error) => error.into(),
            DictionaryError::Empty { file } => {
                Self::input(format!("{file}: the dictionary is empty"), hint)
            }
            DictionaryError::Broken { file } => {
                Self::input(format!("{file}: the dictionary is damaged"), hint)
            }
            DictionaryError::NothingInside { file } => Self::input(
                format!("{file}: no CSV file or workbook in this archive"),
                hint,
            ),
            DictionaryError::MissingColumns { file, missing } => Self::input(
                format!(
                    "{file}: a dictionary without the columns '{}'",
                    missing.join("', '")
                ),
                hint,
            ),
            DictionaryError::NoRowUsable { file } => Self::input(
                format!("{file}: no row of the dictionary has a BNF code and a name"),
                hint,
            ),
        }
    }
}

impl From<FilterFault> for Failure {
    fn from(fault: FilterFault) -> Self {
        Self::usage(
            format!("--where: {fault}"),
            "such as --where \"medicines >= 10 AND age_band = 75+\"; 'rxsift define' lists the names",
        )
    }
}

impl From<DefinitionFault> for Failure {
    fn from(fault: DefinitionFault) -> Self {
        Self::input(
            fault.to_string(),
            "the README shows what a file of definitions may hold",
        )
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Open { file, reason } => Self::input(
                format!("{file} cannot be opened: {}", in_words(reason)),
                "check the name and your rights to it",
            ),
            FileError::EmptyFolder { folder } => Self::input(
                format!("{folder}: no data file in this folder"),
                "files that end in .csv, .tsv, .txt, .parquet or .xlsx (also .gz and .zst) or .zip are read; folders inside it are not",
            ),
            FileError::NoDefinitions { folder } => Self::input(
                format!("{folder}: no file of definitions in this folder"),
                "definitions are files that end in .toml; folders inside it are not read",
            ),
            FileError::NotText { file, line } => Self::input(
                format!("{file}:{line}: this line is not UTF-8"),
                "save the file as UTF-8",
            ),
            FileError::Empty { file } => {
                Self::input(format!("{file}: the file is empty"), "export it again")
            }
            FileError::LongLine { file, line } => Self::input(
                format!("{file}:{line}: a line of more than a million characters"),
                "this is not an extract, or its line ends are lost; export it again",
            ),
            FileError::OpenQuote { file, line } => Self::input(
                format!(
                    "{file}:{line}: a quotation mark in this row is never closed, and takes in the rest of the file"
                ),
                "close or remove it, or export the file again",
            ),
            FileError::Broken { file, line: 0 } => Self::input(
                format!("{file}: reading stopped before the first line"),
                "the file or archive is damaged; copy or export it again",
            ),
            FileError::Broken { file, line } => Self::input(
                format!("{file}: reading stopped after line {line}"),
                "the file or archive is damaged; copy or export it again",
            ),
            FileError::NoMember { file } => Self::input(
                format!("{file}: no data file in this archive"),
                "unpack it, and give the file that holds the data",
            ),
            FileError::SeveralMembers { file, count } => Self::input(
                format!("{file}: {count} data files in this archive, and it may hold one"),
                "unpack it, and give the files themselves or their folder",
            ),
            FileError::Locked { file } => Self::input(
                format!("{file}: locked with a password, or a workbook of the old .xls format"),
                "save it as .xlsx or .csv without a password",
            ),
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        let quoted = |field: &Field| format!("'{}'", field.as_str());
        match error {
            ReadError::File(error) => error.into(),
            ReadError::HeaderOnly { file } => Self::input(
                format!("{file}: a header and no rows"),
                "export it again, and check the report's filters",
            ),
            ReadError::UnknownKind {
                file,
                dictionary: true,
                ..
            } => Failure {
                kind: FailureKind::Input,
                what: format!("{file}: a list of presentations, not an extract"),
                hints: vec![format!("give it as --dictionary {file}, beside an items file")],
            },
            ReadError::UnknownKind {
                file, tried, near, ..
            } => unknown_kind(&file, &tried, &near),
            ReadError::MissingColumns {
                file,
                kind,
                missing,
            } => {
                let names: Vec<String> = missing.iter().map(|(field, _)| quoted(field)).collect();
                let columns = if missing.len() == 1 {
                    "column"
                } else {
                    "columns"
                };
                let what = format!(
                    "{file}: {} without the {columns} {}",
                    a_file_of(kind),
                    names.join(", ")
                );
                let mut hints: Vec<String> = missing
                    .iter()
                    .filter_map(|(field, near)| {
                        Some(format!("is '{}' its {}?", near.as_ref()?, field.as_str()))
                    })
                    .collect();
                if missing.iter().any(|(field, _)| *field == Field::Month) {
                    hints.push("if the whole file is of one day, name it with --as-of".to_owned());
                }
                hints.push("rename the header, or export it with that column".to_owned());
                Self {
                    kind: FailureKind::Input,
                    what,
                    hints,
                }
            }
            ReadError::RepeatedColumn {
                file,
                field,
                positions: (first, second),
            } => Self::input(
                format!(
                    "{file}:1: columns {first} and {second} are both {}",
                    quoted(&field)
                ),
                "remove or rename one of them",
            ),
            ReadError::NoColumn { column, near } => Self::usage(
                format!("no organisations or patients file has a column '{column}'"),
                near.map_or_else(
                    || "write it as the header of such a file does".to_owned(),
                    |near| format!("did you mean '{near}'?"),
                ),
            ),
            ReadError::PersonalColumn { column } => Self::usage(
                format!("the column '{column}' tells one person from another"),
                "group by something that many people share, such as a locality",
            ),
            ReadError::RepeatedFreeColumn {
                file,
                column,
                positions: (first, second),
            } => Self::input(
                format!("{file}:1: columns {first} and {second} are both '{column}'"),
                "remove or rename one of them",
            ),
            ReadError::NoPractice { file } => Self::input(
                format!(
                    "{file}: no practice column, and no patients file says who is registered where"
                ),
                "add a column practice_code, or a file with patient_id and practice_code",
            ),
            ReadError::SameFile { first, second } => Self::input(
                format!("{first} and {second} have the same content; give it once"),
                "its items would be counted twice",
            ),
            ReadError::NoRowUsable {
                file,
                reason,
                column,
                line,
                lost: _,
            } => {
                let column = column
                    .map(|field| format!(", column {}", quoted(&field)))
                    .unwrap_or_default();
                Self::input(
                    format!(
                        "{file}: no row can be used; most: {} (first at line {line}{column})",
                        reason.as_str()
                    ),
                    "check that column, and export the file again",
                )
            }
            ReadError::NoItems => Self {
                kind: FailureKind::Input,
                what: "no items file among the inputs".to_owned(),
                hints: vec![
                    "give a file with the columns patient_id, practice_code, month and bnf_code"
                        .to_owned(),
                    "'rxsift indicators' also computes from practice-level prescribing and comparator exports"
                        .to_owned(),
                ],
            },
            ReadError::TooManyCodes => Self::input(
                "more than 65,534 different practices, or different substances",
                "check that the columns of practice and BNF code hold what they say",
            ),
        }
    }
}

/// "an items file", "a file of list sizes".
fn a_file_of(kind: crate::model::FileKind) -> String {
    match kind {
        crate::model::FileKind::Items => "an items file".to_owned(),
        other => format!("a file of {}", other.as_str()),
    }
}

fn unknown_kind(
    file: &str,
    tried: &[(crate::model::FileKind, Vec<Field>)],
    near: &[(Field, String)],
) -> Failure {
    let mut hints: Vec<String> = tried
        .iter()
        .map(|(kind, missing)| {
            let names: Vec<&str> = missing.iter().map(|field| field.as_str()).collect();
            format!("as {}, it misses: {}", kind.as_str(), names.join(", "))
        })
        .collect();
    hints.extend(
        near.iter()
            .map(|(field, header)| format!("is '{header}' its {}?", field.as_str())),
    );
    let what = format!("{file}: the header fits no kind of file that is read");
    Failure {
        kind: FailureKind::Input,
        what,
        hints,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_exit_code() {
        assert_eq!(Failure::usage("x", "y").kind.exit_code(), 2);
        assert_eq!(Failure::input("x", "y").kind.exit_code(), 3);
        assert_eq!(Failure::bug("x").kind.exit_code(), 70);
    }
}
