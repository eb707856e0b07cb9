//! One test binary: a folder for each question, a file for each part of it.

mod figures;
mod house;
mod list;
mod output;
mod reading;
mod support;
