//! CSV for machines: UTF-8 without a byte order mark, LF, every text as it is.

use super::document::{Cell, Document};

pub(super) fn render(document: &Document) -> Vec<u8> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer
        .write_record(&document.columns)
        .expect("memory takes every write");
    for row in &document.rows {
        writer
            .write_record(row.iter().map(field))
            .expect("every row has a cell per column");
    }
    writer.into_inner().expect("memory takes every write")
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::List(texts) => texts.join(";"),
        Cell::Reasons(reasons) => {
            let texts: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
            texts.join("; ")
        }
    }
}
