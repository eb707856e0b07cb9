//! What becomes of a file with a fault in it? One fault per file of `fixtures/messy`.

use rxsift::extract::{Field, ReadError, Reading, Reason};
use rxsift::files::FileError;
use rxsift::medicines::MatchRoute;

use crate::support::folder::names_in;
use crate::support::readings::{
    assert_arithmetic, error_of, items_file, memory, messy, problems_of, read_texts, sound,
    try_read,
};
use crate::support::requests::feature;
use crate::support::tables::cases;
use crate::support::{root, text_of};

/// The file, with an items file beside it if it is none itself.
fn reading(name: &str) -> Reading {
    let items = items_file(&[("9990000018", "0205051R0")]);
    let inputs = [messy(name), memory("sound.csv", items)];
    try_read(&inputs).unwrap_or_else(|error| panic!("{name} can be read, but: {error:?}"))
}

/// Of each file: the line, column and reason of its one problem, and what it does to the row.
const BAD_CELLS: &str = "
    one_blank_id.csv        | 3 PatientId NoPatientId Excluded
    bad_bnf_code.csv        | 3 BnfCode BadBnfCode Rejected
    bnf_code_as_number.csv  | 3 BnfCode BnfExponent Rejected
    lost_leading_zero.csv   | 3 BnfCode LostLeadingZero Restored
    bad_month.csv           | 3 Month BadMonth Rejected
    bad_items.csv           | 3 Items BadItems Rejected
    bad_practice.csv        | 3 PracticeCode BadOrganisationCode Rejected
    blank_practice.csv      | 3 PracticeCode NoPractice Rejected
    bad_age.csv             | 3 Age BadAge CellSetAside
    age_above_120.csv       | 3 Age AgeOutOfRange CellSetAside
    bad_sex.csv             | 3 Sex BadSex CellSetAside
    repeated_person.csv     | 3 PatientId RepeatedPerson Rejected
    bad_date_of_birth.csv   | 2 DateOfBirth BadDate CellSetAside
    bad_decile.csv          | 2 ImdDecile BadDecile CellSetAside
    bad_care_home.csv       | 2 CareHome BadYesNo CellSetAside
    bad_frailty.csv         | 2 Frailty BadFrailty CellSetAside
    repeated_practice.csv   | 4 PracticeCode RepeatedPractice Rejected
    bad_network_code.csv    | 3 PcnCode BadOrganisationCode Rejected";

/// As [`BAD_CELLS`]; a row of the wrong width has no column.
const BAD_ROWS: &str = "
    too_few_fields.csv      | 3 - TooFewFields Rejected
    too_many_fields.csv     | 3 - TooManyFields Rejected
    quote_joins_lines.csv   | 3 - OpenQuote Rejected";

#[test]
fn a_bad_cell_or_row_is_told_with_its_line_and_column() {
    for [name, problem] in cases(&[BAD_CELLS, BAD_ROWS].concat()) {
        let reading = reading(name);
        assert_eq!(problems_of(&reading), [problem], "{name}");
        assert_eq!(reading.problems[0].file, 0, "{name}");
        assert_arithmetic(&reading);
    }
}

#[test]
fn a_cell_set_aside_leaves_its_row() {
    for name in ["bad_age.csv", "age_above_120.csv", "bad_sex.csv"] {
        assert_eq!(reading(name).files[0].used, 2, "{name}");
    }
}

#[test]
fn a_blank_line_is_nobody() {
    let reading = reading("blank_line.csv");
    assert_eq!(
        (
            reading.files[0].read,
            reading.files[0].used,
            reading.cohort.patients()
        ),
        (2, 2, 2)
    );
    assert_eq!(reading.problems, []);
}

