//! The order of people: score, then medicines, anticholinergic score, age, practice code, patient
//! id. Numbers of practices and patients are in the order of their codes and ids.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::assess::{Assessment, Outcome, Person, assess};
use super::policy::Policy;
use crate::indicators::{Catalogue, PatientMonths, PlanFault, feature_column, holds};
use crate::model::{Cohort, Month, Sex, Substance, column};

const SCORE: &str = "score";

/// A person of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub rank: usize,
    /// Position in [`Cohort::patients`].
    pub patient: u32,
    /// Position in [`Cohort::practices`].
    pub practice: Option<u32>,
    /// Completed years.
    pub age: Option<u32>,
    /// Recorded sex.
    pub sex: Option<Sex>,
    /// Points of the criteria met.
    pub score: u32,
    /// Unique medicines.
    pub medicines: u32,
    /// Anticholinergic burden score.
    pub acb_score: u32,
    /// Whether there are items in the month; without them medicines and their score are unknown.
    pub has_items: bool,
    /// Every criterion, met or not.
    pub assessments: Vec<Assessment>,
    /// The medicines that count, by BNF code.
    pub counted: Vec<Substance>,
    /// Everything else the person had in the month, by BNF code.
    pub not_counted: Vec<Substance>,
}

/// A ranked list of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// The month it is of.
    pub month: Month,
    /// People with an item in the month.
    pub considered: usize,
    /// People who reach the least score, in rank order.
    pub eligible: usize,
    /// The first of them, as many as were asked for.
    pub entries: Vec<Entry>,
}

/// Whom to rank.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
    /// Month to look at.
    pub month: Month,
    /// Least score.
    pub min_score: u32,
    /// How many of the list to give; all of it if `None`.
    pub top: Option<usize>,
    /// This person alone, as a position in [`Cohort::patients`].
    pub only: Option<u32>,
}

/// Ranks the selected people.
///
/// # Errors
/// [`PlanFault`] if the frame library cannot carry out the plan.
pub fn rank(
    months: &PatientMonths,
    cohort: &Cohort,
    catalogue: &Catalogue,
    policy: &Policy,
    selection: Selection,
) -> Result<Ranking, PlanFault> {
    let month = selection.month;
    let people = selected(months.frame.clone().lazy(), selection)
        .collect()
        .map_err(|_| PlanFault("people of a month"))?;
    let enough = col(SCORE).gt_eq(lit(i64::from(selection.min_score)));
    let eligible = in_order(scored(people.clone().lazy(), catalogue, policy).filter(enough))
        .collect()
        .map_err(|_| PlanFault("ranking"))?;
    // Without a number `head` would give ten rows.
    let chosen = eligible.head(Some(selection.top.unwrap_or(eligible.height())));
    let entries =
        entries(&chosen, cohort, catalogue, policy, month).map_err(|_| PlanFault("reasons"))?;
    Ok(Ranking {
        month,
        considered: people.height(),
        eligible: eligible.height(),
        entries,
    })
}

/// The patient-months of the month, and of the one person if one is asked for.
fn selected(months: LazyFrame, selection: Selection) -> LazyFrame {
    let of_month = months.filter(col(column::MONTH).eq(lit(selection.month.index())));
    match selection.only {
        Some(patient) => of_month.filter(col(column::PATIENT).eq(lit(patient))),
        None => of_month,
    }
}

/// Adds the score: the points of every criterion that is known to hold.
fn scored(months: LazyFrame, catalogue: &Catalogue, policy: &Policy) -> LazyFrame {
    let points = policy.criteria.iter().filter_map(|criterion| {
        let indicator = catalogue.indicator(&criterion.id)?;
        let met = holds(&indicator.numerator).and(holds(&indicator.denominator));
        Some(
            when(met)
                .then(lit(i64::from(criterion.points)))
                .otherwise(lit(0_i64)),
        )
    });
    let score = points
        .reduce(|sum, one| sum + one)
        .unwrap_or_else(|| lit(0_i64));
    // Two literals under a condition come back as the smallest integer: the cast is needed.
    months.with_column(score.cast(DataType::Int64).alias(SCORE))
}

fn in_order(people: LazyFrame) -> LazyFrame {
    let keys = [
        SCORE.into(),
        feature_column("medicines"),
        feature_column("acb_score"),
        column::AGE.into(),
        column::PRACTICE.into(),
        column::PATIENT.into(),
    ];
    let high_first = [true, true, true, true, false, false];
    people.sort(
        keys,
        SortMultipleOptions::default()
            .with_order_descending_multi(high_first)
            .with_nulls_last_multi([true; 6]),
    )
}

