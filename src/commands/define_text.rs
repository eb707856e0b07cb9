//! A definition as lines to read: rule, mark, source, worked cases, and the lists behind it.

use crate::definitions::DrugList;
use crate::definitions::{Catalogue, Feature, Indicator, Scores, feature_text, rule_text};
use crate::model::{Mark, Source, Substance};
use crate::reference;

pub(crate) fn indicator_lines(indicator: &Indicator, catalogue: &Catalogue) -> Vec<String> {
    let mut lines = vec![
        format!("{}: {}", indicator.id, indicator.title),
        String::new(),
        format!("Why     {}", indicator.why),
        format!("Rule    {}", rule_text(indicator, catalogue)),
        format!("Unit    {}", indicator.unit().as_str()),
        format!("Mark    {}", mark_text(indicator)),
        format!("Group   {}", indicator.group.title()),
    ];
    lines.extend(source_lines(&indicator.source, &indicator.note));
    for (number, example) in (1..).zip(&indicator.example) {
        lines.push(format!("Example {number}"));
        for (person, expected) in &example.expect {
            let prefix = format!("{person} ");
            let items = example
                .items
                .iter()
                .filter_map(|item| item.strip_prefix(&prefix));
            let facts = example
                .people
                .get(person)
                .into_iter()
                .flatten()
                .map(|(fact, value)| format!("{fact} {value}"));
            let names: Vec<String> = items.map(named).chain(facts).collect();
            lines.push(format!(
                "  {person}: {}: {}",
                names.join(", "),
                expected.as_text()
            ));
        }
    }
    if !indicator.needs.is_empty() {
        lines.push(String::new());
        return lines;
    }
    for feature in indicator
        .features()
        .into_iter()
        .filter_map(|id| catalogue.feature(id))
    {
        lines.push(String::new());
        lines.push(format!(
            "Feature {}: {} {}",
            feature.id,
            feature.title,
            bracketed(feature.mark)
        ));
        lines.push(format!("  {}", feature_text(feature, catalogue)));
        lines.extend(data_lines(feature, catalogue));
    }
    lines.push(String::new());
    lines
}

pub(crate) fn feature_lines(feature: &Feature, catalogue: &Catalogue) -> Vec<String> {
    let mut lines = vec![
        format!("{}: {}", feature.id, feature.title),
        String::new(),
        format!("Rule    {}", feature_text(feature, catalogue)),
        format!("Mark    {}", feature.mark.as_str()),
    ];
    lines.extend(data_lines(feature, catalogue));
    lines.push(String::new());
    lines
}

/// The lists and scores a feature is made of, each with its rule, mark, source and note; for a
/// count of other features, theirs.
fn data_lines(feature: &Feature, catalogue: &Catalogue) -> Vec<String> {
    let lists = feature.count.iter().chain(&feature.items_of);
    let lists = lists.chain(&feature.within);
    let mut lines: Vec<String> = lists
        .filter_map(|id| catalogue.lists().list(id))
        .flat_map(|list| {
            let title = format!(
                "  List {}: {} {}",
                list.id,
                list.title,
                bracketed(list.source.mark)
            );
            datum_lines(
                title,
                &list_rule(list),
                &list.version,
                &list.source,
                &list.note,
            )
        })
        .collect();
    lines.extend(
        feature
            .sum
            .iter()
            .flat_map(Scores::iter)
            .filter_map(|id| catalogue.lists().score(id))
            .flat_map(|score| {
                let title = format!(
                    "  Score {}: {} {}",
                    score.id,
                    score.title,
                    bracketed(score.source.mark)
                );
                let rule = format!("{SCORE_RULE}, on the scale {}", score.scale);
                datum_lines(title, &rule, &score.version, &score.source, &score.note)
            }),
    );
    let parts = feature
        .above_zero
        .iter()
        .filter_map(|id| catalogue.feature(id));
    lines.extend(parts.flat_map(|part| data_lines(part, catalogue)));
    lines
}

fn datum_lines(
    title: String,
    rule: &str,
    version: &str,
    source: &Source,
    note: &str,
) -> Vec<String> {
    let mut lines = vec![
        title,
        format!("    {rule}."),
        match source.url.as_str() {
            "" => format!("    {}", source.name),
            url => format!("    {} ({url})", source.name),
        },
    ];
    lines.extend(version_text(version).map(|version| format!("    Version {version}")));
    if !note.is_empty() {
        lines.push(format!("    {note}"));
    }
    lines
}

/// The rule's mark, and the denominator's where it is another.
pub(crate) fn mark_text(indicator: &Indicator) -> String {
    let mark = indicator.status;
    match indicator.denominator_status.filter(|other| *other != mark) {
        Some(other) => format!("{}; denominator: {}", mark.as_str(), other.as_str()),
        None => mark.as_str().to_owned(),
    }
}

pub(crate) fn version_text(version: &str) -> Option<&str> {
    (!version.is_empty()).then_some(version)
}

fn bracketed(mark: Mark) -> String {
    format!("({})", mark.as_str())
}

pub(crate) fn source_lines(source: &Source, note: &str) -> Vec<String> {
    let mut lines = vec![format!("Source  {}", source.name)];
    if !source.url.is_empty() {
        lines.push(format!("        {}", source.url));
    }
    if !note.is_empty() {
        lines.push(format!("Note    {note}"));
    }
    lines
}

/// The name of an example's substance.
fn named(code: &str) -> String {
    let substance = Substance::from_bnf_code(code.as_bytes()).map(|(substance, _)| substance);
    substance.map_or_else(
        |_| code.to_owned(),
        |substance| reference::substances().name(substance),
    )
}

pub(crate) fn list_rule(list: &DrugList) -> String {
    let mut rule = format!("BNF codes that begin with {}", list.include.join(", "));
    if !list.exclude.is_empty() {
        rule.push_str("; without ");
        rule.push_str(&list.exclude.join(", "));
    }
    rule
}

pub(crate) const SCORE_RULE: &str = "Points of each substance";
