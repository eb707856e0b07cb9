//! Months that are not there.

use std::collections::BTreeSet;

use super::finding::{Evidence, Finding};
use crate::model::Month;

/// Months between the first and the last without items.
pub(crate) fn missing(evidence: &Evidence<'_>) -> Vec<Finding> {
    let keys = evidence.patients.keys();
    let months: BTreeSet<i32> = keys.map(|(month, _)| month.index()).collect();
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Vec::new();
    };
    let missing: Vec<String> = (*first..=*last)
        .filter(|m| !months.contains(m))
        .map(|m| Month::from_index(m).to_string())
        .collect();
    let text = format!("no items in {} of the series", missing.join(", "));
    if missing.is_empty() {
        return Vec::new();
    }
    vec![Finding::new("months", text)]
}
