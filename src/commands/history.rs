//! What was done before: arguments for earlier worklists, and what is told of them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;

use super::arguments::Inputs;
use super::notices::plural;
use crate::cohort::Person;
use crate::extract::Reading;
use crate::failure::Failure;
use crate::model::Duration;
use crate::model::FileKind;
use crate::report::{Cell, Sheet};
use crate::shortlist::{Absence, Change, Changes, ReviewHistory, Worklist};
use crate::ui::Ui;

/// What was done before.
#[derive(Args, Clone, Debug)]
pub(crate) struct History {
    /// Worklists that were filled in, or records of reviews; files and folders, several times
    ///
    /// The worklist of an earlier month is such a file. Of a person's rows the latest decides.
    #[arg(long, value_name = "FILE")]
    reviews: Vec<PathBuf>,

    /// How long a review that was done, or declined, keeps a person off the list
    #[arg(long, value_parser = span, default_value = "12 months", value_name = "TIME")]
    reviewed_within: Duration,

    /// An earlier shortlist, or the extract of an earlier month: says who is new, still listed,
    /// resolved or gone
    #[arg(long, value_name = "FILE OR FOLDER")]
    previous: Option<PathBuf>,
}

fn span(text: &str) -> Result<Duration, String> {
    Duration::parse(text)
        .ok_or_else(|| "a length of time such as '12 months' or '90 days'".to_owned())
}

impl History {
    /// The inputs with the files of reviews among them.
    pub(crate) fn with_reviews(&self, inputs: &Inputs) -> Inputs {
        let mut inputs = inputs.clone();
        let reviews = self
            .reviews
            .iter()
            .map(|path| (FileKind::Reviews, path.clone()));
        inputs.read_as.extend(reviews);
        inputs
    }

    /// The inputs of the earlier month, read as the current ones are.
    pub(crate) fn earlier(&self, inputs: &Inputs) -> Option<Inputs> {
        Some(Inputs {
            files: vec![self.previous.clone()?],
            read_as: Vec::new(),
            lists: Vec::new(),
            rejects: None,
            ..inputs.clone()
        })
    }

    /// What was asked for, as outputs tell it.
    pub(crate) fn options(&self) -> Vec<(&'static str, String)> {
        let previous = self.previous.as_ref();
        let previous = previous.map(|path| ("previous", path.display().to_string()));
        let within = ("reviewed_within", self.reviewed_within.to_string());
        std::iter::once(within).chain(previous).collect()
    }

    /// What the reviews say on the day, and what of them could not be understood.
    ///
    /// # Errors
    /// [`Failure`] if there are reviews and no day.
    pub(crate) fn memory(
        &self,
        reading: &Reading,
        as_of: Option<chrono::NaiveDate>,
        ui: &Ui,
    ) -> Result<ReviewHistory, Failure> {
        let registers =
            |person: &Person| person.last_review.is_some() || person.end_of_life == Some(true);
        let known = || {
            reading
                .cohort
                .registered()
                .filter(|(_, person)| registers(person))
        };
        if reading.reviews.is_empty() && known().next().is_none() {
            return Ok(ReviewHistory::default());
        }
        let as_of = as_of.ok_or_else(|| {
            Failure::usage(
                "lists without items name no day, and reviews count for a time",
                "name today with --as-of, such as 2026-04-17",
            )
        })?;
        let mut memory = ReviewHistory::of(&reading.reviews, as_of, self.reviewed_within);
        for (number, person) in known() {
            let facts = (person.last_review, person.end_of_life == Some(true));
            let patient = reading.cohort.patient_id(number);
            memory.learn(patient, facts, (as_of, self.reviewed_within));
        }
        if memory.unknown_words > 0 {
            ui.warning(&format!(
                "{} of reviews with a status and an outcome that are not known, or a day alone: they remove nobody",
                plural(memory.unknown_words as u64, "row")
            ));
        }
        if memory.without_a_day > 0 {
            ui.warning(&format!(
                "{} of reviews done or declined without a date, or snoozed without a day to snooze until: they remove nobody",
                plural(memory.without_a_day as u64, "row")
            ));
        }
        Ok(memory)
    }
}

/// Names of counts, in the order of [`Absence::ALL`].
const COUNTS: [&str; 4] = [
    "left_out_reviewed",
    "left_out_snoozed",
    "left_out_declined",
    "left_out_end_of_life",
];

/// How many are left out, by reason.
pub(crate) fn away_counts(worklist: &Worklist) -> Vec<(&'static str, u64)> {
    let counts = COUNTS.into_iter().zip(Absence::ALL);
    counts
        .map(|(name, away)| (name, worklist.count(away) as u64))
        .collect()
}

/// Says how many are left out, if there are records of reviews.
pub(crate) fn tell_away(worklist: &Worklist, reading: &Reading, ui: &Ui) {
    let has_reviews = reading
        .files
        .iter()
        .any(|file| file.kind == FileKind::Reviews);
    if has_reviews {
        let counts = Absence::ALL.map(|away| format!("{} {}", worklist.count(away), away.as_str()));
        ui.note(&format!("left out of them: {}", counts.join(", ")));
    }
}

/// Compares with the earlier list and says what became of it.
///
/// # Errors
/// A fault of the program if the numbers do not add up.
pub(crate) fn compare<'a>(
    previous: &'a BTreeSet<String>,
    current: &BTreeSet<&'a str>,
    has_items: impl Fn(&str) -> bool,
    ui: &Ui,
) -> Result<Changes<'a>, Failure> {
    let earlier: BTreeSet<&str> = previous.iter().map(String::as_str).collect();
    let changes = Changes::between(&earlier, current, has_items);
    if !changes.add_up(earlier.len(), current.len()) {
        return Err(Failure::bug("the changes of the list do not add up"));
    }
    ui.note(&format!(
        "{} on the earlier list + {} new - {} resolved - {} without items now = {} listed",
        earlier.len(),
        changes.count(Change::New),
        changes.count(Change::Resolved),
        changes.count(Change::Left),
        current.len()
    ));
    Ok(changes)
}

/// How many have changed, by change.
pub(crate) fn change_counts(changes: &Changes<'_>, previous: usize) -> Vec<(&'static str, u64)> {
    vec![
        ("previous", previous as u64),
        ("new", changes.count(Change::New) as u64),
        ("still", changes.count(Change::Still) as u64),
        ("resolved", changes.count(Change::Resolved) as u64),
        ("left", changes.count(Change::Left) as u64),
    ]
}

/// Who is no longer listed, and why.
pub(crate) fn gone_sheet(changes: &Changes<'_>, why: impl Fn(&str) -> &'static str) -> Sheet {
    let gone = changes
        .0
        .iter()
        .filter(|(_, change)| matches!(change, Change::Resolved | Change::Left));
    let rows = gone.map(|(id, change)| {
        let because = match change {
            Change::Left => "no items in the month",
            _ => why(id),
        };
        vec![
            Cell::Text((*id).to_owned()),
            Cell::Text(change.as_str().to_owned()),
            Cell::Text(because.to_owned()),
        ]
    });
    Sheet {
        name: "No longer listed",
        key: Some("no_longer_listed"),
        columns: vec!["patient_id", "change", "because"],
        rows: rows.collect(),
    }
}
