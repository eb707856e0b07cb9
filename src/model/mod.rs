//! The words every other room uses: codes as types, months, ages, levels, rows on their way out and
//! facts about files.
//!
//! Architecture invariant: this module uses nothing else of the crate.

mod age;
mod column_batch;
mod date;
mod definition_file;
mod dmd;
mod duration;
mod file;
mod group;
mod month;
mod nearest;
mod ods;
mod opioid_supply;
pub mod parallel;
mod patient_id;
mod patient_key;
mod refusal;
mod sex;
mod source;
mod substance;

pub use age::{AgeBand, OLDEST, completed_years_on_last_day, in_its_century};
pub use column_batch::{
    ColumnBatch, ColumnCell, ColumnHead, ColumnKind, ColumnValues, NEITHER, NO_DAY, NO_WHOLE,
};
pub(crate) use date::{DateReading, date};
pub use definition_file::{DefinitionFile, DefinitionTable};
pub use dmd::{DmdCode, DmdReading};
pub use duration::Duration;
pub use file::{FileKind, FileSummary};
pub use group::{Band, Grouping, Known, Level, Status, Unit};
pub use month::{Month, Period};
pub use nearest::{likeness, most_alike, nearest};
pub use ods::OdsCode;
pub use opioid_supply::OpioidSupply;
pub use patient_id::{IdKind, is_missing, is_nhs_number, nhs_check_digit, normalised_id};
pub use patient_key::{BUCKETS, PatientKey};
pub(crate) use patient_key::{Form, part_of_text, written};
pub(crate) use refusal::refusal;
pub use sex::Sex;
pub use source::{Mark, Source};
pub use substance::{BnfFault, Substance};
