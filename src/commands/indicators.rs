//! `rxsift indicators`: the comparators by group, period and age band.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};

use super::arguments::{Definitions, Inputs, Outputs};
use super::load::{LoadedGroups, catalogue, load_groups};
use super::output::{Output, meta_of};
use super::tell::plural;
use crate::disclosure::{Audience, release};
use crate::error::Failure;
use crate::extract::Reading;
use crate::indicators::{
    Catalogue, GroupRequest, Indicator, ItemRate, Kind, PracticeLevel, Request, Wanted, figures,
    item_rate_figures, item_rates, merge, nearest, published_figures, without_patients,
};
use crate::model::{AgeBand, Figure, Level, Mark, OdsCode, Period, column};
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

    /// Age bands: all, 65+, 75+, 85+ or any like 65-74 [default: all, and those of published figures]
    #[arg(long, value_delimiter = ',', value_name = "BANDS")]
    age_band: Vec<AgeBand>,

    /// Only these indicators; 'rxsift define' lists them
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    indicator: Vec<String>,

    /// Indicators beyond those that are published or ours
    #[arg(long, value_enum, value_delimiter = ',', value_name = "MARKS")]
    include: Vec<Extra>,

    #[command(flatten)]
    definitions: Definitions,

    #[command(flatten)]
    outputs: Outputs,
}

/// What is left out unless it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Extra {
    /// The idea is published, the list of medicines is not
    Experimental,
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
    let catalogue = &*catalogue(&arguments.definitions, ui)?;
    let rates = item_rates(catalogue.lists());
    let chosen = chosen(arguments, catalogue, &rates)?;
    let rates: Vec<ItemRate<'_>> = rates
        .into_iter()
        .filter(|rate| arguments.indicator.is_empty() || arguments.indicator.contains(&rate.id))
        .collect();
    let output = Output::prepare(&arguments.outputs, Privacy::Usual, ui)?;
    let LoadedGroups { reading, months } =
        load_groups(&arguments.inputs, &arguments.outputs, catalogue, ui)?;
    check_published(&arguments.indicator, &reading)?;
    let levels = levels(&arguments.by, &reading)?;
    tell_groupless(&levels, &reading, ui);
    let asked: BTreeSet<AgeBand> = arguments.age_band.iter().copied().collect();
    let bands = if asked.is_empty() {
        BTreeSet::from([AgeBand::ALL])
    } else {
        asked.clone()
    };
    let period = arguments.period.into();
    let groups = GroupRequest {
        levels: &levels,
        period,
    };
    let mut computed = of_practices(&reading, &rates, &bands, &groups, ui);
    if let Some(months) = months {
        tell_spread(&months.frame, ui)?;
        let request = Request {
            indicators: chosen,
            levels: levels.clone(),
            bands,
            period,
        };
        computed.extend(figures(&months, &reading.cohort, catalogue, &request)?);
    } else {
        computed.extend(without_patients(
            practice_level(&reading),
            &chosen,
            &bands,
            &groups,
        ));
    }
    let wanted = Wanted {
        levels: &levels,
        bands: &asked,
        indicators: &arguments.indicator,
        period,
    };
    let published = published_figures(&reading.published, &reading.cohort.organisations, &wanted);
    let merged = merge(computed, published, catalogue);
    if merged.left_out > 0 {
        ui.warning(&format!(
            "{} left out, since the same is computed from the items; {} of them say something else",
            plural(merged.left_out as u64, "published figure"),
            merged.differing
        ));
    }
    let marked = marked(&merged.figures, catalogue);
    let table = release(merged.figures, Audience::DirectCare);
    let mut document = report::figures(&table, meta_of(catalogue, "indicators", reading.files));
    document.view.footer.extend(marked);
    output.write(&document, ui)
}

/// Which of the figures are ours or experimental: a line each under the table.
fn marked(figures: &[Figure], catalogue: &Catalogue) -> Vec<String> {
    let given: BTreeSet<&str> = figures.iter().map(|f| f.indicator.as_str()).collect();
    let line = |mark: Mark| {
        let of_mark = catalogue
            .indicators
            .iter()
            .filter(|i| i.status == mark && given.contains(i.id.as_str()));
        let ids: Vec<&str> = of_mark.map(|i| i.id.as_str()).collect();
        (!ids.is_empty()).then(|| format!("{}: {}", mark.as_str(), ids.join(", ")))
    };
    [Mark::Ours, Mark::Experimental, Mark::User]
        .into_iter()
        .filter_map(line)
        .collect()
}

