//! Bare lists of people for a comparator, and records of reviews done.

use chrono::NaiveDate;

use super::bytes::text;
use super::dates::date;
use super::error::ReadError;
use super::field::Field;
use super::items::{patient_id, practice};
use super::problem::{Effect, Reason, Report};
use super::rows::{Fate, Row, Rows};
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
    let from_name = stem(rows.name());
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
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.split('.').next().unwrap_or(file).to_owned()
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
    use super::stem;

    #[test]
    fn a_comparator_can_be_the_name_of_its_file() {
        assert_eq!(stem("lists/acb_6_plus.csv"), "acb_6_plus");
        assert_eq!(stem("C:\\lists\\10 or more.csv.gz"), "10 or more");
    }
}
