//! The words every other room uses: codes as types, months, ages, levels, and the cohort that
//! the readers hand on.
//!
//! Architecture invariant: this module uses nothing else of the crate.

mod age;
mod builder;
mod cohort;
pub mod column;
mod dmd;
mod figure;
mod list_size;
mod month;
mod ods;
mod patient_id;
mod prescribing;
mod published;
mod review;
mod sex;
mod source;
mod substance;

pub use age::{AgeBand, completed_years_on_last_day, in_its_century};
pub use builder::{CohortBuilder, ItemRow};
pub use cohort::{Cohort, Organisation, Organisations, Person};
pub use dmd::{DmdCode, DmdFault};
pub use figure::{Figure, Level, Status, Unit};
pub use list_size::{ListSize, ListSizes};
pub use month::{Month, Period};
pub use ods::OdsCode;
pub use patient_id::{IdKind, is_missing, is_nhs_number, nhs_check_digit, normalised_id};
pub use prescribing::{ItemsBySubstance, Prescribing};
pub use published::{Published, PublishedKey, PublishedTable};
pub use review::{Listed, Review};
pub use sex::Sex;
pub use source::{FileKind, FileSummary, Mark, Source};
pub use substance::{BnfFault, Substance};
