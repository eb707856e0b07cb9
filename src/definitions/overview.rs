//! Every definition, a row each.

use std::collections::BTreeSet;

use super::catalogue::Catalogue;
use super::definition::{Indicator, IndicatorKind};
use super::shipped::DEFINITIONS_VERSION;
use super::words::{ITEM_RATE_RULE, feature_text, list_rule, mark_text, rule_text, score_rule};
use crate::model::{Mark, Source, Unit};

/// One definition of the overview.
#[derive(Clone, Debug, Default)]
pub struct DefinitionRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `comparator`, `criterion`, `item rate`, `feature`, `list` or `score`.
    pub kind: &'static str,
    /// `percent`, `mean`, or nothing.
    pub unit: &'static str,
    /// What it counts.
    pub rule: String,
    /// `published`, `ours`, `experimental` or `user`; where they differ, the denominator's behind it.
    pub mark: String,
    /// Where it comes from.
    pub source: String,
    /// What it is about, or what it is.
    pub group: &'static str,
    /// Why it matters.
    pub why: String,
    /// What a reader should know of it.
    pub note: String,
    /// Version of a list or score, or of the shipped definitions.
    pub version: String,
}

/// Every definition: indicators by what they are about, item rates, features, scores and lists.
#[must_use]
pub fn overview(catalogue: &Catalogue) -> Vec<DefinitionRow> {
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
    let rates = catalogue.item_rates().iter().map(|rate| DefinitionRow {
        id: rate.id.clone(),
        title: rate.title.clone(),
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
        rule: score_rule(score),
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
    let mut seen = BTreeSet::new();
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

fn kind(indicator: &Indicator) -> &'static str {
    match indicator.kind {
        IndicatorKind::Comparator => "comparator",
        IndicatorKind::Criterion => "criterion",
    }
}
