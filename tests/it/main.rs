//! One test binary, one file per question.

mod capacity;
mod command_line;
mod containers;
mod determinism;
mod dictionary;
mod group_files;
mod groups;
mod hand_cases;
mod layouts;
mod limits;
mod memory;
mod names;
mod oracle;
mod outputs;
mod people_files;
mod policy;
mod privacy;
mod reading;
mod readme;
mod recognising;
mod shortlist;
mod statistics;
mod support;
mod synthetic;
mod tidy;
mod workbook;
