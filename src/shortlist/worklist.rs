//! From ranked people to the list that is worked from: who is left out for now, and who has a slot.

use super::capacity::{Balance, PracticeSlots, share_out, with_a_slot};
use super::entry::Entry;
use super::review_history::Absence;

/// How many people of a run have something in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeopleCount {
    /// What, as outputs name it.
    pub name: &'static str,
    /// How many of them there are.
    pub people: u64,
}

impl PeopleCount {
    /// The count under its name.
    #[must_use]
    pub fn new(name: &'static str, people: usize) -> Self {
        let people = people as u64;
        Self { name, people }
    }
}

/// How much of the ranked list is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorklistRequest {
    /// Slots for reviews; everyone if `None`.
    pub capacity: Option<usize>,
    /// How the slots are split over practices.
    pub balance: Balance,
}

/// The list that is worked from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worklist {
    /// In rank order. Ranks are places among everyone who could be invited: where slots are
    /// balanced over practices they have gaps.
    pub entries: Vec<Entry>,
    /// People who could be invited: eligible, and not left out.
    pub ready: usize,
    /// Eligible people who are left out for now, by number in the cohort, in rank order.
    pub left_out: Vec<(u32, Absence)>,
    /// People who could be invited and have no slot, by number, in rank order.
    pub without_slot: Vec<u32>,
    /// Slots by practice; empty where nobody counted slots.
    pub slots: Vec<PracticeSlots>,
}

impl Worklist {
    /// Leaves out who is away, and gives slots to the rest of everyone eligible, in rank order.
    #[must_use]
    pub fn of(
        mut entries: Vec<Entry>,
        away: impl Fn(&Entry) -> Option<Absence>,
        wanted: WorklistRequest,
    ) -> Self {
        let (mut left_out, mut without_slot) = (Vec::new(), Vec::new());
        entries.retain(|entry| {
            let away = away(entry);
            if let Some(away) = away {
                left_out.push((entry.patient, away));
            }
            away.is_none()
        });
        for (place, entry) in entries.iter_mut().enumerate() {
            entry.rank = place + 1;
        }
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
            entries.retain(|entry| {
                let has_slot = has_slot.next().unwrap_or(false);
                if !has_slot {
                    without_slot.push(entry.patient);
                }
                has_slot
            });
        }
        Self {
            entries,
            ready,
            left_out,
            without_slot,
            slots,
        }
    }

    /// How many eligible people are left out for this reason.
    #[must_use]
    pub fn count(&self, away: Absence) -> usize {
        self.left_out.iter().filter(|(_, of)| *of == away).count()
    }
}
