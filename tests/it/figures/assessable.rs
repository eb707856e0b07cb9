//! Is "not assessable" a third state wherever the files lack a fact: an empty value, the status and
//! the reason, and neither 0 nor a figure of everybody?

use std::fmt::Write as _;

use crate::support::run::run;
use crate::support::tables::columns;

/// Five people of one practice on one medicine each; the further columns of the items file, and a
/// patients file.
fn figures(columns: &str, cells: &str, patients: Option<&str>, words: &str) -> Vec<[String; 7]> {
    let mut items = format!("patient_id,practice_code,month,bnf_code,items{columns}\n");
    for person in 1..=5 {
        writeln!(items, "p{person},A81001,2024-03,0205051R0,1{cells}")
            .expect("texts take every write");
    }
    let run = run("-q indicators @ --by all --indicator medicines_10_plus --format csv");
    let run = run.args(words).file("items.csv", items);
    let run = match patients {
        Some(patients) => run.file("patients.csv", patients),
        None => run,
    };
    rows(&run.prints())
}

/// Breakdown, band, numerator, denominator, value, status and reason of each figure.
fn rows(text: &str) -> Vec<[String; 7]> {
    columns(text, [6, 7, 8, 9, 10, 14, 15])
}

fn assessed(breakdown: &str, band: &str, denominator: &str) -> [String; 7] {
    [breakdown, band, "0", denominator, "0", "ok", ""].map(str::to_owned)
}

fn not_assessable(breakdown: &str, band: &str, because: &str) -> [String; 7] {
    [breakdown, band, "", "", "", "not assessable", because].map(str::to_owned)
}

const DISJOINT: [&str; 6] = ["0-17", "18-44", "45-64", "65-74", "75-84", "85+"];
const NO_AGE: &str = "no age or date of birth";
const NO_PATIENTS: &str = "practice-level prescribing has no patients";

#[test]
fn without_an_age_or_a_date_of_birth_no_age_band_but_all_is_assessable() {
    let bands = "--age-band all,65+,75+,85+,0-17,65-74";
    let got = figures("", "", None, bands);
    let mut expected = vec![assessed("all", "all", "5")];
    expected.extend(
        ["0-17", "65+", "65-74", "75+", "85+"].map(|band| not_assessable("age", band, NO_AGE)),
    );
    assert_eq!(got, expected);
    // An age column without an age says no more than none; nor does one birthday.
    assert_eq!(figures(",age", ",", None, bands), expected);
    let born = "patient_id,date_of_birth\np1,1949-01-01\n";
    let known = figures("", "", Some(born), bands);
    assert!(known.iter().all(|row| row[5] == "ok"), "{known:?}");
}

#[test]
fn without_ages_no_part_of_a_split_by_age_is_assessable() {
    let got = figures("", "", None, "--split age");
    let mut expected = vec![assessed("all", "all", "5")];
    expected.extend(DISJOINT.map(|band| not_assessable("age", band, NO_AGE)));
    expected.push(not_assessable("age", "unknown", NO_AGE));
    assert_eq!(got, expected);
}

#[test]
fn a_split_by_what_is_known_of_nobody_is_not_assessable_and_says_what_is_missing() {
    let no_sex = "no sex in the items or patients files";
    let no_decile = "no deprivation decile in the patients files";
    let no_home = "the patients file does not say who lives in a care home";
    let splits = "--split sex,imd_decile,imd_quintile,care_home";
    let mut expected = vec![assessed("all", "all", "5")];
    for (split, because) in [
        ("sex", no_sex),
        ("imd_decile", no_decile),
        ("imd_quintile", no_decile),
        ("care_home", no_home),
    ] {
        expected.push(not_assessable(split, "unknown", because));
    }
    assert_eq!(figures("", "", None, splits), expected);
    let blank = "patient_id,practice_code,sex,imd_decile,care_home\np1,A81001,,,\n";
    assert_eq!(figures(",sex", ",U", Some(blank), splits), expected);
}

#[test]
fn once_it_is_known_of_one_person_the_others_are_counted_as_unknown() {
    let patients =
        "patient_id,practice_code,sex,imd_decile,care_home,ward\np1,A81001,F,3,no,East\n";
    let splits = "--split sex,imd_decile,imd_quintile,care_home,ward";
    let mut expected = vec![assessed("all", "all", "5")];
    for (split, band) in [
        ("sex", "female"),
        ("imd_decile", "3"),
        ("imd_quintile", "2"),
        ("care_home", "no"),
        ("ward", "East"),
    ] {
        expected.push(assessed(split, band, "1"));
        expected.push(assessed(split, "unknown", "4"));
    }
    assert_eq!(figures("", "", Some(patients), splits), expected);
}

#[test]
fn a_column_without_a_text_is_not_assessable() {
    let patients = "patient_id,practice_code,ward\np1,A81001,\n";
    let got = figures("", "", Some(patients), "--split ward");
    let because = "nobody has a text in this column";
    assert_eq!(
        got,
        [
            assessed("all", "all", "5"),
            not_assessable("ward", "unknown", because)
        ]
    );
}

