//! From a document to the place the user named.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::arguments::Outputs;
use crate::definitions::{Catalogue, DEFINITIONS_VERSION};
use crate::failure::{Failure, HintContext as _};
use crate::files::sha256;
use crate::model::FileSummary;
use crate::report::{
    DefinitionSource, Destination, Document, Format, Meta, Privacy, VersionNames, WriteError,
    render,
};
use crate::ui::Ui;
use crate::{definitions, medicines, reference};

/// What helps where standard output takes nothing.
pub(crate) const NAME_A_FILE: &str = "name a file with --output";

/// Where a document will go; made before the long part, so that what cannot be written is told
/// at once.
pub(crate) struct Output {
    pub(crate) format: Format,
    destination: Option<Destination>,
}

impl Output {
    pub(crate) fn prepare(arguments: &Outputs, privacy: Privacy, ui: &Ui) -> anyhow::Result<Self> {
        let format = format_asked(arguments, ui)?;
        if format == Format::Html {
            anyhow::bail!(Failure::usage(
                "HTML is the form of the prep sheet of one person, and this is another command",
                "'rxsift explain FILES --patient ID --output sheet.html' writes one; here choose csv, json, jsonl, xlsx, markdown or table",
            ));
        }
        Self::open(format, arguments, privacy, ui)
    }

    /// The same where there is also a page of HTML.
    pub(crate) fn prepare_with_page(
        arguments: &Outputs,
        privacy: Privacy,
        ui: &Ui,
    ) -> anyhow::Result<Self> {
        Self::open(format_asked(arguments, ui)?, arguments, privacy, ui)
    }

    fn open(
        format: Format,
        arguments: &Outputs,
        privacy: Privacy,
        ui: &Ui,
    ) -> anyhow::Result<Self> {
        let path = path(arguments);
        if format == Format::Xlsx && path.is_none() && ui.on_terminal() {
            anyhow::bail!(Failure::usage(
                "a workbook cannot be shown on a terminal",
                "name a file with --output list.xlsx",
            ));
        }
        let destination = path
            .map(|path| Destination::open(path, arguments.force, privacy))
            .transpose()?;
        Ok(Self {
            format,
            destination,
        })
    }

    /// Whether the document goes to standard output as a table for reading; a file is for keeping.
    pub(crate) fn for_reading(&self) -> bool {
        self.format == Format::Table && self.destination.is_none()
    }

    pub(crate) fn write(self, document: &Document, ui: &Ui) -> anyhow::Result<()> {
        let bytes = render(document, self.format, ui.width());
        let rows_alone = matches!(
            self.format,
            Format::Csv | Format::CsvForExcel | Format::Jsonl
        );
        // Such a file has room for rows alone; whoever stacks them needs to be told all the same.
        if let Some(line) = document
            .meta()
            .shipped_line(VersionNames::First)
            .filter(|_| rows_alone)
        {
            ui.note(&line);
        }
        match self.destination {
            Some(destination) => Ok(destination.write(&bytes)?),
            None => print(&bytes, ui).hint(NAME_A_FILE),
        }
    }
}

/// The file that is named; `None` for standard output.
fn path(arguments: &Outputs) -> Option<&Path> {
    let path = arguments.output.as_deref();
    path.filter(|path| *path != Path::new("-"))
}

/// The format, with what `--excel` makes of it.
fn format_asked(arguments: &Outputs, ui: &Ui) -> anyhow::Result<Format> {
    match format(arguments, ui)? {
        Format::Csv if arguments.excel => Ok(Format::CsvForExcel),
        _ if arguments.excel => anyhow::bail!(Failure::usage(
            "--excel is for CSV, and another format is asked for",
            "leave one of them out, or name a file that ends in .csv",
        )),
        format => Ok(format),
    }
}

/// The format by its name, by the file's ending, or as a person or a pipe would like it.
pub(crate) fn format(arguments: &Outputs, ui: &Ui) -> anyhow::Result<Format> {
    match (arguments.format, path(arguments)) {
        (Some(name), _) => Ok(name.into()),
        (None, Some(path)) => by_ending(path),
        (None, None) if ui.on_terminal() && !arguments.excel => Ok(Format::Table),
        (None, None) => Ok(Format::Csv),
    }
}

/// Data to standard output.
pub(crate) fn print(bytes: &[u8], ui: &Ui) -> Result<(), WriteError> {
    let refused = |error: io::Error| WriteError::Failed("standard output".into(), error.kind());
    ui.data(bytes).map_err(refused)
}

fn by_ending(path: &Path) -> anyhow::Result<Format> {
    let ending = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    match ending.as_str() {
        "csv" => Ok(Format::Csv),
        "json" => Ok(Format::Json),
        "jsonl" | "ndjson" => Ok(Format::Jsonl),
        "txt" => Ok(Format::Table),
        "md" => Ok(Format::Markdown),
        "xlsx" => Ok(Format::Xlsx),
        "html" | "htm" => Ok(Format::Html),
        _ => anyhow::bail!(Failure::usage(
            format!("{}: no format has this ending", path.display()),
            "end it in .csv, .json, .jsonl, .xlsx, .md or .txt (for explain also .html), or name one with --format",
        )),
    }
}

/// What a report says of itself, with the definitions it was made by.
pub(crate) fn meta_of(
    catalogue: &Catalogue,
    command: &'static str,
    inputs: Vec<FileSummary>,
) -> Meta {
    let lists = catalogue.lists();
    let versions = lists.scores().map(|score| (&score.id, &score.version));
    let versions = versions.chain(lists.lists().map(|list| (&list.id, &list.version)));
    let own = catalogue.user_files().iter().map(|file| DefinitionSource {
        file: file.name.clone(),
        sha256: file.sha256.clone(),
        versions: file.versions.clone(),
    });
    Meta {
        list_versions: versions
            .filter(|(_, version)| !version.is_empty())
            .map(|(id, version)| (id.clone(), version.clone()))
            .collect(),
        definition_files: own.collect(),
        ..meta(command, inputs)
    }
}

/// What a report says of itself.
pub(crate) fn meta(command: &'static str, inputs: Vec<FileSummary>) -> Meta {
    // In the order of their names, whatever room they lie in.
    let tables = [
        &definitions::FILES[..],
        &medicines::FILES[..],
        &reference::FILES[..],
    ];
    let tables: BTreeMap<_, _> = tables.into_iter().flatten().copied().collect();
    let tables = tables.into_iter();
    Meta {
        command,
        tool_version: env!("CARGO_PKG_VERSION"),
        definitions_version: DEFINITIONS_VERSION,
        reference_tables: tables
            .map(|(name, text)| (name.to_owned(), sha256(text.as_bytes())))
            .collect(),
        inputs,
        ..Meta::default()
    }
}
