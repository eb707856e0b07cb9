//! The slots of each practice, and how many could use one: a sheet beside the list.

use super::document::{Cell, ReportTable, Sheet};
use crate::disclosure::Releasable;
use crate::model::OdsCode;
use crate::shortlist::PracticeSlots;

/// The sheet, and an array of JSON. `practices` are those that the slots point to.
#[must_use]
pub fn slots_sheet(slots: &Releasable<Vec<PracticeSlots>>, practices: &[OdsCode]) -> Sheet {
    let row = |of: &PracticeSlots| {
        let code = of.code(practices);
        vec![
            code.map_or(Cell::Empty, |code| Cell::Text(code.to_string())),
            Cell::Count(of.eligible as u64),
            Cell::Count(of.slots as u64),
        ]
    };
    Sheet {
        name: "Slots",
        key: Some("slots"),
        table: ReportTable::of_groups(&["practice_code", "could_be_invited", "slots"], slots, row),
    }
}
