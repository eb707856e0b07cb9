//! Does anything that goes wrong show a cell, an id or a name?

use proptest::prelude::*;

use crate::support::damage::{damage, damaged};
use crate::support::folder::{Folder, is_private, names_in};
use crate::support::readings::told;
use crate::support::root;
use crate::support::run::{printed, run};

/// Texts that stand in no file name, header or message: if one is printed, a cell was.
const SECRETS: [&str; 4] = ["9434765919", "Zebedee", "QX7SECRET", "1931-07-19"];

fn sound_text() -> String {
    let mut text = "patient_id,practice_code,month,bnf_code,items,age,sex,note\n".to_owned();
    for row in 0..6 {
        text.push_str(&format!(
            "9434765919,A8100{row},2024-03,0205051R0AAADAD,1,79,female,\"Zebedee QX7SECRET\"\n"
        ));
        text.push_str("9434765919,A81001,1931-07-19,0403010B0AAAHAH,1,80,male,Zebedee\n");
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_extract_never_panics_and_never_shows_a_cell(damages in proptest::collection::vec(damage(), 0..6)) {
        let bytes = damages.iter().fold(sound_text().into_bytes(), damaged);
        let told = told("extract.csv", &bytes);
        for secret in SECRETS {
            prop_assert!(!told.contains(secret), "{secret} in: {told}");
        }
    }
}

proptest! {
    // Nearly all of these are no file of any kind, and are given up at their header.
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        told("extract.csv", &bytes);
    }

    #[test]
    fn arbitrary_cells_never_panic(cells in proptest::collection::vec("[ -~\u{e9}]{0,18}", 7)) {
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        told("extract.csv", format!("{}\n{}\n", sound_text().lines().next().expect("a header"), quoted.join(",")).as_bytes());
        told("extract.csv", format!("patient_id,practice_code,date_of_birth,sex,imd,care_home,frailty\n{}\n", quoted.join(",")).as_bytes());
    }
}

#[test]
fn no_messy_file_shows_a_patient_or_panics_in_any_command() {
    for name in names_in(&root("fixtures/messy")) {
        for verb in ["indicators", "features", "shortlist", "check"] {
            let words = format!("{verb} fixtures/messy/{name}");
            let ran = run(&words).output();
            assert!(
                matches!(ran.code(), Some(0 | 1 | 3)),
                "{words}: {:?}",
                ran.code()
            );
            assert!(!ran.told.contains("99900000"), "{words}: {}", ran.told);
            let data = String::from_utf8_lossy(ran.bytes());
            let error_has_data = ran.code() == Some(3) && !data.is_empty();
            assert!(
                verb == "check" || !error_has_data,
                "{words}: an error prints no data"
            );
            assert!(
                ["features", "shortlist"].contains(&verb) || !data.contains("99900000"),
                "{words}: {data}"
            );
        }
    }
}

#[test]
fn a_table_for_reading_shortens_ids_unless_asked() {
    let table = "-q shortlist fixtures/tiny --format table";
    let short = printed(table);
    assert!(short.contains("..018") && !short.contains("9990000018"));
    run(table)
        .args("--show-ids")
        .passes()
        .printing("9990000018");
}

#[test]
fn a_patient_that_is_not_there_is_not_repeated() {
    let ran = run("explain fixtures/tiny --patient 9434765919").fails(3);
    assert!(!ran.told.contains("9434765919"));
}

#[test]
fn a_file_about_people_is_for_its_owner_alone() {
    let folder = Folder::new();
    folder
        .run("-q shortlist fixtures/tiny --output @list.csv")
        .passes();
    assert!(is_private(&folder.path("list.csv")));
}
