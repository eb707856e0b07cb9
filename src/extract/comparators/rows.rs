//! Published comparators: one row is an organisation and a month, with one comparator (long) or a
//! column for each number of it (wide, as NHSBSA's ePACT2 dashboards export it).

use super::layout::{ComparatorColumns, Layout};
use super::organisation_cell::{OrganisationCell, level_of};
use crate::cohort::{Published, PublishedKey, PublishedTable};
use crate::definitions::Title;
use crate::extract::cell::{band, count};
use crate::extract::error::ReadError;
use crate::extract::field::{Field, folded, near};
use crate::extract::problem::{Effect, Reason, Report};
use crate::extract::row::{Fate, Row};
use crate::extract::rows::Rows;
use crate::files::text;
use crate::model::{FileKind, Month, Unit, is_missing};

pub(crate) fn read(
    rows: &mut Rows<'_>,
    published: &mut PublishedTable,
    report: &mut Report,
) -> Result<(), ReadError> {
    let table = &rows.recognised().table;
    let (header, columns) = (&table.header, &table.columns);
    let name = rows.name().to_owned();
    let missing = |field| ReadError::MissingColumns {
        file: name.clone(),
        kind: FileKind::Comparators,
        missing: vec![(field, near(field, header))],
    };
    let layout = Layout::of(header, columns).ok_or_else(|| missing(Field::Comparator))?;
    let of_name = month_in_name(&name);
    if !columns.has(Field::Month) && of_name.is_none() {
        return Err(missing(Field::Month));
    }
    rows.map_also(layout.told(header));
    rows.each(report, |row, report| {
        figures(row, header, &layout, of_name, report)
            .and_then(|figures| keep(figures, published))
            .err()
            .unwrap_or(Fate::Used)
    })
}

type ComparatorLine = Vec<(PublishedKey, Published)>;

/// Puts a row's figures into the table, all or none.
fn keep(figures: ComparatorLine, published: &mut PublishedTable) -> Result<(), Fate> {
    let differs = |(key, figure): &(PublishedKey, Published)| {
        published.get(key).is_some_and(|known| known != figure)
    };
    if figures.iter().any(differs) {
        return Err(Fate::rejected(Reason::RepeatedFigure, Field::Comparator));
    }
    published.extend(figures);
    Ok(())
}

/// The figures of a row.
fn figures(
    row: &Row<'_>,
    header: &[String],
    layout: &Layout,
    of_name: Option<Month>,
    report: &mut Report,
) -> Result<ComparatorLine, Fate> {
    let (level, at) = layout.organisation;
    let cell = text(row.at(at).unwrap_or_default());
    if folded(&cell) == folded(&header[at]) {
        return Err(Fate::Not(Effect::Excluded, Reason::RepeatedHeader, None));
    }
    let field = layout.organisation_field();
    let organisation = OrganisationCell::read(&cell, level)
        .ok_or(Fate::rejected(Reason::BadOrganisationCode, field))?;
    let month = match row.cell(Field::Month) {
        Some(cell) => Month::parse(cell),
        None => of_name,
    };
    let month = month.ok_or(Fate::rejected(Reason::BadMonth, Field::Month))?;
    let band = match row.cell(Field::AgeBand).filter(|cell| !is_missing(cell)) {
        Some(cell) => Some(
            band(cell)
                .or_else(|| Some(Title::read(&text(cell)).band).filter(|band| !band.is_all()))
                .ok_or(Fate::rejected(Reason::BadAgeBand, Field::AgeBand))?,
        ),
        None => None,
    };
    let mut figures = Vec::new();
    for measure in &layout.measures {
        let title = match &measure.title {
            Some(title) => title.clone(),
            None => row
                .cell(Field::Comparator)
                .filter(|cell| !is_missing(cell))
                .map(|cell| Title::read(&text(cell)))
                .ok_or(Fate::rejected(Reason::NoValue, Field::Comparator))?,
        };
        let Some(mut figure) = number(row, measure, title.unit)? else {
            continue;
        };
        figure.name.clone_from(&organisation.name);
        let key = PublishedKey {
            indicator: title.indicator,
            month,
            level: level.unwrap_or_else(|| level_of(&organisation.code)),
            code: organisation.code.clone(),
            band: band.unwrap_or(title.band),
        };
        figures.push((key, figure));
    }
    if figures.is_empty() {
        let column = Some(Field::Value);
        return Err(Fate::Not(Effect::Excluded, Reason::NoValue, column));
    }
    if organisation.closed {
        row.note(report, field, Reason::ClosedPractice, Effect::Noted);
    }
    Ok(figures)
}

