//! `rxsift check`: what the files are, how each column was read, and what is wrong with them.

use std::collections::BTreeMap;

use clap::Args;

use super::arguments::{Inputs, Outputs};
use super::inputs::{CommandInputs, ReadingRequest, check_limits, read};
use super::output::{Output, meta};
use crate::checks::{FactRow, Severity, coverage, findings};
use crate::disclosure::{Audience, release};
use crate::extract::{Effect, Problem, Reading, Reason};
use crate::model::FileSummary;
use crate::report;
use crate::report::Privacy;
use crate::ui::Ui;

/// How many unmatched names and codes are listed.
const LISTED: usize = 20;

/// Arguments of `rxsift check`.
#[derive(Args, Clone, Debug)]
pub struct Check {
    #[command(flatten)]
    inputs: Inputs,

    #[command(flatten)]
    outputs: Outputs,
}

/// Runs `rxsift check`; `true` if nothing needs a person.
///
/// # Errors
/// Files that cannot be used, also by their share of rejected rows or unmatched items, and an output
/// that cannot be written.
pub fn check(arguments: &Check, ui: &Ui) -> anyhow::Result<bool> {
    // Names of medicines that were not matched are text of the files: their owner's alone.
    let output = Output::prepare(&arguments.outputs, Privacy::Owner, ui)?;
    let wants = ReadingRequest {
        hashes: true,
        ..ReadingRequest::default()
    };
    let CommandInputs { reading, .. } = read(&arguments.inputs, &arguments.outputs, wants, ui)?;
    let mut facts = Vec::new();
    for (number, file) in reading.files.iter().enumerate() {
        facts.extend(of_file(
            file,
            reading
                .problems
                .iter()
                .filter(|problem| problem.file == number),
        ));
    }
    let passed_over = reading.passed_over.iter();
    facts.extend(passed_over.map(|name| fact(name, "kind", "", "none; passed over")));
    facts.extend(of_all(&reading));
    let clean = facts.iter().all(|fact| fact.severity == Severity::Fact);
    let limits = check_limits(&arguments.inputs, &reading);
    let facts = release(facts, Audience::DirectCare);
    output.write(&report::facts(&facts, meta("check", reading.files)), ui)?;
    limits.map(|()| clean)
}

fn fact(file: &str, topic: &'static str, item: impl Into<String>, value: impl ToString) -> FactRow {
    let (item, value) = (item.into(), value.to_string());
    FactRow {
        severity: Severity::Fact,
        file: file.to_owned(),
        topic,
        item,
        value,
    }
}

fn finding(
    file: &str,
    topic: &'static str,
    item: impl Into<String>,
    value: impl ToString,
) -> FactRow {
    FactRow {
        severity: Severity::Finding,
        ..fact(file, topic, item, value)
    }
}

fn of_file<'a>(file: &FileSummary, problems: impl Iterator<Item = &'a Problem>) -> Vec<FactRow> {
    let name = file.name.as_str();
    let mut facts = vec![fact(name, "kind", "", file.kind.as_str())];
    let hash = file.sha256.as_ref();
    facts.extend(hash.map(|hash| fact(name, "sha256", "", hash)));
    let sheet = file.sheet.as_ref();
    facts.extend(sheet.map(|sheet| fact(name, "sheet", "", format!("'{sheet}'"))));
    facts.extend(file.as_of.map(|day| fact(name, "as of", "", day)));
    facts.extend(file.ids.map(|ids| fact(name, "ids", "", ids.as_str())));
    facts.extend(
        file.columns
            .iter()
            .map(|(field, header)| fact(name, "column", field.as_str(), format!("'{header}'"))),
    );
    facts.push(fact(name, "rows", "read", file.read));
    facts.push(fact(name, "rows", "used", file.used));
    facts.extend(
        file.excluded
            .iter()
            .map(|(reason, rows)| fact(name, "excluded", *reason, rows)),
    );
    facts.extend(
        file.rejected
            .iter()
            .map(|(reason, rows)| finding(name, "rejected", *reason, rows)),
    );
    let mut cells: BTreeMap<(Effect, &'static str), u64> = BTreeMap::new();
    for problem in problems {
        *cells
            .entry((problem.effect, problem.reason.as_str()))
            .or_default() += 1;
    }
    facts.extend(
        cells
            .into_iter()
            .filter_map(|((effect, reason), count)| match effect {
                Effect::CellSetAside => Some(finding(name, "set aside", reason, count)),
                // Every report of some systems is in windows-1252: nobody needs to act on it.
                Effect::Noted if reason == Reason::WindowsText.as_str() => {
                    Some(fact(name, "noted", reason, ""))
                }
                Effect::Noted => Some(finding(name, "noted", reason, count)),
                Effect::Restored => Some(fact(name, "repaired", reason, count)),
                Effect::Rejected | Effect::Excluded => None,
            }),
    );
    facts
}

fn of_all(reading: &Reading) -> Vec<FactRow> {
    let cohort = &reading.cohort;
    let mut facts = Vec::new();
    let months = cohort.months_with_items();
    if let (Some(first), Some(last)) = (months.first(), months.last()) {
        facts.push(fact(
            "",
            "months",
            format!("{first} to {last}"),
            months.len(),
        ));
        facts.push(fact("", "practices", "", cohort.practices.len()));
        facts.push(fact("", "people", "", cohort.patients()));
    }
    for covered in coverage(reading) {
        let kind = covered.kind.as_str();
        if let (Some(first), Some(last)) = (covered.months.first(), covered.months.last()) {
            let item = format!("{kind}, {first} to {last}");
            facts.push(fact("", "months", item, covered.months.len()));
        }
        for (level, count) in covered.organisations {
            let topic = if level == "practice" {
                "practices"
            } else {
                level
            };
            facts.push(fact("", topic, kind, count));
        }
    }
    for (route, count) in &reading.matching.routes {
        let value = format!("{} items in {} rows", count.items, count.rows);
        facts.push(if route.is_matched() {
            fact("", "matched", route.as_str(), value)
        } else {
            finding("", "unmatched", route.as_str(), value)
        });
    }
    let types = reading.types.iter();
    facts.extend(types.map(|(word, items)| fact("", "issued", *word, format!("{items} items"))));
    for ((old, new), count) in &reading.matching.moved {
        let value = format!("{} items in {} rows", count.items, count.rows);
        facts.push(fact("", "moved", format!("{old} counts as {new}"), value));
    }
    for (code, count) in &reading.matching.split {
        let value = format!("{} items in {} rows", count.items, count.rows);
        facts.push(fact("", "moved in part", code.to_string(), value));
    }
    let mut unmatched: Vec<_> = reading.matching.unmatched.iter().collect();
    unmatched.sort_by_key(|(what, count)| (std::cmp::Reverse(count.items), *what));
    for ((route, what), count) in unmatched.into_iter().take(LISTED) {
        facts.push(finding(
            "",
            "unmatched",
            format!("{}, {what}", route.as_str()),
            format!("{} items", count.items),
        ));
    }
    facts.extend(
        findings(reading)
            .into_iter()
            .map(|found| finding("", found.topic, "", found.text)),
    );
    facts
}
