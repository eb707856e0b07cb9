//! Sheets that were left out.

use super::finding::{Evidence, Finding};
use crate::model::FileSummary;

/// Sheets of a workbook that fit a kind and are not read.
pub(crate) fn unread(evidence: &Evidence<'_>) -> Vec<Finding> {
    evidence.reading.files.iter().filter_map(of_file).collect()
}

/// The name of a sheet is told: a sheet that is left out has to be found again.
fn of_file(file: &FileSummary) -> Option<Finding> {
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
