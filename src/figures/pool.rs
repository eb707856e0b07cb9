//! From patient-months to figures of groups.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::groups::Groups;
use super::value::measured;
use crate::cohort::Cohort;
use crate::definitions::Catalogue;
use crate::definitions::{ExtractFact, Indicator};
use crate::engine::missing_fact;
use crate::engine::{Breakdown, Holder, Parts, texts};
use crate::engine::{CellKey, CellSums, Counts, Measure, add};
use crate::engine::{Features, PatientMonth, Window};
use crate::model::{AgeBand, Band, Figure, Grouping, Level, Month, Period, Status, Unit};

/// Whether a patient-month is in the cohort; `None` where a fact that would decide it is unknown.
pub type Only<'a> = dyn Fn(&PatientMonth<'_>) -> Option<bool> + Sync + 'a;

/// Which figures to compute.
pub struct Request<'a> {
    /// In the order they are to be given.
    pub indicators: Vec<&'a Indicator>,
    /// Kinds of group.
    pub groupings: BTreeSet<GroupBy>,
    /// Age bands, each a figure of its own.
    pub bands: BTreeSet<AgeBand>,
    /// What figures are broken down by beside those bands.
    pub breakdowns: BTreeSet<Breakdown>,
    /// What figures pool; several are given one after the other.
    pub periods: Vec<Period>,
    /// Who is in the cohort at all; a patient-month it cannot decide is not.
    pub only: Option<&'a Only<'a>>,
}

/// A kind of group, and where its groups are found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupBy {
    /// Organisations of a level.
    Level(Level),
    /// A column of the user's, by its position among those asked for, and its name.
    Column(Holder, usize, Arc<str>),
}

impl GroupBy {
    /// What the groups are.
    #[must_use]
    pub fn grouping(&self) -> Grouping {
        match self {
            Self::Level(level) => Grouping::Level(*level),
            Self::Column(_, _, name) => Grouping::Column(Arc::clone(name)),
        }
    }
}

/// Figures, and what was seen on the way.
pub struct Figures {
    /// Sorted by indicator (in the request's order), period, level (widest first), code and band.
    /// Every group with a patient-month in a period has a row for each indicator and band;
    /// patient-months of no group are in none. Where the cohort is empty since nothing was known, the
    /// groups of those left out have rows that are not assessable.
    pub figures: Vec<Figure>,
    /// Patient-months with items from several practices.
    pub spread: u64,
    /// Patient-months in the cohort.
    pub patient_months: u64,
    /// Patient-months outside it because a fact it asks for is not known.
    pub undecided: u64,
}

/// Part of patient-months of which a fact that [`Request::only`] asks for is not known. Where nobody is
/// in the cohort they tell which groups have figures that cannot be assessed; otherwise they are no part.
const UNDECIDED: u32 = u32::MAX - 1;
const NOBODY_DECIDED: &str = "of nobody is known what the filter asks for";

/// Unit of cells whose patient-months have no practice.
const NO_PRACTICE: u32 = u32::MAX;

/// Computes the figures.
#[must_use]
pub fn figures(cohort: &Cohort, catalogue: &Catalogue, request: &Request<'_>) -> Figures {
    let parts = Parts::new(cohort, &request.bands, &request.breakdowns);
    let columns: Vec<usize> = request
        .groupings
        .iter()
        .filter_map(|by| match by {
            GroupBy::Column(Holder::People, column, _) => Some(*column),
            _ => None,
        })
        .collect();
    let values: Vec<Vec<Arc<str>>> = columns
        .iter()
        .map(|column| texts(cohort, Holder::People, *column).into_iter().collect())
        .collect();
    let seen = collect(cohort, catalogue, request, &parts, (&columns, &values));
    let mut rows = Vec::new();
    for by in &request.groupings {
        let (base, groups) = match by {
            GroupBy::Level(level) => (0, Groups::of(cohort, *level)),
            GroupBy::Column(Holder::Practices, column, name) => {
                (0, Groups::of_column(cohort, *column, name))
            }
            GroupBy::Column(Holder::People, column, name) => {
                let at = columns
                    .iter()
                    .position(|known| known == column)
                    .unwrap_or(0);
                (at + 1, Groups::of_values(name, &values[at]))
            }
        };
        for (order, period) in request.periods.iter().enumerate() {
            let sums = pooled(&seen.cells, base, &groups, *period);
            let scope = Scope {
                catalogue,
                request,
                parts: &parts,
                knows: &seen.knows,
                missing: &parts.missing(&seen.met, seen.knows.contains(&ExtractFact::Age)),
                nobody_decided: seen.patient_months == 0 && seen.undecided > 0,
                groups: &groups,
            };
            read_sums(&sums, &scope, (order, *period), &mut rows);
        }
    }
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    Figures {
        figures: rows.into_iter().map(|(_, figure)| figure).collect(),
        spread: seen.spread,
        patient_months: seen.patient_months,
        undecided: seen.undecided,
    }
}

