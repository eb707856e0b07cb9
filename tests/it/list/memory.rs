//! Does the list remember what was done: who leaves it, what people wrote, and what became of the
//! list before?

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rxsift::shortlist::{Change, Changes};
use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::run::{printed, run};
use crate::support::tables::{ids, texts_of};

/// The list with these columns for the human, by id.
fn filled(list: &str, rows: &[(&str, [&str; 5])]) -> String {
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(reader.headers().expect("a header"))
        .expect("memory");
    for row in reader.records() {
        let row = row.expect("sound CSV");
        let mut cells: Vec<&str> = row.iter().collect();
        if let Some((_, human)) = rows.iter().find(|(id, _)| *id == cells[1]) {
            cells.splice(14..19, human.iter().copied());
        }
        writer.write_record(cells).expect("memory");
    }
    String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8")
}

const TINY: [&str; 3] = ["9990000018", "9990000026", "9990000034"];

#[test]
fn whoever_is_reviewed_snoozed_declined_or_near_the_end_of_life_leaves_and_is_counted() {
    let reviews = "patient_id,date,outcome,snooze_until\n\
                   9990000018,2023-04-01,SMR done,\n\
                   9990000026,,,2024-04-01\n\
                   9990000034,2024-05-02,Declined,\n\
                   9990000042,,end of life,\n";
    let run = |more: &str| {
        let run = run("shortlist fixtures/tiny --format csv --reviews @reviews.csv").args(more);
        let ran = run.file("reviews.csv", reviews).passes();
        (ids(&ran.text()), ran)
    };
    // The fourth has a score of 0 and is not eligible: nobody is left out for being near the end of life.
    let (listed, ran) = run("");
    assert!(listed.is_empty());
    ran.telling("left out of them: 1 reviewed, 1 snoozed, 1 declined, 0 end of life");
    run("--min-score 0").1.telling("1 end of life");
    // The data are of March 2024, so the day is the 31st. A day later the review of 1 April 2023 and
    // the snooze have run out.
    assert_eq!(run("--as-of 2024-04-01").0, [TINY[0], TINY[1]]);
    assert_eq!(run("--reviewed-within '364 days'").0, [TINY[0]]);
}

#[test]
fn an_export_read_back_gives_the_same_export() {
    let plain = printed("-q shortlist fixtures/pcn --format csv");
    let people = ids(&plain);
    // One done and one put off leave; three who stay keep what was written of them.
    let cells = |at: usize, cells| (people[at].as_str(), cells);
    let quoted = "=cmd \"quoted\", with comma";
    let rows = [
        cells(0, ["done", "2024-04-02", "3 stopped", "", ""]),
        cells(1, ["snoozed", "", "", "2025-01-01", "on holiday"]),
        cells(2, ["booked", "2024-04-09", "", "", quoted]),
        cells(3, ["", "", "", "", "-prefers mornings"]),
        cells(4, ["declined", "2022-01-01", "", "", "asked again in 2024"]),
    ];
    let folder = Folder::with(&[("first.csv", &filled(&plain, &rows))]);
    let again = |reviews: &str| {
        let run = folder.run("shortlist fixtures/pcn --format csv");
        run.args(reviews).prints()
    };
    let second = again("--reviews @first.csv");
    assert_eq!(ids(&second), people[2..], "the first two have left");
    assert!(second.contains(",booked,2024-04-09,,,\"=cmd \"\"quoted\"\", with comma\"\n"));
    assert!(second.contains(",,,,,-prefers mornings\n"));
    assert!(
        second.contains(",,,,,asked again in 2024\n"),
        "of a declined review that has run out the note"
    );
    folder.write("second.csv", &second);
    assert_eq!(again("--reviews @first.csv --reviews @second.csv"), second);
    assert_eq!(
        again("--reviews @second.csv --reviews @first.csv"),
        second,
        "the order of files does not matter"
    );
    folder.remove("first.csv");
    let alone = again("--reviews @second.csv");
    assert_eq!(
        ids(&alone)[2..],
        ids(&second),
        "without the first file those who had left are back"
    );
    assert_eq!(again("--reviews @"), alone, "a folder stands for its lists");
}

