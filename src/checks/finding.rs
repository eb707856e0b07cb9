//! A finding, and what the checks look at.

use std::collections::BTreeMap;

use crate::extract::Reading;
use crate::model::Month;

/// Something a person should look at. Names files, months and practice codes, and holds no cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What it is about: `ids`, `sheets`, `rows`, `ages`, `months`, `practices`, `comparators`.
    pub topic: &'static str,
    /// The finding in words.
    pub text: String,
}

impl Finding {
    pub(crate) fn new(topic: &'static str, text: String) -> Self {
        Self { topic, text }
    }
}

/// What the checks look at.
pub(crate) struct Evidence<'a> {
    pub(crate) reading: &'a Reading,
    /// Patients with items by month and position of the practice in the cohort's list.
    pub(crate) patients: BTreeMap<(Month, u16), u64>,
}

impl<'a> Evidence<'a> {
    pub(crate) fn of(reading: &'a Reading) -> Self {
        Self {
            reading,
            patients: reading.cohort.patients_by_practice(),
        }
    }

    /// The name of a file by its position among the inputs.
    pub(crate) fn file_name(&self, file: usize) -> &'a str {
        &self.reading.files[file].name
    }
}
