//! Conditions over the features of a patient-month, three-valued: unknown where a feature that
//! would decide it is unknown.

use super::patient_month::PatientMonth;
use crate::definitions::Catalogue;
use crate::definitions::{Condition, ExtractFact, Indicator};

/// Conditions that all have to hold, with the features found.
#[derive(Clone, Debug)]
pub struct Conditions(Vec<Bounds>);

#[derive(Clone, Copy, Debug)]
struct Bounds {
    feature: usize,
    least: u64,
    most: u64,
}

impl Conditions {
    /// Finds the features. A catalogue's own conditions name features it has: that is checked when
    /// it is read.
    #[must_use]
    pub fn of(conditions: &[Condition], catalogue: &Catalogue) -> Self {
        let bounds = conditions.iter().filter_map(|condition| {
            Some(Bounds {
                feature: catalogue.position(&condition.feature)?,
                least: condition.at_least.map_or(0, u64::from),
                most: condition.at_most.map_or(u64::MAX, u64::from),
            })
        });
        Self(bounds.collect())
    }

    /// Whether all hold; no conditions hold for everybody. One that fails decides it, whatever is
    /// unknown of the others.
    #[must_use]
    pub fn hold(&self, month: &PatientMonth<'_>) -> Option<bool> {
        let mut unknown = false;
        for bounds in &self.0 {
            match month.value(bounds.feature) {
                Some(value) if value < bounds.least || value > bounds.most => return Some(false),
                Some(_) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(true)
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
