//! List sizes: how many patients a practice has registered, in all and by sex and age.

use std::collections::BTreeMap;

use crate::model::{AgeBand, Month, OdsCode, Sex};

/// Registered patients of one practice on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListSize {
    /// Everybody.
    pub patients: u64,
    /// By sex and age band, where the file says; empty where it does not.
    pub by_sex_and_age: BTreeMap<(Sex, AgeBand), u64>,
}

/// The list sizes of every practice, by the month of the extract; `None` where the file has no date.
#[derive(Clone, Debug, Default)]
pub struct ListSizes(pub BTreeMap<OdsCode, BTreeMap<Option<Month>, ListSize>>);

impl ListSizes {
    /// The list of a practice in a month: the latest that is not after it, else the one without a
    /// date, else the earliest after it. `None` where the practice has no list size at all.
    #[must_use]
    pub fn of(&self, practice: &OdsCode, month: Month) -> Option<&ListSize> {
        let known = self.0.get(practice)?;
        // `None` sorts first: before every month, so it is the last resort of the first rule.
        let before = known.range(..=Some(month)).next_back();
        before.or_else(|| known.iter().next()).map(|(_, size)| size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_takes_the_latest_list_that_is_not_after_it() {
        let practice = OdsCode::parse(b"A81001").expect("a code");
        let month = |number| Month::new(2024, number).expect("a month");
        let size = |patients| ListSize {
            patients,
            ..ListSize::default()
        };
        let known = BTreeMap::from([(Some(month(3)), size(30)), (Some(month(6)), size(60))]);
        let sizes = ListSizes(BTreeMap::from([(practice.clone(), known)]));
        let patients = |number| sizes.of(&practice, month(number)).map(|size| size.patients);
        assert_eq!(patients(2), Some(30), "none before: the earliest after it");
        assert_eq!(patients(3), Some(30));
        assert_eq!(patients(5), Some(30));
        assert_eq!(patients(7), Some(60));
        let other = OdsCode::parse(b"A81002").expect("a code");
        assert_eq!(sizes.of(&other, month(3)), None);
    }
}
