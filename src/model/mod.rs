//! The words every other room uses: codes as types, months, ages, levels, and the cohort that
//! the readers hand on.
//!
//! Architecture invariant: this module uses nothing else of the crate.

mod age;
mod builder;
mod cohort;
mod definition_file;
mod dmd;
mod figure;
mod item;
mod list_size;
mod month;
mod ods;
mod opioid;
mod order;
mod organisation;
pub mod parallel;
mod patient_id;
mod patient_key;
mod person;
mod prescribing;
mod published;
mod review;
mod sex;
mod shard;
mod source;
mod substance;

pub use age::{AgeBand, OLDEST, completed_years_on_last_day, in_its_century};
pub use builder::{CohortBuilder, TooManyCodes};
pub use cohort::{Cohort, Item, Partition};
pub use definition_file::{DefinitionFile, DefinitionTable};
pub use dmd::{DmdCode, DmdFault, DmdReading};
pub use figure::{Band, Figure, Grouping, Known, Level, Status, Unit};
pub use item::{ItemRow, Packed};
pub use list_size::{ListSize, ListSizes};
pub use month::{Month, Period, without_time};
pub use ods::OdsCode;
pub use opioid::{OpioidSupply, morphine_equivalent, morphine_equivalent_a_day};
pub use organisation::{Organisation, Organisations};
pub use patient_id::{IdKind, is_missing, is_nhs_number, nhs_check_digit, normalised_id};
pub use patient_key::{PARTS, PatientKey};
pub use person::Person;
pub use prescribing::{ItemsBySubstance, Prescribing};
pub use published::{Published, PublishedKey, PublishedTable};
pub use review::{Listed, Review};
pub use sex::Sex;
pub use shard::Shard;
pub use source::{FileKind, FileSummary, Mark, Source};
pub use substance::{BnfFault, Substance};