#[test]
fn a_worklist_nobody_has_begun_changes_nothing() {
    let plain = printed("-q shortlist fixtures/tiny --format csv");
    let ran = run("shortlist fixtures/tiny --format csv --reviews @list.csv")
        .file("list.csv", &plain)
        .passes();
    assert_eq!(ran.text(), plain);
    ran.telling("3 rows = 0 used + 0 rejected + 3 excluded");
}

#[test]
fn words_that_are_not_known_are_counted_and_not_shown() {
    let reviews = "patient_id,date,outcome,note\n9990000018,2024-03-02,spoke to Zebedee,Zebedee\n";
    let ran = run("shortlist fixtures/tiny --format csv --reviews @reviews.csv")
        .file("reviews.csv", reviews)
        .passes()
        .telling("1 row of reviews with a status and an outcome that are not known");
    assert_eq!(ids(&ran.text()), TINY);
    assert!(!ran.told.contains("Zebedee"), "{}", ran.told);
}

#[test]
fn changes_from_the_list_before_are_told_and_add_up() {
    // Before: 18 and 26, who stay, 42, who has items and a score of 0, and 77, who has none now.
    let before = "rank,patient_id,status,date,outcome\n1,9990000018,,,\n2,9990000026,,,\n3,9990000042,,,\n4,9990000077,,,\n";
    let since = |format: &str| {
        run("shortlist fixtures/tiny --previous @before.csv --format")
            .args(format)
            .file("before.csv", before)
            .passes()
    };
    let ran = since("json")
        .telling("4 on the earlier list + 1 new - 1 resolved - 1 without items now = 3 listed");
    let json: Value = serde_json::from_str(&ran.text()).expect("JSON");
    assert_eq!(texts_of(&json["rows"], "change"), ["still", "still", "new"]);
    let gone = &json["no_longer_listed"];
    assert_eq!(texts_of(gone, "patient_id"), ["9990000042", "9990000077"]);
    let because = ["not eligible", "no items in the month"];
    assert_eq!(texts_of(gone, "because"), because);
    let counts: BTreeMap<String, u64> =
        serde_json::from_value(json["counts"].clone()).expect("numbers");
    assert_eq!((counts["still"], counts["listed"]), (2, 3));
    assert_eq!(
        since("csv").text(),
        printed("-q shortlist fixtures/tiny --format csv"),
        "columns of a CSV are fixed"
    );
}

#[test]
fn an_earlier_extract_is_ranked_with_the_same_options() {
    run("shortlist fixtures/tiny --format json --capacity 2 --previous fixtures/tiny/items.csv")
        .passes()
        .telling("2 on the earlier list + 0 new - 0 resolved - 0 without items now = 2 listed");
}

#[test]
fn a_previous_file_of_another_kind_is_refused() {
    run("shortlist fixtures/tiny --previous fixtures/tiny/organisations.csv").fails(2);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn previous_and_new_less_resolved_and_left_are_current(
        previous in proptest::collection::btree_set("[a-f]", 0..6),
        current in proptest::collection::btree_set("[a-f]", 0..6),
        with_items in proptest::collection::btree_set("[a-f]", 0..6),
    ) {
        let (before, now): (BTreeSet<&str>, BTreeSet<&str>) =
            (previous.iter().map(String::as_str).collect(), current.iter().map(String::as_str).collect());
        let changes = Changes::between(&before, &now, |id| with_items.contains(id));
        prop_assert!(changes.add_up(before.len(), now.len()));
        // Person by person, from the words' meaning.
        for id in ["a", "b", "c", "d", "e", "f"] {
            let expected = match (before.contains(id), now.contains(id), with_items.contains(id)) {
                (false, false, _) => None,
                (false, true, _) => Some(Change::New),
                (true, true, _) => Some(Change::Still),
                (true, false, true) => Some(Change::Resolved),
                (true, false, false) => Some(Change::Left),
            };
            prop_assert_eq!(changes.0.get(id).copied(), expected);
        }
    }
}
