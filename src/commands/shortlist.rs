//! `rxsift shortlist`: whom to invite first, and why.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;

use super::INTENDED_USE;
use super::arguments::{Inputs, Outputs, month};
use super::history::{self, History};
use super::load::{Loaded, check_limits, load, read};
use super::output::{Output, meta, print};
use super::people::{human_cells, person_row};
use super::policy::PolicyFile;
use super::sheets;
use super::slots::{Slots, slots_sheet, tell_slots};
use super::tell::tell;
use crate::error::Failure;
use crate::extract::Reading;
use crate::indicators::{Catalogue, PatientMonths, patient_months};
use crate::model::{Cohort, Month, column};
use crate::report::{self, Cell, Format, More, Privacy};
use crate::shortlist::{
    Change, Changes, Memory, Policy, Ranking, STATUSES, Selection, Worklist, put_in_order, rank,
};
use crate::ui::Ui;

/// Rows of a table for reading, where the user names no number.
const TABLE_ROWS: usize = 20;

/// Arguments of `rxsift shortlist`.
#[derive(Args, Clone, Debug)]
pub struct Shortlist {
    #[command(flatten)]
    inputs: Inputs,

    #[command(flatten)]
    policy: PolicyFile,

    /// Print the default policy, to be changed and given with --policy
    #[arg(long, exclusive = true)]
    print_policy: bool,

    #[command(flatten)]
    slots: Slots,

    #[command(flatten)]
    history: History,

    /// Only the first N people [default: 20 in a table on the screen, else everyone eligible]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,

    /// Month to look at, such as 2024-03 [default: the latest]
    #[arg(long, value_parser = month, value_name = "MONTH")]
    month: Option<Month>,

    /// Only people with at least this score [default: the policy's, which is 1]
    #[arg(long, value_name = "SCORE")]
    min_score: Option<u32>,

    /// Show patient ids whole in a table for reading; files always have them whole
    #[arg(long)]
    show_ids: bool,

    #[command(flatten)]
    outputs: Outputs,
}

/// Runs `rxsift shortlist`.
///
/// # Errors
/// [`Failure`] for an unusable input, a month that is not in it, or an output that cannot be
/// written.
pub fn shortlist(arguments: &Shortlist, ui: &Ui) -> Result<(), Failure> {
    if arguments.print_policy {
        return print(Policy::shipped_text().as_bytes(), ui);
    }
    let catalogue = Catalogue::shipped();
    let policy = arguments.policy.read(catalogue)?;
    let output = Output::prepare(&arguments.outputs, Privacy::Owner, ui)?;
    let inputs = arguments.history.with_reviews(&arguments.inputs);
    let Loaded { reading, months } = load(&inputs, &arguments.outputs, catalogue, ui)?;
    let cohort = &reading.cohort;
    let month = month_of(arguments.month, &months)?;
    let wanted = arguments.slots.wanted();
    let top = match arguments.top {
        Some(top) => usize::try_from(top).ok(),
        None => (output.for_reading() && wanted.capacity.is_none()).then_some(TABLE_ROWS),
    };
    let ranking = arguments.ranked(&months, cohort, &policy, month)?;
    let (considered, eligible) = (ranking.considered, ranking.eligible);
    let as_of = inputs.as_of.unwrap_or_else(|| month.last_day());
    let memory = arguments.history.memory(&reading, as_of, ui);
    let worklist = worklist(ranking, cohort, &memory, wanted);
    ui.note(&summary(month, (considered, eligible), &worklist, top));
    history::tell_away(&worklist, &reading, ui);
    tell_slots(&worklist.slots, cohort, ui);

    let mut more = More {
        counts: vec![
            ("people_with_items", considered as u64),
            ("eligible", eligible as u64),
            ("could_be_invited", worklist.ready as u64),
            ("listed", worklist.entries.len() as u64),
        ],
        choices: vec![("status", STATUSES.to_vec())],
        options: arguments.options(&policy, (month, as_of)),
        ..More::default()
    };
    more.counts.extend(history::away_counts(&worklist));
    more.sheets.extend(slots_sheet(&worklist.slots, cohort));
    let shown = worklist.entries.iter().take(top.unwrap_or(usize::MAX));
    if let Some(previous) = arguments.previous(&policy, ui)? {
        let people = people_of(month, &months)?;
        let has_items = |id: &str| position(id, cohort).is_some_and(|at| people.contains(&at));
        let listed = worklist
            .entries
            .iter()
            .map(|entry| id(entry.patient, cohort))
            .collect();
        let changes = history::compare(&previous, &listed, has_items, ui)?;
        more.counts
            .extend(history::change_counts(&changes, previous.len()));
        more.columns.push("change");
        more.cells = shown
            .clone()
            .map(|entry| vec![change(entry.patient, cohort, &changes)])
            .collect();
        more.sheets.push(history::gone_sheet(
            &changes,
            why_not_listed(&worklist, cohort),
        ));
    }
    let rows = shown.map(|entry| {
        let mut row = person_row(entry, cohort, month);
        row.human = memory
            .written(&row.patient_id)
            .map(human_cells)
            .unwrap_or_default();
        row
    });
    let rows: Vec<_> = rows.collect();
    if output.format == Format::Xlsx {
        let further = sheets::further(&months, cohort, &policy, month)?;
        more.sheets.extend(further);
    }
    let footer = vec![String::new(), INTENDED_USE.to_owned()];
    let show_ids = arguments.show_ids || !output.for_reading();
    let meta = meta("shortlist", reading.files);
    output.write(&report::people(&rows, show_ids, footer, meta, more), ui)
}

