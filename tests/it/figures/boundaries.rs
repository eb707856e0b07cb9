//! Does each indicator turn at its threshold: one below, exactly at, one above? The regimens are
//! written here by hand from the published lists, and not taken from the product's own.

use rxsift::definitions::Catalogue;

use crate::support::readings::{items_file, sound};
use crate::support::requests::{figures_of, request};

/// Chapters 01 to 04 and 06 to 10.
const MEDICINES: &[&str] = &[
    "0103050P0",
    "0201010F0",
    "0202020L0",
    "0204000E0",
    "0205051R0",
    "0206020A0",
    "0208020Z0",
    "0209000C0",
    "0212000B0",
    "0301011R0",
    "0401010Z0",
    "0403010B0",
    "0407010F0",
    "0408010G0",
    "0601022B0",
    "0602010V0",
    "0603020T0",
    "0702010G0",
    "0704020J0",
    "0803042P0",
    "1001010P0",
];
/// Amitriptyline, oxybutynin, paroxetine, olanzapine and chlorphenamine score 3.
const THREE_POINTS: &[&str] = &[
    "0403010B0",
    "0704020J0",
    "0403030P0",
    "040201060",
    "0304010G0",
];
/// Furosemide and digoxin score 1.
const ONE_POINT: &[&str] = &["0202020L0", "0201010F0"];
const MODERATE_HIGH: &[&str] = &["0403010B0", "0704020J0", "0304010G0"];
const DAMN: &[&str] = &["0205051R0", "0601022B0", "1001010P0"];
const DAMN_OR_DIURETIC: &[&str] = &["0202020L0", "0205051R0", "0601022B0"];
const ANTICOAGULANT_ANTIPLATELET: &[&str] = &["0208020Z0", "0209000A0", "0209000C0", "0208020V0"];
const FALLS: &[&str] = &["0401010Z0", "0403010B0", "0202020L0", "0205051R0"];
/// One of each category: opioid, gabapentinoid, benzodiazepine.
const DEPENDENCE: &[&str] = &["0407010F0", "0408010G0", "0401020K0"];
const ANALGESICS: &[&str] = &[
    "0407010F0",
    "1001010P0",
    "040702040",
    "1001010J0",
    "0407010H0",
];
const HYPOTENSIVES: &[&str] = &[
    "0205051R0",
    "0202020L0",
    "0206020A0",
    "0704010U0",
    "0204000E0",
];

/// Whether one person on these medicines is in the numerator. `facts` are the columns of the
/// patients file and their values.
fn counts(id: &str, codes: &[&str], facts: (&str, &str)) -> bool {
    let rows: Vec<(&str, &str)> = codes.iter().map(|code| ("one", *code)).collect();
    let (items, people) = (
        items_file(&rows),
        format!("patient_id,{}\none,{}\n", facts.0, facts.1),
    );
    let mut files = vec![("items.csv", items.as_str())];
    if !facts.0.is_empty() {
        files.push(("patients.csv", people.as_str()));
    }
    let reading = sound(&files);
    let figures = figures_of(&reading, &request(&[id]));
    figures[0].numerator.expect("it can be assessed") == 1
}

const NO_FACTS: (&str, &str) = ("", "");

/// The first `n` of the pool count, one fewer does not, one more does.
fn of_count(id: &str, pool: &[&str], n: usize) {
    let counts = |n: usize| counts(id, &pool[..n], NO_FACTS);
    assert!(!counts(n - 1), "{id}: {} do not count", n - 1);
    assert!(counts(n) && counts(n + 1), "{id}: {n} and {} count", n + 1);
}

/// The same for a sum of points.
fn of_points(id: &str, n: usize) {
    let counts = |n: usize| {
        let codes = [&THREE_POINTS[..n / 3], &ONE_POINT[..n % 3]].concat();
        counts(id, &codes, NO_FACTS)
    };
    assert!(!counts(n - 1), "{id}: {} points do not count", n - 1);
    assert!(
        counts(n) && counts(n + 1),
        "{id}: {n} points and {} count",
        n + 1
    );
}

/// Counts with all of these medicines, and without any one of them does not; a second of the kind
/// of the last one changes nothing.
fn of_pair(id: &str, codes: [&str; 2], another: &str) {
    assert!(counts(id, &codes, NO_FACTS), "{id}");
    assert!(
        counts(id, &[&codes[..], &[another]].concat(), NO_FACTS),
        "{id}"
    );
    for code in codes {
        assert!(!counts(id, &[code], NO_FACTS), "{id} with {code} alone");
    }
}

/// As [`of_pair`]; omeprazole, one medicine of gastroprotection, takes it away.
fn of_unprotected_pair(id: &str, codes: [&str; 2], another: &str) {
    of_pair(id, codes, another);
    let protected = [codes[0], codes[1], "0103050P0"];
    assert!(!counts(id, &protected, NO_FACTS), "{id} with omeprazole");
}

