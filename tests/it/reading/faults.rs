//! What becomes of a file with a fault in it? One fault per file of `fixtures/messy`.

use std::collections::BTreeSet;

use rxsift::extract::{Effect, Field, Options, Problem, ReadError, Reading, Reason, read};
use rxsift::files::Input;
use rxsift::medicines::MatchRoute;

use crate::support::{feature, items_file, read_texts, root};

fn messy(name: &str) -> Input {
    Input::file(&root("fixtures/messy").join(name))
}

/// The file, with an items file beside it if it is none itself.
fn outcome(name: &str) -> Result<Reading, ReadError> {
    let items = Input::memory(
        "sound.csv",
        items_file(&[("9990000018", "0205051R0")]).into_bytes(),
    );
    read(&[messy(name), items], Options::default(), &|_| ())
}

pub(crate) fn reading(name: &str) -> Reading {
    outcome(name).unwrap_or_else(|error| panic!("{name} can be read, but: {error:?}"))
}

/// The one problem of a file: line, column, reason, effect.
fn problem(name: &str) -> (u64, Option<Field>, Reason, Effect) {
    let reading = reading(name);
    let [
        Problem {
            file: 0,
            line,
            column,
            reason,
            effect,
        },
    ] = reading.problems[..]
    else {
        panic!("{name} has one problem, not {:?}", reading.problems)
    };
    for file in &reading.files {
        let (rejected, excluded) = (
            file.rejected.values().sum::<u64>(),
            file.excluded.values().sum::<u64>(),
        );
        assert_eq!(
            file.read,
            file.used + rejected + excluded,
            "{}: rows in = rows out",
            file.name
        );
    }
    (line, column, reason, effect)
}

#[test]
fn a_bad_cell_is_told_with_its_line_and_column() {
    use Effect::{CellSetAside, Excluded, Rejected, Restored};
    for (name, line, column, reason, effect) in [
        (
            "one_blank_id.csv",
            3,
            Field::PatientId,
            Reason::NoPatientId,
            Excluded,
        ),
        (
            "bad_bnf_code.csv",
            3,
            Field::BnfCode,
            Reason::BadBnfCode,
            Rejected,
        ),
        (
            "bnf_code_as_number.csv",
            3,
            Field::BnfCode,
            Reason::BnfExponent,
            Rejected,
        ),
        (
            "lost_leading_zero.csv",
            3,
            Field::BnfCode,
            Reason::LostLeadingZero,
            Restored,
        ),
        ("bad_month.csv", 3, Field::Month, Reason::BadMonth, Rejected),
        ("bad_items.csv", 3, Field::Items, Reason::BadItems, Rejected),
        (
            "bad_practice.csv",
            3,
            Field::PracticeCode,
            Reason::BadOrganisationCode,
            Rejected,
        ),
        (
            "blank_practice.csv",
            3,
            Field::PracticeCode,
            Reason::NoPractice,
            Rejected,
        ),
        ("bad_age.csv", 3, Field::Age, Reason::BadAge, CellSetAside),
        (
            "age_above_120.csv",
            3,
            Field::Age,
            Reason::AgeOutOfRange,
            CellSetAside,
        ),
        ("bad_sex.csv", 3, Field::Sex, Reason::BadSex, CellSetAside),
        (
            "repeated_person.csv",
            3,
            Field::PatientId,
            Reason::RepeatedPerson,
            Rejected,
        ),
        (
            "bad_date_of_birth.csv",
            2,
            Field::DateOfBirth,
            Reason::BadDate,
            CellSetAside,
        ),
        (
            "bad_decile.csv",
            2,
            Field::ImdDecile,
            Reason::BadDecile,
            CellSetAside,
        ),
        (
            "bad_care_home.csv",
            2,
            Field::CareHome,
            Reason::BadYesNo,
            CellSetAside,
        ),
        (
            "bad_frailty.csv",
            2,
            Field::Frailty,
            Reason::BadFrailty,
            CellSetAside,
        ),
        (
            "repeated_practice.csv",
            4,
            Field::PracticeCode,
            Reason::RepeatedPractice,
            Rejected,
        ),
        (
            "bad_network_code.csv",
            3,
            Field::PcnCode,
            Reason::BadOrganisationCode,
            Rejected,
        ),
    ] {
        assert_eq!(
            problem(name),
            (line, Some(column), reason, effect),
            "{name}"
        );
    }
}

