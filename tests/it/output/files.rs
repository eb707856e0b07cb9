//! Are outputs what they are documented to be: columns, versions, whole files or none?

use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::readings::items_file;
use crate::support::run::{Printed, printed, run};
use crate::support::tables::texts_of;

#[test]
fn indicators_have_the_documented_columns() {
    let text = printed("-q indicators fixtures/tiny --indicator medicines_mean --by practice");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "indicator,period,period_start,level,code,name,breakdown,band,numerator,denominator,value,lower,upper,unit,status,because",
            "medicines_mean,2024-02,2024-02-01,practice,A81001,FIRST SURGERY,all,all,1,1,1,,,mean,ok,",
            // March: 5 and 2 medicines in the first practice, 3 and 1 in the second.
            "medicines_mean,2024-03,2024-03-01,practice,A81001,FIRST SURGERY,all,all,7,2,3.5,,,mean,ok,",
            "medicines_mean,2024-03,2024-03-01,practice,A81002,SECOND SURGERY,all,all,4,2,2,,,mean,ok,",
        ]
    );
}

#[test]
fn an_empty_denominator_is_empty_and_a_band_without_ages_is_not_assessable() {
    let nobody = printed("-q indicators fixtures/tiny --indicator nsaid_with_damn --by practice");
    assert!(nobody.contains(
        "nsaid_with_damn,2024-03,2024-03-01,practice,A81002,SECOND SURGERY,all,all,0,0,,,,percent,ok"
    ));
    let text = run("-q indicators @items.csv --age-band all,75+ --by all")
        .args("--indicator medicines_mean")
        .file("items.csv", items_file(&[("a", "0205051R0")]))
        .prints();
    text.has_parts([
        "medicines_mean,2024-03,2024-03-01,all,all,,all,all,1,1,1,,,mean,ok,",
        "medicines_mean,2024-03,2024-03-01,all,all,,age,75+,,,,,,mean,not assessable,no age or date of birth",
    ]);
}

