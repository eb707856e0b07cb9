//! The tables the product carries: BNF chapters, substances and their moves, drug lists, scores, opioid
//! equivalents and item frequencies.
//!
//! Each file of `data/` has an entry in `data/SOURCE.toml` with its publisher, address, licence,
//! date, what was changed, and a hash that a test compares.

mod chapters;
mod combinations;
mod labels;
mod lists;
mod moves;
mod names;
mod opioids;
mod routes;
mod score;
mod strength;
mod substances;
mod usual;
mod words;

use std::sync::OnceLock;

pub use chapters::chapter_title;
pub use lists::{DrugList, Lists};
pub use moves::Moves;
pub use names::{NameMatch, Names, names};
pub use opioids::{NoEquivalent, Opioids};
pub use score::{ScoreEntry, ScoreFault, ScoreTable};
pub use substances::Substances;

use crate::model::Substance;

/// Every embedded file by name, for the test that compares them with `SOURCE.toml`.
pub const FILES: [(&str, &str); 9] = [
    ("acb.csv", include_str!("data/acb.csv")),
    ("chapters.csv", include_str!("data/chapters.csv")),
    (
        "item_frequencies.csv",
        include_str!("data/item_frequencies.csv"),
    ),
    ("lists.toml", include_str!("data/lists.toml")),
    ("moves.csv", include_str!("data/moves.csv")),
    (
        "opioid_ingredients.csv",
        include_str!("data/opioid_ingredients.csv"),
    ),
    ("opioid_ome.csv", include_str!("data/opioid_ome.csv")),
    ("scores.toml", include_str!("data/scores.toml")),
    ("substances.csv", SUBSTANCES),
];

const SUBSTANCES: &str = include_str!("data/substances.csv");

/// The text of an embedded file.
fn file(name: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// Names of the BNF substances; read when first asked for.
pub fn substances() -> &'static Substances {
    static TABLE: OnceLock<Substances> = OnceLock::new();
    TABLE.get_or_init(|| Substances::read(SUBSTANCES))
}

/// Drug lists and score tables; read when first asked for.
pub fn lists() -> &'static Lists {
    static TABLE: OnceLock<Lists> = OnceLock::new();
    TABLE.get_or_init(Lists::embedded)
}

/// Substances with another code than before; read when first asked for.
pub fn moves() -> &'static Moves {
    static TABLE: OnceLock<Moves> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = file("moves.csv").expect("the file is embedded");
        Moves::read(text).expect("the embedded moves have no circle")
    })
}

/// Oral morphine equivalents; read when first asked for.
pub fn opioids() -> &'static Opioids {
    static TABLE: OnceLock<Opioids> = OnceLock::new();
    TABLE.get_or_init(Opioids::embedded)
}

/// Items dispensed in England in 2018 by substance, the 500 most dispensed, in code order.
#[must_use]
pub fn item_frequencies() -> Vec<(Substance, u64)> {
    let text = file("item_frequencies.csv").expect("the file is embedded");
    rows(text)
        .map(|(code, items)| {
            (
                code,
                items
                    .parse()
                    .expect("the embedded counts are whole numbers"),
            )
        })
        .collect()
}

/// Rows of an embedded table whose first column is a substance; what stands behind it is one text.
fn rows(text: &str) -> impl Iterator<Item = (Substance, &str)> {
    text.lines().skip(1).map(|line| {
        let (code, value) = line
            .split_once(',')
            .expect("the embedded table has two columns");
        let (substance, _) =
            Substance::from_bnf_code(code.as_bytes()).expect("the embedded codes are sound");
        (substance, value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_hundred_frequencies_name_known_substances() {
        let frequencies = item_frequencies();
        assert_eq!(frequencies.len(), 500);
        assert!(
            frequencies
                .iter()
                .all(|(code, items)| substances().contains(*code) && *items > 0)
        );
    }
}