#[test]
fn a_row_of_the_wrong_width_is_told_with_its_line() {
    assert_eq!(
        problem("too_few_fields.csv"),
        (3, None, Reason::TooFewFields, Effect::Rejected)
    );
    assert_eq!(
        problem("too_many_fields.csv"),
        (3, None, Reason::TooManyFields, Effect::Rejected)
    );
    assert_eq!(
        problem("quote_joins_lines.csv"),
        (3, None, Reason::OpenQuote, Effect::Rejected)
    );
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
        let reading =
            read_texts(&[("items.csv", &text.replace('\n', ends))]).expect("one row is sound");
        let places: Vec<_> = reading
            .problems
            .iter()
            .map(|problem| (problem.line, problem.reason))
            .collect();
        assert_eq!(
            places,
            [(4, Reason::OpenQuote), (7, Reason::BadMonth)],
            "{ends:?}"
        );
    }
}

#[test]
fn a_quoted_line_break_is_part_of_its_cell() {
    let reading = reading("quoted_line_break.csv");
    assert_eq!((reading.files[0].read, reading.files[0].used), (2, 2));
    let [
        Problem {
            line: 2,
            reason: Reason::OpenQuote,
            effect: Effect::Noted,
            ..
        },
    ] = reading.problems[..]
    else {
        panic!("the joined lines are told: {:?}", reading.problems)
    };
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

pub(crate) fn error(name: &str) -> ReadError {
    read(&[messy(name)], Options::default(), &|_| ())
        .err()
        .unwrap_or_else(|| panic!("{name} cannot be read"))
}

#[test]
fn an_unusable_file_is_an_error_that_names_it() {
    assert!(matches!(error("empty.csv"), ReadError::Empty { .. }));
    assert!(matches!(
        error("header_only.csv"),
        ReadError::HeaderOnly { .. }
    ));
    assert!(matches!(
        error("binary.csv"),
        ReadError::UnknownKind { .. } | ReadError::OpenQuote { .. }
    ));
    assert!(matches!(
        error("quote_never_closed.csv"),
        ReadError::OpenQuote { line: 3, .. }
    ));
    assert!(matches!(
        read_texts(&[("items.csv", "patient_id,\"practice_code\np,A81001\n")]),
        Err(ReadError::OpenQuote { line: 1, .. })
    ));
    assert!(matches!(
        error("truncated.csv.gz"),
        ReadError::Broken { line: 2.., .. }
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
        read(&[messy("no_such_file.csv")], Options::default(), &|_| ()),
        Err(ReadError::Open { .. })
    ));
}

#[test]
fn a_line_without_end_is_refused() {
    let mut text = items_file(&[("a", "0205051R0")]);
    text.push_str(&"x".repeat(3 << 20));
    assert!(matches!(
        read_texts(&[("items.csv", &text)]),
        Err(ReadError::LongLine { .. })
    ));
}

#[test]
fn every_messy_file_is_spoken_of_in_a_test() {
    let folder = root("fixtures/messy")
        .read_dir()
        .expect("the folder is there");
    let names: BTreeSet<String> = folder
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    let files = root("tests/it/reading")
        .read_dir()
        .expect("the folder is there");
    let tests: String = files
        .map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("readable"))
        .collect();
    for name in names {
        assert!(
            tests.contains(&format!("\"{name}\"")),
            "no test speaks of {name}"
        );
    }
}
