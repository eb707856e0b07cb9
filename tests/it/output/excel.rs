//! Are the files for people fit for Excel and for the post room?

use crate::support::folder::{Folder, is_private};
use crate::support::run::{printed, run};
use crate::support::tables::ids;

#[test]
fn the_csv_for_excel_has_a_mark_and_crlf_and_no_formula() {
    let reviews = "patient_id,date,outcome,note\n9990000018,,,=HYPERLINK(1)\n";
    let folder = Folder::with(&[("reviews.csv", reviews)]);
    let list = |words: &str| folder.run("shortlist fixtures/tiny").args(words).prints();
    let plain = list("--format csv --reviews @reviews.csv");
    assert!(
        plain.contains(",=HYPERLINK(1)\n"),
        "the plain one is for machines"
    );
    let safe = plain.replace(",=HYPERLINK", ",'=HYPERLINK");
    let expected = format!("\u{feff}{}", safe.replace('\n', "\r\n"));
    let text = list("--excel --reviews @reviews.csv");
    assert_eq!(text, expected);
    folder.write("excel.csv", &text);
    let again = list("--excel --reviews @excel.csv");
    assert_eq!(again, text, "read back it is a fixed point");
}

#[test]
fn excel_is_for_csv() {
    for words in ["--format json", "--output x.xlsx"] {
        let run = run("shortlist fixtures/tiny --excel").args(words);
        run.fails(2).telling("--excel");
    }
}

#[test]
fn an_invitation_names_the_person_and_the_practice_and_nothing_else() {
    let folder = Folder::new();
    let list = folder
        .run("shortlist fixtures/tiny --capacity 2 --format csv --invitations @letters.csv")
        .prints();
    assert_eq!(
        folder.text("letters.csv"),
        "patient_id,practice_code,practice_name\n9990000018,A81001,FIRST SURGERY\n9990000026,A81001,FIRST SURGERY\n"
    );
    assert_eq!(ids(&list).len(), 2);
    assert!(is_private(&folder.path("letters.csv")));
    let again = folder.run("shortlist fixtures/tiny --invitations @letters.csv");
    again.fails(2);
}

#[test]
fn invitations_do_not_change_the_list_and_may_not_be_it() {
    let folder = Folder::new();
    let list = folder.run("shortlist fixtures/tiny --format csv --invitations @letters.xlsx");
    assert_eq!(
        list.prints(),
        printed("-q shortlist fixtures/tiny --format csv")
    );
    let same = folder.run("shortlist fixtures/tiny --output @same.csv --invitations @same.csv");
    same.fails(2);
}
