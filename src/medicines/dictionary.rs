//! Presentations by their names and codes, as a dictionary of NHSBSA's has them, and the columns
//! that hold them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use super::names::NameMatch;
use crate::model::{DmdCode, DmdReading, Substance};

/// Presentations by their names and dm+d codes.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// `None` where the key stands for several substances.
    by_name: HashMap<Box<str>, Option<Substance>>,
    by_dmd: HashMap<DmdCode, Option<Substance>>,
    /// Opioids by their BNF or dm+d code, with the micrograms of oral morphine in one of them;
    /// `None` where no name says it, or two names differ.
    opioids: HashMap<Box<str>, Option<u32>>,
    counts: DictionaryCounts,
}

/// What became of the rows of a dictionary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DictionaryCounts {
    /// Rows with a BNF code and a name.
    pub rows: usize,
    /// Rows without one of them, left out.
    pub left_out: usize,
    /// dm+d codes that a spreadsheet had rounded, restored.
    pub restored: usize,
    /// dm+d codes that could not be read; the row's names are used.
    pub unread: usize,
}

impl Dictionary {
    /// What a presentation's name stands for; `None` if the dictionary does not have it. Letter
    /// case and blanks do not matter.
    #[must_use]
    pub fn by_name(&self, text: &str) -> Option<NameMatch> {
        self.by_name.get(folded(text).as_str()).map(meaning)
    }

    /// What a dm+d code stands for; `None` if the dictionary does not have it. Of a damaged code that
    /// can be two, whichever the dictionary knows.
    #[must_use]
    pub fn by_dmd(&self, read: DmdReading) -> Option<NameMatch> {
        let mut known = read.codes().filter_map(|code| self.by_dmd.get(&code));
        match (known.next(), known.next()) {
            (Some(one), Some(other)) if one != other => Some(NameMatch::Ambiguous),
            (first, _) => first.map(meaning),
        }
    }

    /// Micrograms of oral morphine in one of an opioid, by its BNF code of 15 characters or its dm+d
    /// code, if its names say so.
    #[must_use]
    pub fn opioid(&self, code: &str) -> Option<u32> {
        self.opioids.get(code).copied().flatten()
    }

    /// The number of different names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_name.len()
    }

    /// Whether it has no name; never so after reading.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// What became of the rows.
    #[must_use]
    pub fn counts(&self) -> DictionaryCounts {
        self.counts
    }

    /// Takes in one row.
    pub(crate) fn add<T: AsRef<str>>(
        &mut self,
        columns: &DictionaryColumns,
        cell: impl Fn(usize) -> Option<T>,
    ) {
        let code = cell(columns.bnf_code)
            .and_then(|cell| Substance::from_bnf_code(cell.as_ref().trim().as_bytes()).ok());
        let names: Vec<String> = columns
            .names
            .iter()
            .filter_map(|column| Some(folded(cell(*column)?.as_ref())))
            .filter(|name| !name.is_empty())
            .collect();
        let (Some((substance, restored)), false) = (code, names.is_empty()) else {
            self.counts.left_out += 1;
            return;
        };
        self.counts.rows += 1;
        let opioids = super::morphine_equivalents();
        let opioid = opioids.knows(substance).then(|| {
            let names = names.iter().map(String::as_str);
            opioids.micrograms(substance, names)
        });
        let code = cell(columns.bnf_code);
        if let (Some(code), Some(opioid)) = (code, opioid) {
            let code = presentation(code.as_ref(), restored);
            note(&mut self.opioids, code.into_boxed_str(), opioid);
        }
        for name in names {
            note(&mut self.by_name, name.into_boxed_str(), Some(substance));
        }
        let dmd = columns.dmd_code.and_then(cell);
        let Some(dmd) = dmd.as_ref().map(|cell| cell.as_ref().trim()) else {
            return;
        };
        match DmdCode::parse(dmd.as_bytes()) {
            Ok(read) => {
                self.counts.restored += usize::from(read.restored);
                for dmd in read.codes() {
                    if let Some(opioid) = opioid {
                        note(&mut self.opioids, dmd.to_string().into(), opioid);
                    }
                    note(&mut self.by_dmd, dmd, Some(substance));
                }
            }
            Err(_) => self.counts.unread += usize::from(!dmd.is_empty()),
        }
    }
}

/// Notes that the key stands for the value; a second, different one makes it stand for several.
fn note<K: Eq + Hash, V: PartialEq>(map: &mut HashMap<K, Option<V>>, key: K, value: Option<V>) {
    match map.entry(key) {
        Entry::Occupied(mut known) => {
            if *known.get() != value {
                known.insert(None);
            }
        }
        Entry::Vacant(free) => {
            free.insert(value);
        }
    }
}

/// A BNF code of a presentation as it is compared. `restored` says that its leading zero is lost.
pub(crate) fn presentation(code: &str, restored: bool) -> String {
    let zero = if restored { "0" } else { "" };
    format!("{zero}{}", code.trim().to_ascii_uppercase())
}

fn meaning(known: &Option<Substance>) -> NameMatch {
    known.map_or(NameMatch::Ambiguous, NameMatch::One)
}

/// Headers of the BNF code, the likeliest first.
const BNF_CODE: [&str; 2] = ["BNF Presentation Code", "BNF Code"];
/// Headers of names, all of which are taken.
const NAMES: [&str; 4] = [
    "BNF Presentation",
    "BNF Name",
    "DM+D: Product Description",
    "DM+D: Product and Pack Description",
];
const DMD_CODE: &str = "SNOMED Code";

/// Whether a file with this header can be a dictionary.
pub(crate) fn is_dictionary(header: &[String]) -> bool {
    DictionaryColumns::of(header).is_ok()
}

/// Where the columns stand that are used.
pub(crate) struct DictionaryColumns {
    bnf_code: usize,
    names: Vec<usize>,
    dmd_code: Option<usize>,
}

impl DictionaryColumns {
    /// What a file without any of them lacks.
    pub(crate) fn all_missing() -> Vec<&'static str> {
        vec![BNF_CODE[0], NAMES[0]]
    }

    /// Finds the columns in a header, or says which are missing.
    pub(crate) fn of(header: &[String]) -> Result<Self, Vec<&'static str>> {
        let header: Vec<String> = header.iter().map(|cell| folded(cell)).collect();
        let place = |name: &str| header.iter().position(|cell| *cell == folded(name));
        let bnf_code = BNF_CODE.iter().find_map(|name| place(name));
        let names: Vec<usize> = NAMES.iter().filter_map(|name| place(name)).collect();
        match bnf_code {
            Some(bnf_code) if !names.is_empty() => Ok(Self {
                bnf_code,
                names,
                dmd_code: place(DMD_CODE),
            }),
            _ => {
                let lacks = [
                    (bnf_code.is_none(), BNF_CODE[0]),
                    (names.is_empty(), NAMES[0]),
                ];
                Err(lacks
                    .into_iter()
                    .filter_map(|(lacks, name)| lacks.then_some(name))
                    .collect())
            }
        }
    }
}

/// Lower case, and one blank for any run of them.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}
