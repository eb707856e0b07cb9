//! Does the plan agree with a second, naive implementation on random cohorts?

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rxsift::figures::{Figure, GroupBy, Request};
use rxsift::model::{Period, Status};

use crate::support::cohorts::{borrowed, codes, items_text, other_texts, texts, world};
use crate::support::expected::{self, Ask, Counts, Key, SPLITS};
use crate::support::naive::{Item, World};
use crate::support::readings::sound;
use crate::support::requests::{
    LEVELS, PERIODS, by, comparators, feature, figures_of, request, split, with_columns,
};

/// The cumulative and the disjoint bands; 85+ is one of both.
const BANDS: [&str; 9] = [
    "all", "65+", "75+", "85+", "0-17", "18-44", "45-64", "65-74", "75-84",
];

/// Every kind of group that the files of a world know.
fn groups(world: &World) -> Vec<&'static str> {
    let levels = LEVELS.iter().map(|level| level.as_str());
    let ward = (!world.people.is_empty()).then_some("ward");
    levels.chain(["locality"]).chain(ward).collect()
}

/// Some indicators in some bands, splits and periods; the kinds of group are [`groups`].
fn ask() -> impl Strategy<Value = Ask> {
    let ids: Vec<String> = comparators().iter().map(|i| i.id.clone()).collect();
    (
        subsequence(ids, 4),
        subsequence(BANDS.to_vec(), 0..=4),
        subsequence(SPLITS.to_vec(), 0..=4),
        subsequence(PERIODS.to_vec(), 1..=3),
    )
        .prop_map(|(indicators, bands, splits, periods)| Ask {
            indicators,
            by: Vec::new(),
            bands,
            splits,
            periods,
        })
}

/// The program's answer, with every key once.
fn answer(world: &World, ask: &Ask) -> BTreeMap<Key, Counts> {
    let ids: Vec<&str> = ask.indicators.iter().map(String::as_str).collect();
    let request = Request {
        groupings: ask.by.iter().map(|name| by(name)).collect(),
        bands: ask
            .bands
            .iter()
            .map(|band| band.parse().expect("a band"))
            .collect(),
        breakdowns: ask.splits.iter().map(|name| split(name)).collect(),
        periods: ask.periods.clone(),
        ..request(&ids)
    };
    let figures = figures_of(&with_columns(&borrowed(&texts(world))), &request);
    let keyed: BTreeMap<Key, Counts> = figures.iter().map(|f| (key(f), counts(f))).collect();
    assert_eq!(keyed.len(), figures.len(), "no figure is given twice");
    keyed
}

fn key(f: &Figure) -> Key {
    (
        f.indicator.clone(),
        f.period.clone(),
        f.level.as_str().to_owned(),
        f.code.clone(),
        f.band.breakdown().to_owned(),
        f.band.to_string(),
    )
}

/// A figure is counted, or it says why not: there is nothing between.
fn counts(f: &Figure) -> Counts {
    match (f.status, f.numerator.zip(f.denominator)) {
        (Status::Ok, Some(counts)) => Some(counts),
        (Status::NotAssessable(because), None) if !because.is_empty() => {
            assert_eq!((f.numerator, f.denominator, f.value), (None, None, None));
            None
        }
        _ => panic!("neither counted nor not assessable: {f:?}"),
    }
}

fn computed(files: &[(&str, &str)], period: Period) -> Vec<Figure> {
    let request = Request {
        indicators: comparators(),
        groupings: LEVELS.map(GroupBy::Level).into(),
        bands: crate::support::requests::bands(BANDS),
        periods: vec![period],
        ..request(&[])
    };
    figures_of(&sound(files), &request)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_agrees_with_the_naive_oracle(world in world(), period in select(PERIODS.to_vec())) {
        let ask = Ask {
            indicators: comparators().iter().map(|i| i.id.clone()).collect(),
            by: vec!["all", "pcn", "practice"],
            bands: BANDS.to_vec(),
            splits: Vec::new(),
            periods: vec![period],
        };
        prop_assert_eq!(answer(&world, &ask), expected::figures(&world, &ask));
    }

    #[test]
    fn every_level_column_split_band_and_period_agrees_with_the_naive_oracle(world in world(), ask in ask()) {
        let ask = Ask { by: groups(&world), ..ask };
        let ask = Ask {
            splits: ask.splits.into_iter().filter(|name| *name != "ward" || ask.by.contains(name)).collect(),
            ..ask
        };
        prop_assert_eq!(answer(&world, &ask), expected::figures(&world, &ask));
    }

    #[test]
    fn values_follow_from_their_numerator_and_denominator(world in world()) {
        for figure in computed(&borrowed(&texts(&world)), Period::Month) {
            match (figure.numerator, figure.denominator) {
                (Some(_), Some(0)) | (None, None) => {
                    prop_assert_eq!((figure.value, figure.interval), (None, None), "empty, not 0 and not NaN");
                }
                (Some(x), Some(n)) => {
                    let is_mean = figure.indicator.ends_with("_mean");
                    let scale = if is_mean { 1.0 } else { 100.0 };
                    let value = figure.value.expect("a denominator gives a value");
                    prop_assert!((value - scale * x as f64 / n as f64).abs() < 1e-9);
                    prop_assert_eq!(figure.interval.is_some(), !is_mean, "percentages have an interval");
                    if let Some((lower, upper)) = figure.interval {
                        prop_assert!(0.0 <= lower && lower <= value && value <= upper && upper <= 100.0);
                    }
                }
                other => prop_assert!(false, "one half of a fraction: {other:?}"),
            }
        }
    }

    #[test]
    fn row_order_and_splitting_a_file_change_nothing(world in world(), cut in 0_usize..160, shuffle in any::<u64>()) {
        let whole = computed(&borrowed(&texts(&world)), Period::Month);
        let mut items = world.items.clone();
        // A fixed, thorough shuffle: sort by a mixed key.
        let mixed = |n: usize| (n as u64 ^ shuffle).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31);
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|n| mixed(*n));
        items = order.into_iter().map(|n| items[n].clone()).collect();
        let cut = cut.min(items.len());
        let mut files = other_texts(&world);
        files.reverse();
        for part in [&items[..cut], &items[cut..]].into_iter().filter(|part| !part.is_empty()) {
            files.insert(0, ("part.csv", items_text(part.iter())));
        }
        prop_assert_eq!(computed(&borrowed(&files), Period::Month), whole);
    }

    #[test]
    fn a_repeated_substance_does_not_change_a_medicine_count(world in world(), which in 0_usize..160) {
        let item = world.items[which % world.items.len()].clone();
        let mut doubled = world.clone();
        doubled.items.push(Item { strength: (item.strength + 1) % 3, items: 0, ..item });
        let medicines = |world: &World| feature(&sound(&borrowed(&texts(world))).cohort, "medicines");
        prop_assert_eq!(medicines(&doubled), medicines(&world));
    }

    #[test]
    fn one_more_medicine_never_lowers_a_count(world in world(), which in 0_usize..160, code in proptest::sample::select(codes())) {
        let item = world.items[which % world.items.len()].clone();
        let mut more = world.clone();
        more.items.push(Item { code, items: 0, ..item });
        for id in ["medicines", "acb_score", "damn", "falls_risk", "dependence_categories", "items"] {
            let values = |world: &World| feature(&sound(&borrowed(&texts(world))).cohort, id);
            for (more, fewer) in values(&more).into_iter().zip(values(&world)) {
                prop_assert!(more >= fewer, "{} fell", id);
            }
        }
    }
}
