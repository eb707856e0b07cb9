//! List sizes: one row is a practice, or a sex and age band of it.

use std::collections::BTreeMap;

use super::cell::{band, count};
use super::columns::Columns;
use super::error::ReadError;
use super::field::Field;
use super::kind_shape::KindShape;
use super::problem::{Effect, Problem, Reason, Report};
use super::row::{Fate, Row};
use super::rows::Rows;
use crate::cohort::{ListSize, ListSizes};
use crate::model::FileKind;
use crate::model::{AgeBand, Month, OdsCode, Sex};

/// What a header needs to be one.
pub(crate) const SHAPE: KindShape = KindShape {
    kind: FileKind::ListSizes,
    needs: &[Field::PracticeCode, Field::ListSize],
    one_of: &[],
    never: &[Field::PcnCode],
};

/// A count for each practice; with networks beside it, it is a file of organisations.
pub(crate) fn is_list_sizes(columns: &Columns) -> bool {
    columns.has(Field::ListSize)
        && (columns.has(Field::PracticeCode) || columns.has(Field::OrganisationCode))
        && !columns.has(Field::PcnCode)
}

/// A practice and the month its list was counted.
type PracticeListKey = (OdsCode, Option<Month>);

/// The counts of one list: everybody's where sex or band is `None`.
type SizeCounts = BTreeMap<(Option<Sex>, Option<AgeBand>), u64>;

/// The lists as they are read. A list may be spread over files, one a sex.
#[derive(Default)]
pub(crate) struct ListSizeReader {
    counts: BTreeMap<PracticeListKey, SizeCounts>,
    /// What to report of a total that is not the sum of its parts.
    totals: BTreeMap<PracticeListKey, Problem>,
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

type ListSizeLine = (PracticeListKey, (Option<Sex>, Option<AgeBand>), u64);

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_the_extract_is_read() {
        let read = |cell: &[u8]| Month::parse(cell).map(|month| month.to_string());
        assert_eq!(read(b"01SEP2017").as_deref(), Some("2017-09"));
        assert_eq!(read(b"2024-03-01").as_deref(), Some("2024-03"));
    }
}
