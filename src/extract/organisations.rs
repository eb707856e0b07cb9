//! Organisations: one row is a practice and what it belongs to.

use super::error::ReadError;
use super::field::Field;
use super::problem::{Reason, Report};
use super::rows::{Fate, Row, Rows};
use crate::model::{CohortBuilder, Level, OdsCode, Organisation, is_missing};

const LEVELS: [(Level, Field, Field); 4] = [
    (Level::Pcn, Field::PcnCode, Field::PcnName),
    (Level::SubIcb, Field::SubIcbCode, Field::SubIcbName),
    (Level::Icb, Field::IcbCode, Field::IcbName),
    (Level::Region, Field::RegionCode, Field::RegionName),
];

pub(super) fn read(
    rows: &mut Rows<'_>,
    builder: &mut CohortBuilder,
    report: &mut Report,
) -> Result<(), ReadError> {
    rows.each(report, |row, _| {
        organisation(row, builder).err().unwrap_or(Fate::Used)
    })
}

fn organisation(row: &Row<'_>, builder: &mut CohortBuilder) -> Result<(), Fate> {
    let code = row.cell(Field::PracticeCode).and_then(OdsCode::parse);
    let code = code.ok_or(Fate::rejected(
        Reason::BadOrganisationCode,
        Field::PracticeCode,
    ))?;
    let name = |field| {
        row.text(field)
            .map(std::borrow::Cow::into_owned)
            .unwrap_or_default()
    };
    let mut organisation = Organisation {
        name: name(Field::PracticeName),
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
    let known = builder
        .organisations
        .0
        .entry(code)
        .or_insert_with(|| organisation.clone());
    if *known == organisation {
        Ok(())
    } else {
        Err(Fate::rejected(
            Reason::RepeatedPractice,
            Field::PracticeCode,
        ))
    }
}

/// NHS England's map of practices writes `U`, "Unallocated", for a practice in no network.
fn is_unallocated(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    cell.eq_ignore_ascii_case(b"U") || cell.eq_ignore_ascii_case(b"Unallocated")
}
