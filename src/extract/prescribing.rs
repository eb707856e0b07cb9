//! Practice-level prescribing: one row is a practice, a presentation and a quantity.

use std::collections::BTreeMap;

use super::Unmatched;
use super::error::ReadError;
use super::field::Field;
use super::items::whole_number;
use super::problem::{Effect, Reason, Report};
use super::rows::{Fate, Row, Rows};
use crate::model::{BnfFault, CohortBuilder, Month, OdsCode, Prescribing, Substance, is_missing};
use crate::reference;

/// Codes that stand for no practice: not registered, not applicable, not known.
/// NHS Data Dictionary, organisation data: default codes for a general practice.
const DUMMIES: [&str; 3] = ["V81997", "V81998", "V81999"];

/// From this chapter on codes are of appliances, which the substance table does not hold.
const APPLIANCES: u8 = 20;

pub(super) fn read(
    rows: &mut Rows<'_>,
    builder: &mut CohortBuilder,
    prescribing: &mut Prescribing,
    unmatched: &mut BTreeMap<Substance, Unmatched>,
    report: &mut Report,
) -> Result<(), ReadError> {
    rows.each(report, |row, report| {
        let line = match line(row) {
            Ok(line) => line,
            Err(fate) => return fate,
        };
        if line.restored {
            row.note(
                report,
                Field::BnfCode,
                Reason::LostLeadingZero,
                Effect::Restored,
            );
        }
        let known = reference::substances().contains(line.substance);
        if !known && line.substance.chapter() < APPLIANCES {
            let count = unmatched.entry(line.substance).or_default();
            count.rows += 1;
            count.items += line.items;
        }
        builder.practice(line.practice.clone());
        prescribing.add(line.practice, line.month, line.substance, line.items);
        Fate::Used
    })
}

struct Line {
    practice: OdsCode,
    month: Month,
    substance: Substance,
    items: u64,
    restored: bool,
}

fn line(row: &Row<'_>) -> Result<Line, Fate> {
    let unidentified =
        |field| Fate::Not(Effect::Excluded, Reason::UnidentifiedPractice, Some(field));
    let flag = row
        .cell(Field::Unidentified)
        .unwrap_or_default()
        .trim_ascii();
    if flag.eq_ignore_ascii_case(b"Y") || flag.eq_ignore_ascii_case(b"YES") {
        return Err(unidentified(Field::Unidentified));
    }
    let practice = row
        .cell(Field::PracticeCode)
        .filter(|cell| !is_missing(cell))
        .and_then(OdsCode::parse)
        .filter(|code| !DUMMIES.contains(&code.as_str()))
        .ok_or_else(|| unidentified(Field::PracticeCode))?;
    let month = row.cell(Field::Month).and_then(Month::parse);
    let month = month.ok_or(Fate::rejected(Reason::BadMonth, Field::Month))?;
    let code = Substance::from_bnf_code(row.cell(Field::BnfCode).unwrap_or_default());
    let (substance, restored) = code.map_err(|fault| {
        let reason = if fault == BnfFault::Exponent {
            Reason::BnfExponent
        } else {
            Reason::BadBnfCode
        };
        Fate::rejected(reason, Field::BnfCode)
    })?;
    let items = row
        .cell(Field::Items)
        .and_then(whole_number)
        .and_then(|items| u64::try_from(items).ok());
    let items = items.ok_or(Fate::rejected(Reason::BadItems, Field::Items))?;
    Ok(Line {
        practice,
        month,
        substance,
        items,
        restored,
    })
}
