//! Twelve people over two months, ranked by hand (fixtures/README.md), and what has to hold of any
//! list.

use proptest::prelude::*;
use rxsift::definitions::Catalogue;
use rxsift::definitions::Policy;
use rxsift::model::Month;
use rxsift::shortlist::{Selection, put_in_order, rank};

use crate::list::memory::{folder, ids, shortlist};
use crate::support::cohorts::{borrowed, texts, world};
use crate::support::{root, sound};

const MARCH: [&str; 2] = [
    "fixtures/shortlist/march.csv",
    "fixtures/shortlist/patients.csv",
];
const APRIL: [&str; 2] = [
    "fixtures/shortlist/april.csv",
    "fixtures/shortlist/patients.csv",
];

/// The list of these files, with standard error.
fn list(files: [&str; 2], more: &[&str]) -> (String, String) {
    shortlist(&[&files[..], &["--format", "csv"], more].concat(), &[])
}

/// Rank, id, score, medicines, anticholinergic score and criteria of each row.
fn rows(list: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    let rows = reader.records().map(|row| row.expect("sound CSV"));
    rows.map(|row| [0, 1, 7, 8, 9, 10].map(|at| &row[at]).join(" "))
        .collect()
}

#[test]
fn march_is_ranked_as_worked_by_hand() {
    let (text, told) = list(MARCH, &[]);
    assert_eq!(
        rows(&text),
        [
            "1 P02 5 5 7 acb_6_plus;damn_2_plus;nsaid_with_damn;falls_risk_3_plus;nsaid_65_plus_unprotected",
            "2 P03 4 5 7 acb_6_plus;damn_2_plus;nsaid_with_damn;falls_risk_3_plus",
            "3 P01 3 12 0 medicines_10_plus;damn_2_plus;nsaid_with_damn",
            "4 P08 2 2 0 damn_2_plus;care_home",
            "5 P09 2 2 0 anticoagulant_with_nsaid;nsaid_65_plus_unprotected",
            "6 P04 2 2 0 anticoagulant_antiplatelet_2_plus;anticoagulant_with_antiplatelet_unprotected",
            "7 P06 2 2 0 damn_2_plus;nsaid_with_damn",
            "8 P05 1 3 0 anticoagulant_antiplatelet_2_plus",
            "9 P12 1 3 0 anticoagulant_antiplatelet_2_plus",
            "10 P10 1 1 0 severe_frailty",
        ]
    );
    assert!(
        told.contains("2024-03: 10 of 12 people with items reach the least score"),
        "{told}"
    );
    assert!(text.contains("12 medicines (10 or more); 2 medicines likely to cause kidney injury (2 or more): Naproxen, Ramipril"));
}

#[test]
fn five_slots_go_where_the_hand_puts_them() {
    let listed = |more: &[&str]| ids(&list(MARCH, &[&["--capacity", "5"], more].concat()).0);
    assert_eq!(listed(&[]), ["P02", "P03", "P01", "P08", "P09"]);
    assert_eq!(
        listed(&["--balance", "proportional"]),
        ["P02", "P03", "P01", "P08", "P09"]
    );
    let (floor, told) = list(MARCH, &["--capacity", "5", "--balance", "floor=1"]);
    assert_eq!(ids(&floor), ["P02", "P03", "P01", "P08", "P12"]);
    assert!(
        rows(&floor)[4].starts_with("9 P12"),
        "ranks are places among everyone who could be invited"
    );
    for line in [
        "A81001: 3 slots for 6",
        "A81002: 1 slot for 3",
        "A81003: 1 slot for 1",
    ] {
        assert!(told.contains(line), "{told}");
    }
    for line in [
        "  1: 2 of 3, ",
        "  2: 0 of 1, ",
        "  3: 0 of 2, ",
        "  4: 2 of 2, ",
        "  5: 1 of 2, ",
    ] {
        assert!(told.contains(line), "{told}");
    }
    for ratio in ["), 1.33\n", "), 0.00\n", "), 2.00\n", "), 1.00\n"] {
        assert!(told.contains(ratio), "{told}");
    }
}