#[test]
fn a_filter_that_leaves_nobody_with_a_known_sex_does_not_make_it_not_assessable() {
    let patients = "patient_id,practice_code,sex,imd_decile\np1,A81001,F,\np2,A81001,,3\n";
    let got = figures(
        "",
        "",
        Some(patients),
        "--split sex --where 'imd_decile = 3'",
    );
    assert_eq!(
        got,
        [assessed("all", "all", "1"), assessed("sex", "unknown", "1")]
    );
}

#[test]
fn practice_level_data_has_no_patients_in_any_band_or_part() {
    let indicators = |more: &str| {
        let files = "fixtures/groups/epd_202403.csv fixtures/groups/organisations.csv";
        let run = run("-q indicators --indicator medicines_10_plus --format csv").args(files);
        rows(&run.args(more).prints())
    };
    let mut expected = vec![not_assessable("all", "all", NO_PATIENTS)];
    expected.extend(
        DISJOINT[..4]
            .iter()
            .map(|band| not_assessable("age", band, NO_PATIENTS)),
    );
    expected.extend(["75+", "75-84", "85+"].map(|band| not_assessable("age", band, NO_PATIENTS)));
    let parts = ["sex", "imd_decile", "imd_quintile", "care_home", "pcn_name"];
    expected.extend(parts.map(|part| not_assessable(part, "unknown", NO_PATIENTS)));
    let splits = "--split age,sex,imd_decile,imd_quintile,care_home,pcn_name";
    let got = indicators(&format!("--by all --age-band all,75+ {splits}"));
    assert_eq!(got, expected);
    // One network in the file, so one group of the column's.
    let of_column = indicators("--by pcn_name");
    assert_eq!(of_column, [not_assessable("all", "all", NO_PATIENTS)]);
}

#[test]
fn item_rates_are_of_everybody_and_their_parts_are_not_assessable() {
    let text = run("-q indicators fixtures/groups/epd_202403.csv --format csv")
        .args("fixtures/groups/list_sizes.csv fixtures/groups/organisations.csv")
        .args("--indicator items_per_1000_nsaid --by pcn_name --age-band all,75+ --split sex")
        .prints();
    let got = rows(&text);
    let because = "items of practice-level prescribing are of all patients together";
    // 9 items of 1,000 and 6 of 500; the third practice has no list (fixtures/README.md).
    let all = ["all", "all", "15", "1500", "10", "ok", ""].map(str::to_owned);
    assert_eq!(
        got,
        [
            all,
            not_assessable("age", "75+", because),
            not_assessable("sex", "unknown", because)
        ]
    );
}

#[test]
fn a_table_for_reading_says_so_too_with_the_reason_under_it() {
    for format in ["table", "markdown"] {
        run("-q indicators fixtures/tiny --by all --indicator medicines_10_plus")
            .args("--split care_home --format")
            .args(format)
            .passes()
            .printing("not assessable: the patients file does not say who lives in a care home");
    }
}

#[test]
fn a_group_without_anybody_in_the_only_band_asked_for_has_its_row_all_the_same() {
    // Nobody has an age: the band cannot be assessed. All are 40: nobody is in it, which is known.
    let got = figures("", "", None, "--age-band 75+");
    assert_eq!(got, [not_assessable("age", "75+", NO_AGE)]);
    let got = figures(",age", ",40", None, "--age-band 75+");
    let empty = ["age", "75+", "0", "0", "", "ok", ""].map(str::to_owned);
    assert_eq!(got, [empty]);
}

#[test]
fn a_filter_by_what_is_known_of_nobody_gives_no_empty_table() {
    let because = "of nobody is known what the filter asks for";
    let filter = "--where 'care_home = yes' --age-band all";
    let none = not_assessable("all", "all", because);
    assert_eq!(figures("", "", None, filter), [none]);
    // Of one it is known: the figure is of those, and the others are told.
    let one = "patient_id,care_home\np1,yes\n";
    assert_eq!(
        figures("", "", Some(one), filter),
        [assessed("all", "all", "1")]
    );
    // Known of everybody, and nobody lives in one: there is no group to give a figure of.
    let homes = "patient_id,care_home\np1,no\np2,no\np3,no\np4,no\np5,no\n";
    assert_eq!(
        figures("", "", Some(homes), filter),
        Vec::<[String; 7]>::new()
    );
}

#[test]
fn practice_level_data_cannot_be_filtered_by_people() {
    let text = run("-q indicators --by all --where 'age >= 75' --format csv")
        .args("fixtures/groups/epd_202403.csv fixtures/groups/list_sizes.csv")
        .args("--indicator medicines_10_plus,items_per_1000_nsaid")
        .prints();
    let got = rows(&text);
    let because = "items of practice-level prescribing are of all patients together";
    assert_eq!(
        got,
        [
            not_assessable("all", "all", NO_PATIENTS),
            not_assessable("all", "all", because)
        ]
    );
}
