//! Reads the inputs, says what became of their rows, and stops where too much was lost.

use super::arguments::{Inputs, Outputs};
use super::tell::tell;
use crate::error::Failure;
use crate::extract::{self, Dictionary, Effect, Input, Options, ReadError, Reading};
use crate::indicators::{Catalogue, PatientMonths, patient_months};
use crate::model::{FileSummary, Substance};
use crate::reference;
use crate::report::{Destination, Privacy, RejectRow, rejects};
use crate::ui::Ui;

/// Everything a command computes from.
pub(super) struct Loaded {
    pub(super) reading: Reading,
    pub(super) months: PatientMonths,
}

/// What a command about groups computes from.
pub(super) struct LoadedGroups {
    pub(super) reading: Reading,
    /// `None` where no file holds items of people.
    pub(super) months: Option<PatientMonths>,
}

/// Reads, tells and checks the inputs of a command about people: there have to be items.
pub(super) fn load(
    inputs: &Inputs,
    outputs: &Outputs,
    catalogue: &Catalogue,
    ui: &Ui,
) -> Result<Loaded, Failure> {
    let LoadedGroups { reading, months } = load_groups(inputs, outputs, catalogue, ui)?;
    let months = months.ok_or(ReadError::NoItems)?;
    Ok(Loaded { reading, months })
}

/// Reads, tells and checks the inputs of a list of people: there have to be items, or lists.
pub(super) fn load_people(
    inputs: &Inputs,
    outputs: &Outputs,
    catalogue: &Catalogue,
    ui: &Ui,
) -> Result<LoadedGroups, Failure> {
    let reading = read(inputs, outputs, ui)?;
    tell(&reading, ui);
    check_limits(inputs, &reading)?;
    let has_items = reading.cohort.items.height() > 0;
    if !has_items && reading.listed.is_empty() {
        return Err(ReadError::NoItems.into());
    }
    let months = has_items
        .then(|| patient_months(&reading.cohort, catalogue))
        .transpose()?;
    Ok(LoadedGroups { reading, months })
}

/// Reads, tells and checks the inputs of a command about groups: there has to be something to
/// compute from.
pub(super) fn load_groups(
    inputs: &Inputs,
    outputs: &Outputs,
    catalogue: &Catalogue,
    ui: &Ui,
) -> Result<LoadedGroups, Failure> {
    let reading = read(inputs, outputs, ui)?;
    tell(&reading, ui);
    check_limits(inputs, &reading)?;
    let has_items = reading.cohort.items.height() > 0;
    if !has_items && reading.prescribing.is_empty() && reading.published.is_empty() {
        return Err(ReadError::NoItems.into());
    }
    let months = has_items
        .then(|| patient_months(&reading.cohort, catalogue))
        .transpose()?;
    Ok(LoadedGroups { reading, months })
}

/// Reads the inputs and writes the file of rejects, if one is wanted.
pub(super) fn read(inputs: &Inputs, outputs: &Outputs, ui: &Ui) -> Result<Reading, Failure> {
    if inputs.rejects.is_some() && inputs.rejects == outputs.output {
        return Err(Failure::usage(
            "--output and --rejects name the same file",
            "give one of them another name",
        ));
    }
    let rejected = inputs.rejects.as_deref();
    let destination = rejected
        .map(|path| Destination::open(path, outputs.force, Privacy::Usual))
        .transpose()?;
    let found = find(inputs)?;
    let dictionary = inputs
        .dictionary
        .as_deref()
        .map(|path| dictionary(path, ui))
        .transpose()?;
    let options = Options {
        as_of: inputs.as_of,
        dictionary: dictionary.as_ref(),
    };
    let progress = ui.progress(found.iter().map(Input::size).sum());
    let reading = extract::read(&found, options, &|bytes| progress.advance(bytes));
    progress.finish();
    let reading = reading?;
    if let Some(destination) = destination {
        destination.write(&rejects(&reject_rows(&reading)))?;
    }
    Ok(reading)
}

fn find(inputs: &Inputs) -> Result<Vec<Input>, Failure> {
    let mut found = extract::find_inputs(&inputs.files)?;
    for (kind, path) in &inputs.read_as {
        let named = extract::find_inputs(std::slice::from_ref(path))?;
        found.retain(|input| named.iter().all(|other| other.name() != input.name()));
        found.extend(named.into_iter().map(|input| input.read_as(*kind)));
    }
    for (comparator, path) in &inputs.lists {
        let named = extract::find_inputs(std::slice::from_ref(path))?;
        found.retain(|input| named.iter().all(|other| other.name() != input.name()));
        found.extend(named.into_iter().map(|input| input.listed_as(comparator)));
    }
    Ok(found)
}

fn dictionary(path: &std::path::Path, ui: &Ui) -> Result<Dictionary, Failure> {
    let input = Input::file(path);
    let dictionary = Dictionary::read(input.name(), &input.bytes()?)?;
    let counts = dictionary.counts();
    ui.note(&format!(
        "{}: dictionary, {} presentations; {} rows left out; dm+d codes restored: {}, unreadable: {}",
        input.name(),
        counts.rows,
        counts.left_out,
        counts.restored,
        counts.unread
    ));
    Ok(dictionary)
}

fn reject_rows(reading: &Reading) -> Vec<RejectRow> {
    let row = |problem: &extract::Problem| RejectRow {
        file: reading.files[problem.file].name.clone(),
        line: problem.line,
        column: problem
            .column
            .map(|field| field.as_str())
            .unwrap_or_default(),
        effect: problem.effect.as_str(),
        reason: problem.reason.as_str(),
    };
    reading.problems.iter().map(row).collect()
}

/// The limits of `--max-rejected` and `--max-unmatched`.
pub(super) fn check_limits(inputs: &Inputs, reading: &Reading) -> Result<(), Failure> {
    for (number, file) in reading.files.iter().enumerate() {
        let rejected = file.rejected.values().sum::<u64>();
        if share(rejected, file.read) > inputs.max_rejected {
            return Err(too_many_rejected(number, file, rejected, reading));
        }
    }
    let (items, missing) = reading.matching.items();
    if share(missing, items) > inputs.max_unmatched {
        return Err(Failure::input(
            format!(
                "{missing} of {items} items ({:.1} %) have no known substance",
                share(missing, items)
            ),
            "'rxsift check' lists them; give --dictionary, mend the export, or raise --max-unmatched",
        ));
    }
    Ok(())
}

fn too_many_rejected(
    number: usize,
    file: &FileSummary,
    rejected: u64,
    reading: &Reading,
) -> Failure {
    let largest = file
        .rejected
        .iter()
        .max_by_key(|(_, count)| **count)
        .map_or("", |(reason, _)| *reason);
    let mut of_reason = reading.problems.iter().filter(|problem| {
        problem.file == number
            && problem.effect == Effect::Rejected
            && problem.reason.as_str() == largest
    });
    let line = of_reason.next().map_or(0, |problem| problem.line);
    Failure::input(
        format!(
            "{}: {rejected} of {} rows ({:.1} %) have to be rejected; most: {largest} (first at line {line})",
            file.name,
            file.read,
            share(rejected, file.read)
        ),
        "--rejects FILE writes them all; mend the export, or raise --max-rejected",
    )
}

/// A share in percent; 0 of 0 is 0.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of rows are far below 2^53"
)]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}

/// The name of a substance, or its code where no name is known.
pub(super) fn name(substance: Substance) -> String {
    reference::substances().name(substance)
}
