//! A Parquet value as the text of a cell.

use std::io::Write;

use chrono::{DateTime, Days, NaiveDate};
use parquet::record::Field;

use crate::files::cell_text;

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
