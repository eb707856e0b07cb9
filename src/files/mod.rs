//! From bytes to records: what the user named, unpacked and cut into rows of cells, whatever it is
//! written in. Knows no medicine, and opens every file.

mod bytes;
mod cell_cache;
mod cell_text;
mod contained;
mod definition_files;
mod input;
mod parquet;
mod table;
mod text;
mod unpack;
mod workbook;

pub(crate) use bytes::{Advance, Hashes, sha256, text};
pub(crate) use cell_cache::CellCache;
pub use definition_files::definition_files;
pub use input::{Input, find_inputs};
pub(crate) use parquet::batches::{Batch, ParquetBatches};
pub(crate) use table::{Preview, TableChoice, TableRecords, preview};
pub(crate) use text::blocks::{Block, Unfit, each_block};
pub(crate) use text::lines::lines;
pub(crate) use text::split::{Split, Splitter};
pub(crate) use unpack::{Content, content, content_hash};
