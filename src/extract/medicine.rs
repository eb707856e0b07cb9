//! The medicine of a row: its cells for the matcher, and what the matcher finds in them as problems
//! of the row.

use super::field::Field;
use super::problem::{Effect, Reason, Report};
use super::row::{Fate, Row};
use crate::medicines::{MatchNote, MedicineCells, MedicineMatch, Medicines};
use crate::model::BnfFault;

/// The cells that say which medicine a row is of.
pub(crate) fn medicine_cells<'a>(row: &Row<'a>) -> MedicineCells<'a> {
    match row.filled(Field::BnfCode) {
        Some(code) => MedicineCells::BnfCode(code),
        None => {
            MedicineCells::DmdCodeAndName(row.filled(Field::DmdCode), row.filled(Field::Medicine))
        }
    }
}

/// The medicine of a row with these cells.
pub(crate) fn medicine(
    row: &Row<'_>,
    cells: MedicineCells<'_>,
    medicines: &mut Medicines<'_>,
    report: &mut Report,
) -> Result<MedicineMatch, Fate> {
    let matched = medicines.of(cells).map_err(|fault| {
        let reason = match fault {
            BnfFault::Exponent => Reason::BnfExponent,
            BnfFault::Length | BnfFault::Characters => Reason::BadBnfCode,
        };
        Fate::rejected(reason, Field::BnfCode)
    })?;
    if let Some(note) = matched.note {
        let (field, reason, effect) = match note {
            MatchNote::LostLeadingZero => {
                (Field::BnfCode, Reason::LostLeadingZero, Effect::Restored)
            }
            MatchNote::RestoredDmdCode => {
                (Field::DmdCode, Reason::RestoredDmdCode, Effect::Restored)
            }
            MatchNote::BadDmdCode => (Field::DmdCode, Reason::BadDmdCode, Effect::CellSetAside),
        };
        row.note(report, field, reason, effect);
    }
    Ok(matched)
}
