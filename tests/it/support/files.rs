//! Files in memory as other programs write them: packed text, workbooks, Parquet.

use std::io::{Cursor, Write as _};
use std::sync::Arc;

use parquet::basic::{ConvertedType, Repetition};
use parquet::data_type::{ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A .gz of these bytes.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("memory takes every write");
    packed.finish().expect("memory takes every write")
}

/// A .zst of these bytes.
pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 0).expect("memory takes every write")
}

/// A .zip of these files.
pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .expect("a new file");
        archive.write_all(bytes).expect("memory takes every write");
    }
    archive
        .finish()
        .expect("memory takes every write")
        .into_inner()
}

/// UTF-16 with a byte order mark.
pub(crate) fn utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(bytes).collect()
}

/// An .xlsx with these sheets, every cell a text but one that begins with #, which is a number;
/// empty texts are no cells.
pub(crate) fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let sheets: Vec<(&str, String)> = sheets
        .iter()
        .map(|(name, rows)| (*name, text_rows(rows)))
        .collect();
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, xml)| (*name, &**xml)).collect();
    workbook_of_xml(&sheets)
}

/// Rows of texts in the format's own words.
pub(crate) fn text_rows(rows: &[&[&str]]) -> String {
    rows.iter().enumerate().map(text_row).collect()
}

fn text_row((row, cells): (usize, &&[&str])) -> String {
    let cells = cells
        .iter()
        .enumerate()
        .filter(|(_, text)| !text.is_empty());
    let cells: String = cells
        .map(|(column, text)| {
            let place = format!("{}{}", letters(column), row + 1);
            if let Some(number) = text.strip_prefix('#') {
                return format!("<c r=\"{place}\"><v>{number}</v></c>");
            }
            let text = text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            format!(
                "<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
            )
        })
        .collect();
    format!("<row r=\"{}\">{cells}</row>", row + 1)
}

/// A, ..., Z, AA, ...: the name of a column, counted from 0.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).expect("below 26"));
    match column / 26 {
        0 => last.to_string(),
        more => letters(more - 1) + &last.to_string(),
    }
}

/// An .xlsx whose sheets have these rows in the format's own words. Style 1 is a date.
pub(crate) fn workbook_of_xml(sheets: &[(&str, &str)]) -> Vec<u8> {
    const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let (mut types, mut named, mut related) = (String::new(), String::new(), String::new());
    let mut parts = Vec::new();
    for (at, (name, rows)) in sheets.iter().enumerate() {
        let id = at + 1;
        types.push_str(&format!("<Override PartName=\"/xl/worksheets/sheet{id}.xml\" ContentType=\"{TYPE}.worksheet+xml\"/>"));
        named.push_str(&format!(
            "<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>"
        ));
        related.push_str(&format!("<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"));
        parts.push((
            format!("xl/worksheets/sheet{id}.xml"),
            format!("{XML}<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        ));
    }
    parts.push(("[Content_Types].xml".to_owned(), format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPE}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPE}.styles+xml\"/>{types}</Types>"
    )));
    parts.push(("_rels/.rels".to_owned(), format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    )));
    parts.push(("xl/workbook.xml".to_owned(), format!(
        "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{named}</sheets></workbook>"
    )));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{related}<Relationship Id=\"rIdS\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
    )));
    parts.push(("xl/styles.xml".to_owned(), format!(
        "{XML}<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
    )));
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, xml)| (&**name, xml.as_bytes()))
        .collect();
    archive(&parts)
}

/// A column of a Parquet file, `None` an empty cell.
pub(crate) enum Cells<'a> {
    Text(Vec<Option<&'a str>>),
    /// Days since 1970.
    Days(Vec<Option<i32>>),
    /// Since 1970.
    Nanoseconds(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
}

/// A .parquet with these columns.
pub(crate) fn parquet(columns: &[(&str, Cells<'_>)]) -> Vec<u8> {
    let fields: String = columns
        .iter()
        .map(|(name, cells)| match cells {
            Cells::Text(_) => format!("optional binary {name} (UTF8); "),
            Cells::Days(_) => format!("optional int32 {name} (DATE); "),
            Cells::Nanoseconds(_) => format!("optional int64 {name} (TIMESTAMP(NANOS,false)); "),
            Cells::Number(_) => format!("optional double {name}; "),
        })
        .collect();
    let schema = parse_message_type(&format!("message rows {{ {fields} }}")).expect("a schema");
    let properties = Arc::new(WriterProperties::builder().build());
    let mut bytes = Vec::new();
    let mut file =
        SerializedFileWriter::new(&mut bytes, Arc::new(schema), properties).expect("a file");
    let mut group = file.next_row_group().expect("a group");
    for (_, cells) in columns {
        let mut column = group.next_column().expect("sound").expect("a column");
        let written = match cells {
            Cells::Text(cells) => {
                let values: Vec<_> = cells.iter().flatten().map(|text| (*text).into()).collect();
                let typed = column.typed::<ByteArrayType>();
                typed.write_batch(&values, Some(&levels(cells)), None)
            }
            Cells::Days(cells) => {
                let values: Vec<_> = cells.iter().flatten().copied().collect();
                let typed = column.typed::<Int32Type>();
                typed.write_batch(&values, Some(&levels(cells)), None)
            }
            Cells::Nanoseconds(cells) => {
                let values: Vec<_> = cells.iter().flatten().copied().collect();
                let typed = column.typed::<Int64Type>();
                typed.write_batch(&values, Some(&levels(cells)), None)
            }
            Cells::Number(cells) => {
                let values: Vec<_> = cells.iter().flatten().copied().collect();
                let typed = column.typed::<DoubleType>();
                typed.write_batch(&values, Some(&levels(cells)), None)
            }
        };
        written.expect("memory takes every write");
        column.close().expect("a column");
    }
    group.close().expect("a group");
    file.close().expect("a file");
    bytes
}

/// A .parquet of texts: the first record names the columns, whatever it holds; empty texts are
/// no cells.
pub(crate) fn parquet_of_texts(records: &[Vec<String>]) -> Vec<u8> {
    let width = records.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let cell = |record: &Vec<String>, at: usize| record.get(at).cloned().unwrap_or_default();
    let (header, rows) = records.split_first().expect("a header");
    let field = |at: usize| {
        let name = cell(header, at);
        let field = Type::primitive_type_builder(&name, parquet::basic::Type::BYTE_ARRAY)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(ConvertedType::UTF8);
        Arc::new(field.build().expect("a field"))
    };
    let schema = Type::group_type_builder("rows").with_fields((0..width).map(field).collect());
    let schema = Arc::new(schema.build().expect("a schema"));
    let properties = Arc::new(WriterProperties::builder().build());
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, properties).expect("a file");
    let mut group = file.next_row_group().expect("a group");
    for at in 0..width {
        let texts: Vec<String> = rows.iter().map(|row| cell(row, at)).collect();
        let filled = texts.iter().filter(|text| !text.is_empty());
        let values: Vec<_> = filled.map(|text| text.as_str().into()).collect();
        let levels: Vec<i16> = texts
            .iter()
            .map(|text| i16::from(!text.is_empty()))
            .collect();
        let mut column = group.next_column().expect("sound").expect("a column");
        let typed = column.typed::<ByteArrayType>();
        typed
            .write_batch(&values, Some(&levels), None)
            .expect("memory takes every write");
        column.close().expect("a column");
    }
    group.close().expect("a group");
    file.close().expect("a file");
    bytes
}

fn levels<T>(cells: &[Option<T>]) -> Vec<i16> {
    cells.iter().map(|cell| i16::from(cell.is_some())).collect()
}
