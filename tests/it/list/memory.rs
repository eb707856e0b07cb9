//! Does the list remember what was done: who leaves it, what people wrote, and what became of the
//! list before?

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rxsift::shortlist::{Change, Changes};

use crate::support::{command, printed, root};

/// A folder with these files in it.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("writable");
    }
    folder
}

/// Standard output and error of `rxsift shortlist` with these arguments and files.
pub(crate) fn shortlist(arguments: &[&str], files: &[(&str, &Path)]) -> (String, String) {
    let mut command = command(&["shortlist"]);
    command.args(arguments);
    for (option, path) in files {
        command.arg(option).arg(path);
    }
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let told = text(output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    (text(output.stdout), told)
}

/// The ids of a list in CSV, in its order.
pub(crate) fn ids(list: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    let rows = reader.records().map(|row| row.expect("sound CSV"));
    rows.map(|row| row[1].to_owned()).collect()
}

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
    let folder = folder(&[("reviews.csv", reviews)]);
    let file = folder.path().join("reviews.csv");
    let run = |more: &[&str]| {
        let arguments = [&["fixtures/tiny", "--format", "csv"], more].concat();
        let (list, told) = shortlist(&arguments, &[("--reviews", &file)]);
        (ids(&list), told)
    };
    // The fourth has a score of 0 and is not eligible: nobody is left out for being near the end of life.
    let (listed, told) = run(&[]);
    assert!(listed.is_empty());
    assert!(
        told.contains("left out of them: 1 reviewed, 1 snoozed, 1 declined, 0 end of life"),
        "{told}"
    );
    let (_, told) = run(&["--min-score", "0"]);
    assert!(told.contains("1 end of life"), "{told}");
    // The data are of March 2024, so the day is the 31st. A day later the review of 1 April 2023 and
    // the snooze have run out.
    assert_eq!(run(&["--as-of", "2024-04-01"]).0, [TINY[0], TINY[1]]);
    assert_eq!(run(&["--reviewed-within", "364 days"]).0, [TINY[0]]);
}

#[test]
fn an_export_read_back_gives_the_same_export() {
    let plain = printed(&["-q", "shortlist", "fixtures/pcn", "--format", "csv"]);
    let people = ids(&plain);
    // One done and one put off leave; three who stay keep what was written of them.
    let rows = [
        (
            people[0].as_str(),
            ["done", "2024-04-02", "3 stopped", "", ""],
        ),
        (
            people[1].as_str(),
            ["snoozed", "", "", "2025-01-01", "on holiday"],
        ),
        (
            people[2].as_str(),
            [
                "booked",
                "2024-04-09",
                "",
                "",
                "=cmd \"quoted\", with comma",
            ],
        ),
        (people[3].as_str(), ["", "", "", "", "-prefers mornings"]),
        (
            people[4].as_str(),
            ["declined", "2022-01-01", "", "", "asked again in 2024"],
        ),
    ];
    let first = filled(&plain, &rows);
    let folder = folder(&[("first.csv", &first)]);
    let path = |name: &str| folder.path().join(name);
    let (second, _) = shortlist(
        &["fixtures/pcn", "--format", "csv"],
        &[("--reviews", &path("first.csv"))],
    );
    assert_eq!(ids(&second), people[2..], "the first two have left");
    assert!(second.contains(",booked,2024-04-09,,,\"=cmd \"\"quoted\"\", with comma\"\n"));
    assert!(second.contains(",,,,,-prefers mornings\n"));
    assert!(
        second.contains(",,,,,asked again in 2024\n"),
        "of a declined review that has run out the note"
    );
    std::fs::write(path("second.csv"), &second).expect("writable");
    let again = |files: &[&str]| {
        let paths: Vec<PathBuf> = files.iter().map(|name| path(name)).collect();
        let files: Vec<(&str, &Path)> = paths
            .iter()
            .map(|path| ("--reviews", path.as_path()))
            .collect();
        shortlist(&["fixtures/pcn", "--format", "csv"], &files).0
    };
    assert_eq!(again(&["first.csv", "second.csv"]), second);
    assert_eq!(
        again(&["second.csv", "first.csv"]),
        second,
        "the order of files does not matter"
    );
    std::fs::remove_file(path("first.csv")).expect("there");
    let alone = again(&["second.csv"]);
    assert_eq!(
        ids(&alone)[2..],
        ids(&second),
        "without the first file those who had left are back"
    );
    let folder_of_lists = shortlist(
        &["fixtures/pcn", "--format", "csv"],
        &[("--reviews", folder.path())],
    )
    .0;
    assert_eq!(folder_of_lists, alone);
}

