//! One file a format: from the report model, or from rows as they come, to bytes.

pub(crate) mod csv;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod parquet;
pub(crate) mod terminal;
pub(crate) mod xlsx;
