//! What is counted: definitions as data, the features of a patient-month, and figures of groups.
//!
//! The way of one row here: item rows -> distinct substances of a patient-month -> features ->
//! one practice per patient-month -> sums per group, period and band.

mod aggregate;
mod breakdown;
mod catalogue;
mod cells;
mod check;
mod condition;
mod definition;
mod example;
mod fault;
mod features;
mod filter;
mod groups;
mod item_rates;
mod measure;
mod published;
mod rule;
mod user;

pub use aggregate::{By, Figures, Only, Request, figures};
pub use breakdown::{Breakdown, Holder, disjoint_bands};
pub use catalogue::{Catalogue, DEFINITIONS_VERSION, nearest};
pub use condition::{Conditions, missing_fact};
pub use definition::{
    Condition, Direction, Example, Expected, Feature, Given, Indicator, Kind, Outside, Scores,
    Subject,
};
pub use example::{ExampleFault, check_examples};
pub use fault::{DefinitionFault, Place};
pub use features::{Features, PatientMonth, Span};
pub use filter::{Admission, Fact, Filter, FilterFault, Name};
pub use item_rates::{
    GroupRequest, ItemRate, NotAssessable, PracticeLevel, item_rate_figures, item_rates,
    without_patients,
};
pub use published::{Merged, Wanted, merge, published_figures};
pub use rule::{bounds_text, feature_text, rule_text};
pub use user::UserFile;
