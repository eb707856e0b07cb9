//! Is each layout that people really have read as it should be, with each of its traps?

use chrono::NaiveDate;
use rxsift::cohort::Item;
use rxsift::extract::{Effect, ReadError, Reading, Reason};
use rxsift::files::Input;
use rxsift::medicines::MatchRoute;
use rxsift::model::{FileKind, IdKind};

use crate::support::readings::{layout, memory, read_as_of, read_one, reasons, try_read};
use crate::support::run::run;
use crate::support::{root, text_of};

/// The items of a reading, sorted: patient, month, BNF substance, age.
fn items(reading: &Reading) -> Vec<String> {
    let cohort = &reading.cohort;
    let text = |item: Item| {
        let substance = cohort.substances[usize::from(item.substance)];
        let age = item.age.map_or("-".to_owned(), |age| age.to_string());
        let patient = cohort.patient_id(item.patient);
        format!("{patient} {} {substance} {age}", item.month)
    };
    let mut items: Vec<String> = cohort.items().map(text).collect();
    items.sort();
    items
}

fn columns(reading: &Reading, file: usize) -> Vec<(&str, &str)> {
    reading.files[file]
        .columns
        .iter()
        .map(|(field, header)| (field.as_str(), header.as_str()))
        .collect()
}

#[test]
fn the_nhsbsa_patient_level_layout_is_read_with_its_misspelt_names_and_its_flags() {
    let reading = read_one(layout("nhsbsa_patient_level.csv"));
    assert_eq!(
        (reading.files[0].kind, reading.files[0].ids),
        (FileKind::Items, Some(IdKind::NhsNumber))
    );
    // Born on 31 March 1949: 75 on the last day of March 2024, whatever PatientAge says.
    assert_eq!(
        items(&reading),
        [
            "9990000018 2024-03 0205051R0 75",
            "9990000018 2024-03 0601022B0 75",
            "9990000026 2024-03 0208020Z0 64",
        ]
    );
    assert_eq!(
        reasons(&reading),
        [
            (4, Effect::Excluded, Reason::NotDispensed),
            (5, Effect::Excluded, Reason::Disallowed),
            (6, Effect::Excluded, Reason::OutOfHours),
            (7, Effect::Excluded, Reason::PrivatePrescription),
            (8, Effect::Excluded, Reason::NoPatientId),
        ]
    );
    let mapped = columns(&reading, 0);
    for expected in [
        ("patient_id", "NHSNumber"),
        ("practice_code", "CostCentreODSCode"),
        ("month", "ProcessedPeriod"),
        ("bnf_code", "PaidBNFCode"),
        ("paid_dissallowed_indicator", "PaidDissallowedIndicator"),
    ] {
        assert!(
            mapped.contains(&expected),
            "{expected:?} is not in {mapped:?}"
        );
    }
}

#[test]
fn lower_case_names_of_the_same_layout_change_nothing() {
    let text = text_of("fixtures/layouts/nhsbsa_patient_level.csv");
    let (header, rows) = text.split_once('\n').expect("a header");
    let lower = memory("lower.csv", format!("{}\n{rows}", header.to_lowercase()));
    let lower = read_one(lower);
    let usual = read_one(layout("nhsbsa_patient_level.csv"));
    assert_eq!(
        (items(&lower), reasons(&lower)),
        (items(&usual), reasons(&usual))
    );
}

#[test]
fn the_warehouse_layout_has_dates_pseudonyms_and_item_counts() {
    let reading = read_one(layout("icb_warehouse.csv"));
    assert_eq!(reading.files[0].ids, Some(IdKind::Pseudonym));
    assert_eq!(
        items(&reading),
        [
            "0b1c2d3e4f5a6b7c 2024-03 0403010B0 -",
            "f3a9c1d2e4b5a697 2024-03 0205051R0 -",
        ]
    );
    assert_eq!(reading.matching.items(), (3, 0));
}

#[test]
fn an_emis_report_is_read_through_its_preamble_groups_and_gaps() {
    let reading = read_one(layout("emis_report.csv"));
    let file = &reading.files[0];
    assert_eq!(
        (file.kind, file.as_of),
        (FileKind::Items, NaiveDate::from_ymd_opt(2026, 4, 17))
    );
    // Amitriptyline was last issued in March and counts on the day of the report all the same.
    // The second block has no NHS number: its rows must not become the first person's.
    // 16-Jan-59 is 1959: nobody is born in the future.
    assert_eq!(
        items(&reading),
        [
            "9990000018 2026-04 0403010B0 83",
            "9990000018 2026-04 0704020AB 83",
            "9990000026 2026-04 0205051R0 67",
        ]
    );
    let lost: Vec<_> = reasons(&reading)
        .into_iter()
        .filter(|(_, effect, _)| *effect == Effect::Excluded)
        .collect();
    assert_eq!(
        lost,
        [
            (9, Effect::Excluded, Reason::NotCurrent),
            (10, Effect::Excluded, Reason::NoPatientId),
            (11, Effect::Excluded, Reason::NoPatientId),
            (13, Effect::Excluded, Reason::BlankRow),
            (15, Effect::Excluded, Reason::Footer),
        ]
    );
    assert_eq!((file.read, file.used, file.rejected.len()), (8, 3, 0));
    let mapped = columns(&reading, 0);
    assert!(
        mapped.contains(&("medicine", "Name, Dosage and Quantity")),
        "{mapped:?}"
    );
    assert_eq!(
        reading.matching.routes.keys().copied().collect::<Vec<_>>(),
        [MatchRoute::EmbeddedName]
    );
}

