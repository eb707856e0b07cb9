//! Columns that a user asks for by name, to group practices or people by what they hold: where they
//! stand in each organisations and patients file. Never an id, a person's name or a date of birth.

use std::sync::OnceLock;

use serde::Deserialize;

use super::error::ReadError;
use super::field::{ALIKE, Field, folded};
use super::recognised::RecognisedTable;
use crate::model::{FileKind, likeness, most_alike};
use crate::reference::word_lists;

pub(crate) const WORDS: &str = include_str!("data/personal_columns.toml");

/// Words of headers that tell one person from another, in a file of people.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonalWords {
    /// Last words of such headers.
    of_one_person: Vec<String>,
    /// Words before "name" that make it a person's.
    whose_name: Vec<String>,
}

/// Read when first asked for.
fn personal_words() -> &'static PersonalWords {
    static KNOWN: OnceLock<PersonalWords> = OnceLock::new();
    KNOWN.get_or_init(|| word_lists(WORDS))
}

/// Which kinds of files have a column that was asked for by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColumnHome {
    /// A file of organisations.
    pub organisations: bool,
    /// A patients file.
    pub patients: bool,
}

/// Where the columns asked for stand.
pub(crate) struct FreeColumns {
    /// For each file, the position of each name.
    pub(crate) places: Vec<Vec<Option<usize>>>,
    /// For each name, which kinds of files have it.
    pub(crate) found_in: Vec<ColumnHome>,
}

/// Finds every name in the headers of the files, which are told by their names. Case, blanks and
/// underscores do not matter.
///
/// # Errors
/// A name that no organisations or patients file has, that stands twice in one, or that is an id,
/// a person's name or a date of birth.
pub(crate) fn find(
    asked: &[String],
    files: &[(&str, &RecognisedTable)],
) -> Result<FreeColumns, ReadError> {
    let mut places = vec![Vec::new(); files.len()];
    let mut found_in = Vec::new();
    for name in asked {
        let mut home = ColumnHome::default();
        for ((file, recognised), places) in files.iter().zip(&mut places) {
            let at = match recognised.kind {
                FileKind::Organisations | FileKind::Patients => place(name, file, recognised)?,
                _ => None,
            };
            home.organisations |= at.is_some() && recognised.kind == FileKind::Organisations;
            home.patients |= at.is_some() && recognised.kind == FileKind::Patients;
            places.push(at);
        }
        if home == ColumnHome::default() {
            return Err(ReadError::NoColumn {
                column: name.clone(),
                near: nearest(name, files),
            });
        }
        found_in.push(home);
    }
    Ok(FreeColumns { places, found_in })
}

/// Every column of a file of practices or people that may be asked for, as its header writes it.
pub(crate) fn names(recognised: &RecognisedTable) -> Vec<String> {
    let headers = (0..recognised.header.len()).filter(|at| !is_personal(*at, recognised));
    let names = headers.map(|at| recognised.header[at].clone());
    match recognised.kind {
        FileKind::Organisations | FileKind::Patients => names.collect(),
        _ => Vec::new(),
    }
}

/// The position of a name in one file.
fn place(name: &str, file: &str, recognised: &RecognisedTable) -> Result<Option<usize>, ReadError> {
    let wanted = folded(name);
    let mut found = recognised.header.iter().enumerate();
    let mut found = found
        .by_ref()
        .filter(|(_, header)| !wanted.is_empty() && folded(header) == wanted);
    let Some((at, _)) = found.next() else {
        return Ok(None);
    };
    if is_personal(at, recognised) {
        return Err(ReadError::PersonalColumn {
            column: name.to_owned(),
        });
    }
    match found.next() {
        Some((second, _)) => Err(ReadError::RepeatedFreeColumn {
            file: file.to_owned(),
            column: name.to_owned(),
            positions: (at + 1, second + 1),
        }),
        None => Ok(Some(at)),
    }
}

/// Whether a column of a file tells one person from another. A practice has a name, a number and
/// an address of its own, and nothing of a person.
fn is_personal(at: usize, recognised: &RecognisedTable) -> bool {
    let meant = |field| recognised.columns.position(field) == Some(at);
    if meant(Field::PatientId) || meant(Field::DateOfBirth) {
        return true;
    }
    let words = words(&recognised.header[at]);
    let last = words.last().map_or("", String::as_str);
    let before = words
        .len()
        .checked_sub(2)
        .map_or("", |at| words[at].as_str());
    // "fullname" and "nhsnumber" are one word each.
    let PersonalWords {
        of_one_person,
        whose_name,
    } = personal_words();
    let ending =
        |known: &String| last == known || known.len() > 4 && last.ends_with(known.as_str());
    let named = last == "name" && whose_name.iter().any(|whose| whose == before)
        || whose_name
            .iter()
            .any(|whose| !whose.is_empty() && last == format!("{whose}name"));
    let has = |word: &str| words.iter().any(|known| known == word);
    let day_of_birth = has("birth") && (has("date") || has("day"));
    recognised.kind == FileKind::Patients
        && (named || day_of_birth || of_one_person.iter().any(ending))
}

/// Lower-case words of a header: "NHS_Number" and "NhsNumber" are "nhs number".
fn words(header: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for c in header.chars() {
        if !c.is_alphanumeric() || (after_lower && c.is_uppercase()) {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words
                .last_mut()
                .expect("begun with one")
                .extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The header of an organisations or patients file most like a name.
fn nearest(name: &str, files: &[(&str, &RecognisedTable)]) -> Option<String> {
    let wanted = folded(name);
    let of_groups = |recognised: &&RecognisedTable| {
        matches!(recognised.kind, FileKind::Organisations | FileKind::Patients)
            // A file without a header has a row of data, and "column 1" for it here.
            && recognised.header_line > 0
    };
    let files = files
        .iter()
        .map(|(_, recognised)| *recognised)
        .filter(of_groups);
    let headers = files.flat_map(|recognised| {
        let open = (0..recognised.header.len()).filter(|at| !is_personal(*at, recognised));
        open.map(|at| &recognised.header[at])
    });
    // Of several equally alike the first by name.
    let mut headers: Vec<&String> = headers.collect();
    headers.sort_unstable_by(|a, b| b.cmp(a));
    let scored = headers.into_iter();
    let scored = scored.map(|header| (likeness(&wanted, &folded(header)), header));
    most_alike(scored, ALIKE).cloned()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_told_apart_by_marks_and_by_capitals() {
        assert_eq!(words("NHS_Number"), ["nhs", "number"]);
        assert_eq!(words("PatientName"), ["patient", "name"]);
        assert_eq!(words("  DOB "), ["dob"]);
        assert_eq!(words("--"), [""; 0]);
    }
}
