//! Does the README tell the truth? Its console examples are run as they stand.

use crate::support::root;

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
    let readme = std::fs::read_to_string(root("README.md")).expect("the README is there");
    let screen: Vec<&str> = readme.lines().take(40).collect();
    let screen = screen.join(" ");
    for part in [
        "cargo run --release -- shortlist fixtures/pcn",
        "cargo test",
        "PCN pharmacists",
        "It does not diagnose, and does not recommend starting, stopping or changing a medicine.",
    ] {
        assert!(
            screen.contains(part),
            "the first forty lines do not say: {part}"
        );
    }
}
