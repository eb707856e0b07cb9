//! `rxsift define --test`: do the worked cases of the user's indicators hold?

use std::path::Path;

use super::arguments::{DefinitionArguments, Outputs};
use super::inputs::catalogue;
use super::output::{Output, meta_of};
use crate::definitions::{Catalogue, Indicator};
use crate::engine::check_examples;
use crate::report;
use crate::report::{CaseRow, Privacy};
use crate::ui::Ui;

/// Runs the worked cases of every indicator of the user's files, `path` among them; `true` if all
/// hold.
pub(crate) fn define_test(
    path: &Path,
    definitions: &DefinitionArguments,
    outputs: &Outputs,
    ui: &Ui,
) -> anyhow::Result<bool> {
    let output = Output::prepare(outputs, Privacy::Usual, ui)?;
    let mut definitions = definitions.clone();
    definitions.definitions.push(path.to_owned());
    let catalogue = &*catalogue(&definitions, ui)?;
    let files = catalogue.user_files().iter();
    let rows: Vec<CaseRow> = files
        .flat_map(|file| &file.indicators)
        .filter_map(|id| catalogue.indicator(id))
        .map(|indicator| outcome(indicator, catalogue))
        .collect();
    let all_hold = rows.iter().all(|row| row.holds);
    let meta = meta_of(catalogue, "define", Vec::new());
    output.write(&report::cases(&rows, meta), ui)?;
    Ok(all_hold)
}

fn outcome(indicator: &Indicator, catalogue: &Catalogue) -> CaseRow {
    let count = indicator.example.len();
    let row = CaseRow {
        indicator: indicator.id.clone(),
        cases: count as u64,
        holds: true,
        what: match count {
            0 => "no worked case".to_owned(),
            _ => "as expected".to_owned(),
        },
    };
    match check_examples(indicator, catalogue) {
        Ok(()) => row,
        Err(fault) => CaseRow {
            holds: false,
            what: fault.to_string(),
            ..row
        },
    }
}
