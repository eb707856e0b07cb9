//! What looks wrong once everything is read. Nothing here stops a run; all of it wants a person.

mod coverage;
mod findings;
mod nesting;

pub use coverage::{Coverage, coverage};
pub use findings::{Finding, findings};
