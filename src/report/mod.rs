//! From results to bytes: the versioned report model and one file per format. Renders to memory, but
//! for a table too large for it, which is written as its rows come; [`Destination`] writes a file
//! whole or not at all.

mod definition_tables;
mod deprivation;
mod destination;
mod document;
mod explanation;
mod facts;
mod figures;
mod formats;
mod invitations;
mod list_changes;
mod list_combinations;
mod person_table;
mod practice_slots;
mod prep_sheet;
mod report_table;
mod streamed_table;

pub use definition_tables::{CaseRow, cases, definition, definitions, definitions_sheet};
pub use deprivation::{equity_lines, equity_sheet};
pub use destination::{Destination, Privacy, WriteError, make_folder};
pub use document::{DefinitionSource, Document, Meta, ReasonRow, Sheet, Supplement, VersionNames};
pub use explanation::{CriterionRow, Explanation, MedicineRow, NearestRow};
pub use facts::{RejectRow, facts, rejects};
pub use figures::{figures, figures_sheet};
pub use invitations::{InvitationRow, invitations};
pub use list_changes::no_longer_listed;
pub use list_combinations::{combinations, combinations_sheet};
pub use person_table::{HumanCells, PersonRow, people};
pub use practice_slots::slots_sheet;
pub use prep_sheet::prep_sheet;
pub use streamed_table::{EncodedRows, StreamFormat, StreamedFile, StreamedTable};

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
        Format::Table => formats::terminal::render(document, width),
        Format::Csv => formats::csv::render(document),
        Format::CsvForExcel => formats::csv::render_for_excel(document),
        Format::Json => formats::json::render(document),
        Format::Jsonl => formats::json::render_lines(document),
        Format::Markdown => formats::markdown::render(document),
        Format::Xlsx => formats::xlsx::render(document),
        Format::Html => formats::html::render(document),
    }
}
