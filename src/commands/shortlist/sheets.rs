//! What stands beside a shortlist: the comparators of the month, the definitions, and selection by
//! deprivation.

use std::collections::BTreeSet;

use crate::cohort::Cohort;
use crate::definitions::{Catalogue, IndicatorKind, Policy, overview};
use crate::disclosure::{Audience, Releasable, release};
use crate::engine::PatientMonth;
use crate::figures::{GroupBy, Request, figures};
use crate::model::{AgeBand, Level, Month, Period};
use crate::report::{Sheet, definitions_sheet, figures_sheet};
use crate::shortlist::{QuintileSelection, Worklist, selection_by_quintile};

/// The figures of everyone and of each practice for the criteria, and what everything means.
pub(crate) fn further(
    cohort: &Cohort,
    catalogue: &Catalogue,
    policy: &Policy,
    month: Month,
) -> [Sheet; 2] {
    let criteria = policy.criteria.iter();
    let of_month = |of: &PatientMonth<'_>| Some(of.month == month);
    let request = Request {
        indicators: criteria
            .filter_map(|criterion| catalogue.indicator(&criterion.id))
            .filter(|indicator| indicator.kind == IndicatorKind::Comparator)
            .collect(),
        groupings: BTreeSet::from([Level::All, Level::Practice].map(GroupBy::Level)),
        bands: BTreeSet::from([AgeBand::ALL]),
        breakdowns: BTreeSet::new(),
        periods: vec![Period::Month],
        only: Some(&of_month),
    };
    let mut figures = figures(cohort, catalogue, &request).figures;
    figures.retain(|figure| figure.period == month.to_string());
    let released = release(figures, Audience::DirectCare);
    let definitions = definitions_sheet(&overview(catalogue));
    [figures_sheet(&released), definitions]
}

/// Who has a slot by deprivation, where it is known and not everybody has one.
pub(crate) fn equity(
    worklist: &Worklist,
    cohort: &Cohort,
) -> Option<Releasable<Vec<QuintileSelection>>> {
    let decile = |patient: u32| cohort.person(patient).and_then(|person| person.imd_decile);
    let listed = worklist.entries.iter();
    let listed = listed.map(|entry| (decile(entry.patient), true));
    let others = worklist
        .without_slot
        .iter()
        .map(|patient| (decile(*patient), false));
    let people: Vec<(Option<u32>, bool)> = listed.chain(others).collect();
    let known = people.iter().any(|(decile, _)| decile.is_some());
    let a_choice = people.iter().any(|(_, selected)| !selected);
    (known && a_choice).then(|| release(selection_by_quintile(people), Audience::DirectCare))
}
