//! Is the table of patient-months what is counted, in every format, and the same on every run?

use std::collections::BTreeMap;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use rxsift::definitions::{Catalogue, Condition, Indicator};
use serde_json::Value;

use crate::support::folder::{Folder, is_private};
use crate::support::readings::items_file;
use crate::support::run::{printed, run};
use crate::support::tables::cases;

/// A row by the names of its columns; what is nothing is an empty text.
type Row = BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().expect("a header").clone();
    let row = |row: csv::StringRecord| {
        let cells = names.iter().zip(row.iter());
        let cells = cells.map(|(name, cell)| (name.to_owned(), cell.to_owned()));
        cells.collect()
    };
    let records = reader.records();
    records
        .map(|record| row(record.expect("sound CSV")))
        .collect()
}

/// The row of a person in a month.
fn row_of<'a>(rows: &'a [Row], id: &str, month: &str) -> &'a Row {
    let mut found = rows
        .iter()
        .filter(|row| row["patient_id"] == id && row["month"] == month);
    let row = found.next().expect("the person has the month");
    assert!(found.next().is_none(), "once");
    row
}

/// The workings stand in `fixtures/README.md`.
#[test]
fn four_people_have_the_numbers_worked_out_by_hand() {
    let rows = rows(&printed("-q features fixtures/tiny"));
    assert_eq!(rows.len(), 5, "four in March, one of them in February too");
    for [id, column, expected] in cases(
        "9990000018 | practice_code | A81001
         9990000018 | age | 79
         9990000018 | sex | female
         9990000018 | items | 8
         9990000018 | medicines | 5
         9990000018 | acb_score | 7
         9990000018 | damn | 2
         9990000018 | falls_risk | 4
         9990000018 | dependence_categories | 1
         9990000018 | acb_6_plus | true
         9990000018 | acb_9_plus | false
         9990000018 | damn_2_plus | true
         9990000018 | nsaid_with_damn | true
         9990000018 | falls_risk_3_plus | true
         9990000018 | nsaid_65_plus_unprotected | true
         9990000018 | dependence_2_categories | false
         9990000018 | medicines_10_plus | false
         9990000018 | unresolved | 0
         9990000026 | medicines | 2
         9990000026 | anticoagulant_antiplatelet_2_plus | true
         9990000026 | anticoagulant_with_antiplatelet_unprotected | true
         9990000034 | medicines | 3
         9990000034 | anticoagulant_with_antiplatelet_unprotected | false
         9990000042 | medicines | 1",
    ) {
        assert_eq!(
            row_of(&rows, id, "2024-03-01")[column],
            expected,
            "{id} {column}"
        );
    }
    let february = row_of(&rows, "9990000018", "2024-02-01");
    assert_eq!((&*february["medicines"], &*february["damn"]), ("1", "1"));
}

#[test]
fn whoever_is_in_no_denominator_or_not_known_is_neither_met_nor_not_met() {
    let rows = rows(&printed("-q features fixtures/tiny --month 2024-03"));
    // Amlodipine alone: no NSAID and no DAMN, but everybody can be at risk of falling.
    let amlodipine = row_of(&rows, "9990000042", "2024-03-01");
    for [column, expected] in [
        ["nsaid_with_damn", ""],
        ["damn_2_plus", ""],
        ["falls_risk_3_plus", "false"],
        // Nobody says so, and no prescription does.
        ["care_home", ""],
        ["severe_frailty", ""],
        ["lithium_unmonitored", ""],
        ["opioid_ome", ""],
    ] {
        assert_eq!(amlodipine[column], expected, "{column}");
    }
}

#[test]
fn what_the_patients_file_says_stands_beside_the_numbers() {
    let text = run("-q features @items.csv @patients.csv")
        .file("items.csv", items_file(&[("a", "0205051R0"), ("b", "0205051R0")]))
        .file(
            "patients.csv",
            "patient_id,practice_code,date_of_birth,sex,imd_decile,care_home,frailty,end_of_life,last_review_date,language\n\
             a,A81002,1944-03-31,male,3,yes,severe,no,2023-11-05,Polish\n",
        )
        .prints();
    let rows = rows(&text);
    let (a, b) = (
        row_of(&rows, "a", "2024-03-01"),
        row_of(&rows, "b", "2024-03-01"),
    );
    for [column, of_a, of_b] in cases(
        "practice_code | A81002 | A81001
         age | 80 |
         sex | male |
         imd_decile | 3 |
         care_home | true |
         severe_frailty | true |
         end_of_life | false |
         last_review | 2023-11-05 |
         language | Polish |
         medicines | 1 | 1",
    ) {
        assert_eq!((&*a[column], &*b[column]), (of_a, of_b), "{column}");
    }
}

