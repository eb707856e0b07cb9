//! Are the columns that a user asks for found, kept, and refused where they tell who someone is?

use rxsift::extract::{Effect, ReadError, Reading, Reason};
use rxsift::failure::{Failure, FailureKind};
use rxsift::model::OdsCode;

use crate::support::readings::{memories, read_columns};

const PRACTICES: &str = "practice_code,practice_name,pcn_code,Locality,Rural Class\n\
    A81001,ONE,U10001, North ,urban\nA81002,TWO,U10001,n/a,\n";
const PEOPLE: &str = "patient_id,practice_code,Full Name,ward,Locality,country_of_birth\n\
    p1,A81001,Zebedee,East,x,Wales\np2,A81002,Zebedee,,y,\n";

fn asked(files: &[(&str, &str)], columns: &[&str]) -> Result<Reading, ReadError> {
    read_columns(&memories(files), columns)
}

fn of_practice(reading: &Reading, code: &str) -> Vec<Option<String>> {
    let code = OdsCode::parse(code.as_bytes()).expect("a code");
    reading.cohort.organisations.0[&code].columns.clone()
}

fn of_person(reading: &Reading, id: &str) -> Vec<Option<String>> {
    let at = reading.cohort.find_patient(id).expect("a person");
    let person = reading.cohort.person(at).expect("a row");
    let texts = person.columns.iter();
    texts
        .map(|text| text.as_deref().map(str::to_owned))
        .collect()
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<Option<String>> {
    let filled = texts
        .iter()
        .map(|text| Some(*text).filter(|text| !text.is_empty()));
    filled.map(|text| text.map(str::to_owned)).collect()
}

#[test]
fn columns_are_kept_in_the_order_asked_whatever_their_case_and_blanks() {
    let files = [("map.csv", PRACTICES), ("people.csv", PEOPLE)];
    let reading = asked(&files, &["rural_class", "LOCALITY", "Ward"]).expect("each is in a file");
    let homes = reading.columns_in.iter();
    let homes: Vec<_> = homes
        .map(|home| (home.organisations, home.patients))
        .collect();
    assert_eq!(homes, [(true, false), (true, true), (false, true)]);
    assert_eq!(
        of_practice(&reading, "A81001"),
        texts(["urban", "North", ""])
    );
    assert_eq!(
        of_practice(&reading, "A81002"),
        texts(["", "", ""]),
        "missing words are none"
    );
    assert_eq!(of_person(&reading, "p1"), texts(["", "x", "East"]));
    assert_eq!(of_person(&reading, "p2"), texts(["", "y", ""]));
}

#[test]
fn nobody_who_asks_for_nothing_gets_a_column() {
    let reading = asked(&[("map.csv", PRACTICES)], &[]).expect("sound");
    assert_eq!(of_practice(&reading, "A81001"), []);
    assert_eq!(reading.columns_in, []);
}

fn failure(files: &[(&str, &str)], columns: &[&str]) -> Failure {
    Failure::from(asked(files, columns).err().expect("refused"))
}

#[test]
fn a_name_in_no_file_is_wrong_usage_and_the_nearest_header_is_offered() {
    let files = [("map.csv", PRACTICES), ("people.csv", PEOPLE)];
    let told = failure(&files, &["ward", "localty"]);
    assert_eq!(told.kind, FailureKind::Usage);
    assert_eq!(
        told.what,
        "no organisations or patients file has a column 'localty'"
    );
    assert_eq!(told.hints, ["did you mean 'Locality'?"]);
    let told = failure(&files, &["qqq"]);
    assert!(!told.hints[0].contains("did you mean"), "{:?}", told.hints);
    // The header of an items file is none of these, and a person's column is not offered.
    let items = "patient_id,practice_code,month,bnf_code,locality\np1,A81001,2024-03,0205051R0,x\n";
    let told = failure(
        &[("items.csv", items), ("people.csv", PEOPLE)],
        &["Fullname1"],
    );
    assert!(!told.hints[0].contains("Name"), "{:?}", told.hints);
    assert!(matches!(
        asked(&[("items.csv", items)], &["locality"]),
        Err(ReadError::NoColumn { near: None, .. })
    ));
}

#[test]
fn a_column_that_tells_who_someone_is_is_refused() {
    let people = "patient_id,practice_code,dob,Full Name,NHSNumber,EMIS Number,Surname,Known As Name,Address,email,GP name,Date Born\n\
                  p1,A81001,1949-03-31,Zebedee,9990000018,12,Zebedee,Zeb,x,z@x,Dr,1949\n";
    for name in [
        "patient_id",
        "DOB",
        "full_name",
        "nhs number",
        "emis number",
        "surname",
        "address",
        "email",
        "gp name",
        "date born",
    ] {
        let told = failure(&[("people.csv", people)], &[name]);
        assert_eq!(told.kind, FailureKind::Usage, "{name}");
        assert!(
            told.what.contains("tells one person from another"),
            "{name}: {}",
            told.what
        );
    }
    // What many people share is not refused, nor is a practice's own name or number.
    let files = [("people.csv", PEOPLE), ("map.csv", PRACTICES)];
    for name in ["country_of_birth", "ward", "practice_name"] {
        assert!(asked(&files, &[name]).is_ok(), "{name}");
    }
}

#[test]
fn a_name_that_stands_twice_in_a_file_stops_the_run() {
    let text = PRACTICES.replace("Rural Class", "locality");
    let told = failure(&[("map.csv", &text)], &["locality"]);
    assert_eq!(told.what, "map.csv:1: columns 4 and 5 are both 'locality'");
}

#[test]
fn of_two_organisations_files_that_disagree_the_first_is_kept_and_it_is_noted() {
    let other = "practice_code,practice_name,pcn_code,locality,rural class\n\
                 A81001,ONE,U10001,South,urban\nA81002,TWO,U10001,West,rural\n";
    let reading = asked(
        &[("a.csv", PRACTICES), ("b.csv", other)],
        &["locality", "rural class"],
    )
    .expect("both are read");
    assert_eq!(of_practice(&reading, "A81001"), texts(["North", "urban"]));
    assert_eq!(
        of_practice(&reading, "A81002"),
        texts(["West", "rural"]),
        "filled in"
    );
    let told: Vec<_> = reading
        .problems
        .iter()
        .map(|p| (p.file, p.line, p.reason, p.effect))
        .collect();
    assert_eq!(told, [(1, 2, Reason::OtherValue, Effect::Noted)]);
}
