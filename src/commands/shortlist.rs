//! `rxsift shortlist`: whom to invite first, and why.

use clap::Args;

use super::INTENDED_USE;
use super::arguments::{Inputs, Outputs, month};
use super::load::{Loaded, load};
use super::output::{Output, meta};
use super::people::person_row;
use super::tell::plural;
use crate::error::Failure;
use crate::indicators::{Catalogue, PatientMonths};
use crate::model::{Cohort, Month, column};
use crate::report::{self, Privacy};
use crate::shortlist::{
    Balance, Policy, PracticeSlots, Selection, Wanted, Worklist, rank, slots_in,
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
    slots: Slots,

    /// Only the first N people [default: 20 in a table on the screen, else everyone eligible]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,

    /// Month to look at, such as 2024-03 [default: the latest]
    #[arg(long, value_parser = month, value_name = "MONTH")]
    month: Option<Month>,

    /// Only people with at least this score
    #[arg(long, value_name = "SCORE", default_value_t = 1)]
    min_score: u32,

    /// Show patient ids whole in a table for reading; files always have them whole
    #[arg(long)]
    show_ids: bool,

    #[command(flatten)]
    outputs: Outputs,
}

/// How many reviews can be done, and where.
#[derive(Args, Clone, Debug)]
#[group(skip)]
struct Slots {
    /// Reviews that can be done: the list is cut to them
    #[arg(long, group = "slots", value_name = "N")]
    capacity: Option<u32>,

    /// The same as hours of work, with --minutes-each
    #[arg(long, group = "slots", requires = "minutes_each", value_parser = hours, value_name = "HOURS")]
    hours: Option<f64>,

    /// Minutes that one review takes
    #[arg(long, requires = "hours", value_parser = clap::value_parser!(u32).range(1..), value_name = "MINUTES")]
    minutes_each: Option<u32>,

    /// Split the slots over practices: none (the first of the list), proportional (by eligible
    /// people, Sainte-Laguë), or floor=N (N for each practice first, the rest proportional)
    #[arg(long, requires = "slots", value_parser = balance, value_name = "HOW")]
    balance: Option<Balance>,
}

impl Slots {
    fn capacity(&self) -> Option<usize> {
        let hours = self.hours.zip(self.minutes_each);
        let in_hours = hours.map(|(hours, minutes)| slots_in(hours, minutes));
        in_hours.or_else(|| usize::try_from(self.capacity?).ok())
    }
}

fn hours(text: &str) -> Result<f64, String> {
    let hours = text.parse::<f64>().ok();
    hours
        .filter(|hours| (0.0..=1e6).contains(hours))
        .ok_or_else(|| "hours are a number such as 30 or 7.5".to_owned())
}

fn balance(text: &str) -> Result<Balance, String> {
    let floor = text.strip_prefix("floor").map(|rest| {
        let number = rest.trim_start_matches(['=', ':', ' ']).parse().ok();
        number.map(Balance::Floor)
    });
    match (text, floor) {
        ("none", _) => Ok(Balance::None),
        ("proportional", _) => Ok(Balance::Proportional),
        (_, Some(Some(floor))) => Ok(floor),
        (_, Some(None)) => Err("a floor has a number: floor=2".to_owned()),
        _ => Err("one of none, proportional and floor=N".to_owned()),
    }
}

/// Runs `rxsift shortlist`.
///
/// # Errors
/// [`Failure`] for an unusable input, a month that is not in it, or an output that cannot be
/// written.
pub fn shortlist(arguments: &Shortlist, ui: &Ui) -> Result<(), Failure> {
    let catalogue = Catalogue::shipped();
    let output = Output::prepare(&arguments.outputs, Privacy::Owner, ui)?;
    let Loaded { reading, months } = load(&arguments.inputs, &arguments.outputs, catalogue, ui)?;
    let month = month_of(arguments.month, &months)?;
    let capacity = arguments.slots.capacity();
    let top = match arguments.top {
        Some(top) => usize::try_from(top).ok(),
        None if capacity.is_some() => None,
        None => output.for_reading().then_some(TABLE_ROWS),
    };
    let selection = Selection {
        month,
        min_score: arguments.min_score,
        // Slots are given to practices by all of their eligible people.
        top: top.filter(|_| capacity.is_none()),
        only: None,
    };
    let ranking = rank(
        &months,
        &reading.cohort,
        catalogue,
        Policy::shipped(),
        selection,
    )?;
    let (considered, eligible) = (ranking.considered, ranking.eligible);
    let wanted = Wanted {
        capacity,
        balance: arguments.slots.balance.unwrap_or_default(),
        top,
    };
    let worklist = Worklist::of(ranking, wanted);
    ui.note(&summary(month, considered, eligible, &worklist));
    tell_slots(&worklist.slots, &reading.cohort, ui);
    let rows: Vec<_> = worklist
        .entries
        .iter()
        .map(|entry| person_row(entry, &reading.cohort, month))
        .collect();
    let footer = vec![String::new(), INTENDED_USE.to_owned()];
    let document = report::people(
        &rows,
        arguments.show_ids || !output.for_reading(),
        footer,
        meta("shortlist", reading.files),
    );
    output.write(&document, ui)
}

fn summary(month: Month, considered: usize, eligible: usize, worklist: &Worklist) -> String {
    let listed = worklist.entries.len();
    let shown = if listed == eligible {
        String::new()
    } else if worklist.slots.is_empty() {
        format!("; the first {listed} are shown, --top N shows more")
    } else {
        format!("; {listed} of them are listed")
    };
    format!("{month}: {eligible} of {considered} people with items reach the least score{shown}")
}

/// One line a practice: its slots, and how many could use one.
fn tell_slots(slots: &[PracticeSlots], cohort: &Cohort, ui: &Ui) {
    for of in slots {
        let practice = of.practice.map_or("no practice".to_owned(), |practice| {
            cohort.practices[practice as usize].to_string()
        });
        ui.note(&format!(
            "{practice}: {} for {} eligible",
            plural(of.slots as u64, "slot"),
            of.eligible
        ));
    }
}

/// The month asked for, if the extract has it; else its latest.
pub(super) fn month_of(asked: Option<Month>, months: &PatientMonths) -> Result<Month, Failure> {
    let column = months
        .frame
        .column(column::MONTH)
        .and_then(|months| months.i32().cloned());
    let column = column.map_err(|_| Failure::bug("the patient-months have no month"))?;
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