/// The numbers of a comparator in a row; `None` where it has none and hides none.
fn number(
    row: &Row<'_>,
    measure: &ComparatorColumns,
    unit: Unit,
) -> Result<Option<Published>, Fate> {
    let cell = |place: Option<usize>| {
        place
            .and_then(|at| row.at(at))
            .map(<[u8]>::trim_ascii)
            .filter(|cell| !is_missing(cell))
    };
    let is_hidden = |place| cell(place).is_some_and(|cell| cell == b"*");
    let counted = |place, field| match cell(place).filter(|cell| *cell != b"*") {
        Some(cell) => count(cell)
            .map(Some)
            .ok_or(Fate::rejected(Reason::BadCount, field)),
        None => Ok(None),
    };
    let numerator = counted(measure.numerator, Field::Numerator)?;
    let denominator = counted(measure.denominator, Field::Denominator)?;
    let value = match cell(measure.value).filter(|cell| *cell != b"*") {
        Some(cell) => {
            Some(value(cell, unit).ok_or(Fate::rejected(Reason::BadValue, Field::Value))?)
        }
        None => None,
    };
    let above = numerator.zip(denominator).is_some_and(|(x, n)| x > n);
    if above && unit == Unit::Percent {
        let reason = Reason::NumeratorAboveDenominator;
        return Err(Fate::rejected(reason, Field::Numerator));
    }
    let suppressed = is_hidden(measure.numerator) || is_hidden(measure.value);
    let told = numerator.and(denominator).is_some() || value.is_some() || suppressed;
    Ok(told.then_some(Published {
        name: String::new(),
        numerator,
        denominator,
        value,
        unit,
        suppressed,
    }))
}

/// `2.86%` and `4.07` of a percentage, or a mean.
fn value(cell: &[u8], unit: Unit) -> Option<f64> {
    let text = std::str::from_utf8(cell).ok()?.replace(',', "");
    let number: f64 = text.trim_end_matches('%').trim().parse().ok()?;
    let most = if unit == Unit::Percent { 100.0 } else { 1e9 };
    (0.0..=most).contains(&number).then_some(number)
}

/// The month in the name of a file or of the folder it lies in: `Apr_22`, `Apr-22`, `2022-04`,
/// `202204`.
fn month_in_name(name: &str) -> Option<Month> {
    name.rsplit(['/', '\\']).find_map(|part| {
        let words: Vec<&str> = part
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let joined = |pair: &[&str]| Month::parse(pair.join("-").as_bytes());
        words.windows(2).find_map(joined).or_else(|| {
            let whole = words.iter().filter(|word| word.len() == 6);
            whole
                .filter_map(|word| Month::parse(word.as_bytes()))
                .next()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_is_found_in_the_name_of_the_file_or_its_folder() {
        let read = |name: &str| month_in_name(name).map(|month| month.to_string());
        for name in [
            "Polypharmacy_Apr_22.csv",
            "exports/Apr-22/10 or more medicines.csv",
            "exports\\2022-04\\export.csv",
            "export_202204.csv",
        ] {
            assert_eq!(read(name).as_deref(), Some("2022-04"), "{name}");
        }
        assert_eq!(read("exports/medicines.csv"), None);
    }

    #[test]
    fn percentages_are_read_with_and_without_their_sign() {
        assert_eq!(value(b"2.86%", Unit::Percent), Some(2.86));
        assert_eq!(value(b"4.07", Unit::Percent), Some(4.07));
        assert_eq!(value(b"101", Unit::Percent), None);
        assert_eq!(value(b"NaN", Unit::Mean), None);
    }
}
