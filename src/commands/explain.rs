//! `rxsift explain`: every criterion for one person, met, not met or not assessable.

use clap::Args;

use super::INTENDED_USE;
use super::arguments::{Definitions, Inputs, Outputs, month};
use super::load::{Loaded, Wants, catalogue, load, name};
use super::months::month_of;
use super::output::{Output, meta_of};
use super::people::person_row;
use super::policy::PolicyFile;
use crate::error::Failure;
use crate::indicators::{Catalogue, bounds_text};
use crate::model::{Month, normalised_id};
use crate::report::{self, CriterionRow, Explanation, MedicineRow, Privacy};
use crate::shortlist::{Assessment, Checked, Entry, Outcome, Selection, rank};
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
    definitions: Definitions,

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
    let output = Output::prepare(&arguments.outputs, Privacy::Owner, ui)?;
    let Loaded { reading, .. } = load(&arguments.inputs, &arguments.outputs, Wants::default(), ui)?;
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
        top: Some(1),
        only: Some(patient),
    };
    let ranking = rank(cohort, catalogue, &policy, selection, &|_| true);
    let entry = ranking.entries.first().ok_or_else(|| {
        Failure::input(
            format!("the patient has no items in {month}"),
            "name another month with --month",
        )
    })?;
    let explanation = Explanation {
        person: person_row(entry, cohort, Some(month)),
        criteria: entry
            .assessments
            .iter()
            .map(|assessment| criterion_row(assessment, catalogue))
            .collect(),
        medicines: medicines(entry),
        nearest: nearest_threshold(entry),
    };
    let footer = vec![String::new(), INTENDED_USE.to_owned()];
    let meta = meta_of(catalogue, "explain", reading.files.clone());
    let show_ids = arguments.show_ids || !output.for_reading();
    output.write(
        &report::explanation(&explanation, show_ids, footer, meta),
        ui,
    )
}

fn criterion_row(assessment: &Assessment, catalogue: &Catalogue) -> CriterionRow {
    let first = assessment.checked.first();
    let (outcome, points, reason, medicines) = match &assessment.outcome {
        Outcome::Met(reason) => {
            let medicines = reason
                .medicines
                .iter()
                .map(|medicine| medicine.name.clone())
                .collect();
            (
                "met",
                u64::from(reason.points),
                reason.text.clone(),
                medicines,
            )
        }
        Outcome::NotMet => ("not met", 0, values(assessment), Vec::new()),
        Outcome::NotAssessable(because) => {
            let indicator = catalogue.indicator(&assessment.criterion);
            let needs = indicator.map(|i| i.needs.join(" and ")).unwrap_or_default();
            let reason = match needs.as_str() {
                "" => (*because).to_owned(),
                needs => format!("needs {needs}"),
            };
            ("not assessable", 0, reason, Vec::new())
        }
    };
    CriterionRow {
        criterion: assessment.criterion.clone(),
        title: assessment.title.clone(),
        outcome,
        value: first.and_then(|checked| checked.value).map(u64::from),
        threshold: first.and_then(|checked| checked.at_least).map(u64::from),
        points,
        reason,
        medicines,
    }
}

/// The values a criterion that is not met looked at, and what it needs.
fn values(assessment: &Assessment) -> String {
    let texts: Vec<String> = assessment.checked.iter().map(value_and_need).collect();
    texts.join("; ")
}

fn value_and_need(checked: &Checked) -> String {
    let value = checked
        .value
        .map_or("not known".to_owned(), |value| value.to_string());
    let need = bounds_text(checked.at_least, checked.at_most);
    format!("{} {value} (needs {need})", checked.title)
}

fn medicines(entry: &Entry) -> Vec<MedicineRow> {
    let counted = entry.counted.iter().map(|substance| (*substance, true));
    let all = counted.chain(
        entry
            .not_counted
            .iter()
            .map(|substance| (*substance, false)),
    );
    let mut rows: Vec<MedicineRow> = all
        .map(|(substance, counts)| MedicineRow {
            chapter: substance.chapter(),
            code: substance.to_string(),
            name: name(substance),
            counts,
        })
        .collect();
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    rows
}

fn nearest_threshold(entry: &Entry) -> String {
    match entry.nearest_threshold() {
        Some((assessment, short_by)) => {
            format!(
                "Nearest threshold not reached: {} ({short_by} short)",
                assessment.title
            )
        }
        None => String::new(),
    }
}
