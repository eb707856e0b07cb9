//! Parquet, row by row.

use std::sync::Arc;

use bytes::Bytes;
use csv::ByteRecord;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{ChunkReader, FileReader, RowGroupReader, SerializedFileReader};
use parquet::record::Row;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

use super::batches::ParquetBatches;
use super::on_disk::OnDisk;
use super::value_text::push_text;
use crate::files::cell_text;
use crate::files::contained::contained;
use crate::files::error::FileError;
use crate::files::raw_bytes::RawBytes;
use crate::files::record::RecordPosition;
use crate::files::unpack::damaged;

/// A Parquet file, opened once.
pub(crate) struct ParquetFile {
    file: String,
    reader: Arc<dyn FileReader>,
    /// Names of the columns.
    header: ByteRecord,
    /// Columns of nanoseconds, which the library gives as plain numbers.
    nanoseconds: Vec<bool>,
}

impl ParquetFile {
    /// A file that is in memory.
    pub(crate) fn in_memory(file: &str, bytes: Vec<u8>) -> Result<Self, FileError> {
        Self::open(file, || Some(Bytes::from(bytes)))
    }

    /// A file whose parts are read where they lie.
    pub(crate) fn on_disk(file: &str, bytes: RawBytes) -> Result<Self, FileError> {
        Self::open(file, || OnDisk::new(bytes).ok())
    }

    fn open<R: ChunkReader + 'static>(
        file: &str,
        bytes: impl FnOnce() -> Option<R>,
    ) -> Result<Self, FileError> {
        let opened = contained(|| {
            let reader = SerializedFileReader::new(bytes()?).ok()?;
            let fields = reader.metadata().file_metadata().schema().get_fields();
            let header = fields
                .iter()
                .map(|field| cell_text::on_one_line(field.name().as_bytes()));
            let in_nanoseconds = |kind: &LogicalType| matches!(kind, LogicalType::Timestamp(time) if time.unit == TimeUnit::NANOS);
            let nanoseconds = fields.iter().map(|field| {
                let kind = field.get_basic_info().logical_type_ref();
                kind.is_some_and(in_nanoseconds)
            });
            Some(Self {
                file: file.to_owned(),
                header: header.collect(),
                nanoseconds: nanoseconds.collect(),
                reader: Arc::new(reader),
            })
        });
        opened.flatten().ok_or_else(|| damaged(file))
    }

    /// Its rows, one after the other, the header first.
    pub(crate) fn records(&self) -> ParquetRecords {
        ParquetRecords {
            file: self.file.clone(),
            rows: RowIter::from_file_into(Box::new(SharedReader(Arc::clone(&self.reader)))),
            header: Some(self.header.clone()),
            nanoseconds: self.nanoseconds.clone(),
            cell: Vec::new(),
            line: 0,
        }
    }

    /// Its row groups, if they can be read column by column.
    pub(crate) fn batches(&self) -> Option<ParquetBatches<'_>> {
        ParquetBatches::of(&*self.reader, &self.nanoseconds)
    }
}

/// The reader of an open file, for an iterator that wants one of its own.
struct SharedReader(Arc<dyn FileReader>);

impl FileReader for SharedReader {
    fn metadata(&self) -> &ParquetMetaData {
        self.0.metadata()
    }

    fn num_row_groups(&self) -> usize {
        self.0.num_row_groups()
    }

    fn get_row_group(&self, at: usize) -> Result<Box<dyn RowGroupReader + '_>, ParquetError> {
        self.0.get_row_group(at)
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Result<RowIter<'_>, ParquetError> {
        self.0.get_row_iter(projection)
    }
}

/// The rows of a Parquet file.
pub(crate) struct ParquetRecords {
    file: String,
    rows: RowIter<'static>,
    /// Names of the columns, until they are given.
    header: Option<ByteRecord>,
    /// Columns of nanoseconds.
    nanoseconds: Vec<bool>,
    /// The cell that is being filled.
    cell: Vec<u8>,
    /// The last line that was read.
    line: u64,
}

impl ParquetRecords {
    pub(crate) fn next(
        &mut self,
        record: &mut ByteRecord,
    ) -> Result<Option<RecordPosition>, FileError> {
        if let Some(header) = self.header.take() {
            *record = header;
        } else {
            let broken = FileError::Broken {
                file: self.file.clone(),
                line: self.line,
            };
            let more = contained(|| {
                record.clear();
                let row = self.rows.next().transpose().ok()?;
                Some(row.map(|row| self.fill(&row, record)).is_some())
            });
            match more.flatten() {
                Some(true) => {}
                Some(false) => return Ok(None),
                None => return Err(broken),
            }
        }
        self.line += 1;
        Ok(Some(RecordPosition {
            line: self.line,
            joined: false,
        }))
    }

    fn fill(&mut self, row: &Row, record: &mut ByteRecord) {
        for ((_, field), nanoseconds) in row.get_column_iter().zip(&self.nanoseconds) {
            self.cell.clear();
            push_text(&mut self.cell, field, *nanoseconds);
            record.push_field(&self.cell);
        }
    }
}
