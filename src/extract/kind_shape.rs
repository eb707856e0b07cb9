//! What a header needs to be of a kind: each kind says it for itself.

use super::columns::Columns;
use super::field::Field;
use crate::model::FileKind;

/// What a kind needs, what it needs at least one of, and what it never has.
pub(crate) struct KindShape {
    pub(crate) kind: FileKind,
    pub(crate) needs: &'static [Field],
    pub(crate) one_of: &'static [Field],
    pub(crate) never: &'static [Field],
}

/// The columns that say which medicine.
pub(crate) const MEDICINE: &[Field] = &[Field::BnfCode, Field::DmdCode, Field::Medicine];

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
