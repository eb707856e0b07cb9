//! How many people are on each combination of lists.

use super::document::{Cell, Document, Meta, ReportTable, Setting, Sheet, Supplement, TableView};
use crate::disclosure::Releasable;
use crate::shortlist::Combination;

const COLUMNS: [&str; 3] = ["lists", "number_of_lists", "people"];

/// The document of the combinations, in the order given.
#[must_use]
pub fn combinations(rows: &Releasable<Vec<Combination>>, meta: Meta) -> Document {
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
        table: table(rows),
        view,
        more: Supplement::default(),
    }
}

/// The same as a sheet of another report's workbook.
#[must_use]
pub fn combinations_sheet(rows: &Releasable<Vec<Combination>>) -> Sheet {
    Sheet {
        name: "Lists",
        key: Some("lists"),
        table: table(rows),
    }
}

fn table(rows: &Releasable<Vec<Combination>>) -> ReportTable {
    ReportTable::of_groups(&COLUMNS, rows, row)
}

fn row(row: &Combination) -> Vec<Cell> {
    let number = row.lists.len() as u64;
    vec![
        Cell::List(row.lists.clone()),
        Cell::Count(number),
        Cell::Count(row.people as u64),
    ]
}
