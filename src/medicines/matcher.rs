//! From what a row says of a medicine to its substance: by BNF code, by dm+d code, by a name of
//! the user's dictionary, or by a name of the embedded table. Nothing is guessed.

use std::collections::HashMap;

use indexmap::IndexSet;

use super::dictionary::Dictionary;
use super::match_counts::{MatchCount, MatchCounts, MatchRoute};
use super::names::{NameMatch, names};
use crate::files::{CellCache, text};
use crate::model::date;
use crate::model::{BnfFault, DmdCode, Substance, is_nhs_number};
use crate::reference;

/// The cells of a row that say which medicine it is; a cell that says nothing is none.
#[derive(Clone, Copy)]
pub(crate) enum MedicineCells<'r> {
    /// A BNF code, which decides alone.
    BnfCode(&'r [u8]),
    /// What a row without one has: a dm+d code, a name, both or neither.
    DmdCodeAndName(Option<&'r [u8]>, Option<&'r [u8]>),
}

/// What is to be told of cells that a medicine was matched by.
#[derive(Clone, Copy)]
pub(crate) enum MatchNote {
    /// The BNF code had lost its leading zero.
    LostLeadingZero,
    /// The dm+d code had been rounded, and was given back its last digits.
    RestoredDmdCode,
    /// The dm+d code is none, and was set aside.
    BadDmdCode,
}

/// Matches medicines row by row and keeps the count.
pub(crate) struct Medicines<'a> {
    dictionary: Option<&'a Dictionary>,
    codes: CellCache<Result<BnfCell, BnfFault>>,
    /// By the code that was found.
    moves: CellCache<CurrentCode>,
    /// Substances that have been met, each at its number.
    numbers: IndexSet<Substance>,
    /// Rows and items by route.
    routes: [MatchCount; MatchRoute::ALL.len()],
    seen: HashMap<Box<str>, (Substance, MatchRoute)>,
    matching: MatchCounts,
}

/// What a code stands for now.
#[derive(Clone, Copy)]
struct CurrentCode {
    substance: Substance,
    /// Its place among those met.
    number: usize,
    has_moved: bool,
    is_split: bool,
    is_opioid: bool,
}

impl CurrentCode {
    fn of(code: Substance, numbers: &mut IndexSet<Substance>) -> Self {
        let moves = reference::moves();
        let substance = moves.current(code);
        Self {
            substance,
            number: numbers.insert_full(substance).0,
            has_moved: substance != code,
            is_split: moves.is_split(code),
            is_opioid: super::morphine_equivalents().knows(code),
        }
    }
}

/// A matched, or unmatched, medicine of a row.
#[derive(Clone, Copy)]
pub(crate) struct MedicineMatch {
    pub(crate) substance: Substance,
    /// Its place among the substances that have been met.
    pub(crate) number: usize,
    /// The code that the row, the dictionary or the table of names has for it.
    found: Substance,
    has_moved: bool,
    /// A part of what that code held has moved.
    is_split: bool,
    /// It has an oral morphine equivalent.
    pub(crate) is_opioid: bool,
    route: MatchRoute,
    pub(crate) note: Option<MatchNote>,
    /// What was not matched may be told: it begins as BNF codes do.
    begins_well: bool,
}

impl<'a> Medicines<'a> {
    pub(crate) fn new(dictionary: Option<&'a Dictionary>) -> Self {
        Self {
            dictionary,
            codes: CellCache::default(),
            moves: CellCache::default(),
            numbers: IndexSet::new(),
            routes: Default::default(),
            seen: HashMap::new(),
            matching: MatchCounts::default(),
        }
    }

    /// The medicine of a row: the first of BNF code, dm+d code and name that has a cell. Under an
    /// old and a new code it is one substance.
    ///
    /// # Errors
    /// [`BnfFault`] says what is wrong with the BNF code; a row that says nothing of its medicine
    /// has one without characters.
    pub(crate) fn of(&mut self, cells: MedicineCells<'_>) -> Result<MedicineMatch, BnfFault> {
        let (dmd_code, name) = match cells {
            MedicineCells::BnfCode(code) => return self.by_code(code),
            MedicineCells::DmdCodeAndName(dmd_code, name) => (dmd_code, name),
        };
        let found = self.found(dmd_code, name)?;
        let code = found.found;
        let (moves, numbers) = (&mut self.moves, &mut self.numbers);
        let current = moves.of(code.as_bytes(), |_| CurrentCode::of(code, numbers));
        Ok(found.now(current))
    }

