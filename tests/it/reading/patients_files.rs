//! What does a patients file say of a person?

use chrono::NaiveDate;
use rxsift::cohort::Person;
use rxsift::extract::{Field, Reading, Reason};
use rxsift::model::FileKind;

use crate::support::readings::{
    items_file, layout, memory, problems_of, read_one, sound, try_read,
};

fn person<'a>(reading: &'a Reading, id: &str) -> &'a Person {
    let at = reading
        .cohort
        .find_patient(id)
        .expect("a person of the file");
    reading
        .cohort
        .person(at)
        .expect("a row of the patients file")
}

#[test]
fn last_review_end_of_life_and_language_are_read_by_their_usual_names() {
    let reading = read_one(layout("patients.csv"));
    assert_eq!(reading.files[0].kind, FileKind::Patients);
    assert_eq!(reading.problems, []);
    let told = |id| {
        let person = person(&reading, id);
        (
            person.last_review,
            person.end_of_life,
            person.language.as_deref(),
        )
    };
    assert_eq!(
        told("9990000018"),
        (
            NaiveDate::from_ymd_opt(2025, 3, 2),
            Some(false),
            Some("Punjabi")
        )
    );
    assert_eq!(told("9990000026"), (None, Some(true), None));
    for name in [
        "last_review_date",
        "Last SMR date",
        "date_of_last_review",
        "Last medication review",
    ] {
        let text = format!("patient_id,{name}\np1,2025-03-02\n");
        let reading = sound(&[("patients.csv", &text)]);
        assert_eq!(
            person(&reading, "p1").last_review,
            NaiveDate::from_ymd_opt(2025, 3, 2),
            "{name}"
        );
    }
    for name in [
        "end_of_life",
        "EOL",
        "Palliative care",
        "gold_standards_framework",
    ] {
        let text = format!("patient_id,{name}\np1,Y\n");
        let reading = sound(&[("patients.csv", &text)]);
        assert_eq!(person(&reading, "p1").end_of_life, Some(true), "{name}");
    }
    for name in ["language", "Preferred Language", "main_language"] {
        let text = format!("patient_id,{name}\np1, Welsh \n");
        let reading = sound(&[("patients.csv", &text)]);
        assert_eq!(
            person(&reading, "p1").language.as_deref(),
            Some("Welsh"),
            "{name}"
        );
    }
}

#[test]
fn a_last_review_or_end_of_life_that_cannot_be_read_is_set_aside_and_the_row_kept() {
    let text =
        "patient_id,practice_code,last_review_date,end_of_life\np1,A81001,03/31/2025,amber\n";
    let reading = sound(&[("patients.csv", text)]);
    assert_eq!(
        problems_of(&reading),
        [
            "2 LastReview BadDate CellSetAside",
            "2 EndOfLife BadYesNo CellSetAside"
        ]
    );
    assert_eq!(reading.files[0].used, 1);
}

#[test]
fn a_language_of_another_kind_of_file_is_neither_read_nor_told() {
    let items = items_file(&[("p1", "0205051R0")]).replace("items\n", "items,language\n");
    let items = items.replace(",1\n", ",1,Welsh\n");
    let reading = sound(&[("items.csv", &items)]);
    assert!(
        reading.files[0]
            .columns
            .iter()
            .all(|(field, _)| *field != "language")
    );
}

#[test]
fn a_column_that_only_adds_and_stands_twice_is_left_out_and_told_once() {
    let text = "patient_id,practice_code,language,Language\np1,A81001,Welsh,English\np2,A81001,,\n";
    let reading = sound(&[("patients.csv", text)]);
    assert_eq!(person(&reading, "p1").language, None);
    let told: Vec<_> = reading
        .problems
        .iter()
        .map(|p| (p.line, p.column, p.reason))
        .collect();
    assert_eq!(told, [(1, Some(Field::Language), Reason::RepeatedColumn)]);
    // A column that decides what is counted stops the run as before.
    let text = "patient_id,practice_code,Practice Code\np1,A81001,A81002\n";
    let input = memory("patients.csv", text);
    assert!(try_read(&[input]).is_err());
}
