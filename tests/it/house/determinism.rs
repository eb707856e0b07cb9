//! Same inputs, same bytes: on any number of threads, in any order of rows and files.

use crate::support::folder::Folder;
use crate::support::text_of;

const RUNS: [&str; 4] = [
    "indicators --by all,pcn,practice --age-band all,75+ --format csv",
    "indicators --period all --format jsonl",
    "shortlist --format csv",
    "shortlist --format jsonl --top 50",
];

#[test]
fn threads_and_row_order_leave_no_trace() {
    let folder = Folder::new();
    for name in ["items.csv", "organisations.csv", "patients.csv"] {
        let text = text_of(&format!("fixtures/pcn/{name}"));
        let (header, rows) = text.split_once('\n').expect("a header");
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.reverse();
        folder.write(name, format!("{header}\n{}\n", rows.join("\n")));
    }
    let files = "fixtures/pcn/items.csv fixtures/pcn/organisations.csv fixtures/pcn/patients.csv";
    let backwards = "@patients.csv @organisations.csv @items.csv";
    for words in RUNS {
        let bytes = |files: &str, threads: &str| {
            let run = folder.run(words).args("-q").args(files);
            let ran = run.args("--threads").args(threads).passes();
            ran.bytes().to_vec()
        };
        let expected = bytes(files, "1");
        assert!(!expected.is_empty());
        assert_eq!(bytes(files, "4"), expected, "{words} on four threads");
        assert_eq!(
            bytes(backwards, "2"),
            expected,
            "{words} on reversed rows and files"
        );
    }
}
