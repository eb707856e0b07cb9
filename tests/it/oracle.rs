//! Does the plan agree with a second, naive implementation on random cohorts?

use std::collections::BTreeMap;

use proptest::prelude::*;
use rxsift::indicators::{By, Catalogue, Indicator, Kind, Request, figures};
use rxsift::model::{Figure, Grouping, Level, Period};

use crate::support::naive::{self, Item, Registered, World, pcn_code, practice_code};
use crate::support::{feature, sound};

const PRACTICES: usize = 5;
/// The cumulative and the disjoint bands; 85+ is one of both.
const BANDS: [&str; 9] = [
    "all", "65+", "75+", "85+", "0-17", "18-44", "45-64", "65-74", "75-84",
];
const LEVELS: [Level; 6] = [
    Level::All,
    Level::Region,
    Level::Icb,
    Level::SubIcb,
    Level::Pcn,
    Level::Practice,
];

/// Codes of the pool, and a few that no table knows.
fn codes() -> Vec<String> {
    let unknown = [
        "0205051ZZ",
        "1001010ZZ",
        "0501999Z0",
        "9999999Z0",
        "0407010ZZ",
    ];
    naive::pool()
        .into_iter()
        .map(|drug| drug.code)
        .chain(unknown.map(str::to_owned))
        .collect()
}

fn item() -> impl Strategy<Value = Item> {
    let rest = (
        0_u32..16,
        proptest::sample::select(codes()),
        0_usize..3,
        0_u64..4,
    );
    let age = prop_oneof![1 => Just(None), 4 => (0_u32..100).prop_map(Some), 3 => (62_u32..90).prop_map(Some)];
    (0_usize..6, 0..PRACTICES, rest, age).prop_map(
        |(patient, practice, (month, code, strength, items), age)| Item {
            patient,
            practice,
            // Most rows fall into few months, so that regimens grow large.
            month: if month < 10 { 0 } else { month - 9 },
            code,
            strength,
            items,
            age,
        },
    )
}

fn person() -> impl Strategy<Value = Registered> {
    let born = proptest::option::of(prop_oneof![
        4 => (1935_i32..2010, 1_u32..13, 1_u32..29),
        1 => (0_i32..10).prop_map(|n| (1940 + 4 * n, 2, 29)),
    ]);
    (
        proptest::option::of(0..PRACTICES),
        born,
        proptest::option::of(any::<bool>()),
        proptest::option::of(any::<bool>()),
    )
        .prop_map(|(practice, born, care_home, severely_frail)| Registered {
            practice,
            born,
            care_home,
            severely_frail,
        })
}

pub(crate) fn world() -> impl Strategy<Value = World> {
    let people = proptest::collection::btree_map(0_usize..6, person(), 0..4);
    let pcn = proptest::collection::vec(proptest::option::weighted(0.8, 0_usize..2), PRACTICES);
    let items = proptest::collection::vec(item(), 1..160);
    (items, people, pcn).prop_map(|(items, people, pcn)| World { items, people, pcn })
}

pub(crate) fn items_text<'a>(items: impl Iterator<Item = &'a Item>) -> String {
    let mut text = "patient_id,practice_code,month,bnf_code,items,age\n".to_owned();
    for item in items {
        let strength = ["AAAAAA", "AAABAB", "BBAAAA"][item.strength];
        let (year, month) = (2023 + item.month / 12, item.month % 12 + 1);
        let age = item.age.map(|age| age.to_string()).unwrap_or_default();
        text.push_str(&format!(
            "p{},{},{year}{month:02},{}{strength},{},{age}\n",
            item.patient,
            practice_code(item.practice),
            item.code,
            item.items
        ));
    }
    text
}

pub(crate) fn other_texts(world: &World) -> Vec<(&'static str, String)> {
    let mut organisations = "practice_code,pcn_code,sub_icb_code,icb_code,region_code\n".to_owned();
    for (practice, pcn) in world.pcn.iter().enumerate() {
        let parents = naive::parents(practice).join(",");
        organisations.push_str(&format!(
            "{},{},{parents}
",
            practice_code(practice),
            pcn.map(pcn_code).unwrap_or_default()
        ));
    }
    let mut files = vec![("organisations.csv", organisations)];
    if !world.people.is_empty() {
        let mut patients = "patient_id,practice_code,date_of_birth,care_home,frailty\n".to_owned();
        for (patient, person) in &world.people {
            let practice = person.practice.map(practice_code).unwrap_or_default();
            let born = person
                .born
                .map(|(y, m, d)| format!("{d:02}/{m:02}/{y}"))
                .unwrap_or_default();
            let care_home = person
                .care_home
                .map(|home| if home { "yes" } else { "no" })
                .unwrap_or_default();
            let frailty = person
                .severely_frail
                .map(|frail| if frail { "severe" } else { "mild" })
                .unwrap_or_default();
            patients.push_str(&format!(
                "p{patient},{practice},{born},{care_home},{frailty}\n"
            ));
        }
        files.push(("patients.csv", patients));
    }
    files
}

pub(crate) fn texts(world: &World) -> Vec<(&'static str, String)> {
    let mut files = other_texts(world);
    files.push(("items.csv", items_text(world.items.iter())));
    files
}

pub(crate) fn borrowed<'a>(files: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect()
}

