//! Does a run stop where too much is lost, and does `check` tell what needs a person?

use crate::support::folder::Folder;
use crate::support::readings::items_file;
use crate::support::run::{Printed, Run, printed, run};
use crate::support::tables::columns;

/// A run over an items file of `sound` good rows and `bad` rows whose month cannot be read.
fn indicators(sound: usize, bad: usize, unmatched: usize) -> Run {
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
    run("-q indicators @items.csv --by all").file("items.csv", lines.join("\n") + "\n")
}

#[test]
fn exactly_one_percent_rejected_passes_and_more_stops() {
    indicators(99, 1, 0).passes();
    indicators(98, 2, 0).fails(3).telling(
        "2 of 100 rows (2.0 %) have to be rejected; most: not a month (first at line 100)",
    );
    indicators(98, 2, 0).args("--max-rejected 2%").passes();
}

#[test]
fn exactly_two_percent_unmatched_passes_and_more_stops() {
    indicators(98, 0, 2).passes();
    indicators(97, 0, 3)
        .fails(3)
        .telling("3 of 100 items (3.0 %) have no known substance");
    indicators(97, 0, 3).args("--max-unmatched 3").passes();
}

#[test]
fn nothing_is_written_when_a_limit_stops_the_run_but_the_rejects() {
    let folder = Folder::with(&[(
        "items.csv",
        "patient_id,practice_code,month,bnf_code\np,A81001,2024-03,0205051R0\np,A81001,soon,0205051R0\n",
    )]);
    folder
        .run("-q indicators @items.csv --output @figures.csv --rejects @rejects.csv")
        .fails(3);
    assert_eq!(folder.names(), ["items.csv", "rejects.csv"]);
    let rejects = folder.text("rejects.csv");
    let rows = columns(&rejects, [1, 2, 3, 4]);
    assert_eq!(rows, [["3", "month", "rejected", "not a month"]]);
    assert!(rejects.starts_with("file,line,column,effect,reason\n"));
}

#[test]
fn a_clean_extract_checks_with_0_a_doubtful_one_with_1_an_unusable_one_with_3() {
    let check = |files: &str| run("check").args(files);
    let mixed_ids = "fixtures/tiny/items.csv fixtures/layouts/icb_warehouse.csv";
    check(mixed_ids).fails(1);
    check("fixtures/layouts/icb_warehouse.csv").passes();
    check("fixtures/messy/bad_sex.csv").fails(1);
    // Half the rows are lost.
    check("fixtures/messy/bad_bnf_code.csv").fails(3);
    check("fixtures/messy/unknown_kind.csv").fails(3);
}

#[test]
fn check_tells_kind_columns_rows_and_matching() {
    let text = printed("-q check fixtures/layouts/icb_warehouse.csv --format csv");
    text.has_lines([
        "fact,fixtures/layouts/icb_warehouse.csv,kind,,items",
        "fact,fixtures/layouts/icb_warehouse.csv,ids,,pseudonyms",
        "fact,fixtures/layouts/icb_warehouse.csv,column,bnf_code,'PAIDBNFCODE'",
        "fact,fixtures/layouts/icb_warehouse.csv,rows,read,2",
        "fact,fixtures/layouts/icb_warehouse.csv,rows,used,2",
        "fact,,months,2024-03 to 2024-03,1",
        "fact,,practices,,1",
        "fact,,people,,2",
        "fact,,matched,BNF code,3 items in 2 rows",
    ]);
    let json = run("-q check fixtures/layouts/icb_warehouse.csv --format json").json();
    assert_eq!(json["rows"][0]["topic"], "kind");
}

#[test]
fn check_finds_gaps_jumps_overlaps_and_unknown_practices() {
    let header = "patient_id,practice_code,month,bnf_code\n";
    let row =
        |id: usize, practice: &str, month: &str| format!("p{id},{practice},{month},0205051R0\n");
    let january: String = (0..4).map(|id| row(id, "A81001", "2024-01")).collect();
    // 4 patients, then 6: half as many again. March is missing. A row of January stands in both files.
    let february: String = (0..6).map(|id| row(id, "A81001", "2024-02")).collect();
    let again = row(0, "A81001", "2024-01") + &february + &row(0, "A81009", "2024-04");
    let text = run("-q check @ --format csv")
        .file("a.csv", format!("{header}{january}"))
        .file("b.csv", format!("{header}{again}"))
        .file("map.csv", "practice_code,pcn_code\nA81001,U10001\n")
        .fails(1)
        .text();
    text.has_parts([
        "share 1 rows word for word",
        "no items in 2024-03 of the series",
        "practice A81001 goes from 4 to 6 patients with items in 2024-02",
        "practices that the organisations file does not have: A81009",
    ]);
}

#[test]
fn a_change_of_exactly_thirty_percent_is_no_jump() {
    let mut text = "patient_id,practice_code,month,bnf_code\n".to_owned();
    for (month, people) in [("2024-01", 10), ("2024-02", 13), ("2024-03", 17)] {
        for id in 0..people {
            text.push_str(&format!("p{id},A81001,{month},0205051R0\n"));
        }
    }
    let run = run("-q check @items.csv --format csv").file("items.csv", text);
    let text = run.output().text();
    assert!(
        !text.contains("2024-02\n") && text.contains("from 13 to 17"),
        "{text}"
    );
}

#[test]
fn an_as_that_is_no_kind_is_wrong_usage() {
    run("check --as prescriptions=x.csv")
        .fails(2)
        .telling("kinds are organisations, patients, items");
}

#[test]
fn check_finds_comparators_that_do_not_nest() {
    // 5 people on 15 or more, 6 on 20 or more: impossible. The second practice is sound.
    let published = "practice_code,month,comparator,numerator,denominator\n\
         A81001,2024-03,15 or more unique medicines,5,100\nA81001,2024-03,20 or more unique medicines,6,100\n\
         A81002,2024-03,15 or more unique medicines,5,100\nA81002,2024-03,20 or more unique medicines,5,100\n";
    run("-q check @ --format csv")
        .file("published.csv", published)
        .file("acb_6_plus.csv", "NHS Number\n9990000018\n")
        .file("acb_9_plus.csv", "NHS Number\n9990000018\n9990000026\n")
        .fails(1)
        .printing("that do not nest (more people at a higher threshold): 1 of 2 series")
        .printing("1 people of the list acb_9_plus are not on acb_6_plus");
}
