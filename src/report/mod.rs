//! From results to bytes: the versioned report model and one file per format. Renders to memory;
//! [`Destination`] writes a file whole or not at all.

mod checks;
mod combinations;
mod definitions;
mod destination;
mod document;
mod equity;
mod explanation;
mod figures;
mod formats;
mod invitations;
mod people;
mod prep_sheet;
mod questions;

pub use checks::{FactRow, RejectRow, Severity, facts, rejects};
pub use combinations::{CombinationRow, combinations, combinations_sheet};
pub use definitions::{CaseRow, cases, definition, definitions, definitions_sheet};
pub use destination::{Destination, Privacy, WriteError, make_folder};
pub use document::{Cell, DefinitionSource, Document, Meta, More, Sheet};
pub use equity::{EquityRow, equity_lines, equity_sheet};
pub use explanation::{CriterionRow, Explanation, MedicineRow, NearestRow, explanation};
pub use figures::{figures, figures_sheet};
pub use invitations::{InvitationRow, invitations};
pub use people::{HumanCells, PersonRow, ReasonRow, people};

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for a terminal.
    Table,
    /// Comma-separated values: UTF-8, LF.
    Csv,
    /// The same for a spreadsheet program: byte order mark, CRLF, no text a formula.
    CsvForExcel,
    /// One JSON document with its metadata.
    Json,
    /// One JSON object a line, rows alone.
    Jsonl,
    /// A page of Markdown.
    Markdown,
    /// A workbook.
    Xlsx,
    /// A page of HTML, of documents that have one.
    Html,
}

impl Format {
    /// Whether a document of this format names its inputs with their hashes.
    #[must_use]
    pub fn names_inputs(self) -> bool {
        matches!(self, Self::Json | Self::Xlsx)
    }
}

/// The document in a format. `width` is the number of characters a line of a table may have.
#[must_use]
pub fn render(document: &Document, format: Format, width: u16) -> Vec<u8> {
    match format {
        Format::Table => crate::report::formats::terminal::render(document, width),
        Format::Csv => crate::report::formats::csv::render(document),
        Format::CsvForExcel => crate::report::formats::csv::render_for_excel(document),
        Format::Json => crate::report::formats::json::render(document),
        Format::Jsonl => crate::report::formats::json::render_lines(document),
        Format::Markdown => crate::report::formats::markdown::render(document),
        Format::Xlsx => crate::report::formats::xlsx::render(document),
        Format::Html => crate::report::formats::html::render(document),
    }
}
