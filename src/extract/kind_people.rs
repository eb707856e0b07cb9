//! Recognising the files about people, and the list of practices: what each kind needs.

use super::columns::Columns;
use super::field::Field;
use crate::model::FileKind;

/// What a kind needs, what it needs at least one of, and what it never has.
pub(crate) struct KindShape {
    pub(crate) kind: FileKind,
    needs: &'static [Field],
    one_of: &'static [Field],
    pub(crate) never: &'static [Field],
}

const MEDICINE: &[Field] = &[Field::BnfCode, Field::DmdCode, Field::Medicine];

/// In the order in which they are tried.
pub(crate) const SHAPES: [KindShape; 5] = [
    KindShape {
        kind: FileKind::Items,
        needs: &[Field::PatientId, Field::Month],
        one_of: MEDICINE,
        never: &[],
    },
    KindShape {
        kind: FileKind::Reviews,
        needs: &[Field::PatientId, Field::ReviewDate, Field::ReviewOutcome],
        one_of: &[],
        never: MEDICINE,
    },
    KindShape {
        kind: FileKind::PatientList,
        needs: &[Field::PatientId, Field::Comparator],
        one_of: &[],
        never: MEDICINE,
    },
    KindShape {
        kind: FileKind::Patients,
        needs: &[Field::PatientId],
        one_of: &[
            Field::PracticeCode,
            Field::Age,
            Field::DateOfBirth,
            Field::Sex,
            Field::ImdDecile,
            Field::CareHome,
            Field::Frailty,
            Field::LastReview,
            Field::EndOfLife,
            Field::Language,
        ],
        never: MEDICINE,
    },
    KindShape {
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
    },
];

impl KindShape {
    /// What a header misses; a `dated` file needs no month.
    pub(crate) fn missing(&self, columns: &Columns, dated: bool) -> Vec<Field> {
        let had = |field: &Field| columns.has(*field) || (dated && *field == Field::Month);
        let mut missing: Vec<Field> = self
            .needs
            .iter()
            .copied()
            .filter(|field| !had(field))
            .collect();
        if !self.one_of.is_empty() && !self.one_of.iter().any(|field| columns.has(*field)) {
            missing.push(self.one_of[0]);
        }
        missing
    }
}

/// Whether a file of this kind makes use of a column: some columns of other kinds of files have
/// names like those of a few kinds alone, and are neither read nor told there.
pub(crate) fn reads(kind: FileKind, field: Field) -> bool {
    use Field::{Comparator, DrugType, EndOfLife, Language, LastReview, Quantity};
    use Field::{DaysSupplied, ReviewDate, ReviewNote, ReviewOutcome, ReviewStatus, SnoozeUntil};
    match field {
        Quantity | DaysSupplied | DrugType => kind == FileKind::Items,
        LastReview | EndOfLife | Language => kind == FileKind::Patients,
        ReviewDate | ReviewOutcome | ReviewStatus | ReviewNote | SnoozeUntil | Comparator => {
            !matches!(kind, FileKind::Items | FileKind::Patients)
        }
        _ => true,
    }
}

/// Whether a column only adds to what is known, so that a file which has it twice is read without it.
pub(crate) fn only_adds(field: Field) -> bool {
    use Field::{DaysSupplied, DrugType, EndOfLife, Language, LastReview, Quantity};
    matches!(
        field,
        Quantity | DaysSupplied | DrugType | LastReview | EndOfLife | Language
    )
}
