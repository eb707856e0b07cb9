//! Is every file read as what it is, and is everything told that is not?

mod containers;
mod damage;
mod dictionary;
mod faults;
mod free_columns;
mod group_files;
mod layouts;
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
