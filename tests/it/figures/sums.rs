//! Do figures add up and nest as they have to, on random cohorts? No expected number stands here:
//! the sums and the order are the expectation.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use rxsift::definitions::{Catalogue, Filter};
use rxsift::engine::Only;
use rxsift::engine::{Admission, PatientMonth};
use rxsift::figures::{Figure, GroupBy, Request};
use rxsift::model::{Band, Grouping, Level, Period, Status};

use crate::support::cohorts::{COLUMNS, PRACTICES, borrowed, texts, world};
use crate::support::expected::label;
use crate::support::naive::{self, World, pcn_code, practice_code};
use crate::support::requests::{
    LEVELS, PERIODS, bands, by, figures_of, request, split, with_columns,
};

/// Indicators of which each follows from the one before it.
const NESTED: [&[&str]; 5] = [
    &[
        "medicines_6_plus",
        "medicines_8_plus",
        "medicines_10_plus",
        "medicines_15_plus",
        "medicines_20_plus",
    ],
    &["acb_6_plus", "acb_9_plus", "acb_12_plus"],
    &[
        "analgesics_2_plus",
        "analgesics_3_plus",
        "analgesics_4_plus",
    ],
    &[
        "hypotensives_2_plus",
        "hypotensives_3_plus",
        "hypotensives_4_plus",
    ],
    &[
        "anticoagulant_antiplatelet_2_plus",
        "anticoagulant_antiplatelet_3_plus",
    ],
];

/// One indicator of each shape: means, a threshold on everybody, a denominator of its own, a condition
/// on two features, a sum of points, a count of categories.
const SHAPES: [&str; 7] = [
    "medicines_mean",
    "items_mean",
    "medicines_10_plus",
    "damn_2_plus",
    "nsaid_with_damn",
    "acb_6_plus",
    "dependence_2_categories",
];

/// Those indicators for every level in every month, with everybody and some parts.
fn of_every_level(parts: &[&str]) -> Request<'static> {
    Request {
        groupings: LEVELS.map(GroupBy::Level).into(),
        breakdowns: parts.iter().map(|name| split(name)).collect(),
        periods: vec![Period::Month],
        ..request(&SHAPES)
    }
}

fn computed(world: &World, request: &Request<'_>) -> Vec<Figure> {
    figures_of(&with_columns(&borrowed(&texts(world))), request)
}

type Counts = (u64, u64);

fn counts(figure: &Figure) -> Option<Counts> {
    figure.numerator.zip(figure.denominator)
}

/// Sums by a key, of the figures that can be assessed; at least one has to be there.
fn sums<K: Ord>(figures: &[Figure], key: impl Fn(&Figure) -> Option<K>) -> BTreeMap<K, Counts> {
    let mut sums: BTreeMap<K, Counts> = BTreeMap::new();
    for figure in figures {
        if let (Some(key), Some((numerator, denominator))) = (key(figure), counts(figure)) {
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + numerator, sum.1 + denominator);
        }
    }
    assert!(!sums.is_empty(), "nothing to add up");
    sums
}

/// What a figure is of, but for its part of the group.
fn whole(f: &Figure) -> (String, String, Grouping, String) {
    (
        f.indicator.clone(),
        f.period.clone(),
        f.level.clone(),
        f.code.clone(),
    )
}

