//! Does a medicine that changed its BNF code count once, and on the lists it was on?

use crate::support::readings::{items_file, sound};
use crate::support::requests::feature;
use crate::support::run::run;

/// Tapentadol: everything under 0407020AH went to 0407020AG.
const OLD: &str = "0407020AHAAAAAA";
const NEW: &str = "0407020AGAAAAAA";

#[test]
fn the_old_and_the_new_code_of_a_medicine_are_one_medicine() {
    let rows = [("both", OLD), ("both", NEW), ("new", NEW), ("old", OLD)];
    let reading = sound(&[("items.csv", &items_file(&rows))]);
    assert_eq!(reading.cohort.substances.len(), 1);
    for id in ["medicines", "opioid", "falls_risk", "analgesic"] {
        assert_eq!(feature(&reading.cohort, id), [Some(1); 3], "{id}");
    }
    assert_eq!(
        feature(&reading.cohort, "items"),
        [Some(2), Some(1), Some(1)]
    );
}

#[test]
fn a_move_into_a_chapter_that_does_not_count_takes_no_medicine_away() {
    // Idebenone went from chapter 04 to 11; a lubricant for the eye in 11 never counted.
    let rows = [("a", "0411000H0"), ("b", "1108030AB"), ("c", "1108010K0")];
    let reading = sound(&[("items.csv", &items_file(&rows))]);
    assert_eq!(
        feature(&reading.cohort, "medicines"),
        [Some(1), Some(1), Some(0)]
    );
}

#[test]
fn a_code_that_moved_in_part_stays_and_both_are_told() {
    // Umeclidinium went to itself and to its combination with vilanterol: the row does not say which.
    let rows = [("a", "0301040U0"), ("a", OLD), ("b", OLD), ("b", NEW)];
    let reading = sound(&[("items.csv", &items_file(&rows))]);
    let told = |code: &dyn ToString, rows| format!("{} {rows}", code.to_string());
    let split: Vec<String> = reading
        .matching
        .split
        .iter()
        .map(|(code, count)| told(code, count.rows))
        .collect();
    assert_eq!(split, ["0301040U0 1"]);
    let moved: Vec<String> = reading
        .matching
        .moved
        .iter()
        .map(|((old, new), count)| told(&format!("{old} {new}"), count.rows))
        .collect();
    assert_eq!(moved, ["0407020AH 0407020AG 2"]);
    run("-q check @items.csv --format csv")
        .file("items.csv", items_file(&rows))
        .output()
        .printing("moved,0407020AH counts as 0407020AG,2 items in 2 rows")
        .printing("moved in part,0301040U0,1 items in 1 rows");
}
