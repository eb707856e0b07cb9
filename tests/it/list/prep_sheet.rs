//! Is the prep sheet right? What `explain` says of a person, worked by hand.

use serde_json::{Value, json};

use crate::support::folder::{Folder, is_private};
use crate::support::readings::items_file;
use crate::support::run::{Printed, Run, printed, run};

const TINY: &str = "explain -q fixtures/tiny --patient 9990000018";

fn as_json(words: &str) -> Value {
    run(words).args("--format json").json()
}

fn as_table(run: Run, columns: &str) -> String {
    let run = run.args("--format table").env("COLUMNS", columns);
    run.prints()
}

/// Patient 9990000018 of `fixtures/tiny` in March 2024. NHSBSA scores furosemide 1, amitriptyline
/// and oxybutynin 3: 7 in all. Naproxen (NSAID) and ramipril (ACE inhibitor) are likely to cause
/// kidney injury; all but naproxen and the antibiotic raise the risk of falling; amoxicillin is of
/// chapter 5, which does not count; at 79 the NSAID has no ulcer-healing medicine beside it.
#[test]
fn every_medicine_has_its_chapter_its_points_and_what_it_stands_behind() {
    let sheet = as_json(TINY);
    let medicine =
        |chapter: &str, title: &str, code: &str, name: &str, rest: (&str, u64, &[&str])| {
            let (counts, acb_points, flags) = rest;
            json!({
                "bnf_chapter": chapter, "chapter_title": title, "bnf_code": code, "medicine": name,
                "counts": counts, "acb_points": acb_points, "flags": flags,
            })
        };
    let heart = "Cardiovascular System";
    let expected = json!([
        medicine(
            "02",
            heart,
            "0202020L0",
            "Furosemide",
            ("yes", 1, &["acb_6_plus", "falls_risk_3_plus"])
        ),
        medicine(
            "02",
            heart,
            "0205051R0",
            "Ramipril",
            (
                "yes",
                0,
                &["damn_2_plus", "nsaid_with_damn", "falls_risk_3_plus"]
            )
        ),
        medicine(
            "04",
            "Central Nervous System",
            "0403010B0",
            "Amitriptyline Hydrochloride",
            ("yes", 3, &["acb_6_plus", "falls_risk_3_plus"])
        ),
        medicine(
            "05",
            "Infections",
            "0501013B0",
            "Amoxicillin",
            ("no", 0, &[])
        ),
        medicine(
            "07",
            "Obstetrics,Gynae+Urinary Tract Disorders",
            "0704020J0",
            "Oxybutynin",
            ("yes", 3, &["acb_6_plus", "falls_risk_3_plus"])
        ),
        medicine(
            "10",
            "Musculoskeletal & Joint Diseases",
            "1001010P0",
            "Naproxen",
            (
                "yes",
                0,
                &[
                    "damn_2_plus",
                    "nsaid_with_damn",
                    "nsaid_65_plus_unprotected"
                ]
            )
        ),
    ]);
    assert_eq!(sheet["medicines"], expected);
    assert_eq!(
        sheet["person"],
        json!([{
            "patient_id": "9990000018", "practice_code": "A81001", "practice_name": "FIRST SURGERY",
            "pcn_code": "U10001", "age": 79, "sex": "female", "score": 5, "medicines": 5,
            "acb_score": 7, "data_month": "2024-03",
        }])
    );
}

