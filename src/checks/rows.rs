//! What two files both have.

use super::finding::{Evidence, Finding};

/// Rows of items that two files have word for word.
pub(crate) fn shared(evidence: &Evidence<'_>) -> Vec<Finding> {
    let shared = evidence.reading.shared_rows.iter().map(|shared| {
        let text = format!(
            "{} and {} share {} rows word for word; where the extracts overlap, items count twice",
            evidence.file_name(shared.files.0),
            evidence.file_name(shared.files.1),
            shared.rows
        );
        Finding::new("rows", text)
    });
    shared.collect()
}

/// Practices and months that two files of practice-level prescribing have.
pub(crate) fn shared_prescribing(evidence: &Evidence<'_>) -> Vec<Finding> {
    let shared = evidence.reading.shared_prescribing.iter().map(|shared| {
        let (practice, month) = &shared.first;
        let text = format!(
            "{} and {} both have prescribing of {practice} in {month} ({} such practices and months); its items count twice",
            evidence.file_name(shared.files.0),
            evidence.file_name(shared.files.1),
            shared.pairs
        );
        Finding::new("rows", text)
    });
    shared.collect()
}
