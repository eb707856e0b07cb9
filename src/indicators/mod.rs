//! What is counted: definitions as data, the features of a patient-month, and figures of groups.
//!
//! The way of one row here: item rows -> distinct substances of a patient-month -> features ->
//! one practice per patient-month -> sums per group, period and band.

mod aggregate;
mod catalogue;
mod check;
mod condition;
mod definition;
mod example;
mod fault;
mod features;
mod filter;
mod item_rates;
mod measure;
mod published;
mod rule;
mod user;

pub use aggregate::{Request, figures};
pub use catalogue::{Catalogue, DEFINITIONS_VERSION, nearest};
pub use condition::{assessable, holds, missing_fact};
pub use definition::{
    Condition, Direction, Example, Expected, Feature, Given, Indicator, Kind, Outside, Scores,
    Subject,
};
pub use example::{ExampleFault, check_examples};
pub use fault::{DefinitionFault, Place};
pub use features::{PatientMonths, feature_column, patient_months};
pub use filter::{Fact, Filter, FilterFault, Name};
pub use item_rates::{
    GroupRequest, ItemRate, PracticeLevel, item_rate_figures, item_rates, without_patients,
};
pub use published::{Merged, Wanted, merge, published_figures};
pub use rule::{bounds_text, feature_text, rule_text};
pub use user::UserFile;

/// A plan that the frame library could not carry out: a fault of the program, not of the input.
/// Holds the name of the step and nothing of the data.
#[derive(Clone, Copy, Debug)]
pub struct PlanFault(pub &'static str);
