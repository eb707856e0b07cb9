//! Rows that two items files have word for word: the sign of extracts that overlap.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::rows::Row;
use crate::model::PatientKey;

/// Remembers the rows of several items files by their hashes; of a single one it remembers none.
pub(super) struct Overlap {
    wanted: bool,
    files: Vec<(usize, HashSet<u64>)>,
    shared: Vec<(usize, usize, u64)>,
}

impl Overlap {
    pub(super) fn new(items_files: usize) -> Self {
        Self {
            wanted: items_files > 1,
            files: Vec::new(),
            shared: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, file: usize) {
        if self.wanted {
            self.files.push((file, HashSet::new()));
        }
    }

    /// A used row of the file begun last.
    pub(super) fn see(&mut self, row: &Row<'_>, patient: PatientKey) {
        let Some(((file, seen), earlier)) = self.files.split_last_mut() else {
            return;
        };
        // Keys are fixed: the same rows give the same hashes in every run.
        let mut hasher = DefaultHasher::new();
        // In a report the row alone may not name the person.
        patient.hash(&mut hasher);
        row.bytes().hash(&mut hasher);
        let hash = hasher.finish();
        seen.insert(hash);
        let Some((first, _)) = earlier.iter().find(|(_, rows)| rows.contains(&hash)) else {
            return;
        };
        match self
            .shared
            .iter_mut()
            .find(|(a, b, _)| *a == *first && *b == *file)
        {
            Some((_, _, count)) => *count += 1,
            None => self.shared.push((*first, *file, 1)),
        }
    }

    pub(super) fn finish(self) -> Vec<(usize, usize, u64)> {
        self.shared
    }
}
