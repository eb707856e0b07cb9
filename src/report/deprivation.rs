//! Selection by deprivation: a table under the list, and a sheet beside it.

use super::document::{Cell, Sheet};
use crate::disclosure::Releasable;
use crate::report::formats::terminal::one_decimal;

/// Selection among the people of one quintile.
#[derive(Clone, Copy, Debug)]
pub struct EquityRow {
    /// 1 most deprived to 5; `None` where it is not known.
    pub quintile: Option<u64>,
    /// People who could be invited.
    pub eligible: u64,
    /// Those of them who are selected.
    pub selected: u64,
    /// Rate, lower and upper end of its interval, as proportions.
    pub rate: Option<(f64, f64, f64)>,
    /// Rate over the rate of all.
    pub ratio: Option<f64>,
}

/// The lines for reading.
#[must_use]
pub fn equity_lines(rows: &Releasable<Vec<EquityRow>>) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        "Selected by quintile of deprivation, 1 the most deprived (95 % interval; rate over that of all)".to_owned(),
    ];
    lines.extend(rows.get().iter().map(line));
    lines
}

fn line(row: &EquityRow) -> String {
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
pub fn equity_sheet(rows: &Releasable<Vec<EquityRow>>) -> Sheet {
    let row = |row: &EquityRow| {
        let part = |part: fn((f64, f64, f64)) -> f64| Cell::number(row.rate.map(part));
        vec![
            Cell::count(row.quintile),
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
        columns: vec![
            "imd_quintile",
            "could_be_invited",
            "selected",
            "selection_rate",
            "lower",
            "upper",
            "ratio_to_overall",
        ],
        rows: rows.get().iter().map(row).collect(),
    }
}