impl Shortlist {
    /// What was asked for, as outputs tell it.
    fn options(
        &self,
        policy: &Policy,
        (month, as_of): (Month, chrono::NaiveDate),
    ) -> Vec<(&'static str, String)> {
        let min_score = self.min_score.unwrap_or(policy.eligibility.min_score);
        let mut options = vec![
            ("month", month.to_string()),
            ("as_of", as_of.to_string()),
            ("policy", self.policy.name()),
            ("min_score", min_score.to_string()),
        ];
        options.extend(self.history.options());
        options.extend(self.slots.options());
        options
    }

    /// Everyone eligible in the month, in the policy's order.
    fn ranked(
        &self,
        months: &PatientMonths,
        cohort: &Cohort,
        policy: &Policy,
        month: Month,
    ) -> Result<Ranking, Failure> {
        let selection = Selection {
            month,
            min_score: self.min_score.unwrap_or(policy.eligibility.min_score),
            top: None,
            only: None,
        };
        let mut ranking = rank(months, cohort, Catalogue::shipped(), policy, selection)?;
        put_in_order(&mut ranking.entries, &policy.order.tie_breaks);
        Ok(ranking)
    }

    /// The ids of the earlier list: as it is written, or made from an earlier extract with the same
    /// options and the reviews known by then.
    fn previous(&self, policy: &Policy, ui: &Ui) -> Result<Option<BTreeSet<String>>, Failure> {
        let Some(inputs) = self.history.earlier(&self.inputs) else {
            return Ok(None);
        };
        let reading = read(&inputs, &self.outputs, ui)?;
        tell(&reading, ui);
        check_limits(&inputs, &reading)?;
        if reading.cohort.items.height() == 0 {
            let named = reading
                .named
                .iter()
                .chain(reading.listed.iter().map(|listed| &listed.patient));
            let ids: BTreeSet<String> = named.cloned().collect();
            if ids.is_empty() {
                return Err(Failure::usage(
                    "--previous is neither an earlier shortlist nor an extract with items",
                    "give the worklist that this program wrote, or the extract of an earlier month",
                ));
            }
            return Ok(Some(ids));
        }
        self.earlier_list(&reading, policy, ui).map(Some)
    }

