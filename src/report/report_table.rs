//! The one table of cells, and what it can be made of: typed rows of people or references, and groups
//! that were released.

use chrono::NaiveDate;
use serde::Serialize;

use crate::disclosure::Releasable;

/// One value of a row. It never leaves `report`: whoever has a table to show hands on its typed rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing: unknown, not assessable, or for a person to fill in.
    Empty,
    /// Text.
    Text(String),
    /// A count.
    Count(u64),
    /// A measured value, at full precision.
    Number(f64),
    /// A day: `2024-03-31` in texts, a date in a workbook.
    Day(NaiveDate),
    /// Reasons: text joined by "; " in CSV, objects in JSON.
    Reasons(Vec<ReasonRow>),
    /// Several texts: joined by `;` in CSV, an array in JSON.
    List(Vec<String>),
}

/// Why a person has points.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReasonRow {
    /// Criterion id.
    pub criterion: String,
    /// Points it adds.
    pub points: u64,
    /// The reason in words.
    pub text: String,
    /// Value of the criterion's first feature.
    pub value: u64,
    /// Its threshold, where it has one from below.
    pub threshold: Option<u64>,
    /// Names of the medicines behind it.
    pub medicines: Vec<String>,
}

impl Cell {
    /// Text, or nothing if it is empty.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    pub(crate) fn day(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// The cell as a CSV has it.
    pub(crate) fn as_text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::List(texts) => texts.join(";"),
            Self::Reasons(reasons) => {
                let texts: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
                texts.join("; ")
            }
        }
    }

    pub(crate) fn count(count: Option<u64>) -> Self {
        count.map_or(Self::Empty, Self::Count)
    }

    pub(crate) fn number(number: Option<f64>) -> Self {
        number
            .filter(|number| number.is_finite())
            .map_or(Self::Empty, Self::Number)
    }
}

/// What rows are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sensitivity {
    /// A row is a person: files are readable by their owner alone.
    PatientData,
    /// A row is a group, or a definition.
    Aggregate,
}

/// A row about one person. A type is declared to be one beside the table it makes; whatever counts
/// people by group is none, and reaches a table only when it is released.
pub(super) trait PersonRecord {}

/// A row about definitions, inputs or a form: nobody is counted in it, and nobody named.
pub(super) trait ReferenceRecord {}

/// Cells under the names of their columns. Made of typed rows alone, so that what is counted of
/// groups has passed disclosure; there is no other way to one.
#[derive(Clone, Debug)]
pub(super) struct ReportTable {
    sensitivity: Sensitivity,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

impl ReportTable {
    /// A row is a group, or a count of people.
    pub(super) fn of_groups<T>(
        columns: &[&'static str],
        groups: &Releasable<Vec<T>>,
        cells: impl Fn(&T) -> Vec<Cell>,
    ) -> Self {
        Self::of(Sensitivity::Aggregate, columns, groups.get(), cells)
    }

    /// A row is a person, or about the one person of the report.
    pub(super) fn of_people<T: PersonRecord>(
        columns: &[&'static str],
        people: &[T],
        cells: impl Fn(&T) -> Vec<Cell>,
    ) -> Self {
        Self::of(Sensitivity::PatientData, columns, people, cells)
    }

    /// A row is a definition, or a place in a file.
    pub(super) fn of_references<T: ReferenceRecord>(
        columns: &[&'static str],
        references: &[T],
        cells: impl Fn(&T) -> Vec<Cell>,
    ) -> Self {
        Self::of(Sensitivity::Aggregate, columns, references, cells)
    }

    fn of<T>(
        sensitivity: Sensitivity,
        columns: &[&'static str],
        rows: &[T],
        cells: impl Fn(&T) -> Vec<Cell>,
    ) -> Self {
        Self {
            sensitivity,
            columns: columns.to_vec(),
            rows: rows.iter().map(cells).collect(),
        }
    }

    /// What its rows are about.
    pub(super) fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }

    /// Column names of the machine formats.
    pub(super) fn columns(&self) -> &[&'static str] {
        &self.columns
    }

    /// One cell per column.
    pub(super) fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// The same rows with the columns of another table after their own.
    pub(super) fn beside(&self, further: &Self) -> Self {
        let rows = self.rows.iter().enumerate().map(|(at, row)| {
            let further = further.rows.get(at).map_or(&[][..], |cells| cells);
            [row, further].concat()
        });
        Self {
            sensitivity: self.sensitivity,
            columns: [&self.columns[..], &further.columns].concat(),
            rows: rows.collect(),
        }
    }
}
