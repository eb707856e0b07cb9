//! CSV for machines: UTF-8 without a byte order mark, LF, every text as it is.

use super::document::{Cell, Document};

pub(super) fn render(document: &Document) -> Vec<u8> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer
        .write_record(&document.columns)
        .expect("memory takes every write");
    for row in &document.rows {
        writer
            .write_record(row.iter().map(Cell::as_text))
            .expect("every row has a cell per column");
    }
    writer.into_inner().expect("memory takes every write")
}
