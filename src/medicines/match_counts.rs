//! How medicines were matched to substances, counted by rows and items.

use std::collections::BTreeMap;

use crate::model::Substance;

/// How a medicine was matched to its substance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchRoute {
    /// By its BNF code.
    BnfCode,
    /// By its dm+d code and the user's dictionary.
    DmdCode,
    /// By its name in the user's dictionary.
    DictionaryName,
    /// By its name in the embedded table.
    EmbeddedName,
    /// A BNF code that the embedded table does not have; counted by its prefix.
    UnknownCode,
    /// A dm+d code that no dictionary has.
    UnknownDmdCode,
    /// A name that stands for several substances.
    AmbiguousName,
    /// A name that no table has.
    UnknownName,
}

impl MatchRoute {
    /// In order.
    pub const ALL: [Self; 8] = [
        Self::BnfCode,
        Self::DmdCode,
        Self::DictionaryName,
        Self::EmbeddedName,
        Self::UnknownCode,
        Self::UnknownDmdCode,
        Self::AmbiguousName,
        Self::UnknownName,
    ];

    /// The words of messages and outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BnfCode => "BNF code",
            Self::DmdCode => "dm+d code in the dictionary",
            Self::DictionaryName => "name in the dictionary",
            Self::EmbeddedName => "name in the built-in table",
            Self::UnknownCode => "unknown BNF code",
            Self::UnknownDmdCode => "unknown dm+d code",
            Self::AmbiguousName => "ambiguous name",
            Self::UnknownName => "unknown name",
        }
    }

    /// Whether the medicine has a substance that the tables know.
    #[must_use]
    pub fn is_matched(self) -> bool {
        self <= Self::EmbeddedName
    }
}

/// Rows and items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MatchCount {
    /// Item rows.
    pub rows: u64,
    /// Items.
    pub items: u64,
}

impl MatchCount {
    pub(crate) fn add(&mut self, items: i64) {
        self.rows += 1;
        self.items += u64::try_from(items).unwrap_or(0);
    }
}

/// How the medicines of all items files were matched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchCounts {
    /// By route.
    pub routes: BTreeMap<MatchRoute, MatchCount>,
    /// Codes and names that were not matched, with why. A name is the drug part of its cell.
    pub unmatched: BTreeMap<(MatchRoute, String), MatchCount>,
    /// What was not matched by file and route.
    pub unmatched_in: BTreeMap<(usize, MatchRoute), MatchCount>,
    /// Rows under a code that is not used any more: that code, and the one they count under.
    pub moved: BTreeMap<(Substance, Substance), MatchCount>,
    /// Rows under a code of which a part has moved; they stay where they are.
    pub split: BTreeMap<Substance, MatchCount>,
}

impl MatchCounts {
    /// All items, and those not matched to a substance.
    #[must_use]
    pub fn items(&self) -> (u64, u64) {
        let items = |matched: &dyn Fn(MatchRoute) -> bool| {
            self.routes
                .iter()
                .filter(|(route, _)| matched(**route))
                .map(|(_, count)| count.items)
                .sum::<u64>()
        };
        (items(&|_| true), items(&|route| !route.is_matched()))
    }

    /// Adds what another reader matched.
    pub(crate) fn add(&mut self, other: Self) {
        fn join<K: Ord>(to: &mut BTreeMap<K, MatchCount>, from: BTreeMap<K, MatchCount>) {
            for (key, count) in from {
                let sum = to.entry(key).or_default();
                sum.rows += count.rows;
                sum.items += count.items;
            }
        }
        join(&mut self.routes, other.routes);
        join(&mut self.unmatched, other.unmatched);
        join(&mut self.unmatched_in, other.unmatched_in);
        join(&mut self.moved, other.moved);
        join(&mut self.split, other.split);
    }

    /// The file with most unmatched items and how many it has, and the route of most of them with
    /// its number. Of equals the first; `None` where every item is matched.
    #[must_use]
    pub fn most_unmatched(&self) -> Option<(usize, u64, MatchRoute, u64)> {
        let mut files: BTreeMap<usize, u64> = BTreeMap::new();
        for ((file, _), count) in &self.unmatched_in {
            *files.entry(*file).or_default() += count.items;
        }
        let (file, items) = files.into_iter().rev().max_by_key(|(_, items)| *items)?;
        let routes = self.unmatched_in.iter().filter(|((of, _), _)| *of == file);
        let ((_, route), count) = routes.rev().max_by_key(|(_, count)| count.items)?;
        Some((file, items, *route, count.items))
    }
}
