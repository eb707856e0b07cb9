//! One pass over the patient-months of a cohort: what they count, in cells.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cells::{CellKey, CellSums, Counts, Measure, NO_UNIT};
use super::parts::{Holder, Parts, texts};
use super::patient_month::{Features, PatientMonth, Window};
use crate::cohort::Cohort;
use crate::definitions::{Catalogue, ExtractFact, Indicator};

/// Whether a patient-month is in the cohort; `None` where a fact that would decide it is unknown.
pub type Only<'a> = dyn Fn(&PatientMonth<'_>) -> Option<bool> + Sync + 'a;

/// What a pass counts.
pub(crate) struct CountRequest<'a> {
    /// In the order of the counts of a cell.
    pub(crate) indicators: &'a [&'a Indicator],
    pub(crate) parts: &'a Parts,
    /// Columns of the patients files whose values are units of cells beside the practices.
    pub(crate) columns: &'a [PeopleColumn],
    pub(crate) only: Option<&'a Only<'a>>,
}

/// A column of the patients files with its distinct texts, sorted.
pub(crate) struct PeopleColumn {
    pub(crate) column: usize,
    pub(crate) values: Vec<Arc<str>>,
}

impl PeopleColumn {
    pub(crate) fn of(cohort: &Cohort, column: usize) -> Self {
        let values = texts(cohort, Holder::People, column).into_iter().collect();
        Self { column, values }
    }

    /// Where the text of the patient-month's person stands among the values.
    fn unit(&self, month: &PatientMonth<'_>) -> Option<u32> {
        let text = month.person?.columns.get(self.column)?.as_deref()?;
        let at = self.values.binary_search_by(|known| (**known).cmp(text));
        u32::try_from(at.ok()?).ok()
    }
}

/// Part of patient-months of which a fact that [`CountRequest::only`] asks for is not known. Where nobody is
/// in the cohort they tell which groups have figures that cannot be assessed; otherwise they are no part.
const UNDECIDED: u32 = u32::MAX - 1;

/// What one pass over the patient-months gives.
pub(crate) struct PassResult {
    pub(crate) cells: BTreeMap<CellKey, Vec<Counts>>,
    pub(crate) knows: BTreeSet<ExtractFact>,
    /// Whether somebody, in the cohort or not, is in each band.
    pub(crate) met: Vec<bool>,
    pub(crate) spread: u64,
    pub(crate) patient_months: u64,
    pub(crate) undecided: u64,
}

/// The state of one thread.
#[derive(Default)]
struct ThreadTally {
    cells: CellSums,
    bands: Vec<u32>,
    met: Vec<bool>,
    /// Whether each fact of the catalogue is known of somebody.
    knows: Vec<bool>,
    spread: u64,
    patient_months: u64,
    undecided: u64,
}

/// Counts every patient-month of the cohort.
pub(crate) fn count(
    cohort: &Cohort,
    catalogue: &Catalogue,
    request: &CountRequest<'_>,
) -> PassResult {
    let parts = request.parts;
    let measures: Vec<Measure> = request
        .indicators
        .iter()
        .map(|indicator| Measure::of(indicator, catalogue))
        .collect();
    let given: Vec<(usize, ExtractFact)> = catalogue
        .features
        .iter()
        .enumerate()
        .filter_map(|(at, feature)| Some((at, feature.given?)))
        .collect();
    let tallies = Features::new(cohort, catalogue).visit(
        Window::EachMonth,
        ThreadTally::default,
        |tally, month| {
            tally.knows.resize(given.len(), false);
            for ((feature, _), known) in given.iter().zip(&mut tally.knows) {
                *known |= month.value(*feature).is_some();
            }
            parts.of(month, &mut tally.bands);
            tally.met.resize(parts.bands.len(), false);
            for part in &tally.bands {
                if let Some(met) = tally.met.get_mut(*part as usize) {
                    *met = true;
                }
            }
            match request.only.map_or(Some(true), |only| only(month)) {
                Some(true) => {
                    tally.patient_months += 1;
                    tally.spread += u64::from(month.practices_touched > 1);
                    tally.cells.measure(&measures, month);
                }
                Some(false) => return,
                None => {
                    tally.undecided += 1;
                    tally.cells.measure_nothing();
                    tally.bands.clear();
                    tally.bands.push(UNDECIDED);
                }
            }
            let mut put = |base: usize, unit: u32| {
                for part in &tally.bands {
                    let base = u32::try_from(base).unwrap_or(u32::MAX);
                    let place = CellKey {
                        base,
                        unit,
                        month: month.month.index(),
                        part: *part,
                    };
                    tally.cells.put(place, measures.len());
                }
            };
            put(0, month.practice.unwrap_or(NO_UNIT));
            for (at, column) in request.columns.iter().enumerate() {
                if let Some(unit) = column.unit(month) {
                    put(at + 1, unit);
                }
            }
        },
    );
    let mut seen = PassResult {
        cells: BTreeMap::new(),
        knows: BTreeSet::new(),
        met: vec![false; parts.bands.len()],
        spread: 0,
        patient_months: 0,
        undecided: 0,
    };
    let mut cells = Vec::new();
    for tally in tallies {
        let known = given.iter().zip(tally.knows).filter(|(_, known)| *known);
        seen.knows.extend(known.map(|((_, fact), _)| *fact));
        for (seen, met) in seen.met.iter_mut().zip(tally.met) {
            *seen |= met;
        }
        seen.spread += tally.spread;
        seen.patient_months += tally.patient_months;
        seen.undecided += tally.undecided;
        cells.push(tally.cells);
    }
    seen.cells = CellSums::joined(cells.into_iter());
    if seen.patient_months > 0 {
        seen.cells.retain(|place, _| place.part != UNDECIDED);
    }
    seen
}
