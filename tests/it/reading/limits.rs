//! Does a run stop where too much is lost, and does `check` tell what needs a person?

use serde_json::Value;

use crate::support::{command, failed, items_file, printed, rxsift};

/// A folder with an items file of `sound` good rows and `bad` rows whose month cannot be read.
fn extract(sound: usize, bad: usize, unmatched: usize) -> tempfile::TempDir {
    let people: Vec<String> = (0..sound + bad + unmatched)
        .map(|n| format!("p{n}"))
        .collect();
    let rows: Vec<(&str, &str)> = people
        .iter()
        .enumerate()
        .map(|(n, id)| {
            (
                id.as_str(),
                if n < unmatched {
                    "0205051ZZ"
                } else {
                    "0205051R0"
                },
            )
        })
        .collect();
    let mut lines: Vec<String> = items_file(&rows).lines().map(str::to_owned).collect();
    for line in lines.iter_mut().rev().take(bad) {
        *line = line.replace("2024-03", "soon");
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("items.csv"), lines.join("\n") + "\n")
        .expect("the folder takes files");
    folder
}

fn run(folder: &tempfile::TempDir, more: &[&str]) -> (Option<i32>, String) {
    let output = command(&["indicators", "--by", "all"])
        .arg(folder.path())
        .args(more)
        .output();
    let output = output.expect("the program starts");
    (
        output.status.code(),
        String::from_utf8(output.stderr).expect("UTF-8"),
    )
}

#[test]
fn exactly_one_percent_rejected_passes_and_more_stops() {
    assert_eq!(run(&extract(99, 1, 0), &[]).0, Some(0));
    let folder = extract(98, 2, 0);
    let (code, told) = run(&folder, &[]);
    assert_eq!(code, Some(3));
    assert!(
        told.contains(
            "2 of 100 rows (2.0 %) have to be rejected; most: not a month (first at line 100)"
        ),
        "{told}"
    );
    assert_eq!(run(&folder, &["--max-rejected", "2%"]).0, Some(0));
}

#[test]
fn exactly_two_percent_unmatched_passes_and_more_stops() {
    assert_eq!(run(&extract(98, 0, 2), &[]).0, Some(0));
    let folder = extract(97, 0, 3);
    let (code, told) = run(&folder, &[]);
    assert_eq!(code, Some(3));
    assert!(
        told.contains("3 of 100 items (3.0 %) have no known substance"),
        "{told}"
    );
    assert_eq!(run(&folder, &["--max-unmatched", "3"]).0, Some(0));
}

#[test]
fn nothing_is_written_when_a_limit_stops_the_run_but_the_rejects() {
    let folder = extract(1, 1, 0);
    let (file, rejects) = (
        folder.path().join("figures.csv"),
        folder.path().join("rejects.csv"),
    );
    let input = folder.path().join("items.csv");
    let run = command(&["-q", "indicators"])
        .arg(input)
        .arg("--output")
        .arg(&file)
        .arg("--rejects")
        .arg(&rejects)
        .output();
    assert_eq!(run.expect("the program starts").status.code(), Some(3));
    assert!(!file.exists());
    let text = std::fs::read_to_string(&rejects).expect("the places and reasons are written");
    let rows: Vec<&str> = text
        .lines()
        .map(|line| line.split_once(".csv,").map_or(line, |(_, rest)| rest))
        .collect();
    assert_eq!(
        rows,
        [
            "file,line,column,effect,reason",
            "3,month,rejected,not a month"
        ]
    );
}

#[test]
fn a_clean_extract_checks_with_0_a_doubtful_one_with_1_an_unusable_one_with_3() {
    let code = |arguments: &[&str]| rxsift(arguments).status.code();
    assert_eq!(
        code(&[
            "check",
            "fixtures/tiny/items.csv",
            "fixtures/layouts/icb_warehouse.csv"
        ]),
        Some(1),
        "mixed ids"
    );
    assert_eq!(
        code(&["check", "fixtures/layouts/icb_warehouse.csv"]),
        Some(0)
    );
    assert_eq!(code(&["check", "fixtures/messy/bad_sex.csv"]), Some(1));
    assert_eq!(
        code(&["check", "fixtures/messy/bad_bnf_code.csv"]),
        Some(3),
        "half the rows are lost"
    );
    assert_eq!(code(&["check", "fixtures/messy/unknown_kind.csv"]), Some(3));
}

