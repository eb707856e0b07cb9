//! Does anything that goes wrong show a cell, an id or a name?

use proptest::prelude::*;
use rxsift::error::Failure;
use rxsift::extract::{Dictionary, Input, Options, read};

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
            format!("{:?} {:?}", reading.problems, reading.files)
        }
        Err(error) => {
            let failure = Failure::from(error);
            format!("{} {}", failure.what, failure.hints.join(" "))
        }
    }
}

/// Every layout, by name and bytes.
fn layouts() -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<_> = ["fixtures/layouts", "fixtures/tiny", "fixtures/groups"]
        .iter()
        .flat_map(|folder| root(folder).read_dir().expect("the folder is there"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    let read = |path: std::path::PathBuf| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        (name, std::fs::read(path).expect("readable"))
    };
    paths.into_iter().map(read).collect()
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

/// One way of damaging a file.
#[derive(Clone, Debug)]
enum Damage {
    Flip(usize, u8),
    Cut(usize),
    CutLine(usize),
    Quote(usize),
    DropField(usize),
    Insert(usize, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0_usize..900;
    prop_oneof![
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        at.clone().prop_map(Damage::Cut),
        at.clone().prop_map(Damage::CutLine),
        at.clone().prop_map(Damage::Quote),
        at.clone().prop_map(Damage::DropField),
        (at, proptest::collection::vec(any::<u8>(), 1..12))
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damage: &Damage) -> Vec<u8> {
    let place = |at: usize| at % bytes.len().max(1);
    match damage {
        Damage::Flip(at, byte) => {
            let at = place(*at);
            if let Some(old) = bytes.get_mut(at) {
                *old = *byte;
            }
        }
        Damage::Cut(at) => bytes.truncate(place(*at)),
        Damage::CutLine(at) => {
            let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            lines.remove(at % lines.len());
            bytes = lines.join(&b'\n');
        }
        Damage::Quote(at) => bytes.insert(place(*at), b'"'),
        Damage::DropField(at) => {
            if let Some(comma) = bytes.iter().skip(place(*at)).position(|byte| *byte == b',') {
                bytes.remove(place(*at) + comma);
            }
        }
        Damage::Insert(at, more) => {
            let at = place(*at);
            bytes.splice(at..at, more.iter().copied());
        }
    }
    bytes
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
    fn a_damaged_layout_never_panics_and_never_shows_a_cell(
        layout in proptest::sample::select(layouts()),
        damages in proptest::collection::vec(damage(), 0..5),
    ) {
        let (name, bytes) = layout;
        let told = told(&name, &damages.iter().fold(bytes, damaged));
        for secret in ["99900000", "999 000", "MADE-UP", "Zo", "tablets", "1949-03-31", "05-Aug"] {
            prop_assert!(!told.contains(secret), "{secret} in: {told}");
        }
    }

    #[test]
    fn a_damaged_dictionary_never_panics_and_never_shows_a_name(damages in proptest::collection::vec(damage(), 0..6)) {
        let sound = std::fs::read(root("fixtures/dictionary/presentations.csv")).expect("the fixture is there");
        let bytes = damages.iter().fold(sound, damaged);
        if let Err(error) = Dictionary::read("presentations.csv", &bytes) {
            let failure = Failure::from(error);
            let told = format!("{} {}", failure.what, failure.hints.join(" "));
            prop_assert!(!told.contains("mg"), "{}", told);
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
