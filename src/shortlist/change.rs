//! What became of an earlier list: who is new, still on it, or no longer.

use std::collections::{BTreeMap, BTreeSet};

/// Where a person stands between two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// On the list now, and not before.
    New,
    /// On both.
    Still,
    /// On the list before; has items now, and is not listed.
    Resolved,
    /// On the list before; has no items now.
    Left,
}

impl Change {
    /// The word of the outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Still => "still",
            Self::Resolved => "resolved",
            Self::Left => "left",
        }
    }
}

/// Everyone of either list, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes<'a>(pub BTreeMap<&'a str, Change>);

impl<'a> Changes<'a> {
    /// Compares two lists. `has_items` says whether someone has an item in the current month.
    #[must_use]
    pub fn between(
        previous: &BTreeSet<&'a str>,
        current: &BTreeSet<&'a str>,
        has_items: impl Fn(&str) -> bool,
    ) -> Self {
        let change = |id: &'a str| match (previous.contains(id), current.contains(id)) {
            (false, _) => Change::New,
            (true, true) => Change::Still,
            (true, false) if has_items(id) => Change::Resolved,
            (true, false) => Change::Left,
        };
        let everyone = previous.union(current);
        Self(everyone.map(|id| (*id, change(id))).collect())
    }

    /// How many people have this change.
    #[must_use]
    pub fn count(&self, change: Change) -> usize {
        self.0.values().filter(|of| **of == change).count()
    }

    /// Whether previous + new - resolved - left = current.
    #[must_use]
    pub fn add_up(&self, previous: usize, current: usize) -> bool {
        let (new, resolved, left) = (
            self.count(Change::New),
            self.count(Change::Resolved),
            self.count(Change::Left),
        );
        previous + new == current + resolved + left
    }
}
