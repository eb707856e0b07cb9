//! From item rows to one row per patient-month with its features.

use polars::prelude::*;

use super::PlanFault;
use super::catalogue::Catalogue;
use super::definition::{Feature, Given};
use crate::model::{Cohort, Month, column, completed_years_on_last_day};

/// One row per patient and month with at least one item row, sorted by month and patient:
/// `patient` u32, `month` i32, `practice` u32 (null where no practice is known), `age` u32 (null
/// where unknown), `practices_touched` u32, and an i64 column per feature
/// ([`feature_column`]), null where the extract does not say.
pub struct PatientMonths {
    /// The rows.
    pub frame: DataFrame,
    known: Vec<Given>,
}

impl PatientMonths {
    /// Whether the extract says this of anyone at all.
    #[must_use]
    pub fn knows(&self, fact: Given) -> bool {
        self.known.contains(&fact)
    }
}

/// Name of a feature's column.
#[must_use]
pub fn feature_column(id: &str) -> PlSmallStr {
    format!("f_{id}").into()
}

/// Computes every feature of the catalogue for every patient-month.
///
/// # Errors
/// [`PlanFault`] if the frame library cannot carry out the plan.
pub fn patient_months(cohort: &Cohort, catalogue: &Catalogue) -> Result<PatientMonths, PlanFault> {
    let items = cohort.items.clone().lazy();
    let weights = weights(cohort, catalogue).map_err(|_| PlanFault("feature weights"))?;
    let counted = count_features(distinct_substances(items.clone()), weights, catalogue);
    let frame = count_categories(counted, catalogue)
        .join(
            busiest_practice(items),
            [col(column::PATIENT), col(column::MONTH)],
            [col(column::PATIENT), col(column::MONTH)],
            JoinArgs::new(JoinType::Left),
        )
        .sort(
            [column::MONTH, column::PATIENT],
            SortMultipleOptions::default(),
        )
        .collect()
        .map_err(|_| PlanFault("features of patient-months"))?;
    with_people(frame, cohort, catalogue).map_err(|_| PlanFault("facts of people"))
}

/// Whether a feature is made of substances by itself (a count or a sum).
fn is_counted(feature: &&Feature) -> bool {
    feature.given.is_none() && feature.above_zero.is_empty()
}

/// What each substance adds to each counted feature: `substance` u32, then i64 columns.
fn weights(cohort: &Cohort, catalogue: &Catalogue) -> PolarsResult<DataFrame> {
    let height = cohort.substances.len();
    let codes: Vec<u32> = (0..).take(height).collect();
    let mut columns = vec![Column::new(column::SUBSTANCE.into(), codes)];
    for feature in catalogue.features.iter().filter(is_counted) {
        let adds = |substance| i64::from(catalogue.adds(feature, substance));
        let values: Vec<i64> = cohort.substances.iter().copied().map(adds).collect();
        columns.push(Column::new(feature_column(&feature.id), values));
    }
    DataFrame::new(height, columns)
}

/// One row per patient, month and substance: two strengths, or two rows, are one medicine.
fn distinct_substances(items: LazyFrame) -> LazyFrame {
    items
        .group_by([
            col(column::PATIENT),
            col(column::MONTH),
            col(column::SUBSTANCE),
        ])
        .agg([col(column::ITEMS).sum(), col(column::AGE).max()])
}

/// One row per patient and month: each substance's weights, and its items, added up.
fn count_features(substances: LazyFrame, weights: DataFrame, catalogue: &Catalogue) -> LazyFrame {
    let counted = catalogue.features.iter().filter(is_counted);
    let mut sums: Vec<Expr> = counted
        .map(|feature| {
            let adds = col(feature_column(&feature.id));
            if feature.items_of.is_empty() {
                adds.sum()
            } else {
                (adds * col(column::ITEMS)).sum()
            }
        })
        .collect();
    sums.push(col(column::ITEMS).sum());
    sums.push(col(column::AGE).max());
    substances
        .join(
            weights.lazy(),
            [col(column::SUBSTANCE)],
            [col(column::SUBSTANCE)],
            JoinArgs::new(JoinType::Left),
        )
        .group_by([col(column::PATIENT), col(column::MONTH)])
        .agg(sums)
}

