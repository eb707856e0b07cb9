//! Bare lists of people, one for each comparator, alone or beside the items of an extract.
//!
//! Alone, the score is the number of lists a person is on. With items the criteria decide (a rule of
//! ours): a list adds its points only where its comparator is no criterion of the policy or could
//! not be assessed for the person, and someone without items in the month is listed with what the
//! lists say.

use std::collections::{BTreeMap, BTreeSet};

use super::assess::{Assessment, Outcome, ReviewReason};
use super::entry::Entry;
use crate::cohort::{Cohort, ListedPerson};
use crate::definitions::Policy;

/// One list.
struct PatientList {
    /// What tells it from the others.
    id: String,
    /// As its file writes it.
    title: String,
    /// The indicator it is of, where that is known.
    indicator: Option<String>,
    /// Everyone on it, by number in the cohort.
    people: BTreeSet<u32>,
}

/// The lists of a run, with the people on them.
pub struct PatientLists {
    /// In the order of their ids.
    lists: Vec<PatientList>,
    /// Practice of each person by number, as a position in [`Cohort::practices`].
    practices: BTreeMap<u32, Option<u32>>,
}

/// A set of lists, and the people who are on these and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    /// Ids of the lists.
    pub lists: Vec<String>,
    /// How many people.
    pub people: usize,
}

/// Where lists and items say different things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disagreement {
    /// Places on a list whose criterion the person's items do not meet.
    pub listed_and_not_met: usize,
    /// Criteria met by people of a list's practices who are not on it.
    pub met_and_not_listed: usize,
}

impl PatientLists {
    /// The lists among the rows; their order does not matter. Every person and practice of a row
    /// stands in the cohort.
    #[must_use]
    pub fn of(listed: &[ListedPerson], cohort: &Cohort) -> Self {
        let mut lists: BTreeMap<&str, PatientList> = BTreeMap::new();
        let mut practices: BTreeMap<u32, Option<u32>> = BTreeMap::new();
        for row in listed {
            let Some(patient) = cohort.find_patient(&row.patient) else {
                continue;
            };
            let list = lists.entry(&row.list).or_insert_with(|| PatientList {
                id: row.list.clone(),
                title: row.comparator.clone(),
                indicator: row.indicator.clone(),
                people: BTreeSet::new(),
            });
            if row.comparator < list.title {
                list.title.clone_from(&row.comparator);
            }
            list.people.insert(patient);
            let written = row.practice.as_ref();
            let written =
                written.and_then(|code| place(&cohort.practices, |known| known.cmp(code)));
            let registered = cohort.person(patient).and_then(|person| person.practice);
            let known = practices.entry(patient).or_default();
            // Of several practices the first by code, so that the order of files does not matter.
            *known = registered.or(match (*known, written) {
                (Some(known), Some(written)) => Some(known.min(written)),
                (known, written) => known.or(written),
            });
        }
        Self {
            lists: lists.into_values().collect(),
            practices,
        }
    }

