//! Whom to invite first, and why: criteria that a person meets, their rank, and the reasons in
//! words with the medicines behind them.

mod assess;
mod capacity;
mod change;
mod eligible;
mod entry;
mod equity;
mod patient_lists;
mod rank;
mod reach;
mod review_history;
mod review_words;
mod tie_break;
mod worklist;

pub use assess::{Assessment, CriterionFeature, Outcome, ReviewReason};
pub use capacity::{Balance, PracticeSlots, apportion, share_out, slots_in, with_a_slot};
pub use change::{Change, Changes};
pub use eligible::{EligiblePeople, RankingBasis};
pub use entry::Entry;
pub use equity::{QuintileSelection, selection_by_quintile};
pub use patient_lists::{Combination, Disagreement, PatientLists};
pub use rank::{Ranking, RankingRequest, complete, rank};
pub use reach::MedicineReach;
pub use review_history::{Absence, HumanColumns, ReviewHistory};
pub use review_words::STATUSES;
pub use tie_break::put_in_order;
pub use worklist::{PeopleCount, Worklist, WorklistRequest};

/// Every embedded list of words by name: rules of reading, which outputs do not name.
pub const WORD_LISTS: [(&str, &str); 1] = [("review_words.toml", review_words::WORDS)];