fn is_practice(figure: &Figure) -> bool {
    figure.level == Grouping::Level(Level::Practice)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn practices_add_up_to_their_network_boards_region_and_to_all(world in world(), part in select(vec!["age", "sex", "imd_quintile", "care_home"])) {
        let figures = computed(&world, &of_every_level(&[part]));
        let mut added: BTreeMap<_, Counts> = BTreeMap::new();
        for figure in figures.iter().filter(|f| is_practice(f)) {
            let practice = (0..PRACTICES).find(|p| practice_code(*p) == figure.code).expect("a known practice");
            let mut groups = vec![Some("all".to_owned()), world.pcn[practice].map(pcn_code)];
            groups.extend(naive::parents(practice).map(Some));
            for group in groups.into_iter().flatten() {
                let key = (figure.indicator.clone(), figure.period.clone(), group, figure.band.clone());
                let (numerator, denominator) = counts(figure).unwrap_or_default();
                let sum = added.entry(key).or_default();
                *sum = (sum.0 + numerator, sum.1 + denominator);
            }
        }
        for figure in figures.iter().filter(|f| !is_practice(f)) {
            let key = (figure.indicator.clone(), figure.period.clone(), figure.code.clone(), figure.band.clone());
            prop_assert_eq!(Some(&counts(figure).unwrap_or_default()), added.get(&key));
        }
    }

    #[test]
    fn the_parts_of_every_breakdown_add_up_to_the_whole(world in world(), part in select(vec!["age", "sex", "imd_decile", "imd_quintile", "care_home", "locality", "ward"])) {
        prop_assume!(part != "ward" || !world.people.is_empty());
        let figures = computed(&world, &of_every_level(&[part]));
        let all = sums(&figures, |f| (f.band == Band::All).then(|| whole(f)));
        let of_parts: Vec<Figure> = figures.into_iter().filter(|f| f.band != Band::All).collect();
        prop_assert!(!of_parts.is_empty());
        let known = of_parts.iter().any(|f| f.status == Status::Ok);
        if known {
            prop_assert_eq!(sums(&of_parts, |f| Some(whole(f))), all);
        }
    }

    #[test]
    fn an_open_age_band_is_the_sum_of_the_disjoint_ones_in_it(world in world()) {
        let request = Request { bands: bands(["65+", "75+", "65-74", "75-84", "85+"]), ..of_every_level(&[]) };
        let figures = computed(&world, &request);
        let by_band: BTreeMap<_, Counts> = figures.iter().filter_map(|f| Some(((whole(f), f.band.to_string()), counts(f)?))).collect();
        for (open, closed) in [("65+", &["65-74", "75-84", "85+"][..]), ("75+", &["75-84", "85+"])] {
            for ((of, _), sum) in by_band.iter().filter(|((_, band), _)| band == open) {
                let parts = closed.iter().map(|band| by_band[&(of.clone(), (*band).to_owned())]);
                prop_assert_eq!(parts.fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1)), *sum);
            }
        }
    }

    #[test]
    fn a_higher_threshold_never_takes_in_more(world in world(), part in select(vec!["age", "sex", "locality"])) {
        for ids in NESTED {
            let of_level = of_every_level(&[part]);
            let request = Request { indicators: request(ids).indicators, ..of_level };
            let figures = computed(&world, &request);
            let place = |f: &Figure| (f.period.clone(), f.level.clone(), f.code.clone(), f.band.clone());
            let mut rows: BTreeMap<_, Vec<Counts>> = BTreeMap::new();
            // Figures come in the order of the indicators: from the lowest threshold to the highest.
            for figure in &figures {
                rows.entry(place(figure)).or_default().extend(counts(figure));
            }
            prop_assert!(!rows.is_empty());
            for counts in rows.values().filter(|counts| !counts.is_empty()) {
                prop_assert_eq!(counts.len(), ids.len());
                for pair in counts.windows(2) {
                    prop_assert!(pair[1].0 <= pair[0].0 && pair[1].1 == pair[0].1, "{:?}: {:?}", ids, counts);
                }
                prop_assert!(counts[0].0 <= counts[0].1);
            }
        }
    }

    #[test]
    fn a_longer_period_is_the_sum_of_its_months(world in world(), part in select(vec!["age", "ward"])) {
        prop_assume!(part != "ward" || !world.people.is_empty());
        let request = Request { periods: PERIODS.into(), ..of_every_level(&[part]) };
        let figures = computed(&world, &request);
        let label_of = |text: &str, period| {
            (0..36).find(|month| label(*month, Period::Month) == text).map(|month| label(month, period))
        };
        for period in [Period::Quarter, Period::Year, Period::All] {
            let place = |f: &Figure, label: String| (f.indicator.clone(), label, f.level.clone(), f.code.clone(), f.band.clone());
            let of_months = sums(&figures, |f| Some(place(f, label_of(&f.period, period)?)));
            let labels: std::collections::BTreeSet<String> = (0..36).map(|month| label(month, period)).collect();
            let longer = sums(&figures, |f| labels.contains(&f.period).then(|| place(f, f.period.clone())));
            // A part that nobody of a month is in may have a row in the year alone, of nothing.
            let of_somebody = |sums: BTreeMap<_, Counts>| -> BTreeMap<_, _> {
                sums.into_iter().filter(|(_, counts)| *counts != (0, 0)).collect()
            };
            prop_assert_eq!(of_somebody(of_months), of_somebody(longer));
        }
    }

    #[test]
    fn fewer_countable_items_never_put_more_people_on_ten_medicines(world in world(), kept in proptest::collection::vec(proptest::bool::weighted(0.7), 160)) {
        let request = || Request { periods: vec![Period::Month], ..request(&["medicines_6_plus", "medicines_10_plus"]) };
        let before = sums(&computed(&world, &request()), |f| Some(whole(f)));
        let countable = |code: &str| ["01", "02", "03", "04", "06", "07", "08", "09", "10"].contains(&&code[..2]);
        let mut fewer = world.clone();
        let mut kept = kept.into_iter();
        fewer.items.retain(|item| !countable(&item.code) || kept.next().unwrap_or(true));
        prop_assume!(!fewer.items.is_empty());
        for (key, (numerator, denominator)) in sums(&computed(&fewer, &request()), |f| Some(whole(f))) {
            prop_assert!(numerator <= before[&key].0 && denominator <= before[&key].1);
        }
    }

    #[test]
    fn a_filter_never_raises_a_numerator(world in world(), text in select(vec![
        "age >= 65", "sex = female", "medicines >= 6 AND age_band = 75+", "pcn = U10000", "imd_quintile <= 2",
        "care_home != yes", "month >= 2023-04", "locality = North", "damn_2_plus = no",
    ])) {
        let reading = with_columns(&borrowed(&texts(&world)));
        let catalogue = Catalogue::shipped();
        let columns = COLUMNS.map(str::to_owned);
        let filter = Filter::parse(text, catalogue, &columns).expect("a filter");
        let admission = Admission::new(&filter, &reading.cohort, catalogue, &columns);
        let only = |month: &PatientMonth<'_>| admission.admits(month);
        let request = of_every_level(&["sex"]);
        let request = Request { groupings: request.groupings.into_iter().chain([by("locality")]).collect(), ..request };
        let place = |f: &Figure| (whole(f), f.band.clone());
        let before: BTreeMap<_, _> = figures_of(&reading, &request).iter().map(|f| (place(f), counts(f))).collect();
        let filtered = Request { only: Some(&only as &Only<'_>), ..request };
        let within = figures_of(&reading, &filtered);
        for figure in &within {
            match (counts(figure), before[&place(figure)]) {
                (Some(some), Some(all)) => prop_assert!(some.0 <= all.0 && some.1 <= all.1),
                (None, _) => prop_assert!(matches!(figure.status, Status::NotAssessable(_))),
                (Some(_), None) => prop_assert!(false, "what cannot be assessed stays so"),
            }
        }
    }
}
