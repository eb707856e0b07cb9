//! What several tests need: running the program, reading files, and tables of cases.

pub(crate) mod cohorts;
pub(crate) mod damage;
pub(crate) mod expected;
pub(crate) mod files;
pub(crate) mod folder;
pub(crate) mod naive;
pub(crate) mod readings;
pub(crate) mod requests;
pub(crate) mod run;
pub(crate) mod sources;
pub(crate) mod tables;
pub(crate) mod user_definitions;

use std::path::{Path, PathBuf};

/// A path inside the repository.
pub(crate) fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file of the repository.
pub(crate) fn text_of(path: &str) -> String {
    std::fs::read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
