//! Conditions as expressions over the patient-month frame.

use polars::prelude::{Expr, col, lit};

use super::catalogue::Catalogue;
use super::definition::{Condition, Given, Indicator};
use super::features::{PatientMonths, feature_column};
use crate::model::column;

/// Whether all conditions hold, as a three-valued expression: null where a feature that would
/// decide it is unknown. No conditions hold for everybody.
pub fn holds(conditions: &[Condition]) -> Expr {
    let all = conditions.iter().flat_map(bounds).reduce(Expr::and);
    all.unwrap_or_else(everybody)
}

/// True on every row. A bare literal would have one row: summed within a group it counts one
/// person however many there are.
pub(super) fn everybody() -> Expr {
    col(column::PATIENT).is_not_null()
}

fn bounds(condition: &Condition) -> impl Iterator<Item = Expr> {
    let feature = || col(feature_column(&condition.feature));
    let least = condition
        .at_least
        .map(|bound| feature().gt_eq(lit(i64::from(bound))));
    let most = condition
        .at_most
        .map(|bound| feature().lt_eq(lit(i64::from(bound))));
    least.into_iter().chain(most)
}

/// The first fact an indicator needs and the extract does not have for anyone.
#[must_use]
pub fn missing_fact(
    indicator: &Indicator,
    catalogue: &Catalogue,
    months: &PatientMonths,
) -> Option<Given> {
    let given = |id: &str| catalogue.feature(id).and_then(|feature| feature.given);
    indicator
        .features()
        .into_iter()
        .filter_map(given)
        .find(|fact| !months.knows(*fact))
}

/// Whether the extract holds what the indicator needs.
#[must_use]
pub fn assessable(indicator: &Indicator, catalogue: &Catalogue, months: &PatientMonths) -> bool {
    missing_fact(indicator, catalogue, months).is_none()
}
