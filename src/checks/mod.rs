//! What looks wrong once everything is read: findings, which want a person and stop nothing, and how
//! much may be lost before a run stops.
//!
//! A check is a function in the file of what it is about, and a line in [`CHECKS`].

mod ages;
mod coverage;
mod fact;
mod finding;
mod ids;
mod limits;
mod months;
mod nesting;
mod practices;
mod rows;
mod sheets;

pub use coverage::{Coverage, coverage};
pub use fact::{FactRow, Severity};
pub use finding::Finding;
pub use limits::{Excess, Limits, UnmatchedOfFile};

use crate::extract::Reading;
use finding::Evidence;

type CheckRule = fn(&Evidence<'_>) -> Vec<Finding>;

/// Every check, in the order in which its findings are told.
const CHECKS: [CheckRule; 10] = [
    ids::mixed,
    sheets::unread,
    rows::shared,
    rows::shared_prescribing,
    ages::impossible,
    months::missing,
    practices::jumps,
    practices::unknown,
    nesting::of_published,
    nesting::of_lists,
];

/// Everything that looks wrong, in a fixed order.
#[must_use]
pub fn findings(reading: &Reading) -> Vec<Finding> {
    let evidence = Evidence::of(reading);
    CHECKS.iter().flat_map(|check| check(&evidence)).collect()
}
