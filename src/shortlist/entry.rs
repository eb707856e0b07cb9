//! A person of the list: place, score, and every criterion with how the person stands to it.

use super::assess::{Assessment, Outcome};
use crate::model::{Sex, Substance};

/// A person of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub rank: usize,
    /// Number of the person in the cohort.
    pub patient: u32,
    /// Position in [`Cohort::practices`](crate::cohort::Cohort::practices).
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