    fn earlier_list(
        &self,
        reading: &Reading,
        policy: &Policy,
        ui: &Ui,
    ) -> Result<BTreeSet<String>, Failure> {
        let cohort = &reading.cohort;
        let months = patient_months(cohort, Catalogue::shipped())?;
        let month = month_of(None, &months)?;
        let ranking = self.ranked(&months, cohort, policy, month)?;
        let memory = self.history.memory(reading, month.last_day(), ui);
        let earlier = worklist(ranking, cohort, &memory, self.slots.wanted());
        let ids = earlier
            .entries
            .iter()
            .map(|entry| id(entry.patient, cohort).to_owned());
        Ok(ids.collect())
    }
}

fn worklist(
    ranking: Ranking,
    cohort: &Cohort,
    memory: &Memory,
    wanted: crate::shortlist::Wanted,
) -> Worklist {
    Worklist::of(
        ranking,
        |entry| memory.away(id(entry.patient, cohort)),
        wanted,
    )
}

fn id(patient: u32, cohort: &Cohort) -> &str {
    &cohort.patients[patient as usize]
}

fn position(id: &str, cohort: &Cohort) -> Option<u32> {
    let position = cohort.patients.binary_search_by(|known| (**known).cmp(id));
    position
        .ok()
        .and_then(|position| u32::try_from(position).ok())
}

fn change(patient: u32, cohort: &Cohort, changes: &Changes<'_>) -> Cell {
    let change = changes.0.get(id(patient, cohort));
    change.map_or(Cell::Empty, |change: &Change| {
        Cell::Text(change.as_str().to_owned())
    })
}

/// Why someone with items is not on the list.
fn why_not_listed<'a>(
    worklist: &Worklist,
    cohort: &'a Cohort,
) -> impl Fn(&str) -> &'static str + use<'a> {
    let away = worklist
        .left_out
        .iter()
        .map(|(patient, away)| (*patient, away.as_str()));
    let without = worklist
        .without_slot
        .iter()
        .map(|patient| (*patient, "no slot"));
    let reasons: BTreeMap<&str, &'static str> = away
        .chain(without)
        .map(|(patient, why)| (id(patient, cohort), why))
        .collect();
    move |id| reasons.get(id).copied().unwrap_or("not eligible")
}

fn summary(
    month: Month,
    (considered, eligible): (usize, usize),
    worklist: &Worklist,
    top: Option<usize>,
) -> String {
    let listed = worklist.entries.len();
    let cut = match top {
        Some(top) if top < listed => format!("; the first {top} are shown, --top N shows more"),
        _ if listed < eligible => format!("; {listed} of them are listed"),
        _ => String::new(),
    };
    format!("{month}: {eligible} of {considered} people with items reach the least score{cut}")
}

/// The month asked for, if the extract has it; else its latest.
pub(super) fn month_of(asked: Option<Month>, months: &PatientMonths) -> Result<Month, Failure> {
    let column = month_column(months)?;
    // Sorted by month: the first and the last row are the ends.
    let ends = column
        .first()
        .zip(column.last())
        .map(|(a, b)| (Month::from_index(a), Month::from_index(b)));
    let (first, last) = ends.ok_or_else(|| Failure::bug("there are no patient-months"))?;
    match asked {
        None => Ok(last),
        Some(month) if column.iter().flatten().any(|index| index == month.index()) => Ok(month),
        Some(month) => Err(Failure::input(
            format!("the extract has no items in {month}"),
            format!("its months run from {first} to {last}"),
        )),
    }
}

fn month_column(months: &PatientMonths) -> Result<polars::prelude::Int32Chunked, Failure> {
    let column = months
        .frame
        .column(column::MONTH)
        .and_then(|months| months.i32().cloned());
    column.map_err(|_| Failure::bug("the patient-months have no month"))
}

/// Everyone with an item in the month, as positions in [`Cohort::patients`].
fn people_of(month: Month, months: &PatientMonths) -> Result<BTreeSet<u32>, Failure> {
    let people = months
        .frame
        .column(column::PATIENT)
        .and_then(|people| people.u32().cloned());
    let people = people.map_err(|_| Failure::bug("the patient-months have no patient"))?;
    let in_month = month_column(months)?;
    let rows = in_month.iter().zip(people.iter());
    Ok(rows
        .filter(|(at, _)| *at == Some(month.index()))
        .filter_map(|(_, patient)| patient)
        .collect())
}
