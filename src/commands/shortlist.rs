//! `rxsift shortlist`: whom to invite first, and why.

use clap::Args;

use super::INTENDED_USE;
use super::arguments::{Definitions, Inputs, Outputs, month};
use super::load::{Loaded, Wants, catalogue, load};
use super::output::{Output, meta_of};
use super::people::person_row;
use crate::error::Failure;
use crate::model::{Cohort, Month};
use crate::report::{self, Privacy};
use crate::shortlist::{Policy, Ranking, Selection, rank};
use crate::ui::Ui;

/// Rows of a table for reading, where the user names no number.
const TABLE_ROWS: usize = 20;

/// Arguments of `rxsift shortlist`.
#[derive(Args, Clone, Debug)]
pub struct Shortlist {
    #[command(flatten)]
    inputs: Inputs,

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
    definitions: Definitions,

    #[command(flatten)]
    outputs: Outputs,
}

/// Runs `rxsift shortlist`.
///
/// # Errors
/// [`Failure`] for an unusable input, a month that is not in it, or an output that cannot be
/// written.
pub fn shortlist(arguments: &Shortlist, ui: &Ui) -> Result<(), Failure> {
    let catalogue = &*catalogue(&arguments.definitions, ui)?;
    let output = Output::prepare(&arguments.outputs, Privacy::Owner, ui)?;
    let Loaded { reading, .. } = load(&arguments.inputs, &arguments.outputs, Wants::default(), ui)?;
    let month = month_of(arguments.month, &reading.cohort)?;
    let top = match arguments.top {
        Some(top) => usize::try_from(top).ok(),
        None => output.for_reading().then_some(TABLE_ROWS),
    };
    let selection = Selection {
        month,
        window: 1,
        min_score: arguments.min_score,
        top,
        only: None,
    };
    let ranking = rank(&reading.cohort, catalogue, Policy::shipped(), selection);
    ui.note(&summary(&ranking));
    let rows: Vec<_> = ranking
        .entries
        .iter()
        .map(|entry| person_row(entry, &reading.cohort, month))
        .collect();
    let footer = vec![String::new(), INTENDED_USE.to_owned()];
    let document = report::people(
        &rows,
        arguments.show_ids || !output.for_reading(),
        footer,
        meta_of(catalogue, "shortlist", reading.files),
    );
    output.write(&document, ui)
}

fn summary(ranking: &Ranking) -> String {
    let shown = if ranking.entries.len() < ranking.eligible {
        format!(
            "; the first {} are shown, --top N shows more",
            ranking.entries.len()
        )
    } else {
        String::new()
    };
    format!(
        "{}: {} of {} people with items reach the least score{shown}",
        ranking.month, ranking.eligible, ranking.considered
    )
}

/// The month asked for, if the extract has it; else its latest.
pub(super) fn month_of(asked: Option<Month>, cohort: &Cohort) -> Result<Month, Failure> {
    let months = cohort.months_with_items();
    let ends = months.first().zip(months.last());
    let (first, last) = ends.ok_or_else(|| Failure::bug("there are no patient-months"))?;
    match asked {
        None => Ok(*last),
        Some(month) if months.contains(&month) => Ok(month),
        Some(month) => Err(Failure::input(
            format!("the extract has no items in {month}"),
            format!("its months run from {first} to {last}"),
        )),
    }
}
