//! Are slots dealt to practices as the known answers say, and does a further slot take none away?

use std::collections::BTreeMap;

use proptest::prelude::*;
use rxsift::shortlist::{Balance, apportion, selection_by_quintile, share_out, with_a_slot};

use crate::support::root;
use crate::support::run::run;

/// Capacity, floor, and each practice with its eligible people and its slots.
type Case = (usize, usize, Vec<(String, usize, usize)>);

#[test]
fn slots_are_those_of_the_known_answers() {
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(root("fixtures/oracle/capacity_apportionment.csv"))
        .expect("the fixture is there");
    for row in reader.records() {
        let row = row.expect("sound CSV");
        let number = |at: usize| row[at].parse::<usize>().expect("a number");
        let case = cases
            .entry(row[0].to_owned())
            .or_insert((number(1), number(2), Vec::new()));
        case.2.push((row[3].to_owned(), number(4), number(6)));
    }
    assert_eq!(cases.len(), 9);
    for (name, (capacity, floor, mut practices)) in cases {
        practices.sort();
        let eligible: Vec<usize> = practices.iter().map(|(_, eligible, _)| *eligible).collect();
        let expected: Vec<usize> = practices.iter().map(|(_, _, slots)| *slots).collect();
        assert_eq!(apportion(&eligible, capacity, floor), expected, "{name}");
    }
}

/// The same by floating-point averages and a search of all practices for every slot.
fn naive(eligible: &[usize], capacity: usize, floor: usize) -> Vec<usize> {
    let mut slots = vec![0; eligible.len()];
    let mut dealt = 0;
    for round in 0..floor {
        let mut order: Vec<usize> = (0..eligible.len()).collect();
        order.sort_by(|a, b| eligible[*b].cmp(&eligible[*a]).then(a.cmp(b)));
        for at in order {
            if dealt < capacity && eligible[at] > round {
                slots[at] += 1;
                dealt += 1;
            }
        }
    }
    while dealt < capacity {
        let average = |at: usize| eligible[at] as f64 / (2.0 * slots[at] as f64 + 1.0);
        let mut best: Option<usize> = None;
        for at in (0..eligible.len()).filter(|&at| slots[at] < eligible[at]) {
            let better = best.is_none_or(|best| {
                let gap = average(at) - average(best);
                gap > 1e-9 || (gap > -1e-9 && eligible[at] > eligible[best])
            });
            if better {
                best = Some(at);
            }
        }
        let Some(best) = best else { break };
        slots[best] += 1;
        dealt += 1;
    }
    slots
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn slots_agree_with_a_naive_second_count(
        eligible in proptest::collection::vec(0_usize..40, 0..7), capacity in 0_usize..120, floor in 0_usize..4,
    ) {
        let slots = apportion(&eligible, capacity, floor);
        prop_assert_eq!(&slots, &naive(&eligible, capacity, floor));
        prop_assert_eq!(slots.iter().sum::<usize>(), capacity.min(eligible.iter().sum()));
        prop_assert!(slots.iter().zip(&eligible).all(|(slots, eligible)| slots <= eligible));
    }

    #[test]
    fn a_further_slot_goes_to_one_practice_and_takes_none_from_another(
        eligible in proptest::collection::vec(0_usize..60, 1..8), capacity in 0_usize..150, floor in 0_usize..4,
    ) {
        let (before, after) = (apportion(&eligible, capacity, floor), apportion(&eligible, capacity + 1, floor));
        prop_assert!(before.iter().zip(&after).all(|(before, after)| before <= after));
    }

    #[test]
    fn a_further_slot_removes_nobody(
        people in proptest::collection::vec(proptest::option::of(0_u32..5), 0..60),
        capacity in 0_usize..70,
        balance in prop_oneof![
            Just(Balance::None), Just(Balance::Proportional), (0_usize..4).prop_map(Balance::Floor),
        ],
    ) {
        let chosen = |capacity| with_a_slot(&people, &share_out(&people, capacity, balance));
        let (before, after) = (chosen(capacity), chosen(capacity + 1));
        prop_assert!(before.iter().all(|person| after.contains(person)));
        prop_assert_eq!(before.len(), capacity.min(people.len()));
    }
}

