//! Tables in tests: the cells of a CSV that was printed, and cases of one line each.

use serde_json::Value;

/// The ids of a list in CSV, in its order.
pub(crate) fn ids(list: &str) -> Vec<String> {
    columns(list, [1]).into_iter().map(|[id]| id).collect()
}

/// These columns of a CSV, row by row.
pub(crate) fn columns<const N: usize>(text: &str, places: [usize; N]) -> Vec<[String; N]> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.expect("sound CSV"));
    rows.map(|row| places.map(|at| row[at].to_owned()))
        .collect()
}

/// The texts that a column of JSON rows has.
pub(crate) fn texts_of(rows: &Value, column: &str) -> Vec<String> {
    let rows = rows.as_array().expect("rows").iter();
    rows.filter_map(|row| row[column].as_str().map(str::to_owned))
        .collect()
}

/// A table of cases: one on each line that is not empty, its cells parted by ` | `.
pub(crate) fn cases<const N: usize>(table: &str) -> Vec<[&str; N]> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            cells
                .try_into()
                .unwrap_or_else(|cells| panic!("{N} cells, not {cells:?}"))
        })
        .collect()
}
