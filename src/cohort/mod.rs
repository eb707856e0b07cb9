//! The extract in memory: rows packed by person, and what is known of people and organisations.
//! Readers fill it, every computation is a pass over it.

mod builder;
mod contents;
mod list_sizes;
mod organisation;
mod packed_row;
mod person;
mod prescribing;
mod published;
mod reviews;
mod shard;
mod sort;

pub use builder::{CohortBuilder, TooManyCodes};
pub use contents::{Cohort, Item, Partition};
pub use list_sizes::{ListSize, ListSizes};
pub use organisation::{Organisation, Organisations};
pub use packed_row::{ItemRow, Packed};
pub use person::Person;
pub use prescribing::{ItemsBySubstance, Prescribing};
pub use published::{Published, PublishedKey, PublishedTable};
pub use reviews::{ListedPerson, Review};
pub use shard::Shard;
