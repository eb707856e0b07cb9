//! Drug lists, by BNF prefix, and every list and score table together.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::score::{ScoreEntry, ScoreTable};
use super::{file, moves};
use crate::model::{Source, Substance};

/// A set of substances, given by BNF prefixes and codes, so that a code which is newer than the
/// substance table still falls where its prefix puts it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrugList {
    /// The id that features name.
    pub id: String,
    /// What the list holds, in the field's words.
    pub title: String,
    /// A code that begins with one of these is in,
    pub include: Vec<String>,
    /// unless it begins with one of these.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// What a reader should know of the list.
    #[serde(default)]
    pub note: String,
    /// Version or year of the list, where it has one.
    #[serde(default)]
    pub version: String,
    /// Where the list comes from.
    #[serde(default)]
    pub source: Source,
}

impl DrugList {
    /// Whether the substance is on the list, by its own code or by one that it had before.
    #[must_use]
    pub fn contains(&self, substance: Substance) -> bool {
        let former = moves().former(substance);
        self.takes(substance)
            || former.iter().any(|old| self.takes(*old))
            || self.takes(moves().current(substance))
    }

    fn takes(&self, substance: Substance) -> bool {
        let any = |prefixes: &[String]| prefixes.iter().any(|prefix| substance.starts_with(prefix));
        any(&self.include) && !any(&self.exclude)
    }
}

/// Every list and score table, by id.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    lists: BTreeMap<String, DrugList>,
    scores: BTreeMap<String, ScoreTable>,
}

impl Lists {
    pub(super) fn embedded() -> Self {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct ListFile {
            list: Vec<DrugList>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct ScoreFile {
            score: Vec<ScoreEntry>,
        }
        let text = |name: &str| file(name).expect("the file is embedded");
        let lists: ListFile =
            toml::from_str(text("lists.toml")).expect("the embedded lists are sound");
        let scores: ScoreFile =
            toml::from_str(text("scores.toml")).expect("the embedded scores are sound");
        let scores = scores.score.into_iter().map(|entry| {
            let table = text(&entry.table);
            let score = entry.read(table).expect("the embedded scores are sound");
            (score.id.clone(), score)
        });
        Self {
            lists: lists
                .list
                .into_iter()
                .map(|list| (list.id.clone(), list))
                .collect(),
            scores: scores.collect(),
        }
    }

    /// The list of this id.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<&DrugList> {
        self.lists.get(id)
    }

    /// The score table of this id.
    #[must_use]
    pub fn score(&self, id: &str) -> Option<&ScoreTable> {
        self.scores.get(id)
    }

    /// Adds a list, in the place of one that has its id.
    pub fn add_list(&mut self, list: DrugList) {
        self.lists.insert(list.id.clone(), list);
    }

    /// Adds a score table, in the place of one that has its id.
    pub fn add_score(&mut self, score: ScoreTable) {
        self.scores.insert(score.id.clone(), score);
    }

    /// Every list, by id.
    pub fn lists(&self) -> impl Iterator<Item = &DrugList> {
        self.lists.values()
    }

    /// Every score table, by id.
    pub fn scores(&self) -> impl Iterator<Item = &ScoreTable> {
        self.scores.values()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{lists, substances};
    use crate::model::Substance;

    fn code(text: &str) -> Substance {
        Substance::from_bnf_code(text.as_bytes()).expect("a code").0
    }

    #[test]
    fn the_burden_table_has_the_published_counts() {
        let acb = lists().score("acb").expect("shipped");
        let having = |points| acb.points.values().filter(|p| **p == points).count();
        assert_eq!((having(1), having(2), having(3)), (90, 11, 58));
    }

    #[test]
    fn an_exclusion_takes_out_what_a_prefix_let_in() {
        let list = lists().list("anticoagulant").expect("shipped");
        assert!(list.contains(code("0208020V0")), "warfarin");
        assert!(!list.contains(code("0208020W0")), "INR reagents");
    }

    #[test]
    fn every_whole_code_of_a_list_is_a_known_substance() {
        for list in lists().lists() {
            for entry in list
                .include
                .iter()
                .chain(&list.exclude)
                .filter(|entry| entry.len() == 9)
            {
                assert!(substances().contains(code(entry)), "{}: {entry}", list.id);
            }
        }
    }
}
