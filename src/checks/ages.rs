//! Ages that nobody has.

use super::finding::{Evidence, Finding};
use crate::model::{OLDEST, completed_years_on_last_day};

/// Dates of birth of the patients files that give no age: those of items files are told row by row.
pub(crate) fn impossible(evidence: &Evidence<'_>) -> Vec<Finding> {
    let Some(((last, _), _)) = evidence.patients.last_key_value() else {
        return Vec::new();
    };
    let described = evidence.reading.cohort.described();
    let born = described.filter_map(|person| person.born);
    let ages = born.map(|born| completed_years_on_last_day(born, *last));
    let impossible = ages
        .filter(|age| age.is_none_or(|age| age > OLDEST))
        .count();
    let text = format!(
        "people of the patients files who by their date of birth are not born in {last}, or are over {OLDEST}: {impossible}"
    );
    if impossible == 0 {
        return Vec::new();
    }
    vec![Finding::new("ages", text)]
}