#[test]
fn medicines_that_no_table_knows_are_counted() {
    // A code is one medicine however many rows it has.
    let codes = [
        ("a", "0205051ZZ"),
        ("a", "0205051ZZ"),
        ("a", "0501999Z0"),
        ("b", "0205051R0"),
    ];
    let by_code = run("-q features @items.csv --max-unmatched 100")
        .file("items.csv", items_file(&codes))
        .prints();
    let names = "patient_id,practice_code,month,medicine\n\
                 a,A81001,2024-03,Zzyzx forte tablets\na,A81001,2024-03,Qwrt cream\n\
                 b,A81001,2024-03,Ramipril 5mg capsules\n";
    let by_name = run("-q features @items.csv --max-unmatched 100")
        .file("items.csv", names)
        .prints();
    for text in [by_code, by_name] {
        let rows = rows(&text);
        let count = |id| row_of(&rows, id, "2024-03-01")["unresolved"].clone();
        assert_eq!((&*count("a"), &*count("b")), ("2", "0"));
    }
}

#[test]
fn columns_are_chosen_and_put_in_order() {
    let words = "-q features fixtures/tiny --month 2024-02 --columns medicines,patient_id,month,damn_2_plus";
    assert_eq!(
        printed(words),
        "medicines,patient_id,month,damn_2_plus\n1,9990000018,2024-02-01,false\n"
    );
    let json = run(words).args("--format jsonl").json();
    let expected =
        r#"{"medicines":1,"patient_id":"9990000018","month":"2024-02-01","damn_2_plus":false}"#;
    assert_eq!(json.to_string(), expected);
}

#[test]
fn a_filter_keeps_whom_it_holds_for_and_tells_of_whom_it_is_not_known() {
    let text = printed(
        "-q features fixtures/tiny --month 2024-03 --columns patient_id --where 'age >= 65'",
    );
    let mut ids: Vec<&str> = text.lines().skip(1).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["9990000018", "9990000034"]);
    let nobody = run("features @items.csv --columns age --where 'age >= 65'")
        .file("items.csv", items_file(&[("a", "0205051R0")]))
        .passes()
        .telling("1 patient-month left out, because a fact that --where asks for is not known");
    assert_eq!(nobody.text(), "age\n");
}

#[test]
fn what_cannot_be_written_is_told_before_anything_is_read() {
    for [words, told] in cases(
        "--columns medicins | did you mean 'medicines'?
         --columns medicines,age,medicines | names 'medicines' twice
         --format parquet | name one with --output months.parquet
         --output @months.xlsx | end it in .parquet, .csv or .jsonl
         --output @items.csv | exists already
         --month 2024-13 | a month is written 2024-03",
    ) {
        let ran = run("features no/such/file")
            .args(words)
            .file("items.csv", "");
        ran.fails(2).telling(told);
    }
    run("features fixtures/tiny --month 2023-01")
        .fails(3)
        .telling("the extract has no items in 2023-01");
    run("features fixtures/groups/epd_202403.csv").fails(3);
}

/// Rows of a Parquet file in the words of the CSV, and what the file says of itself.
fn parquet_rows(bytes: Vec<u8>) -> (Vec<Row>, BTreeMap<String, String>, usize) {
    let file = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("a Parquet file");
    let text = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Bool(answer) => answer.to_string(),
        Field::Long(whole) => whole.to_string(),
        Field::Str(text) => text.clone(),
        Field::Date(days) => {
            let day = chrono::NaiveDate::default() + chrono::TimeDelta::days((*days).into());
            day.to_string()
        }
        other => panic!("no such type is written: {other:?}"),
    };
    let rows = file.get_row_iter(None).expect("rows").map(|row| {
        let row = row.expect("a sound row");
        let cells = row.get_column_iter();
        cells
            .map(|(name, cell)| (name.clone(), text(cell)))
            .collect()
    });
    let rows = rows.collect();
    let metadata = file.metadata();
    let said = metadata.file_metadata().key_value_metadata();
    let said = said.into_iter().flatten();
    let said = said.map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default()));
    (rows, said.collect(), metadata.num_row_groups())
}

