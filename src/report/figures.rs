//! The table of indicators: long form, one row per figure.

use std::collections::BTreeSet;

use super::document::{Cell, Document, Meta, ReportTable, Setting, Sheet, Supplement, TableView};
use crate::disclosure::Releasable;
use crate::figures::Figure;
use crate::model::{Band, Status, Unit};
use crate::report::formats::terminal::one_decimal;

const COLUMNS: [&str; 16] = [
    "indicator",
    "period",
    "period_start",
    "level",
    "code",
    "name",
    "breakdown",
    "band",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "unit",
    "status",
    "because",
];

/// The document of a table of figures, in the order given. `period_start` is the first day of the
/// first month of the period, as a date that every program reads as one. `because` says why a figure
/// that is not `ok` is empty; it always stands, so that tables of several runs can be stacked.
/// `marks` are lines under the table for reading.
#[must_use]
pub fn figures(figures: &Releasable<Vec<Figure>>, marks: Vec<String>, meta: Meta) -> Document {
    let mut view = view(figures.get());
    view.footer.extend(marks);
    Document {
        meta,
        table: table(figures),
        view,
        more: Supplement::default(),
    }
}

/// The same as a sheet of another report's workbook.
#[must_use]
pub fn figures_sheet(figures: &Releasable<Vec<Figure>>) -> Sheet {
    Sheet {
        name: "Indicators",
        key: None,
        table: table(figures),
    }
}

fn table(figures: &Releasable<Vec<Figure>>) -> ReportTable {
    ReportTable::of_groups(&COLUMNS, figures, row)
}

fn because(figure: &Figure) -> &'static str {
    match figure.status {
        Status::Ok => "",
        Status::NotAssessable(because) => because,
        Status::Suppressed => "its publisher hides a small count",
    }
}

fn row(figure: &Figure) -> Vec<Cell> {
    vec![
        Cell::text(figure.indicator.as_str()),
        Cell::text(figure.period.as_str()),
        Cell::text(format!("{}-01", figure.start)),
        Cell::text(figure.level.as_str()),
        Cell::text(figure.code.as_str()),
        Cell::text(figure.name.as_str()),
        Cell::text(figure.band.breakdown()),
        Cell::text(figure.band.to_string()),
        Cell::count(figure.numerator),
        Cell::count(figure.denominator),
        Cell::number(figure.value),
        Cell::number(figure.interval.map(|(lower, _)| lower)),
        Cell::number(figure.interval.map(|(_, upper)| upper)),
        Cell::text(figure.unit.as_str()),
        Cell::text(figure.status.as_str()),
        Cell::text(because(figure)),
    ]
}

/// The part of a group, for reading: an age band says what it is, other parts are named.
fn part(band: &Band) -> String {
    match band {
        Band::All => String::new(),
        Band::Age(_) => format!("age {band}"),
        other => format!("{} {other}", other.breakdown()),
    }
}

fn view(figures: &[Figure]) -> TableView {
    let several = |differ: &dyn Fn(&Figure) -> String| {
        figures
            .windows(2)
            .any(|pair| differ(&pair[0]) != differ(&pair[1]))
    };
    let bands = several(&|figure| part(&figure.band));
    let mut headings = vec![
        ("indicator", Setting::Word),
        ("period", Setting::Word),
        ("level", Setting::Word),
        ("code", Setting::Word),
        ("name", Setting::Prose),
    ];
    if bands {
        headings.push(("part", Setting::Word));
    }
    headings.extend([
        ("value", Setting::Number),
        ("95 % interval", Setting::Number),
        ("of", Setting::Number),
    ]);
    let rows = figures.iter().map(|figure| {
        let mut row = vec![
            figure.indicator.clone(),
            figure.period.clone(),
            figure.level.as_str().to_owned(),
            figure.code.clone(),
            figure.name.clone(),
        ];
        if bands {
            row.push(part(&figure.band));
        }
        let value = match (figure.status, figure.value) {
            (Status::NotAssessable(_) | Status::Suppressed, _) => figure.status.as_str().to_owned(),
            (Status::Ok, Some(value)) if figure.unit == Unit::Percent => {
                format!("{} %", one_decimal(value))
            }
            (Status::Ok, value) => value.map(one_decimal).unwrap_or_default(),
        };
        let interval = figure
            .interval
            .map(|(l, u)| format!("{} to {}", one_decimal(l), one_decimal(u)));
        let denominator = figure.denominator.map(|count| count.to_string());
        row.extend([
            value,
            interval.unwrap_or_default(),
            denominator.unwrap_or_default(),
        ]);
        row
    });
    let reasons: BTreeSet<(&str, &str)> = figures
        .iter()
        .filter(|figure| figure.status != Status::Ok)
        .map(|figure| (figure.status.as_str(), because(figure)))
        .collect();
    let mut footer: Vec<String> = reasons
        .into_iter()
        .map(|(status, because)| format!("{status}: {because}"))
        .collect();
    if !footer.is_empty() {
        footer.insert(0, String::new());
    }
    TableView {
        headings,
        rows: rows.collect(),
        footer,
        ..TableView::default()
    }
}
