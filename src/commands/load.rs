//! Reads the inputs and tells what became of their rows.

use std::collections::BTreeMap;

use super::arguments::Inputs;
use crate::error::Failure;
use crate::extract::{self, Effect, Field, Problem, ReadError, Reading, Reason};
use crate::indicators::{Catalogue, PatientMonths, patient_months};
use crate::model::FileKind;
use crate::reference;
use crate::ui::Ui;

/// How many unknown codes a warning names.
const NAMED: usize = 3;

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

/// Reads the inputs of a command about people: there have to be items.
pub(super) fn load(inputs: &Inputs, catalogue: &Catalogue, ui: &Ui) -> Result<Loaded, Failure> {
    let LoadedGroups { reading, months } = load_groups(inputs, catalogue, ui)?;
    let months = months.ok_or(ReadError::NoItems)?;
    Ok(Loaded { reading, months })
}

/// Reads the inputs of a command about groups.
pub(super) fn load_groups(
    inputs: &Inputs,
    catalogue: &Catalogue,
    ui: &Ui,
) -> Result<LoadedGroups, Failure> {
    let found = extract::find_inputs(&inputs.files)?;
    let progress = ui.progress(found.iter().map(extract::Input::size).sum());
    let reading = extract::read(&found, &|bytes| progress.advance(bytes));
    progress.finish();
    let reading = reading?;
    tell(&reading, ui);
    let has_items = reading
        .files
        .iter()
        .any(|file| file.kind == FileKind::Items);
    let months = if has_items {
        Some(patient_months(&reading.cohort, catalogue)?)
    } else {
        None
    };
    Ok(LoadedGroups { reading, months })
}

fn tell(reading: &Reading, ui: &Ui) {
    for (number, file) in reading.files.iter().enumerate() {
        let (rejected, excluded) = (
            file.rejected.values().sum::<u64>(),
            file.excluded.values().sum::<u64>(),
        );
        ui.note(&format!(
            "{}: {}, {} rows = {} used + {rejected} rejected + {excluded} excluded",
            file.name,
            file.kind.as_str(),
            file.read,
            file.used
        ));
        for line in problem_lines(
            reading
                .problems
                .iter()
                .filter(|problem| problem.file == number),
        ) {
            ui.warning(&format!("{}: {line}", file.name));
        }
    }
    let unmatched: (u64, u64) = reading
        .unmatched
        .values()
        .fold((0, 0), |sum, one| (sum.0 + one.rows, sum.1 + one.items));
    if unmatched.0 > 0 {
        let mut codes: Vec<_> = reading.unmatched.iter().collect();
        codes.sort_by_key(|(code, count)| (std::cmp::Reverse(count.items), **code));
        let named: Vec<String> = codes
            .iter()
            .take(NAMED)
            .map(|(code, count)| format!("{code} ({} items)", count.items))
            .collect();
        let more = if codes.len() > NAMED { ", ..." } else { "" };
        ui.warning(&format!(
            "{} rows ({} items) have BNF codes that are not in the substance table; they are kept: {}{more}",
            unmatched.0,
            unmatched.1,
            named.join(", ")
        ));
    }
    let organisations = reading
        .files
        .iter()
        .any(|file| file.kind == FileKind::Organisations);
    let known = &reading.cohort.organisations.0;
    let unknown = reading
        .cohort
        .practices
        .iter()
        .filter(|practice| !known.contains_key(*practice))
        .count();
    if organisations && unknown > 0 {
        ui.warning(&format!(
            "practices that the organisations file does not have: {unknown}"
        ));
    }
}

/// One line for each reason and column: how many, what became of them, where the first is.
fn problem_lines<'a>(problems: impl Iterator<Item = &'a Problem>) -> Vec<String> {
    let mut counts: BTreeMap<(Effect, Reason, Option<Field>), (u64, u64)> = BTreeMap::new();
    for problem in problems {
        let count = counts
            .entry((problem.effect, problem.reason, problem.column))
            .or_insert((0, problem.line));
        count.0 += 1;
    }
    counts
        .into_iter()
        .map(|((effect, reason, column), (count, line))| {
            let (things, became) = match effect {
                Effect::Rejected => (plural(count, "row"), "rejected"),
                Effect::Excluded => (plural(count, "row"), "excluded"),
                Effect::CellSetAside => (plural(count, "cell"), "set aside, the row kept"),
                Effect::Restored => (plural(count, "cell"), "repaired"),
                Effect::Noted => (plural(count, "row"), "used as it stands"),
            };
            let column = column
                .map(|field| format!(", column '{}'", field.as_str()))
                .unwrap_or_default();
            format!(
                "{things} {became}: {} (first at line {line}{column})",
                reason.as_str()
            )
        })
        .collect()
}

pub(super) fn plural(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// The name of a substance, or its code where no name is known.
pub(super) fn name(substance: crate::model::Substance) -> String {
    reference::substances().name(substance)
}
