//! Markdown: the lines above a table, the table, and the lines under it.

use crate::report::document::{Document, Setting, TableView, VersionNames};

pub(crate) fn render(document: &Document) -> Vec<u8> {
    let view = &document.view;
    let mut blocks = heading(&view.heading);
    if !view.headings.is_empty() {
        blocks.extend(if view.headings[0].1 == Setting::Section {
            sections(view)
        } else {
            let rows: Vec<&[String]> = view.rows.iter().map(Vec::as_slice).collect();
            vec![grid(&view.headings, &rows)]
        });
    }
    for part in &view.parts {
        blocks.push(format!("### {}", escaped(&part.title)));
        if !part.rows.is_empty() {
            let rows: Vec<&[String]> = part.rows.iter().map(Vec::as_slice).collect();
            blocks.push(grid(&part.headings, &rows));
        }
        blocks.extend(part.lines.iter().map(|line| escaped(line)));
    }
    let own = document.meta.definition_lines(VersionNames::Every);
    let footer = view.footer.iter().chain(&own);
    blocks.extend(
        footer
            .filter(|line| !line.is_empty())
            .map(|line| escaped(line)),
    );
    let mut text = blocks.join("\n\n");
    text.push('\n');
    text.into_bytes()
}

/// The first line is the title. What follows is set for reading, with blanks that have to stay.
fn heading(lines: &[String]) -> Vec<String> {
    let Some((title, rest)) = lines.split_first() else {
        return Vec::new();
    };
    let mut blocks = vec![format!("## {}", escaped(title))];
    let rest = rest.join("\n");
    if !rest.trim().is_empty() {
        blocks.push(format!("```text\n{}\n```", rest.trim_matches('\n')));
    }
    blocks
}

/// A heading and a table for each run of rows with the same first cell.
fn sections(view: &TableView) -> Vec<String> {
    let mut blocks = Vec::new();
    for run in view.rows.chunk_by(|one, next| one.first() == next.first()) {
        let title = run[0].first().map(String::as_str).unwrap_or_default();
        blocks.push(format!("### {}", escaped(title)));
        let rows: Vec<&[String]> = run
            .iter()
            .map(|row| row.get(1..).unwrap_or_default())
            .collect();
        blocks.push(grid(&view.headings[1..], &rows));
    }
    blocks
}

fn grid(headings: &[(&'static str, Setting)], rows: &[&[String]]) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let rule = |setting: &Setting| match setting {
        Setting::Number => "---:".to_owned(),
        Setting::Word | Setting::Prose | Setting::Section => "---".to_owned(),
    };
    let mut lines = vec![
        line(
            headings
                .iter()
                .map(|(heading, _)| escaped(heading))
                .collect(),
        ),
        line(headings.iter().map(|(_, setting)| rule(setting)).collect()),
    ];
    lines.extend(
        rows.iter()
            .map(|row| line(row.iter().map(|cell| escaped(cell)).collect())),
    );
    lines.join("\n")
}

/// Text that stands for itself in a cell of a table.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '|' | '`' | '*' | '<' | '>' | '[' | ']' => escaped.extend(['\\', c]),
            '\n' | '\r' => escaped.push(' '),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{Meta, ReferenceRecord, ReportTable, Supplement};

    struct NoRecord;
    impl ReferenceRecord for NoRecord {}

    fn document(first: Setting) -> Document {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        Document {
            more: Supplement::default(),
            meta: Meta::default(),
            table: ReportTable::of_references::<NoRecord>(&[], &[], |_| Vec::new()),
            view: TableView {
                heading: vec!["a: A".to_owned(), String::new(), "Rule    of a".to_owned()],
                headings: vec![("of", first), ("id", Setting::Word), ("n", Setting::Number)],
                rows: vec![
                    row(["x", "a|b", "1"]),
                    row(["x", "*", "2"]),
                    row(["y", "c", ""]),
                ],
                footer: vec![String::new(), "The end.".to_owned()],
                parts: Vec::new(),
            },
        }
    }

    fn text(first: Setting) -> String {
        String::from_utf8(render(&document(first))).expect("UTF-8")
    }

    #[test]
    fn a_table_has_its_title_its_lines_and_its_signs_as_they_are() {
        let expected = "## a: A\n\n```text\nRule    of a\n```\n\n| of | id | n |\n| --- | --- | ---: |\n\
            | x | a\\|b | 1 |\n| x | \\* | 2 |\n| y | c |  |\n\nThe end.\n";
        assert_eq!(text(Setting::Word), expected);
    }

    #[test]
    fn sections_have_a_heading_and_a_table_each() {
        let expected = "### x\n\n| id | n |\n| --- | ---: |\n| a\\|b | 1 |\n| \\* | 2 |\n\n### y\n\n\
            | id | n |\n| --- | ---: |\n| c |  |\n\nThe end.\n";
        assert!(
            text(Setting::Section).ends_with(expected),
            "{}",
            text(Setting::Section)
        );
    }
}
