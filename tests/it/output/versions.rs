//! Does every output name what it was made by: the version of the definitions, and the lists and
//! scores with theirs, ours and the user's own?

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use rxsift::definitions::DEFINITIONS_VERSION;
use serde_json::Value;

use crate::support::run::{Printed, Ran, run};

const COMMANDS: [&str; 4] = [
    "indicators fixtures/tiny",
    "shortlist fixtures/tiny",
    "explain fixtures/tiny --patient 9990000018",
    "define",
];

/// A command with the user's definitions, or without.
fn output(command: &str, format: &str, own: bool) -> Ran {
    let run = run(command).args("--format").args(format);
    match own {
        true => run
            .args("--definitions fixtures/definitions/local.toml")
            .passes(),
        false => run.passes(),
    }
}

#[test]
fn what_is_for_reading_names_the_definitions_and_the_lists() {
    for command in COMMANDS {
        for own in [false, true] {
            let read = |format| output(command, format, own).text();
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
            line.has_parts(["nsaid", "ace_inhibitor", "falls_risk", "opioid_dfm"]);
            assert!(!line.contains("local_"), "{line}");
        }
    }
}

#[test]
fn json_and_the_workbook_name_versions_and_hashes() {
    for command in COMMANDS {
        let json = output(command, "json", true).text();
        let json: Value = serde_json::from_str(&json).expect("sound JSON");
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

        let book = output(command, "xlsx", true);
        let mut book = Xlsx::new(Cursor::new(book.bytes())).expect("a workbook");
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
            let ours = format!("definitions {DEFINITIONS_VERSION}; version 2024 of acb and ");
            let ran = output(command, format, true)
                .telling(&ours)
                .telling("local_sedation version 3");
            assert!(!ran.text().contains(&ours), "no line that is no row");
        }
    }
    // `check` uses no definitions.
    let told = run("check fixtures/tiny").output().told;
    assert!(!told.contains("definitions"), "{told}");
}