/// Adds the features that count how many others are above zero.
fn count_categories(months: LazyFrame, catalogue: &Catalogue) -> LazyFrame {
    let categories = catalogue
        .features
        .iter()
        .filter(|feature| !feature.above_zero.is_empty());
    months.with_columns(
        categories
            .map(|feature| {
                let above =
                    |id: &String| col(feature_column(id)).gt(lit(0_i64)).cast(DataType::Int64);
                let count = feature
                    .above_zero
                    .iter()
                    .map(above)
                    .reduce(|sum, one| sum + one);
                count
                    .unwrap_or_else(|| lit(0_i64))
                    .alias(feature_column(&feature.id))
            })
            .collect::<Vec<_>>(),
    )
}

/// The practice that issued most items to the patient in the month, the lowest code on a tie, and
/// how many practices issued any. Practice numbers are in code order.
fn busiest_practice(items: LazyFrame) -> LazyFrame {
    let month = [col(column::PATIENT), col(column::MONTH)];
    items
        .filter(col(column::PRACTICE).is_not_null())
        .group_by([
            col(column::PATIENT),
            col(column::MONTH),
            col(column::PRACTICE),
        ])
        .agg([col(column::ITEMS).sum()])
        .sort(
            [column::ITEMS, column::PRACTICE],
            SortMultipleOptions::default().with_order_descending_multi([true, false]),
        )
        .group_by_stable(month)
        .agg([
            col(column::PRACTICE).first(),
            len()
                .cast(DataType::UInt32)
                .alias(column::PRACTICES_TOUCHED),
        ])
}

/// Adds what the patients files say: the registered practice wins over the busiest one, a date of
/// birth over the rows' highest age, and that over an age of the patients file.
fn with_people(
    mut frame: DataFrame,
    cohort: &Cohort,
    catalogue: &Catalogue,
) -> PolarsResult<PatientMonths> {
    let rows: Vec<(u32, Month)> = {
        let patients = frame.column(column::PATIENT)?.u32()?.into_no_null_iter();
        let months = frame.column(column::MONTH)?.i32()?.into_no_null_iter();
        patients.zip(months.map(Month::from_index)).collect()
    };
    let person = |row: &(u32, Month)| cohort.person(row.0);
    let practice: Vec<Option<u32>> = frame
        .column(column::PRACTICE)?
        .u32()?
        .iter()
        .zip(&rows)
        .map(|(busiest, row)| person(row).and_then(|p| p.practice).or(busiest))
        .collect();
    let age: Vec<Option<u32>> = frame
        .column(column::AGE)?
        .u32()?
        .iter()
        .zip(&rows)
        .map(|(highest, row)| {
            let born = person(row).and_then(|p| p.born);
            let age = born.and_then(|born| completed_years_on_last_day(born, row.1));
            age.or(highest).or(person(row).and_then(|p| p.age))
        })
        .collect();
    let care_home: Vec<Option<bool>> = rows
        .iter()
        .map(|row| person(row).and_then(|p| p.care_home))
        .collect();
    let frail: Vec<Option<bool>> = rows
        .iter()
        .map(|row| person(row).and_then(|p| p.severe_frailty))
        .collect();

    let items = frame.column(column::ITEMS)?.clone();
    let mut known = vec![Given::Items];
    for feature in &catalogue.features {
        let Some(given) = feature.given else { continue };
        let values: Vec<Option<i64>> = match given {
            Given::Items => items.i64()?.iter().collect(),
            Given::Age => age.iter().map(|age| age.map(i64::from)).collect(),
            Given::CareHome => care_home.iter().map(|home| home.map(i64::from)).collect(),
            Given::SevereFrailty => frail.iter().map(|frail| frail.map(i64::from)).collect(),
            Given::OpioidOme | Given::ClinicalRecord => vec![None; rows.len()],
        };
        if given != Given::Items && values.iter().any(Option::is_some) {
            known.push(given);
        }
        frame.with_column(Column::new(feature_column(&feature.id), values))?;
    }
    frame.with_column(Column::new(column::PRACTICE.into(), practice))?;
    frame.with_column(Column::new(column::AGE.into(), age))?;
    Ok(PatientMonths { frame, known })
}
