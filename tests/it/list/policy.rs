//! Does a policy file decide the score, who is eligible and the order of equals?

use std::sync::LazyLock;

use proptest::prelude::*;
use rxsift::cohort::Cohort;
use rxsift::definitions::Catalogue;
use rxsift::definitions::Policy;
use rxsift::definitions::TieBreak;
use rxsift::shortlist::{Entry, put_in_order};

use crate::support::readings::{items_file, sound};
use crate::support::run::{printed, run};
use crate::support::tables::ids;
use crate::support::text_of;

/// The list of the tiny extract under a policy.
fn list(policy: &str, more: &str) -> String {
    let run = run("shortlist fixtures/tiny --format csv --policy @policy.toml").args(more);
    run.file("policy.toml", policy).prints()
}

#[test]
fn the_printed_policy_gives_the_default_list() {
    let policy = printed("shortlist --print-policy");
    let usual = printed("-q shortlist fixtures/tiny --format csv");
    assert_eq!(list(&policy, ""), usual);
}

#[test]
fn points_and_eligibility_are_the_policys() {
    // By hand: 26 has two anticoagulants or antiplatelets unprotected: 5 + 2; 34 the same protected: 2.
    // 18 has neither.
    let policy = "[[criterion]]\nid = \"anticoagulant_with_antiplatelet_unprotected\"\npoints = 5\n\
                  [[criterion]]\nid = \"anticoagulant_antiplatelet_2_plus\"\npoints = 2\n";
    let text = list(policy, "");
    let both = ["9990000026", "9990000034"];
    assert_eq!(ids(&text), both);
    assert!(
        text.contains(",male,7,2,0,") && text.contains(",2,3,0,"),
        "{text}"
    );
    let strict = format!("{policy}[eligibility]\nmin_score = 3\n");
    assert_eq!(ids(&list(&strict, "")), ["9990000026"]);
    let flag = ids(&list(&strict, "--min-score 2"));
    assert_eq!(flag, both, "a flag beats the file");
}

#[test]
fn tie_breaks_are_the_policys() {
    // 26 has 2 medicines and is 64 years old, 34 has 3 and is 66.
    let by = |ties: &str| {
        let criterion = "[[criterion]]\nid = \"anticoagulant_antiplatelet_2_plus\"\npoints = 1\n";
        let policy = format!("{criterion}[order]\ntie_breaks = [\"{ties}\"]\n");
        ids(&list(&policy, ""))
    };
    assert_eq!(by("medicines"), ["9990000034", "9990000026"]);
    assert_eq!(by("patient"), ["9990000026", "9990000034"]);
}

#[test]
fn faults_name_the_file_the_line_and_the_nearest_name() {
    for (text, told) in [
        (
            "[[criterion]]\nid = \"acb_6_pls\"\npoints = 1\n",
            "unknown criterion acb_6_pls; did you mean acb_6_plus?",
        ),
        (
            "[[criterion]]\nid = \"acb_6_plus\"\npionts = 1\n",
            "policy.toml:3: unknown field `pionts`",
        ),
    ] {
        for words in ["shortlist", "explain --patient 9990000018"] {
            run(words)
                .args("fixtures/tiny --policy @policy.toml")
                .file("policy.toml", text)
                .fails(3)
                .telling(told)
                .telling("policy.toml");
        }
    }
}

#[test]
fn a_filter_lets_people_in_whatever_their_score() {
    // By hand (fixtures/README.md): the one of 79 scores 5, the one of 66 scores 1, 64 scores 2.
    let policy =
        "[[criterion]]\nid = \"acb_12_plus\"\npoints = 1\n[eligibility]\nwhere = \"age >= 66\"\n";
    assert_eq!(ids(&list(policy, "")), ["9990000018", "9990000034"]);
    let listed = |more: &str| {
        let run = run("-q shortlist fixtures/tiny --format csv --where").args(more);
        ids(&run.prints())
    };
    assert_eq!(listed("'medicines = 2'"), ["9990000026"]);
    let filter = "'age >= 50 AND damn >= 1' --min-score";
    assert_eq!(listed(&format!("{filter} 5")), ["9990000018"]);
    assert_eq!(listed(&format!("{filter} 6")), [""; 0]);
}

#[test]
fn explain_follows_the_policy() {
    let text = run("-q explain fixtures/tiny --patient 9990000018 --policy @policy.toml")
        .file(
            "policy.toml",
            "[[criterion]]\nid = \"damn_2_plus\"\npoints = 4\n",
        )
        .args("--format csv")
        .prints();
    // What no prescription can decide is named whatever the policy.
    let decided = text
        .lines()
        .skip(1)
        .filter(|line| !line.contains("not assessable"));
    assert_eq!(decided.count(), 1);
    assert!(
        text.contains("damn_2_plus,") && text.contains(",4,"),
        "{text}"
    );
}

#[test]
fn the_default_order_is_that_of_the_ranking() {
    let text = text_of("src/definitions/data/policy.toml");
    let policy = Policy::read(("ours.toml", &text), Catalogue::shipped()).expect("a policy");
    assert_eq!(policy.order.tie_breaks, TieBreak::USUAL);
}

/// As many people as the entries can be of.
static TWELVE: LazyLock<Cohort> = LazyLock::new(|| {
    let ids: Vec<String> = (0..12).map(|n| format!("p{n}")).collect();
    let rows: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "0205051R0")).collect();
    sound(&[("items.csv", &items_file(&rows))]).cohort
});

fn entry() -> impl Strategy<Value = Entry> {
    (
        0_u32..3,
        0_u32..3,
        0_u32..3,
        proptest::option::of(0_u32..3),
        proptest::option::of(0_u32..3),
    )
        .prop_map(|(score, medicines, acb_score, age, practice)| Entry {
            rank: 0,
            patient: 0,
            practice,
            age,
            sex: None,
            score,
            medicines,
            acb_score,
            has_items: true,
            assessments: Vec::new(),
            counted: Vec::new(),
            not_counted: Vec::new(),
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shuffling_people_changes_nothing(
        entries in proptest::collection::vec(entry(), 0..12),
        ties in proptest::sample::subsequence(TieBreak::USUAL.to_vec(), 0..5).prop_shuffle(),
    ) {
        let mut entries = entries;
        for (patient, entry) in (0..).zip(&mut entries) {
            entry.patient = patient;
        }
        let cohort = &*TWELVE;
        let mut other: Vec<Entry> = entries.iter().rev().cloned().collect();
        put_in_order(&mut entries, &ties, cohort);
        put_in_order(&mut other, &ties, cohort);
        prop_assert_eq!(&entries, &other);
        prop_assert!(entries.windows(2).all(|pair| pair[0].score >= pair[1].score), "the score comes first");
    }
}
