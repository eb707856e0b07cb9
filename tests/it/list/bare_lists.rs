//! Are bare lists of people enough for a shortlist, and do they go with an extract?

use std::path::Path;

use crate::list::memory::{folder, ids, shortlist};
use crate::support::{command, failed};

/// Rank, id, score, criteria and reasons of each row.
fn rows(list: &str) -> Vec<[String; 5]> {
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    let rows = reader.records().map(|row| row.expect("sound CSV"));
    rows.map(|row| [0, 1, 7, 10, 11].map(|at| row[at].to_owned()))
        .collect()
}

/// Three lists: ten medicines (p1, p2, p4), anticholinergic burden (p1, p2, p3), and one of the
/// practice's own (p2).
const TEN: &str = "Comparator,Practice Code,NHS Number\n\
                   10 or more unique medicines,A81002,p1\n10 or more unique medicines,A81001,p2\n10 or more unique medicines,A81001,p4\n";
const ACB: &str = "patient_id,practice_code\np1,A81002\np2,A81001\np3,A81003\n";
const OWN: &str = "patient_id,comparator\np2,Lithium register\np2,Lithium register\n";

#[test]
fn the_score_is_the_number_of_lists_and_their_order_does_not_matter() {
    let folder = folder(&[("ten.csv", TEN), ("acb_6_plus.csv", ACB), ("own.csv", OWN)]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let run = |names: [&str; 3]| {
        let paths = names.map(path);
        shortlist(&[&paths[0], &paths[1], &paths[2], "--format", "csv"], &[])
    };
    let (list, told) = run(["ten.csv", "acb_6_plus.csv", "own.csv"]);
    // p2 is on three lists, though its row of one stands twice; p1 on two; p4 and p3 on one, by practice.
    let got = rows(&list);
    let scores: Vec<(&str, &str)> = got.iter().map(|row| (&*row[1], &*row[2])).collect();
    assert_eq!(scores, [("p2", "3"), ("p1", "2"), ("p4", "1"), ("p3", "1")]);
    assert_eq!(
        got[0][3],
        "acb_6_plus;comparator_lithium_register;medicines_10_plus"
    );
    assert_eq!(
        got[0][4],
        "on the list \"acb_6_plus\"; on the list \"Lithium register\"; on the list \"10 or more unique medicines\""
    );
    let row = list.lines().nth(1).expect("a row");
    assert!(
        row.starts_with("1,p2,A81001,,,,,3,,,"),
        "medicines are not known: {row}"
    );
    assert!(
        told.contains("4 of 4 people on lists reach the least score"),
        "{told}"
    );
    assert_eq!(run(["own.csv", "acb_6_plus.csv", "ten.csv"]).0, list);
    let (two, _) = shortlist(
        &[
            &folder.path().display().to_string(),
            "--min-score",
            "2",
            "--format",
            "csv",
        ],
        &[],
    );
    assert_eq!(ids(&two), ["p2", "p1"]);
}

#[test]
fn the_combinations_of_lists_are_counted() {
    let folder = folder(&[("ten.csv", TEN), ("acb_6_plus.csv", ACB), ("own.csv", OWN)]);
    let path = folder.path().display().to_string();
    let (table, _) = shortlist(&[&path, "--intersections", "--format", "csv"], &[]);
    // One person each; fewer lists first, then by name.
    assert_eq!(
        table,
        "lists,number_of_lists,people\nacb_6_plus,1,1\nmedicines_10_plus,1,1\nacb_6_plus;medicines_10_plus,2,1\n\
         acb_6_plus;comparator_lithium_register;medicines_10_plus,3,1\n"
    );
}

#[test]
fn a_file_can_be_called_what_it_lists() {
    let folder = folder(&[("people.csv", "patient_id\np1\n"), ("ten.csv", TEN)]);
    let list = format!("acb_6_plus={}", folder.path().join("people.csv").display());
    let ten = folder.path().join("ten.csv").display().to_string();
    let (text, _) = shortlist(&[&ten, "--list", &list, "--format", "csv"], &[]);
    assert_eq!(rows(&text)[0][3], "acb_6_plus;medicines_10_plus");
    let (alone, _) = shortlist(&["--list", &list, "--format", "csv"], &[]);
    assert_eq!(ids(&alone), ["p1"]);
    let (code, told) = failed(&["shortlist", "--list", "acb_6_pls=x.csv"]);
    assert_eq!(code, Some(2));
    assert!(told.contains("did you mean 'acb_6_plus'?"), "{told}");
}

#[test]
fn with_items_the_criteria_decide_and_lists_add_what_items_cannot_say() {
    // The tiny extract has no care home and no list of lithium. 18 scores 5, 26 scores 2, 34 scores 1,
    // 42 scores 0; 77 has no items.
    let folder = folder(&[
        (
            "acb_6_plus.csv",
            "patient_id\n9990000018\n9990000026\n9990000077\n",
        ),
        ("homes.csv", "patient_id\n9990000034\n9990000077\n"),
        ("lithium.csv", "patient_id\n9990000042\n"),
    ]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let homes = format!("care_home={}", path("homes.csv"));
    let arguments = [
        "fixtures/tiny",
        &path("acb_6_plus.csv"),
        &path("lithium.csv"),
        "--list",
        &homes,
    ];
    let (list, told) = shortlist(&[&arguments[..], &["--format", "csv"]].concat(), &[]);
    let got = rows(&list);
    let scores: Vec<(&str, &str)> = got.iter().map(|row| (&*row[1], &*row[2])).collect();
    // Of those with 2 points: three medicines, two, none known.
    let expected = [
        ("9990000018", "5"),
        ("9990000034", "2"),
        ("9990000026", "2"),
        ("9990000077", "2"),
        ("9990000042", "1"),
    ];
    assert_eq!(scores, expected);
    // 26 is on the list and scores 0; nobody else of its practice reaches 6.
    assert!(
        told.contains("1 place on a list of people who do not meet its criterion, 0 met by people who are not on its list"),
        "{told}"
    );
    assert!(
        told.contains("5 of 5 people with items or on a list"),
        "{told}"
    );
}

#[test]
fn someone_who_meets_a_criterion_and_is_not_on_its_list_is_counted() {
    let folder = folder(&[("acb_6_plus.csv", "patient_id\n9990000026\n")]);
    let path = folder.path().display().to_string();
    let (list, told) = shortlist(&["fixtures/tiny", &path, "--format", "csv"], &[]);
    assert!(
        told.contains("1 place on a list of people who do not meet its criterion, 1 met by"),
        "{told}"
    );
    let (plain, _) = shortlist(&["fixtures/tiny", "--format", "csv"], &[]);
    assert_eq!(list, plain, "the items decide");
}

#[test]
fn reviews_beside_lists_need_a_day() {
    let reviews = "patient_id,date,outcome\np1,2024-03-02,done\n";
    let folder = folder(&[("ten.csv", TEN), ("reviews.csv", reviews)]);
    let path = folder.path().display().to_string();
    let (code, told) = failed(&["shortlist", &path]);
    assert!(code == Some(2) && told.contains("--as-of"), "{told}");
    let (list, _) = shortlist(&[&path, "--as-of", "2024-05-01", "--format", "csv"], &[]);
    assert_eq!(ids(&list), ["p2", "p4"]);
}

#[test]
fn a_folder_of_lists_is_no_input_for_indicators() {
    let folder = folder(&[("ten.csv", TEN)]);
    let output = command(&["indicators"])
        .arg(Path::new(folder.path()))
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(3));
}
