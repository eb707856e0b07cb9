//! Everyone who is eligible, by the criteria, by lists, or by both.

use super::tell::plural;
use crate::disclosure::{Audience, Releasable, release};
use crate::error::Failure;
use crate::extract::Reading;
use crate::indicators::{Catalogue, PatientMonths};
use crate::model::Month;
use crate::report::CombinationRow;
use crate::shortlist::{
    Disagreement, Entry, Lists, Policy, Selection, TieBreak, put_in_order, rank,
};
use crate::ui::Ui;

/// People who could be on a list.
pub(super) struct Eligible {
    /// Those who reach the least score, in rank order.
    pub(super) entries: Vec<Entry>,
    /// Everyone who was looked at.
    pub(super) considered: usize,
    /// Lists of people among the inputs.
    pub(super) lists: Lists,
    disagreement: Disagreement,
}

impl Eligible {
    /// Ranks by the items of a month, by lists where there are no items, or by both.
    pub(super) fn of(
        reading: &Reading,
        months: Option<(&PatientMonths, Month)>,
        policy: &Policy,
        min_score: u32,
    ) -> Result<Self, Failure> {
        let cohort = &reading.cohort;
        let lists = Lists::of(&reading.listed, cohort);
        let Some((months, month)) = months else {
            let mut entries = lists.alone(cohort);
            let considered = entries.len();
            entries.retain(|entry| entry.score >= min_score);
            put_in_order(&mut entries, &[TieBreak::Practice, TieBreak::Patient]);
            return Ok(Self {
                entries,
                considered,
                lists,
                disagreement: Disagreement::default(),
            });
        };
        let selection = Selection {
            month,
            // Whom the criteria leave at nothing a list may still add to.
            min_score: if lists.is_empty() { min_score } else { 0 },
            top: None,
            only: None,
        };
        let ranking = rank(months, cohort, Catalogue::shipped(), policy, selection)?;
        let (mut entries, mut considered) = (ranking.entries, ranking.considered);
        let mut disagreement = Disagreement::default();
        if !lists.is_empty() {
            disagreement = lists.join(&mut entries, policy, cohort);
            considered = entries.len();
            entries.retain(|entry| entry.score >= min_score);
        }
        put_in_order(&mut entries, &policy.order.tie_breaks);
        Ok(Self {
            entries,
            considered,
            lists,
            disagreement,
        })
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
