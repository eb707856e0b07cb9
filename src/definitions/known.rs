//! Ids of shipped definitions that code names, and beginnings of ids that it makes: the one place
//! for them. Every other definition is data alone.

/// Feature: how many medicines.
pub(crate) const MEDICINES: &str = "medicines";
/// Feature: the anticholinergic burden score.
pub(crate) const ACB_SCORE: &str = "acb_score";
/// Feature: completed years.
pub(crate) const AGE: &str = "age";
/// Feature: lives in a care home.
pub(crate) const CARE_HOME: &str = "care_home";
/// Feature: severely frail.
pub(crate) const SEVERE_FRAILTY: &str = "severe_frailty";
/// Feature: a record of diagnoses and tests, which no extract holds.
pub(crate) const CLINICAL_RECORD: &str = "clinical_record";

/// List: which chapters count as medicines. It is no group of medicines.
pub(crate) const COUNTABLE: &str = "countable";

/// Score table of the anticholinergic burden.
pub(crate) const ACB: &str = "acb";
/// Its highest score.
pub(crate) const ACB_HIGHEST: u32 = 3;

/// What the id of an item rate begins with.
pub(crate) const ITEM_RATE: &str = "items_per_1000_";
/// What the id of a published comparator without a definition of ours begins with.
pub(crate) const PUBLISHED: &str = "comparator_";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::Catalogue;

    #[test]
    fn every_id_that_code_names_is_shipped() {
        let catalogue = Catalogue::shipped();
        for feature in [
            MEDICINES,
            ACB_SCORE,
            AGE,
            CARE_HOME,
            SEVERE_FRAILTY,
            CLINICAL_RECORD,
        ] {
            assert!(catalogue.feature(feature).is_some(), "{feature}");
        }
        assert!(catalogue.lists().list(COUNTABLE).is_some());
        let acb = catalogue.lists().score(ACB).expect("shipped");
        assert_eq!(acb.points.values().max(), Some(&ACB_HIGHEST));
    }

    #[test]
    fn no_shipped_id_begins_as_one_that_is_made() {
        let catalogue = Catalogue::shipped();
        let features = catalogue.features.iter().map(|feature| &feature.id);
        let indicators = catalogue.indicators.iter().map(|indicator| &indicator.id);
        for id in features.chain(indicators) {
            assert!(
                !id.starts_with(ITEM_RATE) && !id.starts_with(PUBLISHED),
                "{id}"
            );
        }
    }
}
