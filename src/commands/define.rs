//! `rxsift define`: what an indicator counts, with which medicines, from which source.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{DefinitionArguments, FormatName, Outputs};
use super::define_test::define_test;
use super::define_text::{
    SCORE_RULE, feature_lines, indicator_lines, list_rule, mark_text, source_lines, version_text,
};
use super::inputs::catalogue;
use super::output::{Output, meta_of};
use crate::definitions::{
    Catalogue, DEFINITIONS_VERSION, Feature, Indicator, IndicatorKind, feature_text, known,
    nearest, rule_text,
};
use crate::failure::Failure;
use crate::figures::item_rates;
use crate::model::{Mark, Source, Substance, Unit};
use crate::reference;
use crate::report;
use crate::report::{DefinitionRow, Format, Privacy, SubstanceRow};
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
pub fn define(arguments: &Define, ui: &Ui) -> Result<bool, Failure> {
    match &arguments.test {
        Some(path) => {
            let outputs = &as_text(&arguments.outputs);
            define_test(path, &arguments.definitions, outputs, ui)
        }
        None => show(arguments, ui).map(|()| true),
    }
}

fn show(arguments: &Define, ui: &Ui) -> Result<(), Failure> {
    let catalogue = &*catalogue(&arguments.definitions, ui)?;
    let rows = overview(catalogue);
    let meta = meta_of(catalogue, "define", Vec::new());
    let Some(id) = &arguments.id else {
        let output = Output::prepare(&arguments.outputs, Privacy::Usual, ui)?;
        let whole = output.format == Format::Markdown;
        return output.write(&report::definitions(&rows, whole, meta), ui);
    };
    let outputs = &as_text(&arguments.outputs);
    let (lines, features) = if let Some(indicator) = catalogue.indicator(id) {
        let features = indicator
            .features()
            .into_iter()
            .filter_map(|id| catalogue.feature(id))
            .collect();
        (indicator_lines(indicator, catalogue), features)
    } else if let Some(feature) = catalogue.feature(id) {
        (feature_lines(feature, catalogue), vec![feature])
    } else if let Some((lines, substances)) = list_or_score(id, catalogue) {
        let output = Output::prepare(outputs, Privacy::Usual, ui)?;
        return output.write(&report::definition(id, lines, &substances, meta), ui);
    } else if let Some(lines) = item_rate_lines(id, catalogue) {
        let output = Output::prepare(outputs, Privacy::Usual, ui)?;
        return output.write(&report::definition(id, lines, &[], meta), ui);
    } else {
        let near = nearest(id, rows.iter().map(|row| row.id.as_str()));
        let hint = near.map_or("'rxsift define' lists them".to_owned(), |near| {
            format!("did you mean '{near}'?")
        });
        return Err(Failure::usage(
            format!("there is no definition '{id}'"),
            hint,
        ));
    };
    let output = Output::prepare(outputs, Privacy::Usual, ui)?;
    output.write(
        &report::definition(id, lines, &substances(&features, catalogue), meta),
        ui,
    )
}

/// One definition is text to read, also in a pipe, unless another form is asked for.
fn as_text(outputs: &Outputs) -> Outputs {
    let mut outputs = outputs.clone();
    if outputs.output.is_none() {
        outputs.format = outputs.format.or(Some(FormatName::Table));
    }
    outputs
}

pub(crate) fn overview(catalogue: &Catalogue) -> Vec<DefinitionRow> {
    let mut indicators: Vec<&Indicator> = catalogue.indicators.iter().collect();
    indicators.sort_by_key(|indicator| indicator.group);
    let own = |id: &String| {
        let mut files = catalogue.user_files().iter();
        files.any(|file| file.indicators.contains(id))
    };
    let indicators = indicators.into_iter().map(|indicator| DefinitionRow {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        kind: kind(indicator),
        unit: indicator.unit().as_str(),
        rule: rule_text(indicator, catalogue),
        mark: mark_text(indicator),
        source: indicator.source.name.clone(),
        group: indicator.group.title(),
        why: indicator.why.clone(),
        note: indicator.note.clone(),
        version: if own(&indicator.id) {
            String::new()
        } else {
            format!("definitions {DEFINITIONS_VERSION}")
        },
    });
    let rates = item_rates(catalogue.lists())
        .into_iter()
        .map(|rate| DefinitionRow {
            id: rate.id,
            title: rate.title,
            kind: "item rate",
            unit: Unit::PerThousand.as_str(),
            rule: ITEM_RATE_RULE.to_owned(),
            mark: Mark::Ours.as_str().to_owned(),
            group: "Item rates",
            ..DefinitionRow::default()
        });
    let features = catalogue.features.iter().map(|feature| DefinitionRow {
        id: feature.id.clone(),
        title: feature.title.clone(),
        kind: "feature",
        rule: feature_text(feature, catalogue),
        mark: feature.mark.as_str().to_owned(),
        group: "Features",
        ..DefinitionRow::default()
    });
    let scores = catalogue.lists().scores().map(|score| DefinitionRow {
        kind: "score",
        rule: format!("{SCORE_RULE}, on the scale {}", score.scale),
        group: "Scores",
        note: score.note.clone(),
        version: score.version.clone(),
        ..data(&score.id, &score.title, &score.source)
    });
    let lists = catalogue.lists().lists().map(|list| DefinitionRow {
        kind: "list",
        rule: list_rule(list),
        group: "Drug lists",
        note: list.note.clone(),
        version: list.version.clone(),
        ..data(&list.id, &list.title, &list.source)
    });
    let mut rows: Vec<DefinitionRow> = indicators
        .chain(rates)
        .chain(features)
        .chain(scores)
        .chain(lists)
        .collect();
    // A list and the feature that counts it may share an id: the feature shows the list.
    let mut seen = std::collections::BTreeSet::new();
    rows.retain(|row| seen.insert(row.id.clone()));
    rows
}

