//! Aligned columns for a terminal.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table};
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::report::document::{Document, Section, Setting, TableView, VersionNames};

/// Blanks between two columns.
const GAP: u16 = 2;
/// What must be left for prose before words may keep whole.
const ROOM_FOR_PROSE: usize = 14;

pub(crate) fn render(document: &Document, width: u16) -> Vec<u8> {
    let view = &document.view;
    let mut lines: Vec<String> = view
        .heading
        .iter()
        .map(|line| wrapped(line, width))
        .collect();
    if view.headings.first().map(|(_, setting)| *setting) == Some(Setting::Section) {
        lines.push(sections(view, width));
    } else if !view.headings.is_empty() {
        lines.push(rows(view, width));
    }
    lines.extend(view.parts.iter().flat_map(|of| part(of, width)));
    lines.extend(view.footer.iter().map(|line| wrapped(line, width)));
    let own = document.meta.definition_lines(VersionNames::First);
    if view.footer.is_empty() && !own.is_empty() {
        lines.push(String::new());
    }
    lines.extend(own.iter().map(|line| wrapped(line, width)));
    let mut text = lines.join("\n");
    text.push('\n');
    text.into_bytes()
}

fn rows(view: &TableView, width: u16) -> String {
    if words_fit(view, width) {
        grid(view, width)
    } else {
        records(view, width)
    }
}

