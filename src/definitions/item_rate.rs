//! Rates of items: what each counts, and the list or score it counts by.

use super::drug_lists::{DrugList, DrugLists};
use super::known;
use crate::model::{Mark, Substance};

/// Items of practice-level prescribing per 1,000 registered patients and month.
#[derive(Clone, Debug)]
pub struct ItemRate {
    /// The id of the command line and of the output.
    pub id: String,
    /// What is counted, in the field's words.
    pub title: String,
    counted: RateMedicines,
}

#[derive(Clone, Debug)]
enum RateMedicines {
    /// On the list of this id.
    Listed(String),
    /// With so many points or more on the score table of this id.
    Scored(String, u32),
}

impl ItemRate {
    fn new(id: &str, title: &str, counted: RateMedicines) -> Self {
        Self {
            id: format!("{}{id}", known::ITEM_RATE),
            title: format!("Items per 1,000 patients: {title}"),
            counted,
        }
    }

    /// Id of the list or score table that it counts by.
    #[must_use]
    pub fn list(&self) -> &str {
        match &self.counted {
            RateMedicines::Listed(id) | RateMedicines::Scored(id, _) => id,
        }
    }

    /// Whether items of the substance count.
    #[must_use]
    pub fn counts(&self, substance: Substance, lists: &DrugLists) -> bool {
        match &self.counted {
            RateMedicines::Listed(id) => {
                lists.list(id).is_some_and(|list| list.contains(substance))
            }
            RateMedicines::Scored(id, least) => {
                let points = lists.score(id).and_then(|table| table.of(substance));
                points.is_some_and(|points| points >= *least)
            }
        }
    }
}

/// Every rate: one for each drug list that is not experimental, by id, then two for the
/// anticholinergic burden.
pub(crate) fn item_rates(lists: &DrugLists) -> Vec<ItemRate> {
    let rated =
        |list: &&DrugList| list.id != known::COUNTABLE && list.source.mark != Mark::Experimental;
    let listed = lists.lists().filter(rated).map(|list| {
        ItemRate::new(
            &list.id,
            &list.title,
            RateMedicines::Listed(list.id.clone()),
        )
    });
    let of_burden = [
        (
            "anticholinergic",
            "medicines with an anticholinergic score",
            1,
        ),
        (
            "anticholinergic_high",
            "medicines with the highest anticholinergic score",
            known::ACB_HIGHEST,
        ),
    ];
    let burden = lists.score(known::ACB).into_iter().flat_map(|table| {
        of_burden.map(|(id, title, least)| {
            ItemRate::new(id, title, RateMedicines::Scored(table.id.clone(), least))
        })
    });
    listed.chain(burden).collect()
}
