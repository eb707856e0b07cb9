//! Bare lists of people for a comparator, and records of reviews done.

use super::cell::date;
use super::error::ReadError;
use super::field::Field;
use super::problem::{Effect, Reason, Report};
use super::row::{Fate, Row};
use super::rows::Rows;
use crate::cohort::{CohortBuilder, ListedPerson, Review};
use crate::definitions::Title;
use crate::extract::items::rule::{patient_id, practice};
use crate::files::text;
use crate::model::{Month, is_missing};

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Reads a list of people; the comparator is what the user calls it, or a column, or else the file's
/// name without its ending.
pub(crate) fn read_listed(
    rows: &mut Rows<'_>,
    listed: &mut Vec<ListedPerson>,
    builder: &mut CohortBuilder,
    report: &mut Report,
) -> Result<(), ReadError> {
    let called = rows.list_name().map(str::to_owned);
    let from_name = comparator_of(rows.name())
        .unwrap_or_else(|| stem(rows.name()))
        .to_owned();
    rows.each(report, |row, _| {
        let person = listed_person(row, called.as_deref(), &from_name);
        match person {
            Ok(person) => {
                builder.name_patient(&person.patient);
                person.practice.iter().for_each(|code| {
                    builder.shard.practice(code.clone());
                });
                listed.push(person);
                Fate::Used
            }
            Err(fate) => fate,
        }
    })
}

fn listed_person(
    row: &Row<'_>,
    called: Option<&str>,
    from_name: &str,
) -> Result<ListedPerson, Fate> {
    let patient = patient_id(row)?;
    let written = row
        .cell(Field::Comparator)
        .filter(|cell| !is_missing(cell))
        .map(|cell| text(cell).trim().to_owned());
    // The user names an indicator by its id.
    let comparator = called.map(str::to_owned).or(written);
    let comparator = comparator.unwrap_or_else(|| from_name.to_owned());
    if comparator.is_empty() {
        return Err(Fate::rejected(Reason::NoComparator, Field::Comparator));
    }
    let title = Title::read(&comparator);
    let ages = if title.band.is_all() {
        String::new()
    } else {
        format!(" {}", title.band)
    };
    let known = || title.is_known().then(|| title.indicator.clone());
    Ok(ListedPerson {
        list: called.map_or_else(|| format!("{}{ages}", title.indicator), str::to_owned),
        indicator: called.map(str::to_owned).or_else(known),
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
pub(crate) fn comparator_of(name: &str) -> Option<&str> {
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

/// Reads records of reviews, and the ids of everyone they name. A row of a worklist that nobody
/// has filled in is left out.
pub(crate) fn read_reviews(
    rows: &mut Rows<'_>,
    reviews: &mut Vec<Review>,
    named: &mut Vec<String>,
    report: &mut Report,
) -> Result<(), ReadError> {
    rows.each(report, |row, report| {
        let review = patient_id(row).and_then(|patient| {
            named.push(patient.clone());
            review(patient, row, report)
        });
        match review {
            Ok(review) => {
                reviews.push(review);
                Fate::Used
            }
            Err(fate) => fate,
        }
    })
}

fn review(patient: String, row: &Row<'_>, report: &mut Report) -> Result<Review, Fate> {
    let filled = |field| row.cell(field).filter(|cell| !is_missing(cell));
    let written = |field| filled(field).map(written).unwrap_or_default();
    let date_of = filled(Field::ReviewDate)
        .map(date)
        .transpose()
        .map_err(|reason| Fate::rejected(reason, Field::ReviewDate))?;
    let snooze_until = row.describe(report, Field::SnoozeUntil, date);
    let review = Review {
        date: date_of.map(|written| written.date),
        status: written(Field::ReviewStatus),
        outcome: written(Field::ReviewOutcome),
        snooze_until: snooze_until.map(|written| written.date),
        note: written(Field::ReviewNote),
        month: None,
        patient: String::new(),
    };
    if review == Review::default() {
        return Err(Fate::Not(
            Effect::Excluded,
            Reason::NotReviewed,
            Some(Field::ReviewDate),
        ));
    }
    Ok(Review {
        patient,
        month: filled(Field::Month).and_then(Month::parse),
        ..review
    })
}

/// What a person wrote, without the apostrophe that keeps a spreadsheet from taking it for a
/// formula.
fn written(cell: &[u8]) -> String {
    let text = text(cell);
    let text = text.trim();
    let guarded = text
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(FORMULA));
    guarded.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{comparator_of, stem, written};

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
    fn a_guarded_text_is_read_as_it_was_written() {
        assert_eq!(written(b"'=1+1 "), "=1+1");
        assert_eq!(written(b"'tis fine"), "'tis fine");
    }

    #[test]
    fn a_comparator_can_be_the_name_of_its_file() {
        assert_eq!(stem("lists/acb_6_plus.csv"), "acb_6_plus");
        assert_eq!(stem("C:\\lists\\10 or more.csv.gz"), "10 or more");
    }
}
