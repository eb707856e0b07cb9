//! List sizes: one row is a practice, or a sex and age band of it.

use std::collections::BTreeMap;

use super::error::ReadError;
use super::field::Field;
use super::problem::{Effect, Problem, Reason, Report};
use super::row::{Fate, Row};
use super::rows::Rows;
use crate::cohort::{ListSize, ListSizes};
use crate::extract::items::rule::whole_number;
use crate::files::text;
use crate::model::{AgeBand, Month, OdsCode, Sex};

/// A practice and the month its list was counted.
type CountedList = (OdsCode, Option<Month>);

/// The counts of one list: everybody's where sex or band is `None`.
type SizeCounts = BTreeMap<(Option<Sex>, Option<AgeBand>), u64>;

/// The lists as they are read. A list may be spread over files, one a sex.
#[derive(Default)]
pub(crate) struct ListSizeReader {
    counts: BTreeMap<CountedList, SizeCounts>,
    /// What to report of a total that is not the sum of its parts.
    totals: BTreeMap<CountedList, Problem>,
}

impl ListSizeReader {
    pub(crate) fn read(
        &mut self,
        rows: &mut Rows<'_>,
        report: &mut Report,
    ) -> Result<(), ReadError> {
        rows.each(report, |row, _| {
            let (list, part, count) = match line(row) {
                Ok(line) => line,
                Err(fate) => return fate,
            };
            if part == (None, None) {
                let problem = row.problem(Field::ListSize, Reason::UnequalParts, Effect::Noted);
                self.totals.entry(list.clone()).or_insert(problem);
            }
            let counts = self.counts.entry(list).or_default();
            if *counts.entry(part).or_insert(count) == count {
                Fate::Used
            } else {
                Fate::rejected(Reason::RepeatedCount, Field::ListSize)
            }
        })
    }

    pub(crate) fn finish(mut self, report: &mut Report) -> ListSizes {
        let mut sizes = ListSizes::default();
        for (list, counts) in self.counts {
            let (size, agrees) = size(&counts);
            if let Some(problem) = self.totals.remove(&list).filter(|_| !agrees) {
                report.push(problem);
            }
            let (practice, month) = list;
            sizes.0.entry(practice).or_default().insert(month, size);
        }
        sizes
    }
}

type ListSizeLine = (CountedList, (Option<Sex>, Option<AgeBand>), u64);

fn line(row: &Row<'_>) -> Result<ListSizeLine, Fate> {
    let kind = row.cell(Field::OrganisationType).unwrap_or(b"GP");
    if !kind.trim_ascii().eq_ignore_ascii_case(b"GP") {
        let reason = Reason::NotGeneralPractice;
        return Err(Fate::Not(
            Effect::Excluded,
            reason,
            Some(Field::OrganisationType),
        ));
    }
    let (field, cell) = [Field::PracticeCode, Field::OrganisationCode]
        .into_iter()
        .find_map(|field| Some((field, row.cell(field)?)))
        .unwrap_or((Field::PracticeCode, b""));
    let code = OdsCode::parse(cell).ok_or(Fate::rejected(Reason::BadOrganisationCode, field))?;
    let sex = match row.cell(Field::Sex) {
        Some(cell) if !is_all(cell) => {
            Some(Sex::parse(cell).ok_or(Fate::rejected(Reason::BadSex, Field::Sex))?)
        }
        _ => None,
    };
    let band = match row.cell(Field::AgeBand).or_else(|| row.cell(Field::Age)) {
        Some(cell) if !is_all(cell) => {
            Some(band(cell).ok_or(Fate::rejected(Reason::BadAgeBand, Field::AgeBand))?)
        }
        _ => None,
    };
    let count = row
        .cell(Field::ListSize)
        .and_then(count)
        .ok_or(Fate::rejected(Reason::BadCount, Field::ListSize))?;
    let month = row.cell(Field::ExtractDate).and_then(Month::parse);
    Ok(((code, month), (sex, band), count))
}

/// The list's size: its total if it has one, else the sum of its finest parts; and whether the two
/// agree where there are both.
fn size(counts: &SizeCounts) -> (ListSize, bool) {
    let sum = |wanted: &dyn Fn(bool, bool) -> bool| {
        let parts = counts
            .iter()
            .filter(|((sex, band), _)| wanted(sex.is_some(), band.is_some()));
        parts
            .map(|(_, count)| *count)
            .reduce(|sum, count| sum + count)
    };
    let total = sum(&|sex, band| !sex && !band);
    let parts = sum(&|sex, band| sex && band)
        .or_else(|| sum(&|sex, band| sex && !band))
        .or_else(|| sum(&|sex, band| !sex && band));
    let by_sex_and_age = counts
        .iter()
        .filter_map(|((sex, band), count)| Some((((*sex)?, (*band)?), *count)));
    let size = ListSize {
        patients: total.or(parts).unwrap_or(0),
        by_sex_and_age: by_sex_and_age.collect(),
    };
    let agrees = total.zip(parts).is_none_or(|(total, parts)| total == parts);
    (size, agrees)
}

fn is_all(cell: &[u8]) -> bool {
    cell.trim_ascii().eq_ignore_ascii_case(b"ALL")
}

/// `0_4`, `95+`, `65-74`, or one year of age.
pub(crate) fn band(cell: &[u8]) -> Option<AgeBand> {
    let band = text(cell.trim_ascii()).replace(['_', '\u{2013}'], "-");
    let years = whole_number(cell)
        .and_then(|years| u32::try_from(years).ok())
        .filter(|years| *years <= 120);
    match years {
        Some(years) => Some(AgeBand {
            from: years,
            to: Some(years),
        }),
        None => band.to_lowercase().parse().ok(),
    }
}

/// A whole number of at most nine digits, with or without commas between thousands.
pub(crate) fn count(cell: &[u8]) -> Option<u64> {
    let digits: Vec<u8> = cell.iter().copied().filter(|byte| *byte != b',').collect();
    whole_number(&digits).and_then(|count| u64::try_from(count).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_read_as_the_publication_writes_them() {
        let read = |cell: &str| band(cell.as_bytes()).map(|band| band.to_string());
        for (cell, expected) in [
            ("0_4", "0-4"),
            ("95+", "95+"),
            ("65-69", "65-69"),
            ("37", "37-37"),
        ] {
            assert_eq!(read(cell).as_deref(), Some(expected));
        }
        assert_eq!(read("old"), None);
        assert_eq!(read("121"), None);
    }

    #[test]
    fn commas_between_thousands_are_not_digits() {
        assert_eq!(count(b"2,114"), Some(2114));
        assert_eq!(count(b"*"), None);
        assert_eq!(count(b""), None);
    }

    #[test]
    fn the_day_of_the_extract_is_read() {
        let read = |cell: &[u8]| Month::parse(cell).map(|month| month.to_string());
        assert_eq!(read(b"01SEP2017").as_deref(), Some("2017-09"));
        assert_eq!(read(b"2024-03-01").as_deref(), Some("2024-03"));
    }
}
