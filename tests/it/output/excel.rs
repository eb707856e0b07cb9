//! Are the files for people fit for Excel and for the post room?

use crate::list::memory::{folder, ids, shortlist};
use crate::support::{failed, printed, rxsift};

#[test]
fn the_csv_for_excel_has_a_mark_and_crlf_and_no_formula() {
    let reviews = "patient_id,date,outcome,note\n9990000018,,,=HYPERLINK(1)\n";
    let folder = folder(&[("reviews.csv", reviews)]);
    let reviews = folder.path().join("reviews.csv");
    let (plain, _) = shortlist(
        &["fixtures/tiny", "--format", "csv"],
        &[("--reviews", &reviews)],
    );
    let (text, _) = shortlist(&["fixtures/tiny", "--excel"], &[("--reviews", &reviews)]);
    assert!(
        plain.contains(",=HYPERLINK(1)\n"),
        "the plain one is for machines"
    );
    let expected = format!(
        "\u{feff}{}",
        plain
            .replace(",=HYPERLINK", ",'=HYPERLINK")
            .replace('\n', "\r\n")
    );
    assert_eq!(text, expected);
    let file = folder.path().join("excel.csv");
    std::fs::write(&file, &text).expect("writable");
    let (again, _) = shortlist(&["fixtures/tiny", "--excel"], &[("--reviews", &file)]);
    assert_eq!(again, text, "read back it is a fixed point");
}

#[test]
fn excel_is_for_csv() {
    for arguments in [&["--format", "json"][..], &["--output", "x.xlsx"]] {
        let (code, told) =
            failed(&[&["shortlist", "fixtures/tiny", "--excel"], arguments].concat());
        assert!(code == Some(2) && told.contains("--excel"), "{told}");
    }
}

#[test]
fn an_invitation_names_the_person_and_the_practice_and_nothing_else() {
    let folder = folder(&[]);
    let file = folder.path().join("letters.csv");
    let (list, _) = shortlist(
        &["fixtures/tiny", "--capacity", "2", "--format", "csv"],
        &[("--invitations", &file)],
    );
    let letters = std::fs::read_to_string(&file).expect("written");
    assert_eq!(
        letters,
        "patient_id,practice_code,practice_name\n9990000018,A81001,FIRST SURGERY\n9990000026,A81001,FIRST SURGERY\n"
    );
    assert_eq!(ids(&list).len(), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = file.metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner alone");
    }
    let path = file.to_str().expect("UTF-8");
    let (code, _) = failed(&["shortlist", "fixtures/tiny", "--invitations", path]);
    assert_eq!(code, Some(2), "an existing file is kept");
}

#[test]
fn invitations_do_not_change_the_list_and_may_not_be_it() {
    let folder = folder(&[]);
    let file = folder.path().join("letters.xlsx");
    let (list, _) = shortlist(
        &["fixtures/tiny", "--format", "csv"],
        &[("--invitations", &file)],
    );
    assert_eq!(
        list,
        printed(&["-q", "shortlist", "fixtures/tiny", "--format", "csv"])
    );
    let path = folder.path().join("same.csv").display().to_string();
    let output = rxsift(&[
        "shortlist",
        "fixtures/tiny",
        "--output",
        &path,
        "--invitations",
        &path,
    ]);
    assert_eq!(output.status.code(), Some(2));
}
