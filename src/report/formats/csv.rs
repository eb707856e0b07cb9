//! CSV for machines (UTF-8 without a byte order mark, LF, every text as it is) and for spreadsheet
//! programs (with the mark, CRLF, and an apostrophe before what they would take for a formula).

use std::io::Write as _;

use ::csv::{Terminator, Writer, WriterBuilder};

use crate::model::{ColumnBatch, ColumnCell, ColumnHead};
use crate::report::document::{Cell, Document};

/// What a spreadsheet program takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

pub(crate) fn render(document: &Document) -> Vec<u8> {
    written(document, Writer::from_writer(Vec::new()), Cell::as_text)
}

pub(crate) fn render_for_excel(document: &Document) -> Vec<u8> {
    let mut builder = WriterBuilder::new();
    builder.terminator(Terminator::CRLF);
    // Without the mark the program takes UTF-8 for its own old encoding.
    let writer = builder.from_writer("\u{feff}".as_bytes().to_vec());
    written(document, writer, guarded)
}

fn written(
    document: &Document,
    mut writer: Writer<Vec<u8>>,
    field: impl Fn(&Cell) -> String,
) -> Vec<u8> {
    writer
        .write_record(document.table.columns())
        .expect("memory takes every write");
    for row in document.table.rows() {
        writer
            .write_record(row.iter().map(&field))
            .expect("every row has a cell per column");
    }
    writer.into_inner().expect("memory takes every write")
}

/// The line of names.
pub(crate) fn head_line(heads: &[ColumnHead]) -> Vec<u8> {
    let mut writer = Writer::from_writer(Vec::new());
    writer
        .write_record(heads.iter().map(|head| &head.name))
        .expect("memory takes every write");
    writer.into_inner().expect("memory takes every write")
}

/// A line for each row.
pub(crate) fn lines(batch: &ColumnBatch) -> Vec<u8> {
    let mut writer = Writer::from_writer(Vec::new());
    let mut number = Vec::new();
    for row in 0..batch.rows {
        for values in &batch.columns {
            let written = match values.cell(row) {
                ColumnCell::Nothing => writer.write_field(""),
                ColumnCell::Text(text) => writer.write_field(text),
                ColumnCell::Day(day) => writer.write_field(day.to_string()),
                ColumnCell::YesOrNo(answer) => {
                    writer.write_field(if answer { "true" } else { "false" })
                }
                ColumnCell::Whole(whole) => {
                    number.clear();
                    write!(number, "{whole}").expect("memory takes every write");
                    writer.write_field(&number)
                }
            };
            written.expect("memory takes every write");
        }
        // Ends the row.
        writer
            .write_record(None::<&[u8]>)
            .expect("every row has a cell per column");
    }
    writer.into_inner().expect("memory takes every write")
}

fn guarded(cell: &Cell) -> String {
    let text = cell.as_text();
    let is_text = matches!(cell, Cell::Text(_) | Cell::List(_) | Cell::Reasons(_));
    if is_text && text.starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_would_be_a_formula_is_guarded_and_a_number_is_not() {
        for text in ["=1+1", "+44", "-x", "@x", "\tx", "\rx"] {
            assert_eq!(guarded(&Cell::Text(text.to_owned())), format!("'{text}"));
        }
        assert_eq!(guarded(&Cell::Text("10 = ten".to_owned())), "10 = ten");
        assert_eq!(guarded(&Cell::Number(-1.5)), "-1.5");
        assert_eq!(guarded(&Cell::List(vec!["=a".to_owned()])), "'=a");
    }
}
