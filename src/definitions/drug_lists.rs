//! Drug lists, by BNF prefix, and every list and score table together.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::scores::{ScoreEntry, ScoreTable};
use crate::model::{Source, Substance};
use crate::reference::moves;

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

/// Every embedded file of lists and scores by name.
pub const FILES: [(&str, &str); 3] = [
    ("acb.csv", include_str!("data/acb.csv")),
    ("lists.toml", include_str!("data/lists.toml")),
    ("scores.toml", include_str!("data/scores.toml")),
];

/// Drug lists and score tables; read when first asked for.
pub fn drug_lists() -> &'static DrugLists {
    static LISTS: OnceLock<DrugLists> = OnceLock::new();
    LISTS.get_or_init(DrugLists::embedded)
}

/// Every list and score table, by id.
#[derive(Clone, Debug, Default)]
pub struct DrugLists {
    lists: BTreeMap<String, DrugList>,
    scores: BTreeMap<String, ScoreTable>,
}

impl DrugLists {
    fn embedded() -> Self {
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
        let text = |name: &str| {
            let file = FILES.iter().find(|(known, _)| *known == name);
            file.expect("the file is embedded").1
        };
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
    use super::*;
    use crate::model::Substance;
    use crate::reference::{moves, substances};

    fn code(text: &str) -> Substance {
        Substance::from_bnf_code(text.as_bytes()).expect("a code").0
    }

    #[test]
    fn the_burden_table_has_the_published_counts() {
        let acb = drug_lists().score("acb").expect("shipped");
        let having = |points| acb.points.values().filter(|p| **p == points).count();
        assert_eq!((having(1), having(2), having(3)), (90, 11, 58));
    }

    #[test]
    fn an_exclusion_takes_out_what_a_prefix_let_in() {
        let list = drug_lists().list("anticoagulant").expect("shipped");
        assert!(list.contains(code("0208020V0")), "warfarin");
        assert!(!list.contains(code("0208020W0")), "INR reagents");
    }

    #[test]
    fn every_whole_code_of_a_list_is_a_known_substance() {
        for list in drug_lists().lists() {
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

    #[test]
    fn a_list_written_before_a_move_holds_the_new_code_and_one_written_after_the_old() {
        let countable = drug_lists().list("countable").expect("shipped");
        // Chapter 11 does not count; idebenone counted before it went there, and still does.
        assert!(countable.contains(code("1108030AB")) && countable.contains(code("0411000H0")));
        assert!(!countable.contains(code("1108030AA")));
        let toml = |include: &str| {
            let text = format!("id = \"x\"\ntitle = \"X\"\ninclude = [\"{include}\"]\n");
            toml::from_str::<crate::definitions::DrugList>(&text).expect("a list")
        };
        for list in [toml("0407020AH"), toml("0407020AG")] {
            assert!(list.contains(moves().current(code("0407020AH"))));
            assert!(list.contains(moves().current(code("0407020AG"))));
        }
    }
}
