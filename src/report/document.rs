//! The report model, version 2: what every format is made from. A change of a column, a name or a
//! meaning is a new [`SCHEMA_VERSION`].

use std::borrow::Cow;
use std::collections::BTreeMap;

use minijinja::Value;

pub use super::report_table::ReasonRow;
pub(super) use super::report_table::{
    Cell, PersonRecord, ReferenceRecord, ReportTable, Sensitivity,
};
use crate::disclosure::Releasable;
use crate::model::FileSummary;
use crate::shortlist::PeopleCount;

/// Version of the JSON and CSV layout.
pub(super) const SCHEMA_VERSION: u32 = 2;

/// What a report says of itself.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    /// Command that made it.
    pub command: &'static str,
    /// Version of the tool.
    pub tool_version: &'static str,
    /// Version of the shipped definitions.
    pub definitions_version: &'static str,
    /// Name and SHA-256 of each embedded reference table.
    pub reference_tables: Vec<(String, String)>,
    /// Id and version of each list and score that has one.
    pub list_versions: Vec<(String, String)>,
    /// The user's own files of definitions.
    pub definition_files: Vec<DefinitionSource>,
    /// Every input, as it was read.
    pub inputs: Vec<FileSummary>,
}

/// A user's file of definitions, or a score table that it names.
#[derive(Clone, Debug, Default)]
pub struct DefinitionSource {
    /// Its name as the user gave it.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Id and version of each list and score of it; the version is empty where a list has none.
    pub versions: Vec<(String, String)>,
}

/// How many of the versions of our scores and lists are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionNames {
    /// Every one: in a page to keep.
    Every,
    /// The first of each version: beside a table on a screen.
    First,
}

impl Meta {
    /// The version of our definitions, and of our scores and lists. Nothing for a report that uses
    /// none.
    #[must_use]
    pub fn shipped_line(&self, names: VersionNames) -> Option<String> {
        let of_files = || self.definition_files.iter().flat_map(|file| &file.versions);
        let mut of_version: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, version) in &self.list_versions {
            if of_files().all(|(own, _)| own != id) {
                of_version.entry(version).or_default().push(id);
            }
        }
        let lists: String = of_version
            .iter()
            .map(|(version, ids)| match ids.as_slice() {
                [first, rest @ ..] if names == VersionNames::First && rest.len() > 1 => {
                    format!("; version {version} of {first} and {} lists", rest.len())
                }
                ids => format!("; version {version} of {}", ids.join(", ")),
            })
            .collect();
        let version = self.definitions_version;
        (!lists.is_empty()).then(|| format!("definitions {version}{lists}"))
    }

    /// The same, and a line for each file of definitions, for whoever reads a table.
    #[must_use]
    pub fn definition_lines(&self, names: VersionNames) -> Vec<String> {
        let version = |(id, version): &(String, String)| match version.as_str() {
            "" => id.clone(),
            version => format!("{id} version {version}"),
        };
        let line = |source: &DefinitionSource| {
            let versions: Vec<String> = source.versions.iter().map(version).collect();
            let lists = match versions.as_slice() {
                [] => String::new(),
                some => format!(": {}", some.join(", ")),
            };
            format!("definitions of {}{lists}", source.file)
        };
        let own = self.definition_files.iter().map(line);
        self.shipped_line(names).into_iter().chain(own).collect()
    }
}

/// How a column of a table for reading is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// To the right, never broken.
    Number,
    /// To the left, never broken.
    Word,
    /// To the left, broken where the line ends.
    Prose,
    /// To the left, never broken; the first column alone. Where a form has headings, rows with
    /// the same text stand under one of it.
    Section,
}

/// Columns chosen for reading on a terminal.
#[derive(Clone, Debug, Default)]
pub(super) struct TableView {
    /// Headings, and how their columns are set.
    pub headings: Vec<(&'static str, Setting)>,
    /// One text per heading.
    pub rows: Vec<Vec<String>>,
    /// Lines under the table.
    pub footer: Vec<String>,
    /// Lines above the table.
    pub heading: Vec<String>,
    /// Further tables, between the table and the lines under it.
    pub parts: Vec<Section>,
}

/// A table under a title of its own. Where its first column is a [`Setting::Section`], a terminal
/// shows its text once, above the rows that have it.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// What stands above it.
    pub title: String,
    /// Headings, and how their columns are set.
    pub headings: Vec<(&'static str, Setting)>,
    /// One text per heading.
    pub rows: Vec<Vec<String>>,
    /// Lines under it.
    pub lines: Vec<String>,
}

/// A further table: a sheet of a workbook, and perhaps an array of a JSON document.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Name of the sheet.
    pub(super) name: &'static str,
    /// Key in JSON; not in it if `None`.
    pub(super) key: Option<&'static str>,
    /// What stands on it.
    pub(super) table: ReportTable,
}

/// What JSON and workbooks have room for, and a CSV has not.
#[derive(Clone, Debug, Default)]
pub struct Supplement {
    /// Further columns of the table, after its own.
    pub(super) further: Option<ReportTable>,
    /// Columns for the human with the words to choose from.
    pub(super) choices: Vec<(&'static str, Vec<&'static str>)>,
    /// What the run counted, by name.
    pub(super) counts: Option<Releasable<Vec<PeopleCount>>>,
    /// What the run was asked for, by name.
    pub(super) options: Vec<(&'static str, String)>,
    /// Further tables.
    pub(super) sheets: Vec<Sheet>,
    /// The page of HTML; only what is made to be printed has one.
    pub(super) page: Option<Page>,
}

impl Supplement {
    /// With what the run was asked for, by name.
    #[must_use]
    pub fn of_options(options: Vec<(&'static str, String)>) -> Self {
        Self {
            options,
            ..Self::default()
        }
    }

    /// Adds columns for the human with the words to choose from.
    pub fn add_choices(&mut self, column: &'static str, words: &[&'static str]) {
        self.choices.push((column, words.to_vec()));
    }

    /// Adds a further table.
    pub fn add_sheet(&mut self, sheet: Sheet) {
        self.sheets.push(sheet);
    }

    /// Sets what the run counted.
    pub fn set_counts(&mut self, counts: Releasable<Vec<PeopleCount>>) {
        self.counts = Some(counts);
    }

    /// What the run counted, in the order given.
    pub(super) fn counts(&self) -> &[PeopleCount] {
        self.counts.as_ref().map_or(&[], |counts| counts.get())
    }
}

/// A template and the values that stand in it.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Ends in `.html`: by that the engine escapes every value.
    pub(super) name: &'static str,
    pub(super) template: &'static str,
    pub(super) values: Value,
}

/// A table ready for any format.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it says of itself.
    pub(super) meta: Meta,
    /// What the machine formats have.
    pub(super) table: ReportTable,
    /// The same for reading.
    pub(super) view: TableView,
    /// What only some formats show.
    pub(super) more: Supplement,
}

impl Document {
    /// What it says of itself.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The table with the columns that only some formats show.
    pub(super) fn whole_table(&self) -> Cow<'_, ReportTable> {
        match &self.more.further {
            Some(further) => Cow::Owned(self.table.beside(further)),
            None => Cow::Borrowed(&self.table),
        }
    }
}
