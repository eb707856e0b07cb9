//! Does every output name what it was made by: the version of the definitions, and the lists and
//! scores with theirs, ours and the user's own?

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use rxsift::definitions::DEFINITIONS_VERSION;
use serde_json::Value;

use crate::support::rxsift;

const COMMANDS: [&[&str]; 4] = [
    &["indicators", "fixtures/tiny"],
    &["shortlist", "fixtures/tiny"],
    &["explain", "fixtures/tiny", "--patient", "9990000018"],
    &["define"],
];
const OWN: [&str; 2] = ["--definitions", "fixtures/definitions/local.toml"];

/// Standard output and error of a command with the user's definitions, or without.
fn run(command: &[&str], format: &str, own: bool) -> (Vec<u8>, String) {
    let own = if own { &OWN[..] } else { &[] };
    let output = rxsift(&[command, own, &["--format", format]].concat());
    assert!(output.status.success(), "{command:?} {format}");
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    (output.stdout, told)
}

#[test]
fn what_is_for_reading_names_the_definitions_and_the_lists() {
    for command in COMMANDS {
        for own in [false, true] {
            let read = |format| String::from_utf8(run(command, format, own).0).expect("UTF-8");
            let (table, page) = (read("table"), read("markdown"));
            let ours = format!("definitions {DEFINITIONS_VERSION}; version 2024 of acb");
            for text in [&table, &page] {
                assert!(text.contains(&ours), "{command:?}: {text}");
                // The user's own are named with their file and not counted among ours.
                let line = text
                    .lines()
                    .find(|line| line.contains("local_sedation version 3"));
                assert_eq!(
                    line.is_some_and(|line| line.contains("local.toml")),
                    own,
                    "{command:?}: {text}"
                );
            }
            // A page is for keeping: it names every list.
            let line = page
                .lines()
                .find(|line| line.starts_with(&ours))
                .expect("the line");
            for list in ["nsaid", "ace_inhibitor", "falls_risk", "opioid_dfm"] {
                assert!(line.contains(list), "{line}");
            }
            assert!(!line.contains("local_"), "{line}");
        }
    }
}

#[test]
fn json_and_the_workbook_name_versions_and_hashes() {
    for command in COMMANDS {
        let (json, _) = run(command, "json", true);
        let json: Value = serde_json::from_slice(&json).expect("sound JSON");
        assert_eq!(
            json["definitions_version"], DEFINITIONS_VERSION,
            "{command:?}"
        );
        let versions = &json["list_versions"];
        assert_eq!(
            (&versions["acb"], &versions["local_sedation"]),
            (&"2024".into(), &"3".into())
        );
        let hash = &json["reference_tables"]["acb.csv"];
        assert_eq!(hash.as_str().map(str::len), Some(64));

        let (book, _) = run(command, "xlsx", true);
        let mut book = Xlsx::new(Cursor::new(book)).expect("a workbook");
        let about = book.worksheet_range("About").expect("the sheet");
        let says = |topic: &str, name: &str| {
            let row = about.rows().find(|row| {
                row[0] == Data::String(topic.to_owned()) && row[1] == Data::String(name.to_owned())
            });
            row.map(|row| row[2].to_string())
        };
        let told = |text: &str| Some(text.to_owned());
        assert_eq!(
            says("version", "definitions"),
            told(DEFINITIONS_VERSION),
            "{command:?}"
        );
        assert_eq!(says("version, list or score", "acb"), told("2024"));
        assert_eq!(says("version, list or score", "local_sedation"), told("3"));
        assert_eq!(
            says("reference table, SHA-256", "acb.csv").as_deref(),
            hash.as_str()
        );
        let files = json["definition_files"].as_array().expect("files");
        for file in files {
            let (name, hash) = (
                file["file"].as_str().expect("a name"),
                file["sha256"].as_str(),
            );
            assert_eq!(says("definitions, SHA-256", name).as_deref(), hash);
        }
        assert_eq!(files.len(), 2, "the file and the score table that it names");
    }
}

#[test]
fn rows_alone_have_a_note_beside_them() {
    for command in COMMANDS {
        for format in ["csv", "jsonl"] {
            let (rows, told) = run(command, format, true);
            let ours = format!("definitions {DEFINITIONS_VERSION}; version 2024 of acb and ");
            assert!(told.contains(&ours), "{command:?} {format}: {told}");
            assert!(
                told.contains("local_sedation version 3"),
                "{command:?} {format}: {told}"
            );
            assert!(
                !String::from_utf8(rows).expect("UTF-8").contains(&ours),
                "no line that is no row"
            );
        }
    }
    // `check` uses no definitions.
    let told = String::from_utf8(rxsift(&["check", "fixtures/tiny"]).stderr).expect("UTF-8");
    assert!(!told.contains("definitions"), "{told}");
}
