//! Are item rates and published comparators what they should be? Expected values are worked out in
//! `fixtures/README.md`.

use std::collections::BTreeSet;

use rxsift::definitions::Catalogue;
use rxsift::extract::Reading;
use rxsift::figures::{Figure, GroupBy, GroupRequest, PracticeLevel, item_rate_figures};
use rxsift::model::{Level, Period};

use crate::support::readings::{items_file, read_fixtures, sound};
use crate::support::run::{printed, run};

/// Figures of one rate by practice and network, and the number of practices without a list.
fn rates(reading: &Reading, id: &str, period: Period) -> (Vec<Figure>, usize) {
    let catalogue = Catalogue::shipped();
    let rates = catalogue.item_rates().iter();
    let rates: Vec<_> = rates.filter(|rate| rate.id == id).collect();
    assert_eq!(rates.len(), 1, "{id}");
    let request = GroupRequest {
        groupings: &BTreeSet::from([Level::Practice, Level::Pcn].map(GroupBy::Level)),
        period,
    };
    let data = PracticeLevel {
        prescribing: &reading.prescribing,
        list_sizes: &reading.list_sizes,
        cohort: &reading.cohort,
    };
    item_rate_figures(data, &rates, catalogue.lists(), &request)
}

fn texts(figures: &[Figure]) -> Vec<String> {
    let text = |f: &Figure| {
        let value = f.value.map(|value| value.to_string()).unwrap_or_default();
        let counts = (f.numerator, f.denominator);
        format!(
            "{} {} {counts:?} {value} {}",
            f.period,
            f.code,
            f.status.as_str()
        )
    };
    figures.iter().map(text).collect()
}

#[test]
fn items_per_thousand_leave_practices_without_a_list_out_of_their_groups() {
    let reading =
        read_fixtures("groups/epd_202403.csv groups/list_sizes.csv groups/organisations.csv");
    let (figures, unlisted) = rates(&reading, "items_per_1000_nsaid", Period::Month);
    assert_eq!(
        texts(&figures),
        [
            // 9 of 1,000 and 6 of 500; the third practice is in neither part.
            "2024-03 U10001 (Some(15), Some(1500)) 10 ok",
            "2024-03 A81001 (Some(9), Some(1000)) 9 ok",
            "2024-03 A81002 (Some(6), Some(500)) 12 ok",
            "2024-03 A81003 (Some(9), None)  not assessable",
        ]
    );
    assert_eq!(unlisted, 1);
    // Amitriptyline scores 3, furosemide 1.
    let (figures, _) = rates(&reading, "items_per_1000_anticholinergic", Period::Month);
    let first = "2024-03 U10001 (Some(13), Some(1500)) 8.666666666666666 ok";
    assert_eq!(texts(&figures)[0], first);
    let (figures, _) = rates(
        &reading,
        "items_per_1000_anticholinergic_high",
        Period::Month,
    );
    assert_eq!(
        texts(&figures)[1],
        "2024-03 A81001 (Some(5), Some(1000)) 5 ok"
    );
}

#[test]
fn a_list_counts_once_for_each_month_with_prescribing() {
    let epd = "practice_code,month,bnf_code,items\nA81001,2024-01,1001010P0,4\nA81001,2024-03,1001010P0,8\n";
    let lists = "practice_code,list_size\nA81001,500\n";
    let reading = sound(&[("epd.csv", epd), ("lists.csv", lists)]);
    let (figures, _) = rates(&reading, "items_per_1000_nsaid", Period::Quarter);
    // January and March, not February: 12 items of 2 x 500.
    assert_eq!(
        texts(&figures),
        ["2023/24-Q4 A81001 (Some(12), Some(1000)) 12 ok"]
    );
}

#[test]
fn every_list_but_the_countable_chapters_and_the_experimental_has_a_rate() {
    let catalogue = Catalogue::shipped();
    let rates = catalogue.item_rates().iter();
    let ids: Vec<String> = rates.map(|rate| rate.id.clone()).collect();
    // Without the countable chapters, the analgesics and the hypotensives; with two of the score.
    assert_eq!(ids.len(), catalogue.lists().lists().count() - 3 + 2);
    assert!(!ids.contains(&"items_per_1000_analgesic".to_owned()));
    assert!(!ids.contains(&"items_per_1000_countable".to_owned()));
    assert!(ids.contains(&"items_per_1000_opioid_dfm".to_owned()));
}

#[test]
fn without_people_the_comparators_are_not_assessable_and_without_lists_the_rates_are_not() {
    let text = printed(
        "-q indicators fixtures/groups/epd_202403.csv --by all --indicator medicines_10_plus,items_per_1000_nsaid",
    );
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "medicines_10_plus,2024-03,2024-03-01,all,all,,all,all,,,,,,percent,not assessable,practice-level prescribing has no patients",
            "items_per_1000_nsaid,2024-03,2024-03-01,all,all,,all,all,24,,,,,\"per 1,000 patients\",not assessable,no list sizes: add gp-reg-pat-prac-quin-age.csv",
        ]
    );
}

#[test]
fn a_practice_without_a_list_is_told_in_a_warning() {
    run("indicators fixtures/groups/epd_202403.csv fixtures/groups/list_sizes.csv")
        .passes()
        .telling("1 practice with prescribing and no list size: left out");
}

