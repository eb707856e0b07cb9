//! Is each layout that people really have read as it should be, with each of its traps?

use chrono::NaiveDate;
use rxsift::extract::{Effect, Options, ReadError, Reading, Reason, read};
use rxsift::files::Input;
use rxsift::medicines::MatchRoute;
use rxsift::model::{FileKind, IdKind};

use crate::support::{failed, root};

pub(crate) fn layout(name: &str) -> Input {
    Input::file(&root("fixtures/layouts").join(name))
}

fn as_of(year: i32, month: u32, day: u32) -> Options<'static> {
    Options {
        as_of: NaiveDate::from_ymd_opt(year, month, day),
        ..Options::default()
    }
}

/// The items of a reading, sorted: patient, month, BNF substance, age.
fn items(reading: &Reading) -> Vec<(String, String, String, Option<u32>)> {
    let cohort = &reading.cohort;
    let mut items: Vec<_> = cohort
        .items()
        .map(|item| {
            (
                cohort.patient_id(item.patient),
                item.month.to_string(),
                cohort.substances[usize::from(item.substance)].to_string(),
                item.age,
            )
        })
        .collect();
    items.sort();
    items
}

pub(crate) fn reasons(reading: &Reading) -> Vec<(u64, Effect, Reason)> {
    reading
        .problems
        .iter()
        .map(|problem| (problem.line, problem.effect, problem.reason))
        .collect()
}

fn item(
    patient: &str,
    month: &str,
    code: &str,
    age: Option<u32>,
) -> (String, String, String, Option<u32>) {
    (patient.to_owned(), month.to_owned(), code.to_owned(), age)
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
    let reading = read(
        &[layout("nhsbsa_patient_level.csv")],
        Options::default(),
        &|_| (),
    )
    .expect("recognised");
    assert_eq!(
        (reading.files[0].kind, reading.files[0].ids),
        (FileKind::Items, Some(IdKind::NhsNumber))
    );
    // Born on 31 March 1949: 75 on the last day of March 2024, whatever PatientAge says.
    assert_eq!(
        items(&reading),
        [
            item("9990000018", "2024-03", "0205051R0", Some(75)),
            item("9990000018", "2024-03", "0601022B0", Some(75)),
            item("9990000026", "2024-03", "0208020Z0", Some(64)),
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
    let text = std::fs::read_to_string(root("fixtures/layouts/nhsbsa_patient_level.csv"))
        .expect("the fixture");
    let (header, rows) = text.split_once('\n').expect("a header");
    let lower = Input::memory(
        "lower.csv",
        format!("{}\n{rows}", header.to_lowercase()).into_bytes(),
    );
    let lower = read(&[lower], Options::default(), &|_| ()).expect("recognised");
    let usual = read(
        &[layout("nhsbsa_patient_level.csv")],
        Options::default(),
        &|_| (),
    )
    .expect("recognised");
    assert_eq!(
        (items(&lower), reasons(&lower)),
        (items(&usual), reasons(&usual))
    );
}

#[test]
fn the_warehouse_layout_has_dates_pseudonyms_and_item_counts() {
    let reading =
        read(&[layout("icb_warehouse.csv")], Options::default(), &|_| ()).expect("recognised");
    assert_eq!(reading.files[0].ids, Some(IdKind::Pseudonym));
    assert_eq!(
        items(&reading),
        [
            item("0b1c2d3e4f5a6b7c", "2024-03", "0403010B0", None),
            item("f3a9c1d2e4b5a697", "2024-03", "0205051R0", None),
        ]
    );
    assert_eq!(reading.matching.items(), (3, 0));
}

#[test]
fn an_emis_report_is_read_through_its_preamble_groups_and_gaps() {
    let reading =
        read(&[layout("emis_report.csv")], Options::default(), &|_| ()).expect("recognised");
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
            item("9990000018", "2026-04", "0403010B0", Some(83)),
            item("9990000018", "2026-04", "0704020AB", Some(83)),
            item("9990000026", "2026-04", "0205051R0", Some(67)),
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
    let reading = read(
        &[Input::memory("emis.csv", text.into_bytes())],
        Options::default(),
        &|_| (),
    )
    .expect("recognised");
    assert!(
        items(&reading)
            .iter()
            .all(|(patient, ..)| patient == "9990000018")
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
    let reading = read(
        &[Input::memory("emis.csv", text.into_bytes())],
        Options::default(),
        &|_| (),
    )
    .expect("recognised");
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
    let bytes = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("one byte each"))
        .collect();
    let reading = read(
        &[Input::memory("emis.csv", bytes)],
        Options::default(),
        &|_| (),
    )
    .expect("recognised");
    assert_eq!(
        (reading.files[0].as_of, reading.files[0].used),
        (NaiveDate::from_ymd_opt(2026, 4, 17), 3)
    );
}

#[test]
fn a_systmone_report_counts_what_is_taken_on_the_day_it_is_given() {
    let reading = read(
        &[layout("systmone_report.csv")],
        as_of(2026, 4, 17),
        &|_| (),
    )
    .expect("recognised");
    // Ended on 1 April, and begun on the 18th: not taken on the 17th. Ending on the 17th is.
    assert_eq!(
        items(&reading),
        [
            item("9990000018", "2026-04", "0208020Z0", Some(64)),
            item("9990000026", "2026-04", "0205051R0", Some(85)),
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
        read(
            &[layout("systmone_report.csv")],
            Options::default(),
            &|_| ()
        ),
        Err(ReadError::MissingColumns {
            kind: FileKind::Items,
            ..
        })
    ));
    let (code, told) = failed(&["shortlist", "fixtures/layouts/systmone_report.csv"]);
    assert_eq!(code, Some(3));
    assert!(told.contains("--as-of"), "{told}");
}

#[test]
fn a_damaged_id_is_rejected_with_its_row() {
    for name in [
        "damaged_nhs_number.csv",
        "short_nhs_number.csv",
        "wrong_check_digit.csv",
    ] {
        let input = Input::file(&root("fixtures/messy").join(name));
        let reading = read(&[input], Options::default(), &|_| ()).expect("two rows are sound");
        assert_eq!(
            reasons(&reading),
            [(4, Effect::Rejected, Reason::DamagedId)],
            "{name}"
        );
        assert_eq!(reading.files[0].used, 2, "{name}");
    }
}
