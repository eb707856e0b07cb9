//! Are the files about groups taken for what they are, and is every trap of their layouts told?
//! Expected values are worked out in `fixtures/README.md`.

use rxsift::extract::{Effect, Field, ReadError, Reading, Reason};
use rxsift::model::{AgeBand, FileKind, Level, Month, OdsCode, Sex};

use crate::support::readings::{read_fixtures, read_texts, sound};
use crate::support::text_of;

fn practice(code: &str) -> OdsCode {
    OdsCode::parse(code.as_bytes()).expect("a code")
}

/// Practice, month, substance and items of everything prescribed.
fn items(reading: &Reading) -> Vec<String> {
    let mut rows = Vec::new();
    for (practice, months) in reading.prescribing.practices() {
        for (month, items) in months {
            for (substance, count) in items {
                rows.push(format!("{practice} {month} {substance} {count}"));
            }
        }
    }
    rows
}

/// Line, column, reason and effect of every problem of the first file.
fn problems(reading: &Reading) -> Vec<(u64, Option<Field>, Reason, Effect)> {
    let of_first = reading.problems.iter().filter(|problem| problem.file == 0);
    of_first
        .map(|problem| (problem.line, problem.column, problem.reason, problem.effect))
        .collect()
}

fn arithmetic(reading: &Reading) -> (FileKind, u64, u64, u64, u64) {
    let file = &reading.files[0];
    let rejected = file.rejected.values().sum();
    let excluded = file.excluded.values().sum();
    (file.kind, file.read, file.used, rejected, excluded)
}

#[test]
fn prescribing_is_summed_over_quantities_and_what_has_no_practice_is_excluded() {
    let reading = read_fixtures("groups/epd_202403.csv");
    assert_eq!(arithmetic(&reading), (FileKind::Prescribing, 11, 8, 0, 3));
    assert_eq!(
        items(&reading),
        [
            "A81001 2024-03 0205051R0 10",
            "A81001 2024-03 0403010B0 5",
            "A81001 2024-03 1001010J0 2",
            // Two quantities of one presentation: 3 and 4.
            "A81001 2024-03 1001010P0 7",
            "A81002 2024-03 0202020L0 8",
            "A81002 2024-03 1001010P0 6",
            "A81003 2024-03 1001010P0 9",
        ]
    );
    let unidentified = |line, field| {
        let reason = Reason::UnidentifiedPractice;
        (line, Some(field), reason, Effect::Excluded)
    };
    assert_eq!(
        problems(&reading),
        [
            unidentified(10, Field::Unidentified),
            unidentified(11, Field::PracticeCode),
            unidentified(12, Field::PracticeCode),
        ]
    );
}

#[test]
fn the_layout_from_march_2025_has_the_code_in_another_column() {
    let reading = read_fixtures("groups/epd_202503.csv");
    assert_eq!(arithmetic(&reading), (FileKind::Prescribing, 2, 2, 0, 0));
    assert_eq!(
        items(&reading),
        ["A81001 2025-03 1001010P0 7", "A81002 2025-03 1001010P0 5"]
    );
}

#[test]
fn padded_names_and_values_before_2019_are_read() {
    let reading = read_fixtures("groups/gp_level_201701.csv");
    assert_eq!(arithmetic(&reading), (FileKind::Prescribing, 3, 3, 0, 0));
    assert_eq!(
        items(&reading),
        [
            "A81001 2017-01 1001010P0 5",
            // An appliance: no substance of the table, and no unknown medicine either.
            "A81002 2017-01 214800001 2",
        ]
    );
    assert!(reading.matching.unmatched.is_empty());
}

#[test]
fn an_unknown_medicine_is_kept_and_counted() {
    let text = "practice_code,month,bnf_code,items\nA81001,2024-03,0205051ZZAAADAD,3\n\
                A81001,2024-03,0205051ZZAAADAD,2\nA81001,2024-03,0205051R0AAADAD,x\n";
    let reading = sound(&[("epd.csv", text)]);
    let unmatched: Vec<_> = reading
        .matching
        .unmatched
        .iter()
        .map(|((_, code), count)| (code.clone(), count.rows, count.items))
        .collect();
    assert_eq!(unmatched, [("0205051ZZ".to_owned(), 2, 5)]);
    let bad = (4, Some(Field::Items), Reason::BadItems, Effect::Rejected);
    assert_eq!(problems(&reading), [bad]);
}

