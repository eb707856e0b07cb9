//! Parquet, row by row or in batches of columns.

pub(crate) mod batches;
pub(crate) mod on_disk;
pub(crate) mod records;
pub(crate) mod run_lengths;
pub(crate) mod text_column;
mod value_text;