fn practice_level(reading: &Reading) -> PracticeLevel<'_> {
    PracticeLevel {
        prescribing: &reading.prescribing,
        list_sizes: &reading.list_sizes,
        cohort: &reading.cohort,
    }
}

/// Item rates; they are of all ages.
fn of_practices(
    reading: &Reading,
    rates: &[ItemRate<'_>],
    bands: &BTreeSet<AgeBand>,
    request: &GroupRequest<'_>,
    ui: &Ui,
) -> Vec<Figure> {
    if !bands.contains(&AgeBand::ALL) || rates.is_empty() {
        return Vec::new();
    }
    let (figures, unlisted) = item_rate_figures(practice_level(reading), rates, request);
    if unlisted > 0 {
        ui.warning(&format!(
            "{} with prescribing and no list size: left out of the item rates of their groups",
            plural(unlisted as u64, "practice")
        ));
    }
    figures
}

/// What an id of a published comparator without a definition of ours begins with.
const PUBLISHED: &str = "comparator_";

/// Whether the files have every published comparator that is asked for by name.
fn check_published(ids: &[String], reading: &Reading) -> Result<(), Failure> {
    let known = |id: &&String| reading.published.keys().any(|key| key.indicator == **id);
    match ids
        .iter()
        .find(|id| id.starts_with(PUBLISHED) && !known(id))
    {
        Some(id) => Err(Failure::usage(
            format!("no file has a comparator '{id}'"),
            "leave --indicator out to see all there are",
        )),
        None => Ok(()),
    }
}

/// The indicators asked for, in definition order; without any, all comparators, the experimental
/// ones only if they are to be included.
fn chosen<'a>(
    arguments: &Indicators,
    catalogue: &'a Catalogue,
    rates: &[ItemRate<'_>],
) -> Result<Vec<&'a Indicator>, Failure> {
    let ids = &arguments.indicator;
    let indicators = catalogue.indicators.iter().map(|known| known.id.as_str());
    let known: Vec<&str> = indicators
        .chain(rates.iter().map(|rate| rate.id.as_str()))
        .collect();
    for id in ids {
        if !known.contains(&id.as_str()) && !id.starts_with(PUBLISHED) {
            let near = nearest(id, known.iter().copied());
            let hint = near.map_or("'rxsift define' lists them".to_owned(), |near| {
                format!("did you mean '{near}'?")
            });
            return Err(Failure::usage(
                format!("there is no indicator '{id}'"),
                hint,
            ));
        }
    }
    let experimental = arguments.include.contains(&Extra::Experimental);
    let usual = |i: &&Indicator| {
        i.kind == Kind::Comparator
            && i.needs.is_empty()
            && (experimental || i.status != Mark::Experimental)
    };
    let wanted = |i: &&Indicator| {
        if ids.is_empty() {
            usual(i)
        } else {
            ids.contains(&i.id)
        }
    };
    Ok(catalogue.indicators.iter().filter(wanted).collect())
}

fn levels(asked: &[LevelName], reading: &Reading) -> Result<BTreeSet<Level>, Failure> {
    let cohort = &reading.cohort;
    let published: BTreeSet<Level> = reading.published.keys().map(|key| key.level).collect();
    let known = |level: Level| {
        let group = |practice| cohort.organisations.group(practice, level);
        published.contains(&level) || cohort.practices.iter().any(|code| group(code).is_some())
    };
    if asked.is_empty() {
        let usual = [Level::All, Level::Pcn, Level::Practice];
        let usual = usual.into_iter().filter(|level| known(*level));
        return Ok(usual.chain(published.iter().copied()).collect());
    }
    let asked: BTreeSet<Level> = asked.iter().map(|name| Level::from(*name)).collect();
    let known = |level: Level| level == Level::All || known(level);
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

/// Tells how many practices belong to no group of a level: they are in none of its figures.
fn tell_groupless(levels: &BTreeSet<Level>, reading: &Reading, ui: &Ui) {
    let cohort = &reading.cohort;
    for level in levels {
        let groupless =
            |practice: &&OdsCode| cohort.organisations.group(practice, *level).is_none();
        let count = cohort.practices.iter().filter(groupless).count();
        if count > 0 {
            let practices = plural(count as u64, "practice");
            ui.warning(&format!(
                "{practices} in no {}: left out of its figures",
                level.as_str()
            ));
        }
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