#[test]
fn a_list_is_its_total_or_the_sum_of_its_parts() {
    let reading = read_fixtures("groups/list_sizes.csv groups/epd_202403.csv");
    assert_eq!(arithmetic(&reading), (FileKind::ListSizes, 9, 8, 0, 1));
    let march = Month::new(2024, 3).expect("a month");
    let list = |code| reading.list_sizes.of(&practice(code), march).cloned();
    let first = list("A81001").expect("it has a list");
    assert_eq!(first.patients, 1000);
    let oldest: AgeBand = "95+".parse().expect("a band");
    assert_eq!(first.by_sex_and_age[&(Sex::Female, oldest)], 100);
    // No total: 250 girls and 250 boys by age; the rows of each sex in all are no further parts.
    assert_eq!(list("A81002").map(|list| list.patients), Some(500));
    assert_eq!(list("A81003"), None);
    let group = (
        10,
        Some(Field::OrganisationType),
        Reason::NotGeneralPractice,
        Effect::Excluded,
    );
    assert_eq!(problems(&reading), [group]);
}

#[test]
fn a_total_that_is_not_the_sum_of_its_parts_is_used_and_noted() {
    let header = "ORG_TYPE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n";
    let parts = "GP,A81001,ALL,ALL,10\nGP,A81001,MALE,0_4,4\nGP,A81001,FEMALE,0_4,5\n";
    let again = "GP,A81001,FEMALE,0_4,6\nGP,A81001,OLD,0_4,6\nGP,A81001,MALE,old,6\n";
    let lists = format!("{header}{parts}{again}");
    let epd = "practice_code,month,bnf_code,items\nA81001,2024-03,0205051R0,3\n";
    let reading = sound(&[("lists.csv", &lists), ("epd.csv", epd)]);
    let march = Month::new(2024, 3).expect("a month");
    let list = reading.list_sizes.of(&practice("A81001"), march);
    assert_eq!(list.map(|list| list.patients), Some(10));
    use Effect::{Noted, Rejected};
    assert_eq!(
        problems(&reading),
        [
            (2, Some(Field::ListSize), Reason::UnequalParts, Noted),
            (5, Some(Field::ListSize), Reason::RepeatedCount, Rejected),
            (6, Some(Field::Sex), Reason::BadSex, Rejected),
            (7, Some(Field::AgeBand), Reason::BadAgeBand, Rejected),
        ]
    );
}

#[test]
fn the_published_list_of_practices_needs_no_header() {
    let reading = read_fixtures("groups/epraccur.csv groups/epd_202403.csv");
    assert_eq!(arithmetic(&reading), (FileKind::Organisations, 3, 2, 0, 1));
    let group = |code, level| reading.cohort.organisations.group(&practice(code), level);
    let named = |code: &str, name: &str| Some((code.to_owned(), name.to_owned()));
    assert_eq!(
        group("A81001", Level::Practice),
        named("A81001", "FIRST SURGERY")
    );
    assert_eq!(group("A81001", Level::SubIcb), named("01A", ""));
    assert_eq!(
        group("A81003", Level::Practice),
        named("A81003", "THIRD SURGERY")
    );
    let (status, setting) = (Field::PracticeStatus, Field::PrescribingSetting);
    assert_eq!(
        problems(&reading),
        [
            (2, Some(status), Reason::ClosedPractice, Effect::Noted),
            (
                3,
                Some(setting),
                Reason::NotGeneralPractice,
                Effect::Excluded
            ),
        ]
    );
}

#[test]
fn organisations_files_complement_each_other_and_the_one_with_networks_is_kept() {
    let map = "practice_code,practice_name,pcn_code,sub_icb_code,sub_icb_name\n\
               A81001,,U10001,09Z,A LOCATION\nA81002,SECOND SURGERY,U10001,,\n";
    let list = text_of("fixtures/groups/epraccur.csv");
    let epd = "practice_code,month,bnf_code,items\nA81001,2024-03,0205051R0,3\n";
    let files = [
        ("list.csv", list.as_str()),
        ("map.csv", map),
        ("epd.csv", epd),
    ];
    for order in [[0, 1, 2], [2, 1, 0]] {
        let reading = sound(&order.map(|at| files[at]));
        let group = |code, level| reading.cohort.organisations.group(&practice(code), level);
        let named = |code: &str, name: &str| Some((code.to_owned(), name.to_owned()));
        // The name is filled in; the location of the file with networks is kept.
        assert_eq!(
            group("A81001", Level::Practice),
            named("A81001", "FIRST SURGERY")
        );
        assert_eq!(group("A81001", Level::SubIcb), named("09Z", "A LOCATION"));
        assert_eq!(group("A81003", Level::SubIcb), named("02B", ""));
        let other = |reason: &Reason| *reason == Reason::OtherParent;
        let noted = reading.problems.iter().filter(|p| other(&p.reason));
        let noted: Vec<_> = noted.map(|p| (p.line, p.column, p.effect)).collect();
        assert_eq!(noted, [(1, Some(Field::SubIcbCode), Effect::Noted)]);
        let rejected = |file: &rxsift::model::FileSummary| file.rejected.is_empty();
        assert!(reading.files.iter().all(rejected), "nothing is rejected");
    }
}

