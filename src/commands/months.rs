//! The month a list is of, and who has items in it.

use std::collections::BTreeSet;

use crate::cohort::Cohort;
use crate::failure::Failure;
use crate::model::Month;

/// The month asked for, if the extract has it; else its latest.
pub(crate) fn month_of(asked: Option<Month>, cohort: &Cohort) -> Result<Month, Failure> {
    let months = cohort.months_with_items();
    let ends = months.first().zip(months.last());
    let (first, last) = ends.ok_or_else(|| Failure::bug("there are no patient-months"))?;
    match asked {
        None => Ok(*last),
        Some(month) if months.contains(&month) => Ok(month),
        Some(month) => Err(Failure::input(
            format!("the extract has no items in {month}"),
            format!("its months run from {first} to {last}"),
        )),
    }
}

/// Numbers of everyone with an item in the month.
pub(crate) fn people_of(month: Month, cohort: &Cohort) -> BTreeSet<u32> {
    let of_month = cohort.items().filter(|item| item.month == month);
    of_month.map(|item| item.patient).collect()
}