    /// Whether there is no list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// How many lists there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lists.len()
    }

    /// How many people are on some list.
    #[must_use]
    pub fn people(&self) -> usize {
        self.practices.len()
    }

    /// Everyone on a list, scored by the number of lists; not in order.
    #[must_use]
    pub fn alone(&self, cohort: &Cohort) -> Vec<Entry> {
        let people = self.practices.keys();
        people
            .map(|&patient| {
                let on = self
                    .lists
                    .iter()
                    .filter(|list| list.people.contains(&patient));
                self.entry(
                    patient,
                    on.map(|list| met(list, &list.id, 1)).collect(),
                    cohort,
                )
            })
            .collect()
    }

    /// Adds what the lists say to the entries of everyone with items; afterwards they are not in
    /// order, and everyone on a list is among them.
    pub fn join(&self, entries: &mut Vec<Entry>, policy: &Policy, cohort: &Cohort) -> Disagreement {
        let mut disagreement = Disagreement::default();
        for list in &self.lists {
            let of_list = |entry: &&Entry| list.people.contains(&entry.patient);
            let practices: BTreeSet<Option<u32>> = entries
                .iter()
                .filter(of_list)
                .map(|entry| entry.practice)
                .collect();
            for entry in entries.iter_mut() {
                let on_it = list.people.contains(&entry.patient);
                let covered = on_it || practices.contains(&entry.practice);
                add(list, on_it, covered, entry, &mut disagreement);
            }
        }
        let with_items: BTreeSet<u32> = entries.iter().map(|entry| entry.patient).collect();
        for &patient in self
            .practices
            .keys()
            .filter(|patient| !with_items.contains(patient))
        {
            let on = self
                .lists
                .iter()
                .filter(|list| list.people.contains(&patient));
            let mut reasons: Vec<Assessment> = Vec::new();
            for list in on {
                let id = list.indicator.as_ref().unwrap_or(&list.id);
                let criterion = policy.criteria.iter().find(|criterion| criterion.id == *id);
                let points = criterion.map_or(1, |criterion| criterion.points);
                let counted =
                    criterion.is_some() && reasons.iter().any(|reason| reason.criterion == *id);
                if !counted {
                    reasons.push(met(
                        list,
                        criterion.map_or(&list.id, |criterion| &criterion.id),
                        points,
                    ));
                }
            }
            entries.push(self.entry(patient, reasons, cohort));
        }
        for entry in entries.iter_mut() {
            for assessment in &mut entry.assessments {
                set_points(assessment, policy);
            }
            entry.score = score(&entry.assessments);
        }
        disagreement
    }

    /// How many people are on each combination of lists: most people first, then fewer lists, then
    /// by their ids.
    #[must_use]
    pub fn combinations(&self) -> Vec<Combination> {
        let mut people: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
        for patient in self.practices.keys() {
            let on = self
                .lists
                .iter()
                .filter(|list| list.people.contains(patient));
            *people
                .entry(on.map(|list| list.id.as_str()).collect())
                .or_default() += 1;
        }
        let mut combinations: Vec<Combination> = people
            .into_iter()
            .map(|(lists, people)| Combination {
                lists: lists.into_iter().map(str::to_owned).collect(),
                people,
            })
            .collect();
        combinations.sort_by_key(|of| {
            (
                std::cmp::Reverse(of.people),
                of.lists.len(),
                of.lists.clone(),
            )
        });
        combinations
    }

    /// A person of whom nothing but lists is known.
    fn entry(&self, patient: u32, assessments: Vec<Assessment>, cohort: &Cohort) -> Entry {
        let person = cohort.person(patient);
        Entry {
            rank: 0,
            patient,
            practice: self.practices.get(&patient).copied().flatten(),
            age: person.and_then(|person| person.age),
            sex: person.and_then(|person| person.sex),
            score: score(&assessments),
            medicines: 0,
            acb_score: 0,
            has_items: false,
            assessments,
            counted: Vec::new(),
            not_counted: Vec::new(),
        }
    }
}

/// What one list says of a person with items.
fn add(
    list: &PatientList,
    on_it: bool,
    covered: bool,
    entry: &mut Entry,
    disagreement: &mut Disagreement,
) {
    let indicator = list.indicator.as_deref();
    let known = entry
        .assessments
        .iter_mut()
        .find(|of| Some(of.criterion.as_str()) == indicator);
    match known {
        Some(assessment) => match (&assessment.outcome, on_it) {
            (Outcome::NotAssessable(_), true) => {
                let id = assessment.criterion.clone();
                assessment.outcome = met(list, &id, 1).outcome;
            }
            (Outcome::NotMet, true) => disagreement.listed_and_not_met += 1,
            // A list of one age band says nothing of the others.
            (Outcome::Met(_), false) if covered && indicator == Some(list.id.as_str()) => {
                disagreement.met_and_not_listed += 1;
            }
            _ => {}
        },
        None if on_it => entry.assessments.push(met(list, &list.id, 1)),
        None => {}
    }
}

/// A criterion is worth the policy's points, whoever says that it is met.
fn set_points(assessment: &mut Assessment, policy: &Policy) {
    if let Outcome::Met(reason) = &mut assessment.outcome
        && let Some(criterion) = policy.criteria.iter().find(|of| of.id == reason.criterion)
    {
        reason.points = criterion.points;
    }
}

fn met(list: &PatientList, id: &str, points: u32) -> Assessment {
    Assessment {
        criterion: id.to_owned(),
        title: list.title.clone(),
        checked: Vec::new(),
        outcome: Outcome::Met(ReviewReason {
            criterion: id.to_owned(),
            points,
            text: format!("on the list \"{}\"", list.title),
            value: 1,
            threshold: None,
            medicines: Vec::new(),
        }),
    }
}

fn score(assessments: &[Assessment]) -> u32 {
    let points = assessments
        .iter()
        .map(|assessment| match &assessment.outcome {
            Outcome::Met(reason) => reason.points,
            Outcome::NotMet | Outcome::NotAssessable(_) => 0,
        });
    points.sum()
}

/// Position in a sorted dictionary.
fn place<T>(sorted: &[T], compare: impl Fn(&T) -> std::cmp::Ordering) -> Option<u32> {
    let found = sorted.binary_search_by(compare).ok();
    found.and_then(|place| u32::try_from(place).ok())
}
