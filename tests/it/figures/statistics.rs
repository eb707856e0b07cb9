//! Do the statistics give the known answers?

use rxsift::stats::{Z_95, wilson_interval};

use crate::support::root;

/// Normal quantile of a two-sided 99.8 % interval.
const Z_998: f64 = 3.090_232_306_167_813;

#[test]
fn wilson_intervals_match_the_known_answers() {
    let mut reader =
        csv::Reader::from_path(root("fixtures/oracle/wilson.csv")).expect("the fixture is there");
    let mut checked = 0;
    for record in reader.records() {
        let record = record.expect("the fixture is sound");
        let number = |at: usize| record[at].parse::<f64>().expect("a number");
        let (x, n) = (
            record[0].parse().expect("a count"),
            record[1].parse().expect("a count"),
        );
        let z = if &record[2] == "0.95" { Z_95 } else { Z_998 };
        let (lower, upper) = wilson_interval(x, n, z).expect("an interval");
        assert!(
            (lower - number(3)).abs() < 1e-12 && (upper - number(4)).abs() < 1e-12,
            "{x} of {n}"
        );
        checked += 1;
    }
    assert_eq!(checked, 13);
}

#[test]
fn nobody_and_everybody_are_exact_and_nothing_of_nothing_has_no_interval() {
    assert_eq!(
        wilson_interval(0, 10, Z_95).map(|(lower, _)| lower),
        Some(0.0)
    );
    assert_eq!(
        wilson_interval(10, 10, Z_95).map(|(_, upper)| upper),
        Some(1.0)
    );
    assert_eq!(wilson_interval(0, 0, Z_95), None);
    assert_eq!(wilson_interval(2, 1, Z_95), None);
}
