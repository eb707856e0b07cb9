//! Everyone who could be on a list: by the criteria, by lists of people, or by both.

use super::entry::Entry;
use super::patient_lists::{Disagreement, PatientLists};
use super::rank::{RankingRequest, complete, score};
use super::reach::MedicineReach;
use super::tie_break::put_in_order;
use crate::cohort::{Cohort, ListedPerson};
use crate::definitions::{Catalogue, Filter, Policy};
use crate::engine::{Admission, PatientMonth};
use crate::model::Month;

/// What people are ranked by.
#[derive(Clone, Copy)]
pub struct RankingBasis<'a> {
    /// What is counted.
    pub catalogue: &'a Catalogue,
    /// What it is worth.
    pub policy: &'a Policy,
    /// Least score.
    pub min_score: u32,
    /// How many months up to the one looked at are taken together.
    pub window: u32,
    /// Who is looked at; everyone if `None`.
    pub filter: Option<&'a Filter>,
    /// Names of the columns that were kept for the filter.
    pub columns: &'a [String],
}

/// People who could be on a list.
pub struct EligiblePeople {
    /// Those who reach the least score, in the order of the policy.
    pub entries: Vec<Entry>,
    /// How many were looked at.
    pub considered: usize,
    /// Lists of people among the inputs.
    pub lists: PatientLists,
    /// How far lists and items say different things.
    pub disagreement: Disagreement,
    /// How many reach many medicines in the month alone and over several.
    pub reach: Option<MedicineReach>,
    /// How assessments and medicines are to be added to entries; `None` if they have them.
    pub incomplete: Option<RankingRequest>,
}

impl EligiblePeople {
    /// Ranks by the items of a month, by lists where no month has items, or by both.
    #[must_use]
    pub fn of(
        cohort: &Cohort,
        listed: &[ListedPerson],
        month: Option<Month>,
        by: &RankingBasis<'_>,
    ) -> Self {
        let lists = PatientLists::of(listed, cohort);
        match month {
            Some(month) => Self::by_items(cohort, lists, month, by),
            None => Self::by_lists(cohort, lists, by.min_score),
        }
    }

    fn by_lists(cohort: &Cohort, lists: PatientLists, min_score: u32) -> Self {
        let mut entries = lists.alone(cohort);
        let considered = entries.len();
        entries.retain(|entry| entry.score >= min_score);
        // Lists say nothing that a policy's own order goes by.
        put_in_order(&mut entries, &[], cohort);
        Self {
            entries,
            considered,
            lists,
            disagreement: Disagreement::default(),
            reach: None,
            incomplete: None,
        }
    }

    fn by_items(cohort: &Cohort, lists: PatientLists, month: Month, by: &RankingBasis<'_>) -> Self {
        let &RankingBasis {
            catalogue, policy, ..
        } = by;
        let request = RankingRequest {
            month,
            window: by.window,
            // Whom the criteria leave at nothing a list may still add to.
            min_score: if lists.is_empty() { by.min_score } else { 0 },
        };
        let filter = by.filter;
        let admission = filter.map(|of| Admission::new(of, cohort, catalogue, by.columns));
        let admits = |of: &PatientMonth<'_>| {
            let admission = admission.as_ref();
            admission.is_none_or(|admission| admission.admits(of) == Some(true))
        };
        let ranking = score(cohort, catalogue, policy, request, &admits);
        let (mut entries, mut considered) = (ranking.entries, ranking.considered);
        let mut disagreement = Disagreement::default();
        let mut incomplete = Some(request);
        if !lists.is_empty() {
            // Lists change scores by what they add to the assessments.
            complete(cohort, catalogue, policy, request, &mut entries);
            incomplete = None;
            disagreement = lists.join(&mut entries, policy, cohort);
            considered = entries.len();
            entries.retain(|entry| entry.score >= by.min_score);
        }
        put_in_order(&mut entries, &policy.order.tie_breaks, cohort);
        Self {
            entries,
            considered,
            lists,
            disagreement,
            reach: ranking.reach,
            incomplete,
        }
    }
}
