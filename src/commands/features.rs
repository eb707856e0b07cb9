//! `rxsift features`: every patient-month with all that is counted of it, for analysts.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::arguments::{DefinitionArguments, FormatName, Inputs, Outputs, month};
use super::inputs::{CommandInputs, ReadingRequest, catalogue, load, month_of};
use super::notices::plural;
use super::output::{NAME_A_FILE, meta_of};
use crate::definitions::{Catalogue, nearest_id};
use crate::engine::{
    Admission, FeaturesColumn, FeaturesRequest, FeaturesTable, FeaturesTally, Only, PatientMonth,
    features_columns,
};
use crate::failure::{Failure, HintContext as _};
use crate::model::Month;
use crate::report::{Destination, Privacy, StreamFormat, StreamedTable, WriteError};
use crate::ui::Ui;

/// What the columns are, and how the rows stand. Lines are broken where the help is shown.
const AFTER_HELP: &str = "\
Columns: what the files say of the person (patient_id, practice_code, month, age, sex, imd_decile, \
care_home, severe_frailty, end_of_life, last_review, language), every feature as a whole number, \
every indicator and criterion that is a percentage (true: met; false: not met; empty: not in its \
denominator, or not known), and unresolved: medicines that no table knows. 'rxsift define' lists \
features and indicators.

Order: the months of a person stand together, the earliest first. People stand in an order that is \
the same on every run, whatever the order of the files and the number of processors, and is not \
that of their ids: only a part of the table is ever in memory. Sort it where you read it.";

/// Arguments of `rxsift features`.
#[derive(Args, Clone, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct FeaturesArguments {
    #[command(flatten)]
    inputs: Inputs,

    /// Only this month, such as 2024-03 [default: every month]
    #[arg(long, value_parser = month, value_name = "MONTH")]
    month: Option<Month>,

    /// Only patient-months of which this holds, such as "medicines >= 10 AND age >= 75"
    #[arg(long = "where", value_name = "FILTER")]
    filter: Option<String>,

    /// Only these columns, in this order, such as patient_id,month,medicines [default: all]
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    columns: Vec<String>,

    #[command(flatten)]
    definitions: DefinitionArguments,

    /// Form of the output [default: by the ending of --output, else csv]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<StreamFormatName>,

    /// Write to FILE, for its owner alone, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Overwrite files that exist
    #[arg(long)]
    force: bool,
}

/// Names of the formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StreamFormatName {
    /// Comma-separated values
    Csv,
    /// One JSON object a line
    Jsonl,
    /// Typed columns, packed; needs --output
    Parquet,
}

/// Runs `rxsift features`.
///
/// # Errors
/// [`Failure`] for an unknown column, an unusable input, a month that is not in it, or an output
/// that cannot be written.
pub fn features(arguments: &FeaturesArguments, ui: &Ui) -> Result<(), Failure> {
    let catalogue = &*catalogue(&arguments.definitions, ui)?;
    let chosen = chosen(&arguments.columns, features_columns(catalogue))?;
    let format = arguments.format()?;
    let path = arguments.path();
    let destination = path
        .map(|path| Destination::open(path, arguments.force, Privacy::Owner))
        .transpose()?;
    let wants = arguments.wants(format, catalogue);
    let CommandInputs {
        reading,
        columns,
        filter,
    } = load(&arguments.inputs, &arguments.outputs(), wants, ui)?;
    let cohort = &reading.cohort;
    if arguments.month.is_some() {
        month_of(arguments.month, cohort)?;
    }
    let admission = filter
        .as_ref()
        .map(|filter| Admission::new(filter, cohort, catalogue, &columns));
    let only = |month: &PatientMonth<'_>| {
        admission
            .as_ref()
            .map_or(Some(true), |admission| admission.admits(month))
    };
    let request = FeaturesRequest {
        month: arguments.month,
        only: admission.is_some().then_some(&only as &Only<'_>),
    };
    let table = FeaturesTable::new(cohort, catalogue, &chosen, request);
    let heads = chosen.iter().map(|column| column.head.clone()).collect();
    let meta = meta_of(catalogue, "features", reading.files);
    let form = StreamedTable::new(format, heads, &meta, &arguments.options());
    let form = form.map_err(|_| Failure::bug("the columns make no table"))?;
    let tally = match destination {
        Some(mut destination) => match write(&table, &form, destination.writer()?) {
            Ok(tally) => {
                destination.finish()?;
                tally
            }
            Err(reason) => return Err(destination.refused(reason).into()),
        },
        None => write(&table, &form, StandardOutput(ui))
            .map_err(|reason| WriteError::Failed("standard output".into(), reason))
            .hint(NAME_A_FILE)?,
    };
    tell(tally, chosen.len(), ui);
    Ok(())
}

