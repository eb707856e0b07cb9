//! What is told to the user when something cannot be done: what and where, how to mend it, and the
//! exit code. A room words its own errors; here stand what helps against each, and its exit code.
//!
//! Commands answer with [`anyhow::Result`]. A [`Failure`] rides in it, and so does an error of a
//! room. Whatever else arrives at its end is a fault of the program, and nothing of its text is
//! told: it may be a library's, and quote a cell.

use crate::checks::Excess;
use crate::definitions::{DefinitionFault, FilterFault, PolicyFault};
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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
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
        Self::input_with(what, vec![hint.into()])
    }

    /// The same with several, or none.
    fn input_with(what: impl Into<String>, hints: Vec<String>) -> Self {
        Self {
            kind: FailureKind::Input,
            what: what.into(),
            hints,
        }
    }

    /// Wrong usage: a name that nothing has. The way out is the known name most like it, if any is.
    pub(crate) fn unknown(what: impl Into<String>, near: Option<&str>, otherwise: &str) -> Self {
        let hint = near.map_or_else(
            || otherwise.to_owned(),
            |near| format!("did you mean '{near}'?"),
        );
        Self::usage(what, hint)
    }

    /// A fault of the program.
    pub fn bug(what: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Bug,
            what: what.into(),
            hints: vec![
                "this is a fault of rxsift, not of your files; please report it".to_owned(),
            ],
        }
    }
}

/// A way out as the context of an error.
pub(crate) trait HintContext<T> {
    /// The same, with this way out in place of the usual one.
    fn hint(self, hint: impl Into<String>) -> anyhow::Result<T>;
}

impl<T, E: Into<Failure>> HintContext<T> for Result<T, E> {
    fn hint(self, hint: impl Into<String>) -> anyhow::Result<T> {
        self.map_err(|error| {
            let hints = vec![hint.into()];
            Failure {
                hints,
                ..error.into()
            }
            .into()
        })
    }
}

/// What a command could not do. An error that no room has worded is a fault of the program, whose
/// text is withheld.
impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        fn told<E>(error: anyhow::Error) -> Result<Failure, anyhow::Error>
        where
            E: Into<Failure> + std::error::Error + Send + Sync + 'static,
        {
            error.downcast::<E>().map(Into::into)
        }
        told::<Self>(error)
            .or_else(told::<ReadError>)
            .or_else(told::<FileError>)
            .or_else(told::<DictionaryError>)
            .or_else(told::<Excess>)
            .or_else(told::<DefinitionFault>)
            .or_else(told::<FilterFault>)
            .or_else(told::<PolicyFault>)
            .or_else(told::<WriteError>)
            .unwrap_or_else(|_| Self::bug("the program stopped at an error it has no words for"))
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        let hint = match error {
            WriteError::Exists(_) => "give another name, or --force to overwrite it",
            WriteError::Failed(..) => "check the folder and your rights to it",
        };
        Self::usage(error.to_string(), hint)
    }
}

