//! Does the command line behave as documented: help, mistakes, exit codes?

use crate::support::root;
use crate::support::run::{Printed, printed, run};
use crate::support::tables::cases;

const COMMANDS: [&str; 7] = [
    "check",
    "indicators",
    "features",
    "shortlist",
    "explain",
    "define",
    "synth",
];

/// The reference of the whole command line, compared as it stands: a change of an option shows in
/// the change itself. `RXSIFT_BLESS=1 cargo test` writes it anew.
#[test]
fn the_command_line_is_as_its_reference_says() {
    let mut text = printed("--help");
    for command in COMMANDS {
        text.push_str(&format!(
            "\n---- rxsift {command}\n\n{}",
            printed(&format!("{command} --help"))
        ));
    }
    let text: String = text
        .lines()
        .flat_map(|line| [line.trim_end(), "\n"])
        .collect();
    let golden = root("fixtures/golden/command_line.txt");
    if std::env::var_os("RXSIFT_BLESS").is_some() {
        std::fs::write(&golden, &text).expect("the reference can be written");
    }
    let reference = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(
        text == reference,
        "fixtures/golden/command_line.txt differs from --help:\n{text}"
    );
}

#[test]
fn every_help_shows_examples_before_options() {
    for command in COMMANDS {
        let help = printed(&format!("{command} --help"));
        let (examples, options) = (help.find("Examples:"), help.find("Options:"));
        assert!(
            examples.is_some() && examples < options,
            "{command}:\n{help}"
        );
    }
}

#[test]
fn without_arguments_it_says_what_it_is_with_two_examples_and_the_commands() {
    let text = printed("");
    text.has_parts([
        "offline",
        "rxsift shortlist extracts/",
        "rxsift indicators extracts/",
        "Commands:",
        "define",
    ]);
}

#[test]
fn the_long_version_carries_the_intended_use() {
    assert_eq!(
        printed("--version"),
        format!("rxsift {}\n", env!("CARGO_PKG_VERSION"))
    );
    let long = printed("--version --long");
    assert!(long.contains(
        "It does not diagnose, and does not recommend starting, stopping or changing a medicine."
    ));
}

#[test]
fn a_mistyped_name_gets_the_nearest_one() {
    for [words, near] in cases(
        "shortlst x | shortlist
         define damn_2_pls | did you mean 'damn_2_plus'?
         indicators fixtures/tiny --indicator medicines_10 | did you mean 'medicines_10_plus'?
         indicators fixtures/tiny --by practce | practice",
    ) {
        run(words).fails(2).telling(near);
    }
}

#[test]
fn wrong_usage_is_2_and_unusable_input_3() {
    for [code, words] in cases(
        "2 | shortlist
         2 | shortlist fixtures/tiny --top 0
         2 | shortlist fixtures/tiny --month 13/2024
         2 | indicators fixtures/tiny --age-band old
         2 | indicators fixtures/tiny --output x.doc
         3 | indicators no/such/file.csv
         3 | indicators src/model
         3 | indicators fixtures/messy/header_only.csv
         3 | explain fixtures/tiny --patient nobody
         0 | define",
    ) {
        run(words).fails(code.parse().expect("an exit code"));
    }
}

#[test]
fn an_error_is_what_then_hints() {
    let told = run("indicators fixtures/messy/missing_column.csv")
        .fails(3)
        .told;
    assert_eq!(
        told.lines().collect::<Vec<_>>(),
        [
            "error: fixtures/messy/missing_column.csv: an items file without the column 'month'",
            "hint: is 'mnth' its month?",
            "hint: if the whole file is of one day, name it with --as-of",
            "hint: rename the header, or export it with that column",
        ]
    );
}

#[test]
fn colour_is_of_the_labels_alone_and_never_in_a_pipe_unless_it_is_asked_for() {
    let told = |colour: &str| run("shortlist no-such-file.csv").args(colour).fails(3).told;
    let always = told("--color always");
    let labels = [
        "\u{1b}[1;31merror: \u{1b}[0mno-such-file.csv",
        "\u{1b}[1;36mhint: \u{1b}[0m",
    ];
    assert!(
        labels.iter().all(|label| always.contains(label)),
        "{always:?}"
    );
    assert!(!told("--color never").contains('\u{1b}'));
    assert_eq!(told(""), told("--color never"));
}

#[test]
fn every_id_of_the_overview_can_be_looked_up() {
    let mut reader = csv::Reader::from_reader(std::io::Cursor::new(printed("define --format csv")));
    let ids: Vec<String> = reader
        .records()
        .map(|row| row.expect("sound CSV")[0].to_owned())
        .collect();
    assert!(ids.len() > 50);
    for id in [
        "medicines_10_plus",
        "falls_risk",
        "acb",
        "countable",
        "nsaid",
        "care_home",
    ] {
        assert!(ids.iter().any(|known| known == id), "{id}");
        assert!(!printed(&format!("define {id} --format table")).is_empty());
    }
}

#[test]
fn a_definition_shows_its_rule_its_source_its_mark_and_its_substances() {
    let text = printed("define damn_2_plus --format table");
    text.has_parts([
        "\"Medicines likely to cause kidney injury (DAMN)\" 2 or more",
        "Mark    published",
        "https://github.com/nhsbsa-data-analytics/care-home-prescribing-2020-2023",
        "0601022B0  Metformin hydrochloride",
        "Ramipril, Furosemide: does not count",
    ]);
    assert!(printed("define acb_6_plus --format table").contains("published; denominator: ours"));
    // 47 NSAIDs, 24 ACE inhibitors, 16 angiotensin-II receptor blockers and 11 metformins.
    assert_eq!(
        printed("define damn --format csv").lines().count(),
        1 + 47 + 24 + 16 + 11
    );
}