#[test]
fn published_comparators_are_printed_with_intervals_and_suppression() {
    let text = printed("-q indicators fixtures/groups/epact2_practices.csv --max-rejected 100");
    let lines: Vec<&str> = text.lines().collect();
    // 86 of 2,114 and 143 of 5,008; Wilson's bounds from the formula.
    let begins = [
        "indicator,period,period_start,level,code,name,breakdown,band,numerator,denominator,value,lower,upper,unit,status,because",
        "medicines_10_plus,2022-04,2022-04-01,practice,A81001,FIRST SURGERY,all,all,86,2114,4.0681",
        "medicines_10_plus,2022-04,2022-04-01,practice,A81002,MIDDLE ROAD (DR NOBODY),all,all,143,5008,2.8554",
        "medicines_10_plus,2022-04,2022-04-01,practice,A81008,OLD HALL,all,all,,0,,,,percent,suppressed,its publisher hides a small count",
    ];
    assert_eq!(lines.len(), begins.len(), "{text}");
    for (line, begin) in lines.iter().zip(begins) {
        assert!(line.starts_with(begin), "{line}");
    }
    assert!(
        lines[1].contains(",3.3059") && lines[1].contains(",4.9969"),
        "{}",
        lines[1]
    );
}

#[test]
fn the_long_form_keeps_definition_order_and_unknown_titles_come_last() {
    let text = printed("-q indicators fixtures/groups/comparators_long.csv");
    let lines: Vec<&str> = text.lines().skip(1).collect();
    let begins = [
        "medicines_mean,2022-05,2022-05-01,practice,A81001,,all,all,1600,400,4,,,mean,ok",
        "acb_6_plus,2022-05,2022-05-01,practice,A81001,,all,all,12,400,3,",
        "acb_6_plus,2022-05,2022-05-01,practice,A81001,,age,75+,9,100,9,",
        "comparator_patients_on_4_plus_analgesics,2022-05,2022-05-01,practice,A81001,,all,all,,,1.5,,,percent,ok",
    ];
    assert_eq!(lines.len(), begins.len(), "{text}");
    for (line, begin) in lines.iter().zip(begins) {
        assert!(line.starts_with(begin), "{line}");
    }
}

#[test]
fn what_is_computed_wins_and_the_difference_is_told() {
    // Two people in March, neither on ten medicines; one medicine each.
    let items = items_file(&[("a", "0205051R0"), ("b", "0205051R0")]);
    let published = "practice_code,month,comparator,numerator,denominator,value\n\
         A81001,2024-03,10 or more unique medicines,1,2,\n\
         A81001,2024-03,medicines_mean,,,1.04\n\
         A81001,2024-02,10 or more unique medicines,1,2,\n";
    let text = run("indicators @items.csv @published.csv --by practice")
        .args("--indicator medicines_mean,medicines_10_plus")
        .file("items.csv", items)
        .file("published.csv", published)
        .passes()
        .telling("2 published figures left out, since the same is computed from the items; 1 of them say")
        .text();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(
        lines[0],
        "medicines_mean,2024-03,2024-03-01,practice,A81001,,all,all,2,2,1,,,mean,ok,"
    );
    assert!(
        lines[1]
            .starts_with("medicines_10_plus,2024-02,2024-02-01,practice,A81001,,all,all,1,2,50,")
    );
    assert!(
        lines[2]
            .starts_with("medicines_10_plus,2024-03,2024-03-01,practice,A81001,,all,all,0,2,0,")
    );
    assert_eq!(lines.len(), 3);
}

#[test]
fn longer_periods_pool_published_counts_and_nothing_else() {
    let header = "pcn_code,month,comparator,numerator,denominator,value\n";
    let rows = "U10001,2024-01,acb_6_plus,1,100,\nU10001,2024-02,acb_6_plus,5,100,\n\
                U10002,2024-01,acb_6_plus,*,100,\nU10002,2024-02,acb_6_plus,5,100,\n\
                U10003,2024-01,acb_6_plus,,,1\nU10003,2024-02,acb_6_plus,,,3\n";
    let text = run("-q indicators @published.csv --period quarter")
        .file("published.csv", format!("{header}{rows}"))
        .prints();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    // (1 + 5) of (100 + 100).
    assert!(
        lines[0].starts_with("acb_6_plus,2023/24-Q4,2024-01-01,pcn,U10001,,all,all,6,200,3,"),
        "{text}"
    );
    assert!(
        lines[1].starts_with(
            "acb_6_plus,2023/24-Q4,2024-01-01,pcn,U10002,,all,all,,200,,,,percent,suppressed"
        ),
        "{text}"
    );
    assert!(
        lines[2].ends_with("not assessable,published without counts: its months cannot be pooled"),
        "{text}"
    );
}

#[test]
fn lists_of_people_need_items() {
    for words in [
        "shortlist fixtures/groups/epact2_practices.csv --max-rejected 100",
        "explain --patient 9990000018 fixtures/groups/epd_202403.csv",
    ] {
        run(words)
            .fails(3)
            .telling("no items file among the inputs");
    }
    run("indicators fixtures/groups/list_sizes.csv").fails(3);
}

#[test]
fn ids_of_rates_and_published_titles_can_be_asked_for() {
    run("indicators fixtures/groups/epd_202403.csv --indicator items_per_1000_nsaids")
        .fails(2)
        .telling("did you mean 'items_per_1000_nsaid'?");
    run("indicators fixtures/groups/comparators_long.csv --indicator comparator_x")
        .fails(2)
        .telling("no file has a comparator 'comparator_x'");
}
