//! What a clinical system's report writes above its header: the groups of its columns, and the day
//! it was run.

use chrono::NaiveDate;

use super::cell::date;

/// The group of each column, lower case, if the row above a header names groups: as wide as the
/// header, and with fewer filled cells, the first of them filled.
pub(crate) fn groups(above: &[String], header: &[String]) -> Option<Vec<String>> {
    let filled = |row: &[String]| row.iter().filter(|cell| !cell.is_empty()).count();
    let looks = above.len() == header.len() && filled(above) >= 2 && filled(above) < filled(header);
    if !looks || above[0].is_empty() {
        return None;
    }
    let mut group = String::new();
    let of_column = above.iter().map(|cell| {
        if !cell.is_empty() {
            group = cell.to_lowercase();
        }
        group.clone()
    });
    Some(of_column.collect())
}

/// The day of a report: EMIS writes "Last Run:" and, some cells on, a date with a time.
pub(crate) fn last_run(row: &[String]) -> Option<NaiveDate> {
    let label = row.first()?.trim_end_matches(':');
    let dates = row
        .iter()
        .skip(1)
        .filter_map(|cell| date(cell.as_bytes()).ok());
    label
        .eq_ignore_ascii_case("Last Run")
        .then_some(dates)?
        .next()
        .map(|written| written.date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn last_run_may_stand_in_the_second_or_the_fourth_cell() {
        let day = NaiveDate::from_ymd_opt(2026, 4, 17);
        assert_eq!(last_run(&row(&["Last Run:", "17/04/2026 17:03"])), day);
        assert_eq!(last_run(&row(&["Last Run", "", "", "17-Apr-2026"])), day);
        assert_eq!(
            last_run(&row(&["Relative Date:", "", "", "17/04/2026"])),
            None
        );
    }

    #[test]
    fn groups_go_on_to_the_right() {
        let header = row(&["Id", "Age", "Drug", "Date"]);
        let above = row(&["Patient Details", "", "Medication Issues", ""]);
        let expected = row(&[
            "patient details",
            "patient details",
            "medication issues",
            "medication issues",
        ]);
        assert_eq!(groups(&above, &header), Some(expected));
        assert_eq!(groups(&row(&["", "", "", ""]), &header), None);
        assert_eq!(groups(&row(&["Report", ""]), &header), None);
    }
}
