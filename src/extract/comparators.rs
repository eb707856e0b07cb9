//! Published comparators: one row is an organisation and a month, with one comparator (long) or a
//! column for each number of it (wide, as NHSBSA's ePACT2 dashboards export it).

use std::collections::BTreeMap;

use super::bytes::text;
use super::columns::Columns;
use super::error::ReadError;
use super::field::{Field, near, plain};
use super::kind::Recognised;
use super::list_sizes::count;
use super::organisation_cell::{Organisation, level_of};
use super::problem::{Effect, Reason, Report};
use super::row::{Fate, Row};
use super::rows::Rows;
use super::titles::Title;
use crate::model::{
    AgeBand, FileKind, Level, Month, Published, PublishedKey, PublishedTable, Unit, is_missing,
};

/// Where the numbers of one comparator stand.
#[derive(Clone, Debug)]
struct Measure {
    /// `None` where the row says which comparator it is.
    title: Option<Title>,
    numerator: Option<usize>,
    denominator: Option<usize>,
    value: Option<usize>,
}

/// Where everything stands.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The finest organisation there is a column for: its level, if the column says, and place.
    organisation: (Option<Level>, usize),
    measures: Vec<Measure>,
}

impl Layout {
    /// The layout of a header, if it is one of comparators.
    pub(super) fn of(header: &[String], columns: &Columns) -> Option<Self> {
        let organisation = finest(header)?;
        let at = |field| columns.position(field);
        let measures = if at(Field::Comparator).is_some() {
            vec![Measure {
                title: None,
                numerator: at(Field::Numerator),
                denominator: at(Field::Denominator),
                value: at(Field::Value),
            }]
        } else {
            wide(header)
        };
        // Of a title that no rule knows a percentage alone could be anything: "% over 75" may be
        // a column of an organisations file.
        let complete = |measure: &Measure| {
            let named = measure.title.as_ref().is_none_or(Title::is_known);
            match (measure.numerator, measure.denominator, measure.value) {
                (Some(_), Some(_), _) | (Some(_), None, Some(_)) => true,
                (_, _, value) => value.is_some() && named,
            }
        };
        let measures: Vec<Measure> = measures.into_iter().filter(complete).collect();
        (!measures.is_empty()).then_some(Self {
            organisation,
            measures,
        })
    }
}

/// Headers of organisation columns, finest first.
const LEVELS: [(Option<Level>, &[&str]); 6] = [
    (
        Some(Level::Practice),
        &[
            "practicepluscode",
            "gppracticepluscode",
            "practicecode",
            "gppracticecode",
            "practice",
        ],
    ),
    (Some(Level::Pcn), &["pcnpluscode", "pcncode", "pcn"]),
    (
        Some(Level::SubIcb),
        &[
            "commissionerproviderpluscode",
            "commissionerpluscode",
            "subicblocationpluscode",
            "subicbpluscode",
            "subicblocationcode",
            "subicbcode",
            "subicb",
            "ccgpluscode",
            "ccgcode",
        ],
    ),
    (
        Some(Level::Icb),
        &["icbpluscode", "icbcode", "icb", "stppluscode", "stpcode"],
    ),
    (
        Some(Level::Region),
        &["regionpluscode", "regioncode", "region"],
    ),
    (
        None,
        &[
            "organisation",
            "organisationcode",
            "orgcode",
            "organisationpluscode",
        ],
    ),
];

fn finest(header: &[String]) -> Option<(Option<Level>, usize)> {
    LEVELS.iter().find_map(|(level, names)| {
        let found = names
            .iter()
            .find_map(|name| header.iter().position(|header| plain(header) == *name));
        found.map(|at| (*level, at))
    })
}

/// The comparators of a wide header: each column that counts patients of a title, the column of
/// all patients next to it, and the percentage or mean of the same title.
fn wide(header: &[String]) -> Vec<Measure> {
    let is_total = |name: &str| {
        ["total", "denominator", "all patients", "registered"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let is_value = |name: &str| {
        name.contains('%')
            || ["percent", "proportion", "average", "mean"]
                .iter()
                .any(|start| name.starts_with(start))
    };
    let mut measures: BTreeMap<(String, AgeBand), (usize, Measure)> = BTreeMap::new();
    let mut totals = Vec::new();
    for (at, name) in header.iter().enumerate() {
        let name = name.trim().to_lowercase();
        let title = Title::read(&name);
        let counts = title.is_known() || name.contains("patients");
        if is_total(&name) {
            totals.push(at);
        } else if counts {
            let key = (title.indicator.clone(), title.band);
            let (_, measure) = measures.entry(key).or_insert((
                at,
                Measure {
                    title: Some(title),
                    numerator: None,
                    denominator: None,
                    value: None,
                },
            ));
            let place = if is_value(&name) {
                &mut measure.value
            } else {
                &mut measure.numerator
            };
            place.get_or_insert(at);
        }
    }
    let mut measures: Vec<(usize, Measure)> = measures.into_values().collect();
    measures.sort_by_key(|(at, _)| *at);
    for (at, measure) in &mut measures {
        let after = totals.iter().find(|total| *total > at);
        measure.denominator = after.or(totals.last()).copied();
    }
    measures.into_iter().map(|(_, measure)| measure).collect()
}

pub(super) fn read(
    rows: &mut Rows<'_>,
    recognised: &Recognised,
    published: &mut PublishedTable,
    report: &mut Report,
) -> Result<(), ReadError> {
    let (header, columns) = (&recognised.header, &recognised.columns);
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
    rows.each(report, |row, report| {
        figures(row, header, &layout, of_name, report)
            .and_then(|figures| keep(figures, published))
            .err()
            .unwrap_or(Fate::Used)
    })
}

type Line = Vec<(PublishedKey, Published)>;

/// Puts a row's figures into the table, all or none.
fn keep(figures: Line, published: &mut PublishedTable) -> Result<(), Fate> {
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
) -> Result<Line, Fate> {
    let (level, at) = layout.organisation;
    let cell = text(row.at(at).unwrap_or_default());
    if plain(&cell) == plain(&header[at]) {
        return Err(Fate::Not(Effect::Excluded, Reason::RepeatedHeader, None));
    }
    let field = level.map_or(Field::OrganisationCode, field_of);
    let organisation = Organisation::read(&cell, level)
        .ok_or(Fate::rejected(Reason::BadOrganisationCode, field))?;
    let month = match row.cell(Field::Month) {
        Some(cell) => Month::parse(cell),
        None => of_name,
    };
    let month = month.ok_or(Fate::rejected(Reason::BadMonth, Field::Month))?;
    let band = match row.cell(Field::AgeBand).filter(|cell| !is_missing(cell)) {
        Some(cell) => Some(
            super::list_sizes::band(cell)
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

/// The name of an organisation column in messages.
fn field_of(level: Level) -> Field {
    match level {
        Level::Practice => Field::PracticeCode,
        Level::Pcn => Field::PcnCode,
        Level::SubIcb => Field::SubIcbCode,
        Level::Icb => Field::IcbCode,
        Level::Region => Field::RegionCode,
        Level::All => Field::OrganisationCode,
    }
}

/// The numbers of a comparator in a row; `None` where it has none and hides none.
fn number(row: &Row<'_>, measure: &Measure, unit: Unit) -> Result<Option<Published>, Fate> {
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
