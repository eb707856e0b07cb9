//! Which column of a comparator export holds what: its finest organisation, and the numerator,
//! denominator and value of each comparator, told by the words of the header.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::definitions::Title;
use crate::extract::columns::Columns;
use crate::extract::field::{Field, folded};
use crate::model::{AgeBand, Level};
use crate::reference::word_lists;

pub(crate) const WORDS: &str = include_str!("../data/comparator_headers.toml");

/// Where the numbers of one comparator stand.
#[derive(Clone, Debug)]
pub(crate) struct ComparatorColumns {
    /// `None` where the row says which comparator it is.
    pub(crate) title: Option<Title>,
    pub(crate) numerator: Option<usize>,
    pub(crate) denominator: Option<usize>,
    pub(crate) value: Option<usize>,
}

/// Where everything stands.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The finest organisation there is a column for: its level, if the column says, and place.
    pub(crate) organisation: (Option<Level>, usize),
    pub(crate) measures: Vec<ComparatorColumns>,
}

impl Layout {
    /// The layout of a header, if it is one of comparators.
    pub(crate) fn of(header: &[String], columns: &Columns) -> Option<Self> {
        let organisation = finest(header)?;
        let at = |field| columns.position(field);
        let measures = if at(Field::Comparator).is_some() {
            vec![ComparatorColumns {
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
        let complete = |measure: &ComparatorColumns| {
            let named = measure.title.as_ref().is_none_or(Title::is_known);
            match (measure.numerator, measure.denominator, measure.value) {
                (Some(_), Some(_), _) | (Some(_), None, Some(_)) => true,
                (_, _, value) => value.is_some() && named,
            }
        };
        let measures: Vec<ComparatorColumns> = measures.into_iter().filter(complete).collect();
        (!measures.is_empty()).then_some(Self {
            organisation,
            measures,
        })
    }

    /// What the organisation column is called in messages.
    pub(crate) fn organisation_field(&self) -> Field {
        self.organisation
            .0
            .map_or(Field::OrganisationCode, field_of)
    }

    /// The columns that the header's own words gave a meaning: that meaning, and the header.
    pub(crate) fn told(&self, header: &[String]) -> Vec<(String, String)> {
        let organisation = (
            self.organisation_field().as_str().to_owned(),
            self.organisation.1,
        );
        let of_measure = |measure: &ComparatorColumns| {
            let title = measure.title.clone()?;
            let name = match title.band {
                AgeBand::ALL => title.indicator,
                band => format!("{} {band}", title.indicator),
            };
            let places = [
                (Field::Numerator, measure.numerator),
                (Field::Denominator, measure.denominator),
                (Field::Value, measure.value),
            ];
            let told = places.into_iter().filter_map(move |(field, at)| {
                Some((format!("{} of {name}", field.as_str()), at?))
            });
            Some(told)
        };
        std::iter::once(organisation)
            .chain(self.measures.iter().filter_map(of_measure).flatten())
            .map(|(meaning, at)| (meaning, header[at].clone()))
            .collect()
    }
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

/// The words of the headers of comparator exports.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComparatorHeaders {
    /// Organisation columns, finest first.
    organisations: Vec<OrganisationHeaders>,
    /// How the column of all patients begins.
    totals: Vec<String>,
    /// How a percentage or a mean begins.
    values: Vec<String>,
}

/// The headers of organisation columns of one level.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationHeaders {
    /// `None` where the code in each row says it.
    level: Option<Level>,
    headers: Vec<String>,
}

/// Read when first asked for.
fn comparator_headers() -> &'static ComparatorHeaders {
    static HEADERS: OnceLock<ComparatorHeaders> = OnceLock::new();
    HEADERS.get_or_init(|| word_lists(WORDS))
}

fn finest(header: &[String]) -> Option<(Option<Level>, usize)> {
    let mut levels = comparator_headers().organisations.iter();
    levels.find_map(|known| {
        let found = known
            .headers
            .iter()
            .find_map(|name| header.iter().position(|header| folded(header) == *name));
        found.map(|at| (known.level, at))
    })
}

/// The comparators of a wide header: each column that counts patients of a title, the column of
/// all patients next to it, and the percentage or mean of the same title.
fn wide(header: &[String]) -> Vec<ComparatorColumns> {
    let words = comparator_headers();
    let begins = |name: &str, starts: &[String]| {
        let mut starts = starts.iter();
        starts.any(|start| name.starts_with(start.as_str()))
    };
    let is_total = |name: &str| begins(name, &words.totals);
    let is_value = |name: &str| name.contains('%') || begins(name, &words.values);
    let mut measures: BTreeMap<(String, AgeBand), (usize, ComparatorColumns)> = BTreeMap::new();
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
                ComparatorColumns {
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
    let mut measures: Vec<(usize, ComparatorColumns)> = measures.into_values().collect();
    measures.sort_by_key(|(at, _)| *at);
    for (at, measure) in &mut measures {
        let after = totals.iter().find(|total| *total > at);
        measure.denominator = after.or(totals.last()).copied();
    }
    measures.into_iter().map(|(_, measure)| measure).collect()
}