    fn found(
        &mut self,
        dmd_code: Option<&[u8]>,
        name: Option<&[u8]>,
    ) -> Result<MedicineMatch, BnfFault> {
        let by_dmd = dmd_code.map(|code| self.by_dmd(code));
        match (by_dmd, name) {
            (Some(matched), name) if matched.route.is_matched() || name.is_none() => Ok(matched),
            (unmatched, Some(name)) => Ok(MedicineMatch {
                note: unmatched.and_then(|unmatched| unmatched.note),
                ..self.by_name(&text(name))
            }),
            (_, None) => Err(BnfFault::Length),
        }
    }

    /// Counts a used row.
    pub(crate) fn count(
        &mut self,
        file: usize,
        cells: MedicineCells<'_>,
        matched: MedicineMatch,
        items: i64,
    ) {
        if !matched.route.is_matched() {
            self.count_unmatched(file, cells, matched, items);
        }
        self.routes[matched.route as usize].add(items);
        let found = matched.found;
        if matched.has_moved {
            let moved = self.matching.moved.entry((found, matched.substance));
            moved.or_default().add(items);
        } else if matched.is_split {
            self.matching.split.entry(found).or_default().add(items);
        }
    }

    /// The number of the substance of a BNF code that was met lately and that nothing is to be told
    /// or weighed of.
    pub(crate) fn known_code(&self, cell: &[u8]) -> Option<usize> {
        let code = self.codes.known(cell)?.ok()?;
        let CurrentCode {
            number,
            has_moved,
            is_split,
            is_opioid,
            ..
        } = code.current;
        let is_plain = code.known && !code.restored && !has_moved && !is_split && !is_opioid;
        is_plain.then_some(number)
    }

    /// Counts a used row with such a code.
    pub(crate) fn count_known(&mut self, items: i64) {
        self.routes[MatchRoute::BnfCode as usize].add(items);
    }

    fn count_unmatched(
        &mut self,
        file: usize,
        cells: MedicineCells<'_>,
        matched: MedicineMatch,
        items: i64,
    ) {
        let (dmd_code, name) = match cells {
            MedicineCells::BnfCode(_) => (None, None),
            MedicineCells::DmdCodeAndName(dmd_code, name) => (dmd_code, name),
        };
        let route = matched.route;
        let of_file = self.matching.unmatched_in.entry((file, route));
        of_file.or_default().add(items);
        let what = match route {
            MatchRoute::UnknownCode if matched.begins_well => matched.found.to_string(),
            MatchRoute::UnknownCode => "(not shown)".to_owned(),
            MatchRoute::UnknownDmdCode => shown_code(dmd_code.unwrap_or_default()),
            _ => shown(drug_part(&name.map(text).unwrap_or_default())),
        };
        let unmatched = self.matching.unmatched.entry((route, what));
        unmatched.or_default().add(items);
    }

    pub(crate) fn finish(self) -> MatchCounts {
        let mut matching = self.matching;
        let routes = MatchRoute::ALL.into_iter().zip(self.routes);
        matching.routes = routes.filter(|(_, count)| count.rows > 0).collect();
        matching
    }

    fn by_code(&mut self, cell: &[u8]) -> Result<MedicineMatch, BnfFault> {
        let numbers = &mut self.numbers;
        let code = self.codes.of(cell, |cell| coded(cell, numbers))?;
        let route = if code.known {
            MatchRoute::BnfCode
        } else {
            MatchRoute::UnknownCode
        };
        let matched = MedicineMatch {
            note: code.restored.then_some(MatchNote::LostLeadingZero),
            begins_well: code.begins_well,
            ..MedicineMatch::one(code.substance, route)
        };
        Ok(matched.now(code.current))
    }

    fn by_dmd(&self, cell: &[u8]) -> MedicineMatch {
        let Ok(read) = DmdCode::parse(cell) else {
            return MedicineMatch {
                note: Some(MatchNote::BadDmdCode),
                ..MedicineMatch::none(MatchRoute::UnknownDmdCode)
            };
        };
        let known = self
            .dictionary
            .and_then(|dictionary| dictionary.by_dmd(read));
        let matched = match known {
            Some(NameMatch::One(substance)) => MedicineMatch::one(substance, MatchRoute::DmdCode),
            _ => MedicineMatch::none(MatchRoute::UnknownDmdCode),
        };
        MedicineMatch {
            note: read.restored.then_some(MatchNote::RestoredDmdCode),
            ..matched
        }
    }