fn comparators() -> Vec<&'static Indicator> {
    Catalogue::shipped()
        .indicators
        .iter()
        .filter(|i| i.kind == Kind::Comparator && i.needs.is_empty())
        // The extracts here have no strengths: it is not assessable, which `opioids` tests.
        .filter(|i| !i.id.starts_with("opioid_ome"))
        .collect()
}

fn computed(files: &[(&str, &str)], period: Period) -> Vec<Figure> {
    let request = Request {
        indicators: comparators(),
        groupings: LEVELS.map(By::Level).into(),
        bands: BANDS
            .iter()
            .map(|band| band.parse().expect("a band"))
            .collect(),
        breakdowns: [].into(),
        periods: vec![period],
        only: None,
    };
    figures(&sound(files).cohort, Catalogue::shipped(), &request).figures
}

type Key = (String, String, Grouping, String, String);

fn keyed(figures: &[Figure]) -> BTreeMap<Key, (Option<u64>, Option<u64>)> {
    let key = |f: &Figure| {
        (
            f.indicator.clone(),
            f.period.clone(),
            f.level.clone(),
            f.code.clone(),
            f.band.to_string(),
        )
    };
    let keyed: BTreeMap<Key, _> = figures
        .iter()
        .map(|f| (key(f), (f.numerator, f.denominator)))
        .collect();
    assert_eq!(keyed.len(), figures.len(), "no figure is given twice");
    keyed
}

fn label(month: u32, period: Period) -> String {
    let (year, of_year) = (2023 + month / 12, month % 12 + 1);
    let financial = if of_year >= 4 { year } else { year - 1 };
    match period {
        Period::Month => format!("{year}-{of_year:02}"),
        Period::Quarter => {
            let quarter = match of_year {
                1..=3 => 4,
                4..=6 => 1,
                7..=9 => 2,
                _ => 3,
            };
            format!("{financial}/{}-Q{quarter}", financial % 100 + 1)
        }
        Period::Year => format!("{financial}/{}", financial % 100 + 1),
        Period::All => "all".to_owned(),
    }
}

fn expected(world: &World, period: Period) -> BTreeMap<Key, (Option<u64>, Option<u64>)> {
    let months = naive::months(world);
    let any_age = months.iter().any(|month| month.age.is_some());
    let mut expected: BTreeMap<Key, (Option<u64>, Option<u64>)> = BTreeMap::new();
    for month in &months {
        let mut groups = vec![
            (Level::All, "all".to_owned()),
            (Level::Practice, practice_code(month.practice)),
        ];
        let parents = [Level::SubIcb, Level::Icb, Level::Region]
            .into_iter()
            .zip(naive::parents(month.practice));
        groups.extend(parents);
        groups.extend(world.pcn[month.practice].map(|pcn| (Level::Pcn, pcn_code(pcn))));
        for indicator in comparators() {
            for band in BANDS {
                for (level, code) in &groups {
                    let key = (
                        indicator.id.clone(),
                        label(month.month, period),
                        Grouping::Level(*level),
                        code.clone(),
                        band.to_owned(),
                    );
                    let nothing = if band == "all" || any_age {
                        (Some(0), Some(0))
                    } else {
                        (None, None)
                    };
                    let entry = expected.entry(key).or_insert(nothing);
                    let inside = match (band, month.age) {
                        ("all", _) => true,
                        (_, None) => false,
                        (band, Some(age)) => match band.split_once('-') {
                            Some((from, to)) => {
                                let bound = |text: &str| text.parse::<u32>().expect("an age");
                                (bound(from)..=bound(to)).contains(&age)
                            }
                            None => {
                                age >= band.trim_end_matches('+').parse::<u32>().expect("an age")
                            }
                        },
                    };
                    if let Some(added) = naive::adds(&indicator.id, month).filter(|_| inside) {
                        *entry = (entry.0.map(|n| n + added), entry.1.map(|n| n + 1));
                    }
                }
            }
        }
    }
    expected
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_agrees_with_the_naive_oracle(world in world(), period in 0_usize..4) {
        let period = [Period::Month, Period::Quarter, Period::Year, Period::All][period];
        let files = texts(&world);
        prop_assert_eq!(keyed(&computed(&borrowed(&files), period)), expected(&world, period));
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

    #[test]
    fn practices_add_up_to_their_network_and_to_all(world in world()) {
        let figures = computed(&borrowed(&texts(&world)), Period::Month);
        let mut sums: BTreeMap<(String, String, String, String), (u64, u64)> = BTreeMap::new();
        let practices = figures.iter().filter(|f| f.level == Grouping::Level(Level::Practice));
        for figure in practices {
            let practice = (0..PRACTICES).find(|p| practice_code(*p) == figure.code).expect("a known practice");
            let mut groups = vec![Some("all".to_owned()), world.pcn[practice].map(pcn_code)];
            groups.extend(naive::parents(practice).map(Some));
            for group in groups.into_iter().flatten() {
                let key = (figure.indicator.clone(), figure.period.clone(), group, figure.band.to_string());
                let sum = sums.entry(key).or_default();
                *sum = (sum.0 + figure.numerator.unwrap_or(0), sum.1 + figure.denominator.unwrap_or(0));
            }
        }
        for figure in figures.iter().filter(|f| f.level != Grouping::Level(Level::Practice)) {
            let key = (figure.indicator.clone(), figure.period.clone(), figure.code.clone(), figure.band.to_string());
            let got = (figure.numerator.unwrap_or(0), figure.denominator.unwrap_or(0));
            prop_assert_eq!(Some(&got), sums.get(&key));
        }
    }
}
