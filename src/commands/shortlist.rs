//! `rxsift shortlist`: whom to invite first, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;

use super::INTENDED_USE;
use super::arguments::{Inputs, Outputs, month};
use super::history::{self, History};
use super::load::{LoadedGroups, check_limits, load_people, read};
use super::months::{month_of, people_of};
use super::output::{Output, meta, print};
use super::people::{human_cells, invitation_row, person_row};
use super::policy::PolicyFile;
use super::ranking::Eligible;
use super::sheets;
use super::slots::{Slots, slots_sheet, tell_slots};
use super::tell::tell;
use crate::error::Failure;
use crate::extract::Reading;
use crate::indicators::{Catalogue, PatientMonths, patient_months};
use crate::model::{Cohort, Month};
use crate::report::{
    self, Cell, Format, More, Privacy, combinations_sheet, equity_lines, equity_sheet,
};
use crate::shortlist::{Change, Changes, Entry, Memory, Policy, STATUSES, Wanted, Worklist};
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

    /// Also write whom to invite to FILE: id and practice, no medicine and no condition
    #[arg(long, value_name = "FILE")]
    invitations: Option<PathBuf>,

    /// Instead of people, how many of them are on each combination of the lists among the files
    #[arg(long)]
    intersections: bool,

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
    let letters = arguments.letters(ui)?;
    let inputs = arguments.history.with_reviews(&arguments.inputs);
    let LoadedGroups { reading, months } = load_people(&inputs, &arguments.outputs, catalogue, ui)?;
    let cohort = &reading.cohort;
    let months = arguments.with_month(months.as_ref())?;
    let month = months.map(|(_, month)| month);
    let wanted = arguments.slots.wanted();
    let top = match arguments.top {
        Some(top) => usize::try_from(top).ok(),
        None => (output.for_reading() && wanted.capacity.is_none()).then_some(TABLE_ROWS),
    };
    let min_score = arguments.min_score.unwrap_or(policy.eligibility.min_score);
    let everyone = Eligible::of(&reading, months, &policy, min_score)?;
    everyone.tell(ui);
    let combinations = everyone.combinations();
    if arguments.intersections {
        let meta = meta("shortlist", reading.files);
        return output.write(&report::combinations(&combinations, meta), ui);
    }
    let (considered, eligible) = (everyone.considered, everyone.entries.len());
    let as_of = inputs.as_of.or_else(|| month.map(Month::last_day));
    let memory = arguments.history.memory(&reading, as_of, ui)?;
    let has_lists = !everyone.lists.is_empty();
    let worklist = worklist(everyone.entries, cohort, &memory, wanted);
    let of = match month {
        Some(month) if has_lists => {
            format!("{month}: {eligible} of {considered} people with items or on a list")
        }
        Some(month) => format!("{month}: {eligible} of {considered} people with items"),
        None => format!("{eligible} of {considered} people on lists"),
    };
    ui.note(&summary(&of, eligible, &worklist, top));
    history::tell_away(&worklist, &reading, ui);
    tell_slots(&worklist.slots, cohort, ui);

    let mut more = More {
        counts: vec![
            ("considered", considered as u64),
            ("eligible", eligible as u64),
            ("could_be_invited", worklist.ready as u64),
            ("listed", worklist.entries.len() as u64),
        ],
        choices: vec![("status", STATUSES.to_vec())],
        options: arguments.options(min_score, month, as_of),
        ..More::default()
    };
    more.counts.extend(history::away_counts(&worklist));
    more.sheets.extend(slots_sheet(&worklist.slots, cohort));
    if has_lists {
        more.sheets.push(combinations_sheet(&combinations));
    }
    let shown = worklist.entries.iter().take(top.unwrap_or(usize::MAX));
    if let Some(previous) = arguments.previous(&policy, ui)? {
        let people = months.map(|(months, month)| people_of(month, months));
        let people = people.transpose()?.unwrap_or_default();
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
    if let Some(letters) = letters {
        let people = worklist.entries.iter().take(
            top.filter(|_| arguments.top.is_some())
                .unwrap_or(usize::MAX),
        );
        let people: Vec<_> = people.map(|entry| invitation_row(entry, cohort)).collect();
        let meta = meta("shortlist", reading.files.clone());
        letters.write(&report::invitations(&people, meta), ui)?;
    }
    if let (Format::Xlsx, Some((months, month))) = (output.format, months) {
        let further = sheets::further(months, cohort, &policy, month)?;
        more.sheets.extend(further);
    }
    let mut footer = Vec::new();
    if let Some(equity) = sheets::equity(&worklist, cohort) {
        footer.extend(equity_lines(&equity));
        more.sheets.push(equity_sheet(&equity));
        if !output.for_reading() {
            footer.iter().skip(1).for_each(|line| ui.note(line));
        }
    }
    footer.extend([String::new(), INTENDED_USE.to_owned()]);
    let show_ids = arguments.show_ids || !output.for_reading();
    let meta = meta("shortlist", reading.files);
    output.write(&report::people(&rows, show_ids, footer, meta, more), ui)
}

impl Shortlist {
    /// Where the invitations go, if they are wanted.
    fn letters(&self, ui: &Ui) -> Result<Option<Output>, Failure> {
        let Some(path) = &self.invitations else {
            return Ok(None);
        };
        if self.outputs.output.as_ref() == Some(path) {
            return Err(Failure::usage(
                "--output and --invitations name the same file",
                "give one of them another name",
            ));
        }
        let outputs = Outputs {
            format: None,
            output: Some(path.clone()),
            ..self.outputs.clone()
        };
        Output::prepare(&outputs, Privacy::Owner, ui).map(Some)
    }

    /// The month to look at with the patient-months, if there are items.
    fn with_month<'a>(
        &self,
        months: Option<&'a PatientMonths>,
    ) -> Result<Option<(&'a PatientMonths, Month)>, Failure> {
        let month = months.map(|months| Ok((months, month_of(self.month, months)?)));
        month.transpose()
    }

    /// What was asked for, as outputs tell it.
    fn options(
        &self,
        min_score: u32,
        month: Option<Month>,
        as_of: Option<chrono::NaiveDate>,
    ) -> Vec<(&'static str, String)> {
        let month = month.map(|month| ("month", month.to_string()));
        let as_of = as_of.map(|as_of| ("as_of", as_of.to_string()));
        let mut options: Vec<(&'static str, String)> = month.into_iter().chain(as_of).collect();
        options.push(("policy", self.policy.name()));
        options.push(("min_score", min_score.to_string()));
        options.extend(self.history.options());
        options.extend(self.slots.options());
        options
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
        let min_score = self.min_score.unwrap_or(policy.eligibility.min_score);
        let everyone = Eligible::of(reading, Some((&months, month)), policy, min_score)?;
        let memory = self.history.memory(reading, Some(month.last_day()), ui)?;
        let earlier = worklist(everyone.entries, cohort, &memory, self.slots.wanted());
        let ids = earlier
            .entries
            .iter()
            .map(|entry| id(entry.patient, cohort).to_owned());
        Ok(ids.collect())
    }
}

fn worklist(entries: Vec<Entry>, cohort: &Cohort, memory: &Memory, wanted: Wanted) -> Worklist {
    Worklist::of(
        entries,
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

fn summary(of: &str, eligible: usize, worklist: &Worklist, top: Option<usize>) -> String {
    let listed = worklist.entries.len();
    let cut = match top {
        Some(top) if top < listed => format!("; the first {top} are shown, --top N shows more"),
        _ if listed < eligible => format!("; {listed} of them are listed"),
        _ => String::new(),
    };
    format!("{of} reach the least score{cut}")
}
