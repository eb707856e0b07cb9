//! A file of an extract: what it is, and what came of its rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::patient_id::IdKind;

/// What a file was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A row is a practice.
    Organisations,
    /// A row is a person.
    Patients,
    /// A row is a dispensed or prescribed item.
    Items,
    /// A row is a practice, a presentation and a quantity.
    Prescribing,
    /// A row is a practice, or a sex and age band of it.
    ListSizes,
    /// A row is an organisation and a month, with published comparators.
    Comparators,
    /// A row is a person on a bare list for one comparator.
    PatientList,
    /// A row is a review done, put off or declined.
    Reviews,
}

impl FileKind {
    /// Every kind, in the order in which files are read.
    pub const ALL: [Self; 8] = [
        Self::Organisations,
        Self::Patients,
        Self::Items,
        Self::Prescribing,
        Self::ListSizes,
        Self::Comparators,
        Self::PatientList,
        Self::Reviews,
    ];

    /// The word of the command line: the word of messages without blanks.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::PatientList => "list",
            Self::Prescribing => "prescribing",
            Self::ListSizes => "list-sizes",
            other => other.as_str(),
        }
    }

    /// The word of messages and outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organisations => "organisations",
            Self::Patients => "patients",
            Self::Items => "items",
            Self::Prescribing => "practice-level prescribing",
            Self::ListSizes => "list sizes",
            Self::Comparators => "comparators",
            Self::PatientList => "patient list",
            Self::Reviews => "reviews",
        }
    }
}

/// One input file after reading: rows read = used + rejected + excluded.
#[derive(Clone, Debug)]
pub struct FileSummary {
    /// The name as the user gave it.
    pub name: String,
    /// What it was recognised as.
    pub kind: FileKind,
    /// The sheet that was read, of a workbook.
    pub sheet: Option<String>,
    /// Other sheets that fit a kind of file and were not read.
    pub unread_sheets: Vec<String>,
    /// SHA-256 of its bytes as they lie on disk, in hex.
    pub sha256: Option<String>,
    /// Each meaning with the header that was read for it.
    pub columns: Vec<(String, String)>,
    /// What its patient ids are, if it has any.
    pub ids: Option<IdKind>,
    /// The day the whole file is of, if it has one.
    pub as_of: Option<NaiveDate>,
    /// Data rows read.
    pub read: u64,
    /// Rows used.
    pub used: u64,
    /// Rows that could not be used, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Rows left out by a rule, by rule.
    pub excluded: BTreeMap<&'static str, u64>,
}
