//! From patient-months to figures of groups.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::PlanFault;
use super::catalogue::Catalogue;
use super::condition::{everybody, holds, missing_fact};
use super::definition::{Given, Indicator};
use super::features::{PatientMonths, feature_column};
use super::measure::measured;
use crate::model::{AgeBand, Cohort, Figure, Level, Month, Period, Status, Unit, column};

const GROUP: &str = "group";
const START: &str = "start";

/// Which figures to compute.
pub struct Request<'a> {
    /// In the order they are to be given.
    pub indicators: Vec<&'a Indicator>,
    /// Kinds of group.
    pub levels: BTreeSet<Level>,
    /// Age bands, each a figure of its own.
    pub bands: BTreeSet<AgeBand>,
    /// What a figure pools.
    pub period: Period,
}

/// Computes the figures, sorted by indicator (in the request's order), period, level (widest
/// first), code and band. Every group with a patient-month in a period
/// has a row for each indicator and band; patient-months of no group are in none.
///
/// # Errors
/// [`PlanFault`] if the frame library cannot carry out the plan.
pub fn figures(
    months: &PatientMonths,
    cohort: &Cohort,
    catalogue: &Catalogue,
    request: &Request<'_>,
) -> Result<Vec<Figure>, PlanFault> {
    let mut rows = Vec::new();
    for level in &request.levels {
        let groups = Groups::of(cohort, *level);
        let sums = sums(months, &groups, request).map_err(|_| PlanFault("figures of groups"))?;
        read_sums(&sums, &groups, months, catalogue, request, &mut rows)
            .map_err(|_| PlanFault("figures of groups"))?;
    }
    rows.sort_by(|a: &(usize, usize, Figure), b| {
        let key = |row: &(usize, usize, Figure)| (row.0, row.2.start, row.2.level);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.2.code.cmp(&b.2.code))
            .then(a.1.cmp(&b.1))
    });
    Ok(rows.into_iter().map(|(_, _, figure)| figure).collect())
}

/// The groups of one level, in code order, and the group of each practice.
pub(super) struct Groups {
    level: Level,
    names: Vec<(String, String)>,
    of_practice: Vec<Option<u32>>,
}

impl Groups {
    pub(super) fn of(cohort: &Cohort, level: Level) -> Self {
        let own: Vec<Option<(String, String)>> = cohort
            .practices
            .iter()
            .map(|practice| cohort.organisations.group(practice, level))
            .collect();
        // Two names under one code: the lowest, so that file order leaves no trace. No name is none.
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        for (code, name) in own.iter().flatten() {
            names
                .entry(code)
                .and_modify(|kept| {
                    if kept.is_empty() || (!name.is_empty() && name.as_str() < *kept) {
                        *kept = name;
                    }
                })
                .or_insert(name);
        }
        let position: BTreeMap<&str, u32> = names.keys().copied().zip(0..).collect();
        let of_practice = own
            .iter()
            .map(|group| group.as_ref().map(|(code, _)| position[code.as_str()]))
            .collect();
        let names = names
            .into_iter()
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
            .collect();
        Self {
            level,
            names,
            of_practice,
        }
    }

    /// The group of the practice at a position of the cohort's practices.
    pub(super) fn of_practice(&self, practice: usize) -> Option<u32> {
        match self.level {
            Level::All => Some(0),
            _ => self.of_practice[practice],
        }
    }

    pub(super) fn level(&self) -> Level {
        self.level
    }

    /// Code and name of the group at a position.
    pub(super) fn name(&self, group: u32) -> (String, String) {
        match self.level {
            Level::All => ("all".to_owned(), String::new()),
            _ => self.names[group as usize].clone(),
        }
    }

    /// The frame with a `group` column; rows of no group are left out.
    fn assign(&self, months: &DataFrame) -> PolarsResult<DataFrame> {
        let mut frame = months.clone();
        let practice = frame.column(column::PRACTICE)?.u32()?.clone();
        let group: Vec<Option<u32>> = match self.level {
            Level::All => vec![Some(0); frame.height()],
            _ => practice
                .iter()
                .map(|practice| self.of_practice[practice? as usize])
                .collect(),
        };
        frame.with_column(Column::new(GROUP.into(), group))?;
        Ok(frame)
    }
}

