//! Are bare lists of people enough for a shortlist, and do they go with an extract?

use crate::support::folder::Folder;
use crate::support::run::{printed, run};
use crate::support::tables::{columns, ids};

/// Id and score of each row, as `id score`.
fn scores(list: &str) -> Vec<String> {
    let rows = columns(list, [1, 7]).into_iter();
    rows.map(|row| row.join(" ")).collect()
}

/// Three lists: ten medicines (p1, p2, p4), anticholinergic burden (p1, p2, p3), and one of the
/// practice's own (p2).
const TEN: &str = "Comparator,Practice Code,NHS Number\n\
                   10 or more unique medicines,A81002,p1\n10 or more unique medicines,A81001,p2\n10 or more unique medicines,A81001,p4\n";
const ACB: &str = "patient_id,practice_code\np1,A81002\np2,A81001\np3,A81003\n";
const OWN: &str = "patient_id,comparator\np2,Lithium register\np2,Lithium register\n";

fn three_lists() -> Folder {
    Folder::with(&[("ten.csv", TEN), ("acb_6_plus.csv", ACB), ("own.csv", OWN)])
}

#[test]
fn the_score_is_the_number_of_lists_and_their_order_does_not_matter() {
    let folder = three_lists();
    let ran = folder
        .run("shortlist @ten.csv @acb_6_plus.csv @own.csv --format csv")
        .passes()
        .telling("4 of 4 people on lists reach the least score");
    let list = ran.text();
    // p2 is on three lists, though its row of one stands twice; p1 on two; p4 and p3 on one, by practice.
    assert_eq!(scores(&list), ["p2 3", "p1 2", "p4 1", "p3 1"]);
    let [criteria, reasons] = &columns(&list, [10, 11])[0];
    assert_eq!(
        criteria,
        "acb_6_plus;comparator_lithium_register;medicines_10_plus"
    );
    assert_eq!(
        reasons,
        "on the list \"acb_6_plus\"; on the list \"Lithium register\"; on the list \"10 or more unique medicines\""
    );
    let row = list.lines().nth(1).expect("a row");
    assert!(
        row.starts_with("1,p2,A81001,,,,,3,,,"),
        "medicines are not known: {row}"
    );
    let other_order = folder.run("shortlist @own.csv @acb_6_plus.csv @ten.csv --format csv");
    assert_eq!(other_order.prints(), list);
    let two = folder
        .run("shortlist @ --min-score 2 --format csv")
        .prints();
    assert_eq!(ids(&two), ["p2", "p1"]);
}

#[test]
fn the_combinations_of_lists_are_counted() {
    let run = three_lists().run("shortlist @ --intersections --format csv");
    // One person each; fewer lists first, then by name.
    assert_eq!(
        run.prints(),
        "lists,number_of_lists,people\nacb_6_plus,1,1\nmedicines_10_plus,1,1\nacb_6_plus;medicines_10_plus,2,1\n\
         acb_6_plus;comparator_lithium_register;medicines_10_plus,3,1\n"
    );
}

#[test]
fn a_file_can_be_called_what_it_lists() {
    let folder = Folder::with(&[("people.csv", "patient_id\np1\n"), ("ten.csv", TEN)]);
    let both = folder.run("shortlist @ten.csv --list acb_6_plus=@people.csv --format csv");
    assert_eq!(
        columns(&both.prints(), [10])[0],
        ["acb_6_plus;medicines_10_plus"]
    );
    let alone = folder.run("shortlist --list acb_6_plus=@people.csv --format csv");
    assert_eq!(ids(&alone.prints()), ["p1"]);
    run("shortlist --list acb_6_pls=x.csv")
        .fails(2)
        .telling("did you mean 'acb_6_plus'?");
}

#[test]
fn with_items_the_criteria_decide_and_lists_add_what_items_cannot_say() {
    // The tiny extract has no care home and no list of lithium. 18 scores 5, 26 scores 2, 34 scores 1,
    // 42 scores 0; 77 has no items.
    let acb = "patient_id\n9990000018\n9990000026\n9990000077\n";
    let ran = run("shortlist fixtures/tiny @acb_6_plus.csv @lithium.csv")
        .args("--list care_home=@homes.csv --format csv")
        .file("acb_6_plus.csv", acb)
        .file("homes.csv", "patient_id\n9990000034\n9990000077\n")
        .file("lithium.csv", "patient_id\n9990000042\n")
        .passes();
    // Of those with 2 points: three medicines, two, none known.
    let expected = [
        "9990000018 5",
        "9990000034 2",
        "9990000026 2",
        "9990000077 2",
        "9990000042 1",
    ];
    assert_eq!(scores(&ran.text()), expected);
    // 26 is on the list and scores 0; nobody else of its practice reaches 6.
    ran.telling("1 place on a list of people who do not meet its criterion, 0 met by people who are not on its list")
        .telling("5 of 5 people with items or on a list");
}

#[test]
fn someone_who_meets_a_criterion_and_is_not_on_its_list_is_counted() {
    let ran = run("shortlist fixtures/tiny @acb_6_plus.csv --format csv")
        .file("acb_6_plus.csv", "patient_id\n9990000026\n")
        .passes()
        .telling("1 place on a list of people who do not meet its criterion, 1 met by");
    let plain = printed("shortlist fixtures/tiny --format csv");
    assert_eq!(ran.text(), plain, "the items decide");
}

#[test]
fn reviews_beside_lists_need_a_day() {
    let reviews = "patient_id,date,outcome\np1,2024-03-02,done\n";
    let folder = Folder::with(&[("ten.csv", TEN), ("reviews.csv", reviews)]);
    folder.run("shortlist @").fails(2).telling("--as-of");
    let list = folder.run("shortlist @ --as-of 2024-05-01 --format csv");
    assert_eq!(ids(&list.prints()), ["p2", "p4"]);
}

#[test]
fn a_folder_of_lists_is_no_input_for_indicators() {
    run("indicators @").file("ten.csv", TEN).fails(3);
}
