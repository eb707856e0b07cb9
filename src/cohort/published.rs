//! A comparator as someone else published it: one organisation, one month, one number.

use std::collections::BTreeMap;

use crate::model::{AgeBand, Level, Month, Unit};

/// What a published number is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedKey {
    /// Our indicator id, or `comparator_` and the words of its title.
    pub indicator: String,
    /// The month it counts.
    pub month: Month,
    /// Kind of organisation.
    pub level: Level,
    /// Its code.
    pub code: String,
    /// Ages it counts.
    pub band: AgeBand,
}

/// The number itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// Name of the organisation, without the mark of a closed one.
    pub name: String,
    /// Patients who count, or the sum a mean is of.
    pub numerator: Option<u64>,
    /// Patients it is out of.
    pub denominator: Option<u64>,
    /// Percent (0 to 100) or mean, as published.
    pub value: Option<f64>,
    /// Percent or mean.
    pub unit: Unit,
    /// The publisher hides a small count.
    pub suppressed: bool,
}

/// Every published number, by what it is about.
pub type PublishedTable = BTreeMap<PublishedKey, Published>;
