//! Embedded data: tables, CSV with a header and a row a record, and lists of words, TOML.

use serde::de::DeserializeOwned;

/// The rows of an embedded table. Its tests hold that it can be read.
pub(crate) fn table<T: DeserializeOwned>(text: &str) -> Vec<T> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    rows.map(|row| row.expect("the embedded table is sound"))
        .collect()
}

/// The lists of an embedded file of words. Its tests hold that it can be read.
pub(crate) fn word_lists<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("the embedded lists are sound")
}
