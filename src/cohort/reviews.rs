//! Rows about named people: who is on a list for a comparator, and what became of an invitation.

use chrono::NaiveDate;

use crate::model::{Month, OdsCode};

/// A person whom a list names for a comparator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListedPerson {
    /// The comparator, as the row or the file name writes it.
    pub comparator: String,
    /// What tells the list from others: an indicator id, with the ages if it is of some alone, or
    /// the comparator's words.
    pub list: String,
    /// The indicator it is of, where the comparator is one we know.
    pub indicator: Option<String>,
    /// Normalised id.
    pub patient: String,
    /// The practice, if the list has it.
    pub practice: Option<OdsCode>,
}

/// What a person wrote into a row of a worklist, or a register says of a review. At least one of
/// the texts and days is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Review {
    /// Normalised id.
    pub patient: String,
    /// Day of it.
    pub date: Option<NaiveDate>,
    /// Month of the data the worklist was made from.
    pub month: Option<Month>,
    /// Where the invitation stands, as it is written.
    pub status: String,
    /// What came of it, as it is written.
    pub outcome: String,
    /// Not to be listed up to this day.
    pub snooze_until: Option<NaiveDate>,
    /// Free text: kept for the worklist, and in no message.
    pub note: String,
}
