//! Random cohorts: strategies, and the same cohort as the texts of its files.

use proptest::prelude::*;
use proptest::sample::select;

use super::naive::{self, Item, Registered, World, pcn_code, practice_code};

pub(crate) const PRACTICES: usize = 5;
const PATIENTS: usize = 6;
/// Columns of the user's: of the organisations file, and of the patients file.
pub(crate) const COLUMNS: [&str; 2] = ["locality", "ward"];

/// Codes of the pool, and a few that no table knows.
pub(crate) fn codes() -> Vec<String> {
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

/// Months after January 2023. Most rows fall into one, so that regimens grow large; the others lie on
/// both sides of the ends of quarters, of a financial year and of a calendar year.
const MONTHS: [u32; 16] = [2, 2, 2, 2, 2, 2, 2, 2, 1, 3, 5, 6, 11, 12, 14, 15];

fn item() -> impl Strategy<Value = Item> {
    let rest = (0..MONTHS.len(), select(codes()), 0_usize..3, 0_u64..4);
    let age = prop_oneof![1 => Just(None), 4 => (0_u32..100).prop_map(Some), 3 => (62_u32..90).prop_map(Some)];
    (0..PATIENTS, 0..PRACTICES, rest, age, any::<bool>()).prop_map(
        |(patient, practice, (month, code, strength, items), age, says_sex)| Item {
            patient,
            practice,
            month: MONTHS[month],
            code,
            strength,
            items,
            age,
            // One person has one sex, whichever of the rows say so.
            sex: says_sex.then_some(["female", "male"][patient % 2]),
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
        proptest::option::of(select(vec!["female", "male", "indeterminate"])),
        proptest::option::of(1_u32..11),
        proptest::option::of(select(vec!["East", "West"])),
    )
        .prop_map(
            |(practice, born, care_home, severely_frail, sex, imd_decile, ward)| Registered {
                practice,
                born,
                care_home,
                severely_frail,
                sex,
                imd_decile,
                ward,
            },
        )
}

pub(crate) fn world() -> impl Strategy<Value = World> {
    let people = proptest::collection::btree_map(0..PATIENTS, person(), 0..5);
    let of_practice = |weight| proptest::option::weighted(weight, 0_usize..2);
    let pcn = proptest::collection::vec(of_practice(0.8), PRACTICES);
    let locality = proptest::collection::vec(of_practice(0.7), PRACTICES);
    let items = proptest::collection::vec(item(), 1..160);
    // Of a fact nothing at all is known in some cohorts.
    let silent = proptest::collection::vec(proptest::bool::weighted(0.2), 6);
    (items, people, pcn, locality, silent).prop_map(|(items, people, pcn, locality, silent)| {
        let names = |at: usize| ["North", "South"][at];
        let mut world = World {
            items,
            people,
            pcn,
            locality: locality.into_iter().map(|at| at.map(names)).collect(),
        };
        silence(&mut world, &silent);
        world
    })
}

fn silence(world: &mut World, silent: &[bool]) {
    for item in &mut world.items {
        item.age = item.age.filter(|_| !silent[0]);
        item.sex = item.sex.filter(|_| !silent[1]);
    }
    for person in world.people.values_mut() {
        person.born = person.born.filter(|_| !silent[0]);
        person.sex = person.sex.filter(|_| !silent[1]);
        person.imd_decile = person.imd_decile.filter(|_| !silent[2]);
        person.care_home = person.care_home.filter(|_| !silent[3]);
        person.ward = person.ward.filter(|_| !silent[4]);
    }
    for locality in &mut world.locality {
        *locality = locality.filter(|_| !silent[5]);
    }
}

pub(crate) fn items_text<'a>(items: impl Iterator<Item = &'a Item>) -> String {
    let mut text = "patient_id,practice_code,month,bnf_code,items,age,sex\n".to_owned();
    for item in items {
        let strength = ["AAAAAA", "AAABAB", "BBAAAA"][item.strength];
        let (year, month) = (2023 + item.month / 12, item.month % 12 + 1);
        let age = item.age.map(|age| age.to_string()).unwrap_or_default();
        text.push_str(&format!(
            "p{},{},{year}{month:02},{}{strength},{},{age},{}\n",
            item.patient,
            practice_code(item.practice),
            item.code,
            item.items,
            item.sex.unwrap_or_default()
        ));
    }
    text
}

pub(crate) fn other_texts(world: &World) -> Vec<(&'static str, String)> {
    let mut organisations =
        "practice_code,pcn_code,sub_icb_code,icb_code,region_code,locality\n".to_owned();
    for (practice, pcn) in world.pcn.iter().enumerate() {
        let parents = naive::parents(practice).join(",");
        organisations.push_str(&format!(
            "{},{},{parents},{}\n",
            practice_code(practice),
            pcn.map(pcn_code).unwrap_or_default(),
            world.locality[practice].unwrap_or_default()
        ));
    }
    let mut files = vec![("organisations.csv", organisations)];
    if !world.people.is_empty() {
        let mut patients =
            "patient_id,practice_code,date_of_birth,care_home,frailty,sex,imd_decile,ward\n"
                .to_owned();
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
            let decile = person.imd_decile.map(|decile| decile.to_string());
            let decile = decile.unwrap_or_default();
            patients.push_str(&format!(
                "p{patient},{practice},{born},{care_home},{frailty},{},{decile},{}\n",
                person.sex.unwrap_or_default(),
                person.ward.unwrap_or_default()
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
