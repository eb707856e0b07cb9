//! `rxsift synth`: a made-up extract.

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::Args;

use super::arguments::month;
use super::notices::plural;
use crate::failure::HintContext as _;
use crate::model::Month;
use crate::report::{Destination, Privacy, WriteError};
use crate::synth::{Files, Plan, write};
use crate::ui::Ui;

/// Most people of one practice, where the number of practices is not given.
const PEOPLE_PER_PRACTICE: u64 = 5_000;
/// Fewest practices, where the number of practices is not given.
const FEWEST_PRACTICES: u64 = 6;

/// Arguments of `rxsift synth`.
#[derive(Args, Clone, Debug)]
pub struct Synth {
    /// Number of people
    #[arg(long, value_name = "N", default_value_t = 1_500, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    patients: u64,

    /// Number of months
    #[arg(long, value_name = "M", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=600))]
    months: u32,

    /// Same seed, same bytes
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Number of practices [default: one for every 5,000 people, at least 6]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=9_999))]
    practices: Option<u64>,

    /// First month
    #[arg(long, value_name = "MONTH", default_value = "2024-01", value_parser = month)]
    start: Month,

    /// Folder for items.csv, patients.csv and organisations.csv
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,

    /// Overwrite these files if they exist
    #[arg(long)]
    force: bool,
}

/// Runs `rxsift synth`.
///
/// # Errors
/// [`WriteError`] if the folder or a file in it cannot be written.
pub fn synth(arguments: &Synth, ui: &Ui) -> anyhow::Result<()> {
    let usual = (arguments.patients / PEOPLE_PER_PRACTICE).clamp(FEWEST_PRACTICES, 9_999);
    let plan = Plan {
        patients: arguments.patients,
        months: arguments.months,
        practices: arguments.practices.unwrap_or(usual),
        start: arguments.start,
        seed: arguments.seed,
    };
    let folder = &arguments.output;
    let open = |name: &str| Destination::open(&folder.join(name), arguments.force, Privacy::Usual);
    crate::report::make_folder(folder)?;
    let (mut items, mut patients, mut organisations) = (
        open("items.csv")?,
        open("patients.csv")?,
        open("organisations.csv")?,
    );
    let rows = {
        let (mut items, mut patients) = (
            BufWriter::new(items.writer()?),
            BufWriter::new(patients.writer()?),
        );
        let mut organisations = BufWriter::new(organisations.writer()?);
        let mut files = Files {
            items: &mut items,
            patients: &mut patients,
            organisations: &mut organisations,
        };
        let written = write(&plan, &mut files);
        written.and_then(|rows| {
            use std::io::Write as _;
            items.flush()?;
            patients.flush()?;
            organisations.flush()?;
            Ok(rows)
        })
    };
    let refused = |error: io::Error| WriteError::Failed(folder.clone(), error.kind());
    let rows = rows
        .map_err(refused)
        .hint("check the space left on the disk")?;
    for file in [items, patients, organisations] {
        file.finish()?;
    }
    ui.note(&format!(
        "{}: {} of {} over {}, all made up",
        folder.display(),
        plural(rows, "item row", "item rows"),
        plural(plan.patients, "person", "people"),
        plural(u64::from(plan.months), "month", "months")
    ));
    Ok(())
}
