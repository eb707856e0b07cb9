//! Does a filter take in whom it says, and say what is wrong with it where it is wrong?

use std::collections::BTreeMap;

use proptest::prelude::*;
use rxsift::definitions::{Catalogue, Filter};
use rxsift::engine::{Fact, Name, filter_holds};
use rxsift::failure::Failure;
use rxsift::model::{Level, Month, Sex};

const COLUMNS: [&str; 3] = ["federation", "Locality name", "list size"];

fn parse(text: &str) -> Result<Filter, String> {
    let columns = COLUMNS.map(str::to_owned);
    Filter::parse(text, Catalogue::shipped(), &columns).map_err(|fault| fault.to_string())
}

/// One made-up person: 75 years, 10 medicines, one DAMN; nothing is known of the care home.
fn fact(name: Name<'_>) -> Option<Fact> {
    let features = BTreeMap::from([
        ("age", 75),
        ("medicines", 10),
        ("damn", 1),
        ("severe_frailty", 0),
    ]);
    let text = |text: &str| Some(Fact::Text(text.to_owned()));
    match name {
        Name::Feature(id) => features.get(id).map(|value| Fact::Whole(*value)),
        Name::Sex => Some(Fact::Sex(Sex::Female)),
        Name::Group(Level::Practice) => text("A81001"),
        Name::Group(Level::Pcn) => text("U10000"),
        Name::Group(_) => None,
        Name::ImdDecile => Some(Fact::Whole(3)),
        Name::Month => Month::new(2024, 3).map(Fact::Month),
        Name::Column("federation") => text("North & South"),
        Name::Column("list size") => text("8000"),
        Name::Column(_) => text(" "),
    }
}

fn holds(text: &str) -> Option<bool> {
    let filter = parse(text).unwrap_or_else(|fault| panic!("{fault}"));
    filter_holds(&filter, &fact)
}

#[test]
fn each_kind_of_name_is_compared_as_what_it_is() {
    for (text, expected) in [
        ("medicines >= 10", true),
        ("medicines > 10", false),
        ("medicines < 10", false),
        ("medicines <= 10", true),
        ("medicines != 10", false),
        ("medicines in (9, 10)", true),
        ("MEDICINES>=10 and Age>=75", true),
        ("medicines >= 10 AND age > 75", false),
        ("age_band = 75+", true),
        ("age_band = 65-74", false),
        ("age_band IN (65-74, 75-84)", true),
        ("age_band != 65-74", true),
        ("age_band = all", true),
        ("sex = f", true),
        ("sex IN (male, indeterminate)", false),
        ("practice = a81001", true),
        ("pcn != U10000", false),
        // Deciles 3 and 4 are the second quintile.
        ("imd_decile = 3", true),
        ("imd_quintile = 2", true),
        ("imd_quintile < 2", false),
        ("month = 2024-03", true),
        ("month >= 'Apr 2024'", false),
        ("severe_frailty = no", true),
        ("damn_2_plus = no", true),
        ("damn_2_plus = yes", false),
        ("medicines_10_plus = true", true),
        ("federation = \"north & south\"", true),
        ("'federation' = 'North'", false),
        ("\"List Size\" >= 7999.5", true),
        ("\"list size\" = 8000.0", true),
        // In quotation marks it is text, and 8000.0 is another text.
        ("\"list size\" = \"8000.0\"", false),
        ("federation = 8000", false),
        ("federation != 8000", true),
    ] {
        assert_eq!(holds(text), Some(expected), "{text}");
    }
}

#[test]
fn what_is_not_known_decides_nothing_unless_something_else_does() {
    for (text, expected) in [
        ("care_home = yes", None),
        ("care_home != yes", None),
        ("icb = QX1", None),
        ("\"locality name\" = North", None),
        ("\"locality name\" != North", None),
        ("federation > 1", None),
        ("nsaid_with_damn = yes", None),
        ("care_home = yes AND medicines >= 10", None),
        ("care_home = yes AND medicines > 10", Some(false)),
        ("medicines > 10 AND care_home = yes", Some(false)),
        ("care_home IN (yes)", None),
    ] {
        let answer = parse(text).map(|filter| filter_holds(&filter, &fact));
        let refused = text.contains("care_home IN");
        assert_eq!(answer.is_err(), refused, "{text}");
        assert_eq!(answer.ok().flatten(), expected, "{text}");
    }
}

#[test]
fn a_filter_names_its_free_columns_as_the_caller_wrote_them() {
    let filter = parse("FEDERATION = a AND age > 3 AND 'locality NAME' = b AND federation != c");
    let columns = filter.as_ref().map(Filter::columns);
    assert_eq!(columns, Ok(vec!["federation", "Locality name"]));
}

