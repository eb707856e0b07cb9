//! `rxsift define --test`: do the worked cases of the user's indicators hold?

use std::path::Path;

use super::arguments::{DefinitionArguments, Outputs};
use super::inputs::catalogue;
use super::output::{Output, meta_of};
use crate::definitions::{Catalogue, Indicator};
use crate::engine::{ExampleFault, check_examples};
use crate::failure::Failure;
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
) -> Result<bool, Failure> {
    let output = Output::prepare(outputs, Privacy::Usual, ui)?;
    let mut definitions = definitions.clone();
    definitions.definitions.push(path.to_owned());
    let catalogue = &*catalogue(&definitions, ui)?;
    let files = catalogue.user_files().iter();
    let rows: Vec<CaseRow> = files
        .flat_map(|file| &file.indicators)
        .filter_map(|id| catalogue.indicator(id))
        .map(|indicator| outcome(indicator, catalogue))
        .collect::<Result<_, _>>()?;
    let all_hold = rows.iter().all(|row| row.holds);
    let meta = meta_of(catalogue, "define", Vec::new());
    output.write(&report::cases(&rows, meta), ui)?;
    Ok(all_hold)
}

fn outcome(indicator: &Indicator, catalogue: &Catalogue) -> Result<CaseRow, Failure> {
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
    let fault = |what| CaseRow {
        holds: false,
        what,
        ..row.clone()
    };
    match check_examples(indicator, catalogue) {
        Ok(()) => Ok(row),
        Err(ExampleFault::Unreadable { example, entry }) => Ok(fault(format!(
            "example {example}: {entry} is neither \"PERSON CODE\" nor a fact of a person"
        ))),
        Err(ExampleFault::People { example }) => Ok(fault(format!(
            "example {example}: expect names everyone with items, and nobody else"
        ))),
        Err(ExampleFault::Differs {
            example,
            person,
            got,
        }) => {
            let expect = &indicator.example[example - 1].expect;
            let expected = expect.get(&person).map(|e| e.as_text());
            Ok(fault(format!(
                "example {example}: {person} {got}; expected: {}",
                expected.unwrap_or_default()
            )))
        }
    }
}
