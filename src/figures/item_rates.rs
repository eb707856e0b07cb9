//! Items per 1,000 registered patients, from practice-level prescribing and list sizes.
//!
//! A list size counts once for each month in which its practice has prescribing, so a period of
//! three months is out of three times the list: the rate stays a rate per month.

use std::collections::{BTreeMap, BTreeSet};

use super::figure::Figure;
use super::groups::Groups;
use super::pool::GroupBy;
use super::value::measured;
use crate::cohort::{Cohort, ItemsBySubstance, ListSizes, Prescribing};
use crate::definitions::{DrugLists, ItemRate};
use crate::engine::{Breakdown, Holder, bands_of_nobody};
use crate::model::{AgeBand, Band, Level, Month, Period, Status, Substance, Unit};

const NO_LIST_SIZES: &str = "no list sizes: add gp-reg-pat-prac-quin-age.csv";
const NO_LIST_SIZE: &str = "no list size for this practice";
const NO_LIST_SIZE_IN_GROUP: &str = "no list size for any practice of the group";
const NO_PATIENTS: &str = "practice-level prescribing has no patients";
const NO_PARTS: &str = "items of practice-level prescribing are of all patients together";

/// Practice-level data and the organisations they belong to.
#[derive(Clone, Copy)]
pub struct PracticeLevel<'a> {
    /// Items.
    pub prescribing: &'a Prescribing,
    /// Registered patients.
    pub list_sizes: &'a ListSizes,
    /// Knows every practice of the prescribing, and the organisations.
    pub cohort: &'a Cohort,
}

/// What to compute, and for whom.
pub struct GroupRequest<'a> {
    /// Kinds of group. A column of the patients files says nothing of a practice: it has no groups.
    pub groupings: &'a BTreeSet<GroupBy>,
    /// What a figure pools.
    pub period: Period,
}

/// The sums of one group in one period.
#[derive(Default)]
struct Sum {
    items: Vec<u64>,
    patients: u64,
    /// Items of practices without a list size.
    left_out: Vec<u64>,
    /// Some practice has a list size.
    has_list: bool,
}

/// The figures of these rates, entries of the catalogue, in no order, and how many practices were left out of their groups
/// for want of a list size.
#[must_use]
pub fn item_rate_figures(
    data: PracticeLevel<'_>,
    rates: &[&ItemRate],
    lists: &DrugLists,
    request: &GroupRequest<'_>,
) -> (Vec<Figure>, usize) {
    let no_lists = data.list_sizes.0.is_empty();
    let mut membership: BTreeMap<Substance, Vec<usize>> = BTreeMap::new();
    let mut figures = Vec::new();
    let mut unlisted = BTreeSet::new();
    for (by, groups) in groups(data.cohort, request) {
        let mut sums: BTreeMap<(Month, u32), Sum> = BTreeMap::new();
        each_month(
            data,
            &groups,
            request.period,
            |practice, month, items, key| {
                let sum = sums.entry(key).or_default();
                sum.items.resize(rates.len(), 0);
                sum.left_out.resize(rates.len(), 0);
                let list = data.list_sizes.of(&data.cohort.practices[practice], month);
                let into = if let Some(list) = list {
                    sum.patients += list.patients;
                    sum.has_list = true;
                    &mut sum.items
                } else {
                    unlisted.insert(practice);
                    &mut sum.left_out
                };
                for (substance, count) in items {
                    let on = membership.entry(*substance).or_insert_with(|| {
                        let on = |rate: &usize| rates[*rate].counts(*substance, lists);
                        (0..rates.len()).filter(on).collect()
                    });
                    for rate in on {
                        into[*rate] += count;
                    }
                }
            },
        );
        for ((start, group), sum) in sums {
            for (at, rate) in rates.iter().enumerate() {
                let (numerator, denominator, status) = match by {
                    _ if sum.has_list => (Some(sum.items[at]), Some(sum.patients), Status::Ok),
                    _ if no_lists => (
                        Some(sum.left_out[at]),
                        None,
                        Status::NotAssessable(NO_LIST_SIZES),
                    ),
                    GroupBy::Level(Level::Practice) => (
                        Some(sum.left_out[at]),
                        None,
                        Status::NotAssessable(NO_LIST_SIZE),
                    ),
                    _ => (None, None, Status::NotAssessable(NO_LIST_SIZE_IN_GROUP)),
                };
                let (value, interval) = measured(Unit::PerThousand, numerator, denominator);
                figures.push(Figure {
                    indicator: rate.id.clone(),
                    numerator,
                    denominator,
                    value,
                    interval,
                    status,
                    ..blank(&groups, group, start, request.period, Unit::PerThousand)
                });
            }
        }
    }
    (figures, if no_lists { 0 } else { unlisted.len() })
}

