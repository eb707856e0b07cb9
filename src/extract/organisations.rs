//! Organisations: one row is a practice and what it belongs to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cell::whole_number;
use super::columns::Columns;
use super::error::ReadError;
use super::field::Field;
use super::kind_shape::KindShape;
use super::problem::{Effect, Reason, Report};
use super::row::{Fate, Row};
use super::rows::Rows;
use crate::cohort::{CohortBuilder, Organisation};
use crate::model::FileKind;
use crate::model::{Level, OdsCode, is_missing};

/// What a header needs to be one.
pub(crate) const SHAPE: KindShape = KindShape {
    kind: FileKind::Organisations,
    needs: &[Field::PracticeCode],
    one_of: &[
        Field::PcnCode,
        Field::PracticeName,
        Field::SubIcbCode,
        Field::IcbCode,
        Field::RegionCode,
    ],
    never: &[
        Field::BnfCode,
        Field::DmdCode,
        Field::Medicine,
        Field::PatientId,
    ],
};

const LEVELS: [(Level, Field, Field); 4] = [
    (Level::Pcn, Field::PcnCode, Field::PcnName),
    (Level::SubIcb, Field::SubIcbCode, Field::SubIcbName),
    (Level::Icb, Field::IcbCode, Field::IcbName),
    (Level::Region, Field::RegionCode, Field::RegionName),
];

/// Prescribing setting of a general practice, in the practices file of the Organisation Data Service.
const GENERAL_PRACTICE: i64 = 4;

pub(crate) fn read(
    rows: &mut Rows<'_>,
    builder: &mut CohortBuilder,
    report: &mut Report,
) -> Result<(), ReadError> {
    // What this file says: a second, different row for a practice is a fault of the file.
    let mut own = BTreeMap::new();
    rows.each(report, |row, report| {
        organisation(row, builder, &mut own, report)
            .err()
            .unwrap_or(Fate::Used)
    })
}

fn organisation(
    row: &Row<'_>,
    builder: &mut CohortBuilder,
    own: &mut BTreeMap<OdsCode, Organisation>,
    report: &mut Report,
) -> Result<(), Fate> {
    if row
        .cell(Field::EndDate)
        .is_some_and(|cell| !is_missing(cell))
    {
        return Err(Fate::Not(
            Effect::Excluded,
            Reason::Ended,
            Some(Field::EndDate),
        ));
    }
    let setting = row.cell(Field::PrescribingSetting);
    if setting.is_some_and(|cell| whole_number(cell) != Some(GENERAL_PRACTICE)) {
        let column = Some(Field::PrescribingSetting);
        return Err(Fate::Not(
            Effect::Excluded,
            Reason::NotGeneralPractice,
            column,
        ));
    }
    let (code, organisation) = described(row)?;
    match own.get(&code) {
        Some(before) if *before != organisation => {
            return Err(Fate::rejected(
                Reason::RepeatedPractice,
                Field::PracticeCode,
            ));
        }
        Some(_) => return Ok(()),
        None => own.insert(code.clone(), organisation.clone()),
    };
    match builder.organisations.0.get_mut(&code) {
        Some(known) => complement(known, organisation, row, report),
        None => {
            builder.organisations.0.insert(code, organisation);
        }
    }
    let status = row.cell(Field::PracticeStatus).map(<[u8]>::trim_ascii);
    if status.is_some_and(|status| !status.eq_ignore_ascii_case(b"A")) {
        row.note(
            report,
            Field::PracticeStatus,
            Reason::ClosedPractice,
            Effect::Noted,
        );
    }
    Ok(())
}

/// Code and description of a row's practice.
fn described(row: &Row<'_>) -> Result<(OdsCode, Organisation), Fate> {
    let code = row.cell(Field::PracticeCode).and_then(OdsCode::parse);
    let code = code.ok_or(Fate::rejected(
        Reason::BadOrganisationCode,
        Field::PracticeCode,
    ))?;
    let name = |field| row.text(field).map(Cow::into_owned).unwrap_or_default();
    let mut organisation = Organisation {
        name: name(Field::PracticeName),
        columns: row.free().map(|text| text.map(Cow::into_owned)).collect(),
        ..Organisation::default()
    };
    for (level, code_field, name_field) in LEVELS {
        let Some(cell) = row
            .cell(code_field)
            .filter(|cell| !is_missing(cell) && !is_unallocated(cell))
        else {
            continue;
        };
        let code =
            OdsCode::parse(cell).ok_or(Fate::rejected(Reason::BadOrganisationCode, code_field))?;
        organisation
            .parents
            .insert(level, (code.to_string(), name(name_field)));
    }
    Ok((code, organisation))
}

/// Fills in what an earlier file left out. Where both name a group the earlier file is kept and
/// the difference noted; names are spelt in many ways and are not compared.
fn complement(known: &mut Organisation, other: Organisation, row: &Row<'_>, report: &mut Report) {
    if known.name.is_empty() {
        known.name = other.name;
    }
    for (kept, other) in known.columns.iter_mut().zip(other.columns) {
        match (&kept, &other) {
            (None, _) => *kept = other,
            (Some(before), Some(now)) if before != now => {
                row.note_row(report, Reason::OtherValue, Effect::Noted);
            }
            _ => {}
        }
    }
    for (level, code_field, _) in LEVELS {
        let Some((code, name)) = other.parents.get(&level) else {
            continue;
        };
        let kept = known
            .parents
            .entry(level)
            .or_insert_with(|| (code.clone(), name.clone()));
        if kept.0 != *code {
            row.note(report, code_field, Reason::OtherParent, Effect::Noted);
        } else if kept.1.is_empty() {
            kept.1.clone_from(name);
        }
    }
}

/// NHS England's map of practices writes `U`, "Unallocated", for a practice in no network.
fn is_unallocated(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    cell.eq_ignore_ascii_case(b"U") || cell.eq_ignore_ascii_case(b"Unallocated")
}

/// Columns of `epraccur.csv`, which has no header. Organisation Data Service, "GP practices and
/// prescribing cost centres": 1 code, 2 name, 13 status, 15 commissioner, 26 prescribing setting.
const EPRACCUR: [(Field, usize); 5] = [
    (Field::PracticeCode, 0),
    (Field::PracticeName, 1),
    (Field::SubIcbCode, 14),
    (Field::PracticeStatus, 12),
    (Field::PrescribingSetting, 25),
];

/// The columns of `epraccur.csv`, if the first row is one of its rows.
pub(crate) fn headerless(first: &[String]) -> Option<Columns> {
    let status = first.get(12)?.as_bytes();
    let setting = first.get(25)?.as_bytes();
    let code = OdsCode::parse(first[0].as_bytes())?;
    let fits = first.len() >= 27
        && code.as_str().bytes().any(|byte| byte.is_ascii_digit())
        && status.len() == 1
        && status[0].is_ascii_alphabetic()
        && whole_number(setting).is_some();
    fits.then(|| Columns {
        found: EPRACCUR.to_vec(),
        width: first.len(),
        ..Columns::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_the_headerless_list_is_told_by_its_shape() {
        let mut row: Vec<String> = vec![String::new(); 27];
        (row[0], row[12], row[25]) = ("A81001".to_owned(), "A".to_owned(), "4".to_owned());
        assert!(headerless(&row).is_some());
        assert!(headerless(&row[..26]).is_none());
        row[12] = "Active".to_owned();
        assert!(headerless(&row).is_none());
    }
}
