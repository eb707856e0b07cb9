//! Is Parquet read alike however its columns are encoded, paged and grouped, and like the same rows
//! in CSV?

use std::sync::Arc;

use parquet::basic::{Compression, Encoding};
use parquet::data_type::{ByteArrayType, Int32Type};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use rxsift::extract::{Effect, Field, Options, Reading, Reason};

use crate::support::readings::{items_of, memory, read_with, try_read};

/// One row of an items file; an empty text is no cell.
type Row = (String, &'static str, String, i32);

/// Rows of several batches: every seventh without a practice of its own kind, every hundredth with
/// a code that cannot be read, one name outside ASCII.
fn rows() -> Vec<Row> {
    let codes = ["0205051R0AAADAD", "0403010B0AAAHAH", "1001010P0AAADAD"];
    (0..5000)
        .map(|number: usize| {
            let code = if number % 100 == 99 {
                "nothing"
            } else {
                codes[number % 3]
            };
            let remark = match number {
                2500 => "caf\u{e9}".to_owned(),
                _ if number.is_multiple_of(7) => String::new(),
                _ => format!("remark {number}"),
            };
            let person = format!("p{:03}", number % 500);
            let age = i32::try_from(number % 90).expect("small");
            (person, code, remark, age)
        })
        .collect()
}

fn csv() -> String {
    let mut text = "patient_id,month,practice_code,bnf_code,age,medicine\n".to_owned();
    for (person, code, remark, age) in rows() {
        text.push_str(&format!("{person},2024-03,A81001,{code},{age},{remark}\n"));
    }
    text
}

/// The same rows in row groups of `group`. `schema` may add a column to those that are filled.
fn parquet(properties: WriterPropertiesBuilder, group: usize, more: &str) -> Vec<u8> {
    let schema = format!(
        "message rows {{ required binary patient_id (UTF8); required binary month; \
         optional binary practice_code (UTF8); required binary bnf_code (UTF8); \
         optional int32 age; optional binary medicine (UTF8); {more} }}"
    );
    let schema = Arc::new(parse_message_type(&schema).expect("a schema"));
    let mut bytes = Vec::new();
    let properties = Arc::new(properties.build());
    let mut file = SerializedFileWriter::new(&mut bytes, schema, properties).expect("a file");
    for rows in rows().chunks(group) {
        let mut to = file.next_row_group().expect("a group");
        let all: Vec<i16> = vec![1; rows.len()];
        let filled: Vec<i16> = rows
            .iter()
            .map(|row| i16::from(!row.2.is_empty()))
            .collect();
        let texts: [(Vec<&str>, Option<&[i16]>); 4] = [
            (rows.iter().map(|row| row.0.as_str()).collect(), None),
            (vec!["2024-03"; rows.len()], None),
            (vec!["A81001"; rows.len()], Some(&all)),
            (rows.iter().map(|row| row.1).collect(), None),
        ];
        for (cells, levels) in texts {
            write_texts(&mut to, &cells, levels);
        }
        let ages: Vec<i32> = rows.iter().map(|row| row.3).collect();
        let mut column = to.next_column().expect("sound").expect("a column");
        let typed = column.typed::<Int32Type>();
        typed.write_batch(&ages, Some(&all), None).expect("written");
        column.close().expect("a column");
        let remarks: Vec<&str> = rows.iter().map(|row| row.2.as_str()).collect();
        let remarks: Vec<&str> = remarks
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        write_texts(&mut to, &remarks, Some(&filled));
        if !more.is_empty() {
            let mut column = to.next_column().expect("sound").expect("a column");
            let typed = column.typed::<Int32Type>();
            let (none, first) = (vec![0; rows.len()], vec![0; rows.len()]);
            typed
                .write_batch(&[], Some(&none), Some(&first))
                .expect("written");
            column.close().expect("a column");
        }
        to.close().expect("a group");
    }
    file.close().expect("a file");
    bytes
}

fn write_texts(
    to: &mut parquet::file::writer::SerializedRowGroupWriter<'_, &mut Vec<u8>>,
    cells: &[&str],
    levels: Option<&[i16]>,
) {
    let values: Vec<_> = cells.iter().map(|text| (*text).into()).collect();
    let mut column = to.next_column().expect("sound").expect("a column");
    let typed = column.typed::<ByteArrayType>();
    typed.write_batch(&values, levels, None).expect("written");
    column.close().expect("a column");
}

fn reading(name: &str, bytes: Vec<u8>) -> Reading {
    let options = Options {
        threads: 3,
        ..Options::default()
    };
    read_with(&[memory(name, bytes)], options).expect("sound")
}

type Problems = Vec<(u64, Option<Field>, Reason, Effect)>;

fn told(reading: &Reading) -> (Vec<String>, u64, u64, Problems) {
    let problems = reading.problems.iter();
    let problems = problems
        .map(|problem| (problem.line, problem.column, problem.reason, problem.effect))
        .collect();
    let file = &reading.files[0];
    (items_of(reading), file.read, file.used, problems)
}

#[test]
fn encodings_pages_and_groups_leave_no_trace() {
    let expected = told(&reading("items.csv", csv().into_bytes()));
    assert_eq!((expected.1, expected.2), (5000, 4950));
    let new = WriterProperties::builder;
    let forms = [
        ("dictionaries", new(), 5000),
        ("small groups", new(), 700),
        ("groups of one row", new(), 1),
        ("no dictionary", new().set_dictionary_enabled(false), 5000),
        (
            "a dictionary that runs full",
            new().set_dictionary_page_size_limit(600),
            5000,
        ),
        (
            "small pages",
            new()
                .set_data_page_row_count_limit(33)
                .set_write_batch_size(11),
            3000,
        ),
        (
            "the second version",
            new()
                .set_writer_version(WriterVersion::PARQUET_2_0)
                .set_data_page_row_count_limit(100)
                .set_write_batch_size(50),
            3000,
        ),
        (
            "deltas",
            new()
                .set_dictionary_enabled(false)
                .set_encoding(Encoding::DELTA_BYTE_ARRAY)
                .set_column_encoding("age".into(), Encoding::DELTA_BINARY_PACKED),
            2000,
        ),
        ("packed", new().set_compression(Compression::SNAPPY), 2000),
    ];
    for (form, properties, group) in forms {
        let found = told(&reading("items.parquet", parquet(properties, group, "")));
        assert!(found == expected, "{form}: {:?}", (found.1, found.2));
    }
}

/// A column of lists cannot be read column by column: the rows come one by one, and are the same.
#[test]
fn rows_beside_a_column_of_lists_are_the_same() {
    let expected = told(&reading("items.csv", csv().into_bytes()));
    let lists = parquet(WriterProperties::builder(), 900, "repeated int32 lists;");
    assert!(told(&reading("items.parquet", lists)) == expected);
}

/// What is no UTF-8 in a column of texts is damage; in a column of bytes it is windows-1252.
#[test]
fn a_text_that_is_none_breaks_the_file() {
    let sound = parquet(WriterProperties::builder(), 5000, "");
    let at = sound
        .windows(4)
        .position(|bytes| bytes == &"caf\u{e9}".as_bytes()[..4]);
    let mut damaged = sound.clone();
    damaged[at.expect("the name stands in the file") + 3] = b'(';
    let error = try_read(&[memory("items.parquet", damaged)]);
    assert!(error.is_err());
}
