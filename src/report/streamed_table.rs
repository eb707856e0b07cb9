//! A table of more rows than memory should hold: written as its rows come. Its rows are people.

use std::io::{ErrorKind, Write};

use super::document::Meta;
use super::formats::parquet::{ParquetLayout, ParquetOutput, RowGroup};
use super::formats::{csv, json};
use crate::model::{ColumnBatch, ColumnHead};

/// A format that takes rows as they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamFormat {
    /// Comma-separated values: UTF-8, LF.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Typed columns, row group by row group.
    Parquet,
}

/// The columns of the table, in a format.
pub struct StreamedTable {
    heads: Vec<ColumnHead>,
    form: StreamForm,
}

enum StreamForm {
    Csv,
    Jsonl,
    Parquet(ParquetLayout),
}

/// Rows as they are going to stand in the file.
pub struct EncodedRows(RowForm);

enum RowForm {
    Lines(Vec<u8>),
    Group(RowGroup),
}

impl StreamedTable {
    /// Prepares the table. Parquet has room for what it says of itself and was asked for.
    ///
    /// # Errors
    /// The columns make no file.
    pub fn new(
        format: StreamFormat,
        heads: Vec<ColumnHead>,
        meta: &Meta,
        options: &[(&'static str, String)],
    ) -> Result<Self, ErrorKind> {
        let form = match format {
            StreamFormat::Csv => StreamForm::Csv,
            StreamFormat::Jsonl => StreamForm::Jsonl,
            StreamFormat::Parquet => {
                let texts = vec![
                    ("contains".to_owned(), "patient data".to_owned()),
                    ("rxsift".to_owned(), json::meta_text(meta, options)),
                ];
                StreamForm::Parquet(ParquetLayout::new(&heads, texts)?)
            }
        };
        Ok(Self { heads, form })
    }

    /// Makes of rows what is going to stand in the file; several threads may.
    ///
    /// # Errors
    /// The rows do not fit the columns.
    pub fn encode(&self, batch: &ColumnBatch) -> Result<EncodedRows, ErrorKind> {
        Ok(EncodedRows(match &self.form {
            StreamForm::Csv => RowForm::Lines(csv::lines(batch)),
            StreamForm::Jsonl => RowForm::Lines(json::lines(&self.heads, batch)),
            StreamForm::Parquet(layout) => RowForm::Group(layout.row_group(batch)?),
        }))
    }

    /// Begins the file.
    ///
    /// # Errors
    /// The system refuses to write.
    pub fn begin<W: Write + Send>(&self, mut to: W) -> Result<StreamedFile<W>, ErrorKind> {
        Ok(StreamedFile(match &self.form {
            StreamForm::Csv => {
                put(&mut to, &csv::head_line(&self.heads))?;
                FileForm::Lines(to)
            }
            StreamForm::Jsonl => FileForm::Lines(to),
            StreamForm::Parquet(layout) => FileForm::Groups(layout.file(to)?),
        }))
    }
}

/// A file that is being written.
pub struct StreamedFile<W: Write + Send>(FileForm<W>);

enum FileForm<W: Write + Send> {
    Lines(W),
    Groups(ParquetOutput<W>),
}

impl<W: Write + Send> StreamedFile<W> {
    /// Adds rows that were encoded for this table.
    ///
    /// # Errors
    /// The system refuses to write.
    pub fn add(&mut self, rows: EncodedRows) -> Result<(), ErrorKind> {
        match (&mut self.0, rows.0) {
            (FileForm::Lines(to), RowForm::Lines(lines)) => put(to, &lines),
            (FileForm::Groups(file), RowForm::Group(group)) => file.add(group),
            _ => Err(ErrorKind::InvalidInput),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The system refuses to write.
    pub fn finish(self) -> Result<(), ErrorKind> {
        match self.0 {
            FileForm::Lines(mut to) => to.flush().map_err(|error| error.kind()),
            FileForm::Groups(file) => file.finish(),
        }
    }
}

fn put(to: &mut impl Write, bytes: &[u8]) -> Result<(), ErrorKind> {
    to.write_all(bytes).map_err(|error| error.kind())
}
