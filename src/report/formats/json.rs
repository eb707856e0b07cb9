//! JSON with its metadata, and JSON lines of rows alone. Keys stand in column order.

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value, json};

use crate::model::{ColumnBatch, ColumnCell, ColumnHead};
use crate::report::document::{Cell, Document, Meta, ReportTable, SCHEMA_VERSION};

pub(crate) fn render(document: &Document) -> Vec<u8> {
    let mut whole = meta(&document.meta);
    let more = &document.more;
    add_options(&mut whole, &more.options);
    if !more.counts().is_empty() {
        let counts = more.counts().iter();
        let counts = counts.map(|of| (of.name.to_owned(), json!(of.people)));
        whole.insert("counts".to_owned(), Value::Object(counts.collect()));
    }
    whole.insert(
        "rows".to_owned(),
        Value::Array(objects(&document.whole_table())),
    );
    for sheet in &more.sheets {
        if let Some(key) = sheet.key {
            whole.insert(key.to_owned(), Value::Array(objects(&sheet.table)));
        }
    }
    // What stands above and below the tables for reading: a definition's rule and source, the
    // intended use.
    let view = &document.view;
    let text: Vec<&String> = view
        .heading
        .iter()
        .chain(&view.footer)
        .filter(|line| !line.is_empty())
        .collect();
    whole.insert("text".to_owned(), json!(text));
    let mut bytes = serde_json::to_vec_pretty(&Value::Object(whole))
        .expect("keys are text and numbers are finite");
    bytes.push(b'\n');
    bytes
}

pub(crate) fn render_lines(document: &Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    for row in objects(&document.whole_table()) {
        let line = serde_json::to_vec(&row).expect("keys are text and numbers are finite");
        bytes.extend(line);
        bytes.push(b'\n');
    }
    bytes
}

fn objects(table: &ReportTable) -> Vec<Value> {
    let rows = table.rows().iter();
    rows.map(|row| object(table.columns(), row)).collect()
}

/// A line for each row.
pub(crate) fn lines(heads: &[ColumnHead], batch: &ColumnBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    for row in 0..batch.rows {
        let line = RowLine { heads, batch, row };
        serde_json::to_writer(&mut bytes, &line).expect("keys are text and memory takes all");
        bytes.push(b'\n');
    }
    bytes
}

/// One row as an object.
struct RowLine<'a> {
    heads: &'a [ColumnHead],
    batch: &'a ColumnBatch,
    row: usize,
}

impl Serialize for RowLine<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(Some(self.heads.len()))?;
        for (head, values) in self.heads.iter().zip(&self.batch.columns) {
            let key = &head.name;
            match values.cell(self.row) {
                ColumnCell::Nothing => object.serialize_entry(key, &())?,
                ColumnCell::Text(text) => object.serialize_entry(key, text)?,
                ColumnCell::Day(day) => object.serialize_entry(key, &day.to_string())?,
                ColumnCell::Whole(whole) => object.serialize_entry(key, &whole)?,
                ColumnCell::YesOrNo(answer) => object.serialize_entry(key, &answer)?,
            }
        }
        object.end()
    }
}

/// What a report says of itself and of what it was asked for, as one text.
pub(crate) fn meta_text(meta_of: &Meta, options: &[(&'static str, String)]) -> String {
    let mut whole = meta(meta_of);
    add_options(&mut whole, options);
    Value::Object(whole).to_string()
}

fn add_options(whole: &mut Map<String, Value>, options: &[(&'static str, String)]) {
    if !options.is_empty() {
        let options = options.iter();
        let options = options.map(|(name, text)| ((*name).to_owned(), json!(text)));
        whole.insert("options".to_owned(), Value::Object(options.collect()));
    }
}

/// What a report says of itself.
pub(crate) fn meta(meta: &Meta) -> Map<String, Value> {
    let tables = meta
        .reference_tables
        .iter()
        .map(|(name, hash)| (name.clone(), json!(hash)));
    let inputs = meta.inputs.iter().map(|input| {
        json!({
            "file": input.name,
            "kind": input.kind.as_str(),
            "sha256": input.sha256,
            "rows": input.read,
            "used": input.used,
            "rejected": input.rejected,
            "excluded": input.excluded,
        })
    });
    let mut whole = Map::new();
    whole.insert("schema_version".to_owned(), json!(SCHEMA_VERSION));
    whole.insert("command".to_owned(), json!(meta.command));
    whole.insert(
        "tool".to_owned(),
        json!({ "name": "rxsift", "version": meta.tool_version }),
    );
    whole.insert(
        "definitions_version".to_owned(),
        json!(meta.definitions_version),
    );
    whole.insert(
        "reference_tables".to_owned(),
        Value::Object(tables.collect()),
    );
    if !meta.list_versions.is_empty() {
        let versions = meta.list_versions.iter();
        let versions = versions.map(|(id, version)| (id.clone(), json!(version)));
        whole.insert(
            "list_versions".to_owned(),
            Value::Object(versions.collect()),
        );
    }
    if !meta.definition_files.is_empty() {
        let files = meta.definition_files.iter().map(|source| {
            let versions = source.versions.iter();
            let versions = versions.map(|(id, version)| (id.clone(), json!(version)));
            json!({
                "file": source.file,
                "sha256": source.sha256,
                "lists": Value::Object(versions.collect()),
            })
        });
        whole.insert("definition_files".to_owned(), Value::Array(files.collect()));
    }
    whole.insert("inputs".to_owned(), Value::Array(inputs.collect()));
    whole
}

fn object(columns: &[&'static str], row: &[Cell]) -> Value {
    let pairs = columns
        .iter()
        .zip(row)
        .map(|(column, cell)| ((*column).to_owned(), value(cell)));
    Value::Object(pairs.collect())
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Count(count) => json!(count),
        Cell::Number(number) => json!(number),
        Cell::Day(day) => json!(day.to_string()),
        Cell::List(texts) => json!(texts),
        Cell::Reasons(reasons) => json!(reasons),
    }
}
