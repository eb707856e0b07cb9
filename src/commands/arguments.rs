//! Arguments that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::model::Month;
use crate::report::Format;

/// What to read.
#[derive(Args, Clone, Debug)]
pub struct Inputs {
    /// Extracts: files, folders, or - for standard input
    ///
    /// Each file is recognised by its header, in any order: items (patient_id, practice_code,
    /// month, bnf_code), patients (patient_id, date_of_birth, ...), organisations (practice_code,
    /// pcn_code, ...). CSV, TSV, XLSX or Parquet, also in .gz, .zst or .zip. A folder stands for
    /// the files directly in it.
    #[arg(required = true, value_name = "FILES")]
    pub files: Vec<PathBuf>,
}

/// Where the result goes, and in which form.
#[derive(Args, Clone, Debug)]
pub struct Outputs {
    /// Form of the output [default: by the ending of --output; table on a terminal; else csv]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<FormatName>,

    /// Write to FILE instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Overwrite FILE if it exists
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// Names of the formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// Aligned columns, for reading
    Table,
    /// Comma-separated values
    Csv,
    /// One JSON document, with the inputs' hashes and the versions
    Json,
    /// One JSON object a line
    Jsonl,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Table => Self::Table,
            FormatName::Csv => Self::Csv,
            FormatName::Json => Self::Json,
            FormatName::Jsonl => Self::Jsonl,
        }
    }
}

/// A month as the command line takes it.
pub(super) fn month(text: &str) -> Result<Month, String> {
    Month::parse(text.as_bytes()).ok_or_else(|| "a month is written 2024-03".to_owned())
}