impl From<Excess> for Failure {
    fn from(excess: Excess) -> Self {
        let hint = match excess {
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
        let hint = "the README shows what a file of definitions may hold";
        Self::input(fault.to_string(), hint)
    }
}

impl From<PolicyFault> for Failure {
    fn from(fault: PolicyFault) -> Self {
        let hint = "'rxsift shortlist --print-policy' shows one that works";
        Self::input(fault.to_string(), hint)
    }
}

impl From<DictionaryError> for Failure {
    fn from(error: DictionaryError) -> Self {
        match error {
            DictionaryError::File(error) => error.into(),
            error => Self::input(
                error.to_string(),
                "download NHSBSA's BNF Code Information or its BNF to SNOMED mapping again",
            ),
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let hint = match error {
            FileError::Open { .. } => "check the name and your rights to it",
            FileError::EmptyFolder { .. } => {
                "files that end in .csv, .tsv, .txt, .parquet or .xlsx (also .gz and .zst) or .zip are read; folders inside it are not"
            }
            FileError::NoDefinitions { .. } => {
                "definitions are files that end in .toml; folders inside it are not read"
            }
            FileError::NotText { .. } => "save the file as UTF-8",
            FileError::Empty { .. } => "export it again",
            FileError::LongLine { .. } => {
                "this is not an extract, or its line ends are lost; export it again"
            }
            FileError::OpenQuote { .. } => "close or remove it, or export the file again",
            FileError::Broken { .. } => "the file or archive is damaged; copy or export it again",
            FileError::NoMember { .. } => "unpack it, and give the file that holds the data",
            FileError::SeveralMembers { .. } => {
                "unpack it, and give the files themselves or their folder"
            }
            FileError::Locked { .. } => "save it as .xlsx or .csv without a password",
        };
        Self::input(error.to_string(), hint)
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        let what = error.to_string();
        let hint = match error {
            ReadError::File(error) => return error.into(),
            ReadError::NoColumn { near, .. } => {
                let otherwise = "write it as the header of such a file does";
                return Self::unknown(what, near.as_deref(), otherwise);
            }
            ReadError::PersonalColumn { .. } => {
                let hint = "group by something that many people share, such as a locality";
                return Self::usage(what, hint);
            }
            ReadError::UnknownKind {
                file,
                tried,
                near,
                dictionary,
            } => {
                let hints = if dictionary {
                    vec![format!(
                        "give it as --dictionary {file}, beside an items file"
                    )]
                } else {
                    let tried = tried.iter().map(|(kind, missing)| {
                        let names: Vec<&str> = missing.iter().map(|field| field.as_str()).collect();
                        format!("as {}, it misses: {}", kind.as_str(), names.join(", "))
                    });
                    let near = near.iter().map(|(field, header)| likely(header, *field));
                    tried.chain(near).collect()
                };
                return Self::input_with(what, hints);
            }
            ReadError::MissingColumns { missing, .. } => {
                let near = missing
                    .iter()
                    .filter_map(|(field, near)| Some(likely(near.as_ref()?, *field)));
                let mut hints: Vec<String> = near.collect();
                if missing.iter().any(|(field, _)| *field == Field::Month) {
                    hints.push("if the whole file is of one day, name it with --as-of".to_owned());
                }
                hints.push("rename the header, or export it with that column".to_owned());
                return Self::input_with(what, hints);
            }
            ReadError::NoItems => {
                let hints = [
                    "give a file with the columns patient_id, practice_code, month and bnf_code",
                    "'rxsift indicators' also computes from practice-level prescribing and comparator exports",
                ];
                return Self::input_with(what, hints.map(str::to_owned).to_vec());
            }
            ReadError::HeaderOnly { .. } => "export it again, and check the report's filters",
            ReadError::RepeatedColumn { .. } | ReadError::RepeatedFreeColumn { .. } => {
                "remove or rename one of them"
            }
            ReadError::NoPractice { .. } => {
                "add a column practice_code, or a file with patient_id and practice_code"
            }
            ReadError::SameFile { .. } => "its items would be counted twice",
            ReadError::NoRowUsable { .. } => "check that column, and export the file again",
            ReadError::TooManyCodes(_) => {
                "check that the columns of practice and BNF code hold what they say"
            }
        };
        Self::input(what, hint)
    }
}

/// Asks whether a header is that of a column which is missing.
fn likely(header: &str, field: Field) -> String {
    format!("is '{header}' its {}?", field.as_str())
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::PathBuf;

    use super::*;
    use crate::cohort::TooManyCodes;
    use crate::definitions::{Catalogue, Filter, Policy};

    #[test]
    fn each_kind_has_its_exit_code() {
        assert_eq!(Failure::usage("x", "y").kind.exit_code(), 2);
        assert_eq!(Failure::input("x", "y").kind.exit_code(), 3);
        assert_eq!(Failure::bug("x").kind.exit_code(), 70);
    }

    /// What a command cannot do, as it arrives at the end.
    fn arrived(error: impl Into<anyhow::Error>) -> Failure {
        Failure::from(error.into())
    }

    #[test]
    fn a_text_that_no_room_has_worded_is_withheld_and_is_a_fault_of_the_program() {
        let cell = "9990000018 ASPIRIN 75MG";
        let errors = [
            anyhow::anyhow!("{cell}"),
            io::Error::other(cell).into(),
            anyhow::Error::from(io::Error::from(io::ErrorKind::NotFound)).context(cell),
            toml::from_str::<toml::Table>(cell)
                .expect_err("no TOML")
                .into(),
        ];
        for error in errors {
            assert!(format!("{error:?}").contains("9990000018"), "{error:?}");
            let failure = Failure::from(error);
            assert_eq!(failure.kind.exit_code(), 70);
            let told = format!("{failure:?}");
            assert!(!told.contains("999") && !told.contains("ASPIRIN"), "{told}");
            assert!(told.contains("a fault of rxsift"), "{told}");
        }
    }

    #[test]
    fn the_context_of_a_failure_is_withheld_too() {
        let failure = Failure::usage("x", "y");
        let error = anyhow::Error::from(failure.clone()).context("9990000018");
        assert_eq!(Failure::from(error), failure);
    }

    #[test]
    fn errors_of_rooms_keep_their_words_on_the_way() {
        let file = || "a.csv".to_owned();
        let excess = || Excess::Unmatched {
            missing: 1,
            items: 2,
            percent: 50.0,
            most: None,
        };
        let filter = || Filter::parse("nonsense >", Catalogue::shipped(), &[]);
        let policy = || Policy::read(("ours.toml", "criterion = []"), Catalogue::shipped());
        let definition = || DefinitionFault {
            file: file(),
            what: "x".to_owned(),
            place: None,
        };
        let written = || WriteError::Exists(PathBuf::from("a.csv"));
        let told = [
            arrived(ReadError::TooManyCodes(TooManyCodes)),
            arrived(FileError::Empty { file: file() }),
            arrived(DictionaryError::Empty { file: file() }),
            arrived(excess()),
            arrived(definition()),
            arrived(filter().expect_err("no filter")),
            arrived(policy().expect_err("no policy")),
            arrived(written()),
        ];
        let expected = [
            ReadError::TooManyCodes(TooManyCodes).into(),
            FileError::Empty { file: file() }.into(),
            DictionaryError::Empty { file: file() }.into(),
            excess().into(),
            definition().into(),
            filter().expect_err("no filter").into(),
            policy().expect_err("no policy").into(),
            Failure::from(written()),
        ];
        assert_eq!(told, expected);
        assert!(told.iter().all(|told| told.kind != FailureKind::Bug));
    }

    #[test]
    fn a_hint_stands_in_place_of_the_usual_one() {
        let written: Result<(), _> = Err(WriteError::Exists(PathBuf::from("a.csv")));
        let error = written.hint("look elsewhere").expect_err("refused");
        let expected = Failure::usage("a.csv exists already", "look elsewhere");
        assert_eq!(Failure::from(error), expected);
    }
}
