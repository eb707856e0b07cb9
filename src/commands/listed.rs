//! From ranked people to who is listed, what has changed, and the line that says so.

use std::collections::BTreeMap;

use crate::cohort::Cohort;
use crate::report::Cell;
use crate::shortlist::{Change, Changes, Entry, ReviewHistory, Worklist, WorklistRequest};

pub(crate) fn worklist(
    entries: Vec<Entry>,
    cohort: &Cohort,
    memory: &ReviewHistory,
    wanted: WorklistRequest,
) -> Worklist {
    Worklist::of(
        entries,
        |entry| memory.away(&cohort.patient_id(entry.patient)),
        wanted,
    )
}

pub(crate) fn change(patient: u32, cohort: &Cohort, changes: &Changes<'_>) -> Cell {
    let change = changes.0.get(cohort.patient_id(patient).as_str());
    change.map_or(Cell::Empty, |change: &Change| {
        Cell::Text(change.as_str().to_owned())
    })
}

/// Why someone with items is not on the list.
pub(crate) fn why_not_listed(
    worklist: &Worklist,
    cohort: &Cohort,
) -> impl Fn(&str) -> &'static str + use<> {
    let away = worklist
        .left_out
        .iter()
        .map(|(patient, away)| (*patient, away.as_str()));
    let without = worklist
        .without_slot
        .iter()
        .map(|patient| (*patient, "no slot"));
    let reasons: BTreeMap<String, &'static str> = away
        .chain(without)
        .map(|(patient, why)| (cohort.patient_id(patient), why))
        .collect();
    move |id| reasons.get(id).copied().unwrap_or("not eligible")
}

pub(crate) fn summary(
    of: &str,
    eligible: usize,
    worklist: &Worklist,
    top: Option<usize>,
) -> String {
    let listed = worklist.entries.len();
    let cut = match top {
        Some(top) if top < listed => format!("; the first {top} are shown, --top N shows more"),
        _ if listed < eligible => format!("; {listed} of them are listed"),
        _ => String::new(),
    };
    format!("{of} reach the least score{cut}")
}
