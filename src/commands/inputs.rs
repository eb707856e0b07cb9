//! Reads the inputs, says what became of their rows, and stops where too much was lost. The month
//! that is looked at is one of theirs.

use std::borrow::Cow;

use super::arguments::{DefinitionArguments, Inputs, Outputs};
use super::notices::tell;
use super::output::format;
use crate::checks::Limits;
use crate::cohort::Cohort;
use crate::definitions::{Catalogue, Filter};
use crate::extract::{Options, Problem, ReadError, Reading, RecognisedInputs, read_dictionary};
use crate::failure::Failure;
use crate::files::Input;
use crate::medicines::Dictionary;
use crate::model::Month;
use crate::report::{Destination, Privacy, RejectRow, rejects};
use crate::ui::Ui;

/// What a command asks of the files beside their usual columns.
#[derive(Default)]
pub(crate) struct ReadingRequest<'a> {
    /// Names of columns of organisations and patients files.
    pub(crate) columns: Vec<String>,
    /// The text of `--where`, and what it may name.
    pub(crate) filter: Option<(&'a str, &'a Catalogue)>,
    /// Whether the hashes of the files are told, whatever the format.
    pub(crate) hashes: bool,
}

/// What a command computes from.
pub(crate) struct CommandInputs {
    pub(crate) reading: Reading,
    /// Names of the columns that were kept, in the order of the cohort's.
    pub(crate) columns: Vec<String>,
    /// The filter of `--where`.
    pub(crate) filter: Option<Filter>,
}

/// The shipped definitions, with the user's own where there are any.
pub(crate) fn catalogue(
    definitions: &DefinitionArguments,
    ui: &Ui,
) -> anyhow::Result<Cow<'static, Catalogue>> {
    let shipped = Catalogue::shipped();
    if definitions.definitions.is_empty() {
        return Ok(Cow::Borrowed(shipped));
    }
    let mut files = Vec::new();
    for path in &definitions.definitions {
        files.extend(crate::files::definition_files(path)?);
    }
    let catalogue = shipped.with(&files)?;
    for file in catalogue.user_files() {
        let lists = file
            .versions
            .iter()
            .map(|(id, version)| match version.as_str() {
                "" => id.clone(),
                version => format!("{id} version {version}"),
            });
        let named: Vec<String> = lists.chain(file.indicators.iter().cloned()).collect();
        if !named.is_empty() {
            ui.note(&format!("{}: definitions: {}", file.name, named.join(", ")));
        }
    }
    for note in catalogue.user_files().iter().flat_map(|file| &file.notes) {
        ui.warning(note);
    }
    Ok(Cow::Owned(catalogue))
}

/// The inputs of a command about people: there have to be items.
pub(crate) fn load(
    inputs: &Inputs,
    outputs: &Outputs,
    wants: ReadingRequest<'_>,
    ui: &Ui,
) -> anyhow::Result<CommandInputs> {
    let has_items = |reading: &Reading| reading.cohort.item_rows() > 0;
    load_enough(has_items, inputs, outputs, wants, ui)
}

/// The inputs of a list of people: there have to be items, or lists.
pub(crate) fn load_people(
    inputs: &Inputs,
    outputs: &Outputs,
    wants: ReadingRequest<'_>,
    ui: &Ui,
) -> anyhow::Result<CommandInputs> {
    let has_people =
        |reading: &Reading| reading.cohort.item_rows() > 0 || !reading.listed.is_empty();
    load_enough(has_people, inputs, outputs, wants, ui)
}

/// The inputs of a command about groups: there has to be something to compute from.
pub(crate) fn load_groups(
    inputs: &Inputs,
    outputs: &Outputs,
    wants: ReadingRequest<'_>,
    ui: &Ui,
) -> anyhow::Result<CommandInputs> {
    let has_figures = |reading: &Reading| {
        reading.cohort.item_rows() > 0
            || !reading.prescribing.is_empty()
            || !reading.published.is_empty()
    };
    load_enough(has_figures, inputs, outputs, wants, ui)
}

/// Reads the inputs, says what became of them, and stops where too much was lost or what was read
/// is not enough.
pub(crate) fn load_enough(
    is_enough: impl Fn(&Reading) -> bool,
    inputs: &Inputs,
    outputs: &Outputs,
    wants: ReadingRequest<'_>,
    ui: &Ui,
) -> anyhow::Result<CommandInputs> {
    let loaded = read(inputs, outputs, wants, ui)?;
    tell(&loaded.reading, ui);
    check_limits(inputs, &loaded.reading)?;
    if !is_enough(&loaded.reading) {
        return Err(ReadError::NoItems.into());
    }
    Ok(loaded)
}