macro_rules! boundaries {
    ($($name:ident: $id:literal, $check:expr;)*) => {
        $(#[test]
        fn $name() {
            let check: fn(&str) = $check;
            check($id);
        })*

        /// Every indicator that is tested here.
        const TESTED: &[&str] = &[$($id),*];
    };
}

boundaries! {
    exactly_six_medicines_count: "medicines_6_plus", |id| of_count(id, MEDICINES, 6);
    exactly_eight_medicines_count: "medicines_8_plus", |id| of_count(id, MEDICINES, 8);
    exactly_ten_medicines_count: "medicines_10_plus", |id| of_count(id, MEDICINES, 10);
    exactly_fifteen_medicines_count: "medicines_15_plus", |id| of_count(id, MEDICINES, 15);
    exactly_twenty_medicines_count: "medicines_20_plus", |id| of_count(id, MEDICINES, 20);
    exactly_six_points_count: "acb_6_plus", |id| of_points(id, 6);
    exactly_nine_points_count: "acb_9_plus", |id| of_points(id, 9);
    exactly_twelve_points_count: "acb_12_plus", |id| of_points(id, 12);
    exactly_two_moderate_or_high_count: "acb_2_moderate_high", |id| of_count(id, MODERATE_HIGH, 2);
    exactly_two_damn_count: "damn_2_plus", |id| of_count(id, DAMN, 2);
    exactly_two_damn_or_diuretics_count: "damn_2_plus_with_diuretics", |id| of_count(id, DAMN_OR_DIURETIC, 2);
    one_nsaid_with_one_other_counts: "nsaid_with_damn", |id| of_pair(id, ["1001010P0", "0205051R0"], "0601022B0");
    exactly_two_anticoagulants_or_antiplatelets_count: "anticoagulant_antiplatelet_2_plus", |id| of_count(id, ANTICOAGULANT_ANTIPLATELET, 2);
    exactly_three_anticoagulants_or_antiplatelets_count: "anticoagulant_antiplatelet_3_plus", |id| of_count(id, ANTICOAGULANT_ANTIPLATELET, 3);
    exactly_three_medicines_of_falls_count: "falls_risk_3_plus", |id| of_count(id, FALLS, 3);
    exactly_two_categories_count: "dependence_2_categories", |id| of_count(id, DEPENDENCE, 2);
    exactly_two_analgesics_count: "analgesics_2_plus", |id| of_count(id, ANALGESICS, 2);
    exactly_three_analgesics_count: "analgesics_3_plus", |id| of_count(id, ANALGESICS, 3);
    exactly_four_analgesics_count: "analgesics_4_plus", |id| of_count(id, ANALGESICS, 4);
    one_ssri_with_one_bleeding_risk_counts: "ssri_snri_with_bleeding_risk", |id| of_pair(id, ["0403030Q0", "0209000A0"], "1001010P0");
    exactly_two_hypotensives_count: "hypotensives_2_plus", |id| of_count(id, HYPOTENSIVES, 2);
    exactly_three_hypotensives_count: "hypotensives_3_plus", |id| of_count(id, HYPOTENSIVES, 3);
    exactly_four_hypotensives_count: "hypotensives_4_plus", |id| of_count(id, HYPOTENSIVES, 4);
    one_anticoagulant_with_one_nsaid_counts: "anticoagulant_with_nsaid", |id| of_pair(id, ["0208020Z0", "1001010P0"], "1001010J0");
    one_anticoagulant_with_one_antiplatelet_counts: "anticoagulant_with_antiplatelet_unprotected", |id| of_unprotected_pair(id, ["0208020Z0", "0209000C0"], "0209000A0");
    aspirin_with_one_antiplatelet_counts: "aspirin_with_antiplatelet_unprotected", |id| of_unprotected_pair(id, ["0209000A0", "0209000C0"], "0208020V0");
    sixty_five_years_count_and_sixty_four_do_not: "nsaid_65_plus_unprotected", |id| {
        let of_age = |age| counts(id, &["1001010P0"], ("age", age));
        assert!(!of_age("64") && of_age("65") && of_age("66"));
        assert!(!counts(id, &["1001010P0", "0103050P0"], ("age", "65")));
        assert!(!counts(id, &["0205051R0"], ("age", "65")));
    };
    a_care_home_counts: "care_home", |id| {
        let lives = |home| counts(id, &["0205051R0"], ("care_home", home));
        assert!(lives("yes") && !lives("no"));
    };
    severe_frailty_counts_and_moderate_does_not: "severe_frailty", |id| {
        let is = |frailty| counts(id, &["0205051R0"], ("frailty", frailty));
        assert!(is("severe") && !is("moderate"));
    };
}

#[test]
fn every_indicator_with_a_threshold_is_tested_here() {
    let indicators = Catalogue::shipped().indicators.iter();
    // A dose a day needs more than codes: `opioids` tests its threshold.
    let with_threshold = indicators
        .filter(|i| !i.numerator.is_empty() && i.needs.is_empty())
        .filter(|i| i.id != "opioid_ome_daily_120_plus");
    for indicator in with_threshold {
        assert!(TESTED.contains(&indicator.id.as_str()), "{}", indicator.id);
    }
}
