//! Arguments that several commands share.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use crate::definitions::{Catalogue, Policy, PolicyFault, nearest_id};
use crate::files::Input;
use crate::model::{FileKind, Month, date};
use crate::report::Format;

/// What to read, and how.
#[derive(Args, Clone, Debug)]
pub(super) struct Inputs {
    /// Extracts: files, folders, or - for standard input
    ///
    /// Each file is recognised by its header, in any order; 'rxsift check FILES' says as what and
    /// how each column was read. A folder stands for the files directly in it.
    #[arg(required_unless_present_any = ["read_as", "lists"], value_name = "FILES")]
    pub files: Vec<PathBuf>,

    /// Read FILE as this kind whatever its header looks like: items, patients, organisations, ...
    #[arg(long = "as", value_parser = kind_and_file, value_name = "KIND=FILE")]
    pub read_as: Vec<(FileKind, PathBuf)>,

    /// Read FILE as the list of the people behind this comparator, such as acb_6_plus
    #[arg(long = "list", value_parser = comparator_and_file, value_name = "ID=FILE")]
    pub lists: Vec<(String, PathBuf)>,

    /// The day of a report that does not name one, such as 2026-04-17
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,

    /// Names and dm+d codes of medicines: NHSBSA's BNF Code Information or its BNF to SNOMED mapping
    #[arg(long, value_name = "FILE")]
    pub dictionary: Option<PathBuf>,

    /// Stop if more than this percentage of a file's rows has to be rejected
    #[arg(long, value_parser = percentage, default_value = "1", value_name = "PERCENT")]
    pub max_rejected: f64,

    /// Stop if more than this percentage of items has no known substance
    #[arg(long, value_parser = percentage, default_value = "2", value_name = "PERCENT")]
    pub max_unmatched: f64,

    /// Use at most this many processors [default: all]; the result is the same
    #[arg(long, value_parser = threads, value_name = "N")]
    pub threads: Option<usize>,

    /// Write file, line, column and reason of every row or cell that was not taken as it stood
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

/// The user's own definitions.
#[derive(Args, Clone, Debug)]
pub(crate) struct DefinitionArguments {
    /// Add the lists, scores, features and indicators of FILE, or of the .toml files of a folder
    #[arg(long, value_name = "FILE")]
    pub(crate) definitions: Vec<PathBuf>,
}

/// What people are scored by.
#[derive(Args, Clone, Debug)]
pub(crate) struct PolicyArguments {
    /// Score by this policy: criteria and their points, who is eligible, what decides between equals
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

impl PolicyArguments {
    /// The policy of the file, else the default.
    pub(crate) fn read(&self, catalogue: &Catalogue) -> anyhow::Result<Policy> {
        let Some(path) = &self.policy else {
            return Ok(Policy::shipped().clone());
        };
        let file = Input::file(path);
        let text = String::from_utf8(file.bytes()?).map_err(|_| PolicyFault {
            file: file.name().to_owned(),
            what: "not UTF-8 text".to_owned(),
            line: None,
        })?;
        Ok(Policy::read((file.name(), &text), catalogue)?)
    }

    /// The name the user gave, or that of the default.
    pub(crate) fn name(&self) -> String {
        let given = self.policy.as_ref().map(|path| path.display().to_string());
        given.unwrap_or_else(|| "default".to_owned())
    }
}

/// Where the result goes, and in which form.
#[derive(Args, Clone, Debug)]
pub(super) struct Outputs {
    /// Form of the output [default: by the ending of --output; table on a terminal; else csv]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<FormatName>,

    /// Write to FILE instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// CSV for Excel: with a byte order mark, and no text that it would take for a formula
    #[arg(long)]
    pub excel: bool,

    /// Overwrite files that exist
    #[arg(long)]
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
    /// A page of Markdown
    Markdown,
    /// A workbook for people
    Xlsx,
    /// A page to print, of explain alone
    Html,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Table => Self::Table,
            FormatName::Csv => Self::Csv,
            FormatName::Json => Self::Json,
            FormatName::Jsonl => Self::Jsonl,
            FormatName::Markdown => Self::Markdown,
            FormatName::Xlsx => Self::Xlsx,
            FormatName::Html => Self::Html,
        }
    }
}

/// A month as the command line takes it.
pub(crate) fn month(text: &str) -> Result<Month, String> {
    Month::parse(text.as_bytes()).ok_or_else(|| "a month is written 2024-03".to_owned())
}

fn day(text: &str) -> Result<NaiveDate, String> {
    let read = date(text.as_bytes()).filter(|read| !read.two_digit_year);
    read.map(|read| read.date)
        .ok_or_else(|| "a day is written 2026-04-17".to_owned())
}

fn threads(text: &str) -> Result<usize, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=1024).contains(number));
    number.ok_or_else(|| "a number of processors is 1 to 1024".to_owned())
}

fn percentage(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).parse::<f64>().ok();
    number
        .filter(|number| (0.0..=100.0).contains(number))
        .ok_or_else(|| "a percentage is 0 to 100".to_owned())
}

fn comparator_and_file(text: &str) -> Result<(String, PathBuf), String> {
    let (id, file) = text
        .split_once('=')
        .ok_or_else(|| "written ID=FILE, such as acb_6_plus=list.csv".to_owned())?;
    let catalogue = Catalogue::shipped();
    if catalogue.indicator(id).is_some() {
        return Ok((id.to_owned(), PathBuf::from(file)));
    }
    let known = catalogue.indicators.iter().map(|known| known.id.as_str());
    let near = nearest_id(id, known).map(|near| format!("; did you mean '{near}'?"));
    Err(format!(
        "there is no comparator '{id}'{}",
        near.unwrap_or_default()
    ))
}

fn kind_and_file(text: &str) -> Result<(FileKind, PathBuf), String> {
    let kinds = || FileKind::ALL.map(FileKind::id).join(", ");
    let (kind, file) = text
        .split_once('=')
        .ok_or_else(|| format!("written KIND=FILE; kinds are {}", kinds()))?;
    let kind = FileKind::ALL.into_iter().find(|known| known.id() == kind);
    kind.map(|kind| (kind, PathBuf::from(file)))
        .ok_or_else(|| format!("kinds are {}", kinds()))
}
