//! Same inputs, same bytes: on any number of threads, in any order of rows and files.

use crate::support::{command, root};

const RUNS: [&[&str]; 4] = [
    &[
        "indicators",
        "--by",
        "all,pcn,practice",
        "--age-band",
        "all,75+",
        "--format",
        "csv",
    ],
    &["indicators", "--period", "all", "--format", "jsonl"],
    &["shortlist", "--format", "csv"],
    &["shortlist", "--format", "jsonl", "--top", "50"],
];

fn run(arguments: &[&str], files: &[std::path::PathBuf], threads: &str) -> Vec<u8> {
    let output = command(&["-q"])
        .args(arguments)
        .args(files)
        .args(["--threads", threads])
        .output();
    let output = output.expect("the program starts");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

#[test]
fn threads_and_row_order_leave_no_trace() {
    let names = ["items.csv", "organisations.csv", "patients.csv"];
    let files = names.map(|name| root("fixtures/pcn").join(name));
    let folder = tempfile::tempdir().expect("a folder");
    let reversed = names.map(|name| {
        let text =
            std::fs::read_to_string(root("fixtures/pcn").join(name)).expect("the fixture is there");
        let (header, rows) = text.split_once('\n').expect("a header");
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.reverse();
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{header}\n{}\n", rows.join("\n")))
            .expect("the folder takes files");
        path
    });
    let mut backwards = reversed.clone();
    backwards.reverse();
    for arguments in RUNS {
        let expected = run(arguments, &files, "1");
        assert!(!expected.is_empty());
        assert_eq!(
            run(arguments, &files, "4"),
            expected,
            "{arguments:?} on four threads"
        );
        assert_eq!(
            run(arguments, &backwards, "2"),
            expected,
            "{arguments:?} on reversed rows and files"
        );
    }
}
