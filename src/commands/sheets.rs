//! Further sheets of a shortlist's workbook: the comparators of the month, and the definitions.

use std::collections::BTreeSet;

use super::define::overview;
use crate::disclosure::{Audience, release};
use crate::error::Failure;
use crate::indicators::{Catalogue, Kind, PatientMonths, Request, figures};
use crate::model::{AgeBand, Cohort, Level, Month, Period};
use crate::report::{Sheet, definitions_sheet, figures_sheet};
use crate::shortlist::Policy;

/// The figures of everyone and of each practice for the criteria, and what everything means.
pub(super) fn further(
    months: &PatientMonths,
    cohort: &Cohort,
    policy: &Policy,
    month: Month,
) -> Result<[Sheet; 2], Failure> {
    let catalogue = Catalogue::shipped();
    let criteria = policy.criteria.iter();
    let request = Request {
        indicators: criteria
            .filter_map(|criterion| catalogue.indicator(&criterion.id))
            .filter(|indicator| indicator.kind == Kind::Comparator)
            .collect(),
        levels: BTreeSet::from([Level::All, Level::Practice]),
        bands: BTreeSet::from([AgeBand::ALL]),
        period: Period::Month,
    };
    let mut figures = figures(months, cohort, catalogue, &request)?;
    figures.retain(|figure| figure.period == month.to_string());
    let released = release(figures, Audience::DirectCare);
    let definitions = definitions_sheet(&overview(catalogue));
    Ok([figures_sheet(&released), definitions])
}