/// A line and a table for each run of rows with the same first cell.
fn sections(view: &TableView, width: u16) -> String {
    let runs = view.rows.chunk_by(|one, next| one.first() == next.first());
    let blocks = runs.map(|run| {
        let title = run[0].first().map(String::as_str).unwrap_or_default();
        let without = run.iter().map(|row| row.iter().skip(1).cloned().collect());
        let part = TableView {
            headings: view.headings[1..].to_vec(),
            rows: without.collect(),
            ..TableView::default()
        };
        format!("{title}\n{}", rows(&part, width))
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// A blank line, the title, the table and the lines under it.
fn part(part: &Section, width: u16) -> Vec<String> {
    let mut lines = vec![String::new(), wrapped(&part.title, width)];
    if part.rows.is_empty() {
        // Its lines say why there is nothing.
    } else if part.headings.first().map(|(_, setting)| *setting) == Some(Setting::Section) {
        lines.extend(grouped(part, width));
    } else {
        let view = TableView {
            headings: part.headings.clone(),
            rows: part.rows.clone(),
            ..TableView::default()
        };
        lines.push(rows(&view, width));
    }
    lines.extend(part.lines.iter().map(|line| wrapped(line, width)));
    lines
}

/// One table in which a line stands above each run of rows with the same first cell.
fn grouped(part: &Section, width: u16) -> Vec<String> {
    let inner = width.saturating_sub(GAP);
    let whole = TableView {
        headings: part.headings[1..].to_vec(),
        rows: part.rows.iter().map(|row| row[1..].to_vec()).collect(),
        ..TableView::default()
    };
    let fits = words_fit(&whole, inner) && prose_fits(&whole, inner);
    // Columns of equal width in every run: words filled up to the longest.
    let filled = if fits { even(&whole) } else { whole };
    let mut rest = &filled.rows[..];
    let mut lines = Vec::new();
    for run in part.rows.chunk_by(|one, next| one.first() == next.first()) {
        let (own, after) = rest.split_at(run.len());
        rest = after;
        let view = TableView {
            headings: filled.headings.clone(),
            rows: own.to_vec(),
            ..TableView::default()
        };
        let text = if fits {
            grid(&view, inner)
        } else {
            records(&view, inner)
        };
        let indented = text.lines().map(|line| format!("  {line}"));
        let mut indented: Vec<String> = indented.map(|line| line.trim_end().to_owned()).collect();
        if fits {
            let header = indented.remove(0);
            if lines.is_empty() {
                lines.push(header);
            }
        }
        if !fits && !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(wrapped(&run[0][0], width));
        lines.extend(indented);
    }
    lines
}

/// Whether no word of prose has to be broken.
fn prose_fits(view: &TableView, width: u16) -> bool {
    let columns = view.headings.iter().enumerate();
    let needed = columns.map(|(at, (heading, setting))| {
        let texts = view.rows.iter().map(|row| row[at].as_str());
        let longest = |text: &str| match setting {
            Setting::Prose => text.split(' ').map(|word| word.chars().count()).max(),
            _ => Some(text.chars().count()),
        };
        let longest = texts.chain([*heading]).filter_map(longest).max();
        usize::from(GAP) + longest.unwrap_or(0)
    });
    needed.sum::<usize>() <= usize::from(width)
}

/// The same with the words of a column filled up to its longest.
fn even(view: &TableView) -> TableView {
    let mut even = view.clone();
    for (at, (heading, setting)) in view.headings.iter().enumerate() {
        let lengths = view.rows.iter().map(|row| row[at].chars().count());
        let longest = lengths.max().unwrap_or(0).max(heading.chars().count());
        for row in &mut even.rows {
            row[at] = match setting {
                Setting::Number => format!("{:>longest$}", row[at]),
                Setting::Word => format!("{:<longest$}", row[at]),
                Setting::Prose | Setting::Section => continue,
            };
        }
    }
    even
}

fn grid(view: &TableView, width: u16) -> String {
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width);
    table.set_header(view.headings.iter().map(|(heading, _)| Cell::new(heading)));
    for row in &view.rows {
        table.add_row(row);
    }
    for (column, (_, setting)) in table.column_iter_mut().zip(&view.headings) {
        column.set_padding((0, GAP));
        if *setting == Setting::Number {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if *setting != Setting::Prose {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table.trim_fmt()
}

/// On a narrow line: each row as a block of "heading: value".
fn records(view: &TableView, width: u16) -> String {
    let blocks = view.rows.iter().map(|row| {
        let filled = view
            .headings
            .iter()
            .zip(row)
            .filter(|(_, text)| !text.is_empty());
        let lines =
            filled.map(|((heading, _), text)| wrapped(&format!("{heading}: {text}"), width));
        lines.collect::<Vec<_>>().join("\n")
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// Whether numbers and words can stand unbroken and leave room for prose.
fn words_fit(view: &TableView, width: u16) -> bool {
    let columns = view.headings.iter().enumerate();
    let needed = columns.map(|(at, (heading, setting))| {
        let longest = view
            .rows
            .iter()
            .map(|row| row[at].chars().count())
            .max()
            .unwrap_or(0);
        let whole = longest.max(heading.chars().count());
        usize::from(GAP)
            + if *setting == Setting::Prose {
                whole.min(ROOM_FOR_PROSE)
            } else {
                whole
            }
    });
    needed.sum::<usize>() <= usize::from(width)
}

/// The line, broken between words; lines after the first keep its indent.
fn wrapped(line: &str, width: u16) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    let options = Options::new(width.into())
        .initial_indent(indent)
        .subsequent_indent(indent)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .break_words(false);
    textwrap::fill(text, options)
}

/// One decimal, half up.
pub(crate) fn one_decimal(value: f64) -> String {
    format!("{:.1}", (value * 10.0 + 0.5).floor() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_up() {
        for (value, text) in [
            (0.0, "0.0"),
            (2.25, "2.3"),
            (2.35, "2.4"),
            (2.24, "2.2"),
            (99.95, "100.0"),
            (7.0, "7.0"),
        ] {
            assert_eq!(one_decimal(value), text, "{value}");
        }
    }

    #[test]
    fn lines_break_between_words_and_keep_their_indent() {
        assert_eq!(wrapped("  one two three", 9), "  one two\n  three");
        assert_eq!(wrapped("one two", 7), "one two");
        assert_eq!(wrapped("unbreakable word", 5), "unbreakable\nword");
    }
}
