//! What a cell says, whatever kind of file it stands in.

use super::problem::Reason;
use crate::model::{self, DateReading};

/// A date, day first.
pub(crate) fn date(cell: &[u8]) -> Result<DateReading, Reason> {
    model::date(cell).ok_or(Reason::BadDate)
}