fn entries(
    chosen: &DataFrame,
    cohort: &Cohort,
    catalogue: &Catalogue,
    policy: &Policy,
    month: Month,
) -> PolarsResult<Vec<Entry>> {
    let patients: Vec<u32> = chosen
        .column(column::PATIENT)?
        .u32()?
        .into_no_null_iter()
        .collect();
    let practices = chosen.column(column::PRACTICE)?.u32()?;
    let ages = chosen.column(column::AGE)?.u32()?;
    let scores = chosen.column(SCORE)?.i64()?;
    let mut values = Vec::new();
    for feature in &catalogue.features {
        values.push((
            feature.id.as_str(),
            chosen.column(&feature_column(&feature.id))?.i64()?.clone(),
        ));
    }
    let mut substances = substances_of(cohort, &patients, month)?;
    let sexes = sexes_of(cohort, &patients)?;
    let countable = catalogue.feature("medicines");
    let mut entries = Vec::with_capacity(patients.len());
    for (row, &patient) in patients.iter().enumerate() {
        let value =
            |column: &Int64Chunked| column.get(row).and_then(|value| u32::try_from(value).ok());
        let features: BTreeMap<&str, u32> = values
            .iter()
            .filter_map(|(id, column)| Some((*id, value(column)?)))
            .collect();
        let person = Person {
            features,
            substances: substances.remove(&patient).unwrap_or_default(),
        };
        let counts =
            |s: &Substance| countable.is_some_and(|feature| catalogue.adds(feature, *s) > 0);
        let (counted, not_counted) = person.substances.iter().partition(|s| counts(s));
        entries.push(Entry {
            rank: row + 1,
            patient,
            practice: practices.get(row),
            age: ages.get(row),
            sex: cohort
                .person(patient)
                .and_then(|person| person.sex)
                .or_else(|| sexes.get(&patient).copied()),
            score: value(scores).unwrap_or(0),
            medicines: person.features.get("medicines").copied().unwrap_or(0),
            acb_score: person.features.get("acb_score").copied().unwrap_or(0),
            has_items: true,
            assessments: assess(&person, policy, catalogue),
            counted,
            not_counted,
        });
    }
    Ok(entries)
}

/// The distinct substances of the chosen people in the month, in code order.
fn substances_of(
    cohort: &Cohort,
    patients: &[u32],
    month: Month,
) -> PolarsResult<BTreeMap<u32, Vec<Substance>>> {
    let mut wanted = vec![false; cohort.patients.len()];
    for patient in patients {
        wanted[*patient as usize] = true;
    }
    let people = cohort
        .items
        .column(column::PATIENT)?
        .u32()?
        .into_no_null_iter();
    let months = cohort
        .items
        .column(column::MONTH)?
        .i32()?
        .into_no_null_iter();
    let codes = cohort
        .items
        .column(column::SUBSTANCE)?
        .u32()?
        .into_no_null_iter();
    let mut of: BTreeMap<u32, Vec<Substance>> = BTreeMap::new();
    for ((patient, at), code) in people.zip(months).zip(codes) {
        if at == month.index() && wanted[patient as usize] {
            of.entry(patient)
                .or_default()
                .push(cohort.substances[code as usize]);
        }
    }
    for substances in of.values_mut() {
        substances.sort_unstable();
        substances.dedup();
    }
    Ok(of)
}

/// The sex that the item rows record of the chosen people: the lowest where rows differ.
fn sexes_of(cohort: &Cohort, patients: &[u32]) -> PolarsResult<BTreeMap<u32, Sex>> {
    let wanted = wanted(cohort, patients);
    let people = cohort
        .items
        .column(column::PATIENT)?
        .u32()?
        .into_no_null_iter();
    let sexes = cohort.items.column(column::SEX)?.u32()?.iter();
    let mut of = BTreeMap::new();
    for (patient, sex) in people.zip(sexes) {
        if let Some(sex) = sex
            .and_then(Sex::from_index)
            .filter(|_| wanted[patient as usize])
        {
            of.entry(patient)
                .and_modify(|kept: &mut Sex| *kept = sex.min(*kept))
                .or_insert(sex);
        }
    }
    Ok(of)
}

fn wanted(cohort: &Cohort, patients: &[u32]) -> Vec<bool> {
    let mut wanted = vec![false; cohort.patients.len()];
    for patient in patients {
        wanted[*patient as usize] = true;
    }
    wanted
}

impl Entry {
    /// The criterion that is not met by the smallest margin, among those that ask for one number
    /// of medicines or points of which the person has some, and by how much it is missed; the first of the policy on a tie.
    #[must_use]
    pub fn nearest_threshold(&self) -> Option<(&Assessment, u32)> {
        let missed =
            self.assessments
                .iter()
                .filter_map(|assessment| match &assessment.checked[..] {
                    [checked] if checked.of_medicines && assessment.outcome == Outcome::NotMet => {
                        Some((
                            assessment,
                            checked
                                .at_least?
                                .checked_sub(checked.value.filter(|value| *value > 0)?)?,
                        ))
                    }
                    _ => None,
                });
        missed.min_by_key(|(_, short_by)| *short_by)
    }
}
