//! The month a list is of, and who has items in it.

use std::collections::BTreeSet;

use crate::error::Failure;
use crate::indicators::PatientMonths;
use crate::model::{Month, column};

/// The month asked for, if the extract has it; else its latest.
pub(super) fn month_of(asked: Option<Month>, months: &PatientMonths) -> Result<Month, Failure> {
    let column = month_column(months)?;
    // Sorted by month: the first and the last row are the ends.
    let ends = column
        .first()
        .zip(column.last())
        .map(|(a, b)| (Month::from_index(a), Month::from_index(b)));
    let (first, last) = ends.ok_or_else(|| Failure::bug("there are no patient-months"))?;
    match asked {
        None => Ok(last),
        Some(month) if column.iter().flatten().any(|index| index == month.index()) => Ok(month),
        Some(month) => Err(Failure::input(
            format!("the extract has no items in {month}"),
            format!("its months run from {first} to {last}"),
        )),
    }
}

fn month_column(months: &PatientMonths) -> Result<polars::prelude::Int32Chunked, Failure> {
    let column = months
        .frame
        .column(column::MONTH)
        .and_then(|months| months.i32().cloned());
    column.map_err(|_| Failure::bug("the patient-months have no month"))
}

/// Everyone with an item in the month, as positions in
/// [`Cohort::patients`](crate::model::Cohort::patients).
pub(super) fn people_of(month: Month, months: &PatientMonths) -> Result<BTreeSet<u32>, Failure> {
    let people = months
        .frame
        .column(column::PATIENT)
        .and_then(|people| people.u32().cloned());
    let people = people.map_err(|_| Failure::bug("the patient-months have no patient"))?;
    let in_month = month_column(months)?;
    let rows = in_month.iter().zip(people.iter());
    Ok(rows
        .filter(|(at, _)| *at == Some(month.index()))
        .filter_map(|(_, patient)| patient)
        .collect())
}
