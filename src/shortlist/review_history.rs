//! What was done about a person before: who leaves the list because of it, and what people wrote
//! into earlier worklists.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::review_words::{Meaning, meaning};
use crate::cohort::Review;
use crate::model::Duration;

/// Why a person is not invited for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absence {
    /// Reviewed not long ago.
    Reviewed,
    /// Put off to a later day.
    Snoozed,
    /// Declined not long ago.
    Declined,
    /// Near the end of life, as a register or a worklist says.
    EndOfLife,
}

impl Absence {
    /// Every reason, in the order in which they are told.
    pub const ALL: [Self; 4] = [
        Self::Reviewed,
        Self::Snoozed,
        Self::Declined,
        Self::EndOfLife,
    ];

    /// The words of messages and outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reviewed => "reviewed",
            Self::Snoozed => "snoozed",
            Self::Declined => "declined",
            Self::EndOfLife => "end of life",
        }
    }
}

/// The columns for the human, as they were last written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HumanColumns {
    /// Where the invitation stands.
    pub status: String,
    /// Day of the review.
    pub date: Option<NaiveDate>,
    /// What came of it.
    pub outcome: String,
    /// Not to be listed up to this day.
    pub snooze_until: Option<NaiveDate>,
    /// Free text.
    pub note: String,
}

/// Everything earlier rows say, by patient id.
#[derive(Clone, Debug, Default)]
pub struct ReviewHistory {
    away: BTreeMap<String, Absence>,
    written: BTreeMap<String, HumanColumns>,
    /// Rows whose words are not known: they remove nobody.
    pub unknown_words: usize,
    /// Rows that say reviewed or declined and not when, or snoozed and not until when: they remove
    /// nobody.
    pub without_a_day: usize,
}

impl ReviewHistory {
    /// What the rows say on the day `as_of`, whatever their order. Of a person's rows the latest
    /// decides; `within` is how long a review done or declined counts.
    #[must_use]
    pub fn of(reviews: &[Review], as_of: NaiveDate, within: Duration) -> Self {
        let mut history = Self::default();
        let mut people: BTreeMap<&str, Vec<&Review>> = BTreeMap::new();
        for review in reviews {
            let saying = saying(review);
            history.unknown_words += usize::from(saying.is_none() && has_words(review));
            history.without_a_day += usize::from(saying.is_some_and(|of| lacks_a_day(review, of)));
            people.entry(&review.patient).or_default().push(review);
        }
        for (patient, rows) in people {
            let deciding = rows
                .iter()
                .filter(|row| decides(row))
                .max_by_key(|row| latest(row));
            if let Some(away) = deciding.and_then(|row| away(row, as_of, within)) {
                history.away.insert(patient.to_owned(), away);
            }
            if let Some(row) = rows.iter().max_by_key(|row| latest(row)) {
                history
                    .written
                    .insert(patient.to_owned(), carried(row, as_of, within));
            }
        }
        history
    }

    /// Adds what a register says of a person: the day of the last review, and whether they are near
    /// the end of life. What a worklist says of a person stands.
    pub fn learn(
        &mut self,
        patient: String,
        (last_review, end_of_life): (Option<NaiveDate>, bool),
        (as_of, within): (NaiveDate, Duration),
    ) {
        let reviewed = last_review.is_some_and(|day| within.after(day) > as_of);
        let away = match (end_of_life, reviewed) {
            (true, _) => Absence::EndOfLife,
            (false, true) => Absence::Reviewed,
            (false, false) => return,
        };
        self.away.entry(patient).or_insert(away);
    }

    /// Why the person is not invited for now, if so.
    #[must_use]
    pub fn away(&self, patient: &str) -> Option<Absence> {
        self.away.get(patient).copied()
    }

    /// What was last written of the person.
    #[must_use]
    pub fn written(&self, patient: &str) -> Option<&HumanColumns> {
        self.written.get(patient)
    }
}

/// What a row says: its outcome, else its status, else the day it is put off to.
fn saying(review: &Review) -> Option<Meaning> {
    let put_off = review.snooze_until.map(|_| Meaning::Snoozed);
    meaning(&review.outcome)
        .or_else(|| meaning(&review.status))
        .or_else(|| put_off.filter(|_| !has_words(review)))
}

