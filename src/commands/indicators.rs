//! `rxsift indicators`: the comparators by group, period and age band.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};

use super::arguments::{DefinitionArguments, Inputs, Outputs};
use super::groupings;
use super::groupings::{AskedColumns, LevelOrColumn, levels, tell_groupless};
use super::inputs::{CommandInputs, ReadingRequest, catalogue, load_groups};
use super::notices::plural;
use super::output::{Output, meta_of};
use crate::definitions::{Catalogue, Indicator, IndicatorKind, ItemRate, known, nearest_id};
use crate::disclosure::{Audience, release};
use crate::engine::{Admission, Breakdown, Only, PatientMonth};
use crate::extract::Reading;
use crate::failure::Failure;
use crate::figures::{
    Figure, Figures, GroupRequest, NotAssessable, PracticeLevel, PublishedRequest, Request,
    WithoutPatients, figures, item_rate_figures, merge, published_figures, without_patients,
};
use crate::model::{AgeBand, Level, Mark, Period, Unit};
use crate::report;
use crate::report::Privacy;
use crate::ui::Ui;

/// Arguments of `rxsift indicators`.
#[derive(Args, Clone, Debug)]
pub struct Indicators {
    #[command(flatten)]
    inputs: Inputs,

    /// Groups: all, practice, pcn, sub_icb, icb, region, or a column of the organisations or patients
    /// files [default: all,practice, and pcn where the files know it]
    #[arg(long, value_parser = groupings::by, value_delimiter = ',', value_name = "LEVELS")]
    by: Vec<LevelOrColumn<Level>>,

    /// Parts of each group: age, sex, imd_decile, imd_quintile, care_home, or a column of the files
    ///
    /// The whole group is given too. People of whom it is not known are a part of their own, so the
    /// parts add up.
    #[arg(long, value_parser = groupings::split, value_delimiter = ',', value_name = "PARTS")]
    split: Vec<LevelOrColumn<Breakdown>>,

    /// What a figure pools
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "month",
        value_name = "PERIODS"
    )]
    period: Vec<PeriodName>,

    /// Only patient-months of which this holds, such as "medicines >= 10 AND age >= 75"
    #[arg(long = "where", value_name = "FILTER")]
    filter: Option<String>,

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
    definitions: DefinitionArguments,

    #[command(flatten)]
    outputs: Outputs,
}

/// What is left out unless it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Extra {
    /// The idea is published, the list of medicines is not
    Experimental,
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
pub fn indicators(arguments: &Indicators, ui: &Ui) -> anyhow::Result<()> {
    let catalogue = &*catalogue(&arguments.definitions, ui)?;
    let chosen = chosen(arguments, catalogue)?;
    let rates: Vec<&ItemRate> = catalogue
        .item_rates()
        .iter()
        .filter(|rate| arguments.indicator.is_empty() || arguments.indicator.contains(&rate.id))
        .collect();
    let output = Output::prepare(&arguments.outputs, Privacy::Usual, ui)?;
    let CommandInputs {
        reading,
        columns,
        filter,
    } = load_groups(
        &arguments.inputs,
        &arguments.outputs,
        wants(arguments, catalogue),
        ui,
    )?;
    check_published(&arguments.indicator, &reading)?;
    let found = AskedColumns {
        names: &columns,
        found_in: &reading.columns_in,
    };
    let groupings = groupings::groupings(&arguments.by, &found, &reading)?;
    let breakdowns = groupings::breakdowns(&arguments.split, &found)?;
    let levels = levels(&groupings);
    tell_groupless(&levels, &reading, ui);
    let asked: BTreeSet<AgeBand> = arguments.age_band.iter().copied().collect();
    let bands = if asked.is_empty() {
        BTreeSet::from([AgeBand::ALL])
    } else {
        asked.clone()
    };
    let periods = periods(&arguments.period);
    let mut computed = Vec::new();
    let mut published = Vec::new();
    let no_items = reading.cohort.item_rows() == 0;
    for period in &periods {
        let groups = GroupRequest {
            groupings: &groupings,
            period: *period,
        };
        let not_assessable = |figures, of: WithoutPatients| {
            let wanted = NotAssessable {
                figures,
                of,
                bands: &bands,
                breakdowns: &breakdowns,
            };
            without_patients(practice_level(&reading), &wanted, &groups)
        };
        if no_items {
            let comparators = chosen.iter().map(|i| (i.id.as_str(), i.unit()));
            let of_patients = WithoutPatients::OfPatients;
            computed.extend(not_assessable(comparators.collect(), of_patients));
        }
        // Beside people's items they would only be in the way, unless they are asked for by name.
        if no_items || !arguments.indicator.is_empty() {
            let of_everybody = rates
                .iter()
                .map(|rate| (rate.id.as_str(), Unit::PerThousand));
            let kind = WithoutPatients::OfEverybody {
                parts_alone: filter.is_none(),
            };
            computed.extend(not_assessable(of_everybody.collect(), kind));
        }
        // Practice-level data and published figures are of everybody.
        if filter.is_some() {
            continue;
        }
        computed.extend(of_practices(
            &reading, catalogue, &rates, &bands, &groups, ui,
        ));
        let wanted = PublishedRequest {
            levels: &levels,
            bands: &asked,
            indicators: &arguments.indicator,
            period: *period,
        };
        let organisations = &reading.cohort.organisations;
        published.extend(published_figures(
            &reading.published,
            organisations,
            &wanted,
        ));
    }
    if !no_items {
        let admission = filter
            .as_ref()
            .map(|filter| Admission::new(filter, &reading.cohort, catalogue, &columns));
        let only = |month: &PatientMonth<'_>| {
            admission
                .as_ref()
                .map_or(Some(true), |admission| admission.admits(month))
        };
        let request = Request {
            indicators: chosen,
            groupings,
            bands,
            breakdowns,
            periods,
            only: admission.is_some().then_some(&only as &Only<'_>),
        };
        let of_people = figures(&reading.cohort, catalogue, &request);
        tell_cohort(&of_people, admission.is_some(), ui);
        computed.extend(of_people.figures);
    }
    let merged = merge(computed, published, catalogue);
    if merged.left_out > 0 {
        ui.warning(&format!(
            "{} left out, since the same is computed from the items; {} of them say something else",
            plural(
                merged.left_out as u64,
                "published figure",
                "published figures"
            ),
            merged.differing
        ));
    }
    let marked = marked(&merged.figures, catalogue);
    let table = release(merged.figures, Audience::DirectCare);
    let meta = meta_of(catalogue, "indicators", reading.files);
    output.write(&report::figures(&table, marked, meta), ui)
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
    catalogue: &Catalogue,
    rates: &[&ItemRate],
    bands: &BTreeSet<AgeBand>,
    request: &GroupRequest<'_>,
    ui: &Ui,
) -> Vec<Figure> {
    if !bands.contains(&AgeBand::ALL) || rates.is_empty() {
        return Vec::new();
    }
    let lists = catalogue.lists();
    let (figures, unlisted) = item_rate_figures(practice_level(reading), rates, lists, request);
    if unlisted > 0 {
        ui.warning(&format!(
            "{} with prescribing and no list size: left out of the item rates of their groups",
            plural(unlisted as u64, "practice", "practices")
        ));
    }
    figures
}

