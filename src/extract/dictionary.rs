//! A dictionary of presentations that the user gives: NHSBSA's `BNF_Code_Information.csv` or its
//! BNF to SNOMED mapping workbook, opened and read as every other file is.

use csv::ByteRecord;

use crate::files::{DataFile, FileError, Input, Preview, TableChoice, text};
use crate::medicines::{Dictionary, DictionaryColumns};

/// Rows of a table among which the header is looked for.
const HEADER_WITHIN: usize = 10;

/// A dictionary that cannot be used. Holds no cell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// The file cannot be read as any file could not be.
    #[error(transparent)]
    File(FileError),
    /// The file holds nothing.
    #[error("{file}: the dictionary is empty")]
    Empty {
        /// As the user named it.
        file: String,
    },
    /// The file, or the archive or workbook that it is, is damaged.
    #[error("{file}: the dictionary is damaged")]
    Broken {
        /// As the user named it.
        file: String,
    },
    /// An archive without a data file.
    #[error("{file}: no CSV file or workbook in this archive")]
    NothingInside {
        /// As the user named it.
        file: String,
    },
    /// Columns that are needed are not there; each as NHSBSA writes it.
    #[error("{file}: a dictionary without the columns '{}'", .missing.join("', '"))]
    MissingColumns {
        /// As the user named it.
        file: String,
        /// Their names.
        missing: Vec<&'static str>,
    },
    /// Not one row has a BNF code and a name.
    #[error("{file}: no row of the dictionary has a BNF code and a name")]
    NoRowUsable {
        /// As the user named it.
        file: String,
    },
}

impl From<FileError> for DictionaryError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Empty { file } => Self::Empty { file },
            FileError::Broken { file, .. } => Self::Broken { file },
            FileError::NoMember { file } => Self::NothingInside { file },
            other => Self::File(other),
        }
    }
}

/// Reads a dictionary. What the file is shows in its bytes, not in its name.
///
/// # Errors
/// [`DictionaryError`] if the file cannot be read, lacks a column, or has no row that can be used.
pub fn read_dictionary(input: &Input) -> Result<Dictionary, DictionaryError> {
    let file = DataFile::open(input, false, &|_| ())?;
    let mut missing = DictionaryColumns::all_missing();
    for preview in &file.previews(HEADER_WITHIN)? {
        for (line, record) in &preview.records {
            let header: Vec<_> = record.iter().map(|cell| text(cell).into_owned()).collect();
            match DictionaryColumns::of(&header) {
                Ok(columns) => return read_table(&file, preview, *line, &columns, header.len()),
                // The likeliest header is told.
                Err(fewer) if fewer.len() < missing.len() => missing = fewer,
                Err(_) => {}
            }
        }
    }
    Err(DictionaryError::MissingColumns {
        file: input.name().to_owned(),
        missing,
    })
}

fn read_table(
    file: &DataFile,
    preview: &Preview,
    header_line: u64,
    columns: &DictionaryColumns,
    width: usize,
) -> Result<Dictionary, DictionaryError> {
    let table = TableChoice {
        sheet: preview.sheet.as_deref(),
        delimiter: preview.delimiter,
        width,
    };
    let mut records = file.records(&table, &|_| ())?;
    let mut dictionary = Dictionary::default();
    let mut record = ByteRecord::new();
    while let Some(position) = records.next(&mut record)? {
        if position.line > header_line {
            dictionary.add(columns, |column| record.get(column).map(text));
        }
    }
    if dictionary.counts().rows == 0 {
        return Err(DictionaryError::NoRowUsable {
            file: file.input().name().to_owned(),
        });
    }
    Ok(dictionary)
}
