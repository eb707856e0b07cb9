//! Is what is wrong with a user's definitions told with its file, line and place?

use rxsift::definitions::Catalogue;
use rxsift::failure::Failure;
use rxsift::files::definition_files;

use crate::support::folder::Folder;
use crate::support::text_of;
use crate::support::user_definitions::{LOCAL, file, with};

fn refused(text: &str) -> String {
    match with(text) {
        Ok(_) => panic!("taken: {text}"),
        Err(told) => told,
    }
}

const HEAD: &str =
    "[[indicator]]\nid = \"own\"\ntitle = \"Own\"\nwhy = \"Own\"\ndirection = \"lower\"\n";

#[test]
fn a_shipped_id_cannot_be_taken_whatever_it_is_of() {
    for id in [
        "damn_2_plus",
        "damn",
        "metformin",
        "acb",
        "sex",
        "items_per_1000_x",
        "comparator_x",
    ] {
        let text = HEAD.replace("\"own\"", &format!("\"{id}\"")) + "mean_of = \"items\"\n";
        assert_eq!(
            refused(&text),
            format!(
                "own.toml:2:6: the id {id} is taken by the program; choose another\n  id = \"{id}\"\n       {}",
                "^".repeat(id.len() + 2)
            )
        );
    }
    let list = "[[list]]\nid = \"nsaid\"\ntitle = \"Mine\"\ninclude = [\"1001\"]\n";
    assert!(refused(list).contains("taken by the program"));
}

#[test]
fn a_fault_shows_its_file_line_and_place() {
    let list = "[[list]]\nid = \"own_list\"\ntitle = \"Own\"\n";
    let score = "[[score]]\nid = \"own_score\"\ntitle = \"Own\"\ntable = \"own.csv\"\nscale = \"own\"\nversion = \"1\"\n";
    for (text, expected) in [
        (
            format!("{HEAD}numerator = [{{ feature = \"medicins\", at_least = 5 }}]\n"),
            "own.toml:6:26: unknown feature medicins; did you mean medicines?\n  numerator = [{ feature = \"medicins\", at_least = 5 }]\n                           ^^^^^^^^^^",
        ),
        (
            format!("{HEAD}numeratr = []\n"),
            "own.toml:6:1: unknown key numeratr; did you mean numerator?\n  numeratr = []\n  ^^^^^^^^",
        ),
        (
            "[[indicators]]\nid = \"own\"\n".to_owned(),
            "own.toml:1:3: unknown key indicators; did you mean indicator?\n  [[indicators]]\n    ^^^^^^^^^^",
        ),
        (
            "id = \"own\"\ntitle = \"Own\n".to_owned(),
            "own.toml:2:13: invalid basic string, expected `\"`\n  title = \"Own\n              ^",
        ),
        (
            format!("{list}include = [\"1001\", \"10.01\"]\n"),
            "own.toml:4:20: list own_list: a code is 2 to 9 letters and digits and begins with a chapter\n  include = [\"1001\", \"10.01\"]\n                     ^^^^^^^",
        ),
        (
            format!("{list}include = []\n"),
            "own.toml:2:6: list own_list: include is empty\n  id = \"own_list\"\n       ^^^^^^^^^^",
        ),
        (
            format!("{list}include = [\"1001\"]\n{list}include = [\"1002\"]\n"),
            "own.toml:6:6: own_list is defined twice\n  id = \"own_list\"\n       ^^^^^^^^^^",
        ),
        (
            format!("{list}include = [\"1001\"]\nsource = {{ name = \"Us\", mark = \"ours\" }}\n"),
            "own.toml:5:32: own_list: \"ours\" is what the program's authors chose; leave it out\n  source = { name = \"Us\", mark = \"ours\" }\n                                 ^^^^^^",
        ),
        (
            score.replace("own.csv", "other.csv"),
            "own.toml:4:9: score own_score: there is no file other.csv beside this one\n  table = \"other.csv\"\n          ^^^^^^^^^^^",
        ),
        (
            score.replace("version = \"1\"\n", ""),
            "own.toml:2:6: score own_score: give its scale and its version\n  id = \"own_score\"\n       ^^^^^^^^^^^",
        ),
        (
            format!(
                "{score}[[feature]]\nid = \"own_sum\"\ntitle = \"Own\"\nsum = [\"acb\", \"own_score\"]\n"
            ),
            "own.toml:10:15: feature own_sum: acb and own_score are of different scales and cannot be added up\n  sum = [\"acb\", \"own_score\"]\n                ^^^^^^^^^^^",
        ),
        (
            format!(
                "{}[[feature]]\nid = \"own_sum\"\ntitle = \"Own\"\nsum = [\"acb\", \"own_score\"]\n",
                score.replace("\"own\"\nversion", "\"ACB of NHSBSA, 1 to 3\"\nversion")
            ),
            "own.toml:10:15: feature own_sum: acb and own_score both score a substance, which would count twice\n  sum = [\"acb\", \"own_score\"]\n                ^^^^^^^^^^^",
        ),
        (
            "[[feature]]\nid = \"Own feature\"\ntitle = \"Own\"\ncount = [\"nsaid\"]\n".to_owned(),
            "own.toml:2:6: an id is lower-case letters, digits and _\n  id = \"Own feature\"\n       ^^^^^^^^^^^^^",
        ),
        (
            format!(
                "{HEAD}mean_of = \"items\"\n[[indicator.example]]\nitems = []\nexpect = {{ A = \"counted\" }}\n"
            ),
            "own.toml:9:16: expect: true, false, a whole number or \"not counted\"\n  expect = { A = \"counted\" }\n                 ^^^^^^^^^",
        ),
    ] {
        assert_eq!(refused(&text), expected, "{text}");
    }
}

