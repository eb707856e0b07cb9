//! What two files both have, the sign of extracts that overlap: rows of items word for word, and
//! the prescribing of a practice in a month.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::person::PersonId;
use super::state::Extent;
use crate::extract::row::Row;
use crate::model::{Month, OdsCode};

/// The files that have a month and a practice in common with another: these are read once more to
/// compare their rows, so that the rows of most extracts need not be remembered.
pub(crate) fn meeting(extents: &BTreeMap<usize, Extent>) -> Vec<usize> {
    let meets = |file: &usize| {
        let others = extents.iter().filter(|(other, _)| *other != file);
        others
            .into_iter()
            .any(|(_, extent)| extents[file].meets(extent))
    };
    extents.keys().copied().filter(meets).collect()
}

/// Rows that two files of items have word for word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedRows {
    /// Positions of the files, in the order they were read.
    pub files: (usize, usize),
    /// How many rows.
    pub rows: u64,
}

/// Compares the rows of several files by their hashes.
#[derive(Default)]
pub(crate) struct Overlap {
    files: Vec<(usize, HashSet<u64>)>,
    shared: Vec<SharedRows>,
}

impl Overlap {
    pub(crate) fn begin(&mut self, file: usize) {
        self.files.push((file, HashSet::new()));
    }

    /// A used row of the file begun last.
    pub(crate) fn see(&mut self, row: &Row<'_>, person: &PersonId) {
        let Some(((file, seen), earlier)) = self.files.split_last_mut() else {
            return;
        };
        // Every hasher made by `new` is the same within a run, and no hash outlives it. It is a
        // thorough one: two hashes that are equal by chance would be counted as a shared row.
        let mut hasher = DefaultHasher::new();
        // In a report the row alone may not name the person.
        person.hash(&mut hasher);
        for cell in row.every_cell() {
            cell.hash(&mut hasher);
        }
        let hash = hasher.finish();
        seen.insert(hash);
        let Some((first, _)) = earlier.iter().find(|(_, rows)| rows.contains(&hash)) else {
            return;
        };
        match self
            .shared
            .iter_mut()
            .find(|shared| shared.files == (*first, *file))
        {
            Some(shared) => shared.rows += 1,
            None => self.shared.push(SharedRows {
                files: (*first, *file),
                rows: 1,
            }),
        }
    }

    pub(crate) fn finish(self) -> Vec<SharedRows> {
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
pub(crate) struct PrescribingOwners {
    owner: BTreeMap<OdsCode, BTreeMap<Month, usize>>,
    shared: BTreeMap<(usize, usize), BTreeSet<(OdsCode, Month)>>,
}

impl PrescribingOwners {
    /// A used row of a file.
    pub(crate) fn see(&mut self, file: usize, practice: &OdsCode, month: Month) {
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

    pub(crate) fn finish(self) -> Vec<SharedPrescribing> {
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