/// What figures are of that practice-level prescribing cannot give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutPatients {
    /// Patient-months, of which it has none.
    OfPatients,
    /// Items of everybody together.
    OfEverybody {
        /// Whether the figure of everybody can be given, so that its parts alone cannot.
        parts_alone: bool,
    },
}

/// What practice-level prescribing cannot be parted by, or cannot say at all.
pub struct NotAssessable<'a> {
    /// Ids and units.
    pub figures: Vec<(&'a str, Unit)>,
    /// What they are of.
    pub of: WithoutPatients,
    /// Age bands.
    pub bands: &'a BTreeSet<AgeBand>,
    /// What figures are broken down by beside those bands.
    pub breakdowns: &'a BTreeSet<Breakdown>,
}

/// For every group and period with prescribing, each of these as not assessable.
#[must_use]
pub fn without_patients(
    data: PracticeLevel<'_>,
    wanted: &NotAssessable<'_>,
    request: &GroupRequest<'_>,
) -> Vec<Figure> {
    let parts = wanted.breakdowns.iter().flat_map(bands_of_nobody);
    let mut bands: BTreeSet<Band> = wanted.bands.iter().copied().map(Band::from).collect();
    bands.extend(parts);
    let why = match wanted.of {
        WithoutPatients::OfPatients => NO_PATIENTS,
        WithoutPatients::OfEverybody { parts_alone } => {
            if parts_alone {
                bands.remove(&Band::All);
            }
            NO_PARTS
        }
    };
    let mut figures = Vec::new();
    for (_, groups) in groups(data.cohort, request) {
        let mut spans = BTreeSet::new();
        each_month(data, &groups, request.period, |_, _, _, key| {
            spans.insert(key);
        });
        for (start, group) in spans {
            for (id, unit) in &wanted.figures {
                figures.extend(bands.iter().map(|band| Figure {
                    indicator: (*id).to_owned(),
                    band: band.clone(),
                    status: Status::NotAssessable(why),
                    ..blank(&groups, group, start, request.period, *unit)
                }));
            }
        }
    }
    figures
}

/// The groups of each kind that practices make up.
fn groups<'a>(
    cohort: &'a Cohort,
    request: &'a GroupRequest<'_>,
) -> impl Iterator<Item = (&'a GroupBy, Groups)> {
    request.groupings.iter().filter_map(move |by| match by {
        GroupBy::Level(level) => Some((by, Groups::of(cohort, *level))),
        GroupBy::Column(Holder::Practices, column, name) => {
            Some((by, Groups::of_column(cohort, *column, name)))
        }
        GroupBy::Column(Holder::People, ..) => None,
    })
}

/// Hands on every practice and month: the practice's position, its items, and the period and group
/// it falls in. Practices of no group are left out.
fn each_month(
    data: PracticeLevel<'_>,
    groups: &Groups,
    period: Period,
    mut take: impl FnMut(usize, Month, &ItemsBySubstance, (Month, u32)),
) {
    let Some(first) = data.prescribing.first_month() else {
        return;
    };
    for (code, months) in data.prescribing.practices() {
        let position = data.cohort.practices.binary_search(code).ok();
        let group = position.and_then(|position| Some((position, groups.of_unit(Some(position))?)));
        let Some((position, group)) = group else {
            continue;
        };
        for (month, items) in months {
            take(
                position,
                *month,
                items,
                (period.start(*month, first), group),
            );
        }
    }
}

/// A figure of a group and period with nothing measured.
fn blank(groups: &Groups, group: u32, start: Month, period: Period, unit: Unit) -> Figure {
    let (code, name) = groups.name(group);
    Figure {
        period: period.label(start),
        start,
        level: groups.grouping().clone(),
        code,
        name,
        ..Figure::unmeasured(unit)
    }
}