    fn by_name(&mut self, cell: &str) -> MedicineMatch {
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
            MedicineMatch::one(substance, route)
        } else {
            MedicineMatch::none(route)
        }
    }

    /// The dictionary knows whole presentation names, which may hold commas; so the whole cell is
    /// looked up there first.
    fn look_up(&self, whole: &str, name: &str) -> (Substance, MatchRoute) {
        let in_dictionary = |text| {
            self.dictionary
                .and_then(|dictionary| dictionary.by_name(text))
        };
        match in_dictionary(whole).or_else(|| in_dictionary(name)) {
            Some(NameMatch::One(substance)) => return (substance, MatchRoute::DictionaryName),
            Some(NameMatch::Ambiguous) => return (Substance::UNMATCHED, MatchRoute::AmbiguousName),
            Some(NameMatch::Unknown) | None => {}
        }
        match names().resolve(name) {
            NameMatch::One(substance) => (substance, MatchRoute::EmbeddedName),
            NameMatch::Ambiguous => (Substance::UNMATCHED, MatchRoute::AmbiguousName),
            NameMatch::Unknown => (Substance::UNMATCHED, MatchRoute::UnknownName),
        }
    }
}

/// What a cell with a BNF code says.
#[derive(Clone, Copy)]
struct BnfCell {
    substance: Substance,
    current: CurrentCode,
    /// A lost leading zero was given back.
    restored: bool,
    known: bool,
    /// It begins as BNF codes do, so a report may show it: a number in the wrong column can look
    /// like a code.
    begins_well: bool,
}

/// Reads a cell with a BNF code.
fn coded(cell: &[u8], numbers: &mut IndexSet<Substance>) -> Result<BnfCell, BnfFault> {
    let (substance, restored) = Substance::from_bnf_code(cell)?;
    let known = is_known(substance);
    let begins_well = || {
        let mut substances = reference::substances().iter();
        substances.any(|(known, _)| known.starts_with(&substance.as_str()[..4]))
    };
    Ok(BnfCell {
        substance,
        current: CurrentCode::of(substance, numbers),
        restored,
        known,
        begins_well: known || begins_well(),
    })
}

/// Whether the built-in tables know the code, now or as one that has moved. Appliances have no
/// substance, and none is missed: their chapters count as known.
pub(crate) fn is_known(substance: Substance) -> bool {
    substance.chapter() >= FIRST_APPLIANCE_CHAPTER
        || reference::substances().contains(substance)
        || reference::moves().current(substance) != substance
}

/// BNF chapters from here on hold appliances and dressings.
const FIRST_APPLIANCE_CHAPTER: u8 = 20;

impl MedicineMatch {
    fn one(substance: Substance, route: MatchRoute) -> Self {
        Self {
            substance,
            number: 0,
            found: substance,
            has_moved: false,
            is_split: false,
            is_opioid: false,
            route,
            note: None,
            begins_well: false,
        }
    }

    fn now(self, current: CurrentCode) -> Self {
        Self {
            substance: current.substance,
            number: current.number,
            has_moved: current.has_moved,
            is_split: current.is_split,
            is_opioid: current.is_opioid,
            ..self
        }
    }

    fn none(route: MatchRoute) -> Self {
        Self::one(Substance::UNMATCHED, route)
    }
}

/// An unmatched dm+d code as a report may show it: not if it could be a person's number; nothing if
/// it is no code.
fn shown_code(cell: &[u8]) -> String {
    match DmdCode::parse(cell) {
        Ok(read) if is_nhs_number(&read.code.to_string()) => "(not shown)".to_owned(),
        Ok(read) => read.code.to_string(),
        Err(_) => String::new(),
    }
}

/// An unmatched name as a report may show it: not if it holds a number as long as a person's.
fn shown(name: &str) -> String {
    const LONGEST_STRENGTH: usize = 7;
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let has_date = name
        .split_whitespace()
        .any(|word| date(word.as_bytes()).is_some());
    if digits > LONGEST_STRENGTH || has_date {
        "(holds a long number or a date, not shown)".to_owned()
    } else {
        name.to_owned()
    }
}

/// The drug of "drug, dose, quantity": what stands before the first comma and blank.
pub(crate) fn drug_part(cell: &str) -> &str {
    cell.split(", ").next().unwrap_or(cell).trim()
}
