//! Everyone who is eligible, by the criteria, by lists, or by both.

use super::notices::plural;
use crate::cohort::Cohort;
use crate::definitions::Policy;
use crate::definitions::{Catalogue, Filter, TieBreak};
use crate::disclosure::{Audience, Releasable, release};
use crate::engine::{Admission, PatientMonth};
use crate::extract::Reading;
use crate::model::Month;
use crate::report::CombinationRow;
use crate::shortlist::{Disagreement, Entry, PatientLists, Selection, put_in_order, rank};
use crate::ui::Ui;

/// What people are ranked by.
pub(crate) struct RankedBy<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) policy: &'a Policy,
    pub(crate) min_score: u32,
    /// How many months up to the one looked at are taken together.
    pub(crate) window: u32,
    /// The filter, and the columns that were kept for it.
    pub(crate) filter: Option<&'a Filter>,
    pub(crate) columns: &'a [String],
}

impl RankedBy<'_> {
    fn admission<'c>(&'c self, cohort: &'c Cohort) -> Option<Admission<'c>> {
        let filter = self.filter?;
        Some(Admission::new(filter, cohort, self.catalogue, self.columns))
    }
}

/// People who could be on a list.
pub(crate) struct Eligible {
    /// Those who reach the least score, in rank order.
    pub(crate) entries: Vec<Entry>,
    /// Everyone who was looked at.
    pub(crate) considered: usize,
    /// Lists of people among the inputs.
    pub(crate) lists: PatientLists,
    disagreement: Disagreement,
    left: Option<Selection>,
}

impl Eligible {
    /// Ranks by the items of a month, by lists where there are no items, or by both.
    pub(crate) fn of(reading: &Reading, month: Option<Month>, by: &RankedBy<'_>) -> Self {
        let cohort = &reading.cohort;
        let lists = PatientLists::of(&reading.listed, cohort);
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
    pub(crate) fn left(&self) -> Option<Selection> {
        self.left
    }

    /// Says how far lists and items disagree.
    pub(crate) fn tell(&self, ui: &Ui) {
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
    pub(crate) fn combinations(&self) -> Releasable<Vec<CombinationRow>> {
        let combinations = self.lists.combinations().into_iter();
        let rows = combinations.map(|of| CombinationRow {
            lists: of.lists,
            people: of.people as u64,
        });
        release(rows.collect(), Audience::DirectCare)
    }
}
