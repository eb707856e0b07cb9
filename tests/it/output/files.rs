//! Are outputs what they are documented to be: columns, versions, whole files or none?

use serde_json::Value;

use crate::support::{command, failed, printed, rxsift};

#[test]
fn indicators_have_the_documented_columns() {
    let text = printed(&[
        "-q",
        "indicators",
        "fixtures/tiny",
        "--indicator",
        "medicines_mean",
        "--by",
        "practice",
    ]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "indicator,period,level,code,name,breakdown,band,numerator,denominator,value,lower,upper,unit,status,because",
            "medicines_mean,2024-02,practice,A81001,FIRST SURGERY,all,all,1,1,1,,,mean,ok,",
            // March: 5 and 2 medicines in the first practice, 3 and 1 in the second.
            "medicines_mean,2024-03,practice,A81001,FIRST SURGERY,all,all,7,2,3.5,,,mean,ok,",
            "medicines_mean,2024-03,practice,A81002,SECOND SURGERY,all,all,4,2,2,,,mean,ok,",
        ]
    );
}

#[test]
fn an_empty_denominator_is_empty_and_a_band_without_ages_is_not_assessable() {
    let nobody = printed(&[
        "-q",
        "indicators",
        "fixtures/tiny",
        "--indicator",
        "nsaid_with_damn",
        "--by",
        "practice",
    ]);
    assert!(nobody.contains(
        "nsaid_with_damn,2024-03,practice,A81002,SECOND SURGERY,all,all,0,0,,,,percent,ok"
    ));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("items.csv");
    std::fs::write(&file, crate::support::items_file(&[("a", "0205051R0")]))
        .expect("the folder takes files");
    let output = command(&[
        "-q",
        "indicators",
        "--age-band",
        "all,75+",
        "--indicator",
        "medicines_mean",
        "--by",
        "all",
    ])
    .arg(&file)
    .output();
    let text = String::from_utf8(output.expect("the program starts").stdout).expect("UTF-8");
    assert!(
        text.contains("medicines_mean,2024-03,all,all,,all,all,1,1,1,,,mean,ok,"),
        "{text}"
    );
    assert!(text.contains("medicines_mean,2024-03,all,all,,age,75+,,,,,,mean,not assessable,no age or date of birth"), "{text}");
}

#[test]
fn json_names_its_versions_inputs_and_tables() {
    let text = printed(&["-q", "shortlist", "fixtures/tiny", "--format", "json"]);
    let json: Value = serde_json::from_str(&text).expect("sound JSON");
    assert_eq!(json["schema_version"], 1);
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
    let text = printed(&[
        "-q",
        "indicators",
        "fixtures/tiny",
        "--format",
        "jsonl",
        "--by",
        "all",
    ]);
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("sound JSON"))
        .collect();
    assert_eq!(rows.len(), 2 * 23, "two months of 23 comparators");
    assert_eq!(rows[0]["indicator"], "medicines_mean");
}

#[test]
fn explain_tells_met_not_met_and_not_assessable() {
    let text = printed(&[
        "-q",
        "explain",
        "fixtures/tiny",
        "--patient",
        "999 000 0018",
        "--format",
        "json",
    ]);
    let json: Value = serde_json::from_str(&text).expect("sound JSON");
    let outcome = |id: &str| {
        let rows = json["rows"].as_array().expect("rows").iter();
        let row = rows
            .clone()
            .find(|row| row["criterion"] == id)
            .expect("a criterion");
        (
            row["outcome"].as_str().unwrap_or_default().to_owned(),
            row["value"].as_u64(),
            row["threshold"].as_u64(),
        )
    };
    assert_eq!(outcome("acb_6_plus"), ("met".to_owned(), Some(7), Some(6)));
    assert_eq!(
        outcome("acb_9_plus"),
        ("not met".to_owned(), Some(7), Some(9))
    );
    assert_eq!(
        outcome("care_home"),
        ("not assessable".to_owned(), None, Some(1))
    );
}

#[test]
fn a_file_is_written_whole_and_an_existing_one_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("figures.json");
    let write = |more: &[&str]| {
        let run = command(&["-q", "indicators", "fixtures/tiny", "--output"])
            .arg(&file)
            .args(more)
            .output();
        run.expect("the program starts")
    };
    assert!(write(&[]).status.success());
    let first = std::fs::read(&file).expect("the file is there");
    serde_json::from_slice::<Value>(&first).expect("the ending decides the format");
    let second = write(&[]);
    assert_eq!(second.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&second.stderr).contains("exists already"));
    assert!(write(&["--force"]).status.success());
    assert_eq!(std::fs::read(&file).expect("the file is there"), first);
    assert_eq!(
        folder.path().read_dir().expect("the folder").count(),
        1,
        "no temporary file is left"
    );
}

