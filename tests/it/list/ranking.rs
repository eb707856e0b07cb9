//! Are people ranked as the rules say, and does every point have a reason?

use proptest::prelude::*;
use rxsift::definitions::Catalogue;
use rxsift::definitions::Policy;
use rxsift::model::Month;
use rxsift::shortlist::{Entry, Outcome, Ranking, RankingRequest, rank};

use crate::support::cohorts::{borrowed, texts, world};
use crate::support::readings::{items_file, sound};
use crate::support::run::printed;
use crate::support::{naive, text_of};

fn ranking(files: &[(&str, &str)], month: (i32, i32), min_score: u32) -> (Ranking, Vec<String>) {
    let reading = sound(files);
    let month = Month::new(month.0, month.1).expect("a month");
    let request = RankingRequest {
        month,
        window: 1,
        min_score,
    };
    let ranking = rank(
        &reading.cohort,
        Catalogue::shipped(),
        Policy::shipped(),
        request,
        &|_| true,
    );
    let ids = ranking
        .entries
        .iter()
        .map(|e| reading.cohort.patient_id(e.patient))
        .collect();
    (ranking, ids)
}

fn reasons(entry: &Entry) -> Vec<String> {
    let met = entry
        .assessments
        .iter()
        .filter_map(|assessment| match &assessment.outcome {
            Outcome::Met(reason) => Some(reason.text.clone()),
            _ => None,
        });
    met.collect()
}

#[test]
fn the_tiny_extract_is_ranked_as_worked_by_hand() {
    let items = text_of("fixtures/tiny/items.csv");
    let (ranking, ids) = ranking(&[("items.csv", &items)], (2024, 3), 1);
    assert_eq!(ids, ["9990000018", "9990000026", "9990000034"]);
    assert_eq!(ranking.considered, 4);
    let numbers: Vec<_> = ranking
        .entries
        .iter()
        .map(|e| (e.rank, e.score, e.medicines, e.acb_score, e.age))
        .collect();
    assert_eq!(
        numbers,
        [
            (1, 5, 5, 7, Some(79)),
            (2, 2, 2, 0, Some(64)),
            (3, 1, 3, 0, Some(66))
        ]
    );
    assert_eq!(
        reasons(&ranking.entries[0]),
        [
            "anticholinergic score 7 (6 or more): Amitriptyline Hydrochloride 3, Oxybutynin 3, Furosemide 1",
            "2 medicines likely to cause kidney injury (2 or more): Naproxen, Ramipril",
            "NSAID with another medicine likely to cause kidney injury: Naproxen, Ramipril",
            "4 medicines that raise the risk of falling (3 or more): Amitriptyline Hydrochloride, Furosemide, Oxybutynin, Ramipril",
            "79 years old on an NSAID without gastroprotection: Naproxen",
        ]
    );
    assert_eq!(
        reasons(&ranking.entries[1]),
        [
            "2 anticoagulants or antiplatelets (2 or more): Apixaban, Aspirin",
            "anticoagulant with an antiplatelet and no gastroprotection: Apixaban, Aspirin",
        ]
    );
    assert_eq!(
        reasons(&ranking.entries[2]),
        ["2 anticoagulants or antiplatelets (2 or more): Apixaban, Aspirin"]
    );
}

#[test]
fn without_an_age_the_age_criterion_is_not_assessable_rather_than_not_met() {
    let (ranking, _) = ranking(
        &[("items.csv", &items_file(&[("a", "1001010P0")]))],
        (2024, 3),
        0,
    );
    let of = |id: &str| {
        let found = ranking.entries[0]
            .assessments
            .iter()
            .find(|assessment| assessment.criterion == id);
        found.map(|assessment| assessment.outcome.clone())
    };
    assert_eq!(
        of("nsaid_65_plus_unprotected"),
        Some(Outcome::NotAssessable("no age or date of birth"))
    );
    assert!(matches!(of("care_home"), Some(Outcome::NotAssessable(_))));
    assert_eq!(of("medicines_10_plus"), Some(Outcome::NotMet));
}

#[test]
fn an_absent_age_does_not_hide_that_a_criterion_cannot_be_met() {
    let (ranking, _) = ranking(
        &[("items.csv", &items_file(&[("a", "0205051R0")]))],
        (2024, 3),
        0,
    );
    let nsaid = ranking.entries[0]
        .assessments
        .iter()
        .find(|a| a.criterion == "nsaid_65_plus_unprotected");
    assert_eq!(
        nsaid.map(|a| a.outcome.clone()),
        Some(Outcome::NotMet),
        "no NSAID, whatever the age"
    );
}

