//! From patient-months to figures of groups.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::figure::Figure;
use super::groups::Groups;
use super::value::measured;
use crate::cohort::Cohort;
use crate::definitions::{Catalogue, ExtractFact, Indicator};
use crate::engine::{
    Breakdown, CellKey, CountRequest, Counts, Holder, Only, Parts, PeopleColumn, add, count,
    missing_fact,
};
use crate::model::{AgeBand, Band, Grouping, Level, Month, Period, Status, Unit};

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

const NOBODY_DECIDED: &str = "of nobody is known what the filter asks for";

/// Computes the figures.
#[must_use]
pub fn figures(cohort: &Cohort, catalogue: &Catalogue, request: &Request<'_>) -> Figures {
    let parts = Parts::new(cohort, &request.bands, &request.breakdowns);
    let columns: Vec<PeopleColumn> = request
        .groupings
        .iter()
        .filter_map(|by| match by {
            GroupBy::Column(Holder::People, column, _) => Some(PeopleColumn::of(cohort, *column)),
            _ => None,
        })
        .collect();
    let asked = CountRequest {
        indicators: &request.indicators,
        parts: &parts,
        columns: &columns,
        only: request.only,
    };
    let seen = count(cohort, catalogue, &asked);
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
                    .position(|known| known.column == *column)
                    .unwrap_or(0);
                (at + 1, Groups::of_values(name, &columns[at].values))
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
        let unit = place.practice_or_value();
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

/// What figures are sorted by, first to last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct FigureOrder {
    indicator: usize,
    kind_of_period: usize,
    start: Month,
    level: Grouping,
    code: String,
    band: u32,
}

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
                let place = FigureOrder {
                    indicator: i,
                    kind_of_period: order,
                    start: *start,
                    level,
                    code: code.clone(),
                    band: *at,
                };
                rows.push((place, figure));
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
        numerator,
        denominator,
        value,
        interval,
        status: unknown.map_or(Status::Ok, Status::NotAssessable),
        ..Figure::unmeasured(unit)
    }
}