#[test]
fn a_fault_shows_its_place_and_the_nearest_name() {
    for (text, what, marks) in [
        ("", "a name is expected here, such as medicines", "^"),
        (
            "age >= 75 AND medicins > 9",
            "this is no name that is known; did you mean 'medicines'?",
            "              ^^^^^^^^",
        ),
        ("age = old", "a whole number is expected here", "      ^^^"),
        ("age = 7.5", "a whole number is expected here", "      ^^^"),
        (
            "care_home = maybe",
            "yes or no is expected here",
            "            ^^^^^",
        ),
        (
            "care_home > no",
            "this is yes or no: = or != is expected here",
            "          ^",
        ),
        (
            "age_band = 74-65",
            "an age band runs from the lower age to the higher",
            "           ^^^^^",
        ),
        (
            "age_band = old",
            "an age band is all, 65+ or 65-74",
            "           ^^^",
        ),
        (
            "age_band >= 75+",
            "this has no order: =, != or IN is expected here",
            "         ^^",
        ),
        (
            "sex = unknown",
            "female, male or indeterminate is expected here",
            "      ^^^^^^^",
        ),
        (
            "imd_decile = 11",
            "a decile is 1 (most deprived) to 10",
            "             ^^",
        ),
        (
            "imd_quintile = 0",
            "a quintile is 1 (most deprived) to 5",
            "               ^",
        ),
        (
            "month = 2024-13",
            "a month is written 2024-03",
            "        ^^^^^^^",
        ),
        (
            "medicines_mean = yes",
            "nobody meets a mean: compare the feature it is of",
            "^^^^^^^^^^^^^^",
        ),
        (
            "federation < north",
            "a number is expected here",
            "             ^^^^^",
        ),
        (
            "age 75",
            "=, !=, <, <=, >, >= or IN is expected here",
            "    ^^",
        ),
        (
            "age !75",
            "the comparisons are =, !=, <, <=, > and >=",
            "    ^",
        ),
        ("age >=", "a value is expected here", "      ^"),
        (
            "age >= 75 AND",
            "a name is expected here, such as medicines",
            "             ^",
        ),
        (
            "age >= 75 or age < 3",
            "only AND joins comparisons; IN takes several values of one name",
            "          ^^",
        ),
        (
            "federation = North South",
            "AND is expected here, or the end; text with blanks stands in quotation marks",
            "                   ^^^^^",
        ),
        (
            "age in 75",
            "IN is followed by values in brackets: IN (a, b)",
            "       ^^",
        ),
        ("age in (75", "a comma or ) is expected here", "          ^"),
        (
            "federation = \"Nörth",
            "this quotation mark is never closed",
            "             ^^^^^^",
        ),
    ] {
        assert_eq!(
            parse(text).map(|_| ()),
            Err(format!("{what}\n  {text}\n  {marks}"))
        );
    }
}

#[test]
fn a_faulty_filter_is_wrong_usage() {
    let fault = Filter::parse("age = old", Catalogue::shipped(), &[]).expect_err("a fault");
    let failure = Failure::from(fault);
    assert_eq!(failure.kind.exit_code(), 2);
    assert_eq!(
        failure.what,
        "--where: a whole number is expected here\n  age = old\n        ^^^"
    );
}

/// Comparisons that can be read, of every kind.
fn comparison() -> impl Strategy<Value = String> {
    let op = proptest::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let number = (
        proptest::sample::select(vec!["age", "medicines", "acb_score", "items"]),
        op.clone(),
        0_u32..120,
    )
        .prop_map(|(name, op, value)| format!("{name} {op} {value}"));
    let yes = proptest::sample::select(vec![
        "care_home = yes",
        "damn_2_plus != no",
        "severe_frailty=no",
    ]);
    let band = proptest::sample::select(vec![
        "age_band = 75+",
        "age_band in (0-17,85+)",
        "sex != male",
    ]);
    let text = (
        proptest::sample::select(vec!["federation", "\"Locality name\"", "practice", "icb"]),
        "[^\u{0}]{1,6}",
    )
        .prop_filter("a code is not blank", |(_, text)| !text.trim().is_empty())
        .prop_map(|(name, text)| format!("{name} = \"{}\"", text.replace('"', "\"\"")));
    let cell = (op, -1000_i32..1000, 0_u32..100)
        .prop_map(|(op, whole, part)| format!("'list size' {op} {whole}.{part}"));
    prop_oneof![
        number,
        yes.prop_map(str::to_owned),
        band.prop_map(str::to_owned),
        text,
        cell
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_stops_the_program(text in "\\PC{0,40}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_almost_filter_stops_the_program(parts in proptest::collection::vec(
        proptest::sample::select(vec!["age", "medicines", "=", ">=", "!", "(", ")", ",", "IN", "AND", "\"", "'", "75", "75+", "é", " "]), 0..12)) {
        if let Ok(filter) = parse(&parts.concat()) {
            let _ = filter_holds(&filter, &fact);
        }
    }

    #[test]
    fn the_order_of_comparisons_does_not_matter(one in comparison(), other in comparison()) {
        prop_assert_eq!(holds(&format!("{one} AND {other}")), holds(&format!("{other} AND {one}")));
    }

    #[test]
    fn a_filter_reads_back_as_it_is_written(parts in proptest::collection::vec(comparison(), 1..4)) {
        let filter = parse(&parts.join(" AND ")).expect("sound");
        prop_assert_eq!(parse(&filter.to_string()), Ok(filter));
    }
}
