//! Comparators as others published them.

pub(crate) mod layout;
pub(crate) mod organisation_cell;
pub(crate) mod rows;