#[test]
fn json_names_its_versions_inputs_and_tables() {
    let json = run("-q shortlist fixtures/tiny --format json").json();
    assert_eq!(json["schema_version"], 2);
    assert_eq!(json["tool"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(json["definitions_version"], "1");
    let items = &json["inputs"][0];
    assert_eq!(
        (items["kind"].as_str(), items["rows"].as_u64()),
        (Some("items"), Some(14))
    );
    // sha256sum fixtures/tiny/items.csv
    assert_eq!(
        items["sha256"],
        "7b11810e118c36ac978f57add125f6b24a3e45aff359e16a1f2782dcd864c6af"
    );
    let tables: Vec<&String> = json["reference_tables"]
        .as_object()
        .expect("tables")
        .keys()
        .collect();
    assert_eq!(
        tables,
        [
            "acb.csv",
            "chapters.csv",
            "item_frequencies.csv",
            "lists.toml",
            "moves.csv",
            "opioid_ingredients.csv",
            "opioid_ome.csv",
            "scores.toml",
            "substances.csv"
        ]
    );
    let reason = &json["rows"][0]["reasons"][0];
    assert_eq!(
        (reason["criterion"].as_str(), reason["points"].as_u64()),
        (Some("acb_6_plus"), Some(1))
    );
    assert_eq!(
        (reason["value"].as_u64(), reason["threshold"].as_u64()),
        (Some(7), Some(6))
    );
    assert_eq!(reason["medicines"][0], "Amitriptyline Hydrochloride");
    assert_eq!(json["rows"][0]["status"], Value::Null);
}

#[test]
fn json_lines_are_the_rows_alone() {
    let text = printed("-q indicators fixtures/tiny --format jsonl --by all");
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("sound JSON"))
        .collect();
    assert_eq!(rows.len(), 2 * 23, "two months of 23 comparators");
    assert_eq!(rows[0]["indicator"], "medicines_mean");
}

#[test]
fn explain_tells_met_not_met_and_not_assessable() {
    let json = run("-q explain fixtures/tiny --patient '999 000 0018' --format json").json();
    let outcome = |id: &str| {
        let mut rows = json["rows"].as_array().expect("rows").iter();
        let row = rows.find(|row| row["criterion"] == id);
        let row = row.expect("a criterion");
        let [outcome, value, threshold] = ["outcome", "value", "threshold"].map(|of| &row[of]);
        format!("{outcome} {value} {threshold}")
    };
    assert_eq!(outcome("acb_6_plus"), "\"met\" 7 6");
    assert_eq!(outcome("acb_9_plus"), "\"not met\" 7 9");
    assert_eq!(outcome("care_home"), "\"not assessable\" null 1");
}

#[test]
fn a_file_is_written_whole_and_an_existing_one_is_kept() {
    let folder = Folder::new();
    let write = |more: &str| {
        let run = folder.run("-q indicators fixtures/tiny --output @figures.json");
        run.args(more)
    };
    write("").passes();
    let first = folder.bytes("figures.json");
    serde_json::from_slice::<Value>(&first).expect("the ending decides the format");
    write("").fails(2).telling("exists already");
    write("--force").passes();
    assert_eq!(folder.bytes("figures.json"), first);
    assert_eq!(
        folder.names(),
        ["figures.json"],
        "no temporary file is left"
    );
}

#[test]
fn nothing_is_written_when_the_input_cannot_be_used() {
    let folder = Folder::new();
    let run = folder.run("shortlist fixtures/messy/blank_ids.csv --output @list.csv");
    run.fails(3);
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::Stdio;
    let mut child = run("-q define falls_risk")
        .command()
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    assert!(child.wait().expect("the program ends").success());
}

#[test]
fn quiet_says_nothing_and_otherwise_the_arithmetic_of_rows_is_told() {
    assert_eq!(run("-q shortlist fixtures/tiny").output().told, "");
    run("shortlist fixtures/messy/bad_bnf_code.csv")
        .output()
        .telling("items, 2 rows = 1 used + 1 rejected + 0 excluded")
        .telling("1 row rejected: not a BNF code (first at line 3, column 'bnf_code')");
}

#[test]
fn an_unknown_level_or_month_is_told_with_a_way_out() {
    run("indicators fixtures/tiny/items.csv --by pcn")
        .fails(3)
        .telling("no file says which pcn a practice belongs to");
    run("shortlist fixtures/tiny --month 2023-01")
        .fails(3)
        .telling("its months run from 2024-02 to 2024-03");
}

#[test]
fn people_of_whom_a_fact_is_not_known_are_in_neither_part_of_a_fraction() {
    // Care home: one yes, one no, two unknown. Half of those known, not a quarter of all.
    let rows = ["a", "b", "c", "d"].map(|id| (id, "0205051R0"));
    run("-q indicators @ --indicator care_home --by all --format csv")
        .file("items.csv", items_file(&rows))
        .file("people.csv", "patient_id,care_home\na,yes\nb,no\nc,\n")
        .passes()
        .printing("care_home,2024-03,2024-03-01,all,all,,all,all,1,2,50,");
}

#[test]
fn one_file_cannot_be_the_output_and_the_rejects() {
    let folder = Folder::new();
    let run = folder.run("shortlist fixtures/tiny --output @a.csv --rejects @a.csv");
    run.fails(2);
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_list_for_reading_in_a_file_is_whole() {
    let folder = Folder::new();
    let run = folder.run("-q shortlist fixtures/pcn --output @list.txt");
    run.passes();
    assert!(
        folder.text("list.txt").matches("99900").count() > 300,
        "everyone, by their whole ids"
    );
}

#[test]
fn a_definition_in_json_has_its_rule_and_source_and_a_list_its_codes() {
    let text = printed("define gabapentinoid --format json");
    text.has_parts([
        "BNF codes that begin with",
        "0407030AD",
        "is added from the substance table",
        "dependence-forming-medicines",
    ]);
    assert!(printed("define medicines_10_plus").contains("01, 02, 03, 04, 06, 07, 08, 09, 10"));
    assert!(printed("define items_per_1000_nsaid").contains("per 1,000"));
}

#[test]
fn experimental_figures_are_given_on_request_alone_and_say_so() {
    let run = |more: &str| {
        let run = run("-q indicators fixtures/tiny --by all --format json").args(more);
        run.json()
    };
    let ids = |json: &Value| texts_of(&json["rows"], "indicator");
    let text = |json: &Value| json["text"].to_string();
    let usual = run("");
    assert!(!ids(&usual).contains(&"analgesics_2_plus".to_owned()));
    assert!(text(&usual).contains("ours: acb_mean") && !text(&usual).contains("experimental"));
    let all = run("--include experimental");
    assert!(ids(&all).contains(&"analgesics_2_plus".to_owned()));
    assert!(text(&all).contains("experimental: analgesics_2_plus, analgesics_3_plus"));
    let one = run("--indicator hypotensives_2_plus");
    assert!(text(&one).contains("experimental: hypotensives_2_plus"));
}
