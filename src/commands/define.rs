//! `rxsift define`: what an indicator counts, with which medicines, from which source.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{DefinitionArguments, FormatName, Outputs};
use super::define_test::define_test;
use super::inputs::catalogue;
use super::output::{Output, meta_of};
use crate::definitions::{DefinitionPage, nearest_id, overview};
use crate::failure::Failure;
use crate::report;
use crate::report::{Format, Privacy};
use crate::ui::Ui;

/// Arguments of `rxsift define`.
#[derive(Args, Clone, Debug)]
pub struct Define {
    /// An indicator, criterion, feature, drug list or score [default: list them all]
    #[arg(value_name = "ID")]
    id: Option<String>,

    /// Run the worked cases of FILE's indicators; exit code 1 if one does not hold
    #[arg(long, value_name = "FILE", conflicts_with = "id")]
    test: Option<PathBuf>,

    #[command(flatten)]
    definitions: DefinitionArguments,

    #[command(flatten)]
    outputs: Outputs,
}

/// Runs `rxsift define`; `false` if a worked case does not hold.
///
/// # Errors
/// [`Failure`] for an unknown id, definitions that cannot be used, or an output that cannot be
/// written.
pub fn define(arguments: &Define, ui: &Ui) -> anyhow::Result<bool> {
    match &arguments.test {
        Some(path) => {
            let outputs = &as_text(&arguments.outputs);
            define_test(path, &arguments.definitions, outputs, ui)
        }
        None => show(arguments, ui).map(|()| true),
    }
}

fn show(arguments: &Define, ui: &Ui) -> anyhow::Result<()> {
    let catalogue = &*catalogue(&arguments.definitions, ui)?;
    let rows = overview(catalogue);
    let meta = meta_of(catalogue, "define", Vec::new());
    let Some(id) = &arguments.id else {
        let output = Output::prepare(&arguments.outputs, Privacy::Usual, ui)?;
        let whole = output.format == Format::Markdown;
        return output.write(&report::definitions(&rows, whole, meta), ui);
    };
    let Some(page) = DefinitionPage::of(id, catalogue) else {
        let near = nearest_id(id, rows.iter().map(|row| row.id.as_str()));
        anyhow::bail!(Failure::unknown(
            format!("there is no definition '{id}'"),
            near,
            "'rxsift define' lists them",
        ));
    };
    let output = Output::prepare(&as_text(&arguments.outputs), Privacy::Usual, ui)?;
    let DefinitionPage { lines, substances } = page;
    output.write(&report::definition(id, lines, &substances, meta), ui)
}

/// One definition is text to read, also in a pipe, unless another form is asked for.
fn as_text(outputs: &Outputs) -> Outputs {
    let mut outputs = outputs.clone();
    if outputs.output.is_none() {
        outputs.format = outputs.format.or(Some(FormatName::Table));
    }
    outputs
}
