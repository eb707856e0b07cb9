//! What was done before: arguments for earlier worklists, and what is told of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;

use crate::cohort::{Cohort, Person};
use crate::commands::arguments::Inputs;
use crate::commands::inputs::{CommandInputs, month_of};
use crate::commands::notices::plural;
use crate::extract::Reading;
use crate::failure::Failure;
use crate::model::{Duration, FileKind, Month};
use crate::shortlist::{
    Absence, Change, Changes, EligiblePeople, Entry, PeopleCount, RankingBasis, ReviewHistory,
    Worklist, WorklistRequest,
};
use crate::ui::Ui;

/// What was done before.
#[derive(Args, Clone, Debug)]
pub(crate) struct HistoryArguments {
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

impl HistoryArguments {
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
    pub(crate) fn review_history(
        &self,
        reading: &Reading,
        as_of: Option<chrono::NaiveDate>,
        ui: &Ui,
    ) -> anyhow::Result<ReviewHistory> {
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
        let mut history = ReviewHistory::of(&reading.reviews, as_of, self.reviewed_within);
        for (number, person) in known() {
            let facts = (person.last_review, person.end_of_life == Some(true));
            let patient = reading.cohort.patient_id(number);
            history.learn(patient, facts, (as_of, self.reviewed_within));
        }
        if history.unknown_words > 0 {
            ui.warning(&format!(
                "{} of reviews with a status and an outcome that are not known, or a day alone: they remove nobody",
                plural(history.unknown_words as u64, "row", "rows")
            ));
        }
        if history.without_a_day > 0 {
            ui.warning(&format!(
                "{} of reviews done or declined without a date, or snoozed without a day to snooze until: they remove nobody",
                plural(history.without_a_day as u64, "row", "rows")
            ));
        }
        Ok(history)
    }

    /// The ids of the earlier list: as it is written, or made from an earlier extract with the same
    /// options and the reviews known by then.
    ///
    /// # Errors
    /// [`Failure`] if the files hold neither.
    pub(crate) fn earlier_list(
        &self,
        earlier: &CommandInputs,
        by: &RankingBasis<'_>,
        wanted: WorklistRequest,
        ui: &Ui,
    ) -> anyhow::Result<BTreeSet<String>> {
        let (reading, cohort) = (&earlier.reading, &earlier.reading.cohort);
        if cohort.item_rows() == 0 {
            let listed = reading.listed.iter().map(|listed| &listed.patient);
            let ids: BTreeSet<String> = reading.named.iter().chain(listed).cloned().collect();
            if ids.is_empty() {
                anyhow::bail!(Failure::usage(
                    "--previous is neither an earlier shortlist nor an extract with items",
                    "give the worklist that this program wrote, or the extract of an earlier month",
                ));
            }
            return Ok(ids);
        }
        let by = RankingBasis {
            filter: earlier.filter.as_ref(),
            columns: &earlier.columns,
            ..*by
        };
        let month = month_of(None, cohort)?;
        let everyone = EligiblePeople::of(cohort, &reading.listed, Some(month), &by);
        let history = self.review_history(reading, Some(month.last_day()), ui)?;
        let list = worklist(everyone.entries, cohort, &history, wanted);
        let ids = list.entries.iter();
        Ok(ids.map(|entry| cohort.patient_id(entry.patient)).collect())
    }
}

/// Who of everyone eligible is listed: nobody whom the history leaves out, and no more than there are
/// slots.
pub(crate) fn worklist(
    entries: Vec<Entry>,
    cohort: &Cohort,
    history: &ReviewHistory,
    wanted: WorklistRequest,
) -> Worklist {
    Worklist::of(
        entries,
        |entry| history.away(&cohort.patient_id(entry.patient)),
        wanted,
    )
}

/// Names of counts, in the order of [`Absence::ALL`].
const COUNTS: [&str; 4] = [
    "left_out_reviewed",
    "left_out_snoozed",
    "left_out_declined",
    "left_out_end_of_life",
];

/// How many are left out, by reason.
pub(crate) fn away_counts(worklist: &Worklist) -> Vec<PeopleCount> {
    let counts = COUNTS.into_iter().zip(Absence::ALL);
    counts
        .map(|(name, away)| PeopleCount::new(name, worklist.count(away)))
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
    cohort: &Cohort,
    month: Option<Month>,
    ui: &Ui,
) -> anyhow::Result<Changes<'a>> {
    let of_month = cohort.items().filter(|item| Some(item.month) == month);
    let people: BTreeSet<u32> = of_month.map(|item| item.patient).collect();
    let has_items = |id: &str| {
        let patient = cohort.find_patient(id);
        patient.is_some_and(|patient| people.contains(&patient))
    };
    let earlier: BTreeSet<&str> = previous.iter().map(String::as_str).collect();
    let changes = Changes::between(&earlier, current, has_items);
    if !changes.add_up(earlier.len(), current.len()) {
        anyhow::bail!(Failure::bug("the changes of the list do not add up"));
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
pub(crate) fn change_counts(changes: &Changes<'_>, previous: usize) -> [PeopleCount; 5] {
    [
        PeopleCount::new("previous", previous),
        PeopleCount::new("new", changes.count(Change::New)),
        PeopleCount::new("still", changes.count(Change::Still)),
        PeopleCount::new("resolved", changes.count(Change::Resolved)),
        PeopleCount::new("left", changes.count(Change::Left)),
    ]
}

/// What has changed for the person.
pub(crate) fn change(patient: u32, cohort: &Cohort, changes: &Changes<'_>) -> Option<Change> {
    changes.0.get(cohort.patient_id(patient).as_str()).copied()
}

/// Why someone with items is not on the list.
pub(crate) fn why_not_listed(
    worklist: &Worklist,
    cohort: &Cohort,
) -> impl Fn(&str) -> &'static str + use<> {
    let away = worklist
        .left_out
        .iter()
        .map(|(patient, away)| (*patient, away.as_str()));
    let without = worklist
        .without_slot
        .iter()
        .map(|patient| (*patient, "no slot"));
    let reasons: BTreeMap<String, &'static str> = away
        .chain(without)
        .map(|(patient, why)| (cohort.patient_id(patient), why))
        .collect();
    move |id| reasons.get(id).copied().unwrap_or("not eligible")
}