/// Whether the files have every published comparator that is asked for by name.
fn check_published(ids: &[String], reading: &Reading) -> anyhow::Result<()> {
    let known = |id: &&String| reading.published.keys().any(|key| key.indicator == **id);
    match ids
        .iter()
        .find(|id| id.starts_with(known::PUBLISHED) && !known(id))
    {
        Some(id) => anyhow::bail!(Failure::usage(
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
) -> anyhow::Result<Vec<&'a Indicator>> {
    let ids = &arguments.indicator;
    let known: Vec<&str> = catalogue.figure_ids().collect();
    for id in ids {
        if !known.contains(&id.as_str()) && !id.starts_with(known::PUBLISHED) {
            let near = nearest_id(id, known.iter().copied());
            anyhow::bail!(Failure::unknown(
                format!("there is no indicator '{id}'"),
                near,
                "'rxsift define' lists them",
            ));
        }
    }
    let experimental = arguments.include.contains(&Extra::Experimental);
    let usual = |i: &&Indicator| {
        i.kind == IndicatorKind::Comparator
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

/// The periods asked for, without repetition.
fn periods(asked: &[PeriodName]) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    for period in asked.iter().map(|name| Period::from(*name)) {
        if !periods.contains(&period) {
            periods.push(period);
        }
    }
    periods
}

fn wants<'a>(arguments: &'a Indicators, catalogue: &'a Catalogue) -> ReadingRequest<'a> {
    let of_groups = arguments.by.iter().filter_map(LevelOrColumn::column);
    let columns = of_groups.chain(arguments.split.iter().filter_map(LevelOrColumn::column));
    ReadingRequest {
        columns: columns.map(str::to_owned).collect(),
        filter: arguments.filter.as_deref().map(|text| (text, catalogue)),
        ..ReadingRequest::default()
    }
}

/// Tells how many patient-months several practices shared, and what the filter left.
fn tell_cohort(figures: &Figures, filtered: bool, ui: &Ui) {
    if filtered {
        ui.note(&format!(
            "--where keeps {}; what is not computed from people is left out",
            plural(figures.patient_months, "patient-month", "patient-months")
        ));
    }
    if figures.undecided > 0 {
        ui.warning(&format!(
            "{} left out, because a fact that --where asks for is not known",
            plural(figures.undecided, "patient-month", "patient-months")
        ));
    }
    if figures.spread > 0 {
        ui.note(&format!(
            "{}: items from several practices; each counts once, for the registered practice or else the one with most items",
            plural(figures.spread, "patient-month", "patient-months")
        ));
    }
}
