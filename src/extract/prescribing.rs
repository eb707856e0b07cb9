//! Practice-level prescribing: one row is a practice, a presentation and a quantity.

use super::cell::{is_yes, whole_number};
use super::columns::Columns;
use super::error::ReadError;
use super::field::Field;
use super::field::near;
use super::items::PrescribingOwners;
use super::kind_shape::KindShape;
use super::medicine::{medicine, medicine_cells};
use super::problem::{Effect, Reason, Report};
use super::row::{Fate, Row};
use super::rows::Rows;
use crate::cohort::{CohortBuilder, Prescribing};
use crate::files::CellCache;
use crate::medicines::Medicines;
use crate::model::FileKind;
use crate::model::{Month, OdsCode, Substance, is_missing};

/// What a header needs to be one.
pub(crate) const SHAPE: KindShape = KindShape {
    kind: FileKind::Prescribing,
    needs: &[
        Field::PracticeCode,
        Field::BnfCode,
        Field::Month,
        Field::Items,
    ],
    one_of: &[],
    never: &[Field::Age, Field::Sex, Field::DateOfBirth],
};

/// Items without a person. Where a header looks like a misspelt patient id, or a column describes
/// a person, it is rather an items file with something missing.
pub(crate) fn is_prescribing(header: &[String], columns: &Columns) -> bool {
    // "PERIOD" looks like "person id": only headers without a meaning are looked at.
    let unknown: Vec<String> = header
        .iter()
        .enumerate()
        .filter(|(at, _)| !columns.found.iter().any(|(_, known)| known == at))
        .map(|(_, name)| name.clone())
        .collect();
    SHAPE.missing(columns, false).is_empty()
        && !SHAPE.never.iter().any(|field| columns.has(*field))
        && near(Field::PatientId, &unknown).is_none()
}

/// Codes that stand for no practice: not registered, not applicable, not known.
/// NHS Data Dictionary, organisation data: default codes for a general practice.
const DUMMIES: [&str; 3] = ["V81997", "V81998", "V81999"];

pub(crate) fn read(
    rows: &mut Rows<'_>,
    builder: &mut CohortBuilder,
    prescribing: &mut Prescribing,
    prescribed: &mut PrescribingOwners,
    medicines: &mut Medicines<'_>,
    report: &mut Report,
) -> Result<(), ReadError> {
    let file = rows.file();
    let mut months = CellCache::default();
    rows.each(report, |row, report| {
        match line(row, medicines, &mut months, report) {
            Ok(line) => {
                prescribed.see(file, &line.practice, line.month);
                builder.shard.practice(line.practice.clone());
                prescribing.add(line.practice, line.month, line.substance, line.items);
                Fate::Used
            }
            Err(fate) => fate,
        }
    })
}

struct PrescribingLine {
    practice: OdsCode,
    month: Month,
    substance: Substance,
    items: u64,
}

fn line(
    row: &Row<'_>,
    medicines: &mut Medicines<'_>,
    months: &mut CellCache<Option<Month>>,
    report: &mut Report,
) -> Result<PrescribingLine, Fate> {
    let unidentified =
        |field| Fate::Not(Effect::Excluded, Reason::UnidentifiedPractice, Some(field));
    if row.cell(Field::Unidentified).is_some_and(is_yes) {
        return Err(unidentified(Field::Unidentified));
    }
    let practice = row
        .cell(Field::PracticeCode)
        .filter(|cell| !is_missing(cell))
        .and_then(OdsCode::parse)
        .filter(|code| !DUMMIES.contains(&code.as_str()))
        .ok_or_else(|| unidentified(Field::PracticeCode))?;
    let month = row
        .cell(Field::Month)
        .and_then(|cell| months.of(cell, Month::parse));
    let month = month.ok_or(Fate::rejected(Reason::BadMonth, Field::Month))?;
    let cells = medicine_cells(row);
    let medicine = medicine(row, cells, medicines, report)?;
    let items = row
        .cell(Field::Items)
        .and_then(whole_number)
        .and_then(|items| u64::try_from(items).ok());
    let items = items.ok_or(Fate::rejected(Reason::BadItems, Field::Items))?;
    let counted = i64::try_from(items).unwrap_or(i64::MAX);
    medicines.count(row.file(), cells, medicine, counted);
    Ok(PrescribingLine {
        practice,
        month,
        substance: medicine.substance,
        items,
    })
}
