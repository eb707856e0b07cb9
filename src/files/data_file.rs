//! A file that was opened: what lies inside it, and the first rows of its tables. Whoever recognises
//! it reads on from here, so that it is opened once and nothing of it is read twice.

use std::cell::Cell;
use std::io::Read;

use super::bytes::{Advance, Hashes};
use super::error::FileError;
use super::input::Input;
use super::parquet::batches::ParquetBatches;
use super::parquet::records::ParquetFile;
use super::record::{Preview, first};
use super::table::{TableChoice, TableRecords};
use super::text::delimited::DelimitedRecords;
use super::unpack::{
    ContentKind, Packing, content, content_hash, count, look_inside, whole_content,
};
use super::workbook::Workbook;

/// An opened file.
pub(crate) struct DataFile {
    input: Input,
    packings: Vec<Packing>,
    body: Body,
    hashes: Hashes,
    /// Whether the bytes of a file that is read in parts have been counted.
    is_counted: Cell<bool>,
}

enum Body {
    /// Text is begun again: the first rows of a table are little beside all of them.
    Text,
    Workbook(Box<Workbook>),
    Parquet(ParquetFile),
    /// Parquet that is read where it lies.
    ParquetOnDisk(ParquetFile),
}

impl DataFile {
    /// Opens a file and looks what lies inside. `hashed` says that its hashes are wanted; `advance`
    /// is told the bytes that are read now.
    ///
    /// # Errors
    /// The file cannot be opened, is locked or damaged, or is an archive that does not hold exactly
    /// one data file.
    pub(crate) fn open(
        input: &Input,
        hashed: bool,
        advance: Advance<'_>,
    ) -> Result<Self, FileError> {
        let (packings, kind) = look_inside(input)?;
        let (file, hashes) = (input.name(), Hashes::new(hashed));
        let whole = || whole_content(input, &packings, &hashes, advance);
        let body = match kind {
            ContentKind::Text => Body::Text,
            ContentKind::Workbook => Body::Workbook(Box::new(Workbook::open(file, whole()?)?)),
            ContentKind::Parquet if packings.is_empty() && input.is_on_disk() => {
                Body::ParquetOnDisk(ParquetFile::on_disk(file, input.open()?)?)
            }
            ContentKind::Parquet => Body::Parquet(ParquetFile::in_memory(file, whole()?)?),
        };
        Ok(Self {
            input: input.clone(),
            packings,
            body,
            hashes,
            is_counted: Cell::new(false),
        })
    }

    /// What the user named.
    pub(crate) fn input(&self) -> &Input {
        &self.input
    }

    /// The first `rows` records of each table: one table for text and Parquet, one for each sheet of
    /// a workbook that holds anything, those that are shown first.
    ///
    /// # Errors
    /// [`FileError`] if the file cannot be read that far, or holds no record at all.
    pub(crate) fn previews(&self, rows: usize) -> Result<Vec<Preview>, FileError> {
        let file = self.input.name();
        let one = |delimiter, records| Preview {
            sheet: None,
            delimiter,
            records,
        };
        let mut found = match &self.body {
            Body::Text => {
                let text = content(&self.input, &self.packings, &Hashes::new(false), &|_| ())?;
                let mut text = DelimitedRecords::open(file, text, None)?;
                let delimiter = text.delimiter;
                vec![one(delimiter, first(rows, |record| text.next(record))?)]
            }
            Body::Parquet(parquet) | Body::ParquetOnDisk(parquet) => {
                let mut records = parquet.records();
                vec![one(b',', first(rows, |record| records.next(record))?)]
            }
            Body::Workbook(workbook) => workbook.previews(rows)?,
        };
        found.retain(|preview| !preview.records.is_empty());
        if found.is_empty() {
            return Err(FileError::Empty {
                file: file.to_owned(),
            });
        }
        Ok(found)
    }

    /// The records of a table, the first one first.
    ///
    /// # Errors
    /// [`FileError`] if the table cannot be read.
    pub(crate) fn records<'a>(
        &self,
        table: &TableChoice<'_>,
        advance: Advance<'a>,
    ) -> Result<TableRecords<'a>, FileError> {
        Ok(match &self.body {
            Body::Text => {
                let text = self.content(advance)?;
                let file = self.input.name();
                let text = DelimitedRecords::open(file, text, Some(table.delimiter))?;
                TableRecords::Text(Box::new(text))
            }
            Body::Workbook(workbook) => {
                let sheet = table.sheet.unwrap_or_default();
                TableRecords::Sheet(workbook.sheet(sheet, table.width)?)
            }
            Body::Parquet(parquet) => TableRecords::Parquet(Box::new(parquet.records())),
            Body::ParquetOnDisk(parquet) => {
                self.count(advance)?;
                TableRecords::Parquet(Box::new(parquet.records()))
            }
        })
    }

    /// Its text from the first byte on; `None` if it is none, or cannot be begun.
    pub(crate) fn text<'a>(&self, advance: Advance<'a>) -> Option<Box<dyn Read + 'a>> {
        match &self.body {
            Body::Text => self.content(advance).ok(),
            _ => None,
        }
    }

    /// Its rows in batches; `None` if it is no Parquet, or has nested columns.
    ///
    /// # Errors
    /// [`FileError`] if the file cannot be read to be hashed.
    pub(crate) fn batches(
        &self,
        advance: Advance<'_>,
    ) -> Result<Option<ParquetBatches<'_>>, FileError> {
        Ok(match &self.body {
            Body::Parquet(parquet) => parquet.batches(),
            Body::ParquetOnDisk(parquet) => {
                self.count(advance)?;
                parquet.batches()
            }
            _ => None,
        })
    }

    /// Bytes of the content, unpacked, once every row has been read.
    pub(crate) fn content_length(&self) -> u64 {
        self.hashes.content_length()
    }

    /// The hash of the file as it lies there, if it was wanted, once every row has been read.
    pub(crate) fn sha256(&self) -> Option<String> {
        self.hashes.raw.hex()
    }

    /// The hash of what it holds, whatever it is packed in; read again if it was not wanted.
    ///
    /// # Errors
    /// [`FileError`] if it cannot be read again.
    pub(crate) fn content_hash(&self) -> Result<Option<String>, FileError> {
        match self.hashes.content_hash() {
            Some(hash) => Ok(Some(hash)),
            None => content_hash(&self.input, &self.packings),
        }
    }

    fn content<'a>(&self, advance: Advance<'a>) -> Result<Box<dyn Read + 'a>, FileError> {
        self.hashes.restart();
        content(&self.input, &self.packings, &self.hashes, advance)
    }

    fn count(&self, advance: Advance<'_>) -> Result<(), FileError> {
        if !self.is_counted.replace(true) {
            count(&self.input, &self.hashes, advance)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_stops_after_its_rows_and_knows_their_lines() {
        let text = "\n\nReport;\n\"two\nlines\";b\nc;d\nnever,\"read";
        let input = Input::memory("report.csv", text.as_bytes().to_vec());
        let file = DataFile::open(&input, false, &|_| ()).expect("a text");
        let previews = file.previews(3).unwrap_or_default();
        assert_eq!(previews.len(), 1);
        assert_eq!((previews[0].delimiter, &previews[0].sheet), (b';', &None));
        let records = previews[0].records.iter();
        let records: Vec<_> = records
            .map(|(line, record)| (*line, record.iter().collect::<Vec<_>>().join(&b'/')))
            .collect();
        let expected = [(3, "Report/"), (4, "two lines/b"), (6, "c/d")];
        assert_eq!(
            records,
            expected.map(|(line, cells)| (line, cells.as_bytes().to_vec()))
        );
    }
}
