//! Files of items, read in blocks on several threads or record by record: the rule for a row, the
//! fast way for the commonest rows, and what two files both have.

mod fast_path;
mod opioid_supply;
mod overlap;
mod person;
mod reader;
mod rule;
mod state;
mod supply;
mod worker;

pub(crate) use overlap::{Overlap, PrescribingOwners, meeting};
pub use overlap::{SharedPrescribing, SharedRows};
pub(crate) use reader::Items;
pub(crate) use supply::WORDS;

use super::field::Field;
use super::kind_shape::{KindShape, MEDICINE};
use crate::model::FileKind;

/// What a header needs to be one.
pub(crate) const SHAPE: KindShape = KindShape {
    kind: FileKind::Items,
    needs: &[Field::PatientId, Field::Month],
    one_of: MEDICINE,
    never: &[],
};