#[test]
fn a_place_is_the_value_that_is_to_blame_and_no_text_that_reads_like_it() {
    let list = "[[list]]\nid = \"own\"\ntitle = \"Own\"\ninclude = [\"1001\"]\n";
    let indicator = format!("{HEAD}mean_of = \"items\"\n");
    for (text, expected) in [
        (
            "[[feature]]\nid = \"own\"\ntitle = \"nsiad\"\ncount = [\"nsiad\"]\n".to_owned(),
            "own.toml:4:10: feature own: unknown list nsiad; did you mean nsaid?\n  count = [\"nsiad\"]\n           ^^^^^^^",
        ),
        (
            format!("{list}{indicator}{indicator}"),
            "own.toml:12:6: own is defined twice\n  id = \"own\"\n       ^^^^^",
        ),
    ] {
        assert_eq!(refused(&text), expected, "{text}");
    }
}

#[test]
fn a_row_of_a_score_table_is_told_in_its_own_file() {
    let text = "[[score]]\nid = \"own\"\ntitle = \"Own\"\ntable = \"own.csv\"\nscale = \"own\"\nversion = \"1\"\n";
    let file = file(text, "code,score\n0403010B0,two\n");
    let fault = Catalogue::shipped()
        .with(&[file])
        .map(|_| ())
        .expect_err("a fault");
    assert_eq!(
        fault.to_string(),
        "own.csv:2:1: score: points are whole numbers from 0\n  0403010B0,two\n  ^^^^^^^^^^^^^"
    );
    assert_eq!(Failure::from(fault).kind.exit_code(), 3);
}

#[test]
fn a_definition_that_is_no_text_or_has_a_byte_order_mark() {
    let text = text_of("fixtures/definitions/failing.toml");
    let folder = Folder::with(&[("own.toml", &format!("\u{feff}{text}"))]);
    let files = definition_files(&folder.path("own.toml")).expect("sound");
    assert!(Catalogue::shipped().with(&files).is_ok());
    folder.write("own.toml", b"id = \"a\"\ntitle = \"\xe9\"\n");
    let fault = definition_files(&folder.path("own.toml"))
        .map(|_| ())
        .expect_err("no UTF-8");
    assert!(
        Failure::from(fault)
            .what
            .ends_with("own.toml:2: this line is not UTF-8")
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_damage_to_a_file_stops_the_program(at in 0_usize..1600, junk in "[\\[\\]\"{}=a\u{e9}\n]{0,3}", drop in 0_usize..4) {
        let text = text_of(LOCAL);
        let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).expect("0 is one");
        let (from, to) = (floor(at), floor(at + drop));
        let damaged = format!("{}{junk}{}", &text[..from], &text[to..]);
        if let Err(fault) = Catalogue::shipped().with(&[file(&damaged, "code,score\n0403010B0,2\n")]) {
            let _ = fault.to_string();
        }
    }
}