#[test]
fn exactly_ten_medicines_count_and_nine_do_not() {
    let codes = [
        "0103050P0",
        "0212000B0",
        "0602010V0",
        "0206020A0",
        "0103050L0",
        "0301011R0",
        "0302000C0",
        "0906040G0",
        "0601021M0",
        "0606020A0",
    ];
    let rows = |n: usize| {
        codes[..n]
            .iter()
            .map(|code| ("a", *code))
            .collect::<Vec<_>>()
    };
    let score = |n: usize| {
        ranking(&[("items.csv", &items_file(&rows(n)))], (2024, 3), 0)
            .0
            .entries[0]
            .score
    };
    assert_eq!((score(9), score(10)), (0, 1));
}

#[test]
fn ties_fall_to_medicines_then_burden_then_age_then_practice_then_id() {
    // Everyone scores 1 (two anticoagulants and antiplatelets, with omeprazole); they differ one by one.
    let base = ["0208020Z0", "0209000A0", "0103050P0"];
    let people: [(&str, &str, &str, &[&str]); 6] = [
        ("f", "A81001", "70", &["0212000B0"]), // one more medicine
        ("e", "A81001", "70", &["0304010D0"]), // one more medicine, ACB 1 (loratadine)
        ("d", "A81001", "71", &[]),            // older
        ("c", "A81001", "70", &[]),            // first practice
        ("a", "A81002", "70", &[]),            // second practice, lower id
        ("b", "A81002", "70", &[]),
    ];
    let mut text = "patient_id,practice_code,month,bnf_code,age\n".to_owned();
    for (id, practice, age, more) in people {
        for code in base.iter().chain(more) {
            text.push_str(&format!("{id},{practice},2024-03,{code},{age}\n"));
        }
    }
    let (_, ids) = ranking(&[("items.csv", &text)], (2024, 3), 1);
    assert_eq!(ids, ["e", "f", "d", "c", "a", "b"]);
}

#[test]
fn without_a_number_everyone_eligible_is_on_the_list() {
    let rows: Vec<String> = (0..37).map(|n| format!("p{n:02}")).collect();
    let items: Vec<(&str, &str)> = rows
        .iter()
        .flat_map(|id| [(id.as_str(), "0208020Z0"), (id.as_str(), "0209000A0")])
        .collect();
    let (_, ids) = ranking(&[("items.csv", &items_file(&items))], (2024, 3), 1);
    assert_eq!(ids, rows);
}

