//! The order of people: score, then medicines, anticholinergic score, age, practice code, patient
//! id. Numbers of practices and patients are in the order of their codes and ids.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::assess::{Assessment, Outcome, PersonFeatures, assess};
use crate::cohort::Cohort;
use crate::definitions::{Catalogue, Policy, known};
use crate::engine::{Conditions, Features, PatientMonth, Window};
use crate::model::{Month, Sex, Substance};

/// A person of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub rank: usize,
    /// Number of the person in the cohort.
    pub patient: u32,
    /// Position in [`Cohort::practices`].
    pub practice: Option<u32>,
    /// Completed years.
    pub age: Option<u32>,
    /// Recorded sex.
    pub sex: Option<Sex>,
    /// Points of the criteria met.
    pub score: u32,
    /// Unique medicines.
    pub medicines: u32,
    /// Anticholinergic burden score.
    pub acb_score: u32,
    /// Whether there are items in the month; without them medicines and their score are unknown.
    pub has_items: bool,
    /// Every criterion, met or not; empty where nobody asked for it yet.
    pub assessments: Vec<Assessment>,
    /// The medicines that count, by BNF code.
    pub counted: Vec<Substance>,
    /// Everything else the person had in the month, by BNF code.
    pub not_counted: Vec<Substance>,
}

/// A ranked list of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// The month it is of.
    pub month: Month,
    /// People with an item in the month.
    pub considered: usize,
    /// People who reach the least score, in rank order.
    pub eligible: usize,
    /// The first of them, as many as were asked for.
    pub entries: Vec<Entry>,
}

/// Whom to rank.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
    /// Month to look at.
    pub month: Month,
    /// How many months up to it are taken together; 1 is the comparators' own definition.
    pub window: u32,
    /// Least score.
    pub min_score: u32,
    /// How many of the list to give; all of it if `None`.
    pub top: Option<usize>,
    /// This person alone, by number.
    pub only: Option<u32>,
    /// Whether every entry is to have its assessments and medicines. Of a whole region they do not
    /// fit into memory: [`complete`] adds them to the entries that are needed.
    pub detailed: bool,
}

impl Selection {
    fn span(self) -> Window {
        let before = i32::try_from(self.window.max(1) - 1).unwrap_or(0);
        Window::Months(Month::from_index(self.month.index() - before), self.month)
    }
}

/// Whether a person is to be looked at.
pub(super) type Admits<'a> = dyn Fn(&PatientMonth<'_>) -> bool + Sync + 'a;

/// What decides a person's place.
struct Standing {
    score: u64,
    medicines: u64,
    acb_score: u64,
    age: Option<u32>,
    practice: Option<u32>,
    patient: u32,
    sex: Option<Sex>,
}

impl Standing {
    fn entry(&self) -> Entry {
        let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        Entry {
            rank: 0,
            patient: self.patient,
            practice: self.practice,
            age: self.age,
            sex: self.sex,
            score: number(self.score),
            medicines: number(self.medicines),
            acb_score: number(self.acb_score),
            has_items: true,
            assessments: Vec::new(),
            counted: Vec::new(),
            not_counted: Vec::new(),
        }
    }
}

/// Ranks those of the selected people whom `admits` lets in.
#[must_use]
pub fn rank(
    cohort: &Cohort,
    catalogue: &Catalogue,
    policy: &Policy,
    selection: Selection,
    admits: &Admits<'_>,
) -> Ranking {
    let features = Features::new(cohort, catalogue);
    let (considered, mut eligible) = standings(&features, catalogue, policy, selection, admits);
    let eligible_people = eligible.len();
    in_order(&mut eligible, cohort);
    eligible.truncate(selection.top.unwrap_or(eligible_people));
    let mut entries: Vec<Entry> = eligible.iter().map(Standing::entry).collect();
    drop(eligible);
    for (rank, entry) in (1..).zip(&mut entries) {
        entry.rank = rank;
    }
    if selection.detailed {
        complete(cohort, catalogue, policy, selection, &mut entries);
    }
    Ranking {
        month: selection.month,
        considered,
        eligible: eligible_people,
        entries,
    }
}

