//! What lists of people say, beside the items and among themselves.

use super::notices::plural;
use crate::disclosure::{Audience, Releasable, release};
use crate::report::CombinationRow;
use crate::shortlist::{Disagreement, PatientLists};
use crate::ui::Ui;

/// Says how far lists and items disagree.
pub(crate) fn tell_disagreement(disagreement: Disagreement, ui: &Ui) {
    let Disagreement {
        listed_and_not_met,
        met_and_not_listed,
    } = disagreement;
    if listed_and_not_met + met_and_not_listed > 0 {
        ui.warning(&format!(
            "lists and items disagree: {} on a list of people who do not meet its criterion, {} met by people who are not on its list; the items decide",
            plural(listed_and_not_met as u64, "place"),
            met_and_not_listed
        ));
    }
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
