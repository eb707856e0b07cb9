//! Twelve people over two months, ranked by hand (fixtures/README.md), and what has to hold of any
//! list.

use proptest::prelude::*;
use rxsift::definitions::Catalogue;
use rxsift::definitions::Policy;
use rxsift::model::Month;
use rxsift::shortlist::{RankingRequest, rank};

use crate::support::cohorts::{borrowed, texts, world};
use crate::support::folder::Folder;
use crate::support::readings::sound;
use crate::support::run::{Printed, Ran, run};
use crate::support::tables::{columns, ids};
use crate::support::text_of;

const MARCH: &str = "fixtures/shortlist/march.csv fixtures/shortlist/patients.csv";

/// The list of March in CSV.
fn march(more: &str) -> Ran {
    run("shortlist --format csv")
        .args(MARCH)
        .args(more)
        .passes()
}

/// Rank, id, score, medicines, anticholinergic score and criteria of each row.
fn rows(list: &str) -> Vec<String> {
    let rows = columns(list, [0, 1, 7, 8, 9, 10]).into_iter();
    rows.map(|row| row.join(" ")).collect()
}

#[test]
fn march_is_ranked_as_worked_by_hand() {
    let ran = march("").telling("2024-03: 10 of 12 people with items reach the least score");
    let text = ran.text();
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
    assert!(text.contains("12 medicines (10 or more); 2 medicines likely to cause kidney injury (2 or more): Naproxen, Ramipril"));
}

#[test]
fn five_slots_go_where_the_hand_puts_them() {
    let proportional = march("--capacity 5 --balance proportional");
    for dealt in [march("--capacity 5"), proportional] {
        assert_eq!(ids(&dealt.text()), ["P02", "P03", "P01", "P08", "P09"]);
    }
    let floor = march("--capacity 5 --balance floor=1");
    let list = floor.text();
    assert_eq!(ids(&list), ["P02", "P03", "P01", "P08", "P12"]);
    assert!(
        rows(&list)[4].starts_with("9 P12"),
        "ranks are places among everyone who could be invited"
    );
    let practices = [
        "A81001: 3 slots for 6",
        "A81002: 1 slot for 3",
        "A81003: 1 slot for 1",
    ];
    floor.told.has_parts(practices);
    let quintiles = [
        "  1: 2 of 3, ",
        "  2: 0 of 1, ",
        "  3: 0 of 2, ",
        "  4: 2 of 2, ",
        "  5: 1 of 2, ",
    ];
    floor.told.has_parts(quintiles);
    let ratios = ["), 1.33\n", "), 0.00\n", "), 2.00\n", "), 1.00\n"];
    floor.told.has_parts(ratios);
}

#[test]
fn aprils_list_remembers_march() {
    let folder = Folder::with(&[("march.csv", &march("").text())]);
    let since = |previous: &str| {
        let files = "fixtures/shortlist/april.csv fixtures/shortlist/patients.csv";
        let run = folder.run("shortlist --format csv --reviews fixtures/shortlist/reviews.csv");
        run.args(files).args("--previous").args(previous).passes()
    };
    let ran = since("@march.csv")
        .telling("left out of them: 1 reviewed, 1 snoozed, 1 declined, 1 end of life")
        .telling("10 on the earlier list + 1 new - 4 resolved - 1 without items now = 6 listed");
    let text = ran.text();
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
    // The extract of March, ranked again, is the list of March. Without the patients file nobody in
    // it is in a care home or frail: P10 is not on that list, so nine.
    let again = since("fixtures/shortlist/march.csv")
        .telling("9 on the earlier list + 1 new - 3 resolved - 1 without items now = 6 listed");
    assert_eq!(again.text(), text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shuffling_the_rows_changes_nothing(
        lines in Just(rows_of_march()).prop_shuffle(),
        balance in proptest::sample::select(vec!["none", "proportional", "floor=1"]),
    ) {
        let text = format!("patient_id,practice_code,month,bnf_code\n{}\n", lines.join("\n"));
        let more = format!("--capacity 5 --balance {balance}");
        let shuffled = run("shortlist @march.csv fixtures/shortlist/patients.csv --format csv");
        let shuffled = shuffled.args(&more).file("march.csv", text).prints();
        prop_assert_eq!(shuffled, march(&more).text());
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
            let request = RankingRequest { month: month.expect("a month"), window: 1, min_score: 0 };
            rank(&reading.cohort, Catalogue::shipped(), policy, request, &|_| true).entries
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
    let text = text_of("fixtures/shortlist/march.csv");
    text.lines().skip(1).map(str::to_owned).collect()
}
