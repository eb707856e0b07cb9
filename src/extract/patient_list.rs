//! Bare lists of people for a comparator.

use super::error::ReadError;
use super::field::Field;
use super::kind_shape::{KindShape, MEDICINE};
use super::problem::{Reason, Report};
use super::row::{Fate, Row};
use super::rows::Rows;
use crate::cohort::{CohortBuilder, ListedPerson};
use crate::definitions::Title;
use crate::files::text;
use crate::model::FileKind;
use crate::model::is_missing;

/// What a header needs to be one.
pub(crate) const SHAPE: KindShape = KindShape {
    kind: FileKind::PatientList,
    needs: &[Field::PatientId, Field::Comparator],
    one_of: &[],
    never: MEDICINE,
};

/// Reads a list of people; the comparator is what the user calls it, or a column, or else the file's
/// name without its ending.
pub(crate) fn read(
    rows: &mut Rows<'_>,
    listed: &mut Vec<ListedPerson>,
    builder: &mut CohortBuilder,
    report: &mut Report,
) -> Result<(), ReadError> {
    let called = rows.recognised().file.input().list().map(str::to_owned);
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
    let patient = row.patient_id()?;
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
        practice: row.practice()?,
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
