//! A dictionary of presentations that the user gives: NHSBSA's `BNF_Code_Information.csv` or its
//! BNF to SNOMED mapping workbook, plain or in a ZIP file.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use super::dictionary_columns::{BNF_CODE, DictionaryColumns, NAMES, folded};
use super::names::NameMatch;
use crate::files::text;
use crate::model::{DmdCode, DmdReading, Substance};

/// The largest file that is unpacked, in bytes; NHSBSA's are a twentieth of it.
const LARGEST: u64 = 1 << 30;

/// Rows of a workbook's sheet among which the header is looked for.
const HEADER_WITHIN: usize = 10;

/// Columns of a sheet that are looked at.
const WIDEST: usize = 64;

/// A dictionary that cannot be used. Holds no cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DictionaryError {
    /// The file holds nothing.
    Empty {
        /// As the user named it.
        file: String,
    },
    /// A ZIP file or workbook that is damaged, or too large when unpacked.
    Broken {
        /// As the user named it.
        file: String,
    },
    /// A ZIP file without a CSV file or workbook.
    NothingInside {
        /// As the user named it.
        file: String,
    },
    /// Columns that are needed are not there; each as NHSBSA writes it.
    MissingColumns {
        /// As the user named it.
        file: String,
        /// Their names.
        missing: Vec<&'static str>,
    },
    /// Not one row has a BNF code and a name.
    NoRowUsable {
        /// As the user named it.
        file: String,
    },
}

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
    /// Reads the bytes of a file. What it is shows in them, not in its name.
    ///
    /// # Errors
    /// [`DictionaryError`] if the file is damaged, lacks a column, or has no row that can be used.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, DictionaryError> {
        let file = || name.to_owned();
        if bytes.is_empty() {
            return Err(DictionaryError::Empty { file: file() });
        }
        let dictionary = if is_packed(bytes) {
            let mut archive = ZipArchive::new(Cursor::new(bytes))
                .map_err(|_| DictionaryError::Broken { file: file() })?;
            if is_workbook(&archive) {
                Self::from_workbook(name, bytes)?
            } else {
                let inner = unpack(name, &mut archive)?;
                if is_packed(&inner) {
                    Self::from_workbook(name, &inner)?
                } else {
                    Self::from_csv(name, &inner)?
                }
            }
        } else {
            Self::from_csv(name, bytes)?
        };
        if dictionary.counts.rows == 0 {
            return Err(DictionaryError::NoRowUsable { file: file() });
        }
        Ok(dictionary)
    }

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

    fn from_csv(name: &str, bytes: &[u8]) -> Result<Self, DictionaryError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let broken = |_| DictionaryError::Broken {
            file: name.to_owned(),
        };
        let header = reader.byte_headers().map_err(broken)?.clone();
        let columns = DictionaryColumns::of(header.iter().map(|cell| text(cell).into_owned()))
            .map_err(|missing| DictionaryError::MissingColumns {
                file: name.to_owned(),
                missing,
            })?;
        let mut dictionary = Self::default();
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(broken)? {
            dictionary.add(&columns, |column| record.get(column).map(text));
        }
        Ok(dictionary)
    }

    /// Reads a workbook. A fault of the workbook library on damaged bytes is a broken file too.
    fn from_workbook(name: &str, bytes: &[u8]) -> Result<Self, DictionaryError> {
        let broken = || DictionaryError::Broken {
            file: name.to_owned(),
        };
        let sheets = std::panic::catch_unwind(|| Self::from_sheets(bytes)).map_err(|_| broken())?;
        match sheets.map_err(|_| broken())? {
            Ok(dictionary) => Ok(dictionary),
            Err(missing) => Err(DictionaryError::MissingColumns {
                file: name.to_owned(),
                missing,
            }),
        }
    }

    /// Reads the first sheet that has the columns, cell by cell: a sheet that claims a cell in its
    /// last corner would be laid out whole otherwise. Without such a sheet, what the likeliest
    /// header row lacks.
    fn from_sheets(bytes: &[u8]) -> Result<Result<Self, Vec<&'static str>>, XlsxError> {
        let mut workbook = Xlsx::new(Cursor::new(bytes))?;
        let mut fewest = vec![BNF_CODE[0], NAMES[0]];
        for sheet in workbook.sheet_names() {
            let mut cells = workbook.worksheet_cells_reader(&sheet)?;
            let mut dictionary = Self::default();
            let (mut columns, mut rows, mut line) = (None, 0, 0);
            let mut row: Vec<String> = Vec::new();
            loop {
                let cell = cells.next_cell()?;
                let place = cell.as_ref().map(calamine::Cell::get_position);
                if place.is_none_or(|(at, _)| at != line) && !row.is_empty() {
                    rows += 1;
                    match &columns {
                        Some(columns) => dictionary.add(columns, |column| row.get(column)),
                        None => match DictionaryColumns::of(row.iter().cloned()) {
                            Ok(found) => columns = Some(found),
                            Err(missing) if missing.len() < fewest.len() => fewest = missing,
                            Err(_) => {}
                        },
                    }
                    row.clear();
                }
                let (Some(cell), Some((at, column))) = (cell, place) else {
                    break;
                };
                if columns.is_none() && rows >= HEADER_WITHIN {
                    break;
                }
                line = at;
                let column = column as usize;
                if column < WIDEST {
                    row.resize(row.len().max(column + 1), String::new());
                    row[column] = shown(cell.get_value());
                }
            }
            if columns.is_some() {
                return Ok(Ok(dictionary));
            }
        }
        Ok(Err(fewest))
    }

    /// Takes in one row.
    fn add<T: AsRef<str>>(
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

/// A workbook's cell as text; a number without a fraction as its digits, as far as they are left.
fn shown(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        DataRef::Int(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        _ => String::new(),
    }
}

fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

fn is_workbook(archive: &ZipArchive<Cursor<&[u8]>>) -> bool {
    archive
        .file_names()
        .any(|name| name.is_ok_and(|name| name == "[Content_Types].xml"))
}

/// The first data file of a ZIP file, in name order.
fn unpack(name: &str, archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Vec<u8>, DictionaryError> {
    let mut inside: Vec<String> = archive
        .file_names()
        .filter_map(|member| Some(member.ok()?.into_owned()))
        .collect();
    inside.sort();
    let member = inside.iter().find(|member| {
        let member = member.to_ascii_lowercase();
        let hidden = member.starts_with("__macosx/");
        !hidden
            && [".csv", ".xlsx"]
                .iter()
                .any(|ending| member.ends_with(ending))
    });
    let Some(member) = member else {
        return Err(DictionaryError::NothingInside {
            file: name.to_owned(),
        });
    };
    let broken = || DictionaryError::Broken {
        file: name.to_owned(),
    };
    let packed = archive.by_name(member).map_err(|_| broken())?;
    let mut bytes = Vec::new();
    let length = packed
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| broken())?;
    if length as u64 > LARGEST {
        return Err(broken());
    }
    if bytes.is_empty() {
        return Err(DictionaryError::Empty {
            file: name.to_owned(),
        });
    }
    Ok(bytes)
}
