//! Further tables of a shortlist: the comparators of the month, the definitions, selection by
//! deprivation, combinations of lists, slots, and who is no longer listed.

use std::collections::BTreeSet;

use super::slots::practice_code;
use crate::cohort::Cohort;
use crate::definitions::{Catalogue, IndicatorKind, Policy, overview};
use crate::disclosure::{Audience, Releasable, release};
use crate::engine::PatientMonth;
use crate::figures::{GroupBy, Request, figures};
use crate::model::{AgeBand, Level, Month, Period};
use crate::report::{Cell, CombinationRow, EquityRow, Sheet, definitions_sheet, figures_sheet};
use crate::shortlist::{
    Change, Changes, PatientLists, PracticeSlots, QuintileSelection, Worklist,
    selection_by_quintile,
};

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
pub(crate) fn equity(worklist: &Worklist, cohort: &Cohort) -> Option<Releasable<Vec<EquityRow>>> {
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
    let row = |of: QuintileSelection| EquityRow {
        quintile: of.quintile.map(u64::from),
        eligible: of.eligible,
        selected: of.selected,
        rate: of.rate,
        ratio: of.ratio,
    };
    let rows = || {
        selection_by_quintile(people.iter().copied())
            .into_iter()
            .map(row)
            .collect()
    };
    (known && a_choice).then(|| release(rows(), Audience::DirectCare))
}

/// How many people are on each combination of lists.
pub(crate) fn combination_rows(lists: &PatientLists) -> Releasable<Vec<CombinationRow>> {
    let combinations = lists.combinations().into_iter();
    let rows = combinations.map(|of| CombinationRow {
        lists: of.lists,
        people: of.people as u64,
    });
    release(rows.collect(), Audience::DirectCare)
}

/// The slots of each practice, and how many could use one.
pub(crate) fn slots_sheet(slots: &[PracticeSlots], cohort: &Cohort) -> Option<Sheet> {
    let row = |of: &PracticeSlots| {
        let practice = practice_code(of, cohort).map_or(Cell::Empty, Cell::Text);
        let (eligible, slots) = (of.eligible as u64, of.slots as u64);
        vec![practice, Cell::Count(eligible), Cell::Count(slots)]
    };
    (!slots.is_empty()).then(|| Sheet {
        name: "Slots",
        key: Some("slots"),
        columns: vec!["practice_code", "could_be_invited", "slots"],
        rows: slots.iter().map(row).collect(),
    })
}

/// Who is no longer listed, and why.
pub(crate) fn gone(changes: &Changes<'_>, why: impl Fn(&str) -> &'static str) -> Sheet {
    let gone = changes
        .0
        .iter()
        .filter(|(_, change)| matches!(change, Change::Resolved | Change::Left));
    let rows = gone.map(|(id, change)| {
        let because = match change {
            Change::Left => "no items in the month",
            _ => why(id),
        };
        vec![
            Cell::Text((*id).to_owned()),
            Cell::Text(change.as_str().to_owned()),
            Cell::Text(because.to_owned()),
        ]
    });
    Sheet {
        name: "No longer listed",
        key: Some("no_longer_listed"),
        columns: vec!["patient_id", "change", "because"],
        rows: rows.collect(),
    }
}
