//! The commonest rows of items files, read in one go: every cell but the id has been met before and
//! is sound. [`item`](super::rule::item) is the rule; whatever is not plainly so is left to it.

use super::rule::Days;
use super::state::ItemState;
use crate::cohort::ItemRow;
use crate::extract::cell::{age, whole_number};
use crate::extract::field::Field;
use crate::extract::row::RowShape;
use crate::files::Split;
use crate::model::{IdKind, PatientKey};

/// Where the cells of such rows stand.
pub(crate) struct FastPath {
    id_kind: IdKind,
    patient: usize,
    practice: usize,
    month: usize,
    bnf_code: usize,
    items: Option<usize>,
    age: Option<usize>,
    sex: Option<usize>,
    width: usize,
}

/// Columns whose cells can change what becomes of a row, or have to be read with care.
const DECIDING: [Field; 11] = [
    Field::NotDispensed,
    Field::Disallowed,
    Field::OutOfHours,
    Field::PrivatePrescription,
    Field::MedicationStart,
    Field::MedicationEnd,
    Field::CourseStatus,
    Field::DateOfBirth,
    Field::Quantity,
    Field::DaysSupplied,
    Field::DrugType,
];

impl FastPath {
    /// `None` for a file without rows of this kind.
    pub(crate) fn of(shape: &RowShape, of_day: Days) -> Option<Self> {
        if of_day.is_snapshot() || DECIDING.into_iter().any(|field| shape.has(field)) {
            return None;
        }
        Some(Self {
            id_kind: shape.id_kind,
            patient: shape.place(Field::PatientId)?,
            practice: shape.place(Field::PracticeCode)?,
            month: shape.place(Field::Month)?,
            bnf_code: shape.place(Field::BnfCode)?,
            items: shape.place(Field::Items),
            age: shape.place(Field::Age),
            sex: shape.place(Field::Sex),
            width: shape.columns.width,
        })
    }

    /// The row, which is then used; `None` where it is not plain, and nothing is changed.
    pub(crate) fn item(&self, cells: Split<'_>, reader: &mut ItemState<'_>) -> Option<ItemRow> {
        if cells.len() != self.width {
            return None;
        }
        let id = cells.get(self.patient)?;
        let patient = PatientKey::of_number(id)?;
        let practice = reader.known_practice(cells.get(self.practice)?)?;
        let month = reader.months.known(cells.get(self.month)?)??;
        let substance = reader.known_substance(cells.get(self.bnf_code)?)?;
        let items = match self.items {
            Some(at) => whole_number(cells.get(at)?)?,
            None => 1,
        };
        let age = match self.age {
            Some(at) => Some(age(cells.get(at)?).ok()?),
            None => None,
        };
        let sex = match self.sex {
            Some(at) => Some(reader.sexes.known(cells.get(at)?)??),
            None => None,
        };
        if !self.id_kind.admits_number(id, patient) {
            return None;
        }
        reader.medicines.count_known(items);
        Some(ItemRow {
            patient,
            month,
            substance,
            practice: Some(practice),
            items: items.unsigned_abs(),
            age,
            sex,
            opioid: None,
        })
    }
}