#[test]
fn parquet_has_the_rows_of_the_csv_for_its_owner_alone_and_says_what_it_is() {
    let folder = Folder::new();
    let words = "-q features fixtures/pcn --where 'age >= 40' --output @months.parquet";
    folder.run(words).passes();
    assert!(is_private(&folder.path("months.parquet")));
    assert_eq!(folder.names(), ["months.parquet"]);
    let (found, said, _) = parquet_rows(folder.bytes("months.parquet"));
    let expected = rows(&printed("-q features fixtures/pcn --where 'age >= 40'"));
    assert!(expected.len() > 1000);
    assert_eq!(found, expected);
    assert_eq!(said["contains"], "patient data");
    let manifest: Value = serde_json::from_str(&said["rxsift"]).expect("sound JSON");
    assert_eq!(manifest["command"], "features");
    assert_eq!(manifest["options"]["where"], "age >= 40");
    let hashed = manifest["inputs"].as_array().expect("inputs").iter();
    let hashed = hashed.filter(|input| input["sha256"].as_str().is_some_and(|h| h.len() == 64));
    assert_eq!(hashed.count(), 3);
}

#[test]
fn threads_and_the_order_of_rows_leave_no_trace() {
    let folder = Folder::new();
    // Enough for several row groups.
    folder
        .run("-q synth --patients 14000 --months 3 --seed 4 --output @made")
        .passes();
    let text = folder.text("made/items.csv");
    let (header, lines) = text.split_once('\n').expect("a header");
    let backwards: Vec<&str> = lines.lines().rev().collect();
    folder.write("items.csv", format!("{header}\n{}\n", backwards.join("\n")));
    let bytes = |name: &str, items: &str, threads: &str| {
        let columns = "--columns patient_id,month,age,sex,care_home,medicines,damn_2_plus";
        let run = folder.run("-q features @made/patients.csv").args(items);
        let run = run.args(columns).args("--threads").args(threads);
        run.args("--force --output").args(name).passes();
        folder.bytes(&name[1..])
    };
    let packed = bytes("@months.parquet", "@made/items.csv", "1");
    assert!(packed == bytes("@months.parquet", "@made/items.csv", "4"));
    let expected = bytes("@months.csv", "@made/items.csv", "4");
    assert!(
        expected == bytes("@months.csv", "@items.csv", "2"),
        "reversed rows"
    );
    let (found, _, groups) = parquet_rows(packed);
    assert!(groups > 1 && found.len() > 30_000, "{groups} groups");
    assert!(found == rows(&String::from_utf8(expected).expect("UTF-8")));
    // A person's months stand together, the earliest first.
    let mut ids: Vec<&str> = Vec::new();
    for months in found.chunk_by(|a, b| a["patient_id"] == b["patient_id"]) {
        assert!(months.is_sorted_by(|a, b| a["month"] < b["month"]));
        ids.push(&months[0]["patient_id"]);
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

/// Whether a condition of a definition holds of a row.
fn holds(condition: &Condition, row: &Row) -> bool {
    let Ok(value) = row[&condition.feature].parse::<u32>() else {
        return false;
    };
    condition.at_least.is_none_or(|least| value >= least)
        && condition.at_most.is_none_or(|most| value <= most)
}

/// What a row adds to the numerator of an indicator; `None` outside its denominator.
fn adds(indicator: &Indicator, row: &Row) -> Option<u64> {
    match &indicator.mean_of {
        None => match &*row[&indicator.id] {
            "" => None,
            answer => Some(u64::from(answer == "true")),
        },
        Some(feature) => {
            let inside = indicator.denominator.iter().all(|one| holds(one, row));
            inside.then(|| row[feature].parse().ok()).flatten()
        }
    }
}

#[test]
fn the_figures_of_indicators_can_be_computed_from_the_table() {
    let table = rows(&printed("-q features fixtures/pcn"));
    let figures = rows(&printed(
        "-q indicators fixtures/pcn --by all,practice --include experimental --format csv",
    ));
    let mut compared = 0;
    for figure in figures.iter().filter(|figure| figure["status"] == "ok") {
        let indicator = Catalogue::shipped().indicator(&figure["indicator"]);
        let indicator = indicator.expect("one of ours");
        let of_group = table.iter().filter(|row| {
            row["month"] == format!("{}-01", figure["period"])
                && (figure["level"] == "all" || row["practice_code"] == figure["code"])
        });
        let added: Vec<u64> = of_group.filter_map(|row| adds(indicator, row)).collect();
        let expected = [&figure["numerator"], &figure["denominator"]];
        let computed = [added.iter().sum::<u64>(), added.len() as u64].map(|n| n.to_string());
        assert_eq!([&computed[0], &computed[1]], expected, "{figure:?}");
        compared += 1;
    }
    // Three months of six practices and all, and at least twenty indicators.
    assert!(compared >= 3 * 7 * 20, "{compared}");
}
