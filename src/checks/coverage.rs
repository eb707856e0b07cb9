//! Which months and organisations the files about groups cover.

use std::collections::{BTreeMap, BTreeSet};

use crate::extract::Reading;
use crate::model::{FileKind, Month};

/// What the files of one kind cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Practice-level prescribing, list sizes or comparators.
    pub kind: FileKind,
    /// Months; none for list sizes without a date.
    pub months: BTreeSet<Month>,
    /// Organisations by the word for their kind; `practice` alone but for comparators.
    pub organisations: BTreeMap<&'static str, usize>,
}

/// The coverage of every kind of file about groups that is among the files.
#[must_use]
pub fn coverage(reading: &Reading) -> Vec<Coverage> {
    let practices = |count| BTreeMap::from([("practice", count)]);
    let prescribing = reading.prescribing.practices();
    let prescribing = Coverage {
        kind: FileKind::Prescribing,
        months: prescribing
            .flat_map(|(_, months)| months.keys().copied())
            .collect(),
        organisations: practices(reading.prescribing.practices().count()),
    };
    let lists = &reading.list_sizes.0;
    let list_sizes = Coverage {
        kind: FileKind::ListSizes,
        months: lists
            .values()
            .flat_map(|months| months.keys().filter_map(|month| *month))
            .collect(),
        organisations: practices(lists.len()),
    };
    let published: BTreeSet<(&'static str, &str)> = reading
        .published
        .keys()
        .map(|key| (key.level.as_str(), key.code.as_str()))
        .collect();
    let mut levels: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (level, _) in published {
        *levels.entry(level).or_default() += 1;
    }
    let comparators = Coverage {
        kind: FileKind::Comparators,
        months: reading.published.keys().map(|key| key.month).collect(),
        organisations: levels,
    };
    let mut found = vec![prescribing, list_sizes, comparators];
    found.retain(|coverage| coverage.organisations.values().any(|count| *count > 0));
    found
}
