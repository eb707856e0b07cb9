//! Is every file read as what it is, and is everything told that is not?

mod containers;
pub(crate) mod damage;
mod dictionary;
pub(crate) mod faults;
mod free_columns;
pub(crate) mod group_files;
pub(crate) mod layouts;
mod limits;
mod losses;
mod names;
mod parquet;
mod patients_files;
mod people_files;
mod recognising;
mod repeats;
mod sheets;
mod supply;
