//! One file, or one folder, a command: arguments -> call -> output. No arithmetic here. What several
//! share: `arguments`, `inputs`, `groupings`, `person_rows`, `notices` and `output`.

mod arguments;
mod check;
mod define;
mod define_test;
mod explain;
mod features;
mod groupings;
mod indicators;
mod inputs;
mod notices;
mod output;
mod person_rows;
mod shortlist;
mod synth;

pub use check::{Check, check};
pub use define::{Define, define};
pub use explain::{Explain, explain};
pub use features::{FeaturesArguments, features};
pub use indicators::{Indicators, indicators};
pub(crate) use output::print;
pub use shortlist::{Shortlist, shortlist};
pub use synth::{Synth, synth};

/// What the product is for and what it does not do; printed wherever people are listed.
pub const INTENDED_USE: &str = "Helps clinical teams decide whom to invite first for a structured medication review. \
     It does not diagnose, and does not recommend starting, stopping or changing a medicine. \
     Check every entry against the record.";
