//! What is written of a medicine -> its substance, and the dose of an opioid. Knows no row and no
//! file but the dictionary of presentations.

mod combinations;
mod dictionary;
mod homes;
mod labels;
mod match_counts;
mod matcher;
mod morphine_dose;
mod morphine_equivalents;
mod names;
mod routes;
mod strength;
mod words;

pub use dictionary::{Dictionary, DictionaryCounts};
pub(crate) use dictionary::{DictionaryColumns, is_dictionary, presentation};
pub use match_counts::{MatchCount, MatchCounts, MatchRoute};
pub(crate) use matcher::{MatchNote, MedicineCells, MedicineMatch, Medicines, drug_part, is_known};
pub use morphine_dose::{morphine_equivalent, morphine_equivalent_a_day};
pub use morphine_equivalents::{FILES, MorphineEquivalents, NoEquivalent, morphine_equivalents};
pub use names::{NameMatch, Names, names};

/// Every embedded list of words by name: rules of reading, which outputs do not name.
pub const WORD_LISTS: [(&str, &str); 5] = [
    ("homes.toml", homes::RULES),
    ("labels.toml", labels::WORDS),
    ("opioid_words.toml", morphine_equivalents::WORDS),
    ("routes.toml", routes::WORDS),
    ("spellings.csv", words::SPELLINGS),
];
