//! Practices that come, go, or are not known.

use super::finding::{Evidence, Finding};
use crate::model::{FileKind, Month};

/// A change of a practice's patients between two months beyond this share is told, in percent.
const JUMP: u64 = 30;

/// Practices whose patients grow or shrink by much from one month to the next.
pub(crate) fn jumps(evidence: &Evidence<'_>) -> Vec<Finding> {
    let (patients, cohort) = (&evidence.patients, &evidence.reading.cohort);
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

/// Practices with items that the organisations file does not have.
pub(crate) fn unknown(evidence: &Evidence<'_>) -> Vec<Finding> {
    let reading = evidence.reading;
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
    if !given || unknown.is_empty() {
        return Vec::new();
    }
    vec![Finding::new("practices", text)]
}
