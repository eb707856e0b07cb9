//! Definitions over rows: patient-months with their features, what they add up to, and
//! the table of them.

mod admit;
mod cells;
mod condition;
mod count;
mod examples;
mod features_table;
mod parts;
mod patient_month;

pub use admit::{Admission, Fact, Name, filter_holds};
pub(crate) use cells::{CellKey, Counts, add};
pub(crate) use condition::{Bounds, all_hold};
pub use condition::{Conditions, missing_fact};
pub use count::Only;
pub(crate) use count::{CountRequest, PeopleColumn, count};
pub use examples::{ExampleFault, check_examples};
pub use features_table::{
    FeaturesColumn, FeaturesRequest, FeaturesTable, FeaturesTally, features_columns,
};
pub use parts::{Breakdown, Holder};
pub(crate) use parts::{Parts, bands_of_nobody, of_practice};
pub use patient_month::{Features, PatientMonth, Window};
