//! From bytes to records: what the user named, unpacked and cut into rows of cells, whatever it is
//! written in. Knows no medicine, and opens every file.

mod bytes;
mod cell_cache;
mod cell_text;
mod contained;
mod data_file;
mod definition_files;
mod error;
mod input;
mod parquet;
mod raw_bytes;
mod record;
mod table;
mod text;
mod unpack;
mod workbook;

pub(crate) use bytes::{Advance, sha256, text};
pub(crate) use cell_cache::CellCache;
pub(crate) use data_file::DataFile;
pub use definition_files::definition_files;
pub use error::FileError;
pub use input::{Input, find_inputs};
pub(crate) use parquet::batches::Batch;
pub(crate) use record::Preview;
pub(crate) use table::TableChoice;
pub(crate) use text::blocks::{Block, Unfit, each_block};
pub(crate) use text::lines::lines;
pub(crate) use text::split::{Split, Splitter};
