//! Bare lists of people for a comparator, and records of reviews done.

use chrono::NaiveDate;

use super::bytes::text;
use super::dates::date;
use super::error::ReadError;
use super::field::Field;
use super::items::{patient_id, practice};
use super::problem::{Effect, Reason, Report};
use super::row::{Fate, Row};
use super::rows::Rows;
use super::titles::Title;
use crate::model::{OdsCode, is_missing};

/// A person whom a list names for a comparator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// The comparator, as the row or the file name writes it.
    pub comparator: String,
    /// Normalised id.
    pub patient: String,
    /// The practice, if the list has it.
    pub practice: Option<OdsCode>,
}

/// A review done, put off or declined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Review {
    /// Normalised id.
    pub patient: String,
    /// Day of it.
    pub date: NaiveDate,
    /// What came of it, lower case.
    pub outcome: String,
    /// Not to be listed before this day.
    pub snooze_until: Option<NaiveDate>,
}

/// Reads a list of people; the comparator is a column, or else the file's name without its ending.
pub(super) fn read_listed(
    rows: &mut Rows<'_>,
    listed: &mut Vec<Listed>,
    report: &mut Report,
) -> Result<(), ReadError> {
    let from_name = comparator_of(rows.name())
        .unwrap_or_else(|| stem(rows.name()))
        .to_owned();
    rows.each(report, |row, _| match listed_person(row, &from_name) {
        Ok(person) => {
            listed.push(person);
            Fate::Used
        }
        Err(fate) => fate,
    })
}

fn listed_person(row: &Row<'_>, from_name: &str) -> Result<Listed, Fate> {
    let patient = patient_id(row)?;
    let written = row.cell(Field::Comparator).filter(|cell| !is_missing(cell));
    let comparator =
        written.map_or_else(|| from_name.to_owned(), |cell| text(cell).trim().to_owned());
    if comparator.is_empty() {
        return Err(Fate::rejected(Reason::NoComparator, Field::Comparator));
    }
    Ok(Listed {
        comparator,
        patient,
        practice: practice(row)?,
    })
}

/// The file name without folders and endings.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.split('.').next().unwrap_or(file)
}

/// The comparator that a file's name says, or else the name of the folder it lies in: NHSBSA's
/// lists come one to a practice, in a folder for each comparator. `None` where neither is one that
/// is known, and for a file in such a folder whose own name says that it is of everybody.
pub(super) fn comparator_of(name: &str) -> Option<&str> {
    const EVERYBODY: [&str; 4] = ["patients", "people", "population", "register"];
    let known = |text: &&str| Title::read(text).is_known();
    let own = stem(name);
    let folder = || {
        let of_all = own.to_lowercase();
        let of_all = EVERYBODY.iter().any(|word| of_all.contains(word));
        let folder = name.rsplit(['/', '\\']).nth(1);
        folder.filter(|_| !of_all).filter(known)
    };
    Some(own).filter(known).or_else(folder)
}

/// Reads records of reviews. A row of a worklist that nobody has filled in is left out.
pub(super) fn read_reviews(
    rows: &mut Rows<'_>,
    reviews: &mut Vec<Review>,
    report: &mut Report,
) -> Result<(), ReadError> {
    rows.each(report, |row, report| match review(row, report) {
        Ok(review) => {
            reviews.push(review);
            Fate::Used
        }
        Err(fate) => fate,
    })
}

fn review(row: &Row<'_>, report: &mut Report) -> Result<Review, Fate> {
    let patient = patient_id(row)?;
    let filled = |field| row.cell(field).filter(|cell| !is_missing(cell));
    let Some(day) = filled(Field::ReviewDate) else {
        return Err(Fate::Not(
            Effect::Excluded,
            Reason::NotReviewed,
            Some(Field::ReviewDate),
        ));
    };
    let date_of = date(day).map_err(|reason| Fate::rejected(reason, Field::ReviewDate))?;
    let outcome = filled(Field::ReviewOutcome)
        .map(|cell| text(cell).trim().to_lowercase())
        .unwrap_or_default();
    let snooze_until = row
        .describe(report, Field::SnoozeUntil, date)
        .map(|written| written.date);
    Ok(Review {
        patient,
        date: date_of.date,
        outcome,
        snooze_until,
    })
}

#[cfg(test)]
mod tests {
    use super::{comparator_of, stem};

    #[test]
    fn a_folder_names_the_comparator_where_the_file_does_not() {
        for (name, comparator) in [
            ("acb_6_plus.csv", Some("acb_6_plus")),
            ("lists/acb_6_plus/A81001.csv", Some("acb_6_plus")),
            (
                "C:\\lists\\10 or more unique medicines\\A81001.csv.gz",
                Some("10 or more unique medicines"),
            ),
            ("acb_9_plus/acb_6_plus.csv", Some("acb_6_plus")),
            ("acb_6_plus/x/A81001.csv", None),
            ("acb_6_plus/patients.csv", None),
            ("lists/A81001.csv", None),
        ] {
            assert_eq!(comparator_of(name), comparator, "{name}");
        }
    }

    #[test]
    fn a_comparator_can_be_the_name_of_its_file() {
        assert_eq!(stem("lists/acb_6_plus.csv"), "acb_6_plus");
        assert_eq!(stem("C:\\lists\\10 or more.csv.gz"), "10 or more");
    }
}