#[test]
fn a_worklist_nobody_has_begun_changes_nothing() {
    let plain = printed(&["-q", "shortlist", "fixtures/tiny", "--format", "csv"]);
    let folder = folder(&[("list.csv", &plain)]);
    let file = folder.path().join("list.csv");
    let (again, told) = shortlist(
        &["fixtures/tiny", "--format", "csv"],
        &[("--reviews", &file)],
    );
    assert_eq!(again, plain);
    assert!(
        told.contains("3 rows = 0 used + 0 rejected + 3 excluded"),
        "{told}"
    );
}

#[test]
fn words_that_are_not_known_are_counted_and_not_shown() {
    let reviews = "patient_id,date,outcome,note\n9990000018,2024-03-02,spoke to Zebedee,Zebedee\n";
    let folder = folder(&[("reviews.csv", reviews)]);
    let file = folder.path().join("reviews.csv");
    let (list, told) = shortlist(
        &["fixtures/tiny", "--format", "csv"],
        &[("--reviews", &file)],
    );
    assert_eq!(ids(&list), TINY);
    assert!(
        told.contains("1 row of reviews with a status and an outcome that are not known"),
        "{told}"
    );
    assert!(!told.contains("Zebedee"), "{told}");
}

#[test]
fn changes_from_the_list_before_are_told_and_add_up() {
    // Before: 18 and 26, who stay, 42, who has items and a score of 0, and 77, who has none now.
    let before = "rank,patient_id,status,date,outcome\n1,9990000018,,,\n2,9990000026,,,\n3,9990000042,,,\n4,9990000077,,,\n";
    let folder = folder(&[("before.csv", before)]);
    let file = folder.path().join("before.csv");
    let (text, told) = shortlist(
        &["fixtures/tiny", "--format", "json"],
        &[("--previous", &file)],
    );
    assert!(
        told.contains(
            "4 on the earlier list + 1 new - 1 resolved - 1 without items now = 3 listed"
        ),
        "{told}"
    );
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let changes: Vec<&str> = json["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["change"].as_str())
        .collect();
    assert_eq!(changes, ["still", "still", "new"]);
    let gone: Vec<(&str, &str)> = json["no_longer_listed"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| Some((row["patient_id"].as_str()?, row["because"].as_str()?)))
        .collect();
    assert_eq!(
        gone,
        [
            ("9990000042", "not eligible"),
            ("9990000077", "no items in the month")
        ]
    );
    let counts: BTreeMap<String, u64> =
        serde_json::from_value(json["counts"].clone()).expect("numbers");
    assert_eq!((counts["still"], counts["listed"]), (2, 3));
    let (csv, _) = shortlist(
        &["fixtures/tiny", "--format", "csv"],
        &[("--previous", &file)],
    );
    assert_eq!(
        csv,
        printed(&["-q", "shortlist", "fixtures/tiny", "--format", "csv"]),
        "columns of a CSV are fixed"
    );
}

#[test]
fn an_earlier_extract_is_ranked_with_the_same_options() {
    let arguments = ["fixtures/tiny", "--format", "json", "--capacity", "2"];
    let (_, told) = shortlist(
        &arguments,
        &[("--previous", &root("fixtures/tiny/items.csv"))],
    );
    assert!(
        told.contains(
            "2 on the earlier list + 0 new - 0 resolved - 0 without items now = 2 listed"
        ),
        "{told}"
    );
}

#[test]
fn a_previous_file_of_another_kind_is_refused() {
    let arguments = [
        "shortlist",
        "fixtures/tiny",
        "--previous",
        "fixtures/tiny/organisations.csv",
    ];
    let output = command(&arguments).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
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