#[test]
fn the_points_add_up_to_the_score_and_the_score_of_medicines_to_theirs() {
    let list = printed("-q shortlist fixtures/pcn --top 8 --format jsonl");
    let ids = list
        .lines()
        .map(|line| -> Value { serde_json::from_str(line).expect("sound JSON") });
    let ids: Vec<String> = ids
        .map(|row| row["patient_id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(ids.len(), 8);
    for patient in &ids {
        let sheet = as_json(&format!("explain fixtures/pcn --patient {patient} -q"));
        let sum = |rows: &Value, of: &str| -> u64 {
            let rows = rows.as_array().expect("rows").iter();
            rows.map(|row| row[of].as_u64().expect("a number")).sum()
        };
        let person = &sheet["person"][0];
        assert_eq!(person["score"], sum(&sheet["rows"], "points"), "{patient}");
        assert_eq!(
            person["acb_score"],
            sum(&sheet["medicines"], "acb_points"),
            "{patient}"
        );
        let medicines = sheet["medicines"].as_array().expect("rows").iter();
        let counted = medicines.filter(|row| row["counts"] == "yes").count();
        assert_eq!(person["medicines"], counted, "{patient}");
    }
    let policy = "[[criterion]]\nid = \"damn_2_plus\"\npoints = 4\n\n\
        [[criterion]]\nid = \"acb_6_plus\"\npoints = 2\n";
    let weighed = run(TINY)
        .args("--policy @policy.toml")
        .file("policy.toml", policy);
    assert!(as_table(weighed, "100").contains("\n4 + 2 = score 6\n"));
}

#[test]
fn a_terminal_shows_one_line_a_chapter_and_one_table_of_medicines() {
    let expected = "\
Patient ..018, practice A81001 FIRST SURGERY, age 79, female, 2024-03
Score 5, 5 medicines, anticholinergic score 7

Medicines by BNF chapter
  medicine                     counts  ACB  flags
02 Cardiovascular System
  Furosemide                   yes       1  acb_6_plus, falls_risk_3_plus
  Ramipril                     yes          damn_2_plus, nsaid_with_damn, falls_risk_3_plus
04 Central Nervous System
  Amitriptyline Hydrochloride  yes       3  acb_6_plus, falls_risk_3_plus
05 Infections
  Amoxicillin                  no
07 Obstetrics,Gynae+Urinary Tract Disorders
  Oxybutynin                   yes       3  acb_6_plus, falls_risk_3_plus
10 Musculoskeletal & Joint Diseases
  Naproxen                     yes          damn_2_plus, nsaid_with_damn,
                                            nsaid_65_plus_unprotected
";
    let table = as_table(run(TINY), "100");
    assert!(table.starts_with(expected), "{table}");
    table.has_parts([
        "\nReasons\n",
        "\n1 + 1 + 1 + 1 + 1 = score 5\n",
        "\nCriteria not met\n",
        "Anticholinergic burden score 7 (needs 9 or more)",
        "\nNot assessable\n",
        "needs a diagnosis of asthma",
        "\nNearest thresholds not reached\n",
        "\nQuestions to ask\n",
        "\nOutcome of the review\n",
        "\nsnooze_until  ____________",
        "\nContains patient data. ",
    ]);
    assert!(!table.contains("9990000018"));
    let whole = as_table(run(TINY).args("--show-ids"), "100");
    assert!(whole.starts_with("Patient 9990000018, "));
}

#[test]
fn forty_columns_are_enough_and_break_no_word() {
    let narrow = as_table(run(TINY), "40");
    for line in narrow.lines() {
        let alone = !line.trim().contains(' ');
        assert!(line.chars().count() <= 40 || alone, "{line:?} is too long");
    }
    let words = |text: &str| -> Vec<String> {
        let words = text
            .split_whitespace()
            .map(|word| word.trim_matches([',', ':', ';']));
        words.map(str::to_owned).collect()
    };
    let narrow = words(&narrow);
    for id in [
        "nsaid_65_plus_unprotected",
        "anticoagulant_with_antiplatelet_unprotected",
    ] {
        assert!(narrow.iter().any(|word| word == id), "{id} is broken");
    }
}

#[test]
fn all_thresholds_that_are_equally_near_are_named() {
    // Nine medicines, one short of ten; oxybutynin 3 and two of 1: 5, one short of 6.
    let nine = [
        "0704020J0AAABAB",
        "0202020L0AAABAB",
        "0208020V0AAAAAA",
        "0212000Y0AAADAD",
        "0407010H0AAAMAM",
        "0301011R0AAAPAP",
        "0602010V0AABYBY",
        "0906040G0AAAAAA",
        "0103050P0AAAAAA",
    ];
    let items = items_file(&nine.map(|code| ("9990000018", code)));
    let criterion = |id: &str| format!("[[criterion]]\nid = \"{id}\"\npoints = 1\n\n");
    let both: String = [
        "medicines_10_plus",
        "medicines_15_plus",
        "acb_6_plus",
        "acb_9_plus",
    ]
    .iter()
    .map(|id| criterion(id))
    .collect();
    let far = criterion("medicines_20_plus") + &criterion("medicines_15_plus");
    let nearest = |policy: &str| {
        let sheet = run("explain -q @items.csv --patient 9990000018 --policy @policy.toml")
            .args("--format json")
            .file("items.csv", &items)
            .file("policy.toml", policy)
            .json();
        let rows = sheet["nearest_thresholds"].as_array().expect("rows").iter();
        rows.map(|row| format!("{} {}", row["criterion"], row["short_by"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        nearest(&both),
        ["\"medicines_10_plus\" 1", "\"acb_6_plus\" 1"]
    );
    // Where none is one short, the nearest: 15 - 9 = 6 comes before 20 - 9 = 11.
    assert_eq!(nearest(&far), ["\"medicines_15_plus\" 6"]);
}

#[test]
fn what_is_not_assessable_says_what_it_would_need() {
    let sheet = as_json(TINY);
    let rows = sheet["rows"].as_array().expect("rows").iter();
    let open: Vec<_> = rows
        .filter(|row| row["outcome"] == "not assessable")
        .collect();
    // Care home and frailty without a patients file; nine of PINCER.
    assert_eq!(open.len(), 11);
    for row in open {
        let reason = row["reason"].as_str().unwrap_or_default();
        assert!(
            reason.starts_with("needs ") || reason.contains("does not say"),
            "{row}"
        );
    }
}

#[test]
fn markdown_is_a_title_and_a_table_for_each_part() {
    let page = run(TINY).args("--format markdown").prints();
    page.has_parts([
        "## Patient 9990000018, practice A81001 FIRST SURGERY, age 79, female, 2024-03\n",
        "\n### Medicines by BNF chapter\n\n| chapter | medicine | counts | ACB | flags |\n",
        "\n| 04 Central Nervous System | Amitriptyline Hydrochloride | yes | 3 | acb_6_plus, falls_risk_3_plus |\n",
        "\n### Nearest thresholds not reached\n\n| short by | criterion | title |\n",
        "\n| 1 | dependence_2_categories | ",
        "\n| status | _",
    ]);
}

#[test]
fn two_runs_are_the_same_bytes_and_files_are_for_their_owner() {
    for name in ["sheet.html", "sheet.htm", "sheet.md", "sheet.json"] {
        let folder = Folder::new();
        let write = |threads: &str| {
            let run = run(TINY).within(&folder).args("--force --threads");
            run.args(threads)
                .args(&format!("--output @{name}"))
                .passes();
            assert!(is_private(&folder.path(name)), "{name}");
            folder.bytes(name)
        };
        let first = write("1");
        assert_eq!(first, write("4"), "{name}");
        assert_eq!(
            first.starts_with(b"<!DOCTYPE html>"),
            name.contains(".htm"),
            "{name}"
        );
    }
}

#[test]
fn other_commands_have_no_page_and_say_which_has() {
    let folder = Folder::new();
    for words in [
        "shortlist fixtures/tiny --format html",
        "shortlist fixtures/tiny --invitations @list.html",
        "indicators fixtures/tiny --output @list.html",
        "check fixtures/tiny --format html",
        "define --format html",
        "define damn_2_plus --output @list.html",
    ] {
        folder
            .run(words)
            .fails(2)
            .telling("'rxsift explain FILES --patient ID --output sheet.html'");
    }
    assert_eq!(folder.names(), [""; 0]);
}