/// One row per group and period: for each indicator and band its numerator and denominator.
fn sums(months: &PatientMonths, groups: &Groups, request: &Request<'_>) -> PolarsResult<DataFrame> {
    let mut totals = Vec::new();
    for (i, indicator) in request.indicators.iter().enumerate() {
        for (b, band) in request.bands.iter().enumerate() {
            let counted = match &indicator.mean_of {
                Some(feature) => col(feature_column(feature)),
                None => holds(&indicator.numerator).cast(DataType::Int64),
            };
            // Someone of whom the deciding fact is not known is in neither part of the fraction.
            let within = holds(&indicator.denominator)
                .and(in_band(*band))
                .and(counted.clone().is_not_null());
            let numerator = when(within.clone()).then(counted).otherwise(lit(0_i64));
            let denominator = when(within).then(lit(1_i64)).otherwise(lit(0_i64));
            // Two literals under a condition come back as the smallest integer: the casts are needed.
            totals.push(
                numerator
                    .cast(DataType::Int64)
                    .sum()
                    .alias(numerator_column(i, b)),
            );
            totals.push(
                denominator
                    .cast(DataType::Int64)
                    .sum()
                    .alias(denominator_column(i, b)),
            );
        }
    }
    groups
        .assign(&months.frame)?
        .lazy()
        .filter(col(GROUP).is_not_null())
        .with_column(start_of(request.period).alias(START))
        .group_by([col(GROUP), col(START)])
        .agg(totals)
        .sort([START, GROUP], SortMultipleOptions::default())
        .collect()
}

fn numerator_column(indicator: usize, band: usize) -> PlSmallStr {
    format!("n_{indicator}_{band}").into()
}

fn denominator_column(indicator: usize, band: usize) -> PlSmallStr {
    format!("d_{indicator}_{band}").into()
}

fn in_band(band: AgeBand) -> Expr {
    if band.is_all() {
        return everybody();
    }
    let from = col(column::AGE).gt_eq(lit(band.from));
    match band.to {
        Some(to) => from.and(col(column::AGE).lt_eq(lit(to))),
        None => from,
    }
}

/// First month of the period a month belongs to; the financial year begins in April.
fn start_of(period: Period) -> Expr {
    let month = || col(column::MONTH);
    let into = |length: i32| month() - (month() - lit(3)) % lit(length);
    match period {
        Period::Month => month(),
        Period::Quarter => into(3),
        Period::Year => into(12),
        Period::All => month().min(),
    }
}

fn read_sums(
    sums: &DataFrame,
    groups: &Groups,
    months: &PatientMonths,
    catalogue: &Catalogue,
    request: &Request<'_>,
    rows: &mut Vec<(usize, usize, Figure)>,
) -> PolarsResult<()> {
    let group = sums.column(GROUP)?.u32()?;
    let start = sums.column(START)?.i32()?;
    for (i, indicator) in request.indicators.iter().enumerate() {
        let missing = missing_fact(indicator, catalogue, months);
        for (b, band) in request.bands.iter().enumerate() {
            let numerator = sums.column(&numerator_column(i, b))?.i64()?;
            let denominator = sums.column(&denominator_column(i, b))?.i64()?;
            let ageless = (!band.is_all() && !months.knows(Given::Age)).then_some(Given::Age);
            let unknown = missing.or(ageless).map(Given::missing);
            for row in 0..sums.height() {
                let (Some(group), Some(start)) = (group.get(row), start.get(row)) else {
                    continue;
                };
                let (code, name) = groups.name(group);
                let start = Month::from_index(start);
                let counts = (
                    numerator.get(row).unwrap_or(0),
                    denominator.get(row).unwrap_or(0),
                );
                let figure = Figure {
                    indicator: indicator.id.clone(),
                    period: request.period.label(start),
                    start,
                    level: groups.level,
                    code,
                    name,
                    band: *band,
                    ..measure(indicator.unit(), counts, unknown)
                };
                rows.push((i, b, figure));
            }
        }
    }
    Ok(())
}

/// The measured part of a figure: empty throughout if not assessable, an empty value if nobody is
/// in the denominator.
fn measure(unit: Unit, counts: (i64, i64), unknown: Option<&'static str>) -> Figure {
    let count = |value: i64| u64::try_from(value).ok().filter(|_| unknown.is_none());
    let (numerator, denominator) = (count(counts.0), count(counts.1));
    let (value, interval) = measured(unit, numerator, denominator);
    Figure {
        indicator: String::new(),
        period: String::new(),
        start: Month::from_index(0),
        level: Level::All,
        code: String::new(),
        name: String::new(),
        band: AgeBand::ALL,
        numerator,
        denominator,
        value,
        interval,
        unit,
        status: unknown.map_or(Status::Ok, Status::NotAssessable),
    }
}
