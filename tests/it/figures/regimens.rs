//! Do hand-checkable regimens come out as they should? Workings: `fixtures/README.md`.

use rxsift::definitions::Catalogue;
use rxsift::figures::{Figure, GroupBy, Request};
use rxsift::model::{Level, Period};

use crate::support::readings::{items_file, sound};
use crate::support::requests::{bands, feature, figures_of, request};
use crate::support::{root, text_of};

#[test]
fn every_regimen_has_its_expected_features() {
    let mut reader =
        csv::Reader::from_path(root("fixtures/oracle/cases.csv")).expect("the fixture is there");
    let mut checked = 0;
    for record in reader.records() {
        let record = record.expect("the fixture is sound");
        let (case, codes, measure, expected) = (&record[0], &record[1], &record[2], &record[3]);
        let rows: Vec<(&str, &str)> = codes.split(' ').map(|code| ("one", code)).collect();
        let reading = sound(&[("items.csv", &items_file(&rows))]);
        let got = if Catalogue::shipped().indicator(measure).is_some() {
            let figures = figures_of(&reading, &request(&[measure]));
            if figures[0].numerator == Some(1) {
                "yes".to_owned()
            } else {
                "no".to_owned()
            }
        } else {
            feature(&reading.cohort, measure)[0]
                .expect("a count is never unknown")
                .to_string()
        };
        assert_eq!(got, expected, "{case}: {measure}");
        checked += 1;
    }
    assert!(checked >= 20, "the fixture has shrunk to {checked} cases");
}

fn worked_example(period: Period, ids: &[&str]) -> Vec<Figure> {
    let text = text_of("fixtures/oracle/nhsbsa_worked_example.csv");
    let reading = sound(&[("items.csv", &text)]);
    let request = Request {
        periods: vec![period],
        ..request(ids)
    };
    figures_of(&reading, &request)
}

#[test]
fn the_worked_example_of_nhsbsa_is_pooled_over_patient_months() {
    let ids = ["items_mean", "medicines_mean", "medicines_10_plus"];
    let figures = worked_example(Period::All, &ids);
    let [items, medicines, ten] = figures.as_slice() else {
        panic!("three figures")
    };
    assert_eq!(
        (items.numerator, items.denominator, items.value),
        (Some(70), Some(10), Some(7.0))
    );
    assert_eq!(
        (medicines.numerator, medicines.denominator, medicines.value),
        (Some(51), Some(10), Some(5.1))
    );
    assert_eq!(
        (ten.numerator, ten.denominator, ten.value),
        (Some(2), Some(10), Some(20.0))
    );
}

#[test]
fn each_month_of_the_worked_example_has_its_own_denominator() {
    let months = worked_example(Period::Month, &["items_mean"]);
    let totals: Vec<_> = months
        .iter()
        .map(|f| (f.period.as_str(), f.numerator, f.denominator))
        .collect();
    assert_eq!(
        totals,
        [
            ("2021-01", Some(4 + 13 + 4), Some(3)),
            ("2021-02", Some(4 + 13), Some(2)),
            ("2021-03", Some(4 + 10), Some(2)),
            ("2021-04", Some(6), Some(1)),
            ("2021-05", Some(6), Some(1)),
            ("2021-06", Some(6), Some(1)),
        ]
    );
}

#[test]
fn figures_are_sorted_by_indicator_period_level_code_and_band() {
    let rows = [
        ("b", "A81002", "2024-02"),
        ("a", "A81001", "2024-01"),
        ("c", "A81001", "2024-02"),
    ];
    let mut text = "patient_id,practice_code,month,bnf_code,age\n".to_owned();
    for (patient, practice, month) in rows {
        text.push_str(&format!("{patient},{practice},{month},0205051R0,80\n"));
    }
    let reading = sound(&[("items.csv", &text)]);
    let request = Request {
        groupings: [Level::Practice, Level::All].map(GroupBy::Level).into(),
        bands: bands(["75+", "all"]),
        periods: vec![Period::Month],
        ..request(&["medicines_mean"])
    };
    let figures = figures_of(&reading, &request);
    let order: Vec<String> = figures
        .iter()
        .map(|f| format!("{} {} {}", f.period, f.code, f.band))
        .collect();
    assert_eq!(
        order,
        [
            "2024-01 all all",
            "2024-01 all 75+",
            "2024-01 A81001 all",
            "2024-01 A81001 75+",
            "2024-02 all all",
            "2024-02 all 75+",
            "2024-02 A81001 all",
            "2024-02 A81001 75+",
            "2024-02 A81002 all",
            "2024-02 A81002 75+",
        ]
    );
}
