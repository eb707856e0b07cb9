//! Everything the readers found, as small integers with their dictionaries beside them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::DataFrame;

use super::{Level, OdsCode, Sex, Substance};

/// The extract in memory. Ids, codes and substances are positions in sorted dictionaries, so a
/// comparison of numbers is a comparison of texts and the order of input rows leaves no trace.
pub struct Cohort {
    /// One row per item line: patient, month, substance, practice, items, age, sex.
    /// See [`column`](super::column) for the types.
    pub items: DataFrame,
    /// Quantity of each row of `items`; rows beyond its end have none.
    pub quantities: Vec<Option<f64>>,
    /// Days the quantity of each row of `items` lasts; rows beyond its end have none.
    pub days: Vec<Option<f64>>,
    /// What the patients files say of a person; same length and order as `patients`.
    /// Empty without a patients file.
    pub people: Vec<Option<Person>>,
    /// Patient ids as text, sorted.
    pub patients: Vec<Box<str>>,
    /// Practice codes, sorted.
    pub practices: Vec<OdsCode>,
    /// Substances, sorted.
    pub substances: Vec<Substance>,
    /// Practices and what they belong to; empty without an organisations file.
    pub organisations: Organisations,
}

/// What a patients file says of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Registered practice, as a position in [`Cohort::practices`].
    pub practice: Option<u32>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// Whether the year of birth was written with two digits, so that its century is a guess until
    /// the extract's months are known.
    pub two_digit_birth_year: bool,
    /// Completed years, where the file has an age and no date of birth.
    pub age: Option<u32>,
    /// Recorded sex.
    pub sex: Option<Sex>,
    /// Index of Multiple Deprivation decile, 1 most deprived to 10.
    pub imd_decile: Option<u32>,
    /// Lives in a care home.
    pub care_home: Option<bool>,
    /// Recorded or scored as severely frail.
    pub severe_frailty: Option<bool>,
    /// Day of the last structured medication review that the record knows of.
    pub last_review: Option<NaiveDate>,
    /// On an end of life, palliative care or Gold Standards Framework register.
    pub end_of_life: Option<bool>,
    /// Language the person prefers, as the file writes it.
    pub language: Option<Box<str>>,
    /// Texts of the columns asked for, in that order.
    pub columns: Vec<Option<Box<str>>>,
}

/// One practice of the organisations file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisation {
    /// The practice's own name.
    pub name: String,
    /// Code and name of what it belongs to, by level; a level it has no code for is absent.
    pub parents: BTreeMap<Level, (String, String)>,
    /// Texts of the columns asked for, in that order.
    pub columns: Vec<Option<String>>,
}

/// The organisations files, by practice code.
#[derive(Clone, Debug, Default)]
pub struct Organisations(pub BTreeMap<OdsCode, Organisation>);

impl Organisations {
    /// Code and name of the group of `level` that a practice belongs to; `None` where the
    /// organisations file does not say.
    #[must_use]
    pub fn group(&self, practice: &OdsCode, level: Level) -> Option<(String, String)> {
        let organisation = self.0.get(practice);
        match level {
            Level::All => Some(("all".to_owned(), String::new())),
            Level::Practice => Some((
                practice.to_string(),
                organisation.map(|o| o.name.clone()).unwrap_or_default(),
            )),
            _ => organisation?.parents.get(&level).cloned(),
        }
    }
}

impl Cohort {
    /// What the patients files say of the person at this position.
    #[must_use]
    pub fn person(&self, patient: u32) -> Option<&Person> {
        self.people.get(patient as usize)?.as_ref()
    }
}