/// A day alone says as little as an unknown word: it may be that of an appointment.
fn has_words(review: &Review) -> bool {
    !review.status.is_empty() || !review.outcome.is_empty() || review.date.is_some()
}

fn lacks_a_day(review: &Review, saying: Meaning) -> bool {
    match saying {
        Meaning::Reviewed | Meaning::Declined => review.date.is_none(),
        Meaning::Snoozed => review.snooze_until.is_none(),
        Meaning::Open | Meaning::EndOfLife => false,
    }
}

/// A row that is dated, or that removes without a date, decides; a booking or a note without a
/// day leaves an earlier review as it was.
fn decides(review: &Review) -> bool {
    let undated = matches!(saying(review), Some(Meaning::Snoozed | Meaning::EndOfLife));
    review.snooze_until.is_some() || undated || (review.date.is_some() && saying(review).is_some())
}

/// The later row is the greater one: by its day, or that of its worklist's data where it has
/// none. Of rows of one day the one that says most, so that the order of files does not matter.
fn latest(review: &Review) -> (Option<NaiveDate>, Option<Meaning>, &Review) {
    let of_list = review.month.map(crate::model::Month::last_day);
    (review.date.or(of_list), saying(review), review)
}

fn away(review: &Review, as_of: NaiveDate, within: Duration) -> Option<Absence> {
    let counts = |date: NaiveDate| within.after(date) > as_of;
    match saying(review) {
        Some(Meaning::EndOfLife) => return Some(Absence::EndOfLife),
        Some(Meaning::Reviewed) if review.date.is_some_and(counts) => {
            return Some(Absence::Reviewed);
        }
        Some(Meaning::Declined) if review.date.is_some_and(counts) => {
            return Some(Absence::Declined);
        }
        _ => {}
    }
    review
        .snooze_until
        .filter(|until| *until > as_of)
        .map(|_| Absence::Snoozed)
}

