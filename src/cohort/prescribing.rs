//! Practice-level prescribing: items by practice, month and substance, and nobody's name.

use std::collections::BTreeMap;

use crate::model::{Month, OdsCode, Substance};

/// Items of one practice in one month, by substance.
pub type ItemsBySubstance = BTreeMap<Substance, u64>;

/// Sums of the rows of practice-level prescribing. A practice is in a month only if some row put
/// it there, so a month without prescribing is no month of 0 items.
#[derive(Clone, Debug, Default)]
pub struct Prescribing {
    practices: BTreeMap<OdsCode, BTreeMap<Month, ItemsBySubstance>>,
}

impl Prescribing {
    /// Adds a row. Rows of one practice, month and substance are summed: a practice has one for
    /// each presentation and each quantity, and none of them repeats another.
    pub fn add(&mut self, practice: OdsCode, month: Month, substance: Substance, items: u64) {
        let months = self.practices.entry(practice).or_default();
        *months
            .entry(month)
            .or_default()
            .entry(substance)
            .or_default() += items;
    }

    /// Whether no row has been added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.practices.is_empty()
    }

    /// Every practice with its months, in code order.
    pub fn practices(
        &self,
    ) -> impl Iterator<Item = (&OdsCode, &BTreeMap<Month, ItemsBySubstance>)> {
        self.practices.iter()
    }

    /// The first month of any practice.
    #[must_use]
    pub fn first_month(&self) -> Option<Month> {
        let firsts = self.practices.values().filter_map(|months| {
            let (first, _) = months.first_key_value()?;
            Some(*first)
        });
        firsts.min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_substance_are_summed_whatever_their_quantity() {
        let practice = OdsCode::parse(b"A81001").expect("a code");
        let month = Month::new(2024, 3).expect("a month");
        let substance = Substance::from_bnf_code(b"0205051R0").expect("a code").0;
        let mut prescribing = Prescribing::default();
        for items in [3, 4] {
            prescribing.add(practice.clone(), month, substance, items);
        }
        let (_, months) = prescribing.practices().next().expect("a practice");
        assert_eq!(months[&month][&substance], 7);
        assert_eq!(prescribing.first_month(), Some(month));
    }
}
