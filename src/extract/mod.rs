//! From records to typed rows: recognise a file by its header, read it row by row, and say what
//! could not be used.
//!
//! Architecture invariants: reading gives rows, problems and the arithmetic of rows; a bad row is
//! never an `Err`, an unreadable file is. No [`Problem`] and no [`ReadError`] can hold the value
//! of a cell.

mod cell;
mod clinical_report_heading;
mod columns;
mod comparators;
mod dictionary;
mod error;
mod field;
mod free_columns;
mod inputs;
mod items;
mod kind_shape;
mod list_sizes;
mod medicine;
mod organisations;
mod patient_list;
mod patients;
mod prescribing;
mod problem;
mod reading;
mod recognise;
mod recognised;
mod reviews;
mod row;
mod rows;

pub use dictionary::{DictionaryError, read_dictionary};
pub use error::{LostRows, ReadError};
pub use field::Field;
pub use free_columns::ColumnHome;
pub use inputs::RecognisedInputs;
pub use items::{SharedPrescribing, SharedRows};
pub use problem::{Effect, Problem, Reason};
pub use reading::{Options, Reading, read};

/// Every embedded list of words by name: rules of reading, which outputs do not name.
pub const WORD_LISTS: [(&str, &str); 4] = [
    ("comparator_headers.toml", comparators::WORDS),
    ("headers.toml", field::WORDS),
    ("issue_types.toml", items::WORDS),
    ("personal_columns.toml", free_columns::WORDS),
];
