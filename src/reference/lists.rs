//! Drug lists (by BNF prefix) and score tables (by substance).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{file, rows};
use crate::model::{Source, Substance};

/// A set of substances, given by BNF prefixes and codes, so that a code which is newer than the
/// substance table still falls where its prefix puts it.
#[derive(Debug, Deserialize)]
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
    /// Where the list comes from.
    pub source: Source,
}

impl DrugList {
    /// Whether the substance is on the list.
    #[must_use]
    pub fn contains(&self, substance: Substance) -> bool {
        let any = |prefixes: &[String]| prefixes.iter().any(|prefix| substance.starts_with(prefix));
        any(&self.include) && !any(&self.exclude)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoreEntry {
    id: String,
    title: String,
    table: String,
    #[serde(default)]
    note: String,
    source: Source,
}

/// Points by substance.
#[derive(Debug)]
pub struct ScoreTable {
    /// The id that features name.
    pub id: String,
    /// What the points measure.
    pub title: String,
    /// What a reader should know of the table.
    pub note: String,
    /// Where the scores come from.
    pub source: Source,
    /// Points of each substance that has any.
    pub points: BTreeMap<Substance, u32>,
}

/// Every list and score table, by id.
#[derive(Debug, Default)]
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
            let points = rows(text(&entry.table))
                .map(|(code, points)| {
                    (
                        code,
                        points.parse().expect("embedded scores are whole numbers"),
                    )
                })
                .collect();
            let ScoreEntry {
                id,
                title,
                note,
                source,
                ..
            } = entry;
            (
                id.clone(),
                ScoreTable {
                    id,
                    title,
                    note,
                    source,
                    points,
                },
            )
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
