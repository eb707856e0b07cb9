//! Conditions over values, three-valued: unknown where a value that would decide it is unknown. The
//! one place where a value is held against bounds, and where answers are joined by "and".

use super::patient_month::PatientMonth;
use crate::definitions::{Catalogue, Condition, ExtractFact, Indicator};

/// The values that satisfy a condition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    least: u64,
    most: u64,
}

impl From<&Condition> for Bounds {
    fn from(condition: &Condition) -> Self {
        Self {
            least: condition.at_least.map_or(0, u64::from),
            most: condition.at_most.map_or(u64::MAX, u64::from),
        }
    }
}

impl Bounds {
    /// Whether the value is within; unknown if it is.
    pub(crate) fn hold(self, value: Option<u64>) -> Option<bool> {
        value.map(|value| (self.least..=self.most).contains(&value))
    }
}

/// Whether every answer is yes; without any it is. A no decides by itself, whatever is unknown of
/// the others.
pub(crate) fn all_hold(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(true)
}

/// Conditions that all have to hold, with the positions of their features.
#[derive(Clone, Debug)]
pub struct Conditions(Vec<(usize, Bounds)>);

impl Conditions {
    /// Finds the features. A catalogue's own conditions name features it has: that is checked when
    /// it is read.
    #[must_use]
    pub fn of(conditions: &[Condition], catalogue: &Catalogue) -> Self {
        let bounds = conditions.iter().filter_map(|condition| {
            Some((catalogue.position(&condition.feature)?, condition.into()))
        });
        Self(bounds.collect())
    }

    /// Whether all hold; no conditions hold for everybody.
    #[must_use]
    pub fn hold(&self, month: &PatientMonth<'_>) -> Option<bool> {
        let answers = self.0.iter();
        all_hold(answers.map(|(feature, bounds)| bounds.hold(month.value(*feature))))
    }
}

/// The first fact an indicator needs and `knows` denies, if any.
#[must_use]
pub fn missing_fact(
    indicator: &Indicator,
    catalogue: &Catalogue,
    knows: impl Fn(ExtractFact) -> bool,
) -> Option<ExtractFact> {
    let given = |id: &str| catalogue.feature(id).and_then(|feature| feature.given);
    indicator
        .features()
        .into_iter()
        .filter_map(given)
        .find(|fact| !knows(*fact))
}