/// What goes on to the next worklist: everything, but for a review whose time has run out; of
/// that the note alone.
fn carried(review: &Review, as_of: NaiveDate, within: Duration) -> HumanColumns {
    let done = matches!(saying(review), Some(Meaning::Reviewed | Meaning::Declined));
    let run_out = done && review.date.is_some() && away(review, as_of, within).is_none();
    let note = review.note.clone();
    if run_out {
        return HumanColumns {
            note,
            ..HumanColumns::default()
        };
    }
    HumanColumns {
        status: review.status.clone(),
        date: review.date,
        outcome: review.outcome.clone(),
        snooze_until: review.snooze_until,
        note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITHIN: Duration = Duration::Months(12);

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn row(date: &str, status: &str, outcome: &str) -> Review {
        Review {
            patient: "p".to_owned(),
            date: (!date.is_empty()).then(|| day(date)),
            status: status.to_owned(),
            outcome: outcome.to_owned(),
            ..Review::default()
        }
    }

    fn away(rows: &[Review], as_of: &str) -> Option<Absence> {
        let forwards = ReviewHistory::of(rows, day(as_of), WITHIN).away("p");
        let backwards: Vec<Review> = rows.iter().rev().cloned().collect();
        assert_eq!(
            ReviewHistory::of(&backwards, day(as_of), WITHIN).away("p"),
            forwards
        );
        forwards
    }

    #[test]
    fn a_register_removes_whom_no_worklist_removes() {
        let learnt = |last_review: Option<&str>, end_of_life| {
            let mut history = ReviewHistory::default();
            let facts = (last_review.map(day), end_of_life);
            history.learn("p".to_owned(), facts, (day("2024-03-31"), WITHIN));
            history.away("p")
        };
        assert_eq!(learnt(Some("2023-04-01"), false), Some(Absence::Reviewed));
        assert_eq!(
            learnt(Some("2023-03-31"), false),
            None,
            "twelve months are over"
        );
        assert_eq!(learnt(Some("2023-04-01"), true), Some(Absence::EndOfLife));
        assert_eq!(learnt(None, false), None);
        let mut history = ReviewHistory::of(
            &[row("2024-03-01", "", "declined")],
            day("2024-03-31"),
            WITHIN,
        );
        history.learn(
            "p".to_owned(),
            (Some(day("2024-03-01")), false),
            (day("2024-03-31"), WITHIN),
        );
        assert_eq!(history.away("p"), Some(Absence::Declined));
    }

    #[test]
    fn a_review_counts_up_to_the_day_before_its_twelve_months_are_over() {
        let rows = [row("2023-03-31", "done", "")];
        assert_eq!(away(&rows, "2024-03-30"), Some(Absence::Reviewed));
        assert_eq!(away(&rows, "2024-03-31"), None);
        assert_eq!(
            away(&rows, "2023-01-01"),
            Some(Absence::Reviewed),
            "a review after the data's month"
        );
        let leap = [row("2024-02-29", "", "declined")];
        assert_eq!(away(&leap, "2025-02-27"), Some(Absence::Declined));
        assert_eq!(away(&leap, "2025-02-28"), None);
    }

    #[test]
    fn a_person_comes_back_on_the_day_the_snooze_names() {
        let snoozed = Review {
            snooze_until: Some(day("2024-06-01")),
            ..row("", "", "")
        };
        assert_eq!(
            away(std::slice::from_ref(&snoozed), "2024-05-31"),
            Some(Absence::Snoozed)
        );
        assert_eq!(away(&[snoozed], "2024-06-01"), None);
    }

    #[test]
    fn the_latest_row_decides() {
        let done = row("2024-01-10", "done", "");
        assert_eq!(
            away(&[done.clone(), row("2024-02-10", "open", "")], "2024-03-31"),
            None
        );
        assert_eq!(
            away(
                &[done.clone(), row("2023-12-10", "", "declined")],
                "2024-03-31"
            ),
            Some(Absence::Reviewed)
        );
        assert_eq!(
            away(&[done.clone(), row("", "booked", "")], "2024-03-31"),
            Some(Absence::Reviewed),
            "a booking without a day undoes nothing"
        );
        assert_eq!(
            away(&[done, row("2024-01-10", "booked", "")], "2024-03-31"),
            Some(Absence::Reviewed),
            "of two rows of one day the one that says more"
        );
    }

    #[test]
    fn an_outcome_in_the_persons_own_words_leaves_the_status_in_force() {
        assert_eq!(
            away(&[row("2024-01-10", "Done", "stopped two")], "2024-03-31"),
            Some(Absence::Reviewed)
        );
        assert_eq!(
            away(&[row("2024-01-10", "done", "Declined")], "2024-03-31"),
            Some(Absence::Declined)
        );
    }

    #[test]
    fn what_is_not_understood_is_counted_and_removes_nobody() {
        let rows = [
            row("2024-01-10", "", "spoke to daughter"),
            row("2024-01-10", "", ""),
            row("", "done", ""),
            row("", "snoozed", ""),
        ];
        assert_eq!(away(&rows, "2024-03-31"), None);
        let history = ReviewHistory::of(&rows, day("2024-03-31"), WITHIN);
        assert_eq!((history.unknown_words, history.without_a_day), (2, 2));
    }

    #[test]
    fn end_of_life_needs_no_day_and_does_not_run_out() {
        assert_eq!(
            away(&[row("", "", "End of life")], "2024-03-31"),
            Some(Absence::EndOfLife)
        );
        assert_eq!(
            away(&[row("2019-01-10", "palliative", "")], "2024-03-31"),
            Some(Absence::EndOfLife)
        );
    }

    #[test]
    fn of_a_review_that_has_run_out_the_note_goes_on() {
        let written = |as_of: &str| {
            let review = Review {
                note: "prefers mornings".to_owned(),
                ..row("2023-03-31", "done", "reviewed")
            };
            ReviewHistory::of(&[review], day(as_of), WITHIN)
                .written("p")
                .cloned()
        };
        let note = "prefers mornings".to_owned();
        let kept = HumanColumns {
            note,
            ..HumanColumns::default()
        };
        assert_eq!(written("2024-03-31"), Some(kept));
        assert_eq!(
            written("2024-03-30").map(|written| written.status),
            Some("done".to_owned())
        );
    }
}
