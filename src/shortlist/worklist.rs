//! From ranked people to the list that is worked from: who has a slot.

use super::capacity::{Balance, PracticeSlots, share_out, with_a_slot};
use super::rank::{Entry, Ranking};

/// How much of the ranked list is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Slots for reviews; everyone if `None`.
    pub capacity: Option<usize>,
    /// How the slots are split over practices.
    pub balance: Balance,
    /// The first of the list alone, after slots are given.
    pub top: Option<usize>,
}

/// The list that is worked from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worklist {
    /// In rank order. Ranks are places among everyone who could be invited: where slots are
    /// balanced over practices they have gaps.
    pub entries: Vec<Entry>,
    /// People who could be invited.
    pub ready: usize,
    /// Slots by practice; empty where nobody counted slots.
    pub slots: Vec<PracticeSlots>,
}

impl Worklist {
    /// Gives the slots to a ranking of everyone eligible.
    #[must_use]
    pub fn of(ranking: Ranking, wanted: Wanted) -> Self {
        let mut entries = ranking.entries;
        let ready = entries.len();
        let mut slots = Vec::new();
        if let Some(capacity) = wanted.capacity {
            let people: Vec<Option<u32>> = entries.iter().map(|entry| entry.practice).collect();
            slots = share_out(&people, capacity, wanted.balance);
            let mut has_slot = vec![false; entries.len()];
            for position in with_a_slot(&people, &slots) {
                has_slot[position] = true;
            }
            let mut has_slot = has_slot.into_iter();
            entries.retain(|_| has_slot.next().unwrap_or(false));
        }
        entries.truncate(wanted.top.unwrap_or(entries.len()));
        Self {
            entries,
            ready,
            slots,
        }
    }
}
