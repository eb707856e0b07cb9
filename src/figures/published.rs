//! Published comparators as figures, and their place beside the computed ones.

use std::collections::{BTreeMap, BTreeSet};

use super::figure::Figure;
use super::value::measured;
use crate::cohort::{Organisations, Published, PublishedTable};
use crate::definitions::Catalogue;
use crate::model::{AgeBand, Level, OdsCode, Period, Status};

const NO_COUNTS: &str = "published without counts: its months cannot be pooled";

/// A published value and a computed one that round alike are the same, in the unit of the value.
const ROUNDING: f64 = 0.05;

/// Which published figures are wanted.
pub struct PublishedRequest<'a> {
    /// Kinds of organisation.
    pub levels: &'a BTreeSet<Level>,
    /// Age bands; empty: all there are.
    pub bands: &'a BTreeSet<AgeBand>,
    /// Indicator ids; empty: all there are.
    pub indicators: &'a [String],
    /// What a figure pools.
    pub period: Period,
}

/// The published figures that are wanted, their months pooled, in no order.
#[must_use]
pub fn published_figures(
    table: &PublishedTable,
    organisations: &Organisations,
    wanted: &PublishedRequest<'_>,
) -> Vec<Figure> {
    let Some(first) = table.keys().map(|key| key.month).min() else {
        return Vec::new();
    };
    let mut pooled: BTreeMap<_, Vec<&Published>> = BTreeMap::new();
    for (key, figure) in table {
        let asked = wanted.levels.contains(&key.level)
            && (wanted.bands.is_empty() || wanted.bands.contains(&key.band))
            && (wanted.indicators.is_empty() || wanted.indicators.contains(&key.indicator));
        if asked {
            let start = wanted.period.start(key.month, first);
            let of = (&key.indicator, start, key.level, &key.code, key.band);
            pooled.entry(of).or_default().push(figure);
        }
    }
    let names = names(organisations);
    let figures = pooled
        .into_iter()
        .map(|((indicator, start, level, code, band), months)| {
            let known = names.get(&(level, code.as_str()));
            let name = known.map(|name| (*name).to_owned());
            Figure {
                indicator: indicator.clone(),
                period: wanted.period.label(start),
                start,
                level: level.into(),
                code: code.clone(),
                name: name.unwrap_or_else(|| months[0].name.clone()),
                band: band.into(),
                ..pool(&months)
            }
        });
    figures.collect()
}

/// The measured part of the months of one organisation.
fn pool(months: &[&Published]) -> Figure {
    let sum = |part: fn(&Published) -> Option<u64>| {
        let parts: Option<Vec<u64>> = months.iter().map(|month| part(month)).collect();
        parts.map(|parts| parts.iter().sum::<u64>())
    };
    let suppressed = months.iter().any(|month| month.suppressed);
    let numerator = sum(|month| month.numerator).filter(|_| !suppressed);
    let denominator = sum(|month| month.denominator);
    let unit = months[0].unit;
    let counted = numerator.and(denominator).is_some();
    let (value, interval) = match months {
        _ if counted => measured(unit, numerator, denominator),
        [one] if !suppressed => (one.value, None),
        _ => (None, None),
    };
    let status = if suppressed {
        Status::Suppressed
    } else if counted || months.len() == 1 {
        Status::Ok
    } else {
        Status::NotAssessable(NO_COUNTS)
    };
    Figure {
        numerator,
        denominator,
        value,
        interval,
        status,
        ..Figure::unmeasured(unit)
    }
}

/// Names of the organisations files; of several for one code the first in the alphabet.
fn names(organisations: &Organisations) -> BTreeMap<(Level, &str), &str> {
    let practices = organisations.0.iter().map(|(code, practice)| {
        (
            (Level::Practice, OdsCode::as_str(code)),
            practice.name.as_str(),
        )
    });
    let parents = organisations
        .0
        .values()
        .flat_map(|practice| &practice.parents)
        .map(|(level, (code, name))| ((*level, code.as_str()), name.as_str()));
    let mut names: BTreeMap<(Level, &str), &str> = BTreeMap::new();
    for (key, name) in practices
        .chain(parents)
        .filter(|(_, name)| !name.is_empty())
    {
        let kept = names.entry(key).or_insert(name);
        *kept = name.min(kept);
    }
    names
}

/// Computed and published figures in one order.
pub struct MergedFigures {
    /// Sorted by indicator (in definition order, unknown ones after by id), period, level, code and
    /// band.
    pub figures: Vec<Figure>,
    /// Published figures left out because the same was computed.
    pub left_out: usize,
    /// Those of them that say something else.
    pub differing: usize,
}

/// Puts the two together. What was computed wins; what could not be assessed gives way.
#[must_use]
pub fn merge(
    computed: Vec<Figure>,
    published: Vec<Figure>,
    catalogue: &Catalogue,
) -> MergedFigures {
    let key = |figure: &Figure| {
        let Figure {
            indicator,
            period,
            level,
            code,
            band,
            ..
        } = figure;
        (
            indicator.clone(),
            period.clone(),
            level.clone(),
            code.clone(),
            band.clone(),
        )
    };
    let mut figures: BTreeMap<_, Figure> = computed
        .into_iter()
        .map(|figure| (key(&figure), figure))
        .collect();
    let (mut left_out, mut differing) = (0, 0);
    for figure in published {
        let key = key(&figure);
        match figures.get(&key).filter(|known| known.status == Status::Ok) {
            Some(known) => {
                left_out += 1;
                differing += usize::from(differ(known, &figure));
            }
            None => {
                figures.insert(key, figure);
            }
        }
    }
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, id) in catalogue.figure_ids().enumerate() {
        places.entry(id).or_insert(at);
    }
    let mut figures: Vec<Figure> = figures.into_values().collect();
    figures.sort_by(|a, b| {
        // Sources begin in different months; a period of all months is one period all the same.
        let start = |figure: &Figure| (figure.period != "all").then_some(figure.start);
        let place = |figure: &Figure| {
            let of_id = places.get(figure.indicator.as_str()).copied();
            (of_id.unwrap_or(usize::MAX), kind_of_period(&figure.period))
        };
        (
            place(a).0,
            &a.indicator,
            place(a).1,
            start(a),
            &a.level,
            &a.code,
            &a.band,
        )
            .cmp(&(
                place(b).0,
                &b.indicator,
                place(b).1,
                start(b),
                &b.level,
                &b.code,
                &b.band,
            ))
    });
    MergedFigures {
        figures,
        left_out,
        differing,
    }
}

/// Months, then quarters, years and all months, by the shape of their labels.
fn kind_of_period(label: &str) -> usize {
    match label {
        "all" => 3,
        label if label.contains('Q') => 1,
        label if label.contains('/') => 2,
        _ => 0,
    }
}

/// Whether two figures of the same thing say different things; a hidden one says nothing.
fn differ(computed: &Figure, published: &Figure) -> bool {
    if published.status != Status::Ok {
        return false;
    }
    let counts = |figure: &Figure| figure.numerator.zip(figure.denominator);
    match (counts(computed), counts(published)) {
        (Some(ours), Some(theirs)) => ours != theirs,
        _ => match (computed.value, published.value) {
            (Some(ours), Some(theirs)) => (ours - theirs).abs() > ROUNDING,
            (ours, theirs) => ours.is_some() != theirs.is_some(),
        },
    }
}