fn data(id: &str, title: &str, source: &Source) -> DefinitionRow {
    DefinitionRow {
        id: id.to_owned(),
        title: title.to_owned(),
        mark: source.mark.as_str().to_owned(),
        source: source.name.clone(),
        ..DefinitionRow::default()
    }
}

/// How every item rate is made.
const ITEM_RATE_RULE: &str =
    "Items of practice-level prescribing, per 1,000 registered patients and month.";

/// An item rate: what it counts, and the list it counts.
fn item_rate_lines(id: &str, catalogue: &Catalogue) -> Option<Vec<String>> {
    let rate = item_rates(catalogue.lists())
        .into_iter()
        .find(|rate| rate.id == id)?;
    let named = id.trim_start_matches(known::ITEM_RATE);
    let list = catalogue
        .lists()
        .list(named)
        .map_or(known::ACB, |list| list.id.as_str());
    Some(vec![
        format!("{id}: {}", rate.title),
        String::new(),
        format!("Rule    {ITEM_RATE_RULE}"),
        format!("Unit    {}", Unit::PerThousand.as_str()),
        format!("Mark    {}", Mark::Ours.as_str()),
        format!("List    'rxsift define {list}' shows it"),
    ])
}

fn kind(indicator: &Indicator) -> &'static str {
    match indicator.kind {
        IndicatorKind::Comparator => "comparator",
        IndicatorKind::Criterion => "criterion",
    }
}

/// Every known substance that adds to one of the features, by list and code.
fn substances(features: &[&Feature], catalogue: &Catalogue) -> Vec<SubstanceRow> {
    let parts = |feature: &Feature| -> Vec<Feature> {
        let parts = feature
            .above_zero
            .iter()
            .filter_map(|id| catalogue.feature(id))
            .cloned()
            .collect::<Vec<_>>();
        if parts.is_empty() {
            vec![feature.clone()]
        } else {
            parts
        }
    };
    let mut rows = Vec::new();
    for feature in features.iter().flat_map(|feature| parts(feature)) {
        if feature.count == [known::COUNTABLE] {
            continue; // whole chapters: the rule says it shorter than three thousand names
        }
        let scored = feature.sum.is_some();
        for (substance, name) in reference::substances().iter() {
            let adds = catalogue.adds(&feature, substance);
            if adds > 0 {
                let points = scored.then_some(u64::from(adds));
                rows.push(SubstanceRow {
                    list: feature.id.clone(),
                    code: substance.to_string(),
                    name: name.to_owned(),
                    points,
                });
            }
        }
    }
    rows
}

fn list_or_score(id: &str, catalogue: &Catalogue) -> Option<(Vec<String>, Vec<SubstanceRow>)> {
    let row = |substance: Substance, points| SubstanceRow {
        list: id.to_owned(),
        code: substance.to_string(),
        name: reference::substances().name(substance),
        points,
    };
    let (title, source, note, rule, version, rows) = if let Some(list) = catalogue.lists().list(id)
    {
        let rule = list_rule(list);
        let known = reference::substances()
            .iter()
            .filter(|(substance, _)| list.contains(*substance));
        (
            &list.title,
            &list.source,
            &list.note,
            rule,
            version_text(&list.version),
            known.map(|(substance, _)| row(substance, None)).collect(),
        )
    } else {
        let score = catalogue.lists().score(id)?;
        let rows = score
            .points
            .iter()
            .map(|(substance, points)| row(*substance, Some(u64::from(*points))))
            .collect();
        (
            &score.title,
            &score.source,
            &score.note,
            format!("{SCORE_RULE}, on the scale {}", score.scale),
            version_text(&score.version),
            rows,
        )
    };
    let mut lines = vec![
        format!("{id}: {title}"),
        String::new(),
        format!("Rule    {rule}"),
        format!("Mark    {}", source.mark.as_str()),
    ];
    lines.extend(version.map(|version| format!("Version {version}")));
    lines.extend(source_lines(source, note));
    lines.push(String::new());
    Some((lines, rows))
}
