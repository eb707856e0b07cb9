//! A workbook for people: the table, further tables, and what the report says of itself.
//!
//! Every text is written as a text, never as a formula, and ids and codes keep their zeros. The
//! document's date is fixed: the same report is the same bytes.

use chrono::{Datelike as _, NaiveDate};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Workbook, Worksheet, XlsxError,
};

use crate::report::document::{Cell, Document, Meta, SCHEMA_VERSION, Sensitivity};

/// Rows a sheet can have, less its header.
const MOST_ROWS: usize = 1_048_575;
/// Characters a cell can have.
const LONGEST: usize = 32_767;
/// Widths of columns, in characters.
const NARROWEST: usize = 8;
const WIDEST: usize = 60;
/// The paper size A4 of the file format.
const A4: u8 = 9;
/// NHS Dark Blue: 11.9 to 1 on white.
const HEADING: Color = Color::RGB(0x00_30_87);

struct CellStyles {
    heading: Format,
    text: Format,
    plain: Format,
    day: Format,
}

impl CellStyles {
    fn new() -> Self {
        let base = Format::new()
            .set_font_name("Arial")
            .set_font_size(10)
            .set_align(FormatAlign::Top);
        Self {
            heading: base
                .clone()
                .set_bold()
                .set_font_color(HEADING)
                .set_border_bottom(FormatBorder::Thin)
                .set_text_wrap(),
            text: base.clone().set_num_format("@").set_text_wrap(),
            day: base.clone().set_num_format("yyyy-mm-dd"),
            plain: base,
        }
    }
}

pub(crate) fn render(document: &Document) -> Vec<u8> {
    written(document).expect("names, sizes and lengths are within what the format allows")
}

fn written(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let styles = CellStyles::new();
    let mut book = Workbook::new();
    book.set_default_format(&styles.plain, 17, 64)?;
    let marked = match document.table.sensitivity() {
        Sensitivity::PatientData => "contains patient data",
        Sensitivity::Aggregate => "aggregate",
    };
    let title = format!("rxsift {} ({marked})", document.meta.command);
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(&title)
            .set_author("rxsift")
            .set_creation_datetime(&made),
    );
    let whole = document.whole_table();
    let (columns, rows) = (whole.columns(), whole.rows());
    let name = capital(document.meta.command);
    let mut part = 0;
    while part == 0 || part * MOST_ROWS < rows.len() {
        let end = rows.len().min((part + 1) * MOST_ROWS);
        let named = if part == 0 {
            name.clone()
        } else {
            format!("{name} {}", part + 1)
        };
        let sheet = book.add_worksheet();
        fill(
            sheet,
            &named,
            columns,
            &rows[part * MOST_ROWS..end],
            &styles,
        )?;
        choices(sheet, document, columns, end - part * MOST_ROWS)?;
        furnish(sheet, &title)?;
        part += 1;
    }
    let about = about(document);
    let further = document.more.sheets.iter();
    let further = further.map(|of| (of.name, of.table.columns(), of.table.rows()));
    for (name, columns, rows) in further.chain([("About", &ABOUT[..], &about[..])]) {
        let sheet = book.add_worksheet();
        let rows = &rows[..rows.len().min(MOST_ROWS)];
        fill(sheet, name, columns, rows, &styles)?;
        furnish(sheet, &title)?;
    }
    book.save_to_buffer()
}

fn fill(
    sheet: &mut Worksheet,
    name: &str,
    columns: &[&str],
    rows: &[Vec<Cell>],
    styles: &CellStyles,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    for (at, column) in (0..).zip(columns) {
        let index = usize::from(at);
        let cells = rows.iter().filter_map(|row| row.get(index));
        let days = cells.clone().any(|cell| matches!(cell, Cell::Day(_))) || DAYS.contains(column);
        // What a person types into an empty cell takes the column's form.
        sheet.set_column_format(
            at,
            if days {
                &styles.day
            } else {
                column_format(column, styles)
            },
        )?;
        let longest = cells.map(length).max().unwrap_or(0);
        let width = longest.max(column.len()).clamp(NARROWEST, WIDEST);
        sheet.set_column_width(at, f64::from(u32::try_from(width + 2).unwrap_or(u32::MAX)))?;
        sheet.write_string_with_format(0, at, *column, &styles.heading)?;
    }
    for (line, row) in (1..).zip(rows) {
        for (at, cell) in (0..).zip(row) {
            write(sheet, line, at, cell, styles)?;
        }
    }
    if let (Ok(last_row), Ok(last_column)) =
        (u32::try_from(rows.len()), u16::try_from(columns.len()))
        && last_row > 0
        && last_column > 0
    {
        sheet.autofilter(0, 0, last_row, last_column - 1)?;
    }
    Ok(())
}

/// Columns of days that may all be empty.
const DAYS: [&str; 2] = ["date", "snooze_until"];

