//! Requests for figures, by the words of the command line.

use rxsift::cohort::Cohort;
use rxsift::definitions::{Catalogue, Indicator, IndicatorKind};
use rxsift::engine::{Breakdown, Features, Holder, Window};
use rxsift::extract::Reading;
use rxsift::figures::{Figure, GroupBy, Request, figures};
use rxsift::model::{AgeBand, Level, Period};

use super::cohorts::COLUMNS;
use super::readings::{memories, read_columns};

pub(crate) const LEVELS: [Level; 6] = [
    Level::All,
    Level::Region,
    Level::Icb,
    Level::SubIcb,
    Level::Pcn,
    Level::Practice,
];
pub(crate) const PERIODS: [Period; 4] = [Period::Month, Period::Quarter, Period::Year, Period::All];

/// These indicators of everybody of all ages over all months; what differs is written over it.
pub(crate) fn request(ids: &[&str]) -> Request<'static> {
    let indicator = |id: &&str| Catalogue::shipped().indicator(id).expect("shipped");
    Request {
        indicators: ids.iter().map(indicator).collect(),
        groupings: [GroupBy::Level(Level::All)].into(),
        bands: [AgeBand::ALL].into(),
        breakdowns: [].into(),
        periods: vec![Period::All],
        only: None,
    }
}

/// The figures of a request.
pub(crate) fn figures_of(reading: &Reading, request: &Request<'_>) -> Vec<Figure> {
    figures(&reading.cohort, Catalogue::shipped(), request).figures
}

/// Every comparator that prescriptions decide, but the dose of opioids: the cohorts here have no
/// strengths.
pub(crate) fn comparators() -> Vec<&'static Indicator> {
    Catalogue::shipped()
        .indicators
        .iter()
        .filter(|i| i.kind == IndicatorKind::Comparator && i.needs.is_empty())
        .filter(|i| !i.id.starts_with("opioid_ome"))
        .collect()
}

/// Age bands by their texts.
pub(crate) fn bands<const N: usize>(texts: [&str; N]) -> std::collections::BTreeSet<AgeBand> {
    texts.map(|text| text.parse().expect("a band")).into()
}

/// A level or one of [`COLUMNS`]: the first is of practices, the second of people.
pub(crate) fn by(name: &str) -> GroupBy {
    match LEVELS.into_iter().find(|level| level.as_str() == name) {
        Some(level) => GroupBy::Level(level),
        None => {
            let (holder, at) = column(name);
            GroupBy::Column(holder, at, name.into())
        }
    }
}

/// What `--split` names.
pub(crate) fn split(name: &str) -> Breakdown {
    match name {
        "age" => Breakdown::Age,
        "sex" => Breakdown::Sex,
        "imd_decile" => Breakdown::ImdDecile,
        "imd_quintile" => Breakdown::ImdQuintile,
        "care_home" => Breakdown::CareHome,
        _ => {
            let (holder, at) = column(name);
            Breakdown::Column(holder, at, name.into())
        }
    }
}

fn column(name: &str) -> (Holder, usize) {
    let at = COLUMNS.iter().position(|known| *known == name);
    match at.expect("a column") {
        0 => (Holder::Practices, 0),
        at => (Holder::People, at),
    }
}

/// Reads texts that have to be readable, and keeps those of [`COLUMNS`] that they have.
pub(crate) fn with_columns(files: &[(&str, &str)]) -> Reading {
    let of_people = files.iter().any(|(name, _)| *name == "patients.csv");
    let columns = &COLUMNS[..1 + usize::from(of_people)];
    read_columns(&memories(files), columns).expect("the files are sound")
}

/// A feature's value for every patient-month, in month and patient order.
pub(crate) fn feature(cohort: &Cohort, id: &str) -> Vec<Option<u64>> {
    let catalogue = Catalogue::shipped();
    let position = catalogue.position(id).expect("a feature");
    let features = Features::new(cohort, catalogue);
    let found = features.visit(Window::EachMonth, Vec::new, |found, month| {
        let id = cohort.patient_id(month.patient);
        found.push((month.month, id, month.value(position)));
    });
    let mut found: Vec<_> = found.into_iter().flatten().collect();
    found.sort();
    found.into_iter().map(|(_, _, value)| value).collect()
}
