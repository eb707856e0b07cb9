//! Everyone who is eligible, by the criteria, by lists, or by both.

use super::tell::plural;
use crate::disclosure::{Audience, Releasable, release};
use crate::extract::Reading;
use crate::indicators::{Admission, Catalogue, Filter, PatientMonth};
use crate::model::{Cohort, Month};
use crate::report::CombinationRow;
use crate::shortlist::{
    Disagreement, Entry, Lists, Policy, Selection, TieBreak, put_in_order, rank,
};
use crate::ui::Ui;

/// What people are ranked by.
pub(super) struct By<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) policy: &'a Policy,
    pub(super) min_score: u32,
    /// How many months up to the one looked at are taken together.
    pub(super) window: u32,
    /// The filter, and the columns that were kept for it.
    pub(super) filter: Option<&'a Filter>,
    pub(super) columns: &'a [String],
}

impl By<'_> {
    fn admission<'c>(&'c self, cohort: &'c Cohort) -> Option<Admission<'c>> {
        let filter = self.filter?;
        Some(Admission::new(filter, cohort, self.catalogue, self.columns))
    }
}

/// People who could be on a list.
pub(super) struct Eligible {
    /// Those who reach the least score, in rank order.
    pub(super) entries: Vec<Entry>,
    /// Everyone who was looked at.
    pub(super) considered: usize,
    /// Lists of people among the inputs.
    pub(super) lists: Lists,
    disagreement: Disagreement,
    left: Option<Selection>,
}

impl Eligible {
    /// Ranks by the items of a month, by lists where there are no items, or by both.
    pub(super) fn of(reading: &Reading, month: Option<Month>, by: &By<'_>) -> Self {
        let cohort = &reading.cohort;
        let lists = Lists::of(&reading.listed, cohort);
        let min_score = by.min_score;
        let Some(month) = month else {
            let mut entries = lists.alone(cohort);
            let considered = entries.len();
            entries.retain(|entry| entry.score >= min_score);
            put_in_order(
                &mut entries,
                &[TieBreak::Practice, TieBreak::Patient],
                cohort,
            );
            return Self {
                entries,
                considered,
                lists,
                disagreement: Disagreement::default(),
                left: None,
            };
        };
        let selection = Selection {
            month,
            window: by.window,
            // Whom the criteria leave at nothing a list may still add to.
            min_score: if lists.is_empty() { min_score } else { 0 },
            top: None,
            only: None,
            // Lists change scores by what they add to the assessments.
            detailed: !lists.is_empty(),
        };
        let admission = by.admission(cohort);
        let admits = |of: &PatientMonth<'_>| {
            admission
                .as_ref()
                .is_none_or(|admission| admission.admits(of) == Some(true))
        };
        let ranking = rank(cohort, by.catalogue, by.policy, selection, &admits);
        let (mut entries, mut considered) = (ranking.entries, ranking.considered);
        let mut disagreement = Disagreement::default();
        if !lists.is_empty() {
            disagreement = lists.join(&mut entries, by.policy, cohort);
            considered = entries.len();
            entries.retain(|entry| entry.score >= min_score);
        }
        put_in_order(&mut entries, &by.policy.order.tie_breaks, cohort);
        Self {
            entries,
            considered,
            lists,
            disagreement,
            left: (!selection.detailed).then_some(selection),
        }
    }

    /// How assessments and medicines are to be added to entries; `None` if they have them.
    pub(super) fn left(&self) -> Option<Selection> {
        self.left
    }

    /// Says how far lists and items disagree.
    pub(super) fn tell(&self, ui: &Ui) {
        let Disagreement {
            listed_and_not_met,
            met_and_not_listed,
        } = self.disagreement;
        if listed_and_not_met + met_and_not_listed > 0 {
            ui.warning(&format!(
                "lists and items disagree: {} on a list of people who do not meet its criterion, {} met by people who are not on its list; the items decide",
                plural(listed_and_not_met as u64, "place"),
                met_and_not_listed
            ));
        }
    }

    /// How many people are on each combination of lists.
    pub(super) fn combinations(&self) -> Releasable<Vec<CombinationRow>> {
        let combinations = self.lists.combinations().into_iter();
        let rows = combinations.map(|of| CombinationRow {
            lists: of.lists,
            people: of.people as u64,
        });
        release(rows.collect(), Audience::DirectCare)
    }
}
