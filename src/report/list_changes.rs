//! What became of the people of an earlier list: a column beside those listed now, and a sheet of
//! those who no longer are.

use super::document::{Cell, PersonRecord, ReportTable, Sheet, Supplement};
use crate::shortlist::{Change, Changes};

/// Someone of the earlier list who is no longer listed.
struct FormerRow<'a> {
    patient_id: &'a str,
    change: Change,
    because: &'static str,
}

impl PersonRecord for FormerRow<'_> {}
impl PersonRecord for Option<Change> {}

impl Supplement {
    /// Adds what has changed for each person of the list, in its order.
    pub fn add_changes(&mut self, changes: &[Option<Change>]) {
        let cells = |change: &Option<Change>| {
            let change = change.map(|change| change.as_str().to_owned());
            vec![change.map_or(Cell::Empty, Cell::Text)]
        };
        self.further = Some(ReportTable::of_people(&["change"], changes, cells));
    }
}

/// Who is no longer listed, and why: `because` says it of those with items.
#[must_use]
pub fn no_longer_listed(changes: &Changes<'_>, because: impl Fn(&str) -> &'static str) -> Sheet {
    let former = changes.0.iter().filter_map(|(id, change)| {
        let because = match change {
            Change::Left => "no items in the month",
            Change::Resolved => because(id),
            Change::New | Change::Still => return None,
        };
        Some(FormerRow {
            patient_id: id,
            change: *change,
            because,
        })
    });
    let former: Vec<FormerRow<'_>> = former.collect();
    let cells = |row: &FormerRow<'_>| {
        let texts = [row.patient_id, row.change.as_str(), row.because];
        texts.map(|text| Cell::Text(text.to_owned())).to_vec()
    };
    Sheet {
        name: "No longer listed",
        key: Some("no_longer_listed"),
        table: ReportTable::of_people(&["patient_id", "change", "because"], &former, cells),
    }
}
