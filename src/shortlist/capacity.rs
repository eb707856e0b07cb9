//! Slots for reviews, dealt to practices by the people they could invite.
//!
//! The highest averages method with odd divisors: A. Sainte-Laguë, "La représentation
//! proportionnelle et la méthode des moindres carrés", Comptes rendus 151 (1910), 377 to 378. Slots
//! are dealt one by one, so a further slot never takes one away; the method of the largest
//! remainder can.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};

use crate::model::OdsCode;

/// How slots are split over practices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Balance {
    /// Not at all: the first of the list.
    #[default]
    None,
    /// By eligible people.
    Proportional,
    /// So many for every practice first, the rest by eligible people.
    Floor(usize),
}

/// Slots of one practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PracticeSlots {
    /// Position in [`Cohort::practices`](crate::cohort::Cohort::practices); `None` for people
    /// without a practice.
    pub practice: Option<u32>,
    /// People of it who could be invited.
    pub eligible: usize,
    /// How many of them can be.
    pub slots: usize,
}

impl PracticeSlots {
    /// The code of the practice among those it points to; nothing for people without one.
    #[must_use]
    pub fn code<'a>(&self, practices: &'a [OdsCode]) -> Option<&'a OdsCode> {
        Some(&practices[self.practice? as usize])
    }
}

/// The next claim of a practice.
struct Claim {
    at: usize,
    eligible: usize,
    slots: usize,
}

impl Claim {
    /// Eligible people over twice the slots and one, compared without rounding; then more
    /// eligible, then the earlier practice.
    fn strength(&self, other: &Self) -> Ordering {
        let cross = |a: &Self, b: &Self| (a.eligible as u128) * (2 * b.slots as u128 + 1);
        cross(self, other)
            .cmp(&cross(other, self))
            .then(self.eligible.cmp(&other.eligible))
            .then(other.at.cmp(&self.at))
    }
}

impl PartialEq for Claim {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Claim {}

impl PartialOrd for Claim {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Claim {
    fn cmp(&self, other: &Self) -> Ordering {
        self.strength(other)
    }
}

/// Slots per practice, for practices in the order of their codes. Their sum is the smaller of
/// `capacity` and all eligible people; no practice has more slots than eligible people. Each
/// practice first has up to `floor` slots, one a round, most eligible first.
#[must_use]
pub fn apportion(eligible: &[usize], capacity: usize, floor: usize) -> Vec<usize> {
    let mut slots = vec![0; eligible.len()];
    let mut left = capacity.min(eligible.iter().sum());
    let mut by_size: Vec<usize> = (0..eligible.len()).collect();
    by_size.sort_by_key(|&at| (Reverse(eligible[at]), at));
    for round in 0..floor {
        let takers: Vec<usize> = by_size
            .iter()
            .copied()
            .filter(|&at| eligible[at] > round)
            .take(left)
            .collect();
        if takers.is_empty() {
            break;
        }
        left -= takers.len();
        takers.into_iter().for_each(|at| slots[at] += 1);
    }
    let claim = |at: usize, slots: usize| {
        (slots < eligible[at]).then_some(Claim {
            at,
            eligible: eligible[at],
            slots,
        })
    };
    let mut claims: BinaryHeap<Claim> = (0..eligible.len())
        .filter_map(|at| claim(at, slots[at]))
        .collect();
    while left > 0
        && let Some(strongest) = claims.pop()
    {
        left -= 1;
        slots[strongest.at] += 1;
        claims.extend(claim(strongest.at, slots[strongest.at]));
    }
    slots
}

/// Slots of each practice for people in rank order, given as their practices; in the order of
/// practice codes, those without a practice last.
#[must_use]
pub fn share_out(people: &[Option<u32>], capacity: usize, balance: Balance) -> Vec<PracticeSlots> {
    let mut eligible: BTreeMap<(bool, Option<u32>), usize> = BTreeMap::new();
    for practice in people {
        *eligible.entry((practice.is_none(), *practice)).or_default() += 1;
    }
    let counts: Vec<usize> = eligible.values().copied().collect();
    let slots = match balance {
        Balance::Proportional => apportion(&counts, capacity, 0),
        Balance::Floor(floor) => apportion(&counts, capacity, floor),
        Balance::None => {
            let first = &people[..capacity.min(people.len())];
            let of = |practice: &Option<u32>| first.iter().filter(|p| *p == practice).count();
            eligible.keys().map(|(_, practice)| of(practice)).collect()
        }
    };
    let rows = eligible.into_iter().zip(slots);
    rows.map(|(((_, practice), eligible), slots)| PracticeSlots {
        practice,
        eligible,
        slots,
    })
    .collect()
}

/// Whole slots of `minutes_each` that fit into the hours.
#[must_use]
pub fn slots_in(hours: f64, minutes_each: u32) -> usize {
    // Hours come as decimals: a millionth of a slot too little is a slot.
    let slots = hours * 60.0 / f64::from(minutes_each.max(1)) + 1e-6;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float ends at the type's bounds, and slots are whole"
    )]
    let whole = slots.floor() as usize;
    whole
}

