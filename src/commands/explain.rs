//! `rxsift explain`: why one person is, or is not, on the list, as a sheet to prepare the review.

use clap::Args;

use super::INTENDED_USE;
use super::arguments::{DefinitionArguments, Inputs, Outputs, PolicyArguments, month};
use super::inputs::{CommandInputs, ReadingRequest, catalogue, load, month_of};
use super::output::{Output, meta_of};
use super::person_rows::person_row;
use crate::cohort::Cohort;
use crate::definitions::{Catalogue, bounds_text, known};
use crate::engine::PatientMonth;
use crate::failure::Failure;
use crate::model::{Month, Substance, normalised_id};
use crate::reference;
use crate::report;
use crate::report::{CriterionRow, Explanation, MedicineRow, NearestRow, Privacy};
use crate::shortlist::{
    Assessment, CriterionFeature, Entry, Outcome, RankingRequest, STATUSES, rank,
};
use crate::ui::Ui;

/// Arguments of `rxsift explain`.
#[derive(Args, Clone, Debug)]
pub struct Explain {
    #[command(flatten)]
    inputs: Inputs,

    #[command(flatten)]
    policy: PolicyArguments,

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
pub fn explain(arguments: &Explain, ui: &Ui) -> anyhow::Result<()> {
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
    let request = RankingRequest {
        month,
        window: 1,
        min_score: 0,
    };
    let the_patient = |of: &PatientMonth<'_>| of.patient == patient;
    let ranking = rank(cohort, catalogue, &policy, request, &the_patient);
    let entry = ranking.entries.first().ok_or_else(|| {
        Failure::input(
            format!("the patient has no items in {month}"),
            "name another month with --month",
        )
    })?;
    let explanation = explanation(entry, cohort, catalogue, month);
    let meta = meta_of(catalogue, "explain", reading.files.clone());
    let show_ids = arguments.show_ids || !output.for_reading();
    output.write(&report::prep_sheet(&explanation, show_ids, meta), ui)
}

/// What is known of the person, for a prep sheet.
fn explanation(entry: &Entry, cohort: &Cohort, catalogue: &Catalogue, month: Month) -> Explanation {
    let nearest = entry.nearest_thresholds().into_iter();
    let nearest = nearest.map(|(assessment, short_by)| NearestRow {
        criterion: assessment.criterion.clone(),
        title: assessment.title.clone(),
        short_by: u64::from(short_by),
    });
    Explanation {
        person: person_row(entry, cohort, Some(month)),
        criteria: entry
            .assessments
            .iter()
            .map(|assessment| criterion_row(assessment, catalogue))
            .collect(),
        medicines: medicines(entry, catalogue),
        nearest: nearest.collect(),
        statuses: STATUSES.to_vec(),
        intended_use: INTENDED_USE,
    }
}

/// Every medicine of the month, by BNF code.
fn medicines(entry: &Entry, catalogue: &Catalogue) -> Vec<MedicineRow> {
    let counted = entry.counted.iter().map(|substance| (*substance, true));
    let others = entry.not_counted.iter();
    let mut all: Vec<(Substance, bool)> = counted
        .chain(others.map(|substance| (*substance, false)))
        .collect();
    all.sort_unstable();
    let acb_score = catalogue.feature(known::ACB_SCORE);
    let row = |(substance, counts): (Substance, bool)| MedicineRow {
        chapter: substance.chapter(),
        chapter_title: reference::chapter_title(substance.chapter()).unwrap_or_default(),
        code: substance.to_string(),
        name: reference::substances().name(substance),
        counts,
        acb_points: acb_score.map_or(0, |feature| u64::from(catalogue.adds(feature, substance))),
        flags: flags(entry, substance),
    };
    all.into_iter().map(row).collect()
}

/// Criteria met that the medicine stands behind. Those of the number of medicines have every one
/// that counts behind them, which is told once.
fn flags(entry: &Entry, substance: Substance) -> Vec<String> {
    let of_number = |assessment: &&Assessment| matches!(&assessment.checked[..], [checked] if checked.feature == known::MEDICINES);
    let others = entry.assessments.iter().filter(|of| !of_number(of));
    let behind = others.filter(|assessment| match &assessment.outcome {
        Outcome::Met(reason) => reason
            .medicines
            .iter()
            .any(|medicine| medicine.substance == substance),
        _ => false,
    });
    behind
        .map(|assessment| assessment.criterion.clone())
        .collect()
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

fn value_and_need(checked: &CriterionFeature) -> String {
    let value = checked
        .value
        .map_or("not known".to_owned(), |value| value.to_string());
    let need = bounds_text(checked.at_least, checked.at_most);
    format!("{} {value} (needs {need})", checked.title)
}
