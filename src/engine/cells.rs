//! Sums of patient-months by practice, month and part: the finest there is, so that every level and
//! period is a sum of cells and no patient-month is looked at twice.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::condition::Conditions;
use super::patient_month::PatientMonth;
use crate::definitions::Catalogue;
use crate::definitions::Indicator;

/// Numerator and denominator of an indicator.
pub(crate) type Counts = (u64, u64);

/// An indicator, ready to be applied to a patient-month.
pub(crate) struct Measure {
    mean_of: Option<usize>,
    numerator: Conditions,
    denominator: Conditions,
}

impl Measure {
    pub(crate) fn of(indicator: &Indicator, catalogue: &Catalogue) -> Self {
        Self {
            mean_of: indicator
                .mean_of
                .as_deref()
                .and_then(|id| catalogue.position(id)),
            numerator: Conditions::of(&indicator.numerator, catalogue),
            denominator: Conditions::of(&indicator.denominator, catalogue),
        }
    }

    /// What the patient-month adds to the numerator; `None` outside the denominator. Someone of
    /// whom the deciding fact is not known is in neither part of the fraction.
    pub(crate) fn adds(&self, month: &PatientMonth<'_>) -> Option<u64> {
        self.value(month).flatten()
    }

    /// `None` outside the denominator, `Some(None)` within it and not known.
    pub(crate) fn value(&self, month: &PatientMonth<'_>) -> Option<Option<u64>> {
        (self.denominator.hold(month) == Some(true)).then(|| match self.mean_of {
            Some(feature) => month.value(feature),
            None => self.numerator.hold(month).map(u64::from),
        })
    }
}

/// Where a cell stands: the unit its groups are made of, the month, and the part of the breakdowns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CellKey {
    /// Whose units: 0 for practices, then one for each column of the patients files.
    pub(crate) base: u32,
    pub(crate) unit: u32,
    pub(crate) month: i32,
    pub(crate) part: u32,
}

/// The unit of patient-months without a practice.
pub(crate) const NO_UNIT: u32 = u32::MAX;

impl CellKey {
    /// The position of the practice or value.
    pub(crate) fn practice_or_value(&self) -> Option<usize> {
        (self.unit != NO_UNIT).then_some(self.unit as usize)
    }
}

/// Cells as one thread fills them.
#[derive(Default)]
pub(crate) struct CellSums {
    /// The numbers of a key are ours and few, so a slow, thorough hash is not worth its time.
    cells: FxHashMap<CellKey, Vec<Counts>>,
    added: Vec<(usize, u64)>,
}

impl CellSums {
    /// Works out what the patient-month adds to each measure; [`CellSums::put`] adds it to a cell.
    pub(crate) fn measure(&mut self, measures: &[Measure], month: &PatientMonth<'_>) {
        self.added.clear();
        let adds = measures
            .iter()
            .map(|measure| measure.adds(month))
            .enumerate();
        self.added
            .extend(adds.filter_map(|(at, adds)| Some((at, adds?))));
    }

    /// What is put next adds nothing: its cells say that somebody is there.
    pub(crate) fn measure_nothing(&mut self) {
        self.added.clear();
    }

    /// Adds what was measured last to the cell of this place.
    pub(crate) fn put(&mut self, place: CellKey, measures: usize) {
        let cell = self
            .cells
            .entry(place)
            .or_insert_with(|| vec![(0, 0); measures]);
        for (at, adds) in &self.added {
            cell[*at].0 += adds;
            cell[*at].1 += 1;
        }
    }

    /// All cells of all threads.
    pub(crate) fn joined(all: impl Iterator<Item = Self>) -> BTreeMap<CellKey, Vec<Counts>> {
        let mut joined: BTreeMap<CellKey, Vec<Counts>> = BTreeMap::new();
        for (place, counts) in all.flat_map(|cells| cells.cells) {
            match joined.get_mut(&place) {
                Some(sums) => add(sums, &counts),
                None => {
                    joined.insert(place, counts);
                }
            }
        }
        joined
    }
}

/// Adds cell to cell.
pub(crate) fn add(sums: &mut [Counts], counts: &[Counts]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        *sum = (sum.0 + count.0, sum.1 + count.1);
    }
}