/// How many people have an item in the months, and those of them who reach the least score.
fn standings(
    features: &Features<'_>,
    catalogue: &Catalogue,
    policy: &Policy,
    selection: Selection,
    admits: &Admits<'_>,
) -> (usize, Vec<Standing>) {
    let criteria: Vec<(u64, Conditions)> = policy
        .criteria
        .iter()
        .filter_map(|criterion| {
            let indicator = catalogue.indicator(&criterion.id)?;
            let all: Vec<_> = indicator
                .numerator
                .iter()
                .chain(&indicator.denominator)
                .cloned()
                .collect();
            Some((u64::from(criterion.points), Conditions::of(&all, catalogue)))
        })
        .collect();
    let value = |month: &PatientMonth<'_>, id: &str| {
        catalogue
            .position(id)
            .and_then(|at| month.value(at))
            .unwrap_or(0)
    };
    let new = || (0, Vec::new());
    let found = features.visit(selection.span(), new, |(considered, eligible), month| {
        if selection.only.is_some_and(|only| only != month.patient) {
            return;
        }
        *considered += 1;
        if !admits(month) {
            return;
        }
        let met = criteria
            .iter()
            .filter(|(_, conditions)| conditions.hold(month) == Some(true));
        let score = met.map(|(points, _)| points).sum();
        if score >= u64::from(selection.min_score) {
            eligible.push(Standing {
                score,
                medicines: value(month, known::MEDICINES),
                acb_score: value(month, known::ACB_SCORE),
                age: month.age,
                practice: month.practice,
                patient: month.patient,
                sex: month.sex,
            });
        }
    });
    let (mut considered, mut eligible) = (0, Vec::new());
    for (people, standings) in found {
        considered += people;
        eligible.extend(standings);
    }
    (considered, eligible)
}

/// High scores, many medicines, high burden and old age first; then by practice code and patient
/// id. What is not known comes last.
fn in_order(people: &mut [Standing], cohort: &Cohort) {
    let key = |person: &Standing| {
        (
            Reverse((person.score, person.medicines, person.acb_score)),
            Reverse(person.age),
            person.practice.is_none(),
            person.practice,
            cohort.patient_id(person.patient),
        )
    };
    people.sort_by_cached_key(key);
}

/// Adds the assessments and medicines of people who were ranked by the same selection.
pub fn complete(
    cohort: &Cohort,
    catalogue: &Catalogue,
    policy: &Policy,
    selection: Selection,
    entries: &mut [Entry],
) {
    let people = entries.iter().map(|entry| entry.patient);
    let place: HashMap<u32, usize> = people.zip(0..).collect();
    let countable = catalogue.feature(known::MEDICINES);
    let features = Features::new(cohort, catalogue);
    let found = features.visit(selection.span(), Vec::new, |found, month| {
        let Some(at) = place.get(&month.patient) else {
            return;
        };
        let value = |at: usize| {
            month
                .value(at)
                .map(|value| u32::try_from(value).unwrap_or(u32::MAX))
        };
        let known = catalogue.features.iter().enumerate();
        let person = PersonFeatures {
            features: known
                .filter_map(|(at, feature)| Some((feature.id.as_str(), value(at)?)))
                .collect(),
            substances: month
                .substances
                .iter()
                .map(|at| cohort.substances[usize::from(*at)])
                .collect(),
        };
        let counts =
            |s: &Substance| countable.is_some_and(|feature| catalogue.adds(feature, *s) > 0);
        let medicines: (Vec<Substance>, Vec<Substance>) =
            person.substances.iter().partition(|s| counts(s));
        found.push((*at, assess(&person, policy, catalogue), medicines));
    });
    for (at, assessments, (counted, not_counted)) in found.into_iter().flatten() {
        let entry = &mut entries[at];
        entry.assessments = assessments;
        entry.counted = counted;
        entry.not_counted = not_counted;
    }
}

/// How many people reach this many medicines in the month alone, and over the `months` up to it.
#[must_use]
pub fn reaching(
    cohort: &Cohort,
    catalogue: &Catalogue,
    month: Month,
    months: u32,
    medicines: u64,
) -> (usize, usize) {
    let features = Features::new(cohort, catalogue);
    let position = catalogue.position(known::MEDICINES);
    let count = |first: Month| {
        let counts = features.visit(
            Window::Months(first, month),
            || 0,
            |count, month| {
                let value = position.and_then(|at| month.value(at));
                *count += usize::from(value.is_some_and(|value| value >= medicines));
            },
        );
        counts.into_iter().sum()
    };
    let before = i32::try_from(months.max(1) - 1).unwrap_or(0);
    (
        count(month),
        count(Month::from_index(month.index() - before)),
    )
}

impl Entry {
    /// The criteria that are missed by the smallest margin, and by how much, in the policy's order:
    /// all that are one short, or where none is, all that are equally near. Looked at are those
    /// that ask for one number of medicines or points of which the person has some.
    #[must_use]
    pub fn nearest_thresholds(&self) -> Vec<(&Assessment, u32)> {
        let short_by = |assessment: &Assessment| match &assessment.checked[..] {
            [checked] if checked.of_medicines && assessment.outcome == Outcome::NotMet => {
                let value = checked.value.filter(|value| *value > 0)?;
                checked.at_least?.checked_sub(value)
            }
            _ => None,
        };
        let missed = self.assessments.iter();
        let missed = missed.filter_map(|assessment| Some((assessment, short_by(assessment)?)));
        let mut missed: Vec<_> = missed.collect();
        let least = missed.iter().map(|(_, short_by)| *short_by).min();
        missed.retain(|(_, short_by)| Some(*short_by) == least);
        missed
    }
}
