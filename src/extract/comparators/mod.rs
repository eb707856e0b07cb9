//! Comparators as others published them: one row is an organisation and a month, with one comparator
//! or a column for each number of it.

mod layout;
mod organisation_cell;
mod rows;

pub(crate) use layout::{Layout, WORDS};
pub(crate) use rows::read;

use super::field::Field;
use super::kind_shape::KindShape;
use crate::model::FileKind;

/// What a header needs to be one.
pub(crate) const SHAPE: KindShape = KindShape {
    kind: FileKind::Comparators,
    needs: &[
        Field::PracticeCode,
        Field::Month,
        Field::Comparator,
        Field::Numerator,
        Field::Denominator,
    ],
    one_of: &[],
    never: &[],
};
