//! The inputs that hold data, each opened and recognised.

use chrono::NaiveDate;

use super::error::ReadError;
use super::free_columns;
use super::recognise::recognise;
use super::recognised::RecognisedFile;
use crate::files::{Advance, Input};

/// Inputs that are open, and what each of them is.
pub struct RecognisedInputs<'a> {
    /// In the order given.
    pub(crate) files: Vec<RecognisedFile>,
    /// Texts that a folder held beside its data, by name: they fit no kind.
    pub(crate) passed_over: Vec<String>,
    /// Told the number of bytes as they are read.
    pub(crate) advance: Advance<'a>,
}

impl<'a> RecognisedInputs<'a> {
    /// Opens and recognises every input. A text that a folder held beside its data is passed over.
    /// `as_of` is the day of reports that do not name one; `hashed` says that the hashes of the
    /// files are wanted; `advance` is told the number of bytes as they are read.
    ///
    /// # Errors
    /// [`ReadError`] for a file that cannot be opened or recognised.
    pub fn open(
        inputs: &[Input],
        as_of: Option<NaiveDate>,
        hashed: bool,
        advance: Advance<'a>,
    ) -> Result<Self, ReadError> {
        let mut opened = Self {
            files: Vec::new(),
            passed_over: Vec::new(),
            advance,
        };
        let mut about = None;
        for input in inputs {
            match recognise(input, as_of, hashed, advance) {
                Ok(file) => opened.files.push(file),
                Err(error @ ReadError::UnknownKind { .. }) if input.may_be_about() => {
                    opened.passed_over.push(input.name().to_owned());
                    about.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        match about {
            // Nothing but texts: then they were meant.
            Some(error) if opened.files.is_empty() => Err(error),
            _ => Ok(opened),
        }
    }

    /// Headers of the organisations and patients files that may be asked for by name, sorted: no id,
    /// no person's name and no date of birth among them.
    #[must_use]
    pub fn column_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .files
            .iter()
            .flat_map(|file| free_columns::names(&file.table))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// Names of the files, in the order given.
    pub(crate) fn names(&self) -> Vec<String> {
        self.files
            .iter()
            .map(|file| file.name().to_owned())
            .collect()
    }
}
