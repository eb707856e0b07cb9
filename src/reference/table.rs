//! Embedded tables: CSV with a header, a row a record.

use serde::de::DeserializeOwned;

/// The rows of an embedded table. Its tests hold that it can be read.
pub(crate) fn table<T: DeserializeOwned>(text: &str) -> Vec<T> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    rows.map(|row| row.expect("the embedded table is sound"))
        .collect()
}
