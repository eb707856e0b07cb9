//! The order of people of one score.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use super::entry::Entry;
use crate::cohort::Cohort;
use crate::definitions::TieBreak;

/// Puts people in order: by score, then by the tie-breaks, then by practice and patient, so that no
/// two people tie. Ranks are given anew.
pub fn put_in_order(entries: &mut [Entry], tie_breaks: &[TieBreak], cohort: &Cohort) {
    // Numbers of people are not in the order of their ids.
    let mut people: Vec<u32> = entries.iter().map(|entry| entry.patient).collect();
    people.sort_by_cached_key(|patient| cohort.patient_id(*patient));
    let place: HashMap<u32, usize> = people.into_iter().zip(0..).collect();
    let last = [TieBreak::Practice, TieBreak::Patient];
    entries.sort_by(|a, b| {
        let by_score = Reverse(a.score).cmp(&Reverse(b.score));
        let all = tie_breaks.iter().chain(&last);
        all.fold(by_score, |order, tie_break| {
            order.then_with(|| compare(*tie_break, a, b, &place))
        })
    });
    for (place, entry) in entries.iter_mut().enumerate() {
        entry.rank = place + 1;
    }
}

fn compare(by: TieBreak, a: &Entry, b: &Entry, place: &HashMap<u32, usize>) -> Ordering {
    match by {
        TieBreak::Medicines => b.medicines.cmp(&a.medicines),
        TieBreak::AcbScore => b.acb_score.cmp(&a.acb_score),
        TieBreak::Age => b.age.cmp(&a.age),
        TieBreak::Practice => {
            let key = |entry: &Entry| (entry.practice.is_none(), entry.practice);
            key(a).cmp(&key(b))
        }
        TieBreak::Patient => place.get(&a.patient).cmp(&place.get(&b.patient)),
    }
}