#[test]
fn the_machine_format_has_the_documented_columns() {
    let text = printed("-q shortlist fixtures/tiny --format csv");
    let header = "rank,patient_id,practice_code,practice_name,pcn_code,age,sex,score,medicines,acb_score,criteria,\
                  reasons,medicines_listed,data_month,status,date,outcome,snooze_until,note";
    assert_eq!(text.lines().next(), Some(header));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .map(|row| row.expect("sound CSV"))
        .collect();
    let second: Vec<&str> = rows[1].iter().collect();
    assert_eq!(
        second,
        [
            "2",
            "9990000026",
            "A81001",
            "FIRST SURGERY",
            "U10001",
            "64",
            "male",
            "2",
            "2",
            "0",
            "anticoagulant_antiplatelet_2_plus;anticoagulant_with_antiplatelet_unprotected",
            "2 anticoagulants or antiplatelets (2 or more): Apixaban, Aspirin; \
             anticoagulant with an antiplatelet and no gastroprotection: Apixaban, Aspirin",
            "Apixaban;Aspirin",
            "2024-03",
            "",
            "",
            "",
            "",
            "",
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_agrees_with_the_naive_oracle(world in world(), min_score in 0_u32..3) {
        let months = naive::months(&world);
        let latest = months.iter().map(|month| month.month).max().expect("a world has items");
        let mut expected: Vec<_> = months
            .iter()
            .filter(|month| month.month == latest)
            .map(|month| {
                let of = |feature: &str| month.features[feature];
                // Unknown ages come last: 0 stands for unknown, 1 for newborn.
                let age = month.age.map_or(0, |age| age + 1);
                let high_first = (naive::score(month), of("medicines"), of("acb_score"), age);
                (std::cmp::Reverse(high_first), month.practice, month.patient)
            })
            .filter(|(high_first, ..)| high_first.0.0 >= min_score)
            .collect();
        expected.sort_unstable();
        let expected: Vec<(String, u32)> =
            expected.into_iter().map(|(high_first, _, patient)| (format!("p{patient}"), high_first.0.0)).collect();
        let date = (2023 + i32::try_from(latest / 12).expect("small"), i32::try_from(latest % 12 + 1).expect("small"));
        let (ranking, ids) = ranking(&borrowed(&texts(&world)), date, min_score);
        let got: Vec<(String, u32)> = ids.into_iter().zip(ranking.entries.iter().map(|e| e.score)).collect();
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn points_add_up_to_the_score_and_every_point_has_a_reason(world in world()) {
        let latest = world.items.iter().map(|item| item.month).max().expect("a world has items");
        let date = (2023 + i32::try_from(latest / 12).expect("small"), i32::try_from(latest % 12 + 1).expect("small"));
        let (ranking, _) = ranking(&borrowed(&texts(&world)), date, 0);
        for entry in &ranking.entries {
            let points = entry.assessments.iter().filter_map(|assessment| match &assessment.outcome {
                Outcome::Met(reason) => Some(reason),
                _ => None,
            });
            prop_assert_eq!(points.clone().map(|reason| reason.points).sum::<u32>(), entry.score);
            for reason in points {
                let finished = !reason.text.is_empty() && !reason.text.contains(['{', '}']);
                prop_assert!(finished, "a placeholder is left");
                let scored: Option<u32> = reason.medicines.iter().map(|medicine| medicine.points).sum();
                if reason.criterion.starts_with("acb_") {
                    prop_assert_eq!(scored, Some(reason.value), "the medicines behind a score add up to it");
                }
            }
        }
    }
}

#[test]
fn what_needs_a_diagnosis_or_a_test_is_named_and_never_decided() {
    let text = printed("-q explain fixtures/tiny --patient 9990000018 --format json");
    let json: serde_json::Value = serde_json::from_str(&text).expect("sound JSON");
    let rows = json["rows"].as_array().expect("rows");
    let beyond: Vec<_> = rows
        .iter()
        .filter(|row| {
            row["reason"]
                .as_str()
                .is_some_and(|reason| reason.starts_with("needs "))
        })
        .collect();
    // Of the thirteen of the National PINCER Dataset nine.
    assert_eq!(beyond.len(), 9);
    for row in &beyond {
        assert_eq!(
            (&row["outcome"], &row["points"]),
            (&"not assessable".into(), &0.into()),
            "{row}"
        );
    }
    assert!(
        beyond
            .iter()
            .any(|row| row["reason"] == "needs a diagnosis of asthma")
    );
}

#[test]
fn many_medicines_are_ten_in_the_month_alone_or_over_the_three_up_to_it() {
    let codes = [
        "0103050P0",
        "0212000B0",
        "0602010V0",
        "0206020A0",
        "0103050L0",
        "0301011R0",
        "0302000C0",
        "0906040G0",
        "0601021M0",
        "0606020A0",
    ];
    let mut text = "patient_id,practice_code,month,bnf_code\n".to_owned();
    let mut add = |id: &str, month: &str, codes: &[&str]| {
        for code in codes {
            text.push_str(&format!("{id},A81001,{month},{code}\n"));
        }
    };
    add("ten", "2024-03", &codes);
    add("ten with January", "2024-03", &codes[..9]);
    add("ten with January", "2024-01", &codes[9..]);
    add("ten without March", "2024-01", &codes[..5]);
    add("ten without March", "2024-02", &codes[5..]);
    add("ten with December", "2024-03", &codes[..9]);
    add("ten with December", "2023-12", &codes[9..]);
    add("nine, some twice", "2024-03", &codes[..9]);
    add("nine, some twice", "2024-02", &codes[..9]);
    add("ten with April", "2024-03", &codes[..9]);
    add("ten with April", "2024-04", &codes[9..]);
    let (ranking, _) = ranking(&[("items.csv", &text)], (2024, 3), 0);
    let reach = ranking.reach.expect("of one month it is counted");
    assert_eq!((reach.alone, reach.together), (1, 3));
}