/// Numbers stay numbers; what is not known to be one is text.
fn column_format<'a>(column: &str, styles: &'a CellStyles) -> &'a Format {
    const NUMBERS: [&str; 5] = ["rank", "age", "score", "medicines", "acb_score"];
    if NUMBERS.contains(&column) {
        &styles.plain
    } else {
        &styles.text
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    cell: &Cell,
    styles: &CellStyles,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Count(count) => {
            #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
            let number = *count as f64;
            sheet.write_number_with_format(row, at, number, &styles.plain)?;
        }
        Cell::Number(number) => {
            sheet.write_number_with_format(row, at, *number, &styles.plain)?;
        }
        Cell::Day(day) => match excel_day(*day) {
            Some(day) => {
                sheet.write_datetime_with_format(row, at, &day, &styles.day)?;
            }
            None => {
                sheet.write_string_with_format(row, at, day.to_string(), &styles.text)?;
            }
        },
        Cell::Text(_) | Cell::List(_) | Cell::Reasons(_) => {
            let text: String = cell.as_text().chars().take(LONGEST).collect();
            sheet.write_string_with_format(row, at, text, &styles.text)?;
        }
    }
    Ok(())
}

/// The spreadsheet's calendar begins in 1900.
fn excel_day(day: NaiveDate) -> Option<ExcelDateTime> {
    let part = |number: u32| u8::try_from(number).ok();
    let year = u16::try_from(day.year())
        .ok()
        .filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, part(day.month())?, part(day.day())?).ok()
}

/// Characters of the cell's longest line.
fn length(cell: &Cell) -> usize {
    match cell {
        Cell::Day(_) => 10,
        other => other
            .as_text()
            .lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or(0),
    }
}

/// The words to choose from, as a drop-down of the column.
fn choices(
    sheet: &mut Worksheet,
    document: &Document,
    columns: &[&str],
    rows: usize,
) -> Result<(), XlsxError> {
    let Some(last) = u32::try_from(rows).ok().filter(|rows| *rows > 0) else {
        return Ok(());
    };
    for (column, words) in &document.more.choices {
        let place = columns.iter().position(|known| known == column);
        if let Some(at) = place.and_then(|at| u16::try_from(at).ok()) {
            let list = DataValidation::new()
                .allow_list_strings(words)?
                .set_error_title("Choose from the list")?
                .set_error_message(
                    "The list forgets what it does not know; use the note for other words.",
                )?;
            sheet.add_data_validation(1, at, last, at, &list)?;
        }
    }
    Ok(())
}

/// Header frozen, A4 landscape, one page wide, header on each page, and what the pages hold.
fn furnish(sheet: &mut Worksheet, title: &str) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_footer(format!("&L&\"Arial\"&8{title}&R&\"Arial\"&8Page &P of &N"));
    Ok(())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Columns of what the report says of itself.
const ABOUT: [&str; 3] = ["topic", "name", "value"];

/// Everything the report says of itself, one fact a row.
fn about(document: &Document) -> Vec<Vec<Cell>> {
    let (meta, more) = (&document.meta, &document.more);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut fact = |topic: &str, name: &str, value: Cell| {
        rows.push(vec![Cell::text(topic), Cell::text(name), value]);
    };
    let kind = match document.table.sensitivity() {
        Sensitivity::PatientData => "contains patient data",
        Sensitivity::Aggregate => "aggregate",
    };
    fact("report", "contents", Cell::text(kind));
    for line in document.view.footer.iter().filter(|line| !line.is_empty()) {
        fact("report", "text", Cell::text(line.as_str()));
    }
    fact("version", "rxsift", Cell::text(meta.tool_version));
    fact(
        "version",
        "definitions",
        Cell::text(meta.definitions_version),
    );
    fact("version", "schema", Cell::Count(u64::from(SCHEMA_VERSION)));
    for (id, version) in &meta.list_versions {
        fact("version, list or score", id, Cell::text(version.as_str()));
    }
    for source in &meta.definition_files {
        let hash = Cell::text(source.sha256.as_str());
        fact("definitions, SHA-256", &source.file, hash);
    }
    for (name, value) in &more.options {
        fact("option", name, Cell::text(value.as_str()));
    }
    for of in more.counts() {
        fact("count", of.name, Cell::Count(of.people));
    }
    inputs(meta, &mut fact);
    for (name, hash) in &meta.reference_tables {
        fact("reference table, SHA-256", name, Cell::text(hash.as_str()));
    }
    rows
}

fn inputs(meta: &Meta, fact: &mut impl FnMut(&str, &str, Cell)) {
    for input in &meta.inputs {
        fact("input, kind", &input.name, Cell::text(input.kind.as_str()));
        fact(
            "input, SHA-256",
            &input.name,
            Cell::text(input.sha256.as_deref().unwrap_or_default()),
        );
        fact("input, rows", &input.name, Cell::Count(input.read));
        fact("input, rows used", &input.name, Cell::Count(input.used));
        for (reason, count) in &input.rejected {
            fact(
                &format!("input, rows rejected: {reason}"),
                &input.name,
                Cell::Count(*count),
            );
        }
        for (reason, count) in &input.excluded {
            fact(
                &format!("input, rows excluded: {reason}"),
                &input.name,
                Cell::Count(*count),
            );
        }
    }
}
