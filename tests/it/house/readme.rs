//! Does the README tell the truth? Its console examples are run as they stand.

use crate::support::run::{Printed, printed};
use crate::support::{root, text_of};

#[test]
fn the_examples_of_the_readme_print_what_it_says() {
    trycmd::TestCases::new()
        .register_bin(
            "rxsift",
            trycmd::schema::Bin::Path(env!("CARGO_BIN_EXE_rxsift").into()),
        )
        .default_bin_path(env!("CARGO_BIN_EXE_rxsift"))
        .case("README.md");
}

#[test]
fn the_first_screen_says_what_it_is_for_whom_and_what_it_does_not_do() {
    let readme = text_of("README.md");
    let screen: Vec<&str> = readme.lines().take(40).collect();
    let screen = screen.join(" ");
    screen.has_parts([
        "cargo run --release -- shortlist fixtures/pcn",
        "cargo test",
        "PCN pharmacists",
        "It does not diagnose, and does not recommend starting, stopping or changing a medicine.",
    ]);
}

/// What stands between the two marks of the README is what the program says of its definitions.
#[test]
fn the_indicators_of_the_readme_are_those_of_the_program() {
    const BEGIN: &str = "<!-- indicators: written by RXSIFT_BLESS=1 cargo test readme -->\n";
    const END: &str = "<!-- /indicators -->";
    let path = root("README.md");
    let readme = std::fs::read_to_string(&path).expect("the README is there");
    let (before, rest) = readme.split_once(BEGIN).expect("the first mark");
    let (_, after) = rest.split_once(END).expect("the second mark");
    let page = printed("define --format markdown");
    let (indicators, _) = page.split_once("### Item rates\n").expect("rates follow");
    let expected = format!("{before}{BEGIN}\n{indicators}{END}{after}");
    if std::env::var_os("RXSIFT_BLESS").is_some() {
        std::fs::write(&path, &expected).expect("the README can be written");
        return;
    }
    assert!(
        readme == expected,
        "the README's indicators are not the program's: RXSIFT_BLESS=1 cargo test readme"
    );
}
