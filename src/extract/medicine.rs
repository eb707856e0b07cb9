//! From what a row says of a medicine to its substance: by BNF code, by dm+d code, by a name of
//! the user's dictionary, or by a name of the embedded table. Nothing is guessed.

use std::collections::{BTreeMap, HashMap};

use super::bytes::text;
use super::dates::date;
use super::dictionary::Dictionary;
use super::field::Field;
use super::problem::{Effect, Reason, Report};
use super::rows::{Fate, Row};
use crate::model::{BnfFault, DmdCode, Substance, is_missing, is_nhs_number};
use crate::reference::{self, NameMatch, names};

/// How a medicine was matched to its substance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// By its BNF code.
    BnfCode,
    /// By its dm+d code and the user's dictionary.
    DmdCode,
    /// By its name in the user's dictionary.
    DictionaryName,
    /// By its name in the embedded table.
    EmbeddedName,
    /// A BNF code that the embedded table does not have; counted by its prefix.
    UnknownCode,
    /// A dm+d code that no dictionary has.
    UnknownDmdCode,
    /// A name that stands for several substances.
    AmbiguousName,
    /// A name that no table has.
    UnknownName,
}

impl Route {
    /// The words of messages and outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BnfCode => "BNF code",
            Self::DmdCode => "dm+d code in the dictionary",
            Self::DictionaryName => "name in the dictionary",
            Self::EmbeddedName => "name in the built-in table",
            Self::UnknownCode => "unknown BNF code",
            Self::UnknownDmdCode => "unknown dm+d code",
            Self::AmbiguousName => "ambiguous name",
            Self::UnknownName => "unknown name",
        }
    }

    /// Whether the medicine has a substance that the tables know.
    #[must_use]
    pub fn is_matched(self) -> bool {
        self <= Self::EmbeddedName
    }
}

/// Rows and items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Item rows.
    pub rows: u64,
    /// Items.
    pub items: u64,
}

impl Count {
    fn add(&mut self, items: i64) {
        self.rows += 1;
        self.items += u64::try_from(items).unwrap_or(0);
    }
}

/// How the medicines of all items files were matched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// By route.
    pub routes: BTreeMap<Route, Count>,
    /// Codes and names that were not matched, with why. A name is the drug part of its cell.
    pub unmatched: BTreeMap<(Route, String), Count>,
    /// Rows under a code that is not used any more: that code, and the one they count under.
    pub moved: BTreeMap<(Substance, Substance), Count>,
    /// Rows under a code of which a part has moved; they stay where they are.
    pub split: BTreeMap<Substance, Count>,
}

impl Matching {
    /// All items, and those not matched to a substance.
    #[must_use]
    pub fn items(&self) -> (u64, u64) {
        let items = |matched: &dyn Fn(Route) -> bool| {
            self.routes
                .iter()
                .filter(|(route, _)| matched(**route))
                .map(|(_, count)| count.items)
                .sum::<u64>()
        };
        (items(&|_| true), items(&|route| !route.is_matched()))
    }
}

/// Matches medicines row by row and keeps the count.
pub(super) struct Medicines<'a> {
    dictionary: Option<&'a Dictionary>,
    seen: HashMap<Box<str>, (Substance, Route)>,
    matching: Matching,
}

/// A matched, or unmatched, medicine of a row.
pub(super) struct Matched {
    pub(super) substance: Substance,
    /// The code that the row, the dictionary or the table of names has for it.
    found: Substance,
    route: Route,
    /// What was not matched.
    unmatched: Option<String>,
}

impl<'a> Medicines<'a> {
    pub(super) fn new(dictionary: Option<&'a Dictionary>) -> Self {
        Self {
            dictionary,
            seen: HashMap::new(),
            matching: Matching::default(),
        }
    }

    /// The medicine of a row: the first of BNF code, dm+d code and name that has a cell. Under an
    /// old and a new code it is one substance.
    pub(super) fn of(&mut self, row: &Row<'_>, report: &mut Report) -> Result<Matched, Fate> {
        let found = self.found(row, report)?;
        Ok(Matched {
            substance: reference::moves().current(found.substance),
            ..found
        })
    }

    fn found(&mut self, row: &Row<'_>, report: &mut Report) -> Result<Matched, Fate> {
        let filled = |field| row.cell(field).filter(|cell| !is_missing(cell));
        if let Some(code) = filled(Field::BnfCode) {
            return by_code(row, code, report);
        }
        let name = filled(Field::Medicine);
        if let Some(code) = filled(Field::DmdCode) {
            let matched = self.by_dmd(row, code, report);
            if matched.route.is_matched() || name.is_none() {
                return Ok(matched);
            }
        }
        match name {
            Some(name) => Ok(self.by_name(&text(name))),
            None => Err(Fate::rejected(Reason::BadBnfCode, Field::BnfCode)),
        }
    }

