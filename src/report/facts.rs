//! What `check` found, one fact a row, and the file of rejected rows.

use super::document::{Cell, Document, Meta, ReferenceRecord, ReportTable, Supplement, TableView};
use crate::checks::{FactRow, Severity};
use crate::disclosure::Releasable;

const COLUMNS: [&str; 5] = ["severity", "file", "topic", "item", "value"];

/// The document of all facts, in the order given.
#[must_use]
pub fn facts(facts: &Releasable<Vec<FactRow>>, meta: Meta) -> Document {
    let cells = |fact: &FactRow| {
        vec![
            Cell::text(fact.severity.as_str()),
            Cell::text(fact.file.as_str()),
            Cell::text(fact.topic),
            Cell::text(fact.item.as_str()),
            Cell::text(fact.value.as_str()),
        ]
    };
    let view = TableView {
        heading: lines(facts.get()),
        ..TableView::default()
    };
    Document {
        meta,
        table: ReportTable::of_groups(&COLUMNS, facts, cells),
        view,
        more: Supplement::default(),
    }
}

/// A block for each file, findings marked with an exclamation mark.
fn lines(facts: &[FactRow]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut file = None;
    for fact in facts {
        if file != Some(&fact.file) {
            if file.is_some() {
                lines.push(String::new());
            }
            lines.push(if fact.file.is_empty() {
                "All files".to_owned()
            } else {
                fact.file.clone()
            });
            file = Some(&fact.file);
        }
        let mark = if fact.severity == Severity::Finding {
            "!"
        } else {
            " "
        };
        let parts = [fact.item.as_str(), fact.value.as_str()];
        let told: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        lines.push(format!("{mark} {:<10} {}", fact.topic, told.join(": ")));
    }
    lines
}

/// One row or cell that was not taken as it stood.
#[derive(Clone, Debug)]
pub struct RejectRow {
    /// The file, as the user named it.
    pub file: String,
    /// Line of the row.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: &'static str,
    /// What became of the row.
    pub effect: &'static str,
    /// Why.
    pub reason: &'static str,
}

impl ReferenceRecord for RejectRow {}

/// The file of `--rejects`: CSV, in file and line order. It holds places and reasons, no value.
#[must_use]
pub fn rejects(rows: &[RejectRow]) -> Vec<u8> {
    let cells = |row: &RejectRow| {
        vec![
            Cell::text(row.file.as_str()),
            Cell::Count(row.line),
            Cell::text(row.column),
            Cell::text(row.effect),
            Cell::text(row.reason),
        ]
    };
    crate::report::formats::csv::render(&Document {
        meta: Meta::default(),
        table: ReportTable::of_references(
            &["file", "line", "column", "effect", "reason"],
            rows,
            cells,
        ),
        view: TableView::default(),
        more: Supplement::default(),
    })
}
