//! Is the workbook one that a pharmacist can open, filter, fill in and print? Read back with a reader
//! of another maker, and part by part.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};

use crate::support::folder::Folder;
use crate::support::run::{Printed, Run, printed, run};
use crate::support::tables::ids;

/// The bytes of a shortlist's workbook.
fn workbook(run: Run) -> Vec<u8> {
    let run = run.args("-q --format xlsx");
    run.passes().bytes().to_vec()
}

/// The workbook of the tiny extract.
fn tiny() -> Vec<u8> {
    workbook(run("shortlist fixtures/tiny"))
}

fn opened(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook")
}

/// A part of the package as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    archive
        .by_name(name)
        .expect("the part")
        .read_to_string(&mut text)
        .expect("XML");
    text
}

#[test]
fn the_sheets_hold_the_list_the_figures_the_definitions_and_what_the_run_says_of_itself() {
    let bytes = tiny();
    let mut book = opened(&bytes);
    assert_eq!(
        book.sheet_names(),
        ["Shortlist", "Indicators", "Definitions", "About"]
    );
    let list = book.worksheet_range("Shortlist").expect("the sheet");
    let csv = printed("-q shortlist fixtures/tiny --format csv");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .expect("a header")
        .iter()
        .map(str::to_owned)
        .collect();
    let cell = |row: usize, column: usize| list.get((row, column)).cloned().unwrap_or(Data::Empty);
    for (column, name) in header.iter().enumerate() {
        assert_eq!(cell(0, column), Data::String(name.clone()));
    }
    for (row, record) in reader.records().enumerate() {
        for (column, expected) in record.expect("sound CSV").iter().enumerate() {
            let found = cell(row + 1, column);
            match header[column].as_str() {
                "rank" | "age" | "score" | "medicines" | "acb_score" => {
                    assert_eq!(found, Data::Float(expected.parse().expect("a number")));
                }
                _ if expected.is_empty() => assert_eq!(found, Data::Empty),
                name => assert_eq!(found, Data::String(expected.to_owned()), "{name} is text"),
            }
        }
    }
    let figures = book.worksheet_range("Indicators").expect("the sheet");
    let table = printed("-q indicators fixtures/tiny --by all,practice --format csv");
    for row in figures.rows().skip(1) {
        let texts: Vec<String> = row.iter().take(7).map(ToString::to_string).collect();
        assert!(
            table.contains(&texts.join(",")),
            "{texts:?} is a row of the table of indicators"
        );
    }
    assert!(figures.height() > 10);
    let about: Vec<String> = book
        .worksheet_range("About")
        .expect("the sheet")
        .rows()
        .map(|row| format!("{row:?}"))
        .collect();
    let about = about.join("\n");
    about.has_parts([
        "contains patient data",
        "does not diagnose",
        "SHA-256",
        "fixtures/tiny/items.csv",
        "min_score",
        "eligible",
    ]);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let again = || workbook(run("shortlist fixtures/pcn"));
    assert_eq!(again(), again());
}

#[test]
fn it_is_set_to_be_filtered_filled_in_and_printed() {
    let bytes = tiny();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    sheet.has_parts([
        "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>",
        "<autoFilter ref=\"A1:S4\"/>",
        "sqref=\"O2:O4\"",
        "\"open,booked,done,declined,snoozed\"",
        "paperSize=\"9\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "contains patient data",
    ]);
    assert!(!sheet.contains("mergeCell") && !sheet.contains("<f>"));
    assert!(part(&bytes, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
    let styles = part(&bytes, "xl/styles.xml");
    assert!(
        styles.contains("\"Arial\"") && !styles.contains("Calibri"),
        "{styles}"
    );
    assert!(part(&bytes, "docProps/core.xml").contains("2000-01-01T00:00:00Z"));
}

#[test]
fn a_text_that_looks_like_a_formula_stays_a_text() {
    let notes = ["=1+1", "+44", "-x", "@x", "\tx"];
    for note in notes {
        let reviews = format!("patient_id,date,outcome,note\n9990000018,,,\"{note}\"\n");
        let run = run("shortlist fixtures/tiny --reviews @reviews.csv");
        let bytes = workbook(run.file("reviews.csv", &reviews));
        let list = opened(&bytes)
            .worksheet_range("Shortlist")
            .expect("the sheet");
        assert_eq!(
            list.get((1, 18)),
            Some(&Data::String(note.trim().to_owned()))
        );
        assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"));
    }
}

#[test]
fn a_filled_in_workbook_reads_back_and_is_a_fixed_point() {
    let list = printed("-q shortlist fixtures/pcn --format csv");
    let people = ids(&list);
    let reviews = format!(
        "patient_id,status,date,outcome,snooze_until,note\n{},booked,2024-05-09,,2024-03-01,\"Mrs says: \"\"mornings\"\"\"\n",
        people[0]
    );
    let folder = Folder::with(&[("reviews.csv", &reviews)]);
    let bytes = workbook(folder.run("shortlist fixtures/pcn --reviews @reviews.csv"));
    folder.write("first.xlsx", &bytes);
    let read_back = opened(&bytes)
        .worksheet_range("Shortlist")
        .expect("the sheet");
    assert!(
        matches!(read_back.get((1, 15)), Some(Data::DateTime(_))),
        "a day is a date of the spreadsheet"
    );
    let csv = folder.run("shortlist fixtures/pcn --format csv --reviews @first.xlsx");
    let csv = csv.prints();
    assert!(
        csv.lines()
            .nth(1)
            .expect("a row")
            .ends_with(",booked,2024-05-09,,2024-03-01,\"Mrs says: \"\"mornings\"\"\"")
    );
    // Another month's workbook has other inputs on its sheet About, so the lists are compared.
    let again = workbook(folder.run("shortlist fixtures/pcn --reviews @first.xlsx"));
    assert_eq!(
        opened(&again)
            .worksheet_range("Shortlist")
            .expect("the sheet"),
        read_back
    );
    let told = format!(
        "+ 0 new - 0 resolved - 0 without items now = {} listed",
        people.len()
    );
    let since = folder.run("shortlist fixtures/pcn --format csv --previous @first.xlsx");
    since.passes().telling(&told);
}

#[test]
fn every_table_can_be_a_workbook() {
    for words in [
        "indicators fixtures/tiny",
        "define",
        "explain fixtures/tiny --patient 9990000018",
        "check fixtures/tiny",
    ] {
        let ran = run(words).args("--format xlsx").output();
        // A check that found something exits with 1.
        assert!(matches!(ran.code(), Some(0 | 1)), "{words}");
        let mut book = opened(ran.bytes());
        let name = book.sheet_names()[0].clone();
        let sheet = book.worksheet_range(&name).expect("the sheet");
        assert!(sheet.height() > 1, "{words}");
    }
}

#[test]
fn an_empty_list_is_a_workbook_too() {
    let empty = workbook(run("shortlist fixtures/tiny --min-score 99"));
    let sheet = opened(&empty).worksheet_range("Shortlist");
    assert_eq!(sheet.expect("the sheet").height(), 1);
}
