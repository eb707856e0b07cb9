//! Which sheet of a workbook is read, and are those left out named?

use rxsift::checks::findings;
use rxsift::model::{Level, OdsCode};

use crate::support::files::workbook;
use crate::support::readings::{
    found_in, items_file, items_of, layout, memory, read_one, read_sound,
};
use crate::support::root;

#[test]
fn the_sheet_that_fits_is_taken_and_line_breaks_in_its_header_are_blanks() {
    let notes: &[&[&str]] = &[&["About these practices"], &["made up"]];
    let practices: &[&[&str]] = &[
        &[
            "Practice\r\nCode",
            "Practice\nName",
            "PCN\nCode",
            "PCN\nName",
        ],
        &["A81001", "A & B\nSurgery", "U10001", "A network"],
    ];
    let book = workbook(&[("Notes", notes), ("Practices", practices)]);
    let items = items_file(&[("p", "0205051R0")]);
    let inputs = [
        memory("organisations.xlsx", book),
        memory("items.csv", items),
    ];
    let reading = read_sound(&inputs);
    let code = OdsCode::parse(b"A81001").expect("a code");
    let group = |level| {
        let group = reading.cohort.organisations.group(&code, level);
        group.map(|(code, name)| format!("{code} {name}"))
    };
    assert_eq!(
        group(Level::Practice).as_deref(),
        Some("A81001 A & B Surgery")
    );
    assert_eq!(group(Level::Pcn).as_deref(), Some("U10001 A network"));
    assert_eq!(reading.problems, []);
}

#[test]
fn further_sheets_that_fit_are_named_and_not_read() {
    let networks: &[&[&str]] = &[&["PCN Code", "PCN Name"], &["U10001", "A network"]];
    let practices: &[&[&str]] = &[&["Practice Code", "PCN Code"], &["A81001", "U10001"]];
    let more: &[&[&str]] = &[&["Practice Code", "PCN Code"], &["A81002", "U10001"]];
    let book = workbook(&[
        ("Networks", networks),
        ("North", practices),
        ("South", more),
    ]);
    let read_book = |book| {
        let input = memory("practices.xlsx", book);
        read_one(input)
    };
    let reading = read_book(book);
    assert_eq!(reading.cohort.organisations.0.len(), 1);
    let texts: Vec<String> = found_in(&reading);
    assert_eq!(
        texts,
        [
            "practices.xlsx: of this workbook the sheet 'North' is read, and not: 'South'; save each as a file of its own"
        ]
    );
    // As NHS England publishes it: a sheet of networks beside the one of practices is no loss.
    let reading = read_book(workbook(&[("Networks", networks), ("North", practices)]));
    assert_eq!(findings(&reading), []);
}

#[test]
fn a_report_saved_as_a_workbook_is_the_same_report() {
    // Saved from a spreadsheet: the groups' row ends with its last filled cell.
    let bytes = std::fs::read(root("fixtures/layouts/emis_report.csv")).expect("the fixture");
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("sound")).collect();
    let rows: Vec<Vec<&str>> = records
        .iter()
        .map(|record| record.iter().collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let one = |input| read_one(input);
    let plain = one(layout("emis_report.csv"));
    let saved = one(memory("report.xlsx", workbook(&[("Report", &rows)])));
    assert_eq!(saved.files[0].as_of, plain.files[0].as_of);
    assert_eq!(items_of(&saved), items_of(&plain));
}
