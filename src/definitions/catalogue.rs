//! Every definition there is, to look up: features, indicators, lists, scores and item rates.

use super::definition::{Feature, Indicator, Scores};
use super::drug_lists::DrugLists;
use super::item_rate::ItemRate;
use crate::model::Substance;

/// Features and indicators that fit together, with the lists and scores they read.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// In definition order; a feature made of others comes after them.
    pub features: Vec<Feature>,
    /// In definition order.
    pub indicators: Vec<Indicator>,
    pub(crate) item_rates: Vec<ItemRate>,
    pub(crate) lists: DrugLists,
    pub(crate) user_files: Vec<UserFile>,
}

/// A user's file that a catalogue holds the definitions of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFile {
    /// The name as the user gave it; of a score table, the name by which a definition calls it.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Lists and scores of it: id and version, which is empty where a list has none.
    pub versions: Vec<(String, String)>,
    /// Ids of its indicators.
    pub indicators: Vec<String>,
    /// What a reader should know: a code that no table knows.
    pub notes: Vec<String>,
}

impl Catalogue {
    /// The feature of this id.
    #[must_use]
    pub fn feature(&self, id: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.id == id)
    }

    /// Where the feature of this id stands among the features.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.features.iter().position(|feature| feature.id == id)
    }

    /// The indicator of this id.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// Items per 1,000 patients: of each list by id, then of the anticholinergic burden.
    #[must_use]
    pub fn item_rates(&self) -> &[ItemRate] {
        &self.item_rates
    }

    /// Ids of everything a figure can be of: the indicators, then the item rates.
    pub fn figure_ids(&self) -> impl Iterator<Item = &str> {
        let indicators = self.indicators.iter().map(|known| known.id.as_str());
        indicators.chain(self.item_rates.iter().map(|rate| rate.id.as_str()))
    }

    /// The drug lists and score tables the features read.
    #[must_use]
    pub fn lists(&self) -> &DrugLists {
        &self.lists
    }

    /// What one substance adds to a feature: 1 for a list it is on (for `items_of`, each of its
    /// items), its points for a score, 1 for a category that counts it; 0 otherwise, and for what the extract itself gives.
    #[must_use]
    pub fn adds(&self, feature: &Feature, substance: Substance) -> u32 {
        let on = |list: &String| {
            self.lists
                .list(list)
                .is_some_and(|list| list.contains(substance))
        };
        if let Some(scores) = &feature.sum {
            let counted = feature.within.as_ref().is_none_or(on);
            let points = |score: &String| self.lists.score(score)?.of(substance);
            return if counted {
                Scores::iter(scores).filter_map(points).sum()
            } else {
                0
            };
        }
        let category = |id: &String| {
            self.feature(id)
                .is_some_and(|other| self.adds(other, substance) > 0)
        };
        let mut lists = feature.count.iter().chain(&feature.items_of);
        u32::from(lists.any(on) || feature.above_zero.iter().any(category))
    }

    /// The user's files this catalogue holds, in the order given; none: the shipped one alone.
    #[must_use]
    pub fn user_files(&self) -> &[UserFile] {
        &self.user_files
    }

    /// Whether anything has this id.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.indicator(id).is_some()
            || self.feature(id).is_some()
            || self.lists().list(id).is_some()
            || self.lists().score(id).is_some()
    }
}
