//! Does damage to a file of any kind, in any layout and container, ever panic, show a cell or upset
//! the arithmetic of rows?

use std::collections::BTreeSet;

use proptest::prelude::*;
use rxsift::extract::read_dictionary;
use rxsift::extract::{Effect, Field, Options, ReadError, Reason};
use rxsift::failure::Failure;
use rxsift::files::Input;
use rxsift::model::FileKind;

use crate::support::damage::{damage, damaged};
use crate::support::files::{archive, gzip, parquet_of_texts, utf16, workbook, zstd};
use crate::support::readings::{items_of, memory, read_as_of, read_with, told};
use crate::support::root;

/// Texts of the cells of the layouts that stand in no header, file name or message.
const SECRETS: [&str; 9] = [
    "99900000",
    "999 000",
    "MADE-UP",
    "Zo",
    "tablets",
    "1949-03-31",
    "05-Aug",
    "Punjabi",
    "01/02/1960",
];

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

/// The records of a text, as far as it has any.
fn records(text: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).flexible(true).from_reader(text);
    let records = reader.byte_records().map_while(Result::ok);
    let cells = |record: csv::ByteRecord| {
        let cells = record
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned());
        cells.collect::<Vec<_>>()
    };
    let records: Vec<_> = records.map(cells).collect();
    if records.is_empty() {
        vec![vec![String::new()]]
    } else {
        records
    }
}

/// What rows may lie in.
const CONTAINERS: [&str; 7] = ["text", "UTF-16", "gz", "zst", "zip", "workbook", "Parquet"];

fn contained(container: &str, text: &[u8]) -> Vec<u8> {
    match container {
        "UTF-16" => {
            let plain = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
            utf16(&String::from_utf8_lossy(plain), u16::to_le_bytes)
        }
        "gz" => gzip(text),
        "zst" => zstd(text),
        "zip" => archive(&[("rows.csv", text)]),
        "workbook" => {
            let records = records(text);
            let rows: Vec<Vec<&str>> = records
                .iter()
                .map(|record| record.iter().map(String::as_str).collect())
                .collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            workbook(&[("Rows", &rows)])
        }
        "Parquet" => parquet_of_texts(&records(text)),
        _ => text.to_vec(),
    }
}

/// The kind a layout is read as in a container.
fn kind(name: &str, bytes: Vec<u8>) -> Option<FileKind> {
    let reading = read_as_of(&[memory(name, bytes)], (2026, 4, 17)).ok()?;
    Some(reading.files[0].kind)
}

#[test]
fn every_kind_is_among_the_layouts_and_every_container_holds_it() {
    let mut kinds = BTreeSet::new();
    for (name, bytes) in layouts() {
        let own = kind(&name, bytes.clone()).unwrap_or_else(|| panic!("{name} is not read"));
        kinds.insert(own);
        // The preamble of a report and a list without a header make no names of Parquet columns; a
        // sheet has no empty cells at the end of its rows, by which the list is told.
        let without: &[&str] = match name.as_str() {
            "emis_report.csv" => &["Parquet"],
            "epraccur.csv" => &["Parquet", "workbook"],
            _ => &[],
        };
        for container in CONTAINERS
            .iter()
            .filter(|container| !without.contains(container))
        {
            assert_eq!(
                kind(&name, contained(container, &bytes)),
                Some(own),
                "{name} in {container}"
            );
        }
    }
    assert_eq!(kinds, BTreeSet::from(FileKind::ALL));
}

type Outcome = (
    Vec<String>,
    (u64, u64),
    Vec<(u64, Reason, Option<Field>, Effect)>,
);

/// Items, rows read and used, and problems of a file of items.
fn outcome(bytes: Vec<u8>) -> Result<Outcome, ReadError> {
    let options = Options {
        threads: 2,
        ..Options::default()
    };
    let reading = read_with(&[memory("items.csv", bytes)], options)?;
    let problems = reading.problems.iter();
    let problems = problems
        .map(|problem| (problem.line, problem.reason, problem.column, problem.effect))
        .collect();
    let arithmetic = (reading.files[0].read, reading.files[0].used);
    Ok((items_of(&reading), arithmetic, problems))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_layout_in_any_container_never_panics_and_never_shows_a_cell(
        layout in proptest::sample::select(layouts()),
        container in proptest::sample::select(&CONTAINERS[..]),
        inside in proptest::collection::vec(damage(), 0..5),
        outside in proptest::collection::vec(damage(), 0..3),
    ) {
        let (name, bytes) = layout;
        let text = inside.iter().fold(bytes, damaged);
        let bytes = outside.iter().fold(contained(container, &text), damaged);
        // `told` checks the arithmetic.
        let told = told(&name, &bytes);
        for secret in SECRETS {
            prop_assert!(!told.contains(secret), "{container}: {secret} in: {told}");
        }
    }

    #[test]
    fn a_damaged_dictionary_never_panics_and_never_shows_a_name(
        container in proptest::sample::select(vec!["text", "zip", "workbook"]),
        inside in proptest::collection::vec(damage(), 0..6),
        outside in proptest::collection::vec(damage(), 0..2),
    ) {
        let sound = std::fs::read(root("fixtures/dictionary/presentations.csv")).expect("the fixture is there");
        let text = inside.iter().fold(sound, damaged);
        let bytes = outside.iter().fold(contained(container, &text), damaged);
        if let Err(error) = read_dictionary(&Input::memory("presentations.csv", bytes)) {
            let failure = Failure::from(error);
            let told = format!("{} {}", failure.what, failure.hints.join(" "));
            prop_assert!(!told.contains("mg"), "{container}: {told}");
        }
    }
}

proptest! {
    // Every case reads two files.
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_items_file_reads_alike_in_blocks_and_record_by_record(
        damage in proptest::collection::vec(damage(), 0..6),
        layout in proptest::sample::select(vec![
            "layouts/nhsbsa_patient_level.csv",
            "layouts/icb_warehouse.csv",
            "tiny/items.csv",
        ]),
    ) {
        let text = std::fs::read(root("fixtures").join(layout)).expect("the fixture is there");
        let mut text = damage.iter().fold(text, damaged);
        // Without quotation marks lines are records; a last record of two lines makes the whole
        // file one that is read record by record.
        text.retain(|byte| *byte != b'"');
        let in_blocks = outcome(text.clone());
        text.extend(b"\n\"\n\"\n");
        let by_record = outcome(text);
        if let (Ok((items, mut arithmetic, mut problems)), Ok(by_record)) = (in_blocks, by_record) {
            let last = by_record.2.last().cloned();
            prop_assert!(matches!(last, Some((_, Reason::OpenQuote, None, Effect::Rejected))));
            problems.extend(last);
            arithmetic.0 += 1;
            prop_assert_eq!((items, arithmetic, problems), by_record);
        }
    }
}