#[test]
fn aprils_list_remembers_march() {
    let (march, _) = list(MARCH, &[]);
    let folder = folder(&[("march.csv", &march)]);
    let previous = folder.path().join("march.csv");
    let arguments = [
        &APRIL[..],
        &[
            "--format",
            "csv",
            "--reviews",
            "fixtures/shortlist/reviews.csv",
        ],
    ]
    .concat();
    let (text, told) = shortlist(&arguments, &[("--previous", &previous)]);
    assert_eq!(
        rows(&text),
        [
            "1 P11 2 3 0 anticoagulant_antiplatelet_2_plus;anticoagulant_with_antiplatelet_unprotected",
            "2 P08 2 2 0 damn_2_plus;care_home",
            "3 P09 2 2 0 anticoagulant_with_nsaid;nsaid_65_plus_unprotected",
            "4 P01 1 10 0 medicines_10_plus",
            "5 P04 1 3 0 anticoagulant_antiplatelet_2_plus",
            "6 P05 1 3 0 anticoagulant_antiplatelet_2_plus",
        ]
    );
    assert!(
        text.contains("2024-04,booked,2024-05-07,,,ring the daughter\n"),
        "{text}"
    );
    for line in [
        "left out of them: 1 reviewed, 1 snoozed, 1 declined, 1 end of life",
        "10 on the earlier list + 1 new - 4 resolved - 1 without items now = 6 listed",
    ] {
        assert!(told.contains(line), "{told}");
    }
    // The extract of March, ranked again, is the list of March.
    let (again, told) = shortlist(
        &arguments,
        &[("--previous", &root("fixtures/shortlist/march.csv"))],
    );
    assert_eq!(again, text);
    // Without the patients file nobody in it is in a care home or frail: P10 is not on that list, so nine.
    assert!(
        told.contains(
            "9 on the earlier list + 1 new - 3 resolved - 1 without items now = 6 listed"
        ),
        "{told}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shuffling_the_rows_changes_nothing(
        lines in Just(rows_of_march()).prop_shuffle(),
        balance in proptest::sample::select(vec!["none", "proportional", "floor=1"]),
    ) {
        let text = format!("patient_id,practice_code,month,bnf_code\n{}\n", lines.join("\n"));
        let folder = folder(&[("march.csv", &text)]);
        let path = folder.path().join("march.csv").display().to_string();
        let more = ["--capacity", "5", "--balance", balance];
        prop_assert_eq!(list([&path, MARCH[1]], &more).0, list(MARCH, &more).0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn without_a_criterion_whoever_meets_it_never_ranks_higher(world in world(), dropped in 0_usize..18) {
        let texts = texts(&world);
        let reading = sound(&borrowed(&texts));
        let latest = world.items.iter().map(|item| item.month).max().expect("a world has items");
        let month = Month::new(
            2023 + i32::try_from(latest / 12).expect("small"),
            i32::try_from(latest % 12 + 1).expect("small"),
        );
        let ranked = |policy: &Policy| {
            let selection = Selection { month: month.expect("a month"), window: 1, min_score: 0, top: None, only: None, detailed: true };
            let mut ranking = rank(&reading.cohort, Catalogue::shipped(), policy, selection, &|_| true);
            put_in_order(&mut ranking.entries, &policy.order.tie_breaks, &reading.cohort);
            ranking.entries
        };
        let whole = Policy::shipped().clone();
        let mut less = whole.clone();
        let gone = less.criteria.remove(dropped);
        let after = ranked(&less);
        for before in ranked(&whole) {
            let now = after.iter().find(|entry| entry.patient == before.patient).expect("everyone is ranked");
            if now.score < before.score {
                prop_assert!(now.rank >= before.rank, "{} without {}", before.patient, gone.id);
            }
        }
    }
}

fn rows_of_march() -> Vec<String> {
    let text = std::fs::read_to_string(root(MARCH[0])).expect("the fixture is there");
    text.lines().skip(1).map(str::to_owned).collect()
}
