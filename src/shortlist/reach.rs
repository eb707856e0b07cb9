//! How many people reach many medicines in a month alone, and over the months up to it: practices
//! that prescribe for longer than a month show few medicines in any one.

use crate::cohort::{Cohort, Packed};
use crate::definitions::{Catalogue, MANY_MEDICINES, known};
use crate::model::Month;

/// People with at least [`MANY_MEDICINES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MedicineReach {
    /// In the month alone.
    pub alone: usize,
    /// Over the [`MONTHS_OF_MANY`](crate::definitions::MONTHS_OF_MANY) months up to it.
    pub together: usize,
}

impl MedicineReach {
    pub(super) fn add(&mut self, other: Self) {
        self.alone += other.alone;
        self.together += other.together;
    }
}

/// Counts them while their rows are looked at for something else.
pub(super) struct ReachCounter {
    first: Month,
    month: Month,
    /// Whether each substance counts as a medicine.
    countable: Vec<bool>,
}

impl ReachCounter {
    /// For the month alone, and for all from `first` to it.
    pub(super) fn new(cohort: &Cohort, catalogue: &Catalogue, first: Month, month: Month) -> Self {
        let medicines = catalogue.feature(known::MEDICINES);
        let counts = |substance| medicines.is_some_and(|of| catalogue.adds(of, substance) > 0);
        Self {
            first,
            month,
            countable: cohort.substances.iter().map(|of| counts(*of)).collect(),
        }
    }

    /// Adds one person, whose rows come by month. `substances` is room to work in.
    pub(super) fn count(
        &self,
        rows: &[Packed],
        reach: &mut MedicineReach,
        substances: &mut Vec<u16>,
    ) {
        let from = rows.partition_point(|row| row.month() < self.first);
        let to = rows.partition_point(|row| row.month() <= self.month);
        let together = &rows[from..to];
        // A row is one medicine at most: few people are looked at any further.
        if together.len() < MANY_MEDICINES || !self.reaches(together, substances) {
            return;
        }
        reach.together += 1;
        let of_month = together.partition_point(|row| row.month() < self.month);
        let alone = &together[of_month..];
        reach.alone += usize::from(self.reaches(alone, substances));
    }

    fn reaches(&self, rows: &[Packed], substances: &mut Vec<u16>) -> bool {
        substances.clear();
        let all = rows.iter().map(|row| row.substance());
        substances.extend(all.filter(|at| self.countable[usize::from(*at)]));
        substances.sort_unstable();
        substances.dedup();
        substances.len() >= MANY_MEDICINES
    }
}
