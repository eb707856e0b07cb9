//! Does anything that goes wrong show a cell, an id or a name?

use proptest::prelude::*;
use rxsift::checks::findings;
use rxsift::extract::{Options, read};
use rxsift::failure::Failure;
use rxsift::files::Input;

use crate::reading::damage::{damage, damaged};
use crate::support::{command, items_file, root};

/// Texts that stand in no file name, header or message: if one is printed, a cell was.
const SECRETS: [&str; 4] = ["9434765919", "Zebedee", "QX7SECRET", "1931-07-19"];

/// Everything that is told of a run over these bytes.
pub(crate) fn told(name: &str, bytes: &[u8]) -> String {
    let sound = Input::memory("sound.csv", items_file(&[("p1", "0205051R0")]).into_bytes());
    // Some layouts are of a day that only the user knows.
    let options = Options {
        as_of: chrono::NaiveDate::from_ymd_opt(2026, 4, 17),
        ..Options::default()
    };
    match read(
        &[Input::memory(name, bytes.to_vec()), sound],
        options,
        &|_| (),
    ) {
        Ok(reading) => {
            for file in &reading.files {
                let lost = file
                    .rejected
                    .values()
                    .chain(file.excluded.values())
                    .sum::<u64>();
                assert_eq!(
                    file.read,
                    file.used + lost,
                    "rows in = rows used + rejected + excluded"
                );
            }
            format!(
                "{:?} {:?} {:?}",
                reading.problems,
                reading.files,
                findings(&reading)
            )
        }
        Err(error) => {
            let failure = Failure::from(error);
            format!("{} {}", failure.what, failure.hints.join(" "))
        }
    }
}

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
    let folder = root("fixtures/messy");
    let mut names: Vec<_> = folder
        .read_dir()
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    for path in names {
        for verb in ["indicators", "shortlist", "check"] {
            let output = command(&[verb])
                .arg(&path)
                .output()
                .expect("the program starts");
            let code = output.status.code();
            assert!(
                matches!(code, Some(0 | 1 | 3)),
                "{} {verb}: {code:?}",
                path.display()
            );
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(
                !told.contains("99900000"),
                "{} {verb}: {told}",
                path.display()
            );
            let data = String::from_utf8_lossy(&output.stdout);
            let error_has_data = code == Some(3) && !data.is_empty();
            assert!(
                verb == "check" || !error_has_data,
                "{}: an error prints no data",
                path.display()
            );
            assert!(
                verb == "shortlist" || !data.contains("99900000"),
                "{} {verb}: {data}",
                path.display()
            );
        }
    }
}

#[test]
fn a_table_for_reading_shortens_ids_unless_asked() {
    let table = |more: &[&str]| {
        let output = command(&["-q", "shortlist", "fixtures/tiny", "--format", "table"])
            .args(more)
            .output();
        String::from_utf8(output.expect("the program starts").stdout).expect("UTF-8")
    };
    assert!(table(&[]).contains("..018") && !table(&[]).contains("9990000018"));
    assert!(table(&["--show-ids"]).contains("9990000018"));
}

#[test]
fn a_patient_that_is_not_there_is_not_repeated() {
    let output = command(&["explain", "fixtures/tiny", "--patient", "9434765919"])
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(3));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("9434765919"));
}

#[cfg(unix)]
#[test]
fn a_file_about_people_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("list.csv");
    let status = command(&["-q", "shortlist", "fixtures/tiny", "--output"])
        .arg(&file)
        .status();
    assert!(status.expect("the program starts").success());
    let mode = file
        .metadata()
        .expect("the file is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
