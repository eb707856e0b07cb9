//! Parquet, row by row.

use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Days, NaiveDate};
use csv::ByteRecord;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{ChunkReader, FileReader, RowGroupReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use super::batches::ParquetBatches;
use super::on_disk::OnDisk;
use crate::files::cell_text;
use crate::files::contained::contained;
use crate::files::error::FileError;
use crate::files::raw_bytes::RawBytes;
use crate::files::table::RecordPosition;
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

/// Adds the value as the text of a cell. `nanoseconds` says that a plain number counts them.
pub(crate) fn push_text(to: &mut Vec<u8>, field: &Field, nanoseconds: bool) {
    match field {
        Field::Str(text) => to.extend(text.as_bytes()),
        Field::Bytes(bytes) => to.extend(bytes.data()),
        Field::Long(since) if nanoseconds => {
            to.extend(nanoseconds_since_1970(*since).as_bytes());
        }
        // The commonest of the others, without a text of their own.
        Field::Int(value) => write!(to, "{value}").expect("memory takes every write"),
        Field::Long(value) => write!(to, "{value}").expect("memory takes every write"),
        other => to.extend(text(other).as_bytes()),
    }
}

/// The value as text. Lists, maps and groups have none that a cell could hold.
fn text(field: &Field) -> String {
    match field {
        Field::Bool(value) => value.to_string(),
        Field::Byte(value) => value.to_string(),
        Field::Short(value) => value.to_string(),
        Field::Int(value) => value.to_string(),
        Field::Long(value) => value.to_string(),
        Field::UByte(value) => value.to_string(),
        Field::UShort(value) => value.to_string(),
        Field::UInt(value) => value.to_string(),
        Field::ULong(value) => value.to_string(),
        Field::Float16(value) => cell_text::number(f64::from(*value)),
        // By its own digits: 0.36 of 32 bits is not 0.36 of 64.
        Field::Float(value) if value.is_nan() => String::new(),
        Field::Float(value) => (*value + 0.0).to_string(),
        Field::Double(value) => cell_text::number(*value),
        Field::Decimal(value) => {
            let start = if value.data().first().is_some_and(|byte| *byte > 127) {
                -1
            } else {
                0
            };
            let whole = value
                .data()
                .iter()
                .fold(start, |whole: i128, byte| (whole << 8) | i128::from(*byte));
            cell_text::decimal(whole, usize::try_from(value.scale()).unwrap_or(0).min(38))
        }
        Field::Date(days) => day(*days).unwrap_or_else(|| days.to_string()),
        Field::TimestampMillis(since) => DateTime::from_timestamp_millis(*since).map_or_else(
            || since.to_string(),
            |at| cell_text::date_time(at.naive_utc()),
        ),
        Field::TimestampMicros(since) => DateTime::from_timestamp_micros(*since).map_or_else(
            || since.to_string(),
            |at| cell_text::date_time(at.naive_utc()),
        ),
        Field::TimeMillis(_) | Field::TimeMicros(_) => field.to_string(),
        Field::Null
        | Field::Str(_)
        | Field::Bytes(_)
        | Field::Group(_)
        | Field::ListInternal(_)
        | Field::MapInternal(_) => String::new(),
    }
}

fn day(since: i32) -> Option<String> {
    let first = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    let days = Days::new(u64::from(since.unsigned_abs()));
    let date = if since < 0 {
        first.checked_sub_days(days)
    } else {
        first.checked_add_days(days)
    };
    date.map(|date| date.format("%Y-%m-%d").to_string())
}

fn nanoseconds_since_1970(since: i64) -> String {
    cell_text::date_time(DateTime::from_timestamp_nanos(since).naive_utc())
}