/// Positions of the people with a slot: the best ranked of each practice, up to its slots.
#[must_use]
pub fn with_a_slot(people: &[Option<u32>], slots: &[PracticeSlots]) -> Vec<usize> {
    let mut left: BTreeMap<Option<u32>, usize> = slots
        .iter()
        .map(|practice| (practice.practice, practice.slots))
        .collect();
    let mut chosen = Vec::new();
    for (position, practice) in people.iter().enumerate() {
        if let Some(left) = left.get_mut(practice).filter(|left| **left > 0) {
            *left -= 1;
            chosen.push(position);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adding_a_slot_gives_the_small_practice_one_and_takes_none_away() {
        // 20, 15 and 3 eligible. Odd divisors: 20, 6.67, 4, 2.86; 15, 5, 3, 2.14; 3, 1. In order:
        // 20, 15, 6.67, 5, 4, then 3 of the second and of the third practice: more eligible first.
        assert_eq!(apportion(&[20, 15, 3], 6, 0), [3, 3, 0]);
        assert_eq!(apportion(&[20, 15, 3], 7, 0), [3, 3, 1]);
    }

    #[test]
    fn nobody_and_nothing_to_deal() {
        assert_eq!(apportion(&[], 5, 2), Vec::<usize>::new());
        assert_eq!(apportion(&[4, 2], 0, 2), [0, 0]);
        assert_eq!(apportion(&[0, 2], 9, 3), [0, 2]);
    }

    #[test]
    fn only_whole_slots_count() {
        assert_eq!(slots_in(30.0, 45), 40);
        assert_eq!(
            slots_in(29.9, 45),
            39,
            "29.9 hours are 1,794 minutes, 39.87 slots"
        );
        assert_eq!(
            slots_in(0.7, 6),
            7,
            "42 minutes, though 0.7 is no binary fraction"
        );
        assert_eq!((slots_in(0.0, 30), slots_in(0.4, 30)), (0, 0));
    }

    #[test]
    fn the_best_ranked_of_each_practice_have_its_slots() {
        let people = [Some(1), Some(1), Some(0), None, Some(1), Some(0)];
        let none = share_out(&people, 3, Balance::None);
        let slots: Vec<_> = none
            .iter()
            .map(|p| (p.practice, p.eligible, p.slots))
            .collect();
        assert_eq!(slots, [(Some(0), 2, 1), (Some(1), 3, 2), (None, 1, 0)]);
        assert_eq!(with_a_slot(&people, &none), [0, 1, 2]);
        // A floor of one: practices 1, 0 and none have one each, the fourth slot goes by
        // 3 / 3 = 1 before 2 / 3.
        let floor = share_out(&people, 4, Balance::Floor(1));
        assert_eq!(with_a_slot(&people, &floor), [0, 1, 2, 3]);
    }
}