/// The EMIS fixture as text, its windows-1252 bytes taken one by one.
fn emis_text() -> String {
    let bytes = std::fs::read(root("fixtures/layouts/emis_report.csv")).expect("the fixture");
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

#[test]
fn rows_below_one_that_cannot_be_read_are_nobodys() {
    // The row that names the third person loses a field; the one below must not become another's.
    let more = [
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "Apixaban 5mg tablets, 1 bd, 56 tablet",
        "Repeat",
        "Active",
        "56",
        "",
        "",
        "",
    ];
    let more = more.map(|cell| format!("\"{cell}\"")).join(",");
    let text = emis_text().replace("\"455\",\"9990000026\",", "\"9990000026\",");
    let at = text
        .find("\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"")
        .expect("the blank row");
    let text = format!("{}{more}\r\n{}", &text[..at], &text[at..]);
    let reading = read_one(memory("emis.csv", text));
    assert!(
        items(&reading)
            .iter()
            .all(|item| item.starts_with("9990000018 "))
    );
    let rejected: Vec<_> = reasons(&reading)
        .into_iter()
        .filter(|(_, effect, _)| *effect == Effect::Rejected)
        .collect();
    assert_eq!(
        rejected,
        [
            (12, Effect::Rejected, Reason::TooFewFields),
            (13, Effect::Rejected, Reason::PersonLost)
        ]
    );
}

#[test]
fn rows_below_a_damaged_id_are_rejected_with_it() {
    let text = emis_text().replace("999 000 0018", "999 000 0019");
    let reading = read_one(memory("emis.csv", text));
    let damaged = reasons(&reading)
        .into_iter()
        .filter(|(_, _, reason)| *reason == Reason::DamagedId)
        .count();
    assert_eq!(damaged, 3, "the naming row and the two below it");
}

#[test]
fn last_run_in_the_second_cell_and_a_longer_preamble_do_too() {
    let text = emis_text()
        .replace("\"Last Run:\",\"\",\"\",", "\"Last Run:\",")
        .replace("\"Population", "\"Note:\",\"x\"\r\n\"Population");
    let bytes: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("one byte each"))
        .collect();
    let reading = read_one(memory("emis.csv", bytes));
    assert_eq!(
        (reading.files[0].as_of, reading.files[0].used),
        (NaiveDate::from_ymd_opt(2026, 4, 17), 3)
    );
}

#[test]
fn a_systmone_report_counts_what_is_taken_on_the_day_it_is_given() {
    let reading = read_as_of(&[layout("systmone_report.csv")], (2026, 4, 17)).expect("recognised");
    // Ended on 1 April, and begun on the 18th: not taken on the 17th. Ending on the 17th is.
    assert_eq!(
        items(&reading),
        [
            "9990000018 2026-04 0208020Z0 64",
            "9990000026 2026-04 0205051R0 85",
        ]
    );
    assert_eq!(
        reasons(&reading),
        [
            (3, Effect::Excluded, Reason::NotCurrent),
            (5, Effect::Excluded, Reason::NotCurrent),
            (6, Effect::Excluded, Reason::NoPatientId),
        ]
    );
}

#[test]
fn a_systmone_report_without_a_day_asks_for_one() {
    assert!(matches!(
        try_read(&[layout("systmone_report.csv")]),
        Err(ReadError::MissingColumns {
            kind: FileKind::Items,
            ..
        })
    ));
    run("shortlist fixtures/layouts/systmone_report.csv")
        .fails(3)
        .telling("--as-of");
}

#[test]
fn a_damaged_id_is_rejected_with_its_row() {
    for name in [
        "damaged_nhs_number.csv",
        "short_nhs_number.csv",
        "wrong_check_digit.csv",
    ] {
        let input = Input::file(&root("fixtures/messy").join(name));
        let reading = read_one(input);
        assert_eq!(
            reasons(&reading),
            [(4, Effect::Rejected, Reason::DamagedId)],
            "{name}"
        );
        assert_eq!(reading.files[0].used, 2, "{name}");
    }
}
