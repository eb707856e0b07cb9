//! Figures of groups from the second implementation: one patient-month after the other, added to
//! every row it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use rxsift::model::Period;

use super::naive::{self, Month, World, parents, pcn_code, practice_code};

/// What is asked for, in the words of the command line.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) indicators: Vec<String>,
    pub(crate) by: Vec<&'static str>,
    pub(crate) bands: Vec<&'static str>,
    pub(crate) splits: Vec<&'static str>,
    pub(crate) periods: Vec<Period>,
}

/// Indicator, period, kind of group, group, breakdown and band.
pub(crate) type Key = (String, String, String, String, String, String);

/// Numerator and denominator; nothing if it cannot be assessed.
pub(crate) type Counts = Option<(u64, u64)>;

const DISJOINT: [&str; 6] = ["0-17", "18-44", "45-64", "65-74", "75-84", "85+"];

/// The label of a month after January 2023 in a period.
pub(crate) fn label(month: u32, period: Period) -> String {
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

/// The group of a patient-month, if it is in one.
fn group(month: &Month, by: &str, world: &World) -> Option<String> {
    let [sub_icb, icb, region] = parents(month.practice);
    match by {
        "all" => Some("all".to_owned()),
        "practice" => Some(practice_code(month.practice)),
        "pcn" => world.pcn[month.practice].map(pcn_code),
        "sub_icb" => Some(sub_icb),
        "icb" => Some(icb),
        "region" => Some(region),
        _ => fact(month, by, world),
    }
}

/// What a patient-month is parted by, where it is known; ages are bands of their own.
fn fact(month: &Month, split: &str, world: &World) -> Option<String> {
    let person = world.people.get(&month.patient);
    let decile = person.and_then(|person| person.imd_decile);
    match split {
        "sex" => month.sex.map(str::to_owned),
        "imd_decile" => decile.map(|decile| decile.to_string()),
        "imd_quintile" => {
            let quintiles = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5];
            decile.map(|decile| quintiles[decile as usize - 1].to_string())
        }
        "care_home" => month
            .care_home
            .map(|home| if home { "yes" } else { "no" }.to_owned()),
        "locality" => world.locality[month.practice].map(str::to_owned),
        "ward" => person.and_then(|person| person.ward).map(str::to_owned),
        _ => panic!("the second implementation does not know {split}"),
    }
}

fn is_in(age: Option<u32>, band: &str) -> bool {
    let bound = |text: &str| text.parse::<u32>().expect("an age");
    match (age, band.split_once('-')) {
        (None, _) => false,
        (Some(age), Some((from, to))) => (bound(from)..=bound(to)).contains(&age),
        (Some(age), None) => age >= bound(band.trim_end_matches('+')),
    }
}

/// Breakdown and band of every part that a patient-month is in.
fn parts(month: &Month, ask: &Ask, world: &World) -> BTreeSet<(String, String)> {
    let mut parts = BTreeSet::new();
    let mut add =
        |breakdown: &str, band: &str| parts.insert((breakdown.to_owned(), band.to_owned()));
    let by_age = ask.splits.contains(&"age");
    let disjoint = if by_age { &DISJOINT[..] } else { &[] };
    for band in ask.bands.iter().chain(disjoint) {
        if *band == "all" {
            add("all", "all");
        } else if is_in(month.age, band) {
            add("age", band);
        }
    }
    if by_age && month.age.is_none() {
        add("age", "unknown");
    }
    for split in ask.splits.iter().filter(|split| **split != "age") {
        let fact = fact(month, split, world);
        add(split, fact.as_deref().unwrap_or("unknown"));
    }
    parts
}

/// Everything that figures are split by here.
pub(crate) const SPLITS: [&str; 7] = [
    "age",
    "sex",
    "imd_decile",
    "imd_quintile",
    "care_home",
    "locality",
    "ward",
];

/// Every figure that is asked for.
pub(crate) fn figures(world: &World, ask: &Ask) -> BTreeMap<Key, Counts> {
    let months = naive::months(world);
    let known: BTreeSet<&str> = SPLITS
        .into_iter()
        .filter(|split| match *split {
            "age" => months.iter().any(|month| month.age.is_some()),
            split => months
                .iter()
                .any(|month| fact(month, split, world).is_some()),
        })
        .collect();
    let parts_of: Vec<_> = months
        .iter()
        .map(|month| parts(month, ask, world))
        .collect();
    let mut figures = BTreeMap::new();
    for by in &ask.by {
        let grouped: Vec<(&Month, &BTreeSet<_>, String)> = months
            .iter()
            .zip(&parts_of)
            .filter_map(|(month, parts)| Some((month, parts, group(month, by, world)?)))
            .collect();
        // A row stands for each band that is named, and for each other that somebody is in.
        let mut rows: BTreeSet<(String, String)> = grouped
            .iter()
            .flat_map(|(_, parts, _)| (*parts).clone())
            .collect();
        let named = ask.bands.iter().copied();
        let disjoint = DISJOINT.into_iter().filter(|_| ask.splits.contains(&"age"));
        rows.extend(named.chain(disjoint).map(|band| match band {
            "all" => ("all".to_owned(), "all".to_owned()),
            band => ("age".to_owned(), band.to_owned()),
        }));
        for indicator in &ask.indicators {
            for period in &ask.periods {
                let key = |month: &Month, code: &str, part: &(String, String)| {
                    let when = label(month.month, *period);
                    let (breakdown, band) = part.clone();
                    (
                        indicator.clone(),
                        when,
                        (*by).to_owned(),
                        code.to_owned(),
                        breakdown,
                        band,
                    )
                };
                for (month, parts, code) in &grouped {
                    for part in &rows {
                        let assessable = part.0 == "all" || known.contains(part.0.as_str());
                        let counts = assessable.then_some((0, 0));
                        figures.entry(key(month, code, part)).or_insert(counts);
                    }
                    let Some(added) = naive::adds(indicator, month) else {
                        continue;
                    };
                    for part in *parts {
                        let counts = figures.get_mut(&key(month, code, part)).expect("a row");
                        *counts = counts.map(|(n, d)| (n + added, d + 1));
                    }
                }
            }
        }
    }
    figures
}