#[test]
fn a_dashboard_export_is_read_with_all_its_oddities() {
    let reading = read_fixtures("groups/epact2_practices.csv");
    assert_eq!(arithmetic(&reading), (FileKind::Comparators, 7, 3, 2, 2));
    let rows: Vec<String> = reading
        .published
        .iter()
        .map(|(key, p)| {
            format!(
                "{} {} {:?} {} {} | {} | {:?} {:?} {:?} {}",
                key.indicator,
                key.month,
                key.level,
                key.code,
                key.band,
                p.name,
                p.numerator,
                p.denominator,
                p.value,
                p.suppressed
            )
        })
        .collect();
    let start = "medicines_10_plus 2022-04 Practice";
    assert_eq!(
        rows,
        [
            format!("{start} A81001 all | FIRST SURGERY | Some(86) Some(2114) Some(4.07) false"),
            format!(
                "{start} A81002 all | MIDDLE ROAD (DR NOBODY) | Some(143) Some(5008) Some(2.86) false"
            ),
            format!("{start} A81008 all | OLD HALL | None Some(0) None true"),
        ]
    );
    use Effect::{Excluded, Noted, Rejected};
    assert_eq!(
        problems(&reading),
        [
            (3, Some(Field::PracticeCode), Reason::ClosedPractice, Noted),
            (4, None, Reason::RepeatedHeader, Excluded),
            (6, Some(Field::Value), Reason::NoValue, Excluded),
            (7, Some(Field::Value), Reason::BadValue, Rejected),
            (
                8,
                Some(Field::Numerator),
                Reason::NumeratorAboveDenominator,
                Rejected
            ),
        ]
    );
}

#[test]
fn the_month_may_stand_in_the_name_of_the_file_and_the_age_in_the_title() {
    let reading = read_fixtures("groups/epact2_networks_Apr_22.csv");
    let (key, figure) = reading.published.first_key_value().expect("a figure");
    assert_eq!(key.indicator, "medicines_10_plus");
    assert_eq!(key.month.to_string(), "2022-04");
    assert_eq!((key.level, key.code.as_str()), (Level::Pcn, "U10001"));
    assert_eq!(key.band.to_string(), "75+");
    assert_eq!(
        (figure.numerator, figure.denominator),
        (Some(30), Some(200))
    );
    let text = text_of("fixtures/groups/epact2_networks_Apr_22.csv");
    let nameless = read_texts(&[("export.csv", &text)]);
    let Err(ReadError::MissingColumns { kind, missing, .. }) = nameless else {
        panic!("no month anywhere")
    };
    assert_eq!(
        (kind, missing),
        (FileKind::Comparators, vec![(Field::Month, None)])
    );
}

#[test]
fn what_the_words_of_a_wide_header_were_taken_for_is_told() {
    let reading = read_fixtures("groups/epact2_networks_Apr_22.csv");
    let words = "atients aged 75 and over prescribed 10 or more unique medicines";
    let told = [
        ("pcn_code", "PCN plus Code".to_owned()),
        ("numerator of medicines_10_plus 75+", format!("P{words}")),
        (
            "denominator of medicines_10_plus 75+",
            "Total patients aged 75 and over".to_owned(),
        ),
        ("value of medicines_10_plus 75+", format!("% of p{words}")),
    ]
    .map(|(meaning, header)| (meaning.to_owned(), header));
    assert_eq!(reading.files[0].columns, told);
}

#[test]
fn a_figure_published_twice_has_to_be_the_same() {
    let long = "organisation,month,comparator,numerator,denominator,value\n\
                A81001,2022-05,ACB score of 6 or more,12,400,\n\
                A81001,2022-05,ACB score of 6 or more,12,400,\n\
                A81001,2022-05,ACB score of 6 or more,13,400,\n\
                NOWHERE IN PARTICULAR,2022-05,ACB score of 6 or more,13,400,\n";
    let reading = sound(&[("long.csv", long)]);
    assert_eq!(arithmetic(&reading), (FileKind::Comparators, 4, 2, 2, 0));
    let (repeated, place) = (Reason::RepeatedFigure, Reason::BadOrganisationCode);
    assert_eq!(
        problems(&reading),
        [
            (4, Some(Field::Comparator), repeated, Effect::Rejected),
            (5, Some(Field::OrganisationCode), place, Effect::Rejected),
        ]
    );
}
