//! Why one person is, or is not, on the list.

use super::document::{Cell, Document, Meta, More, People, TableView};
use super::people::{PersonRow, number, shortened};

const COLUMNS: [&str; 8] = [
    "criterion",
    "title",
    "outcome",
    "value",
    "threshold",
    "points",
    "reason",
    "medicines",
];

/// One criterion, as the person stands to it.
#[derive(Clone, Debug)]
pub struct CriterionRow {
    /// Criterion id.
    pub criterion: String,
    /// What it looks for.
    pub title: String,
    /// `met`, `not met` or `not assessable`.
    pub outcome: &'static str,
    /// Value of its first feature, if known.
    pub value: Option<u64>,
    /// Threshold of its first feature.
    pub threshold: Option<u64>,
    /// Points it adds.
    pub points: u64,
    /// The reason in words; for what is not met the values, for what is not assessable what is missing.
    pub reason: String,
    /// Medicines behind a reason.
    pub medicines: Vec<String>,
}

/// A medicine of the month.
#[derive(Clone, Debug)]
pub struct MedicineRow {
    /// BNF chapter.
    pub chapter: u8,
    /// BNF substance code.
    pub code: String,
    /// Substance name.
    pub name: String,
    /// Whether it counts as a medicine.
    pub counts: bool,
}

/// Everything about one person.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The person's row, without a rank among others.
    pub person: PersonRow,
    /// Every criterion of the policy.
    pub criteria: Vec<CriterionRow>,
    /// Every medicine of the month.
    pub medicines: Vec<MedicineRow>,
    /// The threshold that is nearest of those not met.
    pub nearest: String,
}

/// The document of an explanation.
#[must_use]
pub fn explanation(of: &Explanation, show_ids: bool, footer: Vec<String>, meta: Meta) -> Document {
    let rows = of.criteria.iter().map(row).collect();
    let view = view(of, show_ids, footer);
    Document {
        meta,
        people: People::Rows,
        columns: COLUMNS.to_vec(),
        rows,
        view,
        more: More::default(),
    }
}

fn row(criterion: &CriterionRow) -> Vec<Cell> {
    vec![
        Cell::text(criterion.criterion.as_str()),
        Cell::text(criterion.title.as_str()),
        Cell::text(criterion.outcome),
        Cell::count(criterion.value),
        Cell::count(criterion.threshold),
        Cell::Count(criterion.points),
        Cell::text(criterion.reason.as_str()),
        Cell::List(criterion.medicines.clone()),
    ]
}

fn view(of: &Explanation, show_ids: bool, footer: Vec<String>) -> TableView {
    let person = &of.person;
    let id = if show_ids {
        person.patient_id.clone()
    } else {
        shortened(&person.patient_id)
    };
    let known = |label: &str, value: String| {
        if value.is_empty() {
            String::new()
        } else {
            format!(", {label}{value}")
        }
    };
    let mut heading = vec![
        format!(
            "Patient {id}{}{}{}, {}",
            known("practice ", person.practice_code.clone()),
            known("age ", number(person.age)),
            known("", person.sex.clone()),
            person.data_month
        ),
        format!(
            "Score {}, {} medicines, anticholinergic score {}",
            person.score,
            number(person.medicines),
            number(person.acb_score)
        ),
        String::new(),
        "Medicines (BNF chapter, substance)".to_owned(),
    ];
    for medicine in &of.medicines {
        let note = if medicine.counts {
            ""
        } else {
            " (not counted as a medicine)"
        };
        heading.push(format!(
            "  {:02}  {} {}{note}",
            medicine.chapter, medicine.code, medicine.name
        ));
    }
    for (outcome, title) in [
        ("met", "Met"),
        ("not met", "Not met"),
        ("not assessable", "Not assessable"),
    ] {
        let rows: Vec<&CriterionRow> = of
            .criteria
            .iter()
            .filter(|row| row.outcome == outcome)
            .collect();
        if !rows.is_empty() {
            heading.push(String::new());
            heading.push(title.to_owned());
            heading.extend(rows.into_iter().map(criterion_line));
        }
    }
    let mut lines = vec![String::new()];
    if !of.nearest.is_empty() {
        lines.push(of.nearest.clone());
    }
    lines.extend(footer);
    TableView {
        heading,
        footer: lines,
        ..TableView::default()
    }
}

fn criterion_line(row: &CriterionRow) -> String {
    let points = if row.points > 0 {
        format!(" (+{})", row.points)
    } else {
        String::new()
    };
    format!("  {}{points}: {}", row.criterion, row.reason)
}