    /// Counts a used row.
    pub(super) fn count(&mut self, matched: &Matched, items: i64) {
        self.matching
            .routes
            .entry(matched.route)
            .or_default()
            .add(items);
        let (found, substance) = (matched.found, matched.substance);
        if found != substance {
            let moved = &mut self.matching.moved;
            moved.entry((found, substance)).or_default().add(items);
        } else if reference::moves().is_split(found) {
            self.matching.split.entry(found).or_default().add(items);
        }
        if let Some(what) = &matched.unmatched {
            self.matching
                .unmatched
                .entry((matched.route, what.clone()))
                .or_default()
                .add(items);
        }
    }

    pub(super) fn finish(self) -> Matching {
        self.matching
    }

    fn by_dmd(&self, row: &Row<'_>, cell: &[u8], report: &mut Report) -> Matched {
        let Ok((code, restored)) = DmdCode::parse(cell) else {
            row.note(
                report,
                Field::DmdCode,
                Reason::BadDmdCode,
                Effect::CellSetAside,
            );
            return Matched::none(Route::UnknownDmdCode, String::new());
        };
        if restored {
            row.note(
                report,
                Field::DmdCode,
                Reason::RestoredDmdCode,
                Effect::Restored,
            );
        }
        match self
            .dictionary
            .and_then(|dictionary| dictionary.by_dmd(&code))
        {
            Some(NameMatch::One(substance)) => Matched::one(substance, Route::DmdCode),
            _ if is_nhs_number(&code.to_string()) => {
                Matched::none(Route::UnknownDmdCode, "(not shown)".to_owned())
            }
            _ => Matched::none(Route::UnknownDmdCode, code.to_string()),
        }
    }

    fn by_name(&mut self, cell: &str) -> Matched {
        let name = drug_part(cell);
        let (substance, route) = match self.seen.get(name) {
            Some(known) => *known,
            None => {
                let found = self.look_up(cell.trim(), name);
                self.seen.insert(name.into(), found);
                found
            }
        };
        if route.is_matched() {
            Matched::one(substance, route)
        } else {
            Matched::none(route, shown(name))
        }
    }

    /// The dictionary knows whole presentation names, which may hold commas; so the whole cell is
    /// looked up there first.
    fn look_up(&self, whole: &str, name: &str) -> (Substance, Route) {
        let in_dictionary = |text| {
            self.dictionary
                .and_then(|dictionary| dictionary.by_name(text))
        };
        match in_dictionary(whole).or_else(|| in_dictionary(name)) {
            Some(NameMatch::One(substance)) => return (substance, Route::DictionaryName),
            Some(NameMatch::Ambiguous) => return (Substance::UNMATCHED, Route::AmbiguousName),
            Some(NameMatch::Unknown) | None => {}
        }
        match names().resolve(name) {
            NameMatch::One(substance) => (substance, Route::EmbeddedName),
            NameMatch::Ambiguous => (Substance::UNMATCHED, Route::AmbiguousName),
            NameMatch::Unknown => (Substance::UNMATCHED, Route::UnknownName),
        }
    }
}

fn by_code(row: &Row<'_>, cell: &[u8], report: &mut Report) -> Result<Matched, Fate> {
    let (substance, restored) = Substance::from_bnf_code(cell).map_err(|fault| {
        let reason = if fault == BnfFault::Exponent {
            Reason::BnfExponent
        } else {
            Reason::BadBnfCode
        };
        Fate::rejected(reason, Field::BnfCode)
    })?;
    if restored {
        row.note(
            report,
            Field::BnfCode,
            Reason::LostLeadingZero,
            Effect::Restored,
        );
    }
    // Appliances have no substance, and none is missed: their chapters count as known.
    let known = substance.chapter() >= FIRST_APPLIANCE_CHAPTER
        || reference::substances().contains(substance)
        || reference::moves().current(substance) != substance;
    if known {
        Ok(Matched::one(substance, Route::BnfCode))
    } else {
        // A number in the wrong column can look like a code: only what begins as BNF codes do is shown.
        let begins_well = reference::substances()
            .iter()
            .any(|(known, _)| known.starts_with(&substance.as_str()[..4]));
        let unmatched = Some(if begins_well {
            substance.to_string()
        } else {
            "(not shown)".to_owned()
        });
        Ok(Matched {
            unmatched,
            ..Matched::one(substance, Route::UnknownCode)
        })
    }
}

/// BNF chapters from here on hold appliances and dressings.
const FIRST_APPLIANCE_CHAPTER: u8 = 20;

impl Matched {
    fn one(substance: Substance, route: Route) -> Self {
        Self {
            substance,
            found: substance,
            route,
            unmatched: None,
        }
    }

    fn none(route: Route, what: String) -> Self {
        Self {
            unmatched: Some(what),
            ..Self::one(Substance::UNMATCHED, route)
        }
    }
}

/// An unmatched name as a report may show it: not if it holds a number as long as a person's.
fn shown(name: &str) -> String {
    const LONGEST_STRENGTH: usize = 7;
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let has_date = name
        .split_whitespace()
        .any(|word| date(word.as_bytes()).is_ok());
    if digits > LONGEST_STRENGTH || has_date {
        "(holds a long number or a date, not shown)".to_owned()
    } else {
        name.to_owned()
    }
}

/// The drug of "drug, dose, quantity": what stands before the first comma and blank.
fn drug_part(cell: &str) -> &str {
    cell.split(", ").next().unwrap_or(cell).trim()
}
