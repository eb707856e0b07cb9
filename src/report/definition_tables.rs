//! Definitions as a table, and one definition with its substances.

use super::document::{
    Cell, Document, Meta, ReferenceRecord, ReportTable, Setting, Sheet, Supplement, TableView,
};
use crate::definitions::{DefinitionRow, SubstanceRow};

const COLUMNS: [&str; 11] = [
    "id", "title", "kind", "unit", "rule", "mark", "source", "group", "why", "note", "version",
];
const SUBSTANCE_COLUMNS: [&str; 5] = ["definition", "list", "code", "name", "points"];

/// How the worked cases of one indicator came out.
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// Indicator id.
    pub indicator: String,
    /// Its worked cases.
    pub cases: u64,
    /// Whether they hold.
    pub holds: bool,
    /// The first that does not, with what was expected; else that all are as expected.
    pub what: String,
}

impl ReferenceRecord for CaseRow {}
impl ReferenceRecord for DefinitionRow {}
impl ReferenceRecord for SubstanceRow {}

/// The document of worked cases.
#[must_use]
pub fn cases(cases: &[CaseRow], meta: Meta) -> Document {
    let outcome = |case: &CaseRow| if case.holds { "holds" } else { "fails" };
    let cells = |case: &CaseRow| {
        vec![
            Cell::text(case.indicator.as_str()),
            Cell::Count(case.cases),
            Cell::text(outcome(case)),
            Cell::text(case.what.as_str()),
        ]
    };
    let shown = cases.iter().map(|case| {
        vec![
            case.indicator.clone(),
            case.cases.to_string(),
            outcome(case).to_owned(),
            case.what.clone(),
        ]
    });
    Document {
        meta,
        table: ReportTable::of_references(&["indicator", "cases", "outcome", "what"], cases, cells),
        more: Supplement::default(),
        view: TableView {
            headings: vec![
                ("indicator", Setting::Word),
                ("cases", Setting::Number),
                ("outcome", Setting::Word),
                ("what", Setting::Prose),
            ],
            rows: shown.collect(),
            ..TableView::default()
        },
    }
}

/// The document of the overview: ids and titles for a screen, and with the rules and sources for a
/// page (`whole`).
#[must_use]
pub fn definitions(definitions: &[DefinitionRow], whole: bool, meta: Meta) -> Document {
    let view = if whole {
        page(definitions)
    } else {
        screen(definitions)
    };
    Document {
        meta,
        table: table(definitions),
        view,
        more: Supplement::default(),
    }
}

fn screen(definitions: &[DefinitionRow]) -> TableView {
    let row = |d: &DefinitionRow| {
        vec![
            d.group.to_owned(),
            d.id.clone(),
            d.title.clone(),
            d.mark.clone(),
        ]
    };
    TableView {
        headings: vec![
            ("group", Setting::Section),
            ("id", Setting::Word),
            ("title", Setting::Prose),
            ("mark", Setting::Prose),
        ],
        rows: definitions.iter().map(row).collect(),
        footer: vec![
            String::new(),
            "'rxsift define ID' shows one with its rule, its substances and its source.".to_owned(),
        ],
        ..TableView::default()
    }
}

fn page(definitions: &[DefinitionRow]) -> TableView {
    let row = |d: &DefinitionRow| {
        vec![
            d.group.to_owned(),
            d.id.clone(),
            d.title.clone(),
            d.rule.clone(),
            d.mark.clone(),
            d.source.clone(),
        ]
    };
    TableView {
        headings: vec![
            ("group", Setting::Section),
            ("id", Setting::Word),
            ("title", Setting::Prose),
            ("rule", Setting::Prose),
            ("mark", Setting::Word),
            ("source", Setting::Prose),
        ],
        rows: definitions.iter().map(row).collect(),
        ..TableView::default()
    }
}

/// The same as a sheet of another report's workbook.
#[must_use]
pub fn definitions_sheet(definitions: &[DefinitionRow]) -> Sheet {
    Sheet {
        name: "Definitions",
        key: None,
        table: table(definitions),
    }
}

fn table(definitions: &[DefinitionRow]) -> ReportTable {
    ReportTable::of_references(&COLUMNS, definitions, row)
}

fn row(definition: &DefinitionRow) -> Vec<Cell> {
    vec![
        Cell::text(definition.id.as_str()),
        Cell::text(definition.title.as_str()),
        Cell::text(definition.kind),
        Cell::text(definition.unit),
        Cell::text(definition.rule.as_str()),
        Cell::text(definition.mark.as_str()),
        Cell::text(definition.source.as_str()),
        Cell::text(definition.group),
        Cell::text(definition.why.as_str()),
        Cell::text(definition.note.as_str()),
        Cell::text(definition.version.as_str()),
    ]
}

/// The document of one definition: lines for reading, and its substances.
#[must_use]
pub fn definition(
    id: &str,
    lines: Vec<String>,
    substances: &[SubstanceRow],
    meta: Meta,
) -> Document {
    let cells = |substance: &SubstanceRow| {
        vec![
            Cell::text(id),
            Cell::text(substance.list.as_str()),
            Cell::text(substance.code.as_str()),
            Cell::text(substance.name.as_str()),
            Cell::count(substance.points),
        ]
    };
    let scored = substances
        .iter()
        .any(|substance| substance.points.is_some());
    let mut headings = vec![
        ("code", Setting::Word),
        ("substance", Setting::Prose),
        ("list", Setting::Word),
    ];
    if scored {
        headings.push(("points", Setting::Number));
    }
    let shown = substances.iter().map(|s| {
        let mut row = vec![s.code.clone(), s.name.clone(), s.list.clone()];
        if scored {
            row.push(
                s.points
                    .map(|points| points.to_string())
                    .unwrap_or_default(),
            );
        }
        row
    });
    let headings = if substances.is_empty() {
        Vec::new()
    } else {
        headings
    };
    let view = TableView {
        headings,
        rows: shown.collect(),
        heading: lines,
        ..TableView::default()
    };
    Document {
        meta,
        table: ReportTable::of_references(&SUBSTANCE_COLUMNS, substances, cells),
        view,
        more: Supplement::default(),
    }
}
