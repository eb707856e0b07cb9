//! One definition to read: its rule, mark, source and worked cases, the lists behind it, and the
//! substances on them.

use super::catalogue::Catalogue;
use super::definition::{Feature, Indicator, Scores};
use super::item_rate::ItemRate;
use super::known;
use super::words::{ITEM_RATE_RULE, feature_text, list_rule, mark_text, rule_text, score_rule};
use crate::model::{Mark, Source, Substance, Unit};
use crate::reference;

/// One definition.
#[derive(Clone, Debug)]
pub struct DefinitionPage {
    /// What it says of itself.
    pub lines: Vec<String>,
    /// The substances it is made of, by list and code.
    pub substances: Vec<SubstanceRow>,
}

/// One substance of a definition.
#[derive(Clone, Debug)]
pub struct SubstanceRow {
    /// The list or score it is on.
    pub list: String,
    /// BNF substance code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its points, on a score.
    pub points: Option<u64>,
}

impl DefinitionPage {
    /// The page of an indicator, feature, list, score or item rate: the first of them that has
    /// this id.
    #[must_use]
    pub fn of(id: &str, catalogue: &Catalogue) -> Option<Self> {
        let of_indicator = || {
            let indicator = catalogue.indicator(id)?;
            let features = indicator.features().into_iter();
            let features: Vec<&Feature> = features.filter_map(|id| catalogue.feature(id)).collect();
            Some(Self {
                lines: indicator_lines(indicator, catalogue),
                substances: substances(&features, catalogue),
            })
        };
        let of_feature = || {
            let feature = catalogue.feature(id)?;
            Some(Self {
                lines: feature_lines(feature, catalogue),
                substances: substances(&[feature], catalogue),
            })
        };
        let of_rate = || {
            let rate = catalogue.item_rates().iter().find(|rate| rate.id == id)?;
            Some(Self {
                lines: item_rate_lines(rate),
                substances: Vec::new(),
            })
        };
        of_indicator()
            .or_else(of_feature)
            .or_else(|| list_or_score(id, catalogue))
            .or_else(of_rate)
    }
}

fn indicator_lines(indicator: &Indicator, catalogue: &Catalogue) -> Vec<String> {
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

fn feature_lines(feature: &Feature, catalogue: &Catalogue) -> Vec<String> {
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
                let rule = score_rule(score);
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

fn version_text(version: &str) -> Option<&str> {
    (!version.is_empty()).then_some(version)
}

fn bracketed(mark: Mark) -> String {
    format!("({})", mark.as_str())
}

fn source_lines(source: &Source, note: &str) -> Vec<String> {
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

fn item_rate_lines(rate: &ItemRate) -> Vec<String> {
    vec![
        format!("{}: {}", rate.id, rate.title),
        String::new(),
        format!("Rule    {ITEM_RATE_RULE}"),
        format!("Unit    {}", Unit::PerThousand.as_str()),
        format!("Mark    {}", Mark::Ours.as_str()),
        format!("List    'rxsift define {}' shows it", rate.list()),
    ]
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

fn list_or_score(id: &str, catalogue: &Catalogue) -> Option<DefinitionPage> {
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
            score_rule(score),
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
    Some(DefinitionPage {
        lines,
        substances: rows,
    })
}