/// All rows, as they come.
fn write(
    table: &FeaturesTable<'_>,
    form: &StreamedTable,
    to: impl Write + Send,
) -> Result<FeaturesTally, io::ErrorKind> {
    let mut file = form.begin(to)?;
    let tally = table.hand_on(|batch| form.encode(batch), |rows| file.add(rows?))?;
    file.finish()?;
    Ok(tally)
}

/// Data goes the way that all data goes.
struct StandardOutput<'a>(&'a Ui);

impl Write for StandardOutput<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.data(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn tell(tally: FeaturesTally, columns: usize, ui: &Ui) {
    ui.note(&format!(
        "{} of {}; a row is a person: treat the table as you treat the record",
        plural(tally.rows, "patient-month", "patient-months"),
        plural(columns as u64, "column", "columns"),
    ));
    if tally.undecided > 0 {
        ui.warning(&format!(
            "{} left out, because a fact that --where asks for is not known",
            plural(tally.undecided, "patient-month", "patient-months")
        ));
    }
}

/// The columns asked for, in that order; without any, all.
fn chosen(asked: &[String], all: Vec<FeaturesColumn>) -> Result<Vec<FeaturesColumn>, Failure> {
    if asked.is_empty() {
        return Ok(all);
    }
    let names: Vec<String> = all.iter().map(|column| column.head.name.clone()).collect();
    let mut left: Vec<Option<FeaturesColumn>> = all.into_iter().map(Some).collect();
    let take = |name: &String| {
        let at = names.iter().position(|known| known == name);
        let at = at.ok_or_else(|| {
            let near = nearest_id(name, names.iter().map(String::as_str));
            let hint = near.map_or(
                "'rxsift features --help' says what the columns are".to_owned(),
                |near| format!("did you mean '{near}'?"),
            );
            Failure::usage(format!("there is no column '{name}'"), hint)
        })?;
        left[at].take().ok_or_else(|| {
            Failure::usage(
                format!("--columns names '{name}' twice"),
                "leave one of them out",
            )
        })
    };
    asked.iter().map(take).collect()
}

impl FeaturesArguments {
    /// The file that is named; `None` for standard output.
    fn path(&self) -> Option<&Path> {
        let path = self.output.as_deref();
        path.filter(|path| *path != Path::new("-"))
    }

    /// The format by its name, or by the file's ending.
    fn format(&self) -> Result<StreamFormat, Failure> {
        let format = match (self.format, self.path()) {
            (Some(StreamFormatName::Csv), _) | (None, None) => StreamFormat::Csv,
            (Some(StreamFormatName::Jsonl), _) => StreamFormat::Jsonl,
            (Some(StreamFormatName::Parquet), _) => StreamFormat::Parquet,
            (None, Some(path)) => by_ending(path)?,
        };
        if format == StreamFormat::Parquet && self.path().is_none() {
            return Err(Failure::usage(
                "Parquet needs a file to be written to",
                "name one with --output months.parquet",
            ));
        }
        Ok(format)
    }

    /// What is asked of the files.
    fn wants<'a>(&'a self, format: StreamFormat, catalogue: &'a Catalogue) -> ReadingRequest<'a> {
        ReadingRequest {
            filter: self.filter.as_deref().map(|text| (text, catalogue)),
            // A Parquet file names its inputs.
            hashes: format == StreamFormat::Parquet,
            ..ReadingRequest::default()
        }
    }

    /// What reading has to know of the output.
    fn outputs(&self) -> Outputs {
        Outputs {
            format: Some(FormatName::Csv),
            output: self.output.clone(),
            excel: false,
            force: self.force,
        }
    }

    /// What was asked for, as outputs tell it.
    fn options(&self) -> Vec<(&'static str, String)> {
        let month = self.month.map(|month| ("month", month.to_string()));
        let filter = self.filter.iter().map(|text| ("where", text.clone()));
        month.into_iter().chain(filter).collect()
    }
}

fn by_ending(path: &Path) -> Result<StreamFormat, Failure> {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    match ending.to_ascii_lowercase().as_str() {
        "csv" => Ok(StreamFormat::Csv),
        "jsonl" | "ndjson" => Ok(StreamFormat::Jsonl),
        "parquet" => Ok(StreamFormat::Parquet),
        _ => Err(Failure::usage(
            format!(
                "{}: no format of this table has this ending",
                path.display()
            ),
            "end it in .parquet, .csv or .jsonl, or name one with --format",
        )),
    }
}
