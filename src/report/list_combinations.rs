//! How many people are on each combination of lists.

use super::document::{Cell, Document, Meta, Sensitivity, Setting, Sheet, Supplement, TableView};
use crate::disclosure::Releasable;

const COLUMNS: [&str; 3] = ["lists", "number_of_lists", "people"];

/// A combination of lists.
#[derive(Clone, Debug)]
pub struct CombinationRow {
    /// Ids of the lists.
    pub lists: Vec<String>,
    /// People on these and no other.
    pub people: u64,
}

/// The document of the combinations, in the order given.
#[must_use]
pub fn combinations(rows: &Releasable<Vec<CombinationRow>>, meta: Meta) -> Document {
    let view = TableView {
        headings: vec![
            ("people", Setting::Number),
            ("on these lists and no other", Setting::Prose),
        ],
        rows: rows
            .get()
            .iter()
            .map(|row| vec![row.people.to_string(), row.lists.join(", ")])
            .collect(),
        ..TableView::default()
    };
    Document {
        meta,
        sensitivity: Sensitivity::Aggregate,
        columns: COLUMNS.to_vec(),
        rows: rows.get().iter().map(row).collect(),
        view,
        more: Supplement::default(),
    }
}

/// The same as a sheet of another report's workbook.
#[must_use]
pub fn combinations_sheet(rows: &Releasable<Vec<CombinationRow>>) -> Sheet {
    Sheet {
        name: "Lists",
        key: Some("lists"),
        columns: COLUMNS.to_vec(),
        rows: rows.get().iter().map(row).collect(),
    }
}

fn row(row: &CombinationRow) -> Vec<Cell> {
    let number = row.lists.len() as u64;
    vec![
        Cell::List(row.lists.clone()),
        Cell::Count(number),
        Cell::Count(row.people),
    ]
}