#[test]
fn lines_are_counted_through_blank_lines_line_breaks_and_every_line_end() {
    let text = "patient_id,practice_code,month,bnf_code,note\n\n\np,A81001,2024-03,0205051R0,\"a\nb\"\n\np,A81001,x,0205051R0,c\n";
    for ends in ["\n", "\r\n", "\r"] {
        let reading = sound(&[("items.csv", &text.replace('\n', ends))]);
        let places = ["4 - OpenQuote Noted", "7 Month BadMonth Rejected"];
        assert_eq!(problems_of(&reading), places, "{ends:?}");
    }
}

#[test]
fn a_quoted_line_break_is_part_of_its_cell() {
    let reading = reading("quoted_line_break.csv");
    assert_eq!((reading.files[0].read, reading.files[0].used), (2, 2));
    assert_eq!(problems_of(&reading), ["2 - OpenQuote Noted"]);
}

#[test]
fn an_unknown_bnf_code_is_kept_counted_and_reported() {
    let reading = reading("unknown_bnf_code.csv");
    assert_eq!((reading.files[0].used, reading.problems.len()), (2, 0));
    let unmatched: Vec<_> = reading
        .matching
        .unmatched
        .iter()
        .map(|((route, code), n)| (*route, code.as_str(), n.rows, n.items))
        .collect();
    assert_eq!(unmatched, [(MatchRoute::UnknownCode, "0205051ZZ", 1, 3)]);
    // Three of the file's four items, and one item of the sound file beside it.
    assert_eq!(reading.matching.items(), (5, 3));
    // It is an ACE inhibitor by its prefix, whatever its name.
    assert_eq!(feature(&reading.cohort, "damn"), [Some(1), Some(1)]);
}

#[test]
fn an_unusable_file_is_an_error_that_names_it() {
    let error = |name: &str| error_of(messy(name));
    assert!(matches!(
        error("empty.csv"),
        ReadError::File(FileError::Empty { .. })
    ));
    assert!(matches!(
        error("header_only.csv"),
        ReadError::HeaderOnly { .. }
    ));
    assert!(matches!(
        error("binary.csv"),
        ReadError::UnknownKind { .. } | ReadError::File(FileError::OpenQuote { .. })
    ));
    assert!(matches!(
        error("quote_never_closed.csv"),
        ReadError::File(FileError::OpenQuote { line: 3, .. })
    ));
    assert!(matches!(
        read_texts(&[("items.csv", "patient_id,\"practice_code\np,A81001\n")]),
        Err(ReadError::File(FileError::OpenQuote { line: 1, .. }))
    ));
    assert!(matches!(
        error("truncated.csv.gz"),
        ReadError::File(FileError::Broken { line: 2.., .. })
    ));
    assert!(matches!(
        error("blank_ids.csv"),
        ReadError::NoRowUsable {
            reason: Reason::NoPatientId,
            column: Some(Field::PatientId),
            line: 2,
            ..
        }
    ));
    assert!(matches!(
        error("repeated_column.csv"),
        ReadError::RepeatedColumn {
            field: Field::BnfCode,
            positions: (4, 5),
            ..
        }
    ));
    assert!(matches!(
        error("no_such_file.csv"),
        ReadError::File(FileError::Open { .. })
    ));
}

#[test]
fn a_line_without_end_is_refused() {
    let mut text = items_file(&[("a", "0205051R0")]);
    text.push_str(&"x".repeat(3 << 20));
    assert!(matches!(
        read_texts(&[("items.csv", &text)]),
        Err(ReadError::File(FileError::LongLine { .. }))
    ));
}

#[test]
fn every_messy_file_is_spoken_of_in_a_test() {
    let folder = root("tests/it/reading");
    let tests = names_in(&folder).into_iter();
    let tests: String = tests
        .map(|name| text_of(&format!("tests/it/reading/{name}")))
        .collect();
    for name in names_in(&root("fixtures/messy")) {
        let spoken_of =
            tests.contains(&format!("\"{name}\"")) || tests.contains(&format!("    {name} "));
        assert!(spoken_of, "no test speaks of {name}");
    }
}
