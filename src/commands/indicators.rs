//! `rxsift indicators`: the comparators by group, period and age band.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};

use super::arguments::{Inputs, Outputs};
use super::load::{Loaded, load, plural};
use super::output::{Output, meta};
use crate::disclosure::{Audience, release};
use crate::error::Failure;
use crate::indicators::{Catalogue, Indicator, Kind, Request, figures, nearest};
use crate::model::{AgeBand, Cohort, Level, Mark, Period, column};
use crate::report::{self, Privacy};
use crate::ui::Ui;

/// Arguments of `rxsift indicators`.
#[derive(Args, Clone, Debug)]
pub struct Indicators {
    #[command(flatten)]
    inputs: Inputs,

    /// Groups to give figures for [default: all,practice, and pcn where the files know it]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LEVELS")]
    by: Vec<LevelName>,

    /// What a figure pools
    #[arg(long, value_enum, default_value = "month", value_name = "PERIOD")]
    period: PeriodName,

    /// Age bands: all, 65+, 75+, 85+ or any like 65-74
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "all",
        value_name = "BANDS"
    )]
    age_band: Vec<AgeBand>,

    /// Only these indicators; 'rxsift define' lists them
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    indicator: Vec<String>,

    #[command(flatten)]
    outputs: Outputs,
}

/// Names of the levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LevelName {
    All,
    Practice,
    Pcn,
    #[value(name = "sub_icb", alias = "sub-icb")]
    SubIcb,
    Icb,
    Region,
}

/// Names of the periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PeriodName {
    /// Each calendar month
    Month,
    /// Financial quarters, April to June the first
    Quarter,
    /// Financial years, from April
    Year,
    /// Everything together
    All,
}

impl From<LevelName> for Level {
    fn from(name: LevelName) -> Self {
        match name {
            LevelName::All => Self::All,
            LevelName::Practice => Self::Practice,
            LevelName::Pcn => Self::Pcn,
            LevelName::SubIcb => Self::SubIcb,
            LevelName::Icb => Self::Icb,
            LevelName::Region => Self::Region,
        }
    }
}

impl From<PeriodName> for Period {
    fn from(name: PeriodName) -> Self {
        match name {
            PeriodName::Month => Self::Month,
            PeriodName::Quarter => Self::Quarter,
            PeriodName::Year => Self::Year,
            PeriodName::All => Self::All,
        }
    }
}

/// Runs `rxsift indicators`.
///
/// # Errors
/// [`Failure`] for an unknown indicator, an unusable input, a level that no file knows, or an
/// output that cannot be written.
pub fn indicators(arguments: &Indicators, ui: &Ui) -> Result<(), Failure> {
    let catalogue = Catalogue::shipped();
    let chosen = chosen(&arguments.indicator, catalogue)?;
    let output = Output::prepare(&arguments.outputs, Privacy::Usual, ui)?;
    let Loaded { reading, months } = load(&arguments.inputs, catalogue, ui)?;
    let levels = levels(&arguments.by, &reading.cohort)?;
    tell_spread(&months.frame, ui)?;
    let bands = arguments.age_band.iter().copied().collect();
    let request = Request {
        indicators: chosen,
        levels,
        bands,
        period: arguments.period.into(),
    };
    let table = release(
        figures(&months, &reading.cohort, catalogue, &request)?,
        Audience::DirectCare,
    );
    output.write(
        &report::figures(&table, meta("indicators", reading.files)),
        ui,
    )
}

/// The indicators asked for, in definition order; without any, all comparators that are not
/// experimental.
fn chosen<'a>(ids: &[String], catalogue: &'a Catalogue) -> Result<Vec<&'a Indicator>, Failure> {
    for id in ids {
        if catalogue.indicator(id).is_none() {
            let near = nearest(
                id,
                catalogue.indicators.iter().map(|known| known.id.as_str()),
            );
            let hint = near.map_or("'rxsift define' lists them".to_owned(), |near| {
                format!("did you mean '{near}'?")
            });
            return Err(Failure::usage(
                format!("there is no indicator '{id}'"),
                hint,
            ));
        }
    }
    let usual = |i: &&Indicator| i.kind == Kind::Comparator && i.status != Mark::Experimental;
    let wanted = |i: &&Indicator| {
        if ids.is_empty() {
            usual(i)
        } else {
            ids.contains(&i.id)
        }
    };
    Ok(catalogue.indicators.iter().filter(wanted).collect())
}

fn levels(asked: &[LevelName], cohort: &Cohort) -> Result<BTreeSet<Level>, Failure> {
    let known = |level: Level| {
        cohort
            .practices
            .iter()
            .any(|practice| cohort.organisations.group(practice, level).is_some())
    };
    if asked.is_empty() {
        let usual = [Level::All, Level::Pcn, Level::Practice];
        return Ok(usual.into_iter().filter(|level| known(*level)).collect());
    }
    let asked: BTreeSet<Level> = asked.iter().map(|name| Level::from(*name)).collect();
    match asked.iter().find(|level| !known(**level)) {
        Some(level) => Err(Failure::input(
            format!(
                "no file says which {} a practice belongs to",
                level.as_str()
            ),
            format!(
                "add an organisations file with practice_code and {}_code",
                level.as_str()
            ),
        )),
        None => Ok(asked),
    }
}

/// Tells how many patient-months several practices shared.
fn tell_spread(frame: &polars::prelude::DataFrame, ui: &Ui) -> Result<(), Failure> {
    let touched = frame
        .column(column::PRACTICES_TOUCHED)
        .and_then(|touched| touched.u32().cloned());
    let touched = touched.map_err(|_| Failure::bug("the patient-months have no practices"))?;
    let several = touched.iter().flatten().filter(|count| *count > 1).count();
    if several > 0 {
        ui.note(&format!(
            "{}: items from several practices; each counts once, for the registered practice or else the one with most items",
            plural(several as u64, "patient-month")
        ));
    }
    Ok(())
}
