//! Ids of different kinds.

use std::collections::BTreeSet;

use super::finding::{Evidence, Finding};

/// Files with NHS numbers beside files with pseudonyms.
pub(crate) fn mixed(evidence: &Evidence<'_>) -> Vec<Finding> {
    let files = evidence.reading.files.iter();
    let kinds: BTreeSet<_> = files.filter_map(|file| file.ids).collect();
    if kinds.len() < 2 {
        return Vec::new();
    }
    let text =
        "some files have NHS numbers and some pseudonyms: people cannot be matched across them";
    vec![Finding::new("ids", text.to_owned())]
}
