//! What looks wrong in files that could be read: nothing here stops a run, all of it wants a person.

use std::collections::{BTreeMap, BTreeSet};

use super::nesting;
use crate::cohort::Cohort;
use crate::extract::Reading;
use crate::model::{FileKind, FileSummary, Month, OLDEST, completed_years_on_last_day};

/// A change of a practice's patients between two months beyond this share is told, in percent.
const JUMP: u64 = 30;

/// Something a person should look at. Names files, months and practice codes, and holds no cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What it is about: `ids`, `sheets`, `rows`, `ages`, `months`, `practices`, `comparators`.
    pub topic: &'static str,
    /// The finding in words.
    pub text: String,
}

impl Finding {
    fn new(topic: &'static str, text: String) -> Self {
        Self { topic, text }
    }
}

/// Everything that looks wrong, in a fixed order.
#[must_use]
pub fn findings(reading: &Reading) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(mixed_ids(reading));
    found.extend(reading.files.iter().filter_map(unread_sheets));
    found.extend(reading.shared_rows.iter().map(|shared| {
        let ((first, second), rows) = (shared.files, shared.rows);
        let name = |file: usize| &reading.files[file].name;
        let text = format!(
            "{} and {} share {rows} rows word for word; where the extracts overlap, items count twice",
            name(first),
            name(second)
        );
        Finding::new("rows", text)
    }));
    found.extend(reading.shared_prescribing.iter().map(|shared| {
        let name = |file: usize| &reading.files[file].name;
        let (practice, month) = &shared.first;
        let text = format!(
            "{} and {} both have prescribing of {practice} in {month} ({} such practices and months); its items count twice",
            name(shared.files.0),
            name(shared.files.1),
            shared.pairs
        );
        Finding::new("rows", text)
    }));
    let patients = reading.cohort.patients_by_practice();
    found.extend(impossible_ages(&patients, &reading.cohort));
    found.extend(missing_months(&patients));
    found.extend(jumps(&patients, &reading.cohort));
    found.extend(unknown_practices(reading));
    found.extend(nesting::of_published(reading));
    found.extend(nesting::of_lists(reading));
    found
}

fn mixed_ids(reading: &Reading) -> Option<Finding> {
    let kinds: BTreeSet<_> = reading.files.iter().filter_map(|file| file.ids).collect();
    (kinds.len() > 1).then(|| {
        let text =
            "some files have NHS numbers and some pseudonyms: people cannot be matched across them";
        Finding::new("ids", text.to_owned())
    })
}

/// The name of a sheet is told: a sheet that is left out has to be found again.
fn unread_sheets(file: &FileSummary) -> Option<Finding> {
    let quoted = |sheet: &String| format!("'{sheet}'");
    let unread: Vec<String> = file.unread_sheets.iter().map(quoted).collect();
    let text = format!(
        "{}: of this workbook the sheet {} is read, and not: {}; save each as a file of its own",
        file.name,
        file.sheet.as_ref().map(quoted).unwrap_or_default(),
        unread.join(", ")
    );
    (!unread.is_empty()).then(|| Finding::new("sheets", text))
}

/// Patients by month and position of the practice in the cohort's list.
type Patients = BTreeMap<(Month, u16), u64>;

/// Dates of birth of the patients files that give no age: those of items files are told row by row.
fn impossible_ages(patients: &Patients, cohort: &Cohort) -> Option<Finding> {
    let ((last, _), _) = patients.last_key_value()?;
    let born = cohort.described().filter_map(|person| person.born);
    let ages = born.map(|born| completed_years_on_last_day(born, *last));
    let impossible = ages
        .filter(|age| age.is_none_or(|age| age > OLDEST))
        .count();
    let text = format!(
        "people of the patients files who by their date of birth are not born in {last}, or are over {OLDEST}: {impossible}"
    );
    (impossible > 0).then(|| Finding::new("ages", text))
}

fn missing_months(patients: &Patients) -> Option<Finding> {
    let months: BTreeSet<i32> = patients.keys().map(|(month, _)| month.index()).collect();
    let (first, last) = (*months.first()?, *months.last()?);
    let missing: Vec<String> = (first..=last)
        .filter(|m| !months.contains(m))
        .map(|m| Month::from_index(m).to_string())
        .collect();
    let text = format!("no items in {} of the series", missing.join(", "));
    (!missing.is_empty()).then(|| Finding::new("months", text))
}

fn jumps(patients: &Patients, cohort: &Cohort) -> Vec<Finding> {
    let mut found = Vec::new();
    for ((month, practice), now) in patients {
        let Some(before) = patients.get(&(Month::from_index(month.index() - 1), *practice)) else {
            continue;
        };
        if now.abs_diff(*before) * 100 > JUMP * before {
            let code = &cohort.practices[usize::from(*practice)];
            let text = format!(
                "practice {code} goes from {before} to {now} patients with items in {month}"
            );
            found.push(Finding::new("practices", text));
        }
    }
    found
}

fn unknown_practices(reading: &Reading) -> Option<Finding> {
    let given = reading
        .files
        .iter()
        .any(|file| file.kind == FileKind::Organisations);
    let known = &reading.cohort.organisations.0;
    let unknown: Vec<String> = reading
        .cohort
        .practices
        .iter()
        .filter(|practice| !known.contains_key(*practice))
        .map(ToString::to_string)
        .collect();
    let text = format!(
        "practices that the organisations file does not have: {}",
        unknown.join(", ")
    );
    (given && !unknown.is_empty()).then(|| Finding::new("practices", text))
}
