//! Who reaches the least score by the criteria of a policy, from the items of a month or several.

use std::collections::HashMap;

use super::assess::{PersonFeatures, assess};
use super::entry::Entry;
use super::reach::{MedicineReach, ReachCounter};
use super::tie_break::put_in_order;
use crate::cohort::Cohort;
use crate::definitions::{Catalogue, MONTHS_OF_MANY, Policy, known};
use crate::engine::{Conditions, Features, PatientMonth, Window};
use crate::model::{Month, Sex, Substance};

/// People of one month, or of several taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// People with an item.
    pub considered: usize,
    /// Those of them who reach the least score.
    pub entries: Vec<Entry>,
    /// How many reach many medicines in the month alone and over several; `None` where several
    /// months are taken together anyway.
    pub reach: Option<MedicineReach>,
}

/// Whom to rank.
#[derive(Clone, Copy, Debug)]
pub struct RankingRequest {
    /// Month to look at.
    pub month: Month,
    /// How many months up to it are taken together; 1 is the comparators' own definition.
    pub window: u32,
    /// Least score.
    pub min_score: u32,
}

impl RankingRequest {
    fn span(self) -> Window {
        Window::Months(first_of(self.month, self.window), self.month)
    }
}

/// The first of so many months that end with this one.
fn first_of(month: Month, months: u32) -> Month {
    let before = i32::try_from(months.max(1) - 1).unwrap_or(0);
    Month::from_index(month.index() - before)
}

/// Whether a person is to be looked at.
pub(super) type Admits<'a> = dyn Fn(&PatientMonth<'_>) -> bool + Sync + 'a;

/// What decides a person's place: less than half of an [`Entry`], for there may be millions.
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

/// Those of the people whom `admits` lets in who reach the least score, with all their assessments
/// and medicines, in the order of the policy.
#[must_use]
pub fn rank(
    cohort: &Cohort,
    catalogue: &Catalogue,
    policy: &Policy,
    request: RankingRequest,
    admits: &Admits<'_>,
) -> Ranking {
    let mut ranking = score(cohort, catalogue, policy, request, admits);
    complete(cohort, catalogue, policy, request, &mut ranking.entries);
    put_in_order(&mut ranking.entries, &policy.order.tie_breaks, cohort);
    ranking
}

/// The same in no order, and without assessments and medicines: of a whole region they do not fit
/// into memory, and [`complete`] adds them to the entries that are needed.
#[must_use]
pub(super) fn score(
    cohort: &Cohort,
    catalogue: &Catalogue,
    policy: &Policy,
    request: RankingRequest,
    admits: &Admits<'_>,
) -> Ranking {
    let criteria = criteria(policy, catalogue);
    let [medicines, acb_score] =
        [known::MEDICINES, known::ACB_SCORE].map(|id| catalogue.position(id));
    let value = |month: &PatientMonth<'_>, feature: Option<usize>| {
        feature.and_then(|at| month.value(at)).unwrap_or(0)
    };
    let counter = (request.window <= 1).then(|| {
        let first = first_of(request.month, MONTHS_OF_MANY);
        ReachCounter::new(cohort, catalogue, first, request.month)
    });
    let tallies = Features::new(cohort, catalogue).visit_people(
        request.span(),
        RankingTally::default,
        |tally, rows| {
            if let Some(counter) = &counter {
                counter.count(rows, &mut tally.reach, &mut tally.substances);
            }
        },
        |tally, month| {
            tally.considered += 1;
            if !admits(month) {
                return;
            }
            let met = criteria
                .iter()
                .filter(|(_, conditions)| conditions.hold(month) == Some(true));
            let score = met.map(|(points, _)| points).sum();
            if score >= u64::from(request.min_score) {
                tally.standings.push(Standing {
                    score,
                    medicines: value(month, medicines),
                    acb_score: value(month, acb_score),
                    age: month.age,
                    practice: month.practice,
                    patient: month.patient,
                    sex: month.sex,
                });
            }
        },
    );
    let mut ranking = Ranking {
        considered: 0,
        entries: Vec::new(),
        reach: counter.map(|_| MedicineReach::default()),
    };
    for of_thread in tallies {
        ranking.considered += of_thread.considered;
        if let Some(reach) = &mut ranking.reach {
            reach.add(of_thread.reach);
        }
        let entries = of_thread.standings.iter().map(Standing::entry);
        ranking.entries.extend(entries);
    }
    ranking
}

/// What one thread found.
#[derive(Default)]
struct RankingTally {
    considered: usize,
    standings: Vec<Standing>,
    reach: MedicineReach,
    /// Filled anew for each person.
    substances: Vec<u16>,
}

/// The points of each criterion, and what has to hold for it.
fn criteria(policy: &Policy, catalogue: &Catalogue) -> Vec<(u64, Conditions)> {
    let known = policy.criteria.iter().filter_map(|criterion| {
        let indicator = catalogue.indicator(&criterion.id)?;
        let all = indicator.numerator.iter().chain(&indicator.denominator);
        let all: Vec<_> = all.cloned().collect();
        Some((u64::from(criterion.points), Conditions::of(&all, catalogue)))
    });
    known.collect()
}

/// Adds the assessments and medicines of people who were ranked by the same request.
pub fn complete(
    cohort: &Cohort,
    catalogue: &Catalogue,
    policy: &Policy,
    request: RankingRequest,
    entries: &mut [Entry],
) {
    let people = entries.iter().map(|entry| entry.patient);
    let place: HashMap<u32, usize> = people.zip(0..).collect();
    let countable = catalogue.feature(known::MEDICINES);
    let features = Features::new(cohort, catalogue);
    let found = features.visit(request.span(), Vec::new, |found, month| {
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
