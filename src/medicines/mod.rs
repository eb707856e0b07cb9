//! What is written of a medicine -> its substance, and the dose of an opioid. Knows no row and no
//! file but the dictionary of presentations.

mod combinations;
mod dictionary;
mod dictionary_columns;
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

pub(crate) use dictionary::presentation;
pub use dictionary::{Dictionary, DictionaryCounts, DictionaryError};
pub(crate) use dictionary_columns::is_dictionary;
pub use match_counts::{MatchCount, MatchCounts, MatchRoute};
pub(crate) use matcher::{MatchNote, MedicineCells, MedicineMatch, Medicines, drug_part};
pub use morphine_dose::{morphine_equivalent, morphine_equivalent_a_day};
pub use morphine_equivalents::{FILES, MorphineEquivalents, NoEquivalent, morphine_equivalents};
pub use names::{NameMatch, Names, names};
