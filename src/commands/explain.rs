//! `rxsift explain`: why one person is, or is not, on the list, as a sheet to prepare the review.

use clap::Args;

use super::arguments::{DefinitionArguments, Inputs, Outputs, month};
use super::load::{CommandInputs, ReadingRequest, catalogue, load};
use super::months::month_of;
use super::output::{Output, meta_of};
use super::policy::PolicyFile;
use super::prep_sheet::prep_sheet;
use crate::engine::PatientMonth;
use crate::failure::Failure;
use crate::model::{Month, normalised_id};
use crate::report;
use crate::report::Privacy;
use crate::shortlist::{Selection, rank};
use crate::ui::Ui;

/// Arguments of `rxsift explain`.
#[derive(Args, Clone, Debug)]
pub struct Explain {
    #[command(flatten)]
    inputs: Inputs,

    #[command(flatten)]
    policy: PolicyFile,

    /// The patient, by the id of the extract
    #[arg(long, value_name = "ID")]
    patient: String,

    /// Month to look at, such as 2024-03 [default: the latest]
    #[arg(long, value_parser = month, value_name = "MONTH")]
    month: Option<Month>,

    /// Show the patient id whole in a table for reading
    #[arg(long)]
    show_ids: bool,

    #[command(flatten)]
    definitions: DefinitionArguments,

    #[command(flatten)]
    outputs: Outputs,
}

/// Runs `rxsift explain`.
///
/// # Errors
/// [`Failure`] for an unusable input, a patient or month that is not in it, or an output that
/// cannot be written.
pub fn explain(arguments: &Explain, ui: &Ui) -> Result<(), Failure> {
    let catalogue = &*catalogue(&arguments.definitions, ui)?;
    let policy = arguments.policy.read(catalogue)?;
    let output = Output::prepare_with_page(&arguments.outputs, Privacy::Owner, ui)?;
    let CommandInputs { reading, .. } = load(
        &arguments.inputs,
        &arguments.outputs,
        ReadingRequest::default(),
        ui,
    )?;
    let cohort = &reading.cohort;
    let month = month_of(arguments.month, cohort)?;
    let id = normalised_id(arguments.patient.as_bytes()).unwrap_or_default();
    let patient = cohort.find_patient(&id).ok_or_else(|| {
        Failure::input(
            "the patient is not in these files",
            "check the id, and that the right files are given",
        )
    })?;
    let selection = Selection {
        month,
        window: 1,
        min_score: 0,
    };
    let the_patient = |of: &PatientMonth<'_>| of.patient == patient;
    let ranking = rank(cohort, catalogue, &policy, selection, &the_patient);
    let entry = ranking.entries.first().ok_or_else(|| {
        Failure::input(
            format!("the patient has no items in {month}"),
            "name another month with --month",
        )
    })?;
    let explanation = prep_sheet(entry, cohort, catalogue, month);
    let meta = meta_of(catalogue, "explain", reading.files.clone());
    let show_ids = arguments.show_ids || !output.for_reading();
    output.write(&report::explanation(&explanation, show_ids, meta), ui)
}
