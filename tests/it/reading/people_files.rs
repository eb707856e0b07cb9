//! Are lists of people and records of reviews read as they should be?

use chrono::NaiveDate;
use rxsift::extract::{Effect, ReadError, Reason};
use rxsift::model::FileKind;

use crate::support::readings::{
    items_file, layout, memory, read_one, read_sound, reasons, sound, try_read,
};
use crate::support::run::printed;

#[test]
fn a_list_names_its_comparator_in_a_column_or_in_its_name() {
    let inputs = [layout("nhsbsa_list.csv"), layout("acb_6_plus.csv")];
    let reading = read_sound(&inputs);
    assert!(
        reading
            .files
            .iter()
            .all(|file| file.kind == FileKind::PatientList)
    );
    let listed: Vec<_> = reading
        .listed
        .iter()
        .map(|l| (l.comparator.as_str(), l.patient.as_str()))
        .collect();
    assert_eq!(
        listed,
        [
            ("10 or more unique medicines", "9990000018"),
            ("10 or more unique medicines", "9990000026"),
            ("ACB score of 6 or more", "9990000018"),
            ("acb_6_plus", "9990000018"),
            ("acb_6_plus", "9990000026"),
        ]
    );
}

#[test]
fn ids_and_practices_in_a_file_named_after_a_comparator_are_a_list() {
    let text = "Practice Code,NHS Number\nA81001,9990000018\nA81002,9990000026\n";
    let kind = |name: &str, text: &str| {
        let reading = sound(&[(name, text)]);
        let listed = reading.listed.iter();
        let listed: Vec<_> = listed
            .map(|l| {
                (
                    l.comparator.clone(),
                    l.practice.as_ref().map(ToString::to_string),
                )
            })
            .collect();
        (reading.files[0].kind, listed)
    };
    let listed = |comparator: &str| {
        let practice = |code: &str| (comparator.to_owned(), Some(code.to_owned()));
        (
            FileKind::PatientList,
            vec![practice("A81001"), practice("A81002")],
        )
    };
    assert_eq!(kind("lists/acb_6_plus.csv", text), listed("acb_6_plus"));
    assert_eq!(
        kind("Patients prescribed 10 or more unique medicines.csv", text),
        listed("Patients prescribed 10 or more unique medicines")
    );
    assert_eq!(kind("acb_6_plus/A81001.csv", text), listed("acb_6_plus"));
    // A name that says nothing, and a column that a list does not have: a patients file.
    assert_eq!(kind("patients.csv", text), (FileKind::Patients, vec![]));
    assert_eq!(
        kind("acb_6_plus/patients.csv", text),
        (FileKind::Patients, vec![])
    );
    let with_age = "Practice Code,NHS Number,Age\nA81001,9990000018,80\n";
    assert_eq!(
        kind("acb_6_plus.csv", with_age),
        (FileKind::Patients, vec![])
    );
    // A bare list in a folder takes its name too.
    let bare = sound(&[("acb_6_plus/A81001.csv", "NHS Number\n9990000018\n")]);
    assert_eq!(bare.listed[0].comparator, "acb_6_plus");
}

#[test]
fn reviews_are_read_and_the_rows_nobody_filled_in_are_left_out() {
    let reading = read_one(layout("reviews.csv"));
    assert_eq!(reading.files[0].kind, FileKind::Reviews);
    let reviews: Vec<_> = reading
        .reviews
        .iter()
        .map(|r| {
            (
                r.patient.as_str(),
                r.date.expect("a day").to_string(),
                r.outcome.as_str(),
            )
        })
        .collect();
    assert_eq!(
        reviews,
        [
            ("9990000018", "2026-03-02".to_owned(), "Reviewed"),
            ("9990000034", "2026-03-02".to_owned(), "Snoozed"),
        ]
    );
    assert_eq!(
        reading.reviews[1].snooze_until,
        NaiveDate::from_ymd_opt(2026, 9, 1)
    );
    assert_eq!(
        reasons(&reading),
        [(3, Effect::Excluded, Reason::NotReviewed)]
    );
}

#[test]
fn the_programs_own_worklist_reads_back_as_reviews() {
    let worklist = printed("-q shortlist fixtures/tiny --format csv");
    let filled = worklist.replacen("2024-03,,,,,", "2024-03,done,2024-04-02,reviewed,,", 1);
    let input = memory("worklist.csv", filled);
    let reading = read_one(input);
    assert_eq!(
        (reading.files[0].kind, reading.reviews.len()),
        (FileKind::Reviews, 1)
    );
}

#[test]
fn a_forced_kind_says_what_it_misses() {
    let input = memory("items.csv", items_file(&[("a", "0205051R0")]));
    let forced = input.read_as(FileKind::Reviews);
    assert!(matches!(
        try_read(&[forced]),
        Err(ReadError::MissingColumns {
            kind: FileKind::Reviews,
            ..
        })
    ));
    let text = printed("-q shortlist --as items=fixtures/tiny/items.csv --format csv");
    assert_eq!(text.lines().count(), 4);
}