/// Reads the inputs and writes the file of rejects, if one is wanted.
pub(crate) fn read(
    inputs: &Inputs,
    outputs: &Outputs,
    wants: ReadingRequest<'_>,
    ui: &Ui,
) -> anyhow::Result<CommandInputs> {
    if inputs.rejects.is_some() && inputs.rejects == outputs.output {
        anyhow::bail!(Failure::usage(
            "--output and --rejects name the same file",
            "give one of them another name",
        ));
    }
    let rejected = inputs.rejects.as_deref();
    let destination = rejected
        .map(|path| Destination::open(path, outputs.force, Privacy::Usual))
        .transpose()?;
    let found = find(inputs)?;
    let hashed = wants.hashes || format(outputs, ui)?.names_inputs();
    let progress = ui.progress(found.iter().map(Input::size).sum());
    let advance = |bytes| progress.advance(bytes);
    let open = || RecognisedInputs::open(&found, inputs.as_of, hashed, &advance);
    let mut opened = None;
    let filter = match wants.filter {
        None => None,
        Some((text, catalogue)) => Some(match Filter::parse(text, catalogue, &[]) {
            Ok(filter) => filter,
            // What it names beside features may be a column of the files.
            Err(_) => {
                let columns = opened.insert(open()?).column_names();
                Filter::parse(text, catalogue, &columns)?
            }
        }),
    };
    let mut columns = wants.columns;
    columns.extend(filter.iter().flat_map(Filter::columns).map(str::to_owned));
    columns.sort();
    columns.dedup();
    let dictionary = inputs
        .dictionary
        .as_deref()
        .map(|path| dictionary(path, ui))
        .transpose()?;
    let options = Options {
        as_of: inputs.as_of,
        dictionary: dictionary.as_ref(),
        threads: inputs.threads.unwrap_or(0),
        without_hashes: !hashed,
        columns: &columns,
    };
    let opened = opened.map_or_else(open, Ok);
    let reading = opened.and_then(|opened| opened.read(options));
    progress.finish();
    let rows = match &reading {
        Ok(reading) => {
            let names = reading.files.iter().map(|file| file.name.as_str());
            reject_rows(&names.collect::<Vec<_>>(), &reading.problems)
        }
        // Nobody needs the places more than where every row is lost.
        Err(ReadError::NoRowUsable { lost, .. }) => {
            let names = lost.files.iter().map(String::as_str);
            reject_rows(&names.collect::<Vec<_>>(), &lost.problems)
        }
        Err(_) => Vec::new(),
    };
    let told = matches!(&reading, Ok(_) | Err(ReadError::NoRowUsable { .. }));
    if let Some(destination) = destination.filter(|_| told) {
        destination.write(&rejects(&rows))?;
    }
    Ok(CommandInputs {
        reading: reading?,
        columns,
        filter,
    })
}

fn find(inputs: &Inputs) -> anyhow::Result<Vec<Input>> {
    let mut found = crate::files::find_inputs(&inputs.files)?;
    for (kind, path) in &inputs.read_as {
        let named = crate::files::find_inputs(std::slice::from_ref(path))?;
        found.retain(|input| named.iter().all(|other| other.name() != input.name()));
        found.extend(named.into_iter().map(|input| input.read_as(*kind)));
    }
    for (comparator, path) in &inputs.lists {
        let named = crate::files::find_inputs(std::slice::from_ref(path))?;
        found.retain(|input| named.iter().all(|other| other.name() != input.name()));
        found.extend(named.into_iter().map(|input| input.listed_as(comparator)));
    }
    Ok(found)
}

fn dictionary(path: &std::path::Path, ui: &Ui) -> anyhow::Result<Dictionary> {
    let input = Input::file(path);
    let dictionary = read_dictionary(&input)?;
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

fn reject_rows(files: &[&str], problems: &[Problem]) -> Vec<RejectRow> {
    let row = |problem: &Problem| RejectRow {
        file: files[problem.file].to_owned(),
        line: problem.line,
        column: problem
            .column
            .map(|field| field.as_str())
            .unwrap_or_default(),
        effect: problem.effect.as_str(),
        reason: problem.reason.as_str(),
    };
    problems.iter().map(row).collect()
}

/// The limits of `--max-rejected` and `--max-unmatched`.
pub(crate) fn check_limits(inputs: &Inputs, reading: &Reading) -> anyhow::Result<()> {
    let limits = Limits {
        rejected: inputs.max_rejected,
        unmatched: inputs.max_unmatched,
    };
    Ok(limits.check(reading)?)
}

/// The month asked for, if the extract has it; else its latest.
pub(crate) fn month_of(asked: Option<Month>, cohort: &Cohort) -> anyhow::Result<Month> {
    let months = cohort.months_with_items();
    let ends = months.first().zip(months.last());
    let (first, last) = ends.ok_or_else(|| Failure::bug("there are no patient-months"))?;
    match asked {
        None => Ok(*last),
        Some(month) if months.contains(&month) => Ok(month),
        Some(month) => anyhow::bail!(Failure::input(
            format!("the extract has no items in {month}"),
            format!("its months run from {first} to {last}"),
        )),
    }
}