/// What one pass over the patient-months gives.
struct PassResult {
    cells: BTreeMap<CellKey, Vec<Counts>>,
    knows: BTreeSet<ExtractFact>,
    /// Whether somebody, in the cohort or not, is in each band.
    met: Vec<bool>,
    spread: u64,
    patient_months: u64,
    undecided: u64,
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

fn collect(
    cohort: &Cohort,
    catalogue: &Catalogue,
    request: &Request<'_>,
    parts: &Parts,
    (columns, values): (&[usize], &[Vec<Arc<str>>]),
) -> PassResult {
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
            put(0, month.practice.unwrap_or(NO_PRACTICE));
            for (at, (column, values)) in columns.iter().zip(values).enumerate() {
                let text = month
                    .person
                    .and_then(|person| person.columns.get(*column)?.as_deref());
                let unit =
                    text.and_then(|text| values.binary_search_by(|known| (**known).cmp(text)).ok());
                if let Some(unit) = unit.and_then(|unit| u32::try_from(unit).ok()) {
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

/// The counts of each group, period and part.
type Sums = BTreeMap<(u32, Month), BTreeMap<u32, Vec<Counts>>>;

fn pooled(
    cells: &BTreeMap<CellKey, Vec<Counts>>,
    base: usize,
    groups: &Groups,
    period: Period,
) -> Sums {
    let base = u32::try_from(base).unwrap_or(u32::MAX);
    let months = cells.keys().map(|place| place.month).min();
    let first = Month::from_index(months.unwrap_or(0));
    let mut sums: Sums = BTreeMap::new();
    for (place, counts) in cells.iter().filter(|(place, _)| place.base == base) {
        let unit = (place.unit != NO_PRACTICE).then_some(place.unit as usize);
        let Some(group) = groups.of_unit(unit) else {
            continue;
        };
        let start = period.start(Month::from_index(place.month), first);
        let parts = sums.entry((group, start)).or_default();
        match parts.get_mut(&place.part) {
            Some(sum) => add(sum, counts),
            None => {
                parts.insert(place.part, counts.clone());
            }
        }
    }
    sums
}

struct Scope<'a> {
    catalogue: &'a Catalogue,
    request: &'a Request<'a>,
    parts: &'a Parts,
    knows: &'a BTreeSet<ExtractFact>,
    missing: &'a [Option<&'static str>],
    nobody_decided: bool,
    groups: &'a Groups,
}

/// What figures are sorted by: indicator, kind of period, period, level, code, band.
type FigureOrder = (usize, usize, Month, Grouping, String, u32);

fn read_sums(
    sums: &Sums,
    scope: &Scope<'_>,
    (order, period): (usize, Period),
    rows: &mut Vec<(FigureOrder, Figure)>,
) {
    // A band that nobody at all is in has no figure, unless it was asked for by name.
    let met: BTreeSet<u32> = sums
        .values()
        .flat_map(|parts| parts.keys().copied())
        .collect();
    let bands: Vec<(u32, &Band)> = (0..)
        .zip(&scope.parts.bands)
        .filter(|(at, _)| scope.parts.always[*at as usize] || met.contains(at))
        .collect();
    for (i, indicator) in scope.request.indicators.iter().enumerate() {
        let missing = missing_fact(indicator, scope.catalogue, |fact| {
            scope.knows.contains(&fact)
        });
        for ((group, start), parts) in sums {
            let (code, name) = scope.groups.name(*group);
            for (at, band) in &bands {
                let unknown = missing
                    .map(ExtractFact::missing)
                    .or(scope.missing[*at as usize])
                    .or(scope.nobody_decided.then_some(NOBODY_DECIDED));
                let counts = parts.get(at).map_or((0, 0), |counts| counts[i]);
                let level = scope.groups.grouping().clone();
                let figure = Figure {
                    indicator: indicator.id.clone(),
                    period: period.label(*start),
                    start: *start,
                    level: level.clone(),
                    code: code.clone(),
                    name: name.clone(),
                    band: (*band).clone(),
                    ..measure(indicator.unit(), counts, unknown)
                };
                rows.push(((i, order, *start, level, code.clone(), *at), figure));
            }
        }
    }
}

/// The measured part of a figure: empty throughout if not assessable, an empty value if nobody is
/// in the denominator.
fn measure(unit: Unit, counts: Counts, unknown: Option<&'static str>) -> Figure {
    let count = |value: u64| Some(value).filter(|_| unknown.is_none());
    let (numerator, denominator) = (count(counts.0), count(counts.1));
    let (value, interval) = measured(unit, numerator, denominator);
    Figure {
        indicator: String::new(),
        period: String::new(),
        start: Month::from_index(0),
        level: Grouping::Level(Level::All),
        code: String::new(),
        name: String::new(),
        band: Band::All,
        numerator,
        denominator,
        value,
        interval,
        unit,
        status: unknown.map_or(Status::Ok, Status::NotAssessable),
    }
}
