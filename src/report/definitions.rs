//! Definitions as a table, and one definition with its substances.

use super::document::{Cell, Document, Meta, More, People, Setting, Sheet, TableView};

const COLUMNS: [&str; 7] = ["id", "title", "kind", "unit", "rule", "mark", "source"];
const SUBSTANCE_COLUMNS: [&str; 5] = ["definition", "list", "code", "name", "points"];

/// One definition of the overview.
#[derive(Clone, Debug)]
pub struct DefinitionRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `comparator`, `criterion`, `feature`, `list` or `score`.
    pub kind: &'static str,
    /// `percent`, `mean`, or nothing.
    pub unit: &'static str,
    /// What it counts.
    pub rule: String,
    /// `published`, `ours` or `experimental`.
    pub mark: &'static str,
    /// Where it comes from.
    pub source: String,
}

/// One substance of a definition.
#[derive(Clone, Debug)]
pub struct SubstanceRow {
    /// The list or score it is on.
    pub list: String,
    /// BNF substance code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its points, on a score.
    pub points: Option<u64>,
}

/// The document of the overview.
#[must_use]
pub fn definitions(definitions: &[DefinitionRow], meta: Meta) -> Document {
    let view = TableView {
        headings: vec![
            ("id", Setting::Word),
            ("title", Setting::Prose),
            ("kind", Setting::Word),
            ("mark", Setting::Word),
        ],
        rows: definitions
            .iter()
            .map(|d| {
                vec![
                    d.id.clone(),
                    d.title.clone(),
                    d.kind.to_owned(),
                    d.mark.to_owned(),
                ]
            })
            .collect(),
        footer: vec![
            String::new(),
            "'rxsift define ID' shows one with its rule, its substances and its source.".to_owned(),
        ],
        heading: Vec::new(),
    };
    Document {
        meta,
        people: People::None,
        columns: COLUMNS.to_vec(),
        rows: definitions.iter().map(row).collect(),
        view,
        more: More::default(),
    }
}

/// The same as a sheet of another report's workbook.
#[must_use]
pub fn definitions_sheet(definitions: &[DefinitionRow]) -> Sheet {
    Sheet {
        name: "Definitions",
        key: None,
        columns: COLUMNS.to_vec(),
        rows: definitions.iter().map(row).collect(),
    }
}

fn row(definition: &DefinitionRow) -> Vec<Cell> {
    vec![
        Cell::text(definition.id.as_str()),
        Cell::text(definition.title.as_str()),
        Cell::text(definition.kind),
        Cell::text(definition.unit),
        Cell::text(definition.rule.as_str()),
        Cell::text(definition.mark),
        Cell::text(definition.source.as_str()),
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
    let rows = substances.iter().map(|substance| {
        vec![
            Cell::text(id),
            Cell::text(substance.list.as_str()),
            Cell::text(substance.code.as_str()),
            Cell::text(substance.name.as_str()),
            Cell::count(substance.points),
        ]
    });
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
        footer: Vec::new(),
        heading: lines,
    };
    Document {
        meta,
        people: People::None,
        columns: SUBSTANCE_COLUMNS.to_vec(),
        rows: rows.collect(),
        view,
        more: More::default(),
    }
}