#[test]
fn check_tells_kind_columns_rows_and_matching() {
    let text = printed(&[
        "-q",
        "check",
        "fixtures/layouts/icb_warehouse.csv",
        "--format",
        "csv",
    ]);
    for line in [
        "fact,fixtures/layouts/icb_warehouse.csv,kind,,items",
        "fact,fixtures/layouts/icb_warehouse.csv,ids,,pseudonyms",
        "fact,fixtures/layouts/icb_warehouse.csv,column,bnf_code,'PAIDBNFCODE'",
        "fact,fixtures/layouts/icb_warehouse.csv,rows,read,2",
        "fact,fixtures/layouts/icb_warehouse.csv,rows,used,2",
        "fact,,months,2024-03 to 2024-03,1",
        "fact,,practices,,1",
        "fact,,people,,2",
        "fact,,matched,BNF code,3 items in 2 rows",
    ] {
        assert!(
            text.lines().any(|printed| printed == line),
            "{line} is missing:\n{text}"
        );
    }
    let json: Value = serde_json::from_str(&printed(&[
        "-q",
        "check",
        "fixtures/layouts/icb_warehouse.csv",
        "--format",
        "json",
    ]))
    .expect("sound JSON");
    assert_eq!(json["rows"][0]["topic"], "kind");
}

#[test]
fn check_finds_gaps_jumps_overlaps_and_unknown_practices() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("the folder takes files")
    };
    let header = "patient_id,practice_code,month,bnf_code\n";
    let row =
        |id: usize, practice: &str, month: &str| format!("p{id},{practice},{month},0205051R0\n");
    let january: String = (0..4).map(|id| row(id, "A81001", "2024-01")).collect();
    // 4 patients, then 6: half as many again. March is missing. A row of January stands in both files.
    let february: String = (0..6).map(|id| row(id, "A81001", "2024-02")).collect();
    write("a.csv", &format!("{header}{january}"));
    write(
        "b.csv",
        &format!(
            "{header}{}{february}{}",
            row(0, "A81001", "2024-01"),
            row(0, "A81009", "2024-04")
        ),
    );
    write("map.csv", "practice_code,pcn_code\nA81001,U10001\n");
    let output = command(&["-q", "check", "--format", "csv"])
        .arg(folder.path())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for part in [
        "share 1 rows word for word",
        "no items in 2024-03 of the series",
        "practice A81001 goes from 4 to 6 patients with items in 2024-02",
        "practices that the organisations file does not have: A81009",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}

#[test]
fn a_change_of_exactly_thirty_percent_is_no_jump() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = "patient_id,practice_code,month,bnf_code\n".to_owned();
    for (month, people) in [("2024-01", 10), ("2024-02", 13), ("2024-03", 17)] {
        for id in 0..people {
            text.push_str(&format!("p{id},A81001,{month},0205051R0\n"));
        }
    }
    std::fs::write(folder.path().join("items.csv"), text).expect("the folder takes files");
    let output = command(&["-q", "check", "--format", "csv"])
        .arg(folder.path())
        .output()
        .expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        !text.contains("2024-02\n") && text.contains("from 13 to 17"),
        "{text}"
    );
}

#[test]
fn an_as_that_is_no_kind_is_wrong_usage() {
    let (code, told) = failed(&["check", "--as", "prescriptions=x.csv"]);
    assert_eq!(code, Some(2));
    assert!(
        told.contains("kinds are organisations, patients, items"),
        "{told}"
    );
}

#[test]
fn check_finds_comparators_that_do_not_nest() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("the folder takes files")
    };
    // 5 people on 15 or more, 6 on 20 or more: impossible. The second practice is sound.
    write(
        "published.csv",
        "practice_code,month,comparator,numerator,denominator\n\
         A81001,2024-03,15 or more unique medicines,5,100\nA81001,2024-03,20 or more unique medicines,6,100\n\
         A81002,2024-03,15 or more unique medicines,5,100\nA81002,2024-03,20 or more unique medicines,5,100\n",
    );
    write("acb_6_plus.csv", "NHS Number\n9990000018\n");
    write("acb_9_plus.csv", "NHS Number\n9990000018\n9990000026\n");
    let output = command(&["-q", "check", "--format", "csv"])
        .arg(folder.path())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        text.contains("that do not nest (more people at a higher threshold): 1 of 2 series"),
        "{text}"
    );
    assert!(
        text.contains("1 people of the list acb_9_plus are not on acb_6_plus"),
        "{text}"
    );
}
