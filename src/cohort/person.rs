//! What the patients files say of a person.

use chrono::NaiveDate;

use crate::model::Sex;

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
    /// Texts of the columns that were asked for by name, in that order.
    pub columns: Vec<Option<Box<str>>>,
}