#[test]
fn nothing_is_written_when_the_input_cannot_be_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("list.csv");
    let run = command(&["shortlist", "fixtures/messy/blank_ids.csv", "--output"])
        .arg(&file)
        .output();
    assert_eq!(run.expect("the program starts").status.code(), Some(3));
    assert_eq!(folder.path().read_dir().expect("the folder").count(), 0);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::Stdio;
    let mut child = command(&["-q", "define", "falls_risk"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    assert!(child.wait().expect("the program ends").success());
}

#[test]
fn quiet_says_nothing_and_otherwise_the_arithmetic_of_rows_is_told() {
    assert_eq!(rxsift(&["-q", "shortlist", "fixtures/tiny"]).stderr, b"");
    let told = String::from_utf8(rxsift(&["shortlist", "fixtures/messy/bad_bnf_code.csv"]).stderr)
        .expect("UTF-8");
    assert!(
        told.contains("items, 2 rows = 1 used + 1 rejected + 0 excluded"),
        "{told}"
    );
    assert!(
        told.contains("1 row rejected: not a BNF code (first at line 3, column 'bnf_code')"),
        "{told}"
    );
}

#[test]
fn an_unknown_level_or_month_is_told_with_a_way_out() {
    let (code, told) = failed(&["indicators", "fixtures/tiny/items.csv", "--by", "pcn"]);
    assert_eq!(code, Some(3));
    assert!(
        told.contains("no file says which pcn a practice belongs to"),
        "{told}"
    );
    let (code, told) = failed(&["shortlist", "fixtures/tiny", "--month", "2023-01"]);
    assert_eq!(code, Some(3));
    assert!(
        told.contains("its months run from 2024-02 to 2024-03"),
        "{told}"
    );
}

#[test]
fn people_of_whom_a_fact_is_not_known_are_in_neither_part_of_a_fraction() {
    // Care home: one yes, one no, two unknown. Half of those known, not a quarter of all.
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("the folder takes files")
    };
    let rows: Vec<(&str, &str)> = ["a", "b", "c", "d"].map(|id| (id, "0205051R0")).into();
    write("items.csv", &crate::support::items_file(&rows));
    write("people.csv", "patient_id,care_home\na,yes\nb,no\nc,\n");
    let output = command(&[
        "-q",
        "indicators",
        "--indicator",
        "care_home",
        "--by",
        "all",
        "--format",
        "csv",
    ])
    .arg(folder.path())
    .output();
    let text = String::from_utf8(output.expect("the program starts").stdout).expect("UTF-8");
    assert!(
        text.contains("care_home,2024-03,all,all,,all,all,1,2,50,"),
        "{text}"
    );
}

#[test]
fn one_file_cannot_be_the_output_and_the_rejects() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.csv");
    let run = command(&["shortlist", "fixtures/tiny", "--output"])
        .arg(&file)
        .arg("--rejects")
        .arg(&file)
        .output();
    assert_eq!(run.expect("the program starts").status.code(), Some(2));
    assert!(!file.exists());
}

#[test]
fn a_list_for_reading_in_a_file_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("list.txt");
    let run = command(&["-q", "shortlist", "fixtures/pcn", "--output"])
        .arg(&file)
        .status();
    assert!(run.expect("the program starts").success());
    let text = std::fs::read_to_string(&file).expect("the file is there");
    assert!(
        text.matches("99900").count() > 300,
        "everyone, by their whole ids"
    );
}

#[test]
fn a_definition_in_json_has_its_rule_and_source_and_a_list_its_codes() {
    let text = printed(&["define", "gabapentinoid", "--format", "json"]);
    for part in [
        "BNF codes that begin with",
        "0407030AD",
        "is added from the substance table",
        "dependence-forming-medicines",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    assert!(
        printed(&["define", "medicines_10_plus"]).contains("01, 02, 03, 04, 06, 07, 08, 09, 10")
    );
    assert!(printed(&["define", "items_per_1000_nsaid"]).contains("per 1,000"));
}

#[test]
fn experimental_figures_are_given_on_request_alone_and_say_so() {
    let run = |more: &[&str]| {
        let fixed = [
            "-q",
            "indicators",
            "fixtures/tiny",
            "--by",
            "all",
            "--format",
            "json",
        ];
        let text = printed(&[&fixed, more].concat());
        serde_json::from_str::<Value>(&text).expect("sound JSON")
    };
    let ids = |json: &Value| -> Vec<String> {
        let rows = json["rows"].as_array().expect("rows");
        rows.iter()
            .map(|row| row["indicator"].as_str().expect("an id").to_owned())
            .collect()
    };
    let text = |json: &Value| json["text"].to_string();
    let usual = run(&[]);
    assert!(!ids(&usual).contains(&"analgesics_2_plus".to_owned()));
    assert!(text(&usual).contains("ours: acb_mean") && !text(&usual).contains("experimental"));
    let all = run(&["--include", "experimental"]);
    assert!(ids(&all).contains(&"analgesics_2_plus".to_owned()));
    assert!(text(&all).contains("experimental: analgesics_2_plus, analgesics_3_plus"));
    let one = run(&["--indicator", "hypotensives_2_plus"]);
    assert!(text(&one).contains("experimental: hypotensives_2_plus"));
}
