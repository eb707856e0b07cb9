//! What a run says of its inputs on standard error.

use std::collections::BTreeMap;

use crate::checks::findings;
use crate::disclosure::{Audience, release};
use crate::extract::{Effect, Field, Problem, Reading, Reason};
use crate::medicines::MatchRoute;
use crate::ui::Ui;

/// How many unknown codes a warning names.
const NAMED: usize = 3;

/// Says what every file was taken for, what became of its rows, and what looks wrong.
pub(crate) fn tell(reading: &Reading, ui: &Ui) {
    for (number, file) in reading.files.iter().enumerate() {
        let (rejected, excluded) = (
            file.rejected.values().sum::<u64>(),
            file.excluded.values().sum::<u64>(),
        );
        ui.note(&format!(
            "{}: {}, {} rows = {} used + {rejected} rejected + {excluded} excluded",
            file.name,
            file.kind.as_str(),
            file.read,
            file.used
        ));
        for line in problem_lines(
            reading
                .problems
                .iter()
                .filter(|problem| problem.file == number),
        ) {
            ui.warning(&format!("{}: {line}", file.name));
        }
    }
    for name in &reading.passed_over {
        ui.note(&format!(
            "{name}: fits no kind of file that is read, and is passed over"
        ));
    }
    tell_unmatched(reading, ui);
    for finding in release(findings(reading), Audience::DirectCare).get() {
        ui.warning(&finding.text);
    }
}

/// The share of items without a known substance, and the codes with most of them.
fn tell_unmatched(reading: &Reading, ui: &Ui) {
    let (items, missing) = reading.matching.items();
    if reading.matching.unmatched.is_empty() {
        return;
    }
    let mut unmatched: Vec<_> = reading.matching.unmatched.iter().collect();
    unmatched.sort_by_key(|(what, count)| (std::cmp::Reverse(count.items), *what));
    // A name is text of the file: only codes are named here; check lists the names.
    let codes = unmatched
        .iter()
        .filter(|((route, _), _)| *route == MatchRoute::UnknownCode);
    let named: Vec<String> = codes
        .take(NAMED)
        .map(|((_, code), count)| format!("{code} ({} items)", count.items))
        .collect();
    let most = if named.is_empty() {
        String::new()
    } else {
        format!("; most: {}", named.join(", "))
    };
    ui.warning(&format!(
        "{missing} of {items} items have no known substance; they are kept ('rxsift check' lists them){most}"
    ));
}

/// One line for each reason and column: how many, what became of them, where the first is.
pub(crate) fn problem_lines<'a>(problems: impl Iterator<Item = &'a Problem>) -> Vec<String> {
    let mut counts: BTreeMap<(Effect, Reason, Option<Field>), (u64, u64)> = BTreeMap::new();
    for problem in problems {
        let count = counts
            .entry((problem.effect, problem.reason, problem.column))
            .or_insert((0, problem.line));
        count.0 += 1;
    }
    counts
        .into_iter()
        .map(|((effect, reason, column), (count, line))| {
            let thing = match effect {
                Effect::CellSetAside | Effect::Restored => plural(count, "cell", "cells"),
                Effect::Rejected | Effect::Excluded | Effect::Noted => plural(count, "row", "rows"),
            };
            let column = column
                .map(|field| format!(", column '{}'", field.as_str()))
                .unwrap_or_default();
            format!(
                "{thing} {}: {} (first at line {line}{column})",
                effect.as_str(),
                reason.as_str()
            )
        })
        .collect()
}

/// The count with the word for one thing, or for several.
pub(crate) fn plural(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
