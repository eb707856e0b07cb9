//! What looks wrong once everything is read: findings, which want a person and stop nothing, and how
//! much may be lost before a run stops.

mod coverage;
mod findings;
mod limits;
mod nesting;

pub use coverage::{Coverage, coverage};
pub use findings::{Finding, findings};
pub use limits::{Excess, Limits, UnmatchedOfFile};
