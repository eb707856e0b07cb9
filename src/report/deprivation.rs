//! Selection by deprivation: a table under the list, and a sheet beside it.

use super::document::{Cell, ReportTable, Sheet};
use crate::disclosure::Releasable;
use crate::report::formats::terminal::one_decimal;
use crate::shortlist::QuintileSelection;

/// The lines for reading.
#[must_use]
pub fn equity_lines(rows: &Releasable<Vec<QuintileSelection>>) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        "Selected by quintile of deprivation, 1 the most deprived (95 % interval; rate over that of all)".to_owned(),
    ];
    lines.extend(rows.get().iter().map(line));
    lines
}

fn line(row: &QuintileSelection) -> String {
    let quintile = row
        .quintile
        .map_or("not known".to_owned(), |quintile| quintile.to_string());
    let percent = |rate: f64| one_decimal(100.0 * rate);
    let rate = row.rate.map_or(String::new(), |(rate, lower, upper)| {
        format!(
            ", {} % ({} to {})",
            percent(rate),
            percent(lower),
            percent(upper)
        )
    });
    let ratio = row
        .ratio
        .map_or(String::new(), |ratio| format!(", {ratio:.2}"));
    format!(
        "  {quintile}: {} of {}{rate}{ratio}",
        row.selected, row.eligible
    )
}

/// The same as a sheet of a workbook, and an array of JSON.
#[must_use]
pub fn equity_sheet(rows: &Releasable<Vec<QuintileSelection>>) -> Sheet {
    const COLUMNS: [&str; 7] = [
        "imd_quintile",
        "could_be_invited",
        "selected",
        "selection_rate",
        "lower",
        "upper",
        "ratio_to_overall",
    ];
    let row = |row: &QuintileSelection| {
        let part = |part: fn((f64, f64, f64)) -> f64| Cell::number(row.rate.map(part));
        vec![
            Cell::count(row.quintile.map(u64::from)),
            Cell::Count(row.eligible),
            Cell::Count(row.selected),
            part(|(rate, _, _)| rate),
            part(|(_, lower, _)| lower),
            part(|(_, _, upper)| upper),
            Cell::number(row.ratio),
        ]
    };
    Sheet {
        name: "Equity",
        key: Some("equity"),
        table: ReportTable::of_groups(&COLUMNS, rows, row),
    }
}
