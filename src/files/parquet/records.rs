//! Parquet, row by row.

use std::io::Write;
use std::path::Path;

use bytes::Bytes;
use chrono::{DateTime, Days, NaiveDate};
use csv::ByteRecord;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};

use super::batches::ParquetBatches;
use super::on_disk::OnDisk;
use crate::files::cell_text;
use crate::files::contained::contained;
use crate::files::error::FileError;
use crate::files::table::RecordPosition;
use crate::files::unpack::damaged;

pub(crate) struct ParquetRecords {
    file: String,
    rows: RowIter<'static>,
    /// The same file, to be read column by column.
    reader: Box<dyn FileReader>,
    /// Names of the columns, until they are given.
    header: Option<ByteRecord>,
    /// Columns of nanoseconds, which the library gives as plain numbers.
    nanoseconds: Vec<bool>,
    /// The cell that is being filled.
    cell: Vec<u8>,
    /// The last line that was read.
    line: u64,
}

impl ParquetRecords {
    pub(crate) fn open(file: &str, bytes: Vec<u8>) -> Result<Self, FileError> {
        contained(|| of_bytes(file, bytes))
            .flatten()
            .ok_or_else(|| damaged(file))
    }

    /// The same of a file that is not read whole.
    pub(crate) fn open_in_place(name: &str, path: &Path) -> Result<Self, FileError> {
        let open = || SerializedFileReader::new(OnDisk::open(path).ok()?).ok();
        contained(|| opened(name, open()?, open()?))
            .flatten()
            .ok_or_else(|| damaged(name))
    }

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

    /// The file's row groups, if they can be read column by column.
    pub(crate) fn row_groups(&self) -> Option<ParquetBatches<'_>> {
        ParquetBatches::of(&*self.reader, &self.nanoseconds)
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

fn of_bytes(file: &str, bytes: Vec<u8>) -> Option<ParquetRecords> {
    let bytes = Bytes::from(bytes);
    let open = || SerializedFileReader::new(bytes.clone()).ok();
    opened(file, open()?, open()?)
}

fn opened<R: ChunkReader + 'static>(
    file: &str,
    reader: SerializedFileReader<R>,
    by_rows: SerializedFileReader<R>,
) -> Option<ParquetRecords> {
    let metadata = reader.metadata().file_metadata();
    let fields = metadata.schema().get_fields();
    let header = fields
        .iter()
        .map(|field| cell_text::on_one_line(field.name().as_bytes()))
        .collect();
    let in_nanoseconds = |kind: &LogicalType| matches!(kind, LogicalType::Timestamp(time) if time.unit == TimeUnit::NANOS);
    let nanoseconds = fields
        .iter()
        .map(|field| {
            let kind = field.get_basic_info().logical_type_ref();
            kind.is_some_and(in_nanoseconds)
        })
        .collect();
    Some(ParquetRecords {
        file: file.to_owned(),
        rows: RowIter::from_file_into(Box::new(by_rows)),
        reader: Box::new(reader),
        cell: Vec::new(),
        header: Some(header),
        nanoseconds,
        line: 0,
    })
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