#[test]
fn a_run_cuts_the_list_to_its_slots_and_says_who_has_them() {
    let list = |more: &str| {
        let run = run("shortlist fixtures/pcn --format csv").args(more);
        run.passes()
    };
    let plain = list("--top 12").text();
    let none = list("--hours 9.1 --minutes-each 45").telling("12 of them are listed");
    assert_eq!(
        none.text(),
        plain,
        "12 whole slots of 45 minutes are the first 12"
    );
    let floor = list("--capacity 12 --balance floor=2").telling("Z90000: 2 slots for ");
    let floor = floor.text();
    assert_eq!(floor.lines().count(), 13);
    let practices: BTreeMap<&str, usize> =
        floor.lines().skip(1).fold(BTreeMap::new(), |mut of, line| {
            *of.entry(line.split(',').nth(2).expect("a practice"))
                .or_default() += 1;
            of
        });
    assert!(
        practices.len() == 6 && practices.values().all(|slots| *slots == 2),
        "{practices:?}"
    );
}

#[test]
fn slots_that_make_no_sense_are_wrong_usage() {
    for words in [
        "--balance proportional",
        "--capacity 3 --hours 2 --minutes-each 30",
        "--hours 2",
        "--capacity 3 --balance floor",
        "--capacity -3",
        "--hours NaN --minutes-each 30",
    ] {
        run("shortlist fixtures/tiny").args(words).fails(2);
    }
}

#[test]
fn selection_by_deprivation_is_that_of_the_known_answers() {
    let mut reader = csv::Reader::from_path(root("fixtures/oracle/equity_selection_ratio.csv"))
        .expect("the fixture is there");
    let rows: Vec<Vec<f64>> = reader
        .records()
        .map(|row| {
            row.expect("sound CSV")
                .iter()
                .map(|cell| cell.parse().expect("a number"))
                .collect()
        })
        .collect();
    let people = rows.iter().flat_map(|row| {
        let (eligible, selected) = (row[1] as usize, row[2] as usize);
        // Both deciles of the quintile.
        let deciles = [2 * row[0] as u32 - 1, 2 * row[0] as u32];
        (0..eligible).map(move |at| (Some(deciles[at % 2]), at < selected))
    });
    let computed = selection_by_quintile(people);
    assert_eq!(computed.len(), 5);
    for (row, computed) in rows.iter().zip(computed) {
        let (rate, lower, upper) = computed.rate.expect("there are people");
        let ratio = computed.ratio.expect("somebody is selected");
        let found = [rate, lower, upper, ratio];
        assert!(
            found
                .iter()
                .zip(&row[3..])
                .all(|(a, b)| (a - b).abs() < 1e-12),
            "{found:?} {row:?}"
        );
        assert_eq!(computed.quintile, Some(row[0] as u32));
    }
}

#[test]
fn selection_by_deprivation_stands_under_the_list_where_there_is_a_choice() {
    let table = |more: &str| {
        let run = run("shortlist fixtures/pcn --format table").args(more);
        run.prints()
    };
    let chosen = table("--capacity 40");
    let counts: Vec<(u64, u64)> = chosen
        .lines()
        .skip_while(|line| !line.starts_with("Selected by quintile"))
        .skip(1)
        .map_while(|line| {
            line.split_once(": ")?
                .1
                .split(',')
                .next()?
                .split_once(" of ")
        })
        .filter_map(|(selected, eligible)| Some((selected.parse().ok()?, eligible.parse().ok()?)))
        .collect();
    assert_eq!(counts.iter().map(|(selected, _)| selected).sum::<u64>(), 40);
    assert_eq!(
        counts.iter().map(|(_, eligible)| eligible).sum::<u64>(),
        314,
        "everyone eligible, as the README says"
    );
    assert!(
        !table("").contains("quintile"),
        "the length of a screen is no selection"
    );
}
