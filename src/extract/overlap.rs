//! What two files both have, the sign of extracts that overlap: rows of items word for word, and
//! the prescribing of a practice in a month.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::row::Row;
use crate::model::{Month, OdsCode, PatientKey};

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

/// Practices and months that two files of practice-level prescribing have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPrescribing {
    /// Positions of the files, in the order they were given.
    pub files: (usize, usize),
    /// The first practice, and its first month.
    pub first: (OdsCode, Month),
    /// How many pairs of a practice and a month.
    pub pairs: usize,
}

/// Remembers which file had the prescribing of a practice in a month first.
#[derive(Default)]
pub(super) struct Prescribed {
    owner: BTreeMap<OdsCode, BTreeMap<Month, usize>>,
    shared: BTreeMap<(usize, usize), BTreeSet<(OdsCode, Month)>>,
}

impl Prescribed {
    /// A used row of a file.
    pub(super) fn see(&mut self, file: usize, practice: &OdsCode, month: Month) {
        let first = match self.owner.get_mut(practice) {
            Some(months) => *months.entry(month).or_insert(file),
            None => {
                let months = BTreeMap::from([(month, file)]);
                self.owner.insert(practice.clone(), months);
                file
            }
        };
        if first != file {
            let files = (first.min(file), first.max(file));
            let pair = (practice.clone(), month);
            self.shared.entry(files).or_default().insert(pair);
        }
    }

    pub(super) fn finish(self) -> Vec<SharedPrescribing> {
        let shared = self.shared.into_iter().filter_map(|(files, pairs)| {
            Some(SharedPrescribing {
                files,
                pairs: pairs.len(),
                first: pairs.into_iter().next()?,
            })
        });
        shared.collect()
    }
}
